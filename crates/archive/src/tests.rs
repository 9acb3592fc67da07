//! What goes into an archive comes back out of it.

use std::path::PathBuf;

use rusqlite::Connection;
use sayso_record::{Mark, Report, sample};

use super::*;

mod versions;

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

#[test]
fn codings_that_differ_in_an_empty_mode_alone_are_one() {
    let (mut none, mut empty) = (wire_record("none", 4), wire_record("empty", 4));
    none.events[0].mode = None;
    empty.events[0].mode = Some(String::new());
    let place = Place::new();
    place.with(&[plain(none)]);
    let (archive, outcomes) = place.with(&[plain(empty)]);
    assert_eq!(outcomes, [Outcome::Stored]);
    let one = "SELECT DISTINCT code FROM events WHERE event = 0";
    assert_eq!(rows(&archive, one).len(), 1);
}

/// A report of a day, with a headline and the mark that a wire service gave it.
fn wire(id: &str, day: i8, mark: Option<Mark>) -> Incoming {
    Incoming::new(wire_record(id, day), mark, Some("presidents meet".into())).unwrap()
}

fn wire_record(id: &str, day: i8) -> Record {
    let mut record = sample::record();
    let date = jiff::civil::date(1987, 5, day);
    let source = record.report.source.take();
    record.report = Report::new(date, None, format!("{}{id}", record.report.text));
    record.report.source = source;
    record.report.id = id.to_owned();
    record
}

pub(crate) fn rows(archive: &Archive, sql: &str) -> Vec<String> {
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
    for two in ["2", "2.0", "'2'"] {
        let sql = format!("SELECT count(*) FROM actors WHERE report = {two}");
        assert_eq!(rows(&archive, &sql), ["4"], "{two}");
    }
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
            "e1|ASSAULT|Freedonian army; Freedonia|FRDMIL; FRD|Ruritania|Freedonian army|Zenda|shelled … Zenda",
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
fn a_report_is_found_by_its_id_and_by_those_of_its_data() {
    let place = Place::new();
    let (archive, _) = place.with(&[plain(sample::full())]);
    let id = sample::full().report.id;
    let event = sayso_record::tables::stable_ids(&sample::full()).events.remove(0);
    for id in [&id, &event] {
        assert_eq!(archive.report(id).unwrap().unwrap().record, sample::full());
    }
    assert!(archive.report("other").unwrap().is_none());
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
fn what_has_no_fingerprint_is_never_finished() {
    let place = Place::new();
    let mut writer = Writer::create(&place.path()).unwrap();
    for reading in 1..=3 {
        let journal = writer.journal("standard input", "").unwrap();
        let failed = reading - 1;
        let sum = Tally { failed, ..Tally::default() };
        assert_eq!((journal.finished, journal.tally), (false, sum));
        writer.advance(journal.input, Tally { failed: 1, ..Tally::default() }).unwrap();
        writer.finish(journal.input).unwrap();
    }
    let archive = writer.archive();
    assert_eq!(rows(archive, "SELECT pieces, failed, finished FROM inputs"), ["3|3|0"]);
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
    assert_eq!(words("villager*"), ["1990-01-02", "1987-05-04"]);
    assert_eq!(words("zenda -talks"), ["1987-05-04"]);
    // What a report is about goes before what it mentions, and this before arrival.
    for (typed, score) in [("presidents", 3), ("presidents strelsau", 2), ("killed", 1)] {
        let search = Search { words: Words::read(typed), limit: 1, ..Search::default() };
        assert_eq!(archive.search(&search).unwrap()[0].score, score, "{typed}");
    }
    assert_eq!(words("killed OR shelling"), ["1990-01-02", "1987-05-04"]);
    assert_eq!(words("presidents OR shelling"), ["1990-01-02", "1987-05-04"]);
    assert_eq!(words("\"the end of the war\""), ["1990-01-02"]);
    assert_eq!(words("\"the war of the end\""), Vec::<String>::new());
    assert_eq!(words("elan OR talks").len(), 2);
    assert_eq!(words("e\u{301}lan").len(), 1);
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
        .search(&Search { words: Words::read("shell*"), limit: 1, ..Search::default() })
        .unwrap();
    let Snippet { words, .. } = &hits[0].snippet;
    let text: Vec<char> = hits[0].stored.record.report.text.chars().collect();
    assert_eq!(text[words[0].0..words[0].1].iter().collect::<String>(), "shelled");
}

#[test]
fn records_are_those_of_one_moment() {
    let place = Place::new();
    let (archive, _) = place.with(&[wire("a", 1, None), wire("b", 2, None)]);
    let mut ids = Vec::new();
    let each = archive.records().each(|stored| {
        if ids.is_empty() {
            place.with(&[wire("c", 3, None)]);
        }
        ids.push(stored.record.report.id);
        Ok::<(), ArchiveError>(())
    });
    each.unwrap();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(archive.count().unwrap(), 3);
    let snapshot = archive.snapshot().unwrap();
    assert_eq!(archive.count().unwrap(), 3);
    place.with(&[wire("d", 4, None)]);
    archive.records().each(|_| Ok::<(), ArchiveError>(())).unwrap();
    assert_eq!(archive.count().unwrap(), 3);
    drop(snapshot);
    assert_eq!(archive.count().unwrap(), 4);
}
