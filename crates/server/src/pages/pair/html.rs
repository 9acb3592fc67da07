//! How a pair looks.

use maud::{Markup, html};
use sayso_record::plain::{grouped_count, thousands};

use super::{OfType, Pair};
use crate::chart::{QUAD_SIGNS, quad_words};
use crate::link;
use crate::names;
use crate::pages::search::html::row::alone;
use crate::pages::search::rows::Row;
use crate::pages::two_sides::{Both, Counted, not_all_happened};

pub fn body(page: &Pair) -> Markup {
    let [one, other] = &page.names;
    let [first, second] = &page.who;
    let sides = [format!("{one} towards {other}"), format!("{other} towards {one}")];
    let way = |at: usize| if at == 0 { [first, second] } else { [second, first] };
    html! {
        h1 { a href=(link::actor(first)) { bdi { (one) } } " and " a href=(link::actor(second)) { bdi { (other) } } }
        div.grid {
            @for at in [0, 1] { (total(page, at, way(at), &sides)) }
        }
        (page.times.draw(
            "events",
            &format!("Events by {} of publication, both ways; a bar leads to what is in it", page.times.period),
            [&sides[0], &sides[1]],
            |at, from, to| link::with_query("/search", events(way(at)).into_iter().chain([("from", from), ("to", to)])),
        ))
        @for at in [0, 1] { (latest(&page.events[at], &format!("Latest: {}", sides[at]), &link::with_query("/search", events(way(at))), page.totals[at].events)) }
        h2 #said { "What they say of each other" }
        @if page.said == [0, 0] { p.empty { "Neither is quoted on the other." } }
        @for at in [0, 1] { (said(page, at, way(at))) }
        (months(page, &sides))
    }
}

fn events([actor, recipient]: [&String; 2]) -> [(&str, &str); 3] {
    [("actor", actor.as_str()), ("recipient", recipient.as_str()), ("as", "events")]
}

fn total(page: &Pair, at: usize, way: [&String; 2], sides: &[String; 2]) -> Markup {
    let of = &page.totals[at];
    html! {
        section.card aria-label=(sides[at]) {
            h2 { bdi { (sides[at]) } }
            p { a href=(link::with_query("/search", events(way))) { strong { (grouped_count(of.events, "event")) } }
                " in " (grouped_count(of.happenings, "happening")) ", " (grouped_count(of.reports, "report")) }
            (quads(of))
            (types(&page.types[at], way))
            (not_all_happened(&page.statuses[at], |status| link::with_query("/search", events(way).into_iter().chain([("status", status)]))))
        }
    }
}

/// Events by quad, in words.
pub fn quads(of: &Counted) -> Markup {
    html! {
        ul.plain.quads { @for (quad, events) in (1..).zip(of.quads) { @if events > 0 { li {
            span class=(format!("quad q{quad}")) { (QUAD_SIGNS[quad - 1]) } " " (thousands(events)) " " (quad_words(quad))
        } } } }
    }
}

/// What is done most; each leads to its events.
pub fn types<'a>(all: &'a [OfType], [actor, recipient]: [&'a String; 2]) -> Markup {
    html! {
        ul.plain.inline { @for one in all { li {
            a href=(link::with_query("/search", [("actor", actor.as_str()), ("recipient", recipient.as_str()), ("type", one.plover.as_str()), ("as", "events")])) { (names::plover(&one.plover)) }
            " " span.soft { (thousands(one.events)) }
        } } }
    }
}

/// The newest of a list; `all` is where the others are.
pub fn latest(rows: &[Row], title: &str, all: &str, number: usize) -> Markup {
    html! {
        @if !rows.is_empty() {
            section aria-label=(title) {
                h2 { bdi { (title) } }
                ol.rows.hits { @for one in rows { (alone(one)) } }
                @if number > rows.len() { p { a href=(all) { "All " (thousands(number)) } } }
            }
        }
    }
}

fn said(page: &Pair, at: usize, [speaker, about]: [&String; 2]) -> Markup {
    let title = format!("{} on {}", page.names[at], page.names[1 - at]);
    let all = link::with_query(
        "/statements",
        [("speaker", speaker.as_str()), ("recipient", about.as_str())],
    );
    html! {
        @if !page.statements[at].is_empty() {
            section aria-label=(title) {
                h3 { bdi { (title) } }
                ol.rows.hits { @for one in &page.statements[at] { (alone(one)) } }
                @if page.said[at] > page.statements[at].len() { p { a href=(all) { "All " (thousands(page.said[at])) } } }
            }
        }
    }
}

fn months(page: &Pair, sides: &[String; 2]) -> Markup {
    let [one, other] = &page.who;
    let has = |both: &&Both| both.from.events + both.towards.events > 0;
    html! {
        @if !page.months.bins.is_empty() {
            h2 #months { "By month" }
            div.wide { table {
                caption.hidden { "Events by month, both ways" }
                thead {
                    tr { th scope="col" rowspan="2" { "Month" } @for side in sides { th scope="colgroup" colspan="5" { bdi { (side) } } } }
                    tr { @for _ in sides {
                        th.number scope="col" { "Events" }
                        @for quad in 1..=4 { th.number scope="col" title=(quad_words(quad)) { (QUAD_SIGNS[quad - 1]) span.hidden { " " (quad_words(quad)) } } }
                    } }
                }
                tbody { @for both in page.months.bins.iter().filter(has) { tr {
                    th scope="row" { (both.start.strftime("%B %Y").to_string()) }
                    (cells(both, &both.from, [one, other]))
                    (cells(both, &both.towards, [other, one]))
                } } }
            } }
            p.small { a #csv href=(format!("{}.csv", link::pair(one, other))) { "This table as CSV" } }
        }
    }
}

fn cells(both: &Both, of: &Counted, way: [&String; 2]) -> Markup {
    let (from, to) = (both.start.to_string(), both.end.to_string());
    let href = link::with_query(
        "/search",
        events(way).into_iter().chain([("from", from.as_str()), ("to", to.as_str())]),
    );
    html! {
        td.number { @if of.events == 0 { span.soft { "0" } } @else { a href=(href) { (thousands(of.events)) } } }
        @for events in of.quads { td.number { (thousands(events)) } }
    }
}
