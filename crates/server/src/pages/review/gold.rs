//! What readers marked, as gold that codings are scored against and as examples of codebook pages: the same bytes as
//! `sayso export` gives.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use maud::{Markup, html};
use sayso_archive::export::{ExportError, Form as Export, Of, Open};
use sayso_archive::{Archive, ArchiveError};

use crate::app::App;
use crate::asked::Asked;
use crate::extract::At;
use crate::fault::Fault;
use crate::page::tagged;

/// The most bytes that are made at once; more is for the command.
const MOST: usize = 64_000_000;

/// Kinds of gold, and what each is.
const GOLD: [(&str, &str); 5] = [
    ("statements", "statements: a report a line, in the layout of PolNeAR"),
    ("events", "events: an event with its sentence a line (PLOVER)"),
    ("times", "times: a report a line, in the layout of TimeML"),
    ("places", "places: a report a line"),
    ("incidents", "attacks with their dead and injured: a report a line, in the layout of MUC-4"),
];

/// Gold of a kind
///
/// What readers marked as gold, JSON Lines: right data as they are, corrected ones as corrected, wrong ones left out.
#[utoipa::path(get, path = "/api/v1/review/gold/{file}",
    params(("file" = String, Path, description = "statements.jsonl, events.jsonl, times.jsonl, places.jsonl or incidents.jsonl")),
    responses((status = 200, description = "JSON lines, a report each", content_type = "application/x-ndjson"), (status = 404, description = "There is no gold of this kind")))]
pub async fn gold(
    State(app): State<Arc<App>>,
    asked: Asked,
    At(file): At<String>,
) -> Result<Response, Fault> {
    let kind = file.strip_suffix(".jsonl").unwrap_or(&file);
    if GOLD.iter().all(|(known, _)| *known != kind) {
        let known = GOLD.map(|(known, _)| format!("{known}.jsonl")).join(", ");
        return Err(Fault::Absent(format!("there is no gold {file}; there is {known}")));
    }
    let (form, name) = (format!("gold-{kind}"), format!("gold-{kind}.jsonl"));
    download(&app, asked, form, "application/x-ndjson", name).await
}

/// Marked sentences as examples
///
/// The sentences that readers marked, as examples of codebook pages, Markdown.
#[utoipa::path(get, path = "/api/v1/review/examples.md",
    responses((status = 200, description = "Blocks for the pages of a codebook", content_type = "text/markdown")))]
pub async fn examples(State(app): State<Arc<App>>, asked: Asked) -> Result<Response, Fault> {
    let form = "examples".to_owned();
    download(&app, asked, form, "text/markdown; charset=utf-8", "examples.md".to_owned()).await
}

async fn download(
    app: &Arc<App>,
    asked: Asked,
    form: String,
    kind: &'static str,
    name: String,
) -> Result<Response, Fault> {
    let bytes = app.look(move |room| made(room.archive, &form)).await?;
    let mut response = tagged(&asked, kind, bytes);
    let place = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    if let Ok(place) = place {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, place);
    }
    Ok(response)
}

/// The bytes of a form of marks.
fn made(archive: &Archive, form: &str) -> Result<Vec<u8>, Fault> {
    let none = || Fault::Absent(format!("no form is called {form}; the page of precision has all"));
    let known = Export::by_name(form).filter(|known| known.of == Of::Marks).ok_or_else(none)?;
    let Open::File(open) = known.open else { return Err(none()) };
    let bytes = Bytes::default();
    let stopped = |error: ExportError| Stopped::Made(error).told(&bytes, form);
    let mut writing = open(Box::new(bytes.clone())).map_err(stopped)?;
    let all = archive.marked(|marked| writing.marked(&marked).map_err(Stopped::Made));
    all.map_err(|error| error.told(&bytes, form))?;
    writing.finish().map_err(stopped)?;
    Ok(bytes.taken())
}

/// Why there is no file.
enum Stopped {
    Read(ArchiveError),
    Made(ExportError),
}

impl From<ArchiveError> for Stopped {
    fn from(error: ArchiveError) -> Self {
        Self::Read(error)
    }
}

impl Stopped {
    fn told(self, bytes: &Bytes, form: &str) -> Fault {
        match self {
            Self::Read(error) => error.into(),
            Self::Made(_) if bytes.is_full() => Fault::TooLarge(format!(
                "this is larger than is given here at once; `sayso export ARCHIVE --as {form}` makes it"
            )),
            Self::Made(error) => Fault::Broken(error.to_string()),
        }
    }
}

/// Bytes in memory that are written to and looked at, up to a most.
#[derive(Clone, Default)]
struct Bytes(Arc<Mutex<(Vec<u8>, bool)>>);

impl Bytes {
    fn is_full(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    fn taken(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).0)
    }
}

impl Write for Bytes {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.0.len() + more.len() > MOST {
            all.1 = true;
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        all.0.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The ways to these files.
pub fn ways() -> Markup {
    html! {
        h2 #gold { "To take along" }
        p.review-lead { "Gold has what readers found right as it is and what they corrected as corrected, with the text of the report, to score any coding against; "
            "where readers differ the newest mark counts. Examples are the marked sentences in the form that pages of the codebook have, ready to paste and to check." }
        ul.gold {
            @for (kind, about) in GOLD {
                li { a href={ "/review/gold/" (kind) ".jsonl" } download { (kind) ".jsonl" } " " span.soft { (about) } }
            }
            li { a href="/review/examples.md" download { "examples.md" } " " span.soft { "examples for codebook pages" } }
        }
    }
}
