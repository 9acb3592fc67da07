//! A datum as it is shown to be marked: in its sentence, with the sentences around it, in plain words, and with
//! every field that was coded.

use std::sync::Arc;

use sayso_archive::export::Sentences;
use sayso_archive::marks::{self, datum};
use sayso_archive::survey::{Kind, Survey};
use sayso_record::plain::{self, Names};
use sayso_record::tables::hull;
use sayso_record::{CharIndex, EventStatus, Record, Span, Voice};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::draw::{Standing, kind_of, rows_of};
use crate::app::Room;
use crate::fault::Fault;
use crate::pages::listing;
use crate::pages::report::datum::address;
use crate::pages::review::said::id;
use crate::quoted::{Part, Piece, Quoting};

/// So many code points of the sentences around are shown at each side.
const AROUND: usize = 280;

/// A datum to be marked.
#[derive(Debug, Serialize, ToSchema)]
pub struct ToMark {
    /// Stable id.
    pub datum: String,
    /// What it is called in its record: `e3`.
    pub id: String,
    /// Where it stands.
    pub address: String,
    /// `event`, `statement` or `figure`.
    pub kind: &'static str,
    /// Id of the report.
    pub report: String,
    /// Its date.
    pub date: String,
    /// Who published it.
    pub source: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// The text before its sentence.
    pub before: String,
    /// Its sentence.
    pub sentence: Vec<Piece>,
    /// The text behind its sentence.
    pub after: String,
    /// What it says, in plain words.
    pub reading: String,
    /// Whether and when an event holds, where it did not simply happen.
    pub status: Option<&'static str>,
    /// Who says so, from the innermost speaker outward; none for the report's own voice.
    pub said_by: Vec<String>,
    /// The rule that found it.
    pub rule: String,
    /// Its fields as they were coded, with names for ids.
    #[schema(value_type = Object)]
    pub shown: Map<String, Value>,
    /// How many other readers marked it; what they said is not told before.
    pub others: usize,
}

/// A row as it is shown, with its record; `None` where it has gone since the survey was made.
pub fn of(
    room: &Room,
    survey: &Arc<Survey>,
    (kind, row): (Kind, u32),
    standing: &Standing,
    reader: &str,
) -> Result<Option<(ToMark, Record)>, Fault> {
    let report = match kind {
        Kind::Statements => survey.statement(row).report,
        Kind::Figures => survey.figure(row).report,
        Kind::Events | Kind::Reports => survey.event(row).report,
    };
    let at = row.saturating_sub(rows_of(survey, kind, report).start) as usize;
    let (number, kind) = (survey.report(report).number, kind_of(kind));
    let Some(stored) = room.archive.records().get(number)? else { return Ok(None) };
    let record = stored.record;
    let Some(mut shown) = to_mark(&record, kind, at) else { return Ok(None) };
    shown.others = standing.others(number, kind, at, reader);
    Ok(Some((shown, record)))
}

fn to_mark(record: &Record, kind: marks::Kind, at: usize) -> Option<ToMark> {
    let found = datum::find(record, &datum::id(record, kind, at)?)?;
    let names = Names::of(record);
    let told = told(record, &names, kind, at)?;
    let text = &record.report.text;
    let spans: Vec<Span> = told.spans.iter().map(|(_, span)| *span).collect();
    let (before, after) = around(text, hull(&spans));
    Some(ToMark {
        datum: found.id,
        address: address(record, &id(kind, at)),
        id: id(kind, at),
        kind: kind.word(),
        report: record.report.id.clone(),
        date: record.report.date.to_string(),
        source: record.report.source.clone(),
        title: record.report.title.clone(),
        before,
        sentence: Quoting::of(text).sentence(&told.spans),
        after,
        reading: told.reading,
        status: told.status,
        said_by: names.chain(&told.voice),
        rule: found.rule.unwrap_or_default(),
        shown: found.shown,
        others: 0,
    })
}

/// What a datum says, and where.
struct Told {
    spans: Vec<(Part, Span)>,
    reading: String,
    status: Option<&'static str>,
    voice: Voice,
}

fn told(record: &Record, names: &Names, kind: marks::Kind, at: usize) -> Option<Told> {
    let parts = |part: Part, spans: &[Span]| spans.iter().map(|s| (part, *s)).collect::<Vec<_>>();
    match kind {
        marks::Kind::Statement => {
            let said = record.statements.get(at)?;
            let source = parts(Part::Source, &said.source);
            let content = parts(Part::Content, &said.content);
            let to = said.addressee.as_ref().map(|to| format!(", to {}", names.actor(to)));
            Some(Told {
                spans: [source, parts(Part::Cue, &said.cue), content].concat(),
                reading: format!("{} says this{}", names.source(said), to.unwrap_or_default()),
                status: None,
                voice: said.within.clone().map_or(Voice::Report, Voice::Statement),
            })
        }
        marks::Kind::Figure => {
            let figure = record.figures.get(at)?;
            let counted = plain::counted(figure).map(|of| format!(": {of}")).unwrap_or_default();
            let by = (!figure.by.is_empty()).then(|| format!(", by {}", names.actors(&figure.by)));
            let number = plain::number(figure);
            Some(Told {
                spans: parts(Part::Words, &figure.span),
                reading: format!("{number} {}{counted}{}", figure.measure, by.unwrap_or_default()),
                status: None,
                voice: figure.voice.clone(),
            })
        }
        _ => {
            let event = record.events.get(at)?;
            let status = event.status;
            let kind = listing::kind(&plain::event_type(event));
            Some(Told {
                spans: parts(Part::Words, &event.trigger),
                reading: format!("{kind}: {}", plain::event_parties(names, event)),
                status: (status != EventStatus::Happened).then(|| plain::status(status)),
                voice: event.voice.clone(),
            })
        }
    }
}

/// Some of the text before and behind the sentence of these characters.
fn around(text: &str, words: Option<Span>) -> (String, String) {
    let Some(words) = words else { return Default::default() };
    let chars = CharIndex::new(text);
    let sentence = Sentences::new(text).around(words);
    let start = sentence.start.saturating_sub(AROUND);
    let end = sentence.end.saturating_add(AROUND).min(chars.len());
    let part = |from: usize, to: usize| chars.slice(Span::new(from, to)).unwrap_or_default();
    let (before, after) = (part(start, sentence.start), part(sentence.end, end));
    // Begins and ends with whole words.
    let before = match start {
        0 => before,
        _ => before.split_once(char::is_whitespace).map_or("", |(_, rest)| rest),
    };
    let after = match end == chars.len() {
        true => after,
        false => after.rsplit_once(char::is_whitespace).map_or("", |(rest, _)| rest),
    };
    (before.trim().to_owned(), after.trim().to_owned())
}
