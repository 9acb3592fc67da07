//! Files that get their name when they are whole, so that a broken export leaves no half file.

use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tempfile::{PathPersistError, TempPath};

use super::ExportError;

/// A file under a temporary name beside its own; gone when dropped.
pub struct Draft {
    path: PathBuf,
    temporary: TempPath,
}

impl Draft {
    /// An empty file that is to stand at `path`, where nothing may be yet but an empty file.
    pub fn new(path: &Path) -> Result<(Draft, File), ExportError> {
        let unmade = |error| ExportError::Unmade { path: path.to_owned(), error };
        if path.symlink_metadata().is_ok() && !is_empty_file(path) {
            return Err(unmade(ErrorKind::AlreadyExists.into()));
        }
        if path.file_name().is_none() {
            return Err(unmade(ErrorKind::InvalidFilename.into()));
        }
        let made = builder(0o666).tempfile_in(folder_of(path)).map_err(unmade)?;
        let (file, temporary) = made.into_parts();
        Ok((Draft { path: path.to_owned(), temporary }, file))
    }

    /// Where the file will stand.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where it stands until then.
    pub fn temporary(&self) -> &Path {
        &self.temporary
    }

    /// Gives the file its name, unless something has come to stand under it; whoever wrote the file
    /// must have closed it.
    pub fn keep(self) -> Result<(), ExportError> {
        let Draft { path, temporary } = self;
        let stopped = |why| ExportError::stopped(&path, why);
        OpenOptions::new()
            .write(true)
            .open(&temporary)
            .and_then(|file| file.sync_all())
            .map_err(stopped)?;
        let kept = match temporary.persist_noclobber(&path) {
            Err(PathPersistError { path: temporary, .. }) if is_empty_file(&path) => {
                std::fs::remove_file(&path).map_err(stopped)?;
                temporary.persist_noclobber(&path)
            }
            other => other,
        };
        kept.map_err(|error| stopped(error.error))
    }
}

/// Whether an empty file stands here, and no link to one.
fn is_empty_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|file| file.is_file() && file.len() == 0)
}

/// The folder that something stands in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// What makes a draft under a name that nobody can foresee, and never opens what is there. Its
/// rights are those of any new file, less what the user's mask takes away.
#[cfg_attr(not(unix), allow(unused_variables))]
pub(super) fn builder(rights: u32) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".sayso-").suffix(".partial").rand_bytes(12);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(rights));
    }
    builder
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_has_its_name_once_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.csv");
        let (draft, mut file) = Draft::new(&path).unwrap();
        file.write_all(b"whole").unwrap();
        assert!(!path.exists());
        drop(file);
        draft.keep().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"whole");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_not_finished_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        drop(Draft::new(&folder.path().join("events.csv")).unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_there_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.csv");
        std::fs::write(&path, "mine").unwrap();
        let error = Draft::new(&path).err().unwrap().to_string();
        assert!(error.contains("events.csv") && error.contains("--out"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    }

    #[test]
    fn two_drafts_of_one_file_are_two() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.csv");
        std::fs::write(&path, "").unwrap();
        let [(one, mut first), (two, mut second)] = [(); 2].map(|()| Draft::new(&path).unwrap());
        first.write_all(b"one").unwrap();
        second.write_all(b"two").unwrap();
        drop((first, second));
        one.keep().unwrap();
        assert!(two.keep().is_err(), "the first one stands");
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let [mine, path] = ["mine", "events.csv"].map(|name| folder.path().join(name));
        std::os::unix::fs::symlink(&mine, &path).unwrap();
        assert!(Draft::new(&path).is_err());
        std::fs::write(&mine, "").unwrap();
        assert!(Draft::new(&path).is_err());
        assert_eq!(std::fs::read(&mine).unwrap(), b"");
    }
}
