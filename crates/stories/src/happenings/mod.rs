//! The events of a day into happenings: those that are open, and new ones.
//!
//! Two events of one type are weighed by what speaks for one happening and against it ([`pair`]): words,
//! parties, time, place, figures. The weights were learned from pairs that people judged
//! (`examples/train_happenings.rs`). Groups are put together by the mean over their pairs and by the pair that speaks most against.

pub mod pair;
mod weights;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;

use crate::agglomerate::{Groups, agglomerate};
use crate::evidence::Background;
use crate::gist::Act;
use crate::timeline::{EventAt, Number};
use pair::{Features, Told};

/// What must speak for two groups being one happening, in nats: the mean over their pairs, and [`OBJECTION`].
const LEAST: f64 = -0.3;
/// No pair weighs more, for or against: one pair must not decide for many.
const MOST: f64 = 6.0;
/// How many events stand for an open happening, the first told of those in reach.
pub(crate) const STAND_FOR: usize = 6;
/// How much the pair that speaks most against counts beside the mean of all: one telling that names another
/// place must not be outvoted by those that name none.
const OBJECTION: f64 = 0.3;
/// How many happenings or events an event is weighed against, those with the most leads in common first.
const COMPARED: usize = 32;
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

/// What the weighed pairs between two groups weigh together, how many they are, and what the least of them weighs.
#[derive(Debug, Clone, Copy)]
struct Weighed {
    sum: f64,
    count: f64,
    least: f64,
}

impl Weighed {
    fn with(self, other: Self) -> Self {
        let least = self.least.min(other.least);
        Self { sum: self.sum + other.sum, count: self.count + other.count, least }
    }
}

/// Groups of events, and what speaks for and against each two being one.
struct Events {
    pairs: Vec<BTreeMap<usize, Weighed>>,
}

impl Groups for Events {
    fn score(&self, a: usize, b: usize) -> f64 {
        let Some(weighed) = self.pairs[a].get(&b) else { return -MOST };
        let mean = weighed.sum / weighed.count;
        mean + OBJECTION * (weighed.least - mean) - LEAST
    }

    fn merge(&mut self, into: usize, from: usize) {
        let theirs = std::mem::take(&mut self.pairs[from]);
        for (group, weighed) in theirs {
            self.pairs[group].remove(&from);
            if group != into {
                let known = self.pairs[into].get(&group);
                let both = known.map_or(weighed, |known| known.with(weighed));
                self.pairs[into].insert(group, both);
                self.pairs[group].insert(into, both);
            }
        }
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
    let mut events = Events { pairs: vec![BTreeMap::new(); count] };
    for &(a, b) in &pairs {
        let weighed = between(members(a), members(b), english);
        events.pairs[a].insert(b, weighed);
        events.pairs[b].insert(a, weighed);
    }
    agglomerate(&mut events, count, standing, &pairs).split_off(standing)
}

/// What all pairs between two groups weigh.
fn between(a: &[Grouped], b: &[Grouped], english: &Background) -> Weighed {
    let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (a, b)));
    let of = |(a, b): (&Grouped, &Grouped)| {
        weight(&pair::features(a.told, b.told, a.story == b.story, english))
    };
    let none = Weighed { sum: 0.0, count: 0.0, least: MOST };
    pairs
        .map(of)
        .fold(none, |all, weight| all.with(Weighed { sum: weight, count: 1.0, least: weight }))
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
    let mut shared = vec![0_u32; count];
    let mut near: Vec<usize> = Vec::new();
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
                for &other in &*before {
                    if shared[other] == 0 {
                        near.push(other);
                    }
                    shared[other] += 1;
                }
            }
            before.push(group);
        }
        near.sort_unstable_by_key(|&other| (Reverse(shared[other]), other));
        pairs.extend(near.iter().take(COMPARED).map(|&other| (other, group)));
        near.drain(..).for_each(|other| shared[other] = 0);
    }
    pairs.sort_unstable();
    pairs
}
