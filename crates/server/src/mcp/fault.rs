//! What goes wrong in a tool, as it is told to whoever called it.

use sayso_archive::ArchiveError;
use sayso_archive::query::QueryError;
use sayso_archive::stories::page::PageError;

/// Why a tool has no answer; ends with the next step.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Fault(String);

impl Fault {
    /// With these words.
    pub fn said(said: impl Into<String>) -> Self {
        Self(said.into())
    }
}

impl From<ArchiveError> for Fault {
    fn from(error: ArchiveError) -> Self {
        Self(error.to_string())
    }
}

impl From<PageError> for Fault {
    fn from(error: PageError) -> Self {
        Self(error.to_string())
    }
}

impl From<QueryError> for Fault {
    fn from(error: QueryError) -> Self {
        Self(error.to_string())
    }
}
