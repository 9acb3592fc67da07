//! The writing end of an ingest: what the threads have coded goes into the archive, in input order,
//! with the journal of how far each input was taken in.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sayso_archive::{ArchiveError, Feed, Incoming, Journal, Outcome, Tally, Writer};
use sayso_reader::{At, Input, ReadError};

use crate::Status;
use crate::progress::{Note, Progress};

/// What was taken in is committed after so many reports …
const COMMIT_REPORTS: usize = 1024;
/// … or after so long: what a kill costs at most, in work to do again.
const COMMIT_TIME: Duration = Duration::from_secs(5);

/// What comes of a step.
pub enum Taken {
    /// What follows is of this input.
    Begin(Arc<Input>),
    /// A report, once it is coded.
    Report(Option<Box<Coded>>),
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
pub struct Coded {
    /// Ready for the archive.
    pub incoming: Result<Incoming, ArchiveError>,
    /// What was mended when it was read.
    pub warning: Option<String>,
}

/// A report of the archive, coded again, with its number.
pub type Recoded = Result<(i64, Incoming), ArchiveError>;

/// The writing end.
pub struct Taking {
    writer: Writer,
    progress: Progress,
    /// The input at hand, and what became of its pieces since the last commit.
    input: Option<(Journal, Tally)>,
    /// All of this run.
    tally: Tally,
    /// Reports of inputs that were finished before, and in those inputs now passed over.
    before: usize,
    is_open: bool,
    pending: usize,
    since: Instant,
}

impl Taking {
    /// Nothing is taken in yet.
    pub fn new(writer: Writer, progress: Progress) -> Self {
        Self {
            writer,
            progress,
            input: None,
            tally: Tally::default(),
            before: 0,
            is_open: false,
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
        self.progress.at(self.tally.pieces());
        Ok(())
    }

    fn take(&mut self, taken: Taken) -> Result<(), ArchiveError> {
        match taken {
            Taken::Begin(input) => self.begin(&input),
            Taken::End => self.end(),
            Taken::Report(None) => Ok(()),
            Taken::Report(Some(report)) => {
                if let Some(warning) = report.warning {
                    self.progress.note(&Note::Warning(warning));
                }
                let outcome = self.writer.store(&report.incoming?)?;
                self.count(outcome);
                Ok(())
            }
            Taken::Duplicate => {
                self.count(Outcome::Duplicate);
                Ok(())
            }
            Taken::Unread(error) => self.unread(error),
            Taken::Lost(error) => self.lost(error),
        }
    }

    fn begin(&mut self, input: &Input) -> Result<(), ArchiveError> {
        let fingerprint = super::fingerprint(input);
        let is_known = fingerprint.is_some();
        let journal = self.writer.journal(&input.name(), &fingerprint.unwrap_or_default())?;
        if is_known {
            self.before += journal.tally.pieces();
        }
        self.input = Some((journal, Tally::default()));
        Ok(())
    }

    fn end(&mut self) -> Result<(), ArchiveError> {
        self.advance()?;
        if let Some((journal, _)) = self.input.take() {
            self.writer.finish(journal.input)?;
        }
        Ok(())
    }

    fn count(&mut self, outcome: Outcome) {
        self.tally.count(outcome);
        if let Some((_, tally)) = &mut self.input {
            tally.count(outcome);
        }
        self.pending += 1;
    }

    fn unread(&mut self, error: ReadError) -> Result<(), ArchiveError> {
        let is_skip = error.problem.is_skip();
        let kind = if is_skip { "skipped" } else { "failed" };
        for tally in [Some(&mut self.tally), self.input.as_mut().map(|(_, tally)| tally)] {
            let Some(tally) = tally else { continue };
            *if is_skip { &mut tally.skipped } else { &mut tally.failed } += 1;
        }
        if let Some((journal, _)) = &self.input {
            let place = (error.at != At::Whole).then(|| error.at.to_string());
            let reason = error.problem.to_string();
            self.writer.problem(journal.input, kind, place.as_deref(), &reason)?;
        }
        // Pages in other languages are many in a web archive: they are counted, and in the table.
        if !is_skip {
            self.progress.note(&Note::Failed(error));
        }
        self.pending += 1;
        Ok(())
    }

    /// An input that is not there is looked for again each time.
    fn lost(&mut self, error: ReadError) -> Result<(), ArchiveError> {
        let journal = self.writer.journal(&error.input, "")?;
        self.input = Some((journal, Tally::default()));
        self.unread(error)?;
        self.advance()?;
        self.input = None;
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
        if let Some((journal, tally)) = &mut self.input {
            self.writer.advance(journal.input, std::mem::take(tally))?;
        }
        Ok(())
    }

    fn commit_when_due(&mut self) -> Result<(), ArchiveError> {
        if self.pending >= COMMIT_REPORTS || self.since.elapsed() >= COMMIT_TIME {
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
    pub fn settle(&mut self, done: Result<(), ArchiveError>) -> Result<Tally, ArchiveError> {
        let done = done.and_then(|()| self.commit());
        if done.is_err() {
            self.writer.undo();
        }
        done.map(|()| self.tally)
    }

    /// Keeps which version of an address was taken in.
    pub fn keep_feed(&mut self, address: &str, feed: &Feed) -> Result<(), ArchiveError> {
        self.writer.keep_feed(address, feed)
    }

    /// Settles everything, and says what became of it.
    pub fn close(mut self, done: Result<(), ArchiveError>) -> anyhow::Result<Status> {
        let tally = self.settle(done)?;
        let before = match self.before {
            0 => String::new(),
            count => format!("; {count} were taken in before"),
        };
        self.progress.close(&format!("{}{before}", told(tally)));
        Ok(if tally.failed == 0 { Status::Done } else { Status::SomeFailed })
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
        self.progress.at(self.tally.stored);
        Ok(())
    }

    /// Commits what is left of a recoding, and says how much it was.
    pub fn close_recoded(mut self, done: Result<(), ArchiveError>) -> anyhow::Result<Status> {
        let tally = self.settle(done)?;
        self.progress.close(&format!("{} coded again", tally.stored));
        Ok(Status::Done)
    }
}

/// A tally in words.
pub fn told(tally: Tally) -> String {
    let Tally { stored, duplicates, skipped, failed } = tally;
    let all = tally.pieces();
    format!(
        "{all} read = {stored} stored + {duplicates} duplicate + {skipped} skipped + {failed} failed"
    )
}
