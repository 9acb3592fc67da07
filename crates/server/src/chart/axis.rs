//! Scales: ticks at round numbers, days in words that are as short as they can be.

use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};
use sayso_archive::survey::Period;
use sayso_record::plain::grouped;

use super::{percent, pixels};

/// How long a bar's time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A day.
    Day,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl From<Period> for Step {
    fn from(period: Period) -> Self {
        match period {
            Period::Day => Self::Day,
            Period::Month => Self::Month,
            Period::Year => Self::Year,
        }
    }
}

impl Step {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// The last day of the time that begins on a day.
    pub fn end(self, start: Date) -> Date {
        match self {
            Self::Day => start,
            Self::Month => start.last_of_month(),
            Self::Year => start.last_of_year(),
        }
    }

    /// The first day of the time after it.
    pub fn next(self, start: Date) -> Date {
        self.end(start).checked_add(1.day()).unwrap_or(Date::MAX)
    }

    /// The time that begins on a day, in full: `4 May 1987`, `May 1987`, `1987`.
    pub fn words(self, start: Date) -> String {
        let form = match self {
            Self::Day => "%-d %B %Y",
            Self::Month => "%B %Y",
            Self::Year => "%Y",
        };
        start.strftime(form).to_string()
    }

    /// The same for an axis, without what the one before it says already.
    fn short(self, start: Date, before: Option<Date>) -> String {
        let same_year = before.is_some_and(|before| before.year() == start.year());
        let form = match (self, same_year) {
            (Self::Day, true) => "%-d %b",
            (Self::Day, false) => "%-d %b %Y",
            (Self::Month, true) => "%b",
            (Self::Month, false) => "%b %Y",
            (Self::Year, _) => "%Y",
        };
        start.strftime(form).to_string()
    }
}

/// There are no more ticks than this along the time: their words have to fit a phone.
const MOST_TICKS: usize = 5;

/// Which of so many bars have a tick, evenly spread, not at the very end.
pub fn ticked(bars: usize) -> impl Iterator<Item = usize> {
    let every = bars.div_ceil(MOST_TICKS).max(1);
    (0..bars).step_by(every)
}

/// Words under the time: a tick at each of these shares of the width.
pub fn under(step: Step, ticks: &[(f64, Date)], y: f64) -> Markup {
    let before = |index: usize| index.checked_sub(1).and_then(|before| ticks.get(before));
    html! {
        @for (index, (share, day)) in ticks.iter().enumerate() {
            line.tick x1=(percent(*share)) x2=(percent(*share)) y1=(pixels(y)) y2=(pixels(y + 4.0)) {}
            text.label x=(percent(*share)) y=(pixels(y + 16.0)) text-anchor=(anchor(*share)) {
                (step.short(*day, before(index).map(|(_, day)| *day)))
            }
        }
    }
}

/// Words near an edge end or begin at it.
fn anchor(share: f64) -> &'static str {
    match share {
        share if share < 0.1 => "start",
        share if share > 0.9 => "end",
        _ => "middle",
    }
}

/// A line across at a number, and the number above its beginning.
pub fn across(y: f64, number: f64) -> Markup {
    html! {
        line.grid x1="0" x2="100%" y1=(pixels(y)) y2=(pixels(y)) {}
        text.label x="0" y=(pixels(y - 3.0)) { (grouped(number)) }
    }
}

/// The least round number (a power of ten, times 1 to 6 or 8) that is no smaller: where an axis of counts ends.
pub fn round_up(number: usize) -> usize {
    let mut power = 1;
    loop {
        for times in [1, 2, 3, 4, 5, 6, 8] {
            if times * power >= number {
                return times * power;
            }
        }
        let Some(next) = usize::checked_mul(power, 10) else { return number };
        power = next;
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn axes_end_at_round_numbers() {
        let all = [0, 1, 2, 3, 6, 11, 21, 99, 501].map(round_up);
        assert_eq!(all, [1, 1, 2, 3, 6, 20, 30, 100, 600]);
    }

    #[test]
    fn days_say_no_more_than_is_new() {
        let (eve, day) = (date(1986, 12, 31), date(1987, 1, 1));
        assert_eq!(Step::Day.short(eve, None), "31 Dec 1986");
        assert_eq!(Step::Day.short(day, Some(eve)), "1 Jan 1987");
        assert_eq!(Step::Day.short(date(1987, 1, 5), Some(day)), "5 Jan");
        assert_eq!(Step::Month.words(day), "January 1987");
    }

    #[test]
    fn ticks_are_few() {
        assert_eq!(ticked(3).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(ticked(12).collect::<Vec<_>>(), [0, 3, 6, 9]);
        assert!(ticked(120).count() <= MOST_TICKS);
        assert_eq!(ticked(0).count(), 0);
    }
}
