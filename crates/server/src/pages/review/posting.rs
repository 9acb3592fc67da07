//! Storing what a reader says: `POST /review/mark` and `POST /review/report`. Pages post forms and are led back to
//! where they were; programs post the same as JSON and get what was stored.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sayso_archive::ArchiveError;
use sayso_archive::marks::{Mark, MarkError, Marking, ReportMark};
use tokio::sync::Semaphore;

use super::again::Again;
use super::said::{SaidOfDatum, SaidOfReport, id};
use super::sent::{Fields, Posted, SentMark, SentReport};
use crate::app::App;
use crate::asked::{Asked, READER};
use crate::fault::Fault;
use crate::form::Form;
use crate::page::{self};
use crate::pages::settings;

/// One writes at a time, as the archive has it; the others wait here, not on a thread each.
static WRITING: Semaphore = Semaphore::const_new(1);

/// The longest that one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// Mark a datum
///
/// What a reader says of a datum: right, wrong, corrected; or that they take it back. The record stays as it is.
#[utoipa::path(
    post,
    path = "/api/v1/review/mark",
    request_body = SentMark,
    responses(
        (status = 200, description = "The mark as it is kept", body = SaidOfDatum),
        (status = 400, description = "A value makes no sense, or the reader has no name"),
        (status = 403, description = "The archive cannot be written"),
        (status = 404, description = "No report has such a datum"),
        (status = 503, description = "Another program writes to the archive")
    )
)]
pub async fn mark(
    State(app): State<Arc<App>>,
    asked: Asked,
    posted: Posted<SentMark>,
) -> Result<Response, Fault> {
    let Posted { sent, fields } = posted;
    let Some(reader) = reader(&asked, sent.reader.as_deref()) else {
        return again(&app, asked, fields, nameless());
    };
    let new = sent.mark(reader)?;
    match store(&app, move |marking| marking.mark(new)).await {
        Ok(mark) if asked.form == Form::Html => {
            let back = back(fields.as_ref(), Some(&mark)).unwrap_or_else(|| "/review".to_owned());
            Ok(led(&back, &mark.reader))
        }
        Ok(mark) => Ok(axum::Json(SaidOfDatum::of(&mark)).into_response()),
        Err(fault) => again(&app, asked, fields, fault),
    }
}

/// Star, tag or have read a report
///
/// What a reader says of a whole report.
#[utoipa::path(
    post,
    path = "/api/v1/review/report",
    request_body = SentReport,
    responses(
        (status = 200, description = "What is said of the report now", body = Vec<SaidOfReport>),
        (status = 400, description = "A value makes no sense, or the reader has no name"),
        (status = 403, description = "The archive cannot be written"),
        (status = 404, description = "No report has this id"),
        (status = 503, description = "Another program writes to the archive")
    )
)]
pub async fn report(
    State(app): State<Arc<App>>,
    asked: Asked,
    posted: Posted<SentReport>,
) -> Result<Response, Fault> {
    let Posted { sent, fields } = posted;
    let Some(reader) = reader(&asked, sent.reader.as_deref()) else {
        return again(&app, asked, fields, nameless());
    };
    let (change, mark) = change(&sent)?;
    let name = reader.clone();
    let done = store(&app, move |marking| {
        match change {
            Change::Set => marking.set(&sent.report, &name, &mark, jiff::Timestamp::now())?,
            Change::Clear => marking.clear(&sent.report, &name, &mark)?,
        }
        Ok(marking.archive().report_marks_of(&sent.report)?)
    });
    match done.await {
        Ok(_) if asked.form == Form::Html => {
            let back = back(fields.as_ref(), None).unwrap_or_else(|| "/review/reports".to_owned());
            Ok(led(&back, &reader))
        }
        Ok(said) => {
            let said: Vec<SaidOfReport> = said.iter().map(SaidOfReport::of).collect();
            Ok(axum::Json(said).into_response())
        }
        Err(fault) => again(&app, asked, fields, fault),
    }
}

/// Whether something is said of a report from now on, or no longer.
enum Change {
    Set,
    Clear,
}

fn change(sent: &SentReport) -> Result<(Change, ReportMark), Fault> {
    let tag = || ReportMark::Tag(sent.tag.clone().unwrap_or_default());
    Ok(match sent.what.as_str() {
        "star" => (Change::Set, ReportMark::Starred),
        "unstar" => (Change::Clear, ReportMark::Starred),
        "read" => (Change::Set, ReportMark::Read),
        "unread" => (Change::Clear, ReportMark::Read),
        "tag" => (Change::Set, tag()),
        "untag" => (Change::Clear, tag()),
        other => {
            let said = format!(
                "nothing is called {other}; give star, unstar, read, unread, tag or untag as `do`"
            );
            return Err(Fault::Unclear(said));
        }
    })
}

/// Who it is: by what was sent, else by what was sent before.
fn reader(asked: &Asked, sent: Option<&str>) -> Option<String> {
    let named = |name: &&str| !name.trim().is_empty();
    let name = sent.filter(named).or(asked.reader.as_deref().filter(named))?;
    Some(name.trim().to_owned())
}

fn nameless() -> Fault {
    Fault::Unclear("the reader has no name; give one as `reader`".to_owned())
}

/// Does something to the marks on a connection of its own, away from the threads that talk to the network.
async fn store<T: Send + 'static>(
    app: &App,
    change: impl FnOnce(&mut Marking) -> Result<T, MarkError> + Send + 'static,
) -> Result<T, Fault> {
    let busy = || Fault::from(ArchiveError::Busy);
    let turn = tokio::time::timeout(PATIENCE, WRITING.acquire()).await;
    let turn = turn.map_err(|_| busy())?.map_err(|_| busy())?;
    let path = app.path().to_owned();
    let work = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        change(&mut Marking::open(&path)?)
    });
    let failed = |_| Fault::Broken("this failed; tell the makers of Sayso what was marked".into());
    let done = work.await.map_err(failed)?.map_err(fault)?;
    app.marks_changed();
    Ok(done)
}

/// What a refused mark is to whoever asks.
pub(super) fn fault(error: MarkError) -> Fault {
    let said = error.to_string();
    match error {
        MarkError::NoReport(_) | MarkError::NoDatum(_) => Fault::Absent(said),
        MarkError::Archive(ArchiveError::ReadOnly(_) | ArchiveError::Closed(_)) => {
            Fault::Refused(said)
        }
        MarkError::Archive(ArchiveError::System(error))
            if error.kind() == std::io::ErrorKind::PermissionDenied =>
        {
            Fault::Refused(said)
        }
        MarkError::Archive(error) => error.into(),
        _ => Fault::Unclear(said),
    }
}

/// Where the form was, at the datum that was marked.
fn back(fields: Option<&Fields>, mark: Option<&Mark>) -> Option<String> {
    let back = fields?.value("back").filter(|back| settings::is_here(back))?;
    let anchor = mark.and_then(|mark| Some(id(mark.kind, mark.now?)));
    match anchor.filter(|_| back.starts_with("/report/") && !back.contains('#')) {
        Some(anchor) => Some(format!("{back}#{anchor}")),
        None => Some(back.to_owned()),
    }
}

/// Leads back, with the name known from now on.
fn led(back: &str, reader: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    if let Ok(back) = HeaderValue::from_str(back) {
        headers.insert(header::LOCATION, back);
    }
    if let Some(name) = settings::kept(READER, reader) {
        headers.append(header::SET_COOKIE, name);
    }
    response
}

/// What a reader filled in is not lost: they get it back, with what is wrong; programs get word of that alone, as
/// does whoever cannot do anything about it.
fn again(app: &App, asked: Asked, fields: Option<Fields>, fault: Fault) -> Result<Response, Fault> {
    let can_be_done = matches!(fault, Fault::Unclear(_) | Fault::Busy(_));
    let Some(fields) = fields.filter(|_| can_be_done && asked.form == Form::Html) else {
        return Err(fault);
    };
    let status = if fault == nameless() { StatusCode::OK } else { fault.status() };
    let again = Again::of(&asked.path, fault, fields);
    // The other forms of this page are nothing to come back to.
    let asked = Asked { path: "/review".to_owned(), query: String::new(), ..asked };
    let mut response = page::respond(app, &asked, &again)?;
    *response.status_mut() = status;
    Ok(response)
}
