//! What cannot be read is named with file and line, the rest is done, and the exit status says so.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;

const GOOD: &str = "date 1987-05-04\n\nRuritania thanked Freedonia.\n";

fn file(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Reads a bad file between two good ones: both good ones are done, the bad one is named.
#[track_caller]
fn names(bad: &str, line: Option<usize>, what: &str) {
    let folder = TempDir::new().unwrap();
    let good = file(folder.path(), "good.txt", GOOD);
    let output = run(&["read", "--to", "jsonl", &good, bad, &good]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(records(&output).len(), 2);
    let place = line.map_or(format!("{bad}: "), |line| format!("{bad}:{line}: "));
    let said = stderr(&output);
    assert!(said.contains(&place) && said.contains(what), "{said}");
    assert!(said.contains("3 read = 2 coded + 1 failed"), "{said}");
}

#[test]
fn no_date() {
    let folder = TempDir::new().unwrap();
    names(&file(folder.path(), "bad.txt", "Ruritania thanked Freedonia.\n"), Some(1), "no date");
}

#[test]
fn an_impossible_date() {
    let folder = TempDir::new().unwrap();
    names(&file(folder.path(), "bad.txt", "date 1987-02-30\n\nText.\n"), Some(1), "1987-02-30");
}

#[test]
fn an_empty_text() {
    let folder = TempDir::new().unwrap();
    names(&file(folder.path(), "bad.txt", "date 1987-05-04\n\n  \n"), Some(1), "empty");
    names(&file(folder.path(), "none.txt", ""), Some(1), "empty");
}

#[test]
fn a_binary_file() {
    let folder = TempDir::new().unwrap();
    let bytes: Vec<u8> = (0..4096u32).map(|n| (n * 7 % 256) as u8).collect();
    names(&file(folder.path(), "bad.bin", bytes), None, "binary");
}

#[test]
fn a_file_that_is_not_there_and_a_folder() {
    let folder = TempDir::new().unwrap();
    names(folder.path().join("nothing.txt").to_str().unwrap(), None, "cannot be read");
    names(folder.path().to_str().unwrap(), None, "has no files in it");
    names(folder.path().join("*.txt").to_str().unwrap(), None, "matches no file");
}

#[test]
fn lines_that_are_no_reports() {
    let good = r#"{"date": "1987-05-04", "text": "Ruritania thanked Freedonia."}"#;
    let long = format!(r#"{{"date": "1987-05-04", "text": "{}"}}"#, "a ".repeat(25 << 20));
    let bad = [
        ("[1, 2]", "not a JSON object"),
        (r#"{"date": "1987-05-04"}"#, "no \"text\""),
        (r#"{"text": "Undated."}"#, "no date"),
        (r#"{"date": "1987-05-04", "text": 7}"#, "must be a string"),
        (r#"{"date": "1987-05-04", "text": "#, "bad JSON"),
        (r#"{"date": "4 May", "text": "Text."}"#, "no date of the calendar"),
        (r#"{"date": "1987-05-04", "text": ""}"#, "empty"),
        (long.as_str(), "longer than"),
    ];
    let lines: String = bad.iter().map(|(line, _)| format!("{good}\n{line}\n")).collect();
    let folder = TempDir::new().unwrap();
    let input = file(folder.path(), "bad.jsonl", lines + good + "\n");
    let output = run(&["read", "--to", "jsonl", &input]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(records(&output).len(), bad.len() + 1);
    let said: Vec<&str> = stderr(&output).lines().collect();
    for (index, (_, what)) in bad.iter().enumerate() {
        assert!(said[index].contains(&format!("bad.jsonl:{}: ", 2 * index + 2)), "{}", said[index]);
        assert!(said[index].contains(what), "{}", said[index]);
    }
    assert!(said[bad.len()].contains("17 read = 9 coded + 8 failed"), "{}", said[bad.len()]);
}

#[test]
fn a_date_on_the_command_line_stands_in() {
    let output = sayso()
        .args(["read", "--to", "jsonl", "--from", "text", "--date", "1987-05-04", "-"])
        .write_stdin("Ruritania thanked Freedonia.\n")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(records(&output)[0]["report"]["date"], "1987-05-04");
}

#[test]
fn wrong_usage() {
    for arguments in [
        &["read", "--to", "gold"][..],
        &["read", "--date", "2023-02-30", "x.txt"],
        &["read", "--threads", "0", "x.txt"],
        &["write"],
        &[],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
    }
}

#[cfg(unix)]
#[test]
fn a_name_is_one_line_that_no_terminal_obeys() {
    let folder = TempDir::new().unwrap();
    let name = "a\nsayso: 9 read = 9 coded + 0 failed \u{1b}[2J\u{202e}";
    let bad = file(folder.path(), name, "Ruritania thanked Freedonia.\n");
    for command in [&["read", bad.as_str()][..], &["check", bad.as_str()]] {
        let output = run(command);
        assert_eq!(output.status.code(), Some(1));
        let said = stderr(&output);
        assert!(said.contains("a␊sayso: 9 read = 9 coded + 0 failed ␛[2J\u{fffd}:1: "), "{said}");
        assert!(!said.contains(['\u{1b}', '\u{202e}']), "{said}");
        assert!(!said.lines().any(|line| line.starts_with("sayso: 9 read")), "{said}");
    }
}
