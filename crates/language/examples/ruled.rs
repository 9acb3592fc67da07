//! Prints part of speech, features and lemma of tagged tokens, for `tests/compare_ruled.py`.
//!
//! usage: ruled PACKAGE < lines of [[text, tag, dep], …]

use std::io::{BufRead, Write};
use std::path::Path;

use sayso_language::container::{Container, ContainerWriter};
use sayso_language::{Package, Tagged, TextCache, TextRules, intern, is_space, string_id};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: ruled PACKAGE < tagged.jsonl")?;
    let mut writer = ContainerWriter::new();
    TextRules::compile(&Package::open(Path::new(&path))?, &mut writer)?;
    let container = Container::from_bytes(&writer.finish())?;
    let began = std::time::Instant::now();
    let rules = TextRules::open(&container)?;
    let opened = began.elapsed();
    let mut cache = TextCache::default();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let (mut ruling, mut lemmatizing, mut count) =
        (std::time::Duration::ZERO, std::time::Duration::ZERO, 0);
    for line in std::io::stdin().lock().lines() {
        let rows: Vec<(String, String, String)> = serde_json::from_str(&line?)?;
        let tokens: Vec<Tagged> = rows
            .iter()
            .map(|(text, tag, dep)| Tagged {
                text,
                tag: intern(tag),
                dep: intern(dep),
                is_space: text.chars().all(is_space),
            })
            .collect();
        let orths: Vec<u64> = rows.iter().map(|row| string_id(&row.0)).collect();
        let began = std::time::Instant::now();
        let ruled = rules.ruler.apply(&tokens);
        ruling += began.elapsed();
        let began = std::time::Instant::now();
        let done: Vec<_> = ruled
            .into_iter()
            .zip(tokens.iter().zip(orths))
            .map(|(ruled, (token, orth))| {
                let lemma = ruled.lemma.unwrap_or_else(|| {
                    let lemmatizer = &rules.lemmatizer;
                    lemmatizer.lemma(token.text, orth, ruled.pos, ruled.morph, &mut cache.lemmas)
                });
                (ruled.tag, ruled.dep, ruled.pos, ruled.morph, lemma)
            })
            .collect();
        lemmatizing += began.elapsed();
        count += done.len();
        let done: Vec<_> = done
            .iter()
            .map(|(tag, dep, pos, morph, lemma)| (tag, dep, pos, morph, &**lemma))
            .collect();
        writeln!(out, "{}", serde_json::to_string(&done)?)?;
    }
    eprintln!("{count} tokens: rules {ruling:?}, lemmas {lemmatizing:?}; opened in {opened:?}");
    Ok(())
}
