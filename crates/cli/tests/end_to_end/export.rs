//! `sayso export`: every form goes out, whole or not at all.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use sayso_archive::export::{FORMS, Of};
use sayso_archive::marks::{Kind, Marking, NewMark, Verdict, datum};
use tempfile::TempDir;

use super::*;

fn export(more: &[&str]) -> Output {
    run(&[&["export", ARCHIVE.as_str()], more].concat())
}

/// A copy of the archive, all of whose data are marked right, and how many events it has.
fn marked(folder: &TempDir) -> (PathBuf, usize) {
    let path = folder.path().join("news.sayso");
    fs::copy(ARCHIVE.as_str(), &path).unwrap();
    let mut marking = Marking::open(&path).unwrap();
    let (mut data, mut events) = (Vec::new(), 0);
    let each = marking.archive().records().each(|stored| {
        events += stored.record.events.len();
        data.extend(Kind::ALL.into_iter().flat_map(|kind| datum::all(&stored.record, kind)));
        Ok::<(), sayso_archive::ArchiveError>(())
    });
    each.unwrap();
    for datum in data {
        let asked = NewMark {
            datum: datum.id,
            verdict: Verdict::Right,
            correction: None,
            note: None,
            reader: "Osric".into(),
            at: jiff::Timestamp::UNIX_EPOCH,
        };
        marking.mark(asked).unwrap();
    }
    (path, events)
}

/// Names and contents of the files at a path.
fn files(path: &Path) -> Vec<(String, Vec<u8>)> {
    if path.is_file() {
        return vec![(String::new(), fs::read(path).unwrap())];
    }
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<_> = entries
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn records_come_out_as_they_were_read() {
    let examples = EXAMPLES.map(example);
    let mut read = vec!["read", "--to", "jsonl"];
    read.extend(examples.iter().map(String::as_str));
    let exported = export(&["--as", "jsonl"]);
    assert_eq!(exported.status.code(), Some(0), "{}", stderr(&exported));
    assert_eq!(stdout(&exported), stdout(&run(&read)));
    assert!(stderr(&exported).contains("3 reports exported"));
}

#[test]
fn every_form_goes_out_the_same_each_time() {
    let folder = TempDir::new().unwrap();
    for form in FORMS {
        let [one, two] =
            ["one", "two"].map(|name| folder.path().join(format!("{}.{name}", form.name)));
        for path in [&one, &two] {
            let output = export(&["--as", form.name, "--out", path.to_str().unwrap(), "--quiet"]);
            assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{}", form.name);
            assert_eq!(stdout(&output), "");
        }
        let files = files(&one);
        // Nobody has marked anything.
        let may_be_empty = form.of == Of::Marks;
        assert!(files.iter().all(|(_, b)| may_be_empty || !b.is_empty()), "{}", form.name);
        assert!(files == self::files(&two), "{}", form.name);
        if form.is_stream() {
            let output = export(&["--as", form.name]);
            assert!(output.stdout == files[0].1, "{}: another on standard output", form.name);
        }
    }
    // Nothing but what was asked for.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2 * FORMS.len());
}

#[test]
fn forms_that_are_no_stream_need_a_place() {
    for form in FORMS.iter().filter(|form| !form.is_stream()) {
        let output = export(&["--as", form.name]);
        assert_eq!(output.status.code(), Some(2), "{}", form.name);
        assert!(stderr(&output).contains("--out"), "{}", stderr(&output));
    }
    assert_eq!(export(&["--as", "papyrus"]).status.code(), Some(2));
}

#[test]
fn what_is_there_is_left_alone() {
    let folder = TempDir::new().unwrap();
    for form in FORMS {
        let path = folder.path().join(form.name);
        fs::create_dir(&path).unwrap();
        fs::write(path.join("mine"), "mine").unwrap();
        let output = export(&["--as", form.name, "--out", path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1), "{}", form.name);
        assert!(stderr(&output).contains(path.to_str().unwrap()), "{}", stderr(&output));
        assert_eq!(files(&path), [("mine".to_owned(), b"mine".to_vec())]);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), FORMS.len());
}

#[test]
fn a_damaged_archive_leaves_nothing_of_an_export() {
    let folder = TempDir::new().unwrap();
    let (archive, _) = marked(&folder);
    let connection = rusqlite::Connection::open(&archive).unwrap();
    connection.execute("UPDATE texts SET text = zeroblob(9) WHERE report = 3", []).unwrap();
    drop(connection);
    // Stories are told without the texts.
    for form in FORMS.iter().filter(|form| form.of != Of::Stories) {
        let out = folder.path().join("out");
        let [archive, out] = [&archive, &out].map(|path| path.to_str().unwrap());
        let output = run(&["export", archive, "--as", form.name, "--out", out]);
        assert_eq!(output.status.code(), Some(1), "{}", form.name);
        assert!(stderr(&output).contains("sayso check"), "{}", stderr(&output));
        // SQLite's own files beside an archive that is read are no part of the export.
        let names = files(folder.path()).into_iter().map(|(name, _)| name);
        let left: Vec<String> = names.filter(|name| !name.starts_with("news.sayso")).collect();
        assert_eq!(left, Vec::<String>::new(), "{}", form.name);
    }
}

#[test]
fn a_reader_who_leaves_is_no_fault() {
    for form in FORMS.iter().filter(|form| form.is_stream()) {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_sayso"))
            .args(["export", &ARCHIVE, "--as", form.name, "--quiet"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{}", form.name);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = TempDir::new().unwrap();
    let (archive, _) = marked(&folder);
    for form in FORMS.iter().filter(|form| form.is_stream()) {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_sayso"))
            .args(["export", archive.to_str().unwrap(), "--as", form.name])
            .stdout(full)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", form.name);
        let said = stderr(&output);
        assert_eq!(said.matches("No space left").count(), 1, "{}: {said}", form.name);
        assert!(said.contains("make room") || said.contains("room and"), "{}: {said}", form.name);
    }
}

#[test]
fn what_is_left_out_is_told() {
    let last = |form: &str| stderr(&export(&["--as", form])).trim_end().to_owned();
    assert_eq!(last("gdelt-gkg"), "sayso: 3 of 3 reports exported");
    for form in ["polecat", "ged", "geojson", "gdelt-events"] {
        let said = last(form);
        assert!(
            said.contains(" events, in ") && said.ends_with(" of 3 reports, exported"),
            "{said}"
        );
    }
}

#[test]
fn what_readers_marked_goes_out_as_gold_and_as_examples() {
    let folder = TempDir::new().unwrap();
    let (path, events) = marked(&folder);
    let archive = path.to_str().unwrap();
    let export = |form: &str| run(&["export", archive, "--as", form]);
    for form in ["gold-statements", "gold-events", "gold-times", "gold-places", "gold-incidents"] {
        let output = export(form);
        let lines = records(&output);
        assert!(!lines.is_empty(), "{form}");
        assert!(lines.iter().all(|line| line["complete"] == true), "{form}");
        if form == "gold-events" {
            assert_eq!(lines.len(), events);
            let said = format!("{events} of {events} events, in 3 of 3 reports, exported");
            assert!(stderr(&output).contains(&said), "{}", stderr(&output));
        }
    }
    let examples = export("examples");
    let page = sayso_codebook::Page::parse("examples.md", stdout(&examples)).unwrap();
    assert!(page.examples.len() > 10, "{}", stdout(&examples));
    let checked = run(&["check", archive]);
    assert_eq!(checked.status.code(), Some(0), "{}", stderr(&checked));
}
