//! Any source → an iterator of [`Report`]s.
//!
//! [`read`] opens an [`Input`], finds its format by content (or takes the one it is told), and cuts
//! it into [`Raw`] pieces; [`Raw::report`] makes a report of one, or an error that names the file
//! and where in it. Cutting is cheap and goes in order on one thread; making is the work, and may
//! go on many. An error in one report never touches the next. Memory is bounded by one report.
//!
//! ```
//! let text = "Ruritania thanked Freedonia for its help after the flood.";
//! let line = format!(r#"{{"date": "1987-05-04", "text": "{text}"}}"#);
//! for piece in sayso_reader::read_lines("a line", line.into_bytes()) {
//!     assert_eq!(piece.report()?.report.text, text);
//! }
//! # Ok::<(), sayso_reader::ReadError>(())
//! ```
//!
//! Packed inputs (gzip, Zstandard, bzip2) are unpacked first, whatever they hold. Then the first
//! 4096 bytes tell the format, in this order; what two formats could claim is the earlier
//! one's:
//!
//! | format | what tells it |
//! |---|---|
//! | `parquet` | its magic number, `PAR1` |
//! | `feed` | a root element `<rss>`, `<feed>` or `<rdf:RDF>`, after what may stand before it; or an object whose `version` is that of a JSON Feed |
//! | `warc` | a first line `WARC/` and a digit |
//! | `record-jsonl` | an object with an object `report` and, unless it is cut off, an object `engine`; told, and not read |
//! | `jsonl` | an object or an array: `{"`, `{}`, `[{` and so on, blanks left out |
//! | `csv` | a head of two or more short cells, known columns with one of texts among them, and a row below it with the same delimiter |
//! | `html` | a document type or one of the tags that a page begins with |
//! | `text` | nothing: all the rest, with its date in a first line, a dateline or `--date` |
//!
//! Records that were coded before (the lines of `sayso read --to jsonl`, the nested form of `sayso_record`'s
//! Arrow tables) are proved and come as they are, in [`Reading::record`], where their form is named in
//! [`Options::format`] (`record-jsonl`, `record-parquet`) and they do not come from an address. Anywhere else they
//! are a problem that says so: what an input brings by itself is never taken for coded. `parquet` knows the nested
//! form by its columns.
//!
//! Tables at hand as Arrow batches go through [`rows`].
//!
//! Files that are known to hold no reports (PDF, ZIP, images …) are named as what they are.
//!
//! Adding a format: one file beside `text.rs` with two functions, and its line in [`FORMATS`].

mod address;
pub mod columns;
mod csv;
mod dates;
mod decode;
mod error;
mod feed;
pub mod fetch;
mod fields;
mod fragment;
mod guard;
mod html;
mod input;
mod jsonl;
mod language;
mod lines;
mod parquet;
mod raw;
mod record_jsonl;
mod record_parquet;
mod records;
mod rows;
mod source;
#[cfg(test)]
mod telling;
mod text;
mod unpack;
mod warc;
mod wire;

use std::io::BufRead;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use jiff::civil::Date;

pub use columns::Columns;
pub use error::{At, Problem, ReadError, UnfitColumn};
use fetch::Fetcher;
pub use input::{Fingerprint, Input};
pub use raw::{Item, Raw, Reading};
pub use records::records;
pub use rows::rows;
pub use sayso_record::Report;
use source::Source;
pub use unpack::Damage;
pub use warc::WarcProblem;
pub use wire::{Dateline, Wire};

/// How to read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The format; `None` finds it by content.
    pub format: Option<Format>,
    /// The date of reports that carry none.
    pub date: Option<Date>,
    /// Goes to the network for addresses; `None` does not.
    pub fetch: Option<Arc<Fetcher>>,
    /// Grows by the bytes read of each input, as they are on the disk: what a progress bar shows.
    pub bytes: Option<Arc<AtomicU64>>,
}

/// A format of [`FORMATS`], by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format(usize);

/// The pieces of an input, in its order.
pub type Pieces = Box<dyn Iterator<Item = Raw> + Send>;

/// A format that can be read.
struct Reader {
    /// What the command line calls it.
    name: &'static str,
    /// What it is, for help.
    about: &'static str,
    /// Whether it is of records that were coded before: these are taken only where it is named.
    is_coded: bool,
    /// Whether an input that begins with these bytes (a byte-order mark taken off) is of this format.
    is: fn(&[u8]) -> bool,
    /// Its pieces.
    open: fn(Source) -> Pieces,
}

/// All formats; where no format is named, the first that knows the input's first bytes reads it.
const FORMATS: &[Reader] = &[
    Reader {
        name: "parquet",
        about: "A Parquet table, a report a row",
        is_coded: false,
        is: parquet::is,
        open: parquet::open,
    },
    Reader {
        name: "feed",
        about: "RSS, Atom or JSON Feed, a report an entry",
        is_coded: false,
        is: feed::is,
        open: feed::open,
    },
    Reader {
        name: "warc",
        about: "Web archive, as Common Crawl's; a report a page",
        is_coded: false,
        is: warc::is,
        open: warc::open,
    },
    Reader {
        name: "record-jsonl",
        about: "Records, as `sayso read --to jsonl` writes them; not coded again",
        is_coded: true,
        is: record_jsonl::is,
        open: record_jsonl::open,
    },
    Reader {
        name: "jsonl",
        about: "One JSON object a line, with `date` and `text`",
        is_coded: false,
        is: jsonl::is,
        open: jsonl::open,
    },
    Reader {
        name: "csv",
        about: "A table with a head (commas, tabs or semicolons), a report a row",
        is_coded: false,
        is: csv::is,
        open: csv::open,
    },
    Reader {
        name: "html",
        about: "A web page: its article, date, headline and publisher",
        is_coded: false,
        is: html::is,
        open: html::open,
    },
    Reader {
        name: "text",
        about: "A header with `date …`, then the text",
        is_coded: false,
        is: text::is,
        open: text::open,
    },
    Reader {
        name: "record-parquet",
        about: "A Parquet table of records, nested; not coded again",
        is_coded: true,
        is: |_| false,
        open: record_parquet::open,
    },
];

impl Format {
    /// Name and description of every format.
    pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
        FORMATS.iter().map(|format| (format.name, format.about))
    }

    /// Whether it is of records that were coded before.
    fn is_coded(self) -> bool {
        FORMATS[self.0].is_coded
    }

    /// What the command line calls it.
    pub fn name(self) -> &'static str {
        FORMATS[self.0].name
    }

    /// The format of this name.
    pub fn by_name(name: &str) -> Option<Self> {
        FORMATS.iter().position(|format| format.name == name).map(Format)
    }
}

/// Opens an input; every report in it comes out as a piece, or an error in its place.
pub fn read(input: &Input, options: &Options) -> Pieces {
    match input.open(options) {
        Ok(source) => read_source(source, options),
        Err(error) => Box::new(std::iter::once(Raw::failed(error))),
    }
}

/// The pieces of all inputs that `paths` name (files, folders, patterns), one input after the other; of one that is
/// not there an error in its place.
pub fn read_all(paths: Vec<PathBuf>, options: Options) -> Pieces {
    let named = |path: PathBuf| Input::expand(std::slice::from_ref(&path)).collect::<Vec<_>>();
    Box::new(paths.into_iter().flat_map(named).flat_map(move |input| match input {
        Ok(input) => read(&input, &options),
        Err(error) => Box::new(std::iter::once(Raw::failed(error))),
    }))
}

/// The pieces of JSON lines at hand, as somebody sends them: a report each, never packed. Messages call
/// them `name`.
pub fn read_lines(name: &str, lines: Vec<u8>) -> Pieces {
    jsonl::open(Source::of_bytes(name, lines))
}

/// The pieces of an input that is open.
fn read_source(mut source: Source, options: &Options) -> Pieces {
    let format = match (options.format, source.bytes.fill_buf()) {
        (_, Err(problem)) => {
            return Box::new(std::iter::once(source.failed(At::Whole, problem.into())));
        }
        (Some(format), _) => format,
        (None, Ok(first)) => told(first),
    };
    if format.is_coded() && (options.format.is_none() || source.is_fetched()) {
        return Box::new(std::iter::once(source.coded_before(format.name())));
    }
    (FORMATS[format.0].open)(source)
}

/// The format of an input that begins like this.
fn told(first: &[u8]) -> Format {
    let first = decode::beginning(first);
    Format(FORMATS.iter().position(|format| (format.is)(&first)).unwrap_or(0))
}

#[cfg(test)]
mod tests;
