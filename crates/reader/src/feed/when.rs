//! When an entry of a feed was published: the day as its publisher writes it.

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::fields;

/// Seconds before 1970 from which on times stand in for dates that could not be read: before the
/// year -9999, where no date of the calendar is.
const STAND_INS: i64 = -1_000_000_000_000;

/// The day that `said` names: ISO 8601, RFC 822, or a month by its name between day and year.
pub fn day(said: &str) -> Option<Date> {
    fields::date(said).or_else(|| named_month(said))
}

/// The midnight at which a day begins, as `feed-rs` has times.
pub fn midnight(day: Date) -> Option<DateTime<Utc>> {
    let zoned = day.to_datetime(Time::midnight()).to_zoned(TimeZone::UTC).ok()?;
    DateTime::from_timestamp(zoned.timestamp().as_second(), 0)
}

/// What stands for the date at this place among those that could not be read.
pub fn stand_in(place: usize) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(STAND_INS - i64::try_from(place).ok()?, 0)
}

/// The day of a time that [`midnight`] gave, or the place for which it stands in.
pub fn read(time: DateTime<Utc>) -> Result<Date, usize> {
    let second = time.timestamp();
    if second <= STAND_INS {
        return Err(usize::try_from(STAND_INS - second).unwrap_or(usize::MAX));
    }
    let timestamp = Timestamp::from_second(second).unwrap_or(Timestamp::MIN);
    Ok(timestamp.to_zoned(TimeZone::UTC).date())
}

/// `Mon, 02 Jan 2006 15:04:05 -0700` and what people make of it (RFC 822, RFC 2822): the first
/// day, month and year that stand side by side, or month, day and year.
fn named_month(said: &str) -> Option<Date> {
    let words: Vec<&str> = said
        .split(|c: char| c.is_whitespace() || c == ',' || c == '-')
        .filter(|word| !word.is_empty())
        .take(8)
        .collect();
    words.windows(3).find_map(|words| match *words {
        [first, second, third] => date(third, second, first).or_else(|| date(third, first, second)),
        _ => None,
    })
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let begins = month.get(..3)?.to_ascii_lowercase();
    let whole = month.trim_end_matches('.').bytes().all(|byte| byte.is_ascii_alphabetic());
    let month = MONTHS.iter().position(|name| *name == begins).filter(|_| whole)? + 1;
    let digits = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(day) || !digits(year) || day.len() > 2 {
        return None;
    }
    let year: i16 = match (year.len(), year.parse::<i16>().ok()?) {
        (4, year) => year,
        (2, year @ 0..=49) => 2000 + year, // RFC 2822, 4.3
        (2, year) => 1900 + year,
        _ => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_they_are_written() {
        let day = |said| day(said).map(|day| day.to_string());
        for said in [
            "Mon, 01 Jan 2024 23:30:00 -0500",
            "1 Jan 24 10:00 GMT",
            "2024-01-01T23:30:00-05:00",
            "January 1, 2024",
            "Monday, 01-Jan-24 10:00:00 UTC",
        ] {
            assert_eq!(day(said).as_deref(), Some("2024-01-01"), "{said}");
        }
        for said in ["", "yesterday", "Mon, 31 Feb 2024", "01/02/2024", "1 Foo 2024", "9999999"] {
            assert_eq!(day(said), None, "{said}");
        }
    }

    #[test]
    fn times_come_back() {
        let day: Date = "1066-10-14".parse().unwrap();
        assert_eq!(read(midnight(day).unwrap()), Ok(day));
        assert_eq!(read(stand_in(7).unwrap()), Err(7));
    }
}
