//! The codebook's part on statements: which words attribute, and what they take. Page `statements.md`.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::{CodebookError, Page, Source};

/// The page's path in a codebook.
pub const PAGE: &str = "statements.md";

/// What a cue takes as its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Take {
    /// A clause or a quotation.
    Clause,
    /// An infinitive with "to".
    Infinitive,
    /// The direct object.
    Object,
    /// The subject of the passive.
    Passive,
    /// The object of the preposition that is named with the cue.
    Preposition,
    /// The sentence that a phrase stands in.
    Sentence,
}

/// What kind of word a cue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CueWord {
    /// A verb.
    Verb,
    /// A noun.
    Noun,
    /// Words that always stand together.
    Phrase,
}

/// What the codebook says on statements.
#[derive(Debug)]
pub struct StatementRules {
    /// The page, with its examples.
    pub page: Page,
    cues: HashMap<(CueWord, Take, String), String>,
    /// Rule → the nouns that its source must be one of, where it names any.
    sources: HashMap<String, Vec<String>>,
    lines: BTreeMap<String, usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    #[serde(default)]
    rule: BTreeMap<String, Rule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    take: Take,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    phrases: Vec<String>,
    #[serde(default)]
    sources: Vec<String>,
}

impl StatementRules {
    /// Reads the page from `source`.
    ///
    /// # Errors
    /// Every block that is not of the form above, and every rule without cues, with its line.
    pub fn load(source: &Source) -> Result<Self, Vec<CodebookError>> {
        let page = Page::load(PAGE, source)?;
        let mut rules = Self {
            page: page.clone(),
            cues: HashMap::new(),
            sources: HashMap::new(),
            lines: BTreeMap::new(),
        };
        page.read(|read: Block, block| {
            let mut wrong = Vec::new();
            for (name, rule) in read.rule {
                let header = format!("[rule.{name}]");
                let line = block.text.lines().position(|l| l.trim() == header).unwrap_or(0);
                if rule.verbs.is_empty() && rule.nouns.is_empty() && rule.phrases.is_empty() {
                    let message =
                        format!("rule {name} has no verbs, nouns or phrases; give it one");
                    wrong.push((line, message));
                }
                rules.lines.insert(name.clone(), block.line + line);
                rules.add(&name, rule);
            }
            wrong
        })?;
        Ok(rules)
    }

    fn add(&mut self, name: &str, rule: Rule) {
        let words = [
            (CueWord::Verb, rule.verbs),
            (CueWord::Noun, rule.nouns),
            (CueWord::Phrase, rule.phrases),
        ];
        for (kind, words) in words {
            for word in words {
                self.cues.entry((kind, rule.take, word)).or_insert_with(|| name.to_owned());
            }
        }
        if !rule.sources.is_empty() {
            self.sources.insert(name.to_owned(), rule.sources);
        }
    }

    /// The rule that makes `word` a cue with this content. For [`Take::Preposition`], `word` is the
    /// cue and its preposition, as "call for".
    pub fn rule(&self, kind: CueWord, take: Take, word: &str) -> Option<&str> {
        self.cues.get(&(kind, take, word.to_owned())).map(String::as_str)
    }

    /// Whether a rule takes this noun as its source; a rule that names none takes any.
    pub fn takes_source(&self, rule: &str, noun: &str) -> bool {
        self.sources.get(rule).is_none_or(|nouns| nouns.iter().any(|n| n == noun))
    }

    /// Rules with the line that defines each, in alphabetical order.
    pub fn list(&self) -> impl Iterator<Item = (&str, usize)> {
        self.lines.iter().map(|(name, &line)| (name.as_str(), line))
    }
}
