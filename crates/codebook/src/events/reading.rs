//! `events.md`: what all pages share. Word lists, light verbs, what makes an event planned, asked for or denied.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use foldhash::fast::FixedState;

use sayso_record::{EventStatus, Word};

use super::block::Table;
use super::compile::coding;
use super::rule::{Coding, Words};
use super::tables::CodeTables;
use crate::CodebookError;
use crate::actors::Map;

/// Named lists of lemmas, for `@name`.
pub type WordLists = BTreeMap<String, Vec<String>>;

/// How sentences are read, whichever the event.
#[derive(Debug, Default)]
pub struct Reading {
    /// `[words.…]`: lists for rules and for the reading itself.
    pub words: WordLists,
    /// The same, to look words up in.
    sets: Map<String, HashSet<String, FixedState>>,
    /// `[status.…]`: the lemmas under which an event has that status.
    status: BTreeMap<String, (EventStatus, StatusWords)>,
    /// `[promised.TYPE]`: what an act of that type is when its actor only says that it will be done.
    promised: BTreeMap<String, Coding>,
    /// `[refused.TYPE]`: what it is when its actor says that it will not be done.
    refused: BTreeMap<String, Coding>,
}

/// Lemmas that give a status, by what they are.
#[derive(Debug, Default)]
struct StatusWords {
    /// Of verbs, nouns and adjectives that govern the event.
    governors: Words,
    /// Of auxiliaries of the event's own verb.
    auxiliaries: Words,
    /// Of adjectives and nouns before an event noun.
    modifiers: Words,
}

impl Reading {
    /// Reads the tables of `events.md`.
    pub(super) fn read(tables: &[Table], codes: &CodeTables) -> Result<Self, Vec<CodebookError>> {
        let mut reading = Self::default();
        let mut errors = Vec::new();
        for table in tables {
            if let Err(mut found) = reading.table(table, codes) {
                errors.append(&mut found);
            }
        }
        if errors.is_empty() { Ok(reading) } else { Err(errors) }
    }

    fn table(&mut self, table: &Table, codes: &CodeTables) -> Result<(), Vec<CodebookError>> {
        match table.kind.as_str() {
            "words" => {
                let key = table.key("lemmas").ok_or_else(|| vec![table.error("needs `lemmas`")])?;
                let words = key.texts().map_err(|e| vec![e])?;
                self.sets.insert(table.name.clone(), words.iter().cloned().collect());
                self.words.insert(table.name.clone(), words);
            }
            "status" => {
                let status = EventStatus::by_word(&table.name).ok_or_else(|| {
                    let allowed = EventStatus::ALL.iter().map(|(_, word)| *word);
                    let allowed = allowed.collect::<Vec<_>>().join(", ");
                    vec![table.error(format!("is no status; allowed are {allowed}"))]
                })?;
                let words = status_words(table).map_err(|e| vec![e])?;
                self.status.insert(table.name.clone(), (status, words));
            }
            "promised" => {
                self.promised.insert(table.name.clone(), coding(table, &table.name, codes)?);
            }
            "refused" => {
                self.refused.insert(table.name.clone(), coding(table, &table.name, codes)?);
            }
            _ => {
                let allowed = "[words.name], [status.name], [promised.TYPE], [refused.TYPE]";
                return Err(vec![
                    table.error(format!("is no table of events.md; allowed are {allowed}")),
                ]);
            }
        }
        Ok(())
    }

    /// Whether `lemma` stands in the list `name`; a list that the page leaves out is empty.
    pub fn lists(&self, name: &str, lemma: &str) -> bool {
        self.sets.get(name).is_some_and(|set| set.contains(lemma))
    }

    /// The status that a governing verb, noun or adjective gives.
    pub fn governor(&self, lemma: &str) -> Option<EventStatus> {
        self.find(|words| words.governors.contains(lemma))
    }

    /// The status that an auxiliary gives.
    pub fn auxiliary(&self, lemma: &str) -> Option<EventStatus> {
        self.find(|words| words.auxiliaries.contains(lemma))
    }

    /// The status that a word before an event noun gives.
    pub fn modifier(&self, lemma: &str) -> Option<EventStatus> {
        self.find(|words| words.modifiers.contains(lemma))
    }

    fn find(&self, has: impl Fn(&StatusWords) -> bool) -> Option<EventStatus> {
        self.status.values().find(|(_, words)| has(words)).map(|(status, _)| *status)
    }

    /// What a promised act of type `plover` is.
    pub fn promised(&self, plover: &str) -> Option<&Coding> {
        self.promised.get(plover)
    }

    /// What a refused act of type `plover` is.
    pub fn refused(&self, plover: &str) -> Option<&Coding> {
        self.refused.get(plover)
    }
}

fn status_words(table: &Table) -> Result<StatusWords, CodebookError> {
    let mut words = StatusWords::default();
    for key in &table.keys {
        let set: BTreeSet<String> = key.texts()?.into_iter().collect();
        match key.name.as_str() {
            "governors" => words.governors = set,
            "auxiliaries" => words.auxiliaries = set,
            "modifiers" => words.modifiers = set,
            _ => {
                return Err(
                    key.error("is no key here; allowed are governors, auxiliaries, modifiers")
                );
            }
        }
    }
    Ok(words)
}
