//! Which reports stand, in whatever order they come, and how long that takes to tell.

use super::*;

/// Ids, standings and what they replace of wire reports, in every order of arrival.
fn standings_in_any_order(versions: &[(&str, i8, Option<Mark>)]) -> Vec<String> {
    let sql = "SELECT r.id, r.standing, o.id FROM reports r LEFT JOIN reports o ON o.report = r.replaces \
        ORDER BY r.id";
    let mut all: Vec<Vec<String>> = Vec::new();
    for turn in 0..versions.len() {
        for second in 1..versions.len() {
            let mut order = versions.to_vec();
            order.rotate_left(turn);
            order.swap(0, second);
            let incoming: Vec<_> =
                order.iter().map(|(id, day, mark)| wire(id, *day, *mark)).collect();
            let (archive, _) = Place::new().with(&incoming);
            all.push(rows(&archive, sql));
            order.reverse();
            let incoming: Vec<_> =
                order.iter().map(|(id, day, mark)| wire(id, *day, *mark)).collect();
            let (archive, _) = Place::new().with(&incoming);
            all.push(rows(&archive, sql));
        }
    }
    let first = all.remove(0);
    for other in all {
        assert_eq!(other, first);
    }
    first
}

#[test]
fn a_mark_reaches_one_report_of_a_column_and_its_versions() {
    let column = [
        ("a", 4, None),
        ("b", 5, None),
        ("b1", 5, Some(Mark::Update(1))),
        ("b2", 7, Some(Mark::Update(2))),
        ("b3", 9, Some(Mark::Withdrawn)),
        ("c", 10, None),
        ("d", 11, None),
        ("d1", 11, Some(Mark::Corrected)),
        ("e", 12, None),
        ("f", 16, Some(Mark::Update(1))),
    ];
    let want = [
        "a|current|-",
        "b|withdrawn|-",
        "b1|withdrawn|b",
        "b2|withdrawn|b1",
        "b3|withdrawn|b2",
        "c|current|-",
        "d|superseded|-",
        "d1|current|d",
        "e|current|-",
        "f|current|-",
    ];
    assert_eq!(standings_in_any_order(&column), want);
}

#[test]
fn one_of_several_reports_of_a_day_is_the_one_that_is_followed() {
    let day = [
        ("a", 4, None),
        ("b", 4, None),
        ("c", 4, None),
        ("k", 4, Some(Mark::Withdrawn)),
        ("z", 5, None),
    ];
    let standings = standings_in_any_order(&day);
    let withdrawn = standings.iter().filter(|line| line.contains("|withdrawn|")).count();
    assert_eq!(withdrawn, 2, "{standings:?}");
    assert_eq!(standings[4], "z|current|-");
}

/// How wire reports stand by the rule itself: each with a mark follows the one before it.
fn standings_by_the_rule(versions: &[(String, i8, Option<Mark>)]) -> Vec<String> {
    let turn = |mark: &Option<Mark>| match mark {
        None => 0,
        Some(Mark::Update(number)) => u64::from(*number).max(1),
        Some(Mark::Corrected) => u64::MAX - 1,
        Some(Mark::Withdrawn) => u64::MAX,
    };
    let mut sorted = versions.to_vec();
    sorted.sort_by_key(|(id, day, mark)| (*day, turn(mark), wire_record(id, *day).report.sha256));
    let follows = |at: usize| {
        at > 0
            && at < sorted.len()
            && sorted[at].2.is_some()
            && sorted[at].1 - sorted[at - 1].1 <= 3
    };
    let standing = |at: usize| {
        let end = (at + 1..).find(|next| !follows(*next)).unwrap();
        if sorted[at..end].iter().any(|(_, _, mark)| *mark == Some(Mark::Withdrawn)) {
            "withdrawn"
        } else if end > at + 1 {
            "superseded"
        } else {
            "current"
        }
    };
    let line = |at: usize| {
        let older = if follows(at) { &sorted[at - 1].0 } else { "-" };
        format!("{}|{}|{older}", sorted[at].0, standing(at))
    };
    let mut all: Vec<String> = (0..sorted.len()).map(line).collect();
    all.sort();
    all
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]
    #[test]
    fn versions_stand_by_the_rule(days in proptest::collection::vec((1..12i8, 0..7u8), 1..14)) {
        let mark = |number| match number {
            4 => Some(Mark::Update(1)),
            5 => Some(Mark::Corrected),
            6 => Some(Mark::Withdrawn),
            3 => Some(Mark::Update(2)),
            _ => None,
        };
        let named = days.iter().enumerate();
        let versions: Vec<_> =
            named.map(|(n, (day, number))| (format!("r{n}"), *day, mark(*number))).collect();
        let incoming: Vec<_> = versions.iter().map(|(id, day, mark)| wire(id, *day, *mark)).collect();
        let (archive, _) = Place::new().with(&incoming);
        let sql = "SELECT r.id || '|' || r.standing || '|' || ifnull(o.id, '-') FROM reports r \
            LEFT JOIN reports o ON o.report = r.replaces ORDER BY 1";
        proptest::prop_assert_eq!(rows(&archive, sql), standings_by_the_rule(&versions));
    }
}

/// A report under an id, of a day, with a text that is `words` words long and ends in `end`.
fn under(id: &str, day: i8, words: usize, end: &str) -> Incoming {
    plain(record_under(id, day, words, end))
}

fn record_under(id: &str, day: i8, words: usize, end: &str) -> Record {
    let mut record = sample::record();
    let text = format!("{}{}{end}", record.report.text, " word".repeat(words));
    record.report = Report::new(jiff::civil::date(1987, 5, day), None, text);
    record.report.id = id.to_owned();
    record
}

#[test]
fn the_latest_text_under_an_id_stands_whenever_it_comes() {
    let texts = [(1, "x"), (9, "y"), (9, "z"), (4, "v")];
    let (archive, _) = Place::new().with(&texts.map(|(day, end)| under("x", day, 0, end)));
    let sql = "SELECT id, given_id, date, standing, replaces FROM reports";
    let want = [
        "x|-|1987-05-01|superseded|-",
        "x@2|x|1987-05-09|superseded|1",
        "x@3|x|1987-05-09|current|2",
        "x@4|x|1987-05-04|superseded|-",
    ];
    assert_eq!(rows(&archive, sql), want);
    let (archive, _) = Place::new().with(&[under("x", 9, 0, "y"), under("x", 1, 0, "x")]);
    let want = ["x|-|1987-05-09|current|2", "x@2|x|1987-05-01|superseded|-"];
    assert_eq!(rows(&archive, sql), want);
}

#[test]
fn a_summary_does_not_take_the_place_of_the_whole() {
    let sql = "SELECT id, standing, replaces FROM reports";
    let (archive, _) = Place::new().with(&[
        under("x", 4, 999, "whole"),
        under("x", 5, 0, "summary"),
        under("x", 6, 0, "another"),
        under("x", 7, 900, "shorter"),
    ]);
    let want = ["x|superseded|-", "x@2|superseded|-", "x@3|superseded|-", "x@4|current|1"];
    assert_eq!(rows(&archive, sql), want);
    let (archive, _) =
        Place::new().with(&[under("x", 5, 0, "summary"), under("x", 4, 999, "whole")]);
    assert_eq!(rows(&archive, sql), ["x|superseded|-", "x@2|current|1"]);
}

#[test]
fn ids_that_look_like_versions_are_none() {
    let place = Place::new();
    let (archive, outcomes) = place.with(&[
        under("y@2", 4, 0, "foreign"),
        under("y", 4, 0, "a"),
        under("y", 4, 0, "b"),
        under("y@3", 4, 0, "foreign"),
        under("y@3", 4, 0, "b"),
        under("y", 4, 0, "b"),
        under("y@3", 4, 0, "foreign"),
        under("y", 4, 0, "c"),
    ]);
    let want = [
        "y@2|-|current",
        "y|-|superseded",
        "y@3|y|superseded",
        "y@3@2|y@3|superseded",
        "y@3@3|y@3|current",
        "y@4|y|current",
    ];
    assert_eq!(rows(&archive, "SELECT id, given_id, standing FROM reports ORDER BY report"), want);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Duplicate).count(), 2);
    let held = |id: &str, end: &str| archive.holds(&record_under(id, 4, 0, end).report).unwrap();
    assert!(held("y", "b") && held("y@3", "b") && held("y@2", "foreign") && !held("y@4", "c"));
}

#[test]
fn thousands_of_versions_take_no_more_time_each() {
    type Make = fn(usize) -> Incoming;
    let marked: [Make; 4] = [
        |n| wire(&format!("{n}"), 4 + (n % 3) as i8, None),
        |n| wire(&format!("{n}"), 4, Some(Mark::Update(1 + n as u32 % 9))),
        |n| wire(&format!("{n}"), 4, (n % 100 == 50).then_some(Mark::Withdrawn)),
        |n| under("x", 4, 0, &n.to_string()),
    ];
    for (case, make) in marked.into_iter().enumerate() {
        let place = Place::new();
        let mut writer = Writer::create(&place.path()).unwrap();
        writer.begin().unwrap();
        let mut times = Vec::new();
        for part in 0..4 {
            let incoming: Vec<_> = (0..250).map(|n| make(part * 250 + n)).collect();
            let start = std::time::Instant::now();
            incoming.iter().for_each(|one| assert_eq!(writer.store(one).unwrap(), Outcome::Stored));
            times.push(start.elapsed());
        }
        assert!(
            times[3] < times[0] * 4 + std::time::Duration::from_millis(500),
            "{case}: {times:?}"
        );
    }
}
