//! JSON lines: one object a report, `{"id", "date", "source", "url", "title", "text"}`.

use jiff::civil::Date;
use sayso_record::Report;
use serde_json::{Map, Value};

use crate::decode::{decode, warning};
use crate::lines::{self, Line};
use crate::{Item, Problem, Reading, Source};

/// An object or array opens it.
pub fn is(first: &[u8]) -> bool {
    let mut rest = first.iter().copied().filter(|byte| !byte.is_ascii_whitespace());
    match (rest.next(), rest.next()) {
        (Some(b'{'), next) => matches!(next, Some(b'"' | b'}')),
        (Some(b'['), next) => matches!(next, Some(b'{' | b'"' | b'[' | b']')),
        _ => false,
    }
}

/// The reports, line by line; empty lines are passed over.
pub fn open(mut source: Source) -> Box<dyn Iterator<Item = Item> + Send> {
    let mut number = 0;
    let mut failed = false;
    Box::new(std::iter::from_fn(move || {
        while !failed {
            number += 1;
            match lines::next(&mut *source.bytes) {
                Ok(None) => return None,
                Ok(Some(Line::TooLong)) => {
                    return Some(Err(source.error(number, Problem::LongLine)));
                }
                Ok(Some(Line::Bytes(line))) if line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(Some(Line::Bytes(line))) => {
                    let (text, mended) = decode(&line);
                    let warning = mended.then(|| warning(&source.name, number));
                    return Some(match report(&text, source.date) {
                        Ok(report) => Ok(Reading { report, warning }),
                        Err(problem) => Err(source.error(number, problem)),
                    });
                }
                Err(error) => {
                    failed = true;
                    return Some(Err(source.error(number, error.into())));
                }
            }
        }
        None
    }))
}

fn report(line: &str, date: Option<Date>) -> Result<Report, Problem> {
    let mut object = match serde_json::from_str(line).map_err(Problem::Json)? {
        Value::Object(object) => object,
        Value::Array(_) => return Err(Problem::NoObject("an array")),
        Value::String(_) => return Err(Problem::NoObject("a string")),
        Value::Number(_) => return Err(Problem::NoObject("a number")),
        Value::Bool(_) | Value::Null => return Err(Problem::NoObject("a constant")),
    };
    let said = string(&mut object, "date")?;
    let date = match (said, date) {
        (Some(said), _) => parse_date(&said).ok_or(Problem::ImpossibleDate(said))?,
        (None, Some(date)) => date,
        (None, None) => return Err(Problem::NoDate),
    };
    let text = string(&mut object, "text")?.ok_or(Problem::NoText)?;
    if text.trim().is_empty() {
        return Err(Problem::Empty);
    }
    let mut report = Report::new(date, string(&mut object, "title")?, text);
    report.source = string(&mut object, "source")?;
    report.url = string(&mut object, "url")?;
    match object.remove("id") {
        None | Some(Value::Null) => {}
        Some(Value::String(id)) => report.id = id,
        Some(Value::Number(id)) => report.id = id.to_string(),
        Some(_) => return Err(Problem::NoString("id")),
    }
    Ok(report)
}

fn string(object: &mut Map<String, Value>, key: &'static str) -> Result<Option<String>, Problem> {
    match object.remove(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(string)) => Ok(Some(string)),
        Some(_) => Err(Problem::NoString(key)),
    }
}

/// `YYYY-MM-DD`, or the day of an ISO 8601 date and time.
fn parse_date(said: &str) -> Option<Date> {
    let said = said.trim();
    let day = said.get(..10)?;
    let rest_is_time = matches!(said.as_bytes().get(10), None | Some(b'T' | b't' | b' '));
    if rest_is_time { day.parse().ok() } else { None }
}
