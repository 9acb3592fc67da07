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

/// Moves the odds of a statement so that as many are found as there are.
const BIAS: f32 = 0.4;

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
            report: Report { id: article["id"].as_str().unwrap_or("").to_owned(), ..Report::new(jiff::civil::date(2000, 1, 1), None, text.to_owned()) },
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
    if std::env::var("ORACLE").is_ok() {
        for t in other.iter().flatten() { sayso_coder::statements::oracle(t, &codebook); }
        return Ok(());
    }
    let texts = read(&path, &mut worker)?;
    let bias = std::env::var("BIAS").ok().and_then(|b| b.parse().ok()).unwrap_or(BIAS);
    let bytes = learn(&texts, &codebook, bias);
    if std::env::var("NOWRITE").is_err() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/statements/weights.bin");
        std::fs::write(file, &bytes)?;
    }
    for texts in other.iter() {
        let o = 2 * (sayso_coder::statements::bias_slot());
        let at0 = i16::from_le_bytes([bytes[o], bytes[o + 1]]);
        for step in -1..6 {
            let mut b = bytes.clone();
            b[o..o + 2].copy_from_slice(&(at0 + step * 205).to_le_bytes());
            let score = score(texts, &codebook, &Weights::new(b));
            println!("{:.2} {:.4} {:.4} {:.4} {:?}", bias + step as f32 * 0.2, score.f1(score.content), score.f1(score.source), score.f1(score.whole), score);
        }
    }
    Ok(())
}
