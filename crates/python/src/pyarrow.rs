//! Tables of pyarrow on their way into Rust.

use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict, PyList, PyTuple};

use crate::input::package;

/// The same rows, with every list in a list as Arrow asks for it. Java's Arrow leaves the one offset of
/// lists without elements off, pyarrow hands them on (of Spark, say), and who reads through the C interface
/// would take what lies behind them in memory. What has no columns of lists stays what it is.
///
/// # Errors
/// What pyarrow raises.
pub fn whole<'py>(given: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = given.py();
    if package(given)? != "pyarrow" || !has_lists(given)? {
        return Ok(given.clone());
    }
    let pyarrow = py.import("pyarrow")?;
    let is_a = |kind: &str| given.is_instance(&pyarrow.getattr(kind)?);
    let schema = given.getattr("schema")?;
    if is_a("RecordBatch")? {
        return copy(given);
    }
    if is_a("Table")? {
        let batches = given.call_method0("to_batches")?;
        let copies =
            batches.try_iter()?.map(|batch| copy(&batch?)).collect::<PyResult<Vec<_>>>()?;
        return pyarrow.getattr("Table")?.call_method1("from_batches", (copies, schema));
    }
    if is_a("RecordBatchReader")? {
        let each = PyCFunction::new_closure(py, None, None, |batch: &Bound<PyTuple>, _| {
            copy(&batch.get_item(0)?).map(Bound::unbind)
        })?;
        let copies = py.import("builtins")?.call_method1("map", (each, given))?;
        return pyarrow
            .getattr("RecordBatchReader")?
            .call_method1("from_batches", (schema, copies));
    }
    Ok(given.clone())
}

/// Whether there are columns with lists or structs in them.
fn has_lists(given: &Bound<PyAny>) -> PyResult<bool> {
    if !given.hasattr("schema")? {
        return Ok(false);
    }
    for kind in given.getattr("schema")?.getattr("types")?.try_iter()? {
        if is_nested(&kind?)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_nested(kind: &Bound<PyAny>) -> PyResult<bool> {
    Ok(kind.getattr("num_fields")?.extract::<usize>()? > 0)
}

/// The batch with copies of its columns with lists or structs in them, for pyarrow makes copies whole.
fn copy<'py>(batch: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = batch.py();
    let pyarrow = py.import("pyarrow")?;
    let mut columns = Vec::new();
    for column in batch.getattr("columns")?.try_iter()? {
        let column = column?;
        columns.push(if is_nested(&column.getattr("type")?)? {
            pyarrow.call_method1("concat_arrays", (PyList::new(py, [column])?,))?
        } else {
            column
        });
    }
    let how = PyDict::new(py);
    how.set_item("schema", batch.getattr("schema")?)?;
    pyarrow.getattr("RecordBatch")?.call_method("from_arrays", (columns,), Some(&how))
}
