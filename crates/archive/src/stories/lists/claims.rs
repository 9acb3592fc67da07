//! The figures of one series, as numbers alone: no record is read for them.

use rusqlite::params;
use serde::Serialize;

use super::SeriesKey;
use crate::{Archive, ArchiveError};

/// A figure of a series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Claim {
    /// Its place in the series, from 0.
    pub position: usize,
    /// Its stable id.
    pub id: String,
    /// Date of its report.
    pub date: String,
    /// Id of its report.
    pub report: String,
    /// Its publisher.
    pub source: Option<String>,
    /// Whether it is the report's own word; else that of someone whom it quotes.
    pub is_reporter: bool,
    /// The number as said.
    pub value: Option<f64>,
    /// The least it can be.
    pub low: Option<f64>,
    /// The most it can be.
    pub high: Option<f64>,
    /// How the number binds: `exact`, `at_least` …
    pub bound: String,
    /// How it stands to what was said before: `first`, `agrees`, `rises`, `falls`, `revises`, `contradicts`.
    pub stance: String,
    /// Place in the series of the figure that it agrees with, rises above, revises or contradicts.
    pub other: Option<usize>,
    /// Whether it was copied with its report.
    pub is_copy: bool,
    /// Number of its report in this archive.
    #[serde(skip)]
    pub number: i64,
    /// Its place among the figures of its report.
    #[serde(skip)]
    pub figure: usize,
}

impl Archive {
    /// The figures of a series, by date.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn claims(&self, key: SeriesKey) -> Result<Vec<Claim>, ArchiveError> {
        let sql = "SELECT n.position, r.id || '/' || f.measure || '/' || ifnull(f.start, 0) || '-' || ifnull(f.end, 0) \
              || iif(f.twin, '.' || f.twin, ''), r.date, r.id, r.source, f.voice IS NULL, f.value, f.low, f.high, \
              b.word, n.stance, n.other, n.is_copy, n.report, n.figure \
            FROM series_figures n CROSS JOIN reports r ON r.report = n.report \
            CROSS JOIN figures f ON f.report = n.report AND f.figure = n.figure \
            CROSS JOIN bounds b ON b.bound = f.bound \
            WHERE n.story = ?1 AND n.series = ?2 ORDER BY n.position";
        let mut find = self.connection.prepare_cached(sql)?;
        let rows = find.query_map(params![key.story, key.series], |row| {
            Ok(Claim {
                position: row.get(0)?,
                id: row.get(1)?,
                date: row.get(2)?,
                report: row.get(3)?,
                source: row.get(4)?,
                is_reporter: row.get(5)?,
                value: row.get(6)?,
                low: row.get(7)?,
                high: row.get(8)?,
                bound: row.get(9)?,
                stance: row.get(10)?,
                other: row.get(11)?,
                is_copy: row.get(12)?,
                number: row.get(13)?,
                figure: row.get(14)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
