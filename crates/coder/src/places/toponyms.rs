//! The words that name places: the model's GPE, LOC and FAC entities, mended by the gazetteer.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use sayso_codebook::{Candidate, Gazetteer, PlaceKind, normal_place_name as normal};
use sayso_language::{Doc, Entity, Iob};
use sayso_record::PlaceForm;

use super::dateline;
use super::titles;
use super::words::{
    DISEASES, is_acronym, is_direction, is_landform, is_mark, is_site, kind, split, trim,
};

/// The longest name looked for outside of entities, in tokens.
const LONGEST: usize = 5;
/// Inhabitants of a city that is known without an entity.
const WELL_KNOWN: f64 = 100_000.0;

/// Words that name a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Toponym {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Name or adjective.
    pub form: PlaceForm,
    /// The normal name that the gazetteer knows, else that of the words.
    pub name: String,
    /// What the words around its name say that it is ("the province of X").
    pub kind: Option<PlaceKind>,
    /// It stands where places stand: "near X".
    pub located: bool,
}

/// Finds toponyms in text order; none overlap.
pub(super) fn find(doc: &Doc, gazetteer: &Gazetteer) -> Vec<Toponym> {
    let mut found = Finding {
        doc,
        gazetteer,
        taken: vec![false; doc.len()],
        found: Vec::new(),
        starts: HashMap::new(),
        dateline: dateline::find(doc),
        persons: persons(doc),
    };
    found.long_names();
    for entity in doc.entities() {
        if is_place(entity.label) {
            found.entity(entity);
        }
    }
    found.well_known();
    found.states_of_bodies();
    // What stands in a list may lean on its neighbour that leant on another.
    for _ in 0..2 {
        found.told_by_place();
    }
    found.adjectives();
    found.without_diseases();
    let mut found = found.found;
    found.sort_by_key(|toponym| toponym.tokens.start);
    found
}

/// The words of persons' names of several words.
fn persons(doc: &Doc) -> HashSet<&str> {
    let named = |entity: &&Entity| entity.label == "PERSON";
    let names = doc.entities().iter().filter(named).map(|entity| trim(doc, entity.tokens.clone()));
    names.filter(|tokens| tokens.len() > 1).flatten().map(|token| doc.word(token)).collect()
}

fn is_place(label: &str) -> bool {
    matches!(label, "GPE" | "LOC" | "FAC")
}

pub(super) struct Finding<'f> {
    pub(super) doc: &'f Doc,
    pub(super) gazetteer: &'f Gazetteer,
    /// Tokens that a toponym has.
    pub(super) taken: Vec<bool>,
    pub(super) found: Vec<Toponym>,
    /// Index in `found` of the toponym that begins with a token.
    pub(super) starts: HashMap<usize, usize>,
    pub(super) dateline: Range<usize>,
    /// Words of persons' names of several words.
    pub(super) persons: HashSet<&'f str>,
}

impl Finding<'_> {
    fn add(
        &mut self,
        tokens: Range<usize>,
        form: PlaceForm,
        name: String,
        kind: Option<PlaceKind>,
    ) {
        if tokens.is_empty() || self.taken[tokens.clone()].contains(&true) {
            return;
        }
        if form == PlaceForm::Adjective || !titles::holds(self.doc, &tokens) {
            let kind = kind.or_else(|| self.kind_beside(&tokens));
            self.taken[tokens.clone()].fill(true);
            self.starts.insert(tokens.start, self.found.len());
            let located = self.is_located(&tokens);
            self.found.push(Toponym { tokens, form, name, kind, located });
        }
    }

    fn add_name(&mut self, tokens: Range<usize>) {
        let name = self.name(&tokens);
        self.add(tokens, PlaceForm::Name, name, None);
    }

    pub(super) fn name(&self, tokens: &Range<usize>) -> String {
        normal(self.doc.words(tokens.clone()))
    }

    /// Well-known names of several words, wherever the model sets the borders of its entities:
    /// "Democratic Republic of the Congo". A person or organisation that goes on beyond is none.
    fn long_names(&mut self) {
        let mut at = 0;
        while at < self.doc.len() {
            let run =
                (at..self.doc.len().min(at + LONGEST)).take_while(|t| self.is_name_word(at, *t));
            let longest = (2..=run.count()).rev().map(|n| at..at + n).find(|tokens| {
                let last = tokens.end - 1;
                (self.is_proper(last) || is_site(self.doc.word(last)))
                    && self.are_entities_inside(tokens)
                    && self.is_known_of_several_words(&self.name(tokens))
            });
            at = longest.as_ref().map_or(at + 1, |tokens| tokens.end);
            longest.into_iter().for_each(|tokens| self.add_name(tokens));
        }
    }

    /// An entity of places: one or several, without article and possessive.
    fn entity(&mut self, entity: &Entity) {
        let tokens = trim(self.doc, entity.tokens.clone());
        if tokens.is_empty() || self.taken[tokens.clone()].contains(&true) {
            return;
        }
        let words = self.doc.words(tokens.clone());
        // "Somali refugees", but "the Somali region", and "the Vatican".
        let is_adjective = self.gazetteer.of_adjective(words).is_some();
        if is_adjective && self.kind_beside(&tokens).is_none() && !self.is_country(&normal(words)) {
            return;
        }
        if self.is_surname(&tokens) {
            return;
        }
        if let Some((name, kind, tokens)) = self.known(tokens.clone()) {
            return self.add(tokens, PlaceForm::Name, name, kind);
        }
        let parts = split(self.doc, tokens.clone());
        if parts.len() > 1 {
            for part in parts {
                let part = Entity { tokens: trim(self.doc, part), label: entity.label };
                self.entity(&part);
            }
            return;
        }
        if let Some(part) = self.known_part(&tokens) {
            return self.add_name(part);
        }
        let is_site = tokens.len() > 1 && tokens.clone().any(|t| is_landform(self.doc.word(t)));
        let no_place = self.gazetteer.is_no_place(&normal(words));
        if no_place || !self.may_name(&tokens) {
            return;
        }
        let is_told = self.is_behind_preposition(&tokens)
            || self.kind_beside(&tokens).is_some()
            || self.is_beside_list(&tokens);
        if is_site || entity.label != "FAC" && is_told {
            self.add_name(tokens);
        }
    }

    /// Words that the gazetteer does not know, but that look like a name of a place.
    fn may_name(&self, tokens: &Range<usize>) -> bool {
        let words = self.doc.words(tokens.clone());
        let starts_upper = words.chars().next().is_some_and(char::is_uppercase);
        let is_code = words.chars().skip(1).any(char::is_uppercase) && tokens.len() == 1;
        let last = &self.doc.tokens()[tokens.end - 1];
        let is_people = last.tag == "NNS" || last.tag == "NNPS" && tokens.len() == 1;
        let is_adjective = tokens.len() == 1 && last.tag == "JJ";
        let hyphened = words.contains('-');
        let is_short = words.chars().count() < 3;
        let is_of_people = |part: &str| {
            self.gazetteer.is_no_place(&normal(part)) || self.gazetteer.of_adjective(part).is_some()
        };
        starts_upper
            && !is_short
            && (!is_code || hyphened)
            && !is_people
            && !is_adjective
            && !(hyphened && words.split('-').any(is_of_people))
            && !words.contains(|c: char| c.is_ascii_digit())
            && !is_direction(&normal(words))
    }

    /// The name of a well-known place at the beginning or end of a longer name that is not known.
    fn known_part(&self, tokens: &Range<usize>) -> Option<Range<usize>> {
        let beginnings = (1..tokens.len()).rev().map(|n| tokens.start..tokens.start + n);
        let ends = (1..tokens.len()).rev().map(|n| tokens.end - n..tokens.end);
        let is_name = |part: &Range<usize>| {
            self.is_proper(part.start)
                && self.is_long(self.doc.words(part.clone()))
                && !self.is_code(part)
                && self.is_well_known(&self.name(part))
        };
        beginnings.chain(ends).find(is_name)
    }

    /// Well-known names outside of entities, and entities of another label that are one.
    fn well_known(&mut self) {
        for entity in self.doc.entities() {
            let may_be = matches!(entity.label, "ORG" | "NORP" | "EVENT" | "LANGUAGE");
            let tokens = trim(self.doc, entity.tokens.clone());
            let may_be = may_be
                || entity.label == "PRODUCT" && self.is_located(&tokens)
                || entity.label == "PERSON" && self.is_no_person(&tokens);
            let words = self.doc.words(tokens.clone());
            let adjective = self.gazetteer.of_adjective(words).is_some();
            if may_be && !adjective && self.is_long(words) && self.is_well_known(&normal(words)) {
                self.add_name(tokens);
            }
        }
        let mut at = 0;
        while at < self.doc.len() {
            let end = (at + LONGEST).min(self.doc.len());
            let run =
                (at..end).take_while(|&t| self.is_free(t) && self.is_name_word(at, t)).count();
            let known = (1..=run).rev().map(|n| at..at + n).find(|tokens| {
                let words = self.doc.words(tokens.clone());
                self.is_long(words)
                    && self.is_well_known(&normal(words))
                    && !self.is_part_of_name(tokens)
            });
            at = known.as_ref().map_or(at + 1, |tokens| tokens.end);
            known.into_iter().for_each(|tokens| self.add_name(tokens));
        }
    }

    /// A name that the model takes for a person's: a country, or one in a list of places, that no
    /// longer name of the report holds ("Jordan's king", but not with "Michael Jordan").
    fn is_no_person(&self, tokens: &Range<usize>) -> bool {
        let words = self.doc.words(tokens.clone());
        (self.is_beside_list(tokens) || self.is_country(&self.name(tokens)))
            && self.is_alone(tokens)
            && !self.persons.contains(words)
    }

    /// The last name of a person whom the report names in full: "Shattuck", but not "Washington".
    fn is_surname(&self, tokens: &Range<usize>) -> bool {
        let is_part = tokens.len() == 1 && self.persons.contains(self.doc.word(tokens.start));
        is_part && !self.is_famous(&self.name(tokens)) && !self.is_held(tokens)
    }

    /// A country, an area or one of the largest cities or best-known places bears this name.
    fn is_famous(&self, name: &str) -> bool {
        self.gazetteer.candidates(name).iter().any(|candidate| {
            let entry = self.gazetteer.entry(candidate.place);
            candidate.tabled && entry.kind != PlaceKind::Admin2
                || candidate.capital
                || entry.population > 10.0 * WELL_KNOWN && !candidate.alternate
        })
    }

    fn is_country(&self, name: &str) -> bool {
        let candidates = self.gazetteer.candidates(name);
        let mut kinds = candidates.iter().map(|c| self.gazetteer.entry(c.place).kind);
        kinds.any(|kind| kind == PlaceKind::Country)
    }

    /// The state in the name of one of its bodies: "the U.S. Department of Agriculture".
    fn states_of_bodies(&mut self) {
        for entity in self.doc.entities().iter().filter(|entity| entity.label == "ORG") {
            let tokens = trim(self.doc, entity.tokens.clone());
            let names = (1..tokens.len().min(LONGEST)).rev();
            let state = names.map(|n| tokens.start..tokens.start + n).find(|state| {
                titles::is_body_of_state(self.doc.word(state.end))
                    && self.is_long(self.doc.words(state.clone()))
                    && self.is_state(&self.name(state))
            });
            state.into_iter().for_each(|state| self.add_name(state));
        }
    }

    /// A country, or a division that news speaks of as a state, bears this name.
    fn is_state(&self, name: &str) -> bool {
        self.gazetteer.candidates(name).iter().any(|candidate| {
            let kind = self.gazetteer.entry(candidate.place).kind;
            matches!(kind, PlaceKind::Country | PlaceKind::Admin1) && candidate.tabled
        })
    }

    /// Names that the words around them tell to be places: "in the village of X", "X district",
    /// "X, Laos", or between other places of a list, and names that are places elsewhere in the
    /// text.
    fn told_by_place(&mut self) {
        let names: HashSet<String> =
            self.found.iter().map(|toponym| toponym.name.clone()).collect();
        for tokens in self.open_names() {
            if tokens.is_empty() || self.taken[tokens.clone()].contains(&true) {
                continue;
            }
            let words = self.doc.words(tokens.clone());
            let name = normal(words);
            let is_short = !self.is_long(words) && !self.is_short_name(&tokens);
            if is_short || self.is_code(&tokens) || self.gazetteer.of_adjective(words).is_some() {
                continue;
            }
            let known = self.gazetteer.knows(&name);
            let told = names.contains(&name) && self.is_alone(&tokens)
                || self.kind_beside(&tokens).is_some() && self.may_name(&tokens)
                || known && self.is_located(&tokens) && self.is_alone(&tokens)
                || known && (self.is_held(&tokens) || self.is_listed(&tokens));
            if told {
                self.add(tokens, PlaceForm::Name, name, None);
            }
        }
    }

    /// Entities of other labels, and runs of proper nouns outside of entities.
    fn open_names(&self) -> Vec<Range<usize>> {
        let other =
            |label| matches!(label, "PERSON" | "ORG" | "NORP" | "PRODUCT" | "LANGUAGE" | "FAC");
        let entities = self.doc.entities().iter().filter(|entity| other(entity.label));
        let mut names: Vec<_> =
            entities.map(|entity| trim(self.doc, entity.tokens.clone())).collect();
        let mut at = 0;
        while at < self.doc.len() {
            let run =
                (at..self.doc.len()).take_while(|&t| self.is_free(t) && self.is_capitalised(t));
            let run = at..at + run.count().min(LONGEST);
            let is_sentence_start = self.doc.sentences()[self.doc.sentence_of(at)].start == at;
            if !run.is_empty() && (self.is_proper(at) || !is_sentence_start) {
                names.push(run.clone());
            }
            at = run.end.max(at + 1);
        }
        names
    }

    /// Adjectives of countries, of up to three words: "Turkish", "Costa Rican".
    fn adjectives(&mut self) {
        let doc = self.doc;
        for token in 0..doc.len() {
            if !self.is_capitalised(token) || !self.is_adjective(token) {
                continue;
            }
            let end = doc.len().min(token + 3);
            let adjective = (token + 1..=end).rev().find_map(|end| {
                let country = self.gazetteer.of_adjective(doc.words(token..end))?;
                (token..end).all(|token| self.is_adjective(token)).then_some((token..end, country))
            });
            if let Some((tokens, country)) = adjective {
                let name = normal(self.gazetteer.entry(country).name);
                self.add(tokens, PlaceForm::Adjective, name, Some(PlaceKind::Country));
            }
        }
    }

    /// Whether a word may be one of an adjective of a country, by its tag and entity.
    fn is_adjective(&self, token: usize) -> bool {
        let row = &self.doc.tokens()[token];
        let in_name = match row.entity {
            Iob::Out => false,
            Iob::Begin(label) | Iob::In(label) => !matches!(label, "NORP" | "GPE" | "LANGUAGE"),
        };
        matches!(row.pos, "ADJ" | "PROPN" | "NOUN") && !in_name
    }

    /// Takes out names that some mention makes a disease of ("West Nile virus", "Marburg fever"), but
    /// for countries: "the United States flu season".
    fn without_diseases(&mut self) {
        let doc = self.doc;
        let is_large = |kind| matches!(kind, PlaceKind::Country | PlaceKind::Region);
        let large = |name: &str| {
            let candidates = self.gazetteer.candidates(name);
            candidates.iter().any(|c| is_large(self.gazetteer.entry(c.place).kind))
        };
        let is_disease = |token: usize| {
            let word = (token < doc.len()).then(|| doc.word(token).to_lowercase());
            word.is_some_and(|word| DISEASES.contains(&word.as_str()))
        };
        let is_noun = |token: usize| matches!(doc.tokens()[token].pos, "NOUN" | "PROPN" | "ADJ");
        let names_disease = |toponym: &&Toponym| {
            let next = toponym.tokens.end;
            let follows = || is_disease(next) || is_noun(next) && is_disease(next + 1);
            next < doc.len()
                && follows()
                && toponym.form == PlaceForm::Name
                && !large(&toponym.name)
        };
        let diseases = self.found.iter().filter(names_disease);
        let diseases: HashSet<String> = diseases.map(|toponym| toponym.name.clone()).collect();
        self.found.retain(|toponym| !diseases.contains(&toponym.name));
    }

    /// The name in `tokens` that the gazetteer knows, as it stands or without the words around it
    /// that say what it is, with its tokens.
    fn known(&self, tokens: Range<usize>) -> Option<(String, Option<PlaceKind>, Range<usize>)> {
        let words = self.doc.words(tokens.clone());
        let name = normal(words);
        let starts_upper = words.chars().next().is_some_and(char::is_uppercase);
        if starts_upper
            && self.is_long(words)
            && self.gazetteer.knows(&name)
            && !is_direction(&name)
            && !self.is_code(&tokens)
        {
            let kind = name.rsplit(' ').next().and_then(kind).filter(|_| tokens.len() > 1);
            return Some((name, kind, tokens));
        }
        let (mut inner, mut of_kind) = (tokens.clone(), None);
        if inner.len() > 2 && self.name(&(inner.start + 1..inner.start + 2)) == "of" {
            of_kind = kind(&normal(self.doc.word(inner.start)));
            inner.start += if of_kind.is_some() { 2 } else { 0 };
        } else if inner.len() > 1 {
            let (first, last) = (self.doc.word(inner.start), self.doc.word(inner.end - 1));
            of_kind = kind(&normal(last)).filter(|kind| *kind != PlaceKind::Water);
            if of_kind.is_some() {
                inner.end -= 1;
            }
            while inner.len() > 1 && (is_direction(&normal(first)) || is_mark(first)) {
                inner.start += 1;
                if !is_direction(&normal(self.doc.word(inner.start)))
                    && !is_mark(self.doc.word(inner.start))
                {
                    break;
                }
            }
        }
        let inner = trim(self.doc, inner);
        let name = self.name(&inner);
        let shorter = inner != tokens && !inner.is_empty() && self.gazetteer.knows(&name);
        // "Eastern Creek" is no Creek, "Western Kenya" is in Kenya.
        let first = self.doc.word(tokens.start);
        let is_own = tokens.start < inner.start && first.starts_with(char::is_uppercase);
        let is_upper = self.doc.word(inner.start).starts_with(char::is_uppercase);
        let is_part = shorter && is_upper && !is_direction(&name) && !self.is_code(&inner);
        (is_part && (!is_own || of_kind.is_some() || self.is_large(&name)))
            .then_some((name, of_kind, inner))
    }

    /// A country, an area or a large city or division bears this name.
    fn is_large(&self, name: &str) -> bool {
        let candidates = self.gazetteer.candidates(name);
        candidates.iter().filter(|candidate| !candidate.alternate).any(|candidate| {
            let entry = self.gazetteer.entry(candidate.place);
            match entry.kind {
                PlaceKind::Country | PlaceKind::Region | PlaceKind::Water | PlaceKind::Site => true,
                PlaceKind::Admin1 => entry.population > 50.0 * WELL_KNOWN,
                PlaceKind::Admin2 => false,
                PlaceKind::City => entry.population > WELL_KNOWN,
            }
        })
    }

    /// Capitals that only happen to be a name: "HIV". The tables have those that stand for a place;
    /// of a division two letters do so behind a comma or hyphen: "Tulsa, OK", not "everything is OK".
    fn is_code(&self, tokens: &Range<usize>) -> bool {
        let words = self.doc.words(tokens.clone());
        if !is_acronym(words) || self.dateline.contains(&tokens.start) {
            return false;
        }
        let candidates = self.gazetteer.candidates(&normal(words));
        let mut tabled = candidates.iter().filter(|candidate| candidate.tabled);
        let is_division = |c: &Candidate| self.gazetteer.entry(c.place).kind == PlaceKind::Admin1;
        let before = tokens.start.checked_sub(1).map_or("", |token| self.doc.word(token));
        let letters = words.chars().filter(|c| *c != '.').count();
        let is_behind = matches!(before, "," | "-" | "–" | "(" | "/") || letters != 2;
        !tabled.any(|candidate| is_behind || !is_division(candidate))
    }

    /// A country, an area, a division or a large city bears this name as its own; or a very large
    /// one as an older name.
    pub(super) fn is_well_known(&self, name: &str) -> bool {
        let candidates = self.gazetteer.candidates(name);
        candidates.iter().any(|candidate| {
            let entry = self.gazetteer.entry(candidate.place);
            let known = match entry.kind {
                PlaceKind::Country | PlaceKind::Region | PlaceKind::Site | PlaceKind::Water => true,
                PlaceKind::Admin1 => candidate.tabled || entry.population > 2.0 * WELL_KNOWN,
                PlaceKind::Admin2 => false,
                PlaceKind::City => entry.population > WELL_KNOWN,
            };
            let many = if name.contains(' ') { 3.0 } else { 10.0 } * WELL_KNOWN;
            known && (!candidate.alternate || entry.population > many) && !is_direction(name)
        })
    }

    /// A well-known place, or any of the tables, bears this name of several words.
    fn is_known_of_several_words(&self, name: &str) -> bool {
        let is_tabled = || self.gazetteer.candidates(name).iter().any(|c| c.tabled && !c.alternate);
        name.contains(' ') && (self.is_well_known(name) || is_tabled())
    }
}
