//! What reads the reports: the model that the flags name and the coder over their codebook.

use std::path::Path;

use anyhow::Context;
use sayso_codebook::{Codebook, CodebookError, Source};
use sayso_coder::Coder;
use sayso_language::{Model, Store};

use crate::flags::{Coding, Engine};

/// The model that `--model` or `SAYSO_MODEL` names, else the default one, which is got when it is
/// not there yet.
pub fn model(flags: &Engine) -> anyhow::Result<Model> {
    let choice = flags.model.as_deref().map(Path::to_string_lossy);
    Ok(Store::of_user()?.open(choice.as_deref())?)
}

/// The files of the codebook: the built-in ones with a user's folder on top.
pub fn source(folder: Option<&Path>) -> anyhow::Result<Source> {
    Ok(match folder {
        Some(folder) => Source::with_folder(folder)?,
        None => Source::built_in(),
    })
}

/// The codebook, or all that is wrong in it.
pub fn codebook(folder: Option<&Path>) -> anyhow::Result<Codebook> {
    let of = || folder.map_or("the built-in codebook".to_owned(), |f| f.display().to_string());
    Codebook::load(&source(folder)?)
        .map_err(|errors| anyhow::anyhow!(lines(&errors)))
        .with_context(|| format!("{} has mistakes; mend them and try again", of()))
}

/// A coder for what `model` parses.
pub fn coder(flags: &Coding, model: &Model) -> anyhow::Result<Coder> {
    Ok(Coder::new(codebook(flags.codebook.as_deref())?, model.name().to_owned()))
}

fn lines(errors: &[CodebookError]) -> String {
    errors.iter().map(|error| format!("\n{error}")).collect()
}
