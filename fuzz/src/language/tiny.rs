//! A whole spaCy package of a few kilobytes, with every component and numbers that mean nothing: what it parses is
//! wild, and made as a real one makes it.

use std::io::{Cursor, Write};

use rmpv::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const WIDTH: usize = 16;
const ROWS: usize = 7;
const HIDDEN: usize = 16;
const TAGS: [&str; 12] =
    ["NN", "NNP", "NNS", "VBD", "VBZ", "VBN", "IN", "DT", "CD", ",", ".", "_SP"];
const LABELS: [&str; 8] = ["nsubj", "dobj", "prep", "pobj", "det", "nummod", "ccomp", "dep"];
const ENTITIES: [&str; 4] = ["GPE", "PERSON", "DATE", "CARDINAL"];

/// Every file of the package, by its path in the model's folder.
pub fn files() -> Vec<(&'static str, Vec<u8>)> {
    let mut numbers = Numbers(1);
    vec![
        ("config.cfg", config().into_bytes()),
        ("meta.json", br#"{"lang": "en", "name": "tiny", "version": "0.1"}"#.to_vec()),
        ("tokenizer", packed(&tokenizer())),
        ("vocab/lookups.bin", vec![0x80]),
        ("vocab/vectors", vectors(&mut numbers)),
        ("vocab/key2row", packed(&keys())),
        ("tok2vec/model", packed(&tok2vec(&mut numbers))),
        ("tagger/model", packed(&tagger(&mut numbers))),
        ("tagger/cfg", serde_json::json!({ "labels": TAGS }).to_string().into_bytes()),
        ("parser/model", packed(&transitions(&mut numbers, 8, parser_moves().len()))),
        ("parser/moves", moves(&parser_moves())),
        ("attribute_ruler/patterns", packed(&ruler())),
        ("lemmatizer/lookups/lookups.bin", packed(&lemmas())),
        ("ner/model", packed(&transitions(&mut numbers, 3, ner_moves().len()))),
        ("ner/moves", moves(&ner_moves())),
    ]
}

/// The package as a wheel.
pub fn wheel(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut wheel = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        wheel.start_file(format!("tiny/{path}"), SimpleFileOptions::default()).expect("a file");
        wheel.write_all(bytes).expect("is written");
    }
    wheel.finish().expect("is written").into_inner()
}

/// Eighths between -1 and 1 that follow no pattern, the same each time; they pack well.
struct Numbers(u32);

impl Numbers {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f32::from((self.0 >> 28) as u8) / 8.0 - 1.0
    }

    /// An array as msgpack-numpy writes it.
    fn array(&mut self, shape: &[usize]) -> Value {
        let count = shape.iter().product();
        let data = (0..count).flat_map(|_| self.next().to_le_bytes()).collect();
        map([
            ("nd", true.into()),
            ("type", "<f4".into()),
            ("shape", Value::Array(shape.iter().map(|size| (*size as u64).into()).collect())),
            ("data", Value::Binary(data)),
        ])
    }
}

fn map<const N: usize>(pairs: [(&str, Value); N]) -> Value {
    Value::Map(pairs.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

fn packed(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    rmpv::encode::write_value(&mut bytes, value).expect("is written");
    bytes
}

fn config() -> String {
    let listener = "[components.X.model.tok2vec]\n@architectures = \"spacy.Tok2VecListener.v1\"\n\
                    width = ${components.tok2vec.model.encode:width}\nupstream = \"tok2vec\"\n";
    let head = |name: &str| {
        format!(
            "[components.{name}]\nfactory = \"{name}\"\n[components.{name}.model]\n\
             @architectures = \"spacy.TransitionBasedParser.v2\"\nstate_type = \"{name}\"\n\
             hidden_width = {HIDDEN}\nmaxout_pieces = 2\nuse_upper = true\n{}",
            listener.replace('X', name)
        )
    };
    format!(
        "[nlp]\nlang = \"en\"\n\
         pipeline = [\"tok2vec\",\"tagger\",\"parser\",\"attribute_ruler\",\"lemmatizer\",\"ner\"]\n\
         tokenizer = {{\"@tokenizers\":\"spacy.Tokenizer.v1\"}}\n\
         [components.attribute_ruler]\nfactory = \"attribute_ruler\"\n\
         [components.lemmatizer]\nfactory = \"lemmatizer\"\nmode = \"rule\"\n\
         [components.tok2vec]\nfactory = \"tok2vec\"\n[components.tok2vec.model]\n\
         @architectures = \"spacy.Tok2Vec.v2\"\n[components.tok2vec.model.embed]\n\
         @architectures = \"spacy.MultiHashEmbed.v2\"\n\
         width = ${{components.tok2vec.model.encode:width}}\nattrs = [\"NORM\",\"SHAPE\",\"IS_SPACE\"]\n\
         rows = [{ROWS},{ROWS},{ROWS}]\ninclude_static_vectors = true\n\
         [components.tok2vec.model.encode]\n@architectures = \"spacy.MaxoutWindowEncoder.v2\"\n\
         width = {WIDTH}\ndepth = 1\nwindow_size = 1\nmaxout_pieces = 3\n\
         [components.tagger]\nfactory = \"tagger\"\n[components.tagger.model]\n\
         @architectures = \"spacy.Tagger.v2\"\n{}{}{}",
        listener.replace('X', "tagger"),
        head("parser"),
        head("ner"),
    )
}

fn tokenizer() -> Value {
    let part = |orth: &str| Value::Map(vec![(65.into(), orth.into())]);
    map([
        ("prefix_search", r#"^\(|^"|^“|^\$|^'"#.into()),
        ("suffix_search", r#"\)$|"$|”$|,$|'s$|(?<=[a-z])\.$|(?<=[0-9])(?:km|%)$"#.into()),
        ("infix_finditer", r"\.\.+|(?<=[a-z])-(?=[a-z])".into()),
        ("url_match", r"(?u)^[\w.-]+\.(?:com|org)(?:/\S*)?$".into()),
        ("exceptions", map([("don't", Value::Array(vec![part("do"), part("n't")]))])),
        ("faster_heuristics", true.into()),
    ])
}

/// An npy file of three vectors of two floats.
fn vectors(numbers: &mut Numbers) -> Vec<u8> {
    let mut header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }".to_owned();
    while !(10 + header.len() + 1).is_multiple_of(64) {
        header.push(' ');
    }
    header.push('\n');
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((header.len() as u16).to_le_bytes());
    file.extend(header.as_bytes());
    file.extend((0..6).flat_map(|_| numbers.next().to_le_bytes()));
    file
}

fn keys() -> Value {
    let words = ["said", "the", "Ruritania"].into_iter().zip(0u64..);
    let key = |(word, row): (&str, u64)| (sayso_language::string_id(word).into(), row.into());
    Value::Map(words.map(key).collect())
}

/// A `model` file of layers by name, each with its arrays.
fn model(layers: Vec<(&str, Vec<(&str, Value)>)>) -> Value {
    let nodes = layers.iter().map(|(name, _)| map([("name", (*name).into())])).collect();
    let params = layers.into_iter().map(|(_, arrays)| {
        Value::Map(arrays.into_iter().map(|(key, array)| (key.into(), array)).collect())
    });
    map([("nodes", Value::Array(nodes)), ("params", Value::Array(params.collect()))])
}

fn tok2vec(n: &mut Numbers) -> Value {
    let mut layers: Vec<(&str, Vec<(&str, Value)>)> = Vec::new();
    for _ in 0..3 {
        layers.push(("hashembed", vec![("E", n.array(&[ROWS, WIDTH]))]));
    }
    layers.push(("static_vectors", vec![("W", n.array(&[WIDTH, 2]))]));
    for inputs in [4 * WIDTH, 3 * WIDTH] {
        let (w, b) = (n.array(&[WIDTH, 3, inputs]), n.array(&[WIDTH, 3]));
        layers.push(("maxout", vec![("W", w), ("b", b)]));
        layers.push(("layernorm", vec![("G", n.array(&[WIDTH])), ("b", n.array(&[WIDTH]))]));
    }
    model(layers)
}

fn tagger(n: &mut Numbers) -> Value {
    let (w, b) = (n.array(&[TAGS.len(), WIDTH]), n.array(&[TAGS.len()]));
    model(vec![("softmax", vec![("W", w), ("b", b)])])
}

fn transitions(n: &mut Numbers, features: usize, classes: usize) -> Value {
    let upper = vec![("W", n.array(&[classes, HIDDEN])), ("b", n.array(&[classes]))];
    let projection = vec![("W", n.array(&[HIDDEN, WIDTH])), ("b", n.array(&[HIDDEN]))];
    let lower = vec![
        ("W", n.array(&[features, HIDDEN, 2, HIDDEN])),
        ("b", n.array(&[HIDDEN, 2])),
        ("pad", n.array(&[1, features, HIDDEN, 2])),
    ];
    model(vec![("linear", upper), ("linear", projection), ("precomputable_affine", lower)])
}

type Moves = Vec<(u8, &'static str)>;

/// Shift, reduce, left and right with labels, and break.
fn parser_moves() -> Moves {
    let left = LABELS.map(|label| (2, label));
    let right = LABELS.map(|label| (3, label));
    [(0, ""), (1, "")].into_iter().chain(left).chain(right).chain([(4, "ROOT")]).collect()
}

/// Begin, in, last and unit with labels, and out.
fn ner_moves() -> Moves {
    let labelled = (1..=4).flat_map(|action| ENTITIES.map(|label| (action, label)));
    labelled.chain([(5, "")]).collect()
}

/// A `moves` file: JSON in msgpack, a map of actions to labels with how often they came.
fn moves(all: &[(u8, &str)]) -> Vec<u8> {
    let mut by_action: serde_json::Map<String, serde_json::Value> = serde_json::Map::new();
    for (place, (action, label)) in all.iter().enumerate() {
        let labels = by_action.entry(action.to_string()).or_insert_with(|| serde_json::json!({}));
        labels[*label] = (1000 - place).into();
    }
    let json = serde_json::Value::Object(by_action).to_string();
    packed(&map([("moves", json.into()), ("strings", Value::Array(vec![]))]))
}

fn ruler() -> Value {
    let rule = |tag: &str, pos: &str, morph: &str| {
        map([
            ("patterns", Value::Array(vec![Value::Array(vec![map([("TAG", tag.into())])])])),
            ("attrs", map([("POS", pos.into()), ("MORPH", morph.into())])),
            ("index", 0.into()),
        ])
    };
    let rules = [
        ("NN", "NOUN", "Number=Sing"),
        ("NNS", "NOUN", "Number=Plur"),
        ("NNP", "PROPN", "Number=Sing"),
        ("VBD", "VERB", "Tense=Past|VerbForm=Fin"),
        ("VBZ", "VERB", "Person=3|Tense=Pres|VerbForm=Fin"),
        ("VBN", "VERB", "Aspect=Perf|Tense=Past|VerbForm=Part"),
        ("IN", "ADP", ""),
        ("DT", "DET", "Definite=Def|PronType=Art"),
        ("CD", "NUM", "NumType=Card"),
        (",", "PUNCT", "PunctType=Comm"),
        (".", "PUNCT", "PunctType=Peri"),
        ("_SP", "SPACE", ""),
    ];
    Value::Array(rules.map(|(tag, pos, morph)| rule(tag, pos, morph)).into())
}

fn lemmas() -> Value {
    let strings = |words: &[&str]| Value::Array(words.iter().map(|word| (*word).into()).collect());
    let rule = |old: &str, new: &str| Value::Array(vec![old.into(), new.into()]);
    map([
        ("lemma_index", map([("verb", strings(&["say", "meet", "kill"]))])),
        ("lemma_exc", map([("verb", map([("met", strings(&["meet"]))]))])),
        (
            "lemma_rules",
            map([
                ("verb", Value::Array(vec![rule("ed", ""), rule("s", "")])),
                ("noun", Value::Array(vec![rule("s", ""), rule("men", "man")])),
            ]),
        ),
    ])
}
