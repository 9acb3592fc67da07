//! Where reports come from.

use std::fs::File;
use std::io::{Read, Stdin};
use std::path::PathBuf;

use crate::source::Source;
use crate::{At, Options, Problem, ReadError};

/// Where reports come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Standard,
}

impl Input {
    /// The input that an argument names: `-` is standard input.
    pub fn from_argument(argument: &str) -> Self {
        if argument == "-" { Input::Standard } else { Input::File(argument.into()) }
    }

    /// What messages call it.
    pub fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Standard => "standard input".to_owned(),
        }
    }

    /// Its bytes, unpacked.
    pub(crate) fn open(&self, options: &Options) -> Result<Source, ReadError> {
        let bytes: std::io::Result<Box<dyn Read + Send>> = match self {
            Input::File(path) => File::open(path).map(|file| Box::new(file) as _),
            Input::Standard => Ok(Box::new(Shared(std::io::stdin()))),
        };
        match bytes {
            Ok(bytes) => Ok(Source::new(&self.name(), bytes, options)),
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
