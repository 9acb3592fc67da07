//! What readers said, as programs get it.

use sayso_archive::marks::{Kind, Mark, OnReport, ReportMark};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::link;

/// A reader's mark on a datum.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SaidOfDatum {
    /// Its number, in order of making.
    pub number: i64,
    /// Id of the report.
    pub report: String,
    /// Stable id of the datum.
    pub datum: String,
    /// `statement`, `event`, `figure`, `time` or `place`.
    pub kind: &'static str,
    /// What the datum is called in the record as it is coded now, `e3`; `null` where it is gone.
    pub id: Option<String>,
    /// `right`, `wrong`, `corrected` or `withdrawn`.
    pub verdict: &'static str,
    /// Of a corrected datum, the fields that are to be another.
    #[schema(value_type = Option<Object>)]
    pub correction: Option<Map<String, Value>>,
    /// Why.
    pub note: Option<String>,
    /// Who says so.
    pub reader: String,
    /// When, RFC 3339.
    pub at: String,
    /// The rule that had found the datum.
    pub rule: Option<String>,
    /// The datum as the reader saw it, with names for ids; its characters are in `words`.
    #[schema(value_type = Object)]
    pub shown: Map<String, Value>,
    /// Where the datum stands.
    pub address: String,
}

/// What a reader says of a report.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SaidOfReport {
    /// `starred`, `read` or `tag`.
    pub mark: &'static str,
    /// The tag.
    pub tag: Option<String>,
    /// Who says so.
    pub reader: String,
    /// Since when, RFC 3339.
    pub at: String,
}

/// What a datum is called in its record: `e3`.
pub fn id(kind: Kind, number: usize) -> String {
    let letter = match kind {
        Kind::Statement => 's',
        Kind::Event => 'e',
        Kind::Figure => 'f',
        Kind::Time => 't',
        Kind::Place => 'p',
    };
    format!("{letter}{number}")
}

impl SaidOfDatum {
    /// A mark.
    pub fn of(mark: &Mark) -> Self {
        Self {
            number: mark.number,
            report: mark.report.clone(),
            datum: mark.datum.clone(),
            kind: mark.kind.word(),
            id: mark.now.map(|number| id(mark.kind, number)),
            verdict: mark.verdict.word(),
            correction: mark.correction.clone(),
            note: mark.note.clone(),
            reader: mark.reader.clone(),
            at: mark.at.to_string(),
            rule: mark.rule.clone(),
            shown: mark.shown.clone(),
            address: link::datum(&mark.datum),
        }
    }
}

impl SaidOfReport {
    /// What is said of a report.
    pub fn of(said: &OnReport) -> Self {
        let tag = match &said.mark {
            ReportMark::Tag(tag) => Some(tag.clone()),
            ReportMark::Starred | ReportMark::Read => None,
        };
        Self { mark: said.mark.word(), tag, reader: said.reader.clone(), at: said.at.to_string() }
    }
}
