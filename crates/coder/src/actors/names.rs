//! Names in a text: what the tables know, then what the model found, then short names for both.

mod bearers;
mod short;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use sayso_codebook::actors::{Actors as Tables, NounKind, Piece, Sense, pieces};
use sayso_language::{Doc, Iob};

use super::short_forms::short_forms;
use short::Surnames;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A state's name.
    State(usize),
    /// Its adjective.
    Adjective(usize),
    /// One of its people, or in the plural its people.
    People(usize, bool),
    /// Its capital.
    Capital(usize),
    /// An organisation of the tables.
    Organisation(usize),
    /// A person: index into [`Names::people`].
    Person(usize),
    /// An organisation that the tables do not know.
    Unknown,
    /// A name that takes a side.
    Loaded(Box<What>, Option<String>),
    /// A short form that the text itself explains, for the name at these tokens: "(KNP)".
    Short(Range<usize>),
    /// No actor.
    Lookalike,
}

/// A name found.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) tokens: Range<usize>,
    pub(super) what: What,
}

/// A person named in the text.
#[derive(Debug, Clone)]
pub(super) struct NamedPerson {
    /// The fullest name found.
    pub(super) name: String,
    /// The persons of the table that bear the name; the date may choose.
    pub(super) known: Vec<usize>,
    /// Whether the given name or the word of address before it ("Mrs") is a woman's.
    pub(super) female: Option<bool>,
}

/// All names of a text, in order and without overlap, with the pieces that nouns are matched on.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) all: Vec<Name>,
    pub(super) people: Vec<NamedPerson>,
    pub(super) pieces: Vec<Piece>,
    /// By token: its first piece, and the number of pieces at the end.
    first_piece: Vec<usize>,
    /// By token: index into `all`.
    at: Vec<Option<u32>>,
    /// Persons by name, by first and last word of the name, and by the persons of the table.
    persons: HashMap<String, usize>,
}

/// Words before a name that are no part of it.
const TITLES: [&str; 22] = [
    "mr",
    "mrs",
    "ms",
    "dr",
    "prof",
    "sir",
    "lord",
    "lady",
    "gen",
    "lt",
    "col",
    "maj",
    "sgt",
    "capt",
    "rep",
    "sen",
    "gov",
    "president",
    "minister",
    "king",
    "queen",
    "st",
];

/// Words of names that are no organisation's, though the model often says so.
const NO_ORGANISATIONS: [&str; 24] = [
    "Operation",
    "Resolution",
    "Agreement",
    "Act",
    "Treaty",
    "War",
    "Protocol",
    "Accord",
    "Accords",
    "Convention",
    "Charter",
    "Constitution",
    "Conference",
    "Summit",
    "Prize",
    "Award",
    "Cup",
    "Olympics",
    "Games",
    "Plan",
    "Program",
    "Programme",
    "Initiative",
    "Bill",
];

/// Parts of surnames that the press may leave out.
const PARTICLES: [&str; 12] =
    ["al", "el", "bin", "ibn", "de", "del", "da", "dos", "van", "von", "der", "la"];

impl Names {
    pub(super) fn find(tables: &Tables, doc: &Doc) -> Self {
        let pieces = pieces((0..doc.len()).map(|token| doc.word(token)));
        let mut first_piece = vec![pieces.len(); doc.len() + 1];
        for (index, piece) in pieces.iter().enumerate().rev() {
            first_piece[piece.word] = index;
        }
        for token in (0..doc.len()).rev() {
            first_piece[token] = first_piece[token].min(first_piece[token + 1]);
        }
        let at = vec![None; doc.len()];
        let mut names = Self {
            all: Vec::new(),
            people: Vec::new(),
            pieces,
            first_piece,
            at,
            persons: HashMap::new(),
        };
        let short = short_forms(doc);
        names.known(tables, doc, &short);
        names.entities(tables, doc);
        names.shorten(doc, &short);
        names.first_words(doc);
        names.surnames(doc);
        names.all.sort_by_key(|name| name.tokens.start);
        names.sexes(tables, doc);
        names.bearers(tables, doc);
        names.surnames_addressed(doc);
        names.at.fill(None);
        for (index, name) in names.all.iter().enumerate() {
            names.at[name.tokens.clone()].fill(Some(index as u32));
        }
        names
    }

    /// The name that covers `token`.
    pub(super) fn at(&self, token: usize) -> Option<&Name> {
        self.at.get(token).copied().flatten().map(|index| &self.all[index as usize])
    }

    /// Names that begin in a range of tokens.
    pub(super) fn within(&self, range: Range<usize>) -> impl Iterator<Item = &Name> {
        let from = self.all.partition_point(|name| name.tokens.start < range.start);
        self.all[from..].iter().take_while(move |name| name.tokens.start < range.end)
    }

    /// The pieces of a range of tokens, as indices into `pieces`.
    pub(super) fn pieces_of(&self, tokens: Range<usize>) -> Range<usize> {
        self.first_piece[tokens.start]..self.first_piece[tokens.end]
    }

    /// The first piece at or after `token`.
    pub(super) fn first_of(&self, token: usize) -> usize {
        self.first_piece[token]
    }

    fn free(&self, tokens: Range<usize>) -> bool {
        self.at[tokens].iter().all(Option::is_none)
    }

    fn add(&mut self, tokens: Range<usize>, what: What) {
        self.at[tokens.clone()].fill(Some(self.all.len() as u32));
        self.all.push(Name { tokens, what });
    }

    /// Names of the tables, longest first from the left.
    fn known(&mut self, tables: &Tables, doc: &Doc, short: &HashMap<String, Range<usize>>) {
        let entities = Entities::of(doc);
        let mut from = 0;
        while from < self.pieces.len() {
            let Some((length, senses)) = tables.names(&self.pieces, from) else {
                from += 1;
                continue;
            };
            // "the Kremlin" is a name, but "the Kremlin regime" holds a longer one.
            let article = self.pieces[from].folded == "the";
            if article && tables.names(&self.pieces, from + 1).is_some_and(|n| n.0 >= length) {
                from += 1;
                continue;
            }
            let (first, last) = (self.pieces[from].word, self.pieces[from + length - 1].word);
            let mut tokens = first..last + 1;
            if tokens.len() > 1 && doc.tokens()[first].pos == "DET" {
                tokens.start += 1;
            }
            if tokens.len() == 1 && short.contains_key(doc.word(first)) {
                from += 1;
                continue;
            }
            match self.what(tables, doc, &entities, tokens.clone(), &senses) {
                Some(what) => {
                    self.add(tokens, what);
                    from += length;
                }
                None => from += 1,
            }
        }
    }

    /// Chooses among what a name may mean by what the model says around it.
    fn what(
        &mut self,
        tables: &Tables,
        doc: &Doc,
        entities: &Entities,
        tokens: Range<usize>,
        senses: &[&Sense],
    ) -> Option<What> {
        if senses.iter().any(|sense| **sense == Sense::Lookalike) {
            return Some(What::Lookalike);
        }
        let wider = entities.wider(doc, tokens.clone());
        let people: Vec<usize> = senses
            .iter()
            .filter_map(|s| if let Sense::Person(p) = s { Some(*p) } else { None })
            .collect();
        if let Some(&first) = people.first() {
            // "Clinton" inside "Chelsea Clinton" is someone else.
            if wider == Some("PERSON") && tokens.len() == 1 {
                return None;
            }
            let name = if people.len() == 1 {
                tables.persons[first].name.clone()
            } else {
                doc.words(tokens).to_owned()
            };
            return Some(What::Person(self.person(name, people)));
        }
        if let Some(Sense::Organisation(o)) =
            senses.iter().find(|s| matches!(s, Sense::Organisation(_)))
        {
            return (wider != Some("PERSON")).then_some(What::Organisation(*o));
        }
        if let Some(Sense::Loaded(sense, role)) =
            senses.iter().find(|s| matches!(s, Sense::Loaded(..)))
        {
            return self.loaded(tables, doc, tokens, wider, sense, role.clone());
        }
        // "Jordan" in "Jordan Peele", "Washington" in "Denzel Washington".
        let is_adjective = matches!(doc.tokens()[tokens.start].pos, "ADJ") || tokens.len() > 1;
        if wider == Some("PERSON") && !is_adjective {
            return None;
        }
        let place = senses.iter().any(|s| matches!(s, Sense::State(_) | Sense::Capital(_)));
        let whole = entities.range(doc, tokens.start);
        if wider == Some("ORG") && place && !self.ends_in_noun(tables, whole) {
            return None;
        }
        let sense =
            |wanted: fn(&Sense) -> bool| senses.iter().find(|s| wanted(s)).map(|s| (*s).clone());
        // "the Israeli-occupied zone"
        let hyphened = tokens.end < doc.len() && doc.word(tokens.end) == "-";
        let modifies = hyphened
            || matches!(doc.tokens()[tokens.end - 1].dep, "amod" | "compound" | "nmod")
            || doc.tokens()[tokens.end - 1].pos == "ADJ";
        let adjective = sense(|s| matches!(s, Sense::Adjective(_)));
        let people = sense(|s| matches!(s, Sense::Citizens(_) | Sense::Citizen(_)));
        let name = sense(|s| matches!(s, Sense::State(_) | Sense::Capital(_)));
        let chosen = match (adjective, people, name) {
            (_, _, Some(state)) => state,
            (Some(adjective), _, _) if modifies => adjective,
            (_, Some(people), _) => people,
            (Some(adjective), ..) => adjective,
            (None, None, None) => return None,
        };
        Some(match chosen {
            Sense::State(s) => What::State(s),
            Sense::Capital(s) => What::Capital(s),
            Sense::Adjective(s) => What::Adjective(s),
            Sense::Citizens(s) => What::People(s, true),
            Sense::Citizen(s) => What::People(s, false),
            _ => return None,
        })
    }

    /// A name that takes a side. Its words are its own, so the model has no say in it but where it
    /// is part of a person's name.
    fn loaded(
        &mut self,
        tables: &Tables,
        doc: &Doc,
        tokens: Range<usize>,
        wider: Option<&str>,
        sense: &Sense,
        role: Option<String>,
    ) -> Option<What> {
        // "Ruritanian regime change" changes a regime and is none.
        let change = tokens.end < doc.len() && doc.word(tokens.end).eq_ignore_ascii_case("change");
        if change && doc.word(tokens.end - 1).eq_ignore_ascii_case("regime")
            || tokens.len() == 1 && wider == Some("PERSON")
        {
            return None;
        }
        let inner = match sense {
            Sense::State(state) => What::State(*state),
            Sense::Organisation(organisation) => What::Organisation(*organisation),
            Sense::Person(person) => {
                let name = tables.persons[*person].name.clone();
                What::Person(self.person(name, vec![*person]))
            }
            _ => return None,
        };
        Some(What::Loaded(Box::new(inner), role))
    }

    /// Whether a name ends in a role noun ("Iraqi Oil Ministry"), so that its words tell its country.
    fn ends_in_noun(&self, tables: &Tables, tokens: Range<usize>) -> bool {
        let pieces = self.pieces_of(tokens);
        let last = pieces.end.checked_sub(1).filter(|last| pieces.contains(last));
        last.is_some_and(|last| tables.nouns.ending_at(&self.pieces, pieces.start, last).is_some())
    }

    /// The person of this name, new or known.
    fn person(&mut self, name: String, known: Vec<usize>) -> usize {
        let mut keys = vec![format!("name {name}"), ends(&name)];
        keys.extend((!known.is_empty()).then(|| format!("known {known:?}")));
        if let Some(&index) = keys.iter().find_map(|key| self.persons.get(key)) {
            return index;
        }
        let index = self.people.len();
        keys.into_iter().for_each(|key| {
            self.persons.entry(key).or_insert(index);
        });
        self.people.push(NamedPerson { name, known, female: None });
        index
    }

    /// Persons and organisations that the model found and the tables do not know.
    fn entities(&mut self, tables: &Tables, doc: &Doc) {
        // Full names first, so that surnames find them whatever their order.
        let mut singles = Vec::new();
        for entity in doc.entities() {
            let person = entity.label == "PERSON"
                || entity.label == "ORG" && self.titled(tables, doc, entity.tokens.clone());
            if !person {
                continue;
            }
            let Some(tokens) = self.trim(tables, doc, entity.tokens.clone()) else { continue };
            if !self.free(tokens.clone()) {
                continue;
            }
            if doc.words(tokens.clone()).split_whitespace().count() == 1 {
                singles.push(tokens);
                continue;
            }
            let name = doc.words(tokens.clone()).to_owned();
            let person = self.full_name(name);
            self.add(tokens, What::Person(person));
        }
        let mut surnames = Surnames::of(self);
        let first_names = self.first_names();
        for entity in doc.entities().iter().filter(|entity| entity.label == "ORG") {
            let name = surname_key(doc.words(entity.tokens.clone()).trim_end_matches("'s"));
            // The model takes many a surname for an organisation.
            if !surnames.knows(&name) {
                self.organisation(doc, entity.tokens.clone());
            }
        }
        let organisations: HashSet<String> = self
            .all
            .iter()
            .filter(|name| name.what == What::Unknown)
            .map(|name| doc.words(name.tokens.clone()).to_owned())
            .collect();
        for tokens in singles {
            let name = doc.words(tokens.clone()).to_owned();
            let key = surname_key(&name);
            if organisations.contains(&name) && !surnames.knows(&key) {
                self.add(tokens, What::Unknown);
                continue;
            }
            let person = match surnames.nearest(&key, tokens.start) {
                Some(person) => person,
                None if name.chars().count() < 2 => continue,
                None => match first_names.get(&key) {
                    Some(Some(person)) => *person,
                    _ => self.person(name, Vec::new()),
                },
            };
            surnames.is_named(person, tokens.start);
            self.add(tokens, What::Person(person));
        }
    }

    /// Whether what the model took for an organisation stands after a person's title:
    /// "foreign minister Dubem Oniya".
    fn titled(&self, tables: &Tables, doc: &Doc, tokens: Range<usize>) -> bool {
        let Some(before) = tokens.start.checked_sub(1) else { return false };
        let title = self.pieces_of(before..tokens.start);
        let Some(last) = title.end.checked_sub(1).filter(|last| title.contains(last)) else {
            return false;
        };
        let noun =
            tables.nouns.ending_at(&self.pieces, self.first_of(before.saturating_sub(2)), last);
        let t = &doc.tokens()[before];
        (2..=4).contains(&tokens.len())
            && noun.is_some_and(|noun| noun.noun.kind == NounKind::Person && !noun.plural)
            && t.dep == "compound"
            && tokens.contains(&t.head)
            && doc.tokens()[tokens].iter().all(|t| t.pos == "PROPN")
    }

    /// A person by full name: "Joe Smith" is also "Joe A. Smith" when both first and last agree.
    fn full_name(&mut self, name: String) -> usize {
        if let Some(&index) = self.persons.get(&ends(&name)) {
            let person = &mut self.people[index];
            if person.name.len() < name.len() && person.known.is_empty() {
                person.name = name;
            }
            return index;
        }
        self.person(name, Vec::new())
    }

    /// A person's name without titles before it and a possessive after it; `None` for no name.
    fn trim(&self, tables: &Tables, doc: &Doc, mut tokens: Range<usize>) -> Option<Range<usize>> {
        while let Some(last) = tokens.end.checked_sub(1).filter(|last| *last >= tokens.start) {
            let word = doc.word(last);
            let part = matches!(doc.tokens()[last].tag, "POS" | "HYPH" | "," | "''" | "``");
            if !(part || word.chars().all(|c| !c.is_alphanumeric())) {
                break;
            }
            tokens.end -= 1;
        }
        if tokens.is_empty() {
            return None;
        }
        while tokens.len() > 1 {
            let range = self.pieces_of(tokens.start..tokens.start + 1);
            let title = range.is_empty()
                || TITLES.contains(&self.pieces[range.start].folded.as_str())
                || tables.nouns.ending_at(&self.pieces, range.start, range.end - 1).is_some()
                || self.at[tokens.start].is_some()
                || doc.word(tokens.start).starts_with(char::is_lowercase);
            if !title {
                break;
            }
            tokens.start += 1;
        }
        if doc.tokens()[tokens.clone()].iter().any(|t| t.pos == "SPACE") {
            return None;
        }
        // "Bernama quoted Ling": the model joined two names over a verb.
        if let Some(verb) = tokens.clone().rfind(|&token| doc.tokens()[token].pos == "VERB") {
            tokens.start = (verb + 1).min(tokens.end);
        }
        // "P.V. Narasimha" with "Rao" left outside.
        while let Some(next) = doc.tokens().get(tokens.end) {
            let continues = next.pos == "PROPN"
                && !matches!(next.entity, Iob::In(_))
                && doc.tokens()[tokens.end - 1].head == tokens.end
                && doc.tokens()[tokens.end - 1].dep == "compound"
                && self.at[tokens.end].is_none();
            if !continues {
                break;
            }
            tokens.end += 1;
        }
        let first = doc.word(tokens.clone().next()?).chars().next()?;
        let named = first.is_uppercase() && tokens.len() <= 6;
        let noun = tokens.len() == 1
            && !matches!(doc.tokens()[tokens.start].pos, "PROPN" | "NOUN" | "ADJ");
        (named && !noun).then_some(tokens)
    }

    /// An organisation of the model's, where no name of the tables covers its head.
    fn organisation(&mut self, doc: &Doc, mut tokens: Range<usize>) {
        while tokens.len() > 1
            && matches!(doc.tokens()[tokens.end - 1].pos, "PUNCT" | "PART" | "SPACE")
        {
            tokens.end -= 1;
        }
        if tokens.len() > 1 && doc.tokens()[tokens.start].pos == "DET" {
            tokens.start += 1;
        }
        if tokens.is_empty() || !self.free(tokens.clone()) {
            return;
        }
        if doc.tokens()[tokens.clone()].iter().any(|t| t.pos == "SPACE") {
            return;
        }
        let text = doc.words(tokens.clone());
        let capital = text.starts_with(char::is_uppercase);
        let thing = NO_ORGANISATIONS.iter().any(|word| text.split_whitespace().any(|w| w == *word));
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let noun = doc.tokens()[tokens.clone()].iter().any(|t| t.pos == "PROPN");
        if capital && !thing && letters >= 2 && noun && tokens.len() <= 10 {
            self.add(tokens, What::Unknown);
        }
    }
}

/// First and last word of a name, folded.
fn ends(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().map(surname_key).unwrap_or_default();
    let last = words.next_back().map(surname_key).unwrap_or_default();
    format!("ends {first} {last}")
}

/// A surname folded: "Díaz-Canel" as "diaz canel".
fn surname_key(word: &str) -> String {
    let pieces = pieces([word]);
    pieces.iter().map(|piece| piece.folded.as_str()).collect::<Vec<_>>().join(" ")
}

/// Which entity covers each token.
struct Entities {
    at: Vec<Option<u32>>,
}

impl Entities {
    fn of(doc: &Doc) -> Self {
        let mut at = vec![None; doc.len()];
        for (index, entity) in doc.entities().iter().enumerate() {
            at[entity.tokens.clone()].fill(Some(index as u32));
        }
        Self { at }
    }

    /// The tokens of the entity at `token`, or the token alone.
    fn range(&self, doc: &Doc, token: usize) -> Range<usize> {
        let alone = token..token + 1;
        self.at[token].map_or(alone, |entity| doc.entities()[entity as usize].tokens.clone())
    }

    /// The label of an entity that holds `tokens` and a further name word on either side.
    fn wider(&self, doc: &Doc, tokens: Range<usize>) -> Option<&'static str> {
        let entity = &doc.entities()[self.at[tokens.start]? as usize];
        let outside = entity.tokens.clone().filter(|token| !tokens.contains(token));
        let mut names = outside.filter(|&token| {
            let word = doc.word(token);
            doc.tokens()[token].pos == "PROPN"
                && word.starts_with(char::is_uppercase)
                && !TITLES.contains(&word.to_lowercase().trim_end_matches('.'))
        });
        names.next().map(|_| entity.label)
    }
}
