//! Stories in the archive: which reports copy which, which tell of one matter, which of their events
//! are one happening, and how a figure went on. What decides is in [`sayso_stories`]; here it is brought
//! to the reports that are there, and kept.
//!
//! - [`waiting`]: what the writer leaves to be looked at.
//! - [`Writer::group`]: looks at it, day by day from the earliest one on: `window` finds the copies,
//!   `days` puts reports into stories and events into happenings, `series` the figures into series.
//! - [`Archive::stories`]: stories whole, for whoever takes them away.
//! - [`lists`]: stories, happenings and series a page at a time, for whoever shows them.
//! - [`page`]: one happening with its story, for whoever shows it.
//!
//! All of it depends on the set of reports that stand: not on the order in which they came, nor on
//! how often the archive was brought up to date between. A commit holds some days with all that
//! follows from them, and what is still to be gone through; a run that was killed is gone on with.

mod days;
mod kept;
pub mod lists;
pub mod page;
mod readers;
mod series;
mod title;
mod told;
pub(crate) mod waiting;
pub(crate) mod window;

#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

use sayso_stories::timeline::Timeline;

use crate::{Archive, ArchiveError, Writer};
use days::Days;
use readers::Readers;

pub use told::{Copy, Happening, Member, Numbers, RuledDay, Series, Story, Telling};

/// So many reports go into a commit, with those of the last one's day: what a kill costs at most, in
/// work to do again.
pub const COMMIT_REPORTS: usize = 512;

/// How the stories are brought up to date; what comes of it is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Threads to run.
    pub threads: usize,
    /// A commit after so many reports, at the end of a day.
    pub commit_every: usize,
}

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Grouped {
    /// Reports that were looked at, those whose place was looked for again included.
    pub reports: u64,
    /// Stories founded.
    pub stories: u64,
    /// Happenings founded.
    pub happenings: u64,
    /// Reports found to be copies, as a whole or in part.
    pub copies: u64,
    /// Whether it was stopped before its end; what was done is kept.
    pub is_stopped: bool,
}

/// How the stories stand to the reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upkeep {
    /// They were never made.
    Never,
    /// Reports came, went or were coded again since.
    Behind,
    /// They are those of the reports.
    UpToDate,
}

/// What puts reports into stories, day by day.
pub(crate) trait Placing {
    /// See [`Timeline::restore`].
    fn restore(&mut self, report: kept::Incoming, placed: kept::Placed);
    /// See [`Timeline::day`].
    fn day(&mut self, date: jiff::civil::Date, reports: Vec<kept::Incoming>) -> Vec<kept::Placed>;
}

impl Placing for Timeline {
    fn restore(&mut self, report: kept::Incoming, placed: kept::Placed) {
        Timeline::restore(self, report, placed);
    }

    fn day(&mut self, date: jiff::civil::Date, reports: Vec<kept::Incoming>) -> Vec<kept::Placed> {
        Timeline::day(self, date, reports)
    }
}

impl Writer {
    /// Brings the stories up to date. `at` is told after every commit how many
    /// reports were looked at and how many waited at the start; where it breaks, the run stops there.
    ///
    /// # Errors
    /// The archive cannot be read or written; what was committed stays.
    pub fn group(
        &mut self,
        pace: Pace,
        at: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<Grouped, ArchiveError> {
        self.group_by(pace, at, || Box::<Timeline>::default())
    }

    /// The same with something else that places.
    pub(crate) fn group_by(
        &mut self,
        pace: Pace,
        at: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
        placing: impl Fn() -> Box<dyn Placing>,
    ) -> Result<Grouped, ArchiveError> {
        let mut readers = Readers::open(self.archive().path(), pace.threads)?;
        let mut grouped = Grouped::default();
        let kept_from = self.archive().gists_needed_from()?;
        let waiting = self.archive().count_waiting()?;
        while let Some(first) = self.archive().first_waiting()? {
            let mut days = Days::from(first, kept_from, placing());
            if self.archive().chunk(days.next(), 1)?.is_none() {
                return Err(ArchiveError::Damaged("what waits for the stories".into()));
            }
            while let Some(chunk) = self.archive().chunk(days.next(), pace.commit_every)? {
                self.whole(|archive| days.take(archive, &mut readers, chunk, &mut grouped))?;
                if at(grouped.reports, waiting).is_break() {
                    grouped.is_stopped = self.archive().upkeep()? != Upkeep::UpToDate;
                    return Ok(grouped);
                }
                if days.is_settled() {
                    break;
                }
            }
        }
        while let Some(due) = self.archive().due()? {
            let made = readers.in_order(&due, series::of_story)?;
            self.whole(|archive| series::keep(archive, &made))?;
            if at(grouped.reports, waiting).is_break() {
                grouped.is_stopped = self.archive().upkeep()? != Upkeep::UpToDate;
                return Ok(grouped);
            }
        }
        self.whole(|archive| archive.forget_gists(kept_from))?;
        Ok(grouped)
    }

    /// All that `change` does, or nothing.
    fn whole(
        &mut self,
        change: impl FnOnce(&Archive) -> Result<(), ArchiveError>,
    ) -> Result<(), ArchiveError> {
        self.begin()?;
        let done = change(self.archive()).and_then(|()| self.commit());
        if done.is_err() {
            self.undo();
        }
        done
    }
}

impl Archive {
    /// How the stories stand to the reports.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn upkeep(&self) -> Result<Upkeep, ArchiveError> {
        let has = |sql: &str| self.connection.prepare_cached(sql)?.exists([]);
        Ok(match has("SELECT 1 FROM waiting")? || has("SELECT 1 FROM stories WHERE due = 1")? {
            false => Upkeep::UpToDate,
            true if has("SELECT 1 FROM stories")? => Upkeep::Behind,
            true => Upkeep::Never,
        })
    }
}
