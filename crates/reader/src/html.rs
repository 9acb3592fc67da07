//! Web pages → reports.
//!
//! Bytes become characters ([`charset`]), are made safe to parse ([`flat`]) and parsed once; what the
//! page says of itself is read ([`metadata`], [`linked`]), what stands around the article is taken
//! away ([`furniture`]), and the article's text is found ([`article`]).

mod article;
mod charset;
mod flat;
mod furniture;
mod linked;
mod metadata;
mod parse;
mod tags;

use std::io::Read;

use jiff::civil::Date;
use sayso_record::Report;

pub use charset::in_media_type;
pub use flat::MOST_TAGS;
pub use parse::DEEPEST_TREE;

use crate::{At, Pieces, Problem, Raw, Reading, Source, address, fragment, language, wire};

/// The largest page that is read, in bytes.
pub const LARGEST: usize = 20 << 20;

/// What is known of a page besides its bytes.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// Where it was found.
    pub url: Option<String>,
    /// The day it was fetched: its date only where the page says none.
    pub date: Option<Date>,
    /// The character set that the HTTP header names.
    pub charset: Option<String>,
    /// The date of reports that carry none (`--date`), after all else.
    pub default: Option<Date>,
    /// Who published it, where the page does not say so.
    pub source: Option<String>,
}

/// Whether an input begins as a web page does: a document type or a tag of a page's beginning,
/// after blanks, comments and an XML declaration.
pub fn is(first: &[u8]) -> bool {
    let first = String::from_utf8_lossy(first).to_ascii_lowercase();
    let mut rest = first.trim_start_matches(['\u{feff}', '\0']).trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<!--") => rest.find("-->").map(|end| end + 3),
            _ if rest.starts_with("<?xml") => rest.find('>').map(|end| end + 1),
            _ => break,
        };
        let Some(after) = end.and_then(|end| rest.get(end..)) else { return false };
        rest = after.trim_start();
    }
    const STARTS: [&str; 11] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<title",
        "<script",
        "<link",
        "<style",
        "<article",
        "<h1",
    ];
    let begins = |start: &&str| {
        let after = rest.strip_prefix(*start).map(|rest| rest.chars().next());
        after.is_some_and(|next| next.is_none_or(|next| !next.is_ascii_alphanumeric()))
    };
    STARTS.iter().any(begins)
}

/// The one report of a page.
pub fn open(source: Source) -> Pieces {
    let mut source = source;
    Box::new(std::iter::once_with(move || {
        let mut bytes = Vec::new();
        let most = LARGEST as u64 + 1;
        if let Err(error) = (&mut *source.bytes).take(most).read_to_end(&mut bytes) {
            return source.failed(At::Whole, error.into());
        }
        let Source { name, date, hints, .. } = source;
        let place = name.clone();
        Raw::new(bytes.len(), move || {
            let hints = Hints { default: date, ..hints };
            let report = page(&bytes, hints).map_err(|problem| problem.at(&name, At::Whole))?;
            Ok(Reading::new(report))
        })
        .placed(&place, At::Whole)
    }))
}

/// The report of one page; how its date and the rest are found, [`metadata`] says.
///
/// # Errors
/// No article text or no date in it, in another language, too large, or too many tags.
pub fn page(bytes: &[u8], hints: Hints) -> Result<Report, Problem> {
    if bytes.len() > LARGEST {
        return Err(Problem::LargePage);
    }
    let flat =
        flat::flat(&charset::decode(bytes, hints.charset.as_deref())).ok_or(Problem::ManyTags)?;
    let linked = linked::linked(&flat.linked);
    let page = parse::parse(&flat.html)?;
    furniture::remove(&page);
    let metadata = metadata::metadata(&page);
    let url = metadata.url(&linked, &hints);
    let title = metadata.title(&linked);
    let source = metadata.source(&linked, &hints, url.as_deref());
    let found = article::article(page, title.as_deref());
    let text = match (found, linked.text.as_deref()) {
        (Err(problem), Some(body)) => {
            Some(article::paragraphs(&fragment::text(body), title.as_deref()))
                .filter(|text| article::is_article(text))
                .ok_or(problem)?
        }
        (found, _) => found?,
    };
    let said = linked.language.as_deref().or(metadata.language.as_deref());
    if let Some(name) = language::foreign(&text, said) {
        return Err(Problem::NotEnglish(name));
    }
    let dated = || metadata.date(&linked, hints.url.as_deref().or(url.as_deref()), hints.date);
    let dateline = || wire::date(&text, hints.date.or(hints.default));
    let date =
        dated().or_else(dateline).or(hints.date).or(hints.default).ok_or(Problem::Undated)?;
    let mut report = Report::new(date, title, text);
    report.source = source;
    report.url = url;
    if let Some(address) = own_address(report.url.as_deref(), &hints) {
        report.id = address.to_owned();
    }
    Ok(report)
}

/// The address of a page, where it is surely its own: the page with another text is then a version
/// of it, and so its address is its id. A site's front page is the address of that alone, but some
/// sites name it on every page.
fn own_address<'a>(url: Option<&'a str>, hints: &Hints) -> Option<&'a str> {
    let found_at_front = hints.url.as_deref().is_some_and(address::is_front);
    url.filter(|url| found_at_front || !address::is_front(url))
}

#[cfg(test)]
mod tests;
