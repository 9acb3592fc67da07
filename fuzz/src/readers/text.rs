//! Plain text, and any format told by its bytes.

use sayso_reader::{Dateline, Options};

use crate::promises::{read_as, read_well};

/// Plain text with the marks of news agencies: one piece, whatever it is. And the same bytes as whatever format they
/// look like.
pub fn text(bytes: &[u8]) {
    let items = read_as("text", bytes);
    assert_eq!(items.len(), 1, "a text is one report or one problem");
    if let Ok(reading) = &items[0] {
        let dateline = reading.wire.dateline.as_ref();
        let day = dateline.and_then(|Dateline { date, .. }| *date);
        assert!(day.is_none_or(|day| (1700..=2300).contains(&day.year())), "{day:?}");
    }
    read_well(bytes, &Options::default());
}
