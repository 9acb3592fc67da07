//! Where: places that are one scene, and those that are counted apart.

use std::collections::{BTreeMap, BTreeSet};

use sayso_record::{Place, PlacePrecision};

use super::Area;
use super::reading::Reading;
use super::sorting::{ByReport, Setting, by_report, is_less};
use crate::places::{Nesting, nested};

/// Counts at one place.
pub struct Scene<'a> {
    pub areas: Vec<Area>,
    pub readings: Vec<Reading<'a>>,
    /// The scene around it.
    pub within: Option<usize>,
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
pub fn by_place<'a>(readings: Vec<Reading<'a>>, setting: &Setting) -> Vec<Scene<'a>> {
    let mut spots = spots(readings);
    place_within(&mut spots, setting);
    let apart = apart(&spots, setting);
    let mut inside: BTreeMap<usize, usize> = BTreeMap::new();
    for at in (1..spots.len()).filter(|at| !apart[*at]) {
        *inside.entry(spots[at].within).or_default() += 1;
    }
    let is_joined = |at: usize| {
        let around = spots[at].within;
        let home = around == 0 && is_home(&spots[at], setting);
        at != 0 && !apart[at] && (home || inside.get(&around) == Some(&1))
    };
    let joined: Vec<bool> = (0..spots.len()).map(is_joined).collect();
    join(spots, &joined)
}

/// Whether each place must be counted apart from what is around it.
fn apart(spots: &[Spot], setting: &Setting) -> Vec<bool> {
    let mut wider: BTreeMap<usize, ByReport> = BTreeMap::new();
    let is_apart = |(at, spot): (usize, &Spot)| {
        if spot.is_country() || at == 0 {
            return false;
        }
        let division = (1..=2).contains(&spot.rank()) && setting.has_divisions;
        let wider = wider.entry(spot.within).or_insert_with(|| around(spots, spot.within));
        division || is_less(spot.readings.iter(), wider)
    };
    spots.iter().enumerate().map(is_apart).collect()
}

/// What is counted at a spot and all around it.
fn around<'r, 'a>(spots: &'r [Spot<'a>], mut at: usize) -> ByReport<'r, 'a> {
    let mut wider: Vec<&Reading> = spots[at].readings.iter().collect();
    while at != 0 {
        at = spots[at].within;
        wider.extend(&spots[at].readings);
    }
    by_report(wider.into_iter())
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

/// A place as a series names it.
pub fn area(place: &Place) -> Area {
    Area {
        name: place.name.clone(),
        country: place.country.clone(),
        admin1: place.admin1.clone(),
        geonames_id: place.geonames_id,
        precision: place.precision,
    }
}
