//! `POST /api/v1/ingest`: reports into the archive, as `sayso ingest` takes them from files: the same reader, the
//! same coder, the same journal, under the same lock. Readers go on reading meanwhile.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sayso_pipeline::{Engine, Ingest, IngestError, Watch};
use sayso_reader::{At, Options, ReadError, read_lines};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::fault::Fault;
use crate::guard;
use crate::pages::api::NewReport;
use crate::pages::api::describe::Told;

/// The most bytes that are taken at once: what is coded in a minute or so.
pub const MOST: usize = 8_000_000;

/// What the journal calls what comes this way; like standard input it is another each time.
const NAME: &str = "POST /api/v1/ingest";

/// So often it is looked whether another program that writes has ended: ten seconds.
const LOOKS: usize = 50;

/// Each piece is committed when it is stored: others can write while the next reports are coded.
const COMMIT_EVERY: usize = 0;

/// At most so many problems are told; the archive keeps them all.
const TOLD: usize = 1000;

/// What became of what was sent: all of it = stored + duplicates + skipped + failed.
#[derive(Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct TakenIn {
    /// New in the archive.
    pub stored: usize,
    /// Already there, with the same text.
    pub duplicates: usize,
    /// Left out for what they are, such as another language.
    pub skipped: usize,
    /// Not readable.
    pub failed: usize,
    /// Why those skipped or failed are not in the archive; the first 1,000.
    pub problems: Vec<Trouble>,
}

/// Why a report is not in the archive.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Trouble {
    /// `skipped` or `failed`.
    pub kind: &'static str,
    /// The line that it was in.
    pub place: Option<String>,
    /// What is wrong, and the next step.
    pub reason: String,
}

/// Take reports in
///
/// One report as JSON, or a report a line as `application/jsonl`, up to 8 MB, into the archive. Needs the token that
/// the server was started with. What was taken in is seen by all pages some seconds later.
#[utoipa::path(
    post,
    path = "/api/v1/ingest",
    request_body(content(
        (NewReport = "application/json"),
        (String = "application/jsonl", example = "{\"date\": \"1987-05-04\", \"text\": \"Ruritania thanked Freedonia.\"}\n")
    )),
    responses(
        (status = 200, description = "What became of the reports", body = TakenIn),
        (status = 400, description = "The body is no report and no lines of reports", body = Told),
        (status = 401, description = "The token is another one, or missing", body = Told),
        (status = 403, description = "The server was started without --token", body = Told),
        (status = 413, description = "More than 8 MB at once", body = Told),
        (status = 415, description = "The body is of another kind", body = Told),
        (status = 503, description = "Another program writes to the archive, or there is no language model here", body = Told)
    ),
    security(("token" = []))
)]
pub async fn ingest(State(app): State<Arc<App>>, request: Request) -> Result<Response, Fault> {
    // Before a byte of the body is looked at.
    may_write(app.settings().token.as_deref(), request.headers())?;
    let is_lines = match kind(request.headers()) {
        Some("application/json") => false,
        Some("application/jsonl" | "application/x-ndjson" | "application/json-lines") => true,
        _ => return Ok(other_kind()),
    };
    let body = Bytes::from_request(request, &()).await.map_err(|rejection| {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge(format!(
                "more than {MOST} bytes at once; send them in parts, or have `sayso ingest` take the file"
            )),
            _ => Fault::Unclear(format!("{}; send it again", rejection.body_text())),
        }
    })?;
    let items = if is_lines { body.to_vec() } else { line(&body)? };
    let taken = app.code(move |app, engine| taken(app, engine, items)).await?;
    Ok(Json(taken).into_response())
}

/// Whether who asks may write.
fn may_write(token: Option<&str>, headers: &HeaderMap) -> Result<(), Fault> {
    let Some(token) = token else {
        let said = "nothing is taken in by a server that was started without a token; start it with --token, \
            or use `sayso ingest`";
        return Err(Fault::Refused(said.to_owned()));
    };
    if guard::has_token(headers, token) {
        return Ok(());
    }
    Err(Fault::Unknown(
        "show the token that the server was started with: Authorization: Bearer TOKEN".to_owned(),
    ))
}

/// What the body is, without parameters.
fn kind(headers: &HeaderMap) -> Option<&str> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    kind.split(';').next().map(str::trim)
}

fn other_kind() -> Response {
    let error = "say what the body is: Content-Type: application/json for one report, application/jsonl for a \
        report a line";
    let told = Told { error: error.to_owned() };
    (StatusCode::UNSUPPORTED_MEDIA_TYPE, Json(told)).into_response()
}

/// One report as a line.
fn line(body: &[u8]) -> Result<Vec<u8>, Fault> {
    let new: NewReport = serde_json::from_slice(body).map_err(|error| {
        Fault::Unclear(format!("{error}; send one report as JSON, with date and text"))
    })?;
    serde_json::to_vec(&new).map_err(|error| Fault::Unclear(error.to_string()))
}

/// Takes these lines in, and has the survey read again, whatever became of them.
fn taken(app: &App, engine: &Engine, lines: Vec<u8>) -> Result<TakenIn, Fault> {
    let taken = take_in(app.path(), engine, lines);
    app.look_again();
    taken
}

/// Takes these lines in, and says what became of them.
fn take_in(archive: &Path, engine: &Engine, lines: Vec<u8>) -> Result<TakenIn, Fault> {
    let stop = &AtomicBool::new(false);
    let options = Options::default();
    let ingest = Ingest { engine, archive, options, threads: 1, commit_every: COMMIT_EVERY, stop };
    let mut told = Telling { stop, problems: Vec::new() };
    let Some(mut begun) = ingest.begin(&mut told)? else {
        let said = "another sayso is writing to the archive; try again when it has ended";
        return Err(Fault::Busy(said.to_owned()));
    };
    let tally = begun.take_pieces(NAME, read_lines(NAME, lines), &mut told)?.tally;
    Ok(TakenIn {
        stored: tally.stored,
        duplicates: tally.duplicates,
        skipped: tally.skipped,
        failed: tally.failed,
        problems: told.problems,
    })
}

/// What is told of an ingest; it waits for others only so long.
struct Telling<'s> {
    stop: &'s AtomicBool,
    problems: Vec<Trouble>,
}

impl Telling<'_> {
    fn note(&mut self, kind: &'static str, error: &ReadError) {
        if self.problems.len() < TOLD {
            let place = (error.at != At::Whole).then(|| error.at.to_string());
            self.problems.push(Trouble { kind, place, reason: error.problem.to_string() });
        }
    }
}

impl Watch for Telling<'_> {
    fn failed(&mut self, error: ReadError) {
        self.note("failed", &error);
    }

    fn skipped(&mut self, error: ReadError) {
        self.note("skipped", &error);
    }

    fn waits(&mut self, _archive: &Path, looks: usize) {
        if looks >= LOOKS {
            self.stop.store(true, Ordering::Relaxed);
        }
    }
}

impl From<IngestError> for Fault {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Lock(error) => Self::Busy(error.to_string()),
            IngestError::Archive { error, .. } => error.into(),
            IngestError::Folder(_) | IngestError::NoFolder { .. } => {
                Self::Broken(error.to_string())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_shows_the_token_may_write() {
        let shown =
            |value: &str| HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().unwrap())]);
        let token = Some("a-token-of-the-tests");
        assert!(may_write(token, &shown("Bearer a-token-of-the-tests")).is_ok());
        assert!(may_write(token, &shown("bearer a-token-of-the-tests")).is_ok());
        for wrong in ["Bearer a-token", "Basic a-token-of-the-tests", "Bearer "] {
            assert!(matches!(may_write(token, &shown(wrong)), Err(Fault::Unknown(_))), "{wrong}");
        }
        assert!(matches!(may_write(token, &HeaderMap::new()), Err(Fault::Unknown(_))));
        assert!(matches!(may_write(None, &shown("Bearer x")), Err(Fault::Refused(_))));
    }

    #[test]
    fn a_report_is_sent_as_json_over_several_lines() {
        let sent =
            line(b"{\n \"date\": \"1987-05-04\",\n \"text\": \"Ruritania\\nthanked.\"}").unwrap();
        assert!(!sent.contains(&b'\n'));
        assert!(line(b"[]").is_err() && line(b"{\"date\": \"1987-05-04\"}").is_err());
    }
}
