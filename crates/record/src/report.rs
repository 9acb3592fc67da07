//! A report: a dated text, as readers give it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A dated news report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Report {
    /// The source's own id, which for a web page is its address; else a hash of date, title and text
    /// ([`Report::content_id`]).
    pub id: String,
    /// Date of publication: what relative times are counted from.
    pub date: Date,
    /// Who published it.
    pub source: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
    /// Its headline, when that is not part of the text.
    pub title: Option<String>,
    /// The text that every offset points into, exactly as read.
    pub text: String,
    /// SHA-256 of `text` as UTF-8, in hexadecimal: whoever holds the text can prove that it is this one.
    pub sha256: String,
}

impl Report {
    /// A report of `text` on `date`, with its hashes computed and a content id.
    pub fn new(date: Date, title: Option<String>, text: String) -> Self {
        let id = Self::content_id(date, title.as_deref(), &text);
        let sha256 = hex(&Sha256::digest(text.as_bytes()));
        Self { id, date, source: None, url: None, title, text, sha256 }
    }

    /// The first 16 hexadecimal digits of the SHA-256 of date, title and text, so that the same
    /// report read twice is the same report.
    pub fn content_id(date: Date, title: Option<&str>, text: &str) -> String {
        let mut hash = Sha256::new();
        for part in [date.to_string().as_str(), title.unwrap_or(""), text] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hex(&hash.finalize()[..8])
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_report_has_the_same_id() {
        let date = jiff::civil::date(1978, 9, 18);
        let a = Report::new(date, None, "Peace.".into());
        assert_eq!(a.id, Report::new(date, None, "Peace.".into()).id);
        assert_ne!(a.id, Report::new(date, Some("Peace.".into()), "".into()).id);
        assert_eq!(a.id.len(), 16);
    }
}
