//! Bare surnames where several persons of the report bear them: "Mrs Elphberg", "Elphberg" after
//! "Flavia Elphberg", an office before it. Where nothing tells who is meant, it is no one's.

use std::collections::HashMap;

use sayso_codebook::actors::Actors as Tables;
use sayso_language::Doc;

use super::{Name, Names, What, surname_key};

/// Someone whom the report names in full, or by surname with an office.
struct Bearer {
    person: usize,
    /// Where that is done first.
    first: usize,
    /// The sentences in which it is done, in order, one for each time.
    sentences: Vec<usize>,
}

/// Words of address that tell the sex.
const ADDRESS: [(&str, bool); 20] = [
    ("mr", false),
    ("mister", false),
    ("sir", false),
    ("lord", false),
    ("monsieur", false),
    ("herr", false),
    ("señor", false),
    ("king", false),
    ("prince", false),
    ("sheikh", false),
    ("mrs", true),
    ("ms", true),
    ("miss", true),
    ("lady", true),
    ("dame", true),
    ("madame", true),
    ("frau", true),
    ("señora", true),
    ("queen", true),
    ("princess", true),
];

impl Names {
    /// Learns the sex of persons from their given names and from words of address before full names,
    /// which know better.
    pub(super) fn sexes(&mut self, tables: &Tables, doc: &Doc) {
        for person in &mut self.people {
            let mut words = person.name.split_whitespace();
            let given = words.next().filter(|_| words.next().is_some());
            person.female = given.and_then(|name| tables.is_womans_name(&surname_key(name)));
        }
        for (person, female) in self.addressed(doc, true) {
            self.people[person].female = Some(female);
        }
    }

    /// Learns the sex of persons, where it is still unknown, from words of address before surnames.
    pub(super) fn surnames_addressed(&mut self, doc: &Doc) {
        for (person, female) in self.addressed(doc, false) {
            self.people[person].female.get_or_insert(female);
        }
    }

    /// Persons with the sex that a word of address before a full name, or before a surname, tells.
    fn addressed(&self, doc: &Doc, in_full: bool) -> Vec<(usize, bool)> {
        let told = |name: &Name| match name.what {
            What::Person(person) if doc.words(name.tokens.clone()).contains(' ') == in_full => {
                Some((person, address(doc, name.tokens.start)?))
            }
            _ => None,
        };
        self.all.iter().filter_map(told).collect()
    }

    /// Gives each bare surname to the one person of the report that it can mean. `all` stands in
    /// text order.
    pub(super) fn bearers(&mut self, tables: &Tables, doc: &Doc) {
        let named = self.named_in_full(tables, doc);
        let mut established: HashMap<String, usize> = HashMap::new();
        for index in 0..self.all.len() {
            let name = &self.all[index];
            let What::Person(person) = name.what else { continue };
            let start = name.tokens.start;
            if doc.words(name.tokens.clone()).contains(' ')
                || self.holds_office(tables, doc, start, person)
            {
                continue;
            }
            let key = surname_key(doc.words(name.tokens.clone()));
            let of_one_sex = Fitting { sex: address(doc, start), sentence: doc.sentence_of(start) };
            let named = named.get(&key).map_or(&[][..], Vec::as_slice);
            let fitting = self.known_first(person, of_one_sex.of(self, named));
            match chosen(&fitting, start, established.get(&key).copied()) {
                Chosen::One(person) => {
                    established.insert(key, person);
                    self.all[index].what = What::Person(person);
                }
                Chosen::Nobody if of_one_sex.agrees(self, person) => {}
                Chosen::Nobody | Chosen::Several => self.all[index].what = What::Lookalike,
            }
        }
    }

    /// A surname alone means one whom the tables know before one whom nobody does.
    fn known_first<'b>(&self, person: usize, fitting: Vec<&'b Bearer>) -> Vec<&'b Bearer> {
        let is_known = |bearer: &&&Bearer| !self.people[bearer.person].known.is_empty();
        let known: Vec<&Bearer> = fitting.iter().filter(is_known).copied().collect();
        match known[..] {
            [one] if one.person == person => known,
            _ => fitting,
        }
    }

    /// By surname: those whom the report names in full, or by an office that the tables know.
    fn named_in_full(&self, tables: &Tables, doc: &Doc) -> HashMap<String, Vec<Bearer>> {
        let mut named: HashMap<String, Vec<Bearer>> = HashMap::new();
        for name in &self.all {
            let What::Person(person) = name.what else { continue };
            let words = doc.words(name.tokens.clone());
            let start = name.tokens.start;
            if !words.contains(' ') && !self.holds_office(tables, doc, start, person) {
                continue;
            }
            let Some(last) = words.split_whitespace().next_back() else { continue };
            let sentence = doc.sentence_of(start);
            let bearers = named.entry(surname_key(last)).or_default();
            match bearers.iter_mut().find(|bearer| bearer.person == person) {
                Some(bearer) => bearer.sentences.push(sentence),
                None => bearers.push(Bearer { person, first: start, sentences: vec![sentence] }),
            }
        }
        named
    }

    /// Whether a title that names an office stands before a name of the tables: "President Elphberg".
    fn holds_office(&self, tables: &Tables, doc: &Doc, start: usize, person: usize) -> bool {
        let Some(before) = start.checked_sub(1) else { return false };
        let title = self.pieces_of(before..start);
        let Some(last) = title.end.checked_sub(1).filter(|last| title.contains(last)) else {
            return false;
        };
        let from = self.first_of(before.saturating_sub(2));
        let noun = tables.nouns.ending_at(&self.pieces, from, last);
        !self.people[person].known.is_empty()
            && noun.is_some_and(|noun| noun.noun.office.is_some())
            && doc.tokens()[before].dep == "compound"
    }
}

/// Which bearers of a surname a mention of it may mean.
struct Fitting {
    /// The sex that the word before it tells.
    sex: Option<bool>,
    /// The sentence that it stands in.
    sentence: usize,
}

impl Fitting {
    fn agrees(&self, names: &Names, person: usize) -> bool {
        let known = names.people[person].female;
        self.sex.is_none() || known.is_none() || known == self.sex
    }

    /// Those who agree in sex; "Elphberg thanked Flavia Elphberg" tells of two.
    fn of<'b>(&self, names: &Names, bearers: &'b [Bearer]) -> Vec<&'b Bearer> {
        let elsewhere =
            |b: &Bearer| bearers.len() == 1 || b.sentences.binary_search(&self.sentence).is_err();
        let fits = |b: &&Bearer| self.agrees(names, b.person) && elsewhere(b);
        let fitting: Vec<&Bearer> = bearers.iter().filter(fits).collect();
        let told = |b: &&&Bearer| self.sex.is_some() && names.people[b.person].female == self.sex;
        let told: Vec<&Bearer> = fitting.iter().filter(told).copied().collect();
        if told.is_empty() { fitting } else { told }
    }
}

enum Chosen {
    One(usize),
    Several,
    Nobody,
}

/// Whom a bare surname at `token` means: the only one named before; of several the one whom the bare
/// surname has meant so far, else the one named in full first and most often.
fn chosen(fitting: &[&Bearer], token: usize, established: Option<usize>) -> Chosen {
    let before: Vec<&Bearer> = fitting.iter().filter(|b| b.first < token).copied().collect();
    let pool: &[&Bearer] = if before.is_empty() { fitting } else { &before };
    if let [one] = pool {
        return Chosen::One(one.person);
    }
    if let Some(person) = established.filter(|known| pool.iter().any(|b| b.person == *known)) {
        return Chosen::One(person);
    }
    // Whom the report is about it names first and most often.
    let Some(most) = pool.iter().max_by_key(|bearer| bearer.sentences.len()) else {
        return Chosen::Nobody;
    };
    let leads = |other: &&Bearer| {
        other.person == most.person
            || other.sentences.len() < most.sentences.len() && other.first > most.first
    };
    if pool.iter().all(leads) { Chosen::One(most.person) } else { Chosen::Several }
}

/// The sex that the word of address before a name tells.
fn address(doc: &Doc, start: usize) -> Option<bool> {
    let before = start.checked_sub(1)?;
    let word = doc.word(before).to_lowercase();
    let word = word.trim_end_matches('.');
    ADDRESS.iter().find(|(known, _)| *known == word).map(|(_, female)| *female)
}
