//! How the list of stories looks.

use maud::{Markup, html};
use sayso_archive::stories::lists::StoryLine;
use sayso_record::plain::plural;

use super::Stories;
use crate::link;
use crate::pages::listing::{self, day};

pub fn body(page: &Stories) -> Markup {
    html! {
        h1 { "Stories" }
        p.soft {
            "What reports tell of one matter as it goes on. Counted apart: reports, those of them that copy no other, the "
            "publishers of these, and what happens in them."
        }
        (page.made.note())
        (filter(page))
        @if page.stories.is_empty() {
            p.empty #none {
                @if page.asked.narrows() { "No story answers this. " a href="/stories" { "All stories" } }
                @else { "There are no stories." }
            }
        } @else {
            ol.rows.stories #stories { @for line in &page.stories { li { (story(line)) } } }
        }
        (listing::ways("/stories", &page.asked.pairs(), "page", (page.page, page.has_more)))
    }
}

fn filter(page: &Stories) -> Markup {
    let asked = &page.asked;
    let is_largest = asked.order.as_deref() == Some("largest");
    html! {
        form.filters #filters action="/stories" method="get" {
            p.asks {
                label for="words" { "Words in its reports" }
                input #words type="search" name="q" value=[asked.q.as_deref()] autocomplete="off";
            }
            p.asks {
                label for="from" { "From" }
                input #from type="date" name="from" value=[asked.from.as_deref()];
            }
            p.asks {
                label for="to" { "To" }
                input #to type="date" name="to" value=[asked.to.as_deref()];
            }
            p.asks {
                label for="order" { "First" }
                select #order name="order" {
                    option value="newest" selected[!is_largest] { "newest report" }
                    option value="largest" selected[is_largest] { "most reports" }
                }
            }
            p.go { button type="submit" { "Show" } }
        }
    }
}

fn story(line: &StoryLine) -> Markup {
    html! {
        h2.name { a href=(link::story(&line.id)) dir="auto" { (line.title) } }
        p.counts {
            (day(&line.first)) @if line.last != line.first { " to " (day(&line.last)) }
            " · " (counts(line))
        }
    }
}

/// How many of each kind, told apart.
pub fn counts(line: &StoryLine) -> Markup {
    html! {
        span { strong { (line.reports) } " " (plural(line.reports, "report")) }
        " · " span { strong { (line.originals) } " " (plural(line.originals, "original")) }
        " · " span { strong { (line.independent_sources) } " " (plural(line.independent_sources, "independent source")) }
        " · " span { strong { (line.happenings) } " " (plural(line.happenings, "happening")) }
        @if line.series > 0 { " · " span { strong { (line.series) } " series of figures" } }
    }
}
