//! One row: the sentence first, then what was read in it, on whose say-so, and where it stands.

use jiff::ToSpan;
use maud::{Markup, html};
use sayso_record::plain;

use super::super::Search;
use super::super::rows::{EventRow, FigureRow, Of, Party, ReportRow, Row, StatementRow};
use super::form::status;
use crate::link;
use crate::names::{self, Countries};
use crate::quoted::marked;

/// A row of the list.
pub fn row(page: &Search, row: &Row) -> Markup {
    let answers = match &row.of {
        Of::Statement(said) => answers(page, row, said),
        _ => html! {},
    };
    hit(row, &answers)
}

/// A row of another page's list.
pub fn alone(row: &Row) -> Markup {
    hit(row, &html! {})
}

fn hit(row: &Row, answers: &Markup) -> Markup {
    html! {
        li.hit data-id=(row.id) {
            @match &row.of {
                Of::Report(report) => (of_report(row, report)),
                Of::Event(event) => { (sentence(row)) (of_event(row, event)) },
                Of::Statement(said) => { (sentence(row)) (of_statement(row, said, answers)) },
                Of::Figure(figure) => { (sentence(row)) (of_figure(row, figure)) },
            }
        }
    }
}

/// The datum in its sentence, which leads to the report.
fn sentence(row: &Row) -> Markup {
    html! { p.said dir="auto" { (marked(&row.words)) } }
}

fn of_event(row: &Row, event: &EventRow) -> Markup {
    let is_plain = event.status == "happened";
    html! {
        p.reading {
            (quad(event.quad)) " "
            span.type title=[names::plover_gist(&event.plover)] { (names::plover(&event.plover)) @if let Some(mode) = &event.mode { " " span.soft { (mode) } } }
            " " (parties(&event.actors))
            @if !event.recipients.is_empty() { span.to aria-label="to" { " → " } (parties(&event.recipients)) }
            @if !is_plain { " " span.tag.bad { (status(&event.status).unwrap_or(&event.status)) } }
            @if let Some(happening) = &event.happening { " " a.small href=(link::happening(happening)) { "happening" } }
        }
        (foot(row, html! { (say_so(&event.said_by)) (when_where(event.time.as_deref(), event.place.as_deref())) }))
    }
}

fn of_figure(row: &Row, figure: &FigureRow) -> Markup {
    html! {
        p.reading {
            strong.number-said { (figure.number) } " " (figure.measure)
            @if let Some(counted) = &figure.counted { span.soft { " · " bdi { (counted) } } }
            @if !figure.by.is_empty() { span.soft { " by " } (parties(&figure.by)) }
        }
        (foot(row, html! { (say_so(&figure.said_by)) (when_where(figure.period.as_deref(), figure.place.as_deref())) }))
    }
}

fn of_statement(row: &Row, said: &StatementRow, answers: &Markup) -> Markup {
    html! {
        p.reading {
            span.tag { (said.quotation) } " "
            @match &said.speaker { Some(party) => (one(party)), None => span.soft { "no source named" } }
            @if let Some(addressee) = &said.addressee { span.soft { " to " } (one(addressee)) }
            @if !said.about.is_empty() { span.soft { " about " } (parties(&said.about)) }
        }
        (answers)
        (foot(row, html! { @if !said.quoted_by.is_empty() { span.whose.quoted { "Quoted by " bdi { (chain(&said.quoted_by)) } } } }))
    }
}

/// Days before and after within which others answer.
const NEAR: i32 = 3;

/// What those who are spoken about say of the speaker near that day, and what others say of them.
fn answers(page: &Search, row: &Row, said: &StatementRow) -> Markup {
    let Some(speaker) = &said.speaker else { return html! {} };
    let countries = &page.of.countries;
    let speaker = key(speaker, countries);
    let mut about = said.about.iter().map(|party| key(party, countries));
    let other = about.find(|other| countries.name(other).is_some() && *other != speaker);
    let Some(other) = other else { return html! {} };
    let day =
        |days: i32| row.report.date.checked_add(days.days()).unwrap_or(row.report.date).to_string();
    let (from, to) = (day(-NEAR), day(NEAR));
    let (its, whose) = (countries.label(other), countries.label(speaker));
    let query = |speaker: &str, about: &str| {
        link::with_query(
            "/statements",
            [("speaker", speaker), ("recipient", about), ("from", &from), ("to", &to)],
        )
    };
    html! {
        p.answers.small {
            "Near that day: " a href=(query(other, speaker)) { (its) " on " (whose) }
            " · " a href=(query("", other)) { "others on " (its) }
            @if page.of.query.value("speaker").is_none() {
                " · " a href=(link::with_query("/statements", [("speaker", speaker), ("recipient", other)])) { "all of " (whose) " on " (its) }
            }
        }
    }
}

/// By what a party is asked for: its country where it has one, so that the other side is all of it. A role alone
/// would be that of all countries.
fn key<'a>(party: &'a Party, countries: &Countries) -> &'a str {
    let country = party.code.as_deref().and_then(|code| code.get(..3));
    country.filter(|code| countries.name(code).is_some()).unwrap_or(&party.name)
}

fn of_report(row: &Row, report: &ReportRow) -> Markup {
    let head = &row.report;
    html! {
        p.headline dir="auto" { a href=(row.address) { (head.title.as_deref().unwrap_or(&report.begins)) }
            @if report.starred { " " span.star title="starred by a reader" { "★" } } }
        p.said dir="auto" { (marked(&row.words)) }
        p.meta {
            time datetime=(head.date) { (head.date) } " · " bdi { (head.source.as_deref().unwrap_or("no publisher named")) }
            " · " (plain::count(report.events, "event")) ", " (plain::count(report.statements, "statement")) ", " (plain::count(report.figures, "figure"))
            @if let Some(story) = &head.story { " · " a href=(link::story(story)) { "story" } }
            @for tag in &report.tags { " " a.tag href=(link::with_query("/search", [("tag", tag.as_str())])) { bdi { (tag) } } }
        }
    }
}

/// On whose say-so, and where it stands: date, publisher and headline lead to the place in the report.
fn foot(row: &Row, said: Markup) -> Markup {
    let head = &row.report;
    html! {
        p.meta.foot-of {
            span.said-by { (said) }
            span.from {
                a.to-report href=(row.address) title="To its place in the report" {
                    time datetime=(head.date) { (head.date) } " · " bdi { (head.source.as_deref().unwrap_or("no publisher named")) }
                    @if let Some(title) = &head.title { " · " bdi { (title) } }
                }
                @if let Some(story) = &head.story { " · " a href=(link::story(story)) { "story" } }
            }
            @for mark in &row.marks { (verdict(&mark.verdict, &mark.reader)) }
        }
    }
}

fn verdict(verdict: &str, reader: &str) -> Markup {
    let (sign, class) = match verdict {
        "right" => ("✓", "fine"),
        "wrong" => ("✗", "bad"),
        _ => ("✎", ""),
    };
    html! { span class=(format!("tag {class}")) title=(format!("marked {verdict} by {reader}")) { (sign) " " (verdict) } }
}

/// On whose say-so a datum stands, from the innermost speaker outward.
fn say_so(said_by: &[String]) -> Markup {
    html! {
        @if said_by.is_empty() { span.whose { "The report says so" } } @else {
            span.whose.quoted { "According to " bdi { (chain(said_by)) } }
        }
    }
}

/// From the innermost speaker outward.
fn chain(said_by: &[String]) -> String {
    let names = said_by.iter().map(|name| match name.as_str() {
        "no source named" => "someone not named",
        name => name,
    });
    names.collect::<Vec<_>>().join(", quoted by ")
}

fn when_where(time: Option<&str>, place: Option<&str>) -> Markup {
    html! {
        @if let Some(time) = time { ", " (time) }
        @if let Some(place) = place { ", " bdi { (place) } }
    }
}

fn quad(quad: u8) -> Markup {
    html! { span class=(format!("quad q{quad}")) title=[plain::quad(quad)] { (names::quad_sign(quad)) } }
}

fn parties(all: &[Party]) -> Markup {
    html! {
        @if all.is_empty() { span.soft { "no one named" } }
        @for (at, party) in all.iter().enumerate() { @if at > 0 { ", " } (one(party)) }
    }
}

fn one(party: &Party) -> Markup {
    let to =
        link::actor(party.code.as_deref().filter(|code| code.len() == 3).unwrap_or(&party.name));
    html! {
        a.party href=(to) { bdi { (party.name) } }
        @if let Some(code) = &party.code { " " small.code { (code) } }
    }
}
