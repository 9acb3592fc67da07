//! Which figures are counts of one thing, and may be held against each other.
//!
//! Measure, unit, subgroup, period and whether newly counted are told by the record. Who is counted
//! and where is weighed over the whole story: "passengers" are everyone until the story counts the
//! crew, too, and a town's dead are all the dead until a report gives more of them elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sayso_record::{Figure, Place, PlacePrecision, Tally};

use super::Area;
use super::counted::{self, Counted};
use super::number;
use super::period::Period;
use super::reading::Reading;
use super::scenes::{area, by_place};
use crate::places::{Nesting, nested};

/// A count of another speaker that is no more than this share of the whole is no rival to it but a
/// part: "the ministry said that 58 had died; seven died in Zenda".
pub const NO_RIVAL: f64 = 0.5;

/// Figures that begin no more characters apart are told in one breath.
const BESIDE: usize = 120;

/// What the whole story tells.
pub struct Setting {
    /// The country that most figures are placed in, or that most reports name.
    pub home: Option<String>,
    /// Whether figures are placed in two first-order divisions or more.
    pub has_divisions: bool,
}

impl Setting {
    pub fn of(readings: &[Reading]) -> Self {
        let places = || readings.iter().filter_map(|reading| reading.place);
        let told = places().filter_map(|place| place.country.as_deref().map(|home| (home, "")));
        let named: BTreeSet<(&str, &str)> = readings
            .iter()
            .flat_map(|Reading { point, .. }| {
                let countries = point.record.places.iter().filter_map(|p| p.country.as_deref());
                countries.map(|country| (country, point.report))
            })
            .collect();
        let home = most_frequent(told).or_else(|| most_frequent(named.into_iter()));
        let is_division = |place: &&Place| place.precision == Some(PlacePrecision::Admin1);
        let divisions: BTreeSet<_> =
            places().filter(is_division).map(|place| (&place.country, &place.name)).collect();
        Self { home: home.map(str::to_owned), has_divisions: divisions.len() > 1 }
    }

    /// Where a story's divisions are counted apart, what a report tells without a place is told of
    /// the division that all its places are of: "five have died in the province".
    pub fn place(&self, readings: &mut [Reading]) {
        if !self.has_divisions {
            return;
        }
        for reading in readings.iter_mut().filter(|reading| reading.place.is_none()) {
            let places = &reading.point.record.places;
            let is_division = |place: &&Place| place.precision == Some(PlacePrecision::Admin1);
            let division = places.iter().find(is_division);
            reading.place = division.filter(|division| {
                let within = [Some(Nesting::Same), Some(Nesting::Holds)];
                places.iter().all(|place| within.contains(&nested(division, place)))
            });
        }
    }
}

/// What is first in the most pairs; `None` where two are in as many.
fn most_frequent<'s>(pairs: impl Iterator<Item = (&'s str, &'s str)>) -> Option<&'s str> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    pairs.for_each(|(first, _)| *times.entry(first).or_default() += 1);
    let most = times.values().max().copied();
    let mut found = times.into_iter().filter(|(_, n)| Some(*n) == most).map(|(first, _)| first);
    found.next().filter(|_| found.next().is_none())
}

/// What sets the counts of one thing apart from all others, place and people aside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub measure: String,
    pub unit: String,
    pub happening: Option<String>,
    pub is_new: bool,
    /// The figure, where it is a part of those counted that no word describes ("seven of them
    /// seriously"): no other report's part need be the same.
    pub part: Option<String>,
    pub subgroup: Option<String>,
    pub period: Period,
    pub victim: Option<String>,
}

/// Counts of one thing.
pub struct Group<'a> {
    pub key: Key,
    pub counted: Option<String>,
    pub areas: Vec<Area>,
    pub readings: Vec<Reading<'a>>,
    /// The group of the wider place, by its place among the groups.
    pub within: Option<usize>,
}

/// The readings of a story, as counts of one thing each.
pub fn groups<'a>(readings: Vec<Reading<'a>>, setting: &Setting) -> Vec<Group<'a>> {
    let several = several_happenings(&readings);
    let mut keyed: BTreeMap<Key, Vec<Reading>> = BTreeMap::new();
    for reading in readings {
        keyed.entry(key(&reading, &several)).or_default().push(reading);
    }
    let mut groups: Vec<Group> = Vec::new();
    for (key, readings) in keyed {
        for (counted, readings) in by_people(readings, setting) {
            let first = groups.len();
            let (mut scenes, mut some) = (by_place(readings, setting), Vec::new());
            scenes.iter_mut().for_each(|scene| some.extend(take_some(&mut scene.readings)));
            groups.extend(scenes.into_iter().map(|scene| Group {
                key: key.clone(),
                counted: counted.clone(),
                areas: scene.areas,
                readings: scene.readings,
                within: scene.within.map(|within| first + within),
            }));
            groups.extend(some.into_iter().map(|reading| Group {
                key: Key { part: Some(reading.datum.clone()), ..key.clone() },
                counted: counted.clone(),
                areas: reading.place.map(area).into_iter().collect(),
                readings: vec![reading],
                within: None,
            }));
        }
    }
    groups
}

/// Takes out what is far less than the same voice counts in the same report: "rose to 31 after five
/// died overnight". Those five are some of the 31, whatever the words.
fn take_some<'a>(readings: &mut Vec<Reading<'a>>) -> Vec<Reading<'a>> {
    let mut most: BTreeMap<(&str, String), f64> = BTreeMap::new();
    for reading in readings.iter() {
        let known = most.entry((reading.point.report, reading.voice.clone())).or_default();
        *known = known.max(reading.number.said);
    }
    let is_some = |reading: &Reading| {
        let most = most.get(&(reading.point.report, reading.voice.clone()));
        most.is_some_and(|most| reading.number.since.most < most * NO_RIVAL)
    };
    let (some, all) = std::mem::take(readings).into_iter().partition(is_some);
    *readings = all;
    some
}

/// The measures whose figures belong to more than one happening; elsewhere those without one belong
/// to the only one.
fn several_happenings(readings: &[Reading]) -> BTreeSet<String> {
    let mut known: BTreeMap<&String, BTreeSet<&str>> = BTreeMap::new();
    for Reading { point, .. } in readings {
        known.entry(&point.figure.measure).or_default().extend(point.happening);
    }
    let several = known.into_iter().filter(|(_, happenings)| happenings.len() > 1);
    several.map(|(measure, _)| measure.clone()).collect()
}

fn key(reading: &Reading, several: &BTreeSet<String>) -> Key {
    let figure = reading.point.figure;
    let subgroup = counted::subgroup(figure);
    let described = subgroup.is_some() || reading.counted != Counted::Everyone;
    let part = reading.is_part && !described && !is_elsewhere(reading);
    let happening = reading.point.happening.filter(|_| several.contains(&figure.measure));
    let victim = figure.victim.as_ref().filter(|_| reading.number.said <= 1.0).map(|victim| {
        let age = victim.age.map(|age| age.to_string());
        let described = [age, victim.sex.clone()].into_iter().flatten().collect::<Vec<_>>();
        victim.name.clone().unwrap_or_else(|| described.join(" "))
    });
    Key {
        measure: figure.measure.clone(),
        unit: figure.unit.clone(),
        happening: happening.map(str::to_owned),
        is_new: figure.tally == Some(Tally::New) && !is_beside_another(reading),
        part: part.then(|| reading.datum.clone()),
        subgroup: subgroup.map(str::to_owned),
        period: reading.period.clone(),
        victim,
    }
}

/// Whether those "added" are others than those of another measure, told just before, and all of
/// theirs: "44 were killed and another 46 were missing" adds none to the missing.
fn is_beside_another(reading: &Reading) -> bool {
    let (record, figure) = (reading.point.record, reading.point.figure);
    let before = reading.index.checked_sub(1).and_then(|before| record.figures.get(before));
    let start = |figure: &Figure| figure.span.iter().map(|span| span.start).min();
    let near = |other: &&Figure| {
        let apart = start(figure).zip(start(other)).map(|(here, there)| here.abs_diff(there));
        let people = other.measure != figure.measure && other.unit == figure.unit;
        people && apart.is_none_or(|apart| apart <= BESIDE)
    };
    let is_more = |other: &Figure| {
        other.measure == figure.measure
            && number::of(other).is_some_and(|other| other.said > reading.number.said)
    };
    before.filter(near).is_some() && !record.figures.iter().any(is_more)
}

/// Whether a part has another place than its whole: the place tells it apart, then.
fn is_elsewhere(reading: &Reading) -> bool {
    let place = &reading.point.figure.place;
    place.is_some() && reading.whole.is_some_and(|whole| whole.place != *place)
}

/// Whether some report counts these as fewer than those: its own voice gives two numbers, or another's
/// is too small to be a rival.
pub fn is_less<'r, 'a: 'r>(
    these: impl Iterator<Item = &'r Reading<'a>>,
    those: &ByReport<'_, 'a>,
) -> bool {
    let mut these = these;
    these.any(|part| {
        let mut whole = those.get(part.point.report).into_iter().flatten();
        whole.any(|whole| {
            let same = part.voice == whole.voice && whole.number.since.is_above(part.number.since);
            let small = part.number.since.most <= whole.number.said * NO_RIVAL;
            whole.number.said > part.number.said && (same || small)
        })
    })
}

/// Readings by their reports.
pub type ByReport<'r, 'a> = BTreeMap<&'a str, Vec<&'r Reading<'a>>>;

/// Sorts readings by their reports.
pub fn by_report<'r, 'a>(readings: impl Iterator<Item = &'r Reading<'a>>) -> ByReport<'r, 'a> {
    let mut reports: BTreeMap<&str, Vec<&Reading>> = BTreeMap::new();
    for reading in readings {
        reports.entry(reading.point.report).or_default().push(reading);
    }
    reports
}

/// Those counted, sorted by who they are. A word means everyone, unless a report counts others
/// beside it ("40 passengers and three of the crew"), or it counts a part, a single person, far fewer
/// than everyone, or a nation that is not known to be the story's own.
fn by_people<'a>(
    readings: Vec<Reading<'a>>,
    setting: &Setting,
) -> Vec<(Option<String>, Vec<Reading<'a>>)> {
    let mut people: BTreeMap<Counted, Vec<Reading>> = BTreeMap::new();
    for reading in readings {
        people.entry(reading.counted.clone()).or_default().push(reading);
    }
    let of_everyone = people.get(&Counted::Everyone).map_or(&[][..], Vec::as_slice);
    let everyone = by_report(of_everyone.iter());
    let most = most_by_day(of_everyone);
    let mut words: BTreeMap<&str, BTreeSet<&Counted>> = BTreeMap::new();
    for reading in people.values().flatten().filter(|r| r.counted != Counted::Everyone) {
        words.entry(reading.point.report).or_default().insert(&reading.counted);
    }
    let is_apart = |counted: &Counted, readings: &[Reading]| {
        let foreign = match counted {
            Counted::Nation(nation) => setting.home.as_ref() != Some(nation),
            Counted::Everyone | Counted::Those(_) => false,
        };
        let part = readings.iter().any(|reading| reading.is_part);
        let single = readings.iter().all(|reading| reading.number.since.most <= 1.0);
        let beside = |r: &Reading| words.get(r.point.report).is_some_and(|words| words.len() > 1);
        let few = |r: &Reading| {
            let known = most.range(..=r.point.date).next_back();
            known.is_some_and(|(_, most)| r.number.since.most < most * NO_RIVAL)
        };
        foreign
            || part
            || single
            || readings.iter().any(|reading| beside(reading) || few(reading))
            || is_less(readings.iter(), &everyone)
    };
    let some = people.iter().filter(|(counted, _)| **counted != Counted::Everyone);
    let all = some.filter(|(counted, readings)| !is_apart(counted, readings));
    for counted in all.map(|(counted, _)| counted.clone()).collect::<Vec<_>>() {
        let readings = people.remove(&counted).unwrap_or_default();
        people.entry(Counted::Everyone).or_default().extend(readings);
    }
    people.into_iter().map(|(counted, of)| (counted.name().map(str::to_owned), of)).collect()
}

/// The highest number given up to each day.
fn most_by_day(readings: &[Reading]) -> BTreeMap<Date, f64> {
    let mut days: BTreeMap<Date, f64> = BTreeMap::new();
    for reading in readings {
        let most = days.entry(reading.point.date).or_default();
        *most = most.max(reading.number.said);
    }
    let mut so_far = 0.0f64;
    for most in days.values_mut() {
        so_far = so_far.max(*most);
        *most = so_far;
    }
    days
}
