//! What holds of whatever is read, and of every record.

use std::io::Write;

use sayso_reader::{Format, Input, Item, Options, Raw, ReadError, Reading, read};
use sayso_record::proof::prove;
use sayso_record::{CharIndex, Record, Report};

/// Longer messages nobody reads, and a hostile input could fill a screen with one.
const LONGEST_MESSAGE: usize = 1000;

/// Reads `bytes` as a file, and holds what comes of it to what is promised: the same again, whatever the order in which
/// its pieces are looked into; reports that can be coded and kept; errors that a terminal can show.
pub fn read_well(bytes: &[u8], options: &Options) -> Vec<Item> {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("is written");
    let input = Input::File(file.path().to_owned());
    let items: Vec<Item> = read(&input, options).map(Raw::report).collect();
    let pieces: Vec<Raw> = read(&input, options).collect();
    assert_eq!(items.len(), pieces.len(), "as many pieces as before");
    for (item, piece) in items.iter().zip(pieces).rev() {
        assert_eq!(told(item), told(&piece.report()), "the same as before");
    }
    for item in &items {
        match item {
            Ok(reading) => hold_reading(reading),
            Err(error) => hold_error(error, &input.name()),
        }
    }
    items
}

/// [`read_well`] of one format, by its name; every other input gives a date to what has none.
pub fn read_as(format: &str, bytes: &[u8]) -> Vec<Item> {
    let format = Format::by_name(format);
    assert!(format.is_some(), "a format of this name");
    let date = bytes.len().is_multiple_of(2).then(|| jiff::civil::date(1987, 5, 4));
    read_well(bytes, &Options { format, date, ..Options::default() })
}

/// All that an item says, to be compared.
fn told(item: &Item) -> Result<&Reading, String> {
    item.as_ref().map_err(|error| format!("{error} / {:?}", error.at))
}

fn hold_reading(reading: &Reading) {
    hold_report(&reading.report);
    let text = CharIndex::new(&reading.report.text);
    if let Some(line) = &reading.wire.dateline {
        let words = text.slice(line.span).expect("a dateline inside of its text");
        let stands = |part: &str| words.contains(part);
        assert!(line.place.split(", ").all(stands), "the place as it stands: {line:?}");
    }
    if let Some(story) = &reading.wire.story {
        assert!(!story.trim().is_empty(), "a story has a name");
    }
    if let Some(warning) = &reading.warning {
        hold_message(warning);
    }
    if let Some(record) = &reading.record {
        assert_eq!(record.report, reading.report, "a record of this very report");
        hold_record(record);
    }
}

/// A report has words, a date of our times, its text's hash, and comes back from JSON.
pub fn hold_report(report: &Report) {
    let anew = Report::new(report.date, report.title.clone(), report.text.clone());
    assert_eq!(anew.sha256, report.sha256);
    assert!(!report.text.trim().is_empty(), "a report has words");
    assert!(!report.id.trim().is_empty(), "a report has an id");
    assert!((1800..=2200).contains(&report.date.year()), "{}", report.date);
    let json = serde_json::to_string(report).expect("a report as JSON");
    assert_eq!(&serde_json::from_str::<Report>(&json).expect("a report again"), report);
}

/// A record stands on its text, and comes back from JSON.
pub fn hold_record(record: &Record) {
    assert_eq!(prove(record).faults, [], "{}", record.report.text);
    let json = serde_json::to_string(record).expect("a record as JSON");
    assert_eq!(&serde_json::from_str::<Record>(&json).expect("a record again"), record);
}

/// An error names its input, is short, and does nothing to a terminal.
fn hold_error(error: &ReadError, name: &str) {
    assert_eq!(error.input, name);
    hold_message(&error.to_string());
}

/// A message of ours says something, is short, and does nothing to a terminal.
pub fn hold_message(message: &str) {
    assert!(!message.trim().is_empty(), "a message says something");
    assert!(message.chars().count() <= LONGEST_MESSAGE, "a message is short: {message}");
    let bad = message.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(bad, None, "a message is plain: {message:?}");
}
