//! Stories by a stand-in that groups by the letter that ids begin with, so that what is tested is
//! what becomes of its answers; copies and series by the real thing.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::Connection;
use sayso_record::{Mark, Record, Report, sample};
use sayso_stories::timeline::{EventAt, Number, OPEN_DAYS};

use super::kept::{Incoming, Placed};
use super::*;
use crate::check::Checked;
use crate::{Incoming as Taken, Outcome};

/// Events of every record here.
const EVENTS: usize = 3;

/// A report joins the open story of its letter; its first event is one happening with those of the
/// story's other reports, its others stand alone.
#[derive(Default)]
struct Letters {
    reports: BTreeMap<Number, (Date, String, Placed)>,
}

impl Placing for Letters {
    fn restore(&mut self, report: Incoming, placed: Placed) {
        self.reports.insert(report.number, (report.gist.date, report.id, placed));
    }

    fn day(&mut self, date: Date, mut reports: Vec<Incoming>) -> Vec<Placed> {
        reports.sort_by(|one, other| one.id.cmp(&other.id));
        let open = date.checked_sub(OPEN_DAYS.days()).unwrap();
        self.reports.retain(|_, (date, ..)| *date >= open);
        let mut all = Vec::new();
        for report in reports {
            let same = |(_, id, _): &&(Date, String, Placed)| id[..1] == report.id[..1];
            let before =
                self.reports.values().filter(same).max_by_key(|(date, id, _)| (*date, id.clone()));
            let own = |event| EventAt { report: report.number, event };
            let first = before.map_or(own(0), |(_, _, placed)| placed.happenings[0]);
            let story = before.map_or(report.number, |(_, _, placed)| placed.story);
            let happenings = std::iter::once(first).chain((1..EVENTS).map(own)).collect();
            let placed = Placed { number: report.number, story, happenings };
            self.reports.insert(report.number, (date, report.id, placed.clone()));
            all.push(placed);
        }
        all
    }
}

fn record(id: &str, day: i16) -> Record {
    let mut record = sample::record();
    assert_eq!(record.events.len(), EVENTS);
    let date = jiff::civil::date(1987, 1, 1).checked_add(i64::from(day).days()).unwrap();
    let text = format!("{}\n\nRemarks numbered {id}.", record.report.text);
    record.report = Report::new(date, record.report.title.take(), text);
    record.report.id = id.to_owned();
    record
}

/// Reports in three stories and a lonely one, over more days than a story is open.
pub(super) fn corpus() -> Vec<Record> {
    let mut all = Vec::new();
    for day in 0..40 {
        all.push(record(&format!("a{day:02}"), day));
        if day % 3 == 0 {
            all.push(record(&format!("b{day:02}"), day));
        }
        if day % 18 == 5 {
            all.push(record(&format!("c{day:02}"), day));
        }
    }
    all.push(record("d00", 90));
    all
}

fn store(path: &Path, records: &[Record]) {
    let mut writer = Writer::create(path).unwrap();
    writer.begin().unwrap();
    for record in records {
        let taken = Taken::new(record.clone(), None, None).unwrap();
        assert_eq!(writer.store(&taken).unwrap(), Outcome::Stored);
    }
    writer.commit().unwrap();
}

fn group(path: &Path, threads: usize) -> Grouped {
    let pace = Pace { threads, commit_every: 20 };
    let mut writer = Writer::create(path).unwrap();
    let mut on = |_, _| ControlFlow::Continue(());
    writer.group_by(pace, &mut on, || Box::<Letters>::default()).unwrap()
}

/// Goes so many commits far.
fn group_partly(path: &Path, commits: usize) -> Grouped {
    let mut writer = Writer::create(path).unwrap();
    let mut left = commits;
    let mut on = |_, _| {
        left -= 1;
        if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    writer
        .group_by(Pace { threads: 1, commit_every: 20 }, &mut on, || Box::<Letters>::default())
        .unwrap()
}

/// All that the stories say, by ids.
fn told(path: &Path) -> Vec<String> {
    let archive = Archive::open(path).unwrap();
    assert_eq!(archive.upkeep().unwrap(), Upkeep::UpToDate);
    let mut all = Vec::new();
    archive
        .stories(|story| {
            all.push(format!("{story:?}"));
            Ok::<(), ArchiveError>(())
        })
        .unwrap();
    all
}

fn rows(path: &Path, sql: &str) -> Vec<String> {
    crate::tests::rows(&Archive::open(path).unwrap(), sql)
}

fn faults(path: &Path) -> Vec<String> {
    let mut all = Vec::new();
    let archive = Archive::open(path).unwrap();
    let Checked { .. } = archive.check(&mut |fault| all.push(fault.to_string()));
    all
}

pub(super) struct Place(tempfile::TempDir);

impl Place {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// An archive of these records, grouped once.
    pub(super) fn at_once(&self, name: &str, records: &[Record]) -> PathBuf {
        let path = self.path(name);
        store(&path, records);
        group(&path, 1);
        path
    }
}

#[test]
fn stories_are_what_places_them_says() {
    let place = Place::new();
    let path = place.at_once("news.sayso", &corpus());
    let stories = rows(
        &path,
        "SELECT r.id, s.title, (SELECT count(*) FROM story_reports m WHERE m.story = s.story) \
        FROM stories s JOIN reports r ON r.report = s.story ORDER BY r.date, r.id",
    );
    let title = record("a00", 0).report.title.unwrap();
    // The story of c is over before its next report, 18 days later.
    let want = [("a00", 40), ("b00", 14), ("c05", 1), ("c23", 1), ("d00", 1)];
    assert_eq!(stories, want.map(|(id, count)| format!("{id}|{title}|{count}")));
    let happenings = rows(&path, "SELECT count(*), sum(reports) FROM v_happenings");
    // The first event of each report of a story is one; two of each report stand alone.
    assert_eq!(happenings, [format!("{}|{}", 5 + 2 * 57, 3 * 57)]);
    assert_eq!(faults(&path), Vec::<String>::new());
    let archive = Archive::open(&path).unwrap();
    for id in ["b00", "b12"] {
        let story = archive.story_of(id).unwrap().unwrap();
        assert_eq!((story.id.as_str(), story.reports.len()), ("b00", 14), "{id}");
    }
    assert_eq!(archive.story_of("nothing").unwrap(), None);
    let views = ["v_stories", "v_happenings", "v_copies", "v_series", "v_series_days"];
    for view in views {
        assert!(!rows(&path, &format!("SELECT * FROM {view}")).is_empty(), "{view}");
    }
}

#[test]
fn the_order_of_arrival_and_the_portions_do_not_matter() {
    let place = Place::new();
    let mut all = corpus();
    let want = told(&place.at_once("one.sayso", &all));
    let raw = "SELECT r.id, o.id, c.kind, c.share, c.of_original, c.passages FROM copies c \
        JOIN reports r USING (report) JOIN reports o ON o.report = c.original ORDER BY 1";
    let copies = rows(&place.path("one.sayso"), raw);
    assert!(copies.len() > 50, "the texts are all but the same");
    all.reverse();
    assert_eq!(told(&place.at_once("back.sayso", &all)), want);
    // Late ones among the others, in portions.
    all.sort_by_key(|record| record.report.sha256.clone());
    let path = place.path("portions.sayso");
    for portion in all.chunks(9) {
        store(&path, portion);
        group(&path, 2);
        assert_eq!(faults(&path), Vec::<String>::new());
    }
    assert_eq!(told(&path), want);
    assert_eq!(rows(&path, raw), copies);
    let again = Grouped::default();
    assert_eq!(group(&path, 1), again, "nothing is done twice");
}

#[test]
fn a_run_that_was_stopped_is_gone_on_with() {
    let place = Place::new();
    let many =
        |day: i16| (0..6).map(move |n| record(&format!("{}{day:02}x{n}", ["e", "f"][n % 2]), day));
    let all: Vec<Record> = (0..30).flat_map(many).collect();
    let (late, on_time): (Vec<Record>, Vec<Record>) =
        all.iter().cloned().partition(|record| record.report.id.ends_with("x3"));
    let want = told(&place.at_once("one.sayso", &all));
    let path = place.path("stopped.sayso");
    store(&path, &on_time);
    let mut stopped = 0;
    while group_partly(&path, 1).is_stopped {
        stopped += 1;
        assert!(Archive::open(&path).unwrap().upkeep().unwrap() == Upkeep::Behind);
        assert_eq!(faults(&path), Vec::<String>::new());
    }
    assert!(stopped > 2, "{stopped}");
    for late in late.chunks(7).rev() {
        store(&path, late);
        group_partly(&path, 1);
    }
    group(&path, 2);
    assert_eq!(told(&path), want);
}

#[test]
fn what_is_withdrawn_leaves_its_story_and_its_copies_copy_another() {
    let place = Place::new();
    let path = place.path("news.sayso");
    let all = corpus();
    let wire = |record: &Record, mark| {
        Taken::new(record.clone(), mark, Some(format!("headline {}", &record.report.id[..3])))
            .unwrap()
    };
    let mut writer = Writer::create(&path).unwrap();
    let mut take = |record: &Record, mark| {
        writer.begin().unwrap();
        writer.store(&wire(record, mark)).unwrap();
        writer.commit().unwrap();
    };
    all.iter().for_each(|record| take(record, None));
    group(&path, 1);
    let copies = "SELECT count(*) FROM v_copies WHERE original_id = 'a00'";
    assert_ne!(rows(&path, copies), ["0"]);
    // The first of all, whom all copy, and the founder of a story.
    let withdrawal = {
        let mut record = record("a00w", 1);
        record.report.title = None;
        record
    };
    take(&withdrawal, Some(Mark::Withdrawn));
    drop(writer);
    assert_eq!(rows(&path, copies), ["0"], "no copy names what is gone");
    assert_eq!(Archive::open(&path).unwrap().upkeep().unwrap(), Upkeep::Behind);
    group(&path, 1);
    assert_eq!(faults(&path), Vec::<String>::new());
    let left: Vec<Record> =
        all.iter().filter(|record| record.report.id != "a00").cloned().collect();
    assert_eq!(told(&path), told(&place.at_once("without.sayso", &left)));
}

#[test]
fn what_is_coded_again_is_grouped_again() {
    let place = Place::new();
    let all = corpus();
    let path = place.at_once("news.sayso", &all);
    let mut changed = all.clone();
    for record in changed.iter_mut().step_by(5) {
        record.figures.clear();
        record.engine.codebook = "another".into();
    }
    let mut writer = Writer::create(&path).unwrap();
    writer.begin().unwrap();
    for (at, record) in changed.iter().enumerate().step_by(5) {
        let taken = Taken::new(record.clone(), None, None).unwrap();
        writer.recode(at as i64 + 1, &taken).unwrap();
    }
    writer.commit().unwrap();
    drop(writer);
    assert_eq!(faults(&path), Vec::<String>::new(), "between the two, too");
    group(&path, 1);
    assert_eq!(faults(&path), Vec::<String>::new());
    assert_eq!(told(&path), told(&place.at_once("changed.sayso", &changed)));
}

#[test]
fn days_that_nothing_can_change_are_left_alone() {
    let place = Place::new();
    let all: Vec<Record> = (0..200).map(|day| record(&format!("a{day:03}"), day)).collect();
    let path = place.at_once("news.sayso", &all);
    store(&path, &[record("z", 3)]);
    assert_eq!(group(&path, 1).reports, 1);
    let mut now = all.clone();
    now.push(record("z", 3));
    assert_eq!(told(&path), told(&place.at_once("now.sayso", &now)));
}

#[test]
fn gists_are_kept_as_long_as_they_are_needed() {
    let place = Place::new();
    let all: Vec<Record> = (0..120).map(|day| record(&format!("a{day:03}"), day)).collect();
    let path = place.at_once("news.sayso", &all);
    assert_eq!(rows(&path, "SELECT count(*) FROM gists"), ["31"]);
}

#[test]
fn an_older_archive_is_brought_up_to_date() {
    let place = Place::new();
    let want = told(&place.at_once("new.sayso", &corpus()));
    let path = place.path("old.sayso");
    store(&path, &corpus());
    let connection = Connection::open(&path).unwrap();
    let format_1 = "PRAGMA foreign_keys = 0; DROP VIEW v_stories; DROP VIEW v_happenings; \
        DROP VIEW v_copies; DROP VIEW v_series; DROP VIEW v_series_days; \
        DROP VIEW v_rule_precision; DROP VIEW v_marks; DROP TABLE marks; DROP TABLE report_marks; \
        DROP TABLE series_days; DROP TABLE series_figures; DROP TABLE series; DROP TABLE story_events; \
        DROP TABLE story_reports; DROP TABLE stories; DROP TABLE copies; DROP TABLE gists; \
        DROP TABLE waiting; PRAGMA user_version = 1;";
    connection.execute_batch(format_1).unwrap();
    // What is left is what the first format made.
    let tables = |connection: &Connection| {
        let sql = "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema \
            WHERE type IN ('table', 'index') AND sql IS NOT NULL ORDER BY name)";
        connection.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap()
    };
    let fresh = Connection::open_in_memory().unwrap();
    fresh.execute_batch(crate::schema::STEPS[0]).unwrap();
    assert_eq!(tables(&connection), tables(&fresh));
    drop(connection);
    assert!(matches!(Archive::open(&path), Err(ArchiveError::TooOld { found: 1, .. })));
    assert_eq!(group(&path, 1).reports, 57);
    assert_eq!(told(&path), want);
    assert_eq!(faults(&path), Vec::<String>::new());
}
