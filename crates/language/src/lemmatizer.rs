//! The rule lemmatizer: word, part of speech and features → dictionary form.
//!
//! As spaCy's English lemmatizer in mode "rule": a base form is only lower-cased; else an exception
//! ("geese"), else the suffix rules whose result is a known word, else their first result.
//! The known words (91,000 in the English models) and exceptions are finite-state sets that are
//! searched inside the mapped model, so that opening reads none of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;
use fst::{Map, MapBuilder, Set, SetBuilder};
use rmpv::Value;

use crate::PackageError;
use crate::container::{Container, ContainerError, ContainerWriter, View};
use crate::lexeme::{is_alpha, string_id};

const INDEX: &str = "text.lemma.index";
const EXCEPTIONS: &str = "text.lemma.exceptions";
const FORMS: &str = "text.lemma.forms";
const RULES: &str = "text.lemma.rules";

/// The universal parts of speech that tables are kept for, as spaCy names them there.
const PARTS: [&str; 17] = [
    "adj", "adp", "adv", "aux", "cconj", "conj", "det", "intj", "noun", "num", "part", "pron",
    "propn", "punct", "sconj", "sym", "verb",
];
/// `x` too; kept apart so that the list above reads as the standard's.
const OTHER: &str = "x";

/// The cache begins anew when it holds so many forms (about 20 MB).
const MOST_FORMS: usize = 1 << 17;

/// The lemmatizer of a package; shared by all workers.
#[derive(Debug)]
pub struct Lemmatizer {
    index: Set<Bytes>,
    exceptions: Map<Bytes>,
    forms: View<u8>,
    /// Part of speech → suffixes and what replaces them; present when there is any table.
    rules: BTreeMap<String, Vec<(String, String)>>,
}

/// Lemmas already found, for one worker: by form id, part of speech and features.
#[derive(Debug, Default)]
pub struct LemmaCache {
    lemmas: HashMap<(u64, &'static str, &'static str), Arc<str>, RandomState>,
}

/// A section, for the finite-state sets.
#[derive(Debug)]
struct Bytes(View<u8>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

fn broken(what: impl Into<String>) -> PackageError {
    PackageError::Contents { file: "lemmatizer/lookups/lookups.bin".to_owned(), what: what.into() }
}

impl Lemmatizer {
    /// Turns a package's `lemmatizer/lookups/lookups.bin` into sections of a compiled model.
    ///
    /// # Errors
    /// When it is not what spaCy writes.
    pub fn compile(lookups: &[u8], writer: &mut ContainerWriter) -> Result<(), PackageError> {
        let value = rmpv::decode::read_value(&mut &lookups[..])
            .map_err(|error| broken(error.to_string()))?;
        let tables = value.as_map().ok_or_else(|| broken("no msgpack map"))?;
        let mut index: BTreeSet<String> = BTreeSet::new();
        let mut exceptions: BTreeMap<String, u64> = BTreeMap::new();
        let mut forms = String::new();
        let mut rules = String::new();
        for part in PARTS.iter().chain([&OTHER]) {
            let words = strings(table(tables, "lemma_index", part)?)?;
            let exceptional = exception_rows(table(tables, "lemma_exc", part)?)?;
            let suffixes = rule_rows(table(tables, "lemma_rules", part)?)?;
            if words.is_empty() && exceptional.is_empty() && suffixes.is_empty() {
                continue;
            }
            rules.push_str(&format!("{part}\n"));
            rules.extend(suffixes.iter().map(|(old, new)| format!("\t{old}\t{new}\n")));
            index.extend(words.iter().map(|word| key(part, word)));
            for (word, lemmas) in exceptional {
                exceptions.insert(key(part, &word), forms.len() as u64);
                forms.push_str(&lemmas.join("\t"));
                forms.push('\n');
            }
        }
        let unsorted = |error: fst::Error| broken(error.to_string());
        let mut set = SetBuilder::memory();
        set.extend_iter(index).map_err(unsorted)?;
        let mut map = MapBuilder::memory();
        map.extend_iter(exceptions).map_err(unsorted)?;
        writer.bytes(INDEX, set.into_inner().map_err(unsorted)?);
        writer.bytes(EXCEPTIONS, map.into_inner().map_err(unsorted)?);
        writer.bytes(FORMS, forms);
        writer.bytes(RULES, rules);
        Ok(())
    }

    /// Opens the sections that [`Lemmatizer::compile`] wrote.
    ///
    /// # Errors
    /// When they are missing or damaged.
    pub fn open(container: &Container) -> Result<Self, ContainerError> {
        let damaged = |error: fst::Error| container.damaged(error.to_string());
        let text = container.text(RULES)?;
        let mut rules: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for line in text.split_terminator('\n') {
            match line.strip_prefix('\t').map(|rule| rule.split_once('\t')) {
                None => _ = rules.insert(line.to_owned(), Vec::new()),
                Some(rule) => {
                    let last = rules.last_entry().zip(rule);
                    let (mut part, (old, new)) =
                        last.ok_or_else(|| container.damaged(format!("{RULES}: {line:?}")))?;
                    part.get_mut().push((old.to_owned(), new.to_owned()));
                }
            }
        }
        Ok(Self {
            index: Set::new(Bytes(container.bytes(INDEX)?)).map_err(damaged)?,
            exceptions: Map::new(Bytes(container.bytes(EXCEPTIONS)?)).map_err(damaged)?,
            forms: container.bytes(FORMS)?,
            rules,
        })
    }

    /// The lemma of a token that has none yet; `orth` is the id of `text`.
    pub fn lemma(
        &self,
        text: &str,
        orth: u64,
        pos: &'static str,
        morph: &'static str,
        cache: &mut LemmaCache,
    ) -> Arc<str> {
        if let Some(lemma) = cache.lemmas.get(&(orth, pos, morph)) {
            return Arc::clone(lemma);
        }
        let lemma: Arc<str> = self.find(text, pos, morph).into();
        if cache.lemmas.len() >= MOST_FORMS {
            cache.lemmas.clear();
        }
        cache.lemmas.insert((orth, pos, morph), Arc::clone(&lemma));
        lemma
    }

    fn find(&self, text: &str, pos: &str, morph: &str) -> String {
        let part = pos.to_lowercase();
        let lower = text.to_lowercase();
        if matches!(part.as_str(), "" | "eol" | "space") || is_base_form(&part, morph) {
            return lower;
        }
        let Some(rules) = self.rules.get(&part) else {
            return if part == "propn" { text.to_owned() } else { lower };
        };
        let mut forms: Vec<String> = Vec::new();
        let mut unknown: Option<String> = None;
        for (old, new) in rules {
            let Some(stem) = lower.strip_suffix(old.as_str()) else { continue };
            let form = format!("{stem}{new}");
            if form.is_empty() {
                continue;
            }
            if self.index.contains(key(&part, &form)) {
                forms.insert(0, form);
            } else if !form.chars().all(is_alpha) {
                forms.push(form);
            } else if unknown.is_none() {
                unknown = Some(form);
            }
        }
        for form in self.exceptions(&part, &lower) {
            if !forms.iter().any(|known| known == form) {
                forms.insert(0, form.to_owned());
            }
        }
        forms.into_iter().next().or(unknown).unwrap_or_else(|| text.to_owned())
    }

    fn exceptions(&self, part: &str, word: &str) -> impl Iterator<Item = &str> {
        let line = self
            .exceptions
            .get(key(part, word))
            .and_then(|start| self.forms.get(usize::try_from(start).ok()?..))
            .and_then(|rest| rest.split(|&byte| byte == b'\n').next())
            .and_then(|line| std::str::from_utf8(line).ok());
        line.unwrap_or_default().split('\t').filter(|form| !form.is_empty())
    }
}

/// Whether part of speech and features say that the form is the dictionary's.
fn is_base_form(part: &str, morph: &str) -> bool {
    let feature = |name: &str| {
        morph.split('|').filter_map(|f| f.split_once('=')).find(|f| f.0 == name).map(|f| f.1)
    };
    let verb_form = feature("VerbForm");
    match part {
        "noun" if feature("Number") == Some("Sing") => true,
        "verb"
            if verb_form == Some("Fin")
                && feature("Tense") == Some("Pres")
                && feature("Number").is_none() =>
        {
            true
        }
        _ => matches!(verb_form, Some("Inf" | "None")) || feature("Degree") == Some("Pos"),
    }
}

fn key(part: &str, word: &str) -> String {
    format!("{part}\t{word}")
}

/// The rows of a table for a part of speech; `None` when it has none.
fn table<'v>(
    tables: &'v [(Value, Value)],
    name: &str,
    part: &str,
) -> Result<Option<&'v Value>, PackageError> {
    let Some((_, rows)) = tables.iter().find(|(key, _)| key.as_str() == Some(name)) else {
        return Err(broken(format!("table {name} is missing")));
    };
    let rows = rows.as_map().ok_or_else(|| broken(format!("table {name} is no map")))?;
    let id = string_id(part);
    let same = |key: &Value| key.as_u64() == Some(id) || key.as_str() == Some(part);
    Ok(rows.iter().find(|(key, _)| same(key)).map(|(_, value)| value))
}

/// A word that can stand in the sections' lines.
fn word(value: &Value) -> Result<String, PackageError> {
    match value.as_str() {
        Some(word) if !word.contains(['\t', '\n']) => Ok(word.to_owned()),
        _ => Err(broken(format!("{value} is no word"))),
    }
}

fn list(value: &Value) -> Result<&[Value], PackageError> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| broken(format!("{value} is no list")))
}

fn strings(value: Option<&Value>) -> Result<Vec<String>, PackageError> {
    match value {
        None => Ok(Vec::new()),
        Some(value) => list(value)?.iter().map(word).collect(),
    }
}

fn exception_rows(value: Option<&Value>) -> Result<Vec<(String, Vec<String>)>, PackageError> {
    let Some(value) = value else { return Ok(Vec::new()) };
    let rows = value.as_map().ok_or_else(|| broken("exceptions are no map"))?;
    rows.iter().map(|(key, lemmas)| Ok((word(key)?, strings(Some(lemmas))?))).collect()
}

fn rule_rows(value: Option<&Value>) -> Result<Vec<(String, String)>, PackageError> {
    let Some(value) = value else { return Ok(Vec::new()) };
    let rule = |rule: &Value| match list(rule)? {
        [old, new] => Ok((word(old)?, word(new)?)),
        _ => Err(broken(format!("{rule} is no rule"))),
    };
    list(value)?.iter().map(rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lemmatizer() -> Lemmatizer {
        let text = |text: &str| Value::from(text);
        let words = |words: &[&str]| Value::Array(words.iter().map(|w| Value::from(*w)).collect());
        let rules = |rules: &[[&str; 2]]| Value::Array(rules.iter().map(|r| words(r)).collect());
        let id = |part| Value::from(string_id(part));
        let verb_exceptions =
            Value::Map(vec![(text("went"), words(&["go"])), (text("lay"), words(&["lie", "lay"]))]);
        let map = Value::Map(vec![
            (text("lemma_index"), Value::Map(vec![(id("verb"), words(&["say", "use", "lay"]))])),
            (text("lemma_exc"), Value::Map(vec![(id("verb"), verb_exceptions)])),
            (
                text("lemma_rules"),
                Value::Map(vec![
                    (id("verb"), rules(&[["s", ""], ["ing", "e"], ["ing", ""], ["ed", ""]])),
                    (id("punct"), rules(&[["“", "\""]])),
                ]),
            ),
        ]);
        let mut bytes = Vec::new();
        rmpv::encode::write_value(&mut bytes, &map).expect("is written");
        let mut writer = ContainerWriter::new();
        Lemmatizer::compile(&bytes, &mut writer).expect("compiles");
        let container = Container::from_bytes(&writer.finish()).expect("is a container");
        Lemmatizer::open(&container).expect("opens")
    }

    #[test]
    fn follows_exceptions_index_and_rules() {
        let lemmatizer = lemmatizer();
        let mut cache = LemmaCache::default();
        for (text, pos, morph, lemma) in [
            ("says", "VERB", "Number=Sing", "say"),
            ("Using", "VERB", "VerbForm=Part", "use"),
            ("went", "VERB", "Tense=Past", "go"),
            // The last of an exception's lemmas is put first.
            ("lay", "VERB", "Tense=Past", "lay"),
            // No known word: the first rule's result.
            ("blorbing", "VERB", "", "blorbe"),
            ("Go", "VERB", "VerbForm=Inf", "go"),
            ("Ruritania", "PROPN", "Number=Sing", "Ruritania"),
            ("Nearer", "ADP", "", "nearer"),
            ("“", "PUNCT", "", "\""),
            ("Unruly", "VERB", "", "Unruly"),
            ("\n", "SPACE", "", "\n"),
        ] {
            for _ in 0..2 {
                let found = lemmatizer.lemma(text, string_id(text), pos, morph, &mut cache);
                assert_eq!(&*found, lemma, "{text}");
            }
        }
    }

    #[test]
    fn refuses_damaged_tables() {
        let mut writer = ContainerWriter::new();
        assert!(Lemmatizer::compile(b"\xc1", &mut writer).is_err());
        assert!(Lemmatizer::compile(&[0x80], &mut writer).is_err());
        writer.bytes(RULES, "\ts\t\n");
        let container = Container::from_bytes(&writer.finish()).expect("is a container");
        assert!(Lemmatizer::open(&container).is_err());
    }
}
