//! What is known before anything is read: whether the archive can be one, which files are its own,
//! and what the journal says of an input.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use sayso_archive::{Archive, ArchiveError};
use sayso_reader::{Fingerprint, Input, Options};

use super::IngestError;
use crate::feed::{Earlier, Skip};

/// Files that lie beside an archive while it is written, by what is behind its name.
const BESIDE: [&str; 6] = ["", "-wal", "-shm", "-journal", "-lock", "-turn"];

/// Refuses what is surely no archive, before anything is made beside it: a report named where the
/// archive should be, a folder, a path in a folder that is not there. [`crate::Ingest::begin`] does
/// so, too; who has much to load before it may want to know earlier.
///
/// # Errors
/// It is none, and none can be made there.
pub fn may_be_archive(path: &Path) -> Result<(), IngestError> {
    let archive = path.to_owned();
    if path.is_dir() {
        return Err(IngestError::Folder(archive));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return Err(IngestError::NoFolder { archive, folder: folder.to_owned() });
    }
    let is_empty = std::fs::metadata(path).map_or(true, |file| file.len() == 0);
    match Archive::open(path) {
        Err(error @ (ArchiveError::Other(_) | ArchiveError::TooNew { .. })) if !is_empty => {
            Err(IngestError::of(path, error))
        }
        // What is wrong beyond that, writing will tell.
        _ => Ok(()),
    }
}

/// The archive and what lies beside it, as paths below any name of its folder.
pub fn own_files(archive: &Path) -> OwnFiles {
    let name = archive.file_name().unwrap_or_default();
    let names = BESIDE.map(|end| {
        let mut name = name.to_owned();
        name.push(end);
        name
    });
    OwnFiles { folder: folder_of(archive), names }
}

/// The files of an archive.
pub struct OwnFiles {
    folder: Option<PathBuf>,
    names: [OsString; BESIDE.len()],
}

impl OwnFiles {
    /// Whether this is one of them.
    pub fn contains(&self, path: &Path) -> bool {
        let named = path.file_name().is_some_and(|name| self.names.iter().any(|own| own == name));
        named && self.folder.is_some() && folder_of(path) == self.folder
    }
}

/// The folder that a file lies in, by its true name.
fn folder_of(path: &Path) -> Option<PathBuf> {
    let folder = path.parent()?;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    folder.canonicalize().ok()
}

/// What the journal says of inputs.
pub struct Known {
    archive: Archive,
    /// How the inputs are read: with another `--from` or `--date` other reports come of them.
    reading: String,
}

impl Known {
    /// What `archive` knows of inputs that are read with `options`.
    pub fn new(archive: Archive, options: &Options) -> Self {
        let from = options.format.map(|format| format!(" from={}", format.name()));
        let date = options.date.map(|date| format!(" date={date}"));
        let reading = [from, date].into_iter().flatten().collect();
        Self { archive, reading }
    }

    /// What is known of this input, as it lies there now.
    pub fn earlier(&self, input: &Input) -> Earlier {
        // A stream may bring anything: it is read to its end, and duplicates are told one by one.
        let Some(Fingerprint { size, modified }) = input.fingerprint() else {
            return Earlier::nothing();
        };
        let fingerprint = format!("{size} {modified}{}", self.reading);
        let skip = match self.archive.journal(&input.name(), &fingerprint) {
            Ok(Some(journal)) if journal.finished => Skip::All,
            Ok(Some(journal)) => Skip::First(journal.tally.pieces()),
            // What cannot be looked up is read; the writing end knows what is there.
            Ok(None) | Err(_) => Skip::First(0),
        };
        Earlier { fingerprint: Some(fingerprint), skip }
    }
}
