//! How the ledger looks.

use maud::{Markup, html};
use sayso_archive::stories::lists::SeriesLine;
use sayso_record::plain::{self, count, grouped};

use super::{Figures, Question};
use crate::chart;
use crate::link;
use crate::pages::listing::{self, day};

pub fn body(page: &Figures) -> Markup {
    html! {
        h1 { "Figures" }
        p.soft {
            "How many of what, from report to report: each line is a series of figures that count one thing in one story. "
            "Nothing here is decided: a range is what sources give, and each figure leads to its sentence. "
            a #single href=(page.asked.single()) { "Single figures" } " are in search."
        }
        (page.made.note())
        (filter(page))
        @if page.series.is_empty() {
            p.empty #none {
                @if page.asked.narrows() {
                    "No series answers this. " a href="/figures" { "Ask for all of them" } ", or look for "
                    a href=(page.asked.single()) { "single figures" } "."
                } @else { "There are no series of figures." }
            }
        } @else { (ledger(&page.series)) }
        (listing::ways("/figures", &page.asked.pairs(), "page", (page.page, page.has_more)))
        @if !page.series.is_empty() {
            p.small { a #csv href=(link::with_query("/figures.csv", with_page(&page.asked))) { "This list as CSV" } }
        }
    }
}

fn with_page(asked: &Question) -> Vec<(&'static str, &str)> {
    let mut pairs = asked.pairs();
    pairs.extend(asked.page.as_deref().map(|page| ("page", page)));
    pairs
}

fn filter(page: &Figures) -> Markup {
    let asked = &page.asked;
    let is = |value: &Option<String>, wanted: &str| value.as_deref() == Some(wanted);
    let orders =
        [("newest", "newest story"), ("figures", "most figures"), ("spread", "furthest apart")];
    html! {
        form.filters #filters action="/figures" method="get" {
            p.asks {
                label for="measure" { "What is counted" }
                select #measure name="measure" {
                    option value="" { "anything" }
                    @for measure in &page.measures {
                        option value=(measure) selected[is(&asked.measure, measure)] { (measure.replace('-', " ")) }
                    }
                }
            }
            p.asks {
                label for="place" { "Place, or country code" }
                input #place type="text" name="place" value=[asked.place.as_deref()] placeholder="Zenda, or RUR" autocomplete="off";
            }
            p.asks {
                label for="title" { "Words of the story’s title" }
                input #title type="text" name="q" value=[asked.q.as_deref()] autocomplete="off";
            }
            p.asks {
                label for="order" { "First" }
                select #order name="order" {
                    @for (value, label) in orders {
                        option value=(value) selected[is(&asked.order, value)] { (label) }
                    }
                }
            }
            p.check {
                input #dispute type="checkbox" name="dispute" value="yes" checked[is(&asked.dispute, "yes")];
                label for="dispute" { "In dispute" }
            }
            @if let Some(story) = &asked.story { input type="hidden" name="story" value=(story); }
            p.go { button type="submit" { "Show" } }
        }
        @if let Some(story) = &asked.story {
            p { "Of one story only: " a href=(link::story(story)) { "its page" } " · " a href="/figures" { "all stories" } }
        }
    }
}

/// Series as a table.
pub fn ledger(series: &[SeriesLine]) -> Markup {
    html! {
        div.wide {
            table.ledger #ledger {
                thead {
                    tr {
                        th scope="col" { "What is counted" }
                        th scope="col" { "Days" }
                        th.number scope="col" { "Figures" }
                        th.number scope="col" { "Sources" }
                        th scope="col" { "Day by day" }
                        th.number scope="col" { "Majority on the last day" }
                        th scope="col" { "Agreement" }
                    }
                }
                tbody { @for line in series { (row(line)) } }
            }
        }
    }
}

fn row(line: &SeriesLine) -> Markup {
    let own = line.figures - line.copies;
    html! {
        tr {
            th.what scope="row" {
                a href=(link::series(&line.id)) dir="auto" { (line.about) }
                @if let Some(country) = &line.country { " " span.tag { (country) } }
                br;
                span.soft.small dir="auto" { "in " a href=(link::story(&line.story_id)) { (line.story_title) } }
            }
            td { (day(&line.first)) @if line.last != line.first { " to " (day(&line.last)) } }
            td.number {
                (own)
                @if line.copies > 0 { br; span.soft.small { "+ " (count(line.copies, "copy").replace("copys", "copies")) } }
            }
            td.number { (line.sources) }
            td { (spark(line)) }
            td.number { (last(line)) }
            td { (agreement(line)) }
        }
    }
}

/// No more days are drawn beside words.
const DAYS: usize = 120;

/// The range of all sources day by day, and the majority's number in it.
pub fn spark(line: &SeriesLine) -> Markup {
    let by = |rule: &str| line.days.iter().filter(|day| day.rule == rule).collect::<Vec<_>>();
    let (ranges, majority) = (by("range"), by("majority"));
    let before = ranges.len().saturating_sub(DAYS);
    let best = |date: &str| majority.iter().find(|day| day.date == date).map(|day| day.best);
    let days = ranges.iter().skip(before).map(|day| (day.low, day.high, best(&day.date)));
    let days: Vec<(f64, f64, Option<f64>)> = days.collect();
    let Some((low, high, _)) = days.last() else { return html! {} };
    let days_said = plain::days(&line.first, &line.last);
    let said = format!("{days_said}: on the last day {} to {}", grouped(*low), grouped(*high));
    chart::band(&said, &days)
}

/// The majority's number of the last day, and the range of all sources.
pub fn last(line: &SeriesLine) -> Markup {
    let range = line.last_by("range");
    html! {
        @if let Some(best) = line.last_by("majority") { strong { (grouped(best.best)) } }
        @if let Some(range) = range.filter(|range| range.low != range.high) {
            br; span.soft.small.nowrap { (grouped(range.low)) "–" (grouped(range.high)) }
        }
    }
}

/// Whether sources agree, in words.
pub fn agreement(line: &SeriesLine) -> Markup {
    html! {
        @if line.contradictions > 0 {
            span.tag.bad { "≠ " (count(line.contradictions, "contradiction")) }
        }
        @if line.is_wide() { " " span.tag.bad { "↕ wide range" } }
        @if line.revisions > 0 { " " span.tag { "↺ " (count(line.revisions, "revision")) } }
        @if line.contradictions == 0 && !line.is_wide() {
            @if line.sources > 1 { span.tag.fine { "✓ none contradicts" } } @else { span.soft.small { "one source" } }
        }
    }
}
