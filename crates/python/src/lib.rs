//! `sayso._sayso`: what the Python package `sayso` is made of.
//!
//! What is given ([`mod@input`], [`mod@values`]) becomes Arrow batches, these go through the reader and the
//! coder ([`rows`], [`coder`]) on threads without Python's lock while the calling one looks after
//! progress, iterators and Ctrl-C ([`progress`], [`drawing`]), and what comes of them is kept as records ([`records`]), of
//! which tables are made when they are asked for ([`tables`], [`mod@table`]). An archive ([`archive`],
//! [`ingest`], [`answers`]) is the same one that the program works on.

mod answers;
mod archive;
mod arguments;
mod coder;
mod drawing;
mod errors;
mod ingest;
mod input;
mod model;
mod progress;
mod pyarrow;
mod record;
mod records;
mod rows;
mod stories;
mod table;
mod tables;
mod value;
mod values;

use pyo3::prelude::*;

/// What `sayso/__init__.py` takes its names from.
#[pymodule]
mod _sayso {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::archive::Archive;
    #[pymodule_export]
    use crate::coder::{Coder, read, read_files};
    #[pymodule_export]
    use crate::model::compiled_model;
    #[pymodule_export]
    use crate::record::{_record, Record};
    #[pymodule_export]
    use crate::records::{_records, Records, flatten};
    #[pymodule_export]
    use crate::table::Table;

    #[pymodule_export]
    use crate::stories::{blocks, gists, happenings, overlaps, sketches, stories};

    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "it is Python's name")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::errors::add(module)
    }
}
