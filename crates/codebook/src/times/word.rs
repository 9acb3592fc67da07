//! What a word of time can mean.

use super::Holiday;

/// A unit of time: so many of what TIMEX3 has a letter for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeUnit {
    /// How many of the letter's unit: 2 for a fortnight.
    pub count: u16,
    /// Whether it is counted on a clock: hours, minutes, seconds.
    pub clock: bool,
    /// TIMEX3's letter: `S M H` on a clock, `D W M Q Y E C` on a calendar.
    pub letter: char,
}

/// What a word of time means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeWord {
    /// Monday is 1.
    Weekday(i8),
    /// January is 1.
    Month(i8),
    /// A month of a calendar whose days cannot be computed.
    OtherMonth,
    /// One unit, or several in the plural.
    Unit {
        /// Which one.
        unit: TimeUnit,
        /// "days".
        plural: bool,
    },
    /// MO, AF, EV, NI.
    PartOfDay(String),
    /// SP, SU, FA, WI.
    Season(String),
    /// The end of the week.
    Weekend,
    /// A day of the year.
    Holiday(Holiday),
    /// A day of history, as `2001-09-11`.
    NamedDay(String),
    /// Days from the report's: -1 for yesterday.
    Day(i8),
    /// A day and its part: `tonight` is 0 and NI.
    DayPart(i8, String),
    /// A time on the clock, as `12:00`.
    Clock(String),
    /// "first" is 1.
    Ordinal(i8),
    /// "sixties" is 6.
    Decade(i8),
    /// "this" 0, "last" -1, "next" 1: counted from the report.
    Lead(i8),
    /// "same" 0, "previous" -1, "following" 1: counted from what was told.
    Told(i8),
    /// "ago", "earlier", "before" -1; "later", "after" 1; the flag: whether from the report.
    Shift(i8, bool),
    /// "early" START, "mid" MID, "late" END, before a time.
    Edge(String),
    /// "beginning" START, "end" END, before "of" and a time.
    Border(String),
    /// "about" APPROX, "at least" EQUAL_OR_MORE, before a number.
    Bound(String),
    /// "several": a number that is not said.
    Few,
    /// "recent", before "years".
    Recent,
    /// "another": one more.
    Another,
    /// "half" a unit.
    Half,
    /// "couple" 2, "dozen" 12.
    Count(u16),
    /// Words between a number and its unit: "full", "consecutive".
    Filler,
    /// "fiscal".
    Fiscal,
    /// "latest", "year-ago": years to add to the period that is being told.
    Period(i8),
    /// "period", "term": the noun of a length of time.
    Span,
    /// GMT, EST …
    Zone,
    /// Years to add to get the common era; `None` where they cannot be computed.
    Era(Option<i16>),
    /// PRESENT_REF, PAST_REF, FUTURE_REF.
    Reference(String),
    /// A recurring time's value.
    Set(String),
    /// "every", "each".
    Every,
    /// "once" 1, "twice" 2: how often, before "a week".
    Often(u16),
    /// Things that have an age which is a time, as truces do; people's ages are none.
    Aged,
    /// "page", "room": what has a number that is no year.
    Label,
    /// Words that are to come by nature: "expect", "due", "upcoming".
    Coming,
}

impl TimeWord {
    /// Its kind.
    pub fn kind(&self) -> TimeKind {
        match self {
            Self::Weekday(..) => TimeKind::Weekday,
            Self::Month(..) => TimeKind::Month,
            Self::OtherMonth => TimeKind::OtherMonth,
            Self::Unit { .. } => TimeKind::Unit,
            Self::PartOfDay(..) => TimeKind::PartOfDay,
            Self::Season(..) => TimeKind::Season,
            Self::Weekend => TimeKind::Weekend,
            Self::Holiday(..) => TimeKind::Holiday,
            Self::NamedDay(..) => TimeKind::NamedDay,
            Self::Day(..) => TimeKind::Day,
            Self::DayPart(..) => TimeKind::DayPart,
            Self::Clock(..) => TimeKind::Clock,
            Self::Ordinal(..) => TimeKind::Ordinal,
            Self::Decade(..) => TimeKind::Decade,
            Self::Lead(..) => TimeKind::Lead,
            Self::Told(..) => TimeKind::Told,
            Self::Shift(..) => TimeKind::Shift,
            Self::Edge(..) => TimeKind::Edge,
            Self::Border(..) => TimeKind::Border,
            Self::Bound(..) => TimeKind::Bound,
            Self::Few => TimeKind::Few,
            Self::Recent => TimeKind::Recent,
            Self::Another => TimeKind::Another,
            Self::Half => TimeKind::Half,
            Self::Count(..) => TimeKind::Count,
            Self::Filler => TimeKind::Filler,
            Self::Fiscal => TimeKind::Fiscal,
            Self::Period(..) => TimeKind::Period,
            Self::Span => TimeKind::Span,
            Self::Zone => TimeKind::Zone,
            Self::Era(..) => TimeKind::Era,
            Self::Reference(..) => TimeKind::Reference,
            Self::Set(..) => TimeKind::Set,
            Self::Every => TimeKind::Every,
            Self::Often(..) => TimeKind::Often,
            Self::Aged => TimeKind::Aged,
            Self::Label => TimeKind::Label,
            Self::Coming => TimeKind::Coming,
        }
    }

    /// Whether an expression can begin with it.
    pub(super) fn begins(&self) -> bool {
        !matches!(
            self,
            Self::Aged
                | Self::Label
                | Self::Coming
                | Self::Filler
                | Self::Span
                | Self::Zone
                | Self::Era(_)
                | Self::Shift(..)
        )
    }

    /// Whether it names a time, or a length of it, rather than leads to a word that does.
    pub fn names(&self) -> bool {
        self.begins()
            && !matches!(
                self,
                Self::Ordinal(_)
                    | Self::Lead(_)
                    | Self::Told(_)
                    | Self::Edge(_)
                    | Self::Border(_)
                    | Self::Bound(_)
                    | Self::Few
                    | Self::Half
                    | Self::Recent
                    | Self::Another
                    | Self::Count(_)
                    | Self::Fiscal
                    | Self::Every
                    | Self::Often(_)
            )
    }
}

/// Of what kind a meaning is: [`TimeWord`] without what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[expect(missing_docs, reason = "as in TimeWord")]
pub enum TimeKind {
    Weekday,
    Month,
    OtherMonth,
    Unit,
    PartOfDay,
    Season,
    Weekend,
    Holiday,
    NamedDay,
    Day,
    DayPart,
    Clock,
    Ordinal,
    Decade,
    Lead,
    Told,
    Shift,
    Edge,
    Border,
    Bound,
    Few,
    Recent,
    Another,
    Half,
    Count,
    Filler,
    Fiscal,
    Period,
    Span,
    Zone,
    Era,
    Reference,
    Set,
    Every,
    Often,
    Aged,
    Label,
    Coming,
}

impl TimeUnit {
    /// Reads `D`, `TH`, `2W`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let (clock, letters) = match text[digits.len()..].strip_prefix('T') {
            Some(letters) => (true, letters),
            None => (false, &text[digits.len()..]),
        };
        let count = if digits.is_empty() { 1 } else { digits.parse().ok()? };
        let mut letters = letters.chars();
        let letter = letters.next().filter(|_| letters.next().is_none())?;
        let known = if clock { "SMH" } else { "DWMQYEC" };
        known.contains(letter).then_some(Self { count, clock, letter })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_units() {
        let unit = |count, clock, letter| Some(TimeUnit { count, clock, letter });
        assert_eq!(TimeUnit::parse("TH"), unit(1, true, 'H'));
        assert_eq!(TimeUnit::parse("2W"), unit(2, false, 'W'));
        assert_eq!(TimeUnit::parse("T"), None);
        assert_eq!(TimeUnit::parse("99999999W"), None);
    }
}
