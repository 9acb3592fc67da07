//! The record as a table: a row a datum or mention, in the order of the text.

use sayso_record::plain::{self, Names};
use sayso_record::tables::hull;
use sayso_record::{Record, Span, Voice, Word};
use serde_json::{Value, json};

use super::sheet;
use crate::table::Table;

const COLUMNS: [&str; 13] = [
    "kind",
    "id",
    "stable_id",
    "words",
    "start",
    "end",
    "who",
    "whom",
    "type",
    "status",
    "voice",
    "speaker",
    "rule",
];

/// A row a datum or mention.
pub fn table(record: &Record) -> Table {
    let rows = Rows { names: Names::of(record), stable: sheet::stable(record) };
    let mut all: Vec<(usize, [Value; 13])> = Vec::new();
    let mut add = |spans: &[Span], row: [Value; 13]| {
        all.push((hull(spans).map_or(0, |span| span.start), row));
    };
    for said in &record.statements {
        add(&said.content, rows.statement(said));
    }
    for event in &record.events {
        add(&event.trigger, rows.event(event));
    }
    for figure in &record.figures {
        add(&figure.span, rows.figure(figure));
    }
    for time in &record.times {
        let spans = [Span::new(time.start, time.end)];
        let kind = json!(time.kind.word());
        add(&spans, rows.row("time", &time.id, &spans, [json!(time.value), json!(null), kind]));
    }
    for place in &record.places {
        let spans = [Span::new(place.start, place.end)];
        let kind = json!(place.precision.map(Word::word));
        add(&spans, rows.row("place", &place.id, &spans, [json!(place.name), json!(null), kind]));
    }
    for (number, mention) in record.mentions.iter().enumerate() {
        let spans = [Span::new(mention.start, mention.end)];
        let loaded = if mention.loaded { ", loaded" } else { "" };
        let kind = json!(format!("{}{loaded}", mention.kind.word()));
        let who = json!(rows.names.actor(&mention.actor));
        add(&spans, rows.row("mention", &format!("m{number}"), &spans, [who, json!(null), kind]));
    }
    all.sort_by_key(|(start, _)| *start);
    Table::of(COLUMNS, all.into_iter().map(|(_, row)| row).collect())
}

struct Rows<'r> {
    names: Names<'r>,
    stable: std::collections::HashMap<&'r str, String>,
}

impl Rows<'_> {
    /// A row of who, whom and type; `status`, `voice`, `speaker` and `rule` are left open.
    fn row(
        &self,
        kind: &str,
        id: &str,
        spans: &[Span],
        [who, whom, of]: [Value; 3],
    ) -> [Value; 13] {
        let hull = hull(spans);
        let none = || Value::Null;
        [
            json!(kind),
            json!(id),
            json!(self.stable.get(id)),
            json!(self.names.words(spans)),
            json!(hull.map(|span| span.start)),
            json!(hull.map(|span| span.end)),
            who,
            whom,
            of,
            none(),
            none(),
            none(),
            none(),
        ]
    }

    /// The same with voice, speaker and rule.
    fn voiced(
        &self,
        mut row: [Value; 13],
        status: Value,
        voice: &Voice,
        rule: &str,
    ) -> [Value; 13] {
        let [.., state, says, speaker, by] = &mut row;
        *state = status;
        *says = json!(voice);
        *speaker = json!(self.names.speaker(voice));
        *by = json!(rule);
        row
    }

    fn statement(&self, said: &sayso_record::Statement) -> [Value; 13] {
        let names = &self.names;
        let whom = said.addressee.as_deref().map(|id| names.actor(id));
        let parts = [json!(names.source(said)), json!(whom), json!(said.kind.word())];
        let row = self.row("statement", &said.id, &said.content, parts);
        let voice = said.within.clone().map_or(Voice::Report, Voice::Statement);
        self.voiced(row, Value::Null, &voice, &said.rule)
    }

    fn event(&self, event: &sayso_record::Event) -> [Value; 13] {
        let names = |ids: &[String]| {
            let all: Vec<&str> = ids.iter().map(|id| self.names.actor(id)).collect();
            if all.is_empty() { Value::Null } else { json!(all.join("; ")) }
        };
        let parts =
            [names(&event.actors), names(&event.recipients), json!(plain::event_type(event))];
        let row = self.row("event", &event.id, &event.trigger, parts);
        self.voiced(row, json!(event.status.word()), &event.voice, &event.rule)
    }

    fn figure(&self, figure: &sayso_record::Figure) -> [Value; 13] {
        let of = format!("{}: {}", figure.measure, plain::number(figure));
        let by: Vec<&str> = figure.by.iter().map(|id| self.names.actor(id)).collect();
        let who = if by.is_empty() { Value::Null } else { json!(by.join("; ")) };
        let parts = [who, json!(plain::counted(figure)), json!(of)];
        let row = self.row("figure", &figure.id, &figure.span, parts);
        self.voiced(row, Value::Null, &figure.voice, &figure.rule)
    }
}
