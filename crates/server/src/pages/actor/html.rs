//! How an actor looks.

use maud::{Markup, html};
use sayso_archive::survey::Exact;
use sayso_record::plain::{grouped_count, thousands};

use super::called::{MOST, User, Wording};
use super::offices::Office;
use super::{ActorPage, AtPlace, Counterpart, Meant};
use crate::link;
use crate::names;
use crate::pages::pair::OfType;
use crate::pages::pair::html::{latest, quads};
use crate::pages::search::html::row::alone;
use crate::pages::two_sides::not_all_happened;

/// Terms, names and words that are seen at once.
const TERMS: usize = 8;
const NAMES: usize = 6;
const WORDS: usize = 12;

pub fn body(page: &ActorPage) -> Markup {
    let name = &page.name;
    let sides = [format!("{name} acts"), format!("{name} is acted upon")];
    html! {
        h1 dir="auto" { (name) @if *name != names::alone(&page.who) { " " small.code.soft { (names::alone(&page.who)) } } }
        (meant(page))
        div.grid {
            @for at in [0, 1] { (total(page, at, &sides[at])) }
        }
        (page.times.draw(
            "events",
            &format!("Events by {} of publication; a bar leads to what is in it", page.times.period),
            [&sides[0], &sides[1]],
            |at, from, to| link::with_query("/search", [(FILTERS[at], page.who.as_str()), ("from", from), ("to", to), ("as", "events")]),
        ))
        (not_all_happened(&page.statuses, |status| link::with_query("/search", [("party", page.who.as_str()), ("status", status), ("as", "events")])))
        (with_whom(page))
        @for at in [0, 1] { (latest(&page.events[at], &format!("Latest: {}", sides[at]), &events(page, at), page.totals[at].events)) }
        (said(page))
        (called(page))
        (offices(page))
        (places(page))
    }
}

/// The filters of what someone does, and of what is done to it.
const FILTERS: [&str; 2] = ["actor", "recipient"];

fn events(page: &ActorPage, at: usize) -> String {
    link::with_query("/search", [(FILTERS[at], page.who.as_str()), ("as", "events")])
}

/// Everyone who is meant.
fn meant(page: &ActorPage) -> Markup {
    let (seen, others) = page.meant.split_at(NAMES.min(page.meant.len()));
    html! {
        @if page.meant.is_empty() { p.note { "No report here names " bdi { (page.name) } "; the codebook knows who this is." } }
        ul.plain.inline.meant #meant { @for one in seen { (line(one)) } }
        @if !others.is_empty() { details {
            summary { (thousands(page.meant_count - seen.len())) " more names" }
            ul.plain.inline.meant { @for one in others { (line(one)) } }
            @if page.meant_count > page.meant.len() { p.soft.small { "The " (page.meant.len()) " that take part most; "
                a href=(link::with_query("/actors", [("q", names::alone(&page.who).as_str())])) { "all of them" } "." } }
        } }
    }
}

fn line(one: &Meant) -> Markup {
    html! {
        li {
            a href=(link::actor(&Exact::with_code(&one.name, one.code.as_deref()).to_string())) { bdi { (one.name) } } " "
            span.soft { (one.kind) @if let Some(code) = &one.code { " · " (code) } @if let Some(item) = &one.wikidata { " · Wikidata " (item) } }
        }
    }
}

fn total(page: &ActorPage, at: usize, side: &str) -> Markup {
    let of = &page.totals[at];
    html! {
        section.card aria-label=(side) {
            h2 { bdi { (side) } }
            p { a href=(events(page, at)) { strong { (grouped_count(of.events, "event")) } } " in " (grouped_count(of.happenings, "happening")) ", " (grouped_count(of.reports, "report")) }
            (quads(of))
            (types(page, at, &page.types[at]))
        }
    }
}

fn types(page: &ActorPage, at: usize, all: &[OfType]) -> Markup {
    html! {
        ul.plain.inline { @for one in all { li {
            a href=(link::with_query("/search", [(FILTERS[at], page.who.as_str()), ("type", one.plover.as_str()), ("as", "events")])) { (names::plover(&one.plover)) }
            " " span.soft { (thousands(one.events)) }
        } } }
    }
}

fn with_whom(page: &ActorPage) -> Markup {
    html! {
        @if !page.countries.is_empty() || !page.others.is_empty() {
            h2 #counterparts { "With whom" }
            div.grid {
                (counterparts(page, "By country", &page.countries))
                (counterparts(page, "By name", &page.others))
            }
            p.small { a #csv href=(format!("{}.csv", link::actor(&page.who))) { "As CSV" } }
        }
    }
}

fn counterparts(page: &ActorPage, title: &str, all: &[Counterpart]) -> Markup {
    html! {
        @if !all.is_empty() { div.wide { table {
            caption { (title) }
            thead { tr { th scope="col" { "Who" } th.number scope="col" { "towards it" } th.number scope="col" { "from it" } } }
            tbody { @for one in all { tr {
                th scope="row" {
                    @if one.who.eq_ignore_ascii_case(&names::alone(&page.who)) { bdi { (one.name) } span.soft { ", within" } }
                    @else { a href=(link::pair(&page.who, &one.filter)) { bdi { (one.name) } } }
                }
                (number(one.towards, [&page.who, &one.filter]))
                (number(one.from, [&one.filter, &page.who]))
            } } }
        } } }
    }
}

fn number(events: usize, [actor, recipient]: [&String; 2]) -> Markup {
    let href = link::with_query(
        "/search",
        [("actor", actor.as_str()), ("recipient", recipient.as_str()), ("as", "events")],
    );
    html! { td.number { @if events == 0 { span.soft { "0" } } @else { a href=(href) { (thousands(events)) } } } }
}

fn said(page: &ActorPage) -> Markup {
    let sides = [("by", "Statements by", "speaker"), ("about", "Statements about", "recipient")];
    html! {
        @for (at, (id, title, filter)) in sides.into_iter().enumerate() {
            @if !page.statements[at].is_empty() {
                section aria-labelledby=(id) {
                    h2 id=(id) { (title) " " bdi { (page.name) } }
                    ol.rows.hits { @for one in &page.statements[at] { (alone(one)) } }
                    @if page.said[at] > page.statements[at].len() {
                        p { a href=(link::with_query("/statements", [(filter, page.who.as_str())])) { "All " (thousands(page.said[at])) } }
                    }
                }
            }
        }
    }
}

/// By which words it is called, and by whom.
fn called(page: &ActorPage) -> Markup {
    let called = &page.called;
    let (seen, others) = called.words.split_at(WORDS.min(called.words.len()));
    let more = MOST.min(called.of);
    html! {
        @if !called.words.is_empty() {
            section aria-labelledby="words" {
                h2 #words { "Words for " bdi { (page.name) } }
                p.soft.small {
                    "Names and descriptions in the newest " (called.reports) " of " (thousands(called.of)) " reports. "
                    "Words that take a side are marked, and stand with whoever uses them: Sayso adopts none. "
                    @if more > called.reports { a #more-words href=(format!("{}#words", link::with_query(&link::actor(&page.who), [("words_of", more.to_string().as_str())]))) { "Look in the newest " (more) } "." }
                }
                (wordings(seen))
                @if !others.is_empty() { details { summary { (others.len()) " more" } (wordings(others)) } }
            }
        }
    }
}

fn wordings(all: &[Wording]) -> Markup {
    html! {
        div.wide { table.words {
            thead { tr { th scope="col" { "Words" } th.number scope="col" { "Times" } th scope="col" { "In their own voice" } th scope="col" { "Quoted from" } } }
            tbody { @for one in all { tr {
                th scope="row" dir="auto" { "“" (one.words) "”" @if one.loaded { " " span.tag.bad title="takes a side" { "loaded" } } }
                td.number { (one.times) }
                td { (users(&one.in_own_voice)) }
                td { (users(&one.quoted)) }
            } } }
        } }
    }
}

fn users(all: &[User]) -> Markup {
    html! { @for (at, user) in all.iter().enumerate() { @if at > 0 { ", " } a href=(link::report(&user.report)) { bdi { (user.name) } } } }
}

fn offices(page: &ActorPage) -> Markup {
    let (seen, others) = page.offices.split_at(TERMS.min(page.offices.len()));
    html! {
        @if !page.offices.is_empty() {
            section aria-labelledby="offices" {
                h2 #offices { "Offices" }
                p.soft.small { "From the codebook's tables of persons"
                    @if let Some(day) = &page.as_of { "; those who served on " (day) ", the last day here, are marked" } ". "
                    "An empty end: it still ran when the table was last checked." }
                (terms(seen))
                @if !others.is_empty() { details { summary { (others.len()) " more" } (terms(others)) } }
            }
        }
    }
}

fn terms(all: &[Office]) -> Markup {
    let plain = |office: &String| office.replace('_', " ");
    html! {
        div.wide { table {
            thead { tr { th scope="col" { "Who" } th scope="col" { "Office" } th scope="col" { "Country" } th scope="col" { "From" } th scope="col" { "Until" } } }
            tbody { @for office in all { tr {
                th scope="row" { a href=(link::actor(&office.person)) { bdi { (office.person) } } @if office.is_current { " " span.tag.fine { "in office" } } }
                td { (office.offices.iter().map(plain).collect::<Vec<_>>().join(", ")) }
                td { a href=(link::actor(&office.country)) { (office.country) } @if let Some(role) = &office.role { " " span.soft { (role) } } }
                td.nowrap { (office.from.as_deref().unwrap_or_default()) }
                td.nowrap { (office.until.as_deref().unwrap_or_default()) }
            } } }
        } }
    }
}

fn places(page: &ActorPage) -> Markup {
    let to = |one: &AtPlace| {
        link::with_query(
            "/search",
            [("party", page.who.as_str()), ("place", one.filter.as_str()), ("as", "events")],
        )
    };
    html! {
        @if !page.places.is_empty() {
            section aria-labelledby="places" {
                h2 #places { "Where" }
                ul.plain.inline { @for one in &page.places { li {
                    a href=(to(one)) { bdi { (one.name) } } " " span.soft title=(grouped_count(one.reports, "report")) { (thousands(one.events)) }
                } } }
                p.small { a href=(link::with_query("/map", [("party", page.who.as_str())])) { "On the map" } }
            }
        }
    }
}
