//! The ledger of figures: every series of the archive, what is counted in it, and whether sources agree.

pub mod html;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use maud::Markup;
use sayso_archive::stories::lists::{Doubt, SeriesLine, SeriesOrder, SeriesWanted};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::listing::{self, Made};
use crate::app::{App, Room};
use crate::asked::Asked;
use crate::extract::Asks;
use crate::fault::Fault;
use crate::link;
use crate::page::Page;
use crate::shell::Section;
use crate::table::Table;

/// Lines of a page.
const LINES: usize = 50;

/// What is asked of the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(default)]
#[schema(as = FiguresAsked)]
pub struct Question {
    /// What is counted: `killed`, `injured` …
    pub measure: Option<String>,
    /// A country (ISO 3166-1 alpha-3), or part of a place's name.
    pub place: Option<String>,
    /// Words of the title of the story.
    pub q: Option<String>,
    /// Id of a report of the story.
    pub story: Option<String>,
    /// `yes`: only where sources do not agree.
    pub dispute: Option<String>,
    /// `newest` (where nothing is said), `figures`: most figures first, `spread`: furthest apart first.
    pub order: Option<String>,
    /// Page of the list, from 1.
    pub page: Option<String>,
}

/// The ledger.
#[derive(Debug, Serialize, ToSchema)]
pub struct Figures {
    /// How the stories stand to the reports.
    pub made: Made,
    /// What is asked.
    pub asked: Question,
    /// The series.
    #[schema(value_type = Vec<Object>)]
    pub series: Vec<SeriesLine>,
    /// Which page of the list this is.
    pub page: usize,
    /// Whether there are more.
    pub has_more: bool,
    /// What may be counted.
    pub measures: Vec<String>,
}

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/figures", get(page))
}

/// The ledger of figures.
#[utoipa::path(get, path = "/api/v1/figures", params(Question),
    responses((status = 200, body = Figures), (status = 400, description = "no such order or page")))]
pub async fn page(
    State(app): State<Arc<App>>,
    asked: Asked,
    Asks(question): Asks<Question>,
) -> Result<Response, Fault> {
    app.show(asked, move |room, _| figures(room, question)).await
}

pub(in crate::pages) fn figures(room: &Room, question: Question) -> Result<Figures, Fault> {
    let wanted = question.wanted()?;
    let page = listing::page_number(&question.page)?;
    let listed = room.archive.list_series(&wanted, listing::part(page, LINES))?;
    Ok(Figures {
        made: Made::of(room)?,
        asked: question,
        series: listed.lines,
        page,
        has_more: listed.has_more,
        measures: room.app.codebook().figures.list().map(|(name, _)| name.to_owned()).collect(),
    })
}

impl Question {
    fn wanted(&self) -> Result<SeriesWanted, Fault> {
        let doubt = match listing::typed(&self.dispute).as_deref() {
            None | Some("no") => Doubt::Any,
            Some("yes") => Doubt::Disputed,
            Some(other) => {
                return Err(Fault::Unclear(format!("dispute={other}: say `yes`, or leave it out")));
            }
        };
        let order = match listing::typed(&self.order).as_deref() {
            None | Some("newest") => SeriesOrder::Newest,
            Some("figures") => SeriesOrder::Figures,
            Some("spread") => SeriesOrder::Spread,
            Some(other) => {
                let what = format!("order={other}: say `newest`, `figures` or `spread`");
                return Err(Fault::Unclear(what));
            }
        };
        // As many words as one types: each is a condition of its own.
        let title = listing::typed(&self.q).unwrap_or_default();
        let title = title.split_whitespace().take(12).map(str::to_owned).collect();
        Ok(SeriesWanted {
            measure: listing::typed(&self.measure),
            place: listing::typed(&self.place),
            story: listing::typed(&self.story),
            title,
            doubt,
            order,
        })
    }

    /// The same as names and values, to ask it again; the page is left out.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("measure", &self.measure),
            ("place", &self.place),
            ("q", &self.q),
            ("story", &self.story),
            ("dispute", &self.dispute),
            ("order", &self.order),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))).collect()
    }

    /// Whether anything is asked at all.
    fn narrows(&self) -> bool {
        [&self.measure, &self.place, &self.q, &self.story, &self.dispute]
            .into_iter()
            .any(|value| listing::typed(value).is_some())
    }

    /// The single figures that answer, in search.
    pub fn single(&self) -> String {
        let text = |value: &Option<String>| listing::typed(value).unwrap_or_default();
        let (q, measure, place) = (text(&self.q), text(&self.measure), text(&self.place));
        let query = [("as", "figures"), ("q", &q), ("measure", &measure), ("place", &place)];
        link::with_query("/search", query)
    }
}

impl Page for Figures {
    fn title(&self) -> String {
        "Figures".to_owned()
    }

    fn section(&self) -> Section {
        Section::Figures
    }

    fn body(&self, _: &Asked) -> Markup {
        maud::html! { div.figs { (html::body(self)) } }
    }

    fn table(&self) -> Option<Table> {
        let columns = [
            "series_id",
            "about",
            "measure",
            "unit",
            "population",
            "subgroup",
            "place",
            "country",
            "first",
            "last",
            "figures",
            "copies",
            "sources",
            "contradictions",
            "revisions",
            "low",
            "high",
            "majority",
            "story_id",
            "story",
        ];
        let row = |line: &SeriesLine| {
            let range = line.last_by("range");
            let best = line.last_by("majority").map(|day| day.best);
            [
                json!(line.id),
                json!(line.about),
                json!(line.measure),
                json!(line.unit),
                json!(line.population),
                json!(line.subgroup),
                json!(line.place),
                json!(line.country),
                json!(line.first),
                json!(line.last),
                json!(line.figures),
                json!(line.copies),
                json!(line.sources),
                json!(line.contradictions),
                json!(line.revisions),
                json!(range.map(|day| day.low)),
                json!(range.map(|day| day.high)),
                json!(best),
                json!(line.story_id),
                json!(line.story_title),
            ]
        };
        Some(Table::of(columns, self.series.iter().map(row).collect()))
    }
}
