//! Where reports come from.

mod expand;

use std::fs::{self, File, Metadata};
use std::io::{Read, Stdin};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::source::Source;
use crate::{At, Options, Problem, ReadError};

/// Where reports come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Standard,
    /// An address of the web, `http://…` or `https://…`.
    Address(String),
}

/// What tells that a file has not changed since it was last seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint {
    /// Its size in bytes.
    pub size: u64,
    /// When it was last written, in nanoseconds since 1970-01-01 UTC (before it: negative).
    pub modified: i128,
}

impl Input {
    /// The inputs that arguments name, each as it is reached: a file or a named pipe is itself, `-`
    /// standard input, `https://…` an address, a folder all files in it and below, a pattern (`news/**/*.json.gz`) all that
    /// it matches. A path that exists is never taken for a pattern.
    ///
    /// Files of a folder come sorted by the bytes of their names, so the order is the same on every
    /// machine. Hidden files and folders are passed over, and links that lead in a circle, and what Spark
    /// and Hadoop put beside the files that they write (`_SUCCESS`, `_metadata`, `_common_metadata`,
    /// `_committed_…`, `_started_…`), unless named or asked for by a pattern (`_*`). No more is held than the
    /// listings of the folders that one is in.
    ///
    /// # Errors
    /// In its place: a folder that cannot be listed, a link to nothing, a folder without files, a
    /// pattern that matches none. What comes after it comes all the same.
    pub fn expand(arguments: &[PathBuf]) -> impl Iterator<Item = Result<Input, ReadError>> {
        arguments.iter().flat_map(|argument| expand::argument(argument))
    }

    /// The address that an argument is; `None` where it is none.
    pub fn address(argument: &Path) -> Option<&str> {
        let is_address = |said: &&str| said.starts_with("http://") || said.starts_with("https://");
        argument.to_str().filter(is_address)
    }

    /// What messages call it.
    pub fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Standard => "standard input".to_owned(),
            Input::Address(address) => address.clone(),
        }
    }

    /// How many bytes it has, packed as they are; `None` where that is not known before its end.
    pub fn size(&self) -> Option<u64> {
        self.metadata().map(|metadata| metadata.len())
    }

    /// What tells that it has not changed; `None` for what is no file on a disk.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        let metadata = self.metadata()?;
        let modified = metadata.modified().ok()?;
        let modified = match modified.duration_since(UNIX_EPOCH) {
            Ok(since) => i128::try_from(since.as_nanos()).ok()?,
            Err(before) => -i128::try_from(before.duration().as_nanos()).ok()?,
        };
        Some(Fingerprint { size: metadata.len(), modified })
    }

    fn metadata(&self) -> Option<Metadata> {
        match self {
            Input::File(path) => fs::metadata(path).ok().filter(Metadata::is_file),
            Input::Standard | Input::Address(_) => None,
        }
    }

    /// Its bytes, unpacked.
    pub(crate) fn open(&self, options: &Options) -> Result<Source, ReadError> {
        let bytes: std::io::Result<Box<dyn Read + Send>> = match self {
            Input::File(path) => File::open(path).map(|file| Box::new(file) as _),
            Input::Standard => Ok(Box::new(Shared(std::io::stdin()))),
            Input::Address(address) => return crate::fetch::source(address, options),
        };
        match bytes {
            Ok(bytes) => Source::new(&self.name(), bytes, options),
            Err(problem) => Err(Problem::Unreadable(problem).at(&self.name(), At::Whole)),
        }
    }
}

/// Standard input, locked anew at each read, so that the reader can move between threads.
struct Shared(Stdin);

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.lock().read(buffer)
    }
}

// They make links, pipes and names of files that Windows does not have.
#[cfg(test)]
#[cfg(unix)]
mod tests;
