//! Waiting for the lock of an archive, with a word about it.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sayso_archive::Lock;

use crate::progress::say;

/// How often it is looked whether the other one has ended.
const PATIENCE: Duration = Duration::from_millis(200);

/// Holds the lock of an archive until it is dropped; waits, with a word about it, while another
/// program holds it. `None` when it was stopped while it waited.
pub fn hold(archive: &Path, stop: &AtomicBool) -> anyhow::Result<Option<Lock>> {
    let mut told = false;
    loop {
        if let Some(lock) = Lock::take(archive)? {
            return Ok(Some(lock));
        }
        if !told {
            let archive = archive.display();
            say(&format!("another sayso is writing to {archive}; waiting for it to end"));
            told = true;
        }
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        std::thread::sleep(PATIENCE);
    }
}
