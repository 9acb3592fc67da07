//! Records as they were stored, whole.

use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use sayso_record::{
    Engine, Event, EventTime, Figure, Record, Report, Statement, Victim, Voice, Word,
};

use crate::dictionary::{Entries, Reading};
use crate::pack::{Packed, unpack};
use crate::{Archive, ArchiveError, Feed, Journal, Standing, Stored, Tally, spans, text};

/// Reads records out of an archive.
pub struct Records<'a> {
    archive: &'a Archive,
    entries: Entries,
    /// Whether they say which of their events tell again what an earlier one tells.
    is_distinct: bool,
}

/// Records that another engine made, one by one.
pub struct Outdated {
    archive: Archive,
    entries: Entries,
    engine: Engine,
    /// The number of the last one; `None` at the end.
    last: Option<i64>,
}

/// While it is there, the archive is read as it was at one moment.
pub struct Snapshot<'a>(#[allow(dead_code)] Option<Transaction<'a>>);

impl Archive {
    /// Reads as of one moment from the next question on, whatever others write, until what is
    /// returned is dropped. Inside another one, or a transaction, that one goes on.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn snapshot(&self) -> Result<Snapshot<'_>, ArchiveError> {
        let begins = self.connection.is_autocommit();
        Ok(Snapshot(begins.then(|| self.connection.unchecked_transaction()).transpose()?))
    }

    /// Its records.
    pub fn records(&self) -> Records<'_> {
        Records { archive: self, entries: Entries::default(), is_distinct: false }
    }

    /// The records that another engine than this one made, in order, with their numbers.
    pub fn outdated(self, engine: Engine) -> Outdated {
        Outdated { archive: self, entries: Entries::default(), engine, last: Some(0) }
    }

    /// The record of the report that has this id, or of whose data one has it (`ID/ASSAULT/120-128`).
    ///
    /// # Errors
    /// The archive cannot be read, or what it holds of this report makes no sense.
    pub fn report(&self, id: &str) -> Result<Option<Stored>, ArchiveError> {
        let sql = "SELECT report FROM reports WHERE id = ?1";
        let mut find = self.connection.prepare_cached(sql)?;
        let of_datum = id.rsplitn(3, '/').nth(2);
        for id in [Some(id), of_datum].into_iter().flatten() {
            let number = find.query_row([id], |row| row.get::<_, i64>(0)).optional()?;
            if let Some(number) = number {
                return self.stored(number, &mut Entries::default());
            }
        }
        Ok(None)
    }

    /// Whether this very text is stored under this id.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn holds(&self, report: &Report) -> Result<bool, ArchiveError> {
        let sql = "SELECT 1 FROM reports WHERE given_id = ?1 AND sha256 = unhex(?2) \
            UNION ALL SELECT 1 FROM reports \
            WHERE id = ?1 AND given_id IS NULL AND sha256 = unhex(?2)";
        let mut find = self.connection.prepare_cached(sql)?;
        Ok(find.exists([&report.id, &report.sha256])?)
    }

    /// The journal of an input, where there is one.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn journal(&self, name: &str, fingerprint: &str) -> Result<Option<Journal>, ArchiveError> {
        let sql = "SELECT input, finished, stored, duplicates, skipped, failed FROM inputs \
            WHERE name = ?1 AND fingerprint = ?2";
        let mut find = self.connection.prepare_cached(sql)?;
        let journal = find.query_row([name, fingerprint], |row| {
            let [stored, duplicates, skipped, failed] =
                [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
            let tally = Tally { stored, duplicates, skipped, failed };
            Ok(Journal { input: row.get(0)?, finished: row.get(1)?, tally })
        });
        Ok(journal.optional()?)
    }
}

impl Archive {
    /// Which version of an address was taken in last, where that is known.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn feed(&self, address: &str) -> Result<Option<Feed>, ArchiveError> {
        let sql = "SELECT etag, last_modified FROM feeds WHERE address = ?1";
        let mut find = self.connection.prepare_cached(sql)?;
        let feed = find
            .query_row([address], |row| Ok(Feed { etag: row.get(0)?, last_modified: row.get(1)? }));
        Ok(feed.optional()?)
    }

    /// What became of all pieces of all inputs.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn taken_in(&self) -> Result<Tally, ArchiveError> {
        let sql = "SELECT ifnull(sum(stored), 0), ifnull(sum(duplicates), 0), ifnull(sum(skipped), 0), \
            ifnull(sum(failed), 0) FROM inputs";
        let mut find = self.connection.prepare_cached(sql)?;
        Ok(find.query_row([], |row| {
            let [stored, duplicates, skipped, failed] =
                [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
            Ok(Tally { stored, duplicates, skipped, failed })
        })?)
    }

    /// Gives kind, place and reason of each problem of an input to `take`.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn problems(
        &self,
        input: i64,
        mut take: impl FnMut(&str, Option<&str>, &str),
    ) -> Result<(), ArchiveError> {
        let sql = "SELECT kind, place, reason FROM problems WHERE input = ?1 ORDER BY problem";
        let mut find = self.connection.prepare_cached(sql)?;
        let mut rows = find.query([input])?;
        let odd = rusqlite::Error::from;
        while let Some(row) = rows.next()? {
            let [kind, place, reason] = [row.get_ref(0)?, row.get_ref(1)?, row.get_ref(2)?];
            take(
                kind.as_str().map_err(odd)?,
                place.as_str_or_null().map_err(odd)?,
                reason.as_str().map_err(odd)?,
            );
        }
        Ok(())
    }
}

impl Records<'_> {
    /// The same, with the events that tell of a happening that another one told of first named as
    /// such ([`Stored::retold`]).
    pub fn distinct(self) -> Self {
        Self { is_distinct: true, ..self }
    }

    /// Gives every record to `take`, in the archive's order, as all of them are at the start; `E` is what `take` may fail with.
    ///
    /// # Errors
    /// The archive cannot be read, or `take` gives up.
    pub fn each<E: From<ArchiveError>>(
        &mut self,
        mut take: impl FnMut(Stored) -> Result<(), E>,
    ) -> Result<(), E> {
        let _snapshot = self.archive.snapshot()?;
        let mut last = 0;
        while let Some((number, stored)) = self.next(last)? {
            take(stored)?;
            last = number;
        }
        Ok(())
    }

    /// The record behind the report of this number, in the archive's order, with its own number; 0
    /// is before the first. Without a [`Archive::snapshot`] others may write between two of them.
    ///
    /// # Errors
    /// The archive cannot be read, or what it holds of this report makes no sense.
    pub fn next(&mut self, mut last: i64) -> Result<Option<(i64, Stored)>, ArchiveError> {
        while let Some(number) = self.after(last)? {
            if let Some(stored) = self.get(number)? {
                return Ok(Some((number, stored)));
            }
            last = number;
        }
        Ok(None)
    }

    /// The number of the next report.
    fn after(&self, number: i64) -> Result<Option<i64>, ArchiveError> {
        let sql = "SELECT report FROM reports WHERE report > ?1 ORDER BY report LIMIT 1";
        let mut next = self.archive.connection.prepare_cached(sql)?;
        Ok(next.query_row([number], |row| row.get(0)).optional()?)
    }

    /// The record of a report's number.
    ///
    /// # Errors
    /// The archive cannot be read, or what it holds of this report makes no sense.
    pub fn get(&mut self, number: i64) -> Result<Option<Stored>, ArchiveError> {
        let mut stored = self.archive.stored(number, &mut self.entries)?;
        if let Some(stored) = stored.as_mut().filter(|_| self.is_distinct) {
            stored.retold = self.archive.retold(number)?;
        }
        Ok(stored)
    }
}

impl Iterator for Outdated {
    type Item = Result<(i64, Stored), ArchiveError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.after(self.last?).transpose()?;
        // Past an archive that cannot be read there is nothing to go on with.
        self.last = next.as_ref().ok().map(|(number, _)| *number);
        Some(next)
    }
}

impl Outdated {
    fn after(&mut self, number: i64) -> Result<Option<(i64, Stored)>, ArchiveError> {
        let sql = "SELECT report FROM reports JOIN engines USING (engine) WHERE report > ?1 \
            AND (version, model, codebook) <> (?2, ?3, ?4) ORDER BY report LIMIT 1";
        let Engine { version, model, codebook } = &self.engine;
        let next = self
            .archive
            .connection
            .prepare_cached(sql)?
            .query_row(params![number, version, model, codebook], |row| row.get(0));
        let Some(number) = next.optional()? else { return Ok(None) };
        let stored = self.archive.stored(number, &mut self.entries)?;
        Ok(stored.map(|stored| (number, stored)))
    }
}

impl Archive {
    /// The record of a report's number, with what was asked for before.
    pub(crate) fn stored(
        &self,
        number: i64,
        entries: &mut Entries,
    ) -> Result<Option<Stored>, ArchiveError> {
        let sql = "SELECT r.id, r.date, r.source, r.url, r.title, r.sha256, r.standing, o.id, \
            t.text, t.packed, e.version, e.model, e.codebook \
            FROM reports r JOIN texts t USING (report) JOIN engines e USING (engine) \
            LEFT JOIN reports o ON o.report = r.replaces WHERE r.report = ?1";
        let mut find = self.connection.prepare_cached(sql)?;
        let Some(head) = find.query_row([number], head).optional()? else { return Ok(None) };
        let damaged = |what: &str| ArchiveError::Damaged(format!("{what} of report {}", head.id));
        let date: Date = head.date.parse().map_err(|_| damaged("the date"))?;
        let text = text::expand(&head.text).ok_or_else(|| damaged("the text"))?;
        let mut lookup = Reading { connection: &self.connection, entries };
        let packed = unpack(&head.packed, date, &text, &mut lookup);
        let Packed { actors, mentions, times, places } =
            packed.ok_or_else(|| damaged("what is packed"))?;
        let Head { id, source, url, title, sha256, standing, replaces, engine, .. } = head;
        let standing = Standing::by_word(&standing)
            .ok_or_else(|| ArchiveError::Damaged(format!("the standing of report {id}")))?;
        let report = Report { id, date, source, url, title, text, sha256 };
        let statements = self.rows(STATEMENTS, number, statement)?;
        let events = self.events(number)?;
        let figures = self.rows(FIGURES, number, figure)?;
        let record =
            Record { report, actors, mentions, times, places, statements, events, figures, engine };
        Ok(Some(Stored { record, standing, replaces, retold: Vec::new() }))
    }

    fn rows<T>(
        &self,
        sql: &str,
        number: i64,
        make: fn(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, ArchiveError> {
        let mut find = self.connection.prepare_cached(sql)?;
        let rows = find.query_map([number], make)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn events(&self, number: i64) -> Result<Vec<Event>, ArchiveError> {
        let mut events = self.rows(EVENTS, number, event)?;
        let parties = self.rows(PARTIES, number, |row| {
            Ok((row.get::<_, usize>(0)?, row.get::<_, bool>(1)?, row.get::<_, u64>(2)?))
        })?;
        for (event, is_recipient, actor) in parties {
            let Some(event) = events.get_mut(event) else { continue };
            let side = if is_recipient { &mut event.recipients } else { &mut event.actors };
            side.push(format!("a{actor}"));
        }
        Ok(events)
    }
}

/// The first row of a report.
struct Head {
    id: String,
    date: String,
    source: Option<String>,
    url: Option<String>,
    title: Option<String>,
    sha256: String,
    standing: String,
    replaces: Option<String>,
    text: Vec<u8>,
    packed: Vec<u8>,
    engine: Engine,
}

fn head(row: &Row) -> rusqlite::Result<Head> {
    let sha256: Vec<u8> = row.get(5)?;
    Ok(Head {
        id: row.get(0)?,
        date: row.get(1)?,
        source: row.get(2)?,
        url: row.get(3)?,
        title: row.get(4)?,
        sha256: sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
        standing: row.get(6)?,
        replaces: row.get(7)?,
        text: row.get(8)?,
        packed: row.get(9)?,
        engine: Engine { version: row.get(10)?, model: row.get(11)?, codebook: row.get(12)? },
    })
}

const STATEMENTS: &str = "SELECT statement, speaker, addressee, kind, source_start, source_end, \
    source_spans, cue_start, cue_end, cue_spans, content_start, content_end, content_spans, within, \
    name FROM statements JOIN rules USING (rule) WHERE report = ?1 ORDER BY statement";

fn statement(row: &Row) -> rusqlite::Result<Statement> {
    Ok(Statement {
        id: format!("s{}", row.get::<_, u64>(0)?),
        speaker: id(row, 1, 'a')?,
        addressee: id(row, 2, 'a')?,
        kind: word(row, 3)?,
        source: spans::of_row(row, 4)?,
        cue: spans::of_row(row, 7)?,
        content: spans::of_row(row, 10)?,
        within: id(row, 13, 's')?,
        rule: row.get(14)?,
    })
}

const EVENTS: &str = "SELECT event, plover, mode, contexts, cameo, goldstein, plover_score, quad, \
    status, ifnull(time_value, date), time_precision, time, place, voice, start, end, spans, name \
    FROM events JOIN reports USING (report) JOIN codes USING (code) JOIN rules USING (rule) WHERE report = ?1 ORDER BY event";

fn event(row: &Row) -> rusqlite::Result<Event> {
    let contexts: String = row.get(3)?;
    let precision: Option<usize> = row.get(10)?;
    let time = match precision {
        Some(_) => Some(EventTime {
            value: row.get(9)?,
            precision: word(row, 10)?,
            from: id(row, 11, 't')?,
        }),
        None => None,
    };
    Ok(Event {
        id: format!("e{}", row.get::<_, u64>(0)?),
        plover: row.get(1)?,
        mode: row.get(2)?,
        contexts: serde_json::from_str(&contexts).map_err(|error| odd(3, error))?,
        cameo: row.get(4)?,
        goldstein: row.get(5)?,
        plover_score: row.get(6)?,
        quad: row.get(7)?,
        actors: Vec::new(),
        recipients: Vec::new(),
        trigger: spans::of_row(row, 14)?,
        time,
        place: id(row, 12, 'p')?,
        status: word(row, 8)?,
        voice: voice(row, 13)?,
        rule: row.get(17)?,
    })
}

const PARTIES: &str = "SELECT event, side, actor FROM event_parties WHERE report = ?1 \
    ORDER BY event, side, position";

const FIGURES: &str = "SELECT figure, measure, value, low, high, bound, share, unit, tally, \
    revised_from, counted, counted_actor, subgroup, part_of, victim, victim_name, victim_age, \
    victim_sex, doers, cause, since, until, place, voice, start, end, spans, name \
    FROM figures JOIN rules USING (rule) WHERE report = ?1 ORDER BY figure";

fn figure(row: &Row) -> rusqlite::Result<Figure> {
    let doers: Option<String> = row.get(18)?;
    let doers: Vec<u64> = match doers {
        Some(doers) => serde_json::from_str(&doers).map_err(|error| odd(18, error))?,
        None => Vec::new(),
    };
    let victim = Victim { name: row.get(15)?, age: row.get(16)?, sex: row.get(17)? };
    let tally: Option<String> = row.get(8)?;
    Ok(Figure {
        id: format!("f{}", row.get::<_, u64>(0)?),
        measure: row.get(1)?,
        value: row.get(2)?,
        low: row.get(3)?,
        high: row.get(4)?,
        bound: word(row, 5)?,
        share: row.get(6)?,
        unit: row.get(7)?,
        tally: tally.as_deref().and_then(Word::by_word),
        revised_from: row.get(9)?,
        of: row.get(10)?,
        of_actor: id(row, 11, 'a')?,
        subgroup: row.get(12)?,
        part_of: id(row, 13, 'f')?,
        victim: row.get::<_, bool>(14)?.then_some(victim),
        by: doers.iter().map(|doer| format!("a{doer}")).collect(),
        cause: row.get(19)?,
        since: row.get(20)?,
        until: row.get(21)?,
        place: id(row, 22, 'p')?,
        span: spans::of_row(row, 24)?,
        voice: voice(row, 23)?,
        rule: row.get(27)?,
    })
}

fn id(row: &Row, column: usize, letter: char) -> rusqlite::Result<Option<String>> {
    Ok(row.get::<_, Option<u64>>(column)?.map(|number| format!("{letter}{number}")))
}

fn voice(row: &Row, column: usize) -> rusqlite::Result<Voice> {
    Ok(id(row, column, 's')?.map_or(Voice::Report, Voice::Statement))
}

fn word<T: Word>(row: &Row, column: usize) -> rusqlite::Result<T> {
    T::by_index(row.get(column)?)
        .ok_or_else(|| odd(column, std::io::Error::other("no word that is known")))
}

fn odd(column: usize, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    let kind = rusqlite::types::Type::Text;
    rusqlite::Error::FromSqlConversionFailure(column, kind, Box::new(error))
}
