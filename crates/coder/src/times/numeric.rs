//! Dates of digits: ISO 8601, day, month and year in any order, a month in letters between them.

use jiff::civil::Date;

use super::calendar::days_between;
use super::words::two_digits;

/// A date that far from the report's is told by its year as well as one that is near.
const NEAR: i64 = 60;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The value of the date at the beginning of `text`, and how many of its bytes say it.
pub fn read(text: &str, report: Date) -> Option<(String, usize)> {
    let length =
        text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '/' | '.' | ':'));
    let run = &text[..length.unwrap_or(text.len())];
    let run = run.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let (day, clock) = match run.split_once('T') {
        Some((day, clock)) if day.ends_with(|c: char| c.is_ascii_digit()) => (day, Some(clock)),
        _ => (run, None),
    };
    let mark = day.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let mut parts = day.split(mark);
    let (one, two, three) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let value = if is_digits(one, 4) {
        Some(written(one.parse().ok()?, month(two)?, number(three)?)?)
    } else {
        let year = match is_digits(three, 4) {
            true => three.parse().ok()?,
            false => two_digits(three).filter(|_| mark != '.')?,
        };
        day_and_month(one, two, year, mark == '.', report)
    }?;
    match clock {
        Some(clock) => Some((format!("{value}T{}", time(clock)?), run.len())),
        None => Some((value, run.len())),
    }
}

/// With points the day stands first, as it does where it cannot be a month. Where both orders give a
/// day, the one near the report's date is meant; else only the year is known.
fn day_and_month(one: &str, two: &str, year: i16, day_first: bool, report: Date) -> Option<String> {
    if let Some(month) = month_name(two) {
        return written(year, month, number(one)?);
    }
    let (one, two) = (number(one)?, number(two)?);
    let european = Date::new(year, two, one).ok();
    let american = Date::new(year, one, two).ok().filter(|_| !day_first);
    let near = |day: &Date| days_between(*day, report) <= NEAR;
    let day = match (european, american) {
        (Some(european), Some(american)) if european != american => {
            match (near(&european), near(&american)) {
                (true, false) => european,
                (false, true) => american,
                _ => return (year > 0).then(|| format!("{year:04}")),
            }
        }
        (european, american) => european.or(american)?,
    };
    (day.year() > 0).then(|| day.to_string())
}

fn written(year: i16, month: i8, day: i8) -> Option<String> {
    Date::new(year, month, day).ok().filter(|day| day.year() > 0).map(|day| day.to_string())
}

/// `12:00`, `12:00:30Z`
fn time(clock: &str) -> Option<&str> {
    let clock = clock.trim_end_matches('Z');
    let mut parts = clock.split(':');
    let below =
        |part: Option<&str>, limit: i8| part.and_then(number).is_some_and(|number| number < limit);
    let seconds = |part: Option<&str>| part.is_none() || below(part, 60);
    let fits = below(parts.next(), 25) && below(parts.next(), 60) && seconds(parts.next());
    (fits && parts.next().is_none()).then_some(clock)
}

fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_digit())
}

/// One or two digits.
fn number(text: &str) -> Option<i8> {
    (is_digits(text, 1) || is_digits(text, 2)).then(|| text.parse().ok()).flatten()
}

fn month(text: &str) -> Option<i8> {
    month_name(text).or_else(|| number(text))
}

fn month_name(text: &str) -> Option<i8> {
    (1..).zip(MONTHS).find(|(_, name)| text.eq_ignore_ascii_case(name)).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    #[test]
    fn reads_dates_of_digits() {
        let read = |text| super::read(text, date(1998, 10, 20)).map(|(value, _)| value);
        for (text, value) in [
            ("1998-10-07", "1998-10-07"),
            ("1998/10/07,", "1998-10-07"),
            ("1998-10-07T12:00)", "1998-10-07T12:00"),
            ("07-OCT-98", "1998-10-07"),
            ("7-Oct-1998.", "1998-10-07"),
            ("10/07/1998", "1998-10-07"),
            ("07/10/98", "1998-10-07"),
            ("25/12/1990", "1990-12-25"),
            ("12/25/1990", "1990-12-25"),
            ("03/04/1990", "1990"),
            ("03.04.1990", "1990-04-03"),
        ] {
            assert_eq!(read(text).as_deref(), Some(value), "{text}");
        }
        let long = "9".repeat(400);
        for no_date in [
            "99/99/9999",
            "1/2/3/4",
            "0000-00-00",
            "1998-02-30",
            "1998-13-01",
            "10000-01-01",
            "1.2.3",
            "192.168.1.1",
            "3/4",
            "12:30",
            "",
            "-",
            "0000-01-01",
            "1998-10-07T99:99",
            &long,
        ] {
            assert_eq!(read(no_date), None, "{no_date}");
        }
    }
}
