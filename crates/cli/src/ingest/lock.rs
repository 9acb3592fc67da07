//! One ingest, or other long writing, at a time: a lock file beside the archive, held by the system as long as the program
//! lives, so that a program that was killed leaves none behind.

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context;

use crate::progress::say;

/// How often it is looked whether the other one has ended.
const PATIENCE: Duration = Duration::from_millis(200);

/// Holds the lock of an archive until it is dropped; waits, with a word about it, while another
/// program holds it. `None` when it was stopped while it waited.
pub fn hold(archive: &Path, stop: &AtomicBool) -> anyhow::Result<Option<File>> {
    let mut path = OsString::from(archive);
    path.push("-lock");
    let shown = Path::new(&path).display().to_string();
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.with_context(|| {
        format!("{shown}: cannot be made; check the folder and its permissions")
    })?;
    let mut told = false;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| {
                    format!("{shown}: cannot be locked; put the archive on a disk of this machine")
                });
            }
            Err(TryLockError::WouldBlock) if !told => {
                let archive = archive.display();
                say(&format!("another sayso is writing to {archive}; waiting for it to end"));
                told = true;
            }
            Err(TryLockError::WouldBlock) => {}
        }
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        std::thread::sleep(PATIENCE);
    }
}
