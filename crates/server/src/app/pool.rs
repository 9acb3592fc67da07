//! The archive, opened several times: each request at work has a connection of its own.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sayso_archive::{Archive, ArchiveError};
use tokio::sync::Semaphore;

use crate::fault::Fault;

/// The longest that a request may look into the archive.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest that a request waits for its turn.
const QUEUE: Duration = Duration::from_secs(20);

/// Connections that are at hand, and turns to use one.
pub struct Pool {
    path: PathBuf,
    turns: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Archive>>>,
}

impl Pool {
    /// Opens the archive once, to see that it is one; the others are opened when they are needed.
    pub fn open(path: &Path, most: usize) -> Result<Self, ArchiveError> {
        let first = Archive::open(path)?;
        Ok(Self {
            path: path.to_owned(),
            turns: Arc::new(Semaphore::new(most.max(1))),
            idle: Arc::new(Mutex::new(vec![first])),
        })
    }

    /// Has `work` use a connection, on a thread of its own.
    pub async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Archive) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let crowded = || Fault::Busy("too many ask at once; try again in a moment".to_owned());
        let turn = tokio::time::timeout(QUEUE, Arc::clone(&self.turns).acquire_owned());
        let turn = turn.await.map_err(|_| crowded())?.map_err(|_| crowded())?;
        let idle = Arc::clone(&self.idle);
        let archive = match { at_hand(&idle) }.pop() {
            Some(archive) => archive,
            None => Archive::open(&self.path)?,
        };
        let stopper = archive.stopper();
        let working = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let done = work(&archive);
            at_hand(&idle).push(archive);
            done
        });
        let late = tokio::spawn(async move {
            tokio::time::sleep(PATIENCE).await;
            stopper.stop();
        });
        let done = working.await;
        late.abort();
        done.unwrap_or_else(|_| {
            Err(Fault::Broken("this page failed; tell the makers of Sayso its address".to_owned()))
        })
    }
}

/// A request that failed leaves the others theirs.
fn at_hand(idle: &Mutex<Vec<Archive>>) -> MutexGuard<'_, Vec<Archive>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}
