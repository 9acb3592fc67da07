//! Arrow batches as reports.

use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, Date32Array, DictionaryArray, Int32Array, LargeStringArray, NullArray, RecordBatch,
    StringArray, StringViewArray, TimestampMicrosecondArray,
};
use arrow_schema::ArrowError;

use super::*;
use crate::Item;

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).unwrap()
}

fn strings(strings: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(strings.to_vec()))
}

fn read(batches: Vec<Result<RecordBatch, ArrowError>>, columns: Columns) -> Vec<Item> {
    rows("table", batches.into_iter(), columns, None).map(Raw::report).collect()
}

fn shown(items: &[Item]) -> Vec<String> {
    let show = |item: &Item| match item {
        Ok(reading) => format!("{} {}", reading.report.date, reading.report.text),
        Err(error) => error.to_string(),
    };
    items.iter().map(show).collect()
}

fn named(field: &str, column: &str) -> Columns {
    let mut columns = Columns::default();
    let place = match field {
        "text" => &mut columns.text,
        "date" => &mut columns.date,
        _ => &mut columns.title,
    };
    *place = Some(column.to_owned());
    columns
}

#[test]
fn rows_are_counted_over_all_batches() {
    let texts = |texts: &[&str]| {
        batch(vec![("date", strings(&["2020-01-01"; 2])), ("text", strings(texts))])
    };
    let batches = vec![Ok(texts(&["A.", " "])), Ok(texts(&["", "D."]))];
    let got = shown(&read(batches, Columns::default()));
    assert_eq!(got[0], "2020-01-01 A.");
    assert!(got[1].starts_with("table, row 2: the text is empty"), "{got:?}");
    assert!(got[2].starts_with("table, row 3: the text is empty"), "{got:?}");
    assert_eq!((got[3].as_str(), got.len()), ("2020-01-01 D.", 4));
}

#[test]
fn types_of_data_frames() {
    let keys: DictionaryArray<Int32Type> = vec!["A.", "A."].into_iter().collect();
    let texts: [ArrayRef; 4] = [
        strings(&["A.", "A."]),
        Arc::new(LargeStringArray::from(vec!["A.", "A."])),
        Arc::new(StringViewArray::from(vec!["A.", "A."])),
        Arc::new(keys),
    ];
    let days: [ArrayRef; 3] = [
        strings(&["1978-09-17", "1978-09-17"]),
        Arc::new(Date32Array::from(vec![3181, 3181])),
        Arc::new(
            TimestampMicrosecondArray::from(vec![3181 * 86_400_000_000; 2]).with_timezone("UTC"),
        ),
    ];
    for text in &texts {
        for day in &days {
            let unknown: ArrayRef = Arc::new(NullArray::new(2));
            let table =
                batch(vec![("date", day.clone()), ("title", unknown), ("text", text.clone())]);
            let got = shown(&read(vec![Ok(table)], Columns::default()));
            assert_eq!(
                got,
                ["1978-09-17 A.", "1978-09-17 A."],
                "{} {}",
                text.data_type(),
                day.data_type()
            );
        }
    }
}

#[test]
fn columns_are_named_or_known() {
    let table = || {
        Ok(batch(vec![
            ("text", strings(&["Not this."])),
            ("words", strings(&["A."])),
            ("when", strings(&["2020-01-01"])),
            ("size", Arc::new(Int32Array::from(vec![1])) as _),
        ]))
    };
    let columns = Columns { date: Some("when".into()), ..named("text", "words") };
    assert_eq!(shown(&read(vec![table()], columns)), ["2020-01-01 A."]);
    let problem = |field, column| shown(&read(vec![table(), table()], named(field, column)));
    assert_eq!(
        problem("text", "wrods"),
        ["table: there is no column \"wrods\" for the text; name one of: text, words, when, size"]
    );
    assert_eq!(
        problem("title", "size"),
        [
            "table: column \"size\" is of type Int32 and cannot be the title; name one that is a string, of: text, words, when, size"
        ]
    );
    let none = shown(&read(vec![Ok(batch(vec![("x", strings(&["A."]))]))], Columns::default()));
    assert!(none[0].contains("no column holds the text"), "{none:?}");
}

#[test]
fn an_error_among_the_batches_ends_them_and_keeps_what_came() {
    let table = || Ok(batch(vec![("date", strings(&["2020-01-01"])), ("text", strings(&["A."]))]));
    let broken = Err(ArrowError::ComputeError("the wire was cut".into()));
    let got = shown(&read(vec![table(), broken, table()], Columns::default()));
    assert_eq!(got.len(), 2, "{got:?}");
    assert!(got[1].starts_with("table, row 2: the table cannot be read further"), "{got:?}");
    assert!(got[1].contains("the wire was cut"), "{got:?}");
}

#[test]
fn a_long_value_is_not_copied() {
    let long = "a".repeat(LONGEST_LINE + 1);
    let texts: DictionaryArray<Int32Type> = vec![long.as_str(), "B."].into_iter().collect();
    let table = batch(vec![("date", strings(&["2020-01-01"; 2])), ("text", Arc::new(texts) as _)]);
    let got = shown(&read(vec![Ok(table)], Columns::default()));
    assert!(got[0].contains("row 1: this line is longer than 32 MiB"), "{}", got[0].len());
    assert_eq!(got[1], "2020-01-01 B.");
}
