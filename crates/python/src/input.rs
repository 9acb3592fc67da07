//! What can be given to be read: Arrow tables and streams, data frames, lists; all as Arrow batches.
//!
//! Whatever has Arrow's C interface comes through it, a batch at a time, uncopied. Python's own
//! values become batches of the fields of a report ([`mod@crate::values`]).

use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader, new_null_array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PySlice, PyString};
use pyo3_arrow::input::AnyRecordBatch;
use sayso_reader::Columns;

use crate::drawing::Calls;
use crate::{pyarrow, values};

/// Arrow batches, as they come.
pub type Batches = Box<dyn RecordBatchReader + Send>;

/// Rows to be read.
pub struct Given {
    /// The rows, a batch at a time.
    pub batches: Batches,
    /// The columns that are named and are to be looked for.
    pub named: Columns,
    /// How many there are, where that is known.
    pub total: Option<u64>,
    /// What is drawn of them on the calling thread.
    pub calls: Calls,
}

/// The rows of a table, a data frame, or of texts or dicts.
///
/// # Errors
/// It is none of these, or gives no Arrow data.
pub fn rows(given: &Bound<PyAny>, named: &Columns) -> PyResult<Given> {
    let is_arrow = given.hasattr("__arrow_c_stream__")? || given.hasattr("__arrow_c_array__")?;
    let is_pandas = package(given)? == "pandas";
    match (is_pandas, is_arrow) {
        (true, true) => pandas(given, named),
        (true, false) => Err(old_pandas(given)?),
        (false, true) if package(given)? == "polars" => arrow(&without_nulls(given)?, named),
        (false, true) => arrow(given, named),
        (false, false) => values::table(given, named),
    }
}

/// An Arrow table or stream.
fn arrow(given: &Bound<PyAny>, named: &Columns) -> PyResult<Given> {
    let batches = pyarrow::whole(given)?.extract::<AnyRecordBatch>()?.into_reader()?;
    let schema = batches.schema();
    let nulls = places(&schema, |place| *schema.field(place).data_type() == DataType::Null);
    let total = given.len().ok().map(|rows| rows as u64);
    Ok(Given {
        batches: without(batches, nulls),
        named: named.clone(),
        total,
        calls: Calls::default(),
    })
}

/// A Polars frame whose columns of no type are of text: Polars gives such columns in a way that Arrow
/// refuses.
fn without_nulls<'py>(frame: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let polars = frame.py().import("polars")?;
    let types = PyDict::new(frame.py());
    types.set_item(polars.getattr("Null")?, polars.getattr("String")?)?;
    if frame.is_instance(&polars.getattr("DataFrame")?)? {
        frame.call_method1("cast", (types,))
    } else {
        Ok(frame.clone())
    }
}

/// A pandas frame: of its columns only those that hold reports, for the others may be of anything.
fn pandas(frame: &Bound<PyAny>, named: &Columns) -> PyResult<Given> {
    if !frame.hasattr("columns")? {
        let words = "this is one column, not a table; sayso.read(texts, dates=…) takes columns";
        return Err(PyTypeError::new_err(words));
    }
    let frame = &with_levels(frame, named)?;
    let names = labels(&frame.getattr("columns")?)?;
    let known = sayso_reader::columns::of(names.iter().map(String::as_str));
    let is_known = |place: &usize| known.iter().any(|(_, known)| known == place);
    let is_named = |place: &usize| named.named().any(|(_, column)| column == names[*place]);
    let chosen = (0..names.len()).filter(|place| is_known(place) || is_named(place));
    let chosen: Vec<usize> = chosen.collect();
    let given = if named.named().all(|(_, column)| names.iter().any(|name| name == column)) {
        let taken = |places: &[usize]| arrow(&of_columns(frame, places)?, named);
        taken(&chosen).map_err(|error| {
            let unfit = chosen.iter().find_map(|place| Some((*place, taken(&[*place]).err()?)));
            match unfit {
                Some((place, error)) => mixed(frame.py(), &names[place], error),
                None => error,
            }
        })?
    } else {
        // The reader will say which columns there are: all, of no rows.
        arrow(&frame.getattr("iloc")?.get_item(PySlice::new(frame.py(), 0, 0, 1))?, named)?
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

/// A frame's names of columns, or of its index; those that are no text are empty.
fn labels(labels: &Bound<PyAny>) -> PyResult<Vec<String>> {
    let text = |label: PyResult<Bound<PyAny>>| {
        let label = label?;
        let name = label.cast::<PyString>().map(|name| name.to_string_lossy().into_owned());
        Ok(name.unwrap_or_default())
    };
    labels.try_iter()?.map(text).collect()
}

/// The frame with what is named of its index as columns.
fn with_levels<'py>(frame: &Bound<'py, PyAny>, named: &Columns) -> PyResult<Bound<'py, PyAny>> {
    let names = labels(&frame.getattr("columns")?)?;
    let mut levels = labels(&frame.getattr("index")?.getattr("names")?)?;
    let is_named = |level: &String| named.named().any(|(_, column)| column == level);
    levels.retain(|level| is_named(level) && !names.contains(level));
    if levels.is_empty() {
        return Ok(frame.clone());
    }
    let how = PyDict::new(frame.py());
    how.set_item("level", levels)?;
    frame.call_method("reset_index", (), Some(&how))
}

/// A frame of the columns at these places.
fn of_columns<'py>(frame: &Bound<'py, PyAny>, places: &[usize]) -> PyResult<Bound<'py, PyAny>> {
    frame.getattr("iloc")?.get_item((PySlice::full(frame.py()), places))
}

/// That a column has values which are not of one kind, in the words of who found it.
fn mixed(py: Python, name: &str, error: PyErr) -> PyErr {
    let found = error.value(py).getattr("args").and_then(|args| args.get_item(0));
    let found = found.map_or_else(|_| error.to_string(), |found| found.to_string());
    let words = format!(
        "column {name:?} has values of several kinds ({found}); make them of one first, as in \
         df[{name:?}] = df[{name:?}].astype(\"string\")"
    );
    let told = PyTypeError::new_err(words);
    told.set_cause(py, Some(error));
    told
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
pub fn package(given: &Bound<PyAny>) -> PyResult<String> {
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
