//! Every page: one module each, with the struct that it is, how it is found, and how it looks.

mod figures;
mod happening;
mod home;
mod listing;
mod report;
mod review;
mod search;
mod series;
mod settings;
mod statements;
mod stories;
mod story;

pub use search::Counts;

use std::sync::Arc;

use axum::Router;

use crate::app::App;
use crate::fault::Fault;

/// Where each page is.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .merge(figures::routes())
        .merge(happening::routes())
        .merge(home::routes())
        .merge(report::routes())
        .merge(review::routes())
        .merge(search::routes())
        .merge(series::routes())
        .merge(settings::routes())
        .merge(statements::routes())
        .merge(stories::routes())
        .merge(story::routes())
}

/// An address that no page has.
pub async fn nothing_here() -> Fault {
    Fault::Absent("nothing has this address; the menu has what there is".to_owned())
}
