//! Records in Parquet, taken as they are or refused.

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, Int32Array, RecordBatch, StructArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use sayso_record::arrow::nested::{Outcome, rows_to_batch};
use sayso_record::{Span, sample};

use super::*;
use crate::Item;
use crate::tests::items;
use crate::{Format, Options};

fn file(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

fn read(batch: &RecordBatch) -> Vec<Item> {
    let format = Format::by_name("record-parquet");
    items(&file(batch), Options { format, ..Options::default() })
}

fn said(item: &Item) -> String {
    match item {
        Ok(reading) => reading.report.id.clone(),
        Err(error) => format!("{}: {}", error.at, error.problem),
    }
}

/// The batch with another column in place of the one of this name, or beside the others.
fn with(batch: &RecordBatch, name: &str, column: ArrayRef) -> RecordBatch {
    let schema = batch.schema();
    let field = Arc::new(Field::new(name, column.data_type().clone(), true));
    let (mut fields, mut columns) = (schema.fields().to_vec(), batch.columns().to_vec());
    match schema.index_of(name) {
        Ok(place) => (fields[place], columns[place]) = (field, column),
        Err(_) => (fields.insert(1, field), columns.insert(1, column)).1,
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
}

#[test]
fn records_come_as_they_are_and_problems_in_their_words() {
    let problem =
        nested::Problem { report_id: None, words: vec!["the text is empty; give it one".into()] };
    let mut outcomes: Vec<Outcome> = (0..40).map(|_| Ok(sample::full())).collect();
    outcomes[20] = Err(problem);
    let batch = rows_to_batch(&outcomes).unwrap();
    let extra: ArrayRef = Arc::new(Int32Array::from(vec![7; 40]));
    for batch in [&batch, &with(&batch, "text", extra)] {
        let got = read(batch);
        assert_eq!(got.len(), 40);
        assert_eq!(said(&got[20]), "row 21: the text is empty; give it one");
        for (place, item) in got.iter().enumerate().filter(|(place, _)| *place != 20) {
            let reading = item.as_ref().unwrap();
            assert_eq!(reading.record.as_deref(), Some(&sample::full()), "{place}");
        }
    }
}

#[test]
fn hostile_rows_are_refused_alone() {
    let mut outside = sample::full();
    outside.mentions[0].end = 1 << 40;
    let mut other_text = sample::full();
    other_text.report.sha256 = "0".repeat(64);
    let mut dangling = sample::full();
    dangling.events[0].actors = vec!["a99".into()];
    let mut nothing = sample::full();
    nothing.figures[0].high = Some(f64::NAN);
    let mut backwards = sample::full();
    backwards.statements[0].cue = vec![Span::new(9, 4)];
    let bad = [outside, other_text, dangling, nothing, backwards];
    let outcomes: Vec<Outcome> = [sample::full()].into_iter().chain(bad).map(Ok).collect();
    let batch = rows_to_batch(&outcomes).unwrap();
    let got = read(&batch);
    assert!(got[0].is_ok());
    let wanted = ["outside of the text", "SHA-256", "names a99", "for a number", "9–4"];
    for (place, wanted) in wanted.into_iter().enumerate() {
        let said = said(&got[place + 1]);
        assert!(said.starts_with(&format!("row {}: the record is not sound", place + 2)), "{said}");
        assert!(said.contains(wanted) && said.ends_with("read its report again"), "{said}");
    }
}

#[test]
fn rows_without_an_engine_or_a_report_say_so() {
    let batch = rows_to_batch(&[Ok(sample::full()), Ok(sample::record())]).unwrap();
    let without = |name: &str| {
        let column = batch.column_by_name(name).unwrap().as_struct().clone();
        let (fields, columns, _) = column.into_parts();
        let nulls = Some(vec![false, true].into());
        with(&batch, name, Arc::new(StructArray::new(fields, columns, nulls)))
    };
    let got = read(&without("engine"));
    assert!(said(&got[0]).contains("engine is null or not there"), "{}", said(&got[0]));
    assert!(got[1].is_ok());
    let got = read(&without("report"));
    assert!(said(&got[0]).contains("neither a report nor a problem is in it"), "{}", said(&got[0]));
    assert!(got[1].is_ok());
}

/// Two records, of the first of which the first so many actors are of this kind.
fn of_kind(kind: &str, many: usize) -> RecordBatch {
    let batch = rows_to_batch(&[Ok(sample::full()), Ok(sample::record())]).unwrap();
    let kinds = batch.column_by_name("actors").unwrap().as_list::<i32>().clone();
    let (item, offsets, values, nulls) = kinds.into_parts();
    let (fields, mut columns, _) = values.as_struct().clone().into_parts();
    let mut words: Vec<&str> = columns[2].as_string::<i32>().iter().flatten().collect();
    words[..many].fill(kind);
    let words: DictionaryArray<Int32Type> = words.into_iter().collect();
    columns[2] = Arc::new(words);
    let mut fields = fields.to_vec();
    fields[2] = Arc::new(Field::new("kind", columns[2].data_type().clone(), true));
    let values: ArrayRef = Arc::new(StructArray::new(fields.into(), columns, None));
    let item = Arc::new(item.as_ref().clone().with_data_type(values.data_type().clone()));
    let lists = arrow_array::ListArray::new(item, offsets, values, nulls);
    with(&batch, "actors", Arc::new(lists))
}

#[test]
fn words_of_no_enumeration_are_named_with_their_row() {
    let got = read(&of_kind("robot", 1));
    let why = said(&got[0]);
    assert!(why.starts_with("row 1: ") && why.contains("unknown variant `robot`"), "{why}");
    assert!(got[1].is_ok(), "{}", said(&got[1]));
}

#[test]
fn a_row_may_be_longer_than_a_line_of_reports() {
    let mut long = sample::full();
    long.report.title = Some("t".repeat(crate::lines::LONGEST_LINE + 1));
    let got = read(&rows_to_batch(&[Ok(long), Ok(sample::full())]).unwrap());
    assert!(got[0].is_ok() && got[1].is_ok(), "{}", got[0].as_ref().unwrap_err());
}

#[test]
fn a_row_beyond_its_bound_is_passed_over() {
    let actors = sample::full().actors.len();
    let got = read(&of_kind(&"robot".repeat(LARGEST_RECORD / 5 / actors + 1), actors));
    let why = said(&got[0]);
    assert!(why.starts_with("row 1: this record is larger than 256 MiB"), "{}", &why[..80]);
    assert!(got[1].is_ok(), "{}", said(&got[1]));
}

#[test]
fn a_table_of_reports_is_refused_where_records_are_asked_for() {
    let text: ArrayRef = Arc::new(arrow_array::StringArray::from(vec!["A."]));
    let batch = RecordBatch::try_from_iter([("date", text.clone()), ("text", text)]).unwrap();
    let format = Format::by_name("record-parquet");
    let got = items(&file(&batch), Options { format, ..Options::default() });
    assert_eq!(got.len(), 1);
    assert!(said(&got[0]).contains("no records are in this table"), "{}", said(&got[0]));
    let records = rows_to_batch(&[Ok(sample::full())]).unwrap();
    assert!(items(&file(&records), Options { format, ..Options::default() })[0].is_ok());
    assert!(matches!(records.schema().field(2).data_type(), DataType::Struct(_)));
}
