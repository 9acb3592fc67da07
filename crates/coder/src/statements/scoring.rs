//! How much of gold attributions is found, by the measures of PolNeAR's comparison: attributions are
//! matched one to one by the overlap of their contents (Jaccard index of characters of 0.5 or more).

use std::ops::Range;

use sayso_codebook::Codebook;

use super::learned::Weights;
use super::training::{Annotated, Gold};
use super::{Found, all};

/// Numbers of attributions over some texts.
#[derive(Debug, Default, Clone, Copy)]
pub struct Score {
    /// In the gold.
    pub gold: usize,
    /// Found.
    pub found: usize,
    /// Found with the right content.
    pub content: usize,
    /// … and source.
    pub source: usize,
    /// … and source and cue.
    pub whole: usize,
}

impl Score {
    /// F1 of one of the numbers of what is right.
    pub fn f1(&self, right: usize) -> f64 {
        2.0 * right as f64 / (self.gold + self.found).max(1) as f64
    }
}

/// Scores what `weights` find in `texts`.
pub fn score(texts: &[Annotated], codebook: &Codebook, weights: &Weights) -> Score {
    let mut score = Score::default();
    for text in texts {
        let found = all(text.context(codebook), weights);
        let chars = |part: &Range<usize>| {
            let (start, end) = text.doc.chars(part.clone());
            start..end
        };
        let spans = |found: &Found| Gold {
            source: found.source.iter().map(|(_, part)| chars(part)).collect(),
            cue: vec![chars(&found.cue)],
            content: found.content.iter().map(chars).collect(),
        };
        let found: Vec<Gold> = found.iter().map(spans).collect();
        score.add(&text.gold, &found);
    }
    score
}

impl Score {
    fn add(&mut self, gold: &[Gold], found: &[Gold]) {
        let pair = |g: usize, f: usize| (overlap(&gold[g].content, &found[f].content), g, f);
        let pairs = (0..gold.len()).flat_map(|g| (0..found.len()).map(move |f| pair(g, f)));
        let mut pairs: Vec<_> = pairs.filter(|&(fit, ..)| fit >= 0.5).collect();
        pairs.sort_by(|a, b| b.partial_cmp(a).unwrap_or(std::cmp::Ordering::Equal));
        let (mut of_gold, mut of_found) = (vec![false; gold.len()], vec![false; found.len()]);
        self.gold += gold.iter().filter(|one| !one.content.is_empty()).count();
        self.found += found.len();
        for (_, g, f) in pairs {
            if of_gold[g] || of_found[f] {
                continue;
            }
            (of_gold[g], of_found[f]) = (true, true);
            let (g, f) = (&gold[g], &found[f]);
            let silent = g.source.is_empty() && f.source.is_empty();
            let source = silent || overlap(&g.source, &f.source) >= 0.5;
            let cue = g.cue.is_empty() || shared(&g.cue, &f.cue) > 0;
            self.content += 1;
            self.source += usize::from(source);
            self.whole += usize::from(source && cue);
        }
    }
}

/// Characters that two sets share.
pub fn shared(a: &[Range<usize>], b: &[Range<usize>]) -> usize {
    a.iter()
        .flat_map(|a| b.iter().map(|b| b.end.min(a.end).saturating_sub(b.start.max(a.start))))
        .sum()
}

/// Jaccard index of two sets of characters.
pub fn overlap(a: &[Range<usize>], b: &[Range<usize>]) -> f64 {
    let size = |set: &[Range<usize>]| set.iter().map(Range::len).sum::<usize>();
    let both = shared(a, b);
    both as f64 / (size(a) + size(b) - both).max(1) as f64
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;

    fn gold(source: Range<usize>, cue: Range<usize>, content: Range<usize>) -> Gold {
        Gold { source: vec![source], cue: vec![cue], content: vec![content] }
    }

    #[test]
    fn overlap_is_of_characters() {
        let (one, other) = (0..10, 5..15);
        assert_eq!(overlap(from_ref(&one), from_ref(&other)), 5.0 / 15.0);
        assert_eq!(overlap(&[], &[]), 0.0);
    }

    #[test]
    fn each_gold_counts_once_and_a_wrong_source_is_told() {
        let mut score = Score::default();
        let right = gold(0..5, 6..10, 11..40);
        let other = gold(50..55, 6..10, 11..38);
        score.add(from_ref(&right), from_ref(&other));
        assert_eq!((score.content, score.source, score.whole), (1, 0, 0));
        score.add(from_ref(&right), &[right.clone(), other]);
        assert_eq!((score.gold, score.found), (2, 3));
        assert_eq!((score.content, score.source, score.whole), (2, 1, 1));
    }
}
