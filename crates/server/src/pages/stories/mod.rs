//! The list of stories: what reports tell of one matter as it goes on.

pub mod html;
#[cfg(test)]
mod served;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use maud::Markup;
use sayso_archive::Words;
use sayso_archive::stories::lists::{Days, StoriesOrder, StoriesWanted, StoryLine};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::listing::{self, Made};
use crate::app::{App, Room};
use crate::asked::Asked;
use crate::extract::Asks;
use crate::fault::Fault;
use crate::page::Page;
use crate::shell::Section;
use crate::table::Table;

/// Lines of a page.
const LINES: usize = 30;

/// What is asked of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(default)]
#[schema(as = StoriesAsked)]
pub struct Question {
    /// Words that a report of the story has.
    pub q: Option<String>,
    /// First day of publication.
    pub from: Option<String>,
    /// Last day of publication.
    pub to: Option<String>,
    /// `newest` (where nothing is said), or `largest`: most reports first.
    pub order: Option<String>,
    /// Page of the list, from 1.
    pub page: Option<String>,
}

/// Stories.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stories {
    /// How the stories stand to the reports.
    pub made: Made,
    /// What is asked.
    pub asked: Question,
    /// The stories.
    #[schema(value_type = Vec<Object>)]
    pub stories: Vec<StoryLine>,
    /// Which page of the list this is.
    pub page: usize,
    /// Whether there are more.
    pub has_more: bool,
}

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/stories", get(page))
}

/// The list of stories.
#[utoipa::path(get, path = "/api/v1/stories", params(Question),
    responses((status = 200, body = Stories), (status = 400, description = "no such day, order or page")))]
pub async fn page(
    State(app): State<Arc<App>>,
    asked: Asked,
    Asks(question): Asks<Question>,
) -> Result<Response, Fault> {
    app.show(asked, move |room, _| stories(room, question)).await
}

pub(in crate::pages) fn stories(room: &Room, question: Question) -> Result<Stories, Fault> {
    let wanted = question.wanted()?;
    let page = listing::page_number(&question.page)?;
    let listed = room.archive.list_stories(&wanted, listing::part(page, LINES))?;
    Ok(Stories {
        made: Made::of(room)?,
        asked: question,
        stories: listed.lines,
        page,
        has_more: listed.has_more,
    })
}

impl Question {
    fn wanted(&self) -> Result<StoriesWanted, Fault> {
        let order = match listing::typed(&self.order).as_deref() {
            None | Some("newest") => StoriesOrder::Newest,
            Some("largest") => StoriesOrder::Largest,
            Some(other) => {
                return Err(Fault::Unclear(format!("order={other}: say `newest` or `largest`")));
            }
        };
        let days = Days { from: day("from", &self.from)?, to: day("to", &self.to)? };
        if days.from.zip(days.to).is_some_and(|(from, to)| from > to) {
            return Err(Fault::Unclear("from is later than to: change them round".to_owned()));
        }
        let words = Words::read(self.q.as_deref().unwrap_or_default());
        Ok(StoriesWanted { words, days, order })
    }

    /// The same as names and values, to ask it again; the page is left out.
    fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [("q", &self.q), ("from", &self.from), ("to", &self.to), ("order", &self.order)];
        all.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))).collect()
    }

    fn narrows(&self) -> bool {
        [&self.q, &self.from, &self.to].into_iter().any(|value| listing::typed(value).is_some())
    }
}

fn day(name: &str, text: &Option<String>) -> Result<Option<Date>, Fault> {
    let Some(text) = listing::typed(text) else { return Ok(None) };
    let date = text.parse().map_err(|_| {
        Fault::Unclear(format!("{name}={text}: this is no day; write it as 1987-05-04"))
    })?;
    Ok(Some(date))
}

impl Page for Stories {
    fn title(&self) -> String {
        "Stories".to_owned()
    }

    fn section(&self) -> Section {
        Section::Stories
    }

    fn body(&self, _: &Asked) -> Markup {
        maud::html! { div.figs { (html::body(self)) } }
    }

    fn table(&self) -> Option<Table> {
        let columns = [
            "story_id",
            "title",
            "first_date",
            "last_date",
            "reports",
            "originals",
            "independent_sources",
            "happenings",
            "series",
        ];
        let row = |line: &StoryLine| {
            [
                json!(line.id),
                json!(line.title),
                json!(line.first),
                json!(line.last),
                json!(line.reports),
                json!(line.originals),
                json!(line.independent_sources),
                json!(line.happenings),
                json!(line.series),
            ]
        };
        Some(Table::of(columns, self.stories.iter().map(row).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_sense_is_told_with_the_next_step() {
        let said = |text: &str| Some(text.to_owned());
        let odd = [
            Question { from: said("May"), ..Question::default() },
            Question { from: said("1988-01-01"), to: said("1987-01-01"), ..Question::default() },
            Question { order: said("best"), ..Question::default() },
        ];
        for question in odd {
            assert!(matches!(question.wanted(), Err(Fault::Unclear(_))), "{question:?}");
        }
        assert!(Question { from: said(" 1987-05-04 "), ..Question::default() }.wanted().is_ok());
    }
}
