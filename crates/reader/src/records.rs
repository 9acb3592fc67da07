//! Records at hand, as they were coded before.

use std::sync::Arc;

use sayso_record::Record;

use crate::{At, Pieces, Raw, Reading};

/// Records as pieces, in their order: each proven, and to be taken as it is. Messages call them
/// `name`, and count them from 1 as rows.
pub fn records(name: &str, records: impl Iterator<Item = Record> + Send + 'static) -> Pieces {
    let name: Arc<str> = name.into();
    Box::new(records.enumerate().map(move |(place, record)| {
        let (input, at) = (Arc::clone(&name), At::Row(place + 1));
        let weight = record.report.text.len();
        let make = move || Reading::coded(record).map_err(|problem| problem.at(&input, at));
        Raw::new(weight, make).placed(&name, at)
    }))
}

#[cfg(test)]
mod tests {
    use sayso_record::sample;

    use super::*;

    #[test]
    fn records_come_as_they_are_or_not_at_all() {
        let (sound, mut broken) = (sample::full(), sample::full());
        broken.mentions[0].end = usize::MAX;
        let pieces = records("records", [sound.clone(), broken].into_iter());
        let read: Vec<_> = pieces.map(Raw::report).collect();
        assert_eq!(read[0].as_ref().unwrap().record.as_deref(), Some(&sound));
        let error = read[1].as_ref().unwrap_err().to_string();
        assert!(error.starts_with("records, row 2: the record does not fit its text"), "{error}");
    }
}
