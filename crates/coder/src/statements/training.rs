//! Learns which candidates are statements, from gold attributions: logistic regression by AdaGrad
//! (Duchi, Hazan and Singer 2011) over the features of [`super::learned`]. The same texts in the same
//! order give the same weights.

use std::ops::Range;

use super::content::{Candidate, Shape, candidates};
use super::ends::{self, End, ends};
use super::learned::{ALWAYS, SCALE, SIZE, features};
use sayso_language::Doc;

use crate::Context;
use crate::quotes::Quotes;

/// An attribution as annotated: code points of its cue and of its content.
#[derive(Debug, Clone)]
pub struct Gold {
    /// The cue; empty where the annotation has none.
    pub cue: Vec<Range<usize>>,
    /// The content.
    pub content: Vec<Range<usize>>,
}

/// What is chosen among, at most one of them: the candidates of a cue, or the ends of a content.
struct Choice {
    /// Features of each, and whether it is right; where none is, none is to be chosen.
    options: Vec<(Vec<u32>, bool)>,
    /// How much it matters.
    weight: f32,
}

/// Gathers choices, then learns.
#[derive(Default)]
pub struct Trainer {
    choices: Vec<Choice>,
}

/// How often each candidate is seen.
const ROUNDS: usize = 6;
/// AdaGrad's step.
const STEP: f32 = 0.15;
/// Weight decay of a seen feature.
const DECAY: f32 = 2e-6;
/// Score above which a candidate is taken, found on the last tenth of the texts, is moved into the
/// bias; right candidates count this much more.
const RIGHT: f32 = 1.0;

/// How well a candidate's content is one that the gold has for its cue.
struct Fit {
    /// Uncut.
    whole: f64,
    /// Cut at each of its ends.
    cut: Vec<(End, f64)>,
}

impl Fit {
    fn of(doc: &Doc, quotes: &Quotes, candidate: &Candidate, gold: &[Gold]) -> Self {
        let cue = doc.chars(candidate.found.cue.clone());
        let meets = |gold: &&Gold| {
            gold.cue.is_empty() || gold.cue.iter().any(|c| c.start < cue.1 && cue.0 < c.end)
        };
        // A quotation may go on behind the sentence that the cue stands in.
        let opens = matches!(
            candidate.shape,
            Shape::Clause | Shape::Parenthetical | Shape::Quotation | Shape::Before | Shape::Behind
        ) && candidate.found.content.iter().any(|part| quotes.at(part.start).is_some());
        let fit = |parts: &[Range<usize>]| {
            let chars = parts.iter().map(|part| doc.chars(part.clone()));
            let content: Vec<Range<usize>> = chars.map(|(start, end)| start..end).collect();
            let one = |gold: &Gold| match opens && holds(&gold.content, &content) {
                true => 1.0,
                false => overlap(&gold.content, &content),
            };
            gold.iter().filter(meets).map(one).fold(0.0, f64::max)
        };
        let content = &candidate.found.content;
        let cut = |end: End| {
            let mut parts = content.clone();
            if let Some(last) = parts.last_mut() {
                last.end = end.at;
            }
            (end, fit(&parts))
        };
        let cut = ends(doc, quotes, content).into_iter().map(cut).collect();
        Self { whole: fit(content), cut }
    }

    /// The choice of an end for a candidate that is right.
    fn choice_of_end(&self, doc: &Doc, candidate: &Candidate) -> Option<Choice> {
        let most = self.most();
        let mut options = Vec::new();
        for &(end, fit) in &self.cut {
            let mut found = Vec::new();
            ends::features(doc, candidate, end, &mut found);
            options.push((found, fit > self.whole && fit >= most - 0.05));
        }
        let least = self.cut.iter().map(|&(_, fit)| fit).fold(self.whole, f64::min);
        let weight = (most - least) as f32;
        (!options.is_empty()).then_some(Choice { options, weight })
    }

    fn most(&self) -> f64 {
        self.cut.iter().map(|&(_, fit)| fit).fold(self.whole, f64::max)
    }
}

impl Trainer {
    /// Adds a text with what it attributes.
    pub fn add(&mut self, context: Context, gold: &[Gold]) {
        let doc = context.doc;
        let quotes = Quotes::find(doc);
        for token in 0..doc.len() {
            let candidates = candidates(context, &quotes, token);
            let fits: Vec<Fit> =
                candidates.iter().map(|one| Fit::of(doc, &quotes, one, gold)).collect();
            let most = fits.iter().map(|fit| fit.most()).fold(0.0, f64::max);
            let mut options = Vec::new();
            for (candidate, fit) in candidates.iter().zip(&fits) {
                if candidate.shape == Shape::Sentence {
                    continue;
                }
                let mut found = Vec::new();
                features(doc, &quotes, candidate, &mut found);
                let right = fit.most() >= 0.5 && fit.most() >= most - 0.05;
                options.push((found, right));
                if right {
                    self.choices.extend(fit.choice_of_end(doc, candidate));
                }
            }
            if !options.is_empty() {
                self.choices.push(Choice { options, weight: 1.0 });
            }
        }
    }

    /// How many options there are, and how many are right.
    pub fn counts(&self) -> (usize, usize) {
        let options = || self.choices.iter().flat_map(|choice| &choice.options);
        (options().count(), options().filter(|(_, right)| *right).count())
    }

    /// The weights, as the program carries them; `bias` is added to every candidate's score.
    pub fn learn(&mut self, bias: f32) -> Vec<u8> {
        let mut weights = vec![0f32; SIZE];
        let mut order: Vec<usize> = (0..self.choices.len()).collect();
        let mut state = 0x5eed_u64;
        let get = |n: &str, d: f32| std::env::var(n).ok().and_then(|v| v.parse().ok()).unwrap_or(d);
        let (rounds, step, first) = (get("R", 6.0) as usize, get("STEP", STEP), get("SQ", 1.0));
        let mut squares = vec![first; SIZE];
        let slot = |feature: u32| feature as usize % SIZE;
        for _ in 0..rounds {
            for at in (1..order.len()).rev() {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                order.swap(at, (state >> 33) as usize % (at + 1));
            }
            for &index in &order {
                let choice = &self.choices[index];
                let exp = |(features, _): &(Vec<u32>, bool)| {
                    let score: f32 = features.iter().map(|&f| weights[slot(f)]).sum();
                    score.clamp(-30.0, 30.0).exp()
                };
                let odds: Vec<f32> = choice.options.iter().map(exp).collect();
                let all = 1.0 + odds.iter().sum::<f32>();
                let pairs = || odds.iter().zip(&choice.options);
                let right: f32 = pairs().filter(|(_, (_, right))| *right).map(|(odd, _)| odd).sum();
                for (odd, (features, is_right)) in odds.iter().zip(&choice.options) {
                    let wanted = if *is_right { odd / right } else { 0.0 };
                    let slope = choice.weight * (odd / all - wanted);
                    for slot in features.iter().map(|&f| slot(f)) {
                        squares[slot] += slope * slope;
                        weights[slot] -= step * slope / squares[slot].sqrt();
                    }
                }
            }
        }
        weights[slot(ALWAYS)] += bias;
        let short = |weight: f32| (weight * SCALE).round().clamp(-32768.0, 32767.0) as i16;
        weights.into_iter().flat_map(|weight| short(weight).to_le_bytes()).collect()
    }
}

/// Whether nearly all of `part` lies in `whole`.
fn holds(whole: &[Range<usize>], part: &[Range<usize>]) -> bool {
    let size = part.iter().map(Range::len).sum::<usize>();
    shared(whole, part) as f64 >= 0.9 * size as f64
}

/// Characters that two sets share.
fn shared(a: &[Range<usize>], b: &[Range<usize>]) -> usize {
    a.iter()
        .flat_map(|a| b.iter().map(|b| b.end.min(a.end).saturating_sub(b.start.max(a.start))))
        .sum()
}

/// Jaccard index of two sets of characters.
fn overlap(a: &[Range<usize>], b: &[Range<usize>]) -> f64 {
    let size = |set: &[Range<usize>]| set.iter().map(Range::len).sum::<usize>();
    let both = shared(a, b);
    both as f64 / (size(a) + size(b) - both).max(1) as f64
}
