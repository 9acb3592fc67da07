//! Between which days an event lies, and how exactly that is known.
//!
//! UCDP's date_prec: 1 the day is known, 2 to within two to six days, 3 to within a week, 4 to within
//! a month, 5 to within more than a month, up to a year.
//!
//! Where the figure covers several days, those days are the event's; else the event's own time, of a
//! day (1), a month (4) or a year (5); else the figure's day. No end lies after the report, which
//! tells of what has happened. Where neither says a time the report's date is the latest day
//! possible and stands as `date_end` alone: how long before it the event took place is not known, so
//! neither `date_start` nor `date_prec` is made up.

use jiff::civil::Date;
use sayso_record::{Event, EventTime, Figure, Report, TimePrecision};

/// The days between which an event lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct When {
    pub start: Option<Date>,
    pub end: Date,
    pub precision: Option<u8>,
}

/// When an event took place in which those of a figure died.
pub(super) fn when(report: &Report, event: &Event, figure: &Figure) -> When {
    let told = match covered(report, figure) {
        Some((start, end)) if start < end => Some((start, end, length(start, end))),
        day => own(event.time.as_ref()).or(day.map(|(start, end)| (start, end, 1))),
    };
    match told {
        Some((start, end, precision)) => {
            let end = if start <= report.date { end.min(report.date) } else { end };
            When { start: Some(start), end, precision: Some(precision) }
        }
        None => When { start: None, end: report.date, precision: None },
    }
}

/// The days that a figure covers; those of "since …" end with the report.
pub(super) fn covered(report: &Report, figure: &Figure) -> Option<(Date, Date)> {
    let start: Date = figure.since.as_ref()?.parse().ok()?;
    let end = figure.until.as_ref().map_or(Some(report.date), |day| day.parse().ok())?;
    (start <= end).then_some((start, end))
}

/// UCDP's precision for so many days.
fn length(start: Date, end: Date) -> u8 {
    match start.until(end).map_or(i32::MAX, |span| span.get_days()) {
        ..=0 => 1,
        1..=5 => 2,
        6 => 3,
        7..=30 => 4,
        _ => 5,
    }
}

/// The first and last day of an event's own time.
fn own(time: Option<&EventTime>) -> Option<(Date, Date, u8)> {
    let time = time?;
    let first = |rest: &str| format!("{}{rest}", time.value).parse::<Date>().ok();
    match time.precision {
        TimePrecision::Day => first("").map(|day| (day, day, 1)),
        TimePrecision::Month => first("-01").map(|day| (day, day.last_of_month(), 4)),
        TimePrecision::Year => first("-01-01").map(|day| (day, day.last_of_year(), 5)),
        TimePrecision::Report => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso_record::sample;

    fn dated(
        value: &str,
        precision: TimePrecision,
        since: Option<&str>,
        until: Option<&str>,
    ) -> String {
        let mut record = sample::record();
        record.report.date = "1987-05-20".parse().unwrap();
        let event = &mut record.events[1];
        event.time = Some(EventTime { value: value.into(), precision, from: None });
        let figure = &mut record.figures[0];
        figure.since = since.map(str::to_owned);
        figure.until = until.map(str::to_owned);
        let when = when(&record.report, &record.events[1], &record.figures[0]);
        let start = when.start.map_or("?".to_owned(), |day| day.to_string());
        let precision = when.precision.map_or("?".to_owned(), |n| n.to_string());
        format!("{start} {} {precision}", when.end)
    }

    #[test]
    fn an_event_lies_in_its_day_month_or_year() {
        use TimePrecision::{Day, Month, Year};
        assert_eq!(dated("1987-05-04", Day, None, None), "1987-05-04 1987-05-04 1");
        assert_eq!(dated("1987-02", Month, None, None), "1987-02-01 1987-02-28 4");
        assert_eq!(dated("1986", Year, None, None), "1986-01-01 1986-12-31 5");
        assert_eq!(dated("1987-05", Month, None, None), "1987-05-01 1987-05-20 4");
        assert_eq!(dated("the spring", Day, None, None), "? 1987-05-20 ?");
    }

    #[test]
    fn a_date_that_only_stands_in_is_the_latest() {
        assert_eq!(dated("1987-05-20", TimePrecision::Report, None, None), "? 1987-05-20 ?");
    }

    #[test]
    fn days_that_a_figure_covers_are_the_events() {
        let covers = |since, until| dated("1987-05-04", TimePrecision::Day, Some(since), until);
        assert_eq!(covers("1987-05-01", Some("1987-05-03")), "1987-05-01 1987-05-03 2");
        assert_eq!(covers("1987-05-01", Some("1987-05-06")), "1987-05-01 1987-05-06 2");
        assert_eq!(covers("1987-05-01", Some("1987-05-07")), "1987-05-01 1987-05-07 3");
        assert_eq!(covers("1987-05-01", None), "1987-05-01 1987-05-20 4");
        assert_eq!(covers("1987-05-01", Some("1987-05-31")), "1987-05-01 1987-05-20 4");
        assert_eq!(covers("1986-05-01", Some("1987-05-01")), "1986-05-01 1987-05-01 5");
        assert_eq!(covers("1987-05-09", Some("1987-05-01")), "1987-05-04 1987-05-04 1");
        let day = dated("x", TimePrecision::Report, Some("1987-05-03"), Some("1987-05-03"));
        assert_eq!(day, "1987-05-03 1987-05-03 1");
    }
}
