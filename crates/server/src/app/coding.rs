//! Coding what somebody sends: so many at a time, and nobody waits for ever.

use std::sync::Arc;
use std::time::Duration;

use sayso_pipeline::Engine;

use super::App;
use crate::fault::Fault;

/// The longest text that is coded while somebody waits, in bytes: some seconds of work.
pub const TEXT_MOST: usize = 200_000;

/// The longest that a text waits for its turn.
const QUEUE: Duration = Duration::from_secs(20);

impl App {
    /// Has `work` use what codes, away from the threads that talk to the network.
    ///
    /// # Errors
    /// What `work` fails with, nothing here codes, or too many wait already.
    pub async fn code<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self, &Engine) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        self.engine()?;
        let crowded =
            || Fault::Busy("too many texts are being coded; try again in a moment".to_owned());
        let turn = tokio::time::timeout(QUEUE, Arc::clone(&self.coding).acquire_owned());
        let turn = turn.await.map_err(|_| crowded())?.map_err(|_| crowded())?;
        let app = Arc::clone(self);
        let working = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work(&app, app.engine()?)
        });
        let failed = "coding this failed; tell the makers of Sayso the text";
        working.await.unwrap_or_else(|_| Err(Fault::Broken(failed.to_owned())))
    }
}
