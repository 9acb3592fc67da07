//! `Record`: what was read in one report.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use sayso_record as record;
use serde::Serialize;

/// Everything that was read in one report.
///
/// Shows itself in a notebook, with its marks in the text. Offsets (`start`, `end`) count code points
/// from 0, as Python's strings do: `record.text[start:end]`.
#[derive(Clone)]
#[pyclass(frozen, module = "sayso")]
pub struct Record(pub Arc<record::Record>);

impl From<record::Record> for Record {
    fn from(record: record::Record) -> Self {
        Self(Arc::new(record))
    }
}

#[pymethods]
impl Record {
    /// The report's id: the source's own, else a hash of date, title and text.
    #[getter]
    fn id(&self) -> &str {
        &self.0.report.id
    }

    /// The day of publication.
    #[getter]
    fn date(&self) -> jiff::civil::Date {
        self.0.report.date
    }

    /// The text, exactly as it was read.
    #[getter]
    fn text(&self) -> &str {
        &self.0.report.text
    }

    /// The headline, where it is no part of the text.
    #[getter]
    fn title(&self) -> Option<&str> {
        self.0.report.title.as_deref()
    }

    /// Who published it.
    #[getter]
    fn source(&self) -> Option<&str> {
        self.0.report.source.as_deref()
    }

    /// Where it was found.
    #[getter]
    fn url(&self) -> Option<&str> {
        self.0.report.url.as_deref()
    }

    /// Who is spoken of: a dict an actor.
    #[getter]
    fn actors<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        parsed(py, &self.0.actors)
    }

    /// Where actors are mentioned: a dict a mention.
    #[getter]
    fn mentions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        parsed(py, &self.0.mentions)
    }

    /// Dates, clock times, durations and recurring times: a dict a time.
    #[getter]
    fn times<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        parsed(py, &self.0.times)
    }

    /// Toponyms and the places they mean: a dict a place.
    #[getter]
    fn places<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        parsed(py, &self.0.places)
    }

    /// Who said what: a dict a statement.
    #[getter]
    fn statements<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        parsed(py, &self.0.statements)
    }

    /// Who did what to whom: a dict an event.
    #[getter]
    fn events<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        parsed(py, &self.0.events)
    }

    /// How many: a dict a figure.
    #[getter]
    fn figures<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        parsed(py, &self.0.figures)
    }

    /// What made the record: `version`, `model` and `codebook`.
    #[getter]
    fn engine<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        parsed(py, &self.0.engine)
    }

    /// The record as JSON: the line that `sayso read --to jsonl` writes, without its line end.
    fn to_json(&self) -> String {
        json(&*self.0)
    }

    /// The record as a dict, with the names of its JSON form.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        parsed(py, &*self.0)
    }

    fn __repr__(&self) -> String {
        let record::Record { report, statements, events, figures, .. } = &*self.0;
        let count = record::plain::count;
        format!(
            "<sayso.Record {} of {}: {}, {}, {}>",
            report.id,
            report.date,
            count(statements.len(), "statement"),
            count(events.len(), "event"),
            count(figures.len(), "figure")
        )
    }

    fn _repr_html_(&self) -> String {
        sayso_server::notebook::record(&self.0)
    }

    fn __eq__(&self, other: &Bound<PyAny>) -> bool {
        other.cast::<Record>().is_ok_and(|other| other.get().0 == self.0)
    }

    fn __hash__(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hash = DefaultHasher::new();
        (&self.0.report.id, &self.0.report.sha256).hash(&mut hash);
        hash.finish()
    }

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let again = py.import("sayso._sayso")?.getattr("_record")?;
        Ok((again, PyTuple::new(py, [self.to_json()])?))
    }
}

/// The record that was pickled as this JSON.
#[pyfunction]
pub fn _record(json: &str) -> PyResult<Record> {
    Ok(Record::from(read(json)?))
}

/// A record from its JSON.
///
/// # Errors
/// It is none.
pub fn read(json: &str) -> PyResult<record::Record> {
    serde_json::from_str(json).map_err(|error| {
        pyo3::exceptions::PyValueError::new_err(format!("this is no record: {error}"))
    })
}

/// A value as JSON. None of a record's types can fail to be written.
pub fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A part of a record as Python's own values.
fn parsed<'py>(py: Python<'py>, part: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (json(part),))
}
