//! How a series looks.

use maud::{Markup, html};
use sayso_archive::stories::RuledDay;
use sayso_record::plain::{count, grouped};

use super::claims::{Other, Told};
use super::rules::{Rule, weighed};
use super::{Series, chart};
use crate::link;
use crate::pages::figures::html as ledger;
use crate::pages::listing::{self, day};
use crate::quoted::marked;

pub fn body(page: &Series) -> Markup {
    let line = &page.series;
    html! {
        h1 dir="auto" { (line.about) }
        (page.made.note())
        p.lead {
            (count(line.figures - line.copies, "figure"))
            @if line.copies > 0 { " and " (line.copies) " copied with their reports" }
            " · " (count(line.sources, "source"))
            " · " (day(&line.first)) @if line.last != line.first { " to " (day(&line.last)) }
            " · in the story " a href=(link::story(&line.story_id)) dir="auto" { (line.story_title) }
        }
        p { (ledger::agreement(line)) }
        (kind(page))
        h2 { "What was said, day by day" }
        @if page.numbers.len() < line.figures { p.small.soft { "The chart has the newest " (page.numbers.len()) " figures." } }
        (chart::chart(&line.about, &page.numbers, &page.takes))
        (rule(page))
        (claims(page))
    }
}

/// What kind of count it is, where that is not plain.
fn kind(page: &Series) -> Markup {
    let line = &page.series;
    html! {
        @if line.is_new { p.note { "Each figure counts those newly added, not all so far: they are not held against those of other days." } }
        @if line.is_part { p.note { "A part of another count that no words describe; it is held against nothing." } }
    }
}

fn about_rule(page: &Series) -> String {
    match &page.of {
        Some(source) => format!("{}: {source}", page.rule.name()),
        None => page.rule.name().to_owned(),
    }
}

/// The switch between rules, the chosen one in words, and what it takes.
fn rule(page: &Series) -> Markup {
    let here = link::series(&page.series.id);
    html! {
        section.card #rule aria-labelledby="which" {
            h2 #which { "Which figure would a rule take?" }
            nav.switch aria-label="Rules" {
                @for one in Rule::ALL {
                    @let word = if one == Rule::Range { "" } else { one.word() };
                    a.button.quiet href=(link::with_query(&here, [("rule", word)]) + "#rule")
                        aria-current=[(one == page.rule).then_some("true")] { (one.name()) }
                }
            }
            @if page.rule == Rule::Latest { (followed(page, &here)) }
            p { (page.rule.takes()) }
            p.soft { (page.rule.kept_by()) }
            @if page.rule != Rule::Latest { p.soft { (weighed()) } }
            (taken(page))
        }
    }
}

fn followed(page: &Series, here: &str) -> Markup {
    html! {
        @if page.speaking.is_empty() { p.empty { "No source of these figures is known by name." } } @else {
            form.filters action=(here) method="get" {
                input type="hidden" name="rule" value="latest";
                p.asks {
                    label for="of" { "Source" }
                    select #of name="of" {
                        @for name in &page.speaking { option value=(name) selected[page.of.as_ref() == Some(name)] { (name) } }
                    }
                }
                p.go { button type="submit" { "Follow" } }
            }
        }
    }
}

fn taken(page: &Series) -> Markup {
    html! {
        @if page.takes.is_empty() { p.empty { "The rule takes nothing here." } } @else {
            details open[page.takes.len() <= 12] {
                summary { "Day by day: " (count(page.takes.len(), "day")) }
                div.wide {
                    table #takes {
                        caption { (about_rule(page)) ", on each day on which something was said" }
                        thead { tr {
                            th scope="col" { "Day" }
                            th.number scope="col" { "Least" }
                            th.number scope="col" { "Most" }
                            th.number scope="col" { "Best" }
                        } }
                        tbody { @for day in &page.takes { (of_day(day)) } }
                    }
                }
            }
        }
    }
}

fn of_day(taken: &RuledDay) -> Markup {
    html! {
        tr {
            th scope="row" { (day(&taken.date)) }
            td.number { (grouped(taken.low)) }
            td.number { (grouped(taken.high)) }
            td.number { strong { (grouped(taken.best)) } }
        }
    }
}

/// One row a figure.
fn claims(page: &Series) -> Markup {
    let here = link::series(&page.series.id);
    let of = page.of.as_deref().unwrap_or_default();
    let rule = if page.rule == Rule::Range { "" } else { page.rule.word() };
    html! {
        h2 #claims { "Who says so" }
        p.small { "One row a figure, as it was said. " a href=(link::with_query(&format!("{here}.csv"), [])) { "All of them as CSV" } }
        div.wide {
            table.claims {
                thead { tr {
                    th scope="col" { "Date" }
                    th scope="col" { "On whose say-so" }
                    th.number scope="col" { "Number" }
                    th scope="col" { "Beside what was said before" }
                    th scope="col" { "The sentence" }
                } }
                tbody { @for told in &page.claims { (claim(told)) } }
            }
        }
        (listing::ways(&here, &[("rule", rule), ("of", of)], "page", (page.page, page.has_more)))
    }
}

fn claim(told: &Told) -> Markup {
    let claim = &told.claim;
    html! {
        tr #(format!("c{}", claim.position)) .copied[claim.is_copy] {
            td { (day(&claim.date)) }
            td { (say_so(told)) }
            td.number {
                strong.nowrap { (told.number) }
                @if let Some((low, high)) = claim.low.zip(claim.high).filter(|(low, high)| low != high) {
                    br; span.soft.small.nowrap { (grouped(low)) "–" (grouped(high)) }
                }
            }
            td { (stance(told)) }
            td {
                q.said dir="auto" { "“" (marked(&told.sentence)) "”" }
                p.small {
                    @if let Some(counted) = &told.counted { span.soft dir="auto" { "counted: " (counted) } " · " }
                    @if !told.by.is_empty() { span.soft dir="auto" { "by " (told.by.join(", ")) } " · " }
                    @if let Some(cause) = &told.cause { span.soft dir="auto" { (cause) } " · " }
                    @if let Some(period) = &told.period { span.soft { (period) } " · " }
                    a href=(told.address) { "in its report" }
                }
            }
        }
    }
}

/// Who says so, from the innermost speaker out to the publisher.
fn say_so(told: &Told) -> Markup {
    html! {
        span dir="auto" {
            @for (at, speaker) in told.said_by.iter().enumerate() {
                @if at > 0 { span.soft { ", quoted by " } }
                strong { (speaker) }
            }
            @if !told.said_by.is_empty() { span.soft { ", in " } }
            @match &told.claim.source {
                Some(source) => (source),
                None => "publisher not known",
            }
            @if told.said_by.is_empty() { span.soft { ", in its own words" } }
        }
    }
}

fn stance(told: &Told) -> Markup {
    let with = told.with.as_ref();
    html! {
        @if told.claim.is_copy { span.tag { "copied" } " " @if let Some(with) = with { "from " (other(with)) } }
        @else { @match (told.claim.stance.as_str(), with) {
            ("first", _) => span.soft { "the first" },
            ("agrees", Some(with)) => { "agrees with " (other(with)) },
            ("rises", Some(with)) => { "↑ rises from " (other(with)) },
            ("falls", Some(with)) => { "↓ falls from " (other(with)) },
            ("revises", Some(with)) => { span.tag { "↺ revises" } " " (other(with)) },
            ("revises", None) => { span.tag { "↺ revises" } " a number that was said before" },
            ("contradicts", Some(with)) => { span.tag.bad { "≠ contradicts" } " " (other(with)) },
            (stance, _) => (stance),
        } }
    }
}

fn other(other: &Other) -> Markup {
    html! { a href=(link::datum(&other.id)) { (other.number) } span.soft.small dir="auto" { " (" (other.source) ", " (day(&other.date)) ")" } }
}
