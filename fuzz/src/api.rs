//! What is asked of the server: any address, form or body, answered without a socket.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use sayso_codebook::{Codebook, Source};
use sayso_coder::Coder;
use sayso_pipeline::Engine;
use sayso_record::Record;
use sayso_server::{App, Limits, Settings, router_within};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt;

use crate::language::model::tiny_model;
use crate::promises::hold_record;
use crate::sql::{other, write};

/// What no answer may bring to a browser as it is: it stands in the archive, and in what is asked.
const HOSTILE: &str = "<zz>";

/// A server on an archive of two reports.
struct Served {
    router: Router,
    runtime: Runtime,
    _folder: TempDir,
}

static SERVED: LazyLock<Served> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let archive = folder.path().join("news.sayso");
    let mut hostile = other();
    hostile.actors[0].name = format!("Rassendyll {HOSTILE}");
    hostile.report.title = Some(format!("Talks {HOSTILE}\" '"));
    write(&archive, &[sayso_record::sample::full(), hostile]);
    let codebook = || Codebook::load(&Source::built_in()).expect("the built-in codebook");
    let engine = Engine { model: tiny_model(), coder: Coder::new(codebook(), "tiny".to_owned()) };
    let settings = Settings { archive, token: None, hosts: vec![], threads: 1 };
    let app = App::new(settings, Arc::new(codebook()), Ok(engine)).expect("an archive");
    let limits = Limits { coded: u32::MAX, answer: Duration::from_secs(30), ..Limits::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    Served {
        router: router_within(Arc::new(app), limits),
        runtime: runtime.expect("a runtime"),
        _folder: folder,
    }
});

/// A request: a line with method and address, lines with headers, an empty line, the body. The answer is none of a
/// server that broke, is what its type says, and has nothing hostile in it for a browser.
pub fn api(bytes: &[u8]) {
    let Some(request) = request(bytes) else { return };
    let asked = format!("{} {}", request.method(), request.uri());
    let answered = async {
        let response = SERVED.router.clone().oneshot(request).await;
        let (head, body) = response.unwrap_or_else(|never| match never {}).into_parts();
        (head, to_bytes(body, usize::MAX).await)
    };
    let (head, body) = SERVED.runtime.block_on(answered);
    let body = body.expect("a whole answer");
    let text = String::from_utf8_lossy(&body);
    let broke = head.status == StatusCode::INTERNAL_SERVER_ERROR
        || head.status == StatusCode::GATEWAY_TIMEOUT;
    assert!(!broke, "{asked}: {} {text}", head.status);
    let kind = head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    match kind.and_then(|kind| kind.split(';').next()).unwrap_or_default() {
        "application/json" => hold_json(&asked, &body),
        "text/html" => {
            assert!(!text.contains(HOSTILE), "{asked}: markup of others in {text}");
        }
        _ => {}
    }
    assert!(head.headers.contains_key(header::CONTENT_SECURITY_POLICY), "{asked}");
}

/// JSON that can be read; a record that stands on its text.
fn hold_json(asked: &str, body: &[u8]) {
    if asked.starts_with("HEAD ") && body.is_empty() {
        return;
    }
    let json: Result<serde_json::Value, _> = serde_json::from_slice(body);
    let json = json.unwrap_or_else(|error| panic!("{asked}: {error}"));
    if asked == "POST /api/v1/read"
        && let Ok(record) = serde_json::from_value::<Record>(json)
    {
        hold_record(&record);
    }
}

/// The request that the bytes are; `None` where no client could send it.
fn request(bytes: &[u8]) -> Option<Request<Body>> {
    let end = bytes.windows(2).position(|two| two == b"\n\n").unwrap_or(bytes.len());
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let body = bytes.get(end + 2..).unwrap_or_default().to_vec();
    let mut lines = head.lines();
    let (method, address) = lines.next()?.split_once(' ')?;
    let mut request =
        Request::builder().method(Method::from_bytes(method.as_bytes()).ok()?).uri(address);
    if !head.to_ascii_lowercase().contains("\nhost:") {
        request = request.header(header::HOST, "localhost");
    }
    for line in lines {
        let (name, value) = line.split_once(':')?;
        request = request.header(name, value.trim());
    }
    request.body(Body::from(body)).ok()
}
