//! What a word form alone tells: its string ids and the features that the embedding hashes.
//!
//! Ids are spaCy's: MurmurHash64A of the UTF-8 bytes with seed 1, a fixed small number for the
//! strings of spaCy's symbol table, 0 for the empty string. Character classes are those of
//! Python's `str`, which are not Rust's: see [`is_space`], [`is_alpha`], [`is_digit`].

mod tables;

use std::collections::HashMap;
use std::sync::OnceLock;

use rmpv::Value;

use crate::PackageError;

/// From this many characters on, every form has the same shape.
const LONG_SHAPE: usize = 100;

/// The attributes of a word form, as string ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Lexeme {
    /// The form itself.
    pub orth: u64,
    /// The normal form: of the tokenizer's exception, of the tables, or the lower-cased form.
    pub norm: u64,
    /// The first character.
    pub prefix: u64,
    /// The last three characters.
    pub suffix: u64,
    /// The pattern of letter cases and digits, runs cut at four.
    pub shape: u64,
    /// Whether the form is white space.
    pub is_space: bool,
}

/// A string's id in spaCy.
pub fn string_id(text: &str) -> u64 {
    if text.is_empty() {
        return 0;
    }
    match tables::SYMBOLS.binary_search_by(|(name, _)| (*name).cmp(text)) {
        Ok(index) => tables::SYMBOLS[index].1,
        Err(_) => murmur64a(text.as_bytes(), 1),
    }
}

/// MurmurHash64A (Austin Appleby, public domain).
fn murmur64a(bytes: &[u8], seed: u64) -> u64 {
    const MULTIPLIER: u64 = 0xc6a4_a793_5bd1_e995;
    const SHIFT: u32 = 47;
    let mut hash = seed ^ (bytes.len() as u64).wrapping_mul(MULTIPLIER);
    let (words, tail) = bytes.as_chunks::<8>();
    for word in words {
        let mut word = u64::from_le_bytes(*word).wrapping_mul(MULTIPLIER);
        word = (word ^ (word >> SHIFT)).wrapping_mul(MULTIPLIER);
        hash = (hash ^ word).wrapping_mul(MULTIPLIER);
    }
    if !tail.is_empty() {
        let mut word = [0; 8];
        word[..tail.len()].copy_from_slice(tail);
        hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(MULTIPLIER);
    }
    hash = (hash ^ (hash >> SHIFT)).wrapping_mul(MULTIPLIER);
    hash ^ (hash >> SHIFT)
}

/// Python's `str.isspace` of one character: Unicode's white space and U+001C to U+001F.
pub fn is_space(c: char) -> bool {
    match c {
        '\0'..='\x7f' => matches!(c, '\t'..='\r' | '\x1c'..='\x1f' | ' '),
        _ => c.is_whitespace(),
    }
}

/// Python's `str.isalpha` of one character: the letter categories, without marks and numerals.
pub fn is_alpha(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { within(tables::ALPHA, c) }
}

/// Python's `str.isdigit` of one character: decimal digits, superscripts, circled digits.
pub fn is_digit(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { within(tables::DIGIT, c) }
}

fn within(ranges: &[(u32, u32)], c: char) -> bool {
    let point = u32::from(c);
    let after = ranges.partition_point(|&(first, _)| first <= point);
    after > 0 && point <= ranges[after - 1].1
}

/// spaCy's word shape: `Xxxx` for "Sayso", `dddd-dd` for "2023-12".
fn shape(text: &str) -> String {
    if text.chars().nth(LONG_SHAPE - 1).is_some() {
        return "LONG".to_owned();
    }
    let mut shape = String::with_capacity(text.len());
    let (mut last, mut run) = (None, 0);
    for c in text.chars() {
        let kind = match c {
            _ if is_alpha(c) && c.is_uppercase() => 'X',
            _ if is_alpha(c) => 'x',
            _ if is_digit(c) => 'd',
            _ => c,
        };
        run = if last == Some(kind) { run + 1 } else { 0 };
        last = Some(kind);
        if run < 4 {
            shape.push(kind);
        }
    }
    shape
}

/// The tables that give a form its NORM.
#[derive(Debug)]
pub struct Norms {
    by_form: HashMap<u64, u64>,
}

impl Norms {
    /// Reads the `lexeme_norm` table of a package's `vocab/lookups.bin`.
    ///
    /// # Errors
    /// When it is not the msgpack map that spaCy writes.
    pub fn new(lookups: &[u8]) -> Result<Self, PackageError> {
        let broken = |what: &str| PackageError::Contents {
            file: "vocab/lookups.bin".to_owned(),
            what: what.to_owned(),
        };
        let value = rmpv::decode::read_value_ref(&mut &lookups[..])
            .map_err(|error| broken(&error.to_string()))?
            .to_owned();
        let tables = value.as_map().ok_or_else(|| broken("no msgpack map"))?;
        let table = tables.iter().find(|(name, _)| name.as_str() == Some("lexeme_norm"));
        let rows: &[(Value, Value)] = match table {
            Some((_, table)) => table.as_map().ok_or_else(|| broken("lexeme_norm is no map"))?,
            None => &[],
        };
        let mut by_form = HashMap::with_capacity(rows.len() + tables::BASE_NORMS.len());
        for (form, norm) in rows {
            let (Some(form), Some(norm)) = (form.as_u64(), norm.as_str()) else {
                return Err(broken("a row of lexeme_norm is not id -> string"));
            };
            by_form.insert(form, string_id(norm));
        }
        by_form.extend(base_norms());
        Ok(Self { by_form })
    }

    /// The attributes of a form; `norm` where a tokenizer exception gives one.
    pub fn lexeme(&self, text: &str, norm: Option<u64>) -> Lexeme {
        let orth = string_id(text);
        let norm = norm
            .or_else(|| self.by_form.get(&orth).copied())
            .unwrap_or_else(|| string_id(&text.to_lowercase()));
        let first = text.chars().next().map_or(0, char::len_utf8);
        let last = text.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
        Lexeme {
            orth,
            norm,
            prefix: string_id(&text[..first]),
            suffix: string_id(&text[last..]),
            shape: string_id(&shape(text)),
            is_space: !text.is_empty() && text.chars().all(is_space),
        }
    }
}

fn base_norms() -> impl Iterator<Item = (u64, u64)> {
    static IDS: OnceLock<Vec<(u64, u64)>> = OnceLock::new();
    let ids = IDS.get_or_init(|| {
        tables::BASE_NORMS.iter().map(|(form, norm)| (string_id(form), string_id(norm))).collect()
    });
    ids.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_spacy() {
        // spacy.strings.hash_string and spacy.symbols.
        for (text, id) in [
            ("", 0),
            ("DATE", 391),
            ("nsubj", 429),
            ("coffee", 3197928453018144401),
            ("because", 16950148841647037698),
            ("“", 16073121960489476521),
        ] {
            assert_eq!(string_id(text), id, "{text}");
        }
        let sorted = tables::SYMBOLS.is_sorted_by(|a, b| a.0 < b.0);
        assert!(sorted, "symbols are found by binary search");
    }

    #[test]
    fn shapes_cut_runs_at_four() {
        for (text, want) in [
            ("Sayso", "Xxxxx"),
            ("Netanyahu", "Xxxxx"),
            ("2023-12-04", "dddd-dd-dd"),
            ("......", "...."),
            ("Ünï²", "Xxxd"),
            // A vowel sign is a mark, no letter, and stands for itself.
            ("नमस्ते", "xxx्xे"),
        ] {
            assert_eq!(shape(text), want, "{text}");
        }
        assert_eq!(shape(&"a".repeat(99)), "xxxx");
        assert_eq!(shape(&"a".repeat(100)), "LONG");
    }

    #[test]
    fn norms_come_from_the_tables_first() {
        let form = string_id("cos");
        let row = vec![(Value::from(form), Value::from("because"))];
        let table = Value::Map(vec![(Value::from("lexeme_norm"), Value::Map(row))]);
        let mut bytes = Vec::new();
        rmpv::encode::write_value(&mut bytes, &table).expect("is written");
        let norms = Norms::new(&bytes).expect("is read");
        assert_eq!(norms.lexeme("cos", None).norm, string_id("because"));
        assert_eq!(norms.lexeme("€", None).norm, string_id("$"));
        assert_eq!(norms.lexeme("ΟΔΟΣ", None).norm, string_id("οδος"));
        assert_eq!(norms.lexeme("'m", Some(7)).norm, 7);
        assert!(norms.lexeme("\u{1c}\u{a0}", None).is_space);
        assert!(!norms.lexeme("\u{200b}", None).is_space);
        assert!(Norms::new(b"\x93").is_err());
    }
}
