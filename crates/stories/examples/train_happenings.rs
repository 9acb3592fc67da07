//! Learns what each feature of two events weighs for one happening, and prints the weights.
//!
//!     cargo run --release -p sayso-stories --example train_happenings GOLD ITS_RECORDS PAIRS ITS_RECORDS > \
//!         crates/stories/src/happenings/weights.rs
//!
//! GOLD are texts with chains of mentions (ECB+ layout, a line a text), PAIRS a table of judged pairs
//! (`bench/stories/training_pairs.csv`), ITS_RECORDS what `sayso read --to jsonl` wrote for each. A logistic
//! regression with a ridge, by Newton's method; the same input gives the same bytes. On standard error
//! stands what each half of the gold's topics gives when learned from the other.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};

use sayso_record::Record;
use sayso_stories::gist::Gist;
use sayso_stories::happenings::pair::{COUNT, Features, NAMES, between_events};
use sayso_stories::timeline::{Incoming, Timeline};
use serde::Deserialize;

/// How strongly weights are held near 0, on features of unit variance.
const RIDGE: f64 = 6.0;
/// How much a pair of the gold counts: its pairs are many and come from few topics.
const OF_GOLD: f64 = 0.1;

/// Which way each feature may speak, in the order of `NAMES`: 1 for one happening, -1 against, 0 both. What
/// the pairs at hand say against sense, they say by chance or by a fault of the coding.
const WAYS: [f64; COUNT] = [
    1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, -1.0, // words
    1.0, 1.0, 1.0, // act
    1.0, -1.0, 1.0, -1.0, -1.0, 1.0, -1.0, // parties
    1.0, 1.0, -1.0, -1.0, -1.0, -1.0, 0.0, -1.0, -1.0, // time
    1.0, 1.0, -1.0, // place
    1.0, -1.0, 0.0, 0.0, // figures, tense, speech
];

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A pair with its features.
struct Pair {
    features: Features,
    same: bool,
    counts: f64,
    topic: u32,
}

/// Records with their gists and stories.
struct Corpus {
    records: Vec<Record>,
    gists: Vec<Gist>,
    stories: Vec<i64>,
    places: HashMap<String, usize>,
}

fn main() -> Outcome<()> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [gold, of_gold, pairs, of_pairs] = paths.as_slice() else {
        return Err("usage: train_happenings GOLD ITS_RECORDS PAIRS ITS_RECORDS".into());
    };
    let gold = gold_pairs(gold, &corpus(of_gold)?)?;
    let judged = judged_pairs(pairs, &corpus(of_pairs)?)?;
    eprintln!("{} pairs of the gold, {} judged", gold.len(), judged.len());
    cross_check(&gold, &judged);
    let all: Vec<&Pair> = gold.iter().chain(&judged).collect();
    print(&fit(&all));
    Ok(())
}

fn lines<T: for<'a> Deserialize<'a>>(path: &str) -> Outcome<Vec<T>> {
    let file = BufReader::new(File::open(path).map_err(|error| format!("{path}: {error}"))?);
    file.lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

fn corpus(path: &str) -> Outcome<Corpus> {
    let records: Vec<Record> = lines(path)?;
    let gists: Vec<Gist> = records.iter().map(Gist::of).collect();
    let mut days: BTreeMap<_, Vec<Incoming>> = BTreeMap::new();
    for ((number, record), gist) in (0..).zip(&records).zip(&gists) {
        let incoming = Incoming { number, id: record.report.id.clone(), gist: gist.clone() };
        days.entry(gist.date).or_default().push(incoming);
    }
    let mut timeline = Timeline::default();
    let mut stories = vec![0; records.len()];
    for (date, reports) in days {
        for placed in timeline.day(date, reports) {
            stories[placed.number as usize] = placed.story;
        }
    }
    let places = (0..).zip(&records).map(|(at, record)| (record.report.id.clone(), at)).collect();
    Ok(Corpus { records, gists, stories, places })
}

impl Corpus {
    fn pair(&self, a: (usize, usize), b: (usize, usize)) -> Option<Features> {
        let one_story = self.stories[a.0] == self.stories[b.0];
        between_events((&self.gists[a.0], a.1), (&self.gists[b.0], b.1), one_story)
    }

    /// The event whose words stand in a range of characters of a report.
    fn event(&self, report: &str, start: usize, end: usize) -> Option<(usize, usize)> {
        let at = *self.places.get(report)?;
        let mut events = self.records[at].events.iter();
        let here = events.position(|event| {
            event.trigger.iter().any(|span| span.start < end && span.end > start)
        })?;
        Some((at, here))
    }
}

#[derive(Deserialize)]
struct Gold {
    id: String,
    mentions: Vec<Mention>,
}

#[derive(Deserialize)]
struct Mention {
    start: usize,
    end: usize,
    chain: String,
}

/// An event, by its record and its place there, with the chains that it is a mention of.
type Chained = ((usize, usize), BTreeSet<String>);

/// Pairs of events of one type in two texts of one topic, whose words are mentions of the gold.
fn gold_pairs(path: &str, corpus: &Corpus) -> Outcome<Vec<Pair>> {
    let mut topics: BTreeMap<u32, Vec<Chained>> = BTreeMap::new();
    for text in lines::<Gold>(path)? {
        let topic = text.id.split('_').next().and_then(|topic| topic.parse().ok()).unwrap_or(0);
        let mut chains: BTreeMap<(usize, usize), BTreeSet<String>> = BTreeMap::new();
        for mention in text.mentions {
            let event = corpus.event(&text.id, mention.start, mention.end);
            event.map(|event| chains.entry(event).or_default().insert(mention.chain));
        }
        topics.entry(topic).or_default().extend(chains);
    }
    let mut pairs = Vec::new();
    for (topic, events) in topics {
        for (at, (a, chains)) in events.iter().enumerate() {
            for (b, others) in events[..at].iter().filter(|(b, _)| b.0 != a.0) {
                let plover =
                    |event: &(usize, usize)| &corpus.records[event.0].events[event.1].plover;
                if plover(a) == plover(b) {
                    let same = !chains.is_disjoint(others);
                    let features = corpus.pair(*a, *b).map(without_days);
                    pairs.extend(features.map(|features| Pair {
                        features,
                        same,
                        counts: OF_GOLD,
                        topic,
                    }));
                }
            }
        }
    }
    Ok(pairs)
}

/// The gold's texts have no date: what their weekdays mean is not known.
fn without_days(mut features: Features) -> Features {
    for (value, name) in features.iter_mut().zip(NAMES) {
        if name.contains("day") && !name.contains("numbers") {
            *value = 0.0;
        }
    }
    features
}

fn judged_pairs(path: &str, corpus: &Corpus) -> Outcome<Vec<Pair>> {
    let mut pairs = Vec::new();
    for line in BufReader::new(File::open(path)?).lines().skip(1) {
        let line = line?;
        let row: Vec<&str> = line.split(',').collect();
        let [a, from_a, to_a, b, from_b, to_b, same, ..] = row.as_slice() else {
            return Err(format!("{path}: a row has seven columns: {line}").into());
        };
        let events = corpus.event(a, from_a.parse()?, to_a.parse()?).zip(corpus.event(
            b,
            from_b.parse()?,
            to_b.parse()?,
        ));
        let features = events.and_then(|(a, b)| corpus.pair(a, b));
        pairs.extend(features.map(|features| Pair {
            features,
            same: *same == "1",
            counts: 1.0,
            topic: 0,
        }));
    }
    Ok(pairs)
}

/// The base, then a weight a feature.
type Weights = [f64; COUNT + 1];

fn fit(pairs: &[&Pair]) -> Weights {
    let total: f64 = pairs.iter().map(|pair| pair.counts).sum();
    let mean = |value: &dyn Fn(&Pair) -> f64| {
        pairs.iter().map(|pair| pair.counts * value(pair)).sum::<f64>() / total
    };
    let means: Vec<f64> = (0..COUNT).map(|at| mean(&|pair| pair.features[at])).collect();
    let spreads: Vec<f64> = (0..COUNT)
        .map(|at| mean(&|pair| (pair.features[at] - means[at]).powi(2)).sqrt().max(1e-6))
        .collect();
    let scaled: Vec<Weights> = pairs
        .iter()
        .map(|pair| {
            let mut row = [1.0; COUNT + 1];
            for at in 0..COUNT {
                row[at + 1] = (pair.features[at] - means[at]) / spreads[at];
            }
            row
        })
        .collect();
    let mut silent = [false; COUNT];
    let mut weights = loop {
        let mut weights = [0.0; COUNT + 1];
        for _ in 0..30 {
            step(pairs, &scaled, &silent, &mut weights);
        }
        let wrong = (0..COUNT).filter(|&at| weights[at + 1] * WAYS[at] < 0.0);
        let worst = wrong.max_by(|&a, &b| weights[a + 1].abs().total_cmp(&weights[b + 1].abs()));
        match worst {
            Some(at) => silent[at] = true,
            None => break weights,
        }
    };
    for at in 0..COUNT {
        weights[at + 1] /= spreads[at];
        weights[0] -= weights[at + 1] * means[at];
    }
    weights
}

/// One step of Newton's method; what is silent stays at 0.
fn step(pairs: &[&Pair], scaled: &[Weights], silent: &[bool; COUNT], weights: &mut Weights) {
    let mut slope = [0.0; COUNT + 1];
    let mut curve = [[0.0; COUNT + 1]; COUNT + 1];
    for (pair, row) in pairs.iter().zip(scaled) {
        let said = 1.0 / (1.0 + (-dot(weights, row)).exp());
        let error = pair.counts * (f64::from(u8::from(pair.same)) - said);
        let bend = pair.counts * said * (1.0 - said);
        for i in 0..=COUNT {
            slope[i] += error * row[i];
            for j in 0..=COUNT {
                curve[i][j] += bend * row[i] * row[j];
            }
        }
    }
    for at in 1..=COUNT {
        slope[at] -= RIDGE * weights[at];
        curve[at][at] += RIDGE;
    }
    for at in (0..COUNT).filter(|&at| silent[at]).map(|at| at + 1) {
        curve[at] = [0.0; COUNT + 1];
        curve.iter_mut().for_each(|row| row[at] = 0.0);
        (curve[at][at], slope[at]) = (1.0, 0.0);
    }
    let change = solve(curve, slope);
    for at in 0..=COUNT {
        weights[at] += change[at];
    }
}

/// Solves a positive definite system by elimination.
fn solve(mut matrix: [Weights; COUNT + 1], mut right: Weights) -> Weights {
    for at in 0..=COUNT {
        let pivot = matrix[at];
        for row in at + 1..=COUNT {
            let share = matrix[row][at] / pivot[at];
            matrix[row].iter_mut().zip(&pivot).for_each(|(value, above)| *value -= share * above);
            right[row] -= share * right[at];
        }
    }
    for at in (0..=COUNT).rev() {
        let rest: f64 = (at + 1..=COUNT).map(|column| matrix[at][column] * right[column]).sum();
        right[at] = (right[at] - rest) / matrix[at][at];
    }
    right
}

fn dot(weights: &Weights, row: &Weights) -> f64 {
    weights.iter().zip(row).map(|(weight, value)| weight * value).sum()
}

fn weight(weights: &Weights, features: &Features) -> f64 {
    weights[0]
        + features.iter().zip(&weights[1..]).map(|(value, weight)| value * weight).sum::<f64>()
}

/// Precision and recall on each half of the gold's topics, and on the judged pairs, of what the rest teaches.
fn cross_check(gold: &[Pair], judged: &[Pair]) {
    for half in 0..2 {
        let (inside, outside): (Vec<&Pair>, Vec<&Pair>) =
            gold.iter().partition(|pair| pair.topic % 2 == half);
        let with: Vec<&Pair> = inside.into_iter().chain(judged).collect();
        eprintln!("other half of the topics: {}", told(&fit(&with), &outside));
    }
    let mut folds = Vec::new();
    for fold in 0..5 {
        let (outside, inside): (Vec<_>, Vec<_>) =
            judged.iter().enumerate().partition(|(at, _)| at * 5 / judged.len() == fold);
        let inside: Vec<&Pair> = inside.into_iter().map(|(_, pair)| pair).chain(gold).collect();
        folds.push((fit(&inside), outside.into_iter().map(|(_, pair)| pair).collect::<Vec<_>>()));
    }
    for (weights, outside) in folds {
        eprintln!("a fifth of the judged pairs: {}", told(&weights, &outside));
    }
}

fn told(weights: &Weights, pairs: &[&Pair]) -> String {
    let found = |least: f64| {
        let taken = |pair: &&&Pair| weight(weights, &pair.features) > least;
        let all = pairs.iter().filter(taken).count();
        let right = pairs.iter().filter(taken).filter(|pair| pair.same).count();
        let same = pairs.iter().filter(|pair| pair.same).count();
        let share = |of: usize| right as f64 / of.max(1) as f64;
        format!("from {least}: precision {:.2}, recall {:.2}", share(all), share(same))
    };
    [-1.0, 0.0, 1.0].map(found).join("; ")
}

fn print(weights: &Weights) {
    println!(
        "//! What each feature of a pair adds, in nats; made by `examples/train_happenings.rs`.\n"
    );
    println!("use super::pair::COUNT;\n");
    println!("/// What is added before any feature.");
    println!("pub(super) const BASE: f64 = {:.3};", weights[0]);
    println!("/// What each feature adds, in the order of [`NAMES`](super::pair::NAMES).");
    println!("#[rustfmt::skip]\npub(super) const WEIGHTS: [f64; COUNT] = [");
    for (weight, name) in weights[1..].iter().zip(NAMES) {
        println!("    {weight:.3}, // {name}");
    }
    println!("];");
}
