//! What tells two states of an archive apart, cheaply.

use crate::{Archive, ArchiveError};

/// What has changed where reports came, were coded again or put into other stories.
///
/// Reports are only ever added, and the newest has the highest number; a report that is coded again has
/// another engine; and stories follow from the reports that stand and their codings, so that they are
/// told by what still waits to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stamp {
    /// The highest number of a report.
    last: Option<i64>,
    /// What waits for the stories: how many reports, and the sum of their numbers.
    waiting: (i64, i64),
    /// Stories whose series are due.
    due: i64,
    /// The newest founder of a story.
    story: Option<i64>,
    /// Engines, and of how many reports each is, where there are several.
    engines: Vec<(i64, i64)>,
}

impl Stamp {
    /// That of an archive as it is.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn of(archive: &Archive) -> Result<Self, ArchiveError> {
        let one = |sql: &str| {
            archive
                .connection
                .prepare_cached(sql)?
                .query_row([], |row| row.get::<_, Option<i64>>(0))
        };
        let number = |sql: &str| Ok::<_, rusqlite::Error>(one(sql)?.unwrap_or(0));
        let mut engines = vec![(number("SELECT max(engine) FROM engines")?, 0)];
        if number("SELECT count(*) FROM engines")? > 1 {
            let sql = "SELECT engine, count(*) FROM reports GROUP BY engine ORDER BY engine";
            let mut find = archive.connection.prepare_cached(sql)?;
            let rows = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            engines = rows.collect::<Result<_, _>>()?;
        }
        Ok(Self {
            last: one("SELECT max(report) FROM reports")?,
            waiting: (
                number("SELECT count(*) FROM waiting")?,
                number("SELECT sum(report) FROM waiting")?,
            ),
            due: number("SELECT count(*) FROM stories WHERE due = 1")?,
            story: one("SELECT max(story) FROM stories")?,
            engines,
        })
    }
}
