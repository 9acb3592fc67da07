//! Reads the tables of actors and checks them.

use jiff::civil::Date;

use super::names::{Case, Map};
use super::persons::day;
use super::table::{Row, Table};
use super::terms;
use super::{
    Actors, LoadedPlace, NON_STATES, NounKind, Organisation, Person, Piece, ROLES, RoleNoun, Sense,
    State, Term, Weight, name_pieces, plural_of,
};
use crate::{CodebookError, Source, both};

/// Words of an organisation's name that reports write small or with a capital: "the Labour party".
const SMALL: [&str; 18] = [
    "party",
    "movement",
    "coalition",
    "alliance",
    "university",
    "church",
    "newspaper",
    "agency",
    "militia",
    "group",
    "network",
    "cartel",
    "brigade",
    "brigades",
    "police",
    "airline",
    "airlines",
    "television",
];

/// Countries whose names are written family name first in English too.
const FAMILY_NAME_FIRST: [&str; 6] = ["CHN", "TWN", "PRK", "KOR", "VNM", "KHM"];

/// A name with what it means and where that stands, to find doubles.
struct Loading {
    actors: Actors,
    errors: Vec<CodebookError>,
    /// State ids and country codes that rows may name.
    codes: Map<String, usize>,
    organisation_names: Map<String, usize>,
    person_names: Map<String, usize>,
}

pub(super) fn load(source: &Source) -> Result<Actors, Vec<CodebookError>> {
    let mut loading = Loading::onto(Actors::default());
    let states = "id,name,country,role,wikidata,aliases,adjectives,people,capitals";
    loading.read(source, "actors/states.csv", states, |l, table| {
        table.rows().for_each(|row| l.state_id(row));
        table.rows().for_each(|row| l.state(row));
    });
    // Persons are half of it, and their names an index of their own: read beside the rest.
    let codes = loading.codes.clone();
    let (persons, mut loading) = both(|| persons(source, codes.clone()), || rest(loading, source));
    loading.take(persons);
    let loaded = "name,means,role,used";
    loading.read(source, "actors/loaded.csv", loaded, |l, table| {
        table.rows().for_each(|row| l.loaded(row));
    });
    loading.finish()
}

/// The tables of persons.
fn persons(source: &Source, codes: Map<String, usize>) -> Loading {
    let mut loading = Loading { codes, ..Loading::onto(Actors::default()) };
    let columns = "name,aliases,office,country,role,from,until,checked";
    for path in source.paths("actors/persons/", ".csv") {
        loading.read(source, path, columns, |l, table| {
            l.actors.names.reserve(2 * table.lines.len());
            table.rows().for_each(|row| l.person(row));
        });
    }
    loading.errors.extend(terms::overlaps(&loading.actors.persons));
    loading
}

/// What is neither states nor persons, and does not speak of persons.
fn rest(mut loading: Loading, source: &Source) -> Loading {
    let organisations = "name,aliases,country,role,wikidata";
    for path in ["actors/organisations.csv", "actors/armed_groups.csv", "actors/seats.csv"] {
        loading.read(source, path, organisations, |l, table| {
            l.actors.names.reserve(2 * table.lines.len());
            table.rows().for_each(|row| l.organisation(row));
        });
    }
    let nouns = "noun,role,kind,weight,country,office,plural";
    loading.read(source, "roles.csv", nouns, |l, table| table.rows().for_each(|row| l.noun(row)));
    loading.read(source, "actors/loaded_words.csv", "word,place,used", |l, table| {
        table.rows().for_each(|row| l.loaded_word(row));
    });
    loading.read(source, "actors/lookalikes.csv", "name", |l, table| {
        table.rows().for_each(|row| l.actors.names.add(row.cell("name"), Sense::Lookalike));
    });
    loading.read(source, "actors/given_names.csv", "sex,tongue,names", |l, table| {
        table.rows().for_each(|row| l.given_names(row));
    });
    loading
}

pub(super) fn add_invented(actors: &mut Actors, source: &Source) -> Result<(), Vec<CodebookError>> {
    let mut loading = Loading::onto(std::mem::take(actors));
    let columns = "table,id,name,country,role,aliases,adjectives,people,capitals,office,from,until";
    loading.read(source, "invented.csv", columns, |l, table| {
        let of = |kind: &'static str| table.rows().filter(move |row| row.cell("table") == kind);
        of("state").for_each(|row| l.state_id(row));
        of("state").for_each(|row| l.state(row));
        of("organisation").for_each(|row| l.organisation(row));
        of("person").for_each(|row| l.person(row));
        for row in table.rows() {
            if !["state", "organisation", "person"].contains(&row.cell("table")) {
                l.error(row, "table must be state, organisation or person".to_owned());
            }
        }
    });
    *actors = loading.finish()?;
    Ok(())
}

impl Loading {
    fn onto(actors: Actors) -> Self {
        let mut loading = Self {
            actors,
            errors: Vec::new(),
            codes: Map::default(),
            organisation_names: Map::default(),
            person_names: Map::default(),
        };
        let states = loading.actors.states.iter().enumerate();
        loading.codes = states.map(|(index, state)| (state.id.clone(), index)).collect();
        loading
    }

    /// Reads one table; a fault in its form is kept and the table skipped.
    fn read(
        &mut self,
        source: &Source,
        path: &str,
        columns: &str,
        take: impl FnOnce(&mut Self, &Table),
    ) {
        match source.text(path).and_then(|text| Table::parse(path, text, columns)) {
            Ok(table) => take(self, &table),
            Err(error) => self.errors.push(error),
        }
    }

    /// Takes over the persons that were read beside.
    fn take(&mut self, read: Loading) {
        self.actors.persons = read.actors.persons;
        self.actors.names_of_persons = read.actors.names;
        self.actors.by_surname = read.actors.by_surname;
        self.person_names = read.person_names;
        self.errors.extend(read.errors);
    }

    fn finish(self) -> Result<Actors, Vec<CodebookError>> {
        if self.errors.is_empty() { Ok(self.actors) } else { Err(self.errors) }
    }

    fn error(&mut self, row: Row, message: String) {
        let path = row.table.path.to_string();
        self.errors.push(CodebookError { path, line: row.line, message });
    }

    /// The row's role, when it has a known one.
    fn role(&mut self, row: Row) -> Option<String> {
        let role = row.cell("role");
        if role.is_empty() {
            return None;
        }
        if ROLES.contains(&role) {
            return Some(role.to_owned());
        }
        self.error(row, format!("role {role:?} is unknown; allowed are {}", ROLES.join(" ")));
        None
    }

    /// The row's country, when it has a known one.
    fn country(&mut self, row: Row) -> Option<String> {
        let country = row.cell("country");
        if country.is_empty() {
            return None;
        }
        if self.codes.contains_key(country) || NON_STATES.contains(&country) {
            return Some(country.to_owned());
        }
        let allowed = NON_STATES.join(" ");
        self.error(
            row,
            format!("country {country:?} is unknown; allowed are the ids of actors/states.csv and {allowed}"),
        );
        None
    }

    /// Adds a name, unless it already means something that it cannot mean at once.
    fn name(&mut self, row: Row, name: &str, sense: Sense) {
        self.name_in(row, name, &name_pieces(name), sense);
    }

    /// The same for a name already in pieces.
    fn name_in(&mut self, row: Row, name: &str, pieces: &[Piece], sense: Sense) {
        let clash = |known: &&Sense| match (*known, &sense) {
            (Sense::Person(_), Sense::Person(_)) | (Sense::Lookalike, _) => false,
            (Sense::State(a), Sense::State(b)) | (Sense::Capital(a), Sense::Capital(b)) => a != b,
            (Sense::Adjective(a), Sense::Adjective(b)) => a != b,
            (Sense::Organisation(a), Sense::Organisation(b)) => a != b,
            (Sense::State(_), Sense::Adjective(_) | Sense::Citizen(_) | Sense::Citizens(_)) => {
                false
            }
            (Sense::State(_), Sense::Organisation(_) | Sense::Person(_)) => true,
            (Sense::Organisation(_), Sense::Person(_)) => true,
            _ => false,
        };
        let known =
            self.actors.names.exactly(pieces).find(clash).map(|sense| self.actors.told(sense));
        match known {
            Some(known) => self.error(
                row,
                format!("{name:?} already means {known}; a name may mean one actor: take it out of one row"),
            ),
            None => self.actors.names.add_pieces(pieces, sense),
        }
    }

    fn state_id(&mut self, row: Row) {
        let id = row.cell("id").to_owned();
        let shaped = (2..=4).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_uppercase());
        if !shaped {
            self.error(
                row,
                format!("id {id:?} must be ISO 3166-1 alpha-3, or capitals of that kind"),
            );
        }
        if self.codes.insert(id.clone(), self.actors.states.len()).is_some() {
            self.error(row, format!("id {id:?} stands twice; leave one row"));
        }
        let wikidata = row.known("wikidata");
        self.actors.states.push(State {
            id,
            name: row.cell("name").to_owned(),
            country: row.cell("country").to_owned(),
            role: row.known("role"),
            wikidata,
        });
    }

    fn state(&mut self, row: Row) {
        if self.country(row).is_none() && row.cell("country").is_empty() {
            self.error(
                row,
                "country is missing; give the id of the state that it is or belongs to".into(),
            );
        }
        self.role(row);
        let Some(&index) = self.codes.get(row.cell("id")) else { return };
        self.name(row, row.cell("name"), Sense::State(index));
        for alias in row.list("aliases") {
            self.name(row, alias, Sense::State(index));
        }
        for adjective in row.list("adjectives") {
            self.name(row, adjective, Sense::Adjective(index));
        }
        for citizen in row.list("people") {
            let invariant =
                ["ese", "men", "ss", "sh", "ch"].iter().any(|end| citizen.ends_with(end));
            if invariant {
                self.name(row, citizen, Sense::Citizens(index));
            } else {
                self.name(row, &plural_of(citizen), Sense::Citizens(index));
            }
            if !citizen.ends_with("men") {
                self.name(row, citizen, Sense::Citizen(index));
            }
        }
        for capital in row.list("capitals") {
            self.name(row, capital, Sense::Capital(index));
        }
    }

    fn organisation(&mut self, row: Row) {
        let (country, role) = (self.country(row), self.role(row));
        let index = self.actors.organisations.len();
        let name = row.cell("name").to_owned();
        self.actors.organisations.push(Organisation {
            name: name.clone(),
            country,
            role,
            wikidata: row.known("wikidata"),
        });
        self.organisation_names.insert(name.clone(), index);
        for name in [name.as_str()].into_iter().chain(row.list("aliases")) {
            let mut pieces = name_pieces(name);
            write_small(&mut pieces);
            self.name_in(row, name, &pieces, Sense::Organisation(index));
        }
    }

    fn person(&mut self, row: Row) {
        let role = self.role(row);
        let Some(country) = self.country(row) else {
            return self
                .error(row, "country is missing; give the country code of the office".into());
        };
        let from = self.date(row, "from");
        let until = self.date(row, "until");
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            self.error(row, format!("until {until} lies before from {from}; swap or mend them"));
        }
        let offices = row.list("office").map(str::to_owned).collect();
        let place = (row.table.path.clone(), row.line);
        let term = Term { offices, country, role, from, until, place };
        let name = row.cell("name");
        let fresh = self.actors.persons.len();
        let known = self.person_names.get(name).copied();
        let index = known.unwrap_or(fresh);
        if known.is_none() {
            self.person_names.insert(name.to_owned(), fresh);
            let person = Person { name: name.to_owned(), terms: Vec::new() };
            self.actors.persons.push(person);
        }
        let terms = &mut self.actors.persons[index].terms;
        terms.reserve_exact(1);
        terms.push(term);
        for name in [name].into_iter().chain(row.list("aliases")) {
            let mut pieces = name_pieces(name);
            self.name_in(row, name, &pieces, Sense::Person(index));
            let Some(surname) = pieces.pop() else { continue };
            // East Asian names begin with the surname.
            let first =
                FAMILY_NAME_FIRST.contains(&row.cell("country")).then(|| pieces.into_iter().next());
            for surname in [Some(surname), first.flatten()].into_iter().flatten() {
                match self.actors.by_surname.get_mut(surname.folded.as_str()) {
                    Some(same) if same.contains(&index) => {}
                    Some(same) => same.push(index),
                    None => {
                        self.actors.by_surname.insert(surname.folded, vec![index]);
                    }
                }
            }
        }
    }

    fn date(&mut self, row: Row, column: &str) -> Option<Date> {
        let text = row.cell(column);
        if text.is_empty() {
            return None;
        }
        let found = day(text, column == "until");
        if found.is_none() {
            self.error(
                row,
                format!("{column} {text:?} is no date; write YYYY-MM-DD, YYYY-MM or YYYY"),
            );
        }
        found
    }

    fn noun(&mut self, row: Row) {
        let (role, country) = (self.role(row), self.country(row));
        let kind = match row.cell("kind") {
            "person" => NounKind::Person,
            "body" => NounKind::Body,
            "thing" => NounKind::Thing,
            other => {
                return self.error(
                    row,
                    format!("kind {other:?} is unknown; allowed are person, body, thing"),
                );
            }
        };
        let weight = match row.cell("weight") {
            "" => Weight::Strong,
            "default" => Weight::Default,
            "weak" => Weight::Weak,
            other => {
                let message =
                    format!("weight {other:?} is unknown; allowed are default, weak or nothing");
                return self.error(row, message);
            }
        };
        let noun = row.cell("noun").to_lowercase();
        let office = row.known("office");
        let entry = RoleNoun { noun: noun.clone(), role, kind, weight, country, office };
        if !self.actors.nouns.add(entry, row.known("plural").as_deref()) {
            self.error(row, format!("noun {noun:?} stands twice; leave one row"));
        }
    }

    fn given_names(&mut self, row: Row) {
        let is_womans = match row.cell("sex") {
            "f" => true,
            "m" => false,
            other => return self.error(row, format!("sex {other:?} is unknown; write m or f")),
        };
        for name in row.list("names") {
            let key = folded(name);
            let known = self.actors.given_names.insert(key.into(), is_womans);
            if known.is_some_and(|known| known != is_womans) {
                self.error(row, format!("{name:?} stands under m and f; take it out of both"));
            }
        }
    }

    fn loaded(&mut self, row: Row) {
        let role = self.role(row);
        let means = row.cell("means");
        let sense = match self.codes.get(means) {
            Some(&state) => Some(Sense::State(state)),
            None => self.organisation_names.get(means).map(|&index| Sense::Organisation(index)),
        };
        let sense =
            sense.or_else(|| self.person_names.get(means).map(|&index| Sense::Person(index)));
        match sense {
            Some(sense) => {
                for name in row.list("name") {
                    let loaded = Sense::Loaded(Box::new(sense.clone()), role.clone());
                    self.loaded_name(row, name, loaded);
                }
            }
            None => self.error(
                row,
                format!("means {means:?} is no state id, organisation or person of these tables"),
            ),
        }
    }

    /// Adds a loaded name, unless it is known: a name that is plain elsewhere would never be marked.
    fn loaded_name(&mut self, row: Row, name: &str, sense: Sense) {
        let pieces = name_pieces(name);
        let persons = &self.actors.names_of_persons;
        let known = self.actors.names.exactly(&pieces).chain(persons.exactly(&pieces)).next();
        match known.map(|known| self.actors.told(known)) {
            Some(known) => self.error(
                row,
                format!("loaded name {name:?} already means {known}; take it out of one row"),
            ),
            None => self.actors.names.add_pieces(&pieces, sense),
        }
    }

    fn loaded_word(&mut self, row: Row) {
        let word = row.cell("word");
        let place = match row.cell("place") {
            "before" => LoadedPlace::Before,
            "head" => LoadedPlace::Head,
            other => {
                return self
                    .error(row, format!("place {other:?} is unknown; allowed are before, head"));
            }
        };
        self.actors.loaded_words.add(word, place);
        if place == LoadedPlace::Head {
            self.actors.loaded_words.add(&plural_of(word), place);
        }
    }
}

impl Actors {
    /// A sense in words, for messages.
    pub(super) fn told(&self, sense: &Sense) -> String {
        match sense {
            Sense::State(i) | Sense::Adjective(i) | Sense::Citizen(i) | Sense::Citizens(i) => {
                format!("{} ({})", self.states[*i].name, self.states[*i].id)
            }
            Sense::Capital(i) => format!("the capital of {}", self.states[*i].name),
            Sense::Organisation(i) => self.organisations[*i].name.clone(),
            Sense::Person(i) => self.persons[*i].name.clone(),
            Sense::Loaded(sense, _) => self.told(sense),
            Sense::Lookalike => "no actor".to_owned(),
        }
    }
}

/// Lets the words of [`SMALL`] after the first stand with or without a capital.
fn write_small(pieces: &mut [Piece]) {
    for piece in pieces.iter_mut().skip(1) {
        if piece.case == Case::Initial && SMALL.contains(&piece.folded.as_str()) {
            piece.case = Case::Lower;
        }
    }
}

/// A name's pieces, folded, with spaces between.
pub(super) fn folded(name: &str) -> String {
    let pieces = name_pieces(name);
    let folded: Vec<&str> = pieces.iter().map(|piece| piece.folded.as_str()).collect();
    folded.join(" ")
}
