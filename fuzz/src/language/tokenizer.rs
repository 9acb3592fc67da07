//! Rules of the tokenizer, and texts by rules.

use std::sync::LazyLock;

use arbitrary::{Result, Unstructured};
use rmpv::Value;
use sayso_language::{ChunkCache, Form, Tokenizer};

use crate::invented;
use crate::promises::hold_message;

/// The rules of a real package, as the tests of `sayso-language` have them.
pub const RULES: &[u8] = include_bytes!("../../../crates/language/tests/data/tokenizer.msgpack");
const LOOKUPS: &[u8] = include_bytes!("../../../crates/language/tests/data/lookups.msgpack");

static REAL: LazyLock<Tokenizer> =
    LazyLock::new(|| Tokenizer::new(RULES, LOOKUPS).expect("the rules of a real package"));

/// What rules are tried on.
const TEXT: &str = "Don't say (\"re-entry\") to U.S. envoys: a-b.com/x?y, 5km... \n :) İé\u{301} 🕊";

/// The tokenizer: real rules on any text, any rules on a text, and rules made of the bytes on words made of them.
pub fn tokenizer(bytes: &[u8]) {
    // A map in msgpack, which no text in UTF-8 begins like.
    match bytes.first() {
        Some(0x80..=0x8f | 0xde | 0xdf) => tried(bytes, TEXT),
        _ => covers(&REAL, &String::from_utf8_lossy(bytes)),
    }
    // Where the bytes are used up there is nothing more to try.
    let _ = made(&mut Unstructured::new(bytes));
}

/// Rules of a package, which may be refused, on a text.
fn tried(rules: &[u8], text: &str) {
    match Tokenizer::new(rules, &[0x80]) {
        Ok(tokenizer) => covers(&tokenizer, text),
        Err(error) => hold_message(&error.to_string()),
    }
}

/// The tokens and the spaces after them are the whole text, and the same from a cache that is cold, warm, or was used
/// for other texts.
fn covers(tokenizer: &Tokenizer, text: &str) {
    let mut cache = ChunkCache::default();
    let mut tokens = |text: &str| -> Vec<Form> {
        let mut forms = Vec::new();
        tokenizer.tokenize(text, &mut cache, &mut forms);
        forms
    };
    let cold = tokens(text);
    tokens(TEXT);
    assert_eq!(cold, tokens(text), "the same from a warm cache");
    let mut joined = String::new();
    for form in &cold {
        assert_eq!(form.bytes.start, joined.len(), "no gap");
        joined.push_str(&text[form.bytes.clone()]);
        joined.extend(form.space.then_some(' '));
    }
    assert_eq!(joined, text, "the tokens are the text");
}

/// Rules put together of such as packages have.
fn made(u: &mut Unstructured) -> Result<()> {
    let affixes = |u: &mut Unstructured, all: &[&'static str]| -> Result<Value> {
        let mut chosen = Vec::new();
        for affix in all {
            if u.arbitrary()? {
                chosen.push(*affix);
            }
        }
        Ok(Value::from(chosen.join("|")))
    };
    let prefixes = affixes(u, &["^\\(", "^\"", "^'", "^\\.\\.+", "^[a-z]", "^\u{2018}", "^é"])?;
    let suffixes =
        affixes(u, &["\\)$", "\"$", "'s$", "(?<=[a-z])\\.$", "(?<=[0-9])(?:km|%)$", "é$"])?;
    let infixes = affixes(u, &["\\.\\.+", "(?<=[a-z])-(?=[a-z])", "'", "é", "(?<=a),"])?;
    let mut exceptions = Vec::new();
    for _ in 0..u.int_in_range(0..=4)? {
        let mut parts = Vec::new();
        let mut whole = String::new();
        for _ in 0..u.int_in_range(1..=3)? {
            let part =
                *u.choose(&["a", "'", "n't", ".", ":", ")", "é", "''", "(", "\n", "U.S."])?;
            whole.push_str(part);
            parts.push(Value::Map(vec![(Value::from(65), Value::from(part))]));
        }
        exceptions.push((Value::from(whole), Value::Array(parts)));
    }
    let map = Value::Map(vec![
        (Value::from("prefix_search"), prefixes),
        (Value::from("suffix_search"), suffixes),
        (Value::from("infix_finditer"), infixes),
        (Value::from("url_match"), Value::from(r"(?u)^[\w.-]+\.(?:com|org)(?:/\S*)?$")),
        (Value::from("exceptions"), Value::Map(exceptions)),
        (Value::from("faster_heuristics"), Value::from(u.arbitrary::<bool>()?)),
    ]);
    let mut rules = Vec::new();
    rmpv::encode::write_value(&mut rules, &map).expect("is written");
    let mut text = invented::text(u)?;
    for _ in 0..u.int_in_range(0..=12)? {
        text.push_str(
            u.choose(&["a", "'", "n't", ".", ":", ")", "é", "(", "\n", " ", "U.S.", "''"])?,
        );
    }
    tried(&rules, &text);
    Ok(())
}
