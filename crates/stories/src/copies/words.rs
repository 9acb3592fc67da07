//! A text as the words that copies are told by.
//!
//! An editor changes capitals, quotation marks, numbers and days more lightly than anything else. So
//! case and apostrophes are folded, and all numbers and names of days and months are one and the same
//! word; what such a word said is kept beside it, for it tells an update from the next day's table.

use sayso_record::Span;
use twox_hash::XxHash3_64;

/// Letters from which on a word counts as one that says something: most shorter ones are grammar.
const LONG: usize = 5;

/// Words that an update changes, besides those in digits. "May", "March" and "second" are too often others.
const VARIABLE: [&str; 51] = [
    "april",
    "august",
    "december",
    "dozen",
    "dozens",
    "eight",
    "eighteen",
    "eighty",
    "eleven",
    "february",
    "fifteen",
    "fifty",
    "five",
    "forty",
    "four",
    "fourteen",
    "friday",
    "hundred",
    "hundreds",
    "january",
    "july",
    "june",
    "million",
    "monday",
    "nine",
    "nineteen",
    "ninety",
    "november",
    "october",
    "one",
    "saturday",
    "september",
    "seven",
    "seventeen",
    "seventy",
    "six",
    "sixteen",
    "sixty",
    "sunday",
    "ten",
    "thirteen",
    "thirty",
    "thousand",
    "thousands",
    "three",
    "thursday",
    "tuesday",
    "twelve",
    "twenty",
    "two",
    "wednesday",
];

/// What all variable words are folded to.
const FOLDED: u64 = 0x5a79_736f;

/// A word, or several variable words in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// What it is told by: the same for ever, on every machine.
    pub hash: u64,
    /// What a variable word said; `None` for the others.
    pub said: Option<Said>,
    /// Long enough to say something.
    pub long: bool,
    /// Between quotation marks.
    pub quoted: bool,
    /// Where it stands, in code points.
    pub span: Span,
}

/// What a variable word said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    hash: u64,
    /// Its digits; one for a word in letters. "169.50" tells more than "2".
    pub digits: usize,
    /// The day of the week among it; 0 where none is.
    pub day: u64,
}

/// The words of a text, in order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::with_capacity(text.len() / 6);
    let mut letters = String::new();
    let mut start = 0;
    let mut quotation = Quotation::default();
    let ended = text.chars().chain(['\n']).enumerate();
    let mut characters = ended.peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map_or('\n', |&(_, next)| next);
        if character.is_alphanumeric() {
            if letters.is_empty() {
                start = at;
            }
            letters.extend(character.to_lowercase());
        } else if letters.is_empty() || !joins(&letters, character, next) {
            push(&letters, quotation.open, Span::new(start, at), &mut words);
            letters.clear();
            quotation.pass(character, next);
        }
    }
    words
}

/// Whether the text is between quotation marks.
#[derive(Default)]
struct Quotation {
    open: bool,
    before: char,
}

impl Quotation {
    /// Goes on past a mark. A blank line ends a quotation whose end is lacking.
    fn pass(&mut self, mark: char, next: char) {
        self.open = match mark {
            '"' => !self.open,
            '“' | '„' | '«' => true,
            '`' if next == '`' => true,
            '”' | '»' => false,
            '\'' if next == '\'' => false,
            '\n' if self.before == '\n' => false,
            _ => self.open,
        };
        if mark == '\n' || !mark.is_whitespace() {
            self.before = mark;
        }
    }
}

/// Whether a mark stands inside a word: "don't", "1,500", "U.S".
fn joins(letters: &str, mark: char, next: char) -> bool {
    let digits = letters.ends_with(|before: char| before.is_ascii_digit()) && next.is_ascii_digit();
    match mark {
        '\'' | '’' => next.is_alphanumeric(),
        ',' => digits,
        '.' => digits || letters.len() < 4 && next.is_uppercase(),
        _ => false,
    }
}

/// Ends a word; one that varies joins the one before it if that varies too.
fn push(letters: &str, quoted: bool, span: Span, words: &mut Vec<Word>) {
    if letters.is_empty() {
        return;
    }
    let hash = XxHash3_64::oneshot(letters.as_bytes());
    let numeric = letters.starts_with(char::is_numeric);
    if !numeric && VARIABLE.binary_search(&letters).is_err() {
        let long = letters.chars().nth(LONG - 1).is_some();
        words.push(Word { hash, said: None, long, quoted, span });
        return;
    }
    let digits =
        if numeric { letters.chars().filter(|letter| letter.is_numeric()).count() } else { 1 };
    let day = if letters.ends_with("day") { hash } else { 0 };
    if let Some(Word { said: Some(said), span: before, .. }) = words.last_mut() {
        *said = Said {
            hash: mixed(said.hash ^ hash),
            digits: said.digits + digits,
            day: said.day ^ day,
        };
        before.end = span.end;
    } else {
        words.push(Word {
            hash: FOLDED,
            said: Some(Said { hash, digits, day }),
            long: false,
            quoted,
            span,
        });
    }
}

/// Spreads what differs in a few bits over all of them (the finaliser of MurmurHash3).
pub(super) fn mixed(value: u64) -> u64 {
    let value = (value ^ (value >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let value = (value ^ (value >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    value ^ (value >> 33)
}

/// The hashes of every `length` words in a row; of all together where there are fewer.
pub(super) fn shingles(words: &[Word], length: usize) -> impl Iterator<Item = u64> {
    let few = (!words.is_empty() && words.len() < length).then_some(words);
    words
        .windows(length)
        .chain(few)
        .map(|window| window.iter().fold(0, |hash, word| mixed(hash ^ word.hash)))
}
