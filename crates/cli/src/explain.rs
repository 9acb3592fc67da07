//! `sayso explain`: for every datum the rule, the words and the syntax behind it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use clap::Args;
use sayso_codebook::Codebook;
use sayso_language::Doc;
use sayso_record::{Record, Report, Span};

use crate::flags::{Coding, Engine, Inputs};
use crate::render::{self, Ink, Look, Names};
use crate::{Status, codebook, engine, output, parse};

const EXAMPLES: &str = "\
Examples:
  sayso explain report.txt                    every statement, event and figure
  sayso explain report.txt --only e2 s0       some of them, by their ids in `sayso read`";

/// Show the rule, the words and the syntax behind each datum
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Explain {
    #[command(flatten)]
    inputs: Inputs,
    /// Only the data of these ids
    #[arg(long, value_name = "ID", num_args = 1..)]
    only: Vec<String>,
    #[command(flatten)]
    coding: Coding,
    #[command(flatten)]
    engine: Engine,
}

impl Explain {
    /// Reads every input and explains its record on standard output.
    pub fn run(self) -> anyhow::Result<Status> {
        let model = engine::model(&self.engine)?;
        let coder = engine::coder(&self.coding, &model)?;
        let look = Look::of_stdout();
        output::run(&self.inputs, &self.engine, "explained", || {
            let mut worker = model.worker();
            let (coder, only) = (&coder, &self.only);
            move |reports: Vec<Report>, out: &mut Vec<u8>| {
                let texts: Vec<&str> = reports.iter().map(|report| report.text.as_str()).collect();
                let docs = coder.parse(&mut worker, &texts);
                for (report, doc) in reports.into_iter().zip(docs) {
                    let record = coder.code(report, &doc);
                    let page = Page { record: &record, doc: &doc, rules: coder.codebook(), look };
                    out.extend(page.write(only).into_bytes());
                }
            }
        })
    }
}

struct Page<'p> {
    record: &'p Record,
    doc: &'p Doc,
    rules: &'p Codebook,
    look: Look,
}

impl Page<'_> {
    fn write(&self, only: &[String]) -> String {
        let names = Names::of(self.record);
        let report = &self.record.report;
        let title = report.title.as_deref().unwrap_or(&report.id);
        let mut out = format!("{}  {}\n", self.look.paint(Ink::Strong, &shown(title)), report.date);
        let wanted = |id: &String| only.is_empty() || only.contains(id);
        for statement in self.record.statements.iter().filter(|s| wanted(&s.id)) {
            let what = format!("{} · {}", names.source(statement), names.words(&statement.cue));
            self.head(&mut out, &statement.id, &what, Ink::Said);
            self.rule(&mut out, &statement.rule);
            for (label, spans) in [
                ("source", &statement.source),
                ("cue", &statement.cue),
                ("content", &statement.content),
            ] {
                self.words(&mut out, label, &names.words(spans));
            }
            let spans = [&statement.source[..], &statement.cue].concat();
            self.syntax(&mut out, &spans);
        }
        for event in self.record.events.iter().filter(|e| wanted(&e.id)) {
            let what =
                format!("{} · {}", render::event_type(event), render::event_parties(&names, event));
            self.head(&mut out, &event.id, &what, render::of_quad(event.quad));
            self.rule(&mut out, &event.rule);
            self.words(&mut out, "words", &names.words(&event.trigger));
            self.words(&mut out, "voice", &names.voice(&event.voice));
            let codes = format!(
                "CAMEO {} · Goldstein {} · PLOVER score {} · quad {}",
                event.cameo, event.goldstein, event.plover_score, event.quad
            );
            self.words(&mut out, "codes", &codes);
            self.syntax(&mut out, &event.trigger);
        }
        for figure in self.record.figures.iter().filter(|f| wanted(&f.id)) {
            let what = format!("{} {}", render::number(figure), figure.measure);
            self.head(&mut out, &figure.id, &what, Ink::Figure);
            self.rule(&mut out, &figure.rule);
            self.words(&mut out, "words", &names.words(&figure.span));
            self.words(&mut out, "voice", &names.voice(&figure.voice));
            self.syntax(&mut out, &figure.span);
        }
        out.push('\n');
        out
    }

    fn head(&self, out: &mut String, id: &str, what: &str, ink: Ink) {
        let id = self.look.paint(Ink::Strong, &format!("{id:<4}"));
        // Writing to a string cannot fail.
        let _ = writeln!(out, "\n{id} {}", self.look.paint(ink, &shown(what)));
    }

    fn rule(&self, out: &mut String, rule: &str) {
        let place = codebook::origin(self.rules, rule);
        let place = place.map(|(path, line)| format!("  codebook/{path}:{line}"));
        let place = self.look.paint(Ink::Small, &place.unwrap_or_default());
        let _ = writeln!(out, "     rule     {rule}{place}");
    }

    fn words(&self, out: &mut String, label: &str, words: &str) {
        if words.is_empty() {
            return;
        }
        let first = format!("     {label:<8} ");
        let rest = " ".repeat(14);
        render::wrap::set(out, &render::wrap::cells(words, Ink::Plain), self.look, &first, &rest);
    }

    /// The tokens of these spans, the words that hang on them, and the heads above them.
    fn syntax(&self, out: &mut String, spans: &[Span]) {
        let tokens = self.doc.tokens();
        // The report's own words: the parsed text may have another case.
        let word = |token: usize| &self.record.report.text[tokens[token].bytes.clone()];
        let inside: Vec<usize> = spans
            .iter()
            .flat_map(|span| {
                let first = tokens.partition_point(|token| token.end <= span.start);
                let last = tokens.partition_point(|token| token.start < span.end);
                first..last
            })
            .collect();
        let mut shown: BTreeSet<usize> = inside.iter().copied().collect();
        for &token in &inside {
            shown.extend(self.doc.children(token).filter(|&child| tokens[child].dep != "punct"));
            shown.extend(self.doc.ancestors(token));
        }
        let mut label = "syntax";
        for token in shown.into_iter().filter(|&token| tokens[token].pos != "SPACE") {
            let of = &tokens[token];
            let head = if of.head == token { "the root" } else { word(of.head) };
            let line = format!(
                "{:<16} {:<14} {:<5} {:<9} → {head:<14} {}",
                word(token),
                of.lemma,
                of.tag,
                of.dep,
                parse::entity(of).unwrap_or_default()
            );
            let ink = if inside.contains(&token) { Ink::Strong } else { Ink::Small };
            let line = self.look.paint(ink, &self::shown(line.trim_end()));
            let _ = writeln!(out, "     {label:<8} {line}");
            label = "";
        }
    }
}

/// Safe to show on one line of a terminal.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() { ' ' } else { render::safe(c) }).collect()
}
