//! What was taken in, what was not and why, and what coded it: the journal, for whoever looks at it.

use rusqlite::params;
use sayso_record::Engine;

use crate::{Archive, ArchiveError, Tally};

/// An input of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenIn {
    /// Its number in this archive.
    pub input: i64,
    /// Path, address or `standard input`.
    pub name: String,
    /// Whether its end was reached; `None` of what is read anew each time.
    pub finished: Option<bool>,
    /// What became of its pieces.
    pub tally: Tally,
}

/// Why a piece of an input is not in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its number, in order of noting.
    pub number: i64,
    /// Name of the input.
    pub input: String,
    /// `skipped` or `failed`.
    pub kind: String,
    /// Where in the input; `None` for all of it.
    pub place: Option<String>,
    /// What is wrong, and the next step.
    pub reason: String,
}

impl Archive {
    /// All that was taken in: how many inputs, and what became of their pieces.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn intake(&self) -> Result<(usize, Tally), ArchiveError> {
        let sql = "SELECT count(*), ifnull(sum(stored), 0), ifnull(sum(duplicates), 0), \
            ifnull(sum(skipped), 0), ifnull(sum(failed), 0) FROM inputs";
        let all = self.connection.prepare_cached(sql)?.query_row([], |row| {
            let tally = Tally {
                stored: row.get(1)?,
                duplicates: row.get(2)?,
                skipped: row.get(3)?,
                failed: row.get(4)?,
            };
            Ok((row.get(0)?, tally))
        })?;
        Ok(all)
    }

    /// At most so many inputs before this one, the newest first.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn inputs(&self, before: Option<i64>, most: usize) -> Result<Vec<TakenIn>, ArchiveError> {
        let sql = "SELECT input, name, CASE WHEN fingerprint <> '' THEN finished END, stored, duplicates, \
            skipped, failed FROM inputs WHERE input < ?1 ORDER BY input DESC LIMIT ?2";
        let mut find = self.connection.prepare_cached(sql)?;
        let rows = find.query_map(params![before.unwrap_or(i64::MAX), most], |row| {
            let tally = Tally {
                stored: row.get(3)?,
                duplicates: row.get(4)?,
                skipped: row.get(5)?,
                failed: row.get(6)?,
            };
            Ok(TakenIn { input: row.get(0)?, name: row.get(1)?, finished: row.get(2)?, tally })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// At most so many problems before this one, the newest first.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn troubles(&self, before: Option<i64>, most: usize) -> Result<Vec<Problem>, ArchiveError> {
        let sql = "SELECT problem, name, kind, place, reason FROM problems JOIN inputs USING (input) \
            WHERE problem < ?1 ORDER BY problem DESC LIMIT ?2";
        let mut find = self.connection.prepare_cached(sql)?;
        let rows = find.query_map(params![before.unwrap_or(i64::MAX), most], |row| {
            Ok(Problem {
                number: row.get(0)?,
                input: row.get(1)?,
                kind: row.get(2)?,
                place: row.get(3)?,
                reason: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What coded the reports, and how many each, most first.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn engines(&self) -> Result<Vec<(Engine, u64)>, ArchiveError> {
        let sql = "SELECT version, model, codebook, n FROM engines JOIN \
            (SELECT engine, count(*) AS n FROM reports GROUP BY engine) USING (engine) \
            ORDER BY n DESC, engine";
        let mut find = self.connection.prepare_cached(sql)?;
        let rows = find.query_map([], |row| {
            let engine = Engine { version: row.get(0)?, model: row.get(1)?, codebook: row.get(2)? };
            Ok((engine, row.get(3)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use sayso_record::sample;

    use super::*;
    use crate::{Incoming, Outcome, Writer};

    #[test]
    fn the_journal_says_what_became_of_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.sayso");
        let mut writer = Writer::create(&path).unwrap();
        writer.begin().unwrap();
        let journal = writer.journal("a.jsonl", "7 1").unwrap();
        let stored = writer.store(&Incoming::new(sample::record(), None, None).unwrap()).unwrap();
        assert_eq!(stored, Outcome::Stored);
        writer.problem(journal.input, "failed", Some("line 2"), "no date; give one").unwrap();
        let tally = Tally { stored: 1, failed: 1, ..Tally::default() };
        writer.advance(journal.input, tally).unwrap();
        writer.journal("standard input", "").unwrap();
        writer.commit().unwrap();
        let archive = Archive::open(&path).unwrap();
        assert_eq!(archive.intake().unwrap(), (2, tally));
        let inputs = archive.inputs(None, 10).unwrap();
        let said: Vec<_> =
            inputs.iter().map(|input| (input.name.as_str(), input.finished)).collect();
        assert_eq!(said, [("standard input", None), ("a.jsonl", Some(false))]);
        assert_eq!(archive.inputs(Some(inputs[0].input), 10).unwrap(), inputs[1..]);
        let troubles = archive.troubles(None, 10).unwrap();
        assert_eq!(troubles[0].place.as_deref(), Some("line 2"));
        assert!(archive.troubles(Some(troubles[0].number), 10).unwrap().is_empty());
        assert_eq!(archive.engines().unwrap(), [(sample::record().engine, 1)]);
    }
}
