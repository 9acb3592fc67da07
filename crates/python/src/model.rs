//! `compiled_model`: where a model's compiled file lies, for whoever carries it to other machines.

use std::path::PathBuf;

use pyo3::prelude::*;

use crate::coder::{named_model, of_engine};

/// The path of a model's compiled file on this machine. `model` is as for `Coder`; a package is
/// compiled, and the default model got, where that was not done before.
///
/// The file stands for the model on any machine of the same version of Sayso, without its package
/// and without a cache folder: `Coder(model=path)`.
///
/// Raises ModelError.
#[pyfunction]
#[pyo3(signature = (model=None))]
pub fn compiled_model(py: Python, model: Option<PathBuf>) -> PyResult<String> {
    let model = named_model(model);
    let file = py.detach(|| sayso_pipeline::compiled_model(model.as_deref()));
    Ok(file.map_err(|error| of_engine(&error))?.to_string_lossy().into_owned())
}
