//! Packs GeoNames' tables into `gazetteer.bin`; the form is told in `packed.rs`.

use std::collections::{BTreeMap, HashMap};

use crate::CodebookError;
use crate::places::normal;
use crate::places::packed::{ENTRY, MAGIC, MOST, SECTIONS};

/// Packs the table that `codebook/places/build.py` writes: rows `country, GeoNames id, alpha-3` in
/// order, then divisions and settlements: `admin1|admin2|city, GeoNames id, latitude, longitude,
/// population, number of the country from 1, number of the parent row from 1 or 0, name, alternate
/// names with |`. Tabs between.
///
/// # Errors
/// A row that has another form, with its line.
pub fn pack(table: &str) -> Result<Vec<u8>, CodebookError> {
    let mut packing = Packing::default();
    for (index, line) in table.lines().enumerate() {
        packing.row(line).ok_or_else(|| CodebookError {
            path: "places.tsv".to_owned(),
            line: index + 1,
            message: "this row has another form; write it as codebook/places/build.py does"
                .to_owned(),
        })?;
    }
    packing.finish().map_err(|error| CodebookError {
        path: "places.tsv".to_owned(),
        line: 0,
        message: format!("cannot be packed ({error})"),
    })
}

#[derive(Default)]
struct Packing {
    countries: Vec<u8>,
    entries: Vec<u8>,
    /// Number of first-order and of second-order divisions.
    counts: [u32; 2],
    names: Vec<u8>,
    /// Where each name stands in `names`: entries of one name share it.
    offsets: HashMap<String, u32>,
    /// Candidates by normal name: code and population.
    by_name: BTreeMap<String, Vec<(u32, f64)>>,
}

impl Packing {
    fn row(&mut self, line: &str) -> Option<()> {
        let mut fields = line.split('\t');
        let kind = fields.next()?;
        let id: u32 = fields.next()?.parse().ok()?;
        if kind == "country" {
            self.countries.extend(fields.next().filter(|code| code.len() == 3)?.as_bytes());
            self.countries.push(0);
            self.countries.extend(id.to_le_bytes());
            return Some(());
        }
        let mut decimal = || fields.next()?.parse::<f64>().ok();
        let (latitude, longitude, population) = (decimal()?, decimal()?, decimal()?);
        let mut whole = || fields.next()?.parse::<u32>().ok();
        let (country, parent) = (whole()?.checked_sub(1)?, whole()?);
        let (name, others) = (fields.next()?, fields.next()?);
        match kind {
            "admin1" => self.counts[0] += 1,
            "admin2" => self.counts[1] += 1,
            "city" => {}
            _ => return None,
        }
        let entry = (self.entries.len() / ENTRY) as u32;
        self.name(name, entry << 1, population);
        others.split('|').for_each(|other| self.name(other, entry << 1 | 1, population));
        let size = ((population + 1.0).log2() * 10.0).round().clamp(0.0, 255.0) as u32;
        let fields = [
            id,
            (latitude * 1e5).round() as i32 as u32,
            (longitude * 1e5).round() as i32 as u32,
            self.offset(name)? | size << 24,
            parent | country << 24,
        ];
        self.entries.extend(fields.iter().flat_map(|field| field.to_le_bytes()));
        Some(())
    }

    fn offset(&mut self, name: &str) -> Option<u32> {
        if let Some(offset) = self.offsets.get(name) {
            return Some(*offset);
        }
        let offset = self.names.len() as u32;
        self.names.push(u8::try_from(name.len()).ok()?);
        self.names.extend(name.as_bytes());
        self.offsets.insert(name.to_owned(), offset);
        Some(offset)
    }

    fn name(&mut self, name: &str, code: u32, population: f64) {
        let name = normal(name);
        if name.is_empty() {
            return;
        }
        let candidates = self.by_name.entry(name).or_default();
        if candidates.iter().all(|(known, _)| known >> 1 != code >> 1) {
            candidates.push((code, population));
        }
    }

    fn finish(self) -> Result<Vec<u8>, fst::Error> {
        let mut candidates: Vec<u8> = Vec::new();
        let mut map = fst::MapBuilder::memory();
        for (name, mut codes) in self.by_name {
            // Own names before alternate ones, then the larger place: what is cut off is the least.
            codes.sort_by(|a, b| {
                (a.0 & 1).cmp(&(b.0 & 1)).then(b.1.total_cmp(&a.1)).then(a.0.cmp(&b.0))
            });
            codes.truncate(MOST);
            let value = match codes.as_slice() {
                [(only, _)] => u64::from(*only) << 8,
                several => (candidates.len() as u64 / 4) << 8 | several.len() as u64,
            };
            if codes.len() > 1 {
                candidates.extend(codes.iter().flat_map(|(code, _)| code.to_le_bytes()));
            }
            map.insert(name, value)?;
        }
        let counts = [self.counts[0], self.counts[0] + self.counts[1]];
        let counts: Vec<u8> = counts.iter().flat_map(|count| count.to_le_bytes()).collect();
        let map = map.into_inner()?;
        let sections = [&self.countries, &self.entries, &counts, &self.names, &candidates, &map];
        let mut file = MAGIC.to_vec();
        let mut end = MAGIC.len() + 4 * SECTIONS;
        for section in sections {
            end += section.len();
            file.extend((end as u32).to_le_bytes());
        }
        sections.iter().for_each(|section| file.extend(section.iter()));
        Ok(file)
    }
}
