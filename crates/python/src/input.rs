//! What can be given to be read: Arrow tables and streams, data frames, lists; all as Arrow batches.
//!
//! Whatever has Arrow's C interface comes through it, a batch at a time, uncopied. Python's own
//! values become batches of the fields of a report ([`mod@crate::values`]).

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader, new_null_array};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PySlice, PyString};
use pyo3_arrow::input::AnyRecordBatch;

use crate::values;

/// Arrow batches, as they come.
pub type Batches = Box<dyn RecordBatchReader + Send>;

/// Rows to be read.
pub struct Given {
    /// The rows, a batch at a time.
    pub batches: Batches,
    /// How many there are, where that is known.
    pub total: Option<u64>,
    /// What Python raised while it gave them; the error that comes out of the batches stands for it.
    pub raised: Raised,
}

/// What Python raised on another thread, for the calling one to raise again.
#[derive(Clone, Default)]
pub struct Raised(Arc<Mutex<Option<PyErr>>>);

impl Raised {
    /// Keeps what was raised; what comes back stands for it.
    pub fn keep(&self, error: PyErr) -> ArrowError {
        let words = error.to_string();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        ArrowError::ExternalError(words.into())
    }

    /// What was raised, once.
    pub fn take(&self) -> Option<PyErr> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The columns that hold the fields of a report where they are named: field and column.
pub type Named = Vec<(&'static str, String)>;

/// The rows of a table, a data frame, or of texts or dicts.
///
/// # Errors
/// It is none of these, or gives no Arrow data.
pub fn rows(given: &Bound<PyAny>, named: &Named) -> PyResult<Given> {
    let is_arrow = given.hasattr("__arrow_c_stream__")? || given.hasattr("__arrow_c_array__")?;
    let is_pandas = package(given)? == "pandas";
    match (is_pandas, is_arrow) {
        (true, true) => pandas(given, named),
        (true, false) => Err(old_pandas(given)?),
        (false, true) => arrow(given),
        (false, false) => values::table(given, named),
    }
}

/// An Arrow table or stream.
fn arrow(given: &Bound<PyAny>) -> PyResult<Given> {
    let batches = given.extract::<AnyRecordBatch>()?.into_reader()?;
    let schema = batches.schema();
    let nulls = places(&schema, |place| *schema.field(place).data_type() == DataType::Null);
    let total = given.len().ok().map(|rows| rows as u64);
    Ok(Given { batches: without(batches, nulls), total, raised: Raised::default() })
}

/// A pandas frame: of its columns only those that hold reports, for the others may be of anything.
fn pandas(frame: &Bound<PyAny>, named: &Named) -> PyResult<Given> {
    if !frame.hasattr("columns")? {
        let words = "this is one column, not a table; sayso.read(texts, dates=…) takes columns";
        return Err(PyTypeError::new_err(words));
    }
    let labels = frame.getattr("columns")?.try_iter()?.collect::<PyResult<Vec<_>>>()?;
    let names: Vec<String> = labels
        .iter()
        .map(|label| label.cast::<PyString>().map(|name| name.to_string_lossy().into_owned()))
        .map(Result::unwrap_or_default)
        .collect();
    let known = sayso_reader::columns::of(names.iter().map(String::as_str));
    let is_known = |place: &usize| known.iter().any(|(_, known)| known == place);
    let is_named = |name: &String| named.iter().any(|(_, column)| column == name);
    let chosen = |place: &usize| is_known(place) || is_named(&names[*place]);
    let chosen: Vec<usize> = (0..names.len()).filter(chosen).collect();
    let of = frame.getattr("iloc")?;
    let given = if names.iter().filter(|name| is_named(name)).count() < named.len() {
        // The reader will say which columns there are: all, of no rows.
        arrow(&of.get_item(PySlice::new(frame.py(), 0, 0, 1))?)?
    } else {
        arrow(&of.get_item((PySlice::full(frame.py()), chosen))?)?
    };
    let schema = given.batches.schema();
    let batches: Vec<RecordBatch> = given
        .batches
        .collect::<Result<_, _>>()
        .map_err(|error| PyValueError::new_err(error.to_string()))?;
    // A column of NaN alone comes as numbers, whatever was meant to be in it.
    let is_empty =
        |batch: &RecordBatch, place| batch.column(place).null_count() == batch.num_rows();
    let empty = places(&schema, |place| batches.iter().all(|batch| is_empty(batch, place)));
    let batches = Box::new(RecordBatchIterator::new(batches.into_iter().map(Ok), schema));
    Ok(Given { batches: without(batches, empty), ..given })
}

fn places(schema: &Schema, is: impl Fn(usize) -> bool) -> Vec<usize> {
    (0..schema.fields().len()).filter(|place| is(*place)).collect()
}

/// The same batches, with the columns at these places, in which nothing is, as those of text.
fn without(batches: Batches, nothing: Vec<usize>) -> Batches {
    if nothing.is_empty() {
        return batches;
    }
    let mut fields: Vec<Arc<Field>> = batches.schema().fields().iter().cloned().collect();
    for place in &nothing {
        let field = Field::new(fields[*place].name(), DataType::Utf8, true);
        fields[*place] = Arc::new(field);
    }
    let schema: SchemaRef = Arc::new(Schema::new(fields));
    let of = Arc::clone(&schema);
    let mended = batches.map(move |batch| {
        let batch = batch?;
        let mut columns = batch.columns().to_vec();
        for place in &nothing {
            columns[*place] = new_null_array(&DataType::Utf8, batch.num_rows());
        }
        RecordBatch::try_new(Arc::clone(&of), columns)
    });
    Box::new(RecordBatchIterator::new(mended, schema))
}

/// The package that a value's type is of, as `pandas`.
fn package(given: &Bound<PyAny>) -> PyResult<String> {
    let module = given.get_type().module()?.to_string();
    Ok(module.split('.').next().unwrap_or_default().to_owned())
}

fn old_pandas(given: &Bound<PyAny>) -> PyResult<PyErr> {
    let version = given.py().import("pandas")?.getattr("__version__")?;
    let words = format!(
        "pandas {version} gives this no way into Arrow; pip install 'pandas>=2.2', or give \
         pyarrow.Table.from_pandas(frame)"
    );
    Ok(PyTypeError::new_err(words))
}
