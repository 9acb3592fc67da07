//! A report's record, one datum, or a text that is coded now.

use rmcp::schemars::{self, JsonSchema};
use sayso_archive::Archive;
use sayso_record::{Record, Report, Span};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fault::Fault;
use super::receipt::{Datum, Shown, Source, standing};
use super::room::{Room, cut, is_zero};
use super::search::day;
use super::{Shelf, value};

/// What the tool is called.
pub const NAME: &str = "read";

/// What it is for.
pub const ABOUT: &str = "Read a report of the archive with everything that was read in it, by its id; or one datum in \
    its surroundings, by the datum's id (REPORT/ASSAULT/120-128). With `text` and `date` instead, a text of your own is \
    read in the same way and kept nowhere. A long report comes in parts: `next_from` says where the next one begins.";

/// Code points of a report's text in one answer.
const PART: usize = 8_000;
/// Code points before and after a datum.
const AROUND: usize = 400;
/// Code points of a text to read.
const LONGEST: usize = 100_000;
/// Actors that are listed.
const ACTORS: usize = 60;

/// What is to be read.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "schemars")]
pub struct Asked {
    /// Id of a report or of a datum, as `search` gives it
    id: Option<String>,
    /// The character to begin at, for a long report: what `next_from` said
    from: Option<usize>,
    /// A text to read, in place of an id
    text: Option<String>,
    /// Date of that text, YYYY-MM-DD
    date: Option<String>,
    /// Headline of that text
    title: Option<String>,
    /// Publisher of that text
    publisher: Option<String>,
}

/// A report, or a part of it.
#[derive(Debug, Serialize)]
struct Told<'r> {
    #[serde(flatten)]
    source: Source,
    /// What became of it, where it does not stand any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<&'static str>,
    text: Part<'r>,
    actors: Vec<Actor<'r>>,
    #[serde(skip_serializing_if = "is_zero")]
    actors_left_out: usize,
    /// What was read in this part, in its order.
    data: Vec<Datum>,
    /// Where the next part begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_from: Option<usize>,
    engine: String,
}

/// Part of a text.
#[derive(Debug, Serialize)]
struct Part<'r> {
    words: &'r str,
    start: usize,
    end: usize,
    /// Code points of the whole text.
    of: usize,
}

/// Someone who is spoken of.
#[derive(Debug, Serialize)]
struct Actor<'r> {
    name: &'r str,
    code: Option<&'r str>,
    wikidata: Option<&'r str>,
}

/// One datum in its surroundings.
#[derive(Debug, Serialize)]
struct One<'r> {
    #[serde(flatten)]
    source: Source,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<&'static str>,
    datum: Datum,
    surroundings: Part<'r>,
}

/// Reads what is asked.
///
/// # Errors
/// It makes no sense, is not there, or cannot be coded.
pub fn read(shelf: &Shelf, archive: &Archive, asked: Asked) -> Result<Value, Fault> {
    let Asked { id, from, text, date, title, publisher } = asked;
    match (id, text) {
        (Some(_), Some(_)) => Err(Fault::said("give an id or a text, not both")),
        (None, None) => {
            Err(Fault::said("give the id of a report or datum, or a text with its date"))
        }
        (Some(id), None) => by_id(archive, &id, from.unwrap_or(0)),
        (None, Some(text)) => {
            let none =
                || Fault::said("date: a text has one, as 2023-12-04; relative times count from it");
            let date = day("date", date.as_deref())?.ok_or_else(none)?;
            let (text, left) = cut(&text, LONGEST);
            if left > 0 {
                let said =
                    format!("text: it has {left} characters more than {LONGEST}; give it in parts");
                return Err(Fault::said(said));
            }
            let report = Report { source: publisher, ..Report::new(date, title, text) };
            let engine = shelf.engine()?;
            let record = engine
                .code_one(&mut engine.worker(), report)
                .ok_or_else(|| Fault::said("text: nothing can be read in it; give another"))?;
            part(&record, None, from.unwrap_or(0))
        }
    }
}

fn by_id(archive: &Archive, id: &str, from: usize) -> Result<Value, Fault> {
    let none = || Fault::said(format!("{id}: nothing has this id; `search` gives ids"));
    let stored = archive.report(id)?.ok_or_else(none)?;
    let record = &stored.record;
    if record.report.id == id {
        return part(record, standing(&stored), from);
    }
    let shown = Shown::of(record);
    let report = &record.report.id;
    let none = || {
        Fault::said(format!(
            "{id}: report {report} has no such datum; read {report} for those it has"
        ))
    };
    let datum = shown.all().into_iter().find(|datum| datum.id() == id).ok_or_else(none)?;
    let (start, end) = (datum.receipt().start, datum.receipt().end);
    let near = Span::new(start.saturating_sub(AROUND), end.min(start + PART) + AROUND);
    let surroundings = text(&shown, near);
    let source = Source::of(&record.report);
    value(&One { source, standing: standing(&stored), datum, surroundings })
}

fn text<'r>(shown: &Shown<'r>, span: Span) -> Part<'r> {
    let of = shown.length();
    Part { words: shown.slice(span), start: span.start.min(of), end: span.end.min(of), of }
}

/// The part of a record that begins at a character.
fn part(record: &Record, standing: Option<&'static str>, from: usize) -> Result<Value, Fault> {
    let shown = Shown::of(record);
    let length = shown.length();
    if from > 0 && from >= length {
        return Err(Fault::said(format!(
            "from: the text has {length} characters; begin before its end"
        )));
    }
    let mut end = (from + PART).min(length);
    let (mut data, mut room): (Vec<Datum>, Room) = (Vec::new(), Room::all());
    // What begins at its end, in a text without a character even, is in the last part.
    let is_in = |at: usize, end: usize| from <= at && (at < end || end == length);
    for datum in shown.all() {
        let start = datum.receipt().start;
        if !is_in(start, end) {
            continue;
        }
        // Where there is too much, the part ends before what does not go in; one part moves on in any case.
        if !room.takes(&datum) && start > from {
            end = start;
            break;
        }
        data.push(datum);
    }
    data.retain(|datum| is_in(datum.receipt().start, end));
    let actors = record.actors.iter().take(ACTORS).map(|actor| Actor {
        name: &actor.name,
        code: actor.code.as_deref(),
        wikidata: actor.wikidata.as_deref(),
    });
    value(&Told {
        source: Source::of(&record.report),
        standing,
        text: text(&shown, Span::new(from, end)),
        actors: actors.collect(),
        actors_left_out: record.actors.len().saturating_sub(ACTORS),
        data,
        next_from: (end < length).then_some(end),
        engine: format!("sayso {}, {}", record.engine.version, record.engine.model),
    })
}
