//! The dependency parser: arc-eager with sentence breaks and unshift, then deprojectivisation.
//!
//! Arc-eager transitions after Nivre (2003, 2008); the repair of a wrong shift by *unshift* after
//! Honnibal and Johnson (2014), sentence breaks as part of the parse as in spaCy. Non-projective
//! arcs are lifted in training and put back here (Nivre and Nilsson, 2005).

use std::ops::Range;

use super::nonproj::{deprojectivise, sentence_starts};
use super::simd::Isa;
use super::transition::{Memory, Scorer, Shape, Steps};
use crate::container::{Container, ContainerError};

const SHIFT: u8 = 0;
const REDUCE: u8 = 1;
const LEFT: u8 = 2;
const RIGHT: u8 = 3;
const BREAK: u8 = 4;

/// Number of tokens of the state that the scorer looks at.
pub(super) const FEATURES: usize = 8;

/// Number of actions.
pub(super) const ACTIONS: u8 = 5;

/// No token.
const NONE: u32 = u32::MAX;

/// The tree of a document.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Tree {
    /// Heads within the document; a root is its own.
    pub(super) heads: Vec<u32>,
    /// Dependency labels.
    pub(super) labels: Vec<&'static str>,
    /// Whether a sentence begins at the token.
    pub(super) starts: Vec<bool>,
}

/// The parser.
#[derive(Debug)]
pub(super) struct Parser {
    scorer: Scorer,
    runs: Vec<(u8, Range<usize>)>,
}

impl Parser {
    /// Finds the stored parser.
    pub(super) fn load(container: &Container, width: usize) -> Result<Self, ContainerError> {
        let shape = Shape { width, features: FEATURES, actions: ACTIONS };
        let scorer = Scorer::load(container, "net.parser", shape)?;
        let runs = scorer.runs();
        Ok(Self { scorer, runs })
    }

    /// Parses one document from its tokens' vectors; `spaces` says which tokens are white space.
    pub(super) fn parse(
        &self,
        isa: Isa,
        vectors: &[f32],
        spaces: &[bool],
        memory: &mut Memory,
    ) -> Tree {
        let mut state = State::new(spaces.len());
        let mut steps = self.scorer.begin(isa, vectors, memory);
        while !state.is_final() {
            let Some(class) = self.best(&state, &mut steps) else { break };
            let next = self.scorer.moves[class];
            state.apply(next.action, next.label);
        }
        let (mut heads, mut labels) = (state.heads, state.labels);
        for (index, head) in heads.iter_mut().enumerate() {
            if *head == NONE {
                *head = index as u32;
                labels[index] = "ROOT";
            }
        }
        deprojectivise(&mut heads, &mut labels, spaces);
        let starts = sentence_starts(&heads);
        Tree { heads, labels, starts }
    }

    /// The valid class with the highest score, the first of equal ones.
    fn best(&self, state: &State, steps: &mut Steps<'_>) -> Option<usize> {
        let valid = state.valid();
        let scores = steps.scores(state.features());
        let mut best: Option<usize> = None;
        let mut highest = f32::NEG_INFINITY;
        for (action, run) in &self.runs {
            if !valid[*action as usize] {
                continue;
            }
            for class in run.clone() {
                if best.is_none() || scores[class] > highest {
                    (best, highest) = (Some(class), scores[class]);
                }
            }
        }
        best
    }
}

/// Stack, buffer and arcs of a parse.
#[derive(Debug)]
struct State {
    stack: Vec<u32>,
    /// Tokens put back from the stack, before the rest of the buffer.
    returned: Vec<u32>,
    next: u32,
    count: u32,
    heads: Vec<u32>,
    labels: Vec<&'static str>,
    /// The child added last on each side of a token, and for each child the one added before.
    last_left: Vec<u32>,
    last_right: Vec<u32>,
    before: Vec<u32>,
    unshiftable: Vec<bool>,
    starts: Vec<bool>,
}

impl State {
    fn new(count: usize) -> Self {
        Self {
            stack: Vec::new(),
            returned: Vec::new(),
            next: 0,
            count: count as u32,
            heads: vec![NONE; count],
            labels: vec![""; count],
            last_left: vec![NONE; count],
            last_right: vec![NONE; count],
            before: vec![NONE; count],
            unshiftable: vec![false; count],
            starts: vec![false; count],
        }
    }

    fn is_final(&self) -> bool {
        self.stack.is_empty() && self.buffered() == 0
    }

    fn buffered(&self) -> usize {
        (self.count - self.next) as usize + self.returned.len()
    }

    fn stacked(&self, depth: usize) -> Option<usize> {
        let index = self.stack.len().checked_sub(depth + 1)?;
        Some(self.stack[index] as usize)
    }

    fn buffer(&self, depth: usize) -> Option<usize> {
        if let Some(index) = self.returned.len().checked_sub(depth + 1) {
            return Some(self.returned[index] as usize);
        }
        let token = self.next as usize + depth - self.returned.len();
        (token < self.count as usize).then_some(token)
    }

    fn features(&self) -> [Option<usize>; FEATURES] {
        let (b0, s0) = (self.buffer(0), self.stacked(0));
        let last = |side: &[u32], of: Option<usize>| {
            of.map(|token| side[token]).filter(|&child| child != NONE).map(|child| child as usize)
        };
        [
            b0,
            self.buffer(1),
            s0,
            self.stacked(1),
            self.stacked(2),
            last(&self.last_left, b0),
            last(&self.last_left, s0),
            last(&self.last_right, s0),
        ]
    }

    /// Which actions may be taken, by their numbers.
    fn valid(&self) -> [bool; ACTIONS as usize] {
        let (depth, left) = (self.stack.len(), self.buffered());
        let (b0, b1) = (self.buffer(0), self.buffer(1));
        let starts = b0.is_some_and(|token| self.starts[token]);
        let unshiftable = b0.is_some_and(|token| self.unshiftable[token]);
        let arc = depth > 0 && left > 0 && !starts;
        let neighbours = b0.zip(b1).is_some_and(|(b0, b1)| b1 == b0 + 1 && !self.starts[b1]);
        let mut valid = [false; ACTIONS as usize];
        valid[SHIFT as usize] = depth == 0 || (left >= 2 && !starts && !unshiftable);
        valid[REDUCE as usize] = depth > 0;
        valid[LEFT as usize] = arc;
        valid[RIGHT as usize] = arc;
        valid[BREAK as usize] = left >= 2 && neighbours;
        valid
    }

    /// Takes a valid action.
    fn apply(&mut self, action: u8, label: &'static str) {
        let (b0, s0) = (self.buffer(0), self.stacked(0));
        match (action, s0, b0) {
            (SHIFT, _, Some(_)) => self.push(),
            (REDUCE, Some(s0), _) => {
                self.stack.pop();
                if self.heads[s0] == NONE && !self.stack.is_empty() {
                    self.unshiftable[s0] = true;
                    self.returned.push(s0 as u32);
                }
            }
            (LEFT, Some(s0), Some(b0)) => {
                self.add_arc(b0, s0, label);
                self.unshiftable[b0] = false;
                self.stack.pop();
            }
            (RIGHT, Some(s0), Some(b0)) => {
                self.add_arc(s0, b0, label);
                self.push();
            }
            (BREAK, ..) => {
                if let Some(b1) = self.buffer(1) {
                    self.starts[b1] = true;
                }
            }
            _ => {}
        }
    }

    fn push(&mut self) {
        let token = self.returned.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        self.stack.push(token);
    }

    /// Gives `child` its head, in place of an earlier one.
    fn add_arc(&mut self, head: usize, child: usize, label: &'static str) {
        if self.heads[child] != NONE {
            self.remove_child(self.heads[child] as usize, child);
        }
        let last = if head > child { &mut self.last_left } else { &mut self.last_right };
        self.before[child] = std::mem::replace(&mut last[head], child as u32);
        self.heads[child] = head as u32;
        self.labels[child] = label;
    }

    fn remove_child(&mut self, head: usize, child: usize) {
        let last = if head > child { &mut self.last_left } else { &mut self.last_right };
        if last[head] == child as u32 {
            last[head] = self.before[child];
            return;
        }
        let mut at = last[head];
        while at != NONE {
            let before = self.before[at as usize];
            if before == child as u32 {
                self.before[at as usize] = self.before[child];
                return;
            }
            at = before;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_a_tree_by_transitions() {
        // "Minister resigned today": nsubj <- ROOT -> npadvmod
        let mut state = State::new(3);
        assert_eq!(state.valid(), [true, false, false, false, true]);
        state.apply(SHIFT, "");
        assert_eq!(state.valid(), [true, true, true, true, true]);
        state.apply(LEFT, "nsubj");
        state.apply(SHIFT, "");
        assert_eq!(state.features()[0], Some(2));
        assert_eq!(state.features()[6], Some(0), "left child of the stack's top");
        state.apply(RIGHT, "npadvmod");
        assert_eq!(state.buffered(), 0);
        state.apply(REDUCE, "");
        state.apply(REDUCE, "");
        assert!(state.is_final());
        assert_eq!(state.heads, [1, NONE, 1]);
    }

    #[test]
    fn a_reduced_word_without_head_returns_to_the_buffer() {
        let mut state = State::new(3);
        state.apply(SHIFT, "");
        state.apply(SHIFT, "");
        state.apply(REDUCE, "");
        assert_eq!((state.buffer(0), state.buffer(1)), (Some(1), Some(2)));
        assert_eq!(state.stack, [0]);
        assert!(!state.valid()[SHIFT as usize], "it must not be shifted again");
        state.apply(LEFT, "dep");
        assert_eq!(state.heads[0], 1);
        assert!(!state.unshiftable[1]);
    }

    #[test]
    fn a_new_head_takes_the_child_from_the_old_one() {
        let mut state = State::new(4);
        for child in [0, 1, 2] {
            state.add_arc(3, child, "a");
        }
        state.add_arc(0, 1, "b");
        assert_eq!(state.last_left[3], 2);
        assert_eq!(state.before[2], 0);
        assert_eq!((state.last_right[0], state.labels[1]), (1, "b"));
        state.add_arc(1, 2, "c");
        assert_eq!(state.last_left[3], 0);
    }

    #[test]
    fn a_break_marks_the_next_word() {
        let mut state = State::new(2);
        state.apply(BREAK, "ROOT");
        assert!(state.starts[1] && !state.valid()[BREAK as usize]);
        state.apply(SHIFT, "");
        let valid = state.valid();
        assert!(!valid[LEFT as usize] && !valid[RIGHT as usize] && valid[REDUCE as usize]);
    }
}
