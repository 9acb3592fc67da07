//! Reports that readers starred, tagged or have read, and those that a reader has still to read.

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use sayso_archive::marks::{ReportMark, TaggedReport};
use sayso_record::plain;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::queue::is_yes;
use super::tabs::{Tab, tabs};
use crate::app::{App, Room};
use crate::asked::Asked;
use crate::extract::Asks;
use crate::fault::Fault;
use crate::form::Form;
use crate::link;
use crate::page::Page;
use crate::pages::listing::{day, page_number, part, ways};
use crate::shell::Section;
use crate::table::Table;

/// Reports of a page.
const SHOWN: usize = 50;

/// What may stand in the query.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// Only those with this tag.
    pub tag: Option<String>,
    /// `yes` for those that are starred.
    pub starred: Option<String>,
    /// `yes` for those that this reader has not read.
    pub unread: Option<String>,
    /// Of starred ones: only by this reader. Of unread ones: who has not read them; else the name that was given.
    pub reader: Option<String>,
    /// Which page of the list, from 1.
    pub page: Option<String>,
    /// Of unread ones: those behind the report of this number, `next` of the page before.
    pub after: Option<i64>,
}

/// What was said of reports.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reports {
    /// `starred`, `tagged` or `unread`.
    pub shown: &'static str,
    /// Those of this page: starred or tagged last first, unread ones in the archive's order.
    pub reports: Vec<Listed>,
    /// How many there are; `null` of unread ones.
    pub all: Option<usize>,
    /// Of unread ones: where the next page begins.
    pub next: Option<i64>,
    /// Every tag with the number of reports that have it.
    pub tags: Vec<Tag>,
    #[serde(skip)]
    #[schema(ignore)]
    ask: Ask,
    #[serde(skip)]
    #[schema(ignore)]
    page: usize,
}

/// A tag.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tag {
    /// It.
    pub tag: String,
    /// Reports that have it.
    pub reports: u64,
}

/// A report in the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListedReport)]
pub struct Listed {
    /// Its id.
    pub report: String,
    /// Its date.
    pub date: String,
    /// Who published it.
    pub source: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Who says so: starred or tagged it.
    pub reader: Option<String>,
    /// Since when, RFC 3339.
    pub at: Option<String>,
    /// Readers who starred it.
    pub starred_by: Vec<String>,
    /// Its tags.
    pub tags: Vec<String>,
}

/// Reports that readers starred, tagged or have to read
///
/// Starred ones, those of a tag, or those that a reader has not read.
#[utoipa::path(get, path = "/api/v1/review/reports", params(Ask),
    responses((status = 200, body = Reports), (status = 400, description = "A value makes no sense")))]
pub async fn page(
    State(app): State<Arc<App>>,
    asked: Asked,
    Asks(ask): Asks<Ask>,
) -> Result<Response, Fault> {
    app.show(asked, move |room, asked| find(room, asked, ask)).await
}

fn find(room: &Room, asked: &Asked, ask: Ask) -> Result<Reports, Fault> {
    let page = page_number(&ask.page)?;
    let is_starred = is_yes("starred", ask.starred.as_deref())?;
    let tags = room.archive.tags()?.into_iter().map(|(tag, reports)| Tag { tag, reports });
    let tags: Vec<Tag> = tags.collect();
    if is_yes("unread", ask.unread.as_deref())? {
        let said = || Fault::Unclear("unread by whom? give a reader".to_owned());
        let reader = ask.reader.clone().or_else(|| asked.reader.clone()).ok_or_else(said)?;
        let mut unread = room.archive.unread(&reader, ask.after.unwrap_or(0), SHOWN + 1)?;
        let has_more = unread.len() > SHOWN;
        unread.truncate(SHOWN);
        let next = unread.last().filter(|_| has_more).map(|(number, _)| *number);
        let reports = unread.iter().map(|(_, id)| listed(room, id, None));
        let reports = reports.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
        return Ok(Reports { shown: "unread", reports, all: None, next, tags, ask, page });
    }
    let (shown, found) = match &ask.tag {
        Some(tag) => ("tagged", room.archive.tagged(tag)?),
        None => ("starred", room.archive.starred(ask.reader.as_deref())?),
    };
    let mut found = each_once(found);
    if ask.tag.is_some() && is_starred {
        let starred = room.archive.starred(ask.reader.as_deref())?;
        let starred: HashSet<i64> = starred.into_iter().map(|one| one.number).collect();
        found.retain(|one| starred.contains(&one.number));
    }
    let part = part(page, SHOWN);
    let here = found.iter().skip(part.skip).take(part.limit);
    let reports =
        here.map(|one| listed(room, &one.id, Some(one))).collect::<Result<Vec<_>, _>>()?;
    let reports = reports.into_iter().flatten().collect();
    Ok(Reports { shown, reports, all: Some(found.len()), next: None, tags, ask, page })
}

/// Of several readers who say the same of a report, the last.
fn each_once(mut found: Vec<TaggedReport>) -> Vec<TaggedReport> {
    let mut seen = HashSet::new();
    found.retain(|one| seen.insert(one.number));
    found
}

fn listed(room: &Room, id: &str, by: Option<&TaggedReport>) -> Result<Option<Listed>, Fault> {
    let Some(stored) = room.archive.report(id)? else { return Ok(None) };
    let said = room.archive.report_marks_of(id)?;
    let starred = said.iter().filter(|one| one.mark == ReportMark::Starred);
    let tags = said.iter().filter_map(|one| match &one.mark {
        ReportMark::Tag(tag) => Some(tag.clone()),
        ReportMark::Starred | ReportMark::Read => None,
    });
    let mut tags: Vec<String> = tags.collect();
    tags.dedup();
    let report = stored.record.report;
    Ok(Some(Listed {
        starred_by: starred.map(|one| one.reader.clone()).collect(),
        tags,
        date: report.date.to_string(),
        report: report.id,
        source: report.source,
        title: report.title,
        reader: by.map(|by| by.reader.clone()),
        at: by.map(|by| by.at.to_string()),
    }))
}

impl Reports {
    fn heading(&self) -> String {
        match (self.shown, &self.ask.tag) {
            ("tagged", Some(tag)) => format!("Tagged “{tag}”"),
            ("unread", _) => "Not read yet".to_owned(),
            _ => "Starred".to_owned(),
        }
    }

    fn filters(&self) -> Vec<(&str, &str)> {
        let ask = &self.ask;
        let all = [
            ("tag", ask.tag.as_deref()),
            ("starred", ask.starred.as_deref()),
            ("unread", ask.unread.as_deref()),
            ("reader", ask.reader.as_deref()),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    fn ways(&self) -> Markup {
        let next = self.next.map(|next| next.to_string());
        let mut query = self.filters();
        query.extend(next.as_deref().map(|next| ("after", next)));
        let has_more = self.all.is_some_and(|all| all > self.page.saturating_mul(SHOWN));
        html! {
            @if self.next.is_some() {
                nav.pages aria-label="Pages of the list" {
                    a.button.quiet rel="next" href=(link::with_query("/review/reports", query)) { "Next" }
                }
            } @else if self.shown != "unread" {
                (ways("/review/reports", &self.filters(), "page", (self.page, has_more)))
            }
        }
    }
}

impl Page for Reports {
    fn title(&self) -> String {
        format!("Reports: {}", self.heading().to_lowercase())
    }

    fn section(&self) -> Section {
        Section::Review
    }

    fn body(&self, asked: &Asked) -> Markup {
        let at = |name: &'static str| link::with_query("/review/reports", [(name, "yes")]);
        html! {
            h1 { "Reports that readers picked" }
            (tabs(Tab::Reports))
            p.review-tags {
                a.tag href=(at("starred")) aria-current=[(self.shown == "starred").then_some("page")] { "★ starred" }
                @if asked.reader.is_some() { " " a.tag href=(at("unread")) aria-current=[(self.shown == "unread").then_some("page")] { "not read yet" } }
                @for one in &self.tags {
                    " " a.tag href=(link::with_query("/review/reports", [("tag", one.tag.as_str())])) aria-current=[(self.ask.tag.as_ref() == Some(&one.tag)).then_some("page")] { bdi { (one.tag) } " " (one.reports) }
                }
            }
            h2 dir="auto" { (self.heading()) @if let Some(all) = self.all { " " span.soft { (plain::count(all, "report")) } } }
            @if self.reports.is_empty() {
                p.empty #none { "None. A report is starred, tagged and marked as read on its own page, below its headline." }
            } @else {
                @if let Some(leads) = self.leads() { p.small { (leads) } }
                ul.rows.marked-list { @for report in &self.reports { (row(report)) } }
                (self.ways())
                p.twin { a href=(asked.twin(Form::Csv)) { "As CSV" } }
            }
        }
    }

    fn table(&self) -> Option<Table> {
        let columns = ["report", "date", "source", "title", "reader", "at", "starred_by", "tags"];
        let rows = self.reports.iter().map(|one| {
            [
                json!(one.report),
                json!(one.date),
                json!(one.source),
                json!(one.title),
                json!(one.reader),
                json!(one.at),
                json!(one.starred_by.join("; ")),
                json!(one.tags.join("; ")),
            ]
        });
        Some(Table::of(columns, rows.collect()))
    }
}

impl Reports {
    /// Where the same reports are searched, and their data marked.
    fn leads(&self) -> Option<Markup> {
        let filter = match (self.shown, &self.ask.tag) {
            ("tagged", Some(tag)) => ("tag", tag.as_str()),
            ("starred", _) if self.ask.reader.is_none() => ("starred", "yes"),
            _ => return None,
        };
        Some(html! {
            a href=(link::with_query("/search", [filter, ("as", "reports")])) { "Search among them" } " · "
            a href=(link::with_query("/review", [filter])) { "mark what they say" }
        })
    }
}

fn row(report: &Listed) -> Markup {
    html! {
        li data-report=(report.report) {
            p.said { a.words href=(link::report(&report.report)) dir="auto" { (report.title.as_deref().unwrap_or("Report without a headline")) } }
            p.meta {
                (day(&report.date)) " · " bdi { (report.source.as_deref().unwrap_or("no publisher named")) }
                @if !report.starred_by.is_empty() { " · ★ " bdi { (report.starred_by.join(", ")) } }
                @for tag in &report.tags { " " a.tag href=(link::with_query("/review/reports", [("tag", tag.as_str())])) { bdi { (tag) } } }
            }
        }
    }
}
