//! What else a page of a happening has: wordings, the figures of its story, its other happenings.

use maud::{Markup, html};
use sayso_archive::stories::page::{Other, Series, Told};
use sayso_record::plain::{count, grouped};
use sayso_stories::corroboration::Wording;

use super::by;
use crate::link;
use crate::pages::listing::{day, kind};

/// Words for one actor.
const WORDS: usize = 8;
/// Actors.
const ACTORS: usize = 12;
/// Users of a word.
const USERS: usize = 6;

/// What the parties are called, and by whom; what takes a side is marked.
pub fn wordings(all: &[Wording]) -> Markup {
    html! {
        @if !all.is_empty() {
            section aria-labelledby="wordings" {
                h2 #wordings { "What the parties are called" }
                p.small.soft { "Words that take a side are marked; they stay with whoever uses them." }
                div.wide { table.wordings {
                    thead { tr { th scope="col" { "Party" } th scope="col" { "Called" } th scope="col" { "By" } } }
                    @for wording in all.iter().take(ACTORS) { tbody { (of_actor(wording)) } }
                } }
            }
        }
    }
}

fn of_actor(wording: &Wording) -> Markup {
    let rows = wording.words.len().min(WORDS);
    html! {
        @for (at, words) in wording.words.iter().take(WORDS).enumerate() {
            tr {
                @if at == 0 {
                    th scope="rowgroup" rowspan=(rows) {
                        span dir="auto" { (wording.actor) }
                        @if let Some(code) = &wording.code { " " a.tag href=(link::actor(code)) { (code) } }
                    }
                }
                td { span dir="auto" { "“" (words.words) "”" } @if words.loaded { " " span.tag.bad { "loaded" } } }
                td {
                    @for (at, user) in words.users.iter().take(USERS).enumerate() {
                        @if at > 0 { ", " }
                        @match user.receipts.first() {
                            Some(receipt) => a href=(link::report(&receipt.report)) dir="auto" { (by(&user.by)) },
                            None => span dir="auto" { (by(&user.by)) },
                        }
                        @if user.receipts.len() > 1 { span.soft { " ×" (user.receipts.len()) } }
                    }
                    @if words.users.len() > USERS { span.soft { " and " (words.users.len() - USERS) " more" } }
                }
            }
        }
    }
}

/// The series of the story with their newest figures.
pub fn figures(told: &Told) -> Markup {
    let all =
        link::with_query("/figures", [("story", told.story.id.as_str()), ("order", "figures")]);
    html! {
        @if !told.series.is_empty() {
            section aria-labelledby="figures" {
                h2 #figures { "Figures of the story" }
                div.grid { @for one in &told.series { (series(one)) } }
                @if told.left_out.series > 0 { p { a href=(all) { (told.left_out.series) " more series" } } }
            }
        }
    }
}

fn series(one: &Series) -> Markup {
    let last = one.days.iter().rev().find(|day| day.rule == "range");
    html! {
        div.card {
            h3 { a href=(link::series(&one.id)) dir="auto" { (one.about) } }
            @if one.left_out > 0 { p.small.soft { (count(one.left_out, "figure")) " before" } }
            ul.rows { @for row in &one.figures {
                li {
                    (day(&row.date.to_string())) " " strong { (row.number) } " " span dir="auto" { (by(&row.by)) }
                    @if row.is_copy { " " span.tag { "copied" } }
                    @else if row.stance == "contradicts" { " " span.tag.bad { "≠ contradicts" } }
                    @else if row.stance == "revises" { " " span.tag { "↺ revises" } }
                }
            } }
            @if let Some(last) = last {
                p.small.soft {
                    "By " (last.date) ", all sources: "
                    @if last.low == last.high { (grouped(last.best)) } @else { (grouped(last.low)) "–" (grouped(last.high)) }
                }
            }
        }
    }
}

/// The other happenings of the story.
pub fn others(told: &Told) -> Markup {
    let story = link::story(&told.story.id);
    html! {
        @if !told.other_happenings.is_empty() {
            section aria-labelledby="others" {
                h2 #others { "Other happenings of the story" }
                ol.rows.happenings { @for other in &told.other_happenings { li { (of_other(other)) } } }
                @if told.left_out.other_happenings > 0 {
                    p { a href=(story + "#happenings") { (told.left_out.other_happenings) " more" } }
                }
            }
        }
    }
}

fn of_other(other: &Other) -> Markup {
    html! {
        p.name {
            a href=(link::happening(&other.id)) dir="auto" { (kind(&other.what)) ": " (other.parties) }
            @for status in &other.told_as { " " span.tag.bad { (status) } }
        }
        p.counts { (day(&other.first.to_string())) " · " (count(other.reports, "report")) }
    }
}
