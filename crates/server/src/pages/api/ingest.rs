//! `POST /api/v1/ingest`: reports into the archive, as `sayso ingest` takes them from files: the same reader, the
//! same coder, the same journal, under the same lock. Readers go on reading meanwhile.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sayso_archive::{Archive, ArchiveError, Incoming, Lock, Outcome, Tally, Writer};
use sayso_reader::{At, Item, Raw, ReadError, Reading, read_lines};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::{App, Engine};
use crate::fault::Fault;
use crate::guard;
use crate::pages::api::NewReport;
use crate::pages::api::describe::Told;

/// The most bytes that are taken at once: what is coded in a minute or so.
pub const MOST: usize = 8_000_000;

/// What the journal calls what comes this way; like standard input it is another each time.
const NAME: &str = "POST /api/v1/ingest";

/// The longest that it waits for another program that writes.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often it is looked whether that one has ended.
const LOOK: Duration = Duration::from_millis(100);

/// Reports between two commits: others who write wait no longer than it takes to store these.
const BATCH: usize = 64;

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
fn take_in(path: &Path, engine: &Engine, lines: Vec<u8>) -> Result<TakenIn, Fault> {
    let _lock = locked(path)?;
    let mut taking = Taking::new(path, engine)?;
    let mut pieces = read_lines(NAME, lines);
    loop {
        let batch: Vec<Raw> = pieces.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Ok(taking.taken);
        }
        taking.batch(batch)?;
    }
}

fn locked(path: &Path) -> Result<Lock, Fault> {
    let end = Instant::now() + PATIENCE;
    loop {
        match Lock::take(path).map_err(|error| Fault::Busy(error.to_string()))? {
            Some(lock) => return Ok(lock),
            None if Instant::now() >= end => {
                let said = "another sayso is writing to the archive; try again when it has ended";
                return Err(Fault::Busy(said.to_owned()));
            }
            None => std::thread::sleep(LOOK),
        }
    }
}

/// The writing end.
struct Taking<'t> {
    engine: &'t Engine,
    worker: sayso_language::Worker<'t>,
    writer: Writer,
    /// Number of the input in the journal.
    input: i64,
    /// Problems that the journal has already: each is noted once.
    noted: HashSet<(String, Option<String>, String)>,
    taken: TakenIn,
}

impl<'t> Taking<'t> {
    fn new(path: &Path, engine: &'t Engine) -> Result<Self, Fault> {
        let mut writer = Writer::create(path)?;
        writer.begin()?;
        let journal = writer.journal(NAME, "");
        let (input, noted) =
            match journal.and_then(|journal| Ok((journal.input, noted(&writer, journal.input)?))) {
                Ok(begun) => begun,
                Err(error) => {
                    writer.undo();
                    return Err(error.into());
                }
            };
        writer.commit()?;
        let worker = engine.model.worker();
        Ok(Self { engine, worker, writer, input, noted, taken: TakenIn::default() })
    }

    /// Codes some, and stores them in one go.
    fn batch(&mut self, batch: Vec<Raw>) -> Result<(), Fault> {
        let (mut readings, mut errors) = (Vec::new(), Vec::new());
        let mut tally = Tally::default();
        for item in batch.into_iter().map(Raw::report) {
            match self.sorted(item, &mut tally)? {
                Some(Ok(reading)) => readings.push(reading),
                Some(Err(error)) => errors.push(error),
                None => {}
            }
        }
        let incoming = self.coded(readings)?;
        self.writer.begin()?;
        let done = self.store(&incoming, errors, &mut tally);
        if let Err(error) = done.and_then(|()| self.writer.commit()) {
            self.writer.undo();
            return Err(error.into());
        }
        self.taken.stored += tally.stored;
        self.taken.duplicates += tally.duplicates;
        self.taken.skipped += tally.skipped;
        self.taken.failed += tally.failed;
        Ok(())
    }

    /// What is new and can be read, or why it cannot; nothing of what is there already.
    fn sorted(&self, item: Item, tally: &mut Tally) -> Result<Option<Item>, Fault> {
        match item {
            Ok(reading) if self.writer.archive().holds(&reading.report)? => {
                tally.count(Outcome::Duplicate);
                Ok(None)
            }
            item => Ok(Some(item)),
        }
    }

    fn coded(&mut self, readings: Vec<Reading>) -> Result<Vec<Incoming>, Fault> {
        let texts: Vec<&str> =
            readings.iter().map(|reading| reading.report.text.as_str()).collect();
        let coder = &self.engine.coder;
        let docs = coder.parse(&mut self.worker, &texts);
        let code = |(reading, doc): (Reading, _)| {
            let Reading { report, wire, .. } = reading;
            Ok(Incoming::new(coder.code(report, &doc), wire.mark, wire.story)?)
        };
        readings.into_iter().zip(docs).map(code).collect()
    }

    fn store(
        &mut self,
        incoming: &[Incoming],
        errors: Vec<ReadError>,
        tally: &mut Tally,
    ) -> Result<(), ArchiveError> {
        for one in incoming {
            tally.count(self.writer.store(one)?);
        }
        // Said once, however often it is sent: so the journal counts those alone that it has noted.
        let mut journal = *tally;
        for error in errors {
            let is_skip = error.problem.is_skip();
            let kind = if is_skip { "skipped" } else { "failed" };
            let place = (error.at != At::Whole).then(|| error.at.to_string());
            let reason = error.problem.to_string();
            let count = |tally: &mut Tally| {
                *if is_skip { &mut tally.skipped } else { &mut tally.failed } += 1;
            };
            count(tally);
            if self.noted.insert((kind.to_owned(), place.clone(), reason.clone())) {
                self.writer.problem(self.input, kind, place.as_deref(), &reason)?;
                count(&mut journal);
            }
            if self.taken.problems.len() < TOLD {
                self.taken.problems.push(Trouble { kind, place, reason });
            }
        }
        self.writer.advance(self.input, journal)
    }
}

/// Problems that the journal has of an input.
fn noted(
    writer: &Writer,
    input: i64,
) -> Result<HashSet<(String, Option<String>, String)>, ArchiveError> {
    let mut noted = HashSet::new();
    let archive: &Archive = writer.archive();
    archive.problems(input, |kind, place, reason| {
        noted.insert((kind.to_owned(), place.map(str::to_owned), reason.to_owned()));
    })?;
    Ok(noted)
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
