//! The gazetteer: which places bear a name, and where they lie.
//!
//! Two layers. `places/gazetteer.bin` is packed from GeoNames' tables ([`pack`]) and used as it
//! lies, without being copied or parsed. On top of it are tables that people edit:
//! `places/countries.csv` (a point for each state of `actors/states.csv`, which has their names)
//! and every other `places/*.csv` (areas, camps, crossings, waters that GeoNames' tables lack).

mod name;
mod pack;
mod packed;
mod spelling;
mod tables;

pub use name::normal;
pub use pack::pack;

use packed::Packed;
use tables::Tables;

use crate::{CodebookError, Source};

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKind {
    /// A state, or a territory with a country code of its own.
    Country,
    /// An area that is no division: a continent, or part of one or several states.
    Region,
    /// A first-order division.
    Admin1,
    /// A second-order division.
    Admin2,
    /// A settlement.
    City,
    /// A camp, crossing, building or other point.
    Site,
    /// A sea, lake, river, strait or canal.
    Water,
}

/// A place of the gazetteer: a number that holds for this gazetteer alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceId(u32);

/// What is known of a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry<'g> {
    /// GeoNames' or the table's name.
    pub name: &'g str,
    /// What it is.
    pub kind: PlaceKind,
    /// ISO 3166-1 alpha-3 of the state it belongs to; `None` for those of no one state.
    pub country: Option<&'g str>,
    /// The name of its first-order division; a dependent territory counts as one.
    pub admin1: Option<&'g str>,
    /// The division that holds it, else none.
    pub parent: Option<PlaceId>,
    /// Degrees north; for an area, a point inside.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// GeoNames id.
    pub geonames_id: Option<u64>,
    /// Inhabitants, within 4 %; of a division those of its settlements; 0 when not known.
    pub population: f64,
}

/// A place that a name may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The place.
    pub place: PlaceId,
    /// The name is an alternate one: older, foreign or rare.
    pub alternate: bool,
    /// It is the seat of its country's government, or was.
    pub capital: bool,
    /// A table that people edit has it under this name.
    pub tabled: bool,
    /// It bears the name in another spelling only.
    pub respelled: bool,
}

/// All places by name.
#[derive(Debug)]
pub struct Gazetteer {
    packed: Packed,
    tables: Tables,
}

impl Gazetteer {
    /// Reads its files from `source`.
    ///
    /// # Errors
    /// Every mistake found, with file and line.
    pub fn load(source: &Source) -> Result<Self, Vec<CodebookError>> {
        let packed = Packed::load(source).map_err(|error| vec![error])?;
        let tables = Tables::load(source, &packed)?;
        Ok(Self { packed, tables })
    }

    /// The places that a name in its [normal form](normal) may mean: those of the tables first.
    /// A name that a table claims is an alternate name of nothing else.
    pub fn candidates(&self, normal: &str) -> Vec<Candidate> {
        if !self.knows(normal) {
            return Vec::new();
        }
        let first = self.packed.len();
        let row = |row| Candidate {
            place: PlaceId(first + row),
            alternate: false,
            capital: false,
            tabled: true,
            respelled: false,
        };
        let mut found: Vec<Candidate> = self.tables.by_name(normal).map(row).collect();
        let known: Vec<PlaceId> = found.iter().map(|c| self.canonical(c.place)).collect();
        let is_claimed =
            found.iter().any(|candidate| self.entry(candidate.place).kind != PlaceKind::Country);
        let mut capitals: Vec<&str> = Vec::new();
        for (place, alternate) in self.packed.by_name(normal) {
            let place = PlaceId(place);
            if known.contains(&place) || alternate && is_claimed {
                continue;
            }
            let entry = self.entry(place);
            let country = entry.country.filter(|_| entry.kind == PlaceKind::City);
            let capital =
                country.filter(|c| self.tables.is_capital(normal, c) && !capitals.contains(c));
            capitals.extend(capital);
            let capital = capital.is_some();
            found.push(Candidate { place, alternate, capital, tabled: false, respelled: false });
        }
        found
    }

    /// The places that bear a name that [`Gazetteer::candidates`] does not know in another spelling;
    /// it counts as an alternate name of theirs. Many spellings are tried, so ask once a name.
    pub fn respelled(&self, normal: &str) -> Vec<Candidate> {
        if self.tables.is_none(normal) {
            return Vec::new();
        }
        let spelled = spelling::variants(normal).into_iter().find(|name| self.is_borne(name));
        let bearers = spelled.map(|name| self.candidates(&name)).into_iter().flatten();
        let respell = |candidate| Candidate { alternate: true, respelled: true, ..candidate };
        bearers.map(respell).collect()
    }

    /// Whether some place bears this name, given in its normal form and as it is spelled.
    pub fn knows(&self, normal: &str) -> bool {
        self.is_borne(normal) && !self.tables.is_none(normal)
    }

    fn is_borne(&self, normal: &str) -> bool {
        self.tables.by_name(normal).next().is_some() || self.packed.knows(normal)
    }

    /// Whether a table says that this name, in its normal form, means no place.
    pub fn is_no_place(&self, normal: &str) -> bool {
        self.tables.is_none(normal)
    }

    /// What is known of a place.
    pub fn entry(&self, place: PlaceId) -> Entry<'_> {
        match place.0.checked_sub(self.packed.len()) {
            Some(row) => self.tables.entry(row, &self.packed),
            None => self.tables.fold(self.packed.entry(place.0)),
        }
    }

    /// One and the same id for the two entries of a place that both layers have.
    pub fn canonical(&self, place: PlaceId) -> PlaceId {
        let row = place.0.checked_sub(self.packed.len());
        row.and_then(|row| self.tables.same_as(row)).map_or(place, PlaceId)
    }

    /// The places around `place`, nearest first: its divisions, without the country.
    pub fn around(&self, place: PlaceId) -> impl Iterator<Item = PlaceId> + '_ {
        let parent = |place: &PlaceId| self.entry(*place).parent;
        // Divisions are two deep; the bound keeps a damaged file from looping.
        std::iter::successors(parent(&self.canonical(place)), parent).take(4)
    }

    /// Whether `inner` lies in `outer`.
    pub fn holds(&self, outer: PlaceId, inner: PlaceId) -> bool {
        let (place, held) = (self.entry(outer), self.entry(inner));
        let in_country = place.kind == PlaceKind::Country
            && held.kind != PlaceKind::Country
            && place.country.is_some()
            && place.country == held.country;
        let outer = self.canonical(outer);
        in_country || self.around(inner).any(|around| self.canonical(around) == outer)
    }

    /// Inhabitants of a country's settlements, by its ISO 3166-1 alpha-3 code; 0 when not known.
    pub fn people(&self, country: &str) -> f64 {
        self.packed.people(country)
    }

    /// The country that an adjective means ("Turkish", "Costa Rican").
    pub fn of_adjective(&self, adjective: &str) -> Option<PlaceId> {
        self.tables.of_adjective(adjective).map(|row| PlaceId(self.packed.len() + row))
    }
}

#[cfg(test)]
mod tests;
