//! How a happening looks.

mod lists;

use std::collections::BTreeMap;

use maud::{Markup, html};
use sayso_archive::stories::page::{Line, Tells};
use sayso_record::plain::count;
use sayso_stories::corroboration::{
    About, Corroboration, Dispute, Holder, Position, Receipt, Says, Side, Sides,
};

use super::{Happening, MOST, cut};
use crate::link;
use crate::pages::listing::{self, day};

/// Answers to one question, holders of a position, places where something can be read.
const ANSWERS: usize = 5;
const HOLDERS: usize = 6;
const PLACES: usize = 4;

/// Where each telling can be read: the event of its report.
pub type Events<'t> = BTreeMap<&'t Receipt, &'t str>;

pub fn body(page: &Happening) -> Markup {
    let told = &page.told;
    let Some(happening) = &told.happening else { return html! {} };
    let on = &happening.stands_on;
    let events: Events =
        on.tellings.iter().map(|said| (&said.receipt, said.event.as_str())).collect();
    html! {
        h1 dir="auto" { (page.kind()) ": " span.parties { (page.parties()) } }
        (page.made.note())
        p.lead {
            @for status in page.told_as() { span.tag.bad { (status) } " " }
            "Named as it was first told. Told in " strong { (count(on.reports, "report")) } " by "
            @if told.left_out.tellers > 0 { "at least " } strong { (count(on.independent, "independent source")) }
            " · " (days(&happening.first.to_string(), &happening.last.to_string()))
            " · in the story " a href=(link::story(&told.story.id)) dir="auto" { (told.story.title) }
        }
        (agreement(on))
        (left_out(page))
        div.halves {
            (account(on, &events))
            (differ(&on.disputes, &events))
        }
        (side_by_side(&happening.line_of_time, &events))
        (who_says_so(on, &events))
        (lists::wordings(&on.wordings))
        (lists::figures(told))
        (lists::others(told))
        p { a href=(link::story(&told.story.id)) { "The whole story: " (count(told.story.reports, "report")) ", " (count(told.story.happenings, "happening")) } }
    }
}

fn days(first: &str, last: &str) -> Markup {
    html! { (day(first)) @if first != last { " to " (day(last)) } }
}

/// Whether they agree, in a line.
fn agreement(on: &Corroboration) -> Markup {
    let sides = match on.sides {
        Sides::Neither => "Neither side is quoted on it.",
        Sides::One => "One side is quoted on it.",
        Sides::Both => "Both sides are quoted on it.",
    };
    html! {
        p #agreement {
            @if on.disputes.is_empty() {
                @if on.independent > 1 { span.tag.fine { "✓ no two contradict each other" } }
                @else { span.tag { "one source: nothing to compare" } }
            } @else {
                span.tag.bad { "≠ they differ" } " "
                @for (at, dispute) in on.disputes.iter().enumerate() { @if at > 0 { ", " } (question(dispute)) }
                "."
            }
            " " (sides)
        }
    }
}

fn left_out(page: &Happening) -> Markup {
    let left = page.told.left_out.tellers;
    html! {
        @if left > 0 {
            p.note {
                "Many tell of it: " (page.reports_read) " reports were read for this page, copies left out first; "
                (count(left, "more report")) " " (if left == 1 { "tells" } else { "tell" }) " of it. "
                @if page.reports_read < MOST {
                    @let id = page.told.happening.as_ref().map(|one| one.id.as_str()).unwrap_or_default();
                    a rel="nofollow" href=(link::with_query(&link::happening(id), [("reports", "400")])) { "Read up to " (MOST) }
                }
            }
        }
    }
}

/// What it was, by the answers that the tellings give.
fn account(on: &Corroboration, events: &Events) -> Markup {
    let told = &on.account;
    let questions = [
        ("What", &told.what),
        ("By whom", &told.who),
        ("To whom", &told.whom),
        ("Where", &told.place),
        ("When", &told.day),
    ];
    html! {
        section.card aria-labelledby="told" {
            h2 #told { "As it is told" }
            dl.account {
                @for (question, answers) in questions {
                    dt { (question) }
                    @if answers.is_empty() { dd.soft { "not said" } }
                    @for answer in answers.iter().take(ANSWERS) {
                        dd {
                            strong dir="auto" { @if question == "What" { (listing::kind(&answer.value)) } @else { (answer.value) } }
                            @if let Some(code) = &answer.code { " " span.tag { (code) } }
                            " " span.soft.small { "(" (count(answer.receipts.len(), "telling")) ")" }
                            " " (places(&answer.receipts, events))
                        }
                    }
                    @if answers.len() > ANSWERS { dd.soft { "and " (answers.len() - ANSWERS) " more" } }
                }
            }
        }
    }
}

/// Where it can be read.
pub fn places(receipts: &[Receipt], events: &Events) -> Markup {
    html! {
        span.places {
            @for (at, receipt) in receipts.iter().take(PLACES).enumerate() {
                a.place href=(place(receipt, events)) title=(receipt.report) aria-label=(format!("place {} of {}, in report {}", at + 1, receipts.len(), receipt.report)) { (at + 1) }
            }
            @if receipts.len() > PLACES { span.soft { "+" (receipts.len() - PLACES) } }
        }
    }
}

fn place(receipt: &Receipt, events: &Events) -> String {
    match events.get(receipt) {
        Some(event) => link::in_report(&receipt.report, event),
        None => link::report(&receipt.report),
    }
}

/// What is disputed.
fn question(dispute: &Dispute) -> String {
    let measure = dispute.measure.as_deref().unwrap_or_default().replace('-', " ");
    match dispute.about {
        About::Status => "whether it happened".to_owned(),
        About::Number => format!("how many: {measure}"),
        About::Actor => "by whom".to_owned(),
        About::Recipient => "to whom".to_owned(),
        About::Place => "where".to_owned(),
        About::Date => "when".to_owned(),
    }
}

/// Positions that cannot all be true, side by side.
fn differ(disputes: &[Dispute], events: &Events) -> Markup {
    html! {
        section.card #disputes aria-labelledby="differ" {
            h2 #differ { "Where they differ" }
            @if disputes.is_empty() { p.soft { "Nothing that one says cannot be true beside what another says. What is vague agrees with everything." } }
            @for dispute in disputes {
                h3 { (question(dispute)) }
                div.positions { @for position in &dispute.positions { (of_position(position, events)) } }
            }
        }
    }
}

fn of_position(position: &Position, events: &Events) -> Markup {
    let left = position.holders.len().saturating_sub(HOLDERS);
    html! {
        div.position {
            p.value dir="auto" { strong { (position.value) } }
            ul.plain {
                @for holder in position.holders.iter().take(HOLDERS) { li dir="auto" { (by(holder)) } }
                @if left > 0 { li.soft { "and " (left) " more" } }
            }
            p.small { (places(&position.receipts, events)) }
        }
    }
}

/// A voice, and whether the words are the publisher's own.
pub fn by(holder: &Holder) -> Markup {
    html! {
        (holder.name.as_deref().unwrap_or("a source that is not named"))
        @if holder.is_reporter { span.soft { " (own words)" } }
    }
}

/// The word for what someone says of it, and how that is marked.
fn says(says: Says) -> Markup {
    let (class, word) = match says {
        Says::Affirms => ("tag fine", "✓ affirms"),
        Says::Denies => ("tag bad", "✕ denies"),
        Says::Foresees => ("tag", "→ foresees"),
        Says::Supposes => ("tag", "? supposes"),
        Says::CallsFor => ("tag", "! calls for"),
    };
    html! { span class=(class) { (word) } }
}

/// Every source with what exactly it says.
fn side_by_side(lines: &[Line], events: &Events) -> Markup {
    html! {
        section aria-labelledby="sources" {
            h2 #sources { "Sources side by side" }
            div.wide {
                table.tellings {
                    thead { tr {
                        th scope="col" { "Report" }
                        th scope="col" { "On whose say-so" }
                        th scope="col" { "What of it" }
                        th scope="col" { "What exactly" }
                    } }
                    @for line in lines { tbody { (of_report(line, events)) } }
                }
            }
        }
    }
}

fn of_report(line: &Line, events: &Events) -> Markup {
    let rows = line.tells.len().max(1);
    html! {
        @for (at, tells) in line.tells.iter().enumerate() {
            tr {
                @if at == 0 {
                    th.report scope="rowgroup" rowspan=(rows) {
                        (day(&line.date.to_string())) br;
                        a href=(link::report(&line.report)) dir="auto" { (line.source.as_deref().unwrap_or("publisher not known")) }
                        (copies(line))
                    }
                }
                (telling(tells, events))
            }
        }
    }
}

fn copies(line: &Line) -> Markup {
    html! {
        @if !line.copies.is_empty() {
            details.small {
                summary { (count(line.copies.len() + 1, "report")) ", 1 source" }
                ul.plain.copies { @for copy in &line.copies {
                    li { span.tag { "copy" } " " (day(&copy.date.to_string())) " "
                        a href=(link::report(&copy.report)) dir="auto" { (copy.source.as_deref().unwrap_or("publisher not known")) } }
                } }
            }
        }
    }
}

fn telling(tells: &Tells, events: &Events) -> Markup {
    let (before, words, after) = cut(&tells.sentence, tells.marked);
    html! {
        td dir="auto" {
            @if tells.by.is_reporter { span.soft { "in its own words" } } @else { strong { (by(&tells.by)) } }
            @if let Some(outer) = &tells.quoted_by { span.soft { ", quoted by " } (outer) }
        }
        td { (says(tells.says)) }
        td {
            q.said dir="auto" { "“" (before) mark { (words) } (after) "”" }
            " " a.small href=(place(&tells.receipt, events)) { "in its report" }
        }
    }
}

/// Publishers and speakers, by the side that they belong to.
fn who_says_so(on: &Corroboration, events: &Events) -> Markup {
    let sides = [
        (Side::Actor, "Of those said to act"),
        (Side::Recipient, "Of those said to be acted upon"),
        (Side::Other, "Of neither"),
    ];
    html! {
        section aria-labelledby="who" {
            h2 #who { "Who says so" }
            div.grid {
                @if !on.reporters.is_empty() {
                    div.card {
                        h3 { "Publishers in their own words" }
                        ul.rows { @for reporter in &on.reporters {
                            li { span dir="auto" { (reporter.name) } " " (says(reporter.says)) (of(&reporter.of)) " " (places(&reporter.receipts, events)) }
                        } }
                    }
                }
                @for (side, title) in sides {
                    @let of_side = || on.speakers.iter().filter(move |speaker| speaker.side == side);
                    @if of_side().next().is_some() {
                        div.card {
                            h3 { (title) }
                            ul.rows { @for speaker in of_side() {
                                li {
                                    strong dir="auto" { (speaker.name.as_deref().unwrap_or("a source that is not named")) }
                                    @if let Some(code) = &speaker.code { " " a.tag href=(link::actor(code)) { (code) } }
                                    " " (says(speaker.says)) (of(&speaker.of))
                                    @if let Some(outer) = &speaker.quoted_by { span.soft { ", quoted by " (outer) } }
                                    " " (places(&speaker.receipts, events))
                                }
                            } }
                        }
                    }
                }
            }
        }
    }
}

/// Of whose deed someone says so.
fn of(doers: &[String]) -> Markup {
    let left = doers.len().saturating_sub(ANSWERS);
    let shown: Vec<&str> = doers.iter().take(ANSWERS).map(String::as_str).collect();
    html! {
        @if !shown.is_empty() {
            span.soft dir="auto" { " of " (shown.join(", ")) @if left > 0 { " and " (left) " more" } }
        }
    }
}
