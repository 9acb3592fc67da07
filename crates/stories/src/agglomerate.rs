//! Groups made bottom up: the two that belong together most are put together, again and again.

use std::cmp::Ordering;
use std::collections::{BTreeSet, BinaryHeap};

/// What is grouped. Groups are numbered; those that stood before come first, in an order that depends on
/// what they hold.
pub(crate) trait Groups {
    /// How well two groups go together; from 0 up they may.
    fn score(&self, a: usize, b: usize) -> f64;
    /// Puts the second group, the higher number, into the first.
    fn merge(&mut self, into: usize, from: usize);
}

/// Two groups that may be put together.
struct Candidate {
    score: f64,
    pair: (usize, usize),
    /// How often each of the two had been put together with others when the score was taken.
    turns: (u32, u32),
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score).then_with(|| other.pair.cmp(&self.pair))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Candidate {}

/// Puts together what goes together, best first, of `count` groups. Only `pairs` are looked at, and what
/// comes of them; the first `standing` groups are never put together with one another. The answer says for
/// each group which one it is in.
pub(crate) fn agglomerate(
    groups: &mut impl Groups,
    count: usize,
    standing: usize,
    pairs: &[(usize, usize)],
) -> Vec<usize> {
    let mut work = Work {
        near: vec![BTreeSet::new(); count],
        turns: vec![0; count],
        place: (0..count).collect(),
        heap: BinaryHeap::new(),
        standing,
    };
    for &(a, b) in pairs {
        work.near[a].insert(b);
        work.near[b].insert(a);
        work.weigh(groups, a, b);
    }
    while let Some(Candidate { pair: (into, from), turns, .. }) = work.heap.pop() {
        if turns == (work.turns[into], work.turns[from]) {
            work.join(groups, into, from);
        }
    }
    (0..count).map(|group| work.root(group)).collect()
}

struct Work {
    near: Vec<BTreeSet<usize>>,
    turns: Vec<u32>,
    place: Vec<usize>,
    heap: BinaryHeap<Candidate>,
    standing: usize,
}

/// The turn of a group that is in another.
const GONE: u32 = u32::MAX;

impl Work {
    fn weigh(&mut self, groups: &impl Groups, a: usize, b: usize) {
        let pair = (a.min(b), a.max(b));
        if pair.1 < self.standing || pair.0 == pair.1 {
            return;
        }
        let score = groups.score(pair.0, pair.1);
        if score >= 0.0 {
            let turns = (self.turns[pair.0], self.turns[pair.1]);
            self.heap.push(Candidate { score, pair, turns });
        }
    }

    fn join(&mut self, groups: &mut impl Groups, into: usize, from: usize) {
        groups.merge(into, from);
        self.turns[into] += 1;
        self.turns[from] = GONE;
        self.place[from] = into;
        let others = std::mem::take(&mut self.near[from]);
        self.near[into].extend(others);
        let near = std::mem::take(&mut self.near[into]);
        let near: BTreeSet<usize> =
            near.into_iter().map(|group| self.root(group)).filter(|&group| group != into).collect();
        for &group in &near {
            self.weigh(groups, into, group);
        }
        self.near[into] = near;
    }

    fn root(&self, mut group: usize) -> usize {
        while self.place[group] != group {
            group = self.place[group];
        }
        group
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers on a line; groups go together up to a distance of their means.
    struct Line(Vec<(f64, f64)>);

    impl Groups for Line {
        fn score(&self, a: usize, b: usize) -> f64 {
            let mean = |(sum, count): (f64, f64)| sum / count;
            2.0 - (mean(self.0[a]) - mean(self.0[b])).abs()
        }

        fn merge(&mut self, into: usize, from: usize) {
            let (sum, count) = self.0[from];
            self.0[into].0 += sum;
            self.0[into].1 += count;
        }
    }

    fn grouped(numbers: &[f64], standing: usize) -> Vec<usize> {
        let all: Vec<_> = (0..numbers.len()).flat_map(|b| (0..b).map(move |a| (a, b))).collect();
        let mut line = Line(numbers.iter().map(|&number| (number, 1.0)).collect());
        agglomerate(&mut line, numbers.len(), standing, &all)
    }

    #[test]
    fn the_nearest_come_first() {
        assert_eq!(grouped(&[0.0, 1.0, 2.5, 9.0, 9.5], 0), [0, 0, 0, 3, 3]);
        assert_eq!(grouped(&[0.0, 1.5, 3.0], 0), [0, 0, 2]);
        assert_eq!(grouped(&[], 0), [0_usize; 0]);
    }

    #[test]
    fn what_stood_before_stays_apart() {
        assert_eq!(grouped(&[0.0, 1.0, 0.4], 2), [0, 1, 0]);
    }
}
