//! The codebook's part on actors: states, organisations, persons with their terms of office,
//! loaded names, and the nouns that make an actor of a role.
//!
//! The tables are `actors/*.csv`, `actors/persons/*.csv` and `roles.csv`; `actors/README.md` documents their columns.
//! Names are kept by a hash of their words ([`NameIndex`]); [`Actors::names`] finds the longest name at a
//! place in a text and says everything that it may mean, the coder chooses.

mod lints;
mod names;
mod persons;
mod roles;
mod table;
mod tables;
mod terms;

use compact_str::CompactString;
pub(crate) use names::Map;
pub use names::{Case, NameIndex, Piece, name_pieces, pieces};
pub use persons::{Person, Standing, Term};
pub use roles::{NounKind, NounMatch, RoleNoun, RoleNouns, Weight, plural_of};

use crate::{CodebookError, Source};

/// PLOVER's roles.
pub const ROLES: [&str; 26] = [
    "GOV", "MIL", "COP", "JUD", "LEG", "SPY", "PRM", "PTY", "REB", "UAF", "UNK", "AGR", "BUS",
    "CRM", "CVL", "EDU", "ELI", "JRN", "LAB", "MED", "NGO", "OPP", "PRE", "REF", "REL", "SOC",
];

/// PLOVER's codes in the country's place for those of no one state.
pub const NON_STATES: [&str; 7] = ["UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"];

/// A state or territory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// ISO 3166-1 alpha-3 where there is one; unique in the table.
    pub id: String,
    /// Plain name (ISO or UN usage).
    pub name: String,
    /// Code of the country that it is, or is part of.
    pub country: String,
    /// PRE for a partially recognised entity.
    pub role: Option<String>,
    /// Wikidata item.
    pub wikidata: Option<String>,
}

/// An organisation, seat of power or armed group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Plain name.
    pub name: String,
    /// Country code or one of [`NON_STATES`].
    pub country: Option<String>,
    /// Role.
    pub role: Option<String>,
    /// Wikidata item.
    pub wikidata: Option<String>,
}

/// What a name may mean; numbers index [`Actors::states`], [`Actors::organisations`] and
/// [`Actors::persons`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sense {
    /// A state by its name.
    State(usize),
    /// The adjective of a state: "Iraqi".
    Adjective(usize),
    /// One of a state's people: "an Iraqi".
    Citizen(usize),
    /// A state's people: "Iraqis".
    Citizens(usize),
    /// A capital.
    Capital(usize),
    /// An organisation.
    Organisation(usize),
    /// A person.
    Person(usize),
    /// A name that takes a side, for the actor that it means, and the role that it gives.
    Loaded(Box<Sense>, Option<String>),
    /// Something that looks like an actor's name and is none: "New Jersey".
    Lookalike,
}

/// Where in a noun phrase a word takes a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadedPlace {
    /// Before the head: "the so-called Ruritanian parliament".
    Before,
    /// As the head: "the Ruritanian occupiers".
    Head,
}

/// What the codebook says on actors.
#[derive(Debug, Default)]
pub struct Actors {
    /// States and territories.
    pub states: Vec<State>,
    /// Organisations, seats of power, armed groups.
    pub organisations: Vec<Organisation>,
    /// Persons.
    pub persons: Vec<Person>,
    /// Role nouns.
    pub nouns: RoleNouns,
    /// Of states and organisations, loaded names, look-alikes.
    names: NameIndex<Sense>,
    /// Of persons.
    names_of_persons: NameIndex<Sense>,
    loaded_words: NameIndex<LoadedPlace>,
    /// Persons by the last piece of their names.
    by_surname: Map<CompactString, Vec<usize>>,
    /// By given name, folded: whether women bear it.
    given_names: Map<Box<str>, bool>,
}

impl Actors {
    /// Reads `actors/**/*.csv` and `roles.csv` from `source`.
    ///
    /// # Errors
    /// Every mistake found, with file and line: a column missing, an unknown role or country code,
    /// an impossible date, terms that overlap, a name with two meanings.
    pub fn load(source: &Source) -> Result<Self, Vec<CodebookError>> {
        tables::load(source)
    }

    /// What looks wrong in the tables of `source`, from which these actors were loaded, though they
    /// can be used: offices that nobody held for more than a year, persons whose names differ by a
    /// letter, aliases that stand twice or mean too much, names in mixed scripts, office words that
    /// look like another's typo.
    pub fn notes(&self, source: &Source) -> Vec<CodebookError> {
        lints::notes(self, source)
    }

    /// Adds the invented states of `invented.csv`, with their organisations and people, so that
    /// the codebook's examples can be coded. `read` never does this.
    ///
    /// # Errors
    /// As [`Actors::load`].
    pub fn add_invented(&mut self, source: &Source) -> Result<(), Vec<CodebookError>> {
        tables::add_invented(self, source)
    }

    /// The longest name that begins with `pieces[from]`: its number of pieces, and what it may mean.
    pub fn names(&self, pieces: &[Piece], from: usize) -> Option<(usize, Vec<&Sense>)> {
        let (others, persons) =
            (self.names.longest(pieces, from), self.names_of_persons.longest(pieces, from));
        match (others, persons) {
            (Some((length, mut senses)), Some((same, persons))) if length == same => {
                senses.extend(persons);
                Some((length, senses))
            }
            (others, persons) => others.into_iter().chain(persons).max_by_key(|found| found.0),
        }
    }

    /// How the longest name that begins with `pieces[from]` is written, whatever the case of the pieces: a
    /// case for each piece that it has.
    pub fn spelling(&self, pieces: &[Piece], from: usize) -> Option<Vec<Case>> {
        let indexes = [&self.names, &self.names_of_persons];
        let found = indexes.into_iter().filter_map(|index| index.spelling(pieces, from));
        found.max_by_key(Vec::len)
    }

    /// The longest words that begin with `pieces[from]` and take a side: their number of pieces, and
    /// where in a phrase they do.
    pub fn loaded_words(
        &self,
        pieces: &[Piece],
        from: usize,
    ) -> Option<(usize, Vec<&LoadedPlace>)> {
        self.loaded_words.longest(pieces, from)
    }

    /// Persons whose name or alias ends with the piece `surname` (folded).
    pub fn with_surname(&self, surname: &str) -> &[usize] {
        self.by_surname.get(surname).map_or(&[], Vec::as_slice)
    }

    /// Whether the given name `name` (folded) is a woman's; `None` where the table does not tell.
    pub fn is_womans_name(&self, name: &str) -> Option<bool> {
        self.given_names.get(name).copied()
    }

    /// The state whose [`State::id`] is `id`.
    pub fn state(&self, id: &str) -> Option<&State> {
        self.states.iter().find(|state| state.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(path: &str, text: &str) -> Vec<String> {
        let dir =
            std::env::temp_dir().join(format!("sayso-actors-{}-{:p}", std::process::id(), text));
        let file = dir.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        let source = Source::with_folder(&dir).unwrap();
        let found = Actors::load(&source).err().unwrap_or_default();
        std::fs::remove_dir_all(&dir).unwrap();
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_built_in_tables_are_sound() {
        let mut actors = Actors::load(&Source::built_in()).unwrap_or_else(|errors| {
            panic!("{}", errors.iter().map(|e| format!("\n{e}")).collect::<String>())
        });
        assert!(actors.states.len() >= 250);
        assert!(actors.organisations.len() >= 250);
        assert!(actors.persons.len() >= 300);
        assert!(actors.nouns.iter().count() >= 500);
        actors.add_invented(&Source::built_in()).unwrap();
        let found = actors.names(&pieces(["Strelsau"]), 0).unwrap();
        let rur = actors.states.iter().position(|s| s.id == "RUR").unwrap();
        assert_eq!(found, (1, vec![&Sense::Capital(rur)]));
    }

    #[test]
    fn invented_states_stay_out_of_news() {
        let actors = Actors::load(&Source::built_in()).unwrap();
        assert!(actors.names(&pieces(["Ruritania"]), 0).is_none());
    }

    #[test]
    fn names_file_line_and_what_is_allowed() {
        let found = errors(
            "roles.csv",
            "noun,role,kind,weight,country,office,plural\nsoldier,MLI,person,,,,\n",
        );
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with("roles.csv:2: role \"MLI\" is unknown; allowed are GOV MIL"),
            "{found:?}"
        );
        let header = "name,aliases,office,country,role,from,until,checked\n";
        let found = errors(
            "actors/persons/europe.csv",
            &format!("{header}A B,,head_of_state,FRA,GOV,2001-13,,\n"),
        );
        assert!(
            found[0].starts_with("actors/persons/europe.csv:2: from \"2001-13\" is no date"),
            "{found:?}"
        );
        let terms =
            "A B,,head_of_state,FRA,GOV,2001,2003,\nC D,,head_of_state,FRA,GOV,2002,2004,\n";
        let found = errors("actors/persons/europe.csv", &format!("{header}{terms}"));
        assert!(
            found[0].starts_with("actors/persons/europe.csv:3: this term overlaps"),
            "{found:?}"
        );
        let found = errors("actors/organisations.csv", "name,country\nX,FRA\n");
        assert!(found[0].contains("column \"aliases\" is missing"), "{found:?}");
        let orgs = "name,aliases,country,role,wikidata\nFrance,,DEU,GOV,\n";
        let found = errors("actors/organisations.csv", orgs);
        assert!(found[0].contains("\"France\" already means"), "{found:?}");
        let loaded = "name,means,role,used\nFrance|Gaulish foe|Gaulish foe,FRA,,of France\n";
        let found = errors("actors/loaded.csv", loaded);
        assert!(found[0].contains("loaded name \"France\" already means France"), "{found:?}");
        assert!(found[1].contains("loaded name \"Gaulish foe\" already means France"), "{found:?}");
        let words = "word,place,used\nso-called,after,of bodies\n";
        let found = errors("actors/loaded_words.csv", words);
        assert!(found[0].contains("place \"after\" is unknown"), "{found:?}");
    }
}
