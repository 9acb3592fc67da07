//! `POST /api/v1/read`: a text in, its record out; nothing is kept.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sayso_pipeline::Engine;
use sayso_reader::{Raw, Reading, read_lines};
use sayso_record::Record;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::{App, TEXT_MOST};
use crate::extract::Sent;
use crate::fault::Fault;
use crate::pages::api::describe::Told;

/// A report as somebody sends it; a field that is empty is as good as none.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct NewReport {
    /// Date of publication, as `2023-12-04`: what relative times are counted from. It may be left out where the
    /// text's own dateline says it.
    #[schema(example = "1987-05-04")]
    pub date: Option<String>,
    /// The text, up to 200,000 bytes.
    #[schema(example = "Ruritania's army shelled the town of Zenda on Sunday, its mayor said.")]
    pub text: String,
    /// Its headline, when that is not part of the text.
    pub title: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
    /// The source's own id; else a hash of date, title and text.
    pub id: Option<String>,
}

impl NewReport {
    /// What the reader makes of it: the same as of a JSON line in a file.
    ///
    /// # Errors
    /// It is none, or is not English; says the next step.
    pub fn reading(&self) -> Result<Reading, Fault> {
        if self.text.len() > TEXT_MOST {
            let said = format!(
                "the text has {} bytes, and {TEXT_MOST} are the most that is coded at once; send it in \
                 parts, or have `sayso ingest` take it from a file",
                self.text.len()
            );
            return Err(Fault::TooLarge(said));
        }
        let line = serde_json::to_vec(self).map_err(|error| Fault::Unclear(error.to_string()))?;
        match read_lines("the report", line).next().map(Raw::report) {
            Some(Ok(reading)) => Ok(reading),
            Some(Err(error)) => Err(Fault::Unclear(error.problem.to_string())),
            None => Err(Fault::Unclear("there is no report in it; send one".to_owned())),
        }
    }
}

/// The record of a text, by what codes here.
///
/// # Errors
/// The text cannot be parsed.
fn coded(engine: &Engine, reading: Reading) -> Result<Record, Fault> {
    engine
        .code_one(&mut engine.worker(), reading.report)
        .ok_or_else(|| Fault::Broken("the text was not parsed".to_owned()))
}

/// Code a text
///
/// Gives the record of a report as `sayso read --to json` does: who did what to whom, who said what, how many, each
/// with the characters it stands on, the rule that found it, and on whose say-so it stands. Nothing is stored.
#[utoipa::path(
    post,
    path = "/api/v1/read",
    request_body = NewReport,
    responses(
        (status = 200, description = "The record", body = Record),
        (status = 400, description = "It is no report, or not in English", body = Told),
        (status = 413, description = "The text is too long", body = Told),
        (status = 503, description = "Too many texts at once, or there is no language model here", body = Told)
    )
)]
pub async fn read(
    State(app): State<Arc<App>>,
    Sent(new): Sent<NewReport>,
) -> Result<Json<Record>, Fault> {
    let record = app.code(move |_, engine| coded(engine, new.reading()?)).await?;
    Ok(Json(record))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(date: &str, text: &str) -> NewReport {
        NewReport { date: Some(date.to_owned()), text: text.to_owned(), ..NewReport::default() }
    }

    #[test]
    fn what_is_sent_is_read_as_a_line_of_a_file_is() {
        let text = "Ruritania thanked Freedonia for its help after the flood.";
        let report = new("1987-05-04", text).reading().unwrap().report;
        let line = format!("{{\"date\": \"1987-05-04\", \"text\": \"{text}\"}}");
        let same = read_lines("a", line.into_bytes()).next().unwrap().report().unwrap().report;
        assert_eq!(report, same);
    }

    #[test]
    fn what_is_no_report_is_told() {
        let long = "a".repeat(TEXT_MOST + 1);
        for (sent, status) in [
            (new("1987-05-04", ""), 400),
            (new("1987-02-30", "No."), 400),
            (new("1987-05-04", &long), 413),
        ] {
            assert_eq!(sent.reading().unwrap_err().status(), status);
        }
    }
}
