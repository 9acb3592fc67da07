//! What reads the reports: a language model, and a coder over a codebook.

use std::path::{Path, PathBuf};

use sayso_codebook::{Codebook, CodebookError, Source};
use sayso_coder::Coder;
use sayso_language::{Model, Store, StoreError, Worker};
use sayso_reader::{Reading, Wire};
use sayso_record::{Record, Report};

/// What reports are coded with; any number of threads share one.
pub struct Engine {
    /// What parses.
    pub model: Model,
    /// What codes.
    pub coder: Coder,
}

/// Why there is nothing to code with.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// There is no such model, or it cannot be used.
    #[error(transparent)]
    Model(#[from] StoreError),
    /// The codebook's folder cannot be read, or the program's own is damaged.
    #[error(transparent)]
    Unreadable(#[from] CodebookError),
    /// What is in the codebook is not right.
    #[error("{name} has mistakes; mend them and try again: {}", lines(mistakes))]
    Mistakes {
        /// Its folder, or `the built-in codebook`.
        name: String,
        /// All that is wrong, each with file and line.
        mistakes: Vec<CodebookError>,
    },
}

fn lines(errors: &[CodebookError]) -> String {
    errors.iter().map(|error| format!("\n{error}")).collect()
}

/// The model of this name, folder, wheel or compiled file ([`Store::open`]); `None` is the default
/// one, which is got when it is not there yet.
///
/// # Errors
/// There is no such model, it cannot be got, or it is damaged or not supported.
pub fn model(choice: Option<&str>) -> Result<Model, EngineError> {
    Ok(Store::of_user()?.open(choice)?)
}

/// The compiled file of a model ([`Store::compiled`]); `None` is the default one.
///
/// # Errors
/// As [`model`], but for damaged files.
pub fn compiled_model(choice: Option<&str>) -> Result<PathBuf, EngineError> {
    Ok(Store::of_user()?.compiled(choice)?)
}

/// The files of a codebook: the built-in ones with a user's folder on top.
///
/// # Errors
/// The folder cannot be read.
pub fn codebook_source(folder: Option<&Path>) -> Result<Source, EngineError> {
    Ok(match folder {
        Some(folder) => Source::with_folder(folder)?,
        None => Source::built_in(),
    })
}

/// The codebook: the built-in one with a user's folder on top.
///
/// # Errors
/// The folder cannot be read, or there are mistakes in it: all of them; or the program is damaged.
pub fn codebook(folder: Option<&Path>) -> Result<Codebook, EngineError> {
    Codebook::load(&codebook_source(folder)?).map_err(|mistakes| {
        if let Some(damage) = mistakes.iter().find(|mistake| mistake.is_of_program()) {
            return damage.clone().into();
        }
        let built_in = || "the built-in codebook".to_owned();
        let name = folder.map_or_else(built_in, |folder| folder.display().to_string());
        EngineError::Mistakes { name, mistakes }
    })
}

/// A report, coded.
#[derive(Debug, Clone)]
pub struct Coded {
    /// What is in it.
    pub record: Record,
    /// What was mended when it was read, with its place, for people.
    pub warning: Option<String>,
    /// What a news agency's marks say of it.
    pub wire: Wire,
}

impl Engine {
    /// The engine of this model and codebook ([`model`], [`codebook`]).
    ///
    /// # Errors
    /// Either cannot be had, or is not right.
    pub fn open(model: Option<&str>, codebook: Option<&Path>) -> Result<Self, EngineError> {
        let (codebook, model) =
            sayso_codebook::both(|| self::codebook(codebook), || self::model(model));
        let model = model?;
        let coder = Coder::new(codebook?, model.name().to_owned());
        Ok(Self { model, coder })
    }

    /// What each thread has of its own, to parse with.
    pub fn worker(&self) -> Worker<'_> {
        self.model.worker()
    }

    /// Codes one report; `None` where it cannot be parsed.
    pub fn code_one(&self, worker: &mut Worker, report: Report) -> Option<Record> {
        let docs = self.coder.parse(worker, &[&report.text]);
        Some(self.coder.code(report, docs.first()?))
    }

    /// Codes reports: one [`Coded`] for each, in their order. What becomes of one does not depend on
    /// the others, but many at once take less time. What was coded before is taken as it is.
    pub fn code(&self, worker: &mut Worker, readings: Vec<Reading>) -> Vec<Coded> {
        let fresh = readings.iter().filter(|reading| reading.record.is_none());
        let texts: Vec<&str> = fresh.map(|reading| reading.report.text.as_str()).collect();
        let mut docs = self.coder.parse(worker, &texts).into_iter();
        let code = |reading| {
            let Reading { report, record, warning, wire } = reading;
            let record = match record {
                Some(record) => *record,
                // A fresh report has a document: there is one for each.
                None => self.coder.code(report, &docs.next()?),
            };
            Some(Coded { record, warning, wire })
        };
        readings.into_iter().filter_map(code).collect()
    }
}
