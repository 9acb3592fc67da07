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
    /// An address of the web, `http://…` or `https://…`.
    Address(String),
}

impl Input {
    /// The input that an argument names: `-` is standard input, `https://…` an address.
    pub fn from_argument(argument: &str) -> Self {
        if ["http://", "https://"].iter().any(|scheme| argument.starts_with(scheme)) {
            return Input::Address(argument.to_owned());
        }
        if argument == "-" { Input::Standard } else { Input::File(argument.into()) }
    }

    /// What messages call it.
    pub fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Standard => "standard input".to_owned(),
            Input::Address(address) => address.clone(),
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
