//! How home looks.

use jiff::civil::Date;
use maud::{Markup, html};
use sayso_archive::stories::lists::{HappeningLine, SeriesLine};
use sayso_archive::survey::Exact;
use sayso_record::plain::{days, grouped, grouped_count, thousands};

use super::{Glance, Home, PairLine};
use crate::chart::{Bar, Bars, Parts, QUAD_SIGNS, Side, quad_words};
use crate::link;
use crate::names;

pub fn body(page: &Home) -> Markup {
    let all = &*page.all;
    html! {
        h1 { "What is in here" }
        @if all.totals.reports == 0 { (empty()) } @else {
            (look())
            (totals(all))
            (page.made.note())
            (not_read(page))
            (times(all))
            div.grid.home {
                (happenings(&all.happenings))
                (disputes(&all.disputes))
                (pairs("Most active of late", "recent", &all.recent_pairs, all.recent_from))
                (pairs("Most active in all", "active", &all.pairs, None))
            }
        }
    }
}

fn empty() -> Markup {
    html! {
        p.note #empty { "This archive has no reports yet. Take some in: " code { "sayso ingest ARCHIVE FILE…" }
            ", then " code { "sayso stories ARCHIVE" } " to find which tell of the same. Or " a href="/try" { "try a text" } "." }
    }
}

/// The search box.
fn look() -> Markup {
    html! {
        form.look #look action="/search" method="get" role="search" aria-label="All reports" {
            label.hidden for="look-q" { "Words" }
            input #look-q type="search" name="q" placeholder="Words of a report, “side by side”, -without" autocomplete="off";
            button type="submit" { "Search" }
        }
    }
}

/// How many of each: events as they are told and happenings in the world are not one.
fn totals(all: &Glance) -> Markup {
    let of = &all.totals;
    let all_as = |kind: &'static str| link::with_query("/search", [("as", kind)]);
    html! {
        dl.totals #totals {
            (total(of.reports, "reports", &all_as("reports"), &format!("by {}", grouped_count(of.sources, "publisher"))))
            (total(of.stories, "stories", "/stories", "reports of one matter, together"))
            (total(of.happenings, "happenings", "/stories", "each once, however many tell of it"))
            (total(of.events, "events", &all_as("events"), "as each report tells them"))
            (total(of.statements, "statements", "/statements", "who says what"))
            (total(of.figures, "figures", &all_as("figures"), "how many, with bounds"))
        }
        @if let Some((first, last)) = of.first.zip(of.last) { p.soft { "Published from " (time(first)) " to " (time(last)) "." } }
    }
}

fn total(number: usize, name: &str, to: &str, gist: &str) -> Markup {
    html! { div { dt { a href=(to) { (name) } } dd { strong { (thousands(number)) } " " span.soft.small { (gist) } } } }
}

fn time(day: Date) -> Markup {
    html! { time datetime=(day) { (day.strftime("%-d %B %Y").to_string()) } }
}

fn not_read(page: &Home) -> Markup {
    let of = page.not_read;
    html! {
        @if of.failed + of.skipped > 0 {
            p #not-read { a href="/sources" {
                @if of.failed > 0 { (grouped_count(of.failed, "piece")) " of what was taken in could not be read" }
                @if of.failed > 0 && of.skipped > 0 { ", " }
                @if of.skipped > 0 { (thousands(of.skipped)) " left out for what they are" }
            } ": each with its reason." }
        }
    }
}

fn times(all: &Glance) -> Markup {
    let bars = all.times.iter().map(|time| {
        let (from, to) = (time.start.to_string(), time.end.to_string());
        let href = link::with_query(
            "/search",
            [("from", from.as_str()), ("to", to.as_str()), ("as", "reports")],
        );
        Bar {
            start: time.start,
            up: Side { parts: Parts::Whole(time.reports), href: Some(href) },
            down: None,
        }
    });
    let gaps = all.times.iter().filter(|time| time.reports == 0).count();
    let without = match gaps {
        0 => String::new(),
        1 => format!("; 1 {} has none", all.period),
        _ => format!("; {} have none", grouped_count(gaps, all.period)),
    };
    let label =
        format!("Reports by {} of publication{without}; a bar leads to its reports", all.period);
    Bars {
        id: "reports",
        label: &label,
        noun: "report",
        sides: None,
        step: all.step,
        bars: bars.collect(),
    }
    .draw()
}

fn happenings(all: &[HappeningLine]) -> Markup {
    html! {
        section.card aria-labelledby="happenings" {
            h2 #happenings { "Latest happenings" }
            @if all.is_empty() { p.soft { "None are known." } }
            ol.rows { @for one in all { li {
                p.name dir="auto" { a href=(link::happening(&one.id)) { (what(&one.what)) " " bdi { (parties(&one.parties)) } }
                    @for told in &one.told_as { " " span.tag.bad { (told) } } }
                p.small dir="auto" { "“" (one.words) "”" @if let Some(place) = &one.place { " · " bdi { (place) } } }
                p.counts { (grouped_count(one.reports, "report")) ", " strong { (grouped_count(one.independent_sources, "independent source")) } " · " (days(&one.first, &one.last)) }
            } } }
            p.small { a href="/stories" { "All stories" } }
        }
    }
}

/// Type and mode, the type as a word.
fn what(coded: &str) -> String {
    let (plover, mode) = coded.split_once(' ').unwrap_or((coded, ""));
    format!("{} {mode}", names::plover(plover)).trim_end().to_owned()
}

/// Who to whom; nobody is named by a question mark.
fn parties(all: &str) -> &str {
    all.strip_prefix("? ").unwrap_or(all)
}

fn disputes(all: &[SeriesLine]) -> Markup {
    html! {
        section.card aria-labelledby="disputes" {
            h2 #disputes { "Figures in dispute" }
            @if all.is_empty() { p.soft { "No sources are known to contradict each other on a number." } }
            ol.rows { @for one in all { li {
                p.name dir="auto" { a href=(link::series(&one.id)) { (one.about) } }
                p.counts {
                    @if let Some(last) = one.last_by("range") { strong { (grouped(last.low)) "–" (grouped(last.high)) } " on " (last.date) " · " }
                    (grouped_count(one.figures - one.copies.min(one.figures), "figure")) " by " (grouped_count(one.sources, "source"))
                    @if one.contradictions > 0 { " · " (grouped_count(one.contradictions, "contradiction")) }
                }
                p.small.soft dir="auto" { a href=(link::story(&one.story_id)) { (one.story_title) } }
            } } }
            p.small { a href="/figures" { "All series of figures" } }
        }
    }
}

/// Pairs of countries, one way each.
fn pairs(title: &str, id: &str, all: &[PairLine], from: Option<Date>) -> Markup {
    let since = from.map(|day| day.to_string()).unwrap_or_default();
    html! {
        @if !all.is_empty() {
            section.card aria-labelledby=(id) {
                h2 id=(id) { (title) }
                p.soft.small {
                    @if let Some(from) = from { "Events in reports published since " (time(from)) ", the last " (super::RECENT) " days here, " } @else { "Events, " }
                    "as they are told: not all of them as having happened."
                }
                div.wide { table.pairs {
                    thead { tr { th scope="col" { "Who → whom" } th.number scope="col" { "Events" } th scope="col" { "Most of them" } } }
                    tbody { @for one in all { @let [actor, recipient] = [&one.actor, &one.recipient].map(|code| Exact::country(code).to_string()); tr {
                        th scope="row" { a href=(link::pair(&actor, &recipient)) { (one.actor_name) " → " (one.recipient_name) } }
                        td.number title=(format!("in {} and {}", grouped_count(one.happenings, "happening"), grouped_count(one.reports, "report"))) {
                            a href=(link::with_query("/search", [("actor", actor.as_str()), ("recipient", recipient.as_str()), ("from", since.as_str()), ("as", "events")])) { (thousands(one.events)) }
                        }
                        td { (mostly(one.quads)) }
                    } } }
                } }
            }
        }
    }
}

/// The quad of most events.
fn mostly(quads: [usize; 4]) -> Markup {
    let most = (1..=4).max_by_key(|quad| quads[quad - 1]).unwrap_or(1);
    html! { span class=(format!("quad q{most}")) { (QUAD_SIGNS[most - 1]) } " " span.soft.small { (quad_words(most)) } }
}
