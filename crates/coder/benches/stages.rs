//! What each stage of reading takes: seconds and its share of the whole.
//!
//! usage: cargo bench -p sayso-coder --bench stages
//!
//! `SAYSO_REPORTS=FILE` names JSON lines with `text` and `date`; without it the reports of
//! `examples/` are read. One thread, in the batches that `sayso read` makes, so that the share of a
//! stage here is its share there. Every stage is timed around its real call; the best of three
//! passes counts.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use sayso_codebook::{Codebook, Source};
use sayso_coder::Coder;
use sayso_language::{Store, Worker};
use sayso_record::Report;
use serde_json::Value;

/// As `sayso read` deals them out.
const BATCH_BYTES: usize = 16 << 10;
const BATCH_REPORTS: usize = 64;

/// A pass over few reports is repeated until it holds this many characters.
const ENOUGH: usize = 300_000;

const STAGES: [&str; 9] =
    ["parse", "actors", "times", "places", "statements", "events", "figures", "record", "write"];

type Times = HashMap<&'static str, Duration>;

fn main() -> Result<(), Box<dyn Error>> {
    let codebook = Codebook::load(&Source::built_in()).map_err(|errors| errors[0].to_string())?;
    let model = Store::of_user()?.open(None)?;
    let coder = Coder::new(codebook, model.name().to_owned());
    let mut worker = model.worker();
    let mut reports = reports()?;
    let own: usize = reports.iter().map(|report| report.text.len()).sum();
    let times = ENOUGH.div_ceil(own.max(1)).max(1);
    reports = reports.iter().cycle().take(reports.len() * times).cloned().collect();
    let passes = (0..3).map(|_| pass(&coder, &mut worker, &reports));
    let best = passes.collect::<Result<Vec<Times>, _>>()?;
    let best = best.into_iter().min_by_key(|times| times.values().sum::<Duration>());
    print(&best.unwrap_or_default(), &reports);
    Ok(())
}

fn print(times: &Times, reports: &[Report]) {
    let all = times.values().sum::<Duration>().as_secs_f64();
    let bytes: usize = reports.iter().map(|report| report.text.len()).sum();
    println!("{} reports, {bytes} bytes, best of 3 passes, one thread", reports.len());
    for stage in STAGES {
        let seconds = times.get(stage).copied().unwrap_or_default().as_secs_f64();
        println!("{stage:<12} {seconds:>8.3} s  {:>5.1} %", 100.0 * seconds / all);
    }
    println!("{:<12} {all:>8.3} s  {:.0} bytes a second", "all", bytes as f64 / all);
}

/// All reports once, in batches.
fn pass(coder: &Coder, worker: &mut Worker, reports: &[Report]) -> Result<Times, Box<dyn Error>> {
    let mut times = Times::new();
    let (mut batch, mut bytes): (Vec<&Report>, usize) = (Vec::new(), 0);
    for (index, report) in reports.iter().enumerate() {
        bytes += report.text.len();
        batch.push(report);
        if bytes >= BATCH_BYTES || batch.len() >= BATCH_REPORTS || index + 1 == reports.len() {
            read(coder, worker, &batch, &mut times)?;
            (batch, bytes) = (Vec::new(), 0);
        }
    }
    Ok(times)
}

fn read(
    coder: &Coder,
    worker: &mut Worker,
    batch: &[&Report],
    times: &mut Times,
) -> Result<(), Box<dyn Error>> {
    let mut last = Instant::now();
    let mut done = |stage: &'static str| {
        let now = Instant::now();
        *times.entry(stage).or_default() += now - last;
        last = now;
    };
    let texts: Vec<&str> = batch.iter().map(|report| report.text.as_str()).collect();
    let docs = coder.parse(worker, &texts);
    done("parse");
    for (report, doc) in batch.iter().zip(&docs) {
        let record = coder.code_by_stages((*report).clone(), doc, &mut done);
        serde_json::to_writer(std::io::sink(), &record)?;
        done("write");
    }
    Ok(())
}

/// The reports of `SAYSO_REPORTS`, else of `examples/`.
fn reports() -> Result<Vec<Report>, Box<dyn Error>> {
    let day = jiff::civil::date(2020, 2, 29);
    if let Some(path) = std::env::var_os("SAYSO_REPORTS") {
        let report = |line: &str| {
            let line: Value = serde_json::from_str(line)?;
            let date = line["date"].as_str().and_then(|date| date.parse().ok()).unwrap_or(day);
            let text = line["text"].as_str().ok_or("a line without text")?;
            Ok(Report::new(date, None, text.to_owned()))
        };
        return std::fs::read_to_string(path)?.lines().map(report).collect();
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut reports = Vec::new();
    for file in std::fs::read_dir(folder)? {
        let text = std::fs::read_to_string(file?.path())?;
        let text = text.split_once("\n\n").map_or(text.as_str(), |(_, text)| text);
        reports.push(Report::new(day, None, text.to_owned()));
    }
    Ok(reports)
}
