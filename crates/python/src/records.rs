//! `Records`: what became of the rows that were read, in their order.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pyo3::exceptions::{PyIndexError, PyTypeError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PySlice, PyTuple};
use sayso_record as record;
use sayso_record::arrow::nested::Problem;

use crate::pyarrow;
use crate::record::{Record, json};
use crate::table::Table;
use crate::tables::{self, Name, Outcome};

/// What was read, a record a report, in the order of the input.
///
/// A sequence of `Record`; and the same as tables, each made when it is asked for the first time.
/// Rows of which nothing could be made are in `problems`.
#[pyclass(frozen, sequence, module = "sayso")]
pub struct Records {
    outcomes: Vec<Outcome>,
    /// Places of the records among the outcomes.
    records: Vec<usize>,
    tables: Vec<PyOnceLock<Py<Table>>>,
}

impl Records {
    /// What became of the rows, in order.
    pub fn new(outcomes: Vec<Outcome>) -> Self {
        let is_record = |(place, outcome): (usize, &Outcome)| outcome.what.is_ok().then_some(place);
        let records = outcomes.iter().enumerate().filter_map(is_record).collect();
        let tables = Name::all().map(|_| PyOnceLock::new()).collect();
        Self { outcomes, records, tables }
    }

    /// The records, in order.
    pub fn each(&self) -> impl Iterator<Item = &Arc<record::Record>> {
        self.outcomes.iter().filter_map(|outcome| outcome.what.as_ref().ok())
    }

    /// The rows of which nothing could be made, in order.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.outcomes.iter().filter_map(|outcome| outcome.what.as_ref().err())
    }

    fn at(&self, place: usize) -> Option<Record> {
        let outcome = self.outcomes.get(*self.records.get(place)?)?;
        outcome.what.as_ref().ok().cloned().map(Record)
    }

    fn named(&self, py: Python, name: Name) -> PyResult<Py<Table>> {
        let made = || {
            let table = py.detach(|| tables::of(name, &self.outcomes))?;
            Py::new(py, table)
        };
        match self.tables.get(name.place()) {
            Some(kept) => Ok(kept.get_or_try_init(py, made)?.clone_ref(py)),
            None => made(),
        }
    }

    fn known(&self, py: Python, name: &str) -> PyResult<Py<Table>> {
        self.named(py, Name::of(name)?)
    }
}

#[pymethods]
impl Records {
    fn __len__(&self) -> usize {
        self.records.len()
    }

    fn __iter__(slf: Py<Self>) -> Each {
        Each { records: slf, next: AtomicUsize::new(0) }
    }

    /// The record at this place, or the records of a slice; a slice has no problems.
    fn __getitem__<'py>(
        &self,
        py: Python<'py>,
        index: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let count = self.records.len();
        if let Ok(slice) = index.cast::<PySlice>() {
            let indices = slice.indices(isize::try_from(count)?)?;
            let mut place = indices.start;
            let mut chosen = Vec::with_capacity(indices.slicelength);
            for row in 0..indices.slicelength {
                if let Some(record) = usize::try_from(place).ok().and_then(|place| self.at(place)) {
                    chosen.push(Outcome { row, what: Ok(record.0) });
                }
                place += indices.step;
            }
            return Ok(Bound::new(py, Records::new(chosen))?.into_any());
        }
        let Ok(place) = index.extract::<isize>() else {
            return Err(PyTypeError::new_err("records are asked for by whole numbers and slices"));
        };
        let from_end = if place < 0 { place.checked_add_unsigned(count) } else { Some(place) };
        let record = from_end.and_then(|place| self.at(usize::try_from(place).ok()?));
        match record {
            Some(record) => Ok(Bound::new(py, record)?.into_any()),
            None => Err(PyIndexError::new_err(format!("there is no record {place} of {count}"))),
        }
    }

    /// One row a report: its date, source, text and hashes.
    #[getter]
    fn reports(&self, py: Python) -> PyResult<Py<Table>> {
        self.known(py, "reports")
    }

    /// One row an actor of a report.
    #[getter]
    fn actors(&self, py: Python) -> PyResult<Py<Table>> {
        self.known(py, "actors")
    }

    /// One row a mention of an actor.
    #[getter]
    fn mentions(&self, py: Python) -> PyResult<Py<Table>> {
        self.known(py, "mentions")
    }

    /// One row a time expression.
    #[getter]
    fn times(&self, py: Python) -> PyResult<Py<Table>> {
        self.known(py, "times")
    }

    /// One row a toponym, with the place it means.
    #[getter]
    fn places(&self, py: Python) -> PyResult<Py<Table>> {
        self.known(py, "places")
    }

    /// One row a statement: who said what.
    #[getter]
    fn statements(&self, py: Python) -> PyResult<Py<Table>> {
        self.known(py, "statements")
    }

    /// One row an event: who did what to whom.
    #[getter]
    fn events(&self, py: Python) -> PyResult<Py<Table>> {
        self.known(py, "events")
    }

    /// One row a party of an event.
    #[getter]
    fn event_parties(&self, py: Python) -> PyResult<Py<Table>> {
        self.known(py, "event_parties")
    }

    /// One row a figure: how many.
    #[getter]
    fn figures(&self, py: Python) -> PyResult<Py<Table>> {
        self.known(py, "figures")
    }

    /// One row an input row of which nothing could be made: `row` (its place in the input, from 0),
    /// `report_id` (where one was given) and `problem` (what is wrong, and the next step).
    #[getter(problems)]
    fn problem_table(&self, py: Python) -> PyResult<Py<Table>> {
        self.known(py, "problems")
    }

    /// One row an input row, with the whole record in columns of lists and structs; of a row that
    /// could not be read `problems` alone.
    #[getter]
    fn nested(&self, py: Python) -> PyResult<Py<Table>> {
        self.known(py, "nested")
    }

    /// The table of this name, as the property of that name gives it.
    ///
    /// Raises ValueError where there is none of this name.
    fn table(&self, py: Python, name: &str) -> PyResult<Py<Table>> {
        self.known(py, name)
    }

    /// The records as JSON lines: what `sayso read --to jsonl` writes, byte for byte.
    fn to_jsonl(&self, py: Python) -> String {
        py.detach(|| self.each().map(|record| json(&**record) + "\n").collect())
    }

    /// Writes the records as JSON lines to a file, which is made anew.
    ///
    /// Raises OSError where it cannot be written.
    fn write_jsonl(&self, py: Python, path: PathBuf) -> PyResult<()> {
        py.detach(|| {
            let mut out = BufWriter::new(File::create(path)?);
            for record in self.each() {
                serde_json::to_writer(&mut out, &**record).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
            }
            out.flush()
        })?;
        Ok(())
    }

    fn __repr__(&self) -> String {
        let count = record::plain::count;
        let problems = self.outcomes.len() - self.records.len();
        let problems =
            if problems == 0 { String::new() } else { format!(", {}", count(problems, "problem")) };
        format!("<sayso.Records: {}{problems}>", count(self.records.len(), "record"))
    }

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let rows: Vec<usize> =
            self.records.iter().filter_map(|at| Some(self.outcomes.get(*at)?.row)).collect();
        let problems: Vec<(usize, Option<String>, Vec<String>)> = self
            .outcomes
            .iter()
            .filter_map(|outcome| {
                let problem = outcome.what.as_ref().err()?;
                Some((outcome.row, problem.report_id.clone(), problem.words.clone()))
            })
            .collect();
        let again = py.import("sayso._sayso")?.getattr("_records")?;
        let parts = (self.to_jsonl(py), rows, problems).into_pyobject(py)?;
        Ok((again, parts))
    }
}

/// Gives the records, one after another.
#[pyclass(frozen, module = "sayso")]
pub struct Each {
    records: Py<Records>,
    next: AtomicUsize,
}

#[pymethods]
impl Each {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self) -> Option<Record> {
        self.records.get().at(self.next.fetch_add(1, Ordering::Relaxed))
    }
}

/// The records that were pickled as these parts: JSON lines with the rows that they came from, and
/// the problems with theirs.
#[pyfunction]
pub fn _records(
    lines: &str,
    rows: Vec<usize>,
    problems: Vec<(usize, Option<String>, Vec<String>)>,
) -> PyResult<Records> {
    let record = |(line, row)| Ok(Outcome { row, what: Ok(Arc::new(crate::record::read(line)?)) });
    let mut outcomes: Vec<Outcome> =
        lines.lines().zip(rows).map(record).collect::<PyResult<_>>()?;
    outcomes.extend(
        problems.into_iter().map(|(row, report_id, words)| Outcome {
            row,
            what: Err(Problem { report_id, words }),
        }),
    );
    outcomes.sort_by_key(|outcome| outcome.row);
    Ok(Records::new(outcomes))
}

/// A table of rows in the nested form: one of the flat ones, or `problems`.
///
/// `table` is anything with Arrow's C interface that has the columns of `Records.nested`, among others
/// or alone, as pandas, Polars, DuckDB, Spark or Parquet give them back. Rows with problems give
/// no rows but in `problems`.
///
/// Raises ValueError where there is no table of this name, or the rows are not in the nested form.
#[pyfunction]
pub fn flatten(py: Python, table: &Bound<PyAny>, name: &str) -> PyResult<Table> {
    let name = Name::of(name)?;
    let given =
        pyarrow::whole(table)?.extract::<pyo3_arrow::input::AnyRecordBatch>()?.into_reader()?;
    py.detach(|| tables::flatten(given, name))
}
