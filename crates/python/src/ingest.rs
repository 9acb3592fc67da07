//! `Archive.ingest`: files, tables or records into an archive.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use jiff::civil::Date;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use sayso_pipeline::{Begun, COMMIT_REPORTS, Ingest, IngestError, Ingested, Watch};
use sayso_reader::{Format, Options, Pieces, ReadError};

use crate::coder::{Coder, usual};
use crate::errors;
use crate::input::{self, Named, Raised};
use crate::progress::{Progress, Pulse, attend};
use crate::records::Records;
use crate::rows::Rows;

/// What is taken in.
enum Inputs {
    /// Files, folders, patterns; addresses where the network is allowed.
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
    let How { date, format, coder, threads, progress } = how;
    sayso_pipeline::may_be_archive(path).map_err(of_ingest)?;
    let (inputs, total, raised) = match paths(inputs)? {
        Some(paths) => (Inputs::Paths(paths), None, Raised::default()),
        None => at_hand(inputs, date)?,
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
    let done = attend(py, &Progress { told: progress, total }, || (), work)?;
    if let Some(error) = raised.take() {
        return Err(error);
    }
    let (ingested, problems) = done.map_err(of_ingest)?;
    tally(py, ingested, problems)
}

/// The form of this name; `auto` is none.
///
/// # Errors
/// There is none.
pub fn format(name: &str) -> PyResult<Option<Format>> {
    let known = Format::by_name(name);
    if known.is_some() || name == "auto" {
        return Ok(known);
    }
    let all = Format::all().map(|(name, _)| name).collect::<Vec<_>>().join(", ");
    let words = format!("there is no form {name:?}; the forms are auto, {all}");
    Err(PyValueError::new_err(words))
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
}

/// The path or paths that these are; `None` where they are something else.
fn paths(inputs: &Bound<PyAny>) -> PyResult<Option<Vec<PathBuf>>> {
    let is_path = |given: &Bound<PyAny>| -> PyResult<bool> {
        Ok(given.is_instance_of::<PyString>() || given.hasattr("__fspath__")?)
    };
    if is_path(inputs)? {
        return Ok(Some(vec![inputs.extract()?]));
    }
    if !inputs.is_instance_of::<PyList>() && !inputs.is_instance_of::<PyTuple>() {
        return Ok(None);
    }
    let all: Vec<Bound<PyAny>> = inputs.try_iter()?.collect::<PyResult<_>>()?;
    for given in &all {
        if !is_path(given)? {
            return Ok(None);
        }
    }
    all.iter().map(|given| given.extract()).collect::<PyResult<_>>().map(Some)
}

/// Records, or the rows of a table.
fn at_hand(inputs: &Bound<PyAny>, date: Option<Date>) -> PyResult<(Inputs, Option<u64>, Raised)> {
    if let Ok(records) = inputs.cast::<Records>() {
        let records: Vec<_> = records.get().each().map(|record| (**record).clone()).collect();
        let total = Some(records.len() as u64);
        let pieces = sayso_reader::records("records", records.into_iter());
        return Ok((Inputs::Pieces("records", pieces), total, Raised::default()));
    }
    let given = input::rows(inputs, &Named::new())?;
    let (total, raised) = (given.total, given.raised.clone());
    let rows = Rows { name: "table", given, named: Named::new(), date };
    let (pieces, _) = rows.pieces();
    Ok((Inputs::Pieces("table", pieces), total, raised))
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
