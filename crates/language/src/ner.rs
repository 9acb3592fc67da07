//! The entity recogniser: BILUO tags, one action a token (Ratinov and Roth 2009).

use crate::doc::Iob;
use crate::moves::Move;
use crate::transition::Precomputed;

/// Tokens that the recogniser looks at in a state.
pub const FEATURES: usize = 3;

const BEGIN: u8 = 1;
const IN: u8 = 2;
const LAST: u8 = 3;
const UNIT: u8 = 4;
const OUT: u8 = 5;

/// A class with what the recogniser needs of it.
#[derive(Debug, Clone, Copy)]
pub struct Class {
    action: u8,
    label: &'static str,
}

/// The classes of the recogniser, labels interned; `None` when an action is unknown.
pub fn classes(moves: &[Move], intern: fn(&str) -> &'static str) -> Option<Vec<Class>> {
    let class = |m: &Move| {
        (BEGIN..=OUT)
            .contains(&m.action)
            .then(|| Class { action: m.action, label: intern(&m.label) })
    };
    moves.iter().map(class).collect()
}

/// Tags one text: `starts` says where sentences begin, `space` which tokens are white space.
pub fn recognise(
    scorer: &mut Precomputed,
    classes: &[Class],
    starts: &[bool],
    space: &[bool],
) -> Vec<Iob> {
    let length = space.len();
    let mut tags = vec![Iob::Out; length];
    let mut open: Option<(usize, &'static str)> = None;
    for token in 0..length {
        // No entity runs past the end of the text or of its sentence.
        let ends = token + 1 == length || starts[token + 1];
        let same = |label: &str| open.is_some_and(|(_, l)| l == label);
        let valid = |class: &Class| match class.action {
            BEGIN => open.is_none() && !ends && !space[token],
            IN => !ends && same(class.label),
            LAST => same(class.label),
            UNIT => open.is_none() && !space[token] && !class.label.is_empty(),
            _ => open.is_none(),
        };
        let before = open.and(token.checked_sub(1));
        let scores = scorer.scores(&[Some(token), open.map(|(first, _)| first), before]);
        let mut best: Option<(f32, &Class)> = None;
        for (class, &score) in classes.iter().zip(scores) {
            if best.is_none_or(|(most, _)| score > most) && valid(class) {
                best = Some((score, class));
            }
        }
        let Some((_, class)) = best else { continue };
        match class.action {
            BEGIN => open = Some((token, class.label)),
            UNIT => tags[token] = Iob::Begin(class.label),
            LAST => {
                if let Some((first, label)) = open.take() {
                    tags[first..=token].fill(Iob::In(label));
                    tags[first] = Iob::Begin(label);
                }
            }
            _ => {}
        }
    }
    tags
}
