//! Who and where: each once, however many reports name them.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use sayso_record::{Actor, ActorKind, Place, PlacePrecision};

use super::columns::{NONE, narrow};

/// Someone who is spoken of: one for each different name, kind, country, role, code and Wikidata item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Canonical plain name, else the fullest name in the report.
    pub name: Arc<str>,
    /// State, person, organisation or group.
    pub kind: ActorKind,
    /// ISO 3166-1 alpha-3, or PLOVER's UNO EUR IGO NGO ISM IMG MNC.
    pub country: Option<Arc<str>>,
    /// PLOVER's sector.
    pub role: Option<Arc<str>>,
    /// Country and role together.
    pub code: Option<Arc<str>>,
    /// Wikidata item.
    pub wikidata: Option<Arc<str>>,
}

/// Somewhere: one for each different such seven.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// Canonical name, or the words as written when it is not known.
    pub name: Arc<str>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<Arc<str>>,
    /// First-order division's name.
    pub admin1: Option<Arc<str>>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// GeoNames id.
    pub geonames_id: Option<u64>,
    /// How exactly the place is known; `None` when it is not resolved.
    pub precision: Option<PlacePrecision>,
}

/// Things, each once, with a number each in the order in which they came.
#[derive(Debug)]
pub struct Known<T> {
    all: Vec<T>,
    hashes: Vec<u64>,
    /// The last thing with a hash.
    last: HashMap<u64, u32>,
    /// The one before it with the same hash.
    before: Vec<u32>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self { all: Vec::new(), hashes: Vec::new(), last: HashMap::new(), before: Vec::new() }
    }
}

impl<T> Known<T> {
    /// The number of the thing of this hash that `is` it, made where there is none.
    pub fn number(&mut self, hash: u64, is: impl Fn(&T) -> bool, make: impl FnOnce() -> T) -> u32 {
        let last = self.last.get(&hash).copied().unwrap_or(NONE);
        let mut at = last;
        while let Some(there) = self.all.get(at as usize) {
            if is(there) {
                return at;
            }
            at = self.before.get(at as usize).copied().unwrap_or(NONE);
        }
        let new = narrow(self.all.len());
        self.all.push(make());
        self.hashes.push(hash);
        self.before.push(last);
        self.last.insert(hash, new);
        new
    }

    /// All of them, with their hashes.
    pub fn named(&self) -> (&[T], &[u64]) {
        (&self.all, &self.hashes)
    }

    /// Gives them away.
    pub fn into_all(self) -> (Vec<T>, Vec<u64>) {
        (self.all, self.hashes)
    }
}

/// The hash of something, the same in every run.
pub fn hash(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// Short words that many entities and places share.
#[derive(Debug, Default)]
pub struct Shared(HashSet<Arc<str>>);

impl Shared {
    fn of(&mut self, word: Option<&String>) -> Option<Arc<str>> {
        let word = word?.as_str();
        if let Some(there) = self.0.get(word) {
            return Some(there.clone());
        }
        let new: Arc<str> = word.into();
        self.0.insert(new.clone());
        Some(new)
    }
}

impl Known<Entity> {
    /// The number of the entity that an actor is.
    pub fn actor(&mut self, actor: &Actor, shared: &mut Shared) -> u32 {
        let Actor { name, kind, country, role, code, wikidata, .. } = actor;
        let hash = hash(&(name, kind, country, role, code, wikidata));
        let is = |there: &Entity| {
            *there.name == **name
                && there.kind == *kind
                && there.country.as_deref() == country.as_deref()
                && there.role.as_deref() == role.as_deref()
                && there.code.as_deref() == code.as_deref()
                && there.wikidata.as_deref() == wikidata.as_deref()
        };
        self.number(hash, is, || Entity {
            name: name.as_str().into(),
            kind: *kind,
            country: shared.of(country.as_ref()),
            role: shared.of(role.as_ref()),
            code: shared.of(code.as_ref()),
            wikidata: wikidata.as_deref().map(Arc::from),
        })
    }
}

impl Known<Spot> {
    /// The number of the spot that a place is.
    pub fn place(&mut self, place: &Place, shared: &mut Shared) -> u32 {
        let Place { name, country, admin1, latitude, longitude, geonames_id, precision, .. } =
            place;
        let bits = |degrees: Option<f64>| degrees.map(f64::to_bits);
        let at = (bits(*latitude), bits(*longitude));
        let hash = hash(&(name, country, admin1, at, geonames_id, precision));
        let is = |there: &Spot| {
            *there.name == **name
                && there.country.as_deref() == country.as_deref()
                && there.admin1.as_deref() == admin1.as_deref()
                && (bits(there.latitude), bits(there.longitude)) == at
                && there.geonames_id == *geonames_id
                && there.precision == *precision
        };
        self.number(hash, is, || Spot {
            name: name.as_str().into(),
            country: shared.of(country.as_ref()),
            admin1: shared.of(admin1.as_ref()),
            latitude: *latitude,
            longitude: *longitude,
            geonames_id: *geonames_id,
            precision: *precision,
        })
    }
}

impl Known<Arc<str>> {
    /// The number of a word.
    pub fn word(&mut self, word: &str) -> u32 {
        self.number(hash(&word), |there| **there == *word, || word.into())
    }
}
