//! `sayso check` of an archive: a whole one is proved, and damage is named.

use std::fs;

use tempfile::TempDir;

use super::*;

/// The output of a check of the examples' archive after its bytes were changed.
fn check_with(change: impl FnOnce(&mut Vec<u8>)) -> Output {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("news.sayso");
    let mut bytes = fs::read(ARCHIVE.as_str()).unwrap();
    change(&mut bytes);
    fs::write(&path, &bytes).unwrap();
    let output = run(&["check", path.to_str().unwrap()]);
    assert!(fs::read(&path).unwrap() == bytes, "a check changes nothing");
    output
}

/// The same after its tables were changed.
fn check_after(sql: &str) -> Output {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("news.sayso");
    fs::copy(ARCHIVE.as_str(), &path).unwrap();
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch(&format!("PRAGMA foreign_keys = 0; {sql}")).unwrap();
    drop(connection);
    run(&["check", path.to_str().unwrap()])
}

fn names(output: &Output, said: &str) {
    assert_eq!(output.status.code(), Some(1), "{}{}", stdout(output), stderr(output));
    assert!(stderr(output).contains(said), "{said}: {}", stderr(output));
}

#[test]
fn a_whole_archive_is_proved() {
    let output = check_with(|_| ());
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    assert!(stdout(&output).starts_with("3 records = 3 proved + 0 failed; "));
    let records = run(&["export", &ARCHIVE, "--as", "jsonl"]);
    let of_records = from_stdin(&["check", "-"], stdout(&records));
    assert_eq!(stdout(&output), stdout(&of_records), "the same proof of the same records");
}

#[test]
fn a_byte_of_a_text_is_missed() {
    let output = check_with(|bytes| {
        let frame = [0x28, 0xb5, 0x2f, 0xfd];
        let at = bytes.windows(4).position(|window| window == frame).unwrap();
        bytes[at + 200] ^= 0xff;
    });
    names(&output, "news.sayso: report ");
    assert!(stdout(&output).contains("2 proved + 1 failed"), "{}", stdout(&output));
}

#[test]
fn an_end_that_is_cut_off_is_missed() {
    for part in [0.3, 0.6, 0.9] {
        let output = check_with(|bytes| bytes.truncate((bytes.len() as f64 * part) as usize));
        names(&output, "damaged");
    }
}

#[test]
fn changed_rows_are_named() {
    names(&check_after("DELETE FROM reports WHERE report = 2"), "the journal tells of 3");
    names(&check_after("UPDATE events SET end = 99999 WHERE event = 1"), "e1 stands at");
    names(&check_after("DELETE FROM statements WHERE statement = 0"), "statement");
    names(&check_after("UPDATE inputs SET stored = stored + 1"), "stored, duplicate");
}

#[test]
fn other_files_are_told_from_archives() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("other.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    names(&run(&["check", path.to_str().unwrap()]), "no archive of Sayso");
}
