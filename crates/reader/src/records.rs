//! Records at hand, as they were coded before.

use std::sync::Arc;

use sayso_record::Record;

use crate::{At, Pieces, Raw, Reading};

/// Records as pieces, in their order: each proved, and to be taken as it is. Messages call them
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
        let (mut nameless, mut early, mut blank) = (sound.clone(), sound.clone(), sound.clone());
        nameless.report.id = " ".to_owned();
        early.report.date = jiff::civil::date(1799, 12, 31);
        blank.report.title = Some(String::new());
        let all = [sound.clone(), broken, nameless, early, blank.clone()];
        let pieces = records("records", all.into_iter());
        let read: Vec<_> = pieces.map(Raw::report).collect();
        assert_eq!(read[0].as_ref().unwrap().record.as_deref(), Some(&sound));
        assert_eq!(read[4].as_ref().unwrap().record.as_deref(), Some(&blank));
        let said = |place: usize| read[place].as_ref().unwrap_err().to_string();
        assert!(said(2).contains("(the report's id is empty); read"), "{}", said(2));
        let why = "(the report's date 1799-12-31 is not of 1800 to 2200); read";
        assert!(said(3).contains(why), "{}", said(3));
        let error = said(1);
        assert!(error.starts_with("records, row 2: the record is not sound"), "{error}");
    }
}
