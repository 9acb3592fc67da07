//! Gives a text in capitals, or one without any, ordinary case before it is parsed.
//!
//! Wires and monitored broadcasts were written IN CAPITALS, scraped corpora are often all lower case,
//! and a language model learned from neither. [`restore`] rewrites what is so written and leaves all
//! else: the lines of a text that are in capitals, or a whole text that has none. Only letters change,
//! each for one of as many bytes, so that offsets into the restored text are offsets into the report's.
//!
//! A word is written small, with a capital first, or in capitals. Which is chosen for a paragraph's words
//! together, by weights over what is known of them ([`clues`]): the words around, the codebook's names
//! and places, and in which case the language model knows the word.

mod clues;
mod learned;
mod training;
mod words;

use std::borrow::Cow;
use std::ops::Range;

use sayso_codebook::Codebook;
use sayso_language::Model;

pub use learned::Weights;
pub use training::{learn, score};

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// In small letters.
    Small,
    /// A capital first.
    Capital,
    /// In capitals.
    Capitals,
}

impl Form {
    /// All of them, each at its own number.
    const ALL: [Self; 3] = [Self::Small, Self::Capital, Self::Capitals];
}

/// What the program knows of how words are written.
#[derive(Debug, Clone, Copy)]
pub struct Known<'k> {
    /// Its names and places.
    pub codebook: &'k Codebook,
    /// Its vocabulary.
    pub model: &'k Model,
}

/// Fewer letters than this, or words than [`FEWEST_WORDS`], are a label, a list of acronyms, a signature:
/// nothing to restore.
const FEWEST_LETTERS: usize = 12;
/// As [`FEWEST_LETTERS`].
const FEWEST_WORDS: usize = 3;
/// Of so many letters one may be small in a text in capitals: "McDONALD", "25 km".
const SMALL_IN: usize = 12;

/// The text with ordinary case where it is in capitals or has none; else the text itself.
pub fn restore<'t>(text: &'t str, known: Known) -> Cow<'t, str> {
    let blocks = unusual(text);
    if blocks.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for block in blocks {
        out.push_str(&text[out.len()..block.start]);
        let words = words::words(text, block);
        let forms = Weights::built_in().forms(text, &words, known);
        for (word, form) in words.iter().zip(forms) {
            out.push_str(&text[out.len()..word.bytes.start]);
            write(&text[word.bytes.clone()], form, &mut out);
        }
    }
    out.push_str(&text[out.len()..]);
    Cow::Owned(out)
}

/// Letters of a line, by case.
#[derive(Debug, Clone, Copy, Default)]
struct Letters {
    small: usize,
    capital: usize,
}

impl Letters {
    /// Those of ASCII: a line of other letters alone has no case to restore.
    fn of(line: &str) -> Self {
        let count = |is: fn(&u8) -> bool| line.as_bytes().iter().filter(|&byte| is(byte)).count();
        Self { small: count(u8::is_ascii_lowercase), capital: count(u8::is_ascii_uppercase) }
    }

    fn is_in_capitals(self) -> bool {
        self.capital > 0 && self.small * SMALL_IN <= self.small + self.capital
    }

    fn is_small(self) -> bool {
        self.capital == 0 && self.small > 0
    }
}

/// The parts of a text to restore, as bytes, in order: runs of lines in capitals; where no other line
/// has any capital, the runs of those lines too. Lines without letters go with the lines before.
fn unusual(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<(Range<usize>, bool)> = Vec::new();
    let mut is_ordinary = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let bytes = start..start + line.len();
        start = bytes.end;
        let letters = Letters::of(line);
        let in_capitals = letters.is_in_capitals();
        if !in_capitals && letters.capital > 0 {
            is_ordinary = true;
        }
        match runs.last_mut() {
            Some((run, of)) if letters.small + letters.capital == 0 || *of == in_capitals => {
                run.end = bytes.end;
            }
            _ => runs.push((bytes, in_capitals)),
        }
    }
    let is_unusual = |(run, in_capitals): &(Range<usize>, bool)| {
        let letters = Letters::of(&text[run.clone()]);
        let fits = *in_capitals || !is_ordinary && letters.is_small();
        fits && letters.small + letters.capital >= FEWEST_LETTERS && has_words(&text[run.clone()])
    };
    runs.into_iter().filter(is_unusual).map(|(run, _)| run).collect()
}

fn has_words(part: &str) -> bool {
    let has_letters = |word: &&str| word.bytes().filter(u8::is_ascii_alphabetic).count() > 1;
    part.split_whitespace().filter(has_letters).nth(FEWEST_WORDS - 1).is_some()
}

/// Appends a word in a form; a word that has letters in both cases is left as it is.
fn write(word: &str, form: Form, out: &mut String) {
    if words::is_mixed(word) {
        return out.push_str(word);
    }
    let scottish = form == Form::Capital && is_scottish(word);
    for (index, c) in word.chars().enumerate() {
        let capital = match form {
            Form::Small => false,
            Form::Capital => index == 0 || scottish && index == 2,
            Form::Capitals => true,
        };
        out.push(if capital { words::capital(c) } else { words::small(c) });
    }
}

/// Whether the word is a name like McDonald.
fn is_scottish(word: &str) -> bool {
    let begins = word.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("mc"));
    begins && word.len() > 4
}
