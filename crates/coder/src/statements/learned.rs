//! Which of a cue's candidates is a statement: a linear model over features of the parse.
//!
//! The features of a candidate are hashed into one table of weights (feature hashing: Weinberger et
//! al., "Feature Hashing for Large Scale Multitask Learning", 2009); the candidate with the largest
//! sum is taken where that exceeds zero. [`super::training`] makes the table.

use sayso_language::{Doc, Iob};

use super::Found;
use super::content::{Candidate, Shape, candidates};
use super::ends::{self, ends};
use crate::Context;
use crate::quotes::Quotes;

/// Weights of the table, a power of two.
pub const SIZE: usize = 1 << 19;

/// The feature that every candidate has, and no end.
pub const ALWAYS: u32 = 0;

/// A weight of one as it stands in the file.
pub const SCALE: f32 = 1024.0;

/// What a candidate gains that a page names and whose source is named or whose cue is a claim's noun:
/// pages are written for news of every kind, the gold is of one.
const NAMED: f32 = 1.6;

/// See [`NAMED`].
fn is_certain(doc: &Doc, candidate: &Candidate) -> bool {
    let found = &candidate.found;
    let named = found.source.as_ref().is_some_and(|&(head, _)| doc.tokens()[head].pos == "PROPN");
    let claim = doc.tokens()[found.head].pos == "NOUN" && candidate.shape == Shape::Clause;
    !found.rule.is_empty() && (named || claim)
}

/// The weights, by feature.
pub struct Weights(&'static [u8]);

impl Weights {
    /// Those that the program carries: 16-bit integers, little-endian, in units of 1/1024.
    pub fn built_in() -> &'static Self {
        const BUILT_IN: Weights = Weights(include_bytes!("weights.bin"));
        &BUILT_IN
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
}

/// The statement whose cue is `token`, if there is one.
pub fn best(context: Context, quotes: &Quotes, weights: &Weights, token: usize) -> Option<Found> {
    let mut buffer = Vec::new();
    let mut best: Option<(f32, Candidate)> = None;
    for candidate in candidates(context, quotes, token) {
        let score = score(context.doc, quotes, weights, &candidate, &mut buffer);
        if score > 0.0 && best.as_ref().is_none_or(|(most, _)| score > *most) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, mut candidate)| {
        if let Some(end) = best_end(context.doc, quotes, weights, &candidate, &mut buffer)
            && let Some(last) = candidate.found.content.last_mut()
        {
            last.end = end;
        }
        let mut found = candidate.found;
        if found.rule.is_empty() {
            found.rule = format!("learned-{}", name(candidate.shape));
        }
        found
    })
}

/// Where the content ends earlier than its phrase does, if it does.
fn best_end(
    doc: &Doc,
    quotes: &Quotes,
    weights: &Weights,
    candidate: &Candidate,
    buffer: &mut Vec<u32>,
) -> Option<usize> {
    let mut best: Option<(f32, usize)> = None;
    for end in ends(doc, quotes, &candidate.found.content) {
        buffer.clear();
        ends::features(doc, candidate, end, buffer);
        let score = weights.sum(buffer);
        if score > 0.0 && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, end.at));
        }
    }
    best.map(|(_, at)| at)
}

/// Logarithm of the odds that a candidate is a statement.
pub fn score(
    doc: &Doc,
    quotes: &Quotes,
    weights: &Weights,
    candidate: &Candidate,
    buffer: &mut Vec<u32>,
) -> f32 {
    if candidate.shape == Shape::Sentence {
        return f32::INFINITY;
    }
    buffer.clear();
    features(doc, quotes, candidate, buffer);
    let sum = weights.sum(buffer);
    if is_certain(doc, candidate) { sum + NAMED } else { sum }
}

/// The shape's name in a rule's id.
fn name(shape: Shape) -> &'static str {
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
    }
}

/// Collects hashed features.
pub struct Hashed<'f> {
    into: &'f mut Vec<u32>,
    shape: u64,
}

impl<'f> Hashed<'f> {
    /// Collects features of something of a shape.
    pub fn new(into: &'f mut Vec<u32>, shape: Shape) -> Self {
        Self { into, shape: shape as u64 + 1 }
    }

    /// A feature of these words, alone and with the shape.
    pub fn add(&mut self, kind: u64, words: &[&str]) {
        // FNV-1a.
        let mut hash = 0xcbf2_9ce4_8422_2325 ^ kind;
        for word in words {
            for byte in word.bytes().chain([0]) {
                hash = (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x100_0000_01b3);
            }
        }
        for hash in [hash, hash ^ self.shape.wrapping_mul(0x9e37_79b9_7f4a_7c15)] {
            let mixed = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            self.into.push((mixed >> 32) as u32);
        }
    }
}

/// The features of a candidate: numbers into the table.
pub fn features(doc: &Doc, quotes: &Quotes, candidate: &Candidate, into: &mut Vec<u32>) {
    let Candidate { found, shape, link } = candidate;
    let tokens = doc.tokens();
    let cue = &tokens[found.head];
    let lemma: &str = &cue.lemma;
    let row = &tokens[*link];
    let first = &tokens[found.content[0].start];
    let head = match *shape {
        Shape::Preposition => doc.child(*link, &["pobj", "pcomp"]).unwrap_or(*link),
        _ => *link,
    };
    let preposition = if *shape == Shape::Preposition { &*row.lemma } else { "" };
    let source = found.source.as_ref().map(|(head, _)| *head);
    let who = source.map_or("none", |head| match (tokens[head].entity, tokens[head].pos) {
        (Iob::Begin(label) | Iob::In(label), _) => label,
        (Iob::Out, pos) => pos,
    });
    let speaker = source.map_or("", |head| &*tokens[head].lemma);
    let inside = if quotes.at(found.head).is_some() { "in" } else { "out" };
    let opens = found.content[0].start;
    let quoted = match (quotes.at(opens), quotes.at(found.head)) {
        (Some(a), b) if Some(a) != b && quotes.ranges[a].start == opens => "opens",
        (Some(a), b) if Some(a) != b => "inside",
        _ => {
            let any = found.content.iter().any(|part| quotes.share(part.clone()) > 0.0);
            if any { "some" } else { "none" }
        }
    };
    let length: usize = found.content.iter().map(|part| part.len()).sum();
    let length = match length {
        1 => "1",
        2 => "2",
        3..=4 => "4",
        5..=8 => "8",
        9..=16 => "16",
        17..=32 => "32",
        _ => "64",
    };
    let above = &tokens[cue.head];
    let side = if opens > found.head { "behind" } else { "before" };
    let rule: &str = &found.rule;
    let word = |token: Option<usize>| token.map_or("", |token| &*tokens[token].lemma);
    let marker = doc.children(head).find(|&c| {
        matches!(tokens[c].dep, "mark" | "advmod") && c < head || tokens[c].tag.starts_with('W')
    });
    into.push(ALWAYS);
    let mut hashed = Hashed::new(into, *shape);
    hashed.add(1, &[]);
    hashed.add(2, &[lemma, cue.pos]);
    hashed.add(3, &[lemma, preposition]);
    hashed.add(4, &[rule]);
    hashed.add(5, &[if rule.is_empty() { "no" } else { "rule" }]);
    hashed.add(6, &[cue.tag]);
    hashed.add(7, &[cue.dep]);
    hashed.add(8, &[cue.dep, &above.lemma]);
    hashed.add(9, &[who]);
    hashed.add(10, &[who, lemma]);
    hashed.add(11, &[speaker]);
    hashed.add(12, &[speaker, lemma]);
    hashed.add(13, &[tokens[head].tag]);
    hashed.add(14, &[&tokens[head].lemma]);
    hashed.add(15, &[&tokens[head].lemma, lemma]);
    hashed.add(16, &[word(marker)]);
    hashed.add(17, &[word(marker), lemma]);
    hashed.add(18, &[&first.lemma]);
    hashed.add(19, &[quoted, inside]);
    hashed.add(20, &[quoted, inside, lemma]);
    hashed.add(21, &[length]);
    hashed.add(22, &[side, cue.dep]);
    hashed.add(23, &[preposition]);
    hashed.add(24, &[word(found.head.checked_sub(1)), lemma]);
    hashed.add(25, &[word(Some(found.head + 1).filter(|&next| next < doc.len()))]);
    hashed.add(26, &[cue.tag, lemma]);
    hashed.add(27, &[tokens[head].tag, lemma]);
    hashed.add(28, &[who, cue.tag]);
    for child in doc.children(found.head) {
        let row = &tokens[child];
        match row.dep {
            "aux" | "neg" | "auxpass" | "advmod" | "poss" | "det" | "amod" => {
                hashed.add(29, &[row.dep, &row.lemma]);
            }
            "punct" => {}
            dep => hashed.add(30, &[dep]),
        }
        hashed.add(31, &[row.dep, lemma]);
    }
    if let Some(entity) = match tokens[head].entity {
        Iob::Begin(label) | Iob::In(label) => Some(label),
        Iob::Out => None,
    } {
        hashed.add(32, &[entity]);
        hashed.add(33, &[entity, lemma]);
    }
    if let Some(source) = source {
        hashed.add(34, &[tokens[source].dep, tokens[source].tag]);
        let own = tokens[source].head == found.head;
        hashed.add(35, &[if own { "own" } else { "shared" }, cue.dep]);
    }
    let grand = &tokens[above.head];
    let ending = lemma.char_indices().rev().nth(2).map_or(lemma, |(at, _)| &lemma[at..]);
    let sentence = doc.sentences()[doc.sentence_of(found.head)].clone();
    let spoken = if quotes.share(sentence) > 0.0 { "quotes" } else { "" };
    hashed.add(37, &[lemma, who, quoted]);
    hashed.add(38, &[cue.dep, who]);
    hashed.add(39, &[lemma, preposition, tokens[head].tag]);
    hashed.add(40, &[ending, cue.pos]);
    hashed.add(41, &[cue.dep, above.dep, grand.dep]);
    hashed.add(42, &[spoken, who]);
    hashed.add(43, &[spoken, lemma]);
    hashed.add(44, &[rule, who]);
    hashed.add(45, &[rule, who, cue.tag]);
    hashed.add(46, &[rule, cue.dep, tokens[head].tag]);
    hashed.add(47, &[preposition, &tokens[head].lemma]);
    hashed.add(48, &[length, tokens[head].tag]);
    hashed.add(49, &[lemma, length]);
    hashed.add(50, &[speaker, cue.tag]);
    hashed.add(51, &[above.pos, cue.dep]);
    if above.pos == "VERB" {
        hashed.add(36, &[&above.lemma, lemma]);
    }
}
