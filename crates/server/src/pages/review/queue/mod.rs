//! The queue: one datum at a time, in its sentence, to be called right or wrong or put right.

mod draw;
mod html;
mod shown;

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::Markup;
use sayso_archive::marks::Filter;
use sayso_archive::survey::{Facet, Kind, Selection, Survey};
use sayso_record::Record;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::said::SaidOfDatum;
use crate::app::{App, Room};
use crate::asked::Asked;
use crate::extract::Asks;
use crate::fault::Fault;
use crate::page::Page;
use crate::query::Query;
use crate::shell::Section;
use draw::{Drawing, Standing};
use shown::ToMark;

/// So many rules and types are offered.
const OFFERED: usize = 300;

/// What may stand in the query beside what search takes.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// `event`, `statement` or `figure`.
    pub kind: Option<String>,
    /// Only what this rule found.
    pub rule: Option<String>,
    /// `random`, or `rule` for those of the rules with the fewest marks first.
    pub order: Option<String>,
    /// `yes` for data that another reader marked, whose verdict is not shown.
    pub second: Option<String>,
    /// So many are skipped of those that are left.
    pub skip: Option<usize>,
    /// `yes` to correct the datum. The page only.
    pub correct: Option<String>,
}

/// The next datum, and what it was drawn from.
#[derive(Debug, Serialize, ToSchema)]
pub struct Queue {
    /// `events`, `statements` or `figures`.
    pub kind: &'static str,
    /// `random`, or `rule` for those of the rules with the fewest marks first.
    pub order: &'static str,
    /// Whether only data are drawn that another reader marked.
    pub is_second: bool,
    /// Who marks, by the name they gave.
    pub reader: Option<String>,
    /// Data that fit.
    pub all: usize,
    /// Those that this reader marked.
    pub marked: usize,
    /// So many were skipped.
    pub skipped: usize,
    /// The next one; `null` where none is left.
    pub datum: Option<ToMark>,
    /// What the reader marked last.
    pub last: Option<SaidOfDatum>,
    /// Rules that found what fits, with how much of it each found.
    pub rules: Vec<Choice>,
    /// Types of events, or measures of figures, that fit.
    pub types: Vec<Choice>,
    /// Tags that reports have.
    pub tags: Vec<String>,
    #[serde(skip)]
    #[schema(ignore)]
    of: Of,
}

/// What can be asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct Choice {
    /// The value.
    pub value: String,
    /// Data that have it.
    pub data: usize,
}

/// What the page is made of beside what programs get.
#[derive(Debug, Default)]
struct Of {
    query: Query,
    ask: Ask,
    record: Option<Record>,
    is_empty: bool,
}

/// What to look at next
///
/// The next datum for a reader to mark, drawn at random from what is asked for; takes what search takes, too.
#[utoipa::path(
    get,
    path = "/api/v1/review",
    params(Ask,
        ("type" = Option<String>, Query, description = "PLOVER type"),
        ("measure" = Option<String>, Query, description = "What a figure counts"),
        ("tag" = Option<String>, Query, description = "A tag that a reader gave the report"),
        ("starred" = Option<String>, Query, description = "yes: reports that a reader starred")),
    responses((status = 200, body = Queue), (status = 400, description = "A value makes no sense"))
)]
pub async fn page(
    State(app): State<Arc<App>>,
    asked: Asked,
    query: Query,
    Asks(ask): Asks<Ask>,
) -> Result<Response, Fault> {
    app.show(asked, move |room, asked| next(room, asked, query, ask)).await
}

fn next(room: &Room, asked: &Asked, query: Query, ask: Ask) -> Result<Queue, Fault> {
    let (kind, is_by_rule) = (kind(&query, &ask)?, is_by_rule(&ask)?);
    let is_second = is_yes("second", ask.second.as_deref())?;
    is_yes("correct", ask.correct.as_deref())?;
    let survey = room.app.survey()?;
    let selection = survey.select(room.archive, &query.wanted(room.archive)?, kind)?;
    let standing = Standing::of(room, &survey)?;
    let reader = asked.reader.clone().unwrap_or_default();
    let skipped = ask.skip.unwrap_or_default();
    let drawing = Drawing {
        survey: &survey,
        selection: &selection,
        standing: &standing,
        reader: &reader,
        rule: ask.rule.as_deref(),
        is_second,
        marked_by_rule: is_by_rule.then(|| marked_by_rule(room)).transpose()?,
    };
    let drawn = drawing.at(skipped);
    let (datum, record) = match drawn.row {
        Some(row) => shown::of(room, &survey, (kind, row), &standing, &reader)?.unzip(),
        None => (None, None),
    };
    let type_of = if kind == Kind::Figures { Facet::Measure } else { Facet::Type };
    let has_types = kind != Kind::Statements;
    let types = if has_types { choices(&survey, &selection, type_of) } else { Vec::new() };
    Ok(Queue {
        kind: kind.word(),
        order: if is_by_rule { "rule" } else { "random" },
        is_second,
        all: drawn.all,
        marked: drawn.marked,
        skipped,
        datum,
        last: last(room, asked.reader.as_deref())?,
        rules: choices(&survey, &selection, Facet::Rule),
        types,
        tags: room.archive.tags()?.into_iter().map(|(tag, _)| tag).collect(),
        reader: asked.reader.clone(),
        of: Of { query, ask, record, is_empty: survey.totals().reports == 0 },
    })
}

/// What is drawn: as asked for here, else as search has it.
fn kind(query: &Query, ask: &Ask) -> Result<Kind, Fault> {
    match ask.kind.as_deref() {
        None if query.kind() == Kind::Reports => Ok(Kind::Events),
        None => Ok(query.kind()),
        Some("event" | "events") => Ok(Kind::Events),
        Some("statement" | "statements") => Ok(Kind::Statements),
        Some("figure" | "figures") => Ok(Kind::Figures),
        Some(other) => Err(Fault::Unclear(format!(
            "kind={other}: give event, statement or figure; times and places are marked one by one through the API"
        ))),
    }
}

fn is_by_rule(ask: &Ask) -> Result<bool, Fault> {
    match ask.order.as_deref() {
        None | Some("random") => Ok(false),
        Some("rule") => Ok(true),
        Some(other) => Err(Fault::Unclear(format!("order={other}: give random or rule"))),
    }
}

/// Whether something is asked for that is there or not.
pub fn is_yes(name: &str, value: Option<&str>) -> Result<bool, Fault> {
    match value {
        None | Some("no" | "0") => Ok(false),
        Some("yes" | "1") => Ok(true),
        Some(other) => Err(Fault::Unclear(format!("{name}={other}: give yes, or leave it out"))),
    }
}

fn marked_by_rule(room: &Room) -> Result<HashMap<String, u64>, Fault> {
    let all = room.archive.rule_precision(None)?.into_iter();
    Ok(all.filter_map(|one| Some((one.rule?, one.precision.marked()))).collect())
}

fn choices(survey: &Survey, selection: &Selection, facet: Facet) -> Vec<Choice> {
    let counts = survey.facet(selection, facet, OFFERED).into_iter();
    counts.map(|count| Choice { value: count.value, data: count.data }).collect()
}

/// What a reader marked last, to be taken back where it was a slip.
fn last(room: &Room, reader: Option<&str>) -> Result<Option<SaidOfDatum>, Fault> {
    let Some(reader) = reader else { return Ok(None) };
    let filter = Filter { reader: Some(reader.to_owned()), ..Filter::default() };
    Ok(room.archive.marks(&filter, None, 1)?.marks.first().map(SaidOfDatum::of))
}

impl Page for Queue {
    fn title(&self) -> String {
        "Review".to_owned()
    }

    fn section(&self) -> Section {
        Section::Review
    }

    fn body(&self, _: &Asked) -> Markup {
        html::body(self)
    }
}
