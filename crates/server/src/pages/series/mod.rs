//! A series of figures: how many of one thing, from report to report, each figure with who says so, and what a
//! rule would take.
//!
//! `claims` has the figures in their sentences, `rules` the rules in words; `chart` draws all figures over the days.

mod chart;
mod claims;
mod html;
mod rules;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use maud::Markup;
use sayso_archive::stories::RuledDay;
use sayso_archive::stories::lists::{Claim, SeriesLine};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::listing::{self, Made};
use crate::app::{App, Room};
use crate::asked::Asked;
use crate::extract::{Asks, At};
use crate::fault::Fault;
use crate::form::Form;
use crate::page::Page;
use crate::quoted::text_of;
use crate::shell::Section;
use crate::table::Table;
use claims::Told;
use rules::Rule;

/// Figures of a page, and of its CSV.
const CLAIMS: usize = 50;
const CLAIMS_OF_CSV: usize = 2000;
/// Figures on the chart, the newest.
const MARKS: usize = 200;

/// What is asked of a series.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Question {
    /// Which figure a rule would take: `range` (where nothing is said), `majority` or `latest`.
    rule: Option<String>,
    /// The source that `latest` follows; where it is not said, the one with the most days.
    of: Option<String>,
    /// Page of the list of figures, from 1.
    page: Option<String>,
}

/// A series.
#[derive(Debug, Serialize, ToSchema)]
pub struct Series {
    /// How the stories stand to the reports.
    pub made: Made,
    /// What is counted, where, in which story, and how far sources agree.
    #[schema(value_type = Object)]
    pub series: SeriesLine,
    /// The rule chosen.
    pub rule: Rule,
    /// The source that the rule follows, where it follows one.
    pub of: Option<String>,
    /// What the rule takes, day by day.
    #[schema(value_type = Vec<Object>)]
    pub takes: Vec<RuledDay>,
    /// Sources that can be followed, by name: speakers, and publishers in their own words.
    pub speaking: Vec<String>,
    /// The figures as numbers, by date: the newest 200.
    #[schema(value_type = Vec<Object>)]
    pub numbers: Vec<Claim>,
    /// The figures of this page in their sentences.
    pub claims: Vec<Told>,
    /// Which page of the list of figures this is.
    pub page: usize,
    /// Whether there are more.
    pub has_more: bool,
}

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/series/{id}", get(page))
}

/// A series of figures, by the stable id of one of them.
#[utoipa::path(get, path = "/api/v1/series/{id}",
    params(("id" = String, Path, description = "Stable id of a figure of the series"), Question),
    responses((status = 200, body = Series), (status = 404, description = "no series has this figure")))]
pub async fn page(
    State(app): State<Arc<App>>,
    asked: Asked,
    At(id): At<String>,
    Asks(question): Asks<Question>,
) -> Result<Response, Fault> {
    app.show(asked, move |room, asked| series(room, asked, &id, &question)).await
}

pub(in crate::pages) fn series(
    room: &Room,
    asked: &Asked,
    id: &str,
    question: &Question,
) -> Result<Series, Fault> {
    let made = Made::of(room)?;
    let absent = || made.absent(&format!("a series with the figure {id}"), "`/figures`");
    let key = room.archive.series_key(id)?.ok_or_else(absent)?;
    let line = room.archive.series_line(key)?.ok_or_else(absent)?;
    let rule = match listing::typed(&question.rule) {
        None => Rule::Range,
        Some(word) => Rule::by_word(&word).ok_or_else(|| {
            Fault::Unclear(format!("rule={word}: say `range`, `majority` or `latest`"))
        })?,
    };
    let days = room.archive.days_of_series(key)?;
    let speaking = speaking(&days);
    let of = match rule {
        Rule::Latest => listing::typed(&question.of).or_else(|| speaking.first().cloned()),
        Rule::Range | Rule::Majority => None,
    };
    let followed = of.as_deref().unwrap_or_default();
    let taken = days.iter().filter(|day| day.rule == rule.word() && day.source == followed);
    let takes = taken.cloned().collect();
    let page = listing::page_number(&question.page)?;
    let limit = if asked.form == Form::Csv { CLAIMS_OF_CSV } else { CLAIMS };
    let mut numbers = room.archive.claims(key)?;
    let shown = listing::part(page, limit);
    let claims = claims::told(room, &numbers, shown)?;
    let has_more = numbers.len() > shown.skip + shown.limit;
    numbers.drain(..numbers.len().saturating_sub(MARKS));
    Ok(Series { made, series: line, rule, of, takes, speaking, numbers, claims, page, has_more })
}

/// The sources that a rule can follow, those that spoke on the most days first.
fn speaking(days: &[RuledDay]) -> Vec<String> {
    let mut times: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for day in days.iter().filter(|day| day.rule == Rule::Latest.word() && !day.source.is_empty()) {
        *times.entry(&day.source).or_default() += 1;
    }
    let mut all: Vec<(&str, usize)> = times.into_iter().collect();
    all.sort_by_key(|(name, days)| (std::cmp::Reverse(*days), *name));
    all.into_iter().map(|(name, _)| name.to_owned()).collect()
}

impl Page for Series {
    fn title(&self) -> String {
        self.series.about.clone()
    }

    fn section(&self) -> Section {
        Section::Figures
    }

    fn body(&self, _: &Asked) -> Markup {
        maud::html! { div.figs { (html::body(self)) } }
    }

    fn table(&self) -> Option<Table> {
        let columns = [
            "date",
            "published_by",
            "said_by",
            "number",
            "value",
            "low",
            "high",
            "bound",
            "counted",
            "stance",
            "other_id",
            "is_copy",
            "sentence",
            "figure_id",
            "report_id",
        ];
        let row = |told: &Told| {
            let claim = &told.claim;
            [
                json!(claim.date),
                json!(claim.source),
                json!(told.said_by.join(" < ")),
                json!(told.number),
                json!(claim.value),
                json!(claim.low),
                json!(claim.high),
                json!(claim.bound),
                json!(told.counted),
                json!(claim.stance),
                json!(told.with.as_ref().map(|with| &with.id)),
                json!(claim.is_copy),
                json!(text_of(&told.sentence)),
                json!(claim.id),
                json!(claim.report),
            ]
        };
        Some(Table::of(columns, self.claims.iter().map(row).collect()))
    }
}
