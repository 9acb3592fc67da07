//! The archive read on several threads, each with a connection of its own: reports and texts do not
//! change while stories are made.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rusqlite::OptionalExtension;

use crate::dictionary::Entries;
use crate::{Archive, ArchiveError, Stored, text};

/// Fewer things than this a thread are done by one.
const WORTH_A_THREAD: usize = 2;

/// One of those who read.
pub struct Reader {
    pub archive: Archive,
    entries: Entries,
}

/// Those who read, one a thread.
pub struct Readers(Vec<Reader>);

impl Reader {
    /// The record of a report.
    pub fn record(&mut self, report: i64) -> Result<Stored, ArchiveError> {
        let stored = self.archive.stored(report, &mut self.entries)?;
        stored.ok_or_else(|| gone(report))
    }

    /// The text of a report.
    pub fn text(&self, report: i64) -> Result<String, ArchiveError> {
        self.archive.text(report)
    }
}

impl Archive {
    /// The text of a report.
    pub(super) fn text(&self, report: i64) -> Result<String, ArchiveError> {
        let mut find =
            self.connection.prepare_cached("SELECT text FROM texts WHERE report = ?1")?;
        let bytes: Option<Vec<u8>> = find.query_row([report], |row| row.get(0)).optional()?;
        bytes.and_then(|bytes| text::expand(&bytes)).ok_or_else(|| gone(report))
    }
}

fn gone(report: i64) -> ArchiveError {
    ArchiveError::Damaged(format!("report number {report}"))
}

impl Readers {
    /// So many readers of the archive at `path`.
    pub fn open(path: &Path, threads: usize) -> Result<Self, ArchiveError> {
        let open = |_| Ok(Reader { archive: Archive::open(path)?, entries: Entries::default() });
        Ok(Self((0..threads.max(1)).map(open).collect::<Result<_, ArchiveError>>()?))
    }

    /// What `make` makes of each item, in the order of the items, whoever made it; of several that
    /// fail, the first.
    pub fn in_order<T: Sync, R: Send>(
        &mut self,
        items: &[T],
        make: impl Fn(&mut Reader, &T) -> Result<R, ArchiveError> + Sync,
    ) -> Result<Vec<R>, ArchiveError> {
        let threads = (items.len() / WORTH_A_THREAD).clamp(1, self.0.len());
        let Some(readers) = self.0.get_mut(..threads) else { return Ok(Vec::new()) };
        if let [reader] = readers {
            return items.iter().map(|item| make(reader, item)).collect();
        }
        let next = AtomicUsize::new(0);
        let work = |reader: &mut Reader| {
            let mut made = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(at) else { return made };
                let one = make(reader, item);
                let is_failed = one.is_err();
                made.push((at, one));
                if is_failed {
                    next.store(items.len(), Ordering::Relaxed);
                }
            }
        };
        let mut made: Vec<(usize, Result<R, ArchiveError>)> = thread::scope(|scope| {
            let running: Vec<_> =
                readers.iter_mut().map(|reader| scope.spawn(|| work(reader))).collect();
            let join = |thread: thread::ScopedJoinHandle<'_, _>| match thread.join() {
                Ok(made) => made,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            running.into_iter().flat_map(join).collect()
        });
        made.sort_by_key(|(at, _)| *at);
        made.into_iter().map(|(_, one)| one).collect()
    }
}
