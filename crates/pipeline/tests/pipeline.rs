//! Both ways from outside, with the model that `SAYSO_MODEL` names, else the default one: pieces to
//! records, and inputs to an archive.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

use sayso_archive::{Archive, Lock, Tally};
use sayso_pipeline::{
    Batch, COMMIT_REPORTS, Engine, EngineError, Ingest, IngestError, Ingested, Watch, read,
};
use sayso_reader::{Format, Options, Pieces, ReadError, Reading, read_lines};
use sayso_record::{Record, sample};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let model = std::env::var("SAYSO_MODEL").ok();
    Engine::open(model.as_deref(), None).unwrap()
});

/// A report a line; each tenth has no date.
fn lines(numbers: Range<usize>) -> String {
    let line = |number| {
        let date = if number % 10 == 9 { "" } else { r#""date": "1987-05-04", "# };
        let text = format!("Ruritania thanked Freedonia for {number} bridges.");
        format!("{{\"id\": \"r{number}\", {date}\"text\": \"{text}\"}}\n")
    };
    numbers.map(line).collect()
}

fn pieces(numbers: Range<usize>) -> Pieces {
    read_lines("rows", lines(numbers).into_bytes())
}

/// What came of each piece, as an id or where the trouble is.
fn told(batch: Batch) -> Vec<String> {
    let of = |outcome: Result<sayso_pipeline::Coded, ReadError>| match outcome {
        Ok(coded) => coded.record.report.id,
        Err(error) => error.at.to_string(),
    };
    batch.into_iter().map(of).collect()
}

#[test]
fn every_piece_comes_out_in_its_place_for_any_number_of_threads() {
    let want: Vec<String> = (0..200)
        .map(|n| if n % 10 == 9 { format!("line {}", n + 1) } else { format!("r{n}") })
        .collect();
    for threads in [1, 3] {
        let mut came = Vec::new();
        let stop = AtomicBool::new(false);
        let done = read(&ENGINE, pieces(0..200), threads, &stop, |batch| {
            came.extend(told(batch));
            Ok::<(), ()>(())
        });
        assert_eq!((done, &came), (Ok(()), &want), "{threads} threads");
    }
}

#[test]
fn records_are_those_that_the_coder_makes() {
    let stop = AtomicBool::new(false);
    let mut records = Vec::new();
    let done = read(&ENGINE, pieces(0..1), 1, &stop, |batch| {
        records.extend(batch.into_iter().map(|outcome| outcome.unwrap().record));
        Ok::<(), ()>(())
    });
    done.unwrap();
    assert_eq!(records.len(), 1);
    let report = records[0].report.clone();
    let docs = ENGINE.coder.parse(&mut ENGINE.worker(), &[&report.text]);
    assert_eq!(records[0], ENGINE.coder.code(report, &docs[0]));
    assert_eq!(records[0].engine.model, ENGINE.model.name());
}

/// Two records of an earlier run and, between them, a report that was never coded.
fn coded_before() -> (Vec<Record>, Vec<Reading>) {
    let mut items = pieces(0..3).map(|piece| piece.report().unwrap());
    let mut readings: Vec<Reading> = items.by_ref().collect();
    let coded = ENGINE.code(&mut ENGINE.worker(), readings.clone());
    let mut records: Vec<Record> = coded.into_iter().map(|coded| coded.record).collect();
    for at in [0, 2] {
        records[at].engine.codebook = "another".to_owned();
        readings[at].record = Some(Box::new(records[at].clone()));
    }
    (records, readings)
}

#[test]
fn what_was_coded_before_is_taken_as_it_is_in_its_place() {
    let (records, readings) = coded_before();
    let coded = ENGINE.code(&mut ENGINE.worker(), readings);
    assert_eq!(coded.into_iter().map(|coded| coded.record).collect::<Vec<_>>(), records);
}

#[test]
fn records_of_an_earlier_run_are_stored_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let (archive, stop) = (folder.path().join("news.sayso"), AtomicBool::new(false));
    let (records, _) = coded_before();
    let lines: String =
        records.iter().map(|record| serde_json::to_string(record).unwrap() + "\n").collect();
    let file = folder.path().join("records.jsonl");
    std::fs::write(&file, lines).unwrap();
    let untold = with(&archive, &stop, |ingest| {
        let mut begun = ingest.begin(&mut ()).unwrap().unwrap();
        begun.take_in(std::slice::from_ref(&file), &mut ()).unwrap()
    });
    assert_eq!(untold.tally, tally(0, 0, 1));
    let done = reading(coded_lines(), &archive, &stop, |ingest| {
        let mut begun = ingest.begin(&mut ()).unwrap().unwrap();
        begun.take_in(&[file], &mut ()).unwrap()
    });
    assert_eq!(done.tally, tally(3, 0, 0));
    let archive = Archive::open(&archive).unwrap();
    let engines = archive.engines().unwrap();
    let books: Vec<(&str, u64)> =
        engines.iter().map(|(engine, count)| (engine.codebook.as_str(), *count)).collect();
    assert_eq!(books[0], ("another", 2));
    assert_eq!(books.len(), 2);
}

/// What is wrong with a record, and how it comes about.
type Badness = (&'static str, fn(&mut Record));

#[rustfmt::skip]
const BAD: [Badness; 17] = [
    ("the text's SHA-256", |r| r.report.text.push('!')),
    ("the report's id is empty", |r| r.report.id = " ".into()),
    ("the report's date", |r| r.report.date = jiff::civil::date(-44, 3, 15)),
    ("stands where a0", |r| r.actors[0].id = "x".into()),
    ("stands where t0", |r| r.times[0].id = "t1".into()),
    ("stands where p0", |r| r.places.swap(0, 1)),
    ("stands where s0", |r| r.statements.swap(0, 1)),
    ("stands where e0", |r| { r.events.remove(0); }),
    ("stands where f1", |r| r.figures[1].id = "f0".into()),
    ("no actor", |r| r.statements[0].speaker = Some("t0".into())),
    ("the mode of e0 is empty", |r| r.events[0].mode = Some(String::new())),
    ("the country of a0 is empty", |r| r.actors[0].country = Some(String::new())),
    ("the role of a0 is empty", |r| r.actors[0].role = Some(String::new())),
    ("the country of p0 is empty", |r| r.places[0].country = Some(String::new())),
    ("outside of the text", |r| r.mentions[0].end = usize::MAX),
    ("the plover of e0 is empty", |r| r.events[0].plover.clear()),
    ("the cameo of e0 is empty", |r| r.events[0].cameo.clear()),
];

#[test]
fn a_record_that_cannot_be_kept_ends_nothing() {
    struct Said(Vec<String>);
    impl Watch for Said {
        fn failed(&mut self, error: ReadError) {
            self.0.push(error.to_string());
        }
    }
    let (stop, good) = (AtomicBool::new(false), [sample::record(), sample::full()]);
    for (said, spoil) in BAD {
        let folder = tempfile::tempdir().unwrap();
        let (archive, file) = (folder.path().join("a.sayso"), folder.path().join("r.jsonl"));
        let mut bad = sample::full();
        bad.report.id = "bad".to_owned();
        spoil(&mut bad);
        let lines = [&good[0], &bad, &good[1]].map(|record| serde_json::to_string(record).unwrap());
        std::fs::write(&file, lines.join("\n")).unwrap();
        let mut watch = Said(Vec::new());
        let done = reading(coded_lines(), &archive, &stop, |ingest| {
            let mut begun = ingest.begin(&mut watch).unwrap().unwrap();
            begun.take_in(&[file], &mut watch).unwrap()
        });
        assert_eq!(done.tally, tally(2, 0, 1), "{said}");
        assert!(watch.0[0].contains(said), "{said}: {:?}", watch.0);
    }
}

#[test]
fn once_stopped_no_more_is_drawn() {
    let stop = AtomicBool::new(false);
    let mut came = Vec::new();
    let done = read(&ENGINE, pieces(0..5000), 1, &stop, |batch| {
        stop.store(true, Ordering::Relaxed);
        came.extend(told(batch));
        Ok::<(), ()>(())
    });
    done.unwrap();
    assert!(came.len() < 1000, "{} came", came.len());
    assert_eq!(came[..2], ["r0", "r1"]);
    let mut none = Vec::new();
    let done = read(&ENGINE, pieces(0..10), 1, &stop, |batch| {
        none.extend(batch);
        Ok::<(), ()>(())
    });
    assert!(done.is_ok() && none.is_empty());
}

#[test]
fn an_error_of_the_taker_ends_it() {
    let stop = AtomicBool::new(false);
    let mut times = 0;
    let done = read(&ENGINE, pieces(0..5000), 2, &stop, |_| {
        times += 1;
        Err("enough")
    });
    assert_eq!((done, times), (Err("enough"), 1));
}

#[test]
fn nothing_is_read_of_nothing() {
    let stop = AtomicBool::new(false);
    let mut came = 0;
    let done = read(&ENGINE, Box::new(std::iter::empty()), 2, &stop, |batch| {
        came += batch.len();
        Ok::<(), ()>(())
    });
    assert_eq!((done, came), (Ok(()), 0));
}

#[test]
fn what_is_wrong_with_an_engine_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("states.csv");
    let error = Engine::open(Some("no-such-model"), None).err().unwrap();
    assert!(matches!(error, EngineError::Model(_)), "{error}");
    assert!(error.to_string().contains("sayso model add"), "{error}");
    std::fs::create_dir(folder.path().join("actors")).unwrap();
    std::fs::write(folder.path().join("actors/states.csv"), "name\n").unwrap();
    let error = sayso_pipeline::codebook(Some(folder.path())).err().unwrap();
    let said = error.to_string();
    let head = format!("{} has mistakes; mend them and try again: \n", folder.path().display());
    assert!(said.starts_with(&head) && said.contains("states.csv"), "{said}");
    let error = sayso_pipeline::codebook(Some(&page)).err().unwrap();
    assert!(matches!(error, EngineError::Unreadable(_)), "{error}");
}

/// Puts down what it is told.
#[derive(Default)]
struct Told {
    at: usize,
    failed: Vec<String>,
    skipped: Vec<String>,
}

impl Watch for Told {
    fn at(&mut self, done: usize) {
        assert!(done >= self.at, "{done} after {}", self.at);
        self.at = done;
    }

    fn failed(&mut self, error: ReadError) {
        self.failed.push(error.at.to_string());
    }

    fn skipped(&mut self, error: ReadError) {
        self.skipped.push(error.at.to_string());
    }
}

/// Has `work` done with an ingest into `archive`.
fn with<T>(archive: &Path, stop: &AtomicBool, work: impl FnOnce(&Ingest) -> T) -> T {
    reading(Options::default(), archive, stop, work)
}

/// For records of an earlier run, a line each.
fn coded_lines() -> Options {
    Options { format: Format::by_name("record-jsonl"), ..Options::default() }
}

/// Has `work` done with an ingest into `archive` that reads so.
fn reading<T>(
    options: Options,
    archive: &Path,
    stop: &AtomicBool,
    work: impl FnOnce(&Ingest) -> T,
) -> T {
    work(&Ingest {
        engine: &ENGINE,
        archive,
        options,
        threads: 2,
        commit_every: COMMIT_REPORTS,
        stop,
    })
}

fn tally(stored: usize, duplicates: usize, failed: usize) -> Tally {
    Tally { stored, duplicates, skipped: 0, failed }
}

#[test]
fn pieces_at_hand_are_taken_in_and_read_again_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let (archive, stop) = (folder.path().join("news.sayso"), AtomicBool::new(false));
    with(&archive, &stop, |ingest| {
        let mut told = Told::default();
        let mut begun = ingest.begin(&mut told).unwrap().unwrap();
        let first = begun.take_pieces("rows", pieces(0..20), &mut told).unwrap();
        assert_eq!(first, Ingested { tally: tally(18, 0, 2), before: 0 });
        assert_eq!((told.at, told.failed), (20, vec!["line 10".to_owned(), "line 20".to_owned()]));
        let more = begun.take_pieces("rows", pieces(0..25), &mut ()).unwrap();
        assert_eq!(more.tally, tally(5, 18, 2));
    });
    let archive = Archive::open(&archive).unwrap();
    assert_eq!(archive.count().unwrap(), 23);
    // What is told again is noted once.
    assert_eq!(archive.intake().unwrap(), (1, tally(23, 18, 2)));
}

#[test]
fn what_is_left_out_is_told_apart_from_what_failed() {
    let folder = tempfile::tempdir().unwrap();
    let (archive, stop) = (folder.path().join("news.sayso"), AtomicBool::new(false));
    let text = "La République de Ruritanie a remercié mardi son voisin, sans préciser toutefois la \
        date des prochaines négociations avec les syndicats du pays.";
    let line = format!("{{\"date\": \"1987-05-04\", \"text\": \"{text}\"}}\n");
    let mut told = Told::default();
    let done = with(&archive, &stop, |ingest| {
        let mut begun = ingest.begin(&mut told).unwrap().unwrap();
        begun.take_pieces("rows", read_lines("rows", line.into_bytes()), &mut told).unwrap()
    });
    assert_eq!((done.tally.skipped, done.tally.failed), (1, 0));
    assert_eq!((told.skipped, told.failed), (vec!["line 1".to_owned()], vec![]));
}

#[test]
fn files_are_passed_over_once_they_were_taken_in() {
    let folder = tempfile::tempdir().unwrap();
    let (archive, stop) = (folder.path().join("news.sayso"), AtomicBool::new(false));
    let file = folder.path().join("news.jsonl");
    std::fs::write(&file, lines(0..12)).unwrap();
    let inputs: [PathBuf; 2] = [file, folder.path().join("none.jsonl")];
    with(&archive, &stop, |ingest| {
        let take = || {
            let mut begun = ingest.begin(&mut ()).unwrap().unwrap();
            begun.take_in(&inputs, &mut ()).unwrap()
        };
        assert_eq!(take(), Ingested { tally: tally(11, 0, 2), before: 0 });
        assert_eq!(take(), Ingested { tally: tally(0, 0, 1), before: 12 });
        let mut begun = ingest.begin(&mut ()).unwrap().unwrap();
        assert_eq!(begun.code_again(&mut ()).unwrap(), 0);
    });
}

#[test]
fn a_stopped_ingest_keeps_what_it_has_and_goes_on_there() {
    let folder = tempfile::tempdir().unwrap();
    let (archive, stop) = (folder.path().join("news.sayso"), AtomicBool::new(false));
    let inputs = [folder.path().join("news.jsonl")];
    std::fs::write(&inputs[0], lines(0..3000)).unwrap();
    struct Stopping<'s>(&'s AtomicBool);
    impl Watch for Stopping<'_> {
        fn at(&mut self, _done: usize) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    with(&archive, &stop, |ingest| {
        let mut begun = ingest.begin(&mut ()).unwrap().unwrap();
        let first = begun.take_in(&inputs, &mut Stopping(&stop)).unwrap().tally;
        assert!(first.stored > 0 && first.pieces() < 3000, "{first:?}");
        stop.store(false, Ordering::Relaxed);
        let rest = begun.take_in(&inputs, &mut ()).unwrap();
        assert_eq!(rest.before, first.pieces());
        assert_eq!(rest.tally.stored + first.stored, 2700);
        assert_eq!(rest.tally.duplicates, 0);
    });
}

#[test]
fn it_waits_for_who_writes_until_it_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let (archive, stop) = (folder.path().join("news.sayso"), AtomicBool::new(false));
    let _held = Lock::take(&archive).unwrap().unwrap();
    struct Impatient<'s>(&'s AtomicBool, Vec<usize>);
    impl Watch for Impatient<'_> {
        fn waits(&mut self, _archive: &Path, looks: usize) {
            self.1.push(looks);
            self.0.store(looks == 1, Ordering::Relaxed);
        }
    }
    let mut watch = Impatient(&stop, Vec::new());
    let is_begun = with(&archive, &stop, |ingest| ingest.begin(&mut watch).unwrap().is_some());
    assert!(!is_begun && watch.1 == [0, 1] && !archive.exists());
}

#[test]
fn what_is_no_archive_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let stop = AtomicBool::new(false);
    let begin = |path: &Path| with(path, &stop, |ingest| ingest.begin(&mut ()).err().unwrap());
    let error = begin(folder.path());
    assert!(matches!(error, IngestError::Folder(_)), "{error}");
    let error = begin(&folder.path().join("none/news.sayso"));
    assert!(matches!(error, IngestError::NoFolder { .. }), "{error}");
    let report = folder.path().join("report.txt");
    std::fs::write(&report, "1987-05-04\n\nRuritania thanked Freedonia.\n").unwrap();
    let said = begin(&report).to_string();
    assert_eq!(said.matches(&report.display().to_string()).count(), 1, "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
