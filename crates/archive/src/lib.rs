//! One SQLite file that holds a corpus and its record: keep it, search it, query it, take it away.

pub mod export;

use sayso_record::Record;

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
}
