//! How much of one text stands in another, and whether that makes it a copy.

use std::ops::Range;

use foldhash::{HashSet, HashSetExt};
use sayso_record::Span;

use super::passages::{Run, passages};
use super::words::{Word, words};

/// What a copy has of its original.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap {
    /// How much of the copy's words stand in the original, 0 to 1.
    pub share: f32,
    /// How much of the original's words stand in the copy, 0 to 1.
    pub of_original: f32,
    /// Of the whole or of a part.
    pub kind: Kind,
    /// The passages in common, in the copy's order.
    pub passages: Vec<Passage>,
}

/// What of a report is a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Two fifths of its words or more.
    Whole,
    /// Less: a paragraph, a quotation.
    Part,
}

/// Words that stand in both texts, but for small edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// Where in the copy, in code points.
    pub copy: Span,
    /// Where in the original, in code points.
    pub original: Span,
}

/// The share from which on a copy is one of the whole.
const WHOLE: f32 = 0.4;
/// How many words in common, of which share of the shorter text, make a copy wherever they stand.
const TOGETHER: [(usize, f32); 2] = [(10, 0.75), (14, 0.4)];
/// The same where what is only a common end does not count.
const BEFORE_END: (usize, f32) = (25, 0.2);
/// How many words of one passage make a copy of a part, where it is no common end …
const ALONE: usize = 22;
/// … and is between quotation marks or has so many different long words: a table or a list has fewer.
const ALONE_LONG: usize = 9;
/// So few words may follow a common end: a signature, a place of publication.
const AFTER_END: usize = 4;
/// A passage with fewer words, or with fewer different long ones, is chance or a set phrase.
const LEAST: usize = 8;
const LEAST_LONG: usize = 3;
/// Of so many words of a template one is a number, a day or a month …
const VARIABLE_EVERY: usize = 6;
/// … or of so many, where the day is another or the passage has fewer different long words than this.
const SET_EVERY: usize = 8;
const SET_LONG: usize = 16;

/// What `copy` has of `original`, by the rules that the [module](super) names; `None` where it is no copy,
/// not even of a part. Whether it is one does not depend on which of the two is called the copy.
pub fn overlap(copy: &str, original: &str) -> Option<Overlap> {
    let (copied, from) = (words(copy), words(original));
    // The shorter text is always laid on the longer one, so that both ways give the same passages.
    let turned = (from.len(), original) < (copied.len(), copy);
    let runs = if turned { passages(&from, &copied) } else { passages(&copied, &from) };
    let mut shared: Vec<Shared> = runs
        .into_iter()
        .map(|runs| if turned { runs.into_iter().map(Run::turned).collect() } else { runs })
        .map(|runs| Shared::of(runs, &copied, &from))
        .filter(Shared::tells)
        .collect();
    let (in_copy, in_original) =
        (covered(&shared, copied.len(), Run::words), covered(&shared, from.len(), Run::others));
    if !is_copy(&shared, in_copy.min(in_original), copied.len().min(from.len())) {
        return None;
    }
    shared.sort_unstable_by(|one, other| one.runs.cmp(&other.runs));
    let share = portion(in_copy, copied.len());
    Some(Overlap {
        share,
        of_original: portion(in_original, from.len()),
        kind: if share >= WHOLE { Kind::Whole } else { Kind::Part },
        passages: shared.iter().filter_map(|passage| passage.spans(&copied, &from)).collect(),
    })
}

/// Whether `common` words in these passages make a copy where the shorter text has `shorter` words.
fn is_copy(shared: &[Shared], common: usize, shorter: usize) -> bool {
    let enough = |common: usize, (words, share): (usize, f32)| {
        common >= words && portion(common, shorter) >= share
    };
    let end: usize =
        shared.iter().filter(|passage| passage.is_end).map(|passage| passage.words).sum();
    TOGETHER.iter().any(|&least| enough(common, least))
        || enough(common.saturating_sub(end), BEFORE_END)
        || shared.iter().any(Shared::alone)
}

/// A passage in both texts, and what it is made of.
struct Shared {
    runs: Vec<Run>,
    words: usize,
    /// Different long words.
    long: usize,
    /// Words between quotation marks in either text.
    quoted: usize,
    /// Numbers, days and months.
    variable: usize,
    /// Days that the texts give differently.
    days: usize,
    /// The digits of those that the texts give differently …
    changed: usize,
    /// … and of those that are the same in both.
    kept: usize,
    /// The less than half of both texts that they end with.
    is_end: bool,
}

impl Shared {
    fn of(runs: Vec<Run>, copy: &[Word], original: &[Word]) -> Self {
        let is_end = is_end(&runs, copy.len(), original.len());
        let mut shared = Self {
            runs,
            words: 0,
            long: 0,
            quoted: 0,
            variable: 0,
            days: 0,
            changed: 0,
            kept: 0,
            is_end,
        };
        let mut long = HashSet::new();
        let pairs = shared
            .runs
            .iter()
            .flat_map(|run| copy[run.words()].iter().zip(&original[run.others()]));
        for (word, other) in pairs {
            shared.words += 1;
            shared.long += usize::from(word.long && long.insert(word.hash));
            shared.quoted += usize::from(word.quoted || other.quoted);
            let (Some(said), Some(before)) = (word.said, other.said) else { continue };
            shared.variable += 1;
            shared.days += usize::from(said.day != before.day);
            *(if said == before { &mut shared.kept } else { &mut shared.changed }) +=
                said.digits.max(before.digits);
        }
        shared
    }

    /// Whether it is more than a set phrase or a template.
    fn tells(&self) -> bool {
        self.words >= LEAST && self.long >= LEAST_LONG && !self.is_template()
    }

    /// The same form filled in anew: much of it is numbers and days, and two in three of these are others.
    fn is_template(&self) -> bool {
        let every = if self.days > 0 || self.long < SET_LONG { SET_EVERY } else { VARIABLE_EVERY };
        self.variable * every >= self.words && self.changed >= 2 * self.kept
    }

    /// Whether it alone makes one text a copy of a part of the other.
    fn alone(&self) -> bool {
        let quotation = self.quoted * 2 >= self.words;
        !self.is_end && self.words >= ALONE && (quotation || self.long >= ALONE_LONG)
    }

    /// From its first word to its last.
    fn spans(&self, copy: &[Word], original: &[Word]) -> Option<Passage> {
        let (first, last) = (self.runs.first()?, self.runs.last()?);
        let span = |words: &[Word], first: usize, last: usize| {
            Some(Span::new(words.get(first)?.span.start, words.get(last)?.span.end))
        };
        Some(Passage {
            copy: span(copy, first.at, last.words().end.checked_sub(1)?)?,
            original: span(original, first.other, last.others().end.checked_sub(1)?)?,
        })
    }
}

/// Whether two texts of these lengths only end with this passage.
fn is_end(runs: &[Run], copy: usize, original: usize) -> bool {
    let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return false };
    let ends =
        |first: usize, end: usize, length: usize| first * 2 > length && end + AFTER_END >= length;
    ends(first.at, last.words().end, copy) && ends(first.other, last.others().end, original)
}

/// How many of a text's `length` words lie in passages.
fn covered(shared: &[Shared], length: usize, side: impl Fn(Run) -> Range<usize>) -> usize {
    let mut words = vec![false; length];
    for &run in shared.iter().flat_map(|passage| &passage.runs) {
        words[side(run)].fill(true);
    }
    words.into_iter().filter(|&covered| covered).count()
}

fn portion(of: usize, all: usize) -> f32 {
    if all == 0 { 0.0 } else { of as f32 / all as f32 }
}
