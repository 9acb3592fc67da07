//! The codebook's part on figures: what is counted, and by which words. Page `figures.md`.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt, HashSet};
use serde::Deserialize;

use crate::{CodebookError, Page, Source};

/// The page's path in a codebook.
pub const PAGE: &str = "figures.md";

/// What the codebook says on figures.
#[derive(Debug)]
pub struct FigureRules {
    /// The page, with its examples.
    pub page: Page,
    measures: Vec<Measured>,
    /// By first word.
    triggers: HashMap<String, Vec<Trigger>>,
    causes: Phrases<Cause>,
    subgroups: Phrases<String>,
    currencies: Phrases<String>,
    lists: HashMap<String, HashSet<String>>,
}

/// A measure of the page.
#[derive(Debug)]
struct Measured {
    name: String,
    line: usize,
    /// What is counted when it is not people, in the singular.
    things: HashSet<String>,
    caused: bool,
    victims: bool,
    dated: bool,
    least: f64,
    unit: String,
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

/// Words that mean a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// In which slot those counted stand.
    pub slot: Slot,
    /// Index of the measure, for [`FigureRules::name`].
    pub measure: usize,
    /// The words that must depend on the first one: of "take hostage" the "hostage".
    pub rest: Vec<String>,
}

/// A cause that words tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// `air strike`, `earthquake` …
    pub name: String,
    /// The words are a verb: `to shoot`.
    pub verb: bool,
    /// Any other cause in the same sentence tells more: "explosion".
    pub general: bool,
}

/// Phrases by their first word, longer ones first.
#[derive(Debug)]
struct Phrases<T>(HashMap<String, Vec<(Vec<String>, T)>>);

impl<T> Phrases<T> {
    fn put(&mut self, phrase: &str, meaning: T) {
        let mut words = phrase.split_whitespace().map(str::to_owned);
        let Some(first) = words.next() else { return };
        let phrases = self.0.entry(first).or_default();
        phrases.push((words.collect(), meaning));
        phrases.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
    }

    /// The longest phrase that `word` gives one by one, and the number of its words.
    fn find<'w>(
        &self,
        word: impl Fn(usize) -> Option<std::borrow::Cow<'w, str>>,
        fits: impl Fn(&T) -> bool,
    ) -> Option<(&T, usize)> {
        let phrases = self.0.get(&*word(0)?)?;
        let stands = |rest: &[String]| {
            rest.iter().enumerate().all(|(at, wanted)| word(at + 1).as_deref() == Some(wanted))
        };
        let found = phrases.iter().find(|(rest, meaning)| fits(meaning) && stands(rest));
        found.map(|(rest, meaning)| (meaning, rest.len() + 1))
    }
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
    /// What befalls them has a cause.
    #[serde(default)]
    caused: bool,
    /// A single person, named or not, is a figure of one.
    #[serde(default)]
    victims: bool,
    /// Those counted by what they are are so on the day that their clause tells.
    #[serde(default)]
    dated: bool,
    /// Counted by what they are from this number on.
    #[serde(default)]
    least: f64,
    /// What one is, when not a person.
    #[serde(default)]
    unit: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Block {
    #[serde(default)]
    measure: BTreeMap<String, Measure>,
    /// Cause → the words that tell it.
    #[serde(default)]
    cause: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    cause_general: BTreeMap<String, Vec<String>>,
    /// Subgroup → the nouns that name it.
    #[serde(default)]
    subgroup: BTreeMap<String, Vec<String>>,
    /// ISO 4217 code → words and signs for it.
    #[serde(default)]
    currency: BTreeMap<String, Vec<String>>,
    /// Lists of words by name.
    #[serde(default)]
    words: BTreeMap<String, Vec<String>>,
}

/// The lists that the grammar asks for; a page that misnames one is told so.
const LISTS: [&str; 15] = [
    "people",
    "households",
    "things",
    "asking",
    "new",
    "total",
    "aid",
    "giving",
    "female",
    "male",
    "numbered",
    "mostly",
    "badly",
    "finding",
    "tried",
];

impl FigureRules {
    /// Reads the page from `source`.
    ///
    /// # Errors
    /// Every block that is not of the form above, with its line.
    pub fn load(source: &Source) -> Result<Self, Vec<CodebookError>> {
        let page = Page::load(PAGE, source)?;
        let mut rules = Self {
            page: page.clone(),
            measures: Vec::new(),
            triggers: HashMap::new(),
            causes: Phrases(HashMap::new()),
            subgroups: Phrases(HashMap::new()),
            currencies: Phrases(HashMap::new()),
            lists: HashMap::new(),
        };
        page.read(|read: Block, block| {
            let unknown = |name: &&String| !LISTS.contains(&name.as_str());
            let wrong = read.words.keys().filter(unknown).map(|name| {
                let line = block.text.lines().position(|line| line.starts_with(name));
                let message = format!("no list is named {name:?}; there are {LISTS:?}");
                (line.unwrap_or(0), message)
            });
            let wrong = wrong.collect();
            rules.add(read, block);
            wrong
        })?;
        Ok(rules)
    }

    fn add(&mut self, read: Block, block: &crate::Block) {
        for (name, measure) in read.measure {
            let header = format!("[measure.{name}]");
            let at = block.text.lines().position(|line| line.trim() == header).unwrap_or(0);
            let index = self.measures.len();
            let slots = [
                (Slot::Object, measure.object),
                (Slot::Subject, measure.subject),
                (Slot::Noun, measure.noun),
                (Slot::State, measure.state),
                (Slot::Toll, measure.toll),
                (Slot::Counted, measure.counted),
            ];
            for (slot, words) in slots {
                for phrase in words {
                    let mut words = phrase.split_whitespace().map(str::to_owned);
                    let Some(first) = words.next() else { continue };
                    let trigger = Trigger { slot, measure: index, rest: words.collect() };
                    self.triggers.entry(first).or_default().push(trigger);
                }
            }
            self.measures.push(Measured {
                name,
                line: block.line + at,
                things: measure.of.into_iter().collect(),
                caused: measure.caused,
                victims: measure.victims,
                dated: measure.dated,
                least: measure.least,
                unit: measure.unit.unwrap_or_else(|| "person".to_owned()),
            });
        }
        // What more words say says more: "take hostage" before "take".
        for triggers in self.triggers.values_mut() {
            triggers.sort_by_key(|trigger| std::cmp::Reverse(trigger.rest.len()));
        }
        for (table, general) in [(read.cause, false), (read.cause_general, true)] {
            for (name, words) in table {
                for phrase in words {
                    let (verb, phrase) = match phrase.strip_prefix("to ") {
                        Some(verb) => (true, verb),
                        None => (false, &*phrase),
                    };
                    self.causes.put(phrase, Cause { name: name.clone(), verb, general });
                }
            }
        }
        for (name, words) in read.subgroup {
            words.iter().for_each(|phrase| self.subgroups.put(phrase, name.clone()));
        }
        for (code, words) in read.currency {
            words.iter().for_each(|phrase| self.currencies.put(phrase, code.clone()));
        }
        for (name, words) in read.words {
            self.lists.entry(name).or_default().extend(words);
        }
    }

    /// What the words that begin with this lemma mean, those of several words first.
    pub fn triggers(&self, lemma: &str) -> &[Trigger] {
        self.triggers.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// A measure's name.
    pub fn name(&self, measure: usize) -> &str {
        &self.measures[measure].name
    }

    /// The measure of this name.
    pub fn measure(&self, name: &str) -> Option<usize> {
        self.measures.iter().position(|measure| measure.name == name)
    }

    /// Whether this measure counts things, and `noun` is one of them; `None` for a measure of people.
    pub fn counts_thing(&self, measure: usize, noun: &str) -> Option<bool> {
        let things = &self.measures[measure].things;
        (!things.is_empty()).then(|| things.contains(noun))
    }

    /// Whether what this measure counts has a cause, as the page says.
    pub fn has_cause(&self, measure: usize) -> bool {
        self.measures[measure].caused
    }

    /// Whether a single person, named or not, is a figure of this measure.
    pub fn counts_victims(&self, measure: usize) -> bool {
        self.measures[measure].victims
    }

    /// Whether those that a measure counts by what they are, are so on the day that their clause tells:
    /// "10,000 protesters gathered on Monday".
    pub fn is_dated(&self, measure: usize) -> bool {
        self.measures[measure].dated
    }

    /// The least number that counts by what those counted are: "12 soldiers" are no troops yet.
    pub fn least(&self, measure: usize) -> f64 {
        self.measures[measure].least
    }

    /// What one of those that a measure counts is: `person`, `home`.
    pub fn unit(&self, measure: usize) -> &str {
        &self.measures[measure].unit
    }

    /// The cause that words tell, `word` giving their lemmas one by one; a `verb` or a noun. The
    /// number of its words comes with it.
    pub fn cause<'w>(
        &self,
        verb: bool,
        word: impl Fn(usize) -> Option<std::borrow::Cow<'w, str>>,
    ) -> Option<(&Cause, usize)> {
        self.causes.find(word, |cause| cause.verb == verb)
    }

    /// The subgroup that words name, `word` giving their lemmas one by one, and how many they are.
    pub fn subgroup<'w>(
        &self,
        word: impl Fn(usize) -> Option<std::borrow::Cow<'w, str>>,
    ) -> Option<(&str, usize)> {
        self.subgroups.find(word, |_| true).map(|(name, words)| (name.as_str(), words))
    }

    /// The currency that words or a sign name, as ISO 4217 codes it, and how many words they are.
    pub fn currency<'w>(
        &self,
        word: impl Fn(usize) -> Option<std::borrow::Cow<'w, str>>,
    ) -> Option<(&str, usize)> {
        self.currencies.find(word, |_| true).map(|(code, words)| (code.as_str(), words))
    }

    /// Whether a list of the page has this word.
    pub fn lists(&self, list: &str, word: &str) -> bool {
        self.lists.get(list).is_some_and(|words| words.contains(word))
    }

    /// Measures with the line that defines each, in alphabetical order.
    pub fn list(&self) -> impl Iterator<Item = (&str, usize)> {
        self.measures.iter().map(|measure| (measure.name.as_str(), measure.line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_what_it_does() {
        let rules = FigureRules::load(&Source::built_in()).unwrap();
        let nothing = |example: &&crate::Example| example.expected.is_empty();
        let traps = rules.page.examples.iter().filter(nothing).count();
        assert!(rules.page.examples.len() >= 200 && traps >= 60, "{traps} examples of no figure");
        let shown = |name: &str| {
            let lines = rules.page.examples.iter().flat_map(|example| &example.expected);
            lines.into_iter().any(|(_, line)| line.split_whitespace().next() == Some(name))
        };
        for (name, line) in rules.list() {
            assert!(shown(name), "{PAGE}:{line}: no example shows {name}");
        }
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        let page = "# Figures\n\n```toml\n[words]\npersons = [\"man\"]\n```\n";
        let errors = FigureRules::load(&Source::built_in().with_file(PAGE, page)).unwrap_err();
        assert_eq!(errors[0].line, 5);
        assert!(
            errors[0].message.starts_with("no list is named \"persons\""),
            "{}",
            errors[0].message
        );
    }
}
