//! Checks a codebook example of statements: `SOURCE | CUE | CONTENT`, one line a statement.

use sayso_codebook::Example;
use sayso_record::{CharIndex, Record, Span, Statement};

/// Compares what an example must give with what it gave.
///
/// # Errors
/// A sentence for people: what was expected, what was found.
pub fn check(example: &Example, record: &Record) -> Result<(), String> {
    let index = CharIndex::new(&record.report.text);
    let found: Vec<String> = record.statements.iter().map(|s| line(&index, s)).collect();
    let expected: Vec<&str> = example.expected.iter().map(|(_, words)| words.as_str()).collect();
    if found == expected { Ok(()) } else { Err(format!("expected {expected:?}, found {found:?}")) }
}

fn line(index: &CharIndex, statement: &Statement) -> String {
    let words = |spans: &[Span]| {
        let parts: Vec<&str> = spans.iter().filter_map(|span| index.slice(*span)).collect();
        if parts.is_empty() { "-".to_owned() } else { parts.join(" … ") }
    };
    let parts = [&statement.source, &statement.cue, &statement.content];
    parts.map(|spans| words(spans)).join(" | ")
}
