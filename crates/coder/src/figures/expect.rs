//! Checks a codebook example of figures: `MEASURE VALUE [bound] [key=…]`, one line a figure.

use sayso_codebook::Example;
use sayso_record::{Bound, Figure, Record, Tally};

/// Compares what an example must give with what it gave.
///
/// # Errors
/// A sentence for people: what was expected, what was found.
pub fn check(example: &Example, record: &Record) -> Result<(), String> {
    let found: Vec<String> = record.figures.iter().map(|figure| line(record, figure)).collect();
    let differs = || {
        let expected: Vec<&str> =
            example.expected.iter().map(|(_, words)| words.as_str()).collect();
        Err(format!("expected {expected:?}, found {found:?}"))
    };
    if found.len() != example.expected.len() {
        return differs();
    }
    for ((_, expected), figure) in example.expected.iter().zip(&record.figures) {
        let words = expected.split_whitespace().enumerate();
        if !words.into_iter().all(|(at, word)| holds(record, figure, at, word)) {
            return differs();
        }
    }
    Ok(())
}

fn holds(record: &Record, figure: &Figure, at: usize, word: &str) -> bool {
    match (at, word.split_once('=')) {
        (0, _) => figure.measure == word,
        (1, _) => figure.value.map_or("-".to_owned(), |v| v.to_string()) == word,
        (_, Some((key, wanted))) => {
            let told = keys(record, figure).into_iter().find(|(name, _)| *name == key);
            told.is_some_and(|(_, told)| told.as_deref() == Some(wanted))
        }
        (_, None) => bound_name(figure.bound) == word,
    }
}

/// What an example may say of a figure, spaces as underscores.
fn keys(record: &Record, figure: &Figure) -> [(&'static str, Option<String>); 17] {
    let word = |text: &str| text.replace(' ', "_");
    let text = |value: &Option<String>| value.as_deref().map(word);
    let number = |value: Option<f64>| value.map(|value| value.to_string());
    let victim = figure.victim.as_ref();
    let actors = record.actors.iter().filter(|actor| figure.by.contains(&actor.id));
    let by: Vec<String> = actors.map(|actor| word(&actor.name)).collect();
    let place = record.places.iter().find(|place| figure.place.as_ref() == Some(&place.id));
    let tally = figure.tally.map(|tally| match tally {
        Tally::New => "new".to_owned(),
        Tally::Total => "total".to_owned(),
    });
    [
        ("low", number(figure.low)),
        ("high", number(figure.high)),
        ("share", number(figure.share)),
        ("unit", Some(word(&figure.unit))),
        ("tally", tally),
        ("revised_from", number(figure.revised_from)),
        ("of", text(&figure.of)),
        ("subgroup", text(&figure.subgroup)),
        ("part_of", figure.part_of.clone()),
        ("victim", victim.and_then(|victim| text(&victim.name))),
        ("age", victim.and_then(|victim| victim.age).map(|age| age.to_string())),
        ("sex", victim.and_then(|victim| victim.sex.clone())),
        ("by", (!by.is_empty()).then(|| by.join("+"))),
        ("cause", text(&figure.cause)),
        ("since", text(&figure.since)),
        ("until", text(&figure.until)),
        ("place", place.map(|place| word(&place.name))),
    ]
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
fn line(record: &Record, figure: &Figure) -> String {
    let value = figure.value.map_or("-".to_owned(), |value| value.to_string());
    let mut line = format!("{} {value} {}", figure.measure, bound_name(figure.bound));
    for (key, value) in keys(record, figure) {
        // The bounds of a number as said, and persons, go without saying.
        let plain = match key {
            "low" | "high" => figure.value.is_some(),
            "unit" => figure.unit == "person",
            _ => false,
        };
        if let Some(value) = value.filter(|_| !plain) {
            line.push_str(&format!(" {key}={value}"));
        }
    }
    line
}
