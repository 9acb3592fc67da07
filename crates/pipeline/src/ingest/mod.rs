//! Inputs → archive, safe to stop at any moment: what was committed stays, and the same again goes
//! on from there.

pub mod known;
mod labour;
pub mod lock;
pub mod taking;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use sayso_archive::{Archive, ArchiveError, Lock, LockError, Stored, Tally, Writer};
use sayso_reader::{Input, Options, Pieces, ReadError};

use crate::Engine;
use crate::feed::{self, Earlier, Step};
use crate::line::{self, Weighed};
use known::Known;
use labour::Labour;
use taking::Taking;

/// Who is told how an ingest goes. All methods are called on the thread that ingests, and do nothing
/// unless they are written; none is asked whether to go on: who wants an end sets the ingest's
/// `stop`, from here or elsewhere.
pub trait Watch {
    /// So many pieces of this run are dealt with, or reports coded again; called after every batch,
    /// many times a second.
    fn at(&mut self, _done: usize) {}

    /// A piece or an input that could not be read; the rest is done.
    fn failed(&mut self, _error: ReadError) {}

    /// A piece that was left out for what it is, such as a page in another language: of a web
    /// archive there may be millions.
    fn skipped(&mut self, _error: ReadError) {}

    /// Something was mended in a report before it was stored; says what and where.
    fn mended(&mut self, _warning: String) {}

    /// Another program writes to `archive` and is waited for; called at every look, five times a
    /// second, with how many looks there were before.
    fn waits(&mut self, _archive: &Path, _looks: usize) {}
}

/// Nobody.
impl Watch for () {}

/// How inputs are taken into an archive.
pub struct Ingest<'i> {
    /// What codes.
    pub engine: &'i Engine,
    /// The archive: one file, made where it is not there.
    pub archive: &'i Path,
    /// How inputs are read.
    pub options: Options,
    /// Threads that code; what is in the archive is the same for any number.
    pub threads: usize,
    /// Reports between two commits: what a kill costs at most, in work to do again.
    /// [`crate::COMMIT_REPORTS`] is a good number; 0 commits every piece, and holds nobody up while the next is coded.
    pub commit_every: usize,
    /// Set when it is to end: after what is being coded, with everything taken in committed.
    pub stop: &'i AtomicBool,
}

/// An archive that is ours to write to; others wait until this is dropped.
pub struct Begun<'i> {
    ingest: &'i Ingest<'i>,
    writer: Writer,
    _lock: Lock,
}

/// What became of what was taken in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ingested {
    /// All pieces of this run.
    pub tally: Tally,
    /// Pieces of the same inputs that were taken in before, and passed over.
    pub before: usize,
}

/// Why nothing, or no more, can be taken in.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// A folder is named as the archive.
    #[error(
        "{folder}: this is a folder, and an archive is a file; name one in it, as {folder}/news.sayso",
        folder = .0.display()
    )]
    Folder(PathBuf),
    /// The archive would be in a folder that is not there.
    #[error(
        "{}: there is no folder {}; make it first, or check the path",
        archive.display(),
        folder.display()
    )]
    NoFolder {
        /// The archive.
        archive: PathBuf,
        /// The folder.
        folder: PathBuf,
    },
    /// The archive cannot be locked.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The archive cannot be opened, read or written.
    #[error("{}", named(archive, error))]
    Archive {
        /// The archive.
        archive: PathBuf,
        /// What is wrong.
        #[source]
        error: ArchiveError,
    },
}

impl IngestError {
    /// What is wrong with this archive.
    pub fn of(archive: &Path, error: ArchiveError) -> Self {
        Self::Archive { archive: archive.to_owned(), error }
    }
}

/// The error with the archive's name, where it does not say it yet.
fn named(archive: &Path, error: &ArchiveError) -> String {
    let (name, said) = (archive.display().to_string(), error.to_string());
    if said.starts_with(&name) { said } else { format!("{name}: {said}") }
}

impl<'i> Ingest<'i> {
    /// Waits until no other program writes to the archive, makes it where it is not there, and
    /// brings it up to date. `None` when it was stopped while it waited.
    ///
    /// # Errors
    /// This is no archive, or one that cannot be written.
    pub fn begin(&'i self, watch: &mut impl Watch) -> Result<Option<Begun<'i>>, IngestError> {
        known::may_be_archive(self.archive)?;
        let Some(lock) = lock::hold(self.archive, self.stop, watch)? else { return Ok(None) };
        let writer = Writer::create(self.archive).map_err(|error| self.error(error))?;
        Ok(Some(Begun { ingest: self, writer, _lock: lock }))
    }

    /// The inputs that these files, folders, patterns and addresses are, each as it is reached; the
    /// archive's own files, where it lies among them, are none.
    pub fn reached<'p>(
        &self,
        inputs: &'p [PathBuf],
    ) -> impl Iterator<Item = Result<Input, ReadError>> + Send + use<'p> {
        let own = known::own_files(self.archive);
        let is_own = move |input: &Result<Input, ReadError>| match input {
            Ok(Input::File(path)) => own.contains(path),
            _ => false,
        };
        Input::expand(inputs).filter(move |input| !is_own(input))
    }

    fn labour(&self) -> Labour<'_> {
        Labour::new(self.engine, self.archive)
    }

    fn error(&self, error: ArchiveError) -> IngestError {
        IngestError::of(self.archive, error)
    }
}

impl Begun<'_> {
    /// Takes in what is new in files, folders, patterns and addresses (`-` is standard input), in
    /// this order. What of them was taken in before, and has not changed, is passed over. The same
    /// inputs again go on where a run was stopped.
    ///
    /// # Errors
    /// The archive cannot be written; what was committed stays. What cannot be read is none: `watch`
    /// is told of it, the archive's journal has it, and the rest is done.
    pub fn take_in(
        &mut self,
        inputs: &[PathBuf],
        watch: &mut impl Watch,
    ) -> Result<Ingested, IngestError> {
        let ingest = self.ingest;
        let archive = Archive::open(ingest.archive).map_err(|error| ingest.error(error))?;
        let known = Known::new(archive, &ingest.options);
        let earlier = move |input: &Input| known.earlier(input);
        let steps = feed::steps(ingest.reached(inputs), &ingest.options, earlier, ingest.stop);
        self.run(steps, watch)
    }

    /// Takes in pieces at hand, such as standard input or rows of a table are. `name` is what the
    /// journal calls them; nobody knows beforehand what they bring, so that all are read each time,
    /// and those that are there are told as duplicates.
    ///
    /// # Errors
    /// As of [`Begun::take_in`].
    pub fn take_pieces(
        &mut self,
        name: &str,
        pieces: Pieces,
        watch: &mut impl Watch,
    ) -> Result<Ingested, IngestError> {
        let steps = feed::of_one(name.to_owned(), Earlier::nothing(), pieces);
        self.run(feed::until(self.ingest.stop, steps), watch)
    }

    /// Notes an input that is not there.
    ///
    /// # Errors
    /// As of [`Begun::take_in`].
    pub fn lose(
        &mut self,
        error: ReadError,
        watch: &mut impl Watch,
    ) -> Result<Ingested, IngestError> {
        self.run(feed::until(self.ingest.stop, feed::lost(error)), watch)
    }

    fn run(
        &mut self,
        steps: impl Iterator<Item = Weighed<Step>> + Send,
        watch: &mut impl Watch,
    ) -> Result<Ingested, IngestError> {
        let ingest = self.ingest;
        let mut taking = Taking::new(&mut self.writer, watch, ingest.commit_every);
        let working = || {
            let mut labour = ingest.labour();
            move |steps| labour.take_in(steps)
        };
        let done = line::run(steps, ingest.threads, working, |batch| taking.batch(batch));
        taking.settle(done).map_err(|error| ingest.error(error))
    }

    /// Codes again the reports of the archive that another version, model or codebook has coded;
    /// says how many were.
    ///
    /// # Errors
    /// The archive cannot be read or written; what was committed stays.
    pub fn code_again(&mut self, watch: &mut impl Watch) -> Result<usize, IngestError> {
        let ingest = self.ingest;
        let archive = Archive::open(ingest.archive).map_err(|error| ingest.error(error))?;
        let outdated = archive.outdated(ingest.engine.coder.engine());
        let weight = |step: &Result<(i64, Stored), ArchiveError>| {
            step.as_ref().map_or(0, |(_, stored)| stored.record.report.text.len())
        };
        let steps = outdated.map(|step| (weight(&step), step));
        let mut taking = Taking::new(&mut self.writer, watch, ingest.commit_every);
        let working = || {
            let mut labour = ingest.labour();
            move |steps| labour.code_again(steps)
        };
        let steps = feed::until(ingest.stop, steps);
        let done = line::run(steps, ingest.threads, working, |batch| taking.recoded(batch));
        let done = taking.settle(done).map_err(|error| ingest.error(error))?;
        Ok(done.tally.stored)
    }

    /// What writes to the archive, for what is to be done under the same lock.
    pub fn writer(&mut self) -> &mut Writer {
        &mut self.writer
    }
}
