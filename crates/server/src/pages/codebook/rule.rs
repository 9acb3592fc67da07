//! `/codebook/rule/{name}`: what a rule says, what it found here, and how often readers call that right.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::Markup;
use sayso_archive::marks::Precision;
use sayso_archive::survey::{Kind, Survey, Wanted};
use sayso_codebook::Codebook;
use sayso_record::plain::Names;
use sayso_record::{Record, Span};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::parts::{Example, Part, RuleTable, cut};
use super::{Fired, fired, html, is_own};
use crate::app::{App, Room};
use crate::asked::Asked;
use crate::extract::At;
use crate::fault::Fault;
use crate::page::Page;
use crate::pages::report::datum::address;
use crate::shell::Section;
use crate::table::Table;

/// So many of the newest data that it found are shown.
const NEWEST: usize = 12;

/// A rule.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CodebookRule)]
pub struct Rule {
    /// As records name it.
    pub rule: String,
    /// Where it stands; null of what is found by learned weights, which no page has.
    pub origin: Option<Origin>,
    /// Examples below it on its page, each with the coding that it must get.
    pub examples: Vec<Example>,
    /// What it found in this archive.
    pub found: Found,
    /// How often readers of this archive call that right; null where none marked any of it.
    pub marked: Option<Marked>,
}

/// Where a rule stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleOrigin)]
pub struct Origin {
    /// Path below the codebook's root.
    pub path: String,
    /// Its line.
    pub line: usize,
    /// Heading of the page.
    pub title: String,
    /// Whether that page is the user's own, or changed by the user.
    pub own: bool,
    /// What it says.
    pub table: Option<RuleTable>,
}

/// What a rule found.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = FoundByRule)]
pub struct Found {
    /// `events`, `statements` or `figures`.
    pub kind: &'static str,
    /// How much.
    #[serde(flatten)]
    pub fired: Fired,
    /// The same by each name under which records have it, where there are several: a measure has one for each
    /// slot in which those counted stand.
    pub names: Vec<Name>,
    /// The newest of it.
    pub newest: Vec<Datum>,
}

/// A name under which records have a rule.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleName)]
pub struct Name {
    /// The name.
    pub name: String,
    /// How much was found under it.
    #[serde(flatten)]
    pub fired: Fired,
}

/// Something that a rule found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleDatum)]
pub struct Datum {
    /// Id of the report.
    pub report: String,
    /// Date of the report.
    pub date: String,
    /// Who published it.
    pub source: Option<String>,
    /// Id of the datum in the record: `e3`.
    pub datum: String,
    /// Where it stands.
    pub address: String,
    /// Its words.
    pub words: String,
    /// The sentence or so around them.
    pub around: [String; 2],
}

/// How often readers call it right.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MarkedRight)]
pub struct Marked {
    /// Data marked right.
    pub right: u64,
    /// Data that were corrected.
    pub corrected: u64,
    /// Data marked wrong.
    pub wrong: u64,
    /// Share of them that is right.
    pub precision: f64,
    /// Between which shares the true one lies, by 95 % (Wilson's interval).
    pub bounds: [f64; 2],
}

/// A rule of the codebook
///
/// What it says and where it stands, its examples, what it found in this archive, and how often readers call that right.
#[utoipa::path(
    get,
    path = "/api/v1/codebook/rule/{name}",
    params(("name" = String, Path, description = "The rule, as records name it", example = "consult.meet")),
    responses(
        (status = 200, description = "The rule", body = Rule),
        (status = 404, description = "There is no such rule", body = crate::pages::api::describe::Told)
    )
)]
pub async fn page(
    State(app): State<Arc<App>>,
    At(name): At<String>,
    asked: Asked,
) -> Result<Response, Fault> {
    app.show(asked, move |room, _| rule(room, &name)).await
}

fn rule(room: &Room, name: &str) -> Result<Rule, Fault> {
    let book = room.app.codebook();
    let origin = book.origin(name);
    let is_it = |known: &str| known == name || (origin.is_some() && book.origin(known) == origin);
    let survey = room.app.survey()?;
    let fired: Vec<(String, (Kind, Fired))> =
        fired(room, &survey)?.into_iter().filter(|(known, _)| is_it(known)).collect();
    if origin.is_none() && fired.is_empty() {
        let said = format!("there is no rule {name:?}; /codebook lists the pages with all rules");
        return Err(Fault::Absent(said));
    }
    let names: Vec<&str> = fired.iter().map(|(name, _)| name.as_str()).collect();
    let (origin, examples) = match origin {
        Some((path, line)) => stands(book, path, line),
        None => (None, Vec::new()),
    };
    Ok(Rule {
        rule: name.to_owned(),
        origin,
        examples,
        marked: marked(room, &names)?,
        found: found(room, &survey, &fired)?,
    })
}

/// Where it stands, and the examples below it up to the next rules.
fn stands(book: &Codebook, path: &str, line: usize) -> (Option<Origin>, Vec<Example>) {
    let Some(page) = book.pages().find(|page| page.path == path) else { return (None, Vec::new()) };
    let mut parts = cut(book.source.text(path).unwrap_or_default(), Some((book, page))).into_iter();
    let mut table = None;
    for part in parts.by_ref() {
        if let Part::Rules(rules) = part {
            table = rules.tables.into_iter().find(|table| table.line == line);
            if table.is_some() {
                break;
            }
        }
    }
    let below = parts.take_while(|part| !matches!(part, Part::Rules(_)));
    let examples = below.filter_map(|part| match part {
        Part::Example(example) => Some(example),
        _ => None,
    });
    let examples = examples.collect();
    let (path, title) = (path.to_owned(), page.title.clone());
    let own = is_own(&book.source, &path);
    (Some(Origin { path, line, title, own, table }), examples)
}

fn marked(room: &Room, names: &[&str]) -> Result<Option<Marked>, Fault> {
    let mut all = Precision::default();
    for of in room.archive.rule_precision(None)? {
        if of.rule.as_deref().is_some_and(|rule| names.contains(&rule)) {
            all.right += of.precision.right;
            all.wrong += of.precision.wrong;
            all.corrected += of.precision.corrected;
        }
    }
    let Precision { right, wrong, corrected } = all;
    Ok(all.share().zip(all.bounds()).map(|(precision, (low, high))| Marked {
        right,
        corrected,
        wrong,
        precision,
        bounds: [low, high],
    }))
}

fn found(room: &Room, survey: &Survey, fired: &[(String, (Kind, Fired))]) -> Result<Found, Fault> {
    let Some((_, (kind, _))) = fired.first() else { return Ok(Found::default()) };
    let mut all = Fired::default();
    for (_, (_, one)) in fired {
        all.data += one.data;
    }
    let names: Vec<&str> = fired.iter().map(|(name, _)| name.as_str()).collect();
    let rows = rows(room, survey, *kind, &names)?;
    // Of several names a report may have data of each.
    let mut reports: Vec<u32> = rows.iter().map(|(report, _)| *report).collect();
    reports.dedup();
    all.reports = reports.len();
    let name =
        |(name, (_, fired)): &(String, (Kind, Fired))| Name { name: name.clone(), fired: *fired };
    let mut newest = Vec::new();
    for &(report, number) in rows.iter().take(NEWEST) {
        newest.extend(datum(room, survey, *kind, report, number)?);
    }
    Ok(Found {
        kind: kind.word(),
        fired: all,
        names: if fired.len() > 1 { fired.iter().map(name).collect() } else { Vec::new() },
        newest,
    })
}

/// Report and number of all that these rules found, the newest first.
fn rows(
    room: &Room,
    survey: &Survey,
    kind: Kind,
    names: &[&str],
) -> Result<Vec<(u32, usize)>, Fault> {
    let all = survey.select(room.archive, &Wanted::default(), kind)?;
    let of = |row: u32| match kind {
        Kind::Events => {
            let event = survey.event(row);
            (event.rule, event.report, event.number)
        }
        Kind::Figures => {
            let figure = survey.figure(row);
            (figure.rule, figure.report, figure.number)
        }
        _ => {
            let statement = survey.statement(row);
            (statement.rule, statement.report, statement.number)
        }
    };
    let rows = all.rows.iter().map(|row| of(*row)).filter(|(rule, ..)| names.contains(rule));
    Ok(rows.map(|(_, report, number)| (report, number)).collect())
}

fn datum(
    room: &Room,
    survey: &Survey,
    kind: Kind,
    report: u32,
    number: usize,
) -> Result<Option<Datum>, Fault> {
    let row = survey.report(report);
    let Some(stored) = room.archive.report(row.id)? else { return Ok(None) };
    let record = &stored.record;
    let Some((id, spans)) = spans(record, kind, number) else { return Ok(None) };
    let names = Names::of(record);
    Ok(Some(Datum {
        report: row.id.to_owned(),
        date: row.day.to_string(),
        source: row.source.map(str::to_owned),
        datum: id.to_owned(),
        address: address(record, id),
        words: names.words(spans),
        around: around(&record.report.text, spans),
    }))
}

fn spans(record: &Record, kind: Kind, number: usize) -> Option<(&str, &[Span])> {
    match kind {
        Kind::Events => record.events.get(number).map(|event| (&*event.id, &*event.trigger)),
        Kind::Figures => record.figures.get(number).map(|figure| (&*figure.id, &*figure.span)),
        _ => record.statements.get(number).map(|statement| (&*statement.id, &*statement.cue)),
    }
}

/// Characters before and behind the words that are shown.
const AROUND: usize = 90;

/// What stands before and behind these words in their paragraph.
fn around(text: &str, spans: &[Span]) -> [String; 2] {
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else {
        return Default::default();
    };
    let start = first.start.saturating_sub(AROUND);
    let before: String = text.chars().skip(start).take(first.start - start).collect();
    let behind: String = text.chars().skip(last.end).take(AROUND).collect();
    let before = before.rsplit('\n').next().unwrap_or_default();
    let behind = behind.split('\n').next().unwrap_or_default();
    // Words that are cut are left out.
    let before = match before.split_once(' ') {
        Some((_, rest)) if before.chars().count() >= AROUND => format!("… {rest}"),
        _ => before.to_owned(),
    };
    let behind = match behind.rsplit_once(' ') {
        Some((rest, _)) if behind.chars().count() >= AROUND => format!("{rest} …"),
        _ => behind.to_owned(),
    };
    [before, behind]
}

impl Page for Rule {
    fn title(&self) -> String {
        self.rule.clone()
    }

    fn section(&self) -> Section {
        Section::Codebook
    }

    fn body(&self, _: &Asked) -> Markup {
        html::rule(self)
    }

    fn table(&self) -> Option<Table> {
        let columns = ["report", "date", "source", "datum", "words"];
        let row = |datum: &Datum| {
            let Datum { report, date, source, datum, words, .. } = datum;
            [json!(report), json!(date), json!(source), json!(datum), json!(words)]
        };
        Some(Table::of(columns, self.found.newest.iter().map(row).collect()))
    }
}
