//! Which report is a newer version of which.
//!
//! Two texts under one id are versions of each other: the later to arrive has `@2`, `@3` … behind its
//! id, and the one of the latest date stands, of several of that date the last to arrive. A text less
//! than half as long as the one that stands does not take its place: it is a feed's summary of a
//! page that is there in full.
//!
//! Beyond that, wire services send a story again with a mark: UPDATE and CORRECTED take the place of
//! the version before, WITHDRAWN takes back the versions before it. Versions are told by source and
//! headline: a marked report follows the one before it by date and mark, at most [`DAYS`] older; one
//! without a mark follows none, so that the daily reports of a column are no versions of each other.
//! What follows from what does not depend on the order of arrival, among [`FARTHEST`] versions.

use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};
use sayso_record::{Mark, Record, Report};
use sha2::{Digest, Sha256};

use crate::stories::waiting;
use crate::{ArchiveError, text};

/// A marked report is at most so much later than the version before it.
const DAYS: i64 = 3;
/// So many versions of a story are looked at before a new one, and as many behind it; a withdrawal
/// reaches no farther back. It bounds the time for thousands of reports under one headline.
const FARTHEST: usize = 64;
/// `turn` of a report that withdraws.
const WITHDRAWAL: i64 = 2 * 9_000_000_001;
/// `turn` from which on a report has a mark.
const MARKED: i64 = 2;

/// The place of a new report among the texts under its id.
pub struct Place {
    /// An id that is free.
    pub id: String,
    /// The text that stood so far, and how the new one stands to it.
    standing: Option<(i64, Against)>,
}

/// How a new text stands to the one under its id that stood so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Against {
    /// It takes its place.
    Newer,
    /// It is an older one, that comes late.
    Older,
    /// It is too short to take its place.
    Summary,
}

/// Where a new text belongs under its id; `None` where it is there already.
pub fn under_id(
    connection: &Connection,
    record: &Record,
    sha256: &[u8],
) -> Result<Option<Place>, ArchiveError> {
    let given = record.report.id.as_str();
    let same = "SELECT 1 FROM reports WHERE given_id = ?1 AND sha256 = ?2 \
        UNION ALL SELECT 1 FROM reports WHERE id = ?1 AND given_id IS NULL AND sha256 = ?2";
    if connection.prepare_cached(same)?.exists(params![given, sha256])? {
        return Ok(None);
    }
    let find = "SELECT report, date FROM reports WHERE given_id = ?1 AND outdone IS NULL \
        UNION ALL SELECT report, date FROM reports \
        WHERE id = ?1 AND given_id IS NULL AND outdone IS NULL";
    let row = |row: &Row| Ok((row.get(0)?, row.get(1)?));
    let found: Option<(i64, String)> =
        connection.prepare_cached(find)?.query_row([given], row).optional()?;
    let standing = match found {
        Some((standing, date)) => Some((standing, against(connection, standing, &date, record)?)),
        None => None,
    };
    Ok(Some(Place { id: free_id(connection, given)?, standing }))
}

/// How a new text stands to another under its id; lengths are those in UTF-8.
fn against(
    connection: &Connection,
    standing: i64,
    date: &str,
    record: &Record,
) -> Result<Against, ArchiveError> {
    let find = "SELECT text FROM texts WHERE report = ?1";
    let bytes: Option<Vec<u8>> =
        connection.prepare_cached(find)?.query_row([standing], |row| row.get(0)).optional()?;
    let there = bytes.and_then(|bytes| text::expand(&bytes)).map_or(0, |text| text.len());
    let new = record.report.text.len();
    let is_earlier = date.parse::<Date>().is_ok_and(|date| record.report.date < date);
    Ok(if new < there.div_ceil(2) {
        Against::Summary
    } else if is_earlier && there >= new.div_ceil(2) {
        Against::Older
    } else {
        Against::Newer
    })
}

/// The id as given, or with the next number that no other report has.
fn free_id(connection: &Connection, given: &str) -> Result<String, ArchiveError> {
    let last = "SELECT max(report), id FROM (SELECT * FROM (SELECT report, id FROM reports \
        WHERE given_id = ?1 AND outdone = 1 ORDER BY report DESC LIMIT 1) \
        UNION ALL SELECT report, id FROM reports WHERE given_id = ?1 AND outdone IS NULL)";
    let last: Option<String> =
        connection.prepare_cached(last)?.query_row([given], |row| row.get(1))?;
    let number = last
        .as_deref()
        .and_then(|id| id.strip_prefix(given)?.strip_prefix('@')?.parse::<u32>().ok());
    let mut number = number.map_or(1, u64::from);
    let mut id = last.unwrap_or_else(|| given.to_owned());
    let mut taken = connection.prepare_cached("SELECT 1 FROM reports WHERE id = ?1")?;
    while taken.exists([&id])? {
        number += 1;
        id = format!("{given}@{number}");
    }
    Ok(id)
}

/// The word for a mark in the archive.
pub fn word(mark: Mark) -> String {
    match mark {
        Mark::Update(number) => format!("update {number}"),
        Mark::Corrected => "corrected".to_owned(),
        Mark::Withdrawn => "withdrawn".to_owned(),
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
    turn: i64,
    standing: String,
    replaces: Option<i64>,
}

impl Version {
    /// `None` where the archive is damaged.
    fn of(row: &Row) -> Option<Self> {
        Some(Self {
            report: row.get(0).ok()?,
            date: row.get::<_, String>(1).ok()?.parse().ok()?,
            turn: row.get(2).ok()?,
            standing: row.get(3).ok()?,
            replaces: row.get(4).ok()?,
        })
    }

    fn is_marked(&self) -> bool {
        self.turn >= MARKED
    }

    fn is_outdone(&self) -> bool {
        self.turn % 2 == 0
    }

    fn is_withdrawal(&self) -> bool {
        self.turn >= WITHDRAWAL
    }

    /// Whether this is a newer version of the report just before it.
    fn follows(&self, before: &Version) -> bool {
        let last = before.date.checked_add(DAYS.days());
        self.is_marked() && last.is_ok_and(|last| self.date <= last)
    }
}

/// Puts a new report in its place among the texts under its id and the versions of its story, and
/// says of all of them how they stand.
pub fn settle(connection: &Connection, report: i64, place: &Place) -> Result<(), ArchiveError> {
    let Some((standing, against)) = place.standing else { return in_story(connection, report) };
    let outdo = "UPDATE reports SET outdone = 1, \
        standing = iif(standing = 'current', 'superseded', standing) WHERE report = ?1";
    let outdone = if against == Against::Newer { standing } else { report };
    connection.prepare_cached(outdo)?.execute([outdone])?;
    waiting::stands_otherwise(connection, outdone)?;
    let link = "UPDATE reports SET replaces = ?2 WHERE report = ?1 AND replaces IS NULL";
    match against {
        Against::Newer => connection.prepare_cached(link)?.execute([report, standing])?,
        Against::Older => connection.prepare_cached(link)?.execute([standing, report])?,
        Against::Summary => 0,
    };
    in_story(connection, report)?;
    in_story(connection, standing)?;
    // Those that followed it may follow another now.
    let find = "SELECT report FROM reports WHERE replaces = ?1 LIMIT 8";
    let mut find = connection.prepare_cached(find)?;
    let followers: Vec<i64> =
        find.query_map([outdone], |row| row.get(0))?.collect::<Result<_, _>>()?;
    followers.into_iter().try_for_each(|follower| in_story(connection, follower))
}

/// Says how the versions of a story around a report stand.
fn in_story(connection: &Connection, report: i64) -> Result<(), ArchiveError> {
    let find = "SELECT story, date, turn, tie FROM reports WHERE report = ?1 AND story IS NOT NULL";
    let key = |row: &Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let found = connection.prepare_cached(find)?.query_row([report], key).optional()?;
    let Some((story, date, turn, tie)): Option<(i64, String, i64, Vec<u8>)> = found else {
        return Ok(());
    };
    let key = params![story, date, turn, tie, FARTHEST];
    let mut behind: Vec<Version> = Vec::new();
    let is_cut = walk(connection, BEHIND, key, |version| {
        let goes_on = version.is_marked() && behind.last().is_none_or(|last| version.follows(last));
        behind.extend(goes_on.then_some(version));
        goes_on
    })?;
    if turn < MARKED && behind.is_empty() {
        return Ok(());
    }
    let mut versions: Vec<Version> = Vec::new();
    walk(connection, UP_TO, key, |version| {
        // The report itself comes first.
        let goes_on = version.is_marked() || versions.is_empty();
        versions.push(version);
        goes_on
    })?;
    versions.reverse();
    versions.extend(behind);
    stand(connection, &versions, is_cut)
}

/// A report and the versions before it, the newest first.
const UP_TO: &str = "SELECT report, date, turn, standing, replaces FROM reports \
    WHERE story = ?1 AND (date, turn, tie) <= (?2, ?3, ?4) \
    ORDER BY date DESC, turn DESC, tie DESC LIMIT ?5";

/// The versions behind a report, the oldest first.
const BEHIND: &str = "SELECT report, date, turn, standing, replaces FROM reports \
    WHERE story = ?1 AND (date, turn, tie) > (?2, ?3, ?4) \
    ORDER BY date, turn, tie LIMIT ?5";

/// Takes versions as long as they are wanted; true where it ended for their number alone.
fn walk(
    connection: &Connection,
    sql: &str,
    key: &[&dyn ToSql],
    mut take: impl FnMut(Version) -> bool,
) -> Result<bool, ArchiveError> {
    let mut find = connection.prepare_cached(sql)?;
    let mut rows = find.query(key)?;
    let mut count = 0;
    while let Some(version) = rows.next()?.and_then(Version::of) {
        count += 1;
        if !take(version) {
            return Ok(false);
        }
    }
    Ok(count == FARTHEST)
}

/// Writes how versions stand, oldest first; where it `is_cut`, more follow the last one.
fn stand(connection: &Connection, versions: &[Version], is_cut: bool) -> Result<(), ArchiveError> {
    let mut is_withdrawn = false;
    for (at, version) in versions.iter().enumerate().rev() {
        let is_followed = versions.get(at + 1).is_some_and(|after| after.follows(version));
        if is_cut && at + 1 == versions.len() {
            // What follows is told by how this one stands.
            is_withdrawn = version.standing == "withdrawn";
            continue;
        }
        is_withdrawn = is_withdrawn && is_followed || version.is_withdrawal();
        let standing = match is_followed || version.is_outdone() {
            _ if is_withdrawn => "withdrawn",
            true => "superseded",
            false => "current",
        };
        let before = at.checked_sub(1).and_then(|before| versions.get(before));
        let older = before.filter(|before| version.follows(before)).map(|before| before.report);
        let replaces = older.or(version.replaces);
        if standing != version.standing || replaces != version.replaces {
            let sql = "UPDATE reports SET standing = ?2, replaces = ?3 WHERE report = ?1";
            connection.prepare_cached(sql)?.execute(params![version.report, standing, replaces])?;
        }
        if standing != version.standing {
            waiting::stands_otherwise(connection, version.report)?;
        }
    }
    Ok(())
}
