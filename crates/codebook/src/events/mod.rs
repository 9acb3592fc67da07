//! The codebook's part on events: `events/*.md` (one page a PLOVER type), `events.md` (what all
//! pages share), `plover.csv`, `plover_contexts.csv` and `cameo.csv` (the code lists).
//!
//! A page's rule names the words that tell an event (`verbs`, `nouns`, `adjectives`), the slots
//! that hold its parties (`actor`, `recipient`), what must hold around it, and its coding. A page
//! of a user's own adds rules under its own name; `[rule."consult.meet"]` there changes the keys it
//! gives of that rule, and `off = true` switches it off.

mod block;
mod compile;
mod reading;
mod rule;
mod tables;

use std::collections::HashMap;

use crate::{CodebookError, Page, Source};

pub use reading::{Reading, WordLists};
pub use rule::{Coding, Conditions, Needs, Phrase, Rule, STEPS, Slot, Step, Words};

/// What the codebook says on events.
#[derive(Debug)]
pub struct EventRules {
    pages: Vec<Page>,
    rules: Vec<Rule>,
    reading: Reading,
    verbs: Index,
    nouns: Index,
    adjectives: Index,
}

/// Trigger lemma → (rule, phrase), the more specific first.
type Index = HashMap<String, Vec<(usize, usize)>>;

impl EventRules {
    /// Reads its files from `source`.
    ///
    /// # Errors
    /// Every mistake found, with file and line.
    pub fn load(source: &Source) -> Result<Self, Vec<CodebookError>> {
        let codes = tables::CodeTables::load(source)?;
        let mut errors = Vec::new();
        let mut keep = |mut found: Vec<CodebookError>| errors.append(&mut found);
        let mut pages = Vec::new();
        let mut read = |path: &str, keep: &mut dyn FnMut(Vec<CodebookError>)| match page_tables(
            source, path,
        ) {
            Ok((page, tables)) => {
                pages.push(page);
                tables
            }
            Err(found) => {
                keep(found);
                Vec::new()
            }
        };
        let shared = read("events.md", &mut keep);
        let mut tables = Vec::new();
        for path in source.paths("events/", ".md") {
            tables.extend(read(path, &mut keep));
        }
        let reading = Reading::read(&shared, &codes).map_err(&mut keep).unwrap_or_default();
        let rules =
            compile::rules(tables, &codes, &reading.words).map_err(&mut keep).unwrap_or_default();
        if !errors.is_empty() {
            return Err(errors);
        }
        let verbs = index(&rules, |rule| &rule.verbs);
        let nouns = index(&rules, |rule| &rule.nouns);
        let adjectives = index(&rules, |rule| &rule.adjectives);
        Ok(Self { pages, rules, reading, verbs, nouns, adjectives })
    }

    /// The pages, `events.md` first, with titles and examples.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The rules, page by page in the pages' order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Page and line where a rule stands.
    pub fn origin(&self, id: &str) -> Option<(&str, usize)> {
        self.rule(id).map(|rule| (rule.path.as_str(), rule.line))
    }

    /// How sentences are read.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// Rules and phrases that a word of this universal part of speech and lemma may tell, the more
    /// specific first: longer phrases, then more conditions, then the pages' order.
    pub fn told_by(&self, pos: &str, lemma: &str) -> impl Iterator<Item = (&Rule, &Phrase)> {
        let (index, phrases): (&Index, fn(&Rule) -> &Vec<Phrase>) = match pos {
            "VERB" | "AUX" => (&self.verbs, |rule| &rule.verbs),
            "ADJ" => (&self.adjectives, |rule| &rule.adjectives),
            _ => (&self.nouns, |rule| &rule.nouns),
        };
        let found = index.get(lemma).map_or(&[][..], Vec::as_slice);
        found.iter().map(move |&(rule, phrase)| {
            let rule = &self.rules[rule];
            (rule, &phrases(rule)[phrase])
        })
    }
}

fn page_tables(
    source: &Source,
    path: &str,
) -> Result<(Page, Vec<block::Table>), Vec<CodebookError>> {
    let page = source.text(path).and_then(|text| Page::parse(path, text)).map_err(|e| vec![e])?;
    let mut tables = Vec::new();
    let mut errors = Vec::new();
    for rules in &page.rules {
        match block::tables(path, rules) {
            Ok(mut found) => tables.append(&mut found),
            Err(mut found) => errors.append(&mut found),
        }
    }
    if errors.is_empty() { Ok((page, tables)) } else { Err(errors) }
}

fn index(rules: &[Rule], words: fn(&Rule) -> &Vec<Phrase>) -> Index {
    let mut index = Index::new();
    for (at, rule) in rules.iter().enumerate() {
        for (phrase, words) in words(rule).iter().enumerate() {
            index.entry(words.head.clone()).or_default().push((at, phrase));
        }
    }
    for entries in index.values_mut() {
        entries.sort_by_key(|&(rule, phrase)| {
            let words = words(&rules[rule])[phrase].weight();
            (std::cmp::Reverse(words + rules[rule].conditions.len()), rule)
        });
    }
    index
}

#[cfg(test)]
mod tests;
