//! The archive, opened several times: each request at work has a connection of its own.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sayso_archive::query::Stopper;
use sayso_archive::{Archive, ArchiveError};
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;

use crate::fault::Fault;

/// The longest that a request may look into the archive.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often one that has looked for longer is stopped: between two questions there is nothing to stop.
const AGAIN: Duration = Duration::from_millis(100);

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
        let (idle, path) = (Arc::clone(&self.idle), self.path.clone());
        let working = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let archive = match { at_hand(&idle) }.pop() {
                Some(archive) => archive,
                None => Archive::open(&path)?,
            };
            let watch = Watch::over(archive.stopper(), PATIENCE);
            let done = work(&archive);
            // Whoever gets the connection next is not stopped in the place of this one.
            drop(watch);
            at_hand(&idle).push(archive);
            done
        });
        working.await.unwrap_or_else(|_| {
            Err(Fault::Broken("this page failed; tell the makers of Sayso its address".to_owned()))
        })
    }
}

/// Stops a look that takes too long, whether somebody still waits for it or not; it ends with the look.
struct Watch {
    stopper: Arc<Mutex<Option<Stopper>>>,
    late: AbortHandle,
}

impl Watch {
    fn over(stopper: Stopper, patience: Duration) -> Self {
        let stopper = Arc::new(Mutex::new(Some(stopper)));
        let watched = Arc::clone(&stopper);
        let late = tokio::spawn(async move {
            tokio::time::sleep(patience).await;
            while stopped(&watched) {
                tokio::time::sleep(AGAIN).await;
            }
        });
        Self { stopper, late: late.abort_handle() }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.late.abort();
        // One that stops just now is waited for.
        *self.stopper.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Stops what is still watched; whether it is.
fn stopped(stopper: &Mutex<Option<Stopper>>) -> bool {
    let stopper = stopper.lock().unwrap_or_else(PoisonError::into_inner);
    stopper.as_ref().inspect(|stopper| stopper.stop()).is_some()
}

/// A request that failed leaves the others theirs.
fn at_hand(idle: &Mutex<Vec<Archive>>) -> MutexGuard<'_, Vec<Archive>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use sayso_archive::Writer;

    use super::*;

    #[test]
    fn a_look_that_takes_too_long_is_stopped_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.sayso");
        drop(Writer::create(&path).unwrap());
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let _entered = runtime.enter();
        let long = "WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n) SELECT max(at) FROM n";
        let count = "SELECT count(*) FROM reports";
        let ask = |sql: &str, patience: Duration| {
            let mut archive = Archive::open(&path).unwrap();
            let _watch = Watch::over(archive.stopper(), patience);
            // The wait is over before anything is asked.
            std::thread::sleep(Duration::from_millis(30));
            archive.query(sql).unwrap().each::<sayso_archive::query::QueryError>(|_| Ok(()))
        };
        assert!(ask(long, Duration::from_millis(10)).is_err());
        assert!(ask(count, PATIENCE).is_ok());
        // One that has ended stops nobody.
        let mut archive = Archive::open(&path).unwrap();
        drop(Watch::over(archive.stopper(), Duration::ZERO));
        let counted =
            archive.query(count).unwrap().each::<sayso_archive::query::QueryError>(|_| {
                std::thread::sleep(Duration::from_millis(50));
                Ok(())
            });
        assert!(counted.is_ok());
    }
}
