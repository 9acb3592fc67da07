//! Names that take a side, as their speakers use them: `“Zionist regime” (loaded) = Israel`.

use std::collections::HashMap;

use sayso_record::plain::Names;
use sayso_record::{Mention, Record, Span};

use super::lists::{MARGIN, heading};
use super::look::{Ink, Look};
use super::wrap;

/// The loaded mentions of a record, each with the innermost statement whose content holds it.
pub struct Loaded<'r> {
    by_statement: HashMap<&'r str, Vec<&'r Mention>>,
    /// In the report's own words.
    of_report: Vec<&'r Mention>,
}

impl<'r> Loaded<'r> {
    /// Finds them in one pass over statements and mentions.
    pub fn of(record: &'r Record) -> Self {
        let mut found = Self { by_statement: HashMap::new(), of_report: Vec::new() };
        let contents = record.statements.iter().flat_map(|statement| {
            statement.content.iter().map(|&span| (span, statement.id.as_str()))
        });
        let mut contents: Vec<(Span, &str)> = contents.collect();
        contents.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let mut contents = contents.into_iter().peekable();
        let mut open: Vec<(Span, &str)> = Vec::new();
        let mut loaded: Vec<&Mention> = record.mentions.iter().filter(|m| m.loaded).collect();
        loaded.sort_by_key(|mention| (mention.start, mention.end));
        for mention in loaded {
            while let Some(content) = contents.next_if(|(span, _)| span.start <= mention.start) {
                open.retain(|(span, _)| span.end > content.0.start);
                open.push(content);
            }
            let holder = open.iter().rev().find(|(span, _)| span.end >= mention.end);
            match holder {
                Some((_, id)) => found.by_statement.entry(*id).or_default().push(mention),
                None => found.of_report.push(mention),
            }
        }
        found
    }

    /// Appends those in the words of one statement, one a line.
    pub fn in_statement(&self, out: &mut String, id: &str, names: &Names, look: Look, rest: &str) {
        for mention in self.by_statement.get(id).into_iter().flatten() {
            entry(out, mention, names, look, rest);
        }
    }

    /// Appends those in the report's own words, under a heading.
    pub fn in_report(&self, out: &mut String, names: &Names, look: Look) {
        let title = "NAMES THAT TAKE A SIDE, IN THE REPORT'S OWN WORDS";
        heading(out, !self.of_report.is_empty(), title, look);
        for mention in &self.of_report {
            entry(out, mention, names, look, MARGIN);
        }
    }
}

fn entry(out: &mut String, mention: &Mention, names: &Names, look: Look, margin: &str) {
    let words = bare(&names.words(&[Span::new(mention.start, mention.end)]));
    let mut cells = wrap::cells(&format!("“{words}”"), Ink::Loaded);
    cells.extend(wrap::cells(" (loaded)", Ink::Small));
    let actor = names.actor(&mention.actor);
    // Who is only described has no other name.
    if actor != words {
        cells.extend(wrap::cells(" = ", Ink::Small));
        cells.extend(wrap::cells(actor, Ink::Strong));
    }
    wrap::set(out, &cells, look, margin, margin);
}

/// A mention's words without article, possessor and quotation marks: they get marks of their own.
fn bare(words: &str) -> String {
    const BEFORE: [&str; 8] = ["the", "a", "an", "its", "his", "her", "their", "our"];
    let rest =
        words.split_once(' ').filter(|(first, _)| BEFORE.contains(&first.to_lowercase().as_str()));
    rest.map_or(words, |(_, rest)| rest).replace(['“', '”', '"'], "")
}
