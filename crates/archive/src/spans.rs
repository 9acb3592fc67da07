//! Spans in columns: first and last character, and all pieces where there are several.

use rusqlite::Row;
use sayso_record::{Span, tables::hull};

/// `start`, `end` and `spans`, as columns hold them.
pub fn columns(spans: &[Span]) -> (Option<i64>, Option<i64>, Option<String>) {
    let hull = hull(spans);
    let pieces = || {
        let pairs: Vec<_> = spans.iter().map(|span| [span.start, span.end]).collect();
        serde_json::to_string(&pairs).ok()
    };
    let all = if spans.len() > 1 { pieces() } else { None };
    (hull.map(|span| span.start as i64), hull.map(|span| span.end as i64), all)
}

/// The spans in three columns from `first` on.
pub fn of_row(row: &Row, first: usize) -> rusqlite::Result<Vec<Span>> {
    let (start, end): (Option<usize>, Option<usize>) = (row.get(first)?, row.get(first + 1)?);
    let pieces: Option<String> = row.get(first + 2)?;
    if let Some(pieces) = pieces {
        let pairs: Vec<[usize; 2]> = serde_json::from_str(&pieces).map_err(|error| {
            let kind = rusqlite::types::Type::Text;
            rusqlite::Error::FromSqlConversionFailure(first + 2, kind, Box::new(error))
        })?;
        return Ok(pairs.into_iter().map(|[start, end]| Span::new(start, end)).collect());
    }
    Ok(start.zip(end).map(|(start, end)| Span::new(start, end)).into_iter().collect())
}
