//! The API: what the pages say, as JSON under `/api/v1`, and what can be sent. [`describe`] describes it.

pub mod describe;
mod ingest;
mod read;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::app::{App, TEXT_MOST};
use crate::pages::{codebook, sources};

pub use read::NewReport;

/// Room for a text in JSON, where a character may take six bytes, and for what is around it.
const READ_MOST: usize = 6 * TEXT_MOST + 10_000;

/// Where everything is: the handlers are those of the pages.
pub fn routes() -> Router<Arc<App>> {
    let read = post(read::read).layer(DefaultBodyLimit::max(READ_MOST));
    let ingest = post(ingest::ingest).layer(DefaultBodyLimit::max(ingest::MOST));
    let sent = Router::new().route("/read", read).route("/ingest", ingest);
    let found = Router::new()
        .route("/codebook", get(codebook::contents::page))
        .route("/codebook/rule/{name}", get(codebook::rule::page))
        .route("/codebook/{*page}", get(codebook::sheet::page))
        .route("/sources", get(sources::page));
    let described = Router::new().route("/openapi.json", get(describe::openapi));
    Router::new().nest("/api/v1", sent.merge(found).merge(described))
}
