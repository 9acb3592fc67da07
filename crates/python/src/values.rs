//! Python's own values as rows: texts, dates and ids side by side, or a dict a report.
//!
//! They become Arrow batches of the six fields of a report, as text, a few hundred rows at a time; of
//! an iterator no more are taken than are about to be read, on the thread that called.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyDate, PyDict, PyFloat, PyIterator, PyList, PySequence, PyString, PyTuple,
};
use sayso_reader::Columns;

use crate::drawing::{self, Calls};
use crate::input::{Batches, Given};

/// The fields of a report, as the reader calls them.
pub const FIELDS: [&str; 6] = ["text", "date", "id", "source", "url", "title"];

/// Values of fields side by side.
pub type Beside<'py> = Vec<(&'static str, Bound<'py, PyAny>)>;

/// So many rows are in a batch.
const ROWS: usize = 256;

/// The fields of a report, in the order of [`FIELDS`].
type Row = [Option<String>; FIELDS.len()];

/// Texts, or dicts, one a report.
///
/// # Errors
/// It is neither.
pub fn table(given: &Bound<PyAny>, named: &Columns) -> PyResult<Given> {
    if given.is_instance_of::<PyString>() || given.is_instance_of::<PyDict>() {
        let what = given.get_type().name()?;
        let words = format!("this is one {what}, not a table; put it in a list");
        return Err(PyTypeError::new_err(words));
    }
    let items = iterator(given, "the table", "a table, or a list of texts or dicts")?;
    let named = named.clone();
    let mut count = 0;
    let row = move |py: Python| {
        let Some(item) = items.bind(py).clone().next() else { return Ok(None) };
        let row = of_item(&item?, &named, count)?;
        count += 1;
        Ok(Some(row))
    };
    batches(given, row)
}

/// One text that stands alone, with what goes with it, as columns of one value each.
///
/// # Errors
/// It cannot be put in a list.
pub fn of_one<'py>(given: Beside<'py>) -> PyResult<Beside<'py>> {
    let is_one = given.first().is_some_and(|(_, texts)| texts.is_instance_of::<PyString>());
    if !is_one {
        return Ok(given);
    }
    let listed = |(field, value): (&'static str, Bound<'py, PyAny>)| {
        let is_list = value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>();
        let list = if is_list { value } else { PyList::new(value.py(), [&value])?.into_any() };
        Ok((field, list))
    };
    given.into_iter().map(listed).collect()
}

/// Columns side by side: each a field and its values, the texts first.
///
/// # Errors
/// One of them gives no values.
pub fn columns(given: Beside) -> PyResult<Given> {
    let of = |(field, values): &(&'static str, Bound<PyAny>)| {
        let wanted = "a list, an array or a column";
        Ok((*field, iterator(values, &format!("{field}s"), wanted)?))
    };
    let mut all: Vec<(&str, Py<PyIterator>)> = given.iter().map(of).collect::<PyResult<_>>()?;
    let Some((_, first)) = given.first() else {
        return Err(PyTypeError::new_err("there are no texts"));
    };
    same_lengths(&given)?;
    let mut count = 0;
    let row = move |py: Python| {
        let mut row = Row::default();
        let mut ended = Vec::new();
        for (field, values) in &mut all {
            match values.bind(py).clone().next() {
                None => ended.push(*field),
                Some(value) => set(&mut row, field, &value?, count)?,
            }
        }
        match ended.len() {
            0 => count += 1,
            some if some == all.len() => return Ok(None),
            _ => return Err(PyValueError::new_err(format!("{}s: {}", ended[0], uneven(count)))),
        }
        Ok(Some(row))
    };
    batches(first, row)
}

/// That columns whose lengths are known are equally long.
fn same_lengths(given: &[(&'static str, Bound<PyAny>)]) -> PyResult<()> {
    let lengths = given.iter().filter_map(|(field, values)| Some((*field, values.len().ok()?)));
    let lengths: Vec<(&str, usize)> = lengths.collect();
    let Some((first, length)) = lengths.first() else { return Ok(()) };
    match lengths.iter().find(|(_, other)| other != length) {
        None => Ok(()),
        Some((other, count)) => Err(PyValueError::new_err(format!(
            "{first}s has {length} values and {other}s {count}; give one a report, or date= for one date of all"
        ))),
    }
}

fn uneven(count: usize) -> String {
    format!("there are only {count} values, and more texts; give one a report")
}

/// What rows `next` gives, until there is none; of a list all at once, so that what is wrong with it
/// is raised before anything is read.
fn batches(
    given: &Bound<PyAny>,
    mut next: impl FnMut(Python) -> PyResult<Option<Row>> + Send + 'static,
) -> PyResult<Given> {
    let schema = schema();
    let of = Arc::clone(&schema);
    let mut batch = move |py: Python| {
        let mut rows = Vec::new();
        while rows.len() < ROWS {
            match next(py)? {
                Some(row) => rows.push(row),
                None => break,
            }
        }
        if rows.is_empty() { Ok(None) } else { Ok(Some(as_batch(&of, rows))) }
    };
    let total = given.len().ok().map(|rows| rows as u64);
    let (batches, calls): (Batches, _) = if given.cast::<PySequence>().is_ok() {
        let mut all = Vec::new();
        while let Some(rows) = batch(given.py())? {
            all.push(rows);
        }
        (Box::new(RecordBatchIterator::new(all, schema)), Calls::default())
    } else {
        let (batches, calls) = drawing::drawn(Box::new(batch), schema);
        (Box::new(batches), calls)
    };
    Ok(Given { batches, named: Columns::default(), total, calls })
}

fn schema() -> SchemaRef {
    let fields = FIELDS.map(|name| Field::new(name, DataType::Utf8, true));
    Arc::new(Schema::new(fields.to_vec()))
}

fn as_batch(schema: &SchemaRef, mut rows: Vec<Row>) -> Result<RecordBatch, ArrowError> {
    let column = |at: usize| -> ArrayRef {
        Arc::new(rows.iter_mut().map(|row| row[at].take()).collect::<StringArray>())
    };
    RecordBatch::try_new(Arc::clone(schema), (0..FIELDS.len()).map(column).collect())
}

/// The values of a list, an array or a column, as Python's own.
fn iterator(given: &Bound<PyAny>, name: &str, wanted: &str) -> PyResult<Py<PyIterator>> {
    let py = given.py();
    let own = if given.hasattr("to_pylist")? {
        given.call_method0("to_pylist")?
    } else if is_numpy_dates(given)? {
        // Else numpy gives times in nanoseconds as whole numbers.
        given.call_method1("astype", ("datetime64[D]",))?.call_method0("tolist")?
    } else {
        given.clone()
    };
    let is_text = own.is_instance_of::<PyString>();
    match own.try_iter() {
        Ok(values) if !is_text => Ok(values.unbind()),
        _ => {
            let found = given.get_type().name()?;
            let words = format!("{name}: {wanted} is wanted, and this is {found}");
            let error = PyTypeError::new_err(words);
            error.set_cause(py, None);
            Err(error)
        }
    }
}

fn is_numpy_dates(given: &Bound<PyAny>) -> PyResult<bool> {
    let is_array = given.hasattr("__array_interface__")? && given.hasattr("tolist")?;
    if !is_array {
        return Ok(false);
    }
    given.getattr("dtype")?.getattr("kind")?.eq("M")
}

/// The row of a text or a dict, the `count`th from 0.
fn of_item(item: &Bound<PyAny>, named: &Columns, count: usize) -> PyResult<Row> {
    let mut row = Row::default();
    if let Ok(dict) = item.cast::<PyDict>() {
        let names: Vec<String> = dict
            .keys()
            .iter()
            .map(|key| {
                key.cast::<PyString>()
                    .map_or(String::new(), |key| key.to_string_lossy().into_owned())
            })
            .collect();
        let values = dict.values();
        for (field, place) in sayso_reader::columns::of(names.iter().map(String::as_str)) {
            if !named.named().any(|(named, _)| named == field) {
                set(&mut row, field, &values.get_item(place)?, count)?;
            }
        }
        for (field, column) in named.named() {
            if let Some(value) = dict.get_item(column)? {
                set(&mut row, field, &value, count)?;
            }
        }
        return Ok(row);
    }
    set(&mut row, "text", item, count)?;
    Ok(row)
}

/// Sets a field of the `count`th row from 0.
fn set(row: &mut Row, field: &str, value: &Bound<PyAny>, count: usize) -> PyResult<()> {
    if let Some(place) = FIELDS.iter().position(|name| *name == field) {
        row[place] = text(value, field, count)?;
    }
    Ok(())
}

/// A value as the reader takes it; `None` where there is none (`None`, NaN, NaT, NA).
fn text(value: &Bound<PyAny>, field: &str, count: usize) -> PyResult<Option<String>> {
    if is_missing(value)? {
        return Ok(None);
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Some(text.to_string_lossy().into_owned()));
    }
    match field {
        // A whole number, Python's or NumPy's.
        "id" if !value.is_instance_of::<PyBool>() => {
            if let Ok(number) = value.call_method0("__index__") {
                return Ok(Some(number.str()?.to_string()));
            }
        }
        "date" => {
            if let Some(date) = day(value)? {
                return Ok(Some(date));
            }
        }
        _ => {}
    }
    let wanted = match field {
        "id" => "a str or an int",
        "date" => "a str, a datetime.date or a datetime.datetime",
        _ => "a str",
    };
    let found = value.get_type().name()?;
    let words = format!("{field} of report {count}: {wanted} is wanted, and this is {found}");
    Err(PyTypeError::new_err(words))
}

fn is_missing(value: &Bound<PyAny>) -> PyResult<bool> {
    if value.is_none() {
        return Ok(true);
    }
    if let Ok(number) = value.cast::<PyFloat>() {
        return Ok(number.value().is_nan());
    }
    let name = value.get_type().name()?;
    Ok(name == "NAType" || name == "NaTType")
}

/// The day of a date or a time, `YYYY-MM-DD`; of a time with a zone that of UTC, as everywhere.
fn day(value: &Bound<PyAny>) -> PyResult<Option<String>> {
    let is_numpy = value.get_type().name()? == "datetime64";
    if is_numpy {
        return Ok(Some(value.str()?.to_string()).filter(|said| said != "NaT"));
    }
    if !value.is_instance_of::<PyDate>() {
        return Ok(None);
    }
    let has_zone = value.hasattr("tzinfo")? && !value.getattr("tzinfo")?.is_none();
    let value = if has_zone {
        let utc = value.py().import("datetime")?.getattr("timezone")?.getattr("utc")?;
        value.call_method1("astimezone", (utc,))?
    } else {
        value.clone()
    };
    let said = value.call_method0("isoformat")?.to_string();
    Ok(said.get(..10).map(str::to_owned))
}
