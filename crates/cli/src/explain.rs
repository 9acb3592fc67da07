//! `sayso explain`: for every datum the rule, the words and the syntax behind it.

use std::fmt::Write as _;

use clap::Args;
use sayso_coder::explain::{Explaining, Why};
use sayso_reader::Reading;

use crate::flags::{Coding, Engine, Inputs};
use crate::render::{self, Ink, Look, Names};
use crate::{Status, engine, output};

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
        let engine = engine::stay(&self.engine, &self.coding)?;
        let look = Look::of_stdout();
        output::run(&self.inputs, &self.engine, "explained", || {
            let mut worker = engine.worker();
            let (coder, only) = (&engine.coder, &self.only);
            move |readings: Vec<Reading>, out: &mut Vec<u8>| {
                let texts: Vec<&str> = readings.iter().map(|r| r.report.text.as_str()).collect();
                let docs = coder.parse(&mut worker, &texts);
                for (reading, doc) in readings.into_iter().zip(docs) {
                    let record = coder.code(reading.report, &doc);
                    let codebook = coder.codebook();
                    let of = Explaining { record: &record, doc: &doc, codebook };
                    let page = Page { of, look };
                    out.extend(page.write(only).into_bytes());
                }
            }
        })
    }
}

struct Page<'p> {
    of: Explaining<'p>,
    look: Look,
}

impl Page<'_> {
    fn write(&self, only: &[String]) -> String {
        let record = self.of.record;
        let names = Names::of(record);
        let report = &record.report;
        let title = report.title.as_deref().unwrap_or(&report.id);
        let mut out = format!("{}  {}\n", self.look.paint(Ink::Strong, &shown(title)), report.date);
        let wanted = |id: &String| only.is_empty() || only.contains(id);
        for statement in record.statements.iter().filter(|s| wanted(&s.id)) {
            let what = format!("{} · {}", names.source(statement), names.words(&statement.cue));
            self.head(&mut out, &statement.id, &what, Ink::Said);
            self.why(&mut out, &names, &self.of.statement(statement), &[]);
        }
        for event in record.events.iter().filter(|e| wanted(&e.id)) {
            let what =
                format!("{} · {}", render::event_type(event), render::event_parties(&names, event));
            self.head(&mut out, &event.id, &what, render::of_quad(event.quad));
            let codes = format!(
                "CAMEO {} · Goldstein {} · PLOVER score {} · quad {}",
                event.cameo, event.goldstein, event.plover_score, event.quad
            );
            let more = [("voice", names.voice(&event.voice)), ("codes", codes)];
            self.why(&mut out, &names, &self.of.event(event), &more);
        }
        for figure in record.figures.iter().filter(|f| wanted(&f.id)) {
            let what = format!("{} {}", render::number(figure), figure.measure);
            self.head(&mut out, &figure.id, &what, Ink::Figure);
            let more = [("voice", names.voice(&figure.voice))];
            self.why(&mut out, &names, &self.of.figure(figure), &more);
        }
        out.push('\n');
        out
    }

    fn head(&self, out: &mut String, id: &str, what: &str, ink: Ink) {
        let id = self.look.paint(Ink::Strong, &format!("{id:<4}"));
        // Writing to a string cannot fail.
        let _ = writeln!(out, "\n{id} {}", self.look.paint(ink, &shown(what)));
    }

    /// The rule, the words, `more` under its labels, and the syntax.
    fn why(&self, out: &mut String, names: &Names, why: &Why, more: &[(&str, String)]) {
        let place = why.origin.map(|(path, line)| format!("  codebook/{path}:{line}"));
        let place = self.look.paint(Ink::Small, &place.unwrap_or_default());
        let _ = writeln!(out, "     rule     {}{place}", why.rule);
        for (label, spans) in &why.words {
            self.words(out, label, &names.words(spans));
        }
        for (label, words) in more {
            self.words(out, label, words);
        }
        self.syntax(out, why);
    }

    fn words(&self, out: &mut String, label: &str, words: &str) {
        if words.is_empty() {
            return;
        }
        let first = format!("     {label:<8} ");
        let rest = " ".repeat(14);
        render::wrap::set(out, &render::wrap::cells(words, Ink::Plain), self.look, &first, &rest);
    }

    fn syntax(&self, out: &mut String, why: &Why) {
        let mut label = "syntax";
        for token in &why.syntax {
            let line = format!(
                "{:<16} {:<14} {:<5} {:<9} → {:<14} {}",
                token.word,
                token.lemma,
                token.tag,
                token.dep,
                token.head.unwrap_or("the root"),
                token.entity.as_deref().unwrap_or_default()
            );
            let ink = if token.is_own { Ink::Strong } else { Ink::Small };
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
