//! What was found, as a table: the columns of one kind.

use serde_json::{Value, json};

use super::Search;
use super::rows::{EventRow, FigureRow, Of, Party, ReportRow, Row, StatementRow};
use crate::quoted::{Part, Piece, text_of};
use crate::table::Table;

/// What every datum begins with.
const DATUM: [&str; 8] = ["id", "report_id", "date", "source", "title", "url", "datum", "sentence"];

const EVENT: [&str; 17] = [
    "type",
    "mode",
    "quad",
    "status",
    "actors",
    "actor_codes",
    "recipients",
    "recipient_codes",
    "words",
    "time",
    "place",
    "country",
    "said_by",
    "happening",
    "story",
    "rule",
    "marks",
];
const STATEMENT: [&str; 12] = [
    "speaker",
    "speaker_code",
    "cue",
    "content",
    "quotation",
    "about",
    "about_codes",
    "addressee",
    "quoted_by",
    "story",
    "rule",
    "marks",
];
const FIGURE: [&str; 16] = [
    "measure", "number", "value", "low", "high", "counted", "by", "by_codes", "words", "period",
    "place", "country", "said_by", "story", "rule", "marks",
];
const REPORT: [&str; 10] = [
    "report_id",
    "date",
    "source",
    "title",
    "url",
    "snippet",
    "events",
    "statements",
    "figures",
    "story",
];

/// The table of a page.
pub fn of(search: &Search) -> Table {
    let columns: Vec<&'static str> = match search.shown {
        "statements" => DATUM.iter().chain(&STATEMENT).copied().collect(),
        "figures" => DATUM.iter().chain(&FIGURE).copied().collect(),
        "reports" => REPORT.to_vec(),
        _ => DATUM.iter().chain(&EVENT).copied().collect(),
    };
    Table { columns, rows: search.rows.iter().map(cells).collect() }
}

fn cells(row: &Row) -> Vec<Value> {
    let report = &row.report;
    let mut cells = vec![
        json!(row.id),
        json!(report.id),
        json!(report.date),
        json!(report.source),
        json!(report.title),
        json!(report.url),
        json!(row.datum),
        json!(text_of(&row.words)),
    ];
    match &row.of {
        Of::Event(event) => cells.extend(event_cells(row, event)),
        Of::Statement(said) => cells.extend(statement_cells(row, said)),
        Of::Figure(figure) => cells.extend(figure_cells(row, figure)),
        Of::Report(inside) => return report_cells(row, inside),
    }
    cells
}

fn event_cells(row: &Row, event: &EventRow) -> [Value; EVENT.len()] {
    [
        json!(event.plover),
        json!(event.mode),
        json!(event.quad),
        json!(event.status),
        names(&event.actors),
        codes(&event.actors),
        names(&event.recipients),
        codes(&event.recipients),
        part(&row.words, Part::Words),
        json!(event.time),
        json!(event.place),
        json!(event.country),
        list(event.said_by.iter().map(String::as_str)),
        json!(event.happening),
        json!(row.report.story),
        json!(event.rule),
        marks(row),
    ]
}

fn statement_cells(row: &Row, said: &StatementRow) -> [Value; STATEMENT.len()] {
    [
        json!(said.speaker.as_ref().map(|party| &party.name)),
        json!(said.speaker.as_ref().and_then(|party| party.code.as_ref())),
        part(&row.words, Part::Cue),
        part(&row.words, Part::Content),
        json!(said.quotation),
        names(&said.about),
        codes(&said.about),
        json!(said.addressee.as_ref().map(|party| &party.name)),
        list(said.quoted_by.iter().map(String::as_str)),
        json!(row.report.story),
        json!(said.rule),
        marks(row),
    ]
}

fn figure_cells(row: &Row, figure: &FigureRow) -> [Value; FIGURE.len()] {
    [
        json!(figure.measure),
        json!(figure.number),
        json!(figure.value),
        json!(figure.low),
        json!(figure.high),
        json!(figure.counted),
        names(&figure.by),
        codes(&figure.by),
        part(&row.words, Part::Words),
        json!(figure.period),
        json!(figure.place),
        json!(figure.country),
        list(figure.said_by.iter().map(String::as_str)),
        json!(row.report.story),
        json!(figure.rule),
        marks(row),
    ]
}

fn report_cells(row: &Row, inside: &ReportRow) -> Vec<Value> {
    let report = &row.report;
    vec![
        json!(report.id),
        json!(report.date),
        json!(report.source),
        json!(report.title),
        json!(report.url),
        json!(text_of(&row.words)),
        json!(inside.events),
        json!(inside.statements),
        json!(inside.figures),
        json!(report.story),
    ]
}

/// Several, a semicolon between two; none is nothing.
fn list<'a>(all: impl Iterator<Item = &'a str>) -> Value {
    let all: Vec<&str> = all.collect();
    if all.is_empty() { Value::Null } else { json!(all.join("; ")) }
}

fn names(parties: &[Party]) -> Value {
    list(parties.iter().map(|party| party.name.as_str()))
}

/// As many as there are names: nothing stands for a code that is not known.
fn codes(parties: &[Party]) -> Value {
    list(parties.iter().map(|party| party.code.as_deref().unwrap_or("")))
}

/// The characters that are this to the datum.
fn part(pieces: &[Piece], part: Part) -> Value {
    let all = pieces.iter().filter(|piece| piece.part == part).map(|piece| piece.text.trim());
    let all: Vec<&str> = all.collect();
    if all.is_empty() { Value::Null } else { json!(all.join(" … ")) }
}

fn marks(row: &Row) -> Value {
    let all: Vec<String> =
        row.marks.iter().map(|mark| format!("{} ({})", mark.verdict, mark.reader)).collect();
    list(all.iter().map(String::as_str))
}
