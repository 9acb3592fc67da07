//! The map: where what was asked for took place, each place with its precision. What is known by its country
//! alone, and what could not be placed, is listed beside it and never pinned.

mod html;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use maud::Markup;
use sayso_archive::survey::{Exact, Facet, Kind, Selection, Spot, Survey};
use sayso_record::{PlacePrecision, Word};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::two_sides::{OfStatus, statuses};
use crate::app::{App, Room};
use crate::asked::Asked;
use crate::chart::Step;
use crate::extract::Asks;
use crate::fault::Fault;
use crate::map::{Bounds, Sheet};
use crate::page::Page;
use crate::query::Query;
use crate::shell::Section;
use crate::table::Table;

/// How it is looked at, beside what search can be asked.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct View {
    /// Degrees west, south, east and north, commas between them; the world where nothing is said.
    #[serde(rename = "box")]
    pub bounds: Option<String>,
}

/// Where what was asked for took place.
#[derive(Debug, Serialize, ToSchema)]
pub struct Map {
    /// What is asked: filters and their values.
    pub filters: BTreeMap<&'static str, String>,
    /// What is counted: `events`, `figures`, or `reports` and `statements` by the places that their reports name.
    pub shown: &'static str,
    /// The part of the world that is drawn; `null` for all of it.
    #[serde(rename = "box")]
    pub bounds: Option<Bounds>,
    /// How many were found, in how many reports.
    pub found: [usize; 2],
    /// Of events: by their status.
    pub statuses: Vec<OfStatus>,
    /// Places on the map, those that count most first.
    pub places: Vec<At>,
    /// Countries of what is known by its country alone.
    pub countries: Vec<At>,
    /// Names that could not be placed.
    pub unplaced: Vec<At>,
    /// How many have no place at all.
    pub nowhere: usize,
    /// How many there are by time of publication.
    pub times: Vec<Time>,
    #[serde(skip)]
    of: Of,
}

/// Data at a place.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct At {
    /// Name.
    pub place: String,
    /// The same as a filter takes it, and finds as many by.
    pub filter: String,
    /// Country, ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// First-order division.
    pub admin1: Option<String>,
    /// Degrees north; `null` of a country, which is no point.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// `exact`, `admin2`, `admin1` or `country`; `null` where the name could not be placed.
    pub precision: Option<String>,
    /// Events, figures, statements or reports.
    pub data: usize,
    /// Reports.
    pub reports: usize,
    /// Of events: by PLOVER's quad, 1 to 4.
    pub quads: [usize; 4],
}

/// A time of publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MapTime)]
pub struct Time {
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub start: jiff::civil::Date,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub end: jiff::civil::Date,
    /// What is counted.
    pub data: usize,
    /// Of events: by quad.
    pub quads: [usize; 4],
}

/// What the page needs to say it, beside what it says.
#[derive(Debug)]
struct Of {
    query: Query,
    kind: Kind,
    sheet: Sheet,
    step: Step,
    /// Names of countries that are listed.
    names: BTreeMap<String, String>,
    /// Types of events, for the form.
    types: Vec<String>,
}

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/map", get(page))
}

/// Where events, figures or reports are that answer a question; takes all that `search` takes.
#[utoipa::path(get, path = "/api/v1/map", params(View,
        ("q" = Option<String>, Query, description = "words of the report; and every other filter of search")),
    responses((status = 200, body = Map), (status = 400, description = "a value makes no sense")))]
pub async fn page(
    State(app): State<Arc<App>>,
    asked: Asked,
    query: Query,
    Asks(view): Asks<View>,
) -> Result<Response, Fault> {
    app.show(asked, move |room, _| map(room, query, &view)).await
}

fn map(room: &Room, query: Query, view: &View) -> Result<Map, Fault> {
    let bounds =
        view.bounds.as_deref().map(Bounds::read).transpose()?.filter(|bounds| !bounds.is_world());
    let survey = room.app.survey()?;
    // Where nothing else is said a map is one of events.
    let is_chosen = query.pairs().iter().any(|(name, _)| *name == "as");
    let kind = match query.kind() {
        Kind::Reports if !is_chosen => Kind::Events,
        kind => kind,
    };
    let selection = survey.select(room.archive, &query.wanted(room.archive)?, kind)?;
    let all = places(&survey, &selection);
    let placed: usize = all.iter().map(|at| at.data).sum();
    let (mut on_map, mut countries, mut unplaced) = (Vec::new(), Vec::new(), Vec::new());
    for at in all {
        match (at.precision.as_deref(), at.longitude.zip(at.latitude)) {
            (Some("country"), _) => countries.push(at),
            (Some(_), Some((lon, lat))) if bounds.is_none_or(|bounds| bounds.has(lon, lat)) => {
                on_map.push(at)
            }
            (Some(_), Some(_)) => {}
            _ => unplaced.push(at),
        }
    }
    let countries = by_country(countries);
    let label = |code: &String| (code.clone(), room.app.countries().label(code).to_owned());
    let (step, times) = times(&survey, &selection);
    let types =
        survey.facet(&selection, Facet::Type, usize::MAX).into_iter().map(|count| count.value);
    Ok(Map {
        filters: query.filters().map(|(name, value)| (name, value.to_owned())).collect(),
        shown: kind.word(),
        bounds,
        found: [selection.rows.len(), selection.reports.len()],
        statuses: if kind == Kind::Events { statuses(&survey, &selection) } else { Vec::new() },
        nowhere: if has_own_place(kind) { selection.rows.len().saturating_sub(placed) } else { 0 },
        times,
        of: Of {
            kind,
            sheet: bounds.map_or_else(Sheet::world, Sheet::of),
            step,
            names: countries
                .iter()
                .chain(&on_map)
                .filter_map(|at| at.country.as_ref().map(label))
                .collect(),
            types: if kind == Kind::Events { types.collect() } else { Vec::new() },
            query,
        },
        places: on_map,
        countries,
        unplaced,
    })
}

/// Statements and reports are where the places are that their reports name: some several times.
fn has_own_place(kind: Kind) -> bool {
    matches!(kind, Kind::Events | Kind::Figures)
}

/// What is at each place, those that count most first.
fn places(survey: &Survey, selection: &Selection) -> Vec<At> {
    let quads = quads(survey, selection);
    let at = |spot: sayso_archive::survey::SpotCount| {
        let place = survey.place(spot.place);
        let text = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
        // A country is no point: its middle is nobody's place.
        let is_point = place.precision != Some(PlacePrecision::Country);
        At {
            place: place.name.to_string(),
            filter: filter(place).to_string(),
            country: text(&place.country),
            admin1: text(&place.admin1),
            latitude: place.latitude.filter(|_| is_point),
            longitude: place.longitude.filter(|_| is_point),
            precision: place.precision.map(|precision: PlacePrecision| precision.word().to_owned()),
            data: spot.data,
            reports: spot.reports,
            quads: quads
                .get(spot.place as usize)
                .copied()
                .unwrap_or_default()
                .map(|count| count as usize),
        }
    };
    let mut all: Vec<At> = survey.spots(selection).into_iter().map(at).collect();
    all.sort_by(|a, b| b.data.cmp(&a.data).then_with(|| a.place.cmp(&b.place)));
    all
}

/// What leads to what is at a place.
fn filter(place: &Spot) -> Exact {
    match (place.precision, &place.country) {
        (Some(PlacePrecision::Country), Some(code)) => Exact::no_more_than(code),
        _ => Exact::with_code(&place.name, place.country.as_deref()).at(place.geonames_id),
    }
}

/// Events by quad, by number of the place.
fn quads(survey: &Survey, selection: &Selection) -> Vec<[u32; 4]> {
    let mut all: Vec<[u32; 4]> = Vec::new();
    if selection.kind != Kind::Events {
        return all;
    }
    for row in &selection.rows {
        let event = survey.event(*row);
        let Some(place) = event.place else { continue };
        let at = place as usize;
        if at >= all.len() {
            all.resize(at + 1, [0; 4]);
        }
        let quad = usize::from(event.quad).checked_sub(1);
        if let Some(count) = quad.and_then(|quad| all.get_mut(at)?.get_mut(quad)) {
            *count += 1;
        }
    }
    all
}

/// One line a country, however it is named.
fn by_country(all: Vec<At>) -> Vec<At> {
    let mut by: BTreeMap<String, At> = BTreeMap::new();
    for at in all {
        let key = at.country.clone().unwrap_or_else(|| at.place.clone());
        match by.get_mut(&key) {
            None => {
                by.insert(key, at);
            }
            Some(there) => {
                there.data += at.data;
                // Two names in one report count it twice: at most so many.
                there.reports += at.reports;
                there.quads.iter_mut().zip(at.quads).for_each(|(sum, more)| *sum += more);
            }
        }
    }
    let mut all: Vec<At> = by.into_values().collect();
    all.sort_by(|a, b| b.data.cmp(&a.data).then_with(|| a.place.cmp(&b.place)));
    all
}

fn times(survey: &Survey, selection: &Selection) -> (Step, Vec<Time>) {
    use sayso_archive::survey::{Clock, Period};
    let day = |report: Option<&u32>| report.map(|report| survey.report(*report).day);
    let Some((first, last)) = day(selection.reports.last()).zip(day(selection.reports.first()))
    else {
        return (Step::Day, Vec::new());
    };
    let period = Period::fitting(first, last);
    let step = Step::from(period);
    let bins = survey.by_period(selection, period, Clock::Published).into_iter();
    let time = |bin: sayso_archive::survey::Bin| Time {
        start: bin.start,
        end: step.end(bin.start),
        data: bin.data,
        quads: bin.quads,
    };
    (step, bins.map(time).collect())
}

impl Page for Map {
    fn title(&self) -> String {
        "Map".to_owned()
    }

    fn section(&self) -> Section {
        Section::Map
    }

    fn body(&self, _: &Asked) -> Markup {
        html::body(self)
    }

    fn table(&self) -> Option<Table> {
        let columns = [
            "place",
            "country",
            "admin1",
            "precision",
            "latitude",
            "longitude",
            "count",
            "reports",
            "verbal_cooperation",
            "material_cooperation",
            "verbal_conflict",
            "material_conflict",
        ];
        let rows = self.places.iter().chain(&self.countries).chain(&self.unplaced);
        Some(Table::of(columns, rows.map(cells).collect()))
    }
}

fn cells(at: &At) -> [Value; 12] {
    let [first, second, third, fourth] = at.quads;
    [
        json!(at.place),
        json!(at.country),
        json!(at.admin1),
        json!(at.precision),
        json!(at.latitude),
        json!(at.longitude),
        json!(at.data),
        json!(at.reports),
        json!(first),
        json!(second),
        json!(third),
        json!(fourth),
    ]
}
