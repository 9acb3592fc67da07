//! Actors of invented sentences, parsed beforehand (`make_docs.py`) so that no model is needed.

#![allow(clippy::unwrap_used)] // a test may stop where it cannot go on

use std::collections::HashSet;
use std::ops::Range;

use sayso_codebook::{Codebook, Source};
use sayso_coder::{Coder, actors::code_phrase};
use sayso_language::{Doc, Iob, Token};
use sayso_record::{CharIndex, Report};
use serde_json::Value;

/// The labels of tokens live as long as the program, as those of a model do.
fn label(text: &str, known: &mut HashSet<&'static str>) -> &'static str {
    if let Some(label) = known.get(text) {
        return label;
    }
    let label: &'static str = Box::leak(text.to_owned().into_boxed_str());
    known.insert(label);
    label
}

fn doc(case: &Value, known: &mut HashSet<&'static str>) -> Doc {
    let text = case["text"].as_str().unwrap();
    let index = CharIndex::new(text);
    let number = |value: &Value| value.as_u64().unwrap() as usize;
    let rows = case["tokens"].as_array().unwrap();
    let tokens: Vec<Token> = rows
        .iter()
        .map(|row| {
            let (start, end) = (number(&row[0]), number(&row[1]));
            let mut cell = |at: usize| label(row[at].as_str().unwrap(), known);
            let entity = match cell(7).split_at(1) {
                ("B", rest) => Iob::Begin(&rest[1..]),
                ("I", rest) => Iob::In(&rest[1..]),
                _ => Iob::Out,
            };
            Token {
                start,
                end,
                bytes: index.byte(start).unwrap()..index.byte(end).unwrap(),
                space: false,
                tag: cell(2),
                pos: cell(3),
                lemma: cell(4).into(),
                head: number(&row[5]),
                dep: cell(6),
                morph: cell(8),
                entity,
            }
        })
        .collect();
    let sentences: Vec<Range<usize>> =
        case["sents"].as_array().unwrap().iter().map(|s| number(&s[0])..number(&s[1])).collect();
    let all = 0..tokens.len();
    Doc::new(text.to_owned(), tokens, sentences, vec![all])
}

fn cases(id: &str) -> Vec<(Value, Doc)> {
    let mut known = HashSet::new();
    include_str!("data/actors.jsonl")
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|case| case["id"] == id)
        .map(|case| {
            let doc = doc(&case, &mut known);
            (case, doc)
        })
        .collect()
}

fn codebook() -> Codebook {
    let source = Source::built_in();
    Codebook::load(&source).unwrap().with_invented(&source).unwrap()
}

#[test]
fn phrases_get_country_and_role() {
    let codebook = codebook();
    let mut wrong = Vec::new();
    for (case, doc) in cases("phrase") {
        let date = case["date"].as_str().unwrap().parse().unwrap();
        let found = code_phrase(&codebook, &doc, date, case["context"].as_str());
        let code = found.as_ref().and_then(|found| found.code.clone());
        let kind = found.map(|found| serde_json::to_value(found.kind).unwrap());
        let kind_fits = case.get("kind").is_none_or(|wanted| kind.as_ref() == Some(wanted));
        if code.as_deref() != case["code"].as_str() || !kind_fits {
            wrong.push(format!("{}: {} is {code:?} {kind:?}", case["text"], case["code"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each expected mention, in text order: its words, and its actor's name and code; a mention that
/// must not be there has neither.
#[test]
fn mentions_find_their_actors() {
    let coder = Coder::new(codebook(), "parsed beforehand".into());
    let mut wrong = Vec::new();
    for (case, doc) in cases("text") {
        let text = case["text"].as_str().unwrap();
        let date = case["date"].as_str().unwrap().parse().unwrap();
        let record = coder.code(Report::new(date, None, text.to_owned()), &doc);
        let index = CharIndex::new(text);
        let mut from = 0;
        for wanted in case["mentions"].as_array().unwrap() {
            let words = wanted[0].as_str().unwrap();
            let start = from + text[index.byte(from).unwrap()..].find(words).unwrap();
            let end = start + words.chars().count();
            from = end;
            let found = record.mentions.iter().find(|m| (m.start, m.end) == (start, end));
            let actor = found.map(|m| record.actors.iter().find(|a| a.id == m.actor).unwrap());
            let code = actor.and_then(|a| a.code.as_deref());
            let name = wanted[1].as_str();
            let fits = code == wanted[2].as_str()
                && name.is_none_or(|name| actor.is_some_and(|a| a.name == name))
                && found.is_some_and(|m| m.loaded) == (wanted[3] == "loaded")
                && (wanted[2].is_string() || actor.is_none());
            if !fits {
                wrong.push(format!("{text}\n  {words}: {wanted} is {actor:?}"));
            }
        }
        if case["mentions"].as_array().unwrap().is_empty() && !record.mentions.is_empty() {
            wrong.push(format!("{text}\n  must name nobody: {:?}", record.mentions));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
