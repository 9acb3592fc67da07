//! The API: what the pages say, as JSON under `/api/v1`, and what can be sent. [`describe`] describes it, and `/api`
//! ([`operations`]) shows that to people.
//!
//! A page is added here in two places: its handler below, and in the list of [`describe`]; a test holds one against the
//! other.

pub mod describe;
mod ingest;
mod operations;
mod read;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::app::{App, TEXT_MOST};
use crate::pages::{
    actor, actors, codebook, figures, happening, home, map, pair, report, review, search, series,
    sources, statements, stories, story,
};

pub use read::NewReport;

/// Room for a text in JSON, where a character may take six bytes, and for what is around it.
const READ_MOST: usize = 6 * TEXT_MOST + 10_000;

/// Where everything is: the handlers are those of the pages.
pub fn routes() -> Router<Arc<App>> {
    let read = post(read::read).layer(DefaultBodyLimit::max(READ_MOST));
    let ingest = post(ingest::ingest).layer(DefaultBodyLimit::max(ingest::MOST));
    let sent = Router::new()
        .route("/read", read)
        .route("/ingest", ingest)
        .route("/review/mark", post(review::posting::mark))
        .route("/review/report", post(review::posting::report));
    let found = Router::new()
        .route("/codebook", get(codebook::contents::page))
        .route("/codebook/rule/{name}", get(codebook::rule::page))
        .route("/codebook/{*page}", get(codebook::sheet::page))
        .route("/sources", get(sources::page))
        .route("/search", get(search::page))
        .route("/statements", get(statements::page))
        .route("/report/{*id}", get(report::page))
        .route("/datum/{*id}", get(report::datum::page))
        .route("/home", get(home::page))
        .route("/actors", get(actors::page))
        .route("/actor/{who}", get(actor::page))
        .route("/pair/{one}/{other}", get(pair::page))
        .route("/map", get(map::page))
        .route("/figures", get(figures::page))
        .route("/series/{id}", get(series::page))
        .route("/stories", get(stories::page))
        .route("/story/{id}", get(story::page))
        .route("/happening/{id}", get(happening::page))
        .route("/review", get(review::queue::page))
        .route("/review/precision", get(review::precision::page))
        .route("/review/marks", get(review::marks::page))
        .route("/review/reports", get(review::reports::page))
        .route("/review/gold/{file}", get(review::gold::gold))
        .route("/review/examples.md", get(review::gold::examples));
    let described = Router::new().route("/openapi.json", get(describe::openapi));
    operations::routes().nest("/api/v1", sent.merge(found).merge(described))
}

#[cfg(test)]
mod tests;
