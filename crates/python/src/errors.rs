//! What can go wrong, as Python's exceptions; their words are those of the program.

use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use sayso_archive::ArchiveError as Archive;
use sayso_archive::query::QueryError as Query;
pub use sayso_pipeline::said;
use sayso_reader::{At, ReadError as Unread};

create_exception!(
    sayso,
    SaysoError,
    PyException,
    "What can go wrong with Sayso; its words say what is wrong, where, and the next step."
);
create_exception!(
    sayso,
    ReadError,
    SaysoError,
    "A report could not be read. `input` is what was read (`table`, or a file), `row` the report's place \
     in a table from 0 (`df.iloc[row]`; the words count from 1), `None` where it has none."
);
create_exception!(
    sayso,
    ModelError,
    SaysoError,
    "The language model was not found, or is not one that Sayso reads."
);
create_exception!(
    sayso,
    CodebookError,
    SaysoError,
    "The codebook has mistakes; the words list all of them, with file and line."
);
create_exception!(
    sayso,
    ArchiveError,
    SaysoError,
    "An archive could not be opened, read or written."
);
create_exception!(
    sayso,
    QueryError,
    ArchiveError,
    "A question to an archive was not understood, or would do more than read."
);

/// Puts the exceptions into the module.
pub fn add(module: &Bound<PyModule>) -> PyResult<()> {
    let py = module.py();
    let read = py.get_type::<ReadError>();
    read.setattr("input", py.None())?;
    read.setattr("row", py.None())?;
    module.add("ReadError", read)?;
    module.add("SaysoError", py.get_type::<SaysoError>())?;
    module.add("ModelError", py.get_type::<ModelError>())?;
    module.add("CodebookError", py.get_type::<CodebookError>())?;
    module.add("ArchiveError", py.get_type::<ArchiveError>())?;
    module.add("QueryError", py.get_type::<QueryError>())
}

/// A report that could not be read, with its place.
pub fn unread(py: Python, unread: &Unread) -> PyErr {
    let row = if let At::Row(row) = unread.at { row.checked_sub(1) } else { None };
    let error = ReadError::new_err(said(unread));
    let value = error.value(py);
    let placed = value.setattr("input", &unread.input).and_then(|()| value.setattr("row", row));
    placed.err().unwrap_or(error)
}

/// What is wrong with an archive.
pub fn of_archive(error: Archive) -> PyErr {
    ArchiveError::new_err(said(&error))
}

/// What is wrong with a question.
pub fn of_query(error: Query) -> PyErr {
    match error {
        Query::Archive(error) => of_archive(error),
        other => QueryError::new_err(said(&other)),
    }
}
