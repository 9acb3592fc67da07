//! What is asked of the marks in an archive.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, ToSql, params};
use serde_json::{Map, Value};

use super::{Kind, Mark, Verdict, datum};
use crate::dictionary::Entries;
use crate::{Archive, ArchiveError, Stored};

/// Which marks are wanted; nothing asked for is all that stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this reader.
    pub reader: Option<String>,
    /// With this verdict.
    pub verdict: Option<Verdict>,
    /// Of data that this rule found.
    pub rule: Option<String>,
    /// Of data of this kind.
    pub kind: Option<Kind>,
}

/// Some of the marks, the newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// The marks.
    pub marks: Vec<Mark>,
    /// Where the next page begins: the number of the last mark; `None` at the end.
    pub next: Option<i64>,
}

/// A mark that stands, as little as a list needs to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingMark {
    /// Number of the mark.
    pub mark: i64,
    /// Number of the report in this archive.
    pub report: i64,
    /// What the datum is.
    pub kind: Kind,
    /// Its place among those of its kind in the record as it is coded now; `None` where it is gone.
    pub number: Option<usize>,
    /// What is said of it.
    pub verdict: Verdict,
    /// Who says so.
    pub reader: String,
}

/// A report with the marks on its data that stand, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Marked {
    /// The report.
    pub stored: Stored,
    /// The marks, of all readers.
    pub marks: Vec<Mark>,
}

impl Marked {
    /// The newest mark on a datum: what counts where one answer is needed.
    pub fn newest(&self, datum: &str) -> Option<&Mark> {
        self.marks.iter().filter(|mark| mark.datum == datum).max_by_key(|mark| mark.number)
    }
}

/// The columns of a mark.
const COLUMNS: &str = "mark, report_id, report, datum, kind, verdict, correction, note, reader, at, rule, \
    shown, number";

impl Archive {
    /// The marks that stand on a report's data, oldest first; of those on a datum the last is the newest.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn marks_of(&self, report: &str) -> Result<Vec<Mark>, ArchiveError> {
        let Some(number) = self.number_of(report)? else { return Ok(Vec::new()) };
        self.marks_on(number)
    }

    fn marks_on(&self, report: i64) -> Result<Vec<Mark>, ArchiveError> {
        self.found("report = ?1 ORDER BY mark", params![report])
    }

    /// Marks that a datum ever had, of every reader, the newest first and so many at most, also those that were
    /// taken back or that newer ones took the place of.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn history(&self, datum: &str, most: usize) -> Result<Vec<Mark>, ArchiveError> {
        let mut all =
            self.ever("m.datum = ?1 ORDER BY m.mark DESC LIMIT ?2", params![datum, most])?;
        // All are of one report: it is looked at once.
        let now = all.first().map(|mark| self.place_now(mark)).transpose()?.flatten();
        all.iter_mut().for_each(|mark| mark.now = now);
        Ok(all)
    }

    /// The mark of a number, whether it stands or not.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn mark(&self, number: i64) -> Result<Option<Mark>, ArchiveError> {
        let standing = self.found("mark = ?1", params![number])?.pop();
        if standing.is_some() {
            return Ok(standing);
        }
        let Some(mut mark) = self.ever("m.mark = ?1", params![number])?.pop() else {
            return Ok(None);
        };
        mark.now = self.place_now(&mark)?;
        Ok(Some(mark))
    }

    /// The place of a mark's datum in the record as it is coded now.
    fn place_now(&self, mark: &Mark) -> Result<Option<usize>, ArchiveError> {
        let stored = self.stored(mark.report_number, &mut Entries::default())?;
        let datum = stored.and_then(|stored| datum::find(&stored.record, &mark.datum));
        Ok(datum.map(|datum| datum.number))
    }

    /// Marks whether they stand or not, without the places that their data have now.
    fn ever(&self, wanted: &str, values: &[&dyn ToSql]) -> Result<Vec<Mark>, ArchiveError> {
        let sql = format!(
            "SELECT m.mark, r.id, m.report, m.datum, m.kind, m.verdict, m.correction, m.note, m.reader, m.at, \
            m.rule, m.shown, NULL FROM marks m JOIN reports r USING (report) WHERE {wanted}"
        );
        self.read_marks(&sql, values)
    }

    /// Gives every mark that stands to `take`, as little of each as lists need, in order of making.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn standing_marks(&self, mut take: impl FnMut(StandingMark)) -> Result<(), ArchiveError> {
        let sql = "SELECT mark, report, kind, number, verdict, reader FROM v_marks ORDER BY mark";
        let mut find = self.connection.prepare_cached(sql)?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let [kind, verdict]: [String; 2] = [row.get(2)?, row.get(4)?];
            take(StandingMark {
                mark: row.get(0)?,
                report: row.get(1)?,
                kind: Kind::by_word(&kind).ok_or_else(|| damaged("the kind of a mark"))?,
                number: row.get(3)?,
                verdict: Verdict::by_word(&verdict).ok_or_else(|| damaged("a verdict"))?,
                reader: row.get(5)?,
            });
        }
        Ok(())
    }

    /// The marks that stand and that are asked for, the newest first: at most `limit` of those made
    /// before the number `before`.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn marks(
        &self,
        filter: &Filter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Page, ArchiveError> {
        let wanted = "(?1 IS NULL OR reader = ?1) AND (?2 IS NULL OR verdict = ?2) \
            AND (?3 IS NULL OR rule = ?3) AND (?4 IS NULL OR kind = ?4) AND (?5 IS NULL OR mark < ?5) \
            ORDER BY mark DESC LIMIT ?6";
        let (verdict, kind) = (filter.verdict.map(Verdict::word), filter.kind.map(Kind::word));
        let values =
            params![filter.reader, verdict, filter.rule, kind, before, limit.saturating_add(1)];
        let mut marks = self.found(wanted, values)?;
        let is_more = marks.len() > limit;
        marks.truncate(limit);
        let next = marks.last().filter(|_| is_more).map(|mark| mark.number);
        Ok(Page { marks, next })
    }

    /// Names of those who marked data or reports, in order.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn readers_of_marks(&self) -> Result<Vec<String>, ArchiveError> {
        let sql = "SELECT reader FROM marks UNION SELECT reader FROM report_marks ORDER BY 1";
        let mut find = self.connection.prepare_cached(sql)?;
        Ok(find.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// The number of the newest mark; 0 of none. What was read of marks before holds as long as it stays.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn last_mark(&self) -> Result<i64, ArchiveError> {
        let sql = "SELECT ifnull(max(mark), 0) FROM marks";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// Gives every report with marks that stand to `take`, in the archive's order, as all of them are at
    /// the start; `E` is what `take` may fail with.
    ///
    /// # Errors
    /// The archive cannot be read, or `take` gives up.
    pub fn marked<E: From<ArchiveError>>(
        &self,
        mut take: impl FnMut(Marked) -> Result<(), E>,
    ) -> Result<(), E> {
        let _snapshot = self.snapshot()?;
        let mut entries = Entries::default();
        for number in self.marked_reports()? {
            // The report first: what is damaged in it is told best by itself.
            let Some(stored) = self.stored(number, &mut entries)? else { continue };
            let marks = self.marks_on(number)?;
            if !marks.is_empty() {
                take(Marked { stored, marks })?;
            }
        }
        Ok(())
    }

    fn marked_reports(&self) -> Result<Vec<i64>, ArchiveError> {
        let sql = "SELECT DISTINCT report FROM marks ORDER BY report";
        let mut find = self.connection.prepare_cached(sql)?;
        Ok(find.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    fn found(&self, wanted: &str, values: &[&dyn ToSql]) -> Result<Vec<Mark>, ArchiveError> {
        self.read_marks(&format!("SELECT {COLUMNS} FROM v_marks WHERE {wanted}"), values)
    }

    fn read_marks(&self, sql: &str, values: &[&dyn ToSql]) -> Result<Vec<Mark>, ArchiveError> {
        let mut find = self.connection.prepare_cached(sql)?;
        let mut rows = find.query(values)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(mark(row)?);
        }
        Ok(all)
    }

    /// The number of the report of this id.
    pub(super) fn number_of(&self, report: &str) -> Result<Option<i64>, ArchiveError> {
        let sql = "SELECT report FROM reports WHERE id = ?1";
        let mut find = self.connection.prepare_cached(sql)?;
        Ok(find.query_row([report], |row| row.get(0)).optional()?)
    }

    /// The number of the report whose data have ids like this one.
    pub(super) fn report_of(&self, datum: &str) -> Result<Option<i64>, ArchiveError> {
        datum.rsplitn(3, '/').nth(2).map_or(Ok(None), |report| self.number_of(report))
    }
}

/// That something in the archive makes no sense.
pub(super) fn damaged(what: &str) -> ArchiveError {
    ArchiveError::Damaged(what.to_owned())
}

/// When a mark was made.
pub(super) fn at(text: String) -> Result<Timestamp, ArchiveError> {
    text.parse().map_err(|_| damaged("the time of a mark"))
}

fn object(text: &str) -> Result<Map<String, Value>, ArchiveError> {
    serde_json::from_str(text).map_err(|_| damaged("the datum of a mark"))
}

fn mark(row: &Row) -> Result<Mark, ArchiveError> {
    let [kind, verdict, shown]: [String; 3] = [row.get(4)?, row.get(5)?, row.get(11)?];
    let correction: Option<String> = row.get(6)?;
    Ok(Mark {
        number: row.get(0)?,
        report: row.get(1)?,
        report_number: row.get(2)?,
        datum: row.get(3)?,
        kind: Kind::by_word(&kind).ok_or_else(|| damaged("the kind of a mark"))?,
        verdict: Verdict::by_word(&verdict).ok_or_else(|| damaged("a verdict"))?,
        correction: correction.as_deref().map(object).transpose()?,
        note: row.get(7)?,
        reader: row.get(8)?,
        at: at(row.get(9)?)?,
        rule: row.get(10)?,
        shown: object(&shown)?,
        now: row.get(12)?,
    })
}
