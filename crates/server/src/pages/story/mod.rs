//! A story: its days, what happens in it, its figures, who speaks in it, and its reports.

mod html;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use maud::Markup;
use sayso_archive::stories::lists::{
    DayOfStory, HappeningLine, Member, Part, SeriesLine, StoryLine,
};
use sayso_archive::survey::{Facet, Kind, Wanted};
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
use crate::shell::Section;
use crate::table::Table;

/// Originals of a page, and of its CSV.
const REPORTS: usize = 50;
const REPORTS_OF_CSV: usize = 5000;
/// Happenings of a page.
const HAPPENINGS: usize = 20;
/// Series; the ledger has all of them.
const SERIES: usize = 8;
/// Speakers; search has all of them.
const SPEAKERS: usize = 12;

/// Which parts of its lists are asked for.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Question {
    /// Page of the list of reports, from 1.
    page: Option<String>,
    /// Page of the list of happenings, from 1.
    happenings: Option<String>,
}

/// A story.
#[derive(Debug, Serialize, ToSchema)]
pub struct Story {
    /// How the stories stand to the reports.
    pub made: Made,
    /// What it is called, its days, and how many of each kind it has.
    #[schema(value_type = Object)]
    pub story: StoryLine,
    /// Its days on which a report was published.
    #[schema(value_type = Vec<Object>)]
    pub days: Vec<DayOfStory>,
    /// What happens in it, what the most reports tell of first.
    #[schema(value_type = Vec<Object>)]
    pub happenings: Vec<HappeningLine>,
    /// Which page of the list of happenings this is.
    pub happenings_page: usize,
    /// Whether there are more happenings.
    pub more_happenings: bool,
    /// Its series of figures, those with the most figures first.
    #[schema(value_type = Vec<Object>)]
    pub series: Vec<SeriesLine>,
    /// Who speaks in its originals, most statements first.
    pub speakers: Vec<Speaker>,
    /// Its originals, each with its copies, by date.
    #[schema(value_type = Vec<Object>)]
    pub reports: Vec<Member>,
    /// Which page of the list of reports this is.
    pub page: usize,
    /// Whether there are more reports.
    pub has_more: bool,
}

/// Who speaks in a story.
#[derive(Debug, Serialize, ToSchema)]
pub struct Speaker {
    /// The name.
    pub name: String,
    /// The name with its code, where there is one.
    pub label: String,
    /// Statements.
    pub statements: usize,
    /// Originals with such a statement.
    pub originals: usize,
}

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/story/{id}", get(page))
}

/// A story, by the id of one of its reports.
#[utoipa::path(get, path = "/api/v1/story/{id}",
    params(("id" = String, Path, description = "Id of a report of the story"), Question),
    responses((status = 200, body = Story), (status = 404, description = "no story has this report")))]
pub async fn page(
    State(app): State<Arc<App>>,
    asked: Asked,
    At(id): At<String>,
    Asks(question): Asks<Question>,
) -> Result<Response, Fault> {
    app.show(asked, move |room, asked| story(room, asked, &id, &question)).await
}

pub(in crate::pages) fn story(
    room: &Room,
    asked: &Asked,
    id: &str,
    question: &Question,
) -> Result<Story, Fault> {
    let made = Made::of(room)?;
    let archive = room.archive;
    let absent = || made.absent(&format!("a story with the report {id}"), "`/stories`");
    let story = archive.story_line(id)?.ok_or_else(absent)?;
    let page = listing::page_number(&question.page)?;
    let happenings_page = listing::page_number(&question.happenings)?;
    let limit = if asked.form == Form::Csv { REPORTS_OF_CSV } else { REPORTS };
    let reports = archive.members_of_story(&story, listing::part(page, limit))?;
    let happenings = archive.happenings_of(&story, listing::part(happenings_page, HAPPENINGS))?;
    Ok(Story {
        made,
        days: archive.days_of_story(&story)?,
        happenings: happenings.lines,
        happenings_page,
        more_happenings: happenings.has_more,
        series: archive.series_of(&story, Part { skip: 0, limit: SERIES })?.lines,
        speakers: speakers(room, &story)?,
        reports: reports.lines,
        page,
        has_more: reports.has_more,
        story,
    })
}

/// Those who speak in the originals: what is copied is said once.
fn speakers(room: &Room, story: &StoryLine) -> Result<Vec<Speaker>, Fault> {
    let reports = Some(room.archive.originals_of_story(story)?);
    let survey = room.app.survey()?;
    let wanted = Wanted { reports, ..Wanted::default() };
    let said = survey.select(room.archive, &wanted, Kind::Statements)?;
    let all = survey.facet(&said, Facet::Speaker, SPEAKERS).into_iter().map(|count| Speaker {
        name: count.name,
        label: count.label,
        statements: count.data,
        originals: count.reports,
    });
    Ok(all.collect())
}

impl Page for Story {
    fn title(&self) -> String {
        self.story.title.clone()
    }

    fn section(&self) -> Section {
        Section::Stories
    }

    fn body(&self, _: &Asked) -> Markup {
        maud::html! { div.figs { (html::body(self)) } }
    }

    fn table(&self) -> Option<Table> {
        let columns = ["date", "report_id", "published_by", "title", "copy_of"];
        let rows = self.reports.iter().flat_map(|original| {
            let own = [
                json!(original.date),
                json!(original.id),
                json!(original.source),
                json!(original.title),
                json!(null),
            ];
            let copies = original.copies.iter().map(|copy| {
                [
                    json!(copy.date),
                    json!(copy.id),
                    json!(copy.source),
                    json!(null),
                    json!(original.id),
                ]
            });
            std::iter::once(own).chain(copies)
        });
        Some(Table::of(columns, rows.collect()))
    }
}
