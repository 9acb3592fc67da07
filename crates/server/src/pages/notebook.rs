//! A record, and a table, as a piece of HTML that stands by itself in the cell of a notebook (Jupyter, VS Code, Colab): the
//! text with its marks and what was found beside it, laid out as the report page does.
//!
//! It brings its style with it, which holds for nothing but itself and takes nothing from the notebook; it has no
//! script, no form and no link that leads out of it. Without its style, which some programs take away from what
//! they do not trust, the words are all there.

use std::sync::LazyLock;

use maud::{Markup, PreEscaped, html};
use sayso_record::{Record, plain};
use serde_json::Value;

use super::found;
use super::report::{Choice, Kept, Sheet, head, lists, text};

/// The most statements, events or figures that a cell lists.
const MOST_LISTED: usize = 100;
/// The most rows of a table.
pub const MOST_ROWS: usize = 20;
/// The most code points of a cell of a table.
const MOST_LETTERS: usize = 200;

/// Where a notebook says that it is light: JupyterLab, VS Code, Colab, and what they are exported to.
const LIGHT: &str = r#"[data-jp-theme-light="true"], .vscode-light, .vscode-high-contrast-light, [theme="light"], [data-theme="light"]"#;
/// Where it says that it is dark.
const DARK: &str = r#"[data-jp-theme-light="false"], .vscode-dark, .vscode-high-contrast:not(.vscode-high-contrast-light), [theme="dark"], [data-theme="dark"]"#;

/// What the style is for. The `:not` makes it stronger than what a notebook says of its own outputs.
const SELF: &str = ".sayso-record:not(#_)";

const COLOURS: &str = include_str!("../../assets/css/colours.css");
const COLOURS_DARK: &str = include_str!("../../assets/css/colours-dark.css");

/// The style of a table.
static TABLE: LazyLock<String> = LazyLock::new(|| {
    style(&[
        include_str!("../../assets/css/base.css"),
        include_str!("../../assets/css/notebook.css"),
    ])
});

/// The style of a record.
static RECORD: LazyLock<String> = LazyLock::new(|| {
    style(&[
        include_str!("../../assets/css/base.css"),
        include_str!("../../assets/css/lines.css"),
        include_str!("../../assets/css/found.css"),
        include_str!("../../assets/css/notebook.css"),
    ])
});

/// A style of these parts that holds within [`SELF`] alone: first everything that the notebook says is undone. Colours
/// follow the notebook, where it says what it is, else the reader's system.
fn style(parts: &[&str]) -> String {
    let parts = parts.concat();
    let all = format!(
        "{SELF} {{ all: initial; color-scheme: light; {COLOURS} }}
        @media (prefers-color-scheme: dark) {{ {SELF}:not(:where({LIGHT}) *) {{ color-scheme: dark; {COLOURS_DARK} }} }}
        :where({DARK}) {SELF} {{ color-scheme: dark; {COLOURS_DARK} }}
        {SELF} {{
        display: block; box-sizing: border-box; max-width: 78rem; margin: .3rem 0; padding: .8rem 1rem; border: 1px solid var(--line); border-radius: 8px;
        background: var(--paper); color: var(--ink); font: .9375rem/1.5 var(--sans); overflow-wrap: anywhere;
        &::before, &::after {{ content: none; }}
        *, *::before, *::after {{ all: revert; }}
        {parts} }}"
    );
    compact(&all)
}

/// A style in the fewest bytes, since every cell brings it again: a line a rule, as far as it begins with a class.
fn compact(css: &str) -> String {
    let mut parts = css.split("/*");
    let first = parts.next().unwrap_or_default();
    let behind = parts.filter_map(|part| part.split_once("*/")).map(|(_, behind)| behind);
    let bare: String = std::iter::once(first).chain(behind).collect();
    let lines = bare.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines = lines.collect::<Vec<_>>().join("\n");
    [
        (" {", "{"),
        ("{ ", "{"),
        ("} ", "}"),
        (": ", ":"),
        (", ", ","),
        ("; ", ";"),
        (";}", "}"),
        ("}.", "}\n."),
    ]
    .iter()
    .fold(lines, |css, (long, short)| css.replace(long, short))
}

/// A record: its text with every mark, and lists of what was found. Of a long report the first paragraphs are shown, with
/// what begins in them, and a note says how to see the rest.
///
/// Several records in one notebook have no id in common; a record that is shown twice has.
pub fn record(record: &Record) -> String {
    let sheet = Sheet::of(record, Kept::Apart, Choice::default(), &[]);
    let shown = html! {
        (head(record))
        div.record-legend { (head::kinds(&sheet, "")) }
        div.record-columns {
            div.source-text role="region" aria-label="The text" tabindex="0" { (text::text(&sheet)) (rest(&sheet)) }
            div.report-record.found role="region" aria-label="The record" tabindex="0" { (data(&sheet)) }
        }
    };
    alone(&RECORD, shown)
}

fn alone(style: &str, shown: Markup) -> String {
    let shown = shown.into_string();
    let style = used(style, &shown);
    html! { div.sayso-record dir="ltr" { style { (PreEscaped(style)) } (PreEscaped(shown)) } }
        .into_string()
}

/// The style without the rules for one class that is nowhere in what is shown: most lanes are in no text.
fn used(style: &str, shown: &str) -> String {
    let is_used = |line: &&str| class_of(line).is_none_or(|class| shown.contains(class));
    style.lines().filter(is_used).collect::<Vec<_>>().join("\n")
}

/// Of a line that is a whole rule, the class that its only selector begins with.
fn class_of(line: &str) -> Option<&str> {
    let (selector, rule) = line.strip_prefix('.')?.split_once('{')?;
    let is_whole = rule.strip_suffix('}').is_some_and(|rule| !rule.contains('}'));
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '-';
    let class = selector.split(|letter| !is_part(letter)).next();
    class.filter(|_| is_whole && !selector.contains(','))
}

fn head(record: &Record) -> Markup {
    let report = &record.report;
    html! {
        div.record-head {
            p.record-title dir="auto" { (head::headline(report)) }
            p {
                (report.date)
                @if let Some(source) = &report.source { " · " bdi { (source) } }
                " · " (plain::count(record.statements.len(), "statement"))
                " · " (plain::count(record.events.len(), "event"))
                " · " (plain::count(record.figures.len(), "figure"))
                " · " code { (report.id) }
            }
        }
    }
}

/// That there is more of the text, and where.
fn rest(sheet: &Sheet) -> Markup {
    let (shown, all) = sheet.extent();
    html! {
        @if shown < all {
            p.note {
                "The report goes on: these are " (shown) " of its " (all) " paragraphs, with what begins in them. All of it is in "
                code { "text" } ", " code { "statements" } ", " code { "events" } " and " code { "figures" } " of the record."
            }
        }
    }
}

/// Something found, and how it is listed.
struct Row<'r> {
    id: &'r str,
    rule: &'r str,
    shown: Markup,
}

fn data(sheet: &Sheet) -> Markup {
    let (record, names) = (sheet.record, &sheet.names);
    let is_here = |id: &str| sheet.is_here(sheet.start(id));
    let said = record.statements.iter().filter(|one| is_here(&one.id)).map(|one| Row {
        id: &one.id,
        rule: &one.rule,
        shown: found::statement(names, one),
    });
    let told = record.events.iter().filter(|one| is_here(&one.id)).map(|one| Row {
        id: &one.id,
        rule: &one.rule,
        shown: found::event(names, one),
    });
    let counted = record.figures.iter().filter(|one| is_here(&one.id)).map(|one| Row {
        id: &one.id,
        rule: &one.rule,
        shown: found::figure(names, one),
    });
    let all = [
        ("Who said what", said.collect::<Vec<_>>()),
        ("Who did what to whom", told.collect()),
        ("How many", counted.collect()),
    ];
    let is_empty = all.iter().all(|(_, rows)| rows.is_empty());
    html! {
        @if is_empty { p.empty { "Nothing was found here: no statement, no event, no figure." } }
        @for (name, rows) in all { (list(sheet, name, &rows)) }
        (lists::actors(sheet))
        (lists::times(sheet))
        (lists::places(sheet))
    }
}

fn list(sheet: &Sheet, name: &str, rows: &[Row]) -> Markup {
    let more = rows.len().saturating_sub(MOST_LISTED);
    html! {
        @if !rows.is_empty() {
            details open {
                summary { (lists::heading(sheet, name)) span.how-many { (rows.len()) } }
                ul.rows {
                    @for row in rows.iter().take(MOST_LISTED) {
                        li id=(sheet.own(row.id)) {
                            (row.shown)
                            p.small.soft {
                                "Rule " code { (row.rule) }
                                @if sheet.start(row.id).is_some() { " · " a href=(sheet.way(row.id, &format!("t-{}", row.id))) { "in the text" } }
                            }
                        }
                    }
                }
                @if more > 0 { p.note { "And " (more) " more, in the record." } }
            }
        }
    }
}

/// The first rows of a table, each with a cell a column: numbers to the right, what is `null` empty, long texts cut.
/// `all` is how many rows there are.
pub fn table(name: &str, columns: &[String], rows: &[Vec<Value>], all: usize) -> String {
    let rows = rows.get(..MOST_ROWS).unwrap_or(rows);
    let shown = html! {
        div.wide role="region" aria-label=(name) tabindex="0" {
            table {
                caption {
                    strong { (name) } " · " (plain::count(all, "row"))
                    @if rows.len() < all { ", of which these are the first " (rows.len()) }
                }
                thead { tr { @for (at, column) in columns.iter().enumerate() { th class=[is_of_numbers(rows, at).then_some("number")] scope="col" { (column) } } } }
                tbody { @for row in rows { tr { @for value in row { (cell(value)) } } } }
            }
        }
    };
    alone(&TABLE, shown)
}

fn is_of_numbers(rows: &[Vec<Value>], column: usize) -> bool {
    let mut told = rows.iter().filter_map(|row| row.get(column)).filter(|value| !value.is_null());
    told.next().is_some_and(Value::is_number)
}

fn cell(value: &Value) -> Markup {
    html! {
        @match value {
            Value::Null => td {},
            Value::Number(number) => td.number { (number) },
            Value::String(text) => td dir="auto" { (cut(text)) },
            other => td dir="auto" { (cut(&other.to_string())) },
        }
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_LETTERS) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or(text)),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
