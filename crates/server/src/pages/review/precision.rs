//! How often each rule is right on this very corpus, by what readers marked, and how far readers agree.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use sayso_archive::marks::{Agreement, Precision as Counts, RulePrecision};
use sayso_record::plain::percent;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::tabs::{Tab, tabs};
use crate::app::{App, Room};
use crate::asked::Asked;
use crate::extract::Asks;
use crate::fault::Fault;
use crate::link;
use crate::page::Page;
use crate::shell::Section;
use crate::table::Table;

/// What may stand in the query.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// Only by what this reader marked.
    pub reader: Option<String>,
}

/// How often rules are right.
#[derive(Debug, Serialize, ToSchema)]
pub struct Precision {
    /// Only by what this reader marked; of all where `null`. A datum counts once, by the newest mark on it.
    pub reader: Option<String>,
    /// All data of a kind together.
    pub kinds: Vec<Line>,
    /// Each rule, those with the most marks first.
    pub rules: Vec<Line>,
    /// How far each two readers agree on data that both marked.
    pub agreement: Vec<Agreed>,
    /// Names of those who marked anything.
    pub readers: Vec<String>,
}

/// How often a rule, or a kind, is right.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = PrecisionOfRule)]
pub struct Line {
    /// The rule; `null` of a kind, and of times and places.
    pub rule: Option<String>,
    /// What it finds.
    pub kind: &'static str,
    /// Data marked right.
    pub right: u64,
    /// Data marked wrong.
    pub wrong: u64,
    /// Data that were corrected.
    pub corrected: u64,
    /// Share that is right, 0 to 1.
    pub precision: Option<f64>,
    /// The least that the share of all data may be, by 95 % (Wilson 1927).
    pub low: Option<f64>,
    /// The most that it may be.
    pub high: Option<f64>,
    /// Share that is there at all, right or corrected.
    pub found: Option<f64>,
    /// Readers who marked them.
    pub readers: u64,
}

/// How far two readers agree.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Agreed {
    /// The two.
    pub readers: [String; 2],
    /// Data that both marked, and saw alike.
    pub data: u64,
    /// Those that both call right, or both call not right.
    pub agreed: u64,
    /// Their share.
    pub share: f64,
    /// Cohen's kappa (1960); `null` where both say the same of all, so that chance alone would do it.
    pub kappa: Option<f64>,
}

/// Precision of each rule
///
/// How often each rule is right on this corpus, by what readers marked, with 95 % bounds, and how far readers agree.
#[utoipa::path(get, path = "/api/v1/review/precision", params(Ask),
    responses((status = 200, body = Precision)))]
pub async fn page(
    State(app): State<Arc<App>>,
    asked: Asked,
    Asks(ask): Asks<Ask>,
) -> Result<Response, Fault> {
    app.show(asked, move |room, _| find(room, ask)).await
}

fn find(room: &Room, ask: Ask) -> Result<Precision, Fault> {
    let all = room.archive.rule_precision(ask.reader.as_deref())?;
    let (rules, kinds) = all.iter().partition::<Vec<_>, _>(|one| one.rule.is_some());
    Ok(Precision {
        reader: ask.reader,
        kinds: kinds.into_iter().map(Line::of).collect(),
        rules: rules.into_iter().map(Line::of).collect(),
        agreement: room.archive.agreement()?.into_iter().map(Agreed::of).collect(),
        readers: room.archive.readers_of_marks()?,
    })
}

impl Line {
    fn of(one: &RulePrecision) -> Self {
        let Counts { right, wrong, corrected } = one.precision;
        let bounds = one.precision.bounds();
        Self {
            rule: one.rule.clone(),
            kind: one.kind.word(),
            right,
            wrong,
            corrected,
            precision: one.precision.share().map(rounded),
            low: bounds.map(|(low, _)| rounded(low)),
            high: bounds.map(|(_, high)| rounded(high)),
            found: one.precision.share_found().map(rounded),
            readers: one.readers,
        }
    }

    fn marked(&self) -> u64 {
        self.right + self.wrong + self.corrected
    }
}

impl Agreed {
    fn of(one: Agreement) -> Self {
        let share = rounded(one.share());
        let Agreement { readers, data, agreed, kappa } = one;
        Self { readers, data, agreed, share, kappa: kappa.map(rounded) }
    }
}

/// To a hundredth of a percent.
fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

impl Page for Precision {
    fn title(&self) -> String {
        "Precision of the rules".to_owned()
    }

    fn section(&self) -> Section {
        Section::Review
    }

    fn body(&self, asked: &Asked) -> Markup {
        html! {
            h1 { "How often the rules are right" }
            (tabs(Tab::Precision))
            @if self.kinds.is_empty() && self.reader.is_none() {
                p.empty #none { "Nothing was marked yet. " a href="/review" { "The queue" } " has what to look at; after some twenty marks a rule's share begins to say something." }
            } @else {
                p.review-lead { "Of the data that readers marked, the share that is right, and where the share of all that a rule finds here lies by 95 % (Wilson). "
                    "It holds as far as the marks are a random sample: those from the " a href="/review" { "queue" } " are, those made while reading are not." }
                (narrow(self))
                (table("By kind", &self.kinds, self.reader.as_deref()))
                (table("By rule", &self.rules, self.reader.as_deref()))
                p.twin { a href=(asked.twin(crate::form::Form::Csv)) { "As CSV" } }
                (agreement(self))
                (super::gold::ways())
            }
        }
    }

    fn table(&self) -> Option<Table> {
        let columns = [
            "rule",
            "kind",
            "right",
            "wrong",
            "corrected",
            "marked",
            "precision",
            "low",
            "high",
            "found",
            "readers",
        ];
        let rows = self.kinds.iter().chain(&self.rules).map(|line| {
            [
                json!(line.rule),
                json!(line.kind),
                json!(line.right),
                json!(line.wrong),
                json!(line.corrected),
                json!(line.marked()),
                json!(line.precision),
                json!(line.low),
                json!(line.high),
                json!(line.found),
                json!(line.readers),
            ]
        });
        Some(Table::of(columns, rows.collect()))
    }
}

fn narrow(page: &Precision) -> Markup {
    html! {
        form.review-narrow action="/review/precision" {
            p.field {
                label for="reader" { "By whom" }
                select #reader name="reader" {
                    option value="" { "all readers" }
                    @for reader in &page.readers { option value=(reader) selected[Some(reader) == page.reader.as_ref()] { (reader) } }
                }
            }
            button.quiet { "Show" }
        }
    }
}

fn table(caption: &str, lines: &[Line], reader: Option<&str>) -> Markup {
    let is_rules = lines.iter().any(|line| line.rule.is_some());
    html! {
        h2 { (caption) }
        @if lines.is_empty() { p.empty { "Nothing of this was marked." } } @else {
            div.wide tabindex="0" role="region" aria-label=(caption) {
                table.precision {
                    thead { tr {
                        @if is_rules { th scope="col" { "Rule" } }
                        th scope="col" { "Kind" }
                        th.number scope="col" { "Right" } th.number scope="col" { "Wrong" } th.number scope="col" { "Corrected" }
                        th.number scope="col" { "Precision" } th scope="col" { "Between" } th scope="col" { "0 to 100 %" }
                        th.number scope="col" { "There at all" }
                        th scope="col" { span.hidden { "Mark more" } }
                    } }
                    tbody { @for line in lines { (row(line, is_rules, reader)) } }
                }
            }
        }
    }
}

fn row(line: &Line, is_rules: bool, reader: Option<&str>) -> Markup {
    let rule = line.rule.as_deref().unwrap_or_default();
    let marks = |verdict: &str| {
        let reader = reader.unwrap_or_default();
        let query = [("kind", line.kind), ("rule", rule), ("verdict", verdict), ("reader", reader)];
        link::with_query("/review/marks", query)
    };
    let count = |number: u64, verdict: &str| {
        html! { td.number { @if number == 0 { "0" } @else { a href=(marks(verdict)) { (number) } } } }
    };
    let can_be_drawn = !matches!(line.kind, "time" | "place");
    html! {
        tr {
            @if is_rules { th.by-rule scope="row" { a href=(link::rule(rule)) { (rule) } } }
            td { (line.kind) }
            (count(line.right, "right")) (count(line.wrong, "wrong")) (count(line.corrected, "corrected"))
            td.number { @if let Some(share) = line.precision { strong { (percent(share)) } } }
            td { @if let Some((low, high)) = line.low.zip(line.high) { (percent(low)) " – " (percent(high)) } }
            td { (drawn(line)) }
            td.number { @if let Some(found) = line.found { (percent(found)) } }
            td { @if can_be_drawn { a href=(link::with_query("/review", [("kind", line.kind), ("rule", rule)])) { "mark more" } } }
        }
    }
}

/// The share as a stroke in its bounds. What it shows stands beside it in numbers.
fn drawn(line: &Line) -> Markup {
    let at = |share: f64| (share * 1000.0).round() / 10.0;
    html! {
        @if let (Some(share), Some(low), Some(high)) = (line.precision, line.low, line.high) {
            svg.share viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true" {
                line.track x1="0" x2="100" y1="8" y2="8" vector-effect="non-scaling-stroke" {}
                rect.bounds x=(at(low)) y="4" width=(at(high - low)) height="8" {}
                line.at x1=(at(share)) x2=(at(share)) y1="1" y2="15" vector-effect="non-scaling-stroke" {}
            }
        }
    }
}

fn agreement(page: &Precision) -> Markup {
    html! {
        h2 #agreement { "How far readers agree" }
        @if page.agreement.is_empty() {
            p.empty { "No two readers marked the same data yet. " a href="/review?second=yes" { "Mark what others marked" } ", without seeing what they said." }
        } @else {
            p.soft.review-lead { "Whether both call a datum right, or both not right (wrong or corrected). Kappa (Cohen) is agreement beyond chance: 1 is all of it, 0 none." }
            div.wide tabindex="0" role="region" aria-label="Agreement" {
                table {
                    thead { tr { th scope="col" { "Readers" } th.number scope="col" { "Data of both" } th.number scope="col" { "Agree on" } th.number scope="col" { "Share" } th.number scope="col" { "Kappa" } } }
                    tbody { @for one in &page.agreement { @let [first, other] = &one.readers; tr {
                        th scope="row" { bdi { (first) } " and " bdi { (other) } }
                        td.number { (one.data) } td.number { (one.agreed) } td.number { (percent(one.share)) }
                        td.number { @match one.kappa { Some(kappa) => (format!("{kappa:.2}")), None => span.soft title="both say the same of all data" { "none" } } }
                    } } }
                }
            }
        }
    }
}
