//! How the list of actors looks.

use maud::{Markup, html};
use sayso_archive::survey::Exact;
use sayso_record::plain::thousands;

use super::{Actors, CountryLine, Line};
use crate::link;
use crate::pages::listing;

/// Countries that are seen at once.
const SEEN: usize = 24;

pub fn body(page: &Actors) -> Markup {
    let q = page.asked.q.as_deref().unwrap_or_default();
    html! {
        h1 { "Actors" }
        p.soft { "Who acts, who is acted upon, and who speaks, as the reports name them. A number leads to what it counts." }
        form.seek #filters action="/actors" method="get" {
            p.field {
                label for="q" { "Name or code" }
                input #q type="search" name="q" value=(q) placeholder="Rassendyll, or RURMIL" autocomplete="off";
            }
            button type="submit" { "Look" }
        }
        (countries(&page.countries))
        h2 #names { @if q.is_empty() { "By name" } @else { "Names with “" bdi { (q) } "”" } }
        @if page.actors.is_empty() { (nothing(page, q)) } @else {
            p.soft.small { (thousands(page.count)) " actors, those in most events and statements first." }
            (names(&page.actors))
            (listing::ways("/actors", &[("q", q)], "page", (page.page, page.has_more)))
            p.small { a #csv href=(link::with_query("/actors.csv", [("q", q)])) { "This list as CSV" } }
        }
    }
}

fn nothing(page: &Actors, q: &str) -> Markup {
    html! {
        p.empty #none {
            @if page.page > 1 { "The list has no such page. " a href=(link::with_query("/actors", [("q", q)])) { "To its first page" } "." }
            @else if q.is_empty() { "No report here names anyone yet. " code { "sayso ingest ARCHIVE FILE…" } " takes reports in." }
            @else { "Nobody here is named so. Try a part of the name, or " a href=(link::with_query("/search", [("q", q)])) { "look for the words in reports" } "." }
        }
    }
}

fn countries(all: &[CountryLine]) -> Markup {
    let (seen, others) = all.split_at(SEEN.min(all.len()));
    html! {
        @if !all.is_empty() {
            section aria-labelledby="countries" {
                h2 #countries { "By country" }
                p.soft.small { "Events in which someone of the country acts, and in which someone of it is acted upon, as they are told: not all of them as having happened." }
                ul.plain.countries { @for line in seen { (country(line)) } }
                @if !others.is_empty() { details {
                    summary { (others.len()) " more" }
                    ul.plain.countries { @for line in others { (country(line)) } }
                } }
            }
        }
    }
}

fn country(line: &CountryLine) -> Markup {
    let who = Exact::country(&line.code).to_string();
    html! {
        li {
            a href=(link::actor(&who)) { (line.name) } " " small.code { (line.code) }
            span.count {
                a href=(link::with_query("/search", [("actor", who.as_str()), ("as", "events")])) title="acts" { (thousands(line.acts)) "→" } " "
                a href=(link::with_query("/search", [("recipient", who.as_str()), ("as", "events")])) title="acted upon" { "→" (thousands(line.acted_upon)) }
            }
        }
    }
}

fn names(lines: &[Line]) -> Markup {
    html! {
        div.wide { table.names {
            caption.hidden { "Actors" }
            thead { tr {
                th scope="col" { "Name" } th scope="col" { "Kind" } th scope="col" { "Code" }
                th.number scope="col" { "Acts" } th.number scope="col" { "Acted upon" } th.number scope="col" { "Speaks" }
            } }
            tbody { @for line in lines { @let who = Exact::with_code(&line.name, line.code.as_deref()).to_string(); tr {
                th scope="row" { a href=(link::actor(&who)) { bdi { (line.name) } } }
                td { (line.kind) }
                td { @if let Some(code) = &line.code { a href=(link::actor(code)) { (code) } } }
                (number(line.acts, "actor", "events", &who))
                (number(line.acted_upon, "recipient", "events", &who))
                (number(line.speaks, "speaker", "statements", &who))
            } } }
        } }
    }
}

fn number(count: usize, filter: &str, kind: &str, who: &str) -> Markup {
    let path = if kind == "statements" { "/statements" } else { "/search" };
    html! {
        td.number { @if count == 0 { span.soft { "0" } } @else {
            a href=(link::with_query(path, [(filter, who), ("as", kind)])) { (thousands(count)) }
        } }
    }
}
