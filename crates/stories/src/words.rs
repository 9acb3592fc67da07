//! A text as the words that stories are told apart by: stems, how common they are in English, whether they
//! are written as names or numbers.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use rust_stemmers::{Algorithm, Stemmer};
use twox_hash::XxHash3_64;

/// How common stems are: see `data/build.py`.
const STEMS: &str = include_str!("../data/stems.txt");
/// What a stem that is not in the table is taken for: one word in 25 million.
const UNKNOWN: Commonness = Commonness(16);

static COMMONNESS: LazyLock<HashMap<&'static str, Commonness, FixedState>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let (stem, class) = line.split_once(' ')?;
        Some((stem, Commonness(class.parse().ok()?)))
    };
    STEMS.lines().filter_map(row).collect()
});
static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// How common a word is: ten times its Zipf frequency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Commonness(pub u8);

impl Commonness {
    /// From here on a word tells nothing of what a report is about ("make", "year").
    pub(crate) const STOP: Self = Self(58);
    /// A day, as a word among others.
    pub(crate) const DAY: Self = Self(50);
    /// A person's name, as a word among others.
    pub(crate) const PERSON: Self = Self(30);

    /// Its share among all words.
    pub(crate) fn share(self) -> f64 {
        libm::exp10(f64::from(self.0) / 10.0 - 9.0)
    }
}

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    /// What its stem is told by; the same for ever, on every machine.
    pub term: u32,
    /// How common the stem is.
    pub common: Commonness,
    /// Begins with a capital.
    pub capital: bool,
    /// First character, in code points.
    pub start: usize,
}

/// What a word, or anything else that is written out, is told by.
pub(crate) fn term(written: &str) -> u32 {
    let hash = XxHash3_64::oneshot(written.as_bytes());
    // Half of it is enough: the words of a window of dates are few against 2^32.
    (hash >> 32) as u32
}

/// The words of a text, in order; `offset` is the code point that it begins at.
pub(crate) fn words(text: &str, offset: usize) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 6);
    let mut letters = String::new();
    let mut start = 0;
    let mut capital = false;
    let mut characters = text.chars().chain(['\n']).enumerate().peekable();
    while let Some((at, character)) = characters.next() {
        if character.is_alphanumeric() {
            if letters.is_empty() {
                (start, capital) = (at, character.is_uppercase());
            }
            letters.extend(character.to_lowercase());
            continue;
        }
        let next = characters.peek().map_or('\n', |&(_, next)| next);
        let number = letters.starts_with(|first: char| first.is_ascii_digit());
        let goes_on = !letters.is_empty()
            && match character {
                '\'' | '’' => next.is_alphanumeric(),
                ',' | '.' => number && next.is_ascii_digit(),
                _ => false,
            };
        if goes_on {
            letters.push(if character == '’' { '\'' } else { character });
        } else if !letters.is_empty() {
            words.push(word(&letters, capital, offset + start));
            letters.clear();
        }
    }
    words
}

/// A word in small letters.
fn word(letters: &str, capital: bool, start: usize) -> Word {
    let stem = STEMMER.stem(letters.strip_suffix("'s").unwrap_or(letters));
    let common = COMMONNESS.get(stem.as_ref()).copied().unwrap_or(UNKNOWN);
    Word { term: term(&stem), common, capital, start }
}

/// The sentences of a text: first and one past the last code point. A mark that ends one is followed by a
/// blank; lines are sentences of their own.
pub(crate) fn sentences(text: &str) -> Vec<(usize, usize)> {
    let mut sentences = Vec::new();
    let (mut start, mut end, mut ended) = (None, 0, false);
    for (at, character) in text.chars().enumerate() {
        if character == '\n' || ended && character.is_whitespace() {
            sentences.extend(start.take().map(|start| (start, end)));
            ended = false;
        }
        if character.is_whitespace() {
            continue;
        }
        start.get_or_insert(at);
        end = at + 1;
        ended = match character {
            '.' | '!' | '?' => true,
            '"' | '”' | '’' | '\'' | ')' | ']' => ended,
            _ => false,
        };
    }
    sentences.extend(start.map(|start| (start, end)));
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_sentence() {
        let found = words("Freedonia's troops, 1,500 of them, left.", 10);
        let starts: Vec<usize> = found.iter().map(|word| word.start).collect();
        assert_eq!(starts, [10, 22, 30, 36, 39, 45]);
        assert_eq!(found[0].term, words("Freedonia", 0)[0].term);
        assert_eq!(found[1].term, words("troop", 0)[0].term);
        assert_ne!(found[2].term, words("1,501", 0)[0].term);
        assert!(found[0].capital && !found[1].capital);
        assert!(found[3].common > Commonness::STOP);
        assert_eq!(found[0].common, UNKNOWN);
    }

    #[test]
    fn sentences_of_a_text() {
        let text = "He said: \"Go.\" They went.\nA line\n\nLast 3.5 percent";
        let said: Vec<String> = sentences(text)
            .into_iter()
            .map(|(start, end)| text.chars().skip(start).take(end - start).collect())
            .collect();
        assert_eq!(said, ["He said: \"Go.\"", "They went.", "A line", "Last 3.5 percent"]);
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(COMMONNESS.len(), STEMS.lines().count());
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_words_and_sentences(text in ".{0,300}") {
            let length = text.chars().count();
            assert!(words(&text, 0).iter().all(|word| word.start < length));
            let mut last = 0;
            for (start, end) in sentences(&text) {
                assert!(last <= start && start < end && end <= length);
                last = end;
            }
        }
    }
}
