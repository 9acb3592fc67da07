//! What was found, counted; each value narrows the question to it.

use maud::{Markup, html};
use sayso_record::plain::{grouped_count, thousands};

use super::super::Search;
use super::super::facets::{self, Counted, Value};
use super::noun;
use crate::query::Query;

/// So many values are seen at once.
const SEEN: usize = 6;
/// So many facets are open.
const OPEN: usize = 6;

/// The lists at the left.
pub fn aside(page: &Search) -> Markup {
    html! {
        aside.facets aria-labelledby="narrow" {
            h2 #narrow { "Narrow it" }
            @if page.facets.is_empty() { p.soft { "There is nothing to count." } }
            @for (at, facet) in page.facets.iter().enumerate() { (list(page, facet, at < OPEN)) }
        }
    }
}

fn list(page: &Search, facet: &Counted, open: bool) -> Markup {
    let (seen, others) = facet.values.split_at(SEEN.min(facet.values.len()));
    html! {
        details.facet data-facet=(facet.filter) open[open] {
            summary { (facet.title) }
            ul.plain { @for value in seen { (item(page, facet, value)) } }
            @if !others.is_empty() {
                details.rest {
                    summary { (others.len()) " more" }
                    ul.plain { @for value in others { (item(page, facet, value)) } }
                }
            }
        }
    }
}

fn item(page: &Search, facet: &Counted, value: &Value) -> Markup {
    let query = &page.of.query;
    let is_asked = facets::is_asked(query, facet.filter, &value.value);
    let kind = query.kind();
    let counts = format!(
        "{} in {}",
        grouped_count(value.data, noun(kind)),
        grouped_count(value.reports, "report")
    );
    html! {
        li {
            @if is_asked {
                a.chosen href=(without(query, facet.filter).at(page.of.place.path())) title="Take this filter away" { bdi { (value.label) } " ×" }
            } @else {
                a href=(facets::narrowed(query, facet.filter, &value.value).at(page.of.place.path())) { bdi { (value.label) } }
            }
            span.count title=(counts) { (thousands(value.data)) }
        }
    }
}

fn without(query: &Query, filter: &str) -> Query {
    if filter == "month" { query.without("from").without("to") } else { query.without(filter) }
}
