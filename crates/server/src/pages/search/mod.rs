//! Search: what was found of a question, as events, statements, figures or reports, with what it is
//! counted by. Statements have a page of their own, which is this one asked for statements.

mod cursor;
mod facets;
pub mod html;
pub mod rows;
mod table;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use maud::Markup;
use sayso_archive::survey::{Clock, Kind, Note, Period, Selection, Survey};
use sayso_archive::{Filter, Search as Best};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::{App, Room};
use crate::asked::Asked;
use crate::fault::Fault;
use crate::form::Form;
use crate::names::Countries;
use crate::page::Page;
use crate::query::{Query, Sort};
use crate::shell::Section;
use crate::table::Table;
use cursor::Cursor;
use facets::Counted;
use rows::{Row, Rows};

/// Rows of a page.
const SHOWN: usize = 25;
/// Rows of a CSV at most: the newest.
pub const IN_TABLE: usize = 10_000;
/// The best so many reports that have the words are put in order; the others follow.
const BEST: usize = 200;

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Search {
    /// What is asked: filters and their values.
    pub filters: BTreeMap<&'static str, String>,
    /// What the rows are: `events`, `statements`, `figures` or `reports`.
    pub shown: &'static str,
    /// In which order the rows are: `newest`, by day of publication, or `best`.
    pub order: &'static str,
    /// How many of each were found.
    pub totals: Totals,
    /// What has to be said of the answer.
    pub note: Option<String>,
    /// What it is counted by.
    pub facets: Vec<Counted>,
    /// How many there are by day, month or year of publication.
    pub periods: Periods,
    /// Rows of this page.
    pub rows: Vec<Row>,
    /// Where the next page begins; `null` at the end.
    pub next: Option<String>,
    /// The first statement of all that were found, where statements are asked for.
    pub first: Option<Row>,
    #[serde(skip)]
    of: Of,
}

/// How many of each were found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Totals {
    /// Events, statements, figures or reports.
    pub data: usize,
    /// Of events: happenings that they tell of; an event of which no other tells counts one.
    pub happenings: usize,
    /// Stories that the reports are in.
    pub stories: usize,
    /// Reports.
    pub reports: usize,
    /// Those who published them.
    pub sources: usize,
}

/// How many there are in each period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Periods {
    /// `day`, `month` or `year`.
    pub period: &'static str,
    /// From the first to the last, without gaps.
    pub bins: Vec<Bin>,
}

/// A period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Bin {
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub start: jiff::civil::Date,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub end: jiff::civil::Date,
    /// Rows.
    pub data: usize,
    /// Of events: by PLOVER's quad, 1 to 4.
    pub quads: [usize; 4],
    /// Of events: happenings.
    pub happenings: usize,
    /// Stories.
    pub stories: usize,
    /// Reports.
    pub reports: usize,
}

/// What the page needs to say it, beside what it says.
#[derive(Debug, Default)]
struct Of {
    query: Query,
    place: Place,
    /// Names of those who are asked for by code.
    names: BTreeMap<&'static str, String>,
    /// How many reports there are to search.
    reports: usize,
    countries: Arc<Countries>,
}

/// Which page it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Place {
    /// Search.
    #[default]
    Search,
    /// Statements.
    Statements,
}

impl Place {
    /// Its address.
    fn path(self) -> &'static str {
        match self {
            Self::Search => "/search",
            Self::Statements => "/statements",
        }
    }
}

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/search", get(page))
}

/// Events, statements, figures or reports that answer a question.
#[utoipa::path(
    get,
    path = "/api/v1/search",
    params(
        ("q" = Option<String>, Query, description = "Words of the report: all of them; \"side by side\", one OR other, -without, begin*"),
        ("actor" = Option<String>, Query, description = "Who acts: code, country, role or words of the name; of a statement who speaks. Exactly, as facets have it, with = before it: =NAME the whole name, =NAME|CODE name and code, =|CODE the country alone; a | or \\ of the name itself has \\ before it. So all that take a name"),
        ("recipient" = Option<String>, Query, description = "Who is acted upon; of a statement who is spoken about"),
        ("party" = Option<String>, Query, description = "Either of the two"),
        ("type" = Option<String>, Query, description = "PLOVER type"),
        ("mode" = Option<String>, Query, description = "PLOVER mode"),
        ("quad" = Option<u8>, Query, description = "PLOVER's quad, 1 to 4"),
        ("status" = Option<String>, Query, description = "happened, ongoing, historical, future, hypothetical, negated, called_for"),
        ("speaker" = Option<String>, Query, description = "Who says so"),
        ("voice" = Option<String>, Query, description = "report or speaker"),
        ("measure" = Option<String>, Query, description = "What a figure counts"),
        ("place" = Option<String>, Query, description = "Where: country or words of the name. Exactly: =NAME, =NAME|COUNTRY, =NAME|COUNTRY|GEONAMES-ID, =|COUNTRY, and =|COUNTRY|country where no more is known"),
        ("source" = Option<String>, Query, description = "Who published the report"),
        ("from" = Option<String>, Query, description = "First day of publication; also a month or year"),
        ("to" = Option<String>, Query, description = "Last day of publication"),
        ("on_from" = Option<String>, Query, description = "First day of the event, or of what a figure covers"),
        ("on_to" = Option<String>, Query, description = "Last day of the same"),
        ("mark" = Option<String>, Query, description = "right, wrong, corrected, none"),
        ("tag" = Option<String>, Query, description = "A tag that a reader gave the report"),
        ("starred" = Option<String>, Query, description = "yes: reports that a reader starred"),
        ("as" = Option<String>, Query, description = "events, statements, figures or reports"),
        ("sort" = Option<String>, Query, description = "newest, or for reports with words best"),
        ("cursor" = Option<String>, Query, description = "Where the page begins: next of the page before"),
    ),
    responses((status = 200, body = Search), (status = 400, description = "A value makes no sense"))
)]
pub async fn page(
    State(app): State<Arc<App>>,
    asked: Asked,
    query: Query,
) -> Result<Response, Fault> {
    app.show(asked, move |room, asked| found(room, asked, query, Place::Search)).await
}

/// What answers a question.
pub fn found(room: &Room, asked: &Asked, query: Query, place: Place) -> Result<Search, Fault> {
    let survey = room.app.survey()?;
    // Before anything is looked up by marks: what is kept under it is of them, or of newer ones.
    let mark = room.app.mark();
    let kind = query.kind();
    let selection = survey.select(room.archive, &query.wanted(room.archive)?, kind)?;
    let cursor = query.cursor.as_deref().map(Cursor::read).transpose()?;
    let is_best = query.sort == Sort::Best && kind == Kind::Reports && !query.words().is_empty();
    let ordered = if is_best { Some(best(room, &survey, &query, &selection)?) } else { None };
    let all = ordered.as_ref().unwrap_or(&selection.rows);
    let is_table = asked.form == Form::Csv;
    let most = if is_table { IN_TABLE } else { SHOWN };
    let begin = cursor.map_or(0, |cursor| cursor.place(&survey, &selection));
    let numbers: Vec<u32> = all.iter().skip(begin).take(most).copied().collect();
    let mut rows = Rows::of(room.archive, &survey, query.words())?;
    let next = numbers.last().filter(|_| begin + numbers.len() < all.len()).map(|last| {
        let behind = || Cursor::behind(&survey, kind, *last);
        let cursor = if is_best { Cursor::Best(begin + numbers.len()) } else { behind() };
        cursor.text()
    });
    let first = match (kind, is_table) {
        (Kind::Statements, false) => {
            rows.make(kind, earliest(&survey, &selection).as_slice())?.pop()
        }
        _ => None,
    };
    let countries = room.app.countries();
    let names = ["actor", "recipient", "party", "speaker", "place"].into_iter();
    let names = names.filter_map(|name| Some((name, countries.who(query.value(name)?)))).collect();
    let counts = match is_table {
        true => Arc::default(),
        false => counts(room, (&survey, mark), &query, &selection)?,
    };
    Ok(Search {
        filters: query.filters().map(|(name, value)| (name, value.to_owned())).collect(),
        shown: kind.word(),
        order: if is_best { "best" } else { "newest" },
        totals: counts.totals,
        note: note(&selection, is_best),
        facets: counts.facets.clone(),
        periods: counts.periods.clone(),
        rows: rows.make(kind, &numbers)?,
        next,
        first,
        of: Of {
            query,
            place,
            names,
            reports: survey.totals().reports,
            countries: Arc::clone(countries),
        },
    })
}

/// What is counted of an answer.
#[derive(Debug, Default)]
pub struct Counts {
    totals: Totals,
    facets: Vec<Counted>,
    periods: Periods,
}

/// What an answer of a survey with the marks up to one is counted by. Stars and tags come and go, the answers to
/// them are not kept.
fn counts(
    room: &Room,
    (survey, mark): (&Arc<Survey>, i64),
    query: &Query,
    selection: &Selection,
) -> Result<Arc<Counts>, Fault> {
    let make = || Counts {
        totals: totals(survey, selection),
        facets: facets::of(survey, selection, query, room.app.countries()),
        periods: periods(survey, selection),
    };
    if query.value("starred").or(query.value("tag")).is_some() {
        return Ok(Arc::new(make()));
    }
    let asked = query.shown_as(selection.kind).sorted(Sort::Newest).at("");
    let asked = format!("{mark}{asked}");
    room.app.counted().get(survey, &asked, || Ok(make()))
}

/// Reports of a selection: of those that the archive calls best the ones with the words in the headline, then with
/// the words in headline and first paragraph, then the others; behind them all that are left, newest first.
fn best(
    room: &Room,
    survey: &Survey,
    query: &Query,
    selection: &Selection,
) -> Result<Vec<u32>, Fault> {
    let search = Best {
        words: query.words().clone(),
        filter: Filter::default(),
        from: query.from(),
        to: query.to(),
        all_versions: false,
        limit: BEST,
    };
    let hits = room.archive.search(&search)?;
    let rows = hits.iter().filter_map(|hit| survey.report_by_id(&hit.stored.record.report.id));
    let best: Vec<u32> = rows.filter(|row| selection.reports.binary_search(row).is_ok()).collect();
    let first: HashSet<u32> = best.iter().copied().collect();
    let others = selection.reports.iter().copied().filter(|row| !first.contains(row));
    Ok(best.into_iter().chain(others).collect())
}

/// The first row of the oldest report.
fn earliest(survey: &Survey, selection: &Selection) -> Option<u32> {
    let report = selection.reports.last()?;
    let before = |row: &u32| cursor::at(survey, selection.kind, *row).0 < *report;
    selection.rows.get(selection.rows.partition_point(before)).copied()
}

fn totals(survey: &Survey, selection: &Selection) -> Totals {
    let counts = selection.counts(survey);
    Totals {
        data: counts.data,
        happenings: counts.happenings,
        stories: counts.stories,
        reports: counts.reports,
        sources: counts.sources,
    }
}

fn note(selection: &Selection, is_best: bool) -> Option<String> {
    if is_best && selection.reports.len() > BEST {
        return Some(format!(
            "The best {BEST} of all reports with the words come first, as far as they answer the rest; the others \
             follow, newest first."
        ));
    }
    selection.note.map(|Note::OnlyNewest { looked_at }| {
        format!(
            "Words side by side were looked for in the newest {looked_at} reports that have the words; \
             narrow the dates for older ones."
        )
    })
}

/// By the shortest periods that are not too many to look at.
fn periods(survey: &Survey, selection: &Selection) -> Periods {
    let day = |report: Option<&u32>| report.map(|report| survey.report(*report).day);
    let Some((first, last)) = day(selection.reports.last()).zip(day(selection.reports.first()))
    else {
        return Periods::default();
    };
    let period = Period::fitting(first, last);
    let bins = survey.by_period(selection, period, Clock::Published).into_iter().map(|bin| Bin {
        start: bin.start,
        end: match period {
            Period::Day => bin.start,
            Period::Month => bin.start.last_of_month(),
            Period::Year => bin.start.last_of_year(),
        },
        data: bin.data,
        quads: bin.quads,
        happenings: bin.happenings,
        stories: bin.stories,
        reports: bin.reports,
    });
    let word = match period {
        Period::Day => "day",
        Period::Month => "month",
        Period::Year => "year",
    };
    Periods { period: word, bins: bins.collect() }
}

impl Page for Search {
    fn title(&self) -> String {
        html::title(self)
    }

    fn section(&self) -> Section {
        match self.of.place {
            Place::Search => Section::Search,
            Place::Statements => Section::Statements,
        }
    }

    fn body(&self, asked: &Asked) -> Markup {
        html::body(self, asked)
    }

    fn table(&self) -> Option<Table> {
        Some(table::of(self))
    }
}
