//! Runs of words that stand in two texts.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::words::{Word, shingles};

/// Words in a row that begin a passage.
const SEED: usize = 4;
/// Words in a row that carry a passage on after an edit.
const RESUME: usize = 3;
/// Words that an edit may leave out or put in.
const EDIT: usize = 8;
/// Places of one seed that are looked at: what stands in more is a phrase, and a hostile text has nothing else.
const PLACES: usize = 8;

/// Words `at..at + len` of one text that are words `other..other + len` of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Run {
    pub at: usize,
    pub other: usize,
    pub len: usize,
}

impl Run {
    pub fn words(self) -> Range<usize> {
        self.at..self.at + self.len
    }

    pub fn others(self) -> Range<usize> {
        self.other..self.other + self.len
    }

    /// The same, seen from the other text.
    pub fn turned(self) -> Self {
        Self { at: self.other, other: self.at, len: self.len }
    }
}

/// Where the seeds of a text stand.
struct Seeds {
    first: HashMap<u64, usize>,
    /// For each place, the next one of the same seed.
    next: Vec<Option<usize>>,
}

impl Seeds {
    fn of(words: &[Word]) -> Self {
        let hashes: Vec<u64> = shingles(words, SEED).collect();
        let mut first = HashMap::with_capacity(hashes.len());
        let mut next = vec![None; hashes.len()];
        for (at, &hash) in hashes.iter().enumerate().rev() {
            next[at] = first.insert(hash, at);
        }
        Self { first, next }
    }

    fn places(&self, seed: u64) -> impl Iterator<Item = usize> {
        std::iter::successors(self.first.get(&seed).copied(), |&at| self.next[at]).take(PLACES)
    }
}

/// The passages of `words` that stand in `others` too, each the runs it is made of with small edits between. No word of
/// `words` is in two. Time grows with the sum of both lengths.
pub(super) fn passages(words: &[Word], others: &[Word]) -> Vec<Vec<Run>> {
    let seeds = Seeds::of(others);
    let hashes: Vec<u64> = shingles(words, SEED).collect();
    let mut passages = Vec::new();
    let mut at = 0;
    while let Some(&hash) = hashes.get(at) {
        let runs =
            seeds.places(hash).map(|other| Run { at, other, len: same(words, others, at, other) });
        // The longest; of equal ones the first.
        let Some(run) = runs
            .reduce(|best, run| if run.len > best.len { run } else { best })
            .filter(|run| run.len >= SEED)
        else {
            at += 1;
            continue;
        };
        let passage: Vec<Run> =
            std::iter::successors(Some(run), |&run| resumed(words, others, run)).collect();
        at = passage.last().map_or(at + 1, |run| run.words().end);
        passages.push(passage);
    }
    passages
}

/// How many words from `at` and from `other` on are the same.
fn same(words: &[Word], others: &[Word], at: usize, other: usize) -> usize {
    let pairs = words[at.min(words.len())..].iter().zip(&others[other.min(others.len())..]);
    pairs.take_while(|(word, other)| word.hash == other.hash).count()
}

/// The run that follows `run` after the smallest edit.
fn resumed(words: &[Word], others: &[Word], run: Run) -> Option<Run> {
    (1..=2 * EDIT).find_map(|edit| {
        let left_out = edit.saturating_sub(EDIT)..=edit.min(EDIT);
        let runs = left_out.map(|skip| {
            let (at, other) = (run.words().end + skip, run.others().end + edit - skip);
            Run { at, other, len: same(words, others, at, other) }
        });
        runs.max_by_key(|run| run.len).filter(|run| run.len >= RESUME)
    })
}
