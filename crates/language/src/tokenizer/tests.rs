//! Texts cut into tokens as spaCy cuts them.

use proptest::prelude::*;
use rmpv::Value;

use super::*;

/// A small package: a few of spaCy's affixes and exceptions.
fn tokenizer() -> Tokenizer {
    let text = |text: &str| Value::from(text);
    let part = |orth: &str, norm: Option<&str>| {
        let mut map = vec![(Value::from(65), Value::from(orth))];
        map.extend(norm.map(|norm| (Value::from(67), Value::from(norm))));
        Value::Map(map)
    };
    let exceptions = vec![
        (text("don't"), Value::Array(vec![part("do", None), part("n't", Some("not"))])),
        (text("U.S."), Value::Array(vec![part("U.S.", None)])),
        (text(":)"), Value::Array(vec![part(":)", None)])),
        (text("\n"), Value::Array(vec![part("\n", None)])),
    ];
    let map = Value::Map(vec![
        (text("prefix_search"), text(r#"^\(|^"|^:|^“|^\$|^'"#)),
        (text("suffix_search"), text(r#"\)$|"$|,$|'s$|(?<=[a-z])\.$|(?<=[0-9])(?:km|%)$|\.\.+$"#)),
        (text("infix_finditer"), text(r"\.\.+|(?<=[a-z])-(?=[a-z])|(?<=[a-z]),(?=[a-z])")),
        (text("token_match"), Value::Nil),
        (text("url_match"), text(r"(?u)^[\w.-]+\.(?:com|org)(?:/\S*)?$")),
        (text("exceptions"), Value::Map(exceptions)),
        (text("faster_heuristics"), Value::from(true)),
    ]);
    let mut bytes = Vec::new();
    rmpv::encode::write_value(&mut bytes, &map).expect("is written");
    Tokenizer::new(&bytes, &[0x80]).expect("is read")
}

fn words(text: &str) -> Vec<String> {
    let mut forms = Vec::new();
    tokenizer().tokenize(text, &mut ChunkCache::default(), &mut forms);
    forms.iter().map(|form| text[form.bytes.clone()].to_owned()).collect()
}

#[test]
fn strips_affixes_and_keeps_exceptions() {
    assert_eq!(
        words("(\"don't,\" the U.S. said.)"),
        ["(", "\"", "do", "n't", ",", "\"", "the", "U.S.", "said", ".", ")"]
    );
    assert_eq!(
        words("re-entry of 5km, 10%"),
        ["re", "-", "entry", "of", "5", "km", ",", "10", "%"]
    );
    assert_eq!(words("see a-b.com/x-y."), ["see", "a-b.com/x-y", "."]);
    assert_eq!(words("end....then :) a"), ["end", "....", "then", ":)", "a"]);
}

#[test]
fn mends_exceptions_that_affixes_broke() {
    // ":" is a prefix and ")" a suffix, so the face is found only afterwards.
    assert_eq!(words("\":)"), ["\"", ":)"]);
}

#[test]
fn a_broken_exception_across_a_space_keeps_its_tokens() {
    // As in spaCy: the quotes around a space are found first and keep the second one.
    let part = |orth: &str| Value::Map(vec![(Value::from(65), Value::from(orth))]);
    let map = Value::Map(vec![
        (Value::from("prefix_search"), Value::from("^'")),
        (
            Value::from("exceptions"),
            Value::Map(vec![(Value::from("''"), Value::Array(vec![part("''")]))]),
        ),
    ]);
    let mut bytes = Vec::new();
    rmpv::encode::write_value(&mut bytes, &map).expect("is written");
    let tokenizer = Tokenizer::new(&bytes, &[0x80]).expect("is read");
    for (text, want) in [
        ("''B", vec!["''", "B"]),
        ("x ''B", vec!["x", "''", "B"]),
        ("' ''B", vec!["'", "'", "'", "B"]),
        ("' ''B ''C", vec!["'", "'", "'", "B", "''", "C"]),
        ("' a ''B", vec!["'", "a", "''", "B"]),
    ] {
        let mut forms = Vec::new();
        tokenizer.tokenize(text, &mut ChunkCache::default(), &mut forms);
        let words: Vec<&str> = forms.iter().map(|form| &text[form.bytes.clone()]).collect();
        assert_eq!(words, want, "{text}");
        assert!(forms[0].space == (text.as_bytes()[1] == b' '), "{text}");
    }
}

#[test]
fn white_space_is_flags_and_tokens() {
    let text = " a  b\n\nc ";
    let mut forms = Vec::new();
    tokenizer().tokenize(text, &mut ChunkCache::default(), &mut forms);
    let seen: Vec<_> = forms.iter().map(|f| (&text[f.bytes.clone()], f.space)).collect();
    assert_eq!(
        seen,
        [(" ", false), ("a", true), (" ", false), ("b", false), ("\n\n", false), ("c", true)]
    );
}

#[test]
fn refuses_what_it_would_get_wrong() {
    let refused = |key: &str, value: Value| {
        let mut bytes = Vec::new();
        let map = Value::Map(vec![(Value::from(key), value)]);
        rmpv::encode::write_value(&mut bytes, &map).expect("is written");
        Tokenizer::new(&bytes, &[0x80]).map(|_| ()).expect_err(key).to_string()
    };
    assert!(refused("prefix_search", Value::from("(unclosed")).contains("prefix_search"));
    let token = |key: u32, orth: &str| {
        Value::Array(vec![Value::Map(vec![(Value::from(key), Value::from(orth))])])
    };
    let exceptions = |key: &str, tokens| Value::Map(vec![(Value::from(key), tokens)]);
    assert!(refused("exceptions", exceptions("a", token(65, "b"))).contains("its tokens"));
    assert!(refused("exceptions", exceptions("a", token(73, "a"))).contains("ORTH and NORM"));
    assert!(refused("exceptions", exceptions("a b", token(65, "a b"))).contains("white space"));
    assert!(Tokenizer::new(b"\xc1", &[0x80]).is_err());
}

#[test]
fn hostile_chunks_take_linear_time() {
    let tokenizer = tokenizer();
    let pieces = ["(", "\"", ".", "a", "'s", "a-", ".a", "(.\"", "5km", "é,"];
    let began = std::time::Instant::now();
    for piece in pieces {
        let text = piece.repeat(1_000_000 / piece.len());
        let mut forms = Vec::new();
        tokenizer.tokenize(&text, &mut ChunkCache::default(), &mut forms);
        assert_eq!(forms.iter().map(|form| form.bytes.len()).sum::<usize>(), text.len());
    }
    // A quadratic step would take minutes.
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

proptest! {
    #[test]
    fn tokens_cover_the_text(text in "([a-z.,'\"():$ \t\né…]{0,6}|don't|U\\.S\\.|:\\)|\\PC{0,3}|.){0,12}") {
        let mut cache = ChunkCache::default();
        let tokenizer = tokenizer();
        let (mut cold, mut warm) = (Vec::new(), Vec::new());
        tokenizer.tokenize(&text, &mut cache, &mut cold);
        tokenizer.tokenize(&text, &mut cache, &mut warm);
        prop_assert_eq!(&cold, &warm);
        let mut joined = String::new();
        for form in &cold {
            prop_assert_eq!(form.bytes.start, joined.len());
            joined.push_str(&text[form.bytes.clone()]);
            if form.space {
                joined.push(' ');
            }
        }
        prop_assert_eq!(joined, text);
    }
}
