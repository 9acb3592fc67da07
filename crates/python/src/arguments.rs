//! What functions are given, checked.

use std::path::PathBuf;

use jiff::civil::Date;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyTuple};
use sayso_reader::{Format, Input};

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

/// As many threads as are asked for, else one a core.
///
/// # Errors
/// None at all, or more than the program takes.
pub fn threads(asked: Option<usize>) -> PyResult<usize> {
    let asked = asked.unwrap_or_else(sayso_pipeline::cores);
    sayso_pipeline::threads(asked).map_err(|error| PyValueError::new_err(error.to_string()))
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
/// One is an address, or stands for standard input; what Python raises while it gives them.
pub fn paths(inputs: &Bound<PyAny>) -> PyResult<Option<Vec<PathBuf>>> {
    let is_path = |given: &Bound<PyAny>| -> PyResult<bool> {
        Ok(given.is_instance_of::<PyString>() || given.hasattr("__fspath__")?)
    };
    if is_path(inputs)? {
        return Ok(Some(vec![path(inputs)?]));
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
    all.iter().map(path).collect::<PyResult<_>>().map(Some)
}

/// A path of a file, a folder or a pattern, and nothing else that the program takes in its place.
fn path(given: &Bound<PyAny>) -> PyResult<PathBuf> {
    let path: PathBuf = given.extract()?;
    let words = match path.to_str() {
        Some("-") => {
            "\"-\" is no path; give texts, as in sayso.read([sys.stdin.read()], date=…)".to_owned()
        }
        Some(said) if Input::address(&path).is_some() => format!(
            "{said} is an address, and this goes to no network; get it first and give the file, or \
             its text to sayso.read; or use the program: sayso read --fetch"
        ),
        _ => return Ok(path),
    };
    Err(PyValueError::new_err(words))
}
