//! What a report has told so far: the dates from which "the day before" and "a year earlier" count.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use sayso_record::TimeType;

use super::{Found, calendar};

/// The last date that was told, as exact as it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// A day.
    Day(Date),
    /// A week, by its Monday.
    Week(Date),
    /// A month, by its first day.
    Month(Date),
    /// A quarter, by its first day.
    Quarter(Date),
    /// A year, by its first day.
    Year(Date),
}

impl Told {
    /// Its first day.
    pub fn day(self) -> Date {
        match self {
            Self::Day(d) | Self::Week(d) | Self::Month(d) | Self::Quarter(d) | Self::Year(d) => d,
        }
    }

    /// Whether it is exact enough to count a unit from it.
    pub fn can_count(self, letter: char) -> bool {
        match letter {
            'D' => matches!(self, Self::Day(_)),
            'W' => matches!(self, Self::Day(_) | Self::Week(_)),
            'M' => !matches!(self, Self::Quarter(_) | Self::Year(_)),
            'Q' => !matches!(self, Self::Year(_)),
            _ => true,
        }
    }

    /// Reads a TIMEX3 value.
    pub fn parse(value: &str) -> Option<Self> {
        let value = value.split('T').next()?;
        let year: i16 = value.get(..4)?.parse().ok()?;
        let first = |month: i8| Date::new(year, month, 1).ok();
        let Some(rest) = value.get(5..) else {
            return (value.len() == 4).then(|| first(1).map(Self::Year)).flatten();
        };
        if let Ok(day) = value.parse::<Date>() {
            return (value.len() == 10).then_some(Self::Day(day));
        }
        if let Some(quarter) = rest.strip_prefix('Q') {
            let quarter: i8 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
            return first(quarter * 3 - 2).map(Self::Quarter);
        }
        if let Some(week) = rest.strip_prefix('W') {
            let week = week.get(..2)?.parse().ok()?;
            let monday = ISOWeekDate::new(year, week, Weekday::Monday).ok()?;
            return Some(Self::Week(monday.date()));
        }
        first(rest.parse().ok()?).map(Self::Month)
    }
}

/// How many sentences a quarter stays the one that is told of.
const QUARTER_HOLDS: usize = 12;

/// The dates told so far.
pub struct Narrative {
    /// The report's own date.
    pub report: Date,
    last: Option<Told>,
    quarter: Option<(Date, usize)>,
    sentence: usize,
    /// Where the last expression ended, and its day.
    previous: Option<(usize, Date)>,
}

impl Narrative {
    /// Nothing is told yet.
    pub fn new(report: Date) -> Self {
        Self { report, last: None, quarter: None, sentence: 0, previous: None }
    }

    /// Goes on to the next sentence.
    pub fn next_sentence(&mut self) {
        self.sentence += 1;
    }

    /// Takes in what was found.
    pub fn tell(&mut self, found: &Found) {
        self.previous = None;
        if !matches!(found.kind, TimeType::Date | TimeType::Time) {
            return;
        }
        let Some(told) = found.value.as_deref().and_then(Told::parse) else { return };
        self.last = Some(told);
        if let Told::Day(day) = told {
            self.previous = Some((found.end, day));
        }
    }

    /// Takes in a quarter that the text names. Reports of results tell of the last one that is over
    /// and compare it with others.
    pub fn tell_quarter(&mut self, first: Date) {
        let (year, quarter) = self.full_quarter();
        let over = (first.year(), calendar::quarter_of(first)) <= (year, quarter);
        let known = self.quarter().filter(|known| *known > first);
        if over && first.year() + 1 >= year {
            self.quarter = Some((known.unwrap_or(first), self.sentence));
        }
    }

    /// The last date told; the report's before any was.
    pub fn last(&self) -> Told {
        self.last.unwrap_or(Told::Day(self.report))
    }

    /// Whether any date was told.
    pub fn is_begun(&self) -> bool {
        self.last.is_some()
    }

    /// The first day of the quarter that the sentences before tell of.
    pub fn quarter(&self) -> Option<Date> {
        let (first, sentence) = self.quarter?;
        (self.sentence - sentence <= QUARTER_HOLDS).then_some(first)
    }

    /// The day told just before a token: "Sunday at" 8 p.m.
    pub fn day_before(&self, at: usize) -> Option<Date> {
        let (end, day) = self.previous?;
        (at <= end + 2).then_some(day)
    }

    /// The value of a quarter so many years from the one told of.
    pub fn told_quarter(&self, years: i16) -> Option<String> {
        let first = self.quarter()?;
        Some(calendar::quarter(first.year() + years, calendar::quarter_of(first)))
    }

    /// The last quarter that was over when the report appeared.
    pub fn full_quarter(&self) -> (i16, i32) {
        match calendar::quarter_of(self.report) {
            1 => (self.report.year() - 1, 4),
            quarter => (self.report.year(), quarter - 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn reads_values_back() {
        let told = |value: &str| Told::parse(value);
        assert_eq!(told("1998-02-13T19:15"), Some(Told::Day(date(1998, 2, 13))));
        assert_eq!(told("1998-02"), Some(Told::Month(date(1998, 2, 1))));
        assert_eq!(told("1998-Q3"), Some(Told::Quarter(date(1998, 7, 1))));
        assert_eq!(told("1998-W07"), Some(Told::Week(date(1998, 2, 9))));
        assert_eq!(told("1998"), Some(Told::Year(date(1998, 1, 1))));
        for vague in ["199", "19", "PAST_REF", "1998-SU", "XXXX-WXX-5", "1998-Q9", "1998-W99", ""] {
            assert_eq!(told(vague), None, "{vague}");
        }
    }
}
