//! One ingest, or other long writing, at a time: a lock file beside the archive. The system holds the lock no longer than
//! the program lives; the file of one that was killed is taken by the next.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// A file system that gives an open file another number than its path would be asked for ever.
const TRIES: usize = 1000;

/// The right to write much to an archive, until it is dropped.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    file: File,
}

/// Why an archive cannot be locked.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// There can be no file beside it.
    #[error(
        "{}: cannot be written, as no lock can be made beside it ({error}); check the folder and its permissions",
        archive.display()
    )]
    Unmade {
        /// The archive.
        archive: PathBuf,
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

/// The file beside an archive whose name ends so: one file, whatever links lead to the archive.
pub(crate) fn beside(archive: &Path, ending: &str) -> PathBuf {
    let mut path = OsString::from(archive.canonicalize().unwrap_or_else(|_| archive.to_owned()));
    path.push(ending);
    path.into()
}

impl Lock {
    /// Takes the lock of an archive; `None` while another program holds it.
    ///
    /// # Errors
    /// There is no lock to be had there.
    pub fn take(archive: &Path) -> Result<Option<Self>, LockError> {
        let path = beside(archive, "-lock");
        for _ in 0..TRIES {
            let file = File::options().create(true).truncate(false).write(true).open(&path);
            let file =
                file.map_err(|error| LockError::Unmade { archive: archive.to_owned(), error })?;
            match file.try_lock() {
                // Else whoever held it has taken it away since it was opened.
                Ok(()) if is_at(&file, &path) => return Ok(Some(Self { path, file })),
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(LockError::Unlocked { path, error }),
            }
        }
        let error = std::io::Error::other("its lock file is never where it was made");
        Err(LockError::Unlocked { path, error })
    }
}

impl Drop for Lock {
    /// Takes the file away, as long as it is locked: so nobody else's is.
    fn drop(&mut self) {
        if cfg!(unix) && is_at(&self.file, &self.path) {
            // One that stays does no harm.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Whether this is the file that the path leads to.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let found = file.metadata().and_then(|ours| Ok((ours, fs::metadata(path)?)));
    found.is_ok_and(|(ours, there)| (ours.dev(), ours.ino()) == (there.dev(), there.ino()))
}

/// Where an open file cannot be taken away, it is.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_file_that_was_taken_away_meanwhile_holds_nobody_back() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("news.sayso");
        let lock = folder.path().join("news.sayso-lock");
        let held = Lock::take(&archive).unwrap();
        fs::remove_file(&lock).unwrap();
        let other = Lock::take(&archive).unwrap();
        drop(held);
        assert!(other.is_some() && lock.exists());
        assert!(Lock::take(&archive).unwrap().is_none());
    }

    #[test]
    #[cfg(unix)]
    fn a_link_to_an_archive_has_its_lock() {
        let folder = tempfile::tempdir().unwrap();
        let (archive, link) = (folder.path().join("news.sayso"), folder.path().join("link.sayso"));
        fs::write(&archive, "").unwrap();
        std::os::unix::fs::symlink(&archive, &link).unwrap();
        let held = Lock::take(&archive).unwrap();
        assert!(held.is_some() && Lock::take(&link).unwrap().is_none());
    }

    #[test]
    fn one_at_a_time_holds_it() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("news.sayso");
        let held = Lock::take(&archive).unwrap();
        assert!(held.is_some() && Lock::take(&archive).unwrap().is_none());
        drop(held);
        let lock = folder.path().join("news.sayso-lock");
        assert!(!lock.exists());
        // One that was killed has left it.
        fs::write(&lock, "").unwrap();
        assert!(Lock::take(&archive).unwrap().is_some());
        let nowhere = Lock::take(&folder.path().join("none/news.sayso")).unwrap_err();
        assert!(nowhere.to_string().contains("news.sayso: cannot be written"), "{nowhere}");
    }
}
