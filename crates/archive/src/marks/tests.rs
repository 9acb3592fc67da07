//! Marks that readers make, as they are kept, changed and counted.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::Connection;
use sayso_record::{Record, sample};
use serde_json::{Map, Value, json};

use super::*;
use crate::{Archive, ArchiveError, Incoming, Writer, schema};

/// An archive with one report, and another one that has nothing in common with it.
struct Kept {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn other() -> Record {
    let mut other = sample::record();
    other.report.id = "https://courier.example/2".into();
    other
}

fn incoming(record: Record) -> Incoming {
    Incoming::new(record, None, None).unwrap()
}

impl Kept {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.sayso");
        let mut writer = Writer::create(&path).unwrap();
        writer.begin().unwrap();
        for record in [sample::full(), other()] {
            writer.store(&incoming(record)).unwrap();
        }
        writer.commit().unwrap();
        Self { _folder: folder, path }
    }

    fn marking(&self) -> Marking {
        Marking::open(&self.path).unwrap()
    }

    fn archive(&self) -> Archive {
        Archive::open(&self.path).unwrap()
    }

    /// Codes the first report again, as another engine that changes it.
    fn recode(&self, change: impl FnOnce(&mut Record)) {
        let mut record = sample::full();
        record.engine.version = "9".into();
        change(&mut record);
        let mut writer = Writer::create(&self.path).unwrap();
        writer.begin().unwrap();
        writer.recode(1, &incoming(record)).unwrap();
        writer.commit().unwrap();
    }

    fn faults(&self) -> Vec<String> {
        let mut told = Vec::new();
        self.archive().check(&mut |fault| told.push(fault.to_string()));
        told
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_000_000_000 + second).unwrap()
}

fn new(kind: Kind, number: usize, verdict: Verdict, reader: &str) -> NewMark {
    NewMark {
        datum: datum::id(&sample::full(), kind, number).unwrap(),
        verdict,
        correction: None,
        note: None,
        reader: reader.into(),
        at: at(0),
    }
}

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(object) = value else { panic!("{value}") };
    object
}

fn correcting(kind: Kind, number: usize, correction: Value) -> NewMark {
    let correction = Some(object(correction));
    NewMark { correction, ..new(kind, number, Verdict::Corrected, "Flavia") }
}

#[test]
fn a_mark_is_kept_and_changes_no_record() {
    let kept = Kept::new();
    let note = Some(" the army\r\ndid it ".into());
    let asked = NewMark { note, ..new(Kind::Event, 1, Verdict::Right, " Flavia ") };
    let mark = kept.marking().mark(asked.clone()).unwrap();
    assert_eq!((mark.reader.as_str(), mark.note.as_deref()), ("Flavia", Some("the army\ndid it")));
    assert_eq!((mark.kind, mark.now, mark.at), (Kind::Event, Some(1), at(0)));
    assert_eq!(mark.rule.as_deref(), Some("consult.meet"));
    assert_eq!(mark.shown["words"], "shelled … Zenda");
    assert_eq!(
        mark.shown["actors"][0],
        json!({"name": "Freedonian army", "country": "FRD", "role": "MIL"})
    );
    let archive = kept.archive();
    assert_eq!(archive.marks_of(&sample::full().report.id).unwrap(), std::slice::from_ref(&mark));
    assert_eq!(archive.marks_of(&other().report.id).unwrap(), []);
    assert_eq!(archive.records().get(1).unwrap().unwrap().record, sample::full());
    assert!(!mark.is_outdated(&sample::full()));
    assert_eq!(kept.faults(), Vec::<String>::new());
}

#[test]
fn data_of_every_kind_can_be_marked() {
    let kept = Kept::new();
    let mut marking = kept.marking();
    for (kind, number) in Kind::ALL.into_iter().flat_map(|kind| [(kind, 0), (kind, 1)]) {
        let Some(datum) = datum::id(&sample::full(), kind, number) else { continue };
        let asked = NewMark { datum: datum.clone(), ..new(kind, 0, Verdict::Wrong, "Flavia") };
        let mark = marking.mark(asked).unwrap();
        assert_eq!((mark.kind, mark.now, mark.datum), (kind, Some(number), datum));
    }
    let mut standing = Vec::new();
    kept.archive()
        .standing_marks(|mark| standing.push((mark.report, mark.kind, mark.number)))
        .unwrap();
    assert_eq!(standing.len(), 9);
    assert!(standing.contains(&(1, Kind::Place, Some(1))), "{standing:?}");
    assert_eq!(kept.faults(), Vec::<String>::new());
    // An address has strokes of its own.
    let datum = datum::id(&other(), Kind::Figure, 0).unwrap();
    let asked = NewMark { datum, ..new(Kind::Event, 0, Verdict::Right, "Flavia") };
    assert_eq!(marking.mark(asked).unwrap().report, other().report.id);
}

#[test]
fn the_newest_mark_of_each_reader_stands() {
    let kept = Kept::new();
    let mut marking = kept.marking();
    let mut say =
        |verdict, reader: &str| marking.mark(new(Kind::Event, 0, verdict, reader)).unwrap();
    say(Verdict::Right, "Flavia");
    say(Verdict::Wrong, "Osric");
    say(Verdict::Wrong, "Flavia");
    let report = sample::full().report.id;
    let standing = |archive: &Archive| -> Vec<(String, Verdict)> {
        let marks = archive.marks_of(&report).unwrap();
        marks.into_iter().map(|mark| (mark.reader, mark.verdict)).collect()
    };
    let wrong = |reader: &str| (reader.to_owned(), Verdict::Wrong);
    assert_eq!(standing(&kept.archive()), [wrong("Osric"), wrong("Flavia")]);
    say(Verdict::Withdrawn, "Flavia");
    assert_eq!(standing(&kept.archive()), [wrong("Osric")]);
    let datum = datum::id(&sample::full(), Kind::Event, 0).unwrap();
    let history = kept.archive().history(&datum, 9).unwrap();
    let said: Vec<Verdict> = history.iter().map(|mark| mark.verdict).collect();
    assert_eq!(said, [Verdict::Withdrawn, Verdict::Wrong, Verdict::Wrong, Verdict::Right]);
    assert!(history.iter().all(|mark| mark.now == Some(0)));
    assert_eq!(kept.archive().history(&datum, 1).unwrap(), history[..1]);
    let again = marking.mark(new(Kind::Event, 0, Verdict::Withdrawn, "Flavia"));
    assert!(matches!(again, Err(MarkError::NothingToWithdraw { .. })));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let kept = Kept::new();
    let mut marking = kept.marking();
    let right = || new(Kind::Event, 0, Verdict::Right, "Flavia");
    let id = sample::full().report.id;
    let odd = |datum: String| NewMark { datum, ..right() };
    let with_note = |note: String| NewMark { note: Some(note), ..right() };
    for (asked, said) in [
        (odd(format!("{id}/ASSAULT/1-2")), "no datum has the id"),
        (odd("nowhere/ASSAULT/1-2".into()), "no datum has the id"),
        (odd(id), "no datum has the id"),
        (odd(String::new()), "no datum has the id"),
        (new(Kind::Event, 0, Verdict::Right, " \t"), "the name of the reader is empty"),
        (new(Kind::Event, 0, Verdict::Right, &"é".repeat(81)), "longer than 80"),
        (new(Kind::Event, 0, Verdict::Right, "a\u{202e}b"), "control characters"),
        (new(Kind::Event, 0, Verdict::Right, "a\nb"), "control characters"),
        (with_note("x".repeat(4001)), "longer than 4000"),
        (with_note("a\0b".into()), "control characters"),
        (NewMark { correction: Some(Map::new()), ..right() }, "only a datum marked as corrected"),
        (new(Kind::Event, 0, Verdict::Corrected, "Flavia"), "changes nothing"),
        (correcting(Kind::Event, 0, json!({"plover": "CONSULT"})), "changes nothing"),
        (correcting(Kind::Event, 0, json!({"plover": "BRAWL"})), "plover: give one of AGREE"),
        (correcting(Kind::Event, 0, json!({"rule": "x"})), "no such field in the event"),
        (correcting(Kind::Event, 0, json!({"trigger": [[5, 99999]]})), "trigger: give spans"),
        (correcting(Kind::Event, 0, json!({"voice": "s9"})), "voice: give `report`"),
        (correcting(Kind::Event, 0, json!({"actors": [{"nick": "x"}]})), "an actor has no nick"),
        (correcting(Kind::Figure, 0, json!({"value": "many"})), "value: give a number"),
        (correcting(Kind::Figure, 0, json!({"value": "1,5"})), "value: give a number"),
        (correcting(Kind::Figure, 0, json!({"since": "1987-02-30"})), "since: give a day"),
        (correcting(Kind::Time, 0, json!({"end": 2})), "end: the words end before they begin"),
    ] {
        let error = marking.mark(asked.clone()).unwrap_err().to_string();
        assert!(error.contains(said), "{asked:?}: {error}");
    }
    assert_eq!(kept.archive().last_mark().unwrap(), 0);
    let nowhere = marking.star("nowhere", "Flavia", at(0));
    assert!(matches!(nowhere, Err(MarkError::NoReport(_))));
    let missing = kept.path.with_file_name("missing.sayso");
    assert!(matches!(Marking::open(&missing), Err(ArchiveError::Absent(_))));
    assert!(!missing.exists());
}

#[test]
fn corrections_are_taken_as_people_write_them() {
    let kept = Kept::new();
    let mut marking = kept.marking();
    let mut kept_as = |kind, number, correction: Value| {
        Value::Object(
            marking.mark(correcting(kind, number, correction)).unwrap().correction.unwrap(),
        )
    };
    let rur = json!({"name": null, "country": "RUR", "role": "GOV"});
    let army = json!({"name": "Freedonian army", "country": "FRD", "role": "MIL"});
    let king = json!({"name": "the king", "country": null, "role": null});
    let event = kept_as(
        Kind::Event,
        1,
        json!({
            "plover": "COERCE", "actors": "RURGOV", "recipients": ["freedonian army", "the king"],
            "time": "1987-05-03", "place": "strelsau", "contexts": "military; legal", "status": "ongoing",
            "voice": "s0",
        }),
    );
    let said = datum::id(&sample::full(), Kind::Statement, 0).unwrap();
    assert_eq!(
        event,
        json!({
            "plover": "COERCE", "actors": [rur], "recipients": [army, king],
            "time": {"value": "1987-05-03", "precision": "day"},
            "place": {"name": "Strelsau", "country": "RUR"}, "contexts": ["military", "legal"],
            "status": "ongoing", "voice": said, "mode": null,
        })
    );
    let figure =
        kept_as(Kind::Figure, 0, json!({"value": "1,300", "bound": "exact", "victim": ""}));
    assert_eq!(
        figure,
        json!({
            "value": 1300.0, "bound": "exact", "victim": null, "low": 1300.0, "high": 1300.0,
        })
    );
    let time = kept_as(Kind::Time, 0, json!({"value": "1987-05-11", "mod": "APPROX"}));
    assert_eq!(time, json!({"value": "1987-05-11"}));
    let met = sample::full().events[0].trigger[0];
    let content =
        kept_as(Kind::Statement, 1, json!({"content": [[met.start, met.end]], "speaker": "RUR"}));
    assert_eq!(content["words"], "met");
    let codes = kept_as(Kind::Event, 0, json!({"recipients": "FRDGOV, SYL"}));
    assert_eq!(codes["recipients"][1]["country"], "SYL");
    assert_eq!(kept.faults(), Vec::<String>::new());
}

#[test]
fn what_is_coded_again_keeps_its_marks() {
    let kept = Kept::new();
    let mut marking = kept.marking();
    for number in 0..3 {
        marking.mark(new(Kind::Event, number, Verdict::Right, "Flavia")).unwrap();
    }
    marking.star(&sample::full().report.id, "Flavia", at(0)).unwrap();
    // The first event is gone, the others move up, and one has other parties.
    kept.recode(|record| {
        record.events.remove(0);
        record.events[0].id = "e0".into();
        record.events[1].id = "e1".into();
        record.events[1].actors = vec!["a3".into()];
    });
    let archive = kept.archive();
    let report = sample::full().report.id;
    let record = archive.report(&report).unwrap().unwrap().record;
    let marks = archive.marks_of(&report).unwrap();
    let now: Vec<_> = marks.iter().map(|mark| (mark.now, mark.is_gone())).collect();
    assert_eq!(now, [(None, true), (Some(0), false), (Some(1), false)]);
    let outdated: Vec<bool> = marks.iter().map(|mark| mark.is_outdated(&record)).collect();
    assert_eq!(outdated, [true, false, true]);
    assert_eq!(marks[0].shown["plover"], "CONSULT");
    assert_eq!(archive.report_marks_of(&report).unwrap().len(), 1);
    // Of what is gone the rules of today know nothing.
    assert_eq!(archive.rule_precision(None).unwrap()[0].precision.right, 2);
    assert_eq!(kept.faults(), Vec::<String>::new());
    // And it can still be taken back.
    let back = marking.mark(new(Kind::Event, 0, Verdict::Withdrawn, "Flavia")).unwrap();
    assert_eq!((back.verdict, back.shown["words"].as_str()), (Verdict::Withdrawn, Some("met")));
    assert_eq!(kept.archive().marks_of(&report).unwrap().len(), 2);
}

#[test]
fn marks_come_page_by_page_as_asked() {
    let kept = Kept::new();
    let mut marking = kept.marking();
    for number in 0..3 {
        marking.mark(new(Kind::Event, number, Verdict::Right, "Flavia")).unwrap();
    }
    marking.mark(new(Kind::Figure, 0, Verdict::Wrong, "Osric")).unwrap();
    let archive = kept.archive();
    let ask = |filter: Filter, before, limit| {
        let page = archive.marks(&filter, before, limit).unwrap();
        let numbers: Vec<i64> = page.marks.iter().map(|mark| mark.number).collect();
        (numbers, page.next)
    };
    assert_eq!(ask(Filter::default(), None, 3), (vec![4, 3, 2], Some(2)));
    assert_eq!(ask(Filter::default(), Some(2), 3), (vec![1], None));
    assert_eq!(ask(Filter { kind: Some(Kind::Event), ..Filter::default() }, None, 3).0, [3, 2, 1]);
    assert_eq!(ask(Filter { reader: Some("Osric".into()), ..Filter::default() }, None, 9).0, [4]);
    assert_eq!(ask(Filter { verdict: Some(Verdict::Wrong), ..Filter::default() }, None, 9).0, [4]);
    assert_eq!(ask(Filter { rule: Some("killed".into()), ..Filter::default() }, None, 9).0, [4]);
    assert_eq!(archive.readers_of_marks().unwrap(), ["Flavia", "Osric"]);
}

#[test]
fn precision_and_agreement_are_counted() {
    let kept = Kept::new();
    let mut marking = kept.marking();
    let mut say = |number, verdict, reader: &str| {
        marking.mark(new(Kind::Event, number, verdict, reader)).unwrap();
    };
    say(0, Verdict::Right, "Flavia");
    say(1, Verdict::Right, "Flavia");
    say(2, Verdict::Wrong, "Flavia");
    say(0, Verdict::Right, "Osric");
    say(1, Verdict::Wrong, "Osric");
    let archive = kept.archive();
    let all = archive.rule_precision(None).unwrap();
    let found: Vec<_> =
        all.iter().map(|of| (of.rule.as_deref(), of.precision, of.readers)).collect();
    // The newest mark counts: of three events one is right.
    let precision = Precision { right: 1, wrong: 2, corrected: 0 };
    assert_eq!(found, [(None, precision, 2), (Some("consult.meet"), precision, 2)]);
    let of_one = archive.rule_precision(Some("Flavia")).unwrap();
    assert_eq!(of_one[1].precision, Precision { right: 2, wrong: 1, corrected: 0 });
    assert_eq!(
        crate::tests::rows(&archive, "SELECT * FROM v_rule_precision"),
        ["consult.meet|event|1|2|0|2|0.3333"]
    );
    let agreement = archive.agreement().unwrap();
    assert_eq!(agreement.len(), 1);
    assert_eq!(agreement[0].readers, ["Flavia", "Osric"]);
    assert_eq!((agreement[0].data, agreement[0].agreed), (2, 1));
    assert_eq!(agreement[0].kappa, Some(0.0));
}

#[test]
fn reports_are_starred_tagged_and_read() {
    let kept = Kept::new();
    let mut marking = kept.marking();
    let [one, two] = [sample::full(), other()].map(|record| record.report.id);
    marking.star(&one, "Flavia", at(1)).unwrap();
    marking.star(&one, "Flavia", at(2)).unwrap();
    marking.tag(&one, "Flavia", " Zenda ", at(3)).unwrap();
    marking.tag(&two, "Osric", "Zenda", at(4)).unwrap();
    marking.read(&one, "Flavia", at(5)).unwrap();
    let archive = kept.archive();
    let on: Vec<_> =
        archive.report_marks_of(&one).unwrap().into_iter().map(|on| (on.mark, on.at)).collect();
    let tag = ReportMark::Tag("Zenda".into());
    assert_eq!(on, [(ReportMark::Read, at(5)), (ReportMark::Starred, at(1)), (tag.clone(), at(3))]);
    let ids = |reports: Vec<TaggedReport>| reports.into_iter().map(|of| of.id).collect::<Vec<_>>();
    assert_eq!(ids(archive.tagged("Zenda").unwrap()), [two.clone(), one.clone()]);
    assert_eq!(ids(archive.starred(None).unwrap()), std::slice::from_ref(&one));
    assert_eq!(ids(archive.starred(Some("Osric")).unwrap()), Vec::<String>::new());
    assert_eq!(archive.tags().unwrap(), [("Zenda".to_owned(), 2)]);
    assert_eq!(archive.unread("Flavia", 0, 9).unwrap(), [(2, two.clone())]);
    assert_eq!(archive.unread("Osric", 0, 1).unwrap(), [(1, one.clone())]);
    marking.clear(&one, "Flavia", &tag).unwrap();
    assert_eq!(ids(kept.archive().tagged("Zenda").unwrap()), [two]);
    assert!(matches!(marking.tag(&one, "Flavia", "", at(6)), Err(MarkError::Empty("tag"))));
}

#[test]
fn an_archive_of_format_2_is_brought_up_to_date() {
    let kept = Kept::new();
    let old = kept.path.with_file_name("old.sayso");
    let connection = Connection::open(&old).unwrap();
    schema::prepare(&connection).unwrap();
    for step in &schema::STEPS[..2] {
        connection.execute_batch(step).unwrap();
    }
    connection.pragma_update(None, "user_version", 2).unwrap();
    drop(connection);
    assert!(matches!(Archive::open(&old), Err(ArchiveError::TooOld { found: 2, .. })));
    drop(Marking::open(&old).unwrap());
    assert_eq!(Archive::open(&old).unwrap().last_mark().unwrap(), 0);
}

#[test]
fn a_mark_comes_in_between_the_commits_of_an_ingest() {
    let kept = Kept::new();
    let path = kept.path.clone();
    let (started, wait) = std::sync::mpsc::channel();
    let ingest = std::thread::spawn(move || {
        let mut writer = Writer::create(&path).unwrap();
        for batch in 0..20 {
            writer.begin().unwrap();
            if batch == 0 {
                started.send(()).unwrap();
            }
            let mut record = sample::record();
            record.report.id = format!("of batch {batch}");
            writer.store(&incoming(record)).unwrap();
            std::thread::sleep(Duration::from_millis(100));
            writer.commit().unwrap();
        }
    });
    wait.recv().unwrap();
    kept.marking().mark(new(Kind::Event, 0, Verdict::Right, "Flavia")).unwrap();
    assert!(!ingest.is_finished(), "it waited for the end of the ingest");
    ingest.join().unwrap();
    assert_eq!(kept.archive().count().unwrap(), 22);
    assert_eq!(kept.faults(), Vec::<String>::new());
}

#[test]
fn what_was_changed_behind_the_back_is_found() {
    for (sql, said) in [
        ("UPDATE marks SET datum = 'x/ASSAULT/1-2'", "is on x/ASSAULT/1-2"),
        ("UPDATE marks SET reader = ''", "has no reader or no time"),
        ("UPDATE marks SET at = 'soon'", "has no reader or no time"),
        ("UPDATE marks SET report = 99", "the table marks names a row of reports"),
        ("UPDATE marks SET shown = json_set(shown, '$.words', 'fled')", "shows other words"),
        ("UPDATE marks SET shown = 'x'", "the marks cannot be read"),
        (
            "UPDATE marks SET datum = replace(datum, 'CONSULT', 'AID')",
            "which its report does not have",
        ),
    ] {
        let kept = Kept::new();
        kept.marking().mark(new(Kind::Event, 0, Verdict::Right, "Flavia")).unwrap();
        let connection = Connection::open(&kept.path).unwrap();
        let unguarded = "PRAGMA foreign_keys = 0; PRAGMA ignore_check_constraints = 1";
        connection.execute_batch(&format!("{unguarded}; {sql}")).unwrap();
        drop(connection);
        let faults = kept.faults();
        assert!(faults.iter().any(|fault| fault.contains(said)), "{sql}: {faults:?}");
    }
}
