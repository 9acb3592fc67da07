//! What candidates have to do with each other: which cues stand in the content of another one, and how
//! likely that one is. Each is judged alone first ([`Weights::options`]), then beside the others.

use std::ops::Range;

use sayso_language::Doc;

use super::content::Candidate;
use super::features::Hashed;
use super::learned::Weights;
use crate::Context;
use crate::quotes::Quotes;

/// A cue with its candidates, each with the logarithm of its odds when it is judged alone.
#[derive(Debug)]
pub struct Cue {
    /// The cue's own word.
    pub token: usize,
    /// At least one.
    pub options: Vec<(Candidate, f32)>,
}

impl Cue {
    /// The likeliest candidate.
    fn best(&self) -> Option<&(Candidate, f32)> {
        self.options.iter().max_by(|a, b| a.1.total_cmp(&b.1))
    }
}

/// Candidates that are less likely than this say nothing of their neighbours.
const LEAST: f32 = -3.0;

/// The cues of a document.
pub fn cues(context: Context, quotes: &Quotes, weights: &Weights) -> Vec<Cue> {
    let mut buffer = Vec::new();
    let cue = |token| {
        let options = weights.options(context, quotes, token, &mut buffer);
        (!options.is_empty()).then_some(Cue { token, options })
    };
    (0..context.doc.len()).filter_map(cue).collect()
}

/// The likely contents around and inside of a document's cues.
#[derive(Debug)]
pub struct Neighbours {
    /// For each token the likeliest contents that it stands in, at most two: cue and score.
    over: Vec<[Option<(usize, f32)>; 2]>,
    /// The likely cues in text order, with their scores.
    likely: Vec<(usize, f32)>,
}

impl Neighbours {
    /// Of a document with `length` tokens.
    pub fn of(cues: &[Cue], length: usize) -> Self {
        let mut over = vec![[None; 2]; length];
        let mut likely = Vec::new();
        for cue in cues {
            let Some((candidate, score)) = cue.best().filter(|(_, score)| *score > LEAST) else {
                continue;
            };
            likely.push((cue.token, *score));
            let this = Some((cue.token, *score));
            for token in candidate.found.content.iter().flat_map(Range::clone) {
                let [first, second]: &mut [Option<(usize, f32)>; 2] = &mut over[token];
                if first.is_none_or(|(_, most)| *score > most) {
                    *second = std::mem::replace(first, this);
                } else if second.is_none_or(|(_, most)| *score > most) {
                    *second = this;
                }
            }
        }
        Self { over, likely }
    }

    /// How likely the likeliest content is that a candidate's cue stands in, of those whose cue does not
    /// stand in the candidate's.
    fn outer(&self, candidate: &Candidate) -> Option<f32> {
        let found = &candidate.found;
        let others = self.over[found.head].iter().flatten();
        let mut others = others.filter(|(cue, _)| *cue != found.head && !found.holds(*cue));
        others.next().map(|&(_, score)| score)
    }

    /// How likely the likeliest cue is that stands in a candidate's content.
    fn inner(&self, candidate: &Candidate) -> Option<f32> {
        let inside = |part: &Range<usize>| {
            let first = self.likely.partition_point(|&(cue, _)| cue < part.start);
            let part = part.clone();
            self.likely[first..].iter().take_while(move |(cue, _)| *cue < part.end)
        };
        let scores = candidate.found.content.iter().flat_map(inside).map(|&(_, score)| score);
        scores.max_by(f32::total_cmp)
    }

    /// The features of a candidate among its neighbours.
    pub fn features(&self, doc: &Doc, quotes: &Quotes, option: &(Candidate, f32)) -> Vec<u32> {
        let (candidate, own) = option;
        let mut into = Vec::new();
        let mut hashed = Hashed::new(&mut into, candidate.shape);
        let (outer, inner) = (self.outer(candidate), self.inner(candidate));
        let (above, below, own) = (level(outer), level(inner), level(Some(*own)));
        let head = candidate.found.head;
        let quoted = if quotes.at(head).is_some() { "quoted" } else { "" };
        let lemma: &str = &doc.tokens()[head].lemma;
        let dep = doc.tokens()[head].dep;
        hashed.add(200, &[]);
        hashed.add(201, &[above]);
        hashed.add(202, &[below]);
        hashed.add(203, &[own]);
        hashed.add(204, &[above, own]);
        hashed.add(205, &[below, own]);
        hashed.add(206, &[above, below]);
        hashed.add(207, &[above, quoted]);
        hashed.add(208, &[above, quoted, own]);
        hashed.add(209, &[above, dep]);
        hashed.add(210, &[below, quoted]);
        hashed.add(211, &[above, lemma]);
        hashed.add(212, &[below, dep]);
        into
    }
}

/// A score, roughly.
fn level(score: Option<f32>) -> &'static str {
    match score {
        None => "none",
        Some(score) if score < -2.0 => "-3",
        Some(score) if score < -1.0 => "-2",
        Some(score) if score < 0.0 => "-1",
        Some(score) if score < 1.0 => "0",
        Some(score) if score < 2.0 => "1",
        Some(score) if score < 3.5 => "2",
        Some(_) => "3",
    }
}
