//! The events of a day into happenings: those that are open, and new ones.
//!
//! Two events of one type are weighed by what speaks for one happening and against it ([`pair`]): words,
//! parties, time, place, figures. The weights were learned from pairs that people judged
//! (`examples/train_happenings.rs`). Groups are put together by the mean over their pairs.

pub mod pair;
mod weights;

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;

use crate::agglomerate::{Groups, agglomerate};
use crate::evidence::Background;
use crate::gist::Act;
use crate::timeline::{EventAt, Number};
use pair::{Features, Told};

/// The mean weight of pairs from which on two groups are one happening, in nats.
const LEAST: f64 = 0.1;
/// The weight of a pair that was not worth weighing.
const UNWEIGHED: f64 = -3.0;
/// No pair weighs more, for or against: one pair must not decide for many.
const MOST: f64 = 6.0;
/// How many events stand for an open happening, the first told of those in reach.
pub(crate) const STAND_FOR: usize = 6;
/// Names up to this commonness lead from an event to those of other stories.
const LEADING: u8 = 50;

/// An event that is grouped.
#[derive(Clone, Copy)]
pub(crate) struct Grouped<'a> {
    pub at: EventAt,
    pub told: Told<'a>,
    /// The story of its report.
    pub story: Number,
}

/// What a pair weighs, in nats: above 0 one happening is likelier than two.
pub(crate) fn weight(features: &Features) -> f64 {
    let sum: f64 =
        features.iter().zip(&weights::WEIGHTS).map(|(value, weight)| value * weight).sum();
    (weights::BASE + sum).clamp(-MOST, MOST)
}

/// Groups of events; between two groups stands the sum of what their pairs weigh.
struct Events {
    sums: Vec<BTreeMap<usize, f64>>,
    sizes: Vec<f64>,
}

impl Groups for Events {
    fn score(&self, a: usize, b: usize) -> f64 {
        let pairs = self.sizes[a] * self.sizes[b];
        self.sums[a].get(&b).map_or(UNWEIGHED, |sum| sum / pairs) - LEAST
    }

    fn merge(&mut self, into: usize, from: usize) {
        let theirs = std::mem::take(&mut self.sums[from]);
        let mut mine = std::mem::take(&mut self.sums[into]);
        let (size, other_size) = (self.sizes[into], self.sizes[from]);
        for (&group, sum) in &mut mine {
            let unweighed = || UNWEIGHED * other_size * self.sizes[group];
            *sum += theirs.get(&group).copied().unwrap_or_else(unweighed);
        }
        for (&group, &sum) in &theirs {
            mine.entry(group).or_insert_with(|| sum + UNWEIGHED * size * self.sizes[group]);
        }
        mine.remove(&into);
        mine.remove(&from);
        for (&group, &sum) in &mine {
            self.sums[group].remove(&from);
            self.sums[group].insert(into, sum);
        }
        self.sums[into] = mine;
        self.sizes[into] += other_size;
    }
}

/// Puts new events with open happenings and with one another. `open` are the events that stand for each
/// open happening, `new` the new events, both in an order that rests on what they hold. The answer says for
/// each new event which happening it is in: numbers below that of the open ones are theirs, the others
/// those of the new event that comes first in it, after them.
pub(crate) fn place(open: &[Vec<Grouped>], new: &[Grouped], english: &Background) -> Vec<usize> {
    let standing = open.len();
    let count = standing + new.len();
    let members = |group: usize| match open.get(group) {
        Some(members) => members.as_slice(),
        None => std::slice::from_ref(&new[group - standing]),
    };
    let pairs = candidates(count, standing, &members);
    let mut events = Events { sums: vec![BTreeMap::new(); count], sizes: vec![1.0; count] };
    for group in 0..standing {
        events.sizes[group] = members(group).len() as f64;
    }
    let mut weighed = Vec::with_capacity(pairs.len());
    for (a, b) in pairs {
        let sum = between(members(a), members(b), english);
        events.sums[a].insert(b, sum);
        events.sums[b].insert(a, sum);
        weighed.push((a, b));
    }
    agglomerate(&mut events, count, standing, &weighed).split_off(standing)
}

/// The sum of what all pairs between two groups weigh.
fn between(a: &[Grouped], b: &[Grouped], english: &Background) -> f64 {
    let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (a, b)));
    pairs.map(|(a, b)| weight(&pair::features(a.told, b.told, a.story == b.story, english))).sum()
}

/// What leads from one event to another: type and act, and a story or a name.
type Key<'a> = ((&'a str, Act), Lead);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Lead {
    Story(Number),
    Name(u32),
}

/// Pairs worth weighing: of one type and act, and of one story or with a rare name in common.
fn candidates<'a>(
    count: usize,
    standing: usize,
    members: &dyn Fn(usize) -> &'a [Grouped<'a>],
) -> Vec<(usize, usize)> {
    let mut holders: HashMap<Key, Vec<usize>, FixedState> = HashMap::default();
    let mut pairs = Vec::new();
    for group in 0..count {
        let mut keys: Vec<Key> = Vec::new();
        for member in members(group) {
            let event = member.told.event;
            let act = (event.plover.as_str(), event.act);
            keys.push((act, Lead::Story(member.story)));
            let names = event.names.iter().filter(|name| name.1 < LEADING);
            keys.extend(names.map(|name| (act, Lead::Name(name.0))));
        }
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            let before = holders.entry(key).or_default();
            if group >= standing {
                pairs.extend(before.iter().map(|&other| (other, group)));
            }
            before.push(group);
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
