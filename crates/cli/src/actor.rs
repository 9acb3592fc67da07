//! `sayso actor`: noun phrases in, actor codes out.

use std::io::{self, BufRead, IsTerminal, Write};

use anyhow::Context;
use clap::Args;
use jiff::civil::Date;
use sayso_codebook::Codebook;
use sayso_coder::actors::{PhraseCode, code_phrase};
use sayso_language::{Unit, Worker};
use sayso_record::ActorKind;
use serde::{Deserialize, Serialize};

use crate::flags::{Coding, Engine, Form, date};
use crate::progress::say_of_input;
use crate::render::{Ink, Look};
use crate::{Status, Usage, engine};

const EXAMPLES: &str = "\
Examples:
  sayso actor 'three Iraqi soldiers' 'the former Polish prime minister'
  sayso actor --date 1978-09-18 'the Egyptian president'     offices as of a day
  sayso actor --to jsonl - < phrases.jsonl                   {\"id\", \"text\", \"date\"?, \"context\"?} a line";

/// So many phrases are parsed at once.
const BATCH: usize = 256;

/// Code noun phrases as actors: country, role, kind
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Actor {
    /// Phrases to code; `-`, or none, reads standard input: a phrase or a JSON object a line
    #[arg(value_name = "PHRASE")]
    phrases: Vec<String>,
    /// Day as of which offices are resolved, where a line gives none [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    date: Option<Date>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    to: Form,
    #[command(flatten)]
    coding: Coding,
    #[command(flatten)]
    engine: Engine,
}

/// A phrase to code.
#[derive(Debug, Deserialize)]
struct Phrase {
    #[serde(default)]
    id: serde_json::Value,
    text: String,
    date: Option<Date>,
    context: Option<String>,
}

/// A phrase coded; all codes `null` where it stands for no actor.
#[derive(Debug, Serialize)]
struct Row<'r> {
    id: &'r serde_json::Value,
    country: Option<&'r str>,
    role: Option<&'r str>,
    code: Option<&'r str>,
    name: Option<&'r str>,
    kind: Option<ActorKind>,
    text: &'r str,
}

impl Actor {
    /// Codes every phrase and writes the codes to standard output.
    pub fn run(self) -> anyhow::Result<Status> {
        let from_input = self.phrases.is_empty() || self.phrases == ["-"];
        if from_input && self.phrases.is_empty() && io::stdin().is_terminal() {
            return Err(Usage("no phrase: give one, or - to type some".into()).into());
        }
        let model = engine::model(&self.engine)?;
        let codebook = sayso_pipeline::codebook(self.coding.codebook.as_deref())?;
        let mut bench = Bench {
            codebook: &codebook,
            worker: model.worker(),
            today: self.date.unwrap_or_else(|| jiff::Zoned::now().date()),
            to: self.to,
            look: Look::of_stdout(),
            out: io::BufWriter::new(io::stdout().lock()),
        };
        let status = if from_input {
            bench.code_lines(io::stdin().lock())?
        } else {
            let phrase = |text: String| Phrase { id: ().into(), text, date: None, context: None };
            let phrases: Vec<Phrase> = self.phrases.into_iter().map(phrase).collect();
            bench.code(&phrases)?;
            Status::Done
        };
        bench.out.flush()?;
        Ok(status)
    }
}

/// What phrases are coded with, and where the codes go.
struct Bench<'b, W> {
    codebook: &'b Codebook,
    worker: Worker<'b>,
    today: Date,
    to: Form,
    look: Look,
    out: W,
}

impl<W: Write> Bench<'_, W> {
    fn code_lines(&mut self, input: impl BufRead) -> anyhow::Result<Status> {
        let mut status = Status::Done;
        let mut phrases = Vec::new();
        for (index, line) in input.split(b'\n').enumerate() {
            let line = line.context("standard input cannot be read")?;
            match phrase(&line) {
                Ok(phrase) => phrases.extend(phrase),
                Err(error) => {
                    say_of_input(&format!("standard input:{}: {error}", index + 1));
                    status = Status::SomeFailed;
                }
            }
            if phrases.len() >= BATCH {
                self.code(&phrases)?;
                phrases.clear();
            }
        }
        self.code(&phrases)?;
        Ok(status)
    }

    fn code(&mut self, phrases: &[Phrase]) -> anyhow::Result<()> {
        let texts: Vec<&str> = phrases.iter().map(|phrase| phrase.text.as_str()).collect();
        let docs = self.worker.parse_batch(&texts, Unit::Paragraph);
        for (phrase, doc) in phrases.iter().zip(docs) {
            let day = phrase.date.unwrap_or(self.today);
            let coded = code_phrase(self.codebook, &doc, day, phrase.context.as_deref());
            self.write(phrase, coded.as_ref())?;
        }
        Ok(())
    }

    fn write(&mut self, phrase: &Phrase, coded: Option<&PhraseCode>) -> anyhow::Result<()> {
        let row = Row {
            id: &phrase.id,
            country: coded.and_then(|c| c.country.as_deref()),
            role: coded.and_then(|c| c.role.as_deref()),
            code: coded.and_then(|c| c.code.as_deref()),
            name: coded.map(|c| c.name.as_str()),
            kind: coded.map(|c| c.kind),
            text: &phrase.text,
        };
        match self.to {
            Form::Json => serde_json::to_writer_pretty(&mut self.out, &row)?,
            Form::Jsonl => serde_json::to_writer(&mut self.out, &row)?,
            Form::Text => {
                let code = format!("{:<8}", row.code.unwrap_or("—"));
                let kind = row.kind.map(kind_name).unwrap_or("no actor");
                write!(
                    self.out,
                    "{} {} {}  {}",
                    self.look.paint(Ink::Strong, &code),
                    self.look.paint(Ink::Small, &format!("{kind:<12}")),
                    row.text,
                    self.look.paint(Ink::Small, row.name.filter(|n| *n != row.text).unwrap_or(""))
                )?;
            }
        }
        writeln!(self.out)?;
        Ok(())
    }
}

fn kind_name(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::State => "state",
        ActorKind::Person => "person",
        ActorKind::Organisation => "organisation",
        ActorKind::Group => "group",
    }
}

/// The phrase on a line: an object where the line opens with a brace, else the line itself;
/// nothing on a blank line.
fn phrase(line: &[u8]) -> Result<Option<Phrase>, String> {
    let line = std::str::from_utf8(line).map_err(|_| "not UTF-8; save it as UTF-8")?.trim();
    let line = line.trim_start_matches('\u{feff}');
    if line.is_empty() {
        return Ok(None);
    }
    if !line.starts_with('{') {
        return Ok(Some(Phrase { id: ().into(), text: line.into(), date: None, context: None }));
    }
    serde_json::from_str(line).map(Some).map_err(|error| {
        format!("{error}; write {{\"id\": …, \"text\": …}} on one line, with \"date\" and \"context\" as you like")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_phrases_or_objects() {
        assert!(phrase(b" ").unwrap().is_none());
        assert_eq!(phrase(b"Iraqi police\r").unwrap().unwrap().text, "Iraqi police");
        let object = phrase(br#"{"id": 7, "text": "Iraqi police", "date": "2020-01-02"}"#);
        assert_eq!(object.unwrap().unwrap().id, 7);
        assert!(phrase(br#"{"id": 7}"#).unwrap_err().contains("text"));
        assert!(phrase(br#"{"text": "x", "date": "2020-02-30"}"#).is_err());
    }
}
