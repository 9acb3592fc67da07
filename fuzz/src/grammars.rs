//! A text with its parse → a record, by the real codebook.

use std::path::Path;
use std::sync::LazyLock;

use arbitrary::{Result, Unstructured};
use sayso_codebook::{Codebook, Source};
use sayso_coder::Coder;
use sayso_language::container::Container;
use sayso_language::{ChunkCache, Doc, Form, Iob, Model, Package, Token, Tokenizer, Unit};
use sayso_record::Report;

use crate::language::model::tiny_model;
use crate::language::parse_well;
use crate::language::tokenizer::RULES;
use crate::promises::hold_record;

static CODER: LazyLock<Coder> = LazyLock::new(|| {
    let codebook = Codebook::load(&Source::built_in()).expect("the built-in codebook");
    Coder::new(codebook, "tiny".to_owned())
});

/// The model that texts are parsed with: the package that the tests use where one is named, else the tiny one, whose
/// trees are wild.
static MODEL: LazyLock<Model> = LazyLock::new(|| match std::env::var_os("SAYSO_TEST_PACKAGE") {
    Some(path) => {
        let package = Package::open(Path::new(&path)).expect("the package of the tests");
        let compiled = Model::compile(&package).expect("a package that is supported").finish();
        let container = Container::from_bytes(&compiled).expect("what was compiled is whole");
        Model::from_container(&container).expect("what was compiled is sound")
    }
    None => {
        eprintln!(
            "no SAYSO_TEST_PACKAGE: texts are parsed with a tiny model, whose trees are wild"
        );
        tiny_model()
    }
});

static TOKENIZER: LazyLock<Tokenizer> =
    LazyLock::new(|| Tokenizer::new(RULES, &[0x80]).expect("the rules of a real package"));

/// What the coder asks of tags, parts of speech and features.
const TAGS: &[(&str, &str, &str)] = &[
    ("NN", "NOUN", "Number=Sing"),
    ("NNS", "NOUN", "Number=Plur"),
    ("NNP", "PROPN", "Number=Sing"),
    ("NNPS", "PROPN", "Number=Plur"),
    ("VBD", "VERB", "Tense=Past|VerbForm=Fin"),
    ("VBZ", "VERB", "Number=Sing|Person=3|Tense=Pres|VerbForm=Fin"),
    ("VBN", "VERB", "Aspect=Perf|Tense=Past|VerbForm=Part"),
    ("VBG", "VERB", "Aspect=Prog|Tense=Pres|VerbForm=Part"),
    ("VB", "VERB", "VerbForm=Inf"),
    ("MD", "AUX", "VerbForm=Fin"),
    ("VBD", "AUX", "Tense=Past|VerbForm=Fin"),
    ("CD", "NUM", "NumType=Card"),
    ("JJ", "ADJ", "Degree=Pos"),
    ("RB", "ADV", ""),
    ("IN", "ADP", ""),
    ("IN", "SCONJ", ""),
    ("TO", "PART", ""),
    ("POS", "PART", ""),
    ("DT", "DET", "Definite=Def|PronType=Art"),
    ("PRP", "PRON", "Case=Nom|Number=Sing|Person=3|PronType=Prs"),
    ("PRP$", "PRON", "Number=Sing|Person=3|Poss=Yes|PronType=Prs"),
    ("CC", "CCONJ", "ConjType=Cmp"),
    (",", "PUNCT", "PunctType=Comm"),
    ("``", "PUNCT", "PunctSide=Ini|PunctType=Quot"),
    ("$", "SYM", ""),
    ("_SP", "SPACE", ""),
];

/// The relations that the coder asks for.
const RELATIONS: &[&str] = &[
    "nsubj",
    "nsubjpass",
    "dobj",
    "iobj",
    "dative",
    "attr",
    "prep",
    "pobj",
    "pcomp",
    "agent",
    "poss",
    "compound",
    "amod",
    "advmod",
    "nummod",
    "quantmod",
    "npadvmod",
    "appos",
    "conj",
    "cc",
    "ccomp",
    "xcomp",
    "advcl",
    "acl",
    "relcl",
    "aux",
    "auxpass",
    "neg",
    "mark",
    "det",
    "case",
    "punct",
    "parataxis",
    "csubj",
    "acomp",
    "prt",
    "intj",
    "dep",
];

const ENTITIES: &[&str] =
    &["GPE", "PERSON", "ORG", "NORP", "DATE", "CARDINAL", "MONEY", "LOC", "FAC"];

/// Times, figures and all else: the text as the model parses it, and with the parse that the bytes say. The first two
/// bytes are how much of the rest is the parse.
pub fn grammars(bytes: &[u8]) {
    let Some((size, rest)) = bytes.split_first_chunk::<2>() else { return };
    let size = rest.len().min(usize::from(u16::from_le_bytes(*size)));
    let (parse, text) = rest.split_at(size);
    let text = String::from_utf8_lossy(text);
    if text.trim().is_empty() {
        return;
    }
    let mut worker = MODEL.worker();
    let docs = CODER.parse(&mut worker, &[&text]);
    coded(&text, &docs[0]);
    parse_well(&MODEL, &[&text], Unit::Paragraph);
    if let Ok(doc) = parsed(&text, &mut Unstructured::new(parse)) {
        coded(&text, &doc);
    }
}

/// A record that stands on its text, and the same again.
fn coded(text: &str, doc: &Doc) {
    let report = Report::new(jiff::civil::date(1987, 5, 4), None, text.to_owned());
    let record = CODER.code(report.clone(), doc);
    hold_record(&record);
    assert_eq!(record, CODER.code(report, doc), "the same again");
}

/// The text with any tags, entities, sentences, and in each of these any tree.
fn parsed(text: &str, u: &mut Unstructured) -> Result<Doc> {
    let mut forms = Vec::new();
    TOKENIZER.tokenize(text, &mut ChunkCache::default(), &mut forms);
    let mut tokens = Vec::new();
    let mut sentences = Vec::new();
    let mut open = None;
    let (mut first, mut byte, mut point) = (0, 0, 0);
    for (place, form) in forms.iter().enumerate() {
        let Form { bytes, space, .. } = form.clone();
        point += text[byte..bytes.start].chars().count();
        let start = point;
        point += text[bytes.clone()].chars().count();
        byte = bytes.end;
        let (tag, pos, morph) = *u.choose(TAGS)?;
        let word = &text[bytes.clone()];
        let lemma = if pos == "PROPN" { word.to_owned() } else { word.to_lowercase() };
        tokens.push(Token {
            start,
            end: point,
            bytes,
            space,
            tag,
            pos,
            morph,
            lemma: lemma.into(),
            head: place,
            dep: "ROOT",
            entity: entity(u, &mut open)?,
        });
        if place + 1 == forms.len() || u.ratio(1, 12)? {
            tree(&mut tokens, first, u)?;
            sentences.push(first..place + 1);
            first = place + 1;
        }
    }
    let all = 0..tokens.len();
    Ok(Doc::new(text.to_owned(), tokens, sentences, vec![all]))
}

fn entity(u: &mut Unstructured, open: &mut Option<&'static str>) -> Result<Iob> {
    *open = match (u.int_in_range(0..=5)?, *open) {
        (0, _) => {
            let label = *u.choose(ENTITIES)?;
            *open = Some(label);
            return Ok(Iob::Begin(label));
        }
        (1 | 2, Some(label)) => return Ok(Iob::In(label)),
        _ => None,
    };
    Ok(Iob::Out)
}

/// Gives the tokens from `first` on heads: in some order, each hangs on one that came before it.
fn tree(tokens: &mut [Token], first: usize, u: &mut Unstructured) -> Result<()> {
    let mut waiting: Vec<usize> = (first..tokens.len()).collect();
    let mut hung: Vec<usize> = Vec::new();
    while !waiting.is_empty() {
        let token = waiting.remove(u.choose_index(waiting.len())?);
        if !hung.is_empty() {
            tokens[token].head = *u.choose(&hung)?;
            tokens[token].dep = u.choose(RELATIONS)?;
        }
        hung.push(token);
    }
    Ok(())
}
