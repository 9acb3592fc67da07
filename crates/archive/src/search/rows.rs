//! Hits as rows of a table: what the program prints and the Python package gives.

use sayso_record::tables::stable_ids;

use super::Hit;
use crate::query::Cell;

impl Hit {
    /// The columns of a hit as a row.
    pub const COLUMNS: [&str; 11] = [
        "date",
        "source",
        "title",
        "snippet",
        "report_id",
        "url",
        "standing",
        "score",
        "start",
        "end",
        "matches",
    ];

    /// A hit as a row, a cell a column; `score` is 3 where all words stand in the headline, 2 in
    /// headline and first paragraph, 1 in the whole text; `start` and `end` are the snippet's code
    /// points in the report's text, `matches` the stable ids of the events and statements that
    /// answer, as a JSON list.
    pub fn cells(&self) -> Vec<Cell> {
        let record = &self.stored.record;
        let report = &record.report;
        let text = |text: &Option<String>| text.clone().map_or(Cell::Null, Cell::Text);
        let ids = stable_ids(record);
        let statements = record.statements.iter().zip(&ids.statements);
        let statements = statements.filter(|(said, _)| self.found.statements.contains(&said.id));
        let events = record.events.iter().zip(&ids.events);
        let events = events.filter(|(event, _)| self.found.events.contains(&event.id));
        let matches: Vec<&String> =
            statements.map(|(_, id)| id).chain(events.map(|(_, id)| id)).collect();
        let snippet = self.snippet.text.split_whitespace().collect::<Vec<_>>().join(" ");
        vec![
            Cell::Text(report.date.to_string()),
            text(&report.source),
            text(&report.title),
            Cell::Text(snippet),
            Cell::Text(report.id.clone()),
            text(&report.url),
            Cell::Text(self.stored.standing.word().to_owned()),
            Cell::Integer(i64::from(self.score)),
            Cell::Integer(self.snippet.start as i64),
            Cell::Integer(self.snippet.end as i64),
            Cell::Text(serde_json::json!(matches).to_string()),
        ]
    }
}
