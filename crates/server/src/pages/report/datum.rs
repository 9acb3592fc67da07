//! The address of one datum, for citations: it leads to the datum's place in its report, as long as it is there.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use sayso_archive::Archive;
use sayso_archive::marks::datum::{self, Datum};
use sayso_record::Record;
use serde::Serialize;
use serde_json::{Map, Value};

use super::paragraphs;
use super::sheet::{Choice, Kept, Sheet};
use crate::app::App;
use crate::asked::Asked;
use crate::extract::At;
use crate::fault::Fault;
use crate::form::Form;
use crate::link;
use crate::page::{self, Page};

/// A datum on its own.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OneDatum {
    /// Its stable id.
    pub datum: String,
    /// Id of its report.
    pub report: String,
    /// Whether the report has it as it is coded now.
    pub is_gone: bool,
    /// Its id in the record: `e3`.
    pub id: Option<String>,
    /// `statement`, `event`, `figure`, `time` or `place`.
    pub kind: Option<&'static str>,
    /// The rule that found it.
    pub rule: Option<String>,
    /// Its fields, with names for ids; its characters are in `words`. Of one that is gone, as a reader saw it
    /// who marked it.
    #[schema(value_type = Option<Object>)]
    pub shown: Option<Map<String, Value>>,
    /// Where it stands.
    pub address: String,
}

/// A datum by its stable id. As a page, the way to its place in its report.
#[utoipa::path(get, path = "/api/v1/datum/{id}",
    params(("id" = String, Path, description = "Stable id of the datum, as `REPORT/ASSAULT/120-128`")),
    responses((status = 200, body = OneDatum), (status = 404, description = "No report has such data"),
        (status = 410, description = "The report was coded again and no longer has it", body = OneDatum)))]
pub async fn page(
    State(app): State<Arc<App>>,
    asked: Asked,
    At(id): At<String>,
) -> Result<Response, Fault> {
    app.look(move |room| {
        let one = find(room.archive, &id)?;
        if !one.is_gone && asked.form == Form::Html {
            let address = HeaderValue::from_str(&one.address);
            let address = address.map_err(|error| Fault::Broken(error.to_string()))?;
            return Ok((StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response());
        }
        let mut response = page::respond(room.app, &asked, &one)?;
        if one.is_gone {
            *response.status_mut() = StatusCode::GONE;
        }
        Ok(response)
    })
    .await
}

pub(super) fn find(archive: &Archive, id: &str) -> Result<OneDatum, Fault> {
    let absent = || {
        let said = format!(
            "no report here has a datum {id}; a datum is named by its report, as REPORT/ASSAULT/120-128"
        );
        Fault::Absent(said)
    };
    let stored = archive.report(id)?.ok_or_else(absent)?;
    let record = stored.record;
    if record.report.id == id {
        return Err(absent());
    }
    let Some(found) = datum::find(&record, id) else {
        let seen = archive.history(id, 1)?.pop();
        return Ok(OneDatum {
            datum: id.to_owned(),
            address: link::report(&record.report.id),
            report: record.report.id,
            is_gone: true,
            id: None,
            kind: seen.as_ref().map(|mark| mark.kind.word()),
            rule: seen.as_ref().and_then(|mark| mark.rule.clone()),
            shown: seen.map(|mark| mark.shown),
        });
    };
    let in_record = in_record(&record, &found);
    let address = match &in_record {
        Some(id) => address(&record, id),
        None => link::report(&record.report.id),
    };
    Ok(OneDatum {
        datum: id.to_owned(),
        address,
        report: record.report.id,
        is_gone: false,
        id: in_record,
        kind: Some(found.kind.word()),
        rule: found.rule,
        shown: Some(found.shown),
    })
}

/// The datum's id in the record.
fn in_record(record: &Record, found: &Datum) -> Option<String> {
    use sayso_archive::marks::Kind;
    let at = found.number;
    match found.kind {
        Kind::Statement => record.statements.get(at).map(|s| s.id.clone()),
        Kind::Event => record.events.get(at).map(|e| e.id.clone()),
        Kind::Figure => record.figures.get(at).map(|f| f.id.clone()),
        Kind::Time => record.times.get(at).map(|t| t.id.clone()),
        Kind::Place => record.places.get(at).map(|p| p.id.clone()),
    }
}

/// The place of a datum in its report: in the right part of a long one.
pub fn address(record: &Record, id: &str) -> String {
    if paragraphs::is_short(&record.report.text) {
        return link::in_report(&record.report.id, id);
    }
    let sheet = Sheet::of(record, Kept::Archived, Choice::default(), &[]);
    match sheet.part_of(id) {
        Some(part) if part > 0 => {
            let part = (part + 1).to_string();
            let report = link::report(&record.report.id);
            format!("{}#{id}", link::with_query(&report, [("part", part.as_str())]))
        }
        _ => link::in_report(&record.report.id, id),
    }
}

impl Page for OneDatum {
    fn title(&self) -> String {
        "A datum that is gone".to_owned()
    }

    fn body(&self, _: &Asked) -> Markup {
        html! {
            h1 { "This datum is gone" }
            p { "The report was read again, by a newer program or codebook, and what it has now is not this:" }
            p { code { (self.datum) } }
            @if let Some(shown) = &self.shown {
                h2 { "As a reader saw it who marked it" }
                dl.datum-fields {
                    @for (name, value) in shown {
                        @if !value.is_null() { dt { (name) } dd dir="auto" { (value.as_str().map_or_else(|| value.to_string(), str::to_owned)) } }
                    }
                }
            }
            p { a.button href=(link::report(&self.report)) { "The report as it is read now" } }
        }
    }
}
