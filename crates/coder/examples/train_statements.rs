//! Makes `src/statements/weights.bin` from gold attributions.
//!
//! usage: cargo run --release -p sayso-coder --example train_statements GOLD.jsonl [OTHER_GOLD.jsonl]
//!
//! A line of GOLD has `text` and `attributions`, each with `source`, `cue` and `content` as lists of
//! `[start, end]` in code points (the layout of PolNeAR's annotations). What the weights find in OTHER_GOLD
//! is printed.

use std::error::Error;
use std::ops::Range;

use sayso_codebook::{Codebook, Source};
use sayso_coder::statements::{Annotated, Gold, Weights, learn, score};
use sayso_language::{Store, Unit, Worker};
use sayso_record::Report;
use serde_json::Value;

fn spans(value: &Value) -> Vec<Range<usize>> {
    let number = |value: &Value| value.as_u64().unwrap_or(0) as usize;
    let pairs = value.as_array().into_iter().flatten();
    pairs.map(|pair| number(&pair[0])..number(&pair[1])).collect()
}

fn read(path: &str, worker: &mut Worker) -> Result<Vec<Annotated>, Box<dyn Error>> {
    let mut texts = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let article: Value = serde_json::from_str(line)?;
        let text = article["text"].as_str().ok_or("no text")?;
        let of = |one: &Value| Gold {
            source: spans(&one["source"]),
            cue: spans(&one["cue"]),
            content: spans(&one["content"]),
        };
        let all = article["attributions"].as_array().into_iter().flatten();
        texts.push(Annotated {
            doc: worker.parse(text, Unit::Paragraph),
            report: Report::new(jiff::civil::date(2000, 1, 1), None, text.to_owned()),
            gold: all.map(of).collect(),
        });
    }
    Ok(texts)
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: train_statements GOLD [OTHER_GOLD]")?;
    let codebook = Codebook::load(&Source::built_in()).map_err(|errors| errors[0].to_string())?;
    let model = Store::of_user()?.open(None)?;
    let mut worker = model.worker();
    let other = std::env::args().nth(2).map(|path| read(&path, &mut worker)).transpose()?;
    let texts = read(&path, &mut worker)?;
    let bytes = learn(&texts, &codebook);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/statements/weights.bin");
    std::fs::write(file, &bytes)?;
    let weights = Weights::new(bytes);
    for texts in other.iter() {
        let score = score(texts, &codebook, &weights);
        for (name, right) in
            [("content", score.content), ("source", score.source), ("whole", score.whole)]
        {
            println!("{name:<8} F1 {:.4}", score.f1(right));
        }
    }
    Ok(())
}
