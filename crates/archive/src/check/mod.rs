//! Proves that an archive is whole and that its data stand on their texts, by reading alone.
//!
//! What this cannot prove is that the coding is right, or that the last datum of a report was not
//! taken out: nothing but the report itself says how many there were.

mod record;

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use rusqlite::Row;

use crate::write::rows::are_numbered;
use crate::{Archive, ArchiveError, schema};

pub use record::{Proof, prove};

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Id of the report that it is in; `None` for the archive as a whole.
    pub report: Option<String>,
    /// What it is.
    pub what: String,
}

/// How much was proven.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Checked {
    /// Reports without a fault.
    pub proven: usize,
    /// Reports with one or more.
    pub failed: usize,
    /// Spans that were looked at.
    pub spans: usize,
    /// Faults in no report of their own.
    pub faults: usize,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match &self.report {
            Some(report) => write!(formatter, "report {report}: {}", self.what),
            None => formatter.write_str(&self.what),
        }
    }
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

/// Questions that have no answer in an archive that is whole. Each gives a line for every fault.
const UNANSWERED: &[&str] = &[
    "SELECT 'input ' || name || ': ' || pieces || ' read, but ' || (stored + duplicates + skipped + failed) \
        || ' stored, duplicate, skipped or failed' FROM inputs \
        WHERE pieces <> stored + duplicates + skipped + failed",
    "SELECT 'input ' || name || ': ' || skipped || ' skipped and ' || failed || ' failed, but reasons for ' \
        || (SELECT count(*) FROM problems p WHERE p.input = i.input AND kind = 'skipped') || ' and ' \
        || (SELECT count(*) FROM problems p WHERE p.input = i.input AND kind = 'failed') FROM inputs i \
        WHERE skipped <> (SELECT count(*) FROM problems p WHERE p.input = i.input AND kind = 'skipped') \
        OR failed <> (SELECT count(*) FROM problems p WHERE p.input = i.input AND kind = 'failed')",
    "SELECT 'the journal tells of ' || total(stored) || ' reports stored, and there are ' \
        || (SELECT count(*) FROM reports) FROM inputs HAVING total(stored) > (SELECT count(*) FROM reports)",
    "SELECT 'report ' || id || ' is not in the full text; `sayso ingest ARCHIVE --recode` makes it again' \
        FROM reports WHERE report NOT IN (SELECT id FROM words_docsize)",
    "SELECT 'the full text has a report ' || id || ' that is not there' \
        FROM words_docsize WHERE id NOT IN (SELECT report FROM reports)",
];

impl Archive {
    /// Looks through all of the archive and gives every fault to `tell` as it is found; faults do
    /// not stop it.
    pub fn check(&self, tell: &mut dyn FnMut(Fault)) -> Checked {
        let mut checked = Checked::default();
        let mut of_all = |what: String| {
            checked.faults += 1;
            tell(Fault { report: None, what });
        };
        self.of_sqlite(&mut of_all);
        for question in UNANSWERED {
            match self.lines(question, |row| row.get(0)) {
                Ok(lines) => lines.into_iter().for_each(&mut of_all),
                Err(error) => of_all(unreadable("the journal or the full text", &error)),
            }
        }
        self.reports(&mut checked, tell);
        checked
    }

    /// What SQLite itself finds.
    fn of_sqlite(&self, of_all: &mut dyn FnMut(String)) {
        let sql = format!("PRAGMA integrity_check({MOST})");
        match self.lines(&sql, |row| row.get::<_, String>(0)) {
            Ok(lines) => lines
                .into_iter()
                .filter(|line| line != "ok")
                .for_each(|line| of_all(format!("the file is damaged: {line}"))),
            Err(error) => of_all(unreadable("the file", &error)),
        }
        let lines = self.lines("PRAGMA foreign_key_check", |row| {
            let (table, rowid): (String, Option<i64>) = (row.get(0)?, row.get(1)?);
            let parent: String = row.get(2)?;
            let which = rowid.map_or("a row".to_owned(), |number| format!("row {number}"));
            Ok(format!("{which} of the table {table} names a row of {parent} that is not there"))
        });
        match lines {
            Ok(lines) => lines.into_iter().for_each(of_all),
            Err(error) => of_all(unreadable("a reference", &error)),
        }
    }

    fn lines(
        &self,
        sql: &str,
        line: impl FnMut(&Row) -> rusqlite::Result<String>,
    ) -> Result<Vec<String>, ArchiveError> {
        let mut find = self.connection.prepare(sql)?;
        let lines = find.query_map([], line)?.collect::<Result<_, _>>()?;
        Ok(lines)
    }

    /// Every report with its data.
    fn reports(&self, checked: &mut Checked, tell: &mut dyn FnMut(Fault)) {
        let mut records = self.records();
        let mut last = 0;
        loop {
            let (number, id) = match self.report_after(last) {
                Ok(Some(next)) => next,
                Ok(None) => return,
                Err(error) => {
                    checked.faults += 1;
                    let place = format!("what follows report number {last}");
                    return tell(Fault { report: None, what: unreadable(&place, &error) });
                }
            };
            let mut faults = Vec::new();
            match records.get(number) {
                Ok(Some(stored)) => {
                    let Proof { spans, faults: found } = prove(&stored.record);
                    checked.spans += spans;
                    faults = found;
                    if !are_numbered(&stored.record) {
                        faults.push("a statement, event or figure between others is gone".into());
                    }
                }
                Ok(None) => faults.push("its text, or the engine that coded it, is gone".into()),
                Err(ArchiveError::Damaged(what)) => faults.push(format!("{what} makes no sense")),
                Err(error) => faults.push(unreadable("its data", &error)),
            }
            *if faults.is_empty() { &mut checked.proven } else { &mut checked.failed } += 1;
            for what in faults {
                tell(Fault { report: Some(id.clone()), what });
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
