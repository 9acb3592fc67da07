//! Makes `src/statements/weights.bin` from gold attributions.
//!
//! usage: cargo run --release -p sayso-coder --example train_statements GOLD.jsonl [BIAS]
//!
//! A line of GOLD has `text` and `attributions`, each with `cue` and `content` as lists of
//! `[start, end]` in code points (the layout of PolNeAR's annotations).

use std::error::Error;
use std::ops::Range;

use sayso_codebook::{Codebook, Source};
use sayso_coder::Context;
use sayso_coder::statements::{Gold, Trainer};
use sayso_language::{Store, Unit};
use sayso_record::Report;
use serde_json::Value;

fn spans(value: &Value) -> Vec<Range<usize>> {
    let number = |value: &Value| value.as_u64().unwrap_or(0) as usize;
    let pairs = value.as_array().into_iter().flatten();
    pairs.map(|pair| number(&pair[0])..number(&pair[1])).collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: train_statements GOLD.jsonl [BIAS]")?;
    let bias = std::env::args().nth(2).map_or(Ok(0.0), |bias| bias.parse::<f32>())?;
    let codebook = Codebook::load(&Source::built_in()).map_err(|errors| errors[0].to_string())?;
    let model = Store::of_user()?.open(None)?;
    let mut worker = model.worker();
    let mut trainer = Trainer::default();
    for line in std::fs::read_to_string(path)?.lines() {
        let article: Value = serde_json::from_str(line)?;
        let text = article["text"].as_str().ok_or("no text")?;
        let doc = worker.parse(text, Unit::Paragraph);
        let report = Report::new(jiff::civil::date(2000, 1, 1), None, text.to_owned());
        let context = Context { report: &report, doc: &doc, codebook: &codebook };
        let all = article["attributions"].as_array().into_iter().flatten();
        let gold: Vec<Gold> = all
            .map(|one| Gold { cue: spans(&one["cue"]), content: spans(&one["content"]) })
            .collect();
        trainer.add(context, &gold);
    }
    let (all, right) = trainer.counts();
    println!("{all} candidates, {right} right");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/statements/weights.bin");
    std::fs::write(file, trainer.learn(bias))?;
    Ok(())
}
