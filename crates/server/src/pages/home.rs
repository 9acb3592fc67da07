//! What is in the archive, at a glance.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use serde::Serialize;

use crate::app::{App, Room};
use crate::asked::Asked;
use crate::fault::Fault;
use crate::page::Page;

/// What is in the archive.
#[derive(Debug, Serialize)]
pub struct Home {
    /// Reports, of any standing.
    pub reports: u64,
}

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/", get(page))
}

async fn page(State(app): State<Arc<App>>, asked: Asked) -> Result<Response, Fault> {
    app.show(asked, |room, _| home(room)).await
}

fn home(room: &Room) -> Result<Home, Fault> {
    Ok(Home { reports: room.archive.count()? })
}

impl Page for Home {
    fn title(&self) -> String {
        "Home".to_owned()
    }

    fn body(&self, _: &Asked) -> Markup {
        html! { h1 { "What is in here" } p { (self.reports) " reports" } }
    }
}
