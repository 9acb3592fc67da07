//! Checks a codebook example of times: `TYPE VALUE [MOD] | words`, one line a time.

use sayso_codebook::Example;
use sayso_record::{CharIndex, Record, Span, Time, TimeType};

/// Compares what an example must give with what it gave.
///
/// # Errors
/// A sentence for people: what was expected, what was found.
pub fn check(example: &Example, record: &Record) -> Result<(), String> {
    let index = CharIndex::new(&record.report.text);
    let found: Vec<String> = record.times.iter().map(|time| line(&index, time)).collect();
    let expected: Vec<&str> = example.expected.iter().map(|(_, words)| words.as_str()).collect();
    if found == expected { Ok(()) } else { Err(format!("expected {expected:?}, found {found:?}")) }
}

fn line(index: &CharIndex, time: &Time) -> String {
    let kind = match time.kind {
        TimeType::Date => "DATE",
        TimeType::Time => "TIME",
        TimeType::Duration => "DURATION",
        TimeType::Set => "SET",
    };
    let value = time.value.as_deref().unwrap_or("-");
    let modifier = time.modifier.as_ref().map_or(String::new(), |modifier| format!(" {modifier}"));
    let words = index.slice(Span::new(time.start, time.end)).unwrap_or_default();
    format!("{kind} {value}{modifier} | {words}")
}
