//! What of a report the grouping needs: the words of its lead, and of each event its type, parties,
//! time, place and the words around it. It is made once from the record, and kept small.

use jiff::civil::Date;
use sayso_record::Record;
use serde::{Deserialize, Serialize};

/// What of a report the grouping needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gist {
    /// Date of publication.
    pub date: Date,
}

impl Gist {
    /// The gist of a record.
    pub fn of(record: &Record) -> Self {
        Self { date: record.report.date }
    }

    /// As it is kept in an archive.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// A gist as it was kept; `None` where the bytes are damaged, or another version wrote them.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}
