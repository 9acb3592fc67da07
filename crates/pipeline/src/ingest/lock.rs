//! Waiting for the lock of an archive.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sayso_archive::{Lock, LockError};

use super::Watch;

/// How often it is looked whether the other one has ended.
const PATIENCE: Duration = Duration::from_millis(200);

/// Holds the lock of an archive until it is dropped; waits while another program holds it, and tells
/// `watch` of every look ([`Watch::waits`]). `None` when it was stopped while it waited.
///
/// # Errors
/// There is no lock to be had there.
pub fn hold(
    archive: &Path,
    stop: &AtomicBool,
    watch: &mut impl Watch,
) -> Result<Option<Lock>, LockError> {
    for looks in 0.. {
        if let Some(lock) = Lock::take(archive)? {
            return Ok(Some(lock));
        }
        watch.waits(archive, looks);
        if stop.load(Ordering::Relaxed) {
            break;
        }
        std::thread::sleep(PATIENCE);
    }
    Ok(None)
}
