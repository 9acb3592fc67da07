//! `Archive.ingest`: files, tables or records into an archive.

use std::mem::take;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::civil::Date;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use sayso_pipeline::{Begun, COMMIT_REPORTS, Ingest, IngestError, Ingested, Watch};
use sayso_reader::{Columns, Format, Options, Pieces, ReadError};
use sayso_record::Record;

use crate::coder::{Coder, usual};
use crate::input;
use crate::progress::{Progress, Pulse, attend};
use crate::records::Records;
use crate::rows::Rows;
use crate::{arguments, errors};

/// Who waits for another program says so after as many looks, one second.
const LOOKS: usize = 5;

/// What is taken in.
enum Inputs {
    /// Files, folders, patterns.
    Paths(Vec<PathBuf>),
    /// Reports or records at hand, by a name for the journal.
    Pieces(&'static str, Pieces),
}

/// How inputs are taken in.
pub struct How {
    /// Date of reports that carry none.
    pub date: Option<Date>,
    /// The form of files; `None` tells by their first characters.
    pub format: Option<Format>,
    /// What codes; `None` is the usual one.
    pub coder: Option<Py<Coder>>,
    /// Threads that code.
    pub threads: usize,
    /// Who is told how far it has come.
    pub progress: Option<Py<PyAny>>,
}

/// Takes inputs into the archive at `path`; what is told of them.
///
/// # Errors
/// The archive cannot be written, or what Python raised on the way.
pub fn ingest<'py>(
    path: &Path,
    inputs: &Bound<'py, PyAny>,
    how: How,
) -> PyResult<Bound<'py, PyDict>> {
    let py = inputs.py();
    let How { date, format, coder, threads, progress: told } = how;
    sayso_pipeline::may_be_archive(path).map_err(of_ingest)?;
    let (inputs, progress) = match arguments::paths(inputs)? {
        Some(paths) => (Inputs::Paths(paths), Progress { told, ..Progress::default() }),
        None => at_hand(inputs, date, told)?,
    };
    let coder = coder.map_or_else(|| usual(py, None), Ok)?;
    let engine = &coder.get().engine;
    let options = Options { format, date, ..Options::default() };
    let work = |pulse: &Pulse| -> Result<(Ingested, Vec<String>), IngestError> {
        let mut told = Told { pulse, problems: Vec::new() };
        let (archive, stop) = (path, &pulse.stop);
        let ingest =
            Ingest { engine, archive, options, threads, commit_every: COMMIT_REPORTS, stop };
        let Some(mut begun) = ingest.begin(&mut told)? else { return Ok(Default::default()) };
        let ingested = inputs.taken(&mut begun, &mut told)?;
        Ok((ingested, told.problems))
    };
    let done = attend(py, progress, || (), work)?;
    let (ingested, problems) = done.map_err(of_ingest)?;
    tally(py, ingested, problems)
}

impl Inputs {
    fn taken(self, begun: &mut Begun, told: &mut Told) -> Result<Ingested, IngestError> {
        match self {
            Inputs::Paths(paths) => begun.take_in(&paths, told),
            Inputs::Pieces(name, pieces) => begun.take_pieces(name, pieces, told),
        }
    }
}

/// What is told of an ingest.
struct Told<'p> {
    pulse: &'p Pulse,
    problems: Vec<String>,
}

impl Watch for Told<'_> {
    fn at(&mut self, done: usize) {
        self.pulse.done.store(done as u64, Ordering::Relaxed);
    }

    fn failed(&mut self, error: ReadError) {
        self.problems.push(errors::said(&error));
    }

    fn waits(&mut self, archive: &Path, looks: usize) {
        if looks == LOOKS {
            let archive = archive.display();
            self.pulse
                .warn(format!("another sayso is writing to {archive}; waiting for it to end"));
        }
    }
}

/// Records, or the rows of a table.
fn at_hand(
    inputs: &Bound<PyAny>,
    date: Option<Date>,
    told: Option<Py<PyAny>>,
) -> PyResult<(Inputs, Progress)> {
    if let Ok(records) = inputs.cast::<Records>() {
        let records: Vec<Arc<Record>> = records.get().each().cloned().collect();
        let total = Some(records.len() as u64);
        // Each is copied when its turn has come.
        let copies = records.into_iter().map(|record| (*record).clone());
        let pieces = sayso_reader::records("records", copies);
        let progress = Progress { told, total, ..Progress::default() };
        return Ok((Inputs::Pieces("records", pieces), progress));
    }
    let mut given = input::rows(inputs, &Columns::default())?;
    let progress = Progress { told, total: given.total, calls: take(&mut given.calls) };
    let pieces = Rows { name: "table", given, date }.pieces();
    Ok((Inputs::Pieces("table", pieces), progress))
}

fn of_ingest(error: IngestError) -> PyErr {
    errors::ArchiveError::new_err(errors::said(&error))
}

fn tally<'py>(
    py: Python<'py>,
    Ingested { tally, before }: Ingested,
    problems: Vec<String>,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("stored", tally.stored)?;
    dict.set_item("duplicates", tally.duplicates)?;
    dict.set_item("skipped", tally.skipped)?;
    dict.set_item("failed", tally.failed)?;
    dict.set_item("before", before)?;
    dict.set_item("problems", problems)?;
    Ok(dict)
}
