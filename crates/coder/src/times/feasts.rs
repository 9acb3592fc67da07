//! On which day a holiday is in a year.
//!
//! Easter by the Gregorian and the Julian computus (Meeus, "Astronomical Algorithms", chapter 8);
//! the Jewish feasts by the molad and its four postponements (Reingold and Dershowitz,
//! "Calendrical Calculations", chapter 8). What is set by sight of the moon is not computed.

use jiff::civil::{Date, Weekday, date};
use sayso_codebook::{Feast, Holiday};

use super::calendar::plus_days;

/// The holiday's day in a year of the common era; `None` where that year has none or it cannot be
/// computed.
pub fn day_of(holiday: Holiday, year: i16) -> Option<Date> {
    match holiday {
        Holiday::Fixed(month, day) => Date::new(year, month, day).ok(),
        Holiday::Nth(month, weekday, which) => {
            let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
            Date::new(year, month, 1).ok()?.nth_weekday_of_month(which, weekday).ok()
        }
        Holiday::After(feast, days) => plus_days(day_of_feast(feast, year)?, i64::from(days)),
        Holiday::Unknown => None,
    }
}

fn day_of_feast(feast: Feast, year: i16) -> Option<Date> {
    // The Jewish year that begins in this one.
    let jewish = i64::from(year) + 3761;
    match feast {
        Feast::Easter => easter(year),
        Feast::OrthodoxEaster => orthodox_easter(year),
        // From 15 Nisan to the next 1 Tishri it is always 163 days.
        Feast::Passover => plus_days(new_year(jewish)?, -163),
        Feast::RoshHashanah => new_year(jewish),
        Feast::Hanukkah => {
            let tishri = new_year(jewish)?;
            let length = tishri.until(new_year(jewish + 1)?).ok()?.get_days();
            let long_heshvan = matches!(length, 355 | 385);
            plus_days(tishri, if long_heshvan { 84 } else { 83 })
        }
    }
}

fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - correction + 15) % 30;
    let sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 22 * sunday) / 451;
    month_and_day(year, moon + sunday - 7 * late + 114)
}

fn orthodox_easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let moon = (19 * (year % 19) + 15) % 30;
    let sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7;
    let julian = month_and_day(year, moon + sunday + 114)?;
    let ahead = year / 100 - year / 400 - 2;
    plus_days(julian, i64::from(ahead))
}

/// The computus counts days so that 31 of them make a month.
fn month_and_day(year: i32, days: i32) -> Option<Date> {
    let part = |number: i32| i8::try_from(number).ok();
    Date::new(i16::try_from(year).ok()?, part(days / 31)?, part(days % 31 + 1)?).ok()
}

/// 1 Tishri of a Jewish year.
fn new_year(year: i64) -> Option<Date> {
    let days = molad(year);
    let postponed = match (molad(year + 1) - days, days - molad(year - 1)) {
        (356, _) => 2,
        (_, 382) => 1,
        _ => 0,
    };
    // 1 Tishri 5760, which no postponement of this kind moved.
    plus_days(date(1999, 9, 11), days + postponed - molad(5760))
}

/// Days from the calendar's beginning to the new moon of Tishri, moved off the weekdays that it
/// may not fall on.
fn molad(year: i64) -> i64 {
    let months = (235 * year - 234).div_euclid(19);
    let days = 29 * months + (12_084 + 13_753 * months).div_euclid(25_920);
    if (3 * (days + 1)).rem_euclid(7) < 3 { days + 1 } else { days }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computes_feasts() {
        let on = |feast, year| day_of(Holiday::After(feast, 0), year).unwrap().to_string();
        assert_eq!(on(Feast::Easter, 1998), "1998-04-12");
        assert_eq!(on(Feast::Easter, 2024), "2024-03-31");
        assert_eq!(on(Feast::OrthodoxEaster, 1998), "1998-04-19");
        assert_eq!(on(Feast::OrthodoxEaster, 2024), "2024-05-05");
        assert_eq!(on(Feast::Passover, 2023), "2023-04-06");
        assert_eq!(on(Feast::Passover, 2024), "2024-04-23");
        assert_eq!(on(Feast::RoshHashanah, 1973), "1973-09-27");
        assert_eq!(on(Feast::RoshHashanah, 2023), "2023-09-16");
        assert_eq!(on(Feast::RoshHashanah, 2024), "2024-10-03");
        assert_eq!(on(Feast::RoshHashanah, 2025), "2025-09-23");
        assert_eq!(on(Feast::Hanukkah, 2023), "2023-12-08");
        assert_eq!(on(Feast::Hanukkah, 2024), "2024-12-26");
    }

    #[test]
    fn finds_weekdays_of_months() {
        let on = |holiday, year| day_of(holiday, year).map(|day| day.to_string());
        assert_eq!(on(Holiday::Nth(11, 4, 4), 2023).as_deref(), Some("2023-11-23"));
        assert_eq!(on(Holiday::Nth(5, 1, -1), 2024).as_deref(), Some("2024-05-27"));
        assert_eq!(on(Holiday::Fixed(2, 30), 2024), None);
        assert_eq!(on(Holiday::Unknown, 2024), None);
        for year in [1, 9999] {
            for feast in [Feast::Easter, Feast::OrthodoxEaster, Feast::Hanukkah] {
                day_of(Holiday::After(feast, 99), year);
            }
        }
    }
}
