//! Which of a cue's candidates is a statement: a linear model over features of the parse.
//!
//! The features of a candidate are hashed into one table of weights (feature hashing: Weinberger et
//! al., "Feature Hashing for Large Scale Multitask Learning", 2009); the candidate with the largest
//! sum is taken where that exceeds zero. [`super::training`] makes the table.

use std::borrow::Cow;
use std::ops::Range;

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
        let mut ends = ends(doc, quotes, candidate);
        static X: std::sync::LazyLock<u8> = std::sync::LazyLock::new(|| std::env::var("ENDS").map_or(0, |v| v.parse().unwrap_or(0)));
        if *X == 1 { return; }
        if *X == 2 { let e = candidate.found.content.last().map_or(0, |l| l.end); ends.retain(|x| x.at <= e); }
        // How likely it ends at each, and how long it is then, in characters.
        let mut likely: Vec<(f32, f32)> = Vec::with_capacity(ends.len());
        let mut so_far = 1.0;
        let parts = &candidate.found.content;
        let Some((last, before)) = parts.split_last() else { return };
        let length = |part: Range<usize>| {
            let (start, end) = doc.chars(part);
            (end - start) as f32
        };
        let before: f32 = before.iter().map(|part| length(part.clone())).sum();
        for (index, &end) in ends.iter().enumerate() {
            let stop = ends.get(index + 1).map_or(1.0, |&next| {
                buffer.clear();
                ends::features(doc, candidate, end, next, buffer);
                1.0 / (1.0 + (-self.sum(buffer)).exp())
            });
            likely.push((so_far * stop, before + length(last.start..end.at)));
            so_far *= 1.0 - stop;
        }
        let overlap = |one: f32| -> f32 {
            likely.iter().map(|&(odds, other)| odds * gain(one.min(other) / one.max(other))).sum()
        };
        let mut best: Option<(f32, usize)> = None;
        for (&(_, long), end) in likely.iter().zip(&ends) {
            let overlap = overlap(long);
            if best.is_none_or(|(most, _)| overlap > most) {
                best = Some((overlap, end.at));
            }
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

fn gain(x: f32) -> f32 {
    static G: std::sync::LazyLock<u8> = std::sync::LazyLock::new(|| std::env::var("G").map_or(2, |v| v.parse().unwrap_or(0)));
    match *G { 0 => x, 1 => f32::from(x >= 0.5), 2 => f32::from(x >= 0.999), _ => x * 0.5 + f32::from(x >= 0.5) * 0.5 }
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
