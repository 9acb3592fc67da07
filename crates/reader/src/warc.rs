//! Web archives → reports: WARC 0.18 to 1.1 (ISO 28500), as Common Crawl's news crawl writes them,
//! packed record by record, as a whole, or not at all.
//!
//! A page that was answered with HTML (`response`, `resource`, `conversion`) is a report, and so is
//! a text that was made of one (`conversion` in a WET file). An answer of another kind, an error page
//! and a capture that found nothing new (`revisit`) are passed over with the reason; requests,
//! metadata and what is said of the archive itself are no reports and are not counted.
//!
//! The parser is our own. Of the crates for it, `warc` gives up at the first record whose length is
//! wrong, opens a file that is not there by making one, and holds any record whole; `fastwarc`
//! brings its own unpacking, passes over what is broken without a word, and draws in crates that
//! are not kept. Here a broken record costs that record: see [`records`].

mod http;
mod records;

use jiff::civil::Date;

use crate::decode::decode;
use crate::error::words;
use crate::fields::Fields;
use crate::html::{self, Hints};
use crate::{At, Pieces, Problem, Raw, Reading, Report, Source, address, dates};
use http::Answer;
use records::{Cut, Record, Records};

/// The largest page that is read, in bytes, once the codings of HTTP are undone.
const LARGEST_PAGE: usize = html::LARGEST;

/// Why a record of a web archive gives no report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WarcProblem {
    /// Nothing new since an earlier capture.
    #[error("the page had not changed since an earlier capture, which has it; nothing to do")]
    Revisit,
    /// Another kind of content, by its media type.
    #[error("this is {}, not a web page; nothing to do", words(.0))]
    NotHtml(String),
    /// The server did not send the page.
    #[error("the server answered {0}, not 200, so this is not the page; nothing to do")]
    Status(u16),
    /// Neither record nor blank line.
    #[error("what stands here is no WARC record; passed over up to the next one, check the file")]
    Garbage,
    /// `Content-Length` is not there, or no number.
    #[error(
        "the record does not say its length; passed over up to the next one, get the file again"
    )]
    NoLength,
    /// Where it should end something else stands.
    #[error(
        "the record is not as long as it says; passed over up to the next one, get the file again"
    )]
    WrongLength,
    /// The input ends, or the next record begins, within it.
    #[error("the record breaks off; get the file again")]
    CutOff,
    /// More header than any record has.
    #[error("the record's header is longer than {} KiB; passed over up to the next one, check the file", records::LONGEST_HEAD >> 10)]
    LongHead,
    /// A record that is too large to be a page.
    #[error(
        "the record has {0} bytes, more than a page can have, and was passed over; read it with another tool"
    )]
    LargeRecord(u64),
    /// A page that is too large.
    #[error("the page is larger than {} MiB and was passed over; read it with another tool", LARGEST_PAGE >> 20)]
    LargePage,
    /// No HTTP in a record that should hold some.
    #[error("the record holds no HTTP answer that can be read; capture the page again")]
    NoHttp,
    /// A content coding that is damaged or unknown.
    #[error("the page is packed as \"{}\" and cannot be unpacked; capture it again", words(.0))]
    Coding(String),
}

impl WarcProblem {
    /// Whether the record was left out for what it is.
    pub fn is_skip(&self) -> bool {
        matches!(self, Self::Revisit | Self::NotHtml(_) | Self::Status(_))
    }
}

/// The line of a version begins it.
pub fn is(first: &[u8]) -> bool {
    first.strip_prefix(b"WARC/").is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit))
}

/// Its pages, a piece each.
pub fn open(mut source: Source) -> Pieces {
    let bytes = std::mem::replace(&mut source.bytes, Box::new(std::io::empty()));
    let records = Records::new(bytes);
    Box::new(records.filter_map(move |cut| match cut {
        Cut::Record(record) => piece(record, &source),
        Cut::Problem(at, problem) => Some(source.failed(At::Byte(at), problem)),
    }))
}

/// The piece of a record; none where it is not meant to be a report.
fn piece(mut record: Record, source: &Source) -> Option<Raw> {
    let at = At::Byte(record.at);
    let kind = record.head.get("WARC-Type").unwrap_or_default().to_ascii_lowercase();
    let uri = record.head.get("WARC-Target-URI").unwrap_or_default();
    let is_name_lookup = uri.starts_with("dns:");
    match kind.as_str() {
        "revisit" => Some(source.failed(at, WarcProblem::Revisit.into())),
        "response" | "resource" | "conversion" if !is_name_lookup => {
            let block = std::mem::take(&mut record.block);
            Some(match content(&kind, &record, &block) {
                Ok(content) => Capture::new(&record, content, block).piece(source),
                Err(problem) => source.failed(at, problem.into()),
            })
        }
        _ => None,
    }
}

/// What a record holds that a report can be made of.
enum Content {
    /// A page, after the head of an HTTP answer or without one.
    Page(Answer),
    /// A text made of a page.
    Text,
}

/// What a record holds, by its head and that of the answer in it: the page is not looked into.
fn content(kind: &str, record: &Record, block: &[u8]) -> Result<Content, WarcProblem> {
    let media = record.head.get("Content-Type").unwrap_or_default().to_ascii_lowercase();
    let answer = if media.starts_with("application/http") || block.starts_with(b"HTTP/") {
        Answer::of(block).ok_or(WarcProblem::NoHttp)?
    } else {
        Answer::bare(&media)
    };
    let holds = block.get(answer.body..).unwrap_or_default();
    if kind == "conversion" && answer.media == "text/plain" {
        return Ok(Content::Text);
    }
    match answer {
        Answer { status, .. } if status != 200 => Err(WarcProblem::Status(status)),
        answer if answer.is_html(holds) => Ok(Content::Page(answer)),
        answer if answer.media.is_empty() => {
            Err(WarcProblem::NotHtml("content of no known kind".to_owned()))
        }
        answer => Err(WarcProblem::NotHtml(answer.media)),
    }
}

/// A page or text as it was captured.
struct Capture {
    at: At,
    url: Option<String>,
    day: Option<Date>,
    /// Why the crawler did not keep all of it.
    truncated: Option<String>,
    content: Content,
    block: Vec<u8>,
}

impl Capture {
    fn new(record: &Record, content: Content, block: Vec<u8>) -> Self {
        let field = |name| record.head.get(name).filter(|value| !value.is_empty());
        let uri = field("WARC-Target-URI").map(|uri| uri.trim_matches(['<', '>']).to_owned());
        let segment = field("WARC-Segment-Number").map(|_| "segment".to_owned());
        Self {
            at: At::Byte(record.at),
            url: uri.filter(|uri| !uri.is_empty()),
            day: field("WARC-Date").and_then(dates::date),
            truncated: field("WARC-Truncated").map(str::to_owned).or(segment),
            content,
            block,
        }
    }

    fn piece(self, source: &Source) -> Raw {
        // About an eighth of a page is text.
        let weight = match self.content {
            Content::Page(_) => self.block.len() / 8,
            Content::Text => self.block.len(),
        };
        let (name, default, at) = (source.name.clone(), source.date, self.at);
        let make = move || {
            let truncated = self.truncated.clone();
            let (report, whole) = self.report(default).map_err(|problem| problem.at(&name, at))?;
            let why = truncated.or((!whole).then(|| "unpacking failed".to_owned()));
            let warning = why.map(|why| {
                format!("{name}, {at}: the page was not kept whole ({why}); what there is was read")
            });
            Ok(Reading { warning, ..Reading::new(report) })
        };
        Raw::new(weight, make).placed(&source.name, at)
    }

    /// The report, and whether all that was captured could be unpacked.
    fn report(self, default: Option<Date>) -> Result<(Report, bool), Problem> {
        match self.content {
            Content::Text if self.block.len() > LARGEST_PAGE => Err(WarcProblem::LargePage.into()),
            Content::Text => {
                let is_page = |url: &&String| address::web(url).is_some();
                let fields = Fields {
                    id: self.url.as_ref().filter(is_page).cloned(),
                    date: self.day.map(|day| day.to_string()),
                    source: self.url.as_deref().and_then(address::host),
                    url: self.url,
                    text: Some(decode(&self.block).0.trim().to_owned()),
                    ..Fields::default()
                };
                Ok((fields.published(default)?, true))
            }
            Content::Page(answer) => {
                let (page, whole) = answer.page(&self.block)?;
                let hints = Hints {
                    url: self.url,
                    date: self.day,
                    charset: answer.charset,
                    default,
                    source: None,
                };
                Ok((html::page(&page, hints)?, whole))
            }
        }
    }
}

#[cfg(test)]
mod tests;
