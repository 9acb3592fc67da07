//! How each entry of a series stands to what was said before it.

use std::collections::{BTreeMap, BTreeSet};

use super::Stance;
use super::number::Number;

/// What an entry is weighed by.
#[derive(Debug, Clone)]
pub struct Weighed<'s> {
    /// What orders days; equal on one day.
    pub date: jiff::civil::Date,
    pub voice: &'s str,
    pub number: Number,
    /// The number that it says it replaces.
    pub revised_from: Option<f64>,
    /// The entry of the report that it was copied from.
    pub copy_of: Option<usize>,
}

/// No more sources are looked at for an entry, the newest first.
const MOST_SOURCES: usize = 1000;

/// The newest entry of each source.
#[derive(Default)]
struct Newest<'s> {
    by_voice: BTreeMap<&'s str, usize>,
    /// The same entries, in order.
    entries: BTreeSet<usize>,
}

impl<'s> Newest<'s> {
    fn add(&mut self, voice: &'s str, at: usize) {
        if let Some(before) = self.by_voice.insert(voice, at) {
            self.entries.remove(&before);
        }
        self.entries.insert(at);
    }
}

/// How two entries stand to each other.
enum Relation {
    Agrees,
    Above,
    Below,
    Contradicts,
}

/// The stance of each entry; they are in order of date, and of number on one day. Newly counted ones
/// are held against those of their day only.
pub fn stances(entries: &[Weighed], grows: bool, is_new: bool) -> Vec<Stance> {
    let mut newest = Newest::default();
    let mut day = None;
    let mut stances = Vec::with_capacity(entries.len());
    for (at, entry) in entries.iter().enumerate() {
        if let Some(with) = entry.copy_of {
            stances.push(Stance::Agrees { with });
            continue;
        }
        if is_new && day != Some(entry.date) {
            newest = Newest::default();
        }
        day = Some(entry.date);
        stances.push(stance(entries, at, &newest, grows));
        newest.add(entry.voice, at);
    }
    stances
}

fn stance(entries: &[Weighed], at: usize, newest: &Newest, grows: bool) -> Stance {
    let entry = &entries[at];
    if let Some(from) = entry.revised_from {
        return Stance::Revises { with: replaced(entries, at, from) };
    }
    let own = newest.by_voice.get(entry.voice).copied();
    let own = own.map(|with| (with, relation(entry, &entries[with], grows)));
    if let Some((with, Relation::Below)) = own
        && grows
    {
        return Stance::Revises { with: Some(with) };
    }
    let others = newest.entries.iter().rev().copied();
    let others = others.filter(|other| entries[*other].voice != entry.voice).take(MOST_SOURCES);
    let mut agreeing = None;
    for with in others.clone() {
        match relation(entry, &entries[with], grows) {
            Relation::Contradicts => return Stance::Contradicts { with },
            Relation::Agrees => agreeing = agreeing.or(Some(with)),
            Relation::Above | Relation::Below => {}
        }
    }
    if let Some((with, relation)) = own {
        return match relation {
            Relation::Above => Stance::Rises { with },
            Relation::Below => Stance::Falls { with },
            Relation::Agrees | Relation::Contradicts => Stance::Agrees { with },
        };
    }
    if let Some(with) = agreeing {
        return Stance::Agrees { with };
    }
    let Some(with) = others.clone().next() else { return Stance::First };
    match relation(entry, &entries[with], grows) {
        Relation::Below => Stance::Falls { with },
        _ => Stance::Rises { with },
    }
}

/// The newest entry before one that gave a number; its own voice's where that gave it.
fn replaced(entries: &[Weighed], at: usize, from: f64) -> Option<usize> {
    let gave = |other: &usize| entries[*other].number.said == from;
    let own = |other: &usize| entries[*other].voice == entries[at].voice;
    (0..at).rev().filter(gave).find(own).or_else(|| (0..at).rev().find(gave))
}

/// How an entry stands to an earlier one. Of one source, and from day to day, numbers rise and fall;
/// of two sources on one day they agree or not. What only grows cannot have been more on a day before.
fn relation(entry: &Weighed, before: &Weighed, grows: bool) -> Relation {
    let (new, old) = (entry.number, before.number);
    let own = entry.voice == before.voice;
    if !own && entry.date == before.date {
        return if new.now.meets(old.now) { Relation::Agrees } else { Relation::Contradicts };
    }
    if new.since.meets(old.since) {
        Relation::Agrees
    } else if new.since.is_above(old.since) {
        Relation::Above
    } else if own || !grows {
        Relation::Below
    } else if new.now.meets(old.now) {
        // "at least 120" after 128
        Relation::Agrees
    } else {
        Relation::Contradicts
    }
}
