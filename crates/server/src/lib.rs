//! Pages and an API to look at an archive on one's own machine: `sayso serve`.
//!
//! A request goes one way: [`guard`] lets it in or not, [`form`] takes `.json` or `.csv` off its path, a page under
//! [`pages`] asks the archive and says what it found as a struct, and [`page`] gives that struct in the form
//! asked for: HTML, the JSON twin, or the CSV of its main table. `/api/v1` is the same handlers, always as JSON.

#![recursion_limit = "256"]

mod api;
mod app;
mod asked;
mod assets;
mod chart;
mod extract;
mod fault;
mod form;
mod guard;
mod kept;
mod link;
mod map;
mod names;
mod page;
mod pages;
mod query;
mod quoted;
mod shell;
mod table;

pub use app::{App, Engine, Settings};
pub use fault::Fault;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;

/// Everything that is served, behind its guards.
pub fn router(app: Arc<App>) -> Router {
    let inner =
        pages::routes().merge(api::routes()).merge(assets::routes()).fallback(pages::nothing_here);
    let inner = inner.layer(axum::middleware::from_fn_with_state(Arc::clone(&app), fault::told));
    let inner = guard::around(inner, &app).with_state(app);
    // A layer on a router sees the path that was routed; what changes the path goes around it.
    Router::new().fallback_service(form::Forms::around(inner))
}

/// Serves until Ctrl-C, then ends what is being answered. `open` is told the address when it is listened at.
///
/// # Errors
/// The address cannot be listened at, or the system gives no threads.
pub fn serve(app: Arc<App>, address: SocketAddr, open: impl FnOnce(SocketAddr)) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        open(listener.local_addr()?);
        let stop = async {
            // Without a way to hear it, Ctrl-C ends the program at once.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service).with_graceful_shutdown(stop).await
    })
}
