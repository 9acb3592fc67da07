//! JSON lines: one object a report, `{"id", "date", "source", "url", "title", "text"}`.

use jiff::civil::Date;
use sayso_record::Report;
use serde_json::Value;

use crate::decode::{decode, warning};
use crate::fields::Fields;
use crate::lines::{self, Line};
use crate::{At, Pieces, Problem, Raw, Reading, Source};

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
    let mut source = source.text();
    let (mut number, mut failed) = (0, false);
    Box::new(std::iter::from_fn(move || {
        while !failed {
            number += 1;
            let at = At::Line(number);
            match lines::next(&mut *source.bytes) {
                Ok(None) => return None,
                Ok(Some(Line::TooLong)) => return Some(source.failed(at, Problem::LongLine)),
                Ok(Some(Line::Bytes(line))) if line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(Some(Line::Bytes(line))) => {
                    let (name, date) = (source.name.clone(), source.date);
                    let weight = line.len();
                    let raw = Raw::new(weight, move || {
                        let (text, mended) = decode(&line);
                        let report =
                            report(&text, date).map_err(|problem| problem.at(&name, at))?;
                        let warning = mended.then(|| warning(&name, number));
                        Ok(Reading { warning, ..Reading::new(report) })
                    });
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
    let object = match serde_json::from_str(line).map_err(Problem::Json)? {
        Value::Object(object) => object,
        Value::Array(_) => return Err(Problem::NoObject("an array")),
        Value::String(_) => return Err(Problem::NoObject("a string")),
        Value::Number(_) => return Err(Problem::NoObject("a number")),
        Value::Bool(_) | Value::Null => return Err(Problem::NoObject("a constant")),
    };
    let mut fields = Fields::default();
    for (key, value) in object {
        let Some(field) = fields.by_name(&key) else { continue };
        *field = match value {
            Value::Null => None,
            Value::String(string) => Some(string),
            Value::Number(id) if key == "id" => Some(id.to_string()),
            _ => return Err(Problem::NoString(key)),
        };
    }
    fields.report(date)
}
