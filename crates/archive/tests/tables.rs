//! The forms that hold the flat tables, and JSON Lines: written, and read back with the crates.

#![allow(clippy::unwrap_used)]

use std::fs::File;
use std::path::{Path, PathBuf};

use arrow_array::{Array, RecordBatch};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sayso_archive::export::{ExportError, Form, Open, Writing};
use sayso_archive::{Standing, Stored};
use sayso_record::tables::{Cell, TABLES, rows};
use sayso_record::{Record, sample};

/// Tables of records, and of stories.
const ALL: usize = TABLES.len() + 7;

/// Rows of a table, each cell as text.
type Cells = Vec<Vec<Option<String>>>;

fn stored() -> Vec<Stored> {
    let mut odd = sample::full();
    odd.report.id = "odd \"id\", with\r\nlines".into();
    odd.report.title = Some("".into());
    odd.report.source = Some(" =1+1\u{0}\t".into());
    odd.actors[0].name = "-".into();
    let replaces = Some(sample::record().report.id);
    vec![
        Stored {
            record: sample::record(),
            standing: Standing::Superseded,
            replaces: None,
            retold: vec![],
        },
        Stored { record: sample::full(), standing: Standing::Current, replaces, retold: vec![] },
        Stored { record: odd, standing: Standing::Withdrawn, replaces: None, retold: vec![] },
    ]
}

fn begin(form: &str, path: &Path) -> Result<Box<dyn Writing>, ExportError> {
    match Form::by_name(form).unwrap().open {
        Open::File(open) => open(Box::new(File::create(path).unwrap())),
        Open::Folder(open) => {
            std::fs::create_dir_all(path).unwrap();
            open(path)
        }
        Open::Path(open) => open(path),
    }
}

/// A folder with an export in it, and where that is.
fn exported(form: &str, stored: &[Stored]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let mut writing = begin(form, &path).unwrap();
    stored.iter().for_each(|stored| writing.record(stored).unwrap());
    writing.finish().unwrap();
    (folder, path)
}

/// What every form must hold of `table`.
fn expected(stored: &[Stored], table: usize) -> Cells {
    let mut all = vec![];
    for Stored { record, standing, replaces, .. } in stored {
        rows(record, |of, cells| {
            if of == table {
                let mut row: Vec<_> = cells.iter().map(text).collect();
                if TABLES[table].name == "reports" {
                    row.extend([Some(standing.word().to_owned()), replaces.clone()]);
                }
                all.push(row);
            }
        });
    }
    all
}

fn text(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Null => None,
        Cell::Text(text) => Some(text.to_string()),
        Cell::Integer(value) => Some(value.to_string()),
        Cell::Real(value) => Some(value.to_string()),
        Cell::Boolean(value) => Some(value.to_string()),
    }
}

fn columns(table: usize) -> Vec<&'static str> {
    let more: &[&str] =
        if TABLES[table].name == "reports" { &["standing", "replaces"] } else { &[] };
    TABLES[table].columns.iter().map(|column| column.name).chain(more.iter().copied()).collect()
}

fn batches(path: &Path) -> Vec<RecordBatch> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    reader.build().unwrap().map(Result::unwrap).collect()
}

/// The cells of a batch of Arrow.
fn cells(batch: &RecordBatch) -> Cells {
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Date32Type, Float64Type, Int64Type};
    use arrow_schema::DataType;
    let cell = |column: &dyn Array, row: usize| {
        if column.is_null(row) {
            return None;
        }
        Some(match column.data_type() {
            DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
            DataType::Boolean => column.as_boolean().value(row).to_string(),
            DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
            DataType::Float64 => column.as_primitive::<Float64Type>().value(row).to_string(),
            DataType::Date32 => {
                let days = column.as_primitive::<Date32Type>().value(row);
                (jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(days)).to_string()
            }
            other => panic!("{other} is no type of these tables"),
        })
    };
    let row = |row| batch.columns().iter().map(|column| cell(column, row)).collect();
    (0..batch.num_rows()).map(row).collect()
}

#[test]
fn parquet_comes_back() {
    let stored = stored();
    let (_folder, path) = exported("parquet", &stored);
    for (at, table) in TABLES.iter().enumerate() {
        let file = path.join(format!("{}.parquet", table.name));
        let got: Cells = batches(&file).iter().flat_map(cells).collect();
        assert_eq!(got, expected(&stored, at), "{}", table.name);
    }
    let reports = &batches(&path.join("reports.parquet"))[0];
    let schema = reports.schema();
    let names: Vec<_> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    assert_eq!(names, columns(0));
    assert_eq!(schema.field(1).metadata()["description"], "Date of publication.");
    assert!(!schema.field(1).is_nullable() && schema.field(2).is_nullable());
}

#[test]
fn csv_comes_back() {
    let stored = stored();
    let (_folder, path) = exported("csv", &stored);
    for (at, table) in TABLES.iter().enumerate() {
        let file = path.join(format!("{}.csv", table.name));
        let mut reader = csv::Reader::from_path(file).unwrap();
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), columns(at));
        let got: Vec<Vec<String>> =
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        let plain = |row: Vec<Option<String>>| row.into_iter().map(Option::unwrap_or_default);
        let want: Vec<Vec<String>> =
            expected(&stored, at).into_iter().map(|row| plain(row).collect()).collect();
        assert_eq!(got, want, "{}", table.name);
    }
    let reports = std::fs::read_to_string(path.join("reports.csv")).unwrap();
    assert!(reports.contains(",Strelsau Courier,") || reports.contains(",\"Strelsau Courier\","));
    assert!(
        reports.contains(",,Presidents") || reports.contains(",,\"Presidents"),
        "null is empty"
    );
    assert!(reports.contains(",\"\",\""), "an empty title is quoted");
}

#[test]
fn jsonl_has_the_records() {
    let stored = stored();
    let (_folder, path) = exported("jsonl", &stored);
    let text = std::fs::read_to_string(&path).unwrap();
    let got: Vec<Record> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let want: Vec<_> = stored.iter().map(|stored| stored.record.clone()).collect();
    assert_eq!(got, want);
    assert!(text.starts_with("{\"report\":{\"id\":") && text.ends_with("}\n"));
}

#[test]
fn sqlite_comes_back() {
    let stored = stored();
    let (_folder, path) = exported("sqlite", &stored);
    let database = Connection::open(path).unwrap();
    for (at, table) in TABLES.iter().enumerate() {
        let mut all =
            database.prepare(&format!("SELECT * FROM {} ORDER BY rowid", table.name)).unwrap();
        assert_eq!(all.column_names().collect::<Vec<_>>(), columns(at));
        let booleans: Vec<bool> = table
            .columns
            .iter()
            .map(|column| column.kind == sayso_record::tables::Kind::Boolean)
            .collect();
        let mut rows = all.query([]).unwrap();
        let mut got: Cells = vec![];
        while let Some(row) = rows.next().unwrap() {
            let cell = |at: usize| match row.get_ref(at).unwrap() {
                ValueRef::Null => None,
                ValueRef::Integer(value) if booleans[at] => Some((value == 1).to_string()),
                ValueRef::Integer(value) => Some(value.to_string()),
                ValueRef::Real(value) => Some(value.to_string()),
                ValueRef::Text(text) => Some(String::from_utf8(text.to_vec()).unwrap()),
                ValueRef::Blob(_) => panic!("no table has bytes"),
            };
            got.push((0..columns(at).len()).map(cell).collect());
        }
        assert_eq!(got, expected(&stored, at), "{}", table.name);
    }
}

#[test]
fn sqlite_is_strict_and_whole_and_joins_by_index() {
    let (_folder, path) = exported("sqlite", &stored());
    let database = Connection::open(path).unwrap();
    let one = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(one("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_eq!(one("SELECT count(*) FROM pragma_foreign_key_list('events')"), 1);
    assert_eq!(one("SELECT count(*) FROM pragma_table_list WHERE strict"), ALL as i64);
    let plan = |sql: &str| {
        let mut plan = database.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps = plan.query_map([], |row| row.get::<_, String>(3)).unwrap();
        steps.map(Result::unwrap).collect::<Vec<_>>().join("; ")
    };
    let join = plan("SELECT * FROM event_parties p CROSS JOIN actors a USING (report_id, actor)");
    assert!(join.contains("USING INDEX actors_report_id_actor"), "{join}");
    let lasting = plan("SELECT * FROM events WHERE event_id = 'x'");
    assert!(lasting.contains("USING INDEX events_event_id"), "{lasting}");
    let refused = database.execute("UPDATE mentions SET loaded = 2", []);
    assert!(refused.is_err(), "a boolean is 0 or 1");
}

#[test]
fn the_same_id_twice_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut writing = begin("sqlite", &folder.path().join("out")).unwrap();
    let stored = &stored()[0];
    writing.record(stored).unwrap();
    let error = writing.record(stored).unwrap_err().to_string();
    assert!(error.contains(&stored.record.report.id) && error.contains("out"), "{error}");
}

/// Every file of an export with its bytes.
fn bytes(path: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    if path.is_file() {
        return vec![(path.file_name().unwrap().into(), std::fs::read(path).unwrap())];
    }
    let mut files: Vec<_> =
        std::fs::read_dir(path).unwrap().flat_map(|file| bytes(&file.unwrap().path())).collect();
    files.sort();
    files
}

#[test]
fn the_same_records_give_the_same_bytes() {
    for form in ["csv", "jsonl", "parquet", "sqlite"] {
        let (one, other) = (exported(form, &stored()), exported(form, &stored()));
        let got = bytes(&one.1);
        assert!(got == bytes(&other.1), "{form}");
        assert!(got.len() == if matches!(form, "csv" | "parquet") { ALL } else { 1 });
    }
}

#[test]
fn a_broken_export_leaves_nothing() {
    for form in ["csv", "parquet", "sqlite"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let mut writing = begin(form, &path).unwrap();
        writing.record(&stored()[1]).unwrap();
        drop(writing);
        assert!(!path.is_file(), "{form}");
        let within = if path.is_dir() { &path } else { folder.path() };
        assert_eq!(std::fs::read_dir(within).unwrap().count(), 0, "{form}");
    }
}

#[test]
fn what_is_there_is_not_written_over() {
    for (form, name) in
        [("csv", "out/events.csv"), ("parquet", "out/events.parquet"), ("sqlite", "out")]
    {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, "mine").unwrap();
        let error = begin(form, &folder.path().join("out")).err().unwrap().to_string();
        assert!(error.contains(name) && error.contains("--out"), "{error}");
        assert_eq!(std::fs::read(&file).unwrap(), b"mine");
    }
}

#[test]
fn no_records_are_tables_without_rows() {
    let (_folder, path) = exported("parquet", &[]);
    let file = File::open(path.join("events.parquet")).unwrap();
    let read = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    assert_eq!(read.metadata().file_metadata().num_rows(), 0);
    assert!(read.schema().fields().len() > 10);
    let (_folder, path) = exported("csv", &[]);
    let events = std::fs::read_to_string(path.join("events.csv")).unwrap();
    assert!(events.starts_with("report_id,event_id,") && events.ends_with("rule\r\n"));
}

#[test]
fn row_groups_are_bounded() {
    let mut state = 1_u32;
    let mut letter = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_u32(0x4E00 + (state >> 8) % 0x5000).unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let mut writing = begin("parquet", &path).unwrap();
    for id in 0..40 {
        let mut record = sample::record();
        record.report.id = id.to_string();
        record.report.text.extend((0..400_000).map(|_| letter()));
        writing
            .record(&Stored { record, standing: Standing::Current, replaces: None, retold: vec![] })
            .unwrap();
    }
    writing.finish().unwrap();
    let file = File::open(path.join("reports.parquet")).unwrap();
    let read = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let groups = read.metadata().row_groups();
    assert!(groups.len() > 1, "{}", groups.len());
    assert!(groups.iter().all(|group| group.compressed_size() < 24 << 20));
    assert_eq!(groups.iter().map(|group| group.num_rows()).sum::<i64>(), 40);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(32))]
    #[test]
    fn no_record_panics(
        offsets in proptest::collection::vec(
            proptest::prop_oneof![0_usize..500, proptest::prelude::Just(usize::MAX)], 2..12),
        number in proptest::prelude::any::<f64>(),
        words in "(?s).{0,12}",
    ) {
        let mut record = sample::full();
        let mut offset = offsets.iter().copied().cycle();
        for mention in &mut record.mentions {
            (mention.start, mention.end) = (offset.next().unwrap(), offset.next().unwrap());
        }
        for span in record.events.iter_mut().flat_map(|event| &mut event.trigger) {
            (span.start, span.end) = (offset.next().unwrap(), offset.next().unwrap());
        }
        record.figures[0].value = Some(number);
        record.figures[0].since = Some(words.clone());
        record.events[0].goldstein = number;
        record.events[0].contexts.push(words.clone());
        record.report.title = Some(words.clone());
        record.report.id = words.clone();
        let stored = Stored { record, standing: Standing::Current, replaces: Some(words), retold: vec![] };
        for form in ["csv", "jsonl", "parquet", "sqlite"] {
            let folder = tempfile::tempdir().unwrap();
            let mut writing = begin(form, &folder.path().join("out")).unwrap();
            // What no number is, SQLite refuses where a number must stand.
            let written = writing.record(&stored).and_then(|()| writing.finish());
            proptest::prop_assert!(written.is_ok() || number.is_nan(), "{form}: {written:?}");
        }
    }
}
