//! Which place a name means in this report.
//!
//! Every place that bears the name is weighed: how well it is known (population, level), whether a
//! name beside it holds it ("Hama, Syria"; "Springfield, Illinois"), and whether the report's
//! other names lie in the same country and division, above all those of the dateline and of the
//! same sentence, or near. One name means one place in one report. Each name is weighed three
//! times, so that the time is linear in the number of names ([`surroundings`](super::surroundings)).

use std::collections::{HashMap, HashSet};

use sayso_codebook::{Candidate, Entry, Gazetteer, PlaceId, PlaceKind};
use sayso_language::Doc;
use sayso_record::PlaceForm;

use super::dateline;
use super::surroundings::{Meant, Surroundings};
use super::toponyms::Toponym;

/// Weight of a name beside it that holds the place.
const HELD: f64 = 5.0;
/// Weight of a country, and of a division, that all of the report's other names lie in: weights are
/// decimal logarithms of inhabitants, so that of a country is how much of the world it is not, and
/// how much likelier a report's places lie in one country.
const SAME_COUNTRY: f64 = 0.9;
const SAME_DIVISION: f64 = 2.0;
const WORLD: f64 = 8e9;
/// Weight of a country, and of a division, that another name of the same sentence lies in.
const SENTENCE_COUNTRY: f64 = 1.0;
const SENTENCE_DIVISION: f64 = 0.7;
/// Weight of another name that lies near.
const NEAR: f64 = 0.7;
/// How many mentions one in the dateline is worth.
const DATELINE: f64 = 9.0;
/// Sentences of a name that are looked at.
const SENTENCES: usize = 12;
/// Weight of a word that says what the place is.
const OF_KIND: f64 = 2.0;
/// Weight of a point or water that a table has: more than that of any division of its name.
const TABLED: f64 = 12.0;
/// Weight of the seat of a government.
const CAPITAL: f64 = 2.0;
/// Weight of a place that is of the same kind and country as its neighbour in a list.
const LISTED: f64 = 1.5;
/// The share of a division's people that a city of its name has, from which on the name means the
/// city.
const SEAT: f64 = 0.08;
/// Inhabitants below which a town needs something that speaks for it, where the report has names of
/// this much evidence elsewhere.
const SMALL: f64 = 50_000.0;
const SURE: f64 = 3.0;
/// What a division weighs less than the city that its name means.
const SEATED: f64 = 0.3;
/// Inhabitants below which an alternate name needs something that speaks for it.
const FOREIGN: f64 = 100_000.0;
/// What an alternate name loses.
const ALTERNATE: f64 = 1.5;

/// The place that each toponym means, as far as the gazetteer knows one.
pub(super) fn resolve(
    doc: &Doc,
    gazetteer: &Gazetteer,
    toponyms: &[Toponym],
) -> Vec<Option<PlaceId>> {
    let mut names = Names::new(doc, gazetteer, toponyms);
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
    /// The first sentences that it stands in.
    sentences: Vec<usize>,
    /// What it is told to lie in, where no place of this name does: "Bradford, Ontario".
    held_by: Option<String>,
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
    /// The name stands where places stand: "near X".
    located: bool,
    /// The words around some mention say that it is such a place.
    told: bool,
    /// A name beside some mention holds it.
    held: bool,
    /// It bears the name in another spelling only.
    respelled: bool,
    /// What speaks for it if the report's other names lie in its country.
    at_home: f64,
    /// What speaks for it whatever the report's other names mean.
    weight: f64,
}

struct Names<'g> {
    list: Vec<Name<'g>>,
    index: HashMap<String, usize>,
}

impl<'g> Names<'g> {
    fn new(doc: &Doc, gazetteer: &'g Gazetteer, toponyms: &[Toponym]) -> Self {
        let mut names = Self { list: Vec::new(), index: HashMap::new() };
        let dateline = dateline::find(doc);
        for toponym in toponyms {
            let index = *names.index.entry(toponym.name.clone()).or_insert_with(|| {
                let mut candidates = gazetteer.candidates(&toponym.name);
                if candidates.is_empty() {
                    candidates = gazetteer.respelled(&toponym.name);
                }
                let option = |candidate: &Candidate| Opt::new(gazetteer, candidate, toponym);
                let mut options: Vec<Opt> = candidates.iter().map(option).collect();
                prefer_seats(&mut options);
                let name =
                    Name { options, count: 0.0, sentences: Vec::new(), held_by: None, meant: None };
                names.list.push(name);
                names.list.len() - 1
            });
            let name = &mut names.list[index];
            name.count += if dateline.contains(&toponym.tokens.start) { DATELINE } else { 1.0 };
            name.stands_in(doc.sentence_of(toponym.tokens.start));
            if toponym.located {
                name.options.iter_mut().for_each(|option| option.located = true);
            }
            if let Some(kind) = toponym.kind {
                let of_kind = |option: &&mut Opt| option.entry.kind == kind;
                name.options.iter_mut().filter(of_kind).for_each(|option| {
                    option.weight += OF_KIND;
                    option.told = true;
                });
            }
        }
        let mut pairs = HashSet::new();
        for pair in toponyms.windows(2) {
            let beside = between(doc, &pair[0], &pair[1]);
            let is_name = pair.iter().all(|toponym| toponym.form == PlaceForm::Name);
            let (left, right) = (names.index[&pair[0].name], names.index[&pair[1].name]);
            if !is_name || left == right || !pairs.insert((left, right, beside)) {
                continue;
            }
            if matches!(beside, "," | "in" | ", in" | "(") {
                let held = names.hold(left, right);
                if !held && beside == "," {
                    names.hold_unknown(left, right);
                }
            }
            if matches!(beside, "," | "and" | ", and" | "or" | ", or") {
                names.list(left, right);
            }
        }
        names
    }

    /// `outer` stands behind `inner` as that which holds it; whether there are such places.
    fn hold(&mut self, inner: usize, outer: usize) -> bool {
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
                option.held = true;
                held.iter().for_each(|index| holds[*index] = true);
            }
        }
        let any = holds.contains(&true);
        self.list[outer].options = outers;
        let options = self.list[outer].options.iter_mut().zip(holds);
        options.filter(|(_, holds)| *holds).for_each(|(option, _)| option.weight += HELD / 2.0);
        any
    }

    /// `outer` stands behind `inner`, but no such place is known there: where `outer` is a division,
    /// `inner` is a town of it that is not known. Two towns or two divisions are a list.
    fn hold_unknown(&mut self, inner: usize, outer: usize) {
        let is_division = |o: &Opt| o.entry.kind == PlaceKind::Admin1 && !o.alternate;
        let heaviest = |name: &Name<'g>| {
            let options = name.options.iter().filter(|option| !option.alternate);
            let best = options.max_by(|a, b| a.weight.total_cmp(&b.weight))?;
            Some((best.entry, is_division(best)))
        };
        let is_area =
            |o: &Opt| o.entry.kind != PlaceKind::City && o.entry.kind != PlaceKind::Admin2;
        let Some((entry, true)) = heaviest(&self.list[outer]) else { return };
        if !self.list[inner].options.iter().any(is_area) {
            self.list[inner].held_by = entry.country.map(str::to_owned);
        }
    }

    /// Two names of a list are likelier two divisions of one country than a division and a town.
    fn list(&mut self, left: usize, right: usize) {
        for (one, other) in [(left, right), (right, left)] {
            let is_division = |o: &&Opt| o.entry.kind == PlaceKind::Admin1 && !o.alternate;
            let countries = self.list[other].options.iter().filter(is_division);
            let countries: Vec<_> = countries.map(|option| option.entry.country).collect();
            let options = self.list[one].options.iter_mut();
            let same =
                options.filter(|o| is_division(&&**o) && countries.contains(&o.entry.country));
            same.for_each(|option| option.weight += LISTED);
        }
    }

    /// Chooses a place for each name, the report's other names as they were chosen before.
    fn weigh(&mut self) {
        let meant = self.list.iter().filter_map(Name::as_meant);
        let around = Surroundings::new(meant);
        for name in &mut self.list {
            let own = name.as_meant();
            let mut best: Option<(f64, PlaceId)> = None;
            for option in &name.options {
                let score = option.score(name, own.as_ref(), &around);
                if let Some(score) = score.filter(|s| best.is_none_or(|(most, _)| *s > most)) {
                    best = Some((score, option.place));
                }
            }
            name.meant = best.map(|(_, place)| place);
        }
    }
}

/// What speaks for a place if the report's other names lie in its `country`.
fn at_home(gazetteer: &Gazetteer, country: Option<&str>) -> f64 {
    let people = country.map_or(0.0, |country| gazetteer.people(country)).max(1e6);
    SAME_COUNTRY + (WORLD / people).log10()
}

/// What stands between two toponyms, without white space at its ends.
fn between<'t>(doc: &'t Doc, left: &Toponym, right: &Toponym) -> &'t str {
    let tokens = doc.tokens();
    let (start, end) =
        (tokens[left.tokens.end - 1].bytes.end, tokens[right.tokens.start].bytes.start);
    doc.text().get(start..end).unwrap_or_default().trim()
}

/// A city that has a good part of the people of the division of the same name is what the name
/// means: Baghdad, Tokyo. The division yields to it, whatever its own size.
fn prefer_seats(options: &mut [Opt]) {
    let is_division = |option: &Opt| option.entry.kind == PlaceKind::Admin1 && !option.alternate;
    for division in 0..options.len() {
        let (people, place) = (options[division].entry.population, options[division].within[0]);
        if !is_division(&options[division]) {
            continue;
        }
        let seats = options.iter().filter(|o| o.entry.kind == PlaceKind::City);
        let seat = seats
            .filter(|o| o.within[1..].contains(&place) && o.entry.population > SEAT * people)
            .max_by(|a, b| a.weight.total_cmp(&b.weight));
        let Some(weight) = seat.map(|seat| seat.weight) else { continue };
        options[division].weight = options[division].weight.min(weight - SEATED);
    }
}

impl<'g> Name<'g> {
    /// How much it says of what the report is about: a name that is said often says more.
    fn evidence(&self) -> f64 {
        self.count.sqrt()
    }

    fn stands_in(&mut self, sentence: usize) {
        if self.sentences.last() != Some(&sentence) && self.sentences.len() < SENTENCES {
            self.sentences.push(sentence);
        }
    }

    /// What it was last chosen to mean.
    fn as_meant(&self) -> Option<Meant<'_, 'g>> {
        let option = self.options.iter().find(|option| Some(option.place) == self.meant)?;
        let (entry, weight) = (option.entry, self.evidence());
        Some(Meant { entry, weight, sentences: &self.sentences })
    }
}

impl<'g> Opt<'g> {
    fn new(gazetteer: &'g Gazetteer, candidate: &Candidate, toponym: &Toponym) -> Self {
        let entry = gazetteer.entry(candidate.place);
        let size = (entry.population + 10.0).log10();
        let mut weight = match entry.kind {
            PlaceKind::Country => 9.0,
            PlaceKind::Region => 9.0,
            PlaceKind::Site | PlaceKind::Water => TABLED,
            PlaceKind::City
                if candidate.tabled && (entry.population == 0.0 || entry.country.is_none()) =>
            {
                TABLED
            }
            PlaceKind::City if candidate.capital || candidate.tabled => size.max(6.0) + CAPITAL,
            PlaceKind::Admin1 => size.max(4.5),
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
        Self {
            place: candidate.place,
            entry,
            within,
            alternate: candidate.alternate,
            located: false,
            told: false,
            held: false,
            respelled: candidate.respelled,
            at_home: at_home(gazetteer, entry.country),
            weight,
        }
    }

    /// How much speaks for this place as that which `name` means; `None` where too little does.
    /// `own` is what the name was last chosen to mean.
    fn score(
        &self,
        name: &Name,
        own: Option<&Meant<'_, 'g>>,
        around: &Surroundings<'g>,
    ) -> Option<f64> {
        let same = around.country(&self.entry, own);
        if self.is_doubtful(same, name, around) {
            return None;
        }
        // Where no other name lies in its country, none lies in its division or near.
        let Some(same) = same.filter(|same| *same > 0.0) else { return Some(self.weight) };
        let sentence = around.sentences(&self.entry, &name.sentences, own);
        let is_near = self.entry.kind != PlaceKind::Country && around.is_near(&self.entry, own);
        Some(
            self.weight
                + self.at_home * same.sqrt()
                + SAME_DIVISION * around.division(&self.entry, own).sqrt()
                + if sentence.country { SENTENCE_COUNTRY } else { 0.0 }
                + if sentence.division { SENTENCE_DIVISION } else { 0.0 }
                + if is_near { NEAR } else { 0.0 },
        )
    }

    /// Whether a town is hardly meant, although it bears the name. `same` is the share of the other
    /// names that lie in its country.
    fn is_doubtful(&self, same: Option<f64>, name: &Name, around: &Surroundings) -> bool {
        let is_town = self.entry.kind == PlaceKind::City && self.entry.population < 500_000.0
            || self.entry.kind == PlaceKind::Admin2;
        let Some(same) = same.filter(|_| is_town) else { return false };
        // "Bradford, Ontario" is no Bradford elsewhere.
        let elsewhere = |country: &String| self.entry.country != Some(country);
        if name.held_by.as_ref().is_some_and(elsewhere) {
            return true;
        }
        if same >= 0.05 || self.held {
            return false;
        }
        // An older or foreign name is likelier a person's; a small town in a country that the report
        // has nothing else of is likelier one that the gazetteer does not know.
        self.respelled
            || self.alternate && !self.located && !self.told && self.entry.population < FOREIGN
            || self.entry.population < SMALL && around.total() > SURE
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
