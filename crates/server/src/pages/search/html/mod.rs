//! How search looks: the question above, what it is counted by at the left, what was found beside it.

mod form;
mod narrow;
pub mod row;

use maud::{Markup, html};
use sayso_archive::survey::Kind;
use sayso_record::plain::{self, grouped_count, thousands};

use super::{Of, Place, Search};
use crate::asked::Asked;
use crate::chart::{Bar, Bars, Parts, Side, Step, quad_key};
use crate::form::Form;
use crate::names;
use crate::query::{Query, Sort};

/// What the window is called.
pub fn title(page: &Search) -> String {
    let said: Vec<String> =
        page.of.query.filters().map(|(name, value)| page.of.said(name, value)).collect();
    let what = heading(page);
    if said.is_empty() { what.to_owned() } else { format!("{what}: {}", said.join(", ")) }
}

fn heading(page: &Search) -> &'static str {
    match page.of.place {
        Place::Search => "Search",
        Place::Statements => "Who says what about whom",
    }
}

/// The page.
pub fn body(page: &Search, asked: &Asked) -> Markup {
    let query = &page.of.query;
    html! {
        h1 { (heading(page)) }
        (form::form(page))
        @if query.is_empty() && page.of.place == Place::Search { (form::how()) }
        (active(page))
        @if page.of.place == Place::Search { (kinds(query)) }
        div.side.search {
            (narrow::aside(page))
            section.found aria-labelledby="found" {
                (summary(page))
                (times(page))
                (firstly(page))
                @if page.rows.is_empty() { (nothing(page)) } @else {
                    (order(page, asked))
                    ol.rows.hits { @for row in &page.rows { (row::row(page, row)) } }
                    (further(page))
                }
            }
        }
    }
}

/// The filters that hold, each a link to the same without it.
fn active(page: &Search) -> Markup {
    let query = &page.of.query;
    html! {
        @if !query.is_empty() {
            ul.plain.asked aria-label="What is asked; each can be taken away" {
                @for (name, value) in query.filters() { li {
                    a.tag href=(query.without(name).at(page.of.place.path())) data-filter=(name) {
                        span.name { (form::label(name, query.kind())) ": " }
                        bdi { (page.of.said(name, value)) }
                        span.x aria-hidden="true" { " ×" } span.hidden { " (take away)" }
                    }
                } }
                @if query.filters().count() > 1 { li { a.small href=(page.of.place.path()) { "All away" } } }
            }
        }
    }
}

/// The same question, answered by another kind of data.
fn kinds(query: &Query) -> Markup {
    let names = ["Events", "Statements", "Figures", "Reports"];
    html! {
        nav.kinds aria-label="Show as" {
            @for (kind, name) in Kind::ALL.into_iter().zip(names) {
                a href=(query.shown_as(kind).at("/search")) aria-current=[(kind == query.kind()).then_some("true")] { (name) }
            }
        }
    }
}

/// How many there are of each; events, happenings and reports apart.
fn summary(page: &Search) -> Markup {
    let totals = &page.totals;
    let kind = page.of.query.kind();
    let happenings = (kind == Kind::Events).then(|| grouped_count(totals.happenings, "happening"));
    html! {
        p.totals #found {
            @if kind != Kind::Reports { strong { (grouped_count(totals.data, noun(kind))) } @if let Some(all) = happenings { " in " (all) } ", " }
            @if kind == Kind::Reports { strong { (grouped_count(totals.reports, "report")) } } @else { (grouped_count(totals.reports, "report")) }
            @if totals.stories > 0 { ", " (grouped_count(totals.stories, "story")) }
            ", " (grouped_count(totals.sources, "source")) " "
            a.small.to-facets href="#narrow" { "Narrow it" }
        }
        @if let Some(note) = &page.note { p.note { (note) } }
    }
}

/// What one of a kind is called.
fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Events => "event",
        Kind::Statements => "statement",
        Kind::Figures => "figure",
        Kind::Reports => "report",
    }
}

/// How many there are by time, each period a link that narrows the dates.
fn times(page: &Search) -> Markup {
    let (query, kind) = (&page.of.query, page.of.query.kind());
    if page.periods.bins.len() < 2 {
        return html! {};
    }
    let step = match page.periods.period {
        "day" => Step::Day,
        "month" => Step::Month,
        _ => Step::Year,
    };
    let bars = page.periods.bins.iter().map(|bin| {
        let within = query.with("from", &bin.start.to_string()).with("to", &bin.end.to_string());
        let parts =
            if kind == Kind::Events { Parts::Quads(bin.quads) } else { Parts::Whole(bin.data) };
        let up = Side { parts, href: Some(within.at(page.of.place.path())) };
        Bar { start: bin.start, up, down: None }
    });
    let label = format!("By {} of publication; a bar leads to what is in it", page.periods.period);
    let chart = Bars {
        id: "times",
        label: &label,
        noun: noun(kind),
        sides: None,
        step,
        bars: bars.collect(),
    };
    html! {
        section.times aria-label="By time" {
            (chart.draw())
            @if kind == Kind::Events { (quad_key("times")) }
        }
    }
}

/// Who said it first, where a speaker is asked for and there is more than one page.
fn firstly(page: &Search) -> Markup {
    let asks = page.of.query.value("speaker").or(page.of.query.value("actor")).is_some();
    let first = page.first.as_ref().filter(|_| asks && page.totals.data > 1);
    html! {
        @if let Some(first) = first {
            section.card.firstly aria-labelledby="firstly" {
                h2 #firstly { "First in this archive" }
                ul.plain { (row::row(page, first)) }
            }
        }
    }
}

/// In which order the rows are, and what else is made of them.
fn order(page: &Search, asked: &Asked) -> Markup {
    let query = &page.of.query;
    let (kind, path) = (query.kind(), page.of.place.path());
    let can_be_best = kind == Kind::Reports && !query.words().is_empty();
    html! {
        p.order {
            span { @match (page.order == "best", can_be_best) {
                (true, _) => { "Words in the headline first · " a href=(query.sorted(Sort::Newest).at(path)) { "newest first" } },
                (_, true) => { "Newest first · " a href=(query.sorted(Sort::Best).at(path)) { "words in the headline first" } },
                _ => "Newest report first",
            } }
            span.out {
                @if matches!(kind, Kind::Events | Kind::Figures) { a href=(query.at("/map")) { "Map" } " · " }
                a href=(query.sorted(query.sort).at(&format!("{path}.csv"))) title=(format!("All rows, {} at most", thousands(super::IN_TABLE))) { "CSV" }
                " · " a href=(asked.twin(Form::Json)) { "JSON" }
            }
        }
    }
}

/// What comes behind this page.
fn further(page: &Search) -> Markup {
    let (query, path) = (&page.of.query, page.of.place.path());
    if query.cursor.is_none() && page.next.is_none() {
        return html! {};
    }
    html! {
        nav.pages aria-label="Pages" {
            @if query.cursor.is_some() { a.button.quiet href=(query.sorted(query.sort).at(path)) { "First page" } }
            @if let Some(next) = &page.next { a.button.quiet #next rel="next" href=(query.after(next).at(path)) { "Next" } }
        }
    }
}

fn nothing(page: &Search) -> Markup {
    let query = &page.of.query;
    let kind = query.kind();
    html! {
        div.empty {
            @if page.of.reports == 0 {
                p { "This archive has no reports yet. Take some in with " code { "sayso ingest ARCHIVE FILES" } "." }
            } @else if query.is_empty() {
                p { "No report here has any " (noun(kind)) "." }
            } @else {
                p { "No " (noun(kind)) " answers all of this. Take a filter away above, or look at it as "
                    @for (at, other) in Kind::ALL.into_iter().filter(|other| *other != kind).enumerate() {
                        @if at > 0 { ", " } a href=(query.shown_as(other).at("/search")) { (other.word()) }
                    } "."
                }
                p { "Names are matched by whole words: " code { "rassendyll" } " finds “Rudolf Rassendyll”, "
                    code { "rassen" } " does not, and " code { "=Rudolf Rassendyll" } " finds those of this whole name alone. Codes are a country, a role, or both: " code { "RUR" } ", " code { "MIL" } ", " code { "RURMIL" } "." }
            }
        }
    }
}

impl Of {
    /// A value of a filter, for people.
    fn said(&self, name: &str, value: &str) -> String {
        match name {
            "type" => names::plover(&value.to_uppercase()).to_owned(),
            "quad" => value.parse().ok().and_then(plain::quad).unwrap_or(value).to_owned(),
            "status" => form::status(value).unwrap_or(value).to_owned(),
            "voice" if value == "speaker" => "someone quoted".to_owned(),
            "voice" => "the report itself".to_owned(),
            "mark" if value == "none" => "not marked".to_owned(),
            "starred" => "yes".to_owned(),
            _ => self.names.get(name).cloned().unwrap_or_else(|| value.to_owned()),
        }
    }
}
