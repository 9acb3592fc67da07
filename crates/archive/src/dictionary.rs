//! The dictionary tables: words, actors, places, rules and codings that are written once.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};
use sayso_record::{Actor, ActorKind, Event, Place, PlaceForm, PlacePrecision, Word};
use serde_json::{Value, json};

use crate::ArchiveError;
use crate::pack;

/// Entries kept in memory of each dictionary; past this they are looked up on the disk again.
const KEPT: usize = 1 << 18;

/// Numbers of a dictionary's entries, for the writer.
#[derive(Default)]
pub struct Numbers {
    terms: HashMap<String, i64>,
    actors: HashMap<String, i64>,
    places: HashMap<String, i64>,
    rules: HashMap<String, i64>,
    codes: HashMap<String, i64>,
}

/// The dictionaries of an archive while it is written.
pub struct Writing<'c> {
    /// The archive, in a transaction.
    pub connection: &'c Connection,
    /// What was asked for before.
    pub numbers: &'c mut Numbers,
}

impl Numbers {
    /// Forgets everything: after a transaction that was undone, numbers may be given anew.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

impl Writing<'_> {
    /// The number of a rule.
    pub fn rule(&mut self, name: &str) -> Result<i64, ArchiveError> {
        let known = &mut self.numbers.rules;
        number(self.connection, known, "rules", "rule", "name", name)
    }

    /// The number of an event's coding.
    pub fn code(&mut self, event: &Event) -> Result<i64, ArchiveError> {
        let Event { plover, mode, cameo, goldstein, plover_score, quad, .. } = event;
        let contexts = json!(event.contexts).to_string();
        let key = json!([plover, mode, contexts, cameo, goldstein, plover_score, quad]).to_string();
        if let Some(number) = self.numbers.codes.get(&key) {
            return Ok(*number);
        }
        let whole = params![plover, mode, contexts, cameo, goldstein, plover_score, quad];
        // As the index has them: an empty mode is none.
        let found = "SELECT code FROM codes WHERE plover = ?1 AND ifnull(mode, '') = ifnull(?2, '') AND contexts = ?3 \
            AND cameo = ?4 AND goldstein = ?5 AND plover_score = ?6 AND quad = ?7";
        let mut find = self.connection.prepare_cached(found)?;
        let number = match find.query_row(whole, |row| row.get(0)).optional()? {
            Some(number) => number,
            None => {
                let add = "INSERT INTO codes (plover, mode, contexts, cameo, goldstein, plover_score, \
                    quad) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
                self.connection.prepare_cached(add)?.insert(whole)?
            }
        };
        keep(&mut self.numbers.codes, key, number);
        Ok(number)
    }
}

impl pack::Dictionary for Writing<'_> {
    type Error = ArchiveError;

    fn term(&mut self, word: &str) -> Result<u64, ArchiveError> {
        let known = &mut self.numbers.terms;
        number(self.connection, known, "terms", "term", "word", word).map(i64::cast_unsigned)
    }

    fn actor(&mut self, actor: &Actor) -> Result<u64, ArchiveError> {
        let Actor { name, kind, country, role, code, wikidata, .. } = actor;
        let fields = json!([name, kind.word(), country, role, code, wikidata]).to_string();
        let known = &mut self.numbers.actors;
        number(self.connection, known, "known_actors", "known", "fields", &fields)
            .map(i64::cast_unsigned)
    }

    fn place(&mut self, place: &Place) -> Result<u64, ArchiveError> {
        let Place { name, country, admin1, latitude, longitude, geonames_id, precision, .. } =
            place;
        let precision = precision.map(Word::word);
        let fields = json!([name, country, admin1, latitude, longitude, geonames_id, precision]);
        let known = &mut self.numbers.places;
        number(self.connection, known, "known_places", "known", "fields", &fields.to_string())
            .map(i64::cast_unsigned)
    }
}

/// The number of an entry, made where there is none.
fn number(
    connection: &Connection,
    known: &mut HashMap<String, i64>,
    table: &str,
    key: &str,
    column: &str,
    entry: &str,
) -> Result<i64, ArchiveError> {
    if let Some(number) = known.get(entry) {
        return Ok(*number);
    }
    let mut find =
        connection.prepare_cached(&format!("SELECT {key} FROM {table} WHERE {column} = ?1"))?;
    let number = match find.query_row([entry], |row| row.get(0)).optional()? {
        Some(number) => number,
        None => connection
            .prepare_cached(&format!("INSERT INTO {table} ({column}) VALUES (?1)"))?
            .insert([entry])?,
    };
    keep(known, entry.to_owned(), number);
    Ok(number)
}

fn keep<K: std::hash::Hash + Eq, V>(known: &mut HashMap<K, V>, key: K, value: V) {
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(key, value);
}

/// Entries of the dictionaries by number, for whoever reads.
#[derive(Default)]
pub struct Entries {
    terms: HashMap<u64, String>,
    actors: HashMap<u64, Actor>,
    places: HashMap<u64, Place>,
}

/// The dictionaries of an archive while it is read.
pub struct Reading<'c> {
    /// The archive.
    pub connection: &'c Connection,
    /// What was asked for before.
    pub entries: &'c mut Entries,
}

impl Reading<'_> {
    fn entry(&self, table: &str, key: &str, column: &str, number: u64) -> Option<String> {
        let sql = format!("SELECT {column} FROM {table} WHERE {key} = ?1");
        let mut find = self.connection.prepare_cached(&sql).ok()?;
        find.query_row([i64::try_from(number).ok()?], |row| row.get(0)).ok()
    }
}

impl pack::Lookup for Reading<'_> {
    fn term(&mut self, number: u64) -> Option<String> {
        if let Some(word) = self.entries.terms.get(&number) {
            return Some(word.clone());
        }
        let word = self.entry("terms", "term", "word", number)?;
        keep(&mut self.entries.terms, number, word.clone());
        Some(word)
    }

    fn actor(&mut self, number: u64) -> Option<Actor> {
        if let Some(actor) = self.entries.actors.get(&number) {
            return Some(actor.clone());
        }
        let fields: Vec<Value> =
            serde_json::from_str(&self.entry("known_actors", "known", "fields", number)?).ok()?;
        let [name, kind, country, role, code, wikidata] = fields.try_into().ok()?;
        let actor = Actor {
            id: String::new(),
            name: text(name)?,
            kind: ActorKind::by_word(kind.as_str()?)?,
            country: text(country),
            role: text(role),
            code: text(code),
            wikidata: text(wikidata),
        };
        keep(&mut self.entries.actors, number, actor.clone());
        Some(actor)
    }

    fn place(&mut self, number: u64) -> Option<Place> {
        if let Some(place) = self.entries.places.get(&number) {
            return Some(place.clone());
        }
        let fields: Vec<Value> =
            serde_json::from_str(&self.entry("known_places", "known", "fields", number)?).ok()?;
        let [name, country, admin1, latitude, longitude, geonames_id, precision] =
            fields.try_into().ok()?;
        let place = Place {
            id: String::new(),
            start: 0,
            end: 0,
            name: text(name)?,
            form: PlaceForm::Name,
            country: text(country),
            admin1: text(admin1),
            latitude: latitude.as_f64(),
            longitude: longitude.as_f64(),
            geonames_id: geonames_id.as_u64(),
            precision: precision.as_str().and_then(PlacePrecision::by_word),
        };
        keep(&mut self.entries.places, number, place.clone());
        Some(place)
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}
