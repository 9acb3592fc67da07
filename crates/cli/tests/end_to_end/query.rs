//! `sayso query`: what is asked is answered in every form, only read, and can be stopped.

use std::io::Read;
use std::process::Stdio;
use std::time::Duration;

use super::*;

const ENDLESS: &str =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
const SILENT: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
    SELECT count(*) FROM n";

fn query(more: &[&str]) -> Output {
    run(&[&["query", ARCHIVE.as_str()], more].concat())
}

#[test]
fn an_answer_comes_in_every_form() {
    let sql =
        "SELECT date, count(*) AS n, NULL AS none FROM reports WHERE date < '2000' GROUP BY 1";
    let said = |form: &str| {
        let output = query(&[sql, "--format", form]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output).to_owned()
    };
    assert_eq!(said("csv"), "date,n,none\r\n1978-09-18,1,\r\n");
    assert_eq!(said("jsonl"), "{\"date\":\"1978-09-18\",\"n\":1,\"none\":null}\n");
    assert_eq!(said("json"), "[\n{\"date\":\"1978-09-18\",\"n\":1,\"none\":null}\n]\n");
    assert_eq!(said("table"), "date        n  none\n──────────  ─  ────\n1978-09-18  1\n");
    assert_eq!(stdout(&query(&[sql])), said("jsonl"), "a program is given JSON lines");
}

#[test]
fn views_hold_what_was_found() {
    let events = "SELECT report_id, event, plover, words FROM v_events ORDER BY report, event";
    let rows = records(&query(&[events]));
    let read = run(&[
        &["read", "--to", "jsonl"],
        &EXAMPLES.map(example).each_ref().map(|s| s.as_str())[..],
    ]
    .concat());
    let records = records(&read);
    let expected: Vec<(&Value, &Value)> = records
        .iter()
        .flat_map(|record| record["events"].as_array().unwrap())
        .map(|event| (&event["id"], &event["plover"]))
        .collect();
    let got: Vec<(&Value, &Value)> =
        rows.iter().map(|row| (&row["event"], &row["plover"])).collect();
    assert_eq!(got, expected);
    assert!(rows.len() > 10);
}

#[test]
fn no_rows_are_an_answer() {
    let output = query(&["SELECT id FROM reports WHERE date > '2100'"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(0), ""));
}

#[test]
fn the_question_can_come_from_standard_input() {
    let output = from_stdin(&["query", &ARCHIVE, "-"], "SELECT count(*) AS n\nFROM reports;\n");
    assert_eq!(stdout(&output), "{\"n\":3}\n");
}

#[test]
fn nothing_is_written() {
    let before = std::fs::read(ARCHIVE.as_str()).unwrap();
    for sql in ["DELETE FROM reports", "PRAGMA journal_mode = DELETE", "ATTACH '/tmp/x.db' AS x"] {
        let output = query(&[sql]);
        assert_eq!(output.status.code(), Some(1), "{sql}");
        assert!(stderr(&output).contains("only reads"), "{sql}: {}", stderr(&output));
    }
    assert!(std::fs::read(ARCHIVE.as_str()).unwrap() == before);
}

#[test]
fn what_is_not_understood_is_shown_with_the_next_step() {
    let output = query(&["SELECT report_id,\n  plovr FROM v_events"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains("line 2, column 3: no such column: plovr"), "{said}");
    assert!(
        said.contains("\n    plovr FROM v_events\n    ^\n") && said.contains("--tables"),
        "{said}"
    );
    let dotted = query(&[".schema"]);
    assert_eq!(dotted.status.code(), Some(2));
    assert!(stderr(&dotted).contains("--tables"));
    assert_eq!(query(&[]).status.code(), Some(2));
}

#[test]
fn tables_and_columns_are_listed_with_what_they_hold() {
    let output = query(&["--tables"]);
    let rows = records(&output);
    let about = |table: &str, column: Option<&str>| {
        let row = rows.iter().find(|r| r["table"] == table && r["column"].as_str() == column);
        row.unwrap()["about"].as_str().unwrap().to_owned()
    };
    assert!(about("v_events", None).starts_with("An event"));
    assert!(about("reports", Some("date")).contains("publication"));
    assert!(about("places", Some("latitude")).contains("north"));
}

#[test]
fn a_query_ends_after_its_time() {
    let output = query(&[SILENT, "--timeout", "0.2"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("stopped"), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_a_query() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_sayso"))
        .args(["query", &ARCHIVE, SILENT])
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(500));
    let id = child.id().to_string();
    std::process::Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn a_reader_who_leaves_ends_the_query() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_sayso"))
        .args(["query", &ARCHIVE, ENDLESS])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 8];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((&first, output.status.code(), stderr(&output)), (b"{\"i\":1}\n", Some(0), ""));
}
