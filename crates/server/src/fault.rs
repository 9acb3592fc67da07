//! What can go wrong with a request, and how it is told: as a page, or as JSON.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use maud::html;
use sayso_archive::ArchiveError;
use serde_json::json;

use crate::app::App;
use crate::asked::Asked;
use crate::form::Form;
use crate::shell;

/// Why a request has no answer; each says the next step.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Fault {
    /// Nothing has this address.
    #[error("{0}")]
    Absent(String),
    /// What was asked makes no sense.
    #[error("{0}")]
    Unclear(String),
    /// It may not be done.
    #[error("{0}")]
    Refused(String),
    /// A token is wanted.
    #[error("{0}")]
    Unknown(String),
    /// Too much at once.
    #[error("{0}")]
    Crowded(String),
    /// The body is larger than it may be.
    #[error("{0}")]
    TooLarge(String),
    /// It took too long, or the archive is being written to.
    #[error("{0}")]
    Busy(String),
    /// The archive or the program fails.
    #[error("{0}")]
    Broken(String),
}

impl Fault {
    /// HTTP's word for it.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Absent(_) => StatusCode::NOT_FOUND,
            Self::Unclear(_) => StatusCode::BAD_REQUEST,
            Self::Refused(_) => StatusCode::FORBIDDEN,
            Self::Unknown(_) => StatusCode::UNAUTHORIZED,
            Self::Crowded(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<ArchiveError> for Fault {
    fn from(error: ArchiveError) -> Self {
        let said = error.to_string();
        match error {
            ArchiveError::CommonWords => Self::Unclear(said),
            ArchiveError::Busy | ArchiveError::Interrupted => Self::Busy(said),
            ArchiveError::ReadOnly(_) => Self::Refused(said),
            _ => Self::Broken(said),
        }
    }
}

impl IntoResponse for Fault {
    /// Without words: [`told`] finds them in the form asked for.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Tells faults, and what the router itself refuses, in the form asked for.
pub async fn told(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let form = request.extensions().get::<Form>().copied().unwrap_or(Form::Html);
    let asked = Asked::of(request.uri(), request.headers(), form);
    let response = next.run(request).await;
    let status = response.status();
    let fault = match response.extensions().get::<Fault>() {
        Some(fault) => fault.clone(),
        None if status == StatusCode::METHOD_NOT_ALLOWED => Fault::Unclear(
            "this address does not take that method; `/api` lists those there are".into(),
        ),
        None => return response,
    };
    let said = fault.to_string();
    let mut told = match form {
        Form::Html => {
            let title = status.canonical_reason().unwrap_or("Fault");
            let body = html! { h1 { (title) } p.fault role="alert" { (said) } p { a href="/" { "Home" } } };
            Html(shell::page(&app, &asked, title, shell::Section::None, body).into_string())
                .into_response()
        }
        Form::Json | Form::Csv => axum::Json(json!({ "error": said })).into_response(),
    };
    *told.status_mut() = status;
    told.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for name in [header::RETRY_AFTER, header::ALLOW, header::WWW_AUTHENTICATE] {
        if let Some(value) = response.headers().get(&name) {
            told.headers_mut().insert(name, value.clone());
        }
    }
    told
}
