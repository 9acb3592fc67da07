//! How words of time go together: what one expression is.
//!
//! Every reading takes one kind of expression from a token on and says where it ends; none looks
//! past the sentence. [`Grammar::expression`] takes the longest. The kinds have a file each:
//! `dates`, `periods`, `durations`, `clock`, `sets`.

use sayso_record::TimeType;

use super::Found;
use super::narrative::Narrative;
use super::tense::{Direction, Tense};
use super::words::Words;

/// Reads expressions, given what was told before them.
pub struct Grammar<'g> {
    /// The document's words.
    pub words: Words<'g>,
    /// The dates told so far.
    pub narrative: Narrative,
    /// Which way times lie below the verbs looked at.
    pub tense: Tense,
}

/// A date without a modifier.
pub fn date(value: String, start: usize, end: usize) -> Found {
    Found::new(TimeType::Date, value, start, end)
}

impl Grammar<'_> {
    /// Which way a time at a token lies.
    pub(super) fn direction(&self, at: usize) -> Direction {
        self.tense.direction(&self.words, at)
    }

    /// Takes in what was found, for what is told after it.
    pub fn tell(&mut self, found: &Found) {
        self.narrative.tell(found);
        if let Some(first) = self.named_quarter(found) {
            self.narrative.tell_quarter(first);
        }
    }

    /// The longest expression that begins at this token.
    pub fn expression(&self, at: usize) -> Option<Found> {
        // Most sentences begin phrases with articles that have nothing to do with time.
        let article = self.words.is(at, &["the", "a", "an"]);
        if article && !self.words.begins_behind(at) {
            return None;
        }
        let all = [
            self.clock(at),
            self.bounded(at),
            self.edged(at),
            self.dated(at),
            self.shifted(at),
            self.recurring(at),
            self.duration(at),
            self.part_of_day_named(at),
            self.part_of_told_day(at),
            self.reference(at),
        ];
        let found = longest(all)?;
        let found = self.with_tail(found);
        // "the mid-1980s": a decade keeps its article.
        let decade = found.kind == TimeType::Date
            && found.value.as_deref().is_some_and(|value| value.len() == 3);
        let start = match found.start == at && !decade {
            true => self.words.start(at, found.end),
            false => found.start,
        };
        (start < found.end).then_some(Found { start, ..found })
    }

    /// An expression that names a date, for what may stand before it.
    pub(super) fn dated(&self, at: usize) -> Option<Found> {
        longest([
            self.calendar_day(at),
            self.weekday(at),
            self.relative_day(at),
            self.deictic(at),
            self.recent(at),
            self.told(at),
            self.quarter(at),
            self.bare_period(at),
            self.season(at),
            self.holiday(at),
            self.year(at),
        ])
    }

    /// "early next year", "the mid-1980s", "late on Tuesday", "earlier this month", "the end of 1990".
    pub(super) fn edged(&self, at: usize) -> Option<Found> {
        self.edge(at).or_else(|| self.border(at))
    }

    fn edge(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let from = words.past_the(at);
        let edge = words.edge(from).map(|(value, next)| (value.as_str(), next));
        let (value, next) = edge.or_else(|| self.glued_edge(from))?;
        let value = value.to_owned();
        let next = words.skip(next, &["-"]);
        if let Some(inner) = self.unit_of_told(next) {
            return Some(Found { modifier: Some(value), start: at, ..inner });
        }
        // "late on Tuesday"; but "earlier in Tuesday's session"
        let next = words.skip(next, &["on"]);
        let year = words.is(next, &["in"]) && words.year_number(next + 1).is_some();
        let next = next + usize::from(year);
        let inner = self.mid_token(from).or_else(|| {
            let inner = self.dated(next).or_else(|| self.part_alone(next));
            let inner = inner.or_else(|| self.season_alone(next, next))?;
            // "early the next day" but not "early the day"
            (inner.start == next).then_some(inner)
        })?;
        Some(Found { modifier: Some(value), start: at, ..inner })
    }

    /// "mid-1990s" is one token.
    fn glued_edge(&self, at: usize) -> Option<(&str, usize)> {
        self.mid_token(at)?;
        Some(("MID", at))
    }

    fn mid_token(&self, at: usize) -> Option<Found> {
        let word = self.words.word(at);
        let (edge, rest) = word.split_once('-')?;
        if !edge.eq_ignore_ascii_case("mid") {
            return None;
        }
        let digits = rest.trim_end_matches("'s").trim_end_matches('s');
        let is_digits = digits.bytes().all(|b| b.is_ascii_digit());
        let value = match (digits.len(), digits.len() < rest.len()) {
            (4, true) => digits.get(..3)?.to_owned(),
            (2, true) => format!("19{}", digits.get(..1)?),
            (4, false) => digits.to_owned(),
            _ => return None,
        };
        is_digits.then(|| date(value, at, at + 1))
    }

    /// "the end of March", "the beginning of next year", "year-end", "year's end".
    fn border(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        if let Some(found) = self.unit_end(at) {
            return Some(found);
        }
        let from = words.past_the(at);
        let (value, next) = words.border(from)?;
        let of = words.is(next, &["of", "-"]);
        let inner = of.then(|| self.edge(next + 1).or_else(|| self.dated(next + 1))).flatten()?;
        // "the end of the month": the article is the month's own.
        Some(Found { modifier: Some(value.clone()), start: at, ..inner })
    }

    /// "year-end", "the year's end", "month-end".
    fn unit_end(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let from = words.past_the(at);
        let (unit, _, next) =
            words.unit(from).filter(|(unit, ..)| !unit.clock && unit.letter != 'W')?;
        if !words.is(next, &["-", "'s"]) || !words.is(next + 1, &["end"]) {
            return None;
        }
        let since = words.before(at).eq_ignore_ascii_case("since");
        let value = calendar_value(self, unit, if since { -1 } else { 0 })?;
        Some(Found { modifier: Some("END".to_owned()), ..date(value, at, next + 2) })
    }

    /// "about two years", "at least 30 days", "around Nov. 1", "nearly a decade ago".
    fn bounded(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let (value, next) = words.bound(at)?;
        // "over three years" may be said of what lasts so long, or of what lasts longer.
        let preposition = words.is(at, &["over", "under", "some", "within"])
            && words.doc.tokens()[at].dep == "prep";
        if preposition {
            return None;
        }
        let amount = || longest([self.clock(next), self.shifted(next), self.duration(next)]);
        let approximate = words.is(at, &["around", "circa", "approximately"]);
        let named = || if approximate { self.dated(next) } else { None };
        let past = || self.deictic(next).filter(|found| found.kind == TimeType::Duration);
        let inner = amount().or_else(past).or_else(named).filter(|found| found.start == next)?;
        let modifier = inner.modifier.or_else(|| Some(value.clone()));
        Some(Found { modifier, start: at, ..inner })
    }

    /// "or so", "or later", "and beyond" behind an expression.
    fn with_tail(&self, found: Found) -> Found {
        let words = &self.words;
        let end = found.end;
        let tail = |second: &[&str]| words.is(end + 1, second);
        let modifier = if words.is(end, &["or"]) && tail(&["so"]) {
            "APPROX"
        } else if words.is(end, &["or"]) && tail(&["later"])
            || words.is(end, &["and"]) && tail(&["beyond"])
        {
            "ON_OR_AFTER"
        } else if words.is(end, &["or"]) && tail(&["earlier"]) {
            "ON_OR_BEFORE"
        } else if words.is(end, &["or"]) && tail(&["more", "longer"]) {
            "EQUAL_OR_MORE"
        } else if words.is(end, &["or"]) && tail(&["less"]) {
            "EQUAL_OR_LESS"
        } else {
            return found;
        };
        Found { modifier: Some(modifier.to_owned()), end: end + 2, ..found }
    }

    /// "now", "recently", "the future".
    fn reference(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let (value, end) = words.reference(at)?;
        let value = value.clone();
        let single = end == at + 1;
        // "as soon as the talks end", "the now famous letter"
        let compared = single
            && !words.is(at, &["now"])
            && words.is(end, &["as", "that", "after", "afterward", "afterwards", "thereafter"]);
        // "the future of the region"
        if !single && words.is(end, &["of"]) {
            return None;
        }
        let until = ["until", "till", "by"];
        // "the past three summers"
        let row = &words.doc.tokens()[end - 1];
        if !single && row.dep == "amod" && row.head >= end {
            return None;
        }
        let then = words.is(at, &["then"]);
        if then {
            let led = until.iter().any(|word| words.before(at).eq_ignore_ascii_case(word));
            let told = self.narrative.is_begun().then(|| self.value_of_told());
            return led.then(|| date(told.unwrap_or(value), at, end));
        }
        (!compared).then(|| date(value, at, end))
    }

    fn value_of_told(&self) -> String {
        use super::calendar;
        use super::narrative::Told;
        match self.narrative.last() {
            Told::Day(day) => day.to_string(),
            Told::Week(day) => calendar::week(day),
            Told::Month(day) => calendar::month(day.year(), day.month()),
            Told::Quarter(day) => calendar::quarter(day.year(), calendar::quarter_of(day)),
            Told::Year(day) => format!("{:04}", day.year()),
        }
    }
}

fn calendar_value(grammar: &Grammar, unit: sayso_codebook::TimeUnit, step: i64) -> Option<String> {
    super::calendar::shifted(grammar.narrative.report, unit, step)
}

/// Of equally long readings the first.
pub fn longest(all: impl IntoIterator<Item = Option<Found>>) -> Option<Found> {
    let mut best: Option<Found> = None;
    for found in all.into_iter().flatten() {
        if best.as_ref().is_none_or(|best| found.end > best.end) {
            best = Some(found);
        }
    }
    best
}
