//! Proves that an archive is whole and that its data stand on their texts, by reading alone.
//!
//! What this cannot prove is that the coding is right, or that the last datum of a report was not
//! taken out: nothing but the report itself says how many there were.

mod marks;
mod stories;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use rusqlite::Row;

use crate::{Archive, ArchiveError, Stored, schema};

pub use sayso_record::proof::{Fault, Proof, prove};

/// Counts faults kind by kind, so that a flood of one kind does not wash away the others.
#[derive(Debug, Clone, Default)]
pub struct Flood(BTreeMap<&'static str, u64>);

/// So many faults of a kind are told; of the others, how many there are.
const TOLD: u64 = 20;

impl Flood {
    /// Counts a fault; whether it is one of the first of its kind, which are told.
    pub fn tells(&mut self, kind: &'static str) -> bool {
        let count = self.0.entry(kind).or_insert(0);
        *count += 1;
        *count <= TOLD
    }

    /// How many more there are of each kind that has more.
    pub fn more(&self) -> impl Iterator<Item = Fault> + '_ {
        self.0.iter().filter(|(_, count)| **count > TOLD).map(|(kind, count)| {
            let what = format!("and {} more of the same: {kind}", count - TOLD);
            Fault { report: None, kind, what }
        })
    }
}

/// How much was proved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Checked {
    /// Reports without a fault.
    pub proved: usize,
    /// Reports with one or more.
    pub failed: usize,
    /// Spans that were looked at.
    pub spans: usize,
    /// Faults in no report of their own.
    pub faults: usize,
}

/// Whether a file begins as archives do, whatever may have become of the rest of it.
pub fn begins_as_archive(path: &Path) -> bool {
    let mut head = [0; 72];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && head.starts_with(SQLITE) && head.ends_with(&schema::APPLICATION.to_be_bytes())
}

/// How every SQLite file begins.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// Faults that SQLite names at most of one kind; after so many, a copy is the better start.
const MOST: usize = 100;

/// Questions that have no answer in an archive that is whole. Each gives a line for every fault of
/// a kind.
const UNANSWERED: &[(&str, &str)] = &[
    (
        "inputs whose pieces do not add up",
        "SELECT 'input ' || name || ': ' || pieces || ' read, but ' || (stored + duplicates + skipped + failed) \
        || ' stored, duplicate, skipped or failed' FROM inputs \
        WHERE pieces <> stored + duplicates + skipped + failed",
    ),
    (
        "inputs without all of their reasons",
        "SELECT 'input ' || name || ': ' || skipped || ' skipped and ' || failed || ' failed, but reasons for ' \
        || (SELECT count(*) FROM problems p WHERE p.input = i.input AND kind = 'skipped') || ' and ' \
        || (SELECT count(*) FROM problems p WHERE p.input = i.input AND kind = 'failed') FROM inputs i \
        WHERE skipped <> (SELECT count(*) FROM problems p WHERE p.input = i.input AND kind = 'skipped') \
        OR failed <> (SELECT count(*) FROM problems p WHERE p.input = i.input AND kind = 'failed')",
    ),
    (
        "reports that the journal tells of and that are gone",
        "SELECT 'the journal tells of ' || total(stored) || ' reports stored, and there are ' \
        || (SELECT count(*) FROM reports) FROM inputs HAVING total(stored) > (SELECT count(*) FROM reports)",
    ),
    (
        "reports that are not in the full text",
        "SELECT 'report ' || id || ' is not in the full text; `sayso ingest ARCHIVE --recode` makes it again' \
        FROM reports WHERE report NOT IN (SELECT id FROM words_docsize)",
    ),
    (
        "reports in the full text that are not there",
        "SELECT 'the full text has a report ' || id || ' that is not there' \
        FROM words_docsize WHERE id NOT IN (SELECT report FROM reports)",
    ),
];

/// Faults as they are found: all are counted, and the first of each kind told.
struct Telling<'t> {
    tell: &'t mut dyn FnMut(Fault),
    flood: Flood,
    checked: Checked,
}

impl Telling<'_> {
    /// Of the archive as a whole.
    fn of_all(&mut self, kind: &'static str, what: String) {
        self.checked.faults += 1;
        self.of(Fault { report: None, kind, what });
    }

    fn of(&mut self, fault: Fault) {
        if self.flood.tells(fault.kind) {
            (self.tell)(fault);
        }
    }
}

/// The kind of what cannot be read.
const UNREADABLE: &str = "parts that cannot be read";

impl Archive {
    /// Looks through all of the archive, as it is at the start, and gives the first faults of every
    /// kind to `tell` as they are found, and at the end how many more there are; faults do not stop
    /// it.
    pub fn check(&self, tell: &mut dyn FnMut(Fault)) -> Checked {
        let mut telling = Telling { tell, flood: Flood::default(), checked: Checked::default() };
        let snapshot = self.snapshot();
        if let Err(error) = &snapshot {
            telling.of_all(UNREADABLE, unreadable("the file", error));
        }
        self.of_sqlite(&mut telling);
        for (kind, question) in UNANSWERED {
            let told = self.lines(question, |row| {
                telling.of_all(kind, row.get(0)?);
                Ok(())
            });
            if let Err(error) = told {
                telling.of_all(UNREADABLE, unreadable("the journal or the full text", &error));
            }
        }
        self.of_stories(&mut telling);
        self.of_marks(&mut telling);
        self.reports(&mut telling);
        let Telling { tell, flood, checked } = telling;
        flood.more().for_each(tell);
        checked
    }

    /// What SQLite itself finds.
    fn of_sqlite(&self, telling: &mut Telling) {
        let sql = format!("PRAGMA integrity_check({MOST})");
        let told = self.lines(&sql, |row| {
            let line: String = row.get(0)?;
            if line != "ok" {
                telling.of_all("damages to the file", format!("the file is damaged: {line}"));
            }
            Ok(())
        });
        if let Err(error) = told {
            telling.of_all(UNREADABLE, unreadable("the file", &error));
        }
        let told = self.lines("PRAGMA foreign_key_check", |row| {
            let (table, rowid): (String, Option<i64>) = (row.get(0)?, row.get(1)?);
            let parent: String = row.get(2)?;
            let which = rowid.map_or("a row".to_owned(), |number| format!("row {number}"));
            telling.of_all(
                "rows that name a row that is not there",
                format!("{which} of the table {table} names a row of {parent} that is not there"),
            );
            Ok(())
        });
        if let Err(error) = told {
            telling.of_all(UNREADABLE, unreadable("a reference", &error));
        }
    }

    /// Gives every row of the answer to `take` as it comes; none is kept.
    fn lines(
        &self,
        sql: &str,
        mut take: impl FnMut(&Row) -> rusqlite::Result<()>,
    ) -> Result<(), ArchiveError> {
        let mut find = self.connection.prepare(sql)?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            take(row)?;
        }
        Ok(())
    }

    /// Every report with its data.
    fn reports(&self, telling: &mut Telling) {
        let mut records = self.records();
        let mut last = 0;
        loop {
            let (number, id) = match self.report_after(last) {
                Ok(Some(next)) => next,
                Ok(None) => return,
                Err(error) => {
                    let place = format!("what follows report number {last}");
                    return telling.of_all(UNREADABLE, unreadable(&place, &error));
                }
            };
            let proof = proof_of(records.get(number));
            let checked = &mut telling.checked;
            checked.spans += proof.spans;
            *if proof.faults.is_empty() { &mut checked.proved } else { &mut checked.failed } += 1;
            for fault in proof.faults {
                telling.of(Fault { report: Some(id.clone()), ..fault });
            }
            last = number;
        }
    }

    fn report_after(&self, last: i64) -> Result<Option<(i64, String)>, ArchiveError> {
        use rusqlite::OptionalExtension;
        let sql = "SELECT report, id FROM reports WHERE report > ?1 ORDER BY report LIMIT 1";
        let mut find = self.connection.prepare_cached(sql)?;
        Ok(find.query_row([last], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }
}

/// What is found of a report as the archive gives it.
fn proof_of(stored: Result<Option<Stored>, ArchiveError>) -> Proof {
    let (kind, what) = match stored {
        Ok(Some(stored)) => return prove(&stored.record),
        Ok(None) => (
            "reports without text or engine",
            "its text, or the engine that coded it, is gone".to_owned(),
        ),
        Err(ArchiveError::Damaged(what)) => {
            ("reports that make no sense", format!("{what} makes no sense"))
        }
        Err(error) => (UNREADABLE, unreadable("its data", &error)),
    };
    Proof { spans: 0, faults: vec![Fault { report: None, kind, what }] }
}

/// Says of something that it cannot be read; an archive says of itself how to mend it, which is
/// what is being found out here.
fn unreadable(what: &str, error: &ArchiveError) -> String {
    match error {
        ArchiveError::Damaged(said) => format!("{what} cannot be read ({said})"),
        other => format!("{what} cannot be read ({other})"),
    }
}

#[cfg(test)]
mod tests;
