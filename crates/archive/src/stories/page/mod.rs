//! One happening with its story, brought together for whoever shows it: a terminal, a page, JSON.
//!
//! `asked` finds the story and the happening that are meant, `gather` brings together what the archive
//! knows of them, `told` is that. How it looks is up to those who show it.

mod asked;
mod gather;
#[cfg(test)]
mod tests;
mod told;

use crate::{ArchiveError, Standing};

pub use asked::{Asked, find};
pub use gather::{Shown, gather};
pub(super) use gather::{about, not_as_happened};
pub use told::{
    Copy, Happening, Head, LeftOut, Line, Other, Report, Row, Series, Tells, Told, line_of_time,
};

/// Why there is nothing to show. All but the last say that what was asked for is not there.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// A report that no story has yet.
    #[error("{0}: this report is in no story yet; `sayso stories ARCHIVE` puts it into one")]
    ReportInNone(String),
    /// A report that does not count any more.
    #[error(
        "{id}: this report is {}, and stories are of those that stand; `sayso show` shows it",
        standing.word()
    )]
    NotCurrent {
        /// What was asked for.
        id: String,
        /// What became of the report.
        standing: Standing,
    },
    /// An event that no happening has yet.
    #[error("{0}: this event is in no happening yet; `sayso stories ARCHIVE` puts it into one")]
    EventInNone(String),
    /// No datum of the report has this id.
    #[error(
        "{id}: report {report} has no such datum; `sayso show ARCHIVE {report}` shows those it has"
    )]
    NoDatum {
        /// What was asked for.
        id: String,
        /// Id of the report.
        report: String,
    },
    /// Nothing was asked for.
    #[error("nothing to look for: give the id of a report, story or happening, or words")]
    NoWords,
    /// Words that no report has.
    #[error(
        "{0}: nothing has this id, and no report has these words; `sayso search` takes filters, too"
    )]
    NotFound(String),
    /// Words that only reports without a story have.
    #[error(
        "{0}: the reports that have these words are in no story yet; `sayso stories ARCHIVE` puts them into one"
    )]
    WordsInNone(String),
    /// A story without reports.
    #[error("story {0}: it has no reports; `sayso check ARCHIVE` says what is wrong")]
    Empty(String),
    /// A happening without a report.
    #[error("{0}: no report tells of it")]
    Untold(String),
    /// The archive cannot be read.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}
