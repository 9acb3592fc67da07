//! Parquet files with reports, with records, and with faults.

use std::io::Write;
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::*;
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;

use crate::tests::items;
use crate::{At, Item, Options, Problem, ReadError};

fn file(columns: Vec<(&str, ArrayRef)>, compression: Compression, group: usize) -> Vec<u8> {
    let field =
        |(name, array): &(&str, ArrayRef)| Field::new(*name, array.data_type().clone(), true);
    let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(schema.clone(), arrays).unwrap();
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(group))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), schema, Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

fn read(bytes: &[u8]) -> Vec<Item> {
    items(bytes, Options::default())
}

fn shown(item: &Item) -> String {
    match item {
        Ok(reading) => format!("{} {}", reading.report.date, reading.report.text),
        Err(ReadError { at, problem, .. }) => format!("{at}: {problem}"),
    }
}

fn strings(strings: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(strings.to_vec()))
}

#[test]
fn a_table_in_every_compression() {
    let texts: Vec<String> = (0..100).map(|row| format!("Report {row} from Strelsau.")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(Default::default()),
        Compression::ZSTD(ZstdLevel::default()),
        Compression::LZ4_RAW,
        Compression::LZ4,
    ] {
        let columns = vec![
            ("text", strings(&texts)),
            ("rest", Arc::new(Float64Array::from(vec![0.5; 100])) as _),
            ("Published", Arc::new(Date32Array::from_iter_values(0..100)) as _),
            ("id", Arc::new(Int64Array::from_iter_values(1000..1100)) as _),
        ];
        let items = read(&file(columns, compression, 30));
        assert_eq!(items.len(), 100, "{compression:?} {:?}", items.first());
        for (row, item) in items.iter().enumerate() {
            let report = &item.as_ref().unwrap().report;
            assert_eq!(report.text, texts[row]);
            assert_eq!(report.id, (1000 + row).to_string());
        }
        assert_eq!(shown(&items[99]), "1970-04-10 Report 99 from Strelsau.");
    }
}

#[test]
fn strings_of_all_kinds() {
    let dictionary: DictionaryArray<Int32Type> = vec!["A.", "B.", "A."].into_iter().collect();
    let texts: Vec<ArrayRef> = vec![
        strings(&["A.", "B.", "A."]),
        Arc::new(LargeStringArray::from(vec!["A.", "B.", "A."])),
        Arc::new(StringViewArray::from(vec!["A.", "B.", "A."])),
        Arc::new(BinaryArray::from(vec![&b"A."[..], b"B.", b"A."])),
        Arc::new(dictionary),
    ];
    for text in texts {
        let kind = text.data_type().clone();
        let columns = vec![("date", strings(&["2020-01-01"; 3])), ("body", text)];
        let read: Vec<String> =
            read(&file(columns, Compression::SNAPPY, 100)).iter().map(shown).collect();
        assert_eq!(read, ["2020-01-01 A.", "2020-01-01 B.", "2020-01-01 A."], "{kind}");
    }
}

#[test]
fn days_of_all_kinds() {
    // 1978-09-17T23:59:59Z, and a second before 1970.
    let seconds = [274_924_799_i64, -1];
    let times = |by: i64| seconds.iter().map(|second| second * by).collect::<Vec<_>>();
    let dates: Vec<ArrayRef> = vec![
        Arc::new(TimestampSecondArray::from(times(1))),
        Arc::new(TimestampMillisecondArray::from(times(1_000))),
        Arc::new(TimestampMicrosecondArray::from(times(1_000_000)).with_timezone("+05:00")),
        Arc::new(TimestampNanosecondArray::from(times(1_000_000_000))),
        Arc::new(Date32Array::from(vec![3181, -1])),
        Arc::new(Date64Array::from(vec![3181 * 86_400_000, -86_400_000])),
        strings(&["1978-09-17T23:59:59Z", "1969-12-31"]),
    ];
    for date in dates {
        let kind = date.data_type().clone();
        let columns = vec![("date", date), ("text", strings(&["A.", "B."]))];
        let read: Vec<String> =
            read(&file(columns, Compression::SNAPPY, 100)).iter().map(shown).collect();
        assert_eq!(read, ["1978-09-17 A.", "1969-12-31 B."], "{kind}");
    }
}

#[test]
fn faults_are_named_with_their_row() {
    let text: ArrayRef =
        Arc::new(StringArray::from(vec![Some("A."), None, Some(" "), Some("D."), Some("E.")]));
    let date: ArrayRef = Arc::new(StringArray::from(vec![
        Some("2020-01-01"),
        Some("2020-01-01"),
        Some("2020-01-01"),
        None,
        Some("2020-02-31"),
    ]));
    let items = read(&file(vec![("text", text), ("date", date)], Compression::SNAPPY, 2));
    let at = |place: usize| shown(&items[place]);
    assert_eq!(at(0), "2020-01-01 A.");
    assert!(at(1).starts_with("row 2: the object has no \"text\""));
    assert!(at(2).starts_with("row 3: the text is empty"));
    assert!(at(3).starts_with("row 4: no date"));
    assert!(at(4).starts_with("row 5: \"2020-02-31\" is no date"));
    let far: ArrayRef = Arc::new(TimestampSecondArray::from(vec![i64::MAX / 2]));
    let items =
        read(&file(vec![("text", strings(&["A."])), ("date", far)], Compression::SNAPPY, 2));
    assert!(
        matches!(&items[0], Err(ReadError { problem: Problem::ImpossibleDate(_), .. })),
        "{items:?}"
    );
}

#[test]
fn columns_that_do_not_fit() {
    let numbers: ArrayRef = Arc::new(Int32Array::from(vec![1]));
    let whole = |columns| shown(&read(&file(columns, Compression::SNAPPY, 2)).remove(0));
    assert!(whole(vec![("date", numbers.clone())]).contains("no column holds the text"));
    let message = whole(vec![("text", numbers.clone())]);
    assert!(
        message.contains("column \"text\" is of type Int32; write it as a string"),
        "{message}"
    );
    assert!(
        whole(vec![("text", strings(&["A."])), ("date", numbers)])
            .contains("a date or a timestamp")
    );
}

#[test]
fn what_swells_is_refused_and_a_long_row_passed_over() {
    let table = |length: usize| {
        let texts = strings(&[&"a".repeat(length), "B."]);
        let columns = vec![("text", texts), ("date", strings(&["2020-01-01"; 2]))];
        read(&file(columns, Compression::ZSTD(ZstdLevel::default()), 10))
    };
    let swollen = table(120 << 20);
    assert!(matches!(&swollen[..], [Err(ReadError { problem: Problem::Swollen(_), .. })]));
    let long = table((32 << 20) + 1);
    assert!(matches!(long[0], Err(ReadError { at: At::Row(1), problem: Problem::LongLine, .. })));
    assert_eq!(shown(&long[1]), "2020-01-01 B.");
}

#[test]
fn long_values_are_not_copied_in_any_column() {
    let long = "a".repeat((32 << 20) + 1);
    let titles: DictionaryArray<Int32Type> =
        vec![long.as_str(); 23].into_iter().chain(["T."]).collect();
    let columns = vec![
        ("title", Arc::new(titles) as ArrayRef),
        ("text", strings(&["A."; 24])),
        ("date", strings(&["2020-01-01"; 24])),
    ];
    let items = read(&file(columns, Compression::ZSTD(ZstdLevel::default()), 100));
    assert_eq!(items.len(), 24);
    for (row, item) in items[..23].iter().enumerate() {
        assert!(
            matches!(item, Err(ReadError { at: At::Row(at), problem: Problem::LongLine, .. }) if *at == row + 1),
            "{item:?}"
        );
    }
    assert_eq!(shown(&items[23]), "2020-01-01 A.");
}

#[test]
fn uuids() {
    let id = FixedSizeBinaryArray::try_from_iter(std::iter::once([0xab; 16])).unwrap();
    let columns = vec![
        ("uuid", Arc::new(id) as ArrayRef),
        ("text", strings(&["A."])),
        ("date", strings(&["2020-01-01"])),
    ];
    let item = read(&file(columns, Compression::SNAPPY, 2)).remove(0).unwrap();
    assert_eq!(item.report.id, "abababab-abab-abab-abab-abababababab");
}

#[test]
fn a_file_cut_off_is_one_problem() {
    let whole = small();
    for length in [4, 8, whole.len() / 2, whole.len() - 1] {
        let items = read(&whole[..length]);
        let [Err(ReadError { at: At::Whole, problem: Problem::Parquet(_), .. })] = &items[..]
        else {
            panic!("{length}: {items:?}");
        };
    }
}

fn small() -> Vec<u8> {
    let columns = vec![
        ("date", Arc::new(Date32Array::from_iter_values(0..40)) as ArrayRef),
        ("text", strings(&["The king spoke in Strelsau."; 40])),
        ("id", Arc::new(Int64Array::from_iter_values(0..40)) as _),
        ("title", strings(&["The king"; 40])),
    ];
    file(columns, Compression::SNAPPY, 10)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_damage_panics(flips in proptest::collection::vec((any::<prop::sample::Index>(), 1..=255_u8), 1..5)) {
        let mut bytes = small();
        for (place, flip) in flips {
            let place = place.index(bytes.len());
            bytes[place] ^= flip;
        }
        let problems = read(&bytes).iter().filter(|item| matches!(item, Err(ReadError { problem: Problem::Parquet(_), .. }))).count();
        prop_assert!(problems <= 1);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut file = Vec::from(*b"PAR1");
        file.write_all(&bytes).unwrap();
        read(&file);
        file.write_all(b"PAR1").unwrap();
        read(&file);
    }
}

#[test]
fn a_type_that_is_none_of_a_reports_is_passed_over() {
    assert!(super::cell::fits("url", &DataType::Utf8).is_ok());
    assert!(super::cell::fits("url", &DataType::Int64).is_err());
}
