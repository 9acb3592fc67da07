//! What is asked of an archive: SQL that only reads, words and filters.

use std::fs;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use arbitrary::{Result, Unstructured};
use sayso_archive::query::QueryError;
use sayso_archive::{Archive, ArchiveError, Filter, Incoming, PLOVER_TYPES, Search, Words, Writer};
use sayso_record::{CharIndex, Record, Span, sample};
use tempfile::TempDir;

use crate::promises::hold_message;

/// The rows of an answer that are looked at.
const ROWS: usize = 500;

/// A question that takes longer is stopped, as its asker would.
const PATIENCE: Duration = Duration::from_millis(300);

/// An archive of two reports.
struct Asked {
    folder: TempDir,
    archive: Archive,
    /// Its file, byte by byte.
    bytes: Vec<u8>,
}

static ASKED: LazyLock<Mutex<Asked>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("news.sayso");
    write(&path, &[sample::full(), other()]);
    let bytes = fs::read(&path).expect("is read");
    let archive = Archive::open(&path).expect("is opened");
    Mutex::new(Asked { folder, archive, bytes })
});

/// The sample on another day.
pub fn other() -> Record {
    let mut record = sample::full();
    record.report.id = "courier/1987/05/08?a=b.json".to_owned();
    record.report.date = jiff::civil::date(1987, 5, 8);
    record
}

/// An archive of these records.
pub fn write(path: &std::path::Path, records: &[Record]) {
    let mut writer = Writer::create(path).expect("is created");
    writer.begin().expect("is begun");
    for record in records {
        let incoming = Incoming::new(record.clone(), None, None).expect("a sound record");
        writer.store(&incoming).expect("is stored");
    }
    writer.commit().expect("is kept");
}

/// A question in SQL, and the same bytes as words and filters of a search.
pub fn sql(bytes: &[u8]) {
    let mut asked = ASKED.lock().expect("no question has failed");
    let text = String::from_utf8_lossy(bytes);
    query(&mut asked.archive, &text);
    // A query leaves the archive such that it refuses all else, searches among it.
    let path = asked.archive.path().to_owned();
    let archive = Archive::open(&path).expect("is opened");
    search(&archive, &Search { words: Words::read(&text), limit: 10, ..Search::default() });
    if let Ok(made) = made(&mut Unstructured::new(bytes)) {
        search(&archive, &made);
    }
    assert!(fs::read(&path).expect("is read") == asked.bytes, "asking changes nothing");
    for file in fs::read_dir(asked.folder.path()).expect("is listed") {
        let name = file.expect("a file").file_name();
        let is_sqlites =
            ["news.sayso", "news.sayso-shm", "news.sayso-wal"].iter().any(|own| name == *own);
        assert!(is_sqlites, "{name:?} is written beside the archive");
    }
}

/// A question has an answer, or is refused with a word; either within bounds.
fn query(archive: &mut Archive, sql: &str) {
    let stopper = archive.stopper();
    let (done, is_done) = channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            while is_done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                stopper.stop();
            }
        });
        let (mut rows, mut columns) = (0, 0);
        let answer = archive.query(sql).and_then(|mut query| {
            columns = query.columns().len();
            query.each(|row| {
                assert_eq!(row.len(), columns, "a cell a column");
                row.iter().for_each(|cell| _ = cell.plain());
                rows += 1;
                if rows < ROWS { Ok(()) } else { Err(QueryError::NotOne("enough")) }
            })
        });
        drop(done);
        match answer {
            Ok(count) => assert_eq!(count, rows as u64),
            Err(QueryError::Misunderstood { line, column, .. }) => assert!(line > 0 && column > 0),
            Err(error) => hold_message(&error.to_string()),
        }
    });
}

/// A search has hits that stand on their texts, in order, or says what is wrong.
fn search(archive: &Archive, search: &Search) {
    let hits = match archive.search(search) {
        Ok(hits) => hits,
        Err(error @ ArchiveError::CommonWords) => return hold_message(&error.to_string()),
        Err(error) => panic!("a search that fails: {error} of {search:?}"),
    };
    assert!(hits.len() <= search.limit);
    assert!(hits.is_sorted_by(|one, other| one.score >= other.score), "best first");
    for hit in &hits {
        let text = &hit.stored.record.report.text;
        let index = CharIndex::new(text);
        let shown = index.slice(Span::new(hit.snippet.start, hit.snippet.end));
        assert!(shown.is_some(), "{:?}", hit.snippet);
        let date = hit.stored.record.report.date;
        assert!(search.from.is_none_or(|from| from <= date));
        assert!(search.to.is_none_or(|to| date <= to));
    }
}

/// A search with filters.
fn made(u: &mut Unstructured) -> Result<Search> {
    let who = |u: &mut Unstructured| -> Result<Option<String>> {
        Ok(match u.int_in_range(0..=3)? {
            0 => Some(u.arbitrary::<&str>()?.to_owned()),
            1 => Some(
                (*u.choose(&["FRD", "frdmil", "Zenda", "GOV", "\"", "army*", " "])?).to_owned(),
            ),
            _ => None,
        })
    };
    let day = |u: &mut Unstructured| -> Result<_> {
        let days = [None, Some((1987, 5, 4)), Some((1987, 5, 5)), Some((-9999, 1, 1))];
        Ok(u.choose(&days)?.map(|(year, month, day)| jiff::civil::date(year, month, day)))
    };
    let filter = Filter {
        actor: who(u)?,
        recipient: who(u)?,
        plover: u
            .arbitrary::<bool>()?
            .then(|| u.choose(&PLOVER_TYPES))
            .transpose()?
            .map(|t| (*t).to_owned()),
        place: who(u)?,
        speaker: who(u)?,
    };
    let (from, to, all_versions) = (day(u)?, day(u)?, u.arbitrary()?);
    let words = Words::read(u.arbitrary()?);
    Ok(Search { words, filter, from, to, all_versions, limit: u.int_in_range(0..=5)? })
}
