//! What tells how a word is written: features, hashed.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use sayso_codebook::actors::{Case, pieces};
use sayso_codebook::{TimeWord, normal_place_name};

use super::words::{Start, Word};
use super::{Form, Known};

/// Words of the longest place name that is looked for.
const LONGEST_PLACE: usize = 4;
/// Characters of a word that some table may know.
const LONGEST_WORD: usize = 40;

/// In [`Look::table`].
const DAY_OR_MONTH: u64 = 4;

/// What is known of one word without its neighbours.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    /// Of the word.
    word: u64,
    /// In which forms the language model knows it.
    vocabulary: u64,
    /// Its length, whether it has a vowel, whether a digit.
    shape: u64,
    /// How names of the codebook that stand here write it, and how long they are.
    name: u64,
    /// The same for places.
    place: u64,
    /// Whether it is a known surname, a known role, a weekday or month.
    table: u64,
}

impl Look {
    /// Digits of a number, else zero.
    fn numeral(self) -> u64 {
        if self.word < 6 { self.word } else { 0 }
    }
}

/// What is known of each word of a part of a text.
pub(crate) struct Clues<'w> {
    words: &'w [Word],
    looks: Vec<Look>,
}

impl<'w> Clues<'w> {
    pub(crate) fn new(text: &str, words: &'w [Word], known: Known, with_vocabulary: bool) -> Self {
        let mut looks: Vec<Look> = words
            .iter()
            .map(|word| Look {
                word: identity(&word.small),
                table: if is_day_or_month(&word.small, known) { DAY_OR_MONTH } else { 0 },
                vocabulary: if with_vocabulary { vocabulary(&word.small, known) } else { 0 },
                shape: shape(&word.small),
                ..Look::default()
            })
            .collect();
        names(text, words, known, &mut looks);
        places(text, words, known, &mut looks);
        Self { words, looks }
    }

    fn look(&self, at: Option<usize>) -> Look {
        at.and_then(|at| self.looks.get(at)).copied().unwrap_or_default()
    }

    /// Appends the features of the word `at`.
    pub(crate) fn of(&self, at: usize, out: &mut Vec<u32>) {
        let word = &self.words[at];
        let here = self.looks[at];
        let (before, after) = (self.look(at.checked_sub(1)), self.look(Some(at + 1)));
        let (before2, after2) = (self.look(at.checked_sub(2)), self.look(Some(at + 2)));
        let start = word.start as u64;
        let gap = hash(word.gap.as_bytes());
        let next_gap = self.words.get(at + 1).map_or(1, |next| hash(next.gap.as_bytes()));
        let small = word.small.as_str();
        let known = here.name << 16 | here.place << 8 | here.table;
        let vocabulary = here.vocabulary;
        let mut kind = 0;
        let mut add = |a: u64, b: u64| {
            kind += 1;
            out.push(feature(kind, a, b));
        };
        add(start, 0);
        add(here.word, 0);
        add(here.word, 1 + start);
        add(here.word, gap);
        add(here.word, next_gap);
        add(before.word, start);
        add(after.word, start);
        add(before.word, here.word);
        add(here.word, after.word);
        add(before2.word, before.word);
        add(after.word, after2.word);
        add(before.word, after.word);
        add(suffix(small, 4), 0);
        add(suffix(small, 3), start);
        add(suffix(small, 2), here.shape);
        add(prefix(small, 3), 0);
        add(gap, start);
        add(next_gap, start);
        add(gap, before.word);
        add(gap, next_gap);
        add(here.shape, start);
        add(here.shape, vocabulary);
        add(vocabulary, start);
        add(vocabulary, known);
        add(before.vocabulary, vocabulary);
        add(vocabulary, after.vocabulary);
        add(here.name, start);
        add(here.name, here.shape);
        add(here.name, here.word);
        add(here.place, start);
        add(here.place, here.shape);
        add(here.table, vocabulary);
        add(here.name, before.word);
        add(here.name << 16 | here.place, after.word);
        add(here.place, before.word);
        add(before.name, here.name);
        add(here.name, after.name);
        add(before.place << 8 | here.place, after.place);
        add(before.vocabulary << 8 | before.table, after.vocabulary << 8 | after.table);
        add(gap.rotate_left(7) ^ next_gap, vocabulary);
        add(here.table << 16 | before.numeral() << 8 | after.numeral(), start);
        add(before.word, vocabulary);
        add(after.word, vocabulary);
    }

    /// Whether the word `at` may have a form: where a sentence surely begins, and in "12 May", it has a
    /// capital.
    pub(crate) fn allow(&self, at: usize, form: Form) -> bool {
        form != Form::Small || self.words[at].start != Start::Yes && !self.is_dated(at)
    }

    /// Whether the word is a weekday or month beside a number.
    fn is_dated(&self, at: usize) -> bool {
        let is_number = |look: Look| matches!(look.numeral(), 1 | 2 | 4);
        let beside = |at: usize| self.words.get(at).is_some_and(|word| word.gap == " ");
        self.looks[at].table & DAY_OR_MONTH != 0
            && (beside(at) && is_number(self.look(at.checked_sub(1)))
                || beside(at + 1) && is_number(self.look(Some(at + 1))))
    }

    /// The feature of `form` before the word `at`.
    pub(crate) fn behind(&self, at: usize, form: Form) -> u32 {
        let word = &self.words[at];
        let kind = match word.gap.as_str() {
            " " => 0,
            "-" => 1,
            "'" => 2,
            ", " => 3,
            ". " => 4,
            _ => 5,
        };
        let begins = at.checked_sub(1).is_some_and(|at| self.words[at].start != Start::No);
        feature(60, kind << 3 | (word.start as u64) << 1 | u64::from(begins), form as u64)
    }
}

fn feature(kind: u64, a: u64, b: u64) -> u32 {
    let mixed = (a ^ kind.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let mixed = (mixed.rotate_left(29) ^ b).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    (mixed >> 32) as u32
}

fn hash(bytes: &[u8]) -> u64 {
    FixedState::default().hash_one(bytes)
}

/// A word's own number; numbers of as many digits are one word.
fn identity(small: &str) -> u64 {
    if small.bytes().all(|byte| byte.is_ascii_digit()) {
        return small.len().min(5) as u64;
    }
    hash(small.as_bytes())
}

fn is_day_or_month(small: &str, known: Known) -> bool {
    let entry = known.codebook.times.entry(small);
    let named = |word: &TimeWord| matches!(word, TimeWord::Weekday(_) | TimeWord::Month(_));
    entry.is_some_and(|entry| entry.meanings.iter().any(named))
}

fn suffix(word: &str, characters: usize) -> u64 {
    let from = word.char_indices().rev().nth(characters - 1).map_or(0, |(at, _)| at);
    hash(&word.as_bytes()[from..])
}

fn prefix(word: &str, characters: usize) -> u64 {
    let to = word.char_indices().nth(characters).map_or(word.len(), |(at, _)| at);
    hash(&word.as_bytes()[..to])
}

fn shape(word: &str) -> u64 {
    let length = word.chars().take(9).count() as u64;
    let vowel = word.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    let (digit, dot) = (word.contains(|c: char| c.is_ascii_digit()), word.contains('.'));
    let other = word.chars().any(|c| !c.is_ascii_alphanumeric() && c != '.');
    length << 4
        | u64::from(vowel) << 3
        | u64::from(digit) << 2
        | u64::from(dot) << 1
        | u64::from(other)
}

/// In which forms the language model knows a word, and which of them it takes for the same.
fn vocabulary(small: &str, known: Known) -> u64 {
    if small.len() > LONGEST_WORD {
        return 1;
    }
    let mut form = String::with_capacity(small.len());
    let mut row = |of: Form| {
        form.clear();
        super::write(small, of, &mut form);
        known.model.vector(&form)
    };
    let [small, capital, capitals] = Form::ALL.map(&mut row);
    let bit = |is: bool, at: u64| u64::from(is) << at;
    1 | bit(small.is_some(), 1)
        | bit(capital.is_some(), 2)
        | bit(capitals.is_some(), 3)
        | bit(small.is_some() && small == capital, 4)
        | bit(capital.is_some() && capital == capitals, 5)
}

/// Looks the codebook's names up, the longest at each place, left to right.
fn names(text: &str, words: &[Word], known: Known, looks: &mut [Look]) {
    let (parts, first_words) = parts(text, words);
    let mut all = pieces(parts.iter().copied());
    for piece in &mut all {
        piece.case = Case::Upper;
    }
    let actors = &known.codebook.actors;
    let mut free = 0;
    for from in 0..all.len() {
        let word = first_words[all[from].word];
        let Some(word) = word.filter(|_| all[from].folded.len() <= LONGEST_WORD) else { continue };
        let folded = all[from].folded.as_str();
        looks[word].table |= u64::from(!actors.with_surname(folded).is_empty()) << 1
            | u64::from(actors.nouns.knows(folded));
        if from < free {
            continue;
        }
        let Some(cases) = actors.spelling(&all, from) else { continue };
        let long = cases.len().min(4) as u64;
        for (piece, case) in all[from..].iter().zip(&cases) {
            if let Some(word) = first_words[piece.word] {
                looks[word].name = long << 2 | *case as u64;
            }
        }
        if cases.len() > 1 {
            free = from + cases.len();
        }
    }
}

/// The words as names are looked up with, marks between them where no name goes on, and which word
/// each is.
fn parts<'t>(text: &'t str, words: &[Word]) -> (Vec<&'t str>, Vec<Option<usize>>) {
    let (mut parts, mut which): (Vec<&str>, Vec<Option<usize>>) = (Vec::new(), Vec::new());
    let mut short = false;
    for (at, word) in words.iter().enumerate() {
        let written = &text[word.bytes.clone()];
        match word.gap.as_str() {
            " " | "-" | "/" => {}
            ". " if short => {}
            "'" if word.small == "s" => {
                parts.push("'s");
                which.push(None);
                continue;
            }
            _ => {
                parts.push(",");
                which.push(None);
            }
        }
        short = word.small.len() <= 3;
        parts.push(written);
        which.push(Some(at));
    }
    (parts, which)
}

/// Looks places up, the longest at each word, left to right.
fn places(text: &str, words: &[Word], known: Known, looks: &mut [Look]) {
    let joins = |word: &Word| matches!(word.gap.as_str(), " " | "-" | "'" | ". ");
    let mut at = 0;
    while at < words.len() {
        let run = words[at + 1..].iter().take(LONGEST_PLACE - 1).take_while(|word| joins(word));
        let most = 1 + run.count();
        let mut found = 0;
        for length in (1..=most).rev() {
            let span = words[at].bytes.start..words[at + length - 1].bytes.end;
            if span.len() <= LONGEST_WORD
                && known.codebook.places.knows(&normal_place_name(&text[span]))
            {
                found = length;
                break;
            }
        }
        for look in &mut looks[at..at + found] {
            look.place = found as u64;
        }
        at += found.max(1);
    }
}
