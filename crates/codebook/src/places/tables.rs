//! The tables that people edit: `actors/states.csv` with `places/countries.csv`, and every other
//! `places/*.csv`.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::places::packed::Packed;
use crate::places::{Entry, PlaceId, PlaceKind, normal};
use crate::{CodebookError, Source};

const STATES: &str = "actors/states.csv";
const COUNTRIES: &str = "places/countries.csv";
/// The table that shows the columns of tables of places.
const STANDARD: &str = "places/extra.csv";
/// What `build.py` reads, and nobody else.
const OF_BUILD: &[&str] = &["places/points.csv", "places/names.csv"];

/// A place of a table.
#[derive(Debug)]
struct Row {
    name: String,
    kind: PlaceKind,
    /// Folded.
    country: Option<String>,
    admin1: Option<String>,
    latitude: f64,
    longitude: f64,
    geonames_id: Option<u64>,
    /// The entry of the packed gazetteer that is the same place.
    same_as: Option<u32>,
    /// The division that it names in `admin1`.
    parent: Option<u32>,
}

/// The rows of all tables.
#[derive(Debug, Default)]
pub(super) struct Tables {
    rows: Vec<Row>,
    by_name: HashMap<String, Vec<u32>>,
    adjectives: HashMap<String, u32>,
    /// Countries by the normal names of their capitals.
    capitals: HashMap<String, Vec<String>>,
    /// Normal names that mean no place.
    none: HashSet<String>,
    /// Territories with a code of their own: the state they belong to, and their name.
    territories: HashMap<String, (String, String)>,
}

/// A row of `actors/states.csv`, as far as places need it.
#[derive(Deserialize)]
struct State {
    id: String,
    name: String,
    country: String,
    role: String,
    aliases: String,
    adjectives: String,
    capitals: String,
}

/// A row of `places/countries.csv`.
#[derive(Deserialize)]
struct Point {
    id: String,
    latitude: f64,
    longitude: f64,
}

/// A row of any other table.
#[derive(Deserialize)]
struct Place {
    name: String,
    aliases: String,
    kind: String,
    country: String,
    admin1: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    geonames_id: Option<u64>,
}

impl Tables {
    pub(super) fn load(source: &Source, packed: &Packed) -> Result<Self, Vec<CodebookError>> {
        let mut errors = Vec::new();
        let mut tables = Self::default();
        let states: Vec<(usize, State)> = rows(source, STATES, &mut errors);
        let points: Vec<(usize, Point)> = rows(source, COUNTRIES, &mut errors);
        for (_, state) in states.iter().filter(|(_, state)| is_territory(state, packed)) {
            let territory = (state.country.clone(), state.name.clone());
            tables.territories.insert(state.id.clone(), territory);
        }
        let is_place = |path: &&str| *path != COUNTRIES && !OF_BUILD.contains(path);
        let mut places: Vec<(&str, usize, Place)> = Vec::new();
        for path in source.paths("places/", ".csv").filter(is_place) {
            let rows = rows(source, path, &mut errors).into_iter();
            places.extend(rows.map(|(line, place)| (path, line, place)));
        }
        let ids = places.iter().filter_map(|(_, _, place)| place.geonames_id).collect();
        let known = Known { packed, by_id: packed.with_ids(&ids) };
        for (path, line, place) in places {
            if let Err(message) = tables.add_place(place, &known, &states) {
                errors.push(CodebookError { path: path.to_owned(), line, message });
            }
        }
        for (line, point) in &points {
            let (path, line) = (COUNTRIES.to_owned(), *line);
            match states.iter().find(|(_, state)| state.id == point.id) {
                Some((_, state)) if on_earth(point.latitude, point.longitude) => {
                    tables.add_country(state, point, packed)
                }
                Some(_) => errors.push(CodebookError { path, line, message: OFF_EARTH.to_owned() }),
                None => {
                    let message = format!("{STATES} has no id {:?}; use one of its ids", point.id);
                    errors.push(CodebookError { path, line, message });
                }
            }
        }
        if errors.is_empty() { Ok(tables) } else { Err(errors) }
    }

    fn add_place(
        &mut self,
        place: Place,
        known: &Known,
        states: &[(usize, State)],
    ) -> Result<(), String> {
        let names = std::iter::once(place.name.as_str()).chain(split(&place.aliases)).map(normal);
        let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
        if place.kind == "none" {
            self.none.extend(names);
            return Ok(());
        }
        let kind = kind(&place.kind).ok_or_else(|| {
            let message = "use region, admin1, admin2, city, site, water, or none for no place";
            format!("no kind {:?}; {message}", place.kind)
        })?;
        let country = Some(place.country).filter(|country| !country.is_empty());
        if let Some(country) = &country
            && !states.iter().any(|(_, state)| state.id == *country)
        {
            return Err(format!("no country {country:?}; use an id of {STATES}, or none"));
        }
        let (Some(latitude), Some(longitude)) = (place.latitude, place.longitude) else {
            return Err("no point; give latitude and longitude in degrees".to_owned());
        };
        if !on_earth(latitude, longitude) {
            return Err(OFF_EARTH.to_owned());
        }
        if normal(&place.name).is_empty() {
            return Err("no name; give the place a name with a letter".to_owned());
        }
        let admin1 = Some(place.admin1).filter(|admin1| !admin1.is_empty());
        let same_as = place.geonames_id.and_then(|id| known.by_id.get(&id).copied());
        let parent = admin1.as_deref().and_then(|name| known.division(country.as_deref()?, name));
        let row = Row {
            name: place.name,
            kind,
            country,
            admin1,
            latitude,
            longitude,
            geonames_id: place.geonames_id,
            same_as,
            parent: parent.filter(|parent| same_as != Some(*parent)),
        };
        let index = self.rows.len() as u32;
        for name in names {
            let rows = self.by_name.entry(name).or_default();
            if !rows.contains(&index) {
                rows.push(index);
            }
        }
        self.rows.push(row);
        Ok(())
    }

    /// Another name of a country that a table of places claims is not the country's: "England",
    /// "Gaza". Its own name stays ("Georgia"), unless the table has the very same territory.
    fn add_country(&mut self, state: &State, point: &Point, packed: &Packed) {
        let index = self.rows.len() as u32;
        let geonames_id = packed.country_id(&state.id);
        for name in std::iter::once(state.name.as_str()).chain(split(&state.aliases)) {
            let rows = self.by_name.entry(normal(name)).or_default();
            let claims = |row: &Row| name != state.name || row.geonames_id == geonames_id;
            let claimed = rows.iter().any(|row| self.rows.get(*row as usize).is_some_and(claims));
            if !claimed && !rows.contains(&index) {
                rows.push(index);
            }
        }
        for adjective in split(&state.adjectives) {
            self.adjectives.entry(adjective.to_owned()).or_insert(index);
        }
        for capital in split(&state.capitals) {
            self.capitals.entry(normal(capital)).or_default().push(state.country.clone());
        }
        let territory = is_part(state, packed);
        self.rows.push(Row {
            name: state.name.clone(),
            kind: if territory { PlaceKind::Admin1 } else { PlaceKind::Country },
            country: Some(state.country.clone()).filter(|country| !country.is_empty()),
            admin1: territory.then(|| state.name.clone()),
            latitude: point.latitude,
            longitude: point.longitude,
            geonames_id,
            same_as: None,
            parent: None,
        });
    }

    pub(super) fn by_name(&self, normal: &str) -> impl Iterator<Item = u32> + '_ {
        self.by_name.get(normal).into_iter().flatten().copied()
    }

    /// Whether a settlement of this normal name in this country is its capital.
    pub(super) fn is_capital(&self, normal: &str, country: &str) -> bool {
        self.capitals.get(normal).is_some_and(|found| found.iter().any(|c| c == country))
    }

    /// Whether this normal name means no place.
    pub(super) fn is_none(&self, normal: &str) -> bool {
        self.none.contains(normal)
    }

    pub(super) fn of_adjective(&self, adjective: &str) -> Option<u32> {
        self.adjectives.get(adjective).copied()
    }

    pub(super) fn same_as(&self, row: u32) -> Option<u32> {
        self.rows[row as usize].same_as
    }

    pub(super) fn entry<'g>(&'g self, row: u32, packed: &'g Packed) -> Entry<'g> {
        let row = &self.rows[row as usize];
        let same = row.same_as.map(|same| packed.entry(same));
        let same_admin1 = || same.filter(|same| same.country == row.country.as_deref())?.admin1;
        Entry {
            name: &row.name,
            kind: row.kind,
            country: row.country.as_deref(),
            admin1: row.admin1.as_deref().or_else(same_admin1),
            parent: row.parent.map(PlaceId).or(same.and_then(|same| same.parent)),
            latitude: row.latitude,
            longitude: row.longitude,
            geonames_id: row.geonames_id,
            population: same.map_or(0.0, |same| same.population),
        }
    }

    /// An entry of GeoNames with the state that its territory belongs to.
    pub(super) fn fold<'g>(&'g self, entry: Entry<'g>) -> Entry<'g> {
        match entry.country.and_then(|country| self.territories.get(country)) {
            Some((country, name)) => {
                let country = Some(country.as_str()).filter(|country| !country.is_empty());
                Entry { country, admin1: Some(name), ..entry }
            }
            None => entry,
        }
    }
}

const OFF_EARTH: &str = "no such point; latitude is -90 to 90, longitude -180 to 180";

fn on_earth(latitude: f64, longitude: f64) -> bool {
    (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude)
}

/// An ISO country that belongs to a state.
fn is_territory(state: &State, packed: &Packed) -> bool {
    state.id != state.country && packed.country_id(&state.id).is_some()
}

/// A territory, or an entity that few recognise; but not a state of the past.
fn is_part(state: &State, packed: &Packed) -> bool {
    is_territory(state, packed) || !state.role.is_empty()
}

fn kind(name: &str) -> Option<PlaceKind> {
    Some(match name {
        "region" => PlaceKind::Region,
        "admin1" => PlaceKind::Admin1,
        "admin2" => PlaceKind::Admin2,
        "city" => PlaceKind::City,
        "site" => PlaceKind::Site,
        "water" => PlaceKind::Water,
        _ => return None,
    })
}

/// The names between bars.
fn split(names: &str) -> impl Iterator<Item = &str> {
    names.split('|').map(str::trim).filter(|name| !name.is_empty())
}

/// The rows of one table with their lines.
fn rows<T: serde::de::DeserializeOwned>(
    source: &Source,
    path: &str,
    errors: &mut Vec<CodebookError>,
) -> Vec<(usize, T)> {
    let mut error = |line: u64, message| {
        errors.push(CodebookError { path: path.to_owned(), line: line as usize, message });
    };
    let text = match source.text(path) {
        Ok(text) => text,
        Err(missing) => {
            error(0, missing.message);
            return Vec::new();
        }
    };
    let mut rows = Vec::new();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut records = reader.deserialize::<T>();
    loop {
        let line = records.reader().position().line();
        match records.next() {
            None => return rows,
            Some(Ok(row)) => rows.push((line as usize, row)),
            Some(Err(e)) => {
                let line = e.position().map_or(line, csv::Position::line);
                if let Some(column) = missing_column(&e) {
                    error(1, format!("no column {column}; name the columns as {STANDARD} does"));
                    return rows;
                }
                error(line, format!("{e}; write the row as the table's first line says"));
            }
        }
    }
}

/// The column that a table lacks, so that none of its rows can be read.
fn missing_column(error: &csv::Error) -> Option<&str> {
    let csv::ErrorKind::Deserialize { err, .. } = error.kind() else { return None };
    match err.kind() {
        csv::DeserializeErrorKind::Message(message) => message.strip_prefix("missing field "),
        _ => None,
    }
}

/// What the packed gazetteer says of the places of the tables.
struct Known<'p> {
    packed: &'p Packed,
    /// Entries by GeoNames id, those that some row has.
    by_id: HashMap<u64, u32>,
}

impl Known<'_> {
    /// The first-order division of this name.
    fn division(&self, country: &str, name: &str) -> Option<u32> {
        let mut divisions = self.packed.by_name(&normal(name)).map(|(entry, _)| entry);
        divisions.find(|entry| {
            let entry = (*entry < self.packed.admin1s()).then(|| self.packed.entry(*entry));
            entry.is_some_and(|entry| entry.country == Some(country))
        })
    }
}
