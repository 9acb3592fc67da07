//! Times of day: "7:15 p.m. on Thursday", "noon", "14:30", "0300 GMT", "5 p.m. EST Nov. 9".

use sayso_codebook::TimeWord;
use sayso_record::TimeType;

use super::Found;
use super::grammar::Grammar;
use crate::numbers::word_value;

/// Words that lead to a time on the clock.
const LEADS: [&str; 14] = [
    "at", "by", "from", "until", "till", "before", "after", "about", "around", "since", "to",
    "and", "between", "past",
];

impl Grammar<'_> {
    /// A time on the clock with the day that stands beside it, else of the report's day.
    pub(super) fn clock(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let (time, end) = self.clock_time(at)?;
        let zone = words.means(words.skip(end, &[","]), &TimeWord::Zone).unwrap_or(end);
        let next = words.skip(words.skip(zone, &[","]), &["on"]);
        let day = self.calendar_day(next).or_else(|| self.weekday(next));
        let day = day.or_else(|| self.relative_day(next)).or_else(|| self.told(next));
        if let Some(day) = day.filter(Found::is_day) {
            let value = format!("{}T{time}", day.value?);
            return Some(Found::new(TimeType::Time, value, at, day.end));
        }
        let day = self.narrative.day_before(at).unwrap_or(self.narrative.report);
        Some(Found::new(TimeType::Time, format!("{day}T{time}"), at, zone))
    }

    fn clock_time(&self, at: usize) -> Option<(String, usize)> {
        let words = &self.words;
        if let Some((time, end)) = words.clock(at) {
            return Some((time.clone(), end));
        }
        let word = words.word(at);
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.');
        if digits.is_empty() {
            return self.spelled_hour(at);
        }
        let suffix = &word[digits.len()..];
        let (hours, minutes, seconds, exact) = hours_and_minutes(digits)?;
        let half = half_of_day(suffix).map(|half| (half, at + 1));
        let half = half.or_else(|| self.half_behind(at + 1).filter(|_| suffix.is_empty()));
        if let Some((after_noon, end)) = half.filter(|_| hours <= 12) {
            let hours = hours % 12 + if after_noon { 12 } else { 0 };
            return Some((written(hours, minutes, seconds), end));
        }
        if !suffix.is_empty() {
            return None;
        }
        let clock = exact && digits.contains(':') && (self.is_led(at) || words.is_dated(at));
        let zone = words.means(at + 1, &TimeWord::Zone).is_some();
        if clock || zone && exact {
            return Some((written(hours, minutes, seconds), at + 1));
        }
        if words.is(at + 1, &["o'clock", "o’clock"]) && hours <= 12 {
            return Some((written(hours, 0, None), at + 2));
        }
        // "0300 GMT", "1430 hours"
        let military = digits.len() == 4 && (zone || words.is(at + 1, &["hours", "hrs"]));
        let (hours, minutes) = (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?);
        let end = at + 1 + usize::from(!zone);
        (military && is_of_day(hours, minutes, None)).then(|| (written(hours, minutes, None), end))
    }

    /// "eight p.m.", "seven o'clock"
    fn spelled_hour(&self, at: usize) -> Option<(String, usize)> {
        let words = &self.words;
        if at >= words.end() || words.doc.tokens()[at].pos != "NUM" {
            return None;
        }
        let hours = word_value(words.word(at)).filter(|h| (1.0..=12.0).contains(h))? as u32;
        if let Some((after_noon, end)) = self.half_behind(at + 1) {
            return Some((written(hours % 12 + if after_noon { 12 } else { 0 }, 0, None), end));
        }
        words.is(at + 1, &["o'clock", "o’clock"]).then(|| (written(hours, 0, None), at + 2))
    }

    /// "a.m.", "p.m.", "in the morning", "at night" behind an hour: whether after noon.
    fn half_behind(&self, at: usize) -> Option<(bool, usize)> {
        let words = &self.words;
        if let Some(after_noon) = half_of_day(words.word(at)) {
            return Some((after_noon, at + 1));
        }
        let clock = words.skip(at, &["o'clock", "o’clock"]);
        if !words.is(clock, &["in"]) || !words.is(clock + 1, &["the"]) {
            return None;
        }
        let after_noon = match words.word(clock + 2) {
            "morning" => false,
            "afternoon" | "evening" => true,
            _ => return None,
        };
        Some((after_noon, clock + 3))
    }

    fn is_led(&self, at: usize) -> bool {
        let before = self.words.before(at);
        LEADS.iter().any(|lead| before.eq_ignore_ascii_case(lead))
    }
}

/// Whether a suffix means after noon: "pm", "p.m."; `None` where it is none.
fn half_of_day(suffix: &str) -> Option<bool> {
    let mut letters = suffix.bytes().filter(|&b| b != b'.').map(|b| b.to_ascii_lowercase());
    match (letters.next(), letters.next(), letters.next()) {
        (Some(b'a'), Some(b'm'), None) => Some(false),
        (Some(b'p'), Some(b'm'), None) => Some(true),
        _ => None,
    }
}

/// "7", "7:15", "7.15", "07:15:30": hours, minutes, seconds, and whether minutes are said.
fn hours_and_minutes(digits: &str) -> Option<(u32, u32, Option<u32>, bool)> {
    let mut parts = digits.split([':', '.']);
    let mut number = |limit: u32| {
        let part = parts.next()?;
        let short = (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        Some(part.parse().ok().filter(|number| short && *number < limit))
    };
    // "0300" is read elsewhere.
    let hours = number(10_000)??;
    let minutes = match number(60) {
        Some(minutes) => Some(minutes.filter(|_| has_two_digits(digits))?),
        None => None,
    };
    let seconds = match number(60) {
        Some(seconds) => Some(seconds?),
        None => None,
    };
    let is_told = minutes.is_none_or(|minutes| is_of_day(hours, minutes, seconds));
    is_told.then_some((hours, minutes.unwrap_or(0), seconds, minutes.is_some()))
}

/// Whether a day has this time: to 24:00, its end (ISO 8601:2004, 4.2.3).
fn is_of_day(hours: u32, minutes: u32, seconds: Option<u32>) -> bool {
    minutes < 60 && (hours < 24 || (hours, minutes, seconds.unwrap_or(0)) == (24, 0, 0))
}

/// Whether the part behind the first mark has two digits.
fn has_two_digits(digits: &str) -> bool {
    digits.split([':', '.']).nth(1).is_some_and(|part| part.len() == 2)
}

fn written(hours: u32, minutes: u32, seconds: Option<u32>) -> String {
    match seconds {
        Some(seconds) => format!("{hours:02}:{minutes:02}:{seconds:02}"),
        None => format!("{hours:02}:{minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_clocks() {
        assert_eq!(hours_and_minutes("7:15"), Some((7, 15, None, true)));
        assert_eq!(hours_and_minutes("07:15:30"), Some((7, 15, Some(30), true)));
        assert_eq!(hours_and_minutes("7"), Some((7, 0, None, false)));
        assert_eq!(hours_and_minutes("7:75"), None);
        assert_eq!(hours_and_minutes("99:15"), None);
        assert_eq!(hours_and_minutes("24:00"), Some((24, 0, None, true)));
        assert_eq!(hours_and_minutes("24:30"), None);
        assert_eq!(hours_and_minutes(&"9".repeat(400)), None);
        assert_eq!(half_of_day("p.m."), Some(true));
        assert_eq!(half_of_day("AM"), Some(false));
        assert_eq!(half_of_day("pmt"), None);
    }
}
