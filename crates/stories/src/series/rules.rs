//! A low, a high and a best value for each day, by the rules that casualty recorders keep.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::number::Number;
use super::{Day, Entry, Estimate, Rule, Ruled};
use crate::places::same_name;

/// So many other sources must have given other numbers on later days before one is old news: one
/// alone may be wrong. Recorders do this by eye; the number is ours.
pub const OVERTAKERS: usize = 2;

/// The newest word of a source.
#[derive(Debug, Clone, Copy)]
struct Newest {
    date: Date,
    number: Number,
}

/// The days of a series. `voices` and `numbers` belong to the entries; copies have no voice.
pub fn days(entries: &[Entry], voices: &[Option<&str>], numbers: &[Number], how: How) -> Vec<Day> {
    let mut newest: BTreeMap<&str, Newest> = BTreeMap::new();
    let mut days = Vec::new();
    let mut from = 0;
    while let Some(date) = entries.get(from).map(|entry| entry.date) {
        let to = from + entries[from..].iter().take_while(|entry| entry.date == date).count();
        if how.is_new {
            newest.clear();
        }
        for at in from..to {
            if let Some(voice) = voices[at] {
                newest.insert(voice, Newest { date, number: numbers[at] });
            }
        }
        forget_overtaken(&mut newest, how.grows);
        let standing: Vec<Newest> = newest.values().copied().collect();
        let mut rules = Vec::new();
        rules.extend(range(&standing).map(|estimate| Ruled { rule: Rule::Range, estimate }));
        rules.extend(majority(&standing).map(|estimate| Ruled { rule: Rule::Majority, estimate }));
        rules.extend(latest_of(&entries[from..to]));
        days.push(Day { date, rules });
        from = to;
    }
    days
}

/// How the numbers of a series go on.
#[derive(Debug, Clone, Copy)]
pub struct How {
    /// They only grow.
    pub grows: bool,
    /// Each counts what is new on its day.
    pub is_new: bool,
}

/// Takes out what [`OVERTAKERS`] other sources have overtaken: given more on later days, or, of what
/// may fall, another number.
fn forget_overtaken(newest: &mut BTreeMap<&str, Newest>, grows: bool) {
    let mut days: BTreeMap<Date, Vec<&Newest>> = BTreeMap::new();
    for one in newest.values() {
        days.entry(one.date).or_default().push(one);
    }
    // From the last day back: what was said after each.
    let (mut later, mut after) = (Extremes::default(), BTreeMap::new());
    for (date, said) in days.into_iter().rev() {
        after.insert(date, later);
        said.into_iter().for_each(|one| later.add(one.number));
    }
    let overtaken =
        |old: &Newest| after.get(&old.date).is_some_and(|later| later.overtake(old.number, grows));
    newest.retain(|_, old| !overtaken(old));
}

/// The [`OVERTAKERS`] highest and lowest of some numbers: no more are needed to tell whether so many
/// lie above or below another.
#[derive(Debug, Clone, Copy)]
struct Extremes {
    /// The highest first.
    least: [f64; OVERTAKERS],
    /// The lowest first.
    most: [f64; OVERTAKERS],
}

impl Default for Extremes {
    fn default() -> Self {
        Self { least: [f64::NEG_INFINITY; OVERTAKERS], most: [f64::INFINITY; OVERTAKERS] }
    }
}

impl Extremes {
    fn add(&mut self, number: Number) {
        let (mut least, mut most) = (number.since.least, number.since.most);
        for known in &mut self.least {
            (*known, least) = (known.max(least), known.min(least));
        }
        for known in &mut self.most {
            (*known, most) = (known.min(most), known.max(most));
        }
    }

    fn overtake(&self, old: Number, grows: bool) -> bool {
        let above = self.least.iter().filter(|least| **least > old.since.most).count();
        let below = self.most.iter().filter(|most| **most < old.since.least).count();
        above + if grows { 0 } else { below } >= OVERTAKERS
    }
}

/// See [`Rule::Range`].
fn range(standing: &[Newest]) -> Option<Estimate> {
    let (low, high) = reach(standing.iter())?;
    let mut said: Vec<f64> = standing.iter().map(|newest| newest.number.said).collect();
    said.sort_by(f64::total_cmp);
    let best = *said.get((said.len() - 1) / 2)?;
    Some(Estimate { low, high, best })
}

/// See [`Rule::Majority`].
fn majority(standing: &[Newest]) -> Option<Estimate> {
    let sorted = |bound: fn(&Newest) -> f64| {
        let mut bounds: Vec<f64> = standing.iter().map(bound).collect();
        bounds.sort_by(f64::total_cmp);
        bounds
    };
    let (least, most) = (sorted(|n| n.number.now.least), sorted(|n| n.number.now.most));
    // Those whose span holds a number: begun by then, less those that ended before.
    let holders = |number: f64| {
        least.partition_point(|bound| *bound <= number)
            - most.partition_point(|bound| *bound < number)
    };
    let chosen = standing.iter().max_by(|a, b| {
        let (a_said, b_said) = (a.number.said, b.number.said);
        let votes = holders(a_said).cmp(&holders(b_said));
        votes.then(a.date.cmp(&b.date)).then(b_said.total_cmp(&a_said))
    })?;
    let best = chosen.number.said;
    let holds =
        |newest: &&Newest| newest.number.now.least <= best && best <= newest.number.now.most;
    let (low, high) = reach(standing.iter().filter(holds))?;
    Some(Estimate { low, high, best })
}

/// The least and the most that any of them gives.
fn reach<'n>(of: impl Iterator<Item = &'n Newest>) -> Option<(f64, f64)> {
    let given = of.map(|newest| (newest.number.given.least, newest.number.given.most));
    given.reduce(|(low, high), (least, most)| (low.min(least), high.max(most)))
}

/// The newest of each source that spoke on a day.
fn latest_of(entries: &[Entry]) -> Vec<Ruled> {
    let mut newest: BTreeMap<&str, Estimate> = BTreeMap::new();
    for entry in entries {
        newest.insert(entry.says(), entry.estimate());
    }
    let ruled = |(source, estimate): (&str, Estimate)| Ruled {
        rule: Rule::Latest(source.to_owned()),
        estimate,
    };
    newest.into_iter().map(ruled).collect()
}

/// See [`Rule::Latest`].
pub fn latest(entries: &[Entry], date: Date, source: &str) -> Option<Estimate> {
    let is = |name: &Option<String>| name.as_ref().is_some_and(|name| same_name(name, source));
    let mut past = entries.iter().rev().skip_while(|entry| entry.date > date);
    let mut own =
        past.clone().filter(|entry| entry.says() != "" && same_name(entry.says(), source));
    let found = own.next().or_else(|| past.find(|entry| is(&entry.source)));
    found.map(Entry::estimate)
}
