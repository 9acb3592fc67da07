//! What two do to each other: events of each towards the other by time, and what they say of each other.

pub mod html;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use maud::Markup;
use sayso_archive::Words;
use sayso_archive::survey::{Facet, Kind, Period, Selection, Survey, Wanted};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::search::rows::{Row, Rows};
use super::two_sides::{Counted, OfStatus, TwoSides, statuses};
use crate::app::{App, Room};
use crate::asked::Asked;
use crate::extract::At;
use crate::fault::Fault;
use crate::form::Form;
use crate::link;
use crate::names;
use crate::page::Page;
use crate::shell::Section;
use crate::table::Table;

/// Rows of each list.
const SHOWN: usize = 6;
/// Types of events that are listed.
const TYPES: usize = 8;

/// What two do to each other.
#[derive(Debug, Serialize, ToSchema)]
pub struct Pair {
    /// The two, as they were asked for: a code, country, role or name each.
    pub who: [String; 2],
    /// What they are called.
    pub names: [String; 2],
    /// How much the first does to the second, and the second to the first.
    pub totals: [Counted; 2],
    /// Events by their status, each way.
    pub statuses: [Vec<OfStatus>; 2],
    /// Events by time.
    pub times: TwoSides,
    /// The same by month.
    pub months: TwoSides,
    /// What is done most, each way.
    pub types: [Vec<OfType>; 2],
    /// The newest events, each way.
    pub events: [Vec<Row>; 2],
    /// What each says of the other: how many statements.
    pub said: [usize; 2],
    /// The newest statements, each way.
    pub statements: [Vec<Row>; 2],
}

/// Events of a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OfType {
    /// PLOVER type.
    #[serde(rename = "type")]
    pub plover: String,
    /// Events.
    pub events: usize,
    /// Reports that tell of them.
    pub reports: usize,
}

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/pair/{one}/{other}", get(page))
}

/// What two do to each other, and say of each other.
#[utoipa::path(get, path = "/api/v1/pair/{one}/{other}",
    params(("one" = String, Path, description = "a code, country, role or name; or exactly, as in search: =NAME, =NAME|CODE, =|COUNTRY"), ("other" = String, Path, description = "another")),
    responses((status = 200, body = Pair), (status = 404, description = "nobody here is called so")))]
pub async fn page(
    State(app): State<Arc<App>>,
    asked: Asked,
    At((one, other)): At<(String, String)>,
) -> Result<Response, Fault> {
    app.show(asked, move |room, asked| pair(room, asked.form, [one, other])).await
}

fn pair(room: &Room, form: Form, who: [String; 2]) -> Result<Pair, Fault> {
    if let [one, other] = &who
        && one.eq_ignore_ascii_case(other)
    {
        let said = format!(
            "a pair is of two: /search?actor={0}&recipient={0} has what is within “{one}”",
            link::value(one)
        );
        return Err(Fault::Unclear(said));
    }
    let survey = room.app.survey()?;
    for one in &who {
        if survey.meant(one).is_empty() {
            let said = format!(
                "nobody in this archive is called “{}”; /actors lists those there are",
                names::alone(one)
            );
            return Err(Fault::Absent(said));
        }
    }
    let select = |kind: Kind, [actor, recipient]: [&String; 2]| {
        let wanted = Wanted {
            actor: Some(actor.clone()),
            recipient: Some(recipient.clone()),
            ..Wanted::default()
        };
        survey.select(room.archive, &wanted, kind)
    };
    let [one, other] = &who;
    let ways = [[one, other], [other, one]];
    let [to, back] = ways.map(|way| select(Kind::Events, way));
    let (to, back) = (to?, back?);
    let [by_one, by_other] = ways.map(|way| select(Kind::Statements, way));
    let (by_one, by_other) = (by_one?, by_other?);
    let words = Words::default();
    let mut rows = Rows::of(room.archive, &survey, &words)?;
    let mut newest = |selection: &Selection| match form {
        Form::Csv => Ok(Vec::new()),
        Form::Html | Form::Json => {
            rows.make(selection.kind, selection.rows.get(..SHOWN).unwrap_or(&selection.rows))
        }
    };
    Ok(Pair {
        names: [one, other].map(|one| room.app.countries().who(one)),
        totals: [&to, &back].map(|selection| counted(&survey, selection)),
        statuses: [&to, &back].map(|selection| statuses(&survey, selection)),
        times: TwoSides::of(&survey, &to, &back),
        months: TwoSides::by(&survey, &to, &back, Period::Month),
        types: [&to, &back].map(|selection| types(&survey, selection)),
        events: [newest(&to)?, newest(&back)?],
        said: [by_one.rows.len(), by_other.rows.len()],
        statements: [newest(&by_one)?, newest(&by_other)?],
        who,
    })
}

/// How much there is of a selection of events.
pub fn counted(survey: &Survey, selection: &Selection) -> Counted {
    let counts = selection.counts(survey);
    let quads: BTreeMap<String, usize> = survey
        .facet(selection, Facet::Quad, 4)
        .into_iter()
        .map(|count| (count.value, count.data))
        .collect();
    let of = |quad: usize| quads.get(&quad.to_string()).copied().unwrap_or_default();
    Counted {
        events: counts.data,
        happenings: counts.happenings,
        reports: counts.reports,
        quads: [1, 2, 3, 4].map(of),
    }
}

/// What is done most.
pub fn types(survey: &Survey, selection: &Selection) -> Vec<OfType> {
    let all = survey.facet(selection, Facet::Type, TYPES).into_iter();
    all.map(|count| OfType { plover: count.value, events: count.data, reports: count.reports })
        .collect()
}

impl Page for Pair {
    fn title(&self) -> String {
        let [one, other] = &self.names;
        format!("{one} and {other}")
    }

    fn section(&self) -> Section {
        Section::Actors
    }

    fn body(&self, _: &Asked) -> Markup {
        html::body(self)
    }

    fn table(&self) -> Option<Table> {
        let columns = [
            "month",
            "actor",
            "recipient",
            "events",
            "happenings",
            "reports",
            "verbal_cooperation",
            "material_cooperation",
            "verbal_conflict",
            "material_conflict",
        ];
        let [one, other] = &self.who.each_ref().map(|who| names::alone(who));
        let rows = self.months.bins.iter().flat_map(|both| {
            let month = both.start.strftime("%Y-%m").to_string();
            let ways = [(one, other, both.from), (other, one, both.towards)];
            ways.map(|(actor, recipient, of)| cells(&month, actor, recipient, &of))
        });
        Some(Table::of(columns, rows.collect()))
    }
}

fn cells(month: &str, actor: &str, recipient: &str, of: &Counted) -> [Value; 10] {
    let [first, second, third, fourth] = of.quads;
    [
        json!(month),
        json!(actor),
        json!(recipient),
        json!(of.events),
        json!(of.happenings),
        json!(of.reports),
        json!(first),
        json!(second),
        json!(third),
        json!(fourth),
    ]
}
