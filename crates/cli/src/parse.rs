//! `sayso parse`: texts in, tokens with tags, heads and entities out.

use std::io::Write as _;
use std::ops::Range;

use clap::{Args, ValueEnum};
use sayso_coder::explain;
use sayso_language::{Doc, Iob, Unit};
use sayso_reader::Reading;
use sayso_record::Report;

use crate::flags::{Engine, Inputs};
use crate::{Status, engine, output};

const EXAMPLES: &str = "\
Examples:
  sayso parse --to text report.txt             one line a token, for people
  sayso parse --to jsonl news.jsonl            one object a report: tokens and sentences
  sayso parse --unit document --to conllu -    CoNLL-U, the text parsed as one piece";

/// Parse texts: tokens, tags, lemmas, heads, entities
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Parse {
    #[command(flatten)]
    inputs: Inputs,
    /// Form of the output
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    to: To,
    /// What is parsed as one text
    #[arg(long, value_enum, default_value_t, value_name = "UNIT")]
    unit: By,
    #[command(flatten)]
    engine: Engine,
}

/// Forms that parsed texts go out in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum To {
    /// One object a line: {"id", "tokens": [[start, end, tag, pos, lemma, head, dep, ent], …],
    /// "sents": [[first, last], …]}
    #[default]
    Jsonl,
    /// CoNLL-U, one sentence a block
    Conllu,
    /// In columns, for people
    Text,
}

/// What is parsed as one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum By {
    /// Each paragraph by itself, hard-wrapped lines joined
    #[default]
    Paragraph,
    /// The whole text, line breaks and all, as spaCy is usually called
    Document,
}

impl Parse {
    /// Parses every input and writes the tokens to standard output.
    pub fn run(self) -> anyhow::Result<Status> {
        let model = engine::model(&self.engine)?;
        let unit = match self.unit {
            By::Paragraph => Unit::Paragraph,
            By::Document => Unit::Document,
        };
        let write = match self.to {
            To::Jsonl => jsonl,
            To::Conllu => conllu,
            To::Text => text,
        };
        output::run(&self.inputs, &self.engine, "parsed", || {
            let mut worker = model.worker();
            move |readings: Vec<Reading>, out: &mut Vec<u8>| {
                let texts: Vec<&str> = readings.iter().map(|r| r.report.text.as_str()).collect();
                for (reading, doc) in readings.iter().zip(worker.parse_batch(&texts, unit)) {
                    write(&reading.report, &doc, out);
                }
            }
        })
    }
}

/// Appends one line: `head` is a token index, a root its own head; sentences are first and last
/// token; offsets are code points.
fn jsonl(report: &Report, doc: &Doc, out: &mut Vec<u8>) {
    let mut number = Decimal::default();
    out.extend_from_slice(b"{\"id\":");
    string(&report.id, out);
    out.extend_from_slice(b",\"tokens\":[");
    for (index, token) in doc.tokens().iter().enumerate() {
        out.extend_from_slice(if index == 0 { b"[" } else { b",[" });
        out.extend_from_slice(number.of(token.start));
        out.push(b',');
        out.extend_from_slice(number.of(token.end));
        for name in [token.tag, token.pos, &token.lemma] {
            out.push(b',');
            string(name, out);
        }
        out.push(b',');
        out.extend_from_slice(number.of(token.head));
        out.push(b',');
        string(token.dep, out);
        let (letter, label): (&[u8], &str) = match token.entity {
            Iob::Out => (b"O", ""),
            Iob::Begin(label) => (b"B-", label),
            Iob::In(label) => (b"I-", label),
        };
        out.extend_from_slice(b",\"");
        out.extend_from_slice(letter);
        out.extend_from_slice(label.as_bytes());
        out.extend_from_slice(b"\"]");
    }
    out.extend_from_slice(b"],\"sents\":[");
    for (index, sentence) in doc.sentences().iter().enumerate() {
        out.extend_from_slice(if index == 0 { b"[" } else { b",[" });
        out.extend_from_slice(number.of(sentence.start));
        out.push(b',');
        out.extend_from_slice(number.of(sentence.end.saturating_sub(1)));
        out.push(b']');
    }
    out.extend_from_slice(b"]}\n");
}

/// Appends a JSON string.
fn string(text: &str, out: &mut Vec<u8>) {
    if text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        // Writing a string to memory cannot fail.
        let written = serde_json::to_writer(&mut *out, text);
        debug_assert!(written.is_ok());
    }
}

/// Digits of a number, without an allocation.
#[derive(Default)]
struct Decimal([u8; 20]);

impl Decimal {
    fn of(&mut self, mut number: usize) -> &[u8] {
        let mut at = self.0.len();
        loop {
            at -= 1;
            self.0[at] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                return &self.0[at..];
            }
        }
    }
}

/// Appends sentences as CoNLL-U v2 (universaldependencies.org/format.html). Labels are the model's;
/// white-space tokens, which CoNLL-U has no form for, become `MISC` of the word before.
fn conllu(report: &Report, doc: &Doc, out: &mut Vec<u8>) {
    for (index, sentence) in doc.sentences().iter().enumerate() {
        let words: Vec<usize> = sentence.clone().filter(|&t| !is_space(doc, t)).collect();
        if words.is_empty() {
            continue;
        }
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let written = write!(
            out,
            "# sent_id = {}-{}\n# text = {}\n",
            line(&report.id),
            index + 1,
            line(doc.words(sentence.clone()))
        );
        debug_assert!(written.is_ok());
        for (number, &word) in words.iter().enumerate() {
            conllu_word(doc, sentence, &words, (number, word), out);
        }
        out.push(b'\n');
    }
}

fn conllu_word(
    doc: &Doc,
    sentence: &Range<usize>,
    words: &[usize],
    (number, word): (usize, usize),
    out: &mut Vec<u8>,
) {
    let token = &doc.tokens()[word];
    // A head that is white space stands for the word it hangs on.
    let head = std::iter::once(token.head)
        .chain(doc.ancestors(token.head))
        .find(|&head| !is_space(doc, head) && sentence.contains(&head))
        .and_then(|head| words.binary_search(&head).ok())
        .filter(|&head| head != number)
        .map_or(0, |head| head + 1);
    let mut misc = Vec::new();
    if !token.space {
        misc.push("SpaceAfter=No".to_owned());
    }
    if let Some(entity) = explain::entity(token) {
        misc.push(format!("NER={entity}"));
    }
    let written = writeln!(
        out,
        "{}\t{}\t{}\t{}\t{}\t{}\t{head}\t{}\t_\t{}",
        number + 1,
        doc.word(word),
        blank(&token.lemma),
        blank(token.pos),
        blank(token.tag),
        blank(token.morph),
        if head == 0 { "root" } else { blank(token.dep) },
        if misc.is_empty() { "_".to_owned() } else { misc.join("|") },
    );
    debug_assert!(written.is_ok());
}

fn blank(value: &str) -> &str {
    if value.is_empty() { "_" } else { value }
}

fn is_space(doc: &Doc, token: usize) -> bool {
    doc.word(token).chars().all(char::is_whitespace)
}

/// Appends tokens in columns: word, lemma, tag, part of speech, label and head, entity.
fn text(report: &Report, doc: &Doc, out: &mut Vec<u8>) {
    let mut write = |line: String| {
        out.extend_from_slice(line.trim_end().as_bytes());
        out.push(b'\n');
    };
    write(format!("{} {}", report.id, report.date));
    for sentence in doc.sentences() {
        write(String::new());
        for index in sentence.clone().filter(|&token| !is_space(doc, token)) {
            let token = &doc.tokens()[index];
            let head = if token.head == index { "—" } else { doc.word(token.head) };
            write(format!(
                "  {:<20} {:<18} {:<5} {:<6} {:<10} {head:<20} {}",
                doc.word(index),
                token.lemma,
                token.tag,
                token.pos,
                token.dep,
                explain::entity(token).unwrap_or_default()
            ));
        }
    }
    write(String::new());
}
