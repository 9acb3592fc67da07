//! The codebook's part on times: the words of calendars and clocks. Page `times.md`.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::{CodebookError, Page, Source};

/// The page's path in a codebook.
pub const PAGE: &str = "times.md";

/// What the codebook says on times: words, lower-cased, with what they mean.
#[derive(Debug)]
pub struct TimeRules {
    /// The page, with its examples.
    pub page: Page,
    words: HashMap<String, TimeWord>,
    /// References and holidays of several words: first word → all words and what they mean.
    phrases: HashMap<String, Vec<(Vec<String>, TimeWord)>>,
}

/// What a word of time means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeWord {
    /// Monday is 1.
    Weekday(i8),
    /// January is 1.
    Month(i8),
    /// TIMEX3's letters for the unit: `D`, `W`, `TH` …
    Unit(String),
    /// MO, AF, EV, NI.
    PartOfDay(String),
    /// SP, SU, FA, WI.
    Season(String),
    /// Month and day.
    Holiday(i8, i8),
    /// PRESENT_REF, PAST_REF, FUTURE_REF.
    Reference(String),
    /// A recurring time's value.
    Set(String),
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Block {
    weekdays: Vec<String>,
    months: Vec<String>,
    short: BTreeMap<String, String>,
    units: BTreeMap<String, String>,
    parts_of_day: BTreeMap<String, String>,
    seasons: BTreeMap<String, String>,
    holidays: BTreeMap<String, String>,
    references: BTreeMap<String, Vec<String>>,
    sets: BTreeMap<String, String>,
}

impl TimeRules {
    /// Reads the page from `source`.
    ///
    /// # Errors
    /// Every block that is not of the form above, with its line; a holiday that is no day.
    pub fn load(source: &Source) -> Result<Self, Vec<CodebookError>> {
        let page =
            Page::parse(PAGE, source.text(PAGE).map_err(|e| vec![e])?).map_err(|e| vec![e])?;
        let mut rules = Self { page: page.clone(), words: HashMap::new(), phrases: HashMap::new() };
        let mut errors = Vec::new();
        for block in &page.rules {
            let mut error = |line: usize, message: String| {
                errors.push(CodebookError {
                    path: PAGE.to_owned(),
                    line: block.line + line,
                    message,
                });
            };
            match toml::from_str::<Block>(&block.text) {
                Ok(read) => {
                    for (word, message) in rules.add(read) {
                        let line = block.text.lines().position(|l| l.contains(&word)).unwrap_or(0);
                        error(line, message);
                    }
                }
                Err(wrong) => {
                    let before = wrong.span().map_or("", |span| &block.text[..span.start]);
                    error(before.matches('\n').count(), wrong.message().to_owned());
                }
            }
        }
        if errors.is_empty() { Ok(rules) } else { Err(errors) }
    }

    /// Adds a block's words; gives the words that are wrong, with why.
    fn add(&mut self, read: Block) -> Vec<(String, String)> {
        let mut wrong = Vec::new();
        for (words, meaning) in [
            (read.weekdays, TimeWord::Weekday as fn(i8) -> TimeWord),
            (read.months, TimeWord::Month as fn(i8) -> TimeWord),
        ] {
            for (number, word) in (1..).zip(words) {
                self.put(word, meaning(number));
            }
        }
        for (table, meaning) in [
            (read.units, TimeWord::Unit as fn(String) -> TimeWord),
            (read.parts_of_day, TimeWord::PartOfDay),
            (read.seasons, TimeWord::Season),
            (read.sets, TimeWord::Set),
        ] {
            for (word, value) in table {
                self.put(word, meaning(value));
            }
        }
        for (word, day) in read.holidays {
            let parts =
                day.split_once('-').and_then(|(m, d)| Some((m.parse().ok()?, d.parse().ok()?)));
            match parts.filter(|&(month, day)| (1..=12).contains(&month) && (1..=31).contains(&day))
            {
                Some((month, day)) => self.put(word, TimeWord::Holiday(month, day)),
                None => {
                    wrong.push((word, format!("{day:?} is no month and day; write it as 12-25")))
                }
            }
        }
        for (value, words) in read.references {
            for word in words {
                self.put(word, TimeWord::Reference(value.clone()));
            }
        }
        for (short, long) in read.short {
            match self.words.get(&long).cloned() {
                Some(meaning) => self.put(short, meaning),
                None => wrong.push((short, format!("{long:?} is no word of this page"))),
            }
        }
        wrong
    }

    fn put(&mut self, word: String, meaning: TimeWord) {
        match word.split_once(' ') {
            None => drop(self.words.insert(word, meaning)),
            Some((first, _)) => {
                let words = word.split(' ').map(str::to_owned).collect();
                self.phrases.entry(first.to_owned()).or_default().push((words, meaning));
            }
        }
    }

    /// What a lower-cased word means.
    pub fn word(&self, word: &str) -> Option<&TimeWord> {
        self.words.get(word)
    }

    /// Phrases that begin with a lower-cased word: all their words, and what they mean.
    pub fn phrases(&self, first: &str) -> &[(Vec<String>, TimeWord)] {
        self.phrases.get(first).map_or(&[], Vec::as_slice)
    }
}
