//! Writing an archive: reports go in one by one, in one thread; what was committed stays.

pub(crate) mod rows;
mod versions;

use std::path::Path;

use rusqlite::{OptionalExtension, params};
use sayso_record::proof::are_numbered;
use sayso_record::{Engine, Mark, Record};

use crate::dictionary::{Numbers, Writing};
use crate::labels::Labels;
use crate::marks::give_way;
use crate::pack::{Packed, pack};
use crate::stories::waiting;
use crate::{Archive, ArchiveError, Feed, text};

/// A coded report on its way into the archive; [`Incoming::new`] does the work that needs no
/// archive, so that many threads can share it.
pub struct Incoming {
    record: Record,
    labels: Labels,
    text: Vec<u8>,
    mark: Option<Mark>,
    story: Option<String>,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is new in the archive.
    Stored,
    /// It is there already, with the same text.
    Duplicate,
}

/// How far an input was taken in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// New in the archive.
    pub stored: usize,
    /// Already there.
    pub duplicates: usize,
    /// Left out for what they are.
    pub skipped: usize,
    /// Not readable.
    pub failed: usize,
}

/// Where an input stands in the archive's journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Journal {
    /// Its number.
    pub input: i64,
    /// Whether its end was reached.
    pub finished: bool,
    /// What became of its pieces so far; their sum is how many to pass over.
    pub tally: Tally,
}

/// An archive being written.
pub struct Writer {
    archive: Archive,
    numbers: Numbers,
    engine: Option<(Engine, i64)>,
}

impl Incoming {
    /// A coded report; `mark` and `story` are what a wire service says of its version, the second
    /// being the headline that all versions share.
    ///
    /// # Errors
    /// There is no memory to compress the text.
    pub fn new(
        record: Record,
        mark: Option<Mark>,
        story: Option<String>,
    ) -> Result<Self, ArchiveError> {
        let labels = Labels::of(&record);
        let text = text::compress(&record.report.text)?;
        Ok(Self { record, labels, text, mark, story })
    }
}

impl Tally {
    /// All pieces.
    pub fn pieces(&self) -> usize {
        self.stored + self.duplicates + self.skipped + self.failed
    }

    /// Adds what became of others.
    pub fn add(&mut self, other: Tally) {
        self.stored += other.stored;
        self.duplicates += other.duplicates;
        self.skipped += other.skipped;
        self.failed += other.failed;
    }

    /// Counts one report.
    pub fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Stored => self.stored += 1,
            Outcome::Duplicate => self.duplicates += 1,
        }
    }
}

impl Writer {
    /// Opens an archive to write, or makes it.
    ///
    /// # Errors
    /// See [`Archive::create`].
    pub fn create(path: &Path) -> Result<Self, ArchiveError> {
        Ok(Self { archive: Archive::create(path)?, numbers: Numbers::default(), engine: None })
    }

    /// The archive as it stands, what is not committed included.
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// Begins what [`Writer::commit`] ends; nothing between the two is kept without it. Readers who are
    /// making marks go first.
    ///
    /// # Errors
    /// Another program is writing, and goes on.
    pub fn begin(&mut self) -> Result<(), ArchiveError> {
        give_way(self.archive.path());
        Ok(self.archive.connection.execute_batch("BEGIN IMMEDIATE")?)
    }

    /// Keeps what was written since [`Writer::begin`].
    ///
    /// # Errors
    /// The disk is full or gone; then nothing of it is kept.
    pub fn commit(&mut self) -> Result<(), ArchiveError> {
        Ok(self.archive.connection.execute_batch("COMMIT")?)
    }

    /// Undoes what was written since [`Writer::begin`].
    pub fn undo(&mut self) {
        // SQLite may have undone it by itself, as it does on a full disk.
        let _ = self.archive.connection.execute_batch("ROLLBACK");
        self.numbers.clear();
        self.engine = None;
    }

    /// The journal of an input; `fingerprint` tells its bytes from others under the same name. Where
    /// it is empty nothing does, and the journal sums up all readings of that name.
    ///
    /// # Errors
    /// The archive cannot be written.
    pub fn journal(&mut self, name: &str, fingerprint: &str) -> Result<Journal, ArchiveError> {
        if let Some(journal) = self.archive.journal(name, fingerprint)? {
            return Ok(journal);
        }
        let add = "INSERT INTO inputs (name, fingerprint) VALUES (?1, ?2)";
        let input = self.archive.connection.prepare_cached(add)?.insert([name, fingerprint])?;
        Ok(Journal { input, finished: false, tally: Tally::default() })
    }

    /// Adds to the journal what became of the next pieces of an input.
    ///
    /// # Errors
    /// The archive cannot be written.
    pub fn advance(&mut self, input: i64, tally: Tally) -> Result<(), ArchiveError> {
        let sql = "UPDATE inputs SET pieces = pieces + ?2, stored = stored + ?3, \
            duplicates = duplicates + ?4, skipped = skipped + ?5, failed = failed + ?6 \
            WHERE input = ?1";
        let Tally { stored, duplicates, skipped, failed } = tally;
        let values = params![input, tally.pieces(), stored, duplicates, skipped, failed];
        self.archive.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// Notes that the end of an input was reached; one without a fingerprint is never finished.
    ///
    /// # Errors
    /// The archive cannot be written.
    pub fn finish(&mut self, input: i64) -> Result<(), ArchiveError> {
        let sql = "UPDATE inputs SET finished = 1 WHERE input = ?1 AND fingerprint <> ''";
        self.archive.connection.prepare_cached(sql)?.execute([input])?;
        Ok(())
    }

    /// Keeps which version of an address was taken in.
    ///
    /// # Errors
    /// The archive cannot be written.
    pub fn keep_feed(&mut self, address: &str, feed: &Feed) -> Result<(), ArchiveError> {
        let sql = "INSERT OR REPLACE INTO feeds (address, etag, last_modified) VALUES (?1, ?2, ?3)";
        let values = params![address, feed.etag, feed.last_modified];
        self.archive.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// Keeps why a piece of an input is not in the archive; `kind` is `skipped` or `failed`.
    ///
    /// # Errors
    /// The archive cannot be written.
    pub fn problem(
        &mut self,
        input: i64,
        kind: &str,
        place: Option<&str>,
        reason: &str,
    ) -> Result<(), ArchiveError> {
        let sql = "INSERT INTO problems (input, kind, place, reason) VALUES (?1, ?2, ?3, ?4)";
        let values = params![input, kind, place, reason];
        self.archive.connection.prepare_cached(sql)?.insert(values)?;
        Ok(())
    }

    /// Stores a report, and finds its place among the versions of its story.
    ///
    /// # Errors
    /// The archive cannot be written.
    pub fn store(&mut self, incoming: &Incoming) -> Result<Outcome, ArchiveError> {
        let sha256 = sha256(&incoming.record)?;
        let Some(place) = versions::under_id(&self.archive.connection, &incoming.record, &sha256)?
        else {
            return Ok(Outcome::Duplicate);
        };
        let story = versions::story(incoming.story.as_deref(), &incoming.record.report);
        let engine = self.engine(&incoming.record.engine)?;
        let report = &incoming.record.report;
        let sql = "INSERT INTO reports (id, given_id, date, source, url, title, sha256, engine, mark, \
            story) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let mark = incoming.mark.map(versions::word);
        let number = self.archive.connection.prepare_cached(sql)?.insert(params![
            place.id,
            (place.id != report.id).then_some(&report.id),
            report.date.to_string(),
            report.source,
            report.url,
            report.title,
            sha256,
            engine,
            mark,
            story,
        ])?;
        waiting::stored(&self.archive.connection, number)?;
        versions::settle(&self.archive.connection, number, &place)?;
        self.write(number, incoming)?;
        Ok(Outcome::Stored)
    }

    /// Puts a new coding of a stored report in the place of the old one; id, versions and standing
    /// stay.
    ///
    /// # Errors
    /// The archive cannot be written.
    pub fn recode(&mut self, number: i64, incoming: &Incoming) -> Result<(), ArchiveError> {
        let engine = self.engine(&incoming.record.engine)?;
        let connection = &self.archive.connection;
        waiting::recoded(connection, number)?;
        connection
            .prepare_cached("UPDATE reports SET engine = ?2 WHERE report = ?1")?
            .execute([number, engine])?;
        for table in ["event_parties", "events", "statements", "figures", "texts"] {
            let sql = format!("DELETE FROM {table} WHERE report = ?1");
            connection.prepare_cached(&sql)?.execute([number])?;
        }
        connection.prepare_cached("DELETE FROM words WHERE rowid = ?1")?.execute([number])?;
        self.write(number, incoming)
    }

    /// Everything of a report but its row in `reports`.
    fn write(&mut self, number: i64, incoming: &Incoming) -> Result<(), ArchiveError> {
        let Record { report, actors, mentions, times, places, .. } = &incoming.record;
        let unsound = || ArchiveError::Unsound(report.id.clone());
        let mut writing =
            Writing { connection: &self.archive.connection, numbers: &mut self.numbers };
        are_numbered(&incoming.record).then_some(()).ok_or_else(unsound)?;
        let packed = Packed {
            actors: actors.clone(),
            mentions: mentions.clone(),
            times: times.clone(),
            places: places.clone(),
        };
        let packed = pack(report, &packed, &mut writing)?;
        let sql = "INSERT INTO texts (report, text, packed) VALUES (?1, ?2, ?3)";
        let values = params![number, incoming.text, packed];
        writing.connection.prepare_cached(sql)?.insert(values)?;
        rows::write(&mut writing, number, &incoming.record)?;
        let Labels { title, lead, body, actors, recipients, speakers, places, types } =
            &incoming.labels;
        let sql = "INSERT INTO words (rowid, title, lead, body, actors, recipients, speakers, places, \
            types) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let labels =
            params![number, title, lead, body, actors, recipients, speakers, places, types];
        writing.connection.prepare_cached(sql)?.insert(labels)?;
        Ok(())
    }

    /// The number of an engine; most reports of a run have the same.
    fn engine(&mut self, engine: &Engine) -> Result<i64, ArchiveError> {
        if let Some((_, number)) = self.engine.as_ref().filter(|(known, _)| known == engine) {
            return Ok(*number);
        }
        let connection = &self.archive.connection;
        let Engine { version, model, codebook } = engine;
        let find = "SELECT engine FROM engines WHERE version = ?1 AND model = ?2 AND codebook = ?3";
        let whole = [version, model, codebook];
        let number = match connection.query_row(find, whole, |row| row.get(0)).optional()? {
            Some(number) => number,
            None => {
                let add = "INSERT INTO engines (version, model, codebook) VALUES (?1, ?2, ?3)";
                connection.prepare(add)?.insert(whole)?
            }
        };
        self.engine = Some((engine.clone(), number));
        Ok(number)
    }
}

/// The hash of a record's text, as bytes.
fn sha256(record: &Record) -> Result<Vec<u8>, ArchiveError> {
    let hex = &record.report.sha256;
    let byte = |at: usize| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Option<Vec<u8>> = (0..hex.len()).step_by(2).map(byte).collect();
    bytes.ok_or_else(|| ArchiveError::Unsound(record.report.id.clone()))
}
