//! JSON lines: one object a report, `{"id", "date", "source", "url", "title", "text"}`.

mod parsed;

use jiff::civil::Date;
use sayso_record::Report;

use crate::decode::{decode, warning};
use crate::fields::Fields;
use crate::lines::{self, LONGEST_LINE, Line};
use crate::{At, Item, Pieces, Problem, Raw, Reading, Source};
use parsed::{Cell, Parsed};

/// An object or array opens it.
pub fn is(first: &[u8]) -> bool {
    let mut rest = first.iter().copied().filter(|byte| !byte.is_ascii_whitespace());
    match (rest.next(), rest.next()) {
        (Some(b'{'), next) => matches!(next, Some(b'"' | b'}')),
        (Some(b'['), next) => matches!(next, Some(b'{' | b'"' | b'[' | b']')),
        _ => false,
    }
}

/// The lines, a piece each; empty lines are passed over.
pub fn open(source: Source) -> Pieces {
    let bound = Bound { longest: LONGEST_LINE, beyond: || Problem::LongLine };
    lines(source, bound, |line, name, number, date| {
        let (text, mended) = decode(line);
        let report = report(&text, date).map_err(|problem| problem.at(name, At::Line(number)))?;
        let warning = mended.then(|| warning(name, number));
        Ok(Reading { warning, ..Reading::new(report) })
    })
}

/// What is made of a line, with the input's name, the line's number and the date of what carries none.
pub type Make = fn(&[u8], &str, usize, Option<Date>) -> Item;

/// How long lines may be.
pub struct Bound {
    /// The longest that is read, in bytes.
    pub longest: usize,
    /// What is wrong with a longer one.
    pub beyond: fn() -> Problem,
}

/// The lines of an input, of each of which `make` makes a report; empty lines are passed over.
pub fn lines(source: Source, bound: Bound, make: Make) -> Pieces {
    let mut source = source.text();
    let (mut number, mut failed) = (0, false);
    Box::new(std::iter::from_fn(move || {
        while !failed {
            number += 1;
            let at = At::Line(number);
            match lines::next(&mut *source.bytes, bound.longest) {
                Ok(None) => return None,
                Ok(Some(Line::TooLong)) => return Some(source.failed(at, (bound.beyond)())),
                Ok(Some(Line::Bytes(line))) if line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(Some(Line::Bytes(line))) => {
                    let (name, date) = (source.name.clone(), source.date);
                    let raw = Raw::new(line.len(), move || make(&line, &name, number, date));
                    return Some(raw.placed(&source.name, at));
                }
                Err(error) => {
                    failed = true;
                    return Some(source.failed(at, error.into()));
                }
            }
        }
        None
    }))
}

fn report(line: &str, date: Option<Date>) -> Result<Report, Problem> {
    let cells = match serde_json::from_str(line).map_err(Problem::Json)? {
        Parsed::Object(cells) => cells,
        Parsed::Other(what) => return Err(Problem::NoObject(what)),
    };
    let mut fields = Fields::default();
    for (key, cell) in cells {
        let Some(field) = fields.by_name(&key) else { continue };
        *field = match cell {
            Cell::Null => None,
            Cell::String(string) => Some(string),
            Cell::Number(id) if key == "id" => Some(id.to_string()),
            Cell::Number(_) | Cell::Other => return Err(Problem::NoString(key)),
        };
    }
    fields.report(date)
}
