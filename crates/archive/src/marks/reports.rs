//! What readers say of whole reports: starred, read, tagged.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::asked::{at, damaged};
use crate::{Archive, ArchiveError};

/// What a reader says of a report.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ReportMark {
    /// It is worth coming back to.
    Starred,
    /// It was read.
    Read,
    /// It belongs to something.
    Tag(String),
}

impl ReportMark {
    /// The word for it, in tables.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Starred => "starred",
            Self::Read => "read",
            Self::Tag(_) => "tag",
        }
    }

    fn of(word: &str, tag: String) -> Result<Self, ArchiveError> {
        match word {
            "starred" => Ok(Self::Starred),
            "read" => Ok(Self::Read),
            "tag" => Ok(Self::Tag(tag)),
            _ => Err(damaged("a mark of a report")),
        }
    }
}

/// What is said of one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnReport {
    /// Who says so.
    pub reader: String,
    /// What.
    pub mark: ReportMark,
    /// Since when.
    pub at: Timestamp,
}

/// A report of which something is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaggedReport {
    /// Its number in this archive.
    pub number: i64,
    /// Its id.
    pub id: String,
    /// Who says so.
    pub reader: String,
    /// Since when.
    pub at: Timestamp,
}

impl Archive {
    /// What readers say of a report.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn report_marks_of(&self, report: &str) -> Result<Vec<OnReport>, ArchiveError> {
        let sql = "SELECT m.reader, m.mark, m.tag, m.at FROM report_marks m JOIN reports r USING (report) \
            WHERE r.id = ?1 ORDER BY m.mark, m.tag, m.reader";
        let mut find = self.connection.prepare_cached(sql)?;
        let mut rows = find.query([report])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let word: String = row.get(1)?;
            let mark = ReportMark::of(&word, row.get(2)?)?;
            all.push(OnReport { reader: row.get(0)?, mark, at: at(row.get(3)?)? });
        }
        Ok(all)
    }

    /// Reports that have this tag, of any reader, those tagged last first.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn tagged(&self, tag: &str) -> Result<Vec<TaggedReport>, ArchiveError> {
        self.said_of_reports("tag", tag, None)
    }

    /// Reports that are starred, of one reader or of any, those starred last first.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn starred(&self, reader: Option<&str>) -> Result<Vec<TaggedReport>, ArchiveError> {
        self.said_of_reports("starred", "", reader)
    }

    /// Every tag, with the number of reports that have it, by name.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn tags(&self) -> Result<Vec<(String, u64)>, ArchiveError> {
        let sql = "SELECT tag, count(DISTINCT report) FROM report_marks WHERE mark = 'tag' \
            GROUP BY tag ORDER BY tag";
        let mut find = self.connection.prepare_cached(sql)?;
        let rows = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Numbers and ids of the reports that stand and that a reader has not read, in the archive's order:
    /// at most `limit` of those behind the number `after`.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn unread(
        &self,
        reader: &str,
        after: i64,
        limit: usize,
    ) -> Result<Vec<(i64, String)>, ArchiveError> {
        let sql = "SELECT report, id FROM reports r WHERE report > ?2 AND standing = 'current' \
            AND NOT EXISTS (SELECT 1 FROM report_marks m \
            WHERE m.report = r.report AND m.reader = ?1 AND m.mark = 'read') ORDER BY report LIMIT ?3";
        let mut find = self.connection.prepare_cached(sql)?;
        let rows =
            find.query_map(params![reader, after, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn said_of_reports(
        &self,
        mark: &str,
        tag: &str,
        reader: Option<&str>,
    ) -> Result<Vec<TaggedReport>, ArchiveError> {
        let sql = "SELECT r.report, r.id, m.reader, m.at FROM report_marks m JOIN reports r USING (report) \
            WHERE m.mark = ?1 AND m.tag = ?2 AND (?3 IS NULL OR m.reader = ?3) \
            ORDER BY m.at DESC, r.report DESC, m.reader";
        let mut find = self.connection.prepare_cached(sql)?;
        let row = |row: &Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?));
        let mut all = Vec::new();
        for row in find.query_map(params![mark, tag, reader], row)? {
            let (number, id, reader, since) = row?;
            all.push(TaggedReport { number, id, reader, at: at(since)? });
        }
        Ok(all)
    }
}
