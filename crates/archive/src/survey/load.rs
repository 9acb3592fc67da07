//! An archive, read into a survey: on several threads, each with a connection of its own, then put
//! into one order and one numbering, so that nothing depends on who read what.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::Survey;
use super::columns::{Columns, NONE, narrow, rows};
use super::gather::{Due, Gathered, Merging, Named, Numbers};
use super::names::{Entity, Known, Spot};
use super::reports::Reports;
use super::stamp::Stamp;
use super::stories::{Stories, Told};
use super::tables::Tables;
use crate::{Archive, ArchiveError};

/// Reports that are read together.
const AT_ONCE: usize = if cfg!(test) { 4 } else { 256 };
/// So many reports are worth a thread more.
const WORTH_A_THREAD: usize = if cfg!(test) { 8 } else { 2048 };
/// More threads than this only wait for each other.
const MOST_THREADS: usize = 8;
/// So often it is tried to have all threads read the same state of an archive that is written to.
const TRIES: usize = 3;

impl Survey {
    /// Reads all reports of an archive that stand.
    ///
    /// # Errors
    /// The archive cannot be read, or what it holds makes no sense.
    pub fn load(archive: &Archive) -> Result<Self, ArchiveError> {
        Self::read(archive, None, threads())
    }

    /// The survey of the archive as it is now. What this one has of reports that were not coded again
    /// is taken over.
    ///
    /// # Errors
    /// As of [`Survey::load`].
    pub fn renewed(&self, archive: &Archive) -> Result<Self, ArchiveError> {
        Self::read(archive, Some(self), threads())
    }

    /// Whether reports came, were coded again or were put into other stories since.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn is_behind(&self, archive: &Archive) -> Result<bool, ArchiveError> {
        Ok(Stamp::of(archive)? != self.stamp)
    }

    /// With so many threads at most; what comes out is the same.
    pub(super) fn read(
        archive: &Archive,
        older: Option<&Self>,
        threads: usize,
    ) -> Result<Self, ArchiveError> {
        let _snapshot = archive.snapshot()?;
        let stamp = Stamp::of(archive)?;
        let tables = Tables::read(archive)?;
        let older = older.filter(|older| tables.goes_on(&older.tables));
        let reports = Reports::read(archive)?;
        let mut due: Vec<Due> = reports.due(older.map(|older| &older.reports));
        due.sort_unstable_by_key(|due| due.number);
        let (told, gathered) = gather(archive, &stamp, &tables, &due, threads)?;
        let parts = Parts { older, gathered };
        let merged = parts.merged(&reports);
        let stories = Stories::of(archive, told, &reports, &merged.columns)?;
        Ok(Self::of(stamp, tables, reports, merged, stories))
    }
}

/// How many threads this machine runs at a time.
fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS)
}

/// Reads what is due, and the stories beside it.
fn gather(
    archive: &Archive,
    stamp: &Stamp,
    tables: &Tables,
    due: &[Due],
    threads: usize,
) -> Result<(Told, Vec<Gathered>), ArchiveError> {
    let threads = threads.min(due.len() / WORTH_A_THREAD);
    let readers = if threads > 1 { readers(archive, stamp, threads)? } else { Vec::new() };
    if readers.is_empty() {
        let mut all = Gathered::default();
        due.chunks(AT_ONCE).try_for_each(|some| all.read(archive, tables, some))?;
        return Ok((Told::read(archive)?, vec![all]));
    }
    let pieces: Vec<&[Due]> = due.chunks(AT_ONCE).collect();
    let next = AtomicUsize::new(0);
    let work = |reader: Archive| {
        let mut all = Gathered::default();
        while let Some(some) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
            all.read(&reader, tables, some)?;
        }
        Ok::<_, ArchiveError>(all)
    };
    thread::scope(|scope| {
        let running: Vec<_> =
            readers.into_iter().map(|reader| scope.spawn(|| work(reader))).collect();
        let told = Told::read(archive);
        let gathered: Result<Vec<Gathered>, ArchiveError> = running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect();
        Ok((told?, gathered?))
    })
}

/// Connections that all read the archive in the state of this stamp; none where it is not to be had.
fn readers(archive: &Archive, stamp: &Stamp, count: usize) -> Result<Vec<Archive>, ArchiveError> {
    let mut readers = Vec::new();
    let mut tries = TRIES;
    while readers.len() < count {
        let reader = Archive::open(archive.path())?;
        reader.connection.execute_batch("BEGIN")?;
        if Stamp::of(&reader)? == *stamp {
            readers.push(reader);
        } else {
            tries -= 1;
            if tries == 0 {
                return Ok(Vec::new());
            }
        }
    }
    Ok(readers)
}

/// What a survey is put together from.
struct Parts<'p> {
    older: Option<&'p Survey>,
    gathered: Vec<Gathered>,
}

/// Everything in one order and one numbering.
#[derive(Default)]
pub struct Merged {
    /// The reports, newest first.
    pub columns: Columns,
    /// Who, in the order in which the reports name them.
    pub entities: Known<Entity>,
    /// Where.
    pub spots: Known<Spot>,
    /// What is counted.
    pub measures: Known<Arc<str>>,
}

impl Parts<'_> {
    /// The reports in their order.
    fn merged(self, reports: &Reports) -> Merged {
        let mut at: HashMap<i64, (usize, usize)> = HashMap::new();
        for (part, gathered) in self.gathered.iter().enumerate() {
            at.extend(gathered.numbers.iter().enumerate().map(|(at, n)| (*n, (part + 1, at))));
        }
        let mut named: Vec<(Option<&Columns>, Named)> = vec![match self.older {
            Some(older) => (Some(&older.columns), older.named()),
            None => (None, Named::default()),
        }];
        named.extend(self.gathered.iter().map(|part| (Some(&part.columns), part.named())));
        let mut now: Vec<Numbers> = named.iter().map(|(_, names)| Numbers::of(names)).collect();
        let mut merged = Merged::default();
        for report in 0..reports.len() {
            let number = reports.number(report);
            let taken = || Some((0, self.older?.reports.by_number(number)? as usize));
            let Some((part, row)) = at.get(&number).copied().or_else(taken) else {
                merged.columns.end_report();
                continue;
            };
            let (Some((Some(columns), from)), Some(now)) = (named.get(part), now.get_mut(part))
            else {
                merged.columns.end_report();
                continue;
            };
            let Merged { columns: all, entities, spots, measures } = &mut merged;
            let mut names = Merging { entities, spots, measures, from: *from, now };
            all.take(columns, row, &mut names);
        }
        merged.columns.shrink();
        merged
    }
}

/// The report of each row.
pub fn reports_of(ends: &[u32]) -> Vec<u32> {
    let mut all = vec![NONE; ends.last().map_or(0, |end| *end as usize)];
    for report in 0..ends.len() {
        if let Some(rows) = all.get_mut(rows(ends, report)) {
            rows.fill(narrow(report));
        }
    }
    all
}
