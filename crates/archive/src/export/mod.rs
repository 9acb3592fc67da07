//! Forms that an archive goes out in, so that nobody is locked in.
//!
//! A form gets every stored record once, in the archive's order, and writes what it makes of it.
//! Adding a form: one file beside this one, and its line in [`FORMS`].

mod csv;
mod draft;
mod flat;
mod jsonl;
mod parquet;
mod sqlite;

use std::error::Error;
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

/// A form that is begun, or why it is not.
pub type Opened = Result<Box<dyn Writing>, ExportError>;

/// How a form is begun.
pub enum Open {
    /// One file, or standard output.
    File(fn(Box<dyn Write>) -> Opened),
    /// A folder of files, which is there and empty.
    Folder(fn(&Path) -> Opened),
    /// One file that cannot be a stream, at a path where nothing is yet.
    Path(fn(&Path) -> Opened),
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
    /// A file of the export took no more; nothing of it is left.
    #[error("{}: {why}; see that there is room and the right to write, and export again", path.display())]
    Stopped {
        /// The file.
        path: PathBuf,
        /// What its writer says.
        why: Box<dyn Error + Send + Sync>,
    },
}

/// All forms.
pub const FORMS: &[Form] = &[
    Form {
        name: "csv",
        about: "A folder with a CSV file (RFC 4180) a table, for spreadsheets and every program",
        open: Open::Folder(csv::open),
    },
    Form {
        name: "jsonl",
        about: "A record a line, as `sayso read --to jsonl` gives it",
        open: Open::File(jsonl::open),
    },
    Form {
        name: "parquet",
        about: "A folder with a Parquet file a table, for pandas, polars, DuckDB, Spark and R",
        open: Open::Folder(parquet::open),
    },
    Form {
        name: "sqlite",
        about: "One SQLite database of the same tables, for Datasette, R and DuckDB",
        open: Open::Path(sqlite::open),
    },
];

impl Form {
    /// The form of this name.
    pub fn by_name(name: &str) -> Option<&'static Form> {
        FORMS.iter().find(|form| form.name == name)
    }
}

impl ExportError {
    /// That the file at `path` took no more.
    fn stopped(path: &Path, why: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Stopped { path: path.to_owned(), why: why.into() }
    }
}
