//! Pages and an API to look at an archive on one's own machine: `sayso serve`.
//!
//! A request goes one way: [`guard`] lets it in or not, [`form`] takes `.json` or `.csv` off its path, a page under
//! [`pages`] asks the archive and says what it found as a struct, and [`page`] gives that struct in the form
//! asked for: HTML, the JSON twin, or the CSV of its main table. `/api/v1` is the same handlers, always as JSON.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//!
//! use sayso_server::{App, Limits, Settings, listen, serve};
//!
//! let settings = Settings { archive: "news.sayso".into(), token: None, hosts: vec![], threads: 2 };
//! let codebook = Arc::new(sayso_pipeline::codebook(None)?);
//! let engine = sayso_pipeline::Engine::open(None, None).map_err(|error| error.to_string());
//! let app = Arc::new(App::new(settings, codebook, engine)?);
//! serve(app, listen(([127, 0, 0, 1], 8080).into())?, Limits::default())?;
//! # Ok(())
//! # }
//! ```

#![recursion_limit = "256"]

mod app;
mod asked;
mod assets;
#[cfg(test)]
mod by_hand;
mod chart;
mod extract;
mod fault;
mod form;
mod guard;
mod kept;
mod link;
mod map;
pub mod mcp;
mod names;
mod page;
mod pages;
mod query;
mod quoted;
mod serve;
mod shell;
mod table;

pub use app::{App, Settings};
pub use fault::Fault;
pub use guard::{Arrival, Limits};
pub use pages::notebook;
pub use serve::{Ended, ServeError, listen, serve, serve_until};

use std::sync::Arc;

use axum::Router;

/// Everything that is served, behind its guards.
pub fn router(app: Arc<App>) -> Router {
    router_within(app, Limits::default())
}

/// The same within other limits.
pub fn router_within(app: Arc<App>, limits: Limits) -> Router {
    let inner = pages::routes().merge(assets::routes()).fallback(pages::nothing_here);
    let inner = inner.layer(axum::middleware::from_fn_with_state(Arc::clone(&app), fault::told));
    let inner = inner.with_state(Arc::clone(&app));
    // A layer on a router sees the path that was routed; what changes the path goes around it.
    let inner = Router::new().fallback_service(form::Forms::around(inner));
    guard::around(inner, &app, limits)
}
