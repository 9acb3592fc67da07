//! The entity recogniser: one action a token, begin, in, last, unit or out.
//!
//! The BILUO scheme (Ratinov and Roth, 2009) as a transition system (Lample and others, 2016). It
//! reads the parser's sentence starts: an entity does not go on over one.

use super::simd::Isa;
use super::transition::{Memory, Scorer, Shape};
use crate::container::{Container, ContainerError};
use crate::doc::Iob;

const BEGIN: u8 = 1;
const IN: u8 = 2;
const LAST: u8 = 3;
const UNIT: u8 = 4;
const OUT: u8 = 5;

/// Number of tokens of the state that the scorer looks at.
pub(super) const FEATURES: usize = 3;

/// Number of actions; action 0 is never used.
pub(super) const ACTIONS: u8 = 6;

/// The recogniser.
#[derive(Debug)]
pub(super) struct Recogniser {
    scorer: Scorer,
}

/// What may follow, at one token.
struct Options {
    open: Option<&'static str>,
    last_in_sentence: bool,
    last: bool,
    space: bool,
}

impl Options {
    fn allow(&self, action: u8, label: &'static str) -> bool {
        let continues = !self.last && !self.last_in_sentence;
        match (action, self.open) {
            (BEGIN, None) => continues && !self.space,
            (IN, Some(open)) => continues && open == label,
            (LAST, Some(open)) => open == label,
            (UNIT, None) => !label.is_empty() && !self.space,
            (OUT, None) => true,
            _ => false,
        }
    }
}

impl Recogniser {
    /// Finds the stored recogniser.
    pub(super) fn load(container: &Container, width: usize) -> Result<Self, ContainerError> {
        let shape = Shape { width, features: FEATURES, actions: ACTIONS };
        Ok(Self { scorer: Scorer::load(container, "net.ner", shape)? })
    }

    /// The entities of one document, a tag a token.
    pub(super) fn recognise(
        &self,
        isa: Isa,
        vectors: &[f32],
        spaces: &[bool],
        starts: &[bool],
        memory: &mut Memory,
    ) -> Vec<Iob> {
        let count = spaces.len();
        let mut steps = self.scorer.begin(isa, vectors, memory);
        let mut open: Option<(usize, &'static str)> = None;
        let mut tags = Vec::with_capacity(count);
        for (token, &space) in spaces.iter().enumerate() {
            let previous = open.and_then(|_| token.checked_sub(1));
            let scores = steps.scores([Some(token), open.map(|(first, _)| first), previous]);
            let options = Options {
                open: open.map(|(_, label)| label),
                last: token + 1 == count,
                last_in_sentence: starts.get(token + 1) == Some(&true),
                space,
            };
            let mut best: Option<usize> = None;
            for (class, next) in self.scorer.moves.iter().enumerate() {
                if best.is_none_or(|best| scores[class] > scores[best])
                    && options.allow(next.action, next.label)
                {
                    best = Some(class);
                }
            }
            let Some(next) = best.map(|best| self.scorer.moves[best]) else {
                tags.push(Iob::Out);
                continue;
            };
            tags.push(match next.action {
                BEGIN | UNIT => Iob::Begin(next.label),
                IN | LAST => Iob::In(next.label),
                _ => Iob::Out,
            });
            match next.action {
                BEGIN => open = Some((token, next.label)),
                LAST => open = None,
                _ => {}
            }
        }
        tags
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_follow_is_allowed() {
        let at =
            |open, last, last_in_sentence, space| Options { open, last, last_in_sentence, space };
        let outside = at(None, false, false, false);
        assert!(
            outside.allow(BEGIN, "GPE") && outside.allow(UNIT, "GPE") && outside.allow(OUT, "")
        );
        assert!(
            !outside.allow(IN, "GPE") && !outside.allow(LAST, "GPE") && !outside.allow(UNIT, "")
        );
        let inside = at(Some("GPE"), false, false, false);
        assert!(inside.allow(IN, "GPE") && inside.allow(LAST, "GPE"));
        assert!(!inside.allow(IN, "ORG") && !inside.allow(OUT, "") && !inside.allow(BEGIN, "GPE"));
        let at_end = at(Some("GPE"), false, true, false);
        assert!(!at_end.allow(IN, "GPE") && at_end.allow(LAST, "GPE"));
        let space = at(None, false, false, true);
        assert!(!space.allow(BEGIN, "GPE") && !space.allow(UNIT, "GPE") && space.allow(OUT, ""));
    }
}
