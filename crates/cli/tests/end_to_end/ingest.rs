//! `sayso ingest`: what is taken in once is not taken in again, what is counted is kept, and every
//! piece of an input is a report in the archive or a row that says why it is none.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use tempfile::TempDir;

use super::ingest_corpus::*;
use super::*;

struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn archive(&self) -> PathBuf {
        self.path("news.sayso")
    }

    /// `sayso ingest`, in the place's folder.
    fn ingest(&self, arguments: &[&str]) -> Output {
        let mut command = sayso();
        command.current_dir(self.folder.path()).args(["ingest", "news.sayso"]);
        command.args(arguments).output().unwrap()
    }

    fn plain(&self, sql: &str) -> Vec<String> {
        plain(&self.archive(), sql)
    }
}

const INPUTS: &str =
    "SELECT name, finished, pieces, stored, duplicates, skipped, failed FROM inputs";

#[track_caller]
fn says(output: &Output, code: i32, last: &str) {
    assert_eq!(output.status.code(), Some(code), "{}", stderr(output));
    assert_eq!(last_word(output), last, "{}", stderr(output));
    assert_eq!(stdout(output), "");
}

#[test]
fn what_is_there_is_not_taken_in_again() {
    let place = Place::new();
    place.write("a.jsonl", &lines("a", 5));
    let all_new = "sayso: 5 read = 5 stored + 0 duplicate + 0 skipped + 0 failed";
    says(&place.ingest(&["a.jsonl"]), 0, all_new);
    let before = dump(&place.archive());
    let none_new =
        "sayso: 0 read = 0 stored + 0 duplicate + 0 skipped + 0 failed; 5 were taken in before";
    says(&place.ingest(&["a.jsonl"]), 0, none_new);
    assert_same(&dump(&place.archive()), &before);

    place.write("b.jsonl", &lines("a", 5));
    let all_known = "sayso: 5 read = 0 stored + 5 duplicate + 0 skipped + 0 failed";
    says(&place.ingest(&["b.jsonl"]), 0, all_known);
    place.write("a.jsonl", &lines("a", 6));
    let one_new = "sayso: 6 read = 1 stored + 5 duplicate + 0 skipped + 0 failed";
    says(&place.ingest(&["a.jsonl"]), 0, one_new);
    assert_eq!(
        place.plain(INPUTS),
        ["a.jsonl 1 5 5 0 0 0", "b.jsonl 1 5 0 5 0 0", "a.jsonl 1 6 1 5 0 0"]
    );
    assert_eq!(stored(&place.archive()).len(), 6);
}

#[test]
fn an_input_named_twice_counts_once() {
    let place = Place::new();
    place.write("a.jsonl", &(lines("a", 3) + "no JSON\n{\n"));
    for every in ["1", "1000"] {
        let _ = fs::remove_file(place.archive());
        let run =
            place.ingest(&["a.jsonl", "a.jsonl", "a.*", "--from=jsonl", "--commit-every", every]);
        let last = "sayso: 5 read = 3 stored + 0 duplicate + 0 skipped + 2 failed; 10 were taken in before";
        says(&run, 1, last);
        assert_eq!(place.plain(INPUTS), ["a.jsonl 1 5 3 0 0 2"]);
        assert_eq!(place.plain("SELECT count(*) FROM problems"), ["2"]);
    }
}

#[test]
fn standard_input_is_read_each_time() {
    let place = Place::new();
    let feed = |text: &str| {
        let mut command = sayso();
        command.current_dir(place.folder.path()).args(["ingest", "news.sayso", "-"]);
        command.write_stdin(text).output().unwrap()
    };
    says(&feed(&lines("a", 3)), 0, "sayso: 3 read = 3 stored + 0 duplicate + 0 skipped + 0 failed");
    let other = lines("b", 2) + "{\n" + &lines("a", 1);
    says(&feed(&other), 1, "sayso: 4 read = 2 stored + 1 duplicate + 0 skipped + 1 failed");
    says(&feed(&other), 1, "sayso: 4 read = 0 stored + 3 duplicate + 0 skipped + 1 failed");
    assert_eq!(stored(&place.archive()).len(), 5);
    assert_eq!(place.plain("SELECT place FROM problems"), ["line 3"]);
}

#[test]
fn what_failed_for_want_of_a_flag_is_tried_again_with_it() {
    let place = Place::new();
    place.write("a.txt", &paragraphs()[0]);
    says(
        &place.ingest(&["a.txt"]),
        1,
        "sayso: 1 read = 0 stored + 0 duplicate + 0 skipped + 1 failed",
    );
    let run = place.ingest(&["a.txt", "--date", "2023-02-09"]);
    says(&run, 0, "sayso: 1 read = 1 stored + 0 duplicate + 0 skipped + 0 failed");
    let again = place.ingest(&["a.txt", "--date", "2023-02-09"]);
    assert!(last_word(&again).ends_with("0 failed; 1 were taken in before"));
}

/// A file that the system will not read now may be readable the next time, its size and time of
/// change the same.
#[cfg(target_os = "linux")]
#[test]
fn what_the_system_would_not_read_is_not_finished() {
    let place = Place::new();
    for _ in 0..2 {
        let run = place.ingest(&["/proc/self/mem"]);
        says(&run, 1, "sayso: 1 read = 0 stored + 0 duplicate + 0 skipped + 1 failed");
        assert!(stderr(&run).contains("check the path and its permissions"), "{}", stderr(&run));
    }
    assert_eq!(place.plain("SELECT count(*) FROM problems"), ["1"]);
    assert_eq!(place.plain("SELECT sum(failed) FROM inputs"), ["1"]);
    let done = "SELECT count(*) FROM inputs WHERE finished AND name = '/proc/self/mem'";
    assert_eq!(place.plain(done), ["0"]);
}

#[test]
fn every_piece_is_counted_and_kept() {
    let place = Place::new();
    corpus(place.folder.path());
    let run = place.ingest(&["corpus", "missing.txt"]);
    assert_eq!(run.status.code(), Some(1));
    let sums =
        "SELECT sum(pieces), sum(stored), sum(duplicates), sum(skipped), sum(failed) FROM inputs";
    let sums: Vec<usize> = place.plain(sums)[0].split(' ').map(|n| n.parse().unwrap()).collect();
    assert_eq!(sums[0], sums[1..].iter().sum::<usize>());
    let last = format!(
        "sayso: {} read = {} stored + {} duplicate + {} skipped + {} failed",
        sums[0], sums[1], sums[2], sums[3], sums[4]
    );
    assert_eq!(last_word(&run), last);
    let by_kind = |kind| format!("SELECT count(*) FROM problems WHERE kind = '{kind}'");
    assert_eq!(place.plain(&by_kind("skipped")), [sums[3].to_string()]);
    assert_eq!(place.plain(&by_kind("failed")), [sums[4].to_string()]);
    let unequal = "SELECT name FROM inputs WHERE pieces <> stored + duplicates + skipped + failed";
    assert_eq!(place.plain(unequal), Vec::<String>::new());
    assert_eq!(stored(&place.archive()).len(), sums[1]);
}

#[test]
fn problems_name_file_place_and_reason() {
    let place = Place::new();
    corpus(place.folder.path());
    place.ingest(&["corpus", "missing.txt", "-q"]);
    let problems = place.plain(
        "SELECT replace(name, 'corpus/', ''), kind, place, reason FROM problems JOIN inputs USING (input)",
    );
    for expected in [
        "a.jsonl.gz failed line 21 bad JSON",
        "a.jsonl.gz skipped line 32 the text is in French",
        "a.jsonl.gz failed line 33 no date",
        "c.xml skipped entry 5 the text is in French",
        "d.csv failed line 6 this row holds NUL bytes",
        "d.csv skipped line 7 the text is in French",
        "d.csv failed line 8 this row has 2 cells",
        "e.warc skipped byte ",
        "e.warc failed byte ",
        "h.jsonl.gz failed byte ",
        "i.html failed null ",
        "k.bin failed null this is a binary file",
        "l.zip failed null this is a ZIP archive",
        "missing.txt failed null ",
    ] {
        let found = problems.iter().filter(|problem| problem.starts_with(expected)).count();
        assert!(found > 0, "{expected}: {problems:#?}");
    }
    let bomb = stored(&place.archive());
    assert!(bomb.iter().all(|stored| !stored.record.report.text.contains("boom")));
    let again = place.ingest(&["corpus", "missing.txt", "-q"]);
    assert_eq!(again.status.code(), Some(1), "what is missing is looked for again");
    assert_eq!(place.plain("SELECT count(*) FROM problems"), [problems.len().to_string()]);
}

#[test]
fn versions_of_a_story_stand_as_the_wire_says() {
    let place = Place::new();
    corpus(place.folder.path());
    place.ingest(&["corpus/g.jsonl"]);
    let standings: Vec<String> = stored(&place.archive())
        .iter()
        .map(|stored| {
            let replaces = stored.replaces.as_deref().unwrap_or("-");
            format!("{} {} {replaces}", stored.record.report.id, stored.standing.word())
        })
        .collect();
    assert_eq!(
        standings,
        [
            "w1 superseded -",
            "w2 superseded w1",
            "w3 current w2",
            "w4 withdrawn -",
            "w5 withdrawn w4",
            "w6 superseded -",
            "w6@2 current w6",
        ]
    );
    assert_eq!(place.plain(INPUTS), ["corpus/g.jsonl 1 8 7 1 0 0"]);
}

#[test]
fn the_archive_is_no_input_of_its_own() {
    let place = Place::new();
    place.write("a.jsonl", &lines("a", 2));
    for _ in 0..2 {
        let run = place.ingest(&[".", "./news.sayso"]);
        assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    }
    assert_eq!(place.plain(INPUTS), ["./a.jsonl 1 2 2 0 0 0"]);
}

#[test]
fn nothing_but_plain_lines_where_there_is_no_terminal() {
    let place = Place::new();
    place.write("a.jsonl", &(lines("a", 3) + "{\n"));
    let run = place.ingest(&["a.jsonl"]);
    assert_eq!(stdout(&run), "");
    assert!(!stderr(&run).contains(['\u{1b}', '\r']), "{:?}", stderr(&run));
    assert!(stderr(&run).lines().all(|line| line.starts_with("sayso: ")), "{}", stderr(&run));
    fs::remove_file(place.archive()).unwrap();
    let quiet = place.ingest(&["a.jsonl", "--quiet"]);
    assert_eq!(stderr(&quiet).lines().count(), 1, "{}", stderr(&quiet));
    assert!(stderr(&quiet).starts_with("sayso: a.jsonl:4: bad JSON"), "{}", stderr(&quiet));
    place.write("b.jsonl", &lines("b", 1));
    assert_eq!(stderr(&place.ingest(&["b.jsonl", "--quiet"])), "");
}

/// A codebook that finds what the built-in one does not.
fn own_codebook(place: &Place) {
    fs::create_dir_all(place.path("mine/events")).unwrap();
    let page = "# CONSULT: arriving\n\nWho arrives.\n\n```toml\n[rule.arrive]\n\
        verbs = [\"attend\"]\ntype = \"CONSULT\"\nmode = \"visit\"\ncameo = \"042\"\n\
        actor = [\"subject\"]\nrecipient = [\"prep:in\"]\n```\n";
    place.write("mine/events/arriving.md", page);
}

#[test]
fn coding_again_changes_the_coding_alone() {
    let place = Place::new();
    own_codebook(&place);
    corpus(place.folder.path());
    place.write("more.jsonl", &lines("r", 14));
    place.ingest(&["more.jsonl", "corpus/g.jsonl"]);
    let reports =
        "SELECT report, id, date, source, title, standing, replaces, mark, story FROM reports";
    let (before, all) = (place.plain(reports), dump(&place.archive()));
    says(&place.ingest(&["--recode"]), 0, "sayso: 0 coded again");
    assert_same(&dump(&place.archive()), &all);

    let own = ["--recode", "--codebook", "mine"];
    says(&place.ingest(&own), 0, "sayso: 21 coded again");
    assert_eq!(place.plain(reports), before);
    let engines = "SELECT count(DISTINCT engine) FROM reports";
    assert_eq!(place.plain(engines), ["1"]);
    let of_mine =
        "SELECT count(*) FROM events JOIN rules USING (rule) WHERE name LIKE 'arriving.%'";
    assert_ne!(place.plain(of_mine), ["0"]);
    let recoded = dump(&place.archive());
    says(&place.ingest(&own), 0, "sayso: 0 coded again");
    assert_same(&dump(&place.archive()), &recoded);

    // The same as if it had been coded so from the start.
    let other = Place::new();
    own_codebook(&other);
    corpus(other.folder.path());
    other.write("more.jsonl", &lines("r", 14));
    other.ingest(&["more.jsonl", "corpus/g.jsonl", "--codebook", "mine"]);
    let records = |place: &Place| {
        let of = |archive: &Path| stored(archive).into_iter().map(|stored| stored.record);
        of(&place.archive()).map(|record| json!(record).to_string()).collect::<Vec<_>>()
    };
    assert_same(&records(&place), &records(&other));
}
