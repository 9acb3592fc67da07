//! Datelines: `STRELSAU, Ruritania, March 3 (Agency) -`, `PARIS, 12 May 2014 —`.

use jiff::civil::Date;
use sayso_record::Span;

use super::head;
use crate::dates;

/// Where a report was written, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dateline {
    /// The place's words, as they stand: `STRELSAU, Ruritania`.
    pub place: String,
    /// The day, where it is said; without a year, the one nearest to the report's date.
    pub date: Option<Date>,
    /// The whole line with agency and dash, in the report's text.
    pub span: Span,
}

/// How far into a line its dateline reaches at most, in bytes.
const LONGEST: usize = 140;

/// Words in capitals that stand before a dash or a colon as datelines do, and are none.
const NO_PLACES: [&str; 34] = [
    "UPDATE",
    "UPDATED",
    "BREAKING",
    "BREAKING NEWS",
    "URGENT",
    "EXCLUSIVE",
    "CORRECTION",
    "CORRECTED",
    "LEAD",
    "KILL",
    "ANALYSIS",
    "OPINION",
    "WATCH",
    "LIVE",
    "ALERT",
    "FLASH",
    "FACTBOX",
    "TIMELINE",
    "WITHDRAWN",
    "RETRACTED",
    "REFILE",
    "RECASTS",
    "WRAPUP",
    "NOTE",
    "EDITORS",
    "ATTENTION EDITORS",
    "MANDATORY KILL",
    "PHOTOS",
    "VIDEO",
    "SPORTS",
    "WORLD",
    "POLITICS",
    "BUSINESS",
    "INTERVIEW",
];

/// The dateline of a text, in one of its first lines; a day without a year is that nearest to `near`.
pub fn dateline(text: &str, near: Option<Date>) -> Option<Dateline> {
    head(text).find_map(|(start, line)| {
        let (place, date, length) = read(line, near)?;
        let end = start + line.get(..length)?.chars().count();
        Some(Dateline { place, date, span: Span::new(start, end) })
    })
}

/// Place, day and length in bytes of the dateline that `line` begins with.
fn read(line: &str, near: Option<Date>) -> Option<(String, Option<Date>, usize)> {
    for (at, separator) in line.char_indices().take_while(|(at, _)| *at <= LONGEST) {
        let after = line.get(at + separator.len_utf8()..)?;
        let before = line.get(..at)?;
        let spaced = before.ends_with([' ', ')', '-']);
        let ends = match separator {
            '-' => spaced && after.starts_with([' ', '-']) && !after.starts_with("--"),
            '–' | '—' => spaced || after.starts_with(' '),
            ':' => after.starts_with(' '),
            _ => false,
        };
        if !ends {
            continue;
        }
        let length = at + separator.len_utf8();
        let length = length + after.len() - after.trim_start_matches(['-', '–', '—']).len();
        let said = parts(before.trim_end_matches(['-', ' ']), near);
        if let Some((place, date)) =
            said.filter(|said| holds(said, separator, line.get(length..).unwrap_or_default()))
        {
            return Some((place.words, date.and_then(|date| date.day), length));
        }
        if separator == ':' {
            return None;
        }
    }
    None
}

struct Place {
    words: String,
    shouted: bool,
    agency: bool,
}

struct Day {
    day: Option<Date>,
}

/// Whether place and day make a dateline: a colon ends one only behind a day, and a place in small
/// letters is one only with an agency behind it or a day.
fn holds((place, day): &(Place, Option<Day>), separator: char, after: &str) -> bool {
    let sure = day.is_some() || place.agency;
    let text_follows =
        after.trim_start().starts_with(|c: char| c.is_alphanumeric() || "\"“‘'$€£".contains(c));
    let enough = match separator {
        ':' => day.is_some(),
        _ => sure || place.shouted,
    };
    // `QUAKE HITS RURITANIA - THREE DEAD` is a headline.
    let prose = sure || after.chars().any(char::is_lowercase);
    enough && prose && text_follows
}

fn parts(words: &str, near: Option<Date>) -> Option<(Place, Option<Day>)> {
    let (words, agency) = without_agency(words.trim());
    let mut parts: Vec<&str> = words.split(',').map(str::trim).collect();
    let day = day(&mut parts, near);
    if day.is_some() {
        parts.retain(|part| !is_weekday(part));
    }
    let first = *parts.first()?;
    if parts.len() > 4
        || !parts.iter().all(|part| is_name(part))
        || NO_PLACES.contains(&first)
        || ["A ", "AN "].iter().any(|article| first.starts_with(article))
    {
        return None;
    }
    let shouted = first.chars().filter(|c| c.is_uppercase()).count() >= 2
        && !first.chars().any(char::is_lowercase);
    // Some five words in capitals are a headline.
    let shouted = shouted && first.split_whitespace().count() <= 4;
    Some((Place { words: parts.join(", "), shouted, agency }, day))
}

/// `words` without `(Reuters)` at their end.
fn without_agency(words: &str) -> (&str, bool) {
    let agency = words.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    match agency {
        Some((before, name))
            if (2..=40).contains(&name.len()) && !name.contains(|c: char| c.is_ascii_digit()) =>
        {
            (before.trim_end().trim_end_matches(','), true)
        }
        _ => (words, false),
    }
}

/// Takes the day off the end of the parts: `March 3`, `Dec. 4`, `12 May 2014`, `March 3` + `2014`.
fn day(parts: &mut Vec<&str>, near: Option<Date>) -> Option<Day> {
    let last = *parts.last()?;
    let (year, words) = match dates::year_number(last) {
        Some(year) => (Some(year), *parts.get(parts.len().checked_sub(2)?)?),
        None => (None, last),
    };
    let words: Vec<&str> = words.split_whitespace().filter(|word| !is_weekday(word)).collect();
    let ((month, day), written) = match words.as_slice() {
        [one, other] => (month_and_day(one, other)?, None),
        [one, other, year] => (month_and_day(one, other)?, Some(dates::year_number(year)?)),
        _ => return None,
    };
    let year = year.or(written);
    let taken = if dates::year_number(last).is_some() { 2 } else { 1 };
    parts.truncate(parts.len().saturating_sub(taken));
    let date = match (year, near) {
        (Some(year), _) => dates::day_of(year, month, day),
        (None, Some(near)) => nearest(month, day, near),
        (None, None) => None,
    };
    Some(Day { day: date })
}

fn month_and_day(one: &str, other: &str) -> Option<(i8, i8)> {
    let read = |month: &str, day: &str| Some((dates::month_named(month)?, dates::day_number(day)?));
    let (month, day) = read(one, other).or_else(|| read(other, one))?;
    // A leap year, so that February 29 is a day.
    dates::day_of(2000, month, day).map(|_| (month, day))
}

/// The day of this month and day that is nearest to another.
fn nearest(month: i8, day: i8, near: Date) -> Option<Date> {
    let years = [near.year() - 1, near.year(), near.year() + 1];
    let days = years.into_iter().filter_map(|year| dates::day_of(year, month, day));
    days.min_by_key(|day| near.until(*day).map_or(i32::MAX, |span| span.get_days().abs()))
}

fn is_weekday(word: &str) -> bool {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    const DAYS: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    word.len() >= 3 && DAYS.iter().any(|day| day.starts_with(&word))
}

/// Whether words can be a place's: each begins with a capital, but for small ones in between.
fn is_name(part: &str) -> bool {
    const SMALL: [&str; 14] =
        ["de", "la", "le", "of", "the", "al", "el", "and", "on", "du", "da", "upon", "near", "in"];
    let words: Vec<&str> = part.split([' ', '/']).filter(|word| !word.is_empty()).collect();
    let good = |word: &&str| {
        let capital = word.starts_with(|c: char| c.is_uppercase());
        let clean = word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'));
        (capital || SMALL.contains(word)) && clean
    };
    (1..=6).contains(&words.len())
        && words.iter().all(good)
        && words.first().is_some_and(|word| word.starts_with(|c: char| c.is_uppercase()))
}
