//! Every mark: what was said, of what, by whom, and whether the record still has it so.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use sayso_archive::marks::{Filter, Kind, Mark, Page as Marks, Verdict};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::said::SaidOfDatum;
use super::tabs::{Tab, tabs};
use crate::app::{App, Room};
use crate::asked::Asked;
use crate::extract::Asks;
use crate::fault::Fault;
use crate::form::Form;
use crate::link;
use crate::page::Page;
use crate::pages::listing::day;
use crate::pages::report::{label, shown};
use crate::shell::Section;
use crate::table::Table;

/// Marks of a page.
const SHOWN: usize = 50;
/// Marks of a CSV at most: the newest.
const IN_TABLE: usize = 5_000;

/// What may stand in the query.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// Only of this reader.
    pub reader: Option<String>,
    /// `right`, `wrong` or `corrected`.
    pub verdict: Option<String>,
    /// `statement`, `event`, `figure`, `time` or `place`.
    pub kind: Option<String>,
    /// Only of data that this rule found.
    pub rule: Option<String>,
    /// Everything that was ever said of this datum, by its stable id.
    pub datum: Option<String>,
    /// Only those made before the mark of this number: `next` of the page before.
    pub before: Option<i64>,
}

/// Marks, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllMarks {
    /// The marks that stand; of a datum's history all, those that were taken back or given up, too.
    pub marks: Vec<Listed>,
    /// Where the next page begins; `null` at the end.
    pub next: Option<i64>,
    /// Names of those who marked anything.
    pub readers: Vec<String>,
    #[serde(skip)]
    #[schema(ignore)]
    ask: Ask,
}

/// A mark, and whether it still holds of what the record has.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListedMark)]
pub struct Listed {
    /// The mark.
    #[serde(flatten)]
    pub said: SaidOfDatum,
    /// `same`, `changed` or `gone`: whether the record still has the datum as the reader saw it.
    pub now: &'static str,
    /// Fields that the record has otherwise now.
    #[schema(value_type = Object)]
    pub changed: serde_json::Map<String, Value>,
}

/// Marks that readers made
///
/// Every mark that stands, the newest first; or the history of one datum.
#[utoipa::path(get, path = "/api/v1/review/marks", params(Ask),
    responses((status = 200, body = AllMarks), (status = 400, description = "A value makes no sense")))]
pub async fn page(
    State(app): State<Arc<App>>,
    asked: Asked,
    Asks(ask): Asks<Ask>,
) -> Result<Response, Fault> {
    app.show(asked, move |room, asked| find(room, asked, ask)).await
}

fn find(room: &Room, asked: &Asked, ask: Ask) -> Result<AllMarks, Fault> {
    let most = if asked.form == Form::Csv { IN_TABLE } else { SHOWN };
    let Marks { marks, next } = match &ask.datum {
        Some(datum) => Marks { marks: room.archive.history(datum, IN_TABLE)?, next: None },
        None => room.archive.marks(&filter(&ask)?, ask.before, most)?,
    };
    let readers = room.archive.readers_of_marks()?;
    Ok(AllMarks { marks: listed(room, &marks)?, next, readers, ask })
}

fn filter(ask: &Ask) -> Result<Filter, Fault> {
    let unclear = |name: &str, value: &str, words: String| {
        Fault::Unclear(format!("{name}={value}: give one of {words}"))
    };
    let verdict = ask.verdict.as_deref().map(|word| {
        let known = Verdict::by_word(word);
        known.ok_or_else(|| unclear("verdict", word, Verdict::ALL.map(Verdict::word).join(", ")))
    });
    let kind = ask.kind.as_deref().map(|word| {
        let known = Kind::by_word(word);
        known.ok_or_else(|| unclear("kind", word, Kind::ALL.map(Kind::word).join(", ")))
    });
    Ok(Filter {
        reader: ask.reader.clone(),
        verdict: verdict.transpose()?,
        rule: ask.rule.clone(),
        kind: kind.transpose()?,
    })
}

/// Marks with what became of their data; each record is read once.
fn listed(room: &Room, marks: &[Mark]) -> Result<Vec<Listed>, Fault> {
    let mut records = room.archive.records();
    let mut data: HashMap<&str, Option<sayso_archive::marks::Datum>> = HashMap::new();
    let mut by_report: Vec<&Mark> = marks.iter().collect();
    by_report.sort_by_key(|mark| mark.report_number);
    let mut last = None;
    for mark in by_report {
        if last.as_ref().is_none_or(|(number, _)| *number != mark.report_number) {
            last = Some((mark.report_number, records.get(mark.report_number)?));
        }
        let stored = last.as_ref().and_then(|(_, stored)| stored.as_ref());
        let find = |stored: &sayso_archive::Stored| {
            sayso_archive::marks::datum::find(&stored.record, &mark.datum)
        };
        data.entry(&mark.datum).or_insert_with(|| stored.and_then(find));
    }
    let now = |mark: &Mark| data.get(mark.datum.as_str()).and_then(Option::as_ref);
    Ok(marks.iter().map(|mark| Listed::of(mark, now(mark))).collect())
}

impl Listed {
    fn of(mark: &Mark, now: Option<&sayso_archive::marks::Datum>) -> Self {
        let is_other = |(name, value): &(&String, &Value)| mark.shown.get(*name) != Some(*value);
        let fields = now.map(|now| &now.shown).into_iter().flatten().filter(is_other);
        let changed: serde_json::Map<String, Value> =
            fields.map(|(name, value)| (name.clone(), value.clone())).collect();
        let word = match now {
            None => "gone",
            Some(_) if changed.is_empty() => "same",
            Some(_) => "changed",
        };
        Self { said: SaidOfDatum::of(mark), now: word, changed }
    }
}

impl Page for AllMarks {
    fn title(&self) -> String {
        match &self.ask.datum {
            Some(_) => "History of a datum".to_owned(),
            None => "Marks".to_owned(),
        }
    }

    fn section(&self) -> Section {
        Section::Review
    }

    fn body(&self, asked: &Asked) -> Markup {
        html! {
            h1 { (self.title()) }
            (tabs(Tab::Marks))
            @match &self.ask.datum {
                Some(datum) => p.review-lead { "Everything that was ever said of " a href=(link::datum(datum)) { code { (datum) } } ", the newest first. " a href="/review/marks" { "All marks" } },
                None => (narrow(self)),
            }
            @if self.marks.is_empty() {
                p.empty #none { "There are no such marks. " a href="/review" { "The queue" } " has what to mark." }
            } @else {
                ul.rows.marked-list { @for mark in &self.marks { (row(self, asked, mark)) } }
                @if let Some(next) = self.next {
                    nav.pages aria-label="Pages of the list" {
                        a.button.quiet rel="next" href=(self.address(Some(next))) { "Next" }
                    }
                }
                p.twin { a href=(asked.twin(Form::Csv)) { "As CSV" } }
                (super::gold::ways())
            }
        }
    }

    fn table(&self) -> Option<Table> {
        let columns = [
            "mark",
            "at",
            "reader",
            "verdict",
            "kind",
            "rule",
            "datum",
            "words",
            "correction",
            "note",
            "now",
        ];
        let rows = self.marks.iter().map(|mark| {
            let said = &mark.said;
            [
                json!(said.number),
                json!(said.at),
                json!(said.reader),
                json!(said.verdict),
                json!(said.kind),
                json!(said.rule),
                json!(said.datum),
                said.shown.get("words").cloned().unwrap_or_default(),
                json!(said.correction),
                json!(said.note),
                json!(mark.now),
            ]
        });
        Some(Table::of(columns, rows.collect()))
    }
}

impl AllMarks {
    /// The address of a page of this list.
    fn address(&self, before: Option<i64>) -> String {
        let ask = &self.ask;
        let before = before.map(|before| before.to_string());
        let all = [
            ("reader", &ask.reader),
            ("verdict", &ask.verdict),
            ("kind", &ask.kind),
            ("rule", &ask.rule),
            ("datum", &ask.datum),
            ("before", &before),
        ];
        let all = all.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?)));
        link::with_query("/review/marks", all)
    }
}

fn narrow(page: &AllMarks) -> Markup {
    let ask = &page.ask;
    let choice = |name: &str, title: &str, asked: Option<&str>, words: &[&str]| {
        html! {
            p.field {
                label for=(name) { (title) }
                select id=(name) name=(name) {
                    option value="" { "any" }
                    @for word in words { option value=(word) selected[Some(*word) == asked] { (word) } }
                }
            }
        }
    };
    let readers: Vec<&str> = page.readers.iter().map(String::as_str).collect();
    html! {
        form.review-narrow action="/review/marks" {
            (choice("reader", "Reader", ask.reader.as_deref(), &readers))
            (choice("verdict", "Verdict", ask.verdict.as_deref(), &["right", "wrong", "corrected"]))
            (choice("kind", "Kind", ask.kind.as_deref(), &Kind::ALL.map(Kind::word)))
            p.field { label for="rule" { "Rule" } input #rule name="rule" value=[ask.rule.as_deref()]; }
            button.quiet { "Show" }
        }
    }
}

fn row(page: &AllMarks, asked: &Asked, mark: &Listed) -> Markup {
    let said = &mark.said;
    let class = match said.verdict {
        "right" => "tag fine",
        "wrong" => "tag bad",
        _ => "tag",
    };
    let words = said.shown.get("words").and_then(Value::as_str).unwrap_or("no words");
    let is_own = asked.reader.as_ref() == Some(&said.reader) && page.ask.datum.is_none();
    html! {
        li data-mark=(said.number) {
            p.said {
                span class=(class) { (said.verdict) } " " span.soft { (said.kind) } " "
                a.words href=(said.address) dir="auto" { (words) }
            }
            p.meta {
                bdi { (said.reader) } " · " (day(said.at.get(..10).unwrap_or(&said.at)))
                @if let Some(rule) = &said.rule { " · " a href=(link::rule(rule)) { (rule) } }
                " · " (became(mark))
                @if page.ask.datum.is_none() { " · " a href=(link::with_query("/review/marks", [("datum", said.datum.as_str())])) { "history" } }
                @if is_own {
                    " " form method="post" action="/review/mark" {
                        input type="hidden" name="datum" value=(said.datum);
                        input type="hidden" name="reader" value=(said.reader);
                        input type="hidden" name="back" value=(page.address(page.ask.before));
                        button.quiet name="verdict" value="withdrawn" { "take it back" }
                    }
                }
            }
            @if let Some(correction) = &said.correction {
                dl.fields {
                    @for (name, value) in correction {
                        @if name != "words" { dt { (label(name)) } dd dir="auto" { del { (was(said, name)) } " " ins { (told(value)) } } }
                    }
                }
            }
            @if let Some(note) = &said.note { p.note dir="auto" { (note) } }
        }
    }
}

fn was(said: &SaidOfDatum, name: &str) -> String {
    told(said.shown.get(name).unwrap_or(&Value::Null))
}

/// A value for people.
fn told(value: &Value) -> String {
    match shown(value) {
        text if text.is_empty() => "nothing".to_owned(),
        text => text,
    }
}

fn became(mark: &Listed) -> Markup {
    html! {
        @match mark.now {
            "gone" => span.tag.bad title="the report was coded again, and no longer has it" { "gone since" },
            "changed" => span.tag title="the report was coded again, with other fields" {
                "coded otherwise since: " (mark.changed.keys().filter(|name| *name != "words").map(|name| label(name)).collect::<Vec<_>>().join(", "))
            },
            _ => "still so in the record",
        }
    }
}
