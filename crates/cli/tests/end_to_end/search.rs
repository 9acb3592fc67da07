//! `sayso search` and `sayso show`: what is asked is found, and followed back to its report.

use super::*;

fn search(more: &[&str]) -> Output {
    run(&[&["search", ARCHIVE.as_str()], more].concat())
}

fn dates(more: &[&str]) -> Vec<String> {
    let output = search(&[more, &["--format", "jsonl"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    records(&output).iter().map(|row| row["date"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn words_and_filters_in_any_order() {
    assert_eq!(dates(&["Egypt"]), ["1978-09-18"]);
    assert_eq!(dates(&["grain", "--from", "2022-01-01", "--to", "2022-12-31"]), ["2022-07-23"]);
    assert_eq!(dates(&["--from", "2022-01-01", "--to", "2022-12-31", "grain"]), ["2022-07-23"]);
    assert_eq!(dates(&["earthquake*", "--limit", "1"]).len(), 1);
    assert_eq!(dates(&["grain -ships OR nothing"]).len(), 0);
    assert_eq!(dates(&["--type", "retreat", "--actor", "ISR"]), ["1978-09-18"]);
    assert_eq!(dates(&["--place", "TUR", "\"at least\""]), ["2023-02-09"]);
}

#[test]
fn a_snippet_is_where_it_says() {
    let output = search(&["Egypt", "--format", "jsonl"]);
    let hit = records(&output).remove(0);
    let shown =
        run(&["show", ARCHIVE.as_str(), hit["report_id"].as_str().unwrap(), "--to", "jsonl"]);
    let record = records(&shown).remove(0);
    let text: Vec<char> = record["report"]["text"].as_str().unwrap().chars().collect();
    let at = |key: &str| usize::try_from(hit[key].as_u64().unwrap()).unwrap();
    let part: String = text[at("start")..at("end")].iter().collect();
    let folded = part.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(folded, hit["snippet"].as_str().unwrap());
}

#[test]
fn a_stored_report_is_shown_as_it_was_read() {
    let read = run(&["read", "--to", "jsonl", &example(EXAMPLES[0])]);
    let id = records(&read).remove(0)["report"]["id"].as_str().unwrap().to_owned();
    let shown = run(&["show", ARCHIVE.as_str(), &id, "--to", "jsonl"]);
    assert_eq!(stdout(&shown), stdout(&read));
    let none = run(&["show", ARCHIVE.as_str(), "none"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(stderr(&none).contains("no report has this id"), "{}", stderr(&none));
}

#[test]
fn what_cannot_be_meant_is_said() {
    for (more, want, status) in [
        (&["nowhere"][..], "no report matches", 0),
        (&[], "nothing to look for", 2),
        (&["the", "of"], "nearly every report", 1),
        (&["x", "--from", "2020-01-02", "--to", "2020-01-01"], "--from is later than --to", 2),
        (&["x", "--type", "FOO"], "invalid value 'FOO'", 2),
        (&["x", "--limit", "0"], "from 1", 2),
        (&["x", "--nonsense"], "unexpected argument", 2),
    ] {
        let output = search(more);
        assert_eq!(output.status.code(), Some(status), "{more:?} {}", stderr(&output));
        assert!(stderr(&output).contains(want), "{more:?} {}", stderr(&output));
    }
}
