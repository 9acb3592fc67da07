//! Which figures are counts of one thing, and may be held against each other.
//!
//! Measure, unit, subgroup, period and whether newly counted are told by the record. Who is counted
//! and where is weighed over the whole story: "passengers" are everyone until the story counts the
//! crew, too, and a town's dead are all the dead until a report gives more of them elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use sayso_record::{Place, PlacePrecision, Tally};

use super::Area;
use super::counted::{self, Counted};
use super::period::Period;
use super::reading::Reading;
use crate::places::{Nesting, nested};

/// A count of another speaker that is no more than this share of the whole is no rival to it but a
/// part: "the ministry said that 58 had died; seven died in Zenda".
pub const NO_RIVAL: f64 = 0.5;

/// What the whole story tells.
pub struct Setting {
    /// The country that most figures are placed in, or that most reports name.
    home: Option<String>,
    /// Whether figures are placed in two first-order divisions or more.
    has_divisions: bool,
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
    /// A part of those counted that no word describes: "seven of them seriously".
    pub is_part: bool,
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
            for scene in by_place(readings, setting) {
                groups.push(Group {
                    key: key.clone(),
                    counted: counted.clone(),
                    areas: scene.areas,
                    readings: scene.readings,
                    within: scene.within.map(|within| first + within),
                });
            }
        }
    }
    groups
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
        is_part: reading.is_part && !described && !is_elsewhere(reading),
        subgroup: subgroup.map(str::to_owned),
        period: reading.period.clone(),
        victim,
    }
}

/// Whether "others" are others than those of another measure, told just before: "44 were killed and 46
/// others were missing" adds none to the missing.
fn is_beside_another(reading: &Reading) -> bool {
    let (record, figure) = (reading.point.record, reading.point.figure);
    let before = reading.index.checked_sub(1).and_then(|before| record.figures.get(before));
    figure.of.as_deref() == Some("others") && before.is_some_and(|b| b.measure != figure.measure)
}

/// Whether a part has another place than its whole: the place tells it apart, then.
fn is_elsewhere(reading: &Reading) -> bool {
    let place = &reading.point.figure.place;
    place.is_some() && reading.whole.is_some_and(|whole| whole.place != *place)
}

/// Whether some report counts these as fewer than those: its own voice gives two numbers, or another's
/// is too small to be a rival.
fn is_less<'r, 'a: 'r>(
    these: impl Iterator<Item = &'r Reading<'a>>,
    those: &BTreeMap<&str, Vec<&Reading<'a>>>,
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

fn by_report<'r, 'a>(
    readings: impl Iterator<Item = &'r Reading<'a>>,
) -> BTreeMap<&'a str, Vec<&'r Reading<'a>>> {
    let mut reports: BTreeMap<&str, Vec<&Reading>> = BTreeMap::new();
    for reading in readings {
        reports.entry(reading.point.report).or_default().push(reading);
    }
    reports
}

/// Those counted, sorted by who they are. A word that is the only one of its kind in the story means
/// everyone, unless a report counts more people beside it, or it counts a part, a single person, or
/// a nation that is not known to be the story's own.
fn by_people<'a>(
    readings: Vec<Reading<'a>>,
    setting: &Setting,
) -> Vec<(Option<String>, Vec<Reading<'a>>)> {
    let mut people: BTreeMap<Counted, Vec<Reading>> = BTreeMap::new();
    for reading in readings {
        people.entry(reading.counted.clone()).or_default().push(reading);
    }
    let everyone = by_report(people.get(&Counted::Everyone).into_iter().flatten());
    let is_apart = |(counted, readings): &(&Counted, &Vec<Reading>)| {
        let foreign = match counted {
            Counted::Nation(nation) => setting.home.as_ref() != Some(nation),
            Counted::Everyone | Counted::Those(_) => false,
        };
        let part = readings.iter().any(|reading| reading.is_part);
        let single = readings.iter().all(|reading| reading.number.since.most <= 1.0);
        foreign || part || single || is_less(readings.iter(), &everyone)
    };
    let some = people.iter().filter(|(counted, _)| **counted != Counted::Everyone);
    let all: Vec<Counted> =
        some.filter(|some| !is_apart(some)).map(|(counted, _)| counted.clone()).collect();
    if let [only] = all.as_slice() {
        let only = people.remove(only).unwrap_or_default();
        people.entry(Counted::Everyone).or_default().extend(only);
    }
    people.into_iter().map(|(counted, of)| (counted.name().map(str::to_owned), of)).collect()
}

/// Counts at one place.
struct Scene<'a> {
    areas: Vec<Area>,
    readings: Vec<Reading<'a>>,
    within: Option<usize>,
}

/// Places that are one, with what is counted there. The first has the readings without a place.
struct Spot<'a> {
    places: Vec<&'a Place>,
    readings: Vec<Reading<'a>>,
    /// The spot around it, itself for the first.
    within: usize,
}

impl Spot<'_> {
    /// How narrow its place is: 0 a country, more the narrower.
    fn rank(&self) -> usize {
        self.places.iter().map(|place| rank(place)).min().unwrap_or(0)
    }

    fn is_country(&self) -> bool {
        self.places.iter().any(|place| place.precision == Some(PlacePrecision::Country))
    }

    fn lies(&self, other: &Self, how: &[Nesting]) -> bool {
        let holds = |a: &&Place, b: &&Place| nested(a, b).is_some_and(|found| how.contains(&found));
        self.places.iter().any(|a| other.places.iter().any(|b| holds(a, b)))
    }
}

fn rank(place: &Place) -> usize {
    match place.precision {
        Some(PlacePrecision::Country) => 0,
        Some(PlacePrecision::Admin1) => 1,
        Some(PlacePrecision::Admin2) => 2,
        Some(PlacePrecision::Exact) => 3,
        None => 4,
    }
}

/// Counts sorted by where; a place is one with the one around it where it is the only one in it and
/// no report counts more around it. Two first-order divisions in a story are counted apart for good.
fn by_place<'a>(readings: Vec<Reading<'a>>, setting: &Setting) -> Vec<Scene<'a>> {
    let mut spots = spots(readings);
    place_within(&mut spots, setting);
    let apart: Vec<bool> = (0..spots.len()).map(|at| is_apart(&spots, at, setting)).collect();
    let is_joined = |at: usize| {
        let around = spots[at].within;
        let rival = |other: &usize| {
            *other != 0 && *other != at && spots[*other].within == around && !apart[*other]
        };
        let home = around == 0 && is_home(&spots[at], setting);
        at != 0 && !apart[at] && (home || !(0..spots.len()).any(|other| rival(&other)))
    };
    let joined: Vec<bool> = (0..spots.len()).map(is_joined).collect();
    join(spots, &joined)
}

/// Whether a place must be counted apart from what is around it.
fn is_apart(spots: &[Spot], at: usize, setting: &Setting) -> bool {
    let spot = &spots[at];
    if spot.is_country() || at == 0 {
        return false;
    }
    let mut around = spot.within;
    let mut wider: Vec<&Reading> = spots[around].readings.iter().collect();
    while around != 0 {
        around = spots[around].within;
        wider.extend(&spots[around].readings);
    }
    let division = (1..=2).contains(&spot.rank()) && setting.has_divisions;
    division || is_less(spot.readings.iter(), &by_report(wider.into_iter()))
}

fn is_home(spot: &Spot, setting: &Setting) -> bool {
    let home = |place: &&Place| place.country.is_some() && place.country == setting.home;
    spot.is_country() && spot.places.iter().any(home)
}

/// Readings at one place, or at points near each other that no report tells apart.
fn spots(readings: Vec<Reading>) -> Vec<Spot> {
    let (placed, placeless): (Vec<_>, Vec<_>) =
        readings.into_iter().partition(|r| r.place.is_some());
    let mut spots = vec![Spot { places: vec![], readings: placeless, within: 0 }];
    for reading in placed {
        let Some(place) = reading.place else { continue };
        let same = |spot: &&mut Spot| {
            spot.places.iter().any(|known| nested(known, place) == Some(Nesting::Same))
        };
        match spots.iter_mut().skip(1).find(same) {
            Some(spot) => {
                if !spot.places.iter().any(|known| area(known) == area(place)) {
                    spot.places.push(place);
                }
                spot.readings.push(reading);
            }
            None => spots.push(Spot { places: vec![place], readings: vec![reading], within: 0 }),
        }
    }
    let mut at = 1;
    while at < spots.len() {
        let near = |other: &usize| {
            spots[*other].lies(&spots[at], &[Nesting::Near])
                && !share_report(&spots[*other], &spots[at])
        };
        match (1..at).find(near) {
            Some(other) => {
                let spot = spots.remove(at);
                spots[other].places.extend(spot.places);
                spots[other].readings.extend(spot.readings);
            }
            None => at += 1,
        }
    }
    spots
}

fn share_report(a: &Spot, b: &Spot) -> bool {
    let reports: BTreeSet<&str> = a.readings.iter().map(|reading| reading.point.report).collect();
    b.readings.iter().any(|reading| reports.contains(reading.point.report))
}

/// Finds for each spot the narrowest one that holds it. What is not resolved lies in the story's
/// country, or in the only one.
fn place_within(spots: &mut [Spot], setting: &Setting) {
    let countries: Vec<usize> = (1..spots.len()).filter(|&at| spots[at].is_country()).collect();
    let home = countries.iter().copied().find(|&at| is_home(&spots[at], setting));
    let only = if let [only] = countries.as_slice() { Some(*only) } else { None };
    for at in 1..spots.len() {
        let holds = |other: &usize| {
            *other != at
                && spots[*other].rank() < spots[at].rank()
                && spots[*other].lies(&spots[at], &[Nesting::Holds])
        };
        let around = (1..spots.len())
            .filter(holds)
            .max_by_key(|&other| (spots[other].rank(), std::cmp::Reverse(other)));
        let unknown = spots[at].rank() == 4;
        let around = around.or(home.or(only).filter(|_| unknown));
        spots[at].within = around.unwrap_or(0);
    }
}

/// Spots with those joined to the one around them; the first scene is the whole, if anything is there.
fn join<'a>(spots: Vec<Spot<'a>>, is_joined: &[bool]) -> Vec<Scene<'a>> {
    let within: Vec<usize> = spots.iter().map(|spot| spot.within).collect();
    let top = |mut at: usize| {
        while is_joined[at] {
            at = within[at];
        }
        at
    };
    let mut scenes: BTreeMap<usize, (Vec<&Place>, Vec<Reading>)> = BTreeMap::new();
    for (at, spot) in spots.into_iter().enumerate() {
        let scene = scenes.entry(top(at)).or_default();
        scene.0.extend(spot.places);
        scene.1.extend(spot.readings);
    }
    scenes.retain(|_, (_, readings)| !readings.is_empty());
    let tops: Vec<usize> = scenes.keys().copied().collect();
    let around = |at: usize| {
        let mut outer = at;
        while outer != 0 {
            outer = top(within[outer]);
            if let Ok(found) = tops.binary_search(&outer) {
                return Some(found);
            }
        }
        None
    };
    let scene = |(at, (places, readings)): (usize, (Vec<&Place>, Vec<Reading<'a>>))| {
        let mut places = places;
        places.sort_by_key(|place| rank(place));
        let areas = places.into_iter().map(area).collect();
        Scene { areas, readings, within: around(at) }
    };
    scenes.into_iter().map(scene).collect()
}

fn area(place: &Place) -> Area {
    Area {
        name: place.name.clone(),
        country: place.country.clone(),
        admin1: place.admin1.clone(),
        geonames_id: place.geonames_id,
        precision: place.precision,
    }
}
