//! `Table`: rows as Arrow has them, for every library that speaks it; nothing is copied on the way.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_schema::{Field, SchemaRef};
use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyFloat, PyInt, PyList};
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};
use sayso_server::notebook;
use serde_json::{Number, Value};

use crate::value;

/// A batch is full at about so many bytes: columns of Arrow's text end at 2 GiB.
pub const FULL: usize = 512 << 20;

/// Rows with named, typed columns.
///
/// pandas, Polars, DuckDB and pyarrow take it as it is (`pl.DataFrame(table)`,
/// `pyarrow.table(table)`, `duckdb.sql("FROM table")` after `to_arrow()`), through Arrow's C
/// interface; nothing is copied. Text is Utf8, days are date32, whole numbers int64.
#[pyclass(frozen, module = "sayso")]
pub struct Table {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Table {
    /// A table of batches that have this schema.
    pub fn new(schema: SchemaRef, batches: Vec<RecordBatch>) -> Self {
        Self { schema, batches }
    }

    /// Its rows, in order.
    pub fn batches(&self) -> &[RecordBatch] {
        &self.batches
    }

    fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    /// At most so many of the first rows.
    fn dicts<'py>(&self, py: Python<'py>, most: usize) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let of = |batch: &'_ RecordBatch| 0..batch.num_rows();
        let places = self.batches.iter().flat_map(|batch| of(batch).map(move |row| (batch, row)));
        places.take(most).map(|(batch, row)| value::row(py, batch, row)).collect()
    }
}

#[pymethods]
impl Table {
    /// The rows as an Arrow stream (the Arrow PyCapsule interface).
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let fields = self.schema.fields().clone();
        let field =
            Field::new_struct("", fields, false).with_metadata(self.schema.metadata.clone());
        let arrays: Vec<ArrayRef> = self
            .batches
            .iter()
            .map(|batch| Arc::new(StructArray::from(batch.clone())) as ArrayRef)
            .collect();
        let reader = ArrayIterator::new(arrays.into_iter().map(Ok), Arc::new(field));
        to_stream_pycapsule(py, Box::new(reader), requested_schema)
    }

    /// The columns' names and types (the Arrow PyCapsule interface).
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.schema.as_ref())
    }

    fn __len__(&self) -> usize {
        self.rows()
    }

    /// How many rows there are.
    #[getter]
    fn num_rows(&self) -> usize {
        self.rows()
    }

    /// The columns' names, in order.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.names()
    }

    /// The columns, a line each: `name: type`.
    #[getter]
    fn schema(&self) -> String {
        let lines = self.schema.fields().iter().map(|field| {
            let never = if field.is_nullable() { "" } else { ", never null" };
            format!("{}: {}{never}", field.name(), field.data_type())
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The table as a `pyarrow.Table`; nothing is copied.
    ///
    /// Raises ImportError where pyarrow is not installed (`pip install 'sayso[arrow]'`).
    fn to_arrow<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        extra(slf.py(), "pyarrow", "arrow")?.call_method1("table", (slf,))
    }

    /// The table as a `pandas.DataFrame`. Days become `datetime64`; whole numbers that can be null
    /// become floats, as pandas has it: `to_arrow().to_pandas(types_mapper=…)` has more ways.
    ///
    /// Raises ImportError where pandas or pyarrow is not installed (`pip install 'sayso[pandas]'`).
    fn to_pandas<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        extra(py, "pandas", "pandas")?;
        let table = extra(py, "pyarrow", "pandas")?.call_method1("table", (slf,))?;
        let how = PyDict::new(py);
        how.set_item("date_as_object", false)?;
        table.call_method("to_pandas", (), Some(&how))
    }

    /// The table as a `polars.DataFrame`; nothing is copied but what Polars keeps in another form.
    ///
    /// Raises ImportError where Polars is not installed (`pip install 'sayso[polars]'`).
    fn to_polars<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        extra(slf.py(), "polars", "polars")?.call_method1("DataFrame", (slf,))
    }

    /// The rows as a list of dicts; days are `datetime.date`. Needs no other package.
    fn to_pylist<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        PyList::new(py, self.dicts(py, usize::MAX)?)
    }

    fn __repr__(&self) -> String {
        format!("<sayso.Table: {} × {}>", rows(self.rows()), self.names().join(", "))
    }

    fn _repr_html_(&self, py: Python) -> PyResult<String> {
        let first = self.dicts(py, notebook::MOST_ROWS)?;
        let cells = |row: &Bound<PyDict>| row.values().iter().map(shown).collect();
        let cells: Vec<Vec<Value>> = first.iter().map(cells).collect::<PyResult<_>>()?;
        Ok(notebook::table("sayso.Table", &self.names(), &cells, self.rows()))
    }
}

/// `1 row`, `2 rows`.
fn rows(count: usize) -> String {
    sayso_record::plain::count(count, "row")
}

/// A cell as it is shown: numbers are told from the rest.
fn shown(cell: Bound<PyAny>) -> PyResult<Value> {
    if cell.is_none() {
        return Ok(Value::Null);
    }
    let number =
        match (cell.is_exact_instance_of::<PyInt>(), cell.is_exact_instance_of::<PyFloat>()) {
            (true, _) => cell.extract::<i64>().ok().map(Number::from),
            (_, true) => Number::from_f64(cell.extract()?),
            _ => None,
        };
    Ok(match number {
        Some(number) => Value::Number(number),
        None => Value::String(cell.str()?.to_string_lossy().into_owned()),
    })
}

/// A package that is there only when it was asked for.
fn extra<'py>(py: Python<'py>, package: &str, extra: &str) -> PyResult<Bound<'py, PyModule>> {
    py.import(package).map_err(|error| {
        if !error.is_instance_of::<PyImportError>(py) {
            return error;
        }
        let words = format!("{package} is not installed; pip install 'sayso[{extra}]'");
        let missing = PyImportError::new_err(words);
        missing.set_cause(py, Some(error));
        missing
    })
}
