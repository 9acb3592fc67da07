//! `sayso._sayso`: what the Python package `sayso` is made of.

mod stories;

use pyo3::prelude::*;

/// What `sayso/__init__.py` takes its names from.
#[pymodule]
mod _sayso {
    #[pymodule_export]
    use super::stories::{blocks, gists, happenings, overlaps, sketches, stories};

    #[pymodule_export]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
