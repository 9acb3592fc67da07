use std::path::PathBuf;

use rusqlite::Connection;
use sayso_record::{Mark, Report, sample};

use super::*;

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("news.sayso")
    }

    fn with(&self, incoming: &[Incoming]) -> (Archive, Vec<Outcome>) {
        let mut writer = Writer::create(&self.path()).unwrap();
        writer.begin().unwrap();
        let outcomes = incoming.iter().map(|report| writer.store(report).unwrap()).collect();
        writer.commit().unwrap();
        drop(writer);
        (Archive::open(&self.path()).unwrap(), outcomes)
    }
}

fn plain(record: Record) -> Incoming {
    Incoming::new(record, None, None).unwrap()
}

/// A report of a day, with a headline and the mark that a wire service gave it.
fn wire(id: &str, day: i8, mark: Option<Mark>) -> Incoming {
    let mut record = sample::record();
    let date = jiff::civil::date(1987, 5, day);
    let source = record.report.source.take();
    record.report = Report::new(date, None, format!("{}{id}", record.report.text));
    record.report.source = source;
    record.report.id = id.to_owned();
    Incoming::new(record, mark, Some("presidents meet".into())).unwrap()
}

fn rows(archive: &Archive, sql: &str) -> Vec<String> {
    let mut find = archive.connection.prepare(sql).unwrap();
    let columns = find.column_count();
    let mut rows = find.query([]).unwrap();
    let mut all = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let cells =
            (0..columns).map(|at| match row.get::<_, rusqlite::types::Value>(at).unwrap() {
                rusqlite::types::Value::Null => "-".to_owned(),
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Real(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text,
                rusqlite::types::Value::Blob(bytes) => format!("{} bytes", bytes.len()),
            });
        all.push(cells.collect::<Vec<_>>().join("|"));
    }
    all
}

#[test]
fn what_goes_in_comes_out_whole() {
    let mut other = sample::record();
    other.report.id = "other".into();
    let place = Place::new();
    let (archive, _) = place.with(&[plain(sample::full()), plain(other.clone())]);
    let mut back = Vec::new();
    let each = archive.records().each(|stored| {
        back.push(stored);
        Ok::<(), ArchiveError>(())
    });
    each.unwrap();
    assert_eq!(back[0].record, sample::full());
    assert_eq!(back[1].record, other);
    assert_eq!((back[1].standing, &back[1].replaces), (Standing::Current, &None));
}

#[test]
fn the_same_report_is_stored_once_and_another_text_is_a_version() {
    let mut changed = sample::full();
    changed.report.text.push('.');
    changed.report.sha256 = "00".repeat(32);
    let place = Place::new();
    let (archive, outcomes) = place.with(&[
        plain(sample::full()),
        plain(sample::full()),
        plain(changed.clone()),
        plain(changed),
    ]);
    use Outcome::{Duplicate, Stored};
    assert_eq!(outcomes, [Stored, Duplicate, Stored, Duplicate]);
    let id = sample::full().report.id;
    let reports = rows(&archive, "SELECT id, standing, replaces FROM reports");
    assert_eq!(reports, [format!("{id}|superseded|-"), format!("{id}@2|current|1")]);
    // What was superseded is not counted.
    assert_eq!(rows(&archive, "SELECT count(*) FROM events"), ["6"]);
    assert_eq!(rows(&archive, "SELECT count(*) FROM v_events"), ["3"]);
}

#[test]
fn versions_do_not_depend_on_the_order_of_arrival() {
    let versions: [(&str, i8, Option<Mark>); 5] = [
        ("first", 4, None),
        ("second", 4, Some(Mark::Update(1))),
        ("third", 5, Some(Mark::Update(2))),
        ("fourth", 5, Some(Mark::Corrected)),
        ("another year's", 20, None),
    ];
    let sql = "SELECT r.id, r.standing, o.id FROM reports r LEFT JOIN reports o ON o.report = r.replaces \
        ORDER BY r.date, r.id";
    let want = [
        "first|superseded|-",
        "second|superseded|first",
        "fourth|current|third",
        "third|superseded|second",
        "another year's|current|-",
    ];
    for turn in 0..versions.len() {
        for backwards in [false, true] {
            let mut order = versions;
            order.rotate_left(turn);
            if backwards {
                order.reverse();
            }
            let incoming: Vec<_> = order.map(|(id, day, mark)| wire(id, day, mark)).into();
            let place = Place::new();
            let (archive, _) = place.with(&incoming);
            assert_eq!(rows(&archive, sql), want, "{turn} {backwards}");
        }
    }
}

/// Ids, standings and what they replace of wire reports, in every order of arrival.
fn standings_in_any_order(versions: &[(&str, i8, Option<Mark>)]) -> Vec<String> {
    let sql = "SELECT r.id, r.standing, o.id FROM reports r LEFT JOIN reports o ON o.report = r.replaces \
        ORDER BY r.id";
    let mut all: Vec<Vec<String>> = Vec::new();
    for turn in 0..versions.len() {
        for second in 1..versions.len() {
            let mut order = versions.to_vec();
            order.rotate_left(turn);
            order.swap(0, second);
            let incoming: Vec<_> =
                order.iter().map(|(id, day, mark)| wire(id, *day, *mark)).collect();
            let (archive, _) = Place::new().with(&incoming);
            all.push(rows(&archive, sql));
            order.reverse();
            let incoming: Vec<_> =
                order.iter().map(|(id, day, mark)| wire(id, *day, *mark)).collect();
            let (archive, _) = Place::new().with(&incoming);
            all.push(rows(&archive, sql));
        }
    }
    let first = all.remove(0);
    for other in all {
        assert_eq!(other, first);
    }
    first
}

#[test]
fn a_mark_reaches_one_report_of_a_column_and_its_versions() {
    let column = [
        ("a", 4, None),
        ("b", 5, None),
        ("b1", 5, Some(Mark::Update(1))),
        ("b2", 7, Some(Mark::Update(2))),
        ("b3", 9, Some(Mark::Withdrawn)),
        ("c", 10, None),
        ("d", 11, None),
        ("d1", 11, Some(Mark::Corrected)),
        ("e", 12, None),
        ("f", 16, Some(Mark::Update(1))),
    ];
    let want = [
        "a|current|-",
        "b|withdrawn|-",
        "b1|withdrawn|b",
        "b2|withdrawn|b1",
        "b3|withdrawn|b2",
        "c|current|-",
        "d|superseded|-",
        "d1|current|d",
        "e|current|-",
        "f|current|-",
    ];
    assert_eq!(standings_in_any_order(&column), want);
}

#[test]
fn one_of_several_reports_of_a_day_is_the_one_that_is_followed() {
    let day = [
        ("a", 4, None),
        ("b", 4, None),
        ("c", 4, None),
        ("k", 4, Some(Mark::Withdrawn)),
        ("z", 5, None),
    ];
    let standings = standings_in_any_order(&day);
    let withdrawn = standings.iter().filter(|line| line.contains("|withdrawn|")).count();
    assert_eq!(withdrawn, 2, "{standings:?}");
    assert_eq!(standings[4], "z|current|-");
}

/// A report under an id, of a day, with a text that is `words` words long and ends in `end`.
fn under(id: &str, day: i8, words: usize, end: &str) -> Incoming {
    plain(record_under(id, day, words, end))
}

fn record_under(id: &str, day: i8, words: usize, end: &str) -> Record {
    let mut record = sample::record();
    let text = format!("{}{}{end}", record.report.text, " word".repeat(words));
    record.report = Report::new(jiff::civil::date(1987, 5, day), None, text);
    record.report.id = id.to_owned();
    record
}

#[test]
fn the_latest_text_under_an_id_stands_whenever_it_comes() {
    let texts = [(1, "x"), (9, "y"), (9, "z"), (4, "v")];
    let (archive, _) = Place::new().with(&texts.map(|(day, end)| under("x", day, 0, end)));
    let sql = "SELECT id, given_id, date, standing, replaces FROM reports";
    let want = [
        "x|-|1987-05-01|superseded|-",
        "x@2|x|1987-05-09|superseded|1",
        "x@3|x|1987-05-09|current|2",
        "x@4|x|1987-05-04|superseded|-",
    ];
    assert_eq!(rows(&archive, sql), want);
    let (archive, _) = Place::new().with(&[under("x", 9, 0, "y"), under("x", 1, 0, "x")]);
    let want = ["x|-|1987-05-09|current|2", "x@2|x|1987-05-01|superseded|-"];
    assert_eq!(rows(&archive, sql), want);
}

#[test]
fn a_summary_does_not_take_the_place_of_the_whole() {
    let sql = "SELECT id, standing, replaces FROM reports";
    let (archive, _) = Place::new().with(&[
        under("x", 4, 999, "whole"),
        under("x", 5, 0, "summary"),
        under("x", 6, 0, "another"),
        under("x", 7, 900, "shorter"),
    ]);
    let want = ["x|superseded|-", "x@2|superseded|-", "x@3|superseded|-", "x@4|current|1"];
    assert_eq!(rows(&archive, sql), want);
    let (archive, _) =
        Place::new().with(&[under("x", 5, 0, "summary"), under("x", 4, 999, "whole")]);
    assert_eq!(rows(&archive, sql), ["x|superseded|-", "x@2|current|1"]);
}

#[test]
fn ids_that_look_like_versions_are_none() {
    let place = Place::new();
    let (archive, outcomes) = place.with(&[
        under("y@2", 4, 0, "foreign"),
        under("y", 4, 0, "a"),
        under("y", 4, 0, "b"),
        under("y@3", 4, 0, "foreign"),
        under("y@3", 4, 0, "b"),
        under("y", 4, 0, "b"),
        under("y@3", 4, 0, "foreign"),
        under("y", 4, 0, "c"),
    ]);
    let want = [
        "y@2|-|current",
        "y|-|superseded",
        "y@3|y|superseded",
        "y@3@2|y@3|superseded",
        "y@3@3|y@3|current",
        "y@4|y|current",
    ];
    assert_eq!(rows(&archive, "SELECT id, given_id, standing FROM reports ORDER BY report"), want);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Duplicate).count(), 2);
    let held = |id: &str, end: &str| archive.holds(&record_under(id, 4, 0, end).report).unwrap();
    assert!(held("y", "b") && held("y@3", "b") && held("y@2", "foreign") && !held("y@4", "c"));
}

#[test]
fn thousands_of_versions_take_no_more_time_each() {
    type Make = fn(usize) -> Incoming;
    let marked: [Make; 4] = [
        |n| wire(&format!("{n}"), 4 + (n % 3) as i8, None),
        |n| wire(&format!("{n}"), 4, Some(Mark::Update(1 + n as u32 % 9))),
        |n| wire(&format!("{n}"), 4, (n % 100 == 50).then_some(Mark::Withdrawn)),
        |n| under("x", 4, 0, &n.to_string()),
    ];
    for (case, make) in marked.into_iter().enumerate() {
        let place = Place::new();
        let mut writer = Writer::create(&place.path()).unwrap();
        writer.begin().unwrap();
        let mut times = Vec::new();
        for part in 0..4 {
            let incoming: Vec<_> = (0..250).map(|n| make(part * 250 + n)).collect();
            let start = std::time::Instant::now();
            incoming.iter().for_each(|one| assert_eq!(writer.store(one).unwrap(), Outcome::Stored));
            times.push(start.elapsed());
        }
        eprintln!("{case}: {times:?}");
        assert!(
            times[3] < times[0] * 4 + std::time::Duration::from_millis(500),
            "{case}: {times:?}"
        );
    }
}

#[test]
fn what_is_withdrawn_is_marked_and_not_counted() {
    let incoming = [
        wire("first", 4, None),
        wire("second", 4, Some(Mark::Update(1))),
        wire("kill", 5, Some(Mark::Withdrawn)),
    ];
    let place = Place::new();
    let (archive, _) = place.with(&incoming);
    assert_eq!(rows(&archive, "SELECT DISTINCT standing FROM reports"), ["withdrawn"]);
    assert_eq!(rows(&archive, "SELECT count(*) FROM v_events"), ["0"]);
    assert_eq!(rows(&archive, "SELECT count(*) FROM events"), ["9"]);
}

#[test]
fn the_packed_tables_are_read_like_others() {
    let mut other = sample::loaded();
    other.report.id = "other".into();
    let place = Place::new();
    let (archive, _) = place.with(&[plain(sample::full()), plain(other)]);
    assert_eq!(rows(&archive, "SELECT report, count(*) FROM actors GROUP BY 1"), ["1|4", "2|4"]);
    let loaded = "SELECT slice(expand(t.text), m.start, m.end), a.name, a.wikidata FROM mentions m \
        JOIN actors a USING (report, actor) JOIN texts t USING (report) WHERE m.loaded AND m.report = 1";
    assert_eq!(
        rows(&archive, loaded),
        ["the Freedonian army|Freedonian army|-", "his Freedonian counterpart|Freedonia|Q79"]
    );
    assert_eq!(
        rows(&archive, "SELECT report, time, value, mod FROM times"),
        ["1|0|1987-05-04|APPROX"]
    );
    assert_eq!(
        rows(
            &archive,
            "SELECT name, latitude, geonames_id, precision FROM places WHERE report = 1"
        ),
        ["Strelsau|50.123456|123456789|exact", "Zenda|-|-|-"]
    );
    assert_eq!(rows(&archive, "SELECT * FROM places WHERE report = 2"), Vec::<String>::new());
    assert_eq!(
        rows(&archive, "SELECT * FROM actors WHERE report IN (3, NULL)"),
        Vec::<String>::new()
    );
}

#[test]
fn views_name_parties_voices_and_words() {
    let place = Place::new();
    let (archive, _) = place.with(&[plain(sample::full())]);
    let sql = "SELECT event, plover, actors, actor_codes, recipients, said_by, place, words FROM v_events";
    assert_eq!(
        rows(&archive, sql),
        [
            "e0|CONSULT|Rassendyll|RURGOV|Freedonia|-|-|met",
            "e1|ASSAULT|Freedonian army; Freedonia|FRDMIL; FRD|Ruritania|Freedonian army|Zenda|shelled Zenda",
            "e2|REJECT|Freedonia|FRD|Ruritania|-|-|rejected",
        ]
    );
    let ids = sayso_record::tables::stable_ids(&sample::full());
    assert_eq!(rows(&archive, "SELECT event_id FROM v_events"), ids.events);
    assert_eq!(rows(&archive, "SELECT figure_id FROM v_figures"), ids.figures);
    assert_eq!(rows(&archive, "SELECT statement_id FROM v_statements"), ids.statements);
    let sql = "SELECT measure, low, said_by, doers, place FROM v_figures";
    assert_eq!(
        rows(&archive, sql),
        [
            "killed|1200|Rassendyll|-|-",
            "killed|1200|Rassendyll|Freedonian army; Freedonia|Strelsau"
        ]
    );
    let sql = "SELECT actor, recipient, month, events, material_conflict FROM v_dyad_months";
    assert_eq!(rows(&archive, sql), ["FRD|RUR|1987-05|1|1", "RUR|FRD|1987-05|1|0"]);
    assert_eq!(
        rows(&archive, "SELECT length(text) FROM v_reports"),
        [sample::full().report.text.chars().count().to_string()]
    );
}

#[test]
fn coding_again_keeps_ids_and_standing() {
    let place = Place::new();
    let (archive, _) =
        place.with(&[wire("first", 4, None), wire("second", 4, Some(Mark::Update(1)))]);
    let before = rows(&archive, "SELECT report, id, standing, replaces, mark FROM reports");
    drop(archive);
    let mut writer = Writer::create(&place.path()).unwrap();
    let mut record = writer.archive().records().get(1).unwrap().unwrap().record;
    record.events.truncate(1);
    record.engine.version = "9".into();
    writer.begin().unwrap();
    writer.recode(1, &plain(record.clone())).unwrap();
    writer.commit().unwrap();
    drop(writer);
    let archive = Archive::open(&place.path()).unwrap();
    assert_eq!(rows(&archive, "SELECT report, id, standing, replaces, mark FROM reports"), before);
    assert_eq!(archive.records().get(1).unwrap().unwrap().record, record);
    assert_eq!(
        rows(&archive, "SELECT version FROM engines JOIN reports USING (engine) ORDER BY report"),
        ["9", "0"]
    );
    assert_eq!(
        rows(&archive, "SELECT count(*) FROM words WHERE words MATCH 'types:REJECT'"),
        ["1"]
    );
}

#[test]
fn a_journal_is_kept_by_name_and_fingerprint() {
    let place = Place::new();
    let mut writer = Writer::create(&place.path()).unwrap();
    let journal = writer.journal("a.jsonl", "1").unwrap();
    let tally = Tally { stored: 2, duplicates: 1, skipped: 0, failed: 1 };
    writer.advance(journal.input, tally).unwrap();
    writer.problem(journal.input, "failed", Some("line 3"), "no date").unwrap();
    writer.finish(journal.input).unwrap();
    let again = writer.journal("a.jsonl", "1").unwrap();
    assert_eq!((again.finished, again.tally, again.tally.pieces()), (true, tally, 4));
    assert_eq!(writer.journal("a.jsonl", "2").unwrap().tally, Tally::default());
}

#[test]
fn what_has_no_fingerprint_is_never_finished_and_told_once() {
    let place = Place::new();
    let mut writer = Writer::create(&place.path()).unwrap();
    for reading in 1..=3 {
        let journal = writer.journal("standard input", "").unwrap();
        let failed = reading - 1;
        let sum = Tally { failed, ..Tally::default() };
        assert_eq!((journal.finished, journal.tally), (false, sum));
        for place in [None, Some("line 3")] {
            writer.problem(journal.input, "failed", place, "no date").unwrap();
        }
        writer.advance(journal.input, Tally { failed: 1, ..Tally::default() }).unwrap();
        writer.finish(journal.input).unwrap();
    }
    let archive = writer.archive();
    assert_eq!(rows(archive, "SELECT place FROM problems ORDER BY 1"), ["-", "line 3"]);
    assert_eq!(rows(archive, "SELECT pieces, failed, finished FROM inputs"), ["3|3|0"]);
    let plan = rows(
        archive,
        "EXPLAIN QUERY PLAN SELECT 1 FROM problems WHERE input = 1 AND place IS NULL",
    );
    assert!(plan[0].contains("problems_by_place (input=? AND place=?)"), "{plan:?}");
}

#[test]
fn the_version_of_a_feed_is_kept() {
    let place = Place::new();
    let mut writer = Writer::create(&place.path()).unwrap();
    let address = "https://example.org/feed";
    let old = Feed { etag: Some("\"7\"".into()), last_modified: Some("Mon".into()) };
    let new = Feed { etag: Some("\"8\"".into()), last_modified: None };
    assert_eq!(writer.archive().feed(address).unwrap(), None);
    for feed in [&old, &new] {
        writer.keep_feed(address, feed).unwrap();
        assert_eq!(writer.archive().feed(address).unwrap().as_ref(), Some(feed));
    }
    assert_eq!(rows(writer.archive(), "SELECT count(*) FROM feeds"), ["1"]);
}

#[test]
fn what_is_undone_leaves_no_trace() {
    let place = Place::new();
    let mut writer = Writer::create(&place.path()).unwrap();
    writer.begin().unwrap();
    writer.store(&plain(sample::full())).unwrap();
    writer.undo();
    writer.begin().unwrap();
    let mut other = sample::full();
    other.report.id = "other".into();
    writer.store(&plain(other.clone())).unwrap();
    writer.commit().unwrap();
    let back = writer.archive().records().get(1).unwrap().unwrap().record;
    assert_eq!(back, other);
}

#[test]
fn other_files_are_refused() {
    let place = Place::new();
    let message = |result: Result<Archive, ArchiveError>| match result {
        Ok(_) => panic!("opened"),
        Err(error) => error.to_string(),
    };
    assert!(message(Archive::open(&place.path())).contains("there is no archive here"));
    std::fs::write(
        place.path(),
        "date 1987-05-04\nA text that is much longer than nothing at all.".repeat(99),
    )
    .unwrap();
    assert!(message(Archive::open(&place.path())).contains("this is no archive"));
    assert!(message(Archive::create(&place.path())).contains("this is no archive"));
    std::fs::remove_file(place.path()).unwrap();
    Connection::open(place.path()).unwrap().execute_batch("CREATE TABLE x (y)").unwrap();
    assert!(message(Archive::open(&place.path())).contains("this is no archive"));
    assert!(message(Archive::create(&place.path())).contains("this is no archive"));
    std::fs::remove_file(place.path()).unwrap();
    drop(Writer::create(&place.path()).unwrap());
    Connection::open(place.path()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(message(Archive::open(&place.path())).contains("format 99"));
    assert!(message(Archive::create(&place.path())).contains("get a newer Sayso"));
}

#[test]
fn an_archive_of_any_format_is_brought_up_to_date() {
    let schema_of = |connection: &Connection| -> Vec<String> {
        let mut find = connection
            .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")
            .unwrap();
        find.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let fresh = Place::new();
    drop(Writer::create(&fresh.path()).unwrap());
    let want = schema_of(&Connection::open(fresh.path()).unwrap());
    for format in 0..=schema::FORMAT {
        let place = Place::new();
        let connection = Connection::open(place.path()).unwrap();
        schema::prepare(&connection).unwrap();
        for step in &schema::STEPS[..format as usize] {
            connection.execute_batch(step).unwrap();
        }
        connection.execute_batch("CREATE VIEW v_old AS SELECT 1").unwrap();
        connection.pragma_update(None, "user_version", format).unwrap();
        drop(connection);
        if format < schema::FORMAT {
            assert!(matches!(Archive::open(&place.path()), Err(ArchiveError::TooOld { .. })));
        }
        drop(Writer::create(&place.path()).unwrap());
        assert_eq!(schema_of(&Connection::open(place.path()).unwrap()), want, "{format}");
    }
}

#[test]
fn enumerations_are_numbered_as_in_the_record() {
    use sayso_record::{Bound, EventStatus, StatementKind, TimePrecision, Word};
    fn same<T: Word>(archive: &Archive, table: &str) {
        let want: Vec<String> =
            T::ALL.iter().enumerate().map(|(n, (_, word))| format!("{n}|{word}")).collect();
        assert_eq!(rows(archive, &format!("SELECT * FROM {table}")), want);
    }
    let place = Place::new();
    let (archive, _) = place.with(&[]);
    same::<StatementKind>(&archive, "statement_kinds");
    same::<EventStatus>(&archive, "event_statuses");
    same::<TimePrecision>(&archive, "time_precisions");
    same::<Bound>(&archive, "bounds");
}

#[test]
fn searches_find_exactly_what_is_asked() {
    let mut other = sample::record();
    other.report = Report::new(
        jiff::civil::date(1990, 1, 2),
        Some("Shelling of Zenda".into()),
        "The army shelled Zenda again. Villagers said the king had rejected talks about the end of the war.".into(),
    );
    (other.mentions, other.statements, other.figures) = (vec![], vec![], vec![]);
    other.events.truncate(1);
    let place = Place::new();
    let (archive, _) = place.with(&[plain(sample::full()), plain(other)]);
    let dates = |search: Search| -> Vec<String> {
        let search = Search { limit: 9, ..search };
        let hits = archive.search(&search).unwrap();
        hits.iter().map(|hit| hit.stored.record.report.date.to_string()).collect()
    };
    let words = |typed: &str| dates(Search { words: Words::read(typed), ..Search::default() });
    assert_eq!(words("zenda"), ["1990-01-02", "1987-05-04"]);
    assert_eq!(words("villager"), ["1990-01-02", "1987-05-04"]);
    assert_eq!(words("zenda -talks"), ["1987-05-04"]);
    assert_eq!(words("\"the end of the war\""), ["1990-01-02"]);
    assert_eq!(words("\"the war of the end\""), Vec::<String>::new());
    assert_eq!(words("elan OR talks").len(), 2);
    assert_eq!(words("nothing-of-the-kind"), Vec::<String>::new());
    let filter =
        Filter { actor: Some("FRD".into()), plover: Some("REJECT".into()), ..Filter::default() };
    assert_eq!(dates(Search { filter, ..Search::default() }), ["1987-05-04"]);
    let from = Some(jiff::civil::date(1988, 1, 1));
    assert_eq!(
        dates(Search { words: Words::read("zenda"), from, ..Search::default() }),
        ["1990-01-02"]
    );
    assert_eq!(dates(Search { to: from, ..Search::default() }), ["1987-05-04"]);
    assert_eq!(dates(Search::default()), ["1990-01-02", "1987-05-04"]);
    let common = Search { words: Words::read("the of"), limit: 9, ..Search::default() };
    assert!(matches!(archive.search(&common), Err(ArchiveError::CommonWords)));
    let hits = archive
        .search(&Search { words: Words::read("shelling"), limit: 1, ..Search::default() })
        .unwrap();
    let Snippet { words, .. } = &hits[0].snippet;
    let text: Vec<char> = hits[0].stored.record.report.text.chars().collect();
    assert_eq!(text[words[0].0..words[0].1].iter().collect::<String>(), "shelled");
}
