//! Runs the examples of codebook pages: each is coded as a report of its own and compared with
//! what its page says that it must get.

use std::collections::BTreeSet;

use sayso_codebook::events::Rule;
use sayso_codebook::{CodebookError, EventRules, Example, Page};
use sayso_language::Worker;
use sayso_record::{Record, Report};

use crate::{Coder, events, figures, statements, times};

/// The date of an example that gives none.
pub const USUAL_DATE: jiff::civil::Date = jiff::civil::date(2020, 6, 15);

/// What became of the examples.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many there were.
    pub run: usize,
    /// Those that get another coding than their page says, each with its line.
    pub failures: Vec<CodebookError>,
    /// The event rules that some example shows.
    pub shown: BTreeSet<String>,
}

impl Outcome {
    /// The rules of events that no example shows, each with the line of its page.
    pub fn not_shown(&self, rules: &EventRules) -> Vec<CodebookError> {
        let hidden = rules.rules().iter().filter(|rule| !self.shown.contains(&rule.id));
        let told = |rule: &Rule| CodebookError {
            path: rule.path.clone(),
            line: rule.line,
            message: format!("no example shows the rule {}; add one that it codes", rule.id),
        };
        hidden.map(told).collect()
    }
}

/// Codes every example of `pages`, parsed by `worker`.
pub fn run<'p>(
    coder: &Coder,
    pages: impl IntoIterator<Item = &'p Page>,
    worker: &mut Worker,
) -> Outcome {
    let mut outcome = Outcome::default();
    for page in pages {
        for example in &page.examples {
            outcome.run += 1;
            match run_one(coder, page, example, worker) {
                Ok(record) => outcome.shown.extend(record.events.into_iter().map(|e| e.rule)),
                Err(message) => outcome.failures.push(CodebookError {
                    path: page.path.clone(),
                    line: example.line,
                    message,
                }),
            }
        }
    }
    outcome
}

/// The record of an example that gets the coding that it must.
fn run_one(
    coder: &Coder,
    page: &Page,
    example: &Example,
    worker: &mut Worker,
) -> Result<Record, String> {
    let date = match &example.date {
        Some(date) => {
            date.parse().map_err(|_| format!("{date} is no date; write it as 2020-06-15"))?
        }
        None => USUAL_DATE,
    };
    let docs = coder.parse(worker, &[&example.text]);
    let doc = docs.first().ok_or("it is not parsed; write words")?;
    let record = coder.code(Report::new(date, None, example.text.clone()), doc);
    check(page, example, &record).map_err(|message| format!("{}\n{message}", example.text))?;
    Ok(record)
}

/// Each kind of page knows how its examples are written.
fn check(page: &Page, example: &Example, record: &Record) -> Result<(), String> {
    match page.path.as_str() {
        path if path == "events.md" || path.starts_with("events/") => {
            events::check(example, record)
        }
        "figures.md" => figures::check(example, record),
        "statements.md" => statements::check(example, record),
        "times.md" => times::check(example, record),
        path => Err(format!("examples of {path} cannot be run; take them out")),
    }
}
