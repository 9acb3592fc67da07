//! The dependency parser: arc-eager with sentence breaks and unshifting.
//!
//! Nivre 2003; Honnibal, Goldberg and Johnson 2013 (non-monotonic arcs, unshift); pseudo-projective
//! labels by Nivre and Nilsson 2005, undone after parsing. Greedy: one best valid action a step.

use crate::moves::Move;
use crate::transition::Precomputed;

/// Tokens that the parser looks at in a state.
pub const FEATURES: usize = 8;

const SHIFT: u8 = 0;
const REDUCE: u8 = 1;
const LEFT: u8 = 2;
const RIGHT: u8 = 3;
const BREAK: u8 = 4;
/// Number of actions.
pub const ACTIONS: usize = 5;

const NONE: u32 = u32::MAX;

/// A parsed text: for each token its head (a root is its own), its label, and whether it begins a
/// sentence.
#[derive(Debug, Default)]
pub struct Tree {
    /// Token index of the head.
    pub heads: Vec<usize>,
    /// Dependency label.
    pub labels: Vec<&'static str>,
    /// Whether a sentence begins here.
    pub starts: Vec<bool>,
}

/// A class with what the parser needs of it.
#[derive(Debug, Clone, Copy)]
pub struct Class {
    action: u8,
    label: &'static str,
}

/// The classes of the parser, labels interned; `None` when an action is unknown.
pub fn classes(moves: &[Move], intern: fn(&str) -> &'static str) -> Option<Vec<Class>> {
    let class = |m: &Move| {
        (usize::from(m.action) < ACTIONS)
            .then(|| Class { action: m.action, label: intern(&m.label) })
    };
    moves.iter().map(class).collect()
}

/// The state of a parse.
struct State {
    stack: Vec<u32>,
    /// Tokens put back from the stack, the next one last.
    rebuffered: Vec<u32>,
    next: u32,
    length: u32,
    heads: Vec<u32>,
    labels: Vec<&'static str>,
    /// Last child on each side of a token, and the child before a child on its side.
    last: [Vec<u32>; 2],
    before: Vec<u32>,
    unshiftable: Vec<bool>,
    start: Vec<bool>,
}

impl State {
    fn new(length: usize) -> Self {
        let empty = || vec![NONE; length];
        Self {
            stack: Vec::new(),
            rebuffered: Vec::new(),
            next: 0,
            length: length as u32,
            heads: empty(),
            labels: vec!["ROOT"; length],
            last: [empty(), empty()],
            before: empty(),
            unshiftable: vec![false; length],
            start: vec![false; length],
        }
    }

    fn stack(&self, depth: usize) -> u32 {
        self.stack.len().checked_sub(depth + 1).map_or(NONE, |at| self.stack[at])
    }

    fn buffer(&self, depth: usize) -> u32 {
        if let Some(at) = self.rebuffered.len().checked_sub(depth + 1) {
            return self.rebuffered[at];
        }
        let at = self.next + (depth - self.rebuffered.len()) as u32;
        if at < self.length { at } else { NONE }
    }

    fn buffer_len(&self) -> usize {
        (self.length - self.next) as usize + self.rebuffered.len()
    }

    fn last(&self, side: usize, head: u32) -> u32 {
        if head == NONE { NONE } else { self.last[side][head as usize] }
    }

    fn features(&self) -> [Option<usize>; FEATURES] {
        let (b0, s0) = (self.buffer(0), self.stack(0));
        [
            b0,
            self.buffer(1),
            s0,
            self.stack(1),
            self.stack(2),
            self.last(0, b0),
            self.last(0, s0),
            self.last(1, s0),
        ]
        .map(|token| (token != NONE).then_some(token as usize))
    }

    /// Which actions are valid here.
    fn valid(&self) -> [bool; ACTIONS] {
        let (b0, b1) = (self.buffer(0), self.buffer(1));
        let ahead = self.buffer_len();
        let is = |flags: &[bool], token: u32| token != NONE && flags[token as usize];
        let begins = is(&self.start, b0);
        let arc = !self.stack.is_empty() && ahead > 0 && !begins;
        let shift = self.stack.is_empty() || (ahead >= 2 && !begins && !is(&self.unshiftable, b0));
        let breaks = ahead >= 2 && b1 != NONE && b1 == b0 + 1 && !is(&self.start, b1);
        [shift, !self.stack.is_empty(), arc, arc, breaks]
    }

    fn push(&mut self) {
        let token = self.rebuffered.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        self.stack.push(token);
    }

    fn arc(&mut self, head: u32, child: u32, label: &'static str) {
        let old = self.heads[child as usize];
        if old != NONE {
            self.unlink(old, child);
        }
        let side = usize::from(head < child);
        self.before[child as usize] = self.last[side][head as usize];
        self.last[side][head as usize] = child;
        self.heads[child as usize] = head;
        self.labels[child as usize] = label;
    }

    fn unlink(&mut self, head: u32, child: u32) {
        let side = usize::from(head < child);
        let next = self.before[child as usize];
        if self.last[side][head as usize] == child {
            self.last[side][head as usize] = next;
            return;
        }
        let mut at = self.last[side][head as usize];
        while at != NONE && self.before[at as usize] != child {
            at = self.before[at as usize];
        }
        if at != NONE {
            self.before[at as usize] = next;
        }
    }

    fn apply(&mut self, class: Class) {
        let (s0, b0, b1) = (self.stack(0), self.buffer(0), self.buffer(1));
        match class.action {
            SHIFT => self.push(),
            REDUCE => {
                self.stack.pop();
                if self.heads[s0 as usize] == NONE && !self.stack.is_empty() {
                    self.unshiftable[s0 as usize] = true;
                    self.rebuffered.push(s0);
                }
            }
            LEFT => {
                self.arc(b0, s0, class.label);
                self.unshiftable[b0 as usize] = false;
                self.stack.pop();
            }
            RIGHT => {
                self.arc(s0, b0, class.label);
                self.push();
            }
            BREAK => self.start[b1 as usize] = true,
            _ => {}
        }
    }
}

/// Parses one text of `length` tokens; `space` says which are white space.
pub fn parse(scorer: &mut Precomputed, classes: &[Class], length: usize, space: &[bool]) -> Tree {
    let mut state = State::new(length);
    while !state.stack.is_empty() || state.buffer_len() > 0 {
        let valid = state.valid();
        let scores = scorer.scores(&state.features());
        let mut best: Option<(f32, Class)> = None;
        for (class, &score) in classes.iter().zip(scores) {
            if valid[usize::from(class.action)] && best.is_none_or(|(most, _)| score > most) {
                best = Some((score, *class));
            }
        }
        let Some((_, class)) = best else { break };
        state.apply(class);
    }
    let mut tree = Tree { labels: state.labels, ..Tree::default() };
    let head = |(token, &head): (usize, &u32)| if head == NONE { token } else { head as usize };
    tree.heads = state.heads.iter().enumerate().map(head).collect();
    deprojectivise(&mut tree, space);
    tree.starts = vec![false; length];
    let edges = edges(&tree.heads);
    for (token, &head) in tree.heads.iter().enumerate() {
        if head == token {
            tree.starts[edges[token].0] = true;
        }
    }
    tree
}

/// Separates the two labels of a lifted arc (`X||Y`: label X, below a descendant labelled Y).
const LIFTED: &str = "||";

/// Moves lifted arcs back: breadth-first below the head for a token with the label it was below.
fn deprojectivise(tree: &mut Tree, space: &[bool]) {
    if !tree.labels.iter().any(|label| label.contains(LIFTED)) {
        return;
    }
    // Edges of the projective tree; heads are read as they are while arcs are moved.
    let edges = edges(&tree.heads);
    for token in 0..tree.heads.len() {
        let Some((label, below)) = tree.labels[token].split_once(LIFTED) else { continue };
        if let Some(head) = find_below(tree, &edges, token, below, space) {
            tree.heads[token] = head;
        }
        tree.labels[token] = label;
    }
}

fn find_below(
    tree: &Tree,
    edges: &[(usize, usize)],
    token: usize,
    label: &str,
    space: &[bool],
) -> Option<usize> {
    let mut level = vec![tree.heads[token]];
    // A tree is no deeper than it has tokens; moved arcs could make a circle.
    for _ in 0..tree.heads.len() {
        let mut next = Vec::new();
        for head in level {
            let (left, right) = edges[head];
            for child in (left..head).chain(head + 1..right + 1) {
                if tree.heads[child] != head || space[child] || child == token {
                    continue;
                }
                if tree.labels[child] == label {
                    return Some(child);
                }
                next.push(child);
            }
        }
        if next.is_empty() {
            return None;
        }
        level = next;
    }
    None
}

/// First and last token below each token.
fn edges(heads: &[usize]) -> Vec<(usize, usize)> {
    let mut edges: Vec<(usize, usize)> = (0..heads.len()).map(|token| (token, token)).collect();
    let mut open = vec![0usize; heads.len()];
    for (token, &head) in heads.iter().enumerate() {
        open[head] += usize::from(head != token);
    }
    let mut ready: Vec<usize> = (0..heads.len()).filter(|&token| open[token] == 0).collect();
    while let Some(token) = ready.pop() {
        let head = heads[token];
        if head == token {
            continue;
        }
        edges[head].0 = edges[head].0.min(edges[token].0);
        edges[head].1 = edges[head].1.max(edges[token].1);
        open[head] -= 1;
        if open[head] == 0 {
            ready.push(head);
        }
    }
    edges
}
