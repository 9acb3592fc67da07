//! What a check finds in archives that were damaged on purpose, and that it finds nothing in sound ones.

use std::fs;
use std::path::PathBuf;

use rusqlite::Connection;
use sayso_record::sample;

use super::*;
use crate::{Incoming, Tally, Writer, text};

/// An archive of two reports that an input gave, with one piece of it that failed.
struct Kept {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Kept {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.sayso");
        let mut other = sample::record();
        other.report.id = "other".into();
        let mut writer = Writer::create(&path).unwrap();
        writer.begin().unwrap();
        let journal = writer.journal("news.jsonl", "1 1").unwrap();
        for record in [sample::full(), other] {
            writer.store(&Incoming::new(record, None, None).unwrap()).unwrap();
        }
        writer.problem(journal.input, "failed", Some("line 3"), "no text").unwrap();
        let tally = Tally { stored: 2, failed: 1, ..Tally::default() };
        writer.advance(journal.input, tally).unwrap();
        writer.commit().unwrap();
        drop(writer);
        Self { _folder: folder, path }
    }

    /// The same, changed behind Sayso's back.
    fn changed(sql: &str) -> Self {
        let kept = Self::new();
        let connection = Connection::open(&kept.path).unwrap();
        crate::functions::add(&connection).unwrap();
        connection.execute_batch(&format!("PRAGMA foreign_keys = 0; {sql}")).unwrap();
        kept
    }

    fn check(&self) -> (Checked, Vec<String>) {
        let before = fs::read(&self.path).unwrap();
        let mut told = Vec::new();
        let archive = Archive::open(&self.path).unwrap();
        let checked = archive.check(&mut |fault| told.push(fault.to_string()));
        drop(archive);
        assert_eq!(fs::read(&self.path).unwrap(), before);
        (checked, told)
    }
}

#[test]
fn a_whole_archive_has_no_fault() {
    let (checked, told) = Kept::new().check();
    assert_eq!(told, Vec::<String>::new());
    assert_eq!((checked.proved, checked.failed, checked.faults), (2, 0, 0));
    assert!(checked.spans > 20);
}

#[test]
fn what_was_changed_is_named() {
    let id = sample::full().report.id;
    let report = format!("report {id}: ");
    for (sql, said) in [
        (
            "UPDATE reports SET sha256 = zeroblob(32) WHERE report = 1",
            report.clone() + "the text's SHA-256 is",
        ),
        ("UPDATE reports SET date = '1987-02-30' WHERE report = 1", report.clone() + "the date"),
        (
            "UPDATE texts SET packed = zeroblob(3) WHERE report = 1",
            report.clone() + "what is packed",
        ),
        ("UPDATE texts SET text = zeroblob(50) WHERE report = 1", report.clone() + "the text"),
        ("DELETE FROM texts WHERE report = 1", report.clone() + "its text, or"),
        ("DELETE FROM engines", report.clone() + "its text, or the engine"),
        (
            "UPDATE events SET end = 100000 WHERE report = 1 AND event = 0",
            report.clone() + "e0 stands at",
        ),
        (
            "UPDATE events SET start = end WHERE report = 1 AND event = 0",
            report.clone() + "e0 stands at",
        ),
        ("UPDATE statements SET speaker = 99 WHERE report = 1", report.clone() + "s0 names a99"),
        ("UPDATE events SET voice = 99 WHERE report = 1", report.clone() + "e0 names s99"),
        ("UPDATE events SET place = 99 WHERE report = 1", report.clone() + "e0 names p99"),
        ("UPDATE event_parties SET actor = 99 WHERE report = 1", report.clone() + "e0 names a99"),
        ("UPDATE figures SET doers = '[99]' WHERE report = 1", report.clone() + "f0 names a99"),
        (
            "DELETE FROM events WHERE report = 1 AND event = 0",
            "of the table event_parties names a row of events".into(),
        ),
        (
            "DELETE FROM events WHERE report = 1 AND event = 0",
            report.clone() + "\"e1\" stands where e0 should",
        ),
        ("DELETE FROM reports WHERE report = 2", "the journal tells of 2".into()),
        (
            "DELETE FROM reports WHERE report = 2",
            "row 2 of the table texts names a row of reports".into(),
        ),
        ("DELETE FROM reports WHERE report = 2", "the full text has a report 2".into()),
        ("DELETE FROM words WHERE rowid = 2", "report other is not in the full text".into()),
        ("UPDATE inputs SET pieces = 9", "input news.jsonl: 9 read, but 3".into()),
        (
            "DELETE FROM problems",
            "input news.jsonl: 0 skipped and 1 failed, but reasons for 0 and 0".into(),
        ),
    ] {
        let (checked, told) = Kept::changed(sql).check();
        assert!(told.iter().any(|line| line.contains(&said)), "{sql}: {told:#?}");
        assert!(checked.failed + checked.faults > 0, "{sql}");
    }
}

#[test]
fn another_text_under_the_same_hash_is_found() {
    let kept = Kept::new();
    let mut changed = sample::full().report.text;
    changed = changed.replacen("villagers", "villages ", 1);
    let connection = Connection::open(&kept.path).unwrap();
    let compressed = text::compress(&changed).unwrap();
    connection.execute("UPDATE texts SET text = ?1 WHERE report = 1", [compressed]).unwrap();
    drop(connection);
    let (checked, told) = kept.check();
    assert_eq!((checked.proved, checked.failed), (1, 1));
    assert!(told.iter().any(|line| line.contains("SHA-256")), "{told:#?}");
}

#[test]
fn a_truncated_file_is_no_whole_archive() {
    let kept = Kept::new();
    let bytes = fs::read(&kept.path).unwrap();
    for kept_bytes in (0..bytes.len()).step_by(16 << 10) {
        fs::write(&kept.path, &bytes[..kept_bytes]).unwrap();
        assert_eq!(begins_as_archive(&kept.path), kept_bytes > 0);
        let Ok(archive) = Archive::open(&kept.path) else { continue };
        let checked = archive.check(&mut |_| ());
        assert!(checked.failed + checked.faults > 0, "{kept_bytes} of {}", bytes.len());
    }
}

#[test]
fn no_byte_that_is_turned_over_panics() {
    let kept = Kept::new();
    let bytes = fs::read(&kept.path).unwrap();
    for at in (100..bytes.len()).step_by(bytes.len() / 97) {
        let mut turned = bytes.clone();
        turned[at] ^= 0xff;
        fs::write(&kept.path, turned).unwrap();
        if let Ok(archive) = Archive::open(&kept.path) {
            archive.check(&mut |_| ());
        }
    }
}

#[test]
fn a_flood_is_counted() {
    let many = "UPDATE events SET voice = 99; \
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 70) \
        INSERT INTO problems (input, kind, place, reason) SELECT 1000 + i, 'failed', i, 'x' FROM n; \
        UPDATE inputs SET pieces = 9";
    let (checked, told) = Kept::changed(many).check();
    let of = |part: &str| told.iter().filter(|line| line.contains(part)).count();
    assert_eq!(of("of the table problems names a row of inputs"), 20, "{told:#?}");
    assert_eq!(of("and 50 more of the same: rows that name"), 1, "{told:#?}");
    assert_eq!(of("input news.jsonl: 9 read"), 1, "{told:#?}");
    assert!(checked.faults >= 71 && checked.failed > 0, "{checked:?}");
}
