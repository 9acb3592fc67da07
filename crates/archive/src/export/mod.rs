//! Forms that an archive goes out in, so that nobody is locked in.
//!
//! A form gets every stored record once, in the archive's order, and writes what it makes of it.
//! Adding a form: one file beside this one, and its line in [`FORMS`].

mod gdelt;
mod gdelt_events;
mod gdelt_gkg;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::Stored;

/// A form that an archive can go out in.
pub struct Form {
    /// What the command line calls it.
    pub name: &'static str,
    /// What it is, for help, with the codebook or standard that it follows.
    pub about: &'static str,
    /// Where it goes.
    pub open: Open,
}

/// How a form is begun.
pub enum Open {
    /// One file, or standard output.
    File(fn(Box<dyn Write>) -> Result<Box<dyn Writing>, ExportError>),
    /// A folder of files, which is there and empty.
    Folder(fn(&Path) -> Result<Box<dyn Writing>, ExportError>),
}

/// A form being written.
pub trait Writing {
    /// Called once for each stored record, withdrawn and superseded ones too: a form of raw data
    /// marks them, a form that is counted leaves them out.
    fn record(&mut self, stored: &Stored) -> Result<(), ExportError>;
    /// Called once, last.
    fn finish(self: Box<Self>) -> Result<(), ExportError>;
}

/// Why an export stopped.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The system would not take the bytes.
    #[error("{0}; see that there is room and the right to write, and export again")]
    Unwritten(#[from] io::Error),
    /// A file or folder could not be made.
    #[error("{}: {error}; choose another place with --out", path.display())]
    Unmade {
        /// Where it was to be.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// All forms.
pub const FORMS: &[Form] = &[
    Form {
        name: "gdelt-events",
        about: "events as GDELT has them, a row an actor and recipient (GDELT Event Codebook V2.0)",
        open: Open::File(gdelt_events::open),
    },
    Form {
        name: "gdelt-gkg",
        about: "reports as GDELT's Global Knowledge Graph has them (GKG 2.1 codebook)",
        open: Open::File(gdelt_gkg::open),
    },
];

impl Form {
    /// The form of this name.
    pub fn by_name(name: &str) -> Option<&'static Form> {
        FORMS.iter().find(|form| form.name == name)
    }
}
