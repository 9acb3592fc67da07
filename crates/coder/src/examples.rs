//! Runs the examples of codebook pages: each is coded as a report of its own and compared with
//! what its page says that it must get.

use sayso_codebook::{CodebookError, Example, Page};
use sayso_language::Doc;
use sayso_record::{Record, Report};

use crate::{Coder, events, figures, statements, times};

/// The date of an example that gives none.
pub const USUAL_DATE: jiff::civil::Date = jiff::civil::date(2020, 6, 15);

/// Codes every example of `pages`, parsed by `parse`, and returns those that get another coding
/// than their page says, each with its line.
pub fn run<'p>(
    coder: &Coder,
    pages: impl IntoIterator<Item = &'p Page>,
    mut parse: impl FnMut(&str) -> Doc,
) -> Vec<CodebookError> {
    let mut failures = Vec::new();
    for page in pages {
        for example in &page.examples {
            if let Err(message) = run_one(coder, page, example, &mut parse) {
                failures.push(CodebookError {
                    path: page.path.clone(),
                    line: example.line,
                    message,
                });
            }
        }
    }
    failures
}

fn run_one(
    coder: &Coder,
    page: &Page,
    example: &Example,
    parse: &mut impl FnMut(&str) -> Doc,
) -> Result<(), String> {
    let date = match &example.date {
        Some(date) => {
            date.parse().map_err(|_| format!("{date} is no date; write it as 2020-06-15"))?
        }
        None => USUAL_DATE,
    };
    let record = coder.code(Report::new(date, None, example.text.clone()), &parse(&example.text));
    check(page, example, &record).map_err(|message| format!("{}\n{message}", example.text))
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
