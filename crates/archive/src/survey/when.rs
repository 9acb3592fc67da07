//! Days of dates, months and years as the archive writes them.

use jiff::civil::Date;
use sayso_record::{TimePrecision, Word};

/// The first day of a date, month or year in ISO 8601; `None` where it is none.
pub fn first_day(value: &str) -> Option<Date> {
    match value.len() {
        10 => value.parse().ok(),
        7 => Date::new(value.get(..4)?.parse().ok()?, month(value)?, 1).ok(),
        4 => Date::new(value.parse().ok()?, 1, 1).ok(),
        _ => None,
    }
}

/// The last day of a date, month or year.
pub fn last_day(value: &str) -> Option<Date> {
    let first = first_day(value)?;
    Some(match value.len() {
        7 => first.last_of_month(),
        4 => first.last_of_year(),
        _ => first,
    })
}

fn month(value: &str) -> Option<i8> {
    value.get(4..)?.strip_prefix('-')?.parse().ok()
}

/// The last day of a time that begins on `first` and is known so exactly.
pub fn end_of(first: Date, precision: u8) -> Date {
    match TimePrecision::by_index(usize::from(precision)) {
        Some(TimePrecision::Month) => first.last_of_month(),
        Some(TimePrecision::Year) => first.last_of_year(),
        _ => first,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_of_what_is_written() {
        assert_eq!(first_day("1987-02"), Some(date(1987, 2, 1)));
        assert_eq!(last_day("1987-02"), Some(date(1987, 2, 28)));
        assert_eq!(last_day("1988"), Some(date(1988, 12, 31)));
        assert_eq!(last_day("1988-02-29"), Some(date(1988, 2, 29)));
        assert_eq!([first_day("1987-02-30"), first_day("PAST_REF"), first_day("19é")], [None; 3]);
    }
}
