//! Checks a codebook example of figures: `MEASURE VALUE [bound] [key=…]`, one line a figure.

use sayso_codebook::Example;
use sayso_record::{Bound, Figure, Record};

/// Compares what an example must give with what it gave.
///
/// # Errors
/// A sentence for people: what was expected, what was found.
pub fn check(example: &Example, record: &Record) -> Result<(), String> {
    let found: Vec<String> = record.figures.iter().map(line).collect();
    if found.len() != example.expected.len() {
        let expected: Vec<&str> =
            example.expected.iter().map(|(_, words)| words.as_str()).collect();
        return Err(format!("expected {expected:?}, found {found:?}"));
    }
    for ((_, expected), figure) in example.expected.iter().zip(&record.figures) {
        if !expected.split_whitespace().enumerate().all(|(at, word)| holds(at, word, figure)) {
            return Err(format!("expected {expected:?}, found {found:?}"));
        }
    }
    Ok(())
}

fn holds(at: usize, word: &str, figure: &Figure) -> bool {
    let text = |value: &Option<String>| value.clone().unwrap_or_default().replace(' ', "_");
    match (at, word.split_once('=')) {
        (0, _) => figure.measure == word,
        (1, _) => figure.value.map_or("-".to_owned(), |v| v.to_string()) == word,
        (_, Some(("subgroup", name))) => text(&figure.subgroup) == name,
        (_, Some(("cause", name))) => text(&figure.cause) == name,
        (_, Some(("of", name))) => text(&figure.of) == name,
        (_, Some(("since", date))) => text(&figure.since) == date,
        (_, Some(("part_of", id))) => text(&figure.part_of) == id,
        (_, Some(("victim", name))) => {
            figure.victim.as_ref().is_some_and(|v| v.name.replace(' ', "_") == name)
        }
        (_, Some(_)) => false,
        (_, None) => bound_name(figure.bound) == word,
    }
}

fn bound_name(bound: Bound) -> &'static str {
    match bound {
        Bound::Exact => "exact",
        Bound::AtLeast => "at_least",
        Bound::MoreThan => "more_than",
        Bound::About => "about",
        Bound::AtMost => "at_most",
        Bound::FewerThan => "fewer_than",
        Bound::Range => "range",
    }
}

/// A figure as an example would write it.
fn line(figure: &Figure) -> String {
    let value = figure.value.map_or("-".to_owned(), |value| value.to_string());
    let mut line = format!("{} {value} {}", figure.measure, bound_name(figure.bound));
    let keys = [
        ("subgroup", &figure.subgroup),
        ("of", &figure.of),
        ("cause", &figure.cause),
        ("since", &figure.since),
        ("part_of", &figure.part_of),
    ];
    for (key, value) in keys {
        if let Some(value) = value {
            line.push_str(&format!(" {key}={}", value.replace(' ', "_")));
        }
    }
    line
}
