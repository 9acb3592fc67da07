//! Makes `src/casing/weights.bin` from texts of ordinary case.
//!
//! usage: cargo run --release -p sayso-coder --example train_casing OTHER.jsonl TEXTS.jsonl …
//!
//! A line of a file has `text`. How many words of OTHER get their case back is printed.

use std::error::Error;

use sayso_codebook::{Codebook, Source};
use sayso_coder::casing::{Known, Weights, learn, score};
use sayso_language::Store;
use serde_json::Value;

fn read(path: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let text = |line: &str| {
        let line: Value = serde_json::from_str(line)?;
        Ok(line["text"].as_str().ok_or("a line without text")?.to_owned())
    };
    std::fs::read_to_string(path)?.lines().map(text).collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = std::env::args().skip(1);
    let other = read(&paths.next().ok_or("usage: train_casing OTHER TEXTS…")?)?;
    let mut texts = Vec::new();
    for path in paths {
        texts.extend(read(&path)?);
    }
    let codebook = Codebook::load(&Source::built_in()).map_err(|errors| errors[0].to_string())?;
    let model = Store::of_user()?.open(None)?;
    let known = Known { codebook: &codebook, model: &model };
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/casing/weights.bin");
    let bytes = learn(&texts.iter().map(String::as_str).collect::<Vec<_>>(), known);
    std::fs::write(file, &bytes)?;
    let other: Vec<&str> = other.iter().map(String::as_str).collect();
    let [words, right, capitals, restored] = score(&other, known, &Weights::new(&bytes));
    println!("{words} words, {:.2} % right", 100.0 * right as f64 / words as f64);
    println!(
        "{capitals} with capitals inside sentences, {:.2} % right",
        100.0 * restored as f64 / capitals as f64
    );
    Ok(())
}
