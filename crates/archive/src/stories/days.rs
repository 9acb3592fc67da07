//! Days gone through in order: their reports into stories, their events into happenings.
//!
//! What is open on a day follows from the days before it, so a day that changes is followed by those
//! after it, until [`OPEN_DAYS`] have come out as they were: from there on nothing can change.

use std::collections::BTreeSet;

use jiff::civil::Date;
use sayso_stories::timeline::OPEN_DAYS;

use super::kept::{EventAt, Incoming, Known, Waits, after, before, date};
use super::readers::Readers;
use super::window::Window;
use super::{Grouped, Placing};
use crate::{Archive, ArchiveError};

/// Days on their way into the stories.
pub struct Days {
    placing: Box<dyn Placing>,
    window: Option<Window>,
    keep_from: Option<Date>,
    next: Date,
    /// Whether the days before the first one were taken back.
    is_begun: bool,
    /// The last day that waited or came out otherwise than it was.
    changed: Date,
    is_settled: bool,
}

impl Days {
    /// Begins at a day.
    pub fn from(first: Date, keep_from: Option<Date>, placing: Box<dyn Placing>) -> Self {
        let (next, changed) = (first, first);
        Self { placing, window: None, keep_from, next, is_begun: false, changed, is_settled: false }
    }

    /// The first day that was not gone through.
    pub fn next(&self) -> Date {
        self.next
    }

    /// Whether the days that follow stay as they are.
    pub fn is_settled(&self) -> bool {
        self.is_settled
    }

    /// Goes through some days, and leaves word of where it is to be gone on.
    pub fn take(
        &mut self,
        archive: &Archive,
        readers: &mut Readers,
        (first, last): (Date, Date),
        grouped: &mut Grouped,
    ) -> Result<(), ArchiveError> {
        if !std::mem::replace(&mut self.is_begun, true) {
            self.restore(archive, readers, first)?;
        }
        let known = archive.known(readers, (first, last), "", self.keep_from)?;
        let mut touched = self.copies(archive, readers, &known, grouped)?;
        let fallen = archive.fallen((first, last))?;
        for (number, day) in fallen {
            self.changed = self.changed.max(date(&day)?);
            touched.extend(archive.placed(number)?.map(|placed| placed.story));
            archive.displace(number)?;
        }
        for day in known.chunk_by(|one, other| one.date == other.date) {
            self.day(archive, day, &mut touched, grouped)?;
        }
        touched.iter().try_for_each(|story| archive.touch_story(*story))?;
        archive.done((first, last))?;
        self.go_on(archive, last)
    }

    /// Takes back what the days before are open with.
    fn restore(
        &mut self,
        archive: &Archive,
        readers: &mut Readers,
        first: Date,
    ) -> Result<(), ArchiveError> {
        let days = (before(first, OPEN_DAYS), before(first, 1));
        for known in archive.known(readers, days, "", self.keep_from)? {
            if let Some(placed) = archive.placed(known.number)? {
                self.placing.restore(incoming(&known), placed);
            }
        }
        Ok(())
    }

    /// The copies among the reports of some days: the stories that they are in.
    fn copies(
        &mut self,
        archive: &Archive,
        readers: &mut Readers,
        known: &[Known],
        grouped: &mut Grouped,
    ) -> Result<BTreeSet<i64>, ArchiveError> {
        let mut touched = BTreeSet::new();
        let is_new = |known: &&Known| known.waits == Some(Waits::AsNew);
        let Some(first) = known.iter().find(is_new) else { return Ok(touched) };
        let begin = || Window::before(first.date, self.keep_from);
        let window = self.window.get_or_insert_with(begin);
        let copies = window.take(archive, readers, known)?;
        grouped.copies += copies.len() as u64;
        for copy in copies {
            touched.extend(archive.placed(copy)?.map(|placed| placed.story));
        }
        Ok(touched)
    }

    /// Places the reports of one day.
    fn day(
        &mut self,
        archive: &Archive,
        known: &[Known],
        touched: &mut BTreeSet<i64>,
        grouped: &mut Grouped,
    ) -> Result<(), ArchiveError> {
        let Some(date) = known.first().map(|known| known.date) else { return Ok(()) };
        let waiting: BTreeSet<i64> =
            known.iter().filter(|known| known.waits.is_some()).map(|known| known.number).collect();
        let mut all = self.placing.day(date, known.iter().map(incoming).collect());
        // A story is there before those who join it.
        all.sort_by_key(|placed| placed.number != placed.story);
        for placed in all {
            let before = archive.placed(placed.number)?;
            let is_same = before.as_ref() == Some(&placed);
            if !is_same || waiting.contains(&placed.number) {
                grouped.reports += 1;
                touched.insert(placed.story);
                self.changed = self.changed.max(date);
            }
            if is_same {
                continue;
            }
            touched.extend(before.map(|before| before.story));
            archive.place(&placed)?;
            grouped.stories += u64::from(placed.story == placed.number);
            let own = placed.happenings.iter().enumerate().filter(|(event, happening)| {
                **happening == EventAt { report: placed.number, event: *event }
            });
            grouped.happenings += own.count() as u64;
        }
        Ok(())
    }

    /// After a day was gone through: whether those after it are to be, too.
    fn go_on(&mut self, archive: &Archive, last: Date) -> Result<(), ArchiveError> {
        self.next = after(last, 1);
        let Some(next) = archive.day_after(last)? else {
            self.is_settled = true;
            return Ok(());
        };
        self.is_settled = before(next, OPEN_DAYS) > self.changed;
        if self.is_settled { Ok(()) } else { archive.goes_on_at(next) }
    }
}

fn incoming(known: &Known) -> Incoming {
    Incoming { number: known.number, id: known.id.clone(), gist: known.gist.clone() }
}
