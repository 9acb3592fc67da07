//! Feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed, by the `feed-rs` crate; a report an entry.
//!
//! A feed is read whole, so its size is bounded. No entity but XML's own five is expanded and no
//! document type is heeded; what would take long to read for its nesting or its attributes is
//! refused before. Where a feed breaks XML, its entries are cut out and read each by itself, so
//! that a bad one, or the cut at the end, costs only itself.
//!
//! The date is the day on which the entry was published, else updated, as its publisher writes it
//! (2024-01-01T23:00-05:00 is the first of January); else the feed's, with a warning. The text is
//! the content, else the summary. The pages that entries link to are not fetched.

mod entry;
mod json;
mod when;
mod xml;

use std::io::Read;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use feed_rs::model::FeedType;
use feed_rs::parser::Builder;

use crate::decode::{decode, warning};
use crate::lines::LONGEST_LINE;
use crate::{At, Pieces, Problem, Raw, Source, address, dates, guard};
use entry::Context;

/// The root element of a feed, after what may stand before it; or an object whose version says
/// that it is a JSON Feed.
pub fn is(first: &[u8]) -> bool {
    let first = String::from_utf8_lossy(first);
    xml::root(&first).is_some() || json::is(&first)
}

/// The entries, a piece each.
pub fn open(source: Source) -> Pieces {
    let mut source = source.text();
    let mut bytes = Vec::new();
    let most = LONGEST_LINE as u64 + 1;
    if let Err(error) = (&mut *source.bytes).take(most).read_to_end(&mut bytes) {
        return one(source.failed(At::Whole, error.into()));
    }
    if bytes.len() > LONGEST_LINE {
        return one(source.failed(At::Whole, Problem::LargeFeed));
    }
    if memchr::memchr(0, &bytes).is_some() {
        return one(source.failed(At::Whole, Problem::Binary));
    }
    if bytes.trim_ascii_start().starts_with(b"{") {
        return json::pieces(&source, &bytes);
    }
    let (text, mended) = match xml::declared(&bytes) {
        Some(encoding) => (encoding.decode_without_bom_handling(&bytes).0, false),
        None => decode(&bytes),
    };
    let mended = mended.then(|| warning(&source.name, 1));
    pieces(&source, xml::Document::of(&text), mended)
}

fn one(piece: Raw) -> Pieces {
    Box::new(std::iter::once(piece))
}

/// The entries of an XML feed.
fn pieces(source: &Source, document: Option<xml::Document>, mended: Option<String>) -> Pieces {
    let Some(document) = document else {
        let problem = Problem::Feed("no <rss>, <feed> or <rdf:RDF> opens it".to_owned());
        return one(source.failed(At::Whole, problem));
    };
    let why = match parse(&document.whole(), &source.name) {
        Ok(parsed) if !loses(&parsed, &document) => {
            let context = Arc::new(Context::of(&parsed, source).with_warning(mended));
            let kind = parsed.feed.feed_type;
            let entries = parsed.feed.entries.into_iter().enumerate();
            return Box::new(
                entries.map(move |(place, entry)| context.piece(place + 1, entry, kind.clone())),
            );
        }
        Ok(_) => "its entries are of a kind that is not known".to_owned(),
        Err(why) => why,
    };
    let entries = document.entries();
    if entries.is_empty() {
        return one(source.failed(At::Whole, Problem::Feed(why)));
    }
    let context = match parse(&document.head(), &source.name) {
        Ok(parsed) => Context::of(&parsed, source),
        Err(_) => Context::bare(source),
    };
    let context = Arc::new(context.with_warning(mended));
    let entries = entries.into_iter().enumerate();
    Box::new(entries.map(move |(place, entry)| context.unread(place + 1, entry)))
}

/// Whether `feed-rs` passed over entries without a word: in RSS 1.0 those without a link, in a
/// namespace that it does not know all.
fn loses(parsed: &Parsed, document: &xml::Document) -> bool {
    let read = parsed.feed.entries.len();
    let may_lose = read == 0 || parsed.feed.feed_type == FeedType::RSS1;
    may_lose && read < document.count()
}

/// A feed with the dates in it that are none.
struct Parsed {
    feed: feed_rs::model::Feed,
    /// Dates that could not be read; where one stands, the feed has the time that
    /// [`when::stand_in`] gives for its place here.
    unread: Vec<String>,
}

/// The feed that this is, or why it cannot be read.
fn parse(text: &str, name: &str) -> Result<Parsed, String> {
    xml::check(text)?;
    let unread = Arc::new(Mutex::new(Vec::new()));
    let noted = unread.clone();
    let when = move |said: &str| -> Option<DateTime<Utc>> {
        match dates::date(said) {
            _ if said.trim().is_empty() => None,
            Some(day) => when::midnight(day),
            None => {
                let mut noted = noted.lock().ok()?;
                noted.push(said.trim().to_owned());
                when::stand_in(noted.len() - 1)
            }
        }
    };
    let base = Some(name).filter(|name| address::web(name).is_some());
    // No made-up ids: an entry without one gets a report's usual id.
    let parser =
        Builder::new().base_uri(base).timestamp_parser(when).id_generator(|_, _, _| String::new());
    // What others wrote goes through a library that unwraps here and there.
    let feed = guard::quietly(|| parser.build().parse(text.as_bytes()))
        .ok_or("it breaks the reader of feeds")?
        .map_err(|error| error.to_string())?;
    let unread = unread.lock().map(|unread| unread.clone()).unwrap_or_default();
    Ok(Parsed { feed, unread })
}

#[cfg(test)]
mod tests;
