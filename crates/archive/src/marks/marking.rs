//! Putting marks in: short transactions beside whatever else writes.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use sayso_record::plain::is_obeyed;
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

use super::turn::Turn;
use super::{
    Datum, Mark, MarkError, NOTE_MOST, NewMark, READER_MOST, ReportMark, TAG_MOST, Verdict,
    correction, datum,
};
use crate::dictionary::Entries;
use crate::{Archive, ArchiveError};

/// How long a mark waits for another one's transaction: an ingest commits every five seconds.
const PATIENCE: Duration = Duration::from_secs(8);

/// An archive open for marks. Each mark is a transaction of its own.
pub struct Marking {
    archive: Archive,
}

impl Marking {
    /// Opens an archive that is there, and brings an older one up to date.
    ///
    /// # Errors
    /// It is not there, is something else, of a newer format, or cannot be written.
    pub fn open(path: &Path) -> Result<Self, ArchiveError> {
        if !path.exists() {
            return Err(ArchiveError::Absent(path.to_owned()));
        }
        let archive = Archive::create(path)?;
        archive.connection.busy_timeout(PATIENCE)?;
        Ok(Self { archive })
    }

    /// The archive, with every mark that was made.
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// Makes a mark.
    ///
    /// # Errors
    /// The report has no such datum, a text is empty or too long, the correction is none of this datum,
    /// there is nothing to take back, or the archive cannot be written: [`ArchiveError::Busy`] where
    /// others write for too long.
    pub fn mark(&mut self, new: NewMark) -> Result<Mark, MarkError> {
        let reader = reader(&new.reader)?;
        let note = note(new.note.as_deref())?;
        if new.verdict != Verdict::Corrected && new.correction.is_some() {
            return Err(MarkError::NotCorrected);
        }
        let number = self.write(|archive| {
            let report = archive.report_of(&new.datum)?;
            let report = report.ok_or_else(|| MarkError::NoDatum(new.datum.clone()))?;
            let judged = match new.verdict {
                Verdict::Withdrawn => standing(archive, &new.datum, &reader)?,
                _ => judged(archive, report, &new)?,
            };
            let Judged { kind, correction, rule, engine, shown } = judged;
            let sql = "INSERT INTO marks (report, datum, kind, verdict, correction, note, reader, at, \
                rule, engine, shown) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
            let verdict = new.verdict.word();
            Ok(archive.connection.prepare_cached(sql)?.insert(params![
                report, new.datum, kind, verdict, correction, note, reader, second(new.at), rule,
                engine, shown,
            ])?)
        })?;
        let mark = self.archive.mark(number)?;
        mark.ok_or_else(|| MarkError::NoDatum(new.datum.clone()))
    }

    /// Says something of a report, of which a reader has said it before or not.
    ///
    /// # Errors
    /// There is no such report, a text is empty or too long, or the archive cannot be written.
    pub fn set(
        &mut self,
        report: &str,
        reader: &str,
        mark: &ReportMark,
        at: Timestamp,
    ) -> Result<(), MarkError> {
        let (reader, tag) = (self::reader(reader)?, tag(mark)?);
        self.write(|archive| {
            let number = report_number(archive, report)?;
            let sql = "INSERT INTO report_marks (report, reader, mark, tag, at) \
                VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
            let values = params![number, reader, mark.word(), tag, second(at)];
            archive.connection.prepare_cached(sql)?.execute(values)?;
            Ok(())
        })
    }

    /// Takes back what a reader said of a report, where they did.
    ///
    /// # Errors
    /// There is no such report, a text is empty or too long, or the archive cannot be written.
    pub fn clear(
        &mut self,
        report: &str,
        reader: &str,
        mark: &ReportMark,
    ) -> Result<(), MarkError> {
        let (reader, tag) = (self::reader(reader)?, tag(mark)?);
        self.write(|archive| {
            let number = report_number(archive, report)?;
            let sql = "DELETE FROM report_marks \
                WHERE report = ?1 AND reader = ?2 AND mark = ?3 AND tag = ?4";
            let values = params![number, reader, mark.word(), tag];
            archive.connection.prepare_cached(sql)?.execute(values)?;
            Ok(())
        })
    }

    /// Stars a report for a reader.
    ///
    /// # Errors
    /// See [`Marking::set`].
    pub fn star(&mut self, report: &str, reader: &str, at: Timestamp) -> Result<(), MarkError> {
        self.set(report, reader, &ReportMark::Starred, at)
    }

    /// Marks a report as read by a reader.
    ///
    /// # Errors
    /// See [`Marking::set`].
    pub fn read(&mut self, report: &str, reader: &str, at: Timestamp) -> Result<(), MarkError> {
        self.set(report, reader, &ReportMark::Read, at)
    }

    /// Tags a report.
    ///
    /// # Errors
    /// See [`Marking::set`].
    pub fn tag(
        &mut self,
        report: &str,
        reader: &str,
        tag: &str,
        at: Timestamp,
    ) -> Result<(), MarkError> {
        self.set(report, reader, &ReportMark::Tag(tag.to_owned()), at)
    }

    /// One transaction, kept whole or not at all.
    fn write<T>(
        &mut self,
        change: impl FnOnce(&Archive) -> Result<T, MarkError>,
    ) -> Result<T, MarkError> {
        let _turn = Turn::take(self.archive.path(), PATIENCE);
        self.archive.connection.execute_batch("BEGIN IMMEDIATE")?;
        let done = change(&self.archive).and_then(|done| {
            self.archive.connection.execute_batch("COMMIT")?;
            Ok(done)
        });
        if done.is_err() {
            // SQLite may have undone it by itself.
            let _ = self.archive.connection.execute_batch("ROLLBACK");
        }
        done
    }
}

/// What is written down of a datum beside the reader's words.
struct Judged {
    kind: String,
    correction: Option<String>,
    rule: Option<String>,
    engine: i64,
    shown: String,
}

/// A datum of a report as it is coded now.
fn judged(archive: &Archive, report: i64, new: &NewMark) -> Result<Judged, MarkError> {
    let unknown = || MarkError::NoDatum(new.datum.clone());
    let stored = archive.stored(report, &mut Entries::default())?.ok_or_else(unknown)?;
    let datum: Datum = datum::find(&stored.record, &new.datum).ok_or_else(unknown)?;
    let correction = match new.verdict {
        Verdict::Corrected => {
            let nothing = Map::new();
            let given = new.correction.as_ref().unwrap_or(&nothing);
            Some(Value::Object(correction::check(&stored.record, &datum, given)?).to_string())
        }
        _ => None,
    };
    let sql = "SELECT engine FROM reports WHERE report = ?1";
    let engine = archive.connection.prepare_cached(sql)?.query_row([report], |row| row.get(0))?;
    let (kind, shown) = (datum.kind.word().to_owned(), Value::Object(datum.shown).to_string());
    Ok(Judged { kind, correction, rule: datum.rule, engine, shown })
}

/// The datum of the mark that a reader takes back: it may be gone from the record.
fn standing(archive: &Archive, datum: &str, reader: &str) -> Result<Judged, MarkError> {
    let sql = "SELECT kind, rule, engine, shown, verdict FROM marks \
        WHERE datum = ?1 AND reader = ?2 ORDER BY mark DESC LIMIT 1";
    let last = archive
        .connection
        .prepare_cached(sql)?
        .query_row([datum, reader], |row| {
            let [kind, shown, verdict]: [String; 3] = [row.get(0)?, row.get(3)?, row.get(4)?];
            let judged =
                Judged { kind, correction: None, rule: row.get(1)?, engine: row.get(2)?, shown };
            Ok((judged, verdict))
        })
        .optional()?;
    let nothing = || MarkError::NothingToWithdraw { reader: reader.into(), datum: datum.into() };
    last.filter(|(_, verdict)| verdict != "withdrawn").map(|(judged, _)| judged).ok_or_else(nothing)
}

fn report_number(archive: &Archive, id: &str) -> Result<i64, MarkError> {
    archive.number_of(id)?.ok_or_else(|| MarkError::NoReport(id.to_owned()))
}

/// To the second: what is finer says nothing of a reader.
fn second(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn line(what: &'static str, text: &str, most: usize) -> Result<String, MarkError> {
    // The same name typed on two machines is one name.
    let text: String = text.trim().nfc().collect();
    match text.chars().count() {
        0 => Err(MarkError::Empty(what)),
        long if long > most => Err(MarkError::TooLong { what, most }),
        _ if text.chars().any(is_obeyed) => Err(MarkError::Control(what)),
        _ => Ok(text),
    }
}

fn reader(name: &str) -> Result<String, MarkError> {
    line("name of the reader", name, READER_MOST)
}

/// The tag of a mark, empty of others.
fn tag(mark: &ReportMark) -> Result<String, MarkError> {
    match mark {
        ReportMark::Tag(tag) => line("tag", tag, TAG_MOST),
        ReportMark::Starred | ReportMark::Read => Ok(String::new()),
    }
}

/// A note may have several lines; an empty one is none.
fn note(note: Option<&str>) -> Result<Option<String>, MarkError> {
    let what = "note";
    let note = note.map(|note| note.trim().replace("\r\n", "\n")).filter(|note| !note.is_empty());
    let is_odd = |letter: char| is_obeyed(letter) && !matches!(letter, '\n' | '\t');
    match note {
        Some(note) if note.chars().count() > NOTE_MOST => {
            Err(MarkError::TooLong { what, most: NOTE_MOST })
        }
        Some(note) if note.chars().any(is_odd) => Err(MarkError::Control(what)),
        note => Ok(note),
    }
}
