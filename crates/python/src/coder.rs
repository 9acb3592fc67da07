//! `Coder`: what codes, and `read`, which codes texts side by side with their dates.

use std::mem::take;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use pyo3::types::{PyDict, PyTuple};
use sayso_pipeline::{Batch, Coded, Engine, EngineError};
use sayso_reader::{At, Columns, Options, Pieces, Problem as Unread, ReadError};
use sayso_record::arrow::nested::Problem;

use crate::arguments::{self, Day, Errors};
use crate::input;
use crate::progress::{Progress, Pulse, attend, warn};
use crate::records::Records;
use crate::rows::{Ids, Rows};
use crate::table::Table;
use crate::tables::{self, Outcome};
use crate::{errors, values};

/// Where the model is named when nothing else names it, as for the program.
const MODEL: &str = "SAYSO_MODEL";

/// Codes reports with a language model and a codebook.
///
/// `model` is a name, a folder, a wheel or a compiled file; without it `SAYSO_MODEL` names one, else
/// it is the default model, which is got on first use. `codebook` is a folder with pages and tables
/// of your own, on top of the built-in ones.
///
/// One coder may be used from any number of threads at once, in a process that was forked, and
/// pickled: whoever gets it opens the same model and codebook again. The same three (version, model,
/// codebook) give the same bytes for the same report, whatever the number of threads.
///
/// Raises ModelError or CodebookError.
#[pyclass(frozen, module = "sayso")]
pub struct Coder {
    pub(crate) engine: Engine,
    model: Option<String>,
    codebook: Option<PathBuf>,
}

#[pymethods]
impl Coder {
    #[new]
    #[pyo3(signature = (model=None, codebook=None))]
    fn new(py: Python, model: Option<PathBuf>, codebook: Option<PathBuf>) -> PyResult<Self> {
        let model = named_model(model);
        let codebook = codebook.map(|folder| lasting(&folder));
        let engine = py
            .detach(|| Engine::open(model.as_deref(), codebook.as_deref()))
            .map_err(|error| of_engine(&error))?;
        Ok(Self { engine, model, codebook })
    }

    /// What it says of itself in every record: `version`, `model` and `codebook` (the hash of all its
    /// files).
    #[getter]
    fn engine<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let engine = self.engine.coder.engine();
        let dict = PyDict::new(py);
        dict.set_item("version", engine.version)?;
        dict.set_item("model", engine.model)?;
        dict.set_item("codebook", engine.codebook)?;
        Ok(dict)
    }

    /// Reads and codes the reports of a table, one a row.
    ///
    /// `table` is anything with Arrow's C interface (pyarrow, Polars, pandas 2.2 or later, a DuckDB
    /// relation), or a list (or any iterable) of dicts or texts. `text`, `date`, `id`, `source`, `url`
    /// and `title` name its columns; by default those are taken that the reader knows (`text`,
    /// `body`, `content` …, `date`, `published` …). Dates are text, dates or times; the day of a time
    /// with a zone is that of UTC. `default_date` is the date of reports that carry none. Rows without an id get
    /// a hash of date, title and text. An iterator is drawn from on this thread, no further than is about to be
    /// read; an exception in it ends the reading and comes out.
    ///
    /// `threads` is the number of threads (default: one a core); the result is the same for any.
    /// `progress` is called with the number of reports done and their number (or None), at most ten
    /// times a second, from this thread; an exception in it ends the reading and comes out, as
    /// does KeyboardInterrupt.
    ///
    /// With `errors="keep"` rows that cannot be read, or are in another language than English, are in
    /// the records' `problems`, and a UserWarning says how many; with `errors="raise"` the first one
    /// is raised as ReadError. A table without a column of texts, or with one of a wrong type, is
    /// always raised, and so is one that breaks off half-way.
    #[pyo3(signature = (table, *, text=None, date=None, id=None, source=None, url=None, title=None, default_date=None, threads=None, progress=None, errors="keep"))]
    #[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
    fn read(
        &self,
        py: Python,
        table: &Bound<PyAny>,
        text: Option<String>,
        date: Option<String>,
        id: Option<String>,
        source: Option<String>,
        url: Option<String>,
        title: Option<String>,
        default_date: Option<Day>,
        threads: Option<usize>,
        progress: Option<Py<PyAny>>,
        errors: &str,
    ) -> PyResult<Records> {
        let errors = Errors::of(errors)?;
        let named = Columns { id, date, source, url, title, text };
        let given = input::rows(table, &named)?;
        let rows = Rows { name: "table", given, date: default_date.map(|day| day.0) };
        let outcomes = self.outcomes(py, rows, arguments::threads(threads)?, progress, errors)?;
        kept(py, outcomes)
    }

    /// Reads and codes files: one path, or a list of files, folders and patterns, of any form that the
    /// program reads (dated text, JSON lines, web pages, feeds, WARC, CSV, Parquet; packed or not).
    ///
    /// `date` is the date of reports that carry none, `from_` the form of the files; by default each
    /// one's first characters tell. Records that were coded before (`record-parquet`, `record-jsonl`) are
    /// taken as they are, once they are proved against their texts. The rest is as for `read`; what cannot
    /// be read is in the records' `problems` with its file and line.
    #[pyo3(signature = (paths, *, from_=None, date=None, threads=None, progress=None, errors="keep"))]
    #[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
    fn read_files(
        &self,
        py: Python,
        paths: &Bound<PyAny>,
        from_: Option<&str>,
        date: Option<Day>,
        threads: Option<usize>,
        progress: Option<Py<PyAny>>,
        errors: &str,
    ) -> PyResult<Records> {
        let errors = Errors::of(errors)?;
        let Some(paths) = arguments::paths(paths)? else {
            let words = "these are no paths; Coder.read takes tables and texts";
            return Err(PyTypeError::new_err(words));
        };
        let format = from_.map_or(Ok(None), arguments::format)?;
        let options = Options { format, date: date.map(|day| day.0), ..Options::default() };
        let progress = Progress { told: progress, ..Progress::default() };
        let begin = || (sayso_reader::read_all(paths, options), Told::OfPlace);
        kept(py, self.coded(py, progress, arguments::threads(threads)?, errors, begin)?)
    }

    /// Reads and codes the reports of a table: one row for each of its rows, in order, in the nested
    /// form (`Records.nested`).
    ///
    /// The arguments are those of `read`. Rows that cannot be read have null everywhere but in
    /// `problems`, and `report_id` where one was given; nothing is warned of.
    #[pyo3(signature = (table, *, text=None, date=None, id=None, source=None, url=None, title=None, default_date=None, threads=1))]
    #[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
    fn nested(
        &self,
        py: Python,
        table: &Bound<PyAny>,
        text: Option<String>,
        date: Option<String>,
        id: Option<String>,
        source: Option<String>,
        url: Option<String>,
        title: Option<String>,
        default_date: Option<Day>,
        threads: Option<usize>,
    ) -> PyResult<Table> {
        let named = Columns { id, date, source, url, title, text };
        let given = input::rows(table, &named)?;
        let rows = Rows { name: "table", given, date: default_date.map(|day| day.0) };
        let outcomes = self.outcomes(py, rows, arguments::threads(threads)?, None, Errors::Keep)?;
        py.detach(|| tables::of(tables::Name::of("nested")?, &outcomes))
    }

    fn __repr__(&self) -> String {
        let engine = self.engine.coder.engine();
        format!(
            "<sayso.Coder {} with {}, codebook {}>",
            engine.version, engine.model, engine.codebook
        )
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let coder = slf.get();
        let arguments = (&coder.model, coder.codebook.as_ref());
        Ok((slf.get_type().into_any(), arguments.into_pyobject(slf.py())?))
    }
}

/// Reads and codes texts, one a report; `dates`, `ids`, `sources`, `urls` and `titles` are as many
/// values beside them.
///
/// Lists, numpy arrays, columns of pandas, Polars and pyarrow, and iterators will do. One text may
/// stand alone, with one date. `date` is the date of reports that carry none. `model` and `codebook`
/// are as for `Coder`, the rest as for `Coder.read`; who has several lots to read makes one Coder.
///
/// Raises ModelError, CodebookError, and with `errors="raise"` ReadError.
#[pyfunction]
#[pyo3(signature = (texts, *, dates=None, ids=None, sources=None, urls=None, titles=None, date=None, model=None, codebook=None, threads=None, progress=None, errors="keep"))]
#[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
pub fn read<'py>(
    py: Python<'py>,
    texts: Bound<'py, PyAny>,
    dates: Option<Bound<'py, PyAny>>,
    ids: Option<Bound<'py, PyAny>>,
    sources: Option<Bound<'py, PyAny>>,
    urls: Option<Bound<'py, PyAny>>,
    titles: Option<Bound<'py, PyAny>>,
    date: Option<Day>,
    model: Option<PathBuf>,
    codebook: Option<PathBuf>,
    threads: Option<usize>,
    progress: Option<Py<PyAny>>,
    errors: &str,
) -> PyResult<Records> {
    let errors = Errors::of(errors)?;
    let threads = arguments::threads(threads)?;
    for of_table in ["columns", "column_names"] {
        if texts.hasattr(of_table)? {
            let words = "this is a table; sayso.Coder().read(table) takes it";
            return Err(PyTypeError::new_err(words));
        }
    }
    let columns = [Some(texts), dates, ids, sources, urls, titles];
    let columns = values::FIELDS.into_iter().zip(columns);
    let columns = columns.filter_map(|(field, values)| Some((field, values?)));
    let given = values::columns(values::of_one(columns.collect())?)?;
    let rows = Rows { name: "texts", given, date: date.map(|day| day.0) };
    let coder = of(py, model, codebook)?;
    kept(py, coder.get().outcomes(py, rows, threads, progress, errors)?)
}

/// Reads and codes files: as `Coder.read_files`, with the coder of `model` and `codebook`.
///
/// Raises ModelError, CodebookError, and with `errors="raise"` ReadError.
#[pyfunction]
#[pyo3(signature = (paths, *, from_=None, date=None, model=None, codebook=None, threads=None, progress=None, errors="keep"))]
#[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
pub fn read_files(
    py: Python,
    paths: &Bound<PyAny>,
    from_: Option<&str>,
    date: Option<Day>,
    model: Option<PathBuf>,
    codebook: Option<PathBuf>,
    threads: Option<usize>,
    progress: Option<Py<PyAny>>,
    errors: &str,
) -> PyResult<Records> {
    let coder = of(py, model, codebook)?;
    coder.get().read_files(py, paths, from_, date, threads, progress, errors)
}

/// A coder: the usual one, or one with a codebook of somebody's own.
fn of(py: Python, model: Option<PathBuf>, codebook: Option<PathBuf>) -> PyResult<Py<Coder>> {
    match codebook {
        None => usual(py, model),
        codebook => Py::new(py, Coder::new(py, model, codebook)?),
    }
}

/// The coder with this model and the built-in codebook, which is kept for the next time.
pub(crate) fn usual(py: Python, model: Option<PathBuf>) -> PyResult<Py<Coder>> {
    static KEPT: Mutex<Option<Py<Coder>>> = Mutex::new(None);
    let kept = || KEPT.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner);
    let named = named_model(model.clone());
    if let Some(coder) = kept().as_ref().filter(|coder| coder.get().model == named) {
        return Ok(coder.clone_ref(py));
    }
    let coder = Py::new(py, Coder::new(py, model, None)?)?;
    *kept() = Some(coder.clone_ref(py));
    Ok(coder)
}

/// The model that is named, or the one that the surroundings name.
pub(crate) fn named_model(named: Option<PathBuf>) -> Option<String> {
    let of_surroundings = || std::env::var_os(MODEL).filter(|name| !name.is_empty());
    let named = named.or_else(|| of_surroundings().map(PathBuf::from));
    named.map(|named| lasting(&named).to_string_lossy().into_owned())
}

impl Coder {
    /// What becomes of each row.
    ///
    /// # Errors
    /// The table cannot be read at all, or a row and `errors` says to raise it; what Python raised on
    /// the way.
    pub(crate) fn outcomes(
        &self,
        py: Python,
        mut rows: Rows,
        threads: usize,
        progress: Option<Py<PyAny>>,
        errors: Errors,
    ) -> PyResult<Vec<Outcome>> {
        let given = &mut rows.given;
        let progress =
            Progress { told: progress, total: given.total, calls: take(&mut given.calls) };
        let begin = || {
            let (pieces, ids) = rows.pieces_and_ids();
            (pieces, Told::OfRow(ids))
        };
        self.coded(py, progress, threads, errors, begin)
    }

    /// What becomes of the pieces that `begin` gives; they are read on other threads.
    ///
    /// # Errors
    /// One that is to be raised; what Python raised on the way.
    fn coded(
        &self,
        py: Python,
        progress: Progress,
        threads: usize,
        errors: Errors,
        begin: impl FnOnce() -> (Pieces, Told) + Send,
    ) -> PyResult<Vec<Outcome>> {
        let work = |pulse: &Pulse| -> Result<_, ReadError> {
            let (pieces, told) = begin();
            let mut outcomes = Vec::new();
            let take = |batch: Batch| {
                for what in batch {
                    outcomes.push(told.outcome(what, outcomes.len(), errors)?);
                }
                told.pass(outcomes.len());
                pulse.done.store(outcomes.len() as u64, Ordering::Relaxed);
                Ok(())
            };
            sayso_pipeline::read(&self.engine, pieces, threads, &pulse.stop, take)?;
            Ok(outcomes)
        };
        attend(py, progress, || (), work)?.map_err(|error| errors::unread(py, &error))
    }
}

/// What is told of a piece that cannot be read.
enum Told {
    /// What is wrong with it; its row, and the id that was given to it, say which it is.
    OfRow(Ids),
    /// Its file and place in it, and what is wrong.
    OfPlace,
}

impl Told {
    /// What became of the piece that is the `row`th.
    fn outcome(
        &self,
        what: Result<Coded, ReadError>,
        row: usize,
        errors: Errors,
    ) -> Result<Outcome, ReadError> {
        let error = match what {
            Ok(coded) => return Ok(Outcome { row, what: Ok(Arc::new(coded.record)) }),
            Err(error) => error,
        };
        // Of the table as a whole, or of all rows from here on.
        let is_of_table = error.at == At::Whole || matches!(error.problem, Unread::Arrow(_));
        let problem = match self {
            Told::OfRow(_) if is_of_table => return Err(error),
            _ if errors == Errors::Raise => return Err(error),
            Told::OfRow(ids) => {
                Problem { report_id: ids.of(row), words: vec![error.problem.to_string()] }
            }
            Told::OfPlace => Problem { report_id: None, words: vec![errors::said(&error)] },
        };
        Ok(Outcome { row, what: Err(problem) })
    }

    /// Lets go what is kept of rows before this one.
    fn pass(&self, row: usize) {
        if let Told::OfRow(ids) = self {
            ids.pass(row);
        }
    }
}

/// The records; warns of rows that gave none.
fn kept(py: Python, outcomes: Vec<Outcome>) -> PyResult<Records> {
    let records = Records::new(outcomes);
    let unread = records.problems().count();
    if let Some(first) = records.problems().next() {
        let all = records.each().count() + unread;
        let words = format!(
            "{unread} of {all} rows gave no record; .problems says why of each. The first: {first}"
        );
        warn(py, &words)?;
    }
    Ok(records)
}

/// A path that means the same in any folder; what is no path is a name.
fn lasting(named: &Path) -> PathBuf {
    let absolute = named.exists().then(|| std::path::absolute(named).ok()).flatten();
    absolute.unwrap_or_else(|| named.to_owned())
}

pub(crate) fn of_engine(error: &EngineError) -> PyErr {
    let words = errors::said(error);
    match error {
        EngineError::Model(_) => errors::ModelError::new_err(words),
        EngineError::Unreadable(_) | EngineError::Mistakes { .. } => {
            errors::CodebookError::new_err(words)
        }
    }
}
