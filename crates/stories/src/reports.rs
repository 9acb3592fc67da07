//! The reports of a day into stories: those that are open, and new ones.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::agglomerate::{Groups, agglomerate};
use crate::evidence::{Background, Bag, Entry, OFTEN};
use crate::words::Commonness;

/// How much likelier the words of two groups must be as one story, in nats for each word of the smaller.
const LEAST: f64 = 0.3;
/// Words up to this commonness lead from a report to the stories that may be its own.
const LEADING: Commonness = Commonness(48);
/// What such words alone must add, as a share of what is needed in all.
const LEADING_SHARE: f64 = 0.4;
/// How many stories or reports a report is compared with, those with most leading words first.
const COMPARED: usize = 24;

/// Groups of reports by the words of their leads.
struct Leads<'a> {
    bags: Vec<Bag>,
    background: &'a Background,
}

impl Groups for Leads<'_> {
    fn score(&self, a: usize, b: usize) -> f64 {
        self.background.evidence(&self.bags[a], &self.bags[b]) - LEAST
    }

    fn merge(&mut self, into: usize, from: usize) {
        let other = std::mem::take(&mut self.bags[from]);
        self.bags[into].add(&other);
    }
}

/// Puts new reports with open stories and with one another. `stories` are the words of the open ones,
/// `reports` those of the new ones, both in an order that rests on what they hold. The answer says for each
/// new report which story it is in: numbers below that of the open ones are theirs, the others are those
/// of the new report that comes first in it, after them.
pub(crate) fn place(stories: Vec<Bag>, reports: Vec<Bag>, background: &Background) -> Vec<usize> {
    let standing = stories.len();
    let mut bags = stories;
    bags.extend(reports);
    let count = bags.len();
    let pairs = candidates(&bags, standing, background);
    let mut leads = Leads { bags, background };
    agglomerate(&mut leads, count, standing, &pairs).split_off(standing)
}

/// Pairs worth comparing.
fn candidates(bags: &[Bag], standing: usize, background: &Background) -> Vec<(usize, usize)> {
    let leading = |bag: &'_ Bag| {
        let entries = bag.entries().iter().filter(|entry| entry.common < LEADING.0);
        entries.copied().collect::<Vec<Entry>>()
    };
    let mut holders: HashMap<u32, Vec<(usize, u32)>, FixedState> = HashMap::default();
    for entry in bags[standing..].iter().flat_map(leading) {
        holders.entry(entry.term).or_default();
    }
    for (group, bag) in bags.iter().enumerate() {
        for entry in leading(bag) {
            let known = holders.get_mut(&entry.term);
            known.into_iter().for_each(|holders| holders.push((group, entry.count)));
        }
    }
    let mut pairs = Vec::new();
    let mut added = vec![0.0; bags.len()];
    let mut touched: Vec<usize> = Vec::new();
    for (report, bag) in bags.iter().enumerate().skip(standing) {
        for entry in leading(bag) {
            let by_count = background.of_word_by_count(entry);
            for &(group, count) in holders.get(&entry.term).into_iter().flatten() {
                if group != report {
                    if added[group] == 0.0 {
                        touched.push(group);
                    }
                    added[group] += by_count[OFTEN.min(count as usize + 1) - 1];
                }
            }
        }
        let enough = |group: &usize| {
            added[*group] >= LEADING_SHARE * background.needed(LEAST, &bags[*group], bag)
        };
        let mut near: Vec<usize> = touched.iter().copied().filter(enough).collect();
        near.sort_unstable_by(|a, b| added[*b].total_cmp(&added[*a]).then(a.cmp(b)));
        near.truncate(COMPARED);
        pairs.extend(near.into_iter().map(|group| (report.min(group), report.max(group))));
        touched.drain(..).for_each(|group| added[group] = 0.0);
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
