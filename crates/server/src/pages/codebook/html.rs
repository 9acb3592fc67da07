//! How the pages of the codebook look.

use maud::{Markup, html};
use sayso_record::plain::{count, percent, thousands};

use super::contents::{Contents, NoteEntry, PageEntry, TableEntry};
use super::parts::{Example, Key, Part, RuleTable};
use super::prose;
use super::rule::{Datum, Found, Marked, Origin, Rule};
use super::sheet::{Rows, Sheet, address};
use crate::link;

/// Values of a key that are shown before the rest is folded away.
const VALUES: usize = 40;

/// Examples that a rule's page shows.
const EXAMPLES: usize = 12;

pub fn contents(contents: &Contents) -> Markup {
    let (events, others): (Vec<_>, Vec<_>) =
        contents.pages.iter().partition(|page| page.path.starts_with("events/"));
    let is_place = |path: &str| path.starts_with("places/");
    let (places, actors): (Vec<_>, Vec<_>) =
        contents.tables.iter().partition(|table| is_place(&table.path));
    html! {
        h1 { "What counts as what" }
        p.lead {
            "Every event, statement and figure was found by a rule that stands on one of these pages, each with "
            "examples and the coding that they must get. Copy a page into a folder, change it, and start with "
            code { "--codebook FOLDER" } ": yours stands in for the one built in."
        }
        p.small.soft { "This codebook: " code.hash { (contents.hash) } }
        h2 #events { "Events: who did what to whom" }
        (pages(&events))
        h2 #others { "What they share; statements, figures, times" }
        (pages(&others))
        h2 #actors { "Actors and codes" }
        (tables(&actors, &contents.notes, false))
        h2 #places { "Places" }
        (tables(&places, &contents.notes, true))
    }
}

fn own(own: bool) -> Markup {
    html! { @if own { " " span.tag.fine { "yours" } } }
}

fn pages(pages: &[&PageEntry]) -> Markup {
    html! {
        div.wide { table.contents {
            thead { tr {
                th scope="col" { "Page" }
                th.number scope="col" { "Rules" }
                th.number scope="col" { "Examples" }
                th.number scope="col" { "Found here" }
            } }
            tbody { @for page in pages { tr {
                th scope="row" { a href=(address(&page.path)) { (page.title) } (own(page.own)) }
                td.number { (thousands(page.rules)) }
                td.number { (thousands(page.examples)) }
                td.number { (thousands(page.found)) }
            } } }
        } }
    }
}

fn tables(tables: &[&TableEntry], notes: &[NoteEntry], of_places: bool) -> Markup {
    let notes = notes.iter().filter(|note| note.path.starts_with("places/") == of_places);
    html! {
        ul.plain.notes { @for note in notes {
            li { a href=(address(&note.path)) { (note.title) } " " span.soft { "what the tables hold, and where it comes from" } }
        } }
        ul.plain.tables { @for table in tables {
            li {
                a href=(address(&table.path)) { (table.path) } (own(table.own))
                " " span.soft { (thousands(table.rows)) " rows" }
            }
        } }
        @if of_places {
            p.small.soft { "145,000 settlements and 37,000 divisions more are built in, from GeoNames (CC BY 4.0)." }
        }
    }
}

/// Where one is: the codebook, and a file of it.
fn trail(path: &str, is_file: bool) -> Markup {
    html! {
        nav.trail aria-label="Where this is" {
            a href="/codebook" { "Codebook" } " › "
            @if is_file { code { (path) } } @else { a href=(address(path)) { code { (path) } } }
        }
    }
}

pub fn sheet(sheet: &Sheet) -> Markup {
    html! {
        (trail(&sheet.path, true))
        h1 { (sheet.title) (own(sheet.own)) }
        @if let Some(rows) = &sheet.rows { (self::rows(&sheet.path, rows)) }
        @else { div.book { @for part in &sheet.parts { (self::part(part)) } } }
    }
}

fn part(part: &Part) -> Markup {
    match part {
        Part::Prose(prose) => html! { div.prose { (prose::html(&prose.markdown)) } },
        Part::Rules(rules) => html! { @for table in &rules.tables { (rule_table(table, 3)) } },
        Part::Example(example) => self::example(example),
    }
}

/// A rule as a table; `level` is that of its heading.
fn rule_table(table: &RuleTable, level: u8) -> Markup {
    let name = table.rule.as_deref().or(table.head.as_deref()).unwrap_or("for the whole page");
    let heading = html! {
        @if let Some(rule) = &table.rule { a href=(link::rule(rule)) { code { (name) } } }
        @else { code { (name) } }
        " " span.line { "line " (table.line) }
    };
    html! {
        section.rule id={ "L" (table.line) } {
            @if level == 3 { h3 { (heading) } } @else { h2 { "What it says" } }
            (says(table))
        }
    }
}

fn says(table: &RuleTable) -> Markup {
    html! {
        @if table.keys.is_empty() { pre { (table.text) } }
        @else {
            table.keys {
                tbody { @for key in &table.keys { tr {
                    th scope="row" { code { (key.name) } }
                    td { (values(key)) }
                } } }
            }
            details.as-written { summary { "as written" } pre { (table.text) } }
        }
    }
}

fn values(key: &Key) -> Markup {
    let (first, rest) = key.values.split_at(key.values.len().min(VALUES));
    let list = |values: &[String]| html! { ul.values { @for value in values { li { (value) } } } };
    html! {
        (list(first))
        @if !rest.is_empty() { details { summary { (count(rest.len(), "more word")) } (list(rest)) } }
    }
}

fn example(example: &Example) -> Markup {
    html! {
        figure.example id={ "L" (example.line) } {
            blockquote { p { @if let Some(date) = &example.date { span.soft { (date) } " " } (example.text) } }
            figcaption {
                @if example.expected.is_empty() { span.tag { "nothing" } }
                @for expected in &example.expected { code.coding { (expected) } }
            }
        }
    }
}

fn rows(path: &str, rows: &Rows) -> Markup {
    let here = address(path);
    let q = rows.q.as_deref().unwrap_or_default();
    let next = rows.next.map(|next| next.to_string());
    html! {
        form.lookup action=(here) role="search" aria-label="Rows" {
            label for="lookup" { "Rows with these words" }
            " " input #lookup type="search" name="q" value=(q) autocomplete="off";
            " " button { "Look up" }
            @if !q.is_empty() { " " a href=(here) { "all rows" } }
        }
        p.soft {
            @if q.is_empty() { (thousands(rows.total)) " rows" }
            @else { (thousands(rows.matched)) " of " (thousands(rows.total)) " rows have “" (q) "”" }
            " · " a href={ (here) ".csv" @if !q.is_empty() { "?q=" (link::value(q)) } } { "as CSV" }
        }
        @if rows.rows.is_empty() { p.empty { "No row here. Other words may find one; “as CSV” has all." } }
        @else {
            div.wide tabindex="0" role="region" aria-label={ "Rows of " (path) } { table.sheet {
                thead { tr { @for name in &rows.columns { th scope="col" { (name.replace('_', " ")) } } } }
                tbody { @for row in &rows.rows { tr {
                    @for cell in row { td dir="auto" { (cell) } }
                } } }
            } }
        }
        @if let Some(next) = &next {
            p.pages { a.button.quiet rel="next" href=(link::with_query(&here, [("q", q), ("cursor", next)])) { "Next rows" } }
        }
    }
}

pub fn rule(rule: &Rule) -> Markup {
    html! {
        @match &rule.origin {
            Some(origin) => (trail(&origin.path, false)),
            None => nav.trail aria-label="Where this is" { a href="/codebook" { "Codebook" } " › learned" },
        }
        h1 { "Rule " code { (rule.rule) } }
        @match &rule.origin {
            Some(origin) => (stands(origin)),
            None => p.note {
                "No page has this rule: learned weights found what it found, where grammar proposed it "
                "(" code { "docs/decisions/004-statements-learned.md" } ")."
            },
        }
        div.grid.numbers {
            section.card aria-label="What it found here" { (numbers(&rule.found)) }
            section.card aria-label="What readers say" { (marked(rule.marked.as_ref())) }
        }
        @if let Some(table) = rule.origin.as_ref().and_then(|origin| origin.table.as_ref()) { (rule_table(table, 2)) }
        @if !rule.examples.is_empty() {
            h2 { "Examples below it on its page" }
            @for one in rule.examples.iter().take(EXAMPLES) { (example(one)) }
            @if let (Some(origin), true) = (&rule.origin, rule.examples.len() > EXAMPLES) {
                p { a href={ (address(&origin.path)) "#L" (origin.line) } { "All " (rule.examples.len()) " on its page" } }
            }
        }
        @if !rule.found.newest.is_empty() {
            h2 { "The newest that it found" }
            ul.rows.newest { @for datum in &rule.found.newest { (self::datum(datum)) } }
        }
    }
}

fn stands(origin: &Origin) -> Markup {
    html! {
        p {
            "Stands at " a href={ (address(&origin.path)) "#L" (origin.line) } {
                code { "codebook/" (origin.path) ":" (origin.line) }
            }
            ", " (origin.title) (own(origin.own))
        }
    }
}

fn numbers(found: &Found) -> Markup {
    html! {
        p.big { (thousands(found.fired.data)) }
        @if found.fired.data == 0 { p { "It found nothing in this archive." } }
        @else { p { (found.kind) " in " (count(found.fired.reports, "report")) " here" } }
        @if !found.names.is_empty() {
            ul.plain { @for name in &found.names {
                li { code { (name.name) } " " span.soft { (thousands(name.fired.data)) } }
            } }
        }
    }
}

fn marked(marked: Option<&Marked>) -> Markup {
    html! {
        @match marked {
            Some(marked) => {
                p.big { (percent(marked.precision)) }
                p {
                    "right, by readers' marks: " (marked.right) " right, " (marked.corrected) " corrected, "
                    (marked.wrong) " wrong; the true share lies between " (percent(marked.bounds[0])) " and "
                    (percent(marked.bounds[1])) " (95 %)"
                }
            }
            None => {
                p.big { "–" }
                p { "No reader has marked what it found. Marks are made on the page of a report; " a href="/review" { "Review" } " lists them." }
            }
        }
    }
}

fn datum(datum: &Datum) -> Markup {
    let [before, behind] = &datum.around;
    html! {
        li {
            p.snippet dir="auto" { (before) a href=(datum.address) { mark { (datum.words) } } (behind) }
            p.small.soft { (datum.date) @if let Some(source) = &datum.source { " · " bdi { (source) } } }
        }
    }
}
