//! An export at a place of its own: it gets its name when it is whole, and a broken one leaves
//! nothing.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::draft::{Draft, builder, folder_of};
use super::{ExportError, Form, Open, Opened, Went, Writing};
use crate::Stored;
use crate::marks::Marked;
use crate::stories::Story;

/// Bytes that are written at once.
const AT_ONCE: usize = 1 << 16;

impl Form {
    /// Whether it can go to standard output.
    pub fn is_stream(&self) -> bool {
        matches!(self.open, Open::File(_))
    }

    /// Begins the form as a stream.
    ///
    /// # Errors
    /// It is none ([`Form::is_stream`]), or `out` takes nothing.
    pub fn to_stream(&self, out: impl Write + 'static) -> Opened {
        match self.open {
            Open::File(open) => open(Box::new(BufWriter::with_capacity(AT_ONCE, out))),
            Open::Folder(_) | Open::Path(_) => Err(ExportError::NoStream(self.name)),
        }
    }

    /// Begins the form at `path`, where nothing may be yet but an empty file or folder. What is
    /// there afterwards is whole; until [`Writing::finish`], there is nothing.
    ///
    /// # Errors
    /// Something is there, or the folder around it cannot be written to.
    pub fn to_path(&self, path: &Path) -> Opened {
        match self.open {
            Open::Path(open) => open(path),
            Open::File(open) => {
                let (draft, file) = Draft::new(path)?;
                let writing = open(Box::new(BufWriter::with_capacity(AT_ONCE, file)))?;
                Ok(Box::new(Whole { writing, keep: Box::new(|| draft.keep()) }))
            }
            Open::Folder(open) => {
                let folder = DraftFolder::new(path)?;
                let writing = open(folder.temporary.path())?;
                Ok(Box::new(Whole { writing, keep: Box::new(|| folder.keep()) }))
            }
        }
    }
}

/// A form with what gives it its name.
struct Whole {
    // Closed before what is written gets its name, or is taken away.
    writing: Box<dyn Writing>,
    keep: Box<dyn FnOnce() -> Result<(), ExportError>>,
}

impl Writing for Whole {
    fn record(&mut self, stored: &Stored) -> Result<(), ExportError> {
        self.writing.record(stored)
    }

    fn story(&mut self, story: &Story) -> Result<(), ExportError> {
        self.writing.story(story)
    }

    fn marked(&mut self, marked: &Marked) -> Result<(), ExportError> {
        self.writing.marked(marked)
    }

    fn went(&self) -> Option<Went> {
        self.writing.went()
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        let Whole { writing, keep } = *self;
        writing.finish()?;
        keep()
    }
}

/// A folder under a temporary name beside its own; gone with all in it when dropped.
struct DraftFolder {
    path: PathBuf,
    temporary: TempDir,
}

impl DraftFolder {
    fn new(path: &Path) -> Result<Self, ExportError> {
        let unmade = |error| ExportError::Unmade { path: path.to_owned(), error };
        if path.try_exists().map_err(unmade)? {
            let mut inside = fs::read_dir(path).map_err(unmade)?;
            if inside.next().is_some() {
                return Err(unmade(io::ErrorKind::DirectoryNotEmpty.into()));
            }
        }
        // `.` and `..` are there, and have no name of their own to stand under.
        let path =
            if path.exists() { path.canonicalize().map_err(unmade)? } else { path.to_owned() };
        if path.file_name().is_none() {
            return Err(unmade(io::ErrorKind::InvalidFilename.into()));
        }
        let temporary = builder(0o777).tempdir_in(folder_of(&path)).map_err(unmade)?;
        Ok(Self { path, temporary })
    }

    fn keep(self) -> Result<(), ExportError> {
        let stopped = |why| ExportError::stopped(&self.path, why);
        if self.path.exists() {
            // Only where it is empty.
            fs::remove_dir(&self.path).map_err(stopped)?;
        }
        fs::rename(self.temporary.path(), &self.path).map_err(stopped)?;
        // It stands elsewhere now, and is not to be taken away.
        let _ = self.temporary.keep();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::FORMS;
    use super::super::tests::stored;
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn every_form_is_there_once_it_is_whole() {
        for form in FORMS {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("export");
            let mut writing = form.to_path(&path).unwrap();
            writing.record(&stored(sayso_record::sample::full())).unwrap();
            assert!(!path.exists(), "{}", form.name);
            writing.finish().unwrap();
            assert_eq!(names(folder.path()), ["export"], "{}", form.name);
        }
    }

    #[test]
    fn what_is_not_finished_leaves_nothing() {
        for form in FORMS {
            let folder = tempfile::tempdir().unwrap();
            let mut writing = form.to_path(&folder.path().join("export")).unwrap();
            writing.record(&stored(sayso_record::sample::full())).unwrap();
            drop(writing);
            assert!(names(folder.path()).is_empty(), "{}: {:?}", form.name, names(folder.path()));
        }
    }

    #[test]
    fn what_is_there_is_left_alone_unless_it_is_empty() {
        for form in FORMS {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("export");
            let is_folder = matches!(form.open, Open::Folder(_));
            if is_folder {
                fs::create_dir(&path).unwrap()
            } else {
                fs::write(&path, "").unwrap()
            }
            form.to_path(&path).unwrap().finish().unwrap();
            let mine = if is_folder { path.join("mine") } else { path.clone() };
            fs::write(&mine, "mine").unwrap();
            let error = form.to_path(&path).err().unwrap().to_string();
            assert!(error.contains("export") && error.contains("--out"), "{error}");
            assert_eq!(fs::read_to_string(&mine).unwrap(), "mine");
        }
    }

    #[test]
    fn folders_are_no_streams() {
        for form in FORMS {
            assert_eq!(form.to_stream(io::sink()).is_ok(), form.is_stream(), "{}", form.name);
        }
    }
}
