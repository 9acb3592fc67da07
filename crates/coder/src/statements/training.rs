//! Learns the weights of [`super::learned`] from gold attributions: logistic regression by AdaGrad
//! (Duchi, Hazan and Singer 2011), first where contents end, then which candidates are statements and
//! whose.
//! The same texts in the same order give the same weights.

use std::ops::Range;

use sayso_codebook::Codebook;
use sayso_language::Doc;
use sayso_record::Report;

use super::content::{Candidate, Shape, candidates};
use super::ends::{self, ends};
use super::features::{Hashed, features};
use super::learned::{SCALE, SIZE, Weights, has_source_to_choose};
use super::scoring::{overlap, shared};
use super::who;
use crate::Context;
use crate::quotes::Quotes;

/// An attribution as annotated: code points of its parts.
#[derive(Debug, Clone, Default)]
pub struct Gold {
    /// The words for who speaks.
    pub source: Vec<Range<usize>>,
    /// The cue; empty where the annotation has none.
    pub cue: Vec<Range<usize>>,
    /// The content.
    pub content: Vec<Range<usize>>,
}

/// A text with what it attributes.
#[derive(Debug)]
pub struct Annotated {
    /// The text.
    pub report: Report,
    /// The text, parsed.
    pub doc: Doc,
    /// What is attributed in it.
    pub gold: Vec<Gold>,
}

impl Annotated {
    pub(super) fn context<'c>(&'c self, codebook: &'c Codebook) -> Context<'c> {
        Context { report: &self.report, doc: &self.doc, codebook }
    }
}

/// What is chosen among, at most one of them: the candidates of a cue, or stopping at an end.
struct Choice {
    /// How much it matters.
    weight: f32,
    options: Vec<Given>,
}

/// An option of a choice.
struct Given {
    features: Vec<u32>,
    /// Whether it is right; where none is, none is to be chosen.
    right: bool,
}

/// How often each choice is seen; the weights of the later half of the rounds are averaged.
const ROUNDS: usize = 8;
/// AdaGrad's step.
const STEP: f32 = 0.03;
/// What AdaGrad's sums of squares begin with: rare features learn no faster than others for long.
const FIRST: f32 = 20.0;
/// How much a cue inside a content matters. The gold leaves statements inside of statements out, so
/// that such a cue is none there, whatever it is elsewhere.
const INSIDE: f32 = 0.3;
/// What every candidate's score gains, so that about as many are found as F1 is best with.
const BIAS: f32 = 0.8;

/// The weights for `texts`, as the program carries them.
pub fn learn(texts: &[Annotated], codebook: &Codebook) -> Vec<u8> {
    let mut table = Table::new();
    let mut stops = Vec::new();
    for text in texts {
        stops_of(text.context(codebook), &text.gold, &mut stops);
    }
    table.learn(&stops);
    drop(stops);
    let ends = Weights::new(table.bytes());
    let mut choices = Vec::new();
    for text in texts {
        choices_of(text.context(codebook), &text.gold, &ends, &mut choices);
    }
    table.learn(&choices);
    table.weights[slot(Hashed::base(1))] += BIAS;
    table.bytes()
}

/// The choices of where contents end that the gold has.
fn stops_of(context: Context, gold: &[Gold], choices: &mut Vec<Choice>) {
    let doc = context.doc;
    let quotes = Quotes::find(doc);
    for token in 0..doc.len() {
        for candidate in candidates(context, &quotes, token) {
            let ends = ends(doc, &quotes, &candidate);
            let fits: Vec<f64> = ends
                .iter()
                .map(|end| fit(doc, &quotes, &ended(&candidate, end.at), gold))
                .collect();
            let most = fits.iter().copied().fold(0.0, f64::max);
            if most < 0.5 {
                continue;
            }
            for (pair, &fit) in ends.windows(2).zip(&fits) {
                let mut found = Vec::new();
                ends::features(doc, &candidate, pair[0], pair[1], &mut found);
                let stops = fit >= most;
                choices.push(Choice {
                    weight: 1.0,
                    options: vec![Given { features: found, right: stops }],
                });
                if stops {
                    break;
                }
            }
        }
    }
}

/// The choices of candidates that the gold has.
fn choices_of(context: Context, gold: &[Gold], weights: &Weights, choices: &mut Vec<Choice>) {
    let doc = context.doc;
    let quotes = Quotes::find(doc);
    let mut buffer = Vec::new();
    for token in 0..doc.len() {
        let mut options = Vec::new();
        let mut fits = Vec::new();
        for mut candidate in candidates(context, &quotes, token) {
            weights.end(doc, &quotes, &mut candidate, &mut buffer);
            let mut found = Vec::new();
            features(doc, &quotes, &candidate, &mut found);
            choices.extend(source_of(doc, &quotes, &candidate, gold));
            fits.push(fit(doc, &quotes, &candidate, gold));
            options.push(Given { features: found, right: false });
        }
        let most = fits.iter().copied().fold(0.5, f64::max);
        for (option, fit) in options.iter_mut().zip(fits) {
            option.right = fit >= 0.5 && fit >= most - 0.05;
        }
        if !options.is_empty() {
            let at = doc.chars(token..token + 1).0;
            let nested = gold.iter().any(|one| one.content.iter().any(|part| part.contains(&at)));
            let weight = if nested { INSIDE } else { 1.0 };
            choices.push(Choice { weight, options });
        }
    }
}

/// The choice of a source for a candidate that the gold has.
fn source_of(doc: &Doc, quotes: &Quotes, candidate: &Candidate, gold: &[Gold]) -> Option<Choice> {
    let right = gold.iter().max_by(|a, b| {
        let fit = |one| fit(doc, quotes, candidate, std::slice::from_ref(one));
        fit(a).total_cmp(&fit(b))
    })?;
    if !has_source_to_choose(candidate)
        || fit(doc, quotes, candidate, std::slice::from_ref(right)) < 0.5
    {
        return None;
    }
    let whos = who::options(doc, candidate);
    let overlaps = whos.iter().map(|who| {
        let (start, end) = doc.chars(who.phrase.1.clone());
        overlap(&right.source, std::slice::from_ref(&(start..end)))
    });
    let overlaps: Vec<f64> = overlaps.collect();
    let most = overlaps.iter().copied().fold(0.5, f64::max);
    let option = |(who, overlap): (&who::Who, &f64)| {
        let mut features = Vec::new();
        who::features(doc, quotes, candidate, who, &mut features);
        Given { features, right: *overlap >= most }
    };
    let options: Vec<Given> = whos.iter().zip(&overlaps).map(option).collect();
    (!options.is_empty()).then_some(Choice { weight: 1.0, options })
}

/// A candidate whose content ends at `at`.
fn ended(candidate: &Candidate, at: usize) -> Candidate {
    let mut ended = candidate.clone();
    if let Some(last) = ended.found.content.last_mut() {
        last.end = at;
    }
    ended
}

/// How well a candidate's content is one that the gold has for its cue.
fn fit(doc: &Doc, quotes: &Quotes, candidate: &Candidate, gold: &[Gold]) -> f64 {
    let found = &candidate.found;
    let cue = doc.chars(found.cue.clone());
    let meets = |gold: &&Gold| {
        gold.cue.is_empty() || gold.cue.iter().any(|c| c.start < cue.1 && cue.0 < c.end)
    };
    // A quotation may go on behind the sentence that the cue stands in.
    let goes_on = matches!(
        candidate.shape,
        Shape::Clause
            | Shape::Parenthetical
            | Shape::Quotation
            | Shape::Before
            | Shape::Behind
            | Shape::Block
    ) && found.content.iter().any(|part| quotes.at(part.start).is_some());
    let chars = found.content.iter().map(|part| doc.chars(part.clone()));
    let content: Vec<Range<usize>> = chars.map(|(start, end)| start..end).collect();
    let size: usize = content.iter().map(Range::len).sum();
    let one = |gold: &Gold| match shared(&gold.content, &content) as f64 >= 0.9 * size as f64 {
        true if goes_on => 1.0,
        _ => overlap(&gold.content, &content),
    };
    gold.iter().filter(meets).map(one).fold(0.0, f64::max)
}

fn slot(feature: u32) -> usize {
    feature as usize % SIZE
}

/// Weights while they are learned.
struct Table {
    weights: Vec<f32>,
    squares: Vec<f32>,
}

impl Table {
    fn new() -> Self {
        Self { weights: vec![0.0; SIZE], squares: vec![FIRST; SIZE] }
    }

    /// Learns from `choices`, beginning with the weights that are there; what comes out is the mean over the
    /// later half of the rounds.
    fn learn(&mut self, choices: &[Choice]) {
        let mut order: Vec<usize> = (0..choices.len()).collect();
        let mut sum = vec![0f64; SIZE];
        self.squares.fill(FIRST);
        // A linear congruential generator (Knuth's MMIX) shuffles, the same way each time.
        let mut state = 0u64;
        for round in 0..ROUNDS {
            for at in (1..order.len()).rev() {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                order.swap(at, (state >> 33) as usize % (at + 1));
            }
            for &index in &order {
                self.step(&choices[index]);
            }
            if round >= ROUNDS / 2 {
                for (sum, weight) in sum.iter_mut().zip(&self.weights) {
                    *sum += f64::from(*weight);
                }
            }
        }
        let seen = (ROUNDS - ROUNDS / 2) as f64;
        for (weight, sum) in self.weights.iter_mut().zip(sum) {
            *weight = (sum / seen) as f32;
        }
    }

    /// One step down the slope of the softmax over a choice's options and "none".
    fn step(&mut self, choice: &Choice) {
        let odds: Vec<f32> = choice
            .options
            .iter()
            .map(|option| {
                let score: f32 = option.features.iter().map(|&f| self.weights[slot(f)]).sum();
                score.clamp(-30.0, 30.0).exp()
            })
            .collect();
        let all = 1.0 + odds.iter().sum::<f32>();
        let pairs = || odds.iter().zip(&choice.options);
        let right: f32 = pairs().filter(|(_, option)| option.right).map(|(odd, _)| odd).sum();
        for (odd, option) in pairs() {
            let wanted = if option.right { odd / right } else { 0.0 };
            let slope = choice.weight * (odd / all - wanted);
            for slot in option.features.iter().map(|&f| slot(f)) {
                self.squares[slot] += slope * slope;
                self.weights[slot] -= STEP * slope / self.squares[slot].sqrt();
            }
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let short = |weight: f32| (weight * SCALE).round().clamp(-32768.0, 32767.0) as i16;
        self.weights.iter().flat_map(|&weight| short(weight).to_le_bytes()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices() -> Vec<Choice> {
        let option = |feature: u32, right| Given { features: vec![7, feature], right };
        (0..40)
            .map(|_| Choice { weight: 1.0, options: vec![option(1, true), option(2, false)] })
            .collect()
    }

    #[test]
    fn right_options_gain_and_the_same_choices_give_the_same_bytes() {
        let learned = || {
            let mut table = Table::new();
            table.learn(&choices());
            table
        };
        let table = learned();
        assert!(table.weights[1] > 0.0 && table.weights[2] < 0.0);
        assert_eq!(table.bytes(), learned().bytes());
    }

    #[test]
    fn a_choice_without_a_right_option_lowers_all() {
        let none = Given { features: vec![3], right: false };
        let mut table = Table::new();
        table.learn(&[Choice { weight: 1.0, options: vec![none] }]);
        assert!(table.weights[3] < 0.0);
    }
}
