//! Rows packed and unpacked again, and what becomes of packs that are damaged.

use std::convert::Infallible;

use proptest::prelude::*;
use sayso_record::{Record, sample};

use super::*;

/// Dictionaries in memory.
#[derive(Default)]
struct Memory {
    terms: Vec<String>,
    actors: Vec<Actor>,
    places: Vec<Place>,
}

fn number<T: PartialEq + Clone>(list: &mut Vec<T>, item: &T) -> u64 {
    let known = list.iter().position(|other| other == item);
    known.unwrap_or_else(|| {
        list.push(item.clone());
        list.len() - 1
    }) as u64
}

impl Dictionary for Memory {
    type Error = Infallible;
    fn term(&mut self, word: &str) -> Result<u64, Infallible> {
        Ok(number(&mut self.terms, &word.to_owned()))
    }
    fn actor(&mut self, actor: &Actor) -> Result<u64, Infallible> {
        Ok(number(&mut self.actors, actor))
    }
    fn place(&mut self, place: &Place) -> Result<u64, Infallible> {
        Ok(number(&mut self.places, place))
    }
}

impl Lookup for Memory {
    fn term(&mut self, number: u64) -> Option<String> {
        self.terms.get(number as usize).cloned()
    }
    fn actor(&mut self, number: u64) -> Option<Actor> {
        self.actors.get(number as usize).cloned()
    }
    fn place(&mut self, number: u64) -> Option<Place> {
        self.places.get(number as usize).cloned()
    }
}

fn packed(record: &Record) -> Packed {
    let Record { actors, mentions, times, places, .. } = record.clone();
    Packed { actors, mentions, times, places }
}

#[test]
fn what_is_packed_comes_out_again() {
    for record in [sample::record(), sample::loaded(), sample::full()] {
        let mut memory = Memory::default();
        let packed = packed(&record);
        let Ok(bytes) = pack(&record.report, &packed, &mut memory);
        let Record { report, .. } = record;
        assert_eq!(unpack(&bytes, report.date, &report.text, &mut memory), Some(packed));
    }
}

#[test]
fn a_value_that_is_no_plain_day_stays_as_it_is() {
    let mut record = sample::full();
    for value in
        ["1987-W19", "1987-05-04T10:00", "PAST_REF", "9999-99-99", "0001-01-01", "XXXX-XX-XX"]
    {
        record.times[0].value = Some(value.to_owned());
        let mut memory = Memory::default();
        let Ok(bytes) = pack(&record.report, &packed(&record), &mut memory);
        let report = &record.report;
        let back = unpack(&bytes, report.date, &report.text, &mut memory).unwrap();
        assert_eq!(back.times, record.times);
    }
}

proptest! {
    #[test]
    fn damaged_bytes_are_refused_or_read_but_never_panic(at: usize, byte: u8, cut: usize) {
        let record = sample::full();
        let mut memory = Memory::default();
        let Ok(mut bytes) = pack(&record.report, &packed(&record), &mut memory);
        let length = bytes.len();
        bytes[at % length] = byte;
        bytes.truncate(cut % (length + 1));
        unpack(&bytes, record.report.date, &record.report.text, &mut memory);
    }
}
