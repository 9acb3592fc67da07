//! The named fields of a report, as tables, lines and pages give them.

use jiff::civil::Date;
use sayso_record::Report;

use crate::Problem;

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

    /// The report; `default` is its date where it says none.
    pub fn report(self, default: Option<Date>) -> Result<Report, Problem> {
        let filled = |field: Option<String>| field.filter(|value| !value.trim().is_empty());
        let date = match (filled(self.date), default) {
            (Some(said), _) => date(&said).ok_or(Problem::ImpossibleDate(said))?,
            (None, Some(date)) => date,
            (None, None) => return Err(Problem::NoDate),
        };
        let text = self.text.ok_or(Problem::NoText)?;
        if text.trim().is_empty() {
            return Err(Problem::Empty);
        }
        let mut report = Report::new(date, filled(self.title), text);
        report.source = filled(self.source);
        report.url = filled(self.url);
        if let Some(id) = filled(self.id) {
            report.id = id;
        }
        Ok(report)
    }
}

/// `YYYY-MM-DD`, or the day of an ISO 8601 date and time.
pub fn date(said: &str) -> Option<Date> {
    let said = said.trim();
    let day = said.get(..10)?;
    let rest_is_time = matches!(said.as_bytes().get(10), None | Some(b'T' | b't' | b' '));
    if rest_is_time { day.parse().ok() } else { None }
}
