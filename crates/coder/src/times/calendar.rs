//! What expressions come to on the calendar, as TIMEX3 values.

use jiff::Span;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use sayso_codebook::TimeUnit;

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

/// The first month of a season, as TIMEX3 names it.
pub fn season_begins(season: &str) -> i8 {
    match season {
        "SP" => 3,
        "SU" => 6,
        "FA" => 9,
        _ => 12,
    }
}

/// The day so many days after another (before it, when negative); `None` off the calendar.
pub fn plus_days(day: Date, days: i64) -> Option<Date> {
    day.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// The day so many months after another.
pub fn plus_months(day: Date, months: i64) -> Option<Date> {
    day.checked_add(Span::new().try_months(months).ok()?).ok()
}

/// The nearest such weekday (Monday is 1): on or before the day, or on or after it.
pub fn weekday(day: Date, wanted: i8, ahead: bool) -> Option<Date> {
    let wanted = Weekday::from_monday_one_offset(wanted).ok()?;
    let back = i64::from(day.weekday().since(wanted));
    plus_days(day, if ahead && back > 0 { 7 - back } else { -back })
}

/// How far apart two days are.
pub fn days_between(one: Date, other: Date) -> i64 {
    one.until(other).map_or(i64::MAX, |span| i64::from(span.get_days()).abs())
}

/// The day of that month and day nearest to another; `None` for a day that no such year has.
pub fn nearest(day: Date, month: i8, of_month: i8) -> Option<Date> {
    nearest_by(day, |year| Date::new(year, month, of_month).ok())
}

/// Of a day that comes once a year, the one nearest to another day.
pub fn nearest_by(day: Date, of_year: impl Fn(i16) -> Option<Date>) -> Option<Date> {
    let year = day.year();
    let near = (year - 1..=year + 1).filter_map(&of_year);
    near.min_by_key(|other| days_between(day, *other))
}

/// The value that lies `count` units after `day` (before it, when negative), as exact as the unit.
pub fn shifted(day: Date, unit: TimeUnit, count: i64) -> Option<String> {
    if unit.clock {
        return None;
    }
    let count = count.checked_mul(i64::from(unit.count))?;
    Some(match unit.letter {
        'D' => plus_days(day, count)?.to_string(),
        'W' => week(plus_days(day, count.checked_mul(7)?)?),
        'M' => {
            let there = plus_months(day, count)?;
            month(there.year(), there.month())
        }
        'Q' => {
            let there = plus_months(day, count.checked_mul(3)?)?;
            quarter(there.year(), quarter_of(there))
        }
        'Y' => year(day, count)?,
        'E' => year(day, count.checked_mul(10)?)?.get(..3)?.to_owned(),
        'C' => year(day, count.checked_mul(100)?)?.get(..2)?.to_owned(),
        _ => return None,
    })
}

fn year(day: Date, count: i64) -> Option<String> {
    let year = i64::from(day.year()).checked_add(count).filter(|year| (1..=9999).contains(year))?;
    Some(format!("{year:04}"))
}

/// TIMEX3's duration of a number of units: `P2M`, `PT90M`.
pub fn duration(number: f64, unit: TimeUnit) -> Option<String> {
    let (count, letter) = match unit.letter {
        'Q' => (3.0, 'M'),
        'E' => (10.0, 'Y'),
        'C' => (100.0, 'Y'),
        letter => (f64::from(unit.count), letter),
    };
    let number = number * count;
    if !(number > 0.0 && number < 1e12) {
        return None;
    }
    let clock = if unit.clock { "T" } else { "" };
    if number == 0.5 {
        let half = match (unit.clock, letter) {
            (true, 'H') => Some("PT30M"),
            (true, 'M') => Some("PT30S"),
            (false, 'D') => Some("PT12H"),
            (false, 'Y') => Some("P6M"),
            _ => None,
        };
        return half.map(str::to_owned).or_else(|| Some(format!("P0.5{letter}")));
    }
    Some(format!("P{clock}{number}{letter}"))
}

/// The duration of an unsaid number of units: `PXY`.
pub fn vague_duration(unit: TimeUnit) -> String {
    match (unit.clock, unit.letter) {
        (true, letter) => format!("PTX{letter}"),
        (false, 'Q') => "PXM".to_owned(),
        (false, letter) => format!("PX{letter}"),
    }
}

/// Whether there is such a day.
pub fn exists(year: i16, month: i8, day: i8) -> bool {
    year > 0 && Date::new(year, month, day).is_ok()
}

/// The first and the last day of a TIMEX3 date: a day, weekend, week, month, quarter, half, year or
/// decade. A season has none that hold on both sides of the equator.
pub fn days(value: &str) -> Option<(Date, Date)> {
    let value = value.split('T').next()?;
    let parts: Vec<&str> = value.split('-').collect();
    let first_year: i16 = parts[0].parse().ok()?;
    let months = |year: i16, first: i8, last: i8| {
        Some((Date::new(year, first, 1).ok()?, Date::new(year, last, 1).ok()?.last_of_month()))
    };
    if parts[0].len() == 3 && parts.len() == 1 {
        let (first, last) = (first_year.checked_mul(10)?, first_year.checked_mul(10)? + 9);
        return Some((months(first, 1, 1)?.0, months(last, 12, 12)?.1));
    }
    let year = Some(first_year).filter(|_| parts[0].len() == 4)?;
    let week = |week: &str, first: i64| {
        let week = week.strip_prefix('W')?.parse().ok()?;
        let monday = ISOWeekDate::new(year, week, Weekday::Monday).ok()?.date();
        let plus = |days: i64| monday.checked_add(Span::new().days(days)).ok();
        Some((plus(first)?, plus(6)?))
    };
    match parts[1..] {
        [] => months(year, 1, 12),
        [part] if part.starts_with('W') => week(part, 0),
        [part, "WE"] => week(part, 5),
        ["Q1"] => months(year, 1, 3),
        ["Q2"] => months(year, 4, 6),
        ["Q3"] => months(year, 7, 9),
        ["Q4"] => months(year, 10, 12),
        ["H1"] => months(year, 1, 6),
        ["H2"] => months(year, 7, 12),
        [month] => month.parse().ok().and_then(|month| months(year, month, month)),
        [month, day] => {
            let day = Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?;
            Some((day, day))
        }
        _ => None,
    }
}

/// The day that lies a TIMEX3 duration of days, weeks, months or years before another.
pub fn days_before(day: Date, duration: &str) -> Option<Date> {
    let rest = duration.strip_prefix('P')?;
    let (number, unit) = rest.split_at_checked(rest.len().checked_sub(1)?)?;
    let number: i64 = number.parse().ok().filter(|n| (1..100_000).contains(n))?;
    let span = Span::new();
    let span = match unit {
        "D" => span.try_days(number),
        "W" => span.try_weeks(number),
        "M" => span.try_months(number),
        "Y" => span.try_years(number),
        _ => return None,
    };
    day.checked_sub(span.ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn unit(letter: char) -> TimeUnit {
        TimeUnit { count: 1, clock: false, letter }
    }

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
        assert_eq!(shifted(friday, unit('Y'), -2).unwrap(), "1996");
        assert_eq!(shifted(friday, unit('Q'), -1).unwrap(), "1997-Q4");
        assert_eq!(shifted(friday, unit('Y'), -99_999), None);
        assert_eq!(shifted(friday, unit('D'), i64::MAX), None);
        assert_eq!(shifted(friday, unit('C'), i64::MIN), None);
    }

    #[test]
    fn writes_durations() {
        let hours = TimeUnit { count: 1, clock: true, letter: 'H' };
        assert_eq!(duration(2.0, unit('M')).unwrap(), "P2M");
        assert_eq!(duration(3.0, unit('Q')).unwrap(), "P9M");
        assert_eq!(duration(2.5, hours).unwrap(), "PT2.5H");
        assert_eq!(duration(0.5, hours).unwrap(), "PT30M");
        assert_eq!(duration(f64::INFINITY, hours), None);
        assert_eq!(duration(f64::NAN, hours), None);
    }

    #[test]
    fn finds_the_days_of_dates_and_durations() {
        assert_eq!(days("1998-02"), Some((date(1998, 2, 1), date(1998, 2, 28))));
        assert_eq!(days("1998-W07"), Some((date(1998, 2, 9), date(1998, 2, 15))));
        assert_eq!(days("1998-02-13TNI"), Some((date(1998, 2, 13), date(1998, 2, 13))));
        assert_eq!(days("1998-W07-WE"), Some((date(1998, 2, 14), date(1998, 2, 15))));
        assert_eq!(days("1998-Q4"), Some((date(1998, 10, 1), date(1998, 12, 31))));
        assert_eq!(days("199"), Some((date(1990, 1, 1), date(1999, 12, 31))));
        assert_eq!(days("PAST_REF"), None);
        assert_eq!(days("1998-SU"), None);
        assert_eq!(days_before(date(1998, 2, 13), "P2W"), Some(date(1998, 1, 30)));
        assert_eq!(days_before(date(1998, 2, 13), "PXD"), None);
        assert_eq!(days_before(date(1998, 2, 13), "P"), None);
    }
}
