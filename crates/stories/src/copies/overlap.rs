//! How much of one text stands in another, and whether that makes it a copy.

use std::collections::BTreeSet;

use sayso_record::Span;

use super::passages::{Run, passages};
use super::words::{Word, words};

/// Passages shorter than this, in words, are chance and set phrases.
const PASSAGE: usize = 8;
/// … as are those with fewer different long words.
const PASSAGE_LONG: usize = 3;

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

/// What of the copy is a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Half of its words or more.
    Whole,
    /// Less: a paragraph, a quotation.
    Part,
}

/// Words that stand in both texts, but for small edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// Where in the copy.
    pub copy: Span,
    /// Where in the original.
    pub original: Span,
}

/// Measured.
#[derive(Debug, Default, Clone)]
pub struct Shared {
    pub words: (usize, usize),
    pub matched: (usize, usize),
    pub long: usize,
    pub kept: usize,
    pub changed: usize,
    pub best: usize,
    pub best_long: usize,
    pub runs: Vec<(Span, Span)>,
}

pub fn measure(a: &str, b: &str) -> Shared {
    let (aw, bw) = (words(a), words(b));
    let mut all = BTreeSet::new();
    let mut sh = Shared { words: (aw.len(), bw.len()), ..Default::default() };
    let mut ob = vec![false; bw.len()];
    for p in passages(&aw, &bw) {
        let n: usize = p.iter().map(|r| r.len).sum();
        let long: BTreeSet<u64> = p.iter().flat_map(|r| &aw[r.at..r.at + r.len]).filter(|w| w.long).map(|w| w.hash).collect();
        if n < PASSAGE || long.len() < PASSAGE_LONG {
            continue;
        }
        sh.matched.0 += n;
        for r in &p {
            ob[r.other..r.other + r.len].fill(true);
            for k in 0..r.len {
                let (x, y) = (aw[r.at + k], bw[r.other + k]);
                if x.said.is_some() {
                    if x.said == y.said { sh.kept += 1 } else { sh.changed += 1 }
                }
            }
        }
        if n > sh.best {
            sh.best = n;
            sh.best_long = long.len();
        }
        all.extend(long);
        let f: &Run = p.first().unwrap();
        let l: &Run = p.last().unwrap();
        let sp = |v: &[Word], s: usize, e: usize| Span::new(v[s].span.start, v[e - 1].span.end);
        sh.runs.push((sp(&aw, f.at, l.at + l.len), sp(&bw, f.other, l.other + l.len)));
    }
    sh.long = all.len();
    sh.matched.1 = ob.iter().filter(|x| **x).count();
    sh
}
