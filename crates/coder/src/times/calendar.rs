//! What expressions come to on the calendar, as TIMEX3 values.

use jiff::Span;
use jiff::civil::{Date, Weekday};

/// `1998-W07`, the ISO week of a day.
pub fn week(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// `1998-02`
pub fn month(year: i16, month: i8) -> String {
    format!("{year:04}-{month:02}")
}

/// `1998-Q1`, from a year and a quarter that may lie outside 1 to 4.
pub fn quarter(year: i16, quarter: i32) -> String {
    let all = i32::from(year) * 4 + quarter - 1;
    format!("{:04}-Q{}", all.div_euclid(4), all.rem_euclid(4) + 1)
}

/// The quarter of a day, 1 to 4.
pub fn quarter_of(day: Date) -> i32 {
    i32::from(day.month() - 1) / 3 + 1
}

/// The day so many days after another (before it, when negative); `None` off the calendar.
pub fn plus_days(day: Date, days: i64) -> Option<Date> {
    day.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// The day so many months after another.
pub fn plus_months(day: Date, months: i64) -> Option<Date> {
    day.checked_add(Span::new().try_months(months).ok()?).ok()
}

/// The nearest such weekday (Monday is 1): on or before the day, or after it.
pub fn weekday(day: Date, wanted: i8, ahead: bool) -> Option<Date> {
    let wanted = Weekday::from_monday_one_offset(wanted).ok()?;
    let back = i64::from(day.weekday().since(wanted));
    plus_days(day, if ahead && back > 0 { 7 - back } else { -back })
}

/// The day of that month and day nearest to another; `None` for a day that no such year has.
pub fn nearest(day: Date, month: i8, of_month: i8) -> Option<Date> {
    let year = day.year();
    let days = |other: &Date| day.until(*other).map_or(i64::MAX, |s| i64::from(s.get_days()).abs());
    (year - 1..=year + 1).filter_map(|year| Date::new(year, month, of_month).ok()).min_by_key(days)
}

/// The value that lies `count` units after `day` (before it, when negative), as exact as the unit.
pub fn shifted(day: Date, unit: &str, count: i64) -> Option<String> {
    Some(match unit {
        "D" => plus_days(day, count)?.to_string(),
        "W" => week(plus_days(day, count.checked_mul(7)?)?),
        "2W" => week(plus_days(day, count.checked_mul(14)?)?),
        "M" => {
            let there = plus_months(day, count)?;
            month(there.year(), there.month())
        }
        "Q" => {
            let count = i32::try_from(count).ok().filter(|count| count.abs() < 4000)?;
            quarter(day.year(), quarter_of(day) + count)
        }
        "Y" => year(day, count)?,
        "E" => year(day, count.checked_mul(10)?)?.get(..3)?.to_owned(),
        "C" => year(day, count.checked_mul(100)?)?.get(..2)?.to_owned(),
        _ => return None,
    })
}

fn year(day: Date, count: i64) -> Option<String> {
    let year = i64::from(day.year()).checked_add(count).filter(|year| (1..=9999).contains(year))?;
    Some(format!("{year:04}"))
}

/// Whether there is such a day.
pub fn exists(year: i16, month: i8, day: i8) -> bool {
    year > 0 && Date::new(year, month, day).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn finds_days_around_a_date() {
        let friday = date(1998, 2, 13);
        assert_eq!(weekday(friday, 2, false).unwrap().to_string(), "1998-02-10");
        assert_eq!(weekday(friday, 2, true).unwrap().to_string(), "1998-02-17");
        assert_eq!(weekday(friday, 5, false).unwrap(), friday);
        assert_eq!(nearest(date(2023, 12, 4), 10, 7).unwrap().to_string(), "2023-10-07");
        assert_eq!(nearest(date(1990, 1, 5), 12, 15).unwrap().to_string(), "1989-12-15");
        assert_eq!(nearest(friday, 2, 30), None);
        assert_eq!(week(plus_days(friday, -7).unwrap()), "1998-W06");
        assert_eq!(quarter(1998, 0), "1997-Q4");
        assert_eq!(shifted(friday, "Y", -2).unwrap(), "1996");
        assert_eq!(shifted(friday, "Y", -99_999), None);
        assert_eq!(shifted(friday, "D", i64::MAX), None);
    }
}
