//! The tokenizer and the attribute ruler give what spaCy gives, token by token.
//!
//! The rules and the expected results are in `data/`; `make_golden.py` writes the latter.

use sayso_language::{ChunkCache, Form, Ruler, Tagged, Tokenizer, intern, string_id};
use serde_json::Value;

const TOKENIZER: &[u8] = include_bytes!("data/tokenizer.msgpack");
const LOOKUPS: &[u8] = include_bytes!("data/lookups.msgpack");
const RULER: &[u8] = include_bytes!("data/ruler.msgpack");
const GOLDEN: &str = include_str!("data/golden.jsonl");

fn cases() -> impl Iterator<Item = (String, Vec<Value>)> {
    GOLDEN.lines().map(|line| {
        let case: Value = serde_json::from_str(line).expect("is JSON");
        let text = case["text"].as_str().expect("has a text").to_owned();
        (text, case["tokens"].as_array().expect("has tokens").clone())
    })
}

#[test]
fn tokens_and_their_features_are_those_of_spacy() {
    let tokenizer = Tokenizer::new(TOKENIZER, LOOKUPS).expect("is read");
    let mut cache = ChunkCache::default();
    for (text, want) in cases() {
        let mut forms: Vec<Form> = Vec::new();
        tokenizer.tokenize(&text, &mut cache, &mut forms);
        let got: Vec<_> = forms
            .iter()
            .map(|form| {
                let word = &text[form.bytes.clone()];
                assert_eq!(form.lexeme.orth, string_id(word));
                (word, form.space, form.lexeme.norm, form.lexeme.shape)
            })
            .collect();
        let want: Vec<_> = want
            .iter()
            .map(|token| {
                let number = |index: usize| token[index].as_u64().expect("is an id");
                let word = token[0].as_str().expect("is a word");
                (word, token[1] == true, number(2), number(3))
            })
            .collect();
        assert_eq!(got, want, "{text:?}");
    }
}

#[test]
fn rules_set_what_they_set_in_spacy() {
    let ruler = Ruler::new(RULER).expect("is read");
    for (text, want) in cases() {
        let word = |token: &Value, index: usize| intern(token[index].as_str().expect("a string"));
        let tagged: Vec<Tagged> = want
            .iter()
            .map(|token| Tagged {
                text: token[0].as_str().expect("a word"),
                tag: word(token, 4),
                dep: word(token, 5),
                is_space: word(token, 0).chars().all(sayso_language::is_space),
            })
            .collect();
        let got: Vec<_> =
            ruler.apply(&tagged).iter().map(|r| [r.tag, r.dep, r.pos, r.morph]).collect();
        let want: Vec<_> = want.iter().map(|token| [6, 7, 8, 9].map(|i| word(token, i))).collect();
        assert_eq!(got, want, "{text:?}");
    }
}

#[test]
fn real_patterns_stay_linear_on_hostile_text() {
    let tokenizer = Tokenizer::new(TOKENIZER, LOOKUPS).expect("is read");
    let pieces = [
        "a",
        "\"",
        "(",
        ".",
        "5",
        "a.",
        ".a",
        "'",
        "-",
        "a-",
        "http://a:",
        "a@",
        "a.b",
        "1.",
        "é",
        "5km",
        "…",
        "x.co/@",
    ];
    let began = std::time::Instant::now();
    for piece in pieces {
        let text = piece.repeat(300_000 / piece.len());
        let mut forms = Vec::new();
        tokenizer.tokenize(&text, &mut ChunkCache::default(), &mut forms);
        let length: usize = forms.iter().map(|form| form.bytes.len()).sum();
        assert_eq!(length, text.len(), "{piece}");
    }
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}
