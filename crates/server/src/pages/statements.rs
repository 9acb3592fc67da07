//! Who says what about whom: search, asked for statements.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use super::search::{Place, Search, found};
use crate::app::App;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::query::Query;

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/statements", get(page))
}

/// Statements, by who speaks and about whom; takes what search takes.
#[utoipa::path(
    get,
    path = "/api/v1/statements",
    params(
        ("speaker" = Option<String>, Query, description = "Who speaks: code, country, role or words of the name"),
        ("about" = Option<String>, Query, description = "Who is named or described in what is said; also as recipient"),
        ("q" = Option<String>, Query, description = "Words of the report"),
        ("source" = Option<String>, Query, description = "Who published the report"),
        ("from" = Option<String>, Query, description = "First day of publication; also a month or year"),
        ("to" = Option<String>, Query, description = "Last day of publication"),
        ("place" = Option<String>, Query, description = "A place of the report: country or words of the name"),
        ("mark" = Option<String>, Query, description = "right, wrong, corrected, none"),
        ("cursor" = Option<String>, Query, description = "Where the page begins: next of the page before"),
    ),
    responses((status = 200, body = Search), (status = 400, description = "A value makes no sense"))
)]
pub async fn page(
    State(app): State<Arc<App>>,
    asked: Asked,
    query: Query,
) -> Result<Response, Fault> {
    let query = query.into_statements();
    app.show(asked, move |room, asked| found(room, asked, query, Place::Statements)).await
}
