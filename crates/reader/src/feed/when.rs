//! When an entry of a feed was published: the day as its publisher writes it.

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

/// Seconds before 1970 from which on times stand in for dates that could not be read: before the
/// year -9999, where no date of the calendar is.
const STAND_INS: i64 = -1_000_000_000_000;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_come_back() {
        let day: Date = "1066-10-14".parse().unwrap();
        assert_eq!(read(midnight(day).unwrap()), Ok(day));
        assert_eq!(read(stand_in(7).unwrap()), Err(7));
    }
}
