//! Which place a name means in this report.
//!
//! Every place that bears the name is weighed: how well it is known (population, level), whether a
//! name beside it holds it ("Hama, Syria"; "Springfield, Illinois"), and whether the report's
//! other names lie in the same country and division. One name means one place in one report. Each
//! name is weighed three times, so that the time is linear in the number of names.

use std::collections::HashMap;

use sayso_codebook::{Candidate, Entry, Gazetteer, PlaceId, PlaceKind};
use sayso_record::PlaceForm;

use super::toponyms::Toponym;
use crate::Context;

/// Weight of a name beside it that holds the place.
const HELD: f64 = 5.0;
/// Weight of a country, and of a division, that all of the report's other names lie in.
const SAME_COUNTRY: f64 = 3.0;
const SAME_DIVISION: f64 = 2.0;
/// Weight of a word that says what the place is.
const OF_KIND: f64 = 2.0;
/// What an alternate name loses.
const ALTERNATE: f64 = 1.5;

/// The place that each toponym means, as far as the gazetteer knows one.
pub(super) fn resolve(context: Context, toponyms: &[Toponym]) -> Vec<Option<PlaceId>> {
    let mut names = Names::new(context, toponyms);
    for _ in 0..3 {
        names.weigh();
    }
    let meant = |toponym: &Toponym| names.list[names.index[&toponym.name]].meant;
    toponyms.iter().map(meant).collect()
}

/// A name of the report.
struct Name<'g> {
    options: Vec<Opt<'g>>,
    /// How often it stands in the report.
    count: f64,
    meant: Option<PlaceId>,
}

/// A place that the name may mean.
struct Opt<'g> {
    place: PlaceId,
    entry: Entry<'g>,
    /// It and the divisions around it.
    within: Vec<PlaceId>,
    /// The name is an alternate one of it.
    alternate: bool,
    /// What speaks for it whatever the report's other names mean.
    weight: f64,
}

struct Names<'g> {
    list: Vec<Name<'g>>,
    index: HashMap<String, usize>,
}

impl<'g> Names<'g> {
    fn new(context: Context<'g>, toponyms: &[Toponym]) -> Self {
        let gazetteer = &context.codebook.places;
        let mut names = Self { list: Vec::new(), index: HashMap::new() };
        for toponym in toponyms {
            let index = *names.index.entry(toponym.name.clone()).or_insert_with(|| {
                let candidates = gazetteer.candidates(&toponym.name);
                let option = |candidate: &Candidate| Opt::new(gazetteer, candidate, toponym);
                let options = candidates.iter().map(option).collect();
                names.list.push(Name { options, count: 0.0, meant: None });
                names.list.len() - 1
            });
            let name = &mut names.list[index];
            name.count += 1.0;
            if let Some(kind) = toponym.kind {
                let of_kind = |option: &&mut Opt| option.entry.kind == kind;
                name.options.iter_mut().filter(of_kind).for_each(|option| option.weight += OF_KIND);
            }
        }
        for pair in toponyms.windows(2) {
            let beside = &context.doc.text()[context.doc.tokens()[pair[0].tokens.end - 1].bytes.end
                ..context.doc.tokens()[pair[1].tokens.start].bytes.start];
            let is_name = pair.iter().all(|toponym| toponym.form == PlaceForm::Name);
            if is_name && matches!(beside.trim(), "," | "in" | ", in" | "(") {
                names.hold(names.index[&pair[0].name], names.index[&pair[1].name]);
            }
        }
        names
    }

    /// `outer` stands behind `inner` as that which holds it, where there are such places.
    fn hold(&mut self, inner: usize, outer: usize) {
        if inner == outer {
            return;
        }
        let outers = std::mem::take(&mut self.list[outer].options);
        let mut holds = vec![false; outers.len()];
        // "China, Japan" and "Oklahoma, Pennsylvania" are lists, although there are such towns.
        let of =
            |kind| self.list[inner].options.iter().any(|o| o.entry.kind == kind && !o.alternate);
        let (is_country, is_division) = (of(PlaceKind::Country), of(PlaceKind::Admin1));
        for option in &mut self.list[inner].options {
            let small = matches!(option.entry.kind, PlaceKind::City | PlaceKind::Admin2);
            let is_list = |outer: &Opt| {
                small && (is_country || is_division && outer.entry.kind == PlaceKind::Admin1)
            };
            let held = outers.iter().enumerate();
            let held = held.filter(|(_, outer)| outer.holds(option) && !is_list(outer));
            let held: Vec<usize> = held.map(|(index, _)| index).collect();
            if !held.is_empty() {
                option.weight = option.weight.max(0.0) + HELD;
                held.iter().for_each(|index| holds[*index] = true);
            }
        }
        self.list[outer].options = outers;
        let options = self.list[outer].options.iter_mut().zip(holds);
        options.filter(|(_, holds)| *holds).for_each(|(option, _)| option.weight += HELD / 2.0);
    }

    /// Chooses a place for each name, the report's other names as they were chosen before.
    fn weigh(&mut self) {
        let mut countries: HashMap<&str, f64> = HashMap::new();
        let mut divisions: HashMap<(&str, &str), f64> = HashMap::new();
        let mut all = 0.0;
        for name in &self.list {
            let meant = name.options.iter().find(|option| Some(option.place) == name.meant);
            let Some((country, entry)) = meant.and_then(|o| Some((o.entry.country?, o.entry)))
            else {
                continue;
            };
            all += name.evidence();
            *countries.entry(country).or_default() += name.evidence();
            if let Some(admin1) = entry.admin1 {
                *divisions.entry((country, admin1)).or_default() += name.evidence();
            }
        }
        for name in &mut self.list {
            let own = name.meant;
            let evidence = name.evidence();
            let score = |option: &Opt<'g>| {
                let mine = if own == Some(option.place) { evidence } else { 0.0 };
                let rest = (all - if own.is_some() { evidence } else { 0.0 }).max(1.0);
                let Some(country) = option.entry.country else { return option.weight };
                let same = countries.get(country).map_or(0.0, |weight| (weight - mine) / rest);
                let division =
                    option.entry.admin1.and_then(|admin1| divisions.get(&(country, admin1)));
                let near = division.map_or(0.0, |weight| (weight - mine) / rest);
                option.weight
                    + SAME_COUNTRY * same.max(0.0).sqrt()
                    + SAME_DIVISION * near.max(0.0).sqrt()
            };
            let mut best: Option<(f64, PlaceId)> = None;
            for option in &name.options {
                let score = score(option);
                if best.is_none_or(|(most, _)| score > most) {
                    best = Some((score, option.place));
                }
            }
            name.meant = best.map(|(_, place)| place);
        }
    }
}

impl Name<'_> {
    /// How much it says of what the report is about: a name that is said often says more.
    fn evidence(&self) -> f64 {
        self.count.sqrt()
    }
}

impl<'g> Opt<'g> {
    fn new(gazetteer: &'g Gazetteer, candidate: &Candidate, toponym: &Toponym) -> Self {
        let entry = gazetteer.entry(candidate.place);
        let size = (entry.population + 10.0).log10();
        let mut weight = match entry.kind {
            PlaceKind::Country => 9.0,
            PlaceKind::Region | PlaceKind::Site | PlaceKind::Water => 7.5,
            PlaceKind::Admin1 => size.max(4.5) + 0.5,
            PlaceKind::Admin2 => size - 1.0,
            PlaceKind::City => size,
        };
        if candidate.alternate {
            weight -= ALTERNATE;
        }
        if toponym.form == PlaceForm::Adjective && entry.kind != PlaceKind::Country {
            weight -= 9.0;
        }
        let canonical = gazetteer.canonical(candidate.place);
        let within = std::iter::once(canonical).chain(gazetteer.around(canonical)).collect();
        Self { place: candidate.place, entry, within, alternate: candidate.alternate, weight }
    }

    /// Whether `inner` lies in this place.
    fn holds(&self, inner: &Opt) -> bool {
        let in_country = self.entry.kind == PlaceKind::Country
            && inner.entry.kind != PlaceKind::Country
            && self.entry.country.is_some()
            && self.entry.country == inner.entry.country;
        let in_division = self.within.first().is_some_and(|own| inner.within[1..].contains(own));
        in_country || in_division
    }
}
