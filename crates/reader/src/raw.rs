//! A piece of an input that one report is made of.

use sayso_record::Report;

use crate::{At, Problem, ReadError};

/// A report, or why there is none.
pub type Item = Result<Reading, ReadError>;

/// A report with what was noticed while reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The report.
    pub report: Report,
    /// What was mended on the way, with file and line, for people.
    pub warning: Option<String>,
}

/// One report's piece of an input, cut out and not yet looked into.
pub struct Raw {
    /// About how many bytes of text are in it, so that batches come out even.
    pub weight: usize,
    make: Box<dyn FnOnce() -> Item + Send>,
}

impl Raw {
    /// A piece of about `weight` bytes of text; `make` does the work.
    pub(crate) fn new(weight: usize, make: impl FnOnce() -> Item + Send + 'static) -> Self {
        Self { weight, make: Box::new(make) }
    }

    /// A piece that could not even be cut out.
    pub(crate) fn failed(error: ReadError) -> Self {
        Self::new(0, || Err(error))
    }

    /// The report of this piece.
    ///
    /// # Errors
    /// It cannot be read, or is none that is wanted ([`Problem::is_skip`]); says where and why.
    pub fn report(self) -> Item {
        (self.make)()
    }
}

impl Problem {
    /// This problem at a place of an input.
    pub(crate) fn at(self, input: &str, at: At) -> ReadError {
        ReadError { input: input.to_owned(), at, problem: self }
    }
}
