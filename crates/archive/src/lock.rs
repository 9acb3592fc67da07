//! One ingest, or other long writing, at a time: a lock file beside the archive, held by the system as long as the program
//! lives, so that a program that was killed leaves none behind.

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// The right to write much to an archive, until it is dropped.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "it is held, and never looked at")] File);

/// Why an archive cannot be locked.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// There can be no file beside it.
    #[error("{}: cannot be made; check the folder and its permissions: {error}", path.display())]
    Unmade {
        /// The lock file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The file system knows no locks.
    #[error("{}: cannot be locked; put the archive on a disk of this machine: {error}", path.display())]
    Unlocked {
        /// The lock file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
}

impl Lock {
    /// Takes the lock of an archive; `None` while another program holds it.
    ///
    /// # Errors
    /// There is no lock to be had there.
    pub fn take(archive: &Path) -> Result<Option<Self>, LockError> {
        let mut path = OsString::from(archive);
        path.push("-lock");
        let path = PathBuf::from(path);
        let file = match File::options().create(true).truncate(false).write(true).open(&path) {
            Ok(file) => file,
            Err(error) => return Err(LockError::Unmade { path, error }),
        };
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(LockError::Unlocked { path, error }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_holds_it() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("news.sayso");
        let held = Lock::take(&archive).unwrap();
        assert!(held.is_some() && Lock::take(&archive).unwrap().is_none());
        drop(held);
        assert!(Lock::take(&archive).unwrap().is_some());
        let nowhere = Lock::take(&folder.path().join("none/news.sayso")).unwrap_err();
        assert!(nowhere.to_string().contains("check the folder"), "{nowhere}");
    }
}
