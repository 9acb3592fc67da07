//! The named fields of a report, as tables, lines and pages give them.

use jiff::civil::Date;
use sayso_record::Report;

use crate::{Problem, dates, wire};

/// The named fields of a report; an empty one is as good as none.
#[derive(Debug, Default)]
pub struct Fields {
    /// The source's own id.
    pub id: Option<String>,
    /// Date of publication, as it is written.
    pub date: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// The text.
    pub text: Option<String>,
}

impl Fields {
    /// The field of this name, to be filled; the names are those of a JSON line.
    pub fn by_name(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "id" => &mut self.id,
            "date" => &mut self.date,
            "source" => &mut self.source,
            "url" => &mut self.url,
            "title" => &mut self.title,
            "text" => &mut self.text,
            _ => return None,
        })
    }

    /// The report of what somebody else published, into which no date can be written.
    pub fn published(self, default: Option<Date>) -> Result<Report, Problem> {
        self.report(default).map_err(|problem| match problem {
            Problem::NoDate => Problem::Undated,
            other => other,
        })
    }

    /// The report; `default` is its date where it says none.
    pub fn report(self, default: Option<Date>) -> Result<Report, Problem> {
        let filled = |field: Option<String>| field.filter(|value| !value.trim().is_empty());
        let text = self.text.ok_or(Problem::NoText)?;
        if text.trim().is_empty() {
            return Err(Problem::Empty);
        }
        // What the text's own dateline says goes before a date that is only supposed.
        let date = match filled(self.date) {
            Some(said) => dates::date(&said).ok_or(Problem::ImpossibleDate(said))?,
            None => {
                let near = default.or_else(|| self.url.as_deref().and_then(dates::in_address));
                wire::date(&text, near).or(default).ok_or(Problem::NoDate)?
            }
        };
        let mut report = Report::new(date, filled(self.title), text);
        report.source = filled(self.source);
        report.url = filled(self.url);
        if let Some(id) = filled(self.id) {
            report.id = id;
        }
        Ok(report)
    }
}
