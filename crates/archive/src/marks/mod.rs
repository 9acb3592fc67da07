//! What readers make of the data: right, wrong or corrected, with a note and a name.
//!
//! Marks live in the archive beside the record and never change it: they say how often a rule is
//! right on this very corpus ([`Archive::rule_precision`]) and how far readers agree
//! ([`Archive::agreement`]), and they leave as gold and as examples ([`crate::export`]).
//! [`Marking`] puts them in; what is asked of them is asked of [`Archive`].
//!
//! A mark holds on to the *stable id* of its datum ([`datum::id`]) and keeps the datum as the reader
//! saw it, so that it can be read, too, when the report was coded again and the datum is *gone*.
//! Of each reader's marks on a datum the newest *stands*. Where readers differ, each mark stands;
//! what needs one answer takes the newest of them all.
//!
//! [`Archive`]: crate::Archive
//! [`Archive::rule_precision`]: crate::Archive::rule_precision
//! [`Archive::agreement`]: crate::Archive::agreement

mod asked;
mod correction;
pub mod datum;
mod error;
mod marking;
mod numbers;
mod reports;
mod turn;

use jiff::Timestamp;
use sayso_record::Record;
use serde_json::{Map, Value};

pub use asked::{Filter, Marked, Page, StandingMark};
pub use correction::{Field, Shape, fields, merged};
pub use datum::{Datum, Kind};
pub(crate) use datum::{spans_of, told_at, words_of};
pub use error::MarkError;
pub use marking::Marking;
pub use numbers::{Agreement, Precision, RulePrecision, wilson};
pub use reports::{OnReport, ReportMark, TaggedReport};
pub(crate) use turn::give_way;

/// The longest name of a reader, in characters.
pub const READER_MOST: usize = 80;
/// The longest note, in characters.
pub const NOTE_MOST: usize = 4000;
/// The longest tag, in characters.
pub const TAG_MOST: usize = 60;
/// The longest text in a correction, in characters.
pub const FIELD_MOST: usize = 400;

/// What a reader says of a datum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It is as the text has it.
    Right,
    /// There is no such thing in the text.
    Wrong,
    /// There is, and some of it is another than was coded.
    Corrected,
    /// The reader takes back what they said.
    Withdrawn,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Verdict; 4] = [Self::Right, Self::Wrong, Self::Corrected, Self::Withdrawn];

    /// The word for it, in tables and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Corrected => "corrected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The verdict of a word.
    pub fn by_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.word() == word)
    }
}

/// A mark to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMark {
    /// Stable id of the datum: `REPORT/ASSAULT/120-128`.
    pub datum: String,
    /// What is said of it.
    pub verdict: Verdict,
    /// Of a corrected datum, the fields that are to be another ([`fields`]); `None` of others.
    pub correction: Option<Map<String, Value>>,
    /// Anything about it; an empty one is none.
    pub note: Option<String>,
    /// Who says so.
    pub reader: String,
    /// When.
    pub at: Timestamp,
}

/// A mark as the archive keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Its number, in order of making.
    pub number: i64,
    /// Id of the report.
    pub report: String,
    /// Number of the report in this archive.
    pub report_number: i64,
    /// Stable id of the datum.
    pub datum: String,
    /// What the datum is.
    pub kind: Kind,
    /// What is said of it.
    pub verdict: Verdict,
    /// Of a corrected datum, the fields that are to be another, as [`Mark::shown`] has them.
    pub correction: Option<Map<String, Value>>,
    /// Anything about it.
    pub note: Option<String>,
    /// Who says so.
    pub reader: String,
    /// When.
    pub at: Timestamp,
    /// The rule that had found it; `None` of times and places.
    pub rule: Option<String>,
    /// The datum as the reader saw it, with names for ids; its characters are in `words`.
    pub shown: Map<String, Value>,
    /// Its place among the data of its kind in the record as it is coded now: the 3 of `e3`; `None`
    /// where the datum is gone.
    pub now: Option<usize>,
}

impl Mark {
    /// Whether the report was coded again and the datum is no longer found.
    pub fn is_gone(&self) -> bool {
        self.now.is_none()
    }

    /// Whether the record has this datum otherwise than the reader saw it: gone, or with other fields.
    pub fn is_outdated(&self, record: &Record) -> bool {
        datum::find(record, &self.datum).is_none_or(|now| now.shown != self.shown)
    }

    /// The datum as the reader says that it should be; `None` where there should be none.
    pub fn judged(&self) -> Option<Map<String, Value>> {
        match self.verdict {
            Verdict::Right => Some(self.shown.clone()),
            Verdict::Corrected => Some(merged(&self.shown, self.correction.as_ref()?)),
            Verdict::Wrong | Verdict::Withdrawn => None,
        }
    }
}

#[cfg(test)]
mod tests;
