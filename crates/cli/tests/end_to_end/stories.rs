//! `sayso stories` and what it leaves, from outside: the same whatever the order, the portions and
//! the accidents.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;

use super::ingest_corpus::{paragraphs, plain};
use super::*;

/// Reports of some weeks: each paragraph of the examples, again in another report some days later, and
/// between them reports of one paragraph's first half.
fn reports() -> Vec<String> {
    let paragraphs = paragraphs();
    let report = |number: usize| {
        let (at, again) = (number % paragraphs.len(), number / paragraphs.len());
        let text = &paragraphs[at];
        let half = text.split_inclusive(' ').take(text.split(' ').count() / 2).collect::<String>();
        let text = match again % 3 {
            0 => text.clone(),
            1 => format!("{text}\n\n{}", paragraphs[(at + 1) % paragraphs.len()]),
            _ => half,
        };
        let day = 1 + (5 * at + 3 * again) % 28;
        json!({
            "id": format!("r{number:03}"), "date": format!("2023-02-{day:02}"),
            "source": format!("Paper {}", number % 4), "text": text,
        })
    };
    (0..3 * paragraphs.len()).map(|number| format!("{}\n", report(number))).collect()
}

fn take_in(archive: &str, lines: &[String]) {
    let output = from_stdin(&["ingest", archive, "-", "--quiet"], &lines.concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

fn stories(archive: &str) -> String {
    let output = run(&["stories", archive]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stderr(&output).to_owned()
}

/// All that the stories of an archive say, by ids alone.
fn told(archive: &str) -> Vec<String> {
    let output = run(&["export", archive, "--as", "stories"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let mut all: Vec<String> = stdout(&output).lines().map(str::to_owned).collect();
    for sql in [
        "SELECT r.id, o.id, kind, share, of_original, passages FROM copies c \
            JOIN reports r USING (report) JOIN reports o ON o.report = c.original ORDER BY 1",
        "SELECT r.id, s.id, measure, unit, population, subgroup, place, since, until, contains, f.position, \
            g.id, f.figure, f.stance, f.other, f.is_copy FROM series s JOIN series_figures f USING (story, series) \
            JOIN reports r ON r.report = s.story JOIN reports g ON g.report = f.report ORDER BY 1, 2, 11",
        "SELECT s.id, d.date, d.rule, d.source, d.low, d.high, d.best FROM series_days d \
            JOIN series s USING (story, series) ORDER BY 1, 2, 3, 4",
    ] {
        all.extend(plain(Path::new(archive), sql));
    }
    let checked = run(&["check", archive]);
    assert_eq!(checked.status.code(), Some(0), "{}", stderr(&checked));
    all
}

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// An archive of these reports whose stories were made once.
    fn at_once(&self, name: &str, lines: &[String]) -> String {
        let path = self.path(name);
        take_in(&path, lines);
        stories(&path);
        path
    }
}

#[test]
fn every_report_is_in_a_story() {
    let output = run(&["export", &ARCHIVE, "--as", "stories"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let count = |story: &Value| story["reports"].as_array().map_or(0, Vec::len);
    assert_eq!(records(&output).iter().map(count).sum::<usize>(), EXAMPLES.len());
    assert!(stderr(&output).contains("stories of 3 reports exported"), "{}", stderr(&output));
}

#[test]
fn neither_order_nor_portions_nor_late_reports_matter() {
    let place = Place::new();
    let mut lines = reports();
    let want = told(&place.at_once("one.sayso", &lines));
    assert!(want.len() > lines.len() / 2, "{}", want.len());
    lines.reverse();
    assert_eq!(told(&place.at_once("back.sayso", &lines)), want);
    // Late ones are in every portion.
    lines.sort_by_key(|line| (line.len() % 3, line.clone()));
    let path = place.path("portions.sayso");
    for portion in lines.chunks(lines.len().div_ceil(3)) {
        take_in(&path, portion);
        let said = stories(&path);
        assert!(said.contains("reports looked at: "), "{said}");
    }
    assert_eq!(told(&path), want);
    assert_eq!(stories(&path), "sayso: the stories are up to date\n");
    let threads = place.path("threads.sayso");
    take_in(&threads, &lines);
    let more = ["stories", &threads, "--threads", "3", "--commit-every", "5", "--quiet"];
    let output = run(&more);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    assert_eq!(told(&threads), want);
}

#[test]
fn killed_at_any_moment_it_goes_on_where_it_was() {
    let place = Place::new();
    let lines = reports();
    let want = told(&place.at_once("one.sayso", &lines));
    let (late, on_time): (Vec<String>, Vec<String>) =
        lines.iter().cloned().partition(|line| line.len() % 4 == 0);
    let path = place.path("killed.sayso");
    take_in(&path, &on_time);
    let mut killed = 0;
    for wait in 0..40 {
        if wait == 15 {
            take_in(&path, &late);
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_sayso"))
            .args(["stories", &path, "--commit-every", "1", "--quiet"])
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(5 + 4 * wait % 70));
        let done = child.try_wait().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        killed += usize::from(done.is_none());
    }
    assert!(killed > 10, "only {killed} of 40 runs were killed");
    stories(&path);
    assert_eq!(told(&path), want);
}

#[test]
fn what_was_superseded_is_in_no_story_and_copied_by_none() {
    let place = Place::new();
    let texts = paragraphs();
    let line = |id: &str, day: u8, title: &str, text: &str| {
        let date = format!("2023-02-{day:02}");
        format!(
            "{}\n",
            json!({"id": id, "date": date, "source": "Wire", "title": title, "text": text})
        )
    };
    let first = line("w1", 6, "Quake hits the province", &texts[0]);
    let copy = line("w2", 7, "The quake of Monday", &texts[0]);
    let update = line("w3", 6, "UPDATE 1-Quake hits the province", &texts[1]);
    let path = place.at_once("news.sayso", &[first, copy.clone()]);
    let copies = "SELECT report_id, original_id, kind FROM v_copies";
    assert_eq!(plain(Path::new(&path), copies), ["w2 w1 whole"]);
    take_in(&path, std::slice::from_ref(&update));
    let behind = run(&["export", &path, "--as", "stories"]);
    assert_eq!(behind.status.code(), Some(1));
    assert!(
        stderr(&behind).contains(&format!("run `sayso stories {path}` first")),
        "{}",
        stderr(&behind)
    );
    stories(&path);
    assert_eq!(plain(Path::new(&path), copies), Vec::<String>::new());
    assert_eq!(told(&path), told(&place.at_once("without.sayso", &[copy, update])));
}

#[test]
fn what_is_coded_again_is_grouped_again() {
    let place = Place::new();
    let lines = &reports()[..12];
    let pages = place.path("pages");
    fs::create_dir_all(Path::new(&pages).join("actors")).unwrap();
    let path = place.at_once("news.sayso", lines);
    let before = told(&path);
    let output = run(&["ingest", &path, "--recode", "--codebook", &pages, "--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stories(&path);
    assert_eq!(told(&path), before);
}

#[test]
fn each_happening_goes_out_once_where_it_is_asked_for() {
    let place = Place::new();
    let path = place.at_once("news.sayso", &reports());
    let rows = |more: &[&str]| {
        let output = run(&[&["export", &path, "--as", "polecat"], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output).lines().count() - 1
    };
    let count = |view: &str| {
        let sql = format!(
            "SELECT count(*) FROM {view} WHERE status IN ('happened', 'ongoing', 'historical')"
        );
        let output = run(&["query", &path, &sql, "--format", "csv"]);
        stdout(&output).lines().nth(1).unwrap().parse::<usize>().unwrap()
    };
    assert_eq!(rows(&[]), count("v_events"));
    assert_eq!(rows(&["--distinct"]), count("v_happenings"));
    assert!(count("v_happenings") > 0 && count("v_happenings") < count("v_events"));
    for form in sayso_archive::export::FORMS {
        let out = place.path(form.name);
        let output =
            run(&["export", &path, "--as", form.name, "--distinct", "--out", &out, "--quiet"]);
        let want = if form.is_counted { 0 } else { 2 };
        assert_eq!(output.status.code(), Some(want), "{}: {}", form.name, stderr(&output));
        assert_eq!(Path::new(&out).exists(), form.is_counted, "{}", form.name);
    }
}

#[test]
fn without_stories_it_says_what_to_run() {
    let place = Place::new();
    let path = place.path("news.sayso");
    take_in(&path, &reports()[..3]);
    for more in [&["--as", "stories"][..], &["--as", "polecat", "--distinct"]] {
        let output = run(&[&["export", &path], more].concat());
        assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""));
        let said = stderr(&output);
        assert!(said.contains("has no stories yet; run `sayso stories "), "{said}");
    }
    let out = place.path("tables");
    let output = run(&["export", &path, "--as", "csv", "--out", &out]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("has no stories yet"), "{}", stderr(&output));
    let absent = run(&["stories", &place.path("nothing.sayso")]);
    assert_eq!(absent.status.code(), Some(1));
    assert!(stderr(&absent).contains("there is no archive here"), "{}", stderr(&absent));
    let names = fs::read_dir(place.0.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!names.into_iter().any(|name| name.to_string_lossy().starts_with("nothing")));
}
