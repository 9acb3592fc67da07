//! Copies among reports: JSON lines `{id, date, text}` in, JSON lines `{copy, original, share, of_original, kind, passages}` out.
//!
//!     cargo run -p sayso-stories --example copies < REPORTS.jsonl
//!
//! A report's original is the earliest, by date and then id, of those it is a copy of. With `--all` there is a line for every
//! pair instead; with `--every-pair` all pairs are held against one another, no sketch asked, and `candidate` says what sketches would have.
//! What it took goes to standard error.

use std::io::BufRead;
use std::time::{Duration, Instant};

use sayso_stories::copies::{Index, Kind, Overlap, Sketch, overlap};
use serde::Deserialize;

#[derive(Deserialize)]
struct Report {
    id: String,
    date: String,
    text: String,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let mut reports: Vec<Report> = Vec::new();
    for line in std::io::stdin().lock().lines() {
        reports.push(serde_json::from_str(&line?)?);
    }
    reports.sort_by(|one, other| (&one.date, &one.id).cmp(&(&other.date, &other.id)));

    let started = Instant::now();
    let sketches: Vec<Sketch> = reports.iter().map(|report| Sketch::of(&report.text)).collect();
    let sketched = started.elapsed();
    let mut index = Index::default();
    let (mut looked_at, mut asking, mut comparing) = (0_u32, Duration::ZERO, Duration::ZERO);
    for (key, (report, sketch)) in (0_u32..).zip(reports.iter().zip(&sketches)) {
        let started = Instant::now();
        let candidates = index.candidates(sketch);
        index.add(key, sketch);
        asking += started.elapsed();
        let earlier = if asked("--every-pair") { (0..key).collect() } else { candidates.clone() };
        for original in earlier {
            let Some(before) = reports.get(original as usize) else { continue };
            let started = Instant::now();
            let found = overlap(&report.text, &before.text);
            comparing += started.elapsed();
            looked_at += 1;
            if let Some(found) = found {
                println!("{}", line(report, before, &found, candidates.contains(&original)));
                if !asked("--all") && !asked("--every-pair") {
                    break;
                }
            }
        }
    }
    let count = u32::try_from(reports.len())?.max(1);
    let bytes: usize = sketches.iter().map(|sketch| sketch.to_bytes().len()).sum();
    eprintln!(
        "{count} reports: a sketch in {:?}, {} bytes; asking and adding in {:?}",
        sketched / count,
        bytes / count as usize,
        asking / count
    );
    eprintln!(
        "{looked_at} pairs held against one another, in {:?} each",
        comparing / looked_at.max(1)
    );
    Ok(())
}

fn line(report: &Report, original: &Report, found: &Overlap, candidate: bool) -> serde_json::Value {
    let kind = match found.kind {
        Kind::Whole => "whole",
        Kind::Part => "part",
    };
    let spans = |span: sayso_record::Span| [span.start, span.end];
    let passages: Vec<_> = found
        .passages
        .iter()
        .map(|passage| [spans(passage.copy), spans(passage.original)])
        .collect();
    serde_json::json!({
        "copy": report.id, "original": original.id, "share": found.share, "of_original": found.of_original,
        "kind": kind, "candidate": candidate, "passages": passages,
    })
}
