//! Which report is a newer version of which.
//!
//! Two texts under one id are versions of each other: the later has `@2`, `@3` … behind its id.
//! Beyond that, wire services send a story again with a mark: UPDATE and CORRECTED take the place of
//! the version before, WITHDRAWN takes back all before it. Versions are told by source and headline
//! within a few days. What follows from what does not depend on the order of arrival.

use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, params};
use sayso_record::{Mark, Report};
use sha2::{Digest, Sha256};

use crate::ArchiveError;

/// Versions of one story lie at most so far apart.
const DAYS: i64 = 3;

/// What is known of an id.
pub enum Known {
    /// Nothing.
    None,
    /// The same text.
    Same,
    /// Other texts: the id of one more, and the newest so far.
    Other {
        /// An id that is free.
        id: String,
        /// Number of the newest report under this id.
        newest: i64,
    },
}

/// Looks a text up under its id.
pub fn under_id(connection: &Connection, id: &str, sha256: &[u8]) -> Result<Known, ArchiveError> {
    let find = "SELECT report, sha256 FROM reports WHERE id = ?1";
    let (mut version, mut name, mut newest) = (1, id.to_owned(), None);
    loop {
        let row = connection.prepare_cached(find)?.query_row([&name], |row| {
            Ok((row.get::<_, i64>(0)?, row.get_ref(1)?.as_blob()? == sha256))
        });
        match row.optional()? {
            Some((_, true)) => return Ok(Known::Same),
            Some((report, false)) => newest = Some(report),
            None => break,
        }
        version += 1;
        name = format!("{id}@{version}");
    }
    Ok(newest.map_or(Known::None, |newest| Known::Other { id: name, newest }))
}

/// The word for a mark in the archive.
pub fn word(mark: Mark) -> String {
    match mark {
        Mark::Update(number) => format!("update {number}"),
        Mark::Corrected => "corrected".to_owned(),
        Mark::Withdrawn => "withdrawn".to_owned(),
    }
}

/// How late a mark comes among the versions of one day; `None` for a report without one.
fn rank(mark: Option<&str>) -> u32 {
    match mark {
        None => 0,
        Some("corrected") => u32::MAX - 1,
        Some("withdrawn") => u32::MAX,
        Some(update) => {
            update.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(1).max(1)
        }
    }
}

/// What versions of one story have in common, as a number.
pub fn story(headline: Option<&str>, report: &Report) -> Option<i64> {
    let headline = headline.filter(|headline| !headline.is_empty())?;
    let mut hash = Sha256::new();
    for part in [report.source.as_deref().unwrap_or(""), headline] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let bytes = hash.finalize();
    Some(bytes.iter().take(8).fold(0i64, |number, byte| number << 8 | i64::from(*byte)))
}

/// A report among the versions of its story.
struct Version {
    report: i64,
    date: Date,
    rank: u32,
    is_withdrawal: bool,
}

/// Puts a new report in its place among the versions of its story, and says of all of them how they
/// stand. `older` is the version before it under the same id.
pub fn settle(
    connection: &Connection,
    report: i64,
    older: Option<i64>,
    story: Option<i64>,
) -> Result<(), ArchiveError> {
    if let Some(older) = older {
        stand(connection, older, "superseded")?;
    }
    let Some(story) = story else { return Ok(()) };
    let versions = around(connection, report, story)?;
    if versions.iter().all(|version| version.rank == 0) {
        return Ok(());
    }
    for pair in versions.windows(2) {
        let [before, after] = pair else { continue };
        let near = before.date.checked_add(DAYS.days()).is_ok_and(|last| after.date <= last);
        if after.rank > 0 && near {
            let link = "UPDATE reports SET replaces = ?2 WHERE report = ?1";
            connection.prepare_cached(link)?.execute(params![after.report, before.report])?;
            stand(connection, before.report, "superseded")?;
        }
    }
    let withdrawn = versions.iter().rposition(|version| version.is_withdrawal);
    for version in withdrawn.iter().flat_map(|last| &versions[..=*last]) {
        stand(connection, version.report, "withdrawn")?;
    }
    Ok(())
}

/// A withdrawn report stays so.
fn stand(connection: &Connection, report: i64, standing: &str) -> Result<(), ArchiveError> {
    let sql = "UPDATE reports SET standing = ?2 WHERE report = ?1 AND standing <> 'withdrawn'";
    connection.prepare_cached(sql)?.execute(params![report, standing])?;
    Ok(())
}

/// The versions of a story that are not too far from this one, oldest first.
fn around(connection: &Connection, report: i64, story: i64) -> Result<Vec<Version>, ArchiveError> {
    let sql = "SELECT report, date, mark FROM reports WHERE story = ?1 ORDER BY report";
    let mut find = connection.prepare_cached(sql)?;
    let mut rows = find.query([story])?;
    let mut versions = Vec::new();
    while let Some(row) = rows.next()? {
        let mark = row.get_ref(2)?.as_str_or_null().unwrap_or(None);
        let (rank, is_withdrawal) = (rank(mark), mark == Some("withdrawn"));
        let Ok(date) = row.get_ref(1)?.as_str().unwrap_or("").parse() else { continue };
        versions.push(Version { report: row.get(0)?, date, rank, is_withdrawal });
    }
    versions.sort_by_key(|version| (version.date, version.rank, version.report));
    let Some(here) = versions.iter().position(|version| version.report == report) else {
        return Ok(Vec::new());
    };
    let near =
        |a: &Version, b: &Version| a.date.checked_add(DAYS.days()).is_ok_and(|last| b.date <= last);
    let first = (0..here).rev().take_while(|at| near(&versions[*at], &versions[at + 1])).count();
    let last =
        (here + 1..versions.len()).take_while(|at| near(&versions[at - 1], &versions[*at])).count();
    Ok(versions.drain(here - first..=here + last).collect())
}
