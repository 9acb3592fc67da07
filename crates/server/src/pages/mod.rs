//! Every page: one module each, with the struct that it is, how it is found, and how it looks.

mod home;
mod settings;

use std::sync::Arc;

use axum::Router;

use crate::app::App;
use crate::fault::Fault;
pub use settings::is_here;

/// Where each page is.
pub fn routes() -> Router<Arc<App>> {
    Router::new().merge(home::routes()).merge(settings::routes())
}

/// An address that no page has.
pub async fn nothing_here() -> Fault {
    Fault::Absent("nothing has this address; the menu has what there is".to_owned())
}
