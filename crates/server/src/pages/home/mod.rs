//! What is in the archive, at a glance.

mod html;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use jiff::ToSpan;
use jiff::civil::Date;
use maud::Markup;
use sayso_archive::stories::lists::{HappeningLine, SeriesLine};
use sayso_archive::survey::{Clock, Kind, Period, Survey, Totals, Wanted};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::listing::Made;
use crate::app::{App, Room};
use crate::asked::Asked;
use crate::chart::Step;
use crate::fault::Fault;
use crate::kept::Kept;
use crate::page::Page;
use crate::table::Table;

/// Happenings, pairs and series that are shown.
const HAPPENINGS: usize = 8;
const PAIRS: usize = 10;
const DISPUTES: usize = 6;
/// Publishers on their own who tell of a happening: two, where any has so many.
const SOURCES: usize = 2;
/// The last days of the archive, for what is active now.
const RECENT: i32 = 30;

/// What is in the archive.
#[derive(Debug, Serialize, ToSchema)]
pub struct Home {
    /// How many of each; events as they are told, happenings as they are in the world.
    #[serde(flatten)]
    #[schema(value_type = Glance)]
    pub all: Arc<Glance>,
    /// How the stories stand to the reports.
    pub made: Made,
    /// Pieces of what was taken in that are not here.
    pub not_read: NotRead,
}

/// What is counted over all of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Glance {
    /// How many of each.
    pub totals: InAll,
    /// How long a time of `times` is: `day`, `month` or `year`.
    pub period: &'static str,
    /// Reports by time of publication, without gaps.
    pub times: Vec<Time>,
    /// Happenings that were told of last, each with how many tell of it.
    #[schema(value_type = Vec<Object>)]
    pub happenings: Vec<HappeningLine>,
    /// The first of the last days.
    #[schema(value_type = Option<String>, format = Date)]
    pub recent_from: Option<Date>,
    /// Pairs of countries with most events in the last days.
    pub recent_pairs: Vec<PairLine>,
    /// Pairs of countries with most events.
    pub pairs: Vec<PairLine>,
    /// Series of figures on which sources do not agree, those furthest apart first.
    #[schema(value_type = Vec<Object>)]
    pub disputes: Vec<SeriesLine>,
    #[serde(skip)]
    step: Step,
}

/// How many of each there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct InAll {
    /// Reports that stand.
    pub reports: usize,
    /// Those who published them.
    pub sources: usize,
    /// Stories.
    pub stories: usize,
    /// Happenings.
    pub happenings: usize,
    /// Events.
    pub events: usize,
    /// Statements.
    pub statements: usize,
    /// Figures.
    pub figures: usize,
    /// First day of publication.
    #[schema(value_type = Option<String>, format = Date)]
    pub first: Option<Date>,
    /// Last day of publication.
    #[schema(value_type = Option<String>, format = Date)]
    pub last: Option<Date>,
}

/// A time of publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = HomeTime)]
pub struct Time {
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub start: Date,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub end: Date,
    /// Reports.
    pub reports: usize,
    /// Stories that they are in.
    pub stories: usize,
}

/// Events of one country towards another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PairLine {
    /// Code of the country that acts.
    pub actor: String,
    /// Its name.
    pub actor_name: String,
    /// Code of the country acted upon.
    pub recipient: String,
    /// Its name.
    pub recipient_name: String,
    /// Events.
    pub events: usize,
    /// Happenings that they tell of.
    pub happenings: usize,
    /// Reports that tell of them.
    pub reports: usize,
    /// Events by PLOVER's quad, 1 to 4.
    pub quads: [usize; 4],
}

/// Pieces that are not here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct NotRead {
    /// Left out for what they are.
    pub skipped: usize,
    /// Not readable.
    pub failed: usize,
}

static GLANCE: Kept<Glance> = Kept::none();

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/", get(page))
}

/// What is in the archive, at a glance.
#[utoipa::path(get, path = "/api/v1/home", responses((status = 200, body = Home)))]
pub async fn page(State(app): State<Arc<App>>, asked: Asked) -> Result<Response, Fault> {
    app.show(asked, |room, _| home(room)).await
}

fn home(room: &Room) -> Result<Home, Fault> {
    let survey = room.app.survey()?;
    let tally = room.archive.taken_in()?;
    Ok(Home {
        all: GLANCE.get(&survey, "", || glance(room, &survey))?,
        made: Made::of(room)?,
        not_read: NotRead { skipped: tally.skipped, failed: tally.failed },
    })
}

fn glance(room: &Room, survey: &Survey) -> Result<Glance, Fault> {
    let totals = survey.totals();
    let (step, times) = times(room, survey, &totals)?;
    let mut happenings = room.archive.latest_happenings(SOURCES, HAPPENINGS)?;
    if happenings.is_empty() {
        happenings = room.archive.latest_happenings(1, HAPPENINGS)?;
    }
    let recent_from = totals.last.and_then(|last| last.checked_sub((RECENT - 1).days()).ok());
    let recent = Wanted { from: recent_from, ..Wanted::default() };
    Ok(Glance {
        totals: InAll {
            reports: totals.reports,
            sources: totals.sources,
            stories: totals.stories,
            happenings: totals.happenings,
            events: totals.events,
            statements: totals.statements,
            figures: totals.figures,
            first: totals.first,
            last: totals.last,
        },
        period: step.word(),
        times,
        happenings,
        recent_from,
        recent_pairs: pairs(room, survey, &recent)?,
        pairs: pairs(room, survey, &Wanted::default())?,
        disputes: room.archive.disputes(DISPUTES)?,
        step,
    })
}

fn times(room: &Room, survey: &Survey, totals: &Totals) -> Result<(Step, Vec<Time>), Fault> {
    let Some((first, last)) = totals.first.zip(totals.last) else {
        return Ok((Step::Day, Vec::new()));
    };
    let reports = survey.select(room.archive, &Wanted::default(), Kind::Reports)?;
    let period = Period::fitting(first, last);
    let step = Step::from(period);
    let bins = survey.by_period(&reports, period, Clock::Published).into_iter();
    let time = |bin: sayso_archive::survey::Bin| Time {
        start: bin.start,
        end: step.end(bin.start),
        reports: bin.reports,
        stories: bin.stories,
    };
    Ok((step, bins.map(time).collect()))
}

fn pairs(room: &Room, survey: &Survey, wanted: &Wanted) -> Result<Vec<PairLine>, Fault> {
    let events = survey.select(room.archive, wanted, Kind::Events)?;
    let label = |code: &str| room.app.countries().label(code).to_owned();
    let line = |pair: sayso_archive::survey::Pair| PairLine {
        actor_name: label(&pair.actor),
        recipient_name: label(&pair.recipient),
        actor: pair.actor,
        recipient: pair.recipient,
        events: pair.data,
        happenings: pair.happenings,
        reports: pair.reports,
        quads: pair.quads,
    };
    Ok(survey.pairs(&events, PAIRS).into_iter().map(line).collect())
}

impl Page for Home {
    fn title(&self) -> String {
        "Home".to_owned()
    }

    fn body(&self, _: &Asked) -> Markup {
        html::body(self)
    }

    fn table(&self) -> Option<Table> {
        let row = |time: &Time| {
            [json!(time.start), json!(time.end), json!(time.reports), json!(time.stories)]
        };
        Some(Table::of(
            ["start", "end", "reports", "stories"],
            self.all.times.iter().map(row).collect(),
        ))
    }
}
