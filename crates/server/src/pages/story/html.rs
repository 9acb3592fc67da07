//! How a story looks.

use maud::{Markup, html};
use sayso_archive::stories::lists::{DayOfStory, HappeningLine, Member, SeriesLine};
use sayso_archive::survey::Exact;
use sayso_record::plain::{self, count};

use super::{Speaker, Story};
use crate::link;
use crate::names;
use crate::pages::figures::html as ledger;
use crate::pages::listing::{self, day, days_between};
use crate::pages::stories::html::counts;

pub fn body(page: &Story) -> Markup {
    let story = &page.story;
    html! {
        h1 dir="auto" { (story.title) }
        (page.made.note())
        p.lead { (day(&story.first)) @if story.last != story.first { " to " (day(&story.last)) } " · " (counts(story)) }
        nav.inside aria-label="On this page" {
            a href="#happenings" { "What happens" }
            @if !page.series.is_empty() { " " a href="#figures" { "Figures" } }
            @if !page.speakers.is_empty() { " " a href="#speakers" { "Who speaks" } }
            " " a href="#reports" { "Reports" }
        }
        (timeline(page))
        (happenings(page))
        (figures(page))
        (speakers(page))
        (reports(page))
    }
}

/// Heights of the line of days, in pixels.
const HIGH: f64 = 92.0;
const FOOT: f64 = 20.0;

/// Reports by day, copies over their originals; places along the days are shares of the width.
fn timeline(page: &Story) -> Markup {
    let (first, last) = (&page.story.first, &page.story.last);
    let room = 100.0 / (days_between(first, last) + 1.0);
    let most = page.days.iter().map(|day| day.originals + day.copies).max().unwrap_or(1).max(1);
    let wide = (room * 0.8).clamp(0.3, 7.0);
    let ground = HIGH - FOOT;
    let said = format!(
        "Reports by day, {}: at most {} on a day",
        plain::days(first, last),
        count(most, "report")
    );
    let bar = |one: &DayOfStory| {
        let high = |number: usize| number as f64 / most as f64 * (ground - 4.0);
        let x = format!("{:.2}%", days_between(first, &one.date) * room + (room - wide) / 2.0);
        let (own, copied) = (high(one.originals), high(one.copies));
        let (all, wide) = (count(one.originals + one.copies, "report"), format!("{wide:.2}%"));
        html! {
            g {
                title { (one.date) ": " (all) ", " (one.copies) " of them copied" }
                rect.own x=(x) y=(px(ground - own)) width=(wide) height=(px(own)) {}
                @if one.copies > 0 { rect.copied x=(x) y=(px(ground - own - copied)) width=(wide) height=(px(copied)) {} }
            }
        }
    };
    html! {
        figure.chart #timeline {
            svg.bars width="100%" height=(HIGH) role="img" aria-label=(said) {
                title { (said) }
                @for one in &page.days { (bar(one)) }
                line.ground x1="0" x2="100%" y1=(ground) y2=(ground) {}
                text x="0" y=(HIGH - 4.0) { (first) }
                @if first != last { text x="100%" y=(HIGH - 4.0) text-anchor="end" { (last) } }
            }
            figcaption.shades { span.swatch.own {} " originals " span.swatch.copied {} " copies" }
        }
    }
}

fn px(at: f64) -> String {
    format!("{at:.1}")
}

fn happenings(page: &Story) -> Markup {
    let here = link::story(&page.story.id);
    html! {
        section aria-labelledby="happenings" {
            h2 #happenings { "What happens" }
            @if page.happenings.is_empty() { p.empty { "Its reports tell of no event." } } @else {
                ol.rows.happenings { @for one in &page.happenings { li { (happening(one)) } } }
            }
            (listing::ways(&here, &[], "happenings", (page.happenings_page, page.more_happenings)))
        }
    }
}

/// A happening in a list.
pub fn happening(one: &HappeningLine) -> Markup {
    html! {
        p.name {
            span class=(format!("quad q{}", one.quad)) title=[plain::quad(one.quad)] { (names::quad_sign(one.quad)) }
            " " a href=(link::happening(&one.id)) dir="auto" { (listing::kind(&one.what)) ": " (one.parties) }
            @if let Some(place) = &one.place { span.soft dir="auto" { " · " (place) } }
            @for status in &one.told_as { " " span.tag.bad { (status) } }
        }
        p.counts {
            (day(&one.first)) @if one.last != one.first { " to " (day(&one.last)) }
            " · told in " (count(one.reports, "report"))
            @if one.originals != one.reports { ", " (count(one.originals, "original")) }
            " by " (count(one.independent_sources, "independent source"))
            " · " span dir="auto" { "“" (one.words) "”" }
        }
    }
}

fn figures(page: &Story) -> Markup {
    let all =
        link::with_query("/figures", [("story", page.story.id.as_str()), ("order", "figures")]);
    html! {
        @if !page.series.is_empty() {
            section aria-labelledby="figures" {
                h2 #figures { "Figures" }
                div.grid.series { @for line in &page.series { (series(line)) } }
                @if page.series.len() < page.story.series {
                    p { a href=(all) { "All " (page.story.series) " series of this story" } }
                }
            }
        }
    }
}

fn series(line: &SeriesLine) -> Markup {
    html! {
        div.card {
            p.name { a href=(link::series(&line.id)) dir="auto" { (line.about) } }
            div.small-range { (ledger::spark(line)) span.number { (ledger::last(line)) } }
            p.small {
                (count(line.figures - line.copies, "figure")) ", " (count(line.sources, "source")) " · " (ledger::agreement(line))
            }
        }
    }
}

fn speakers(page: &Story) -> Markup {
    html! {
        @if !page.speakers.is_empty() {
            section aria-labelledby="speakers" {
                h2 #speakers { "Who speaks" }
                p.small.soft { "In its originals; a statement that was copied counts once." }
                div.wide { table.speakers {
                    thead { tr {
                        th scope="col" { "Speaker" }
                        th.number scope="col" { "Statements" }
                        th.number scope="col" { "Originals" }
                    } }
                    tbody { @for one in &page.speakers { (speaker(page, one)) } }
                } }
            }
        }
    }
}

fn speaker(page: &Story, one: &Speaker) -> Markup {
    let name = Exact::named(&one.name).to_string();
    let days = [("speaker", name.as_str()), ("from", &page.story.first), ("to", &page.story.last)];
    html! {
        tr {
            th scope="row" { a href=(link::with_query("/statements", days)) dir="auto" { (one.label) } }
            td.number { (one.statements) }
            td.number { (one.originals) }
        }
    }
}

/// Reports by day, copies under their originals.
fn reports(page: &Story) -> Markup {
    let here = link::story(&page.story.id);
    html! {
        section aria-labelledby="reports" {
            h2 #reports { "Reports" }
            @for of_day in page.reports.chunk_by(|one, other| one.date == other.date) {
                @let date = of_day.first().map(|one| one.date.as_str()).unwrap_or_default();
                div.day {
                    h3 { (day(date)) " " span.soft { (on_day(page, date)) } }
                    ul.rows { @for original in of_day { li { (report(original)) } } }
                }
            }
            (listing::ways(&here, &[], "page", (page.page, page.has_more)))
            p.small { a href=(format!("{here}.csv")) { "Reports as CSV" } }
        }
    }
}

/// `4 reports, 1 of them original`.
fn on_day(page: &Story, date: &str) -> String {
    let Some(day) = page.days.iter().find(|day| day.date == date) else { return String::new() };
    let all = count(day.originals + day.copies, "report");
    if day.copies == 0 { all } else { format!("{all}, {}", count(day.originals, "original")) }
}

fn report(original: &Member) -> Markup {
    let publisher = |source: &Option<String>| {
        source.clone().unwrap_or_else(|| "publisher not known".to_owned())
    };
    let left = original.copies_in_all - original.copies.len();
    html! {
        p.name {
            a href=(link::report(&original.id)) dir="auto" { (original.title.as_deref().unwrap_or(&original.id)) }
            span.soft dir="auto" { " · " (publisher(&original.source)) }
        }
        @if original.copies_in_all > 0 {
            details {
                summary { (count(original.copies_in_all + 1, "report")) ", 1 independent source" }
                ul.plain.copies {
                    @for copy in &original.copies {
                        li {
                            span.tag { "copy" } " " (day(&copy.date)) " · "
                            a href=(link::report(&copy.id)) dir="auto" { (publisher(&copy.source)) }
                        }
                    }
                    @if left > 0 { li.soft { "and " (left) " more" } }
                }
            }
        }
    }
}
