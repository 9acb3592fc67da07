//! Files that get their name when they are whole, so that a broken export leaves no half file.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

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
        let is_empty = |file: std::fs::Metadata| file.is_file() && file.len() == 0;
        if path.try_exists().map_err(unmade)? && !path.metadata().is_ok_and(is_empty) {
            return Err(unmade(std::io::ErrorKind::AlreadyExists.into()));
        }
        let mut name = std::ffi::OsString::from(".");
        name.push(
            path.file_name().ok_or_else(|| unmade(std::io::ErrorKind::InvalidFilename.into()))?,
        );
        name.push(".partial");
        let temporary = path.with_file_name(name);
        let file = File::create(&temporary).map_err(unmade)?;
        let temporary = TempPath::try_from_path(temporary).map_err(unmade)?;
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

    /// Gives the file its name; whoever wrote it must have closed it.
    pub fn keep(self) -> Result<(), ExportError> {
        let stopped = |why| ExportError::stopped(&self.path, why);
        OpenOptions::new()
            .write(true)
            .open(&self.temporary)
            .and_then(|file| file.sync_all())
            .map_err(stopped)?;
        let path = self.path.clone();
        self.temporary.persist(&path).map_err(|error| ExportError::stopped(&path, error.error))
    }
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
}
