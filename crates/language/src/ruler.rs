//! The attribute ruler: tag, label and word of a token → part of speech and features.
//!
//! A package's `patterns` are rules of spaCy's token matcher. All matches are found on what tagger
//! and parser said; then their attributes are set in the rules' order, a later rule over an
//! earlier one. Nearly every rule asks for a tag or a word, so the rules are looked up by that.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use fancy_regex::Regex;
use foldhash::fast::RandomState;
use rmpv::Value;

use crate::PackageError;
use crate::intern::intern;

/// A token as tagger and parser leave it.
#[derive(Debug, Clone, Copy)]
pub struct Tagged<'t> {
    /// The token's characters.
    pub text: &'t str,
    /// Fine-grained part of speech.
    pub tag: &'static str,
    /// Dependency label.
    pub dep: &'static str,
    /// Whether it is white space.
    pub is_space: bool,
}

/// A token as the rules leave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// Fine-grained part of speech; a rule may change that of white space.
    pub tag: &'static str,
    /// Dependency label; a rule may change that of white space.
    pub dep: &'static str,
    /// Universal part of speech, or empty when no rule sets one.
    pub pos: &'static str,
    /// Universal features, as `Number=Sing|Person=3`, or empty.
    pub morph: &'static str,
    /// The dictionary form, where a rule sets one.
    pub lemma: Option<Arc<str>>,
}

/// What a rule sets.
#[derive(Debug, Default)]
struct Attributes {
    tag: Option<&'static str>,
    dep: Option<&'static str>,
    pos: Option<&'static str>,
    morph: Option<&'static str>,
    lemma: Option<Arc<str>>,
}

/// One pattern of a rule.
#[derive(Debug)]
struct Pattern {
    rule: usize,
    /// Which of the matched tokens is set.
    index: usize,
    tokens: Vec<Vec<Condition>>,
}

/// What one key of a token pattern asks for.
#[derive(Debug)]
enum Condition {
    Tag(Test),
    Dep(Test),
    Lower(Test),
    IsSpace(bool),
}

#[derive(Debug)]
enum Test {
    In(Vec<String>),
    NotIn(Vec<String>),
    /// A search anywhere; with the ASCII letter that every match begins the text with, if known.
    Regex(Box<Regex>, Option<u8>),
}

type Table = HashMap<String, Vec<usize>, RandomState>;

/// The attribute ruler of a package.
#[derive(Debug, Default)]
pub struct Ruler {
    rules: Vec<Attributes>,
    patterns: Vec<Pattern>,
    /// Patterns by what their first token asks for: each stands in one of the tables.
    by_lower: Table,
    by_tag: Table,
    by_dep: Table,
    for_space: Vec<usize>,
    for_any: Vec<usize>,
}

impl Ruler {
    /// Reads a package's `attribute_ruler/patterns`.
    ///
    /// # Errors
    /// When a pattern has a key or operator, or a rule sets an attribute, that is not supported.
    pub fn new(bytes: &[u8]) -> Result<Self, PackageError> {
        let value = rmpv::decode::read_value(&mut &bytes[..])
            .map_err(|error| broken("the file", &error.to_string()))?;
        let rules = value.as_array().ok_or_else(|| broken("the file", "is no list"))?;
        let mut ruler = Self::default();
        for (number, rule) in rules.iter().enumerate() {
            ruler.add(rule).map_err(|what| broken(&format!("rule {number}"), &what))?;
        }
        ruler.make_tables();
        Ok(ruler)
    }

    fn add(&mut self, rule: &Value) -> Result<(), String> {
        let index = match &rule["index"] {
            Value::Nil => 0,
            index => index.as_u64().ok_or("has a negative index")? as usize,
        };
        for pattern in rule["patterns"].as_array().ok_or("has no patterns")? {
            let tokens = pattern.as_array().ok_or("has a pattern that is no list")?;
            let tokens = tokens.iter().map(conditions).collect::<Result<Vec<_>, _>>()?;
            if index >= tokens.len() {
                return Err("has an index beyond its pattern".to_owned());
            }
            self.patterns.push(Pattern { rule: self.rules.len(), index, tokens });
        }
        self.rules.push(attributes(&rule["attrs"])?);
        Ok(())
    }

    fn make_tables(&mut self) {
        for (number, pattern) in self.patterns.iter().enumerate() {
            let Some(first) = pattern.tokens.first() else { continue };
            let words = |wanted: fn(&Condition) -> Option<&Test>| {
                first.iter().filter_map(wanted).find_map(|test| match test {
                    Test::In(words) => Some(words),
                    _ => None,
                })
            };
            let lower = words(|c| if let Condition::Lower(test) = c { Some(test) } else { None });
            let tag = words(|c| if let Condition::Tag(test) = c { Some(test) } else { None });
            let dep = words(|c| if let Condition::Dep(test) = c { Some(test) } else { None });
            let found =
                [(&mut self.by_lower, lower), (&mut self.by_tag, tag), (&mut self.by_dep, dep)]
                    .into_iter()
                    .find_map(|(table, words)| Some((table, words?)));
            match found {
                Some((table, words)) => {
                    for word in words {
                        table.entry(word.clone()).or_default().push(number);
                    }
                }
                None if first.iter().any(|c| matches!(c, Condition::IsSpace(true))) => {
                    self.for_space.push(number);
                }
                None => self.for_any.push(number),
            }
        }
    }

    /// Applies all rules to the tokens of one document.
    pub fn apply(&self, tokens: &[Tagged]) -> Vec<Ruled> {
        let lower: Vec<Cow<str>> = tokens.iter().map(|token| lower(token.text)).collect();
        let mut ruled: Vec<Ruled> = tokens
            .iter()
            .map(|token| Ruled { tag: token.tag, dep: token.dep, pos: "", morph: "", lemma: None })
            .collect();
        // (rule, token to set) of all matches.
        let mut matches: Vec<(usize, usize)> = Vec::with_capacity(2 * tokens.len());
        for (at, token) in tokens.iter().enumerate() {
            let candidates = [
                self.by_tag.get(token.tag),
                self.by_lower.get(&*lower[at]),
                self.by_dep.get(token.dep),
                Some(&self.for_space).filter(|_| token.is_space),
                Some(&self.for_any),
            ];
            for &number in candidates.into_iter().flatten().flatten() {
                let pattern = &self.patterns[number];
                let end = at + pattern.tokens.len();
                let fits = end <= tokens.len()
                    && pattern.tokens.iter().enumerate().all(|(i, conditions)| {
                        conditions.iter().all(|c| c.holds(&tokens[at + i], &lower[at + i]))
                    });
                if fits {
                    matches.push((pattern.rule, at + pattern.index));
                }
            }
        }
        // Rules set one token independently of others, so only the order at a token counts.
        matches.sort_unstable();
        for (rule, at) in matches {
            self.rules[rule].set(&mut ruled[at]);
        }
        ruled
    }
}

impl Attributes {
    fn set(&self, token: &mut Ruled) {
        token.tag = self.tag.unwrap_or(token.tag);
        token.dep = self.dep.unwrap_or(token.dep);
        token.pos = self.pos.unwrap_or(token.pos);
        token.morph = self.morph.unwrap_or(token.morph);
        if let Some(lemma) = &self.lemma {
            token.lemma = Some(Arc::clone(lemma));
        }
    }
}

impl Condition {
    fn holds(&self, token: &Tagged, lower: &str) -> bool {
        match self {
            Self::Tag(test) => test.holds(token.tag),
            Self::Dep(test) => test.holds(token.dep),
            Self::Lower(test) => test.holds(lower),
            Self::IsSpace(wanted) => token.is_space == *wanted,
        }
    }
}

impl Test {
    fn holds(&self, text: &str) -> bool {
        match self {
            Self::In(words) => words.iter().any(|word| word == text),
            Self::NotIn(words) => words.iter().all(|word| word != text),
            Self::Regex(regex, first) => {
                first.is_none_or(|first| text.as_bytes().first() == Some(&first))
                    && regex.is_match(text).unwrap_or(false)
            }
        }
    }
}

fn lower(text: &str) -> Cow<'_, str> {
    let is_lower = text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}

fn broken(whose: &str, what: &str) -> PackageError {
    PackageError::Contents {
        file: "attribute_ruler/patterns".to_owned(),
        what: format!("{whose} {what}"),
    }
}

/// The conditions of one token pattern.
fn conditions(token: &Value) -> Result<Vec<Condition>, String> {
    let keys = token.as_map().ok_or("has a token pattern that is no map")?;
    keys.iter()
        .map(|(key, value)| match key.as_str() {
            Some("TAG") => Ok(Condition::Tag(test(value)?)),
            Some("DEP") => Ok(Condition::Dep(test(value)?)),
            Some("LOWER") => Ok(Condition::Lower(test(value)?)),
            Some("IS_SPACE") => {
                let wanted = value.as_bool().ok_or("asks IS_SPACE for neither true nor false")?;
                Ok(Condition::IsSpace(wanted))
            }
            _ => Err(format!("asks for {key}, which is not supported")),
        })
        .collect()
}

fn test(value: &Value) -> Result<Test, String> {
    let words = |value: &Value| -> Option<Vec<String>> {
        value.as_array()?.iter().map(|word| word.as_str().map(str::to_owned)).collect()
    };
    if let Some(word) = value.as_str() {
        return Ok(Test::In(vec![word.to_owned()]));
    }
    let unsupported = || format!("tests for {value}, which is not supported");
    let [(operator, operand)] = value.as_map().ok_or_else(unsupported)?.as_slice() else {
        return Err(unsupported());
    };
    match operator.as_str() {
        Some("IN") => words(operand).map(Test::In).ok_or_else(unsupported),
        Some("NOT_IN") => words(operand).map(Test::NotIn).ok_or_else(unsupported),
        Some("REGEX") => {
            let pattern = operand.as_str().ok_or_else(unsupported)?;
            let regex =
                Regex::new(pattern).map_err(|error| format!("{}: {error}", unsupported()))?;
            Ok(Test::Regex(Box::new(regex), first_letter(pattern)))
        }
        _ => Err(unsupported()),
    }
}

/// The letter that a text must begin with to match, for patterns such as `^n'?t$`.
fn first_letter(pattern: &str) -> Option<u8> {
    let mut bytes = pattern.strip_prefix('^')?.bytes();
    let letter = bytes.next().filter(u8::is_ascii_lowercase)?;
    let optional = matches!(bytes.next(), Some(b'?' | b'*' | b'{'));
    (!optional && !pattern.contains('|')).then_some(letter)
}

fn attributes(value: &Value) -> Result<Attributes, String> {
    let mut attributes = Attributes::default();
    for (key, value) in value.as_map().ok_or("sets nothing")? {
        let text = value.as_str().ok_or_else(|| format!("sets {key} to no string"))?;
        match key.as_str() {
            Some("TAG") => attributes.tag = Some(intern(text)),
            Some("DEP") => attributes.dep = Some(intern(text)),
            Some("POS") => attributes.pos = Some(intern(text)),
            Some("MORPH") => attributes.morph = Some(intern(&features(text))),
            // To spaCy an empty lemma is none.
            Some("LEMMA") => attributes.lemma = Some(text.into()).filter(|_| !text.is_empty()),
            _ => return Err(format!("sets {key}, which is not supported")),
        }
    }
    Ok(attributes)
}

/// Universal features as spaCy normalises them: sorted by name without regard to case, the
/// values of each sorted; `_` stands for none.
fn features(text: &str) -> String {
    let mut features: Vec<(String, String)> = text
        .split('|')
        .filter_map(|feature| feature.split_once('='))
        .map(|(name, values)| {
            let mut values: Vec<&str> = values.split(',').collect();
            values.sort_unstable();
            (name.to_owned(), values.join(","))
        })
        .collect();
    features.sort_by_key(|(name, _)| name.to_lowercase());
    let features: Vec<String> = features.iter().map(|(name, v)| format!("{name}={v}")).collect();
    features.join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ruler(json: &str) -> Result<Ruler, PackageError> {
        let value: serde_json::Value = serde_json::from_str(json).expect("is JSON");
        let mut bytes = Vec::new();
        rmpv::encode::write_value(&mut bytes, &msgpack(&value)).expect("is written");
        Ruler::new(&bytes)
    }

    fn msgpack(value: &serde_json::Value) -> Value {
        match value {
            serde_json::Value::Null => Value::Nil,
            serde_json::Value::Bool(flag) => Value::from(*flag),
            serde_json::Value::Number(number) => Value::from(number.as_i64().expect("is whole")),
            serde_json::Value::String(text) => Value::from(text.as_str()),
            serde_json::Value::Array(items) => Value::Array(items.iter().map(msgpack).collect()),
            serde_json::Value::Object(map) => {
                Value::Map(map.iter().map(|(k, v)| (Value::from(k.as_str()), msgpack(v))).collect())
            }
        }
    }

    fn token(text: &'static str, tag: &'static str, dep: &'static str) -> Tagged<'static> {
        Tagged { text, tag, dep, is_space: text.trim().is_empty() }
    }

    const RULES: &str = r#"[
        {"patterns": [[{"TAG": "VBZ"}]], "attrs": {"POS": "VERB", "MORPH": "Person=3|Number=Sing"}, "index": 0},
        {"patterns": [[{"TAG": {"NOT_IN": ["TO"]}, "DEP": {"IN": ["aux"]}}]], "attrs": {"POS": "AUX"}, "index": 0},
        {"patterns": [[{"LOWER": "ai"}, {"LOWER": {"REGEX": "^n'?t$"}}], [{"LOWER": "is"}]], "attrs": {"LEMMA": "be"}, "index": 0},
        {"patterns": [[{"LOWER": "let"}, {"LOWER": "'s"}]], "attrs": {"LEMMA": "us", "POS": "PRON"}, "index": 1},
        {"patterns": [[{"IS_SPACE": true}]], "attrs": {"TAG": "_SP", "DEP": "dep", "MORPH": "_"}}
    ]"#;

    #[test]
    fn later_rules_win_and_indices_choose_the_token() {
        let ruled = ruler(RULES).expect("is supported").apply(&[
            token("Ai", "VBZ", "aux"),
            token("n't", "RB", "neg"),
            token("let", "VB", "ROOT"),
            token("'S", "VBZ", "dobj"),
            token("\n", "NN", ""),
            token("ai", "VBZ", "conj"),
        ]);
        assert_eq!((ruled[0].pos, ruled[0].morph), ("AUX", "Number=Sing|Person=3"));
        assert_eq!(ruled[0].lemma.as_deref(), Some("be"));
        assert_eq!((ruled[1].pos, ruled[2].pos), ("", ""));
        assert_eq!((ruled[3].pos, ruled[3].lemma.as_deref()), ("PRON", Some("us")));
        assert_eq!((ruled[4].tag, ruled[4].dep, ruled[4].morph), ("_SP", "dep", ""));
        assert_eq!((ruled[5].pos, &ruled[5].lemma), ("VERB", &None));
    }

    #[test]
    fn refuses_what_it_does_not_match() {
        for (from, to, what) in [
            ("\"LOWER\": \"is\"", "\"ORTH\": \"is\"", "ORTH"),
            ("\"NOT_IN\"", "\"FUZZY\"", "FUZZY"),
            ("\"IN\": [\"aux\"]", "\"IN\": [\"aux\"], \"NOT_IN\": []", "NOT_IN"),
            ("\"LEMMA\": \"be\"", "\"ENT_TYPE\": \"be\"", "ENT_TYPE"),
            ("\"TAG\": \"VBZ\"", "\"TAG\": \"VBZ\", \"OP\": \"+\"", "OP"),
            ("\"index\": 1", "\"index\": 2", "index"),
            ("^n'?t$", "(", "REGEX"),
        ] {
            assert!(RULES.contains(from), "{from}");
            let error = ruler(&RULES.replace(from, to)).map(|_| ()).expect_err(to).to_string();
            assert!(error.contains(what) && error.contains("rule "), "{error}");
        }
    }

    #[test]
    fn first_letters_are_only_those_that_must_be() {
        assert_eq!(first_letter("^n'?t$"), Some(b'n'));
        for pattern in ["^y?$", "y", "^[ab]", "^a|b", "^a*"] {
            assert_eq!(first_letter(pattern), None, "{pattern}");
        }
    }
}
