//! Times that come again: "every Friday", "twice a week", "24 hours a day", "Mondays".

use sayso_codebook::TimeWord;
use sayso_record::TimeType;

use super::grammar::Grammar;
use super::words::Amount;
use super::{Found, calendar};

impl Grammar<'_> {
    /// A recurring time.
    pub(super) fn recurring(&self, at: usize) -> Option<Found> {
        self.adverb(at).or_else(|| self.every(at)).or_else(|| self.so_often(at))
    }

    /// "annually", "Mondays"; a "daily" paper is none.
    fn adverb(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let (value, end) = words.set(at)?;
        let name = value.starts_with("XXXX-WXX-") && words.word(at).starts_with(char::is_uppercase);
        let before = at.checked_sub(1).map_or("", |before| words.doc.tokens()[before].pos);
        let adverb = words.doc.tokens()[at].dep == "advmod"
            && words.doc.tokens()[at].pos == "ADV"
            && !matches!(before, "PROPN" | "ADJ" | "DET" | "PUNCT");
        (name || adverb || end > at + 1).then(|| Found::new(TimeType::Set, value.clone(), at, end))
    }

    /// "every Friday", "each month", "every other year", "every two weeks", "every third day".
    fn every(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let next = words.means(at, &TimeWord::Every)?;
        let other = words.skip(next, &["other", "second"]);
        let set = |value: String, end: usize| Some(Found::new(TimeType::Set, value, at, end));
        if let Some((number, end)) = words.weekday(other) {
            return match words.part_of_day(end) {
                Some((part, end)) => set(format!("XXXX-WXX-{number}T{part}"), end),
                None => set(format!("XXXX-WXX-{number}"), end),
            };
        }
        if let Some((month, end)) = words.month(other) {
            return set(format!("XXXX-{month:02}"), end);
        }
        if let Some((part, end)) = words.part_of_day(other) {
            return set(format!("XXXX-XX-XXT{part}"), end);
        }
        if let Some((season, end)) = words.season(other) {
            return set(format!("XXXX-{season}"), end);
        }
        if let Some(end) = words.means(other, &TimeWord::Weekend) {
            return set("XXXX-WXX-WE".to_owned(), end);
        }
        let (number, unit_at) = match words.amount(next).or_else(|| self.ordinal_amount(next)) {
            Some((Amount::Number(number), end)) => (number, end),
            Some((Amount::Few, end)) => {
                let (unit, _, end) = words.unit(end)?;
                return set(calendar::vague_duration(unit), end);
            }
            None => (if other > next { 2.0 } else { 1.0 }, other),
        };
        let (unit, _, end) = words.unit(unit_at)?;
        set(calendar::duration(number, unit)?, end)
    }

    fn ordinal_amount(&self, at: usize) -> Option<(Amount, usize)> {
        let (number, end) = self.words.ordinal(at)?;
        Some((Amount::Number(f64::from(number)), end))
    }

    /// "twice a week", "three times a year", "24 hours a day", "seven days a week".
    fn so_often(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let next = match words.often(at) {
            Some((_, next)) => next,
            None => {
                let (_, next) = words.amount(at)?;
                if words.is(next, &["times"]) { next + 1 } else { words.unit(next)?.2 }
            }
        };
        if !words.is(next, &["a", "an", "per", "each", "every"]) {
            return None;
        }
        let (unit, plural, end) = words.unit(next + 1)?;
        // "two years a month later" is no such thing.
        let larger = self.shift_word(end).is_none() && !plural;
        let value = calendar::duration(1.0, unit).filter(|_| larger)?;
        Some(Found::new(TimeType::Set, value, at, end))
    }
}
