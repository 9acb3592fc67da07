//! The whole engine gives what spaCy gives with the default model, token by token.
//!
//! The expected results are in `data/parsed.jsonl`; `make_parsed.py` writes them. The model is the
//! user's default one; where there is none yet, it is got through pip.

use std::sync::LazyLock;

use sayso_language::{Doc, Iob, Model, Store, Unit};
use serde_json::Value;

const PARSED: &str = include_str!("data/parsed.jsonl");
const MODEL: &str = "en_core_web_md-3.7.1";

static OPENED: LazyLock<Model> = LazyLock::new(|| {
    let store = Store::of_user().expect("a cache folder is known");
    let model =
        store.open(Some(MODEL)).or_else(|_| store.open(None)).expect("the model can be got");
    assert_eq!(model.name(), MODEL, "the expected results are of this model");
    model
});

fn cases() -> Vec<Value> {
    PARSED.lines().map(|line| serde_json::from_str(line).expect("is JSON")).collect()
}

fn text(case: &Value) -> &str {
    case["text"].as_str().expect("has a text")
}

/// A document in the form of the expected results.
fn rows(doc: &Doc) -> Value {
    let tokens: Vec<Value> = doc
        .tokens()
        .iter()
        .map(|token| {
            let entity = match token.entity {
                Iob::Out => "O".to_owned(),
                Iob::Begin(label) => format!("B-{label}"),
                Iob::In(label) => format!("I-{label}"),
            };
            serde_json::json!([
                token.start,
                token.end,
                token.tag,
                token.pos,
                token.morph,
                *token.lemma,
                token.head,
                token.dep,
                entity
            ])
        })
        .collect();
    let sentences: Vec<Value> =
        doc.sentences().iter().map(|range| serde_json::json!([range.start, range.end])).collect();
    serde_json::json!({ "text": doc.text(), "tokens": tokens, "sents": sentences })
}

#[test]
fn documents_are_those_of_spacy() {
    let model = &*OPENED;
    for want in cases() {
        let got = rows(&model.worker().parse(text(&want), Unit::Document));
        let pairs = |of: &Value| of["tokens"].as_array().cloned().unwrap_or_default();
        for (got, want) in pairs(&got).iter().zip(&pairs(&want)) {
            assert_eq!(got, want, "a token");
        }
        assert_eq!(got, want);
    }
}

#[test]
fn a_text_is_parsed_the_same_in_any_company() {
    let model = &*OPENED;
    let cases = cases();
    let texts: Vec<&str> = cases.iter().map(text).collect();
    let mut worker = model.worker();
    let together = worker.parse_batch(&texts, Unit::Paragraph);
    let backwards: Vec<&str> = texts.iter().rev().copied().collect();
    let backwards = worker.parse_batch(&backwards, Unit::Paragraph);
    for ((text, doc), other) in texts.iter().zip(&together).zip(backwards.iter().rev()) {
        let alone = model.worker().parse(text, Unit::Paragraph);
        assert_eq!(alone.tokens(), doc.tokens());
        assert_eq!(alone.tokens(), other.tokens());
        assert_eq!(alone.sentences(), doc.sentences());
        assert_eq!(alone.paragraphs(), doc.paragraphs());
    }
}

#[test]
fn threads_share_a_model() {
    let model = &*OPENED;
    let cases = cases();
    let all = || -> Vec<Value> {
        let mut worker = model.worker();
        cases.iter().map(|case| rows(&worker.parse(text(case), Unit::Document))).collect()
    };
    let alone = all();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(all)).collect();
        for thread in threads {
            assert_eq!(thread.join().expect("the thread ends"), alone);
        }
    });
}
