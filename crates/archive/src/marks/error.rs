//! Why a mark is refused; every message ends with the next step.

use crate::ArchiveError;

/// Why a mark was not made.
#[derive(Debug, thiserror::Error)]
pub enum MarkError {
    /// No report has this id.
    #[error("the archive has no report {0}; look for its id again")]
    NoReport(String),
    /// The report has no such datum.
    #[error(
        "no datum has the id {0}; it may be gone since the report was coded again: reload the report"
    )]
    NoDatum(String),
    /// The reader has no mark on the datum that could be taken back.
    #[error("{reader} has no mark on {datum} that stands; there is nothing to take back")]
    NothingToWithdraw {
        /// The reader.
        reader: String,
        /// Stable id of the datum.
        datum: String,
    },
    /// A text that must not be empty.
    #[error("the {0} is empty; write something")]
    Empty(&'static str),
    /// A text that is too long.
    #[error("the {what} is longer than {most} characters; shorten it")]
    TooLong {
        /// What it is of.
        what: &'static str,
        /// The most that is allowed.
        most: usize,
    },
    /// A text with characters that are none to see.
    #[error("the {0} has control characters; take them out")]
    Control(&'static str),
    /// A mark with the verdict `corrected` that corrects nothing.
    #[error("the correction changes nothing; change a field, or mark the datum right")]
    NoChange,
    /// A correction with another verdict.
    #[error("only a datum marked as corrected has a correction; leave it out, or mark it so")]
    NotCorrected,
    /// A field of a correction that the datum does not have, or cannot have so.
    #[error("{field}: {wanted}")]
    Correction {
        /// The field.
        field: String,
        /// What it must be.
        wanted: String,
    },
    /// The archive cannot be read or written.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

impl From<rusqlite::Error> for MarkError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Archive(error.into())
    }
}
