//! Every page: one module each, with the struct that it is, how it is found, and how it looks.

mod actor;
mod actors;
mod api;
mod codebook;
mod figures;
mod found;
mod happening;
mod home;
mod listing;
mod map;
pub mod notebook;
mod pair;
mod report;
mod review;
mod search;
mod series;
mod settings;
mod sources;
mod statements;
mod stories;
mod story;
mod try_it;
mod two_sides;

#[cfg(test)]
mod tests;

pub use search::Counts;
pub use settings::is_here;

use std::sync::Arc;

use axum::Router;

use crate::app::App;
use crate::fault::Fault;

/// Where each page is.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .merge(actor::routes())
        .merge(actors::routes())
        .merge(api::routes())
        .merge(codebook::routes())
        .merge(figures::routes())
        .merge(happening::routes())
        .merge(home::routes())
        .merge(map::routes())
        .merge(pair::routes())
        .merge(report::routes())
        .merge(review::routes())
        .merge(search::routes())
        .merge(series::routes())
        .merge(settings::routes())
        .merge(sources::routes())
        .merge(statements::routes())
        .merge(stories::routes())
        .merge(story::routes())
        .merge(try_it::routes())
}

/// An address that no page has.
pub async fn nothing_here() -> Fault {
    Fault::Absent("nothing has this address; the menu has what there is".to_owned())
}
