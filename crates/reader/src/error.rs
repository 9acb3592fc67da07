//! Why a report could not be read, and where.

use std::fmt;

use sayso_record::plain::{brief, printable};

use crate::lines::{LARGEST_RECORD, LONGEST_LINE};
use crate::text::LARGEST as LARGEST_TEXT;
use crate::unpack::Damage;
use crate::warc::WarcProblem;

/// A place in an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The whole input is meant.
    Whole,
    /// A line, from 1.
    Line(usize),
    /// The row of a table, from 1, its head left out.
    Row(usize),
    /// The entry of a feed, from 1.
    Entry(usize),
    /// The record that begins at this byte, from 0, of the input once it is unpacked.
    Byte(u64),
}

/// Why a report could not be read, and where.
#[derive(Debug)]
pub struct ReadError {
    /// The input's name.
    pub input: String,
    /// Where in it.
    pub at: At,
    /// What is wrong.
    pub problem: Problem,
}

impl std::error::Error for ReadError {}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let Self { input, at, problem } = self;
        match at {
            At::Whole => write!(formatter, "{input}: {problem}"),
            At::Line(line) => write!(formatter, "{input}:{line}: {problem}"),
            other => write!(formatter, "{input}, {other}: {problem}"),
        }
    }
}

impl fmt::Display for At {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            At::Whole => Ok(()),
            At::Line(line) => write!(formatter, "line {line}"),
            At::Row(row) => write!(formatter, "row {row}"),
            At::Entry(entry) => write!(formatter, "entry {entry}"),
            At::Byte(byte) => write!(formatter, "byte {byte}"),
        }
    }
}

/// What can be wrong with a report; every message ends with the next step.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The system would not give the bytes.
    #[error("cannot be read ({0}); check the path and its permissions")]
    Unreadable(std::io::Error),
    /// Neither the report nor the command line has a date.
    #[error(
        "no date; begin a text with a line `date YYYY-MM-DD`, give a JSON line a \"date\" or a table a column `date`, or pass --date"
    )]
    NoDate,
    /// A page or an entry of a feed without a date; nobody can write one into it.
    #[error("no date; nothing in it says when it was published; pass --date if you know the day")]
    Undated,
    /// A date that is none.
    #[error("\"{}\" is no date of the calendar; write it as YYYY-MM-DD", words(.0))]
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
    /// A record that was coded before and is larger than [`LARGEST_RECORD`].
    #[error(
        "this record is larger than {} MiB and was skipped; split its report, and read the parts anew",
        LARGEST_RECORD >> 20
    )]
    LargeRecord,
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
    NoString(String),
    /// A row of a table with bytes that no text has.
    #[error("this row holds NUL bytes; save the table again as UTF-8 text")]
    Nul,
    /// A row of another length than the table's head.
    #[error(
        "this row has {found} cells and the table's head {wanted}; put cells with delimiters in them in quotation marks"
    )]
    Ragged {
        /// Cells in the row.
        found: usize,
        /// Cells in the head.
        wanted: usize,
    },
    /// A quotation mark that opens a cell and is not closed.
    #[error("a quotation mark that opens here is not closed within {} MiB; close it, and double those inside a cell", LONGEST_LINE >> 20)]
    OpenQuote,
    /// A table without a column of texts.
    #[error(
        "no column holds the text; name one of them text (body, content, article and full_text do as well)"
    )]
    NoTextColumn,
    /// A column of a type that cannot hold what its name says.
    #[error("column \"{}\" is of type {}; write it as {wanted}", words(.name), words(.found))]
    Column {
        /// The column's name.
        name: String,
        /// Its type.
        found: String,
        /// Types that would do.
        wanted: &'static str,
    },
    /// A table without the column that is named for a field.
    #[error("there is no column {column:?} for the {field}; name one of: {}", words(&there.join(", ")))]
    NoColumn {
        /// The field of a report.
        field: &'static str,
        /// The column that was asked for.
        column: String,
        /// The columns that there are.
        there: Vec<String>,
    },
    /// A column that is named for a field and is of a type that cannot hold it.
    #[error(transparent)]
    UnfitColumn(Box<UnfitColumn>),
    /// Arrow data that ended in an error.
    #[error("the table cannot be read further ({}); give its rows again from here", words(.0))]
    Arrow(String),
    /// A table without records, where records were asked for.
    #[error(
        "no records are in this table (it lacks the columns report and engine); leave out --from record-parquet to read it as reports"
    )]
    NoRecords,
    /// What should be a record and is none.
    #[error("this is no record ({}); read its report again", words(.0))]
    NoRecord(String),
    /// Records that were coded before, where their form, this one, was not named.
    #[error(
        "these are records that were coded before; name their form (--from {0}) to take them as they are"
    )]
    CodedBefore(&'static str),
    /// Records that were coded before, of this form, at an address.
    #[error(
        "these are records that were coded before, which are not taken from an address; fetch them yourself and name their form (--from {0})"
    )]
    CodedElsewhere(&'static str),
    /// A record that does not stand on its text, or is of what is no report.
    #[error("the record is not sound ({}{}); read its report again", words(.fault), and_more(*faults))]
    Unproved {
        /// The first of its faults.
        fault: String,
        /// How many there are.
        faults: usize,
    },
    /// A report of which there is no record, in the words of who could not read it.
    #[error("{}", words(.0))]
    Uncoded(String),
    /// A Parquet file that breaks its format.
    #[error("the Parquet file is damaged ({}); write or copy it again", words(.0))]
    Parquet(String),
    /// A column of a Parquet file that is packed beyond what tables are.
    #[error(
        "column \"{}\" unpacks more than 250-fold to over 100 MiB, as no table of reports does; leave it out",
        words(.0)
    )]
    Swollen(String),
    /// A feed that cannot be read.
    #[error("the feed cannot be read ({}); get it again, or tell its publisher", words(.0))]
    Feed(String),
    /// A feed larger than is read.
    #[error("the feed is larger than {} MiB; get a shorter one", LONGEST_LINE >> 20)]
    LargeFeed,
    /// An entry of a feed with neither content nor summary.
    #[error("the entry has neither content nor summary; get its page and read that")]
    NoEntryText,
    /// An address where the network is not allowed.
    #[error("is an address; pass --fetch to allow Sayso to go to the network")]
    NotFetched,
    /// An address that says it is gone for good.
    #[error("is gone, says its server; leave it out")]
    Gone,
    /// An address that gave nothing.
    #[error("{0}")]
    Fetch(#[from] crate::fetch::FetchError),
    /// A packed input that cannot be unpacked to its end.
    #[error(transparent)]
    Packing(Damage),
    /// A file of another kind, and what to do with it.
    #[error("this is {0}; {1}")]
    NoReports(&'static str, &'static str),
    /// A folder with nothing to read in it.
    #[error(
        "this folder has no files in it; check the path (hidden files are passed over, and those like _SUCCESS)"
    )]
    NoFiles,
    /// A pattern for which there is no file.
    #[error("this pattern matches no file; check it, and the folder that it begins in")]
    NoMatch,
    /// A text larger than any report.
    #[error("this text is larger than {} MiB; split it into reports", LARGEST_TEXT >> 20)]
    LargeText,
    /// A record of a web archive.
    #[error(transparent)]
    Warc(#[from] WarcProblem),
    /// A web page without an article.
    #[error("no article text was found in this page; give its text as a text or a JSON line")]
    NoArticle,
    /// A page above [`crate::html::LARGEST`].
    #[error("this page is larger than {} MiB; give its text as a text or a JSON line", crate::html::LARGEST >> 20)]
    LargePage,
    /// A page above [`crate::html::MOST_TAGS`].
    #[error(
        "this page has more than {} tags; give its text as a text or a JSON line",
        crate::html::MOST_TAGS
    )]
    ManyTags,
    /// A page above [`crate::html::DEEPEST_TREE`].
    #[error(
        "the elements of this page nest deeper than {}; give its text as a text or a JSON line",
        crate::html::DEEPEST_TREE
    )]
    DeepPage,
    /// A text in another language, by its English name.
    #[error("the text is in {0}; only English is coded")]
    NotEnglish(&'static str),
}

/// A column that is named for a field and is of a type that cannot hold it.
#[derive(Debug, thiserror::Error)]
#[error(
    "column {column:?} is of type {} and cannot be the {field}; name one that is {wanted}, of: {}",
    words(.found),
    words(&there.join(", "))
)]
pub struct UnfitColumn {
    /// The field of a report.
    pub field: &'static str,
    /// The column that was asked for.
    pub column: String,
    /// Its type.
    pub found: String,
    /// Types that would do.
    pub wanted: &'static str,
    /// The columns that there are.
    pub there: Vec<String>,
}

/// Words of others in a message of ours: no more of them than are read, and nothing that a terminal obeys or that
/// turns around what stands beside it.
pub(crate) fn words(said: &str) -> String {
    const LONGEST: usize = 400;
    let beginning: String = said.chars().take(LONGEST + 1).collect();
    brief(&printable(&beginning), LONGEST)
}

fn and_more(faults: usize) -> String {
    if faults > 1 { format!(", and {} more", faults - 1) } else { String::new() }
}

impl Problem {
    /// Whether the report was left out for what it is, and not because it could not be read.
    pub fn is_skip(&self) -> bool {
        match self {
            Problem::NotEnglish(_) => true,
            Problem::Warc(problem) => problem.is_skip(),
            _ => false,
        }
    }
}

/// An error of a stream: its own, or one of the unpacking that it went through.
impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        match error.downcast::<Damage>() {
            Ok(damage) => Problem::Packing(damage),
            Err(error) => Problem::Unreadable(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_others_are_few_and_do_nothing() {
        let said = Problem::Feed("`</p\u{1b}[2Jub>` \u{202e}x".to_owned()).to_string();
        assert!(said.contains(r"(`</p\u{1b}[2Jub>` \u{202e}x)"), "{said}");
        let said = Problem::Feed("\u{1b}".repeat(100_000)).to_string();
        assert!(said.chars().count() < 500, "{said}");
        let said = Problem::ImpossibleDate("9".repeat(100_000)).to_string();
        assert!(said.len() < 500 && said.contains("9…\" is no date"), "{said}");
        let said = WarcProblem::NotHtml("image/\0".to_owned()).to_string();
        assert!(!said.contains('\0'), "{said}");
    }
}
