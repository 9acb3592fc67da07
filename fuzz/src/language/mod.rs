//! The language engine: what packages and compiled models bring, and any text.

pub mod model;
pub mod package;
pub mod tiny;
pub mod tokenizer;

use sayso_language::{Doc, Model, Unit};

/// Parses texts, and holds what comes of them to what is promised.
pub fn parse_well(model: &Model, texts: &[&str], unit: Unit) -> Vec<Doc> {
    let docs = model.worker().parse_batch(texts, unit);
    assert_eq!(docs.len(), texts.len(), "a document a text");
    for (text, doc) in texts.iter().zip(&docs) {
        hold(doc, text);
        let alone = model.worker().parse(text, unit);
        assert_eq!(format!("{doc:?}"), format!("{alone:?}"), "the same beside other texts");
    }
    docs
}

/// Tokens stand in order on characters of their text, and their heads in their sentence.
fn hold(doc: &Doc, text: &str) {
    assert_eq!(doc.text(), text);
    let mut end = 0;
    for token in doc.tokens() {
        assert!(end <= token.bytes.start && token.bytes.start < token.bytes.end, "{token:?}");
        assert!(text.get(token.bytes.clone()).is_some(), "{token:?}");
        assert_eq!(text[..token.bytes.start].chars().count(), token.start);
        end = token.bytes.end;
    }
    let mut next = 0;
    for sentence in doc.sentences() {
        assert_eq!(sentence.start, next, "sentences without gaps");
        next = sentence.end;
        for place in sentence.clone() {
            assert!(sentence.contains(&doc.tokens()[place].head), "a head in its sentence");
        }
    }
    assert_eq!(next, doc.tokens().len(), "every token in a sentence");
}
