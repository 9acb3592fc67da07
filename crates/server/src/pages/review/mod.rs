//! Review: what readers make of the data. They mark them right, wrong or corrected ([`posting`]), one after the other
//! as they are drawn ([`queue`]); the marks give the precision of every rule on this very corpus
//! ([`precision`]), are listed ([`marks`]), and leave as gold and as examples ([`gold`]). Reports are starred,
//! tagged and marked as read ([`reports`]).
//!
//! What is looked at changes nothing; what changes something is posted. Marks never change the record.

mod again;
pub mod posting;
pub mod queue;
mod said;
mod sent;
mod tabs;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::response::Redirect;
use axum::routing::get;

use crate::app::App;

pub fn routes() -> Router<Arc<App>> {
    // Who comes back to where something was posted is led to where it goes on.
    let begin = || async { Redirect::to("/review") };
    let reports = || async { Redirect::to("/review/reports") };
    Router::new()
        .route("/review", get(queue::page))
        .route("/review/mark", get(begin).post(posting::mark))
        .route("/review/report", get(reports).post(posting::report))
}
