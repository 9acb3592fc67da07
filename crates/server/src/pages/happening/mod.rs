//! A happening: all who tell of it, on whose say-so, and where they differ.

mod html;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use maud::Markup;
use sayso_archive::stories::lists::HappeningLine;
use sayso_archive::stories::page::{self as pages, PageError, Shown, Told};
use sayso_record::Span;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::listing::{self, Made};
use crate::app::{App, Room};
use crate::asked::Asked;
use crate::extract::{Asks, At};
use crate::fault::Fault;
use crate::page::Page;
use crate::shell::Section;
use crate::table::Table;

/// Reports that are read for it, where nothing else is said; copies are left out first.
const REPORTS: usize = 40;
/// The most that may be asked for.
const MOST: usize = 400;
/// What else there is in its story: each has a page of its own.
const SERIES: usize = 4;
const FIGURES: usize = 5;
const OTHERS: usize = 10;

/// How much is asked for.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Question {
    /// Reports that are read for it, up to 400; 40 where nothing is said.
    reports: Option<String>,
}

/// A happening with all who tell of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Happening {
    /// How the stories stand to the reports.
    pub made: Made,
    /// The happening as it was first told, in a line.
    #[schema(value_type = Option<Object>)]
    pub first_told: Option<HappeningLine>,
    /// The happening, its story, and what else there is in it.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub told: Told,
    /// Reports that were read for it, at most.
    pub reports_read: usize,
}

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/happening/{id}", get(page))
}

/// A happening, by the stable id of an event that tells of it.
#[utoipa::path(get, path = "/api/v1/happening/{id}",
    params(("id" = String, Path, description = "Stable id of an event that tells of it"), Question),
    responses((status = 200, body = Happening), (status = 404, description = "no happening has this event")))]
pub async fn page(
    State(app): State<Arc<App>>,
    asked: Asked,
    At(id): At<String>,
    Asks(question): Asks<Question>,
) -> Result<Response, Fault> {
    app.show(asked, move |room, _| happening(room, &id, &question)).await
}

pub(in crate::pages) fn happening(
    room: &Room,
    id: &str,
    question: &Question,
) -> Result<Happening, Fault> {
    let made = Made::of(room)?;
    let reports_read = reports(&question.reports)?;
    let absent = || made.absent(&format!("a happening with the event {id}"), "`/stories`");
    if made == Made::Never || room.archive.report(id)?.is_none() {
        return Err(absent());
    }
    let asked = pages::find(room.archive, &[id.to_owned()]).map_err(fault)?;
    let shown = Shown { reports: reports_read, series: SERIES, figures: FIGURES, others: OTHERS };
    let told = pages::gather(room.archive, &asked, shown).map_err(fault)?;
    let Some(happening) = &told.happening else { return Err(absent()) };
    let first_told = room.archive.happening_line(&happening.id)?;
    Ok(Happening { made, first_told, told, reports_read })
}

impl Happening {
    /// Type and mode, as it was first told.
    fn kind(&self) -> String {
        self.first_told
            .as_ref()
            .map_or_else(|| "Happening".to_owned(), |one| listing::kind(&one.what))
    }

    /// What its tellings say of it where that is not that it took place.
    fn told_as(&self) -> &[&'static str] {
        self.first_told.as_ref().map_or(&[], |one| &one.told_as)
    }

    /// Who to whom, as it was first told: what several tell need not go together.
    fn parties(&self) -> &str {
        self.first_told.as_ref().map_or(&self.told.story.title, |one| &one.parties)
    }
}

fn reports(asked: &Option<String>) -> Result<usize, Fault> {
    let Some(asked) = listing::typed(asked) else { return Ok(REPORTS) };
    let number = asked.parse().ok().filter(|number| (1..=MOST).contains(number));
    number.ok_or_else(|| Fault::Unclear(format!("reports={asked}: give a number from 1 to {MOST}")))
}

fn fault(error: PageError) -> Fault {
    match error {
        PageError::Archive(error) => error.into(),
        absent => Fault::Absent(absent.to_string()),
    }
}

/// A line cut into what stands before some of its characters, these, and what stands behind them.
fn cut(line: &str, marked: Span) -> (String, String, String) {
    let part = |start: usize, end: usize| {
        line.chars().skip(start).take(end.saturating_sub(start)).collect::<String>()
    };
    (part(0, marked.start), part(marked.start, marked.end), part(marked.end, usize::MAX))
}

impl Page for Happening {
    fn title(&self) -> String {
        format!("{}: {}", self.kind(), self.parties())
    }

    fn section(&self) -> Section {
        Section::Stories
    }

    fn body(&self, _: &Asked) -> Markup {
        maud::html! { div.figs { (html::body(self)) } }
    }

    fn table(&self) -> Option<Table> {
        let columns = [
            "date",
            "report_id",
            "published_by",
            "said_by",
            "in_own_words",
            "quoted_by",
            "says",
            "sentence",
            "copies",
        ];
        let lines = self.told.happening.iter().flat_map(|happening| &happening.line_of_time);
        let rows: Vec<[Value; 9]> = lines
            .flat_map(|line| {
                line.tells.iter().map(|tells| {
                    [
                        json!(line.date.to_string()),
                        json!(line.report),
                        json!(line.source),
                        json!(tells.by.name),
                        json!(tells.by.is_reporter),
                        json!(tells.quoted_by),
                        json!(tells.says),
                        json!(tells.sentence),
                        json!(line.copies.len()),
                    ]
                })
            })
            .collect();
        Some(Table::of(columns, rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_by_characters() {
        let cut = |start, end| cut("Élan hit Zenda.", Span::new(start, end));
        assert_eq!(cut(5, 8), ("Élan ".to_owned(), "hit".to_owned(), " Zenda.".to_owned()));
        assert_eq!(cut(5, 90), ("Élan ".to_owned(), "hit Zenda.".to_owned(), String::new()));
        assert_eq!(cut(20, 10).0, "Élan hit Zenda.");
    }
}
