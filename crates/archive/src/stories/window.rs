//! The reports around a day that may be copies of one another, and who copies whom.
//!
//! Whether one report copies another is told by their two texts alone. A report is held against the
//! earlier ones of [`COPY_DAYS`] before it, and what it finds is its own row; it is held against the
//! later ones that were there before it came, too, and mends theirs.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::{OptionalExtension, params};
use sayso_stories::copies::{Index, Kind, Overlap, overlap};

use super::kept::{COPY_DAYS, Known, Waits, after, before, date};
use super::readers::{Reader, Readers};
use crate::{Archive, ArchiveError};

/// A report that others may be copies of, or that may be a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Near {
    date: Date,
    id: String,
    number: i64,
}

/// The reports within reach of the days at hand.
pub struct Window {
    index: Index,
    near: BTreeMap<u32, Near>,
    days: BTreeMap<Date, Vec<u32>>,
    next: u32,
    /// Reports that do not wait are in it up to this day.
    until: Date,
    keep_from: Option<Date>,
}

/// A report to hold against others: the earlier ones in order, and later ones.
struct Held {
    number: i64,
    earlier: Vec<i64>,
    later: Vec<i64>,
}

/// What came of it.
struct Found {
    number: i64,
    original: Option<(i64, Overlap)>,
    /// Later reports that are copies of it.
    copies: Vec<(i64, Overlap)>,
}

impl Window {
    /// Begins before a day.
    pub fn before(day: Date, keep_from: Option<Date>) -> Self {
        Self {
            index: Index::default(),
            near: BTreeMap::new(),
            days: BTreeMap::new(),
            next: 0,
            until: before(day, COPY_DAYS + 1),
            keep_from,
        }
    }

    /// Finds the copies of the reports that wait for it among those of some days, and writes them:
    /// the reports of which something was written.
    pub fn take(
        &mut self,
        archive: &Archive,
        readers: &mut Readers,
        known: &[Known],
    ) -> Result<Vec<i64>, ArchiveError> {
        let (Some(first), Some(last)) = (known.first(), known.last()) else {
            return Ok(Vec::new());
        };
        self.forget(before(first.date, COPY_DAYS));
        self.reach(archive, readers, after(last.date, COPY_DAYS))?;
        let fresh = known.iter().filter(|known| known.waits == Some(Waits::AsNew));
        let held: Vec<Held> = fresh.map(|known| self.held(known)).collect();
        let found = readers.in_order(&held, hold)?;
        let mut written = Vec::new();
        for Found { number, original, copies } in found {
            archive.forget_copy(number)?;
            if let Some((original, overlap)) = original {
                archive.keep_copy(number, original, &overlap)?;
                written.push(number);
            }
            for (copy, overlap) in copies {
                if archive.is_earlier_original(copy, number, &overlap)? {
                    archive.keep_copy(copy, number, &overlap)?;
                    written.push(copy);
                }
            }
        }
        Ok(written)
    }

    fn forget(&mut self, before: Date) {
        let kept = self.days.split_off(&before);
        for key in std::mem::replace(&mut self.days, kept).into_values().flatten() {
            self.index.forget(key);
            self.near.remove(&key);
        }
    }

    /// Takes in the reports up to a day that do not wait themselves.
    fn reach(
        &mut self,
        archive: &Archive,
        readers: &mut Readers,
        last: Date,
    ) -> Result<(), ArchiveError> {
        let first = after(self.until, 1);
        if first > last || self.until == Date::MAX {
            return Ok(());
        }
        let settled = "AND w.why IS NOT 'new'";
        for known in archive.known(readers, (first, last), settled, self.keep_from)? {
            self.add(&known);
        }
        self.until = last;
        Ok(())
    }

    fn add(&mut self, known: &Known) {
        let key = self.next;
        self.next = self.next.wrapping_add(1);
        self.index.add(key, &known.sketch);
        let Known { number, id, date, .. } = known;
        self.near.insert(key, Near { date: *date, id: id.clone(), number: *number });
        self.days.entry(known.date).or_default().push(key);
    }

    /// What a report is to be held against; it is in reach of others from then on.
    fn held(&mut self, known: &Known) -> Held {
        let alike = self.index.alike(&known.sketch);
        self.add(known);
        let (first, last) = (before(known.date, COPY_DAYS), after(known.date, COPY_DAYS));
        let near = alike.iter().filter_map(|(key, marks)| Some((self.near.get(key)?, *marks)));
        let near = near.filter(|(near, _)| first <= near.date && near.date <= last);
        let (earlier, later): (Vec<_>, Vec<_>) =
            near.partition(|(near, _)| (near.date, &near.id) < (known.date, &known.id));
        Held { number: known.number, earlier: most_alike(earlier), later: most_alike(later) }
    }
}

/// How many reports before it, and after it, a report is held against: where a note stands under all reports
/// of a publisher, all share its marks.
const MOST_HELD: usize = 64;

/// The numbers of the reports that share the most marks, by date and id.
fn most_alike(mut near: Vec<(&Near, usize)>) -> Vec<i64> {
    near.sort_by_key(|(near, marks)| (Reverse(*marks), near.date, &near.id));
    near.truncate(MOST_HELD);
    near.sort_by_key(|(near, _)| (near.date, &near.id));
    near.into_iter().map(|(near, _)| near.number).collect()
}

/// Holds a report's text against those of others.
fn hold(reader: &mut Reader, held: &Held) -> Result<Found, ArchiveError> {
    let mut found = Found { number: held.number, original: None, copies: Vec::new() };
    if held.earlier.is_empty() && held.later.is_empty() {
        return Ok(found);
    }
    let text = reader.text(held.number)?;
    for earlier in &held.earlier {
        let Some(overlap) = overlap(&text, &reader.text(*earlier)?) else { continue };
        let is_whole = overlap.kind == Kind::Whole;
        if is_whole || found.original.is_none() {
            found.original = Some((*earlier, overlap));
        }
        if is_whole {
            break;
        }
    }
    for later in &held.later {
        let overlap = overlap(&reader.text(*later)?, &text);
        found.copies.extend(overlap.map(|overlap| (*later, overlap)));
    }
    Ok(found)
}

/// The word for a kind in the archive.
fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Whole => "whole",
        Kind::Part => "part",
    }
}

/// Four decimals are more than can be told.
fn rounded(share: f32) -> f64 {
    (f64::from(share) * 10_000.0).round() / 10_000.0
}

/// Where the words stand, as the archive has it.
pub fn passages(overlap: &Overlap) -> String {
    let passages: Vec<[usize; 4]> = overlap
        .passages
        .iter()
        .map(|p| [p.copy.start, p.copy.end, p.original.start, p.original.end])
        .collect();
    serde_json::json!(passages).to_string()
}

impl Archive {
    fn forget_copy(&self, report: i64) -> Result<(), ArchiveError> {
        self.connection
            .prepare_cached("DELETE FROM copies WHERE report = ?1")?
            .execute([report])?;
        Ok(())
    }

    fn keep_copy(&self, report: i64, original: i64, of: &Overlap) -> Result<(), ArchiveError> {
        let sql = "INSERT OR REPLACE INTO copies VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let (share, of_original) = (rounded(of.share), rounded(of.of_original));
        let values = params![report, original, word(of.kind), share, of_original, passages(of)];
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// Whether `original`, of which `report` is a copy, is to be named rather than what is named now:
    /// a whole copy rather than one of a part, then the earlier report.
    fn is_earlier_original(
        &self,
        report: i64,
        original: i64,
        of: &Overlap,
    ) -> Result<bool, ArchiveError> {
        let sql = "SELECT c.kind, named.date, named.id, new.date, new.id FROM copies c \
            JOIN reports named ON named.report = c.original JOIN reports new ON new.report = ?2 \
            WHERE c.report = ?1";
        let mut find = self.connection.prepare_cached(sql)?;
        let row = find.query_row([report, original], |row| {
            let texts: [String; 5] =
                [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?];
            Ok(texts)
        });
        let Some([kind, named_date, named_id, new_date, new_id]) = row.optional()? else {
            return Ok(true);
        };
        let named = (kind != word(Kind::Whole), date(&named_date)?, named_id);
        Ok((of.kind != Kind::Whole, date(&new_date)?, new_id) < named)
    }
}
