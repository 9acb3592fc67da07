//! A page of the codebook cut into what stands on it, in its order: prose, rules, examples.

use sayso_codebook::{Codebook, Page};
use serde::Serialize;
use utoipa::ToSchema;

/// What stands on a page.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[serde(tag = "part", rename_all = "snake_case")]
#[schema(as = CodebookPart)]
pub enum Part {
    /// For people.
    Prose(Prose),
    /// For the program.
    Rules(Rules),
    /// A text and the coding that it must get.
    Example(Example),
}

/// What is for people.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Prose {
    /// Markdown.
    pub markdown: String,
}

/// A block that the program runs.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Rules {
    /// Its tables, in order.
    pub tables: Vec<RuleTable>,
}

/// A TOML table: a rule, or a list that rules use.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct RuleTable {
    /// The line that it begins in.
    pub line: usize,
    /// What stands in its brackets, as `rule.meet`; null of what stands before the first.
    pub head: Option<String>,
    /// The rule, as records name it.
    pub rule: Option<String>,
    /// What it says; empty where it could not be taken apart.
    pub keys: Vec<Key>,
    /// Its lines, as they are.
    pub text: String,
}

/// A key of a rule.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = RuleKey)]
pub struct Key {
    /// As the codebook calls it.
    pub name: String,
    /// What it is given, one each.
    pub values: Vec<String>,
}

/// A text and the coding that it must get.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = CodebookExample)]
pub struct Example {
    /// The line that it begins in.
    pub line: usize,
    /// Date of the report; 2020-06-15 where it gives none.
    pub date: Option<String>,
    /// The text.
    pub text: String,
    /// What must be found; nothing may be where this is empty.
    pub expected: Vec<String>,
}

/// Cuts the text of a page, with its rules named where the codebook knows the page.
pub fn cut(text: &str, page: Option<(&Codebook, &Page)>) -> Vec<Part> {
    let rules = page.map(|(book, page)| book.rules_of(page)).unwrap_or_default();
    let examples = page.map(|(_, page)| page.examples.as_slice()).unwrap_or_default();
    let mut parts = Vec::new();
    let mut prose = String::new();
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let fence = line.strip_prefix("```").map(str::trim);
        let Some(kind @ ("toml" | "example")) = fence else {
            prose.push_str(line);
            prose.push('\n');
            continue;
        };
        let inner: Vec<&str> = lines
            .by_ref()
            .map(|(_, line)| line)
            .take_while(|line| line.trim_end() != "```")
            .collect();
        flush(&mut parts, &mut prose);
        // Lines count from 1, and the first one inside is the next.
        let first = at + 2;
        if kind == "toml" {
            parts.push(Part::Rules(Rules { tables: tables(first, &inner, &rules) }));
        } else if let Some(example) = examples.iter().find(|example| example.line == first) {
            parts.push(Part::Example(Example::from(example)));
        }
    }
    flush(&mut parts, &mut prose);
    parts
}

fn flush(parts: &mut Vec<Part>, prose: &mut String) {
    let markdown = std::mem::take(prose);
    if !markdown.trim().is_empty() {
        parts.push(Part::Prose(Prose { markdown }));
    }
}

impl From<&sayso_codebook::Example> for Example {
    fn from(example: &sayso_codebook::Example) -> Self {
        let expected = example.expected.iter().map(|(_, words)| words.clone());
        Self {
            line: example.line,
            date: example.date.clone(),
            text: example.text.clone(),
            expected: expected.collect(),
        }
    }
}

/// The tables of a block that begins at this line.
fn tables(first: usize, lines: &[&str], rules: &[(String, usize)]) -> Vec<RuleTable> {
    let mut starts: Vec<usize> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.starts_with('['))
        .map(|(at, _)| at)
        .collect();
    if starts.first() != Some(&0) {
        starts.insert(0, 0);
    }
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let mut tables = Vec::new();
    for (&start, end) in starts.iter().zip(ends) {
        let Some(lines) = lines.get(start..end) else { continue };
        if lines.first() == Some(&"[rule]") {
            tables.extend(one_a_line(first + start, lines, rules));
        } else if lines.iter().any(|line| !line.trim().is_empty()) {
            tables.push(table(first + start, lines, rules));
        }
    }
    tables
}

/// Rules that stand one a line below one heading: `ask-again = { like = "ask" }`.
fn one_a_line(first: usize, lines: &[&str], rules: &[(String, usize)]) -> Vec<RuleTable> {
    let row = |(line, text): (usize, &&str)| {
        let table = toml::from_str::<toml::Table>(text).ok()?;
        let (name, value) = table.into_iter().next()?;
        let keys = match value {
            toml::Value::Table(table) => keys(table),
            value => vec![Key { name: name.clone(), values: values(value) }],
        };
        let rule = rules.iter().find(|(_, at)| *at == line).map(|(rule, _)| rule.clone());
        Some(RuleTable {
            line,
            head: Some(format!("rule.{name}")),
            rule,
            keys,
            text: (*text).to_owned(),
        })
    };
    (first..).zip(lines).skip(1).filter_map(row).collect()
}

fn table(line: usize, lines: &[&str], rules: &[(String, usize)]) -> RuleTable {
    let bracketed = lines.first().and_then(|line| line.strip_prefix('[')?.rsplit_once(']'));
    let head = bracketed.map(|(head, _)| head.trim_matches(['[', ']']).to_owned());
    let inside = if head.is_some() { lines.get(1..).unwrap_or_default() } else { lines };
    let keys = toml::from_str::<toml::Table>(&inside.join("\n")).map(keys).unwrap_or_default();
    let rule = rules.iter().find(|(_, at)| *at == line).map(|(rule, _)| rule.clone());
    RuleTable { line, head, rule, keys, text: lines.join("\n").trim_end().to_owned() }
}

fn keys(table: toml::Table) -> Vec<Key> {
    table.into_iter().map(|(name, value)| Key { name, values: values(value) }).collect()
}

fn values(value: toml::Value) -> Vec<String> {
    match value {
        toml::Value::Array(values) => values.into_iter().map(one).collect(),
        toml::Value::Table(table) => {
            table.into_iter().map(|(key, value)| format!("{key}: {}", one(value))).collect()
        }
        value => vec![one(value)],
    }
}

fn one(value: toml::Value) -> String {
    match value {
        toml::Value::String(text) => text,
        toml::Value::Array(values) => values.into_iter().map(one).collect::<Vec<_>>().join(", "),
        value => value.to_string(),
    }
}
