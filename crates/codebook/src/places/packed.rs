//! `gazetteer.bin`, read where it lies.
//!
//! All numbers are little-endian `u32` unless said otherwise. The file begins with [`MAGIC`], then
//! one number for the end of each section in this order, counted from the file's beginning:
//!
//! 1. countries: alpha-3 code (3 bytes and a zero), GeoNames id;
//! 2. entries, first-order divisions, then second-order ones, then settlements, [`ENTRY`] bytes
//!    each: GeoNames id; latitude and longitude in 1e-5 degrees (`i32`); offset of the name (24
//!    bits) and ten times the binary logarithm of the population plus one (8 bits); number of the
//!    parent entry plus one (24 bits) and number of the country (8 bits);
//! 3. the numbers of the first second-order division and of the first settlement;
//! 4. names: a byte for the length, then UTF-8;
//! 5. candidates: entry shifted left by one, with 1 for an alternate name, best known first;
//! 6. an `fst` map from a normal name to an offset into the candidates (in numbers) shifted left by
//!    8, plus their count; or, with a count of 0, to the only candidate.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::places::{Entry, PlaceId, PlaceKind};
use crate::{CodebookError, Source};

/// First bytes of the file: its name and version.
pub(super) const MAGIC: &[u8; 8] = b"sayso-g1";
/// Bytes of an entry.
pub(super) const ENTRY: usize = 20;
/// Number of sections.
pub(super) const SECTIONS: usize = 6;
/// Most candidates of one name.
pub(super) const MOST: usize = 255;
/// Where the file lies in the codebook.
pub(super) const PATH: &str = "places/gazetteer.bin";

/// The packed gazetteer.
pub(super) struct Packed {
    bytes: Cow<'static, [u8]>,
    ends: [usize; SECTIONS],
    firsts: [u32; 2],
    people: HashMap<String, f64>,
    map: fst::Map<Cow<'static, [u8]>>,
}

impl std::fmt::Debug for Packed {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "Packed({} entries)", self.len())
    }
}

impl Packed {
    /// Opens the file of `source`; nothing but its header is read.
    pub(super) fn load(source: &Source) -> Result<Self, CodebookError> {
        let error = |message: &str| CodebookError {
            path: PATH.to_owned(),
            line: 0,
            message: message.to_owned(),
        };
        let bytes = source.shared(PATH).ok_or_else(|| error("this file is missing"))?;
        Self::open(bytes).ok_or_else(|| {
            error("not a gazetteer of this version; build it anew with codebook/places/build.py")
        })
    }

    /// The gazetteer in `bytes`, if it is one.
    pub(super) fn open(bytes: Cow<'static, [u8]>) -> Option<Self> {
        let mut ends = [0; SECTIONS];
        for (index, end) in ends.iter_mut().enumerate() {
            *end = number(&bytes, MAGIC.len() + 4 * index)? as usize;
        }
        let ordered = ends.is_sorted() && ends[0] >= MAGIC.len() + 4 * SECTIONS;
        if !bytes.starts_with(MAGIC) || !ordered || ends[SECTIONS - 1] != bytes.len() {
            return None;
        }
        let map = match &bytes {
            Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[ends[4]..]),
            Cow::Owned(bytes) => Cow::Owned(bytes[ends[4]..].to_vec()),
        };
        let firsts = [number(&bytes, ends[1])?, number(&bytes, ends[1] + 4)?];
        let map = fst::Map::new(map).ok()?;
        let mut packed = Self { bytes, ends, firsts, people: HashMap::new(), map };
        packed.people = packed.count_people();
        Some(packed)
    }

    /// Number of entries.
    pub(super) fn len(&self) -> u32 {
        ((self.ends[1] - self.ends[0]) / ENTRY) as u32
    }

    /// Number of first-order divisions, which are the first entries.
    pub(super) fn admin1s(&self) -> u32 {
        self.firsts[0]
    }

    /// Whether some entry bears this normal name.
    pub(super) fn knows(&self, normal: &str) -> bool {
        self.map.contains_key(normal)
    }

    /// Entries that bear this normal name, and whether it is an alternate one.
    pub(super) fn by_name(&self, normal: &str) -> impl Iterator<Item = (u32, bool)> + '_ {
        let value = self.map.get(normal);
        let (start, count) = value.map_or((0, 0), |value| (value >> 8, value & 0xff));
        let only = value.filter(|_| count == 0).map(|_| start as u32);
        let at = move |index| number(&self.bytes, self.ends[3] + 4 * (start + index) as usize);
        let several = (0..count).filter_map(at);
        let entries = self.len();
        only.into_iter()
            .chain(several)
            .map(|code| (code >> 1, code & 1 == 1))
            .filter(move |(entry, _)| *entry < entries)
    }

    /// What is known of entry `index`; its country is the code of the tables, not folded.
    pub(super) fn entry(&self, index: u32) -> Entry<'_> {
        let at = self.ends[0] + ENTRY * index as usize;
        let field = |n: usize| number(&self.bytes, at + 4 * n).unwrap_or_default();
        let degrees = |n| f64::from(field(n) as i32) / 1e5;
        let (name, above) = (field(3), field(4));
        let parent = (above & 0xff_ffff).checked_sub(1).filter(|parent| *parent < index);
        let kind = match index {
            _ if index < self.firsts[0] => PlaceKind::Admin1,
            _ if index < self.firsts[1] => PlaceKind::Admin2,
            _ => PlaceKind::City,
        };
        let name_of = |index| {
            self.name(
                number(&self.bytes, self.ends[0] + ENTRY * index + 12).unwrap_or_default()
                    & 0xff_ffff,
            )
        };
        Entry {
            name: self.name(name & 0xff_ffff),
            kind,
            country: self.country(above >> 24),
            admin1: self.admin1_of(index).map(name_of),
            parent: parent.map(PlaceId),
            latitude: degrees(1),
            longitude: degrees(2),
            geonames_id: Some(u64::from(field(0))),
            population: (f64::from(name >> 24) / 10.0).exp2() - 1.0,
        }
    }

    /// The entries with these GeoNames ids, in one pass.
    pub(super) fn with_ids(&self, ids: &HashSet<u64>) -> HashMap<u64, u32> {
        // Most entries are told apart by the last bits of their id, without hashing.
        let mut last = vec![false; 1 << 16];
        ids.iter().for_each(|id| last[(id & 0xffff) as usize] = true);
        let entries = self.bytes[self.ends[0]..self.ends[1]].chunks_exact(ENTRY);
        let is_near = |entry: &[u8]| last[usize::from(u16::from_le_bytes([entry[0], entry[1]]))];
        let entries = entries.enumerate().filter(|(_, entry)| is_near(entry));
        let ids = entries.filter_map(|(index, entry)| {
            let id = u64::from(number(entry, 0)?);
            ids.contains(&id).then_some((id, index as u32))
        });
        ids.collect()
    }

    /// GeoNames id of the country with this alpha-3 code; `None` when ISO has no such country.
    pub(super) fn country_id(&self, alpha3: &str) -> Option<u64> {
        let start = MAGIC.len() + 4 * SECTIONS;
        let mut rows = self.bytes[start..self.ends[0]].chunks_exact(8);
        let row = rows.find(|row| &row[..3] == alpha3.as_bytes())?;
        number(row, 4).map(u64::from)
    }

    /// Inhabitants of the settlements of the country with this alpha-3 code; 0 when not known.
    pub(super) fn people(&self, alpha3: &str) -> f64 {
        self.people.get(alpha3).copied().unwrap_or_default()
    }

    /// Inhabitants by country, of its first-order divisions.
    fn count_people(&self) -> HashMap<String, f64> {
        let mut people = vec![0.0; (self.ends[0] - MAGIC.len() - 4 * SECTIONS) / 8];
        let entries = self.bytes[self.ends[0]..self.ends[1]].chunks_exact(ENTRY);
        for entry in entries.take(self.firsts[0] as usize) {
            let (country, size) = (usize::from(entry[19]), f64::from(entry[15]));
            if let Some(people) = people.get_mut(country) {
                *people += (size / 10.0).exp2() - 1.0;
            }
        }
        let named = |(index, people)| Some((self.country(index as u32)?.to_owned(), people));
        people.into_iter().enumerate().filter_map(named).collect()
    }

    /// The first-order division of an entry, itself if it is one.
    fn admin1_of(&self, index: u32) -> Option<usize> {
        let mut index = index;
        while index >= self.firsts[0] {
            let above = number(&self.bytes, self.ends[0] + ENTRY * index as usize + 16)?;
            index = (above & 0xff_ffff).checked_sub(1).filter(|parent| *parent < index)?;
        }
        Some(index as usize)
    }

    fn country(&self, index: u32) -> Option<&str> {
        let at = MAGIC.len() + 4 * SECTIONS + 8 * index as usize;
        let code = self.bytes.get(at..at + 3)?;
        if at < self.ends[0] { std::str::from_utf8(code).ok() } else { None }
    }

    fn name(&self, offset: u32) -> &str {
        let at = self.ends[2] + offset as usize;
        let bytes = self.bytes.get(at).and_then(|&n| self.bytes.get(at + 1..at + 1 + n as usize));
        bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// The number at byte `at`.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    bytes.try_into().ok().map(u32::from_le_bytes)
}
