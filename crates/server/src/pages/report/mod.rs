//! The report, and beside it what was read in it: each datum with its words, its rule, and on whose say-so it
//! stands. Also the address of a single datum, which leads to its place here.

mod cards;
mod codes;
pub mod datum;
mod forms;
pub mod head;
pub mod lists;
mod marked;
mod paragraphs;
mod rows;
mod runs;
mod sheet;
#[cfg(test)]
mod tests;
pub mod text;
mod voices;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use sayso_archive::around::{Around, Shared};
use sayso_archive::marks::{Mark, OnReport};
use sayso_archive::{Archive, Standing, Stored};
use sayso_record::Record;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::app::App;
use crate::asked::Asked;
use crate::extract::{Asks, At};
use crate::fault::Fault;
use crate::names::Countries;
use crate::page::Page;
use crate::shell::Section;
use crate::table::Table;

pub use cards::Leads;
pub use forms::{label, of_field, shown};
pub use sheet::{Choice, Kept, Sheet};
use voices::Chosen;

/// A report with its record, and what is known around it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Receipt {
    /// The report and everything that was read in it, as `sayso read --to json` gives it.
    #[schema(value_type = Object)]
    pub record: Record,
    /// `current`, `superseded` or `withdrawn`.
    pub standing: &'static str,
    /// Id of the older version that it takes the place of.
    pub replaces: Option<String>,
    /// Ids of newer versions that take its place.
    pub replaced_by: Vec<String>,
    /// Of each id in the record (`e3`) the one that stays when the report is coded again.
    pub stable_ids: BTreeMap<String, String>,
    /// The story that it is in.
    pub story: Option<StoryOfReport>,
    /// The report that it copies.
    pub original: Option<SameText>,
    /// Reports that copy it, by date: the first twenty.
    pub copies: Vec<SameText>,
    /// How many reports copy it.
    pub copied: u64,
    /// What readers said of its data, oldest first; of each reader the last on a datum.
    pub marks: Vec<MarkOnDatum>,
    /// What readers said of the whole report.
    pub marks_of_report: Vec<MarkOnReport>,
    #[serde(skip)]
    #[schema(ignore)]
    look: Look,
}

/// What the page is made of beside what programs get.
#[derive(Debug)]
struct Look {
    standing: Standing,
    around: Around,
    marks: Vec<Mark>,
    on_report: Vec<OnReport>,
    ask: Ask,
    countries: HashMap<String, String>,
}

/// A story that a report is in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StoryOfReport {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// How many reports it has.
    pub reports: u64,
}

/// A report with the same text, or a part of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SameText {
    /// Its id.
    pub report: String,
    /// Its date.
    pub date: String,
    /// Who published it.
    pub source: Option<String>,
    /// `whole` or `part`.
    pub kind: &'static str,
    /// How much of the copy's words stand in the original, 0 to 1.
    pub share: f64,
}

/// What a reader said of a datum.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MarkOnDatum {
    /// Stable id of the datum.
    pub datum: String,
    /// `statement`, `event`, `figure`, `time` or `place`.
    pub kind: &'static str,
    /// `right`, `wrong` or `corrected`.
    pub verdict: &'static str,
    /// Fields that are to be another.
    #[schema(value_type = Option<Object>)]
    pub correction: Option<Map<String, Value>>,
    /// Why.
    pub note: Option<String>,
    /// Who says so.
    pub reader: String,
    /// When, RFC 3339.
    pub at: String,
    /// Whether the report was coded again and the datum is no longer there.
    pub is_gone: bool,
}

/// What a reader said of a report.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MarkOnReport {
    /// `starred`, `read` or `tag`.
    pub mark: String,
    /// The tag.
    pub tag: Option<String>,
    /// Who says so.
    pub reader: String,
    /// Since when, RFC 3339.
    pub at: String,
}

/// What may stand in the query.
#[derive(Debug, Default, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// Part of a long report, from 1. The page only; JSON and CSV have all of it.
    pub part: Option<usize>,
    /// Id of a datum or mention (`e3`, `m12`) whose part is meant. The page only.
    pub at: Option<String>,
    /// Whose say-so stands out: `report`, or `s:` and the id of an actor or statement. The page only.
    pub voice: Option<String>,
    /// Id of a datum to correct. The page only.
    pub correct: Option<String>,
    /// Where a report has several parts: id of an actor all of whose mentions are listed, or `all` for a list of
    /// all actors. The page only.
    pub actors: Option<String>,
}

pub fn routes() -> Router<Arc<App>> {
    // An id may be an address; whoever types one need not encode its strokes.
    Router::new().route("/report/{*id}", get(page)).route("/datum/{*id}", get(datum::page))
}

/// A report with its record, and what is known around it.
#[utoipa::path(get, path = "/api/v1/report/{id}",
    params(("id" = String, Path, description = "Id of the report"), Ask),
    responses((status = 200, body = Receipt), (status = 404, description = "No report has this id")))]
pub async fn page(
    State(app): State<Arc<App>>,
    asked: Asked,
    At(id): At<String>,
    Asks(ask): Asks<Ask>,
) -> Result<Response, Fault> {
    app.show(asked, move |room, _| {
        let mut receipt = find(room.archive, &id, ask)?;
        receipt.look.countries = countries(&receipt.record, room.app.countries());
        Ok(receipt)
    })
    .await
}

fn find(archive: &Archive, id: &str, ask: Ask) -> Result<Receipt, Fault> {
    let asked = ask.voice.as_deref().unwrap_or_default();
    if Chosen::read(asked).is_none() {
        let said = format!(
            "no voice is called {asked}; ask for `report`, or `s:` and the id of a speaker"
        );
        return Err(Fault::Unclear(said));
    }
    let stored = archive.report(id)?.filter(|stored| stored.record.report.id == id);
    let Some(Stored { record, standing, replaces, .. }) = stored else {
        let said =
            format!("no report has the id {id}; search for words of it, or look at its source");
        return Err(Fault::Absent(said));
    };
    let around = archive.around(id)?;
    let marks = archive.marks_of(id)?;
    let on_report = archive.report_marks_of(id)?;
    let stable = sheet::stable(&record);
    let stable_ids = stable.into_iter().map(|(id, stable)| (id.to_owned(), stable)).collect();
    Ok(Receipt {
        stable_ids,
        standing: standing.word(),
        replaces,
        replaced_by: around.replaced_by.clone(),
        story: around.story.as_ref().map(|story| StoryOfReport {
            id: story.id.clone(),
            title: story.title.clone(),
            reports: story.reports,
        }),
        original: around.original.as_ref().map(SameText::of),
        copies: around.copies.iter().map(SameText::of).collect(),
        copied: around.copied,
        marks: marks.iter().map(MarkOnDatum::of).collect(),
        marks_of_report: on_report.iter().map(MarkOnReport::of).collect(),
        record,
        look: Look { standing, around, marks, on_report, ask, countries: HashMap::new() },
    })
}

/// The names of the countries that a record's places are in.
fn countries(record: &Record, names: &Countries) -> HashMap<String, String> {
    let codes = record.places.iter().filter_map(|place| place.country.as_deref());
    codes.filter_map(|code| Some((code.to_owned(), names.name(code)?.to_owned()))).collect()
}

impl Receipt {
    fn sheet(&self, asked: &Asked) -> Sheet<'_> {
        let ask = &self.look.ask;
        let choice = Choice {
            hidden: asked.hidden.clone(),
            voice: ask.voice.as_deref().and_then(Chosen::read).unwrap_or_default(),
            part: ask.part,
            at: ask.at.clone(),
            correct: ask.correct.clone(),
            actors: ask.actors.clone(),
            reader: asked.reader.clone(),
        };
        let sheet = Sheet::of(&self.record, Kept::Archived, choice, &self.look.marks);
        sheet.named(&self.look.countries)
    }
}

impl Page for Receipt {
    fn title(&self) -> String {
        head::headline(&self.record.report)
    }

    fn section(&self) -> Section {
        Section::Search
    }

    fn body(&self, asked: &Asked) -> Markup {
        let sheet = self.sheet(asked);
        let leads = Leads {
            happenings: self.look.around.happenings.clone(),
            series: self.look.around.series.clone(),
        };
        let back = sheet.address([]);
        html! {
            (head::head(self, &sheet))
            (spread(&sheet, &leads, &back))
        }
    }

    fn table(&self) -> Option<Table> {
        Some(rows::table(&self.record))
    }
}

/// The text with its marks, and the record beside it. `back` is where a switch leads back to.
pub fn spread(sheet: &Sheet, leads: &Leads, back: &str) -> Markup {
    html! {
        (head::switches(sheet, head::kinds(sheet, back)))
        (head::parts(sheet))
        div.side-by-side {
            section.source-text aria-label="The text" { (text::text(sheet)) (head::parts(sheet)) }
            section.report-record aria-label="The record" tabindex="0" {
                (lists::actors(sheet))
                (lists::times(sheet))
                (lists::places(sheet))
                h2.hidden { "Statements, events and figures" }
                (cards::cards(sheet, leads))
            }
        }
    }
}

impl SameText {
    fn of(shared: &Shared) -> Self {
        Self {
            report: shared.id.clone(),
            date: shared.date.clone(),
            source: shared.source.clone(),
            kind: if shared.is_whole { "whole" } else { "part" },
            share: shared.share,
        }
    }
}

impl MarkOnDatum {
    fn of(mark: &Mark) -> Self {
        Self {
            datum: mark.datum.clone(),
            kind: mark.kind.word(),
            verdict: mark.verdict.word(),
            correction: mark.correction.clone(),
            note: mark.note.clone(),
            reader: mark.reader.clone(),
            at: mark.at.to_string(),
            is_gone: mark.is_gone(),
        }
    }
}

impl MarkOnReport {
    fn of(on: &OnReport) -> Self {
        let tag = match &on.mark {
            sayso_archive::marks::ReportMark::Tag(tag) => Some(tag.clone()),
            _ => None,
        };
        Self {
            mark: on.mark.word().to_owned(),
            tag,
            reader: on.reader.clone(),
            at: on.at.to_string(),
        }
    }
}
