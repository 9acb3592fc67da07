//! Prints the tokens of JSON lines with every feature, for `tests/compare_forms.py`.
//!
//! usage: forms PACKAGE < reports.jsonl

use std::io::{BufRead, Write};
use std::path::Path;

use sayso_language::{ChunkCache, Package, Tokenizer};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: forms PACKAGE < reports.jsonl")?;
    let package = Package::open(Path::new(&path))?;
    let began = std::time::Instant::now();
    let tokenizer =
        Tokenizer::new(&package.file("tokenizer")?, &package.file("vocab/lookups.bin")?)?;
    let opened = began.elapsed();
    let mut cache = ChunkCache::default();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let (mut spent, mut tokens) = (std::time::Duration::ZERO, 0);
    for line in std::io::stdin().lock().lines() {
        let report: serde_json::Value = serde_json::from_str(&line?)?;
        let text = report["text"].as_str().ok_or("no text")?;
        let mut forms = Vec::new();
        let began = std::time::Instant::now();
        tokenizer.tokenize(text, &mut cache, &mut forms);
        spent += began.elapsed();
        tokens += forms.len();
        let rows: Vec<_> = forms
            .iter()
            .map(|form| {
                let l = form.lexeme;
                let word = &text[form.bytes.clone()];
                (word, form.space, l.orth, l.norm, l.prefix, l.suffix, l.shape, l.is_space)
            })
            .collect();
        writeln!(out, "{}", serde_json::to_string(&rows)?)?;
    }
    eprintln!("{tokens} tokens in {spent:?}, rules read in {opened:?}");
    Ok(())
}
