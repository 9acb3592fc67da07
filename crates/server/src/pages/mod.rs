//! Every page: one module each, with the struct that it is, how it is found, and how it looks.

mod api;
pub mod codebook;
mod figures;
mod happening;
mod home;
mod listing;
mod quoted;
mod report;
mod search;
mod series;
mod settings;
pub mod sources;
mod try_it;
mod statements;
mod stories;
mod story;

use std::sync::Arc;

use axum::Router;

use crate::app::App;
use crate::fault::Fault;

/// Where each page is.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .merge(home::routes())
        .merge(settings::routes())
        .merge(codebook::routes())
        .merge(try_it::routes())
        .merge(sources::routes())
        .merge(api::routes())
        .merge(figures::routes())
        .merge(happening::routes())
        .merge(home::routes())
        .merge(report::routes())
        .merge(home::routes())
        .merge(settings::routes())
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
