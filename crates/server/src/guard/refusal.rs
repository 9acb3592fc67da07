//! What is said to those who are not let in, or not now: as a small page, or as JSON. Nothing of the archive is in it,
//! nor the menu, which leads to what they may not see.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use serde_json::json;

use crate::assets;
use crate::form::{self, Form};

/// How the token is shown, in every answer to those who did not.
pub const BEARER: HeaderValue = HeaderValue::from_static("Bearer realm=\"sayso\"");

/// Why a request is refused; what is said ends with the next step.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// HTTP's word for it.
    pub status: StatusCode,
    /// What is said.
    pub said: String,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// What the one who is refused asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    form: Form,
    /// The whole address, without the host.
    pub address: String,
}

impl Asked {
    /// What a request asks for.
    pub fn of(request: &Request) -> Self {
        let uri = request.uri();
        let address = uri.path_and_query().map_or("/", |address| address.as_str()).to_owned();
        Self { form: form::split(uri.path()).0, address }
    }

    /// Whether it is a page for people.
    pub fn wants_html(&self) -> bool {
        self.form == Form::Html
    }
}

impl Refusal {
    /// With these words.
    pub fn of(status: StatusCode, said: impl Into<String>) -> Self {
        Self { status, said: said.into(), headers: Vec::new() }
    }

    /// Someone who has not shown the token.
    pub fn stranger(said: &str) -> Self {
        Self::of(StatusCode::UNAUTHORIZED, said)
    }

    /// With a header more.
    pub fn with(mut self, header: (HeaderName, HeaderValue)) -> Self {
        self.headers.push(header);
        self
    }

    /// With word when to come again, in seconds.
    pub fn again_after(self, seconds: u64) -> Self {
        self.with((header::RETRY_AFTER, HeaderValue::from(seconds)))
    }

    /// The answer.
    pub fn told(self, asked: &Asked) -> Response {
        let title = self.status.canonical_reason().unwrap_or("Refused");
        let body = match asked.form {
            Form::Html => {
                page(title, html! { h1 { (title) } p.fault role="alert" { (self.said) } })
            }
            Form::Json | Form::Csv => axum::Json(json!({ "error": self.said })).into_response(),
        };
        self.over(body)
    }

    /// Another body under this status, with these headers.
    pub fn over(self, mut body: Response) -> Response {
        *body.status_mut() = self.status;
        body.headers_mut().extend(self.headers);
        let never = HeaderValue::from_static("no-store");
        body.headers_mut().insert(header::CACHE_CONTROL, never);
        body
    }
}

/// A page without menu.
pub fn page(title: &str, body: Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Sayso" }
                link rel="icon" href=(assets::address("icon.svg")) type="image/svg+xml";
                link rel="stylesheet" href=(assets::address("sayso.css"));
            }
            body {
                header.top { span.brand { "Sayso" } }
                main #main { (body) }
            }
        }
    };
    Html(page.into_string()).into_response()
}
