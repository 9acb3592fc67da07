//! Who is let in, what may be asked how often, and what browsers are told: nothing is taken from elsewhere, nothing
//! is run that stands in a text.
//!
//! A request is looked at from the outside in: its method and address ([`address`]), the name under which this
//! machine is asked ([`host`]), from which site ([`site`]), by whom ([`token`], [`enter`]), how often ([`rate`]), and
//! how much at once. What is refused is told by [`refusal`], without a word about the archive. Around it all,
//! [`headers`] are put on and [`caught`] makes an answer of what panics.

mod address;
mod arrival;
mod caught;
mod enter;
mod host;
mod limits;
mod rate;
mod refusal;
mod site;
mod token;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use tokio::sync::Semaphore;

use crate::app::App;
use crate::form;
use crate::serve::crowd::Guest;
pub use arrival::Arrival;
pub use limits::Limits;
use rate::Rates;
use refusal::Refusal;
use token::Entry;
pub use token::has_token;

/// What browsers may do with a page: styles, scripts and pictures of this very server, forms to it, and
/// nothing else; no script or style inside a page.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What no page needs.
const PERMISSIONS: &str =
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), display-capture=()";

/// Headers of every answer. The referrer stays within the site; with none at all browsers would call the site of
/// its own forms `null`, too (Fetch, "append a request Origin header").
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Where a text is coded when something is posted there: what costs the most.
const CODES: [&str; 2] = ["/try", "/api/v1/read"];

/// Where more may be sent at once, and more time is taken.
const INGEST: &str = "/api/v1/ingest";

/// What the guards know.
struct Guard {
    limits: Limits,
    names: host::Names,
    /// What has to be shown, where anything has.
    entry: Option<Entry>,
    /// Wrong tokens, by address.
    wrong: Rates,
    /// Texts to code, by address.
    coded: Rates,
    at_once: Semaphore,
}

/// The guards around everything that is served.
pub fn around(inner: Router, app: &Arc<App>, limits: Limits) -> Router {
    let settings = app.settings();
    let guard = Arc::new(Guard {
        names: host::Names::of(&settings.hosts),
        entry: settings.token.as_deref().map(|token| Entry::of(token, &settings.archive)),
        wrong: Rates::a_minute(limits.wrong_tokens),
        coded: Rates::a_minute(limits.coded),
        at_once: Semaphore::new(limits.at_once),
        limits,
    });
    Router::new()
        .route("/robots.txt", get(async || "User-agent: *\nDisallow: /\n"))
        .route("/enter", get(enter::page).post(enter::enter))
        .with_state(Arc::clone(&guard))
        .fallback_service(inner)
        .layer(from_fn_with_state(guard, let_in))
        .layer(from_fn(caught::caught))
        .layer(from_fn(headers))
}

async fn let_in(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let asked = refusal::Asked::of(&request);
    if let Err(refusal) = guard.judge(&request) {
        return guard.tell(refusal, &asked);
    }
    let longest = guard.longest(request.uri().path());
    let request = match guard.with_body(request).await {
        Ok(request) => request,
        Err(refusal) => return refusal.told(&asked),
    };
    let guest = request.extensions().get::<Arc<Guest>>().cloned();
    let _answering = guest.as_ref().map(Guest::answering);
    let Ok(_turn) = guard.at_once.try_acquire() else {
        let said = "too many ask at once; try again in a moment";
        return Refusal::of(StatusCode::SERVICE_UNAVAILABLE, said).again_after(1).told(&asked);
    };
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let said = "this took too long and was stopped; narrow what is asked, or try again";
            Refusal::of(StatusCode::SERVICE_UNAVAILABLE, said).again_after(10).told(&asked)
        }
    }
}

impl Guard {
    fn judge(&self, request: &Request) -> Result<(), Refusal> {
        let arrival = Arrival::of(request);
        address::judge(request)?;
        self.names.judge(request, arrival)?;
        site::judge(request)?;
        self.judge_size(request)?;
        self.judge_token(request, arrival)?;
        if request.method() == Method::POST && is_to_code(request.uri().path()) {
            self.coded.take(arrival.from.ip()).map_err(|wait| {
                let said =
                    "many texts came from this address within a minute; send the next one later";
                Refusal::of(StatusCode::TOO_MANY_REQUESTS, said).again_after(wait)
            })?;
        }
        Ok(())
    }

    /// The request with the whole of its body, so that nobody who sends it byte by byte takes up a turn. Reports to
    /// take in are left to come: only those with the token may send them.
    async fn with_body(&self, mut request: Request) -> Result<Request, Refusal> {
        let path = request.uri().path();
        let most = self.most_sent(path);
        if path == INGEST {
            DefaultBodyLimit::max(most).apply(&mut request);
            return Ok(request);
        }
        let (head, body) = request.into_parts();
        let mut sent = Request::new(body);
        DefaultBodyLimit::max(most).apply(&mut sent);
        match tokio::time::timeout(self.limits.body, Bytes::from_request(sent, &())).await {
            Ok(Ok(body)) => Ok(Request::from_parts(head, Body::from(body))),
            Ok(Err(why)) if why.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(too_large(most)),
            Ok(Err(why)) => {
                Err(Refusal::of(why.status(), format!("{}; send it again", why.body_text())))
            }
            Err(_) => {
                let said = "the body took too long to come; send less, or try again";
                Err(Refusal::of(StatusCode::REQUEST_TIMEOUT, said))
            }
        }
    }

    /// The most that may be sent to a path, in bytes.
    fn most_sent(&self, path: &str) -> usize {
        if path == INGEST { self.limits.ingested } else { self.limits.sent }
    }

    /// The longest that an answer of a path takes.
    fn longest(&self, path: &str) -> Duration {
        if path == INGEST { self.limits.ingest } else { self.limits.answer }
    }

    /// What says itself that it is too large is not even read.
    fn judge_size(&self, request: &Request) -> Result<(), Refusal> {
        let most = self.most_sent(request.uri().path());
        let length = request.headers().get(header::CONTENT_LENGTH);
        let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        match length {
            Some(length) if length > most => Err(too_large(most)),
            _ => Ok(()),
        }
    }

    /// Whether the token was shown, where one is wanted and this is not open to all.
    fn judge_token(&self, request: &Request, arrival: Arrival) -> Result<(), Refusal> {
        let Some(entry) = &self.entry else { return Ok(()) };
        let path = request.uri().path();
        if path.starts_with("/static/") || path == "/enter" || path == "/robots.txt" {
            return Ok(());
        }
        let from = arrival.from.ip();
        match entry.shown(request.headers()) {
            token::Shown::Cookie => Ok(()),
            // A right token among too many wrong ones is not looked at: else one could go on guessing.
            token::Shown::Token(_) if self.wrong.is_spent(from) => Err(self.too_many_wrong(from)),
            token::Shown::Token(true) => Ok(()),
            token::Shown::Token(false) => {
                let _ = self.wrong.take(from);
                Err(Refusal::stranger(
                    "this token is not the right one; `sayso serve` was given it",
                ))
            }
            token::Shown::Nothing => {
                let said = "show the token that `sayso serve` was given, as `Authorization: Bearer …`, \
                    or enter it at /enter in a browser";
                Err(Refusal::stranger(said))
            }
        }
    }

    fn too_many_wrong(&self, from: std::net::IpAddr) -> Refusal {
        let said = "too many wrong tokens came from this address; try again later";
        let wait = self.wrong.wait(from);
        Refusal::of(StatusCode::TOO_MANY_REQUESTS, said).again_after(wait)
    }

    /// Whoever has no token and looks with a browser is shown where to enter it.
    fn tell(&self, refusal: Refusal, asked: &refusal::Asked) -> Response {
        match refusal.status {
            StatusCode::UNAUTHORIZED if asked.wants_html() => enter::shown_at(refusal, asked),
            _ => refusal.told(asked),
        }
    }
}

/// Whether a text that is posted to a path is coded, in whatever form the answer is asked for.
fn is_to_code(path: &str) -> bool {
    CODES.contains(&form::split(path).1.unwrap_or(path))
}

fn too_large(most: usize) -> Refusal {
    let said = format!("at most {most} bytes may be sent here at once; send less");
    Refusal::of(StatusCode::PAYLOAD_TOO_LARGE, said)
}

/// Headers of every answer.
async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let is_unknown = response.status() == StatusCode::UNAUTHORIZED;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_unknown {
        headers.entry(header::WWW_AUTHENTICATE).or_insert(refusal::BEARER);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
