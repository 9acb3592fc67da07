//! What functions are given, checked.

use std::path::PathBuf;

use jiff::civil::Date;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyTuple};
use sayso_reader::Format;

/// A day, as a `datetime.date` or as text.
#[derive(Debug, Clone, Copy)]
pub struct Day(pub Date);

impl<'py> FromPyObject<'_, 'py> for Day {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match given.cast::<PyString>() {
            Ok(text) => {
                text.to_string_lossy().parse().map(Day).map_err(|_| {
                    PyValueError::new_err("expected a date that exists, as 2023-12-04")
                })
            }
            Err(_) => given.extract().map(Day),
        }
    }
}

/// What becomes of rows that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errors {
    /// They are kept as problems.
    Keep,
    /// The first is raised.
    Raise,
}

impl Errors {
    /// The choice of this name.
    ///
    /// # Errors
    /// There is none.
    pub fn of(name: &str) -> PyResult<Self> {
        match name {
            "keep" => Ok(Self::Keep),
            "raise" => Ok(Self::Raise),
            _ => Err(PyValueError::new_err(format!(
                "errors is {name:?}; it is \"keep\" or \"raise\""
            ))),
        }
    }
}

/// The most threads that the program takes, too.
const MOST_THREADS: usize = 512;

/// As many threads as are asked for, else one a core.
///
/// # Errors
/// None at all, or more than [`MOST_THREADS`].
pub fn threads(asked: Option<usize>) -> PyResult<usize> {
    match asked {
        None => Ok(std::thread::available_parallelism().map_or(1, std::num::NonZero::get)),
        Some(number @ 1..=MOST_THREADS) => Ok(number),
        Some(_) => Err(PyValueError::new_err("expected a number of threads from 1 to 512")),
    }
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

/// The path or paths that these are; `None` where they are something else.
///
/// # Errors
/// What Python raises while it gives them.
pub fn paths(inputs: &Bound<PyAny>) -> PyResult<Option<Vec<PathBuf>>> {
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
