//! Days as they are written: one function for all formats.
//!
//! The day is the calendar day that stands there, in whatever zone it was written: a report of
//! `2023-12-04T23:30:00-05:00` is of December 4. What could be two days (`03/04/2023`) is none.

use jiff::civil::Date;

/// The years that a report can be of.
pub const YEARS: std::ops::RangeInclusive<i16> = 1800..=2200;

/// The longest text that can be a date, in bytes: what is longer is a sentence.
const LONGEST: usize = 100;

/// The day that is written here, alone or with a time.
///
/// Read are ISO 8601 (`2023-12-04T10:00:00Z`, `20231204`), the year first with other marks
/// (`2023/12/4`), RFC 2822 and HTTP (`Mon, 04 Dec 2023 10:00 GMT`), `December 4, 2023`, `4th of
/// December 2023`, `4-Dec-2023`, and numbers alone where only one of the first two can be a month.
pub fn date(said: &str) -> Option<Date> {
    let said = said.trim();
    if said.is_empty() || said.len() > LONGEST {
        return None;
    }
    year_first(said).or_else(|| with_month_name(said)).or_else(|| numbers(said))
}

/// The day in an address: `/2023/12/04/`, `/2023/dec/04/`, `2023-12-04`, `20231204`; the last one.
pub fn in_address(address: &str) -> Option<Date> {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = path.split(['?', '#']).next()?;
    let path: String = path.chars().take(2048).collect();
    let parts: Vec<&str> = path.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let split = parts.windows(3).filter_map(|window| match window {
        [year, month, day] if year.len() == 4 && (1..=2).contains(&day.len()) => {
            let named = || month_named(month).filter(|_| month.len() <= 9);
            let numbered = || month.parse().ok().filter(|_| month.len() <= 2);
            day_of(year.parse().ok()?, numbered().or_else(named)?, day.parse().ok()?)
        }
        _ => None,
    });
    let whole = parts.iter().filter(|part| part.len() == 8).filter_map(|part| eight_digits(part));
    split.chain(whole).rfind(|day| day.year() >= 1990)
}

/// The day of these numbers, in [`YEARS`].
pub fn day_of(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok().filter(|date| YEARS.contains(&date.year()))
}

/// The month of a name, whole or cut to three letters or more (`Sept.`).
pub fn month_named(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    if word.len() < 3 {
        return None;
    }
    let month = MONTHS.iter().position(|name| name.starts_with(&word))?;
    i8::try_from(month + 1).ok()
}

fn eight_digits(part: &str) -> Option<Date> {
    let number = |range: std::ops::Range<usize>| part.get(range).filter(|p| is_number(p));
    let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
    day_of(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The digits at the beginning, and what follows.
fn digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

/// Whether what follows a day may be a time or a zone.
fn may_follow(rest: &str) -> bool {
    matches!(
        rest.bytes().next(),
        None | Some(b'T' | b't' | b' ' | b'Z' | b'z' | b'+' | b',' | b'\t' | b'-')
    )
}

fn year_first(said: &str) -> Option<Date> {
    let (year, rest) = digits(said);
    if year.len() == 8 && may_follow(rest) {
        return eight_digits(year);
    }
    if year.len() == 14 && rest.is_empty() {
        return eight_digits(year.get(..8)?);
    }
    let mark = rest.chars().next().filter(|mark| matches!(mark, '-' | '/' | '.'))?;
    let (month, rest) = digits(rest.get(1..)?);
    let (day, rest) = digits(rest.strip_prefix(mark)?);
    let written = year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len());
    if !written || !may_follow(rest) {
        return None;
    }
    day_of(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// `13/12/2023`, `12/13/2023`, `4.4.2023`: where only one reading is a day.
fn numbers(said: &str) -> Option<Date> {
    let (first, rest) = digits(said);
    let mark = rest.chars().next().filter(|mark| matches!(mark, '-' | '/' | '.'))?;
    let (second, rest) = digits(rest.get(1..)?);
    let (year, rest) = digits(rest.strip_prefix(mark)?);
    if year.len() != 4 || !may_follow(rest) || first.len() > 2 || second.len() > 2 {
        return None;
    }
    let (first, second) = (first.parse().ok()?, second.parse().ok()?);
    let year = year.parse().ok()?;
    match (day_of(year, second, first), day_of(year, first, second)) {
        (Some(one), Some(other)) if one != other => None,
        (one, other) => one.or(other),
    }
}

fn with_month_name(said: &str) -> Option<Date> {
    let words: Vec<&str> = said
        .split(|c: char| {
            c.is_whitespace() || matches!(c, ',' | '-' | '/' | '(' | ')' | '|' | '·' | '\u{a0}')
        })
        .filter(|word| {
            !word.is_empty()
                && !word.eq_ignore_ascii_case("of")
                && !word.eq_ignore_ascii_case("the")
        })
        .collect();
    let (at, month) =
        words.iter().enumerate().find_map(|(at, word)| Some((at, month_named(word)?)))?;
    let before = at.checked_sub(1).and_then(|at| words.get(at)).and_then(|word| day_number(word));
    let after = words.get(at + 1).and_then(|word| day_number(word));
    // `4 December 2023`, `December 4 2023`, `Mon Dec 4 10:00:00 2023`, `2023 December 4`.
    let years = || {
        words.iter().skip(at + 1).chain(words.iter().take(at)).filter_map(|word| year_number(word))
    };
    let day = match (before, after) {
        (Some(day), _) if words.get(at + 1).is_some_and(|word| year_number(word).is_some()) => day,
        (_, Some(day)) => day,
        (Some(day), None) => day,
        (None, None) => return None,
    };
    let two_digits = || {
        // RFC 822: `04 Dec 99 10:00 GMT`.
        let year = words.get(at + 1).filter(|word| word.len() == 2 && is_number(word))?;
        let time = words.get(at + 2).is_some_and(|word| word.contains(':'));
        let year: i16 = year.parse().ok().filter(|_| time && before.is_some())?;
        Some((year + if year < 50 { 2000 } else { 1900 }, before?))
    };
    match years().next() {
        Some(year) => day_of(year, month, day),
        None => two_digits().and_then(|(year, day)| day_of(year, month, day)),
    }
}

/// `4`, `04`, `4th`.
pub fn day_number(word: &str) -> Option<i8> {
    let (number, rest) = digits(word);
    let ends = matches!(rest.to_ascii_lowercase().as_str(), "" | "." | "st" | "nd" | "rd" | "th");
    (ends && (1..=2).contains(&number.len())).then(|| number.parse().ok()).flatten()
}

/// A word of four digits that is a year.
pub fn year_number(word: &str) -> Option<i16> {
    let word = word.trim_end_matches(['.', ':', ';']);
    let year = (word.len() == 4 && is_number(word)).then(|| word.parse().ok()).flatten();
    year.filter(|year| YEARS.contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(said: &str) -> String {
        date(said).map_or("none".to_owned(), |day| day.to_string())
    }

    #[test]
    fn written_forms() {
        for said in [
            "2023-12-04",
            " 2023-12-04T23:30:00-05:00 ",
            "2023-12-04 10:00",
            "2023-12-04Z",
            "2023-12-04+01:00",
            "20231204",
            "20231204T101500Z",
            "20231204101500",
            "2023/12/4",
            "2023.12.04",
            "Mon, 04 Dec 2023 10:00:00 +0000",
            "4 Dec 2023 10:00 GMT",
            "Monday, December 4, 2023",
            "December 4th, 2023 at 10:15 a.m.",
            "DEC. 4, 2023",
            "4th of December 2023",
            "4-Dec-2023",
            "Mon Dec  4 10:00:00 2023",
            "2023 December 4",
            "Published: December 4, 2023",
            "Mon, 04 Dec 23 10:00 GMT",
        ] {
            assert_eq!(read(said), "2023-12-04", "{said}");
        }
        assert_eq!(read("13/12/2023"), "2023-12-13");
        assert_eq!(read("12/13/2023 10:00"), "2023-12-13");
        assert_eq!(read("4.4.2023"), "2023-04-04");
        assert_eq!(read("3 Sept. 1939"), "1939-09-03");
        assert_eq!(read("04 Dec 99 10:00 GMT"), "1999-12-04");
    }

    #[test]
    fn what_is_no_one_day() {
        for said in [
            "",
            "03/04/2023",
            "2023-02-30",
            "2023-13-01",
            "1799-12-31",
            "2201-01-01",
            "December 2023",
            "4 December",
            "2023",
            "Monday",
            "today",
            "4 Dec 23",
            "1701730800",
            "2023-12-041",
            "-",
            "é",
            "31 November 2023",
            "99999999",
            "2023-12-",
            "December 32, 2023",
        ] {
            assert_eq!(read(said), "none", "{said}");
        }
    }

    #[test]
    fn days_in_addresses() {
        let read = |address| in_address(address).map_or("none".to_owned(), |day| day.to_string());
        for address in [
            "https://example.org/2023/12/04/quake",
            "https://example.org/world/2023/dec/04/quake",
            "https://example.org/quake-2023-12-04.html",
            "https://example.org/a/20231204-quake",
            "https://example.org/2023/12/4",
        ] {
            assert_eq!(read(address), "2023-12-04", "{address}");
        }
        for address in [
            "https://example.org/2023/12/quake",
            "https://example.org/?d=2023-12-04",
            "https://example.org/a/19451231",
            "/2023/13/04/",
            "/20231304/",
        ] {
            assert_eq!(read(address), "none", "{address}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(said in "\\PC{0,60}") {
            date(&said);
            in_address(&said);
        }

        #[test]
        fn every_day_is_read_in_every_form(days in 0i64..146_000) {
            use jiff::ToSpan;
            let day = jiff::civil::date(1800, 1, 1).checked_add(days.days()).unwrap();
            for form in ["%Y-%m-%d", "%a, %d %b %Y 10:00:00 +0000", "%B %-d, %Y", "%-d %B %Y", "%Y%m%d"] {
                let said = day.strftime(form).to_string();
                proptest::prop_assert_eq!(date(&said), Some(day), "{}", said);
            }
        }
    }
}
