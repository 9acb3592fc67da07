//! What is kept of a text so that its copies are found without it.
//!
//! Two kinds of marks, each a number of 32 bits; texts that share one are looked at.
//!
//! - *Bands* find copies of the whole: MinHash of shingles of three words (Broder, "On the resemblance and containment of
//!   documents", 1997), two minima to a band (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets",
//!   chapter 3). Texts whose shingles are the same to a share J share a band with probability 1 - (1 - J²)³²: 0.87 at
//!   J = 0.25, 0.997 at 0.4, 0.003 at 0.01.
//! - *Prints* find copies of a part: winnowing (Schleimer, Wilkerson and Aiken, 2003) of shingles of six
//!   words, the least of every ten. Texts that have 15 words in a row in common share a print for certain.
//!
//! Of the crates for MinHash, gaoya draws its coefficients from a random generator that may change with the generator's version, probminhash
//! brings twenty crates for weights that are not needed here, minhash-rs has no bands, and none winnows. A sketch lies in an archive for
//! years; hence these few lines over XXH3, whose values are fixed.

use std::array;

use twox_hash::XxHash3_64;

use super::words::{Word, mixed, shingles, words};

/// Changes whenever the marks of a text do, or the form they are kept in.
const VERSION: u8 = 1;
const BANDS: usize = 32;
const ROWS: usize = 2;
const BAND_WORDS: usize = 3;
const PRINT_WORDS: usize = 6;
const WINDOW: usize = 10;
/// Prints of a text of about 5,500 words. Of a longer one the least are kept, so that long texts keep the same ones.
const MOST_PRINTS: usize = 1000;
/// A version and a checksum stand before the marks.
const HEAD: usize = 5;

/// What a text leaves to be compared by: some 350 bytes for 300 words, never more than 4,133.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sketch {
    /// Ascending, each once.
    marks: Box<[u32]>,
}

impl Sketch {
    /// The sketch of a text; a text without words leaves none, and is like no other.
    pub fn of(text: &str) -> Self {
        let words = words(text);
        if words.is_empty() {
            return Self::default();
        }
        let mut marks = prints(&words);
        marks.extend(bands(&words));
        marks.sort_unstable();
        marks.dedup();
        Self { marks: marks.into() }
    }

    /// Its marks, ascending, each once: texts that share one may be copies.
    pub fn marks(&self) -> &[u32] {
        &self.marks
    }

    /// The form in which it is kept: version, checksum, marks; numbers with the least byte first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let marks: Vec<u8> = self.marks.iter().flat_map(|mark| mark.to_le_bytes()).collect();
        let mut bytes = Vec::with_capacity(HEAD + marks.len());
        bytes.push(VERSION);
        bytes.extend(checksum(&marks));
        bytes.extend(marks);
        bytes
    }

    /// What [`Sketch::to_bytes`] wrote; `None` for what is damaged or of another version.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (head, body) = bytes.split_at_checked(HEAD)?;
        let (version, sum) = head.split_first()?;
        let (marks, rest) = body.as_chunks::<4>();
        if *version != VERSION
            || sum != checksum(body)
            || !rest.is_empty()
            || marks.len() > BANDS + MOST_PRINTS
        {
            return None;
        }
        let marks: Box<[u32]> = marks.iter().map(|&mark| u32::from_le_bytes(mark)).collect();
        marks.is_sorted_by(|one, next| one < next).then_some(Self { marks })
    }
}

fn checksum(marks: &[u8]) -> [u8; 4] {
    low(XxHash3_64::oneshot(marks)).to_le_bytes()
}

fn low(hash: u64) -> u32 {
    (hash & u64::from(u32::MAX)) as u32
}

/// A mark for each band: the minima of its rows, mixed with its number.
fn bands(words: &[Word]) -> impl Iterator<Item = u32> {
    let factors: [[u64; ROWS]; BANDS] =
        array::from_fn(|band| array::from_fn(|row| mixed((band * ROWS + row) as u64 + 1) | 1));
    let mut minima = [[u64::MAX; ROWS]; BANDS];
    for shingle in shingles(words, BAND_WORDS) {
        for (least, factor) in minima.as_flattened_mut().iter_mut().zip(factors.as_flattened()) {
            // An order of all shingles for each row: an odd factor, after which the high bits are spread best.
            *least = shingle.wrapping_mul(*factor).min(*least);
        }
    }
    (1..)
        .zip(minima)
        .map(|(band, rows)| low(rows.iter().fold(mixed(band), |hash, &row| mixed(hash ^ row))))
}

/// The least shingle of every window, each once.
fn prints(words: &[Word]) -> Vec<u32> {
    let hashes: Vec<u64> = shingles(words, PRINT_WORDS).collect();
    let mut prints: Vec<u32> = Vec::new();
    let mut least = None;
    for window in hashes.windows(WINDOW.min(hashes.len())) {
        let next = window.iter().min();
        if next != least {
            prints.extend(next.map(|&hash| low(hash >> 8)));
            least = next;
        }
    }
    prints.sort_unstable();
    prints.dedup();
    prints.truncate(MOST_PRINTS);
    prints
}
