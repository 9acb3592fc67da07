//! What is around a report: its other versions, what has the same text, and the story it belongs to, as little
//! of each as its page needs to lead there; whole stories are [`Archive::story_of`].

use rusqlite::{OptionalExtension, Row, params};

use crate::{Archive, ArchiveError};

/// The most copies of a report that are named.
const NAMED: u32 = 20;

/// What is around a report.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Around {
    /// Ids of the newer versions that take its place, by date.
    pub replaced_by: Vec<String>,
    /// What it copies.
    pub original: Option<Shared>,
    /// What copies it, by date: the first twenty.
    pub copies: Vec<Shared>,
    /// How many copy it.
    pub copied: u64,
    /// The story that it is in.
    pub story: Option<InStory>,
    /// Of each event that tells of a happening: the 3 of `e3`, and the happening.
    pub happenings: Vec<(usize, InHappening)>,
    /// Of each figure that is in a series: the 0 of `f0`, and the series' id.
    pub series: Vec<(usize, String)>,
}

/// Another report with words of this one.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared {
    /// Its id.
    pub id: String,
    /// Its date.
    pub date: String,
    /// Who published it.
    pub source: Option<String>,
    /// Whether all of the one that is a copy is one, or a part.
    pub is_whole: bool,
    /// How much of the copy's words stand in the original, 0 to 1.
    pub share: f64,
}

/// A story, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InStory {
    /// Id of the report that founded it.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// How many reports it has.
    pub reports: u64,
}

/// A happening, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InHappening {
    /// Stable id of the event that first told of it.
    pub id: String,
    /// How many reports tell of it.
    pub reports: u64,
}

const ORIGINAL: &str = "SELECT o.id, o.date, o.source, c.kind = 'whole', c.share FROM copies c \
    JOIN reports o ON o.report = c.original WHERE c.report = ?1";

const COPIES: &str = "SELECT r.id, r.date, r.source, c.kind = 'whole', c.share FROM copies c \
    JOIN reports r USING (report) WHERE c.original = ?1 ORDER BY r.date, r.id LIMIT ?2";

const STORY: &str = "SELECT f.id, s.title, (SELECT count(*) FROM story_reports n WHERE n.story = s.story) \
    FROM story_reports m JOIN stories s USING (story) JOIN reports f ON f.report = s.story WHERE m.report = ?1";

const HAPPENINGS: &str = "SELECT s.event, fr.id || '/' || c.plover || '/' || ifnull(f.start, 0) || '-' \
      || ifnull(f.end, 0) || iif(f.twin, '.' || f.twin, ''), \
    (SELECT count(DISTINCT t.report) FROM story_events t \
      WHERE t.happening_report = s.happening_report AND t.happening_event = s.happening_event) \
    FROM story_events s JOIN events f ON f.report = s.happening_report AND f.event = s.happening_event \
    JOIN codes c ON c.code = f.code JOIN reports fr ON fr.report = f.report \
    WHERE s.report = ?1 ORDER BY s.event";

const SERIES: &str = "SELECT f.figure, s.id FROM series_figures f JOIN series s USING (story, series) \
    WHERE f.report = ?1 ORDER BY f.figure";

impl Archive {
    /// What is around the report of this id; nothing where there is no such report.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn around(&self, id: &str) -> Result<Around, ArchiveError> {
        let sql = "SELECT report FROM reports WHERE id = ?1";
        let number = self.connection.prepare_cached(sql)?.query_row([id], |row| row.get(0));
        let Some(number): Option<i64> = number.optional()? else { return Ok(Around::default()) };
        let newer = "SELECT id FROM reports WHERE replaces = ?1 ORDER BY date, report";
        let count = "SELECT count(*) FROM copies WHERE original = ?1";
        let story =
            |row: &Row| Ok(InStory { id: row.get(0)?, title: row.get(1)?, reports: row.get(2)? });
        let happening =
            |row: &Row| Ok((row.get(0)?, InHappening { id: row.get(1)?, reports: row.get(2)? }));
        let mut original = self.connection.prepare_cached(ORIGINAL)?;
        let mut copies = self.connection.prepare_cached(COPIES)?;
        let copies = copies.query_map(params![number, NAMED], shared)?;
        Ok(Around {
            replaced_by: self.all(newer, number, |row| row.get(0))?,
            original: original.query_row([number], shared).optional()?,
            copies: copies.collect::<Result<_, _>>()?,
            copied: self.connection.prepare_cached(count)?.query_row([number], |row| row.get(0))?,
            story: self.all(STORY, number, story)?.pop(),
            happenings: self.all(HAPPENINGS, number, happening)?,
            series: self.all(SERIES, number, |row| Ok((row.get(0)?, row.get(1)?)))?,
        })
    }

    fn all<T>(
        &self,
        sql: &str,
        report: i64,
        make: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, ArchiveError> {
        let mut find = self.connection.prepare_cached(sql)?;
        Ok(find.query_map([report], make)?.collect::<Result<_, _>>()?)
    }
}

fn shared(row: &Row) -> rusqlite::Result<Shared> {
    Ok(Shared {
        id: row.get(0)?,
        date: row.get(1)?,
        source: row.get(2)?,
        is_whole: row.get(3)?,
        share: row.get(4)?,
    })
}
