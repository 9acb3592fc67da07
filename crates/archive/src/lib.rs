//! One SQLite file that holds a corpus and its record: keep it, search it, query it, take it away.
//!
//! [`Writer`] puts records in, [`Archive`] opens what is there, [`Archive::records`] gives them back
//! whole, [`export`] writes them in the forms of the field, [`marks`] has what readers make of them. The tables are in `schema/`; `docs/schema.md`
//! is made of them.
//!
//! ```no_run
//! use sayso_archive::{Archive, Search, Words};
//!
//! let archive = Archive::open("news.sayso".as_ref())?;
//! let asked = Search { words: Words::read("peace treaty"), limit: 9, ..Search::default() };
//! for hit in archive.search(&asked)? {
//!     println!("{}", hit.stored.record.report.id);
//! }
//! # Ok::<(), sayso_archive::ArchiveError>(())
//! ```

mod archive;
pub mod around;
pub mod check;
mod columns;
mod dictionary;
mod error;
pub mod export;
mod functions;
pub mod intake;
mod labels;
mod lock;
pub mod marks;
mod pack;
mod packed_tables;
mod publisher;
pub mod query;
mod read;
mod schema;
mod search;
mod spans;
mod stopwords;
pub mod stories;
pub mod survey;
mod text;
mod write;

use sayso_record::Record;

pub use archive::Archive;
pub use columns::Described;
pub use error::ArchiveError;
pub use lock::{Lock, LockError};
pub use read::{Outdated, Records, Snapshot};
pub use schema::page::page as schema_page;
pub use search::{Filter, Found, Hit, PLOVER_TYPES, Search, Snippet, Words};
pub use write::{Incoming, Journal, Outcome, Tally, Writer};

/// Which version of an address was taken in, as its server calls it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feed {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

/// What became of a report after it was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// The newest version that is known.
    Current,
    /// A newer version has taken its place.
    Superseded,
    /// Its publisher has withdrawn it; its data are not to be counted.
    Withdrawn,
}

/// A record as the archive keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// The record.
    pub record: Record,
    /// What became of the report.
    pub standing: Standing,
    /// Id of the older version that this report takes the place of.
    pub replaces: Option<String>,
    /// Events, by their places in the record, that tell again what an earlier one tells; none unless
    /// they are asked for ([`Records::distinct`]).
    pub retold: Vec<usize>,
}

impl Stored {
    /// Whether the event at this place in the record counts.
    pub fn counts(&self, event: usize) -> bool {
        !self.retold.contains(&event)
    }
}

impl Standing {
    /// The word for it, in tables and files.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Current => "current",
            Standing::Superseded => "superseded",
            Standing::Withdrawn => "withdrawn",
        }
    }

    /// The standing of a word.
    pub fn by_word(word: &str) -> Option<Self> {
        [Self::Current, Self::Superseded, Self::Withdrawn].into_iter().find(|s| s.word() == word)
    }
}

#[cfg(test)]
mod tests;
