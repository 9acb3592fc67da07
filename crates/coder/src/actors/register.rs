//! The register of a report's actors: one entry a real actor, however it is mentioned.

use std::collections::HashMap;

use sayso_codebook::actors::{NON_STATES, NounKind, NounMatch};
use sayso_record::{Actor, ActorKind};

use super::compose::{Coded, Scope, Who, description};
use super::names::What;

/// An actor with what later mentions are matched by.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) actor: Actor,
    /// Role nouns that the text gives it, in the singular.
    pub(super) nouns: Vec<String>,
    /// Offices of those nouns and, for known persons, of the table.
    pub(super) offices: Vec<String>,
    /// Those of them that the text's nouns tell.
    called_to: Vec<String>,
    /// Offices that a known person once held.
    past_offices: Vec<String>,
    is_named: bool,
    /// Words that the text has called it by, in lower case: "turkish cypriot leader".
    called: Vec<String>,
    pub(super) plural: bool,
    /// `Some(true)` female, `Some(false)` male.
    pub(super) female: Option<bool>,
    /// Heads of its mentions so far, in order.
    heads: Vec<usize>,
}

impl Entry {
    /// The latest mention before `token`.
    fn last_before(&self, token: usize) -> Option<usize> {
        let before = self.heads.partition_point(|&head| head < token);
        before.checked_sub(1).map(|last| self.heads[last])
    }
}

impl Entry {
    fn called_by(&mut self, words: Option<String>) {
        if let Some(words) = words.filter(|words| !self.called.contains(words)) {
            self.called.push(words);
        }
    }

    fn mentioned(&mut self, head: usize) {
        let at = self.heads.partition_point(|&known| known < head);
        self.heads.insert(at, head);
    }
}

/// Whom a definite description means.
enum Described {
    As(usize),
    /// Two whom nothing tells apart.
    Either,
    Nobody,
}

/// How many sentences back a description without a country reaches where several fit it.
const NEAR: usize = 8;

/// All entries, in order of first mention.
#[derive(Debug, Default)]
pub(super) struct Register {
    pub(super) entries: Vec<Entry>,
    keys: HashMap<String, usize>,
}

impl Register {
    /// The entry of a coded phrase, made when it is new.
    pub(super) fn enter(&mut self, scope: &Scope, coded: &Coded) -> usize {
        let key = key(scope, coded);
        let index = match self.keys.get(&key) {
            Some(&index) => index,
            None => {
                let entry = self.entry(scope, coded);
                self.add(entry)
            }
        };
        self.keys.entry(key).or_insert(index);
        self.note(index, scope, coded);
        index
    }

    /// The entry that a definite description ("the president") points back to, else a new one; `None`
    /// where it may mean either of two, or only someone whom the report has called so and has not.
    pub(super) fn recall(&mut self, scope: &Scope, coded: &Coded) -> Option<usize> {
        // "the Zenda senator" is told by the place: the one called so before, else the only senator.
        let is_placed = self.places(scope, coded);
        if is_placed && self.keys.contains_key(&key(scope, coded)) {
            return Some(self.enter(scope, coded));
        }
        match self.described_before(scope, coded, is_placed) {
            Described::As(index) => {
                self.note(index, scope, coded);
                Some(index)
            }
            Described::Either => None,
            Described::Nobody if coded.bare => None,
            Described::Nobody => Some(self.enter(scope, coded)),
        }
    }

    /// Whether a description of a person holds a name that tells no country.
    fn places(&self, scope: &Scope, coded: &Coded) -> bool {
        let noun = coded.noun.is_some_and(|n| n.noun.kind == NounKind::Person && !n.plural);
        let tokens = coded.tokens.start..coded.head;
        noun && tokens.clone().any(|token| {
            scope.doc.tokens()[token].pos == "PROPN" && scope.names.at(token).is_none()
        })
    }

    fn add(&mut self, entry: Entry) -> usize {
        self.entries.push(entry);
        self.entries.len() - 1
    }

    /// Keeps what a mention says of its actor.
    fn note(&mut self, index: usize, scope: &Scope, coded: &Coded) {
        let noun = coded.noun.map(|noun| {
            let word = noun.noun.noun.clone();
            if coded.former { format!("former {word}") } else { word }
        });
        let entry = &mut self.entries[index];
        entry.mentioned(coded.head);
        entry.called_by(title(scope, coded));
        if let Some(noun) = &noun
            && !entry.nouns.contains(noun)
        {
            entry.nouns.push(noun.clone());
        }
        if let Some(office) = coded.noun.and_then(|n| n.noun.office.clone())
            && !coded.former
        {
            if !entry.offices.contains(&office) {
                entry.offices.push(office.clone());
            }
            entry.called_to.push(office);
        }
        let told = match coded.who {
            Who::Person(person, _) => scope.names.people[person].female,
            _ => None,
        };
        entry.female = entry.female.or(told).or_else(|| noun.as_deref().and_then(sex));
        fill(&mut entry.actor, coded);
    }

    /// Gives those who hold power in a country that is not named the one country of the report.
    pub(super) fn settle(&mut self, country: &str) {
        const OF_A_STATE: [&str; 5] = ["GOV", "COP", "JUD", "LEG", "OPP"];
        for entry in self.entries.iter_mut().filter(|entry| !entry.nouns.is_empty()) {
            let role = entry.actor.role.as_deref();
            if entry.actor.country.is_none() && role.is_some_and(|role| OF_A_STATE.contains(&role))
            {
                entry.actor.country = Some(country.to_owned());
            }
        }
    }

    /// A "counterpart" holds the office of the person named before.
    pub(super) fn counterpart(&mut self, index: usize, token: usize) {
        if !self.entries[index].nouns.iter().any(|noun| noun == "counterpart") {
            return;
        }
        let officials = self.entries.iter().enumerate().filter(|(other, entry)| {
            *other != index && entry.actor.kind == ActorKind::Person && !entry.offices.is_empty()
        });
        let nearest = officials.filter_map(|(_, entry)| Some((entry.last_before(token)?, entry)));
        let Some((_, other)) = nearest.max_by_key(|(at, _)| *at) else { return };
        let (nouns, offices) = (other.nouns.clone(), other.offices.clone());
        self.entries[index].nouns.extend(nouns);
        self.entries[index].offices.extend(offices);
    }

    /// Adds a description to the actor that it stands beside.
    pub(super) fn join(&mut self, index: usize, scope: &Scope, coded: &Coded) {
        let entry = &mut self.entries[index];
        entry.mentioned(coded.head);
        entry.called_by(title(scope, coded));
        if let (Some(noun), false) = (coded.noun, coded.former) {
            entry.nouns.push(noun.noun.noun.clone());
            entry.offices.extend(noun.noun.office.clone());
            entry.called_to.extend(noun.noun.office.clone());
            entry.female = entry.female.or_else(|| sex(&noun.noun.noun));
        }
        fill(&mut entry.actor, coded);
    }

    fn entry(&self, scope: &Scope, coded: &Coded) -> Entry {
        let tables = scope.tables;
        let (mut offices, mut past_offices) = (Vec::new(), Vec::new());
        let (name, kind, wikidata) = match &coded.who {
            Who::State(s) => {
                let state = &tables.states[*s];
                (state.name.clone(), ActorKind::State, state.wikidata.clone())
            }
            Who::Organisation(o) => {
                let organisation = &tables.organisations[*o];
                (organisation.name.clone(), ActorKind::Organisation, organisation.wikidata.clone())
            }
            Who::Named(name) => (name.clone(), ActorKind::Organisation, None),
            Who::Person(p, known) => {
                let name = match known {
                    Some(known) => {
                        let person = &tables.persons[*known];
                        if let Some(standing) = person.standing(scope.date) {
                            offices.extend(standing.offices.iter().cloned());
                        }
                        let ended =
                            person.terms.iter().filter(|t| t.until.is_some_and(|u| u < scope.date));
                        past_offices.extend(ended.flat_map(|t| t.offices.iter().cloned()));
                        person.name.clone()
                    }
                    None => scope.names.people[*p].name.clone(),
                };
                (name, ActorKind::Person, None)
            }
            Who::Described => {
                let body = coded.noun.is_some_and(|n| n.noun.kind == NounKind::Body);
                let kind = match (body, coded.plural) {
                    (true, false) => ActorKind::Organisation,
                    _ if coded.noun.is_some_and(|n| n.noun.kind == NounKind::Thing) => {
                        ActorKind::Group
                    }
                    (false, false) => ActorKind::Person,
                    _ => ActorKind::Group,
                };
                (description(scope, coded.tokens.clone(), coded.head), kind, None)
            }
        };
        let actor = Actor {
            id: String::new(),
            name,
            kind,
            country: None,
            role: None,
            code: None,
            wikidata,
        };
        Entry {
            actor,
            nouns: vec![],
            offices,
            called_to: vec![],
            past_offices,
            is_named: coded.who != Who::Described,
            called: vec![],
            plural: coded.plural,
            female: None,
            heads: vec![],
        }
    }

    /// For a definite description: the actor in the report that it describes. Of several that fit
    /// the one mentioned last, unless that sentence mentions another of them; none where `only` one
    /// may fit.
    fn described_before(&self, scope: &Scope, coded: &Coded, only: bool) -> Described {
        let Some(noun) = coded.noun.filter(|_| coded.who == Who::Described) else {
            return Described::Nobody;
        };
        // "the Ruritanian Sylvanian leader" leads a people, not the state.
        let states = scope.names.within(coded.tokens.start..coded.head);
        let is_state =
            |what: &What| matches!(what, What::State(_) | What::Adjective(_) | What::People(..));
        if coded.also.is_empty() && states.filter(|name| is_state(&name.what)).count() > 1 {
            return Described::Nobody;
        }
        let former = if coded.former { "former " } else { "" };
        let word = format!("{former}{}", noun.noun.noun);
        let one_person = noun.noun.kind == NounKind::Person && !noun.plural;
        // "the Ruritanian journalist" need not be the journalist of no known country.
        let unknown_fits = !one_person || noun.noun.office.is_some();
        let country_fits = |entry: &Entry| {
            coded.country.is_none()
                || coded.country == entry.actor.country
                || entry.actor.country.is_none() && unknown_fits
        };
        let fitting: Vec<(usize, &Entry)> = self
            .entries
            .iter()
            .enumerate()
            .filter(|(_, e)| country_fits(e) && describes(e, coded, noun, &word))
            .collect();
        let words = title(scope, coded).filter(|words| words.contains(' '));
        let same_words = |e: &Entry| words.as_ref().is_some_and(|words| e.called.contains(words));
        if only && fitting.len() > 1 && !fitting.iter().any(|(_, e)| same_words(e)) {
            return Described::Nobody;
        }
        let sentence = |token: usize| scope.doc.sentence_of(token);
        let here = sentence(coded.head);
        // What a country's office names must agree on the country; without one it must be near or
        // the only one.
        let same_country = |e: &Entry| coded.country.is_some() && e.actor.country == coded.country;
        let near = |e: &Entry| {
            e.last_before(coded.head)
                .is_some_and(|at| fitting.len() == 1 || sentence(at) + NEAR >= here)
        };
        // Whom the report has called so goes before whom only the tables know in that office.
        let office = noun.noun.office.as_ref();
        let called = |e: &Entry| {
            let to_office = office.is_some_and(|office| e.called_to.contains(office));
            // An office has a holder, whom the report names; "a president who" is anyone.
            (e.nouns.contains(&word) || to_office) && (e.is_named || office.is_none())
        };
        let rank = |e: &Entry| if same_words(e) { 2 } else { u32::from(called(e)) };
        let usable = fitting.iter().filter(|(_, e)| same_country(e) || near(e));
        let mut usable: Vec<(u32, Option<usize>, usize)> =
            usable.map(|(index, e)| (rank(e), e.last_before(coded.head), *index)).collect();
        usable.sort_unstable();
        let Some((rank, at, index)) = usable.pop() else { return Described::Nobody };
        let rival = usable.last().filter(|rival| rival.0 == rank).and_then(|rival| rival.1);
        let beside = at.zip(rival).is_some_and(|(at, rival)| sentence(at) == sentence(rival));
        if one_person && beside { Described::Either } else { Described::As(index) }
    }

    /// Ids `a0` … in order of first mention; `order` gives each entry's first token, or none for
    /// entries without a mention, which are dropped. The second list maps old indices to new.
    pub(super) fn finish(self, order: &[Option<usize>]) -> (Vec<Actor>, Vec<Option<usize>>) {
        let mut sorted: Vec<usize> =
            (0..self.entries.len()).filter(|&i| order[i].is_some()).collect();
        sorted.sort_by_key(|&i| (order[i], i));
        let mut place = vec![None; self.entries.len()];
        let mut actors = Vec::with_capacity(sorted.len());
        for (new, &old) in sorted.iter().enumerate() {
            place[old] = Some(new);
            let mut actor = self.entries[old].actor.clone();
            actor.id = format!("a{new}");
            actor.code = code(actor.country.as_deref(), actor.role.as_deref());
            actors.push(actor);
        }
        (actors, place)
    }
}

/// Country and role together; `None` when both are unknown.
pub(super) fn code(country: Option<&str>, role: Option<&str>) -> Option<String> {
    (country.is_some() || role.is_some())
        .then(|| format!("{}{}", country.unwrap_or(""), role.unwrap_or("")))
}

/// The words of a person's description or of the title before a name, in lower case.
fn title(scope: &Scope, coded: &Coded) -> Option<String> {
    coded.noun.filter(|noun| noun.noun.kind == NounKind::Person && !noun.plural)?;
    let words = match (&coded.who, scope.names.at(coded.head)) {
        (Who::Described, _) => description(scope, coded.tokens.clone(), coded.head),
        (Who::Person(..), Some(name)) if coded.tokens.start < name.tokens.start => {
            scope.doc.words(coded.tokens.start..name.tokens.start).to_owned()
        }
        _ => return None,
    };
    let words = words.to_lowercase();
    Some(words.trim_start_matches("the ").to_owned())
}

/// Gives an actor what a mention says of it and what it lacks.
fn fill(actor: &mut Actor, coded: &Coded) {
    if actor.country.is_none() {
        actor.country = coded.country.clone();
    }
    let state = matches!(coded.who, Who::State(_));
    if state && actor.kind == ActorKind::State {
        // "the … regime" is the state as such.
        actor.role = if coded.loaded { actor.role.take() } else { coded.role.clone() };
    } else if actor.role.is_none() {
        actor.role = coded.role.clone();
    }
}

/// What makes two mentions one actor.
fn key(scope: &Scope, coded: &Coded) -> String {
    match &coded.who {
        Who::State(s) => format!("state {s}"),
        Who::Organisation(o) => format!("organisation {o}"),
        Who::Named(name) => format!("named {}", name.to_lowercase()),
        Who::Person(_, Some(known)) => format!("known {known}"),
        Who::Person(p, None) => format!("person {p}"),
        Who::Described => {
            let country = coded.country.as_deref().unwrap_or("");
            let role = coded.role.as_deref().unwrap_or("");
            let people = coded.noun.is_none_or(|noun| noun.noun.noun == "person");
            match coded.noun.filter(|_| !(people && coded.country.is_some())) {
                // Two descriptions of persons are one actor only where the words agree.
                Some(noun) => {
                    let words = description(scope, coded.tokens.clone(), coded.head).to_lowercase();
                    let office = noun.noun.kind == NounKind::Body || noun.plural;
                    let words = if office { String::new() } else { words };
                    format!("noun {} {country} {role} {} {words}", noun.noun.noun, coded.former)
                }
                None => format!("people {country} {role} {}", coded.plural),
            }
        }
    }
}

/// Whether "the minister" may be short for "foreign minister": no office of its own, no rank.
fn shortens(word: &str, known: &str, noun: NounMatch) -> bool {
    let before = known.strip_suffix(word).and_then(|before| before.strip_suffix(' '));
    noun.noun.office.is_none()
        && word != "general"
        && before.is_some_and(|before| !matches!(before, "prime" | "former"))
}

/// Whether a description's noun fits an actor.
fn describes(entry: &Entry, coded: &Coded, noun: NounMatch, word: &str) -> bool {
    let is_same_noun = entry.nouns.iter().any(|known| known == word || shortens(word, known, noun));
    let offices = if coded.former { &entry.past_offices } else { &entry.offices };
    let is_same_office = noun.noun.office.as_ref().is_some_and(|o| offices.contains(o));
    match (noun.noun.kind, noun.plural) {
        (NounKind::Person, false) => {
            entry.actor.kind == ActorKind::Person
                && (is_same_noun || is_same_office || leads(entry, coded, &noun.noun.noun))
        }
        (NounKind::Body, false) => {
            is_same_noun && entry.actor.kind == ActorKind::Organisation
                || is_that_body(entry, coded)
        }
        _ => is_same_noun && entry.actor.kind == ActorKind::Group && entry.plural,
    }
}

/// "the Ruritanian leader" for its head of state or government.
fn leads(entry: &Entry, coded: &Coded, noun: &str) -> bool {
    let heads_state =
        matches!(noun, "leader" | "strongman" | "ruler" | "dictator" | "head of state");
    // "the UN chief", "the EU chief"
    let heads_body =
        noun == "chief" && coded.country.as_deref().is_some_and(|c| NON_STATES.contains(&c));
    (heads_state || heads_body)
        && coded.country.is_some()
        && coded.country == entry.actor.country
        && entry.actor.role.as_deref() == Some("GOV")
        && entry.offices.iter().any(|o| match o.as_str() {
            "head_of_state" | "head_of_government" => heads_state,
            "secretary_general" => true,
            _ => false,
        })
}

/// "the group", "the militant group" for an organisation of that role.
fn is_that_body(entry: &Entry, coded: &Coded) -> bool {
    let Some(noun) = coded.noun else { return false };
    let word = noun.noun.noun.as_str();
    let general = matches!(
        word,
        "group" | "movement" | "organization" | "organisation" | "party" | "faction"
    ) || word.ends_with(" group")
        || word.ends_with(" movement");
    general
        && entry.actor.kind == ActorKind::Organisation
        && (coded.role.is_none() || coded.role == entry.actor.role)
        && entry.actor.role.is_some()
        && matches!(
            entry.actor.role.as_deref(),
            Some("REB" | "PTY" | "OPP" | "PRM" | "NGO" | "UAF" | "CRM" | "SOC")
        )
}

/// The sex that a noun tells.
fn sex(noun: &str) -> Option<bool> {
    const FEMALE: [&str; 12] = [
        "woman",
        "queen",
        "princess",
        "mother",
        "wife",
        "daughter",
        "sister",
        "girl",
        "actress",
        "nun",
        "widow",
        "first lady",
    ];
    const MALE: [&str; 10] =
        ["king", "prince", "father", "husband", "son", "brother", "boy", "monk", "sultan", "emir"];
    let female = noun.ends_with("woman") || FEMALE.contains(&noun);
    let male = !female && (noun.ends_with("man") && noun != "human" || MALE.contains(&noun));
    female.then_some(true).or(male.then_some(false))
}
