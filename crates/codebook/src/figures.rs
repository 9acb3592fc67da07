//! The codebook's part on figures: what is counted, and by which words. Page `figures.md`.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::{CodebookError, Page, Source};

/// The page's path in a codebook.
pub const PAGE: &str = "figures.md";

/// What the codebook says on figures.
#[derive(Debug)]
pub struct FigureRules {
    /// The page, with its examples.
    pub page: Page,
    by_word: HashMap<(Slot, String), Vec<String>>,
    lines: BTreeMap<String, usize>,
    causes: HashMap<String, String>,
    subgroups: HashMap<String, String>,
    people: HashMap<String, ()>,
    things: HashMap<(String, String), ()>,
}

/// How a word means its measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slot {
    /// A verb whose object is counted: "killed 12 people".
    Object,
    /// A verb whose subject is counted: "12 people died".
    Subject,
    /// A noun for what befell those counted: "the deaths of 12 people", "12 deaths".
    Noun,
    /// An adjective, participle or noun for those counted: "12 dead", "12 wounded".
    State,
    /// A noun for the running total: "the death toll rose to 90".
    Toll,
    /// A noun for those counted themselves: "10,000 protesters".
    Counted,
}

/// A measure's words, as the page writes them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Measure {
    #[serde(default)]
    object: Vec<String>,
    #[serde(default)]
    subject: Vec<String>,
    #[serde(default)]
    noun: Vec<String>,
    #[serde(default)]
    state: Vec<String>,
    #[serde(default)]
    toll: Vec<String>,
    #[serde(default)]
    counted: Vec<String>,
    /// What is counted when it is not people: "home", "building".
    #[serde(default)]
    of: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    #[serde(default)]
    measure: BTreeMap<String, Measure>,
    /// Cause → the words that tell it.
    #[serde(default)]
    cause: BTreeMap<String, Vec<String>>,
    /// Subgroup → the nouns that name it.
    #[serde(default)]
    subgroup: BTreeMap<String, Vec<String>>,
    /// Nouns for people.
    #[serde(default)]
    people: Vec<String>,
}

impl FigureRules {
    /// Reads the page from `source`.
    ///
    /// # Errors
    /// Every block that is not of the form above, with its line.
    pub fn load(source: &Source) -> Result<Self, Vec<CodebookError>> {
        let page =
            Page::parse(PAGE, source.text(PAGE).map_err(|e| vec![e])?).map_err(|e| vec![e])?;
        let mut rules = Self {
            page: page.clone(),
            by_word: HashMap::new(),
            lines: BTreeMap::new(),
            causes: HashMap::new(),
            subgroups: HashMap::new(),
            people: HashMap::new(),
            things: HashMap::new(),
        };
        let mut errors = Vec::new();
        for block in &page.rules {
            match toml::from_str::<Block>(&block.text) {
                Ok(read) => rules.add(read, block),
                Err(error) => {
                    let before = error.span().map_or("", |span| &block.text[..span.start]);
                    errors.push(CodebookError {
                        path: PAGE.to_owned(),
                        line: block.line + before.matches('\n').count(),
                        message: error.message().to_owned(),
                    });
                }
            }
        }
        if errors.is_empty() { Ok(rules) } else { Err(errors) }
    }

    fn add(&mut self, read: Block, block: &crate::Block) {
        for (name, measure) in read.measure {
            let header = format!("[measure.{name}]");
            let at = block.text.lines().position(|line| line.trim() == header).unwrap_or(0);
            self.lines.insert(name.clone(), block.line + at);
            let slots = [
                (Slot::Object, measure.object),
                (Slot::Subject, measure.subject),
                (Slot::Noun, measure.noun),
                (Slot::State, measure.state),
                (Slot::Toll, measure.toll),
                (Slot::Counted, measure.counted),
            ];
            for (slot, words) in slots {
                for word in words {
                    self.by_word.entry((slot, word)).or_default().push(name.clone());
                }
            }
            self.things.extend(measure.of.into_iter().map(|noun| ((name.clone(), noun), ())));
        }
        let turned = |table: BTreeMap<String, Vec<String>>| {
            table
                .into_iter()
                .flat_map(|(to, words)| words.into_iter().map(move |w| (w, to.clone())))
        };
        self.causes.extend(turned(read.cause));
        self.subgroups.extend(turned(read.subgroup));
        self.people.extend(read.people.into_iter().map(|noun| (noun, ())));
    }

    /// The measures that `lemma` means in this slot.
    pub fn measures(&self, slot: Slot, lemma: &str) -> &[String] {
        self.by_word.get(&(slot, lemma.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// Whether this measure counts things, and `noun` is one of them; `None` for a measure of people.
    pub fn counts_thing(&self, measure: &str, noun: &str) -> Option<bool> {
        if self.things.contains_key(&(measure.to_owned(), noun.to_owned())) {
            return Some(true);
        }
        self.things.keys().any(|(m, _)| m == measure).then_some(false)
    }

    /// The cause that a word tells.
    pub fn cause(&self, lemma: &str) -> Option<&str> {
        self.causes.get(lemma).map(String::as_str)
    }

    /// The subgroup that a noun names.
    pub fn subgroup(&self, lemma: &str) -> Option<&str> {
        self.subgroups.get(lemma).map(String::as_str)
    }

    /// Whether a noun means people.
    pub fn is_people(&self, lemma: &str) -> bool {
        self.people.contains_key(lemma) || self.subgroups.contains_key(lemma)
    }

    /// Measures with the line that defines each, in alphabetical order.
    pub fn list(&self) -> impl Iterator<Item = (&str, usize)> {
        self.lines.iter().map(|(name, &line)| (name.as_str(), line))
    }
}
