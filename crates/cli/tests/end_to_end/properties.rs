//! For any text: nothing panics, every span lies inside the text, the same text gives the same record, whatever it is
//! read beside, in whatever portions and on however many threads.

use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

use proptest::prelude::*;
use sayso_codebook::{Codebook, Source};
use sayso_coder::Coder;
use sayso_language::{Model, Store};
use sayso_pipeline::Engine;
use sayso_record::Report;
use serde_json::{Value, json};

static MODEL: LazyLock<Model> = LazyLock::new(|| Store::of_user().unwrap().open(None).unwrap());
static CODER: LazyLock<Coder> = LazyLock::new(|| {
    Coder::new(Codebook::load(&Source::built_in()).unwrap(), MODEL.name().to_owned())
});

fn coded(text: &str) -> Value {
    let docs = CODER.parse(&mut MODEL.worker(), &[text]);
    let report = Report::new(jiff::civil::date(2020, 2, 29), None, text.to_owned());
    serde_json::to_value(CODER.code(report, &docs[0])).unwrap()
}

/// Everything with a `start` and an `end` holds at least one character of the text.
fn spans_lie_inside(value: &Value, length: u64) -> Result<(), String> {
    if let (Some(start), Some(end)) = (value.get("start"), value.get("end")) {
        let (start, end) = (start.as_u64().unwrap(), end.as_u64().unwrap());
        if start >= end || end > length {
            return Err(format!("{value} in a text of {length} characters"));
        }
    }
    match value {
        Value::Array(all) => all.iter().try_for_each(|value| spans_lie_inside(value, length)),
        Value::Object(all) => all.values().try_for_each(|value| spans_lie_inside(value, length)),
        _ => Ok(()),
    }
}

fn holds(text: &str) -> Result<(), TestCaseError> {
    let record = coded(text);
    let length = text.chars().count() as u64;
    prop_assert_eq!(spans_lie_inside(&record, length), Ok(()));
    prop_assert_eq!(&coded(text), &record);
    Ok(())
}

/// Pieces of reports, sound and broken.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Ruritania",
        "President",
        "Rassendyll",
        "said",
        "that",
        "“",
        "”",
        "\"",
        "'",
        "’s",
        "(",
        ")",
        "killed",
        "more than",
        "1,200",
        "3.5 million",
        "-",
        "—",
        "people",
        "soldiers",
        "seriously",
        "critically",
        "including",
        "of them",
        "one",
        "another",
        "no",
        "without",
        "two thirds",
        "three hundred thousand",
        "the toll",
        "rose from",
        "to",
        "since",
        "between",
        "and",
        "aged",
        "12",
        "-strong",
        "percent",
        "$",
        "on Monday",
        "February 30",
        "in 10000 BC",
        "9999-99-99",
        "according to",
        "he",
        "who",
        "they",
        "the",
        ".",
        ",",
        ":",
        ";",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "\u{a0}",
        "\u{200d}",
        "\u{feff}",
        "🕊️",
        "é",
        "e\u{301}",
        "北京",
        "القدس",
        "\u{202e}",
        "http://a.b/c?d=e",
        "U.S.",
        "Mr.",
        "1/2",
        "%",
        "$5",
        "wounded",
        "met with",
        "and",
        "not",
        "would",
        "signed",
        "accused",
        "attacked",
        "Syria",
        "Jr.",
        "two-thirds",
        "dozens of",
        "a",
        "since",
        "until",
        "last year",
        "ago",
        "\0",
        "zero",
        "none",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_string(text in any::<String>()) {
        holds(&text)?;
    }

    #[test]
    fn any_printable_string(text in "\\PC{0,300}") {
        holds(&text)?;
    }

    #[test]
    fn pieces_of_reports(text in pieces()) {
        holds(&text)?;
    }
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::open(None, None).unwrap());

/// What comes of these lines of JSON, a record or a problem as a line each.
fn read(lines: &[String], threads: usize) -> Vec<String> {
    let (mut came, stop) = (Vec::new(), AtomicBool::new(false));
    let pieces = sayso_reader::read_lines("lines", lines.concat().into_bytes());
    let done = sayso_pipeline::read(&ENGINE, pieces, threads, &stop, |batch| {
        came.extend(batch.into_iter().map(|outcome| match outcome {
            Ok(coded) => serde_json::to_string(&coded.record).unwrap(),
            // Without its place, which is another in other portions.
            Err(error) => error.problem.to_string(),
        }));
        Ok::<(), ()>(())
    });
    done.unwrap();
    came
}

/// Reports as lines, some of which cannot be read.
fn lines() -> impl Strategy<Value = Vec<String>> {
    let line = prop_oneof![
        8 => pieces().prop_map(|text| format!("{}\n", json!({"date": "2020-02-29", "text": text}))),
        1 => Just("{}\n".to_owned()),
    ];
    prop::collection::vec(line, 1..90)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_portions_on_any_threads_give_the_same_bytes(
        (lines, order) in lines().prop_flat_map(|lines| {
            let order = Just((0..lines.len()).collect::<Vec<_>>()).prop_shuffle();
            (Just(lines), order)
        }),
        sizes in prop::collection::vec(1..20_usize, 1..8),
        threads in 1..=8_usize,
    ) {
        let whole = read(&lines, 1);
        prop_assert_eq!(whole.len(), lines.len());
        prop_assert_eq!(&read(&lines, threads), &whole);
        let shuffled: Vec<String> = order.iter().map(|&at| lines[at].clone()).collect();
        let (mut rest, mut came) = (&shuffled[..], Vec::new());
        for &size in sizes.iter().cycle() {
            let (portion, others) = rest.split_at(size.min(rest.len()));
            came.extend(read(portion, threads));
            rest = others;
            if rest.is_empty() {
                break;
            }
        }
        let expected: Vec<&String> = order.iter().map(|&at| &whole[at]).collect();
        prop_assert_eq!(came.iter().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_long_line_takes_its_time_and_no_more() {
    let text = "Ruritania said that “1,200 soldiers were killed ( ".repeat(2000);
    let start = std::time::Instant::now();
    spans_lie_inside(&coded(&text), text.chars().count() as u64).unwrap();
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
