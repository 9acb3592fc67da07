//! The writing end of an ingest: what the threads have coded goes into the archive, in input order,
//! with the journal of how far each input was taken in.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

use sayso_archive::{ArchiveError, Incoming, Journal, Outcome, Tally, Writer};
use sayso_reader::{At, Problem, ReadError};

use super::{Ingested, Watch};
use crate::feed::{Earlier, Skip};

/// What was taken in is committed after so many reports …
pub const COMMIT_REPORTS: usize = 1024;
/// … or after so long: what a kill costs at most, in work to do again.
const COMMIT_TIME: Duration = Duration::from_secs(5);

/// What comes of a step.
pub enum Taken {
    /// What follows is of the input of this name.
    Begin(String, Earlier),
    /// A report, once it is coded.
    Report(Option<Box<Ready>>),
    /// A report that is in the archive.
    Duplicate,
    /// A piece of the input without a report in it.
    Unread(ReadError),
    /// An input that is not there.
    Lost(ReadError),
    /// The end of the input.
    End,
}

/// A coded report.
pub struct Ready {
    /// Ready for the archive.
    pub incoming: Result<Incoming, ArchiveError>,
    /// What was mended when it was read.
    pub warning: Option<String>,
}

/// A report of the archive, coded again, with its number.
pub type Recoded = Result<(i64, Incoming), ArchiveError>;

/// The input at hand.
struct Open {
    journal: Journal,
    /// What became of its pieces since the last commit.
    tally: Tally,
    /// So many of its next pieces are in the journal: what is read twice counts once.
    passing: usize,
    /// Of an input that may bring the same again: the problems it had before.
    told: Option<HashSet<u64>>,
    /// Whether the system has given all of it.
    is_whole: bool,
}

/// What a problem is known by, in few bytes: there may be a million.
fn known_by(kind: &str, place: Option<&str>, reason: &str) -> u64 {
    let mut hash = DefaultHasher::new();
    (kind, place, reason).hash(&mut hash);
    hash.finish()
}

/// The writing end.
pub struct Taking<'t, W> {
    writer: &'t mut Writer,
    watch: &'t mut W,
    input: Option<Open>,
    /// All of this run.
    tally: Tally,
    /// Reports of inputs that were finished before, and in those inputs now passed over.
    before: usize,
    is_open: bool,
    /// Reports between two commits.
    every: usize,
    pending: usize,
    since: Instant,
}

impl<'t, W: Watch> Taking<'t, W> {
    /// Nothing is taken in yet; `every` so many reports are committed.
    pub fn new(writer: &'t mut Writer, watch: &'t mut W, every: usize) -> Self {
        Self {
            writer,
            watch,
            input: None,
            tally: Tally::default(),
            before: 0,
            is_open: false,
            every,
            pending: 0,
            since: Instant::now(),
        }
    }

    /// Takes a batch in.
    pub fn batch(&mut self, batch: Vec<Taken>) -> Result<(), ArchiveError> {
        for taken in batch {
            self.open()?;
            self.take(taken)?;
            self.commit_when_due()?;
        }
        self.watch.at(self.tally.pieces());
        Ok(())
    }

    fn take(&mut self, taken: Taken) -> Result<(), ArchiveError> {
        match taken {
            Taken::Begin(input, earlier) => self.begin(&input, &earlier),
            Taken::End => self.end(),
            Taken::Report(None) => Ok(()),
            Taken::Report(_) | Taken::Duplicate | Taken::Unread(_) if self.passes() => Ok(()),
            Taken::Report(Some(report)) => {
                if let Some(warning) = report.warning {
                    self.watch.mended(warning);
                }
                let outcome = self.writer.store(&report.incoming?)?;
                self.count(outcome);
                Ok(())
            }
            Taken::Duplicate => {
                self.count(Outcome::Duplicate);
                Ok(())
            }
            Taken::Unread(error) if self.is_withheld(&error) => self.withheld(error),
            Taken::Unread(error) => self.unread(error),
            Taken::Lost(error) => self.lost(error),
        }
    }

    fn begin(&mut self, name: &str, earlier: &Earlier) -> Result<(), ArchiveError> {
        let fingerprint = earlier.fingerprint.as_deref();
        let journal = self.writer.journal(name, fingerprint.unwrap_or(""))?;
        let (mut passing, mut told) = (0, None);
        match (fingerprint, earlier.skip) {
            (None, _) => told = Some(self.told_of(journal)?),
            (Some(_), _) if journal.finished => passing = usize::MAX,
            (Some(_), Skip::All) => {}
            // The journal may have gone on since the reader looked into it, where an input is named
            // twice.
            (Some(_), Skip::First(skipped)) => {
                passing = journal.tally.pieces().saturating_sub(skipped);
            }
        }
        if fingerprint.is_some() {
            self.before += journal.tally.pieces();
        }
        let tally = Tally::default();
        self.input = Some(Open { journal, tally, passing, told, is_whole: true });
        Ok(())
    }

    fn told_of(&self, journal: Journal) -> Result<HashSet<u64>, ArchiveError> {
        let mut told = HashSet::new();
        self.writer.archive().problems(journal.input, |kind, place, reason| {
            told.insert(known_by(kind, place, reason));
        })?;
        Ok(told)
    }

    /// Whether the piece at hand is in the journal.
    fn passes(&mut self) -> bool {
        let Some(open) = self.input.as_mut().filter(|open| open.passing > 0) else { return false };
        open.passing = open.passing.saturating_sub(1);
        true
    }

    fn end(&mut self) -> Result<(), ArchiveError> {
        self.advance()?;
        match self.input.take() {
            Some(open) if open.is_whole => self.writer.finish(open.journal.input),
            _ => Ok(()),
        }
    }

    fn count(&mut self, outcome: Outcome) {
        self.tally.count(outcome);
        if let Some(open) = &mut self.input {
            open.tally.count(outcome);
        }
        self.pending += 1;
    }

    fn unread(&mut self, error: ReadError) -> Result<(), ArchiveError> {
        let is_skip = error.problem.is_skip();
        let kind = if is_skip { "skipped" } else { "failed" };
        *if is_skip { &mut self.tally.skipped } else { &mut self.tally.failed } += 1;
        if let Some(open) = &mut self.input {
            let place = (error.at != At::Whole).then(|| error.at.to_string());
            let (place, reason) = (place.as_deref(), error.problem.to_string());
            let known = known_by(kind, place, &reason);
            if open.told.as_mut().is_none_or(|told| told.insert(known)) {
                self.writer.problem(open.journal.input, kind, place, &reason)?;
                *if is_skip { &mut open.tally.skipped } else { &mut open.tally.failed } += 1;
            }
        }
        if is_skip {
            self.watch.skipped(error);
        } else {
            self.watch.failed(error);
        }
        self.pending += 1;
        Ok(())
    }

    /// An input that is not there is looked for again each time, and told of once.
    fn lost(&mut self, error: ReadError) -> Result<(), ArchiveError> {
        self.begin(&error.input, &Earlier::nothing())?;
        self.unread(error)?;
        self.advance()?;
        self.input = None;
        Ok(())
    }

    /// Whether this is no piece of a file: the system would not give the rest of it, and may the
    /// next time.
    fn is_withheld(&self, error: &ReadError) -> bool {
        let is_file = self.input.as_ref().is_some_and(|open| open.told.is_none());
        is_file && matches!(error.problem, Problem::Unreadable(_))
    }

    /// Then the file is not finished, so that the next run goes on with what it could not read.
    fn withheld(&mut self, error: ReadError) -> Result<(), ArchiveError> {
        let open = self.input.take();
        self.lost(error)?;
        self.input = open.map(|open| Open { is_whole: false, ..open });
        Ok(())
    }

    fn open(&mut self) -> Result<(), ArchiveError> {
        if !self.is_open {
            self.writer.begin()?;
            self.is_open = true;
            self.since = Instant::now();
        }
        Ok(())
    }

    /// Writes down how far the input at hand has come.
    fn advance(&mut self) -> Result<(), ArchiveError> {
        if let Some(open) = &mut self.input {
            self.writer.advance(open.journal.input, std::mem::take(&mut open.tally))?;
        }
        Ok(())
    }

    fn commit_when_due(&mut self) -> Result<(), ArchiveError> {
        if self.pending >= self.every || self.since.elapsed() >= COMMIT_TIME {
            self.commit()?;
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), ArchiveError> {
        if self.is_open {
            self.advance()?;
            self.writer.commit()?;
            self.is_open = false;
            self.pending = 0;
        }
        Ok(())
    }

    /// Commits what is left, or undoes it where something failed, and gives what became of all.
    pub fn settle(mut self, done: Result<(), ArchiveError>) -> Result<Ingested, ArchiveError> {
        let done = done.and_then(|()| self.commit());
        if done.is_err() {
            self.writer.undo();
        }
        done.map(|()| Ingested { tally: self.tally, before: self.before })
    }

    /// Takes in what was coded again.
    pub fn recoded(&mut self, batch: Vec<Recoded>) -> Result<(), ArchiveError> {
        for recoded in batch {
            let (number, incoming) = recoded?;
            self.open()?;
            self.writer.recode(number, &incoming)?;
            self.tally.stored += 1;
            self.pending += 1;
            self.commit_when_due()?;
        }
        self.watch.at(self.tally.stored);
        Ok(())
    }
}
