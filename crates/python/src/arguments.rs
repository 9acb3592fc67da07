//! What functions are given, checked.

use jiff::civil::Date;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

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
