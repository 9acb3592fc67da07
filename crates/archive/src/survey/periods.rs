//! A selection by day, month or year.

use jiff::ToSpan;
use jiff::civil::Date;
use sayso_record::{TimePrecision, Word};

use super::columns::NONE;
use super::{Kind, Selection, Survey};

/// More bins than this are one too many to look at.
const FITTING: i64 = 120;
/// There are no more bins than this: a date that is far off does not make a million empty ones.
const MOST: usize = 5000;

/// How long a bin is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// A day.
    Day,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// By what a datum is put in a bin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clock {
    /// The day on which its report was published.
    Published,
    /// Of events: the time at which they took place. Those of which no time is known are left out, and those
    /// whose time is longer than the period. Other data have no such time.
    Happened,
}

/// What is in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bin {
    /// Its first day.
    pub start: Date,
    /// Rows.
    pub data: usize,
    /// Of events: rows by PLOVER's quad, 1 to 4.
    pub quads: [usize; 4],
    /// Of events: happenings, each once a bin: see [`super::Counts::happenings`].
    pub happenings: usize,
    /// Stories, each once a bin.
    pub stories: usize,
    /// Reports, each once a bin.
    pub reports: usize,
}

impl Period {
    /// The shortest of which no more than 120 reach from one day to another, else a year.
    pub fn fitting(first: Date, last: Date) -> Self {
        let bins = |period: Self| period.number(last) - period.number(first) + 1;
        let fits = |period: &Self| bins(*period) <= FITTING;
        [Self::Day, Self::Month].into_iter().find(fits).unwrap_or(Self::Year)
    }

    /// The first day of the period that a day is in.
    pub fn start(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Month => day.first_of_month(),
            Self::Year => day.first_of_year(),
        }
    }

    /// Which period a day is in, counted from one long ago.
    fn number(self, day: Date) -> i64 {
        let (year, month) = (i64::from(day.year()), i64::from(day.month()));
        match self {
            Self::Day => day_number(year, month, i64::from(day.day())),
            Self::Month => year * 12 + month - 1,
            Self::Year => year,
        }
    }

    /// The first day of the period so many after the one that begins on a day.
    fn after(self, start: Date, count: i64) -> Date {
        let span = match self {
            Self::Day => count.days(),
            Self::Month => count.months(),
            Self::Year => count.years(),
        };
        start.checked_add(span).unwrap_or(Date::MAX)
    }

    /// Whether a time that is known so exactly lies in one period.
    fn holds(self, precision: TimePrecision) -> bool {
        match precision {
            TimePrecision::Day | TimePrecision::Report => true,
            TimePrecision::Month => self != Self::Day,
            TimePrecision::Year => self == Self::Year,
        }
    }
}

/// Days from 1 March of the year 0 to a day, leap years as the calendar has them.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + (month * 153 + 2) / 5 + day - 1
}

impl Survey {
    /// What is in each period from the first to the last that has anything of a selection, in order, without
    /// gaps; of more than 5,000 periods the last ones.
    pub fn by_period(&self, selection: &Selection, period: Period, clock: Clock) -> Vec<Bin> {
        let dated = match clock {
            Clock::Published => self.by_publication(selection, period),
            Clock::Happened => self.by_time(selection, period),
        };
        let Some((last, first)) =
            dated.last.zip(dated.rows.iter().map(|(number, _)| *number).min())
        else {
            return Vec::new();
        };
        let end = period.number(last);
        let begin = first.max(end - MOST as i64 + 1);
        let start = period.after(period.start(last), begin - end);
        let bin = |count| Bin {
            start: period.after(start, count),
            data: 0,
            quads: [0; 4],
            happenings: 0,
            stories: 0,
            reports: 0,
        };
        let mut bins: Vec<Bin> = (0..=end - begin).map(bin).collect();
        let mut seen = Seen::of(self);
        for (number, row) in dated.rows {
            let Ok(at) = u32::try_from(number - begin) else { continue };
            if let Some(bin) = bins.get_mut(at as usize) {
                self.count(selection.kind, row, at, bin, &mut seen);
            }
        }
        bins
    }

    /// The rows by the period in which their reports were published.
    fn by_publication(&self, selection: &Selection, period: Period) -> Dated {
        let mut dated = Dated::default();
        for (report, rows) in self.by_report(selection) {
            let day = self.reports.day(report as usize);
            dated.last = dated.last.max(Some(day));
            let number = period.number(day);
            dated.rows.extend(rows.iter().map(|row| (number, *row)));
        }
        dated
    }

    /// The events of a time that is known and lies in one period.
    fn by_time(&self, selection: &Selection, period: Period) -> Dated {
        let mut dated = Dated::default();
        if selection.kind != Kind::Events {
            return dated;
        }
        let events = &self.columns.events;
        for row in &selection.rows {
            let at = *row as usize;
            let known = events.precision.get(at).map(|known| usize::from(*known));
            let known = known.and_then(TimePrecision::by_index);
            let Some(day) = events.day.get(at).filter(|_| known.is_some_and(|k| period.holds(k)))
            else {
                continue;
            };
            dated.last = dated.last.max(Some(*day));
            dated.rows.push((period.number(*day), *row));
        }
        // Period by period, so that one note a story tells whether it was counted.
        dated.rows.sort_by_key(|(number, _)| *number);
        dated
    }

    fn count(&self, kind: Kind, row: u32, at: u32, bin: &mut Bin, seen: &mut Seen) {
        let report = self.report_of(kind, row);
        bin.data += 1;
        bin.reports += usize::from(is_new(&mut seen.reports, report, at));
        let story = self.stories.of_report.get(report as usize).copied().unwrap_or(NONE);
        bin.stories += usize::from(is_new(&mut seen.stories, story, at));
        if kind != Kind::Events {
            return;
        }
        let happening = self.happening(row);
        let is_other = happening.is_none_or(|known| is_new(&mut seen.happenings, known, at));
        bin.happenings += usize::from(is_other);
        let code = self.columns.events.code.get(row as usize);
        let quad =
            code.and_then(|code| self.tables.codes.get(*code as usize)).map(|code| code.quad);
        let quad = quad.and_then(|quad| usize::from(quad).checked_sub(1));
        if let Some(count) = quad.and_then(|quad| bin.quads.get_mut(quad)) {
            *count += 1;
        }
    }
}

/// Rows with the numbers of their periods, all of one period together.
#[derive(Default)]
struct Dated {
    rows: Vec<(i64, u32)>,
    /// The last day of all.
    last: Option<Date>,
}

/// The last bin in which each was counted.
struct Seen {
    reports: Vec<u32>,
    stories: Vec<u32>,
    happenings: Vec<u32>,
}

impl Seen {
    fn of(survey: &Survey) -> Self {
        let none = |length| vec![NONE; length];
        Self {
            reports: none(survey.reports.len()),
            stories: none(survey.stories.ids.len()),
            happenings: none(survey.stories.happenings.len()),
        }
    }
}

/// Whether something was not counted in this bin yet; from now on it is.
fn is_new(last: &mut [u32], number: u32, bin: u32) -> bool {
    let last = last.get_mut(number as usize);
    last.is_some_and(|last| std::mem::replace(last, bin) != bin)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_follow_each_other() {
        let mut day = date(1896, 1, 1);
        let first = Period::Day.number(day);
        for count in 0..2500 {
            assert_eq!(Period::Day.number(day) - first, count, "{day}");
            day = day.tomorrow().unwrap();
        }
        assert_eq!(Period::Day.number(date(1, 3, 1)) - Period::Day.number(date(0, 3, 1)), 365);
    }

    #[test]
    fn periods_fit() {
        let from = date(1987, 5, 4);
        assert_eq!(Period::fitting(from, date(1987, 8, 31)), Period::Day);
        assert_eq!(Period::fitting(from, date(1987, 9, 1)), Period::Month);
        assert_eq!(Period::fitting(from, date(1999, 1, 1)), Period::Year);
        assert_eq!(Period::fitting(from, date(2300, 1, 1)), Period::Year);
    }
}
