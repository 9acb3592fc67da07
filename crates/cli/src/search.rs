//! `sayso search`: words and filters in, reports out, best first.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use sayso_archive::query::Cell;
use sayso_archive::{Archive, Filter, Hit, Search as Asked, Words};
use sayso_record::tables::stable_ids;

use crate::flags::{self, Format};
use crate::progress::say;
use crate::{Status, Usage};

const EXAMPLES: &str = "\
Examples:
  sayso search news.sayso ceasefire talks            both words, in any place
  sayso search news.sayso 'talks OR summit -football \"prime minister\"'
  sayso search news.sayso 'earthq*' --place TUR --from 1999-08-01 --to 1999-08-31
  sayso search news.sayso --actor IRNGOV --recipient USA --type ACCUSE
  sayso search news.sayso nuclear --speaker 'Kofi Annan' --format jsonl";

/// Find reports by words and by what their records say
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Search {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    archive: PathBuf,
    /// Words, as they are spelled, that all have to be there; "…" side by side, OR between two, word* a
    /// beginning, and in quotation marks of the shell 'word -other' one without the other
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    /// Who acts in an event: a code, country, role or name
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// Who is acted upon, in the same event
    #[arg(long, value_name = "WHO")]
    recipient: Option<String>,
    /// PLOVER type of the same event: AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE
    /// REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT
    #[arg(long = "type", value_name = "TYPE", value_parser = PLOVER, ignore_case = true, hide_possible_values = true)]
    plover: Option<String>,
    /// Who speaks in a statement
    #[arg(long, value_name = "WHO")]
    speaker: Option<String>,
    /// Where: of the event, where one is asked for; else any place of the report
    #[arg(long, value_name = "PLACE")]
    place: Option<String>,
    /// Published on this day or later (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = flags::date)]
    from: Option<Date>,
    /// Published on this day or before
    #[arg(long, value_name = "DATE", value_parser = flags::date)]
    to: Option<Date>,
    /// How many reports at most
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = at_least_one)]
    limit: usize,
    /// Also versions that were superseded or withdrawn
    #[arg(long)]
    all_versions: bool,
    #[command(flatten)]
    format: Format,
}

impl Search {
    /// Prints what is found.
    pub fn run(self) -> anyhow::Result<Status> {
        let asked = self.asked();
        let nothing = asked.words.is_empty()
            && asked.filter.is_empty()
            && asked.from.is_none()
            && asked.to.is_none();
        if nothing {
            return Err(Usage("nothing to look for: give words, or a filter".into()).into());
        }
        if self.from.zip(self.to).is_some_and(|(from, to)| from > to) {
            return Err(Usage("--from is later than --to: change them round".into()).into());
        }
        let hits = Archive::open(&self.archive)?.search(&asked)?;
        let columns = COLUMNS.map(str::to_owned).to_vec();
        let mut printer = self.format.printer(columns)?;
        for hit in &hits {
            printer.row(cells(hit))?;
        }
        printer.finish()?;
        if hits.is_empty() {
            say("no report matches");
        }
        Ok(Status::Done)
    }

    fn asked(&self) -> Asked {
        Asked {
            words: Words::read(&self.words.join(" ")),
            filter: Filter {
                actor: self.actor.clone(),
                recipient: self.recipient.clone(),
                plover: self.plover.clone(),
                place: self.place.clone(),
                speaker: self.speaker.clone(),
            },
            from: self.from,
            to: self.to,
            all_versions: self.all_versions,
            limit: self.limit,
        }
    }
}

/// PLOVER's types.
const PLOVER: [&str; 16] = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
];

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..) => Ok(number),
        _ => Err("expected a number of reports from 1".to_owned()),
    }
}

const COLUMNS: [&str; 11] = [
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

/// A hit as a row; `score` is 3 where all words stand in the headline, 2 in headline and first paragraph, 1
/// in the whole text; `start` and `end` are the snippet's code points in the report's text, `matches`
/// the stable ids of the events and statements that answer, as a JSON list.
fn cells(hit: &Hit) -> Vec<Cell> {
    let record = &hit.stored.record;
    let report = &record.report;
    let text = |text: &Option<String>| text.clone().map_or(Cell::Null, Cell::Text);
    let ids = stable_ids(record);
    let statements = record.statements.iter().zip(&ids.statements);
    let statements = statements.filter(|(said, _)| hit.found.statements.contains(&said.id));
    let events = record.events.iter().zip(&ids.events);
    let events = events.filter(|(event, _)| hit.found.events.contains(&event.id));
    let matches: Vec<&String> =
        statements.map(|(_, id)| id).chain(events.map(|(_, id)| id)).collect();
    let snippet = hit.snippet.text.split_whitespace().collect::<Vec<_>>().join(" ");
    vec![
        Cell::Text(report.date.to_string()),
        text(&report.source),
        text(&report.title),
        Cell::Text(snippet),
        Cell::Text(report.id.clone()),
        text(&report.url),
        Cell::Text(hit.stored.standing.word().to_owned()),
        Cell::Integer(i64::from(hit.score)),
        Cell::Integer(hit.snippet.start as i64),
        Cell::Integer(hit.snippet.end as i64),
        Cell::Text(serde_json::json!(matches).to_string()),
    ]
}
