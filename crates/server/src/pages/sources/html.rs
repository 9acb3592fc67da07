//! How the page of sources looks.

use maud::{Markup, html};
use sayso_record::plain::{grouped, grouped_count, thousands};

use super::{Coded, Input, List, Publisher, Sources, Taken, Trouble, calendar};
use crate::link;

pub fn body(page: &Sources) -> Markup {
    let source = page.asked.source.as_deref();
    html! {
        h1 { "Where the reports come from" }
        (when(page, source))
        (publishers(&page.publishers))
        (taken(&page.taken, &page.inputs))
        (problems(&page.problems))
        (engines(&page.engines))
    }
}

fn when(page: &Sources, source: Option<&str>) -> Markup {
    let year_link = |year: i16| {
        let year = year.to_string();
        link::with_query("/sources", [("source", source.unwrap_or_default()), ("year", &year)])
    };
    html! {
        section #when {
            p.lead {
                (grouped_count(page.reports, "report"))
                @match source {
                    Some(source) => { " of " strong { bdi { (source) } } " · " a href="/sources" { "of all publishers" } }
                    None => " that stand, by day of publication. A gap here is a gap in everything that is counted.",
                }
            }
            @if page.months.is_empty() {
                p.empty {
                    @if source.is_some() { "This publisher has no report here; the list below has those that do." }
                    @else { "Nothing is in the archive yet: " code { "sayso ingest ARCHIVE FILES" } " takes reports in." }
                }
            } @else {
                @if let Some(year) = page.year {
                    h2 { "Days of " (year) }
                    @if page.days.is_empty() { p.empty { "No report is of that year; the table below has those that have any." } }
                    @else { (calendar::days(year, &page.days, source)) (key()) }
                }
                (calendar::months(&page.months, source, year_link))
            }
        }
    }
}

/// What the shades mean.
fn key() -> Markup {
    html! {
        p.small.soft.key aria-hidden="true" {
            "none "
            svg width="50" height="12" { @for (shade, x) in [(0, 0), (2, 13), (3, 26), (4, 39)] {
                rect class={ "c" (shade) } x=(x) y="0" width="11" height="11" rx="2" {}
            } }
            " most"
        }
    }
}

fn publishers(list: &List<Publisher>) -> Markup {
    html! {
        section #publishers {
            h2 { "Publishers " span.soft { (thousands(list.total)) } }
            @if list.here.is_empty() { p.empty { "None on this page." } }
            @else { div.wide tabindex="0" role="region" aria-label="Publishers" { table {
                thead { tr {
                    th scope="col" { "Publisher" }
                    th.number scope="col" { "Reports" }
                    th.number scope="col" { "Days with any" }
                    th scope="col" { "First" }
                    th scope="col" { "Last" }
                } }
                tbody { @for one in &list.here { (publisher(one)) } }
            } } }
            (next(list, "cursor", "Next publishers"))
        }
    }
}

fn publisher(one: &Publisher) -> Markup {
    let name = one.source.as_deref().unwrap_or_default();
    let named = one.source.is_some();
    html! {
        tr {
            th scope="row" {
                @if named { a href=(link::with_query("/sources", [("source", name)])) { bdi { (name) } } }
                @else { span.soft { "no publisher named" } }
            }
            td.number {
                @if named { a href=(link::with_query("/search", [("as", "reports"), ("source", name)])) { (grouped(one.reports as f64)) } }
                @else { (grouped(one.reports as f64)) }
            }
            td.number { (thousands(one.days)) }
            td.nowrap { (one.first) }
            td.nowrap { (one.last) }
        }
    }
}

fn taken(all: &Taken, inputs: &List<Input>) -> Markup {
    html! {
        section #inputs {
            h2 { "What was taken in" }
            p {
                (thousands(all.pieces)) " read = " (thousands(all.stored)) " stored + " (thousands(all.duplicates))
                " duplicate + " (thousands(all.skipped)) " skipped + " (thousands(all.failed)) " failed"
            }
            @if inputs.here.is_empty() { p.empty { "The journal has no input." } }
            @else { div.wide tabindex="0" role="region" aria-label="Inputs" { table {
                thead { tr {
                    th scope="col" { "Input" }
                    th.number scope="col" { "Stored" }
                    th.number scope="col" { "Duplicate" }
                    th.number scope="col" { "Skipped" }
                    th.number scope="col" { "Failed" }
                    th scope="col" { "Read" }
                } }
                tbody { @for input in &inputs.here { tr {
                    th scope="row" dir="auto" { (input.name) }
                    td.number { (thousands(input.taken.stored)) }
                    td.number { (thousands(input.taken.duplicates)) }
                    td.number { (thousands(input.taken.skipped)) }
                    td.number { (thousands(input.taken.failed)) }
                    td { @match input.finished {
                        Some(true) => "to its end",
                        Some(false) => span.tag.bad { "in part" },
                        None => "anew each time",
                    } }
                } } }
            } } }
            (next(inputs, "inputs", "Earlier inputs"))
        }
    }
}

fn problems(list: &List<Trouble>) -> Markup {
    html! {
        section #problems {
            h2 { "What was left out, and why" }
            @if list.here.is_empty() { p.empty { "Nothing was left out." } }
            @else { ul.rows { @for trouble in &list.here {
                li {
                    span.tag.bad[trouble.kind == "failed"] { (trouble.kind) } " "
                    span dir="auto" { (trouble.input) }
                    @if let Some(place) = &trouble.place { ", " (place) }
                    ": " span dir="auto" { (trouble.reason) }
                }
            } } }
            (next(list, "problems", "Earlier ones"))
        }
    }
}

fn engines(engines: &[Coded]) -> Markup {
    html! {
        section #engines {
            h2 { "What coded the reports" }
            @if engines.is_empty() { p.empty { "No report is here." } }
            @else { div.wide tabindex="0" role="region" aria-label="What coded the reports" { table {
                thead { tr {
                    th scope="col" { "Sayso" } th scope="col" { "Language model" } th scope="col" { "Codebook" }
                    th.number scope="col" { "Reports" }
                } }
                tbody { @for one in engines { tr {
                    td { (one.engine.version) }
                    td { (one.engine.model) }
                    td { code.hash { (one.engine.codebook) } @if one.is_now == Some(true) { " " span.tag.fine { "in use" } } }
                    td.number { (grouped(one.reports as f64)) }
                } } }
            } } }
            @if engines.iter().any(|one| one.is_now == Some(false)) {
                p.note { "Some reports were coded by another version, model or codebook than is in use here: " code { "sayso ingest ARCHIVE --recode" } " codes them again." }
            }
        }
    }
}

fn next<T>(list: &List<T>, name: &str, label: &str) -> Markup {
    html! {
        @if let Some(next) = list.next {
            p.pages { a.button.quiet rel="next" href={ (link::with_query("/sources", [(name, next.to_string().as_str())])) "#" (place(name)) } { (label) } }
        }
    }
}

/// The part of the page that a list is in.
fn place(name: &str) -> &str {
    if name == "cursor" { "publishers" } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::sources::Bin;

    fn page(months: Vec<Bin>) -> Sources {
        let nothing = || Taken { pieces: 0, stored: 0, duplicates: 0, skipped: 0, failed: 0 };
        Sources {
            asked: Default::default(),
            reports: 0,
            year: months.first().map(|bin| bin.start.year()),
            days: months.clone(),
            months,
            publishers: List { total: 0, here: Vec::new(), next: None },
            taken: nothing(),
            inputs: List { total: 0, here: Vec::new(), next: None },
            problems: List { total: 0, here: Vec::new(), next: None },
            engines: Vec::new(),
        }
    }

    #[test]
    fn an_empty_archive_has_a_next_step() {
        assert!(body(&page(Vec::new())).into_string().contains("sayso ingest ARCHIVE"));
    }

    #[test]
    fn a_publisher_is_shown_as_the_text_that_it_is() {
        let one = Publisher {
            source: Some("<script>x</script>&\"".to_owned()),
            reports: 1,
            first: jiff::civil::date(1987, 5, 4),
            last: jiff::civil::date(1987, 5, 4),
            days: 1,
        };
        let out = publisher(&one).into_string();
        assert!(!out.contains("<script"), "{out}");
    }
}
