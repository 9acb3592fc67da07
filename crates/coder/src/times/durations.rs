//! Lengths of time, and dates that lie a length away: "two months", "30-day", "a year ago".

use sayso_codebook::{TimeUnit, TimeWord};
use sayso_record::TimeType;

use super::grammar::{Grammar, date};
use super::words::Amount;
use super::{Found, calendar};

impl Grammar<'_> {
    /// "two months", "30-day", "several years", "the first nine months", "a decade", "years".
    pub(super) fn duration(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        if let Some(found) = self.span(at) {
            return Some(found);
        }
        let the = words.past_the(at);
        let from = if the > at { self.past_qualifier(the) } else { the };
        let found = self.length(from)?;
        if self.is_age(&found) || self.is_rate(from, &found) {
            return None;
        }
        let end = self.end_of_age_of_thing(found.end).unwrap_or(found.end);
        let end = words.means(words.skip(end, &["-"]), &TimeWord::Span).unwrap_or(end);
        Some(Found { start: at, end, ..found })
    }

    /// "a three-year period", "a two-week term"
    fn span(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        if !words.is(at, &["a", "an"]) || words.amount(at + 1).is_none() {
            return None;
        }
        let found = self.length(at + 1)?;
        let end = words.means(found.end, &TimeWord::Span)?;
        Some(Found { start: at, end, ..found })
    }

    /// "the first", "the early", "the last" before a number or plural.
    fn past_qualifier(&self, at: usize) -> usize {
        self.words.skip(at, &["first", "last", "final", "early", "additional", "other", "initial"])
    }

    /// "40-year-old" and "aged 40 years" are ages.
    fn is_age(&self, found: &Found) -> bool {
        let words = &self.words;
        let old = words.skip(found.end, &["-"]);
        let old = words.is(old, &["old", "olds"])
            || words.is(found.end, &["of"]) && words.is(found.end + 1, &["age"]);
        let aged = ["age", "aged", "ages"];
        let before = |word: &str| aged.iter().any(|aged| word.eq_ignore_ascii_case(aged));
        (old && self.end_of_age_of_thing(found.end).is_none()) || before(words.before(found.start))
    }

    /// "8-month-old truce": a thing's age is a time.
    fn end_of_age_of_thing(&self, at: usize) -> Option<usize> {
        let words = &self.words;
        let hyphen = words.is(at, &["-"]) && words.is(at + 1, &["old"]);
        (hyphen && words.means(at + 2, &TimeWord::Aged).is_some()).then_some(at + 2)
    }

    /// "$2 million a year", "40 hours a week": so much in each, not a length.
    fn is_rate(&self, at: usize, found: &Found) -> bool {
        let words = &self.words;
        if !words.is(at, &["a", "an"]) || found.end != at + 2 || at == 0 {
            return false;
        }
        let row = &words.doc.tokens()[at - 1];
        let counted = matches!(row.pos, "NOUN" | "NUM" | "SYM" | "PROPN");
        let unit = &words.doc.tokens()[at + 1];
        counted && unit.dep == "npadvmod" && unit.head <= at
    }

    /// A number of units: its value, without what stands before.
    pub(super) fn length(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let Some((amount, next)) = self.words.amount(at) else { return self.bare_plural(at) };
        let (amount, next) = self.upper_amount(amount, next);
        let mut next = words.skip(next, &["-"]);
        // "eight trading days", "two full years", "an additional year"
        for _ in 0..2 {
            next = words.means(next, &TimeWord::Filler).unwrap_or(next);
        }
        let (unit, plural, end) = words.unit(next)?;
        let article = words.is(at, &["a", "an", "one"]);
        let second = unit.clock && unit.letter == 'S' && article;
        let before_noun = words.word(end) == "-"
            || end < words.end() && matches!(words.doc.tokens()[end].pos, "NOUN" | "ADJ" | "PROPN");
        // "a second group": an ordinal; "one second" is a time.
        if second && (before_noun || !words.is_dated(at)) {
            return None;
        }
        // "three-quarters", "a quarter of those", "a quarter-point"
        let of_year = words.is(end, &["of"]) && self.year(end + 1).is_some();
        let part = words.is(end, &["of"]) && !of_year
            || words.is(end, &["-"]) && article
            || words.is(next - 1, &["-"]);
        if unit.letter == 'Q' && part {
            return None;
        }
        let value = match amount {
            Amount::Number(number) => {
                let single = number == 1.0 || number == 0.5 || words.is(next - 1, &["-"]);
                (plural || single || next > at + 1).then(|| calendar::duration(number, unit))??
            }
            // "thousands of day labourers"
            Amount::Few if !plural && !words.is(next - 1, &["-"]) => return None,
            Amount::Few => calendar::vague_duration(unit),
        };
        // "a year or two"
        let or_more = words.is(end, &["or"]) && words.is(end + 1, &["two", "three", "more"]);
        if or_more && amount == Amount::Number(1.0) && words.unit(end + 2).is_none() {
            let value = calendar::vague_duration(unit);
            return Some(Found::new(TimeType::Duration, value, at, end + 2));
        }
        Some(Found::new(TimeType::Duration, value, at, end))
    }

    /// "two to three weeks", "12 to 18 months", "a year or two": where the second number ends.
    fn upper_amount(&self, low: Amount, at: usize) -> (Amount, usize) {
        let words = &self.words;
        let joint = words.is(at, &["to", "or", "-", "–"]);
        let hyphens = words.is(at, &["-"]) && words.is(at + 1, &["to"]);
        let from = if hyphens { words.skip(at + 2, &["-"]) } else { at + 1 };
        match (low, joint.then(|| self.words.amount(from)).flatten()) {
            (Amount::Number(low), Some((Amount::Number(high), end))) if high > low => {
                (Amount::Few, end)
            }
            _ => (low, at),
        }
    }

    /// "years", alone, where the model sees a time too.
    fn bare_plural(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let (unit, plural, end) = words.unit(at)?;
        // "week-long", "three-quarters"
        if words.is(end, &["-"]) && words.is(end + 1, &["long"]) && !plural {
            return Some(Found::new(
                TimeType::Duration,
                calendar::duration(1.0, unit)?,
                at,
                end + 2,
            ));
        }
        let part = unit.letter == 'Q' && words.before(at) == "-";
        let counted = at > 0 && words.doc.tokens()[at - 1].pos == "NUM";
        let fits = plural
            && !part
            && !counted
            && words.is_dated(at)
            && words.doc.tokens()[at].tag.starts_with('N');
        let value = calendar::vague_duration(unit);
        fits.then(|| Found::new(TimeType::Duration, value, at, end))
    }

    /// "two years ago", "a day earlier", "three weeks later", "a year or two ago", "years ago".
    pub(super) fn shifted(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let (amount, next) = self.words.amount(at).unwrap_or((Amount::Few, at));
        let (unit, plural, next) =
            words.unit(words.means(next, &TimeWord::Filler).unwrap_or(next))?;
        let or_so = words.is(next, &["or"]) && words.is(next + 1, &["so"]);
        let modifier = or_so.then(|| "APPROX".to_owned());
        let next = next + 2 * usize::from(or_so);
        let ((step, report), end) = words.shift(next)?;
        let bare = self.words.amount(at).is_none();
        if bare && !plural || self.governs(next, end) {
            return None;
        }
        let value = match amount {
            Amount::Number(number) => self.counted(number, unit, step, report)?,
            Amount::Few if step < 0 => "PAST_REF".to_owned(),
            Amount::Few if report => "FUTURE_REF".to_owned(),
            Amount::Few => return None,
        };
        Some(Found { modifier, ..date(value, at, end) })
    }

    /// Whether "before" or "after" has something of its own behind it: "two days before the vote".
    fn governs(&self, at: usize, end: usize) -> bool {
        let words = &self.words;
        if !words.is(at, &["before", "after", "previously"]) || end > at + 1 {
            return false;
        }
        let row = &words.doc.tokens()[at];
        let has_object = words.doc.children(at).any(|child| child > at);
        has_object || row.dep == "mark"
    }

    /// The date so many units from the report, or from what was told.
    fn counted(&self, number: f64, unit: TimeUnit, step: i8, report: bool) -> Option<String> {
        let count = i64::from(step) * number.round() as i64;
        if unit.clock {
            let day = self.narrative.report;
            return Some(format!("{day}TXX:XX")).filter(|_| report);
        }
        let years = number == 1.0 && unit.letter == 'Y' && step < 0;
        if let Some(quarter) = years.then(|| self.narrative.told_quarter(-1)).flatten() {
            return Some(quarter);
        }
        let last = self.narrative.last();
        if report || step < 0 && !self.narrative.is_begun() {
            let value = calendar::shifted(self.narrative.report, unit, count);
            let vague = if step < 0 { "PAST_REF" } else { "FUTURE_REF" };
            return value.or_else(|| Some(vague.to_owned()));
        }
        let counts = self.narrative.is_begun() && last.can_count(unit.letter);
        counts.then(|| calendar::shifted(last.day(), unit, count)).flatten()
    }
}
