//! Codes pre-parsed reports (JSON lines on standard input) into records. A stopgap, to go.
use sayso_codebook::{Codebook, Source};
use sayso_coder::Coder;
use sayso_language::{Doc, Iob, Token};
use sayso_record::{CharIndex, Report};
use std::{collections::HashSet, io::BufRead};

fn leak(s: &str, seen: &mut HashSet<&'static str>) -> &'static str {
    if let Some(found) = seen.get(s) {
        return found;
    }
    let new: &'static str = Box::leak(s.to_owned().into_boxed_str());
    seen.insert(new);
    new
}

fn main() {
    let codebook = Codebook::load(&Source::built_in()).unwrap_or_else(|errors| {
        for e in &errors {
            eprintln!("{e}");
        }
        std::process::exit(1)
    });
    let coder = Coder::new(codebook, "spacy".into());
    let mut seen = HashSet::new();
    for line in std::io::stdin().lock().lines() {
        let v: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let s = |k: &str| v[k].as_str().map(str::to_owned);
        let mut report =
            Report::new(s("date").unwrap().parse().unwrap(), s("title"), s("text").unwrap());
        if let Some(id) = s("id") {
            report.id = id;
        }
        let index = CharIndex::new(&report.text);
        let tokens: Vec<Token> = v["tokens"]
            .as_array()
            .unwrap()
            .iter()
            .map(|t| {
                let (a, b) = (t[0].as_u64().unwrap() as usize, t[1].as_u64().unwrap() as usize);
                let mut l = |i: usize| leak(t[i].as_str().unwrap(), &mut seen);
                let ent = l(7);
                Token {
                    start: a,
                    end: b,
                    bytes: index.byte(a).unwrap()..index.byte(b).unwrap(),
                    space: false,
                    tag: l(2),
                    pos: l(3),
                    morph: l(8),
                    lemma: t[4].as_str().unwrap().into(),
                    head: t[5].as_u64().unwrap() as usize,
                    dep: l(6),
                    entity: match ent.split_at(1) {
                        ("B", r) => Iob::Begin(&r[1..]),
                        ("I", r) => Iob::In(&r[1..]),
                        _ => Iob::Out,
                    },
                }
            })
            .collect();
        let ranges = |k: &str| {
            v[k].as_array()
                .unwrap()
                .iter()
                .map(|r| r[0].as_u64().unwrap() as usize..r[1].as_u64().unwrap() as usize + 1)
                .collect()
        };
        let doc = Doc::new(report.text.clone(), tokens, ranges("sents"), ranges("paras"));
        println!("{}", serde_json::to_string(&coder.code(report, &doc)).unwrap());
    }
}
