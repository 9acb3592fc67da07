//! How a short transaction comes in between the long ones of an ingest.
//!
//! An ingest opens its next transaction as soon as it has ended one, and SQLite lets those who wait
//! look for a gap by chance: a mark would wait until the ingest is over. So whoever makes a mark holds
//! a lock on a file beside the archive while it waits and writes, and the ingest looks at that file
//! between two transactions. The system lets go of the lock of a program that is killed.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::lock::beside;

/// What the file's name ends in.
const ENDING: &str = "-turn";
/// How often it is looked whether the lock is free.
const LOOK: Duration = Duration::from_millis(10);
/// An ingest gives way for so long at most: a program that hangs must not hold it up.
const MOST: Duration = Duration::from_secs(2);

/// Held while a short transaction waits and writes.
pub struct Turn(#[allow(dead_code)] Option<File>);

impl Turn {
    /// Takes the lock, if it comes free in time. Without it the transaction has to find a gap by
    /// itself: where the file cannot be made, the archive cannot be written either.
    pub fn take(archive: &Path, patience: Duration) -> Self {
        let file =
            File::options().create(true).truncate(false).write(true).open(beside(archive, ENDING));
        Self(file.ok().filter(|file| is_free(file, patience)))
    }
}

/// Waits while others make marks.
pub fn give_way(archive: &Path) {
    if let Ok(file) = File::options().write(true).open(beside(archive, ENDING)) {
        is_free(&file, MOST);
    }
}

/// Locks a file, unless others hold it for too long.
fn is_free(file: &File, patience: Duration) -> bool {
    let end = Instant::now() + patience;
    loop {
        match file.try_lock() {
            Ok(()) => return true,
            Err(TryLockError::WouldBlock) if Instant::now() < end => std::thread::sleep(LOOK),
            Err(_) => return false,
        }
    }
}
