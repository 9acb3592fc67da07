//! What reads the reports, as the flags name it.

use std::path::Path;

use sayso_language::Model;
use sayso_pipeline::{Engine, EngineError};

use crate::flags;

/// The model that `--model` or `SAYSO_MODEL` names, else the default one, which is got when it is
/// not there yet.
pub fn model(flags: &flags::Engine) -> Result<Model, EngineError> {
    sayso_pipeline::model(choice(flags).as_deref())
}

/// The model and a coder over the codebook.
pub fn open(flags: &flags::Engine, coding: &flags::Coding) -> Result<Engine, EngineError> {
    Engine::open(choice(flags).as_deref(), coding.codebook.as_deref())
}

/// The same for the program's whole run: what it holds goes with the process at once, not piece by
/// piece, which would be a twentieth of the time that one short report takes.
pub fn stay(flags: &flags::Engine, coding: &flags::Coding) -> Result<&'static Engine, EngineError> {
    open(flags, coding).map(|engine| &*Box::leak(Box::new(engine)))
}

/// The model that is asked for.
pub fn choice(flags: &flags::Engine) -> Option<std::borrow::Cow<'_, str>> {
    flags.model.as_deref().map(Path::to_string_lossy)
}
