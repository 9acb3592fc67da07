//! How a page says when a holiday is: `12-25`, `11-thu-4`, `05-mon-last`, `easter-2`, `unknown`.

/// When a holiday is in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holiday {
    /// Month and day.
    Fixed(i8, i8),
    /// Month, weekday (Monday is 1) and which one in it; -1 for the last.
    Nth(i8, i8, i8),
    /// Days after a movable feast.
    After(Feast, i16),
    /// Set by sight of the moon or by decree: it cannot be computed.
    Unknown,
}

/// Feasts that are computed, from which others are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feast {
    /// Of the Gregorian calendar.
    Easter,
    /// Of the Julian calendar.
    OrthodoxEaster,
    /// 15 Nisan.
    Passover,
    /// 1 Tishri.
    RoshHashanah,
    /// 25 Kislev.
    Hanukkah,
}

const FEASTS: [(&str, Feast); 5] = [
    ("easter", Feast::Easter),
    ("orthodox-easter", Feast::OrthodoxEaster),
    ("passover", Feast::Passover),
    ("rosh-hashanah", Feast::RoshHashanah),
    ("hanukkah", Feast::Hanukkah),
];

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Holiday {
    /// Reads one of the forms above.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text == "unknown" {
            return Some(Self::Unknown);
        }
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            return Self::of_month(text);
        }
        FEASTS.iter().find_map(|&(name, feast)| match text.strip_prefix(name)? {
            "" => Some(Self::After(feast, 0)),
            days => Some(Self::After(feast, days.parse().ok().filter(|d: &i16| d.abs() < 100)?)),
        })
    }

    fn of_month(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let month = parts.next()?.parse().ok().filter(|month| (1..=12).contains(month))?;
        let day = parts.next()?;
        match (parts.next(), parts.next()) {
            (None, _) => {
                let day = day.parse().ok().filter(|day| (1..=31).contains(day))?;
                Some(Self::Fixed(month, day))
            }
            (Some(which), None) => {
                let weekday = (1..).zip(WEEKDAYS).find(|(_, name)| *name == day)?.0;
                let which = match which {
                    "last" => -1,
                    which => which.parse().ok().filter(|which| (1..=5).contains(which))?,
                };
                Some(Self::Nth(month, weekday, which))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_when_holidays_are() {
        assert_eq!(Holiday::parse("12-25"), Some(Holiday::Fixed(12, 25)));
        assert_eq!(Holiday::parse("11-thu-4"), Some(Holiday::Nth(11, 4, 4)));
        assert_eq!(Holiday::parse("05-mon-last"), Some(Holiday::Nth(5, 1, -1)));
        assert_eq!(Holiday::parse("easter-2"), Some(Holiday::After(Feast::Easter, -2)));
        assert_eq!(
            Holiday::parse("orthodox-easter+1"),
            Some(Holiday::After(Feast::OrthodoxEaster, 1))
        );
        assert_eq!(Holiday::parse("unknown"), Some(Holiday::Unknown));
        for wrong in ["13-25", "12-32", "12", "12-xyz-1", "12-mon-9", "easter-", "pesach"] {
            assert_eq!(Holiday::parse(wrong), None, "{wrong}");
        }
    }
}
