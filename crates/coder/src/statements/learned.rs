//! What is learned of statements: which of a cue's candidates is one, where its content ends, and which
//! phrase is its source. Three linear models over features of the parse.
//!
//! The features are hashed into one table of weights (feature hashing: Weinberger et al., "Feature
//! Hashing for Large Scale Multitask Learning", 2009). [`super::training`] makes the table.

use std::borrow::Cow;

use sayso_language::Doc;

use super::content::{Candidate, Shape, candidates};
use super::ends::{self, ends};
use super::features::features;
use super::who::{self, Who};
use crate::Context;
use crate::quotes::Quotes;

/// Weights of the table, a power of two.
pub const SIZE: usize = 1 << 19;

/// A weight of one as it stands in the file.
pub const SCALE: f32 = 1024.0;

/// The weights, by feature.
pub struct Weights(Cow<'static, [u8]>);

impl Weights {
    /// Those that the program carries.
    pub fn built_in() -> &'static Self {
        static BUILT_IN: Weights = Weights(Cow::Borrowed(include_bytes!("weights.bin")));
        &BUILT_IN
    }

    /// Weights as 16-bit integers, little-endian, in units of 1/1024; what is missing is zero.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Cow::Owned(bytes))
    }

    /// The sum of some features' weights.
    fn sum(&self, features: &[u32]) -> f32 {
        features.iter().map(|&feature| self.of(feature)).sum()
    }

    fn of(&self, feature: u32) -> f32 {
        let at = 2 * (feature as usize % SIZE);
        let bytes = self.0.get(at..at + 2).map_or([0, 0], |b| [b[0], b[1]]);
        f32::from(i16::from_le_bytes(bytes)) / SCALE
    }

    /// The candidates whose cue is `token`, each ending where it most likely does, with the logarithm of
    /// the odds that it is a statement when it is judged alone.
    pub fn options(
        &self,
        context: Context,
        quotes: &Quotes,
        token: usize,
        buffer: &mut Vec<u32>,
    ) -> Vec<(Candidate, f32)> {
        let judged = |mut candidate| {
            self.end(context.doc, quotes, &mut candidate, buffer);
            buffer.clear();
            features(context.doc, quotes, &candidate, buffer);
            let score = self.sum(buffer);
            (candidate, score)
        };
        candidates(context, quotes, token).into_iter().map(judged).collect()
    }

    /// Gives a statement the likeliest source.
    pub fn source(
        &self,
        doc: &Doc,
        quotes: &Quotes,
        candidate: &mut Candidate,
        buffer: &mut Vec<u32>,
    ) {
        if !has_source_to_choose(candidate) {
            return;
        }
        let mut best: Option<(f32, Who)> = None;
        for who in who::options(doc, candidate) {
            buffer.clear();
            who::features(doc, quotes, candidate, &who, buffer);
            let score = self.sum(buffer);
            if score > 0.0 && best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, who));
            }
        }
        candidate.found.source = best.map(|(_, who)| who.phrase);
    }

    /// Lets a candidate's content end where it most likely does.
    pub fn end(
        &self,
        doc: &Doc,
        quotes: &Quotes,
        candidate: &mut Candidate,
        buffer: &mut Vec<u32>,
    ) {
        let ends = ends(doc, quotes, candidate);
        let mut best: Option<(f32, usize)> = None;
        // How likely it is that it did not end before.
        let mut so_far = 1.0;
        for (index, &end) in ends.iter().enumerate() {
            let stop = ends.get(index + 1).map_or(1.0, |&next| {
                buffer.clear();
                ends::features(doc, candidate, end, next, buffer);
                1.0 / (1.0 + (-self.sum(buffer)).exp())
            });
            if best.is_none_or(|(most, _)| so_far * stop > most) {
                best = Some((so_far * stop, end.at));
            }
            so_far *= 1.0 - stop;
        }
        if let (Some((_, at)), Some(last)) = (best, candidate.found.content.last_mut()) {
            last.end = at;
        }
    }
}

/// Whether a candidate's source is not given by its own form, as behind "according to".
pub fn has_source_to_choose(candidate: &Candidate) -> bool {
    !matches!(
        candidate.shape,
        Shape::Sentence | Shape::Header | Shape::Signed | Shape::Within | Shape::Adverb
    )
}

/// The shape's name in a rule's id.
pub fn name(shape: Shape) -> &'static str {
    match shape {
        Shape::Sentence => "sentence",
        Shape::Clause => "clause",
        Shape::Parenthetical => "parenthetical",
        Shape::Quotation => "quotation",
        Shape::Infinitive => "infinitive",
        Shape::Participle => "participle",
        Shape::Preposition => "preposition",
        Shape::Object => "object",
        Shape::Before => "before",
        Shape::Behind => "behind",
        Shape::Rest => "rest",
        Shape::Passive => "passive",
        Shape::Around => "around",
        Shape::Block => "block",
        Shape::Header => "header",
        Shape::Signed => "signed",
        Shape::Within => "within",
        Shape::Adverb => "adverb",
    }
}
