//! SQL functions that an archive has beside SQLite's own.

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, Error};

use crate::{publisher, text};

/// Adds them to a connection: `expand(texts.text)` is a text; `slice(text, start, end)` are its
/// characters from code point `start` up to, not including, `end`; `pieces(text, start, end, spans)` are
/// those of every span, ` … ` between them, where `spans` is not null; `publisher(source, id)` is who
/// answers for a report.
pub fn add(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("expand", 1, flags, |context| {
        let bytes = context.get_raw(0).as_blob_or_null().map_err(odd)?;
        Ok(bytes.and_then(text::expand))
    })?;
    connection.create_scalar_function("slice", 3, flags, |context| {
        let text = context.get_raw(0).as_str_or_null().map_err(odd)?;
        let (start, end): (Option<usize>, Option<usize>) = (context.get(1)?, context.get(2)?);
        Ok(text.zip(start.zip(end)).map(|(text, (start, end))| slice(text, start, end)))
    })?;
    connection.create_scalar_function("pieces", 4, flags, |context| {
        let text = context.get_raw(0).as_str_or_null().map_err(odd)?;
        let (start, end): (Option<usize>, Option<usize>) = (context.get(1)?, context.get(2)?);
        let spans = context.get_raw(3).as_str_or_null().map_err(odd)?;
        let spans: Vec<(usize, usize)> = match spans {
            Some(spans) => serde_json::from_str(spans)
                .map_err(|error| Error::UserFunctionError(Box::new(error)))?,
            None => start.zip(end).into_iter().collect(),
        };
        let pieces = |text: &str| {
            let pieces: Vec<String> =
                spans.iter().map(|(start, end)| slice(text, *start, *end)).collect();
            pieces.join(" … ")
        };
        Ok(text.filter(|_| !spans.is_empty()).map(pieces))
    })?;
    connection.create_scalar_function("publisher", 2, flags, |context| {
        let source = context.get_raw(0).as_str_or_null().map_err(odd)?;
        let id = context.get_raw(1).as_str_or_null().map_err(odd)?;
        Ok(publisher::of(source, id.unwrap_or_default()))
    })
}

fn slice(text: &str, start: usize, end: usize) -> String {
    text.chars().skip(start).take(end.saturating_sub(start)).collect()
}

fn odd(error: rusqlite::types::FromSqlError) -> Error {
    Error::UserFunctionError(Box::new(error))
}
