//! The codebook's part on times: the words of calendars and clocks. Page `times.md`.
//!
//! A word may mean several things ("second", "night"): an entry lists them all, with the phrases
//! that begin with it, so that a reader looks each word up once.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;

use serde::Deserialize;

use crate::{CodebookError, Page, Source};

mod holiday;
mod word;

pub use holiday::{Feast, Holiday};
pub use word::{TimeKind, TimeUnit, TimeWord};

/// The page's path in a codebook.
pub const PAGE: &str = "times.md";

/// What the codebook says on times: words, lower-cased, with what they mean.
#[derive(Debug)]
pub struct TimeRules {
    /// The page, with its examples.
    pub page: Page,
    entries: HashMap<String, TimeEntry, FixedState>,
    /// For each first byte, the lengths of the words that begin with it, a bit each.
    lengths: [u32; 256],
}

/// In bytes; longer words are no words of time.
const LONGEST: usize = 24;

/// All that one word can mean or begin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimeEntry {
    /// What the word alone means.
    pub meanings: Vec<TimeWord>,
    /// Phrases that begin with it, longest first.
    pub phrases: Vec<TimePhrase>,
    /// The kinds of all these, a bit each.
    kinds: u64,
    /// Whether the word alone can begin an expression.
    pub begins: bool,
    /// Whether the word alone names a time: others need one that does behind them.
    pub names: bool,
}

/// Words that mean something together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimePhrase {
    /// The tokens after the first, lower-cased.
    pub rest: Vec<String>,
    /// What they all mean.
    pub meaning: TimeWord,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Block {
    weekdays: Vec<String>,
    months: Vec<String>,
    ordinals: Vec<String>,
    other_months: Vec<String>,
    weekend: Vec<String>,
    few: Vec<String>,
    half: Vec<String>,
    another: Vec<String>,
    recent: Vec<String>,
    fillers: Vec<String>,
    fiscal: Vec<String>,
    spans: Vec<String>,
    zones: Vec<String>,
    every: Vec<String>,
    aged: Vec<String>,
    labels: Vec<String>,
    coming: Vec<String>,
    short: BTreeMap<String, String>,
    units: BTreeMap<String, String>,
    plurals: BTreeMap<String, String>,
    parts_of_day: BTreeMap<String, String>,
    seasons: BTreeMap<String, String>,
    holidays: BTreeMap<String, String>,
    named_days: BTreeMap<String, String>,
    days: BTreeMap<String, String>,
    clock: BTreeMap<String, String>,
    decades: BTreeMap<String, i8>,
    counts: BTreeMap<String, u16>,
    often: BTreeMap<String, u16>,
    eras: BTreeMap<String, String>,
    leads: BTreeMap<String, Vec<String>>,
    told: BTreeMap<String, Vec<String>>,
    shifts: BTreeMap<String, Vec<String>>,
    periods: BTreeMap<String, Vec<String>>,
    edges: BTreeMap<String, Vec<String>>,
    borders: BTreeMap<String, Vec<String>>,
    bounds: BTreeMap<String, Vec<String>>,
    references: BTreeMap<String, Vec<String>>,
    sets: BTreeMap<String, String>,
}

/// Words that are wrong, with why.
type Wrong = Vec<(String, String)>;

impl TimeRules {
    /// Reads the page from `source`.
    ///
    /// # Errors
    /// Every block that is not of the form above, with its line; words whose meaning cannot be read.
    pub fn load(source: &Source) -> Result<Self, Vec<CodebookError>> {
        let page = Page::load(PAGE, source)?;
        let mut rules = Self { page: page.clone(), entries: HashMap::default(), lengths: [0; 256] };
        page.read(|read: Block, block| {
            let line = |word: &str| block.text.lines().position(|line| line.contains(word));
            let wrong = rules.add(read).into_iter();
            wrong.map(|(word, message)| (line(&word).unwrap_or(0), message)).collect()
        })?;
        for (word, entry) in &mut rules.entries {
            rules.lengths[usize::from(word.as_bytes()[0])] |= 1 << word.len().min(31);
            entry.phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
            let meanings = entry.phrases.iter().map(|phrase| &phrase.meaning);
            let kinds = meanings.chain(&entry.meanings).map(|meaning| bit(meaning.kind()));
            entry.kinds = kinds.fold(0, |all, kind| all | kind);
            entry.begins = entry.meanings.iter().any(TimeWord::begins);
            entry.names = entry.meanings.iter().any(TimeWord::names);
        }
        Ok(rules)
    }

    /// Adds a block's words; gives the words that are wrong, with why.
    fn add(&mut self, read: Block) -> Wrong {
        let mut wrong = Wrong::new();
        self.add_numbered(&read);
        self.add_lists(&read);
        self.add_values(&read);
        self.add_signed(&read, &mut wrong);
        self.add_units(&read, &mut wrong);
        self.add_days(&read, &mut wrong);
        for (short, long) in &read.short {
            match self.entries.get(long).map(|entry| entry.meanings.clone()) {
                Some(meanings) if !meanings.is_empty() => {
                    meanings.into_iter().for_each(|meaning| self.put(short, meaning));
                }
                _ => wrong.push((short.clone(), format!("{long:?} is no word of this page"))),
            }
        }
        wrong
    }

    /// Lists in which the place says the number.
    fn add_numbered(&mut self, read: &Block) {
        for (words, meaning) in [
            (&read.weekdays, TimeWord::Weekday as fn(i8) -> TimeWord),
            (&read.months, TimeWord::Month),
            (&read.ordinals, TimeWord::Ordinal),
        ] {
            for (number, word) in (1..).zip(words) {
                self.put(word, meaning(number));
            }
        }
        for (word, &tens) in &read.decades {
            self.put(word, TimeWord::Decade(tens));
        }
        for (word, &count) in &read.counts {
            self.put(word, TimeWord::Count(count));
        }
        for (word, &count) in &read.often {
            self.put(word, TimeWord::Often(count));
        }
    }

    /// Lists of words of one meaning.
    fn add_lists(&mut self, read: &Block) {
        for (words, meaning) in [
            (&read.other_months, TimeWord::OtherMonth),
            (&read.weekend, TimeWord::Weekend),
            (&read.few, TimeWord::Few),
            (&read.half, TimeWord::Half),
            (&read.another, TimeWord::Another),
            (&read.recent, TimeWord::Recent),
            (&read.fillers, TimeWord::Filler),
            (&read.fiscal, TimeWord::Fiscal),
            (&read.spans, TimeWord::Span),
            (&read.zones, TimeWord::Zone),
            (&read.every, TimeWord::Every),
            (&read.aged, TimeWord::Aged),
            (&read.labels, TimeWord::Label),
            (&read.coming, TimeWord::Coming),
        ] {
            for word in words {
                self.put(word, meaning.clone());
            }
        }
    }

    /// Words with a value that is taken as it is.
    fn add_values(&mut self, read: &Block) {
        for (table, meaning) in [
            (&read.parts_of_day, TimeWord::PartOfDay as fn(String) -> TimeWord),
            (&read.seasons, TimeWord::Season),
            (&read.sets, TimeWord::Set),
            (&read.clock, TimeWord::Clock),
            (&read.named_days, TimeWord::NamedDay),
        ] {
            for (word, value) in table {
                self.put(word, meaning(value.clone()));
            }
        }
        for (table, meaning) in [
            (&read.edges, TimeWord::Edge as fn(String) -> TimeWord),
            (&read.borders, TimeWord::Border),
            (&read.bounds, TimeWord::Bound),
            (&read.references, TimeWord::Reference),
        ] {
            for (value, words) in table {
                for word in words {
                    self.put(word, meaning(value.clone()));
                }
            }
        }
    }

    /// Lists below a signed number: steps and shifts.
    fn add_signed(&mut self, read: &Block, wrong: &mut Wrong) {
        let from_report = |step| TimeWord::Shift(step, true);
        for (table, meaning) in [
            (&read.leads, &TimeWord::Lead as &dyn Fn(i8) -> TimeWord),
            (&read.told, &TimeWord::Told),
            (&read.periods, &TimeWord::Period),
            (&read.shifts, &|step| TimeWord::Shift(step, false)),
        ] {
            for (step, words) in table {
                let report = step.strip_prefix("report");
                let Ok(number) = report.unwrap_or(step).parse::<i8>() else {
                    wrong.push((step.clone(), format!("{step:?} is no step; write it as -1 or 1")));
                    continue;
                };
                for word in words {
                    let shift = report.is_some();
                    self.put(word, if shift { from_report(number) } else { meaning(number) });
                }
            }
        }
    }

    fn add_units(&mut self, read: &Block, wrong: &mut Wrong) {
        for (word, value) in &read.units {
            let Some(unit) = TimeUnit::parse(value) else {
                wrong.push((word.clone(), format!("{value:?} is no unit; write it as D or TH")));
                continue;
            };
            let plural = read.plurals.get(word).cloned().unwrap_or_else(|| format!("{word}s"));
            self.put(word, TimeWord::Unit { unit, plural: false });
            self.put(&plural, TimeWord::Unit { unit, plural: true });
        }
    }

    fn add_days(&mut self, read: &Block, wrong: &mut Wrong) {
        for (word, day) in &read.holidays {
            match Holiday::parse(day) {
                Some(holiday) => self.put(word, TimeWord::Holiday(holiday)),
                None => wrong.push((
                    word.clone(),
                    format!("{day:?} is no month and day; write it as 12-25, 11-thu-4, easter-2 or unknown"),
                )),
            }
        }
        for (word, value) in &read.days {
            let (days, part) =
                value.split_once('T').map_or((&**value, None), |(d, p)| (d, Some(p)));
            match (days.parse(), part) {
                (Ok(days), None) => self.put(word, TimeWord::Day(days)),
                (Ok(days), Some(part)) => self.put(word, TimeWord::DayPart(days, part.to_owned())),
                _ => wrong
                    .push((word.clone(), format!("{value:?} is no day; write it as -1 or 0TNI"))),
            }
        }
        for (word, years) in &read.eras {
            match years.parse() {
                Ok(years) => self.put(word, TimeWord::Era(Some(years))),
                Err(_) if years == "unknown" => self.put(word, TimeWord::Era(None)),
                Err(_) => wrong.push((word.clone(), format!("{years:?} is no number of years"))),
            }
        }
    }

    fn put(&mut self, words: &str, meaning: TimeWord) {
        let mut tokens = tokens(words);
        let Some(first) = tokens.next() else { return };
        let rest: Vec<String> = tokens.map(str::to_owned).collect();
        let entry = self.entries.entry(first.to_owned()).or_default();
        match rest.is_empty() {
            true => entry.meanings.push(meaning),
            false => entry.phrases.push(TimePhrase { rest, meaning }),
        }
    }

    /// What a word can mean or begin, whatever its case.
    pub fn entry(&self, word: &str) -> Option<&TimeEntry> {
        let first = word.bytes().next()?.to_ascii_lowercase();
        if word.len() > LONGEST || self.lengths[usize::from(first)] & 1 << word.len() == 0 {
            return None;
        }
        let mut lower = [0; LONGEST];
        let lower = lower.get_mut(..word.len())?;
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        self.entries.get(std::str::from_utf8(lower).ok()?)
    }
}

fn bit(kind: TimeKind) -> u64 {
    1 << kind as u8
}

impl TimeEntry {
    /// Whether the word, or a phrase that begins with it, can have such a meaning.
    pub fn can_mean(&self, kind: TimeKind) -> bool {
        self.kinds & bit(kind) != 0
    }
}

/// A phrase as the language's tokenizer cuts it: at spaces, around hyphens, before "'s".
fn tokens(words: &str) -> impl Iterator<Item = &str> {
    words.split(' ').flat_map(|word| {
        let (word, possessive) = match word.strip_suffix("'s") {
            Some(stem) if !stem.is_empty() => (stem, Some("'s")),
            _ => (word, None),
        };
        let cut = word.split_inclusive('-').flat_map(|part| match part.strip_suffix('-') {
            Some(stem) => [stem, "-"],
            None => [part, ""],
        });
        cut.chain(possessive).filter(|token| !token.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_phrases_as_the_tokenizer_does() {
        let cut = |words| tokens(words).collect::<Vec<_>>();
        assert_eq!(cut("new year's eve"), ["new", "year", "'s", "eve"]);
        assert_eq!(cut("year-ago"), ["year", "-", "ago"]);
        assert_eq!(cut("9/11"), ["9/11"]);
    }
}
