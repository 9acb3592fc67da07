//! A cell of an Arrow array as a value of Python.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};

/// A row of a batch as a dict: a key a column.
pub fn row<'py>(py: Python<'py>, batch: &RecordBatch, row: usize) -> PyResult<Bound<'py, PyDict>> {
    let schema = batch.schema();
    let names = schema.fields().iter().map(|field| field.name().as_str());
    dict(py, names, batch.columns(), row)
}

fn dict<'py, 'n>(
    py: Python<'py>,
    names: impl Iterator<Item = &'n str>,
    columns: &[ArrayRef],
    row: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (name, column) in names.zip(columns) {
        dict.set_item(name, value(py, column, row)?)?;
    }
    Ok(dict)
}

/// The cell of this row. Of the types that Sayso's tables are made of.
pub fn value<'py>(py: Python<'py>, array: &ArrayRef, row: usize) -> PyResult<Bound<'py, PyAny>> {
    if array.is_null(row) {
        return Ok(py.None().into_bound(py));
    }
    Ok(match array.data_type() {
        DataType::Null => py.None().into_bound(py),
        DataType::Utf8 => array.as_string::<i32>().value(row).into_pyobject(py)?.into_any(),
        DataType::Binary => PyBytes::new(py, array.as_binary::<i32>().value(row)).into_any(),
        DataType::Int32 => {
            array.as_primitive::<Int32Type>().value(row).into_pyobject(py)?.into_any()
        }
        DataType::Int64 => {
            array.as_primitive::<Int64Type>().value(row).into_pyobject(py)?.into_any()
        }
        DataType::Float64 => {
            array.as_primitive::<Float64Type>().value(row).into_pyobject(py)?.into_any()
        }
        DataType::Boolean => array.as_boolean().value(row).into_pyobject(py)?.to_owned().into_any(),
        DataType::Date32 => {
            day(array.as_primitive::<Date32Type>().value(row)).into_pyobject(py)?.into_any()
        }
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(row);
            let values = (0..items.len()).map(|item| value(py, &items, item));
            PyList::new(py, values.collect::<PyResult<Vec<_>>>()?)?.into_any()
        }
        DataType::Struct(fields) => {
            let names = fields.iter().map(|field| field.name().as_str());
            dict(py, names, array.as_struct().columns(), row)?.into_any()
        }
        other => {
            let words = format!("a column of type {other} is none of Sayso's; use to_arrow()");
            return Err(PyTypeError::new_err(words));
        }
    })
}

/// The day of a number of days since 1970-01-01; none where no calendar has it.
pub fn day(days: i32) -> Option<Date> {
    date(1970, 1, 1).checked_add(days.days()).ok()
}
