//! Any source → an iterator of [`Report`]s.
//!
//! [`read`] opens an [`Input`], finds its format by content (or takes the one it is told), and
//! gives a report, or an error that names the file and the line, for every report in it. An error
//! in one report never touches the next. Memory is bounded by one report.
//!
//! Adding a format: one file beside `text.rs` with one function, and its line in [`FORMATS`].

mod decode;
mod jsonl;
mod lines;
mod text;

use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Stdin};
use std::path::PathBuf;

use encoding_rs_io::DecodeReaderBytesBuilder;
use jiff::civil::Date;
use sayso_record::Report;

pub use lines::LONGEST_LINE;

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

    fn open(&self) -> std::io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Input::File(path) => Box::new(File::open(path)?),
            Input::Standard => Box::new(Shared(std::io::stdin())),
        })
    }
}

/// Standard input, locked anew at each read, so that the reader can move between threads.
struct Shared(Stdin);

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.lock().read(buffer)
    }
}

/// How to read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// The format; `None` finds it by content.
    pub format: Option<Format>,
    /// The date of reports that carry none.
    pub date: Option<Date>,
}

/// A format of [`FORMATS`], by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format(usize);

/// A format that can be read.
struct Reader {
    /// What the command line calls it.
    name: &'static str,
    /// Whether an input that begins with these bytes is of this format.
    is: fn(&[u8]) -> bool,
    /// Its reports.
    open: fn(Source) -> Box<dyn Iterator<Item = Item> + Send>,
}

/// All formats; where no format is named, the first that knows the input's first bytes reads it.
const FORMATS: &[Reader] = &[
    Reader { name: "jsonl", is: jsonl::is, open: jsonl::open },
    Reader { name: "text", is: text::is, open: text::open },
];

impl Format {
    /// The names of all formats.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FORMATS.iter().map(|format| format.name)
    }

    /// The format of this name.
    pub fn by_name(name: &str) -> Option<Self> {
        FORMATS.iter().position(|format| format.name == name).map(Format)
    }
}

/// A report, or why there is none.
pub type Item = Result<Reading, ReadError>;

/// A report with what was noticed while reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The report.
    pub report: Report,
    /// What was mended on the way, with file and line, for people.
    pub warning: Option<String>,
}

/// An input opened for a format.
struct Source {
    name: String,
    bytes: Box<dyn BufRead + Send>,
    date: Option<Date>,
}

impl Source {
    fn error(&self, line: impl Into<Option<usize>>, problem: Problem) -> ReadError {
        ReadError { input: self.name.clone(), line: line.into(), problem }
    }
}

/// Why a report could not be read, and where.
#[derive(Debug)]
pub struct ReadError {
    /// The input's name.
    pub input: String,
    /// The line, from 1; `None` where the whole input is meant.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: Problem,
}

impl std::error::Error for ReadError {}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "{}:{line}: {}", self.input, self.problem),
            None => write!(formatter, "{}: {}", self.input, self.problem),
        }
    }
}

/// What can be wrong with a report; every message ends with the next step.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The system would not give the bytes.
    #[error("cannot be read ({0}); check the path and its permissions")]
    Unreadable(#[from] std::io::Error),
    /// Neither the report nor the command line has a date.
    #[error(
        "no date; begin the text with a line `date YYYY-MM-DD`, give the JSON line a \"date\", or pass --date"
    )]
    NoDate,
    /// A date that is none.
    #[error("{0:?} is no date of the calendar; write it as YYYY-MM-DD")]
    ImpossibleDate(String),
    /// A report without words.
    #[error("the text is empty; leave the report out or give it a text")]
    Empty,
    /// Not text at all.
    #[error("this is a binary file, not text; extract its text first")]
    Binary,
    /// A line longer than [`LONGEST_LINE`].
    #[error("this line is longer than {} MiB and was skipped; split it into reports", LONGEST_LINE >> 20)]
    LongLine,
    /// A JSON line that cannot be read.
    #[error("bad JSON: {0}; write one object a line")]
    Json(serde_json::Error),
    /// A JSON line that is something else than an object.
    #[error("this line is {0}, not a JSON object; write {{\"date\": …, \"text\": …}} on one line")]
    NoObject(&'static str),
    /// An object without a text.
    #[error("the object has no \"text\"; give it one")]
    NoText,
    /// A field of another type.
    #[error("\"{0}\" must be a string; put it in quotation marks")]
    NoString(&'static str),
}

/// Opens an input; every report in it comes out, or an error in its place.
pub fn read(input: &Input, options: Options) -> Box<dyn Iterator<Item = Item> + Send> {
    let name = input.name();
    let error = |problem: Problem| -> Box<dyn Iterator<Item = Item> + Send> {
        let input = input.name();
        Box::new(std::iter::once(Err(ReadError { input, line: None, problem })))
    };
    let bytes = match input.open() {
        Ok(bytes) => bytes,
        Err(problem) => return error(problem.into()),
    };
    // A byte-order mark decides the encoding; without one the bytes come as they are.
    let decoded = DecodeReaderBytesBuilder::new().bom_override(true).strip_bom(true).build(bytes);
    let mut bytes: Box<dyn BufRead + Send> = Box::new(BufReader::with_capacity(1 << 16, decoded));
    let format = match (options.format, bytes.fill_buf()) {
        (_, Err(problem)) => return error(problem.into()),
        (Some(format), _) => format.0,
        (None, Ok(first)) => FORMATS.iter().position(|f| (f.is)(first)).unwrap_or(0),
    };
    (FORMATS[format].open)(Source { name, bytes, date: options.date })
}

#[cfg(test)]
mod tests;
