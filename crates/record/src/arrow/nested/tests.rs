//! Records to nested Arrow and back.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::cast::AsArray;
use arrow_schema::{DataType, Field, Schema};

use super::*;
use crate::sample;

fn json(record: &Record) -> String {
    serde_json::to_string(record).unwrap()
}

fn problem(id: Option<&str>, words: &[&str]) -> Problem {
    let words = words.iter().map(|&word| word.to_owned()).collect();
    Problem { report_id: id.map(str::to_owned), words }
}

#[test]
fn records_come_back_the_same() {
    let outcomes = vec![
        Ok(sample::full()),
        Err(problem(None, &["no date; pass --date"])),
        Ok(sample::record()),
        Err(problem(Some("x"), &["the text is empty", "and more"])),
    ];
    let batch = rows_to_batch(&outcomes).unwrap();
    assert_eq!(batch.schema(), schema());
    let back = from_batch(&batch).unwrap();
    assert_eq!(back, outcomes);
    assert_eq!(json(back[0].as_ref().unwrap()), json(&sample::full()));
    assert_eq!(batch.column_by_name("report").unwrap().null_count(), 2);
    assert_eq!(batch.column_by_name("problems").unwrap().null_count(), 0);
    let ids = batch.column_by_name("report_id").unwrap().as_string::<i32>();
    assert_eq!(ids.value(3), "x");
    assert_eq!(rows_to_batch(&[]).unwrap().num_rows(), 0);
}

/// The batch with each of its types as another program may have it.
fn retyped(batch: &RecordBatch, to: fn(&DataType) -> Option<DataType>) -> RecordBatch {
    fn field(field: &FieldRef, to: fn(&DataType) -> Option<DataType>) -> FieldRef {
        Arc::new(Field::new(field.name(), all(field.data_type(), to), true))
    }
    fn all(of: &DataType, to: fn(&DataType) -> Option<DataType>) -> DataType {
        let inside = match of {
            DataType::List(items) => DataType::List(field(items, to)),
            DataType::Struct(fields) => {
                DataType::Struct(fields.iter().map(|inner| field(inner, to)).collect())
            }
            other => other.clone(),
        };
        to(&inside).unwrap_or(inside)
    }
    let fields: Vec<FieldRef> = batch.schema().fields().iter().map(|f| field(f, to)).collect();
    let columns = batch.columns().iter().zip(&fields);
    let columns = columns
        .map(|(column, field)| cast_with_options(column, field.data_type(), &STRICT).unwrap());
    let columns = columns.collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
}

#[test]
fn types_of_other_programs_do_as_well() {
    let ways: [fn(&DataType) -> Option<DataType>; 8] = [
        |of| (*of == DataType::Utf8).then_some(DataType::LargeUtf8),
        |of| (*of == DataType::Utf8).then_some(DataType::Utf8View),
        |of| (*of == DataType::Utf8).then_some(DataType::Binary),
        |of| (*of == DataType::Utf8).then(|| dictionary(DataType::UInt32, DataType::Utf8)),
        |of| (*of == DataType::Utf8).then(|| dictionary(DataType::Int8, DataType::Utf8View)),
        |of| (*of == DataType::Int64).then_some(DataType::Int32),
        |of| match of {
            DataType::List(items) => Some(DataType::LargeList(items.clone())),
            DataType::Utf8 => Some(DataType::LargeUtf8),
            _ => None,
        },
        |of| match of {
            DataType::List(items) => Some(DataType::ListView(items.clone())),
            _ => None,
        },
    ];
    let outcomes =
        [Ok(sample::full()), Err(problem(Some("x"), &["no date"])), Ok(sample::record())];
    let batch = rows_to_batch(&outcomes).unwrap();
    for (way, to) in ways.into_iter().enumerate() {
        let other = retyped(&batch, to);
        assert_ne!(other.schema(), batch.schema(), "{way}");
        assert_eq!(from_batch(&other).unwrap(), outcomes, "{way}");
        assert_eq!(from_batch(&other.slice(2, 1)).unwrap(), outcomes[2..], "{way}");
    }
}

fn dictionary(keys: DataType, values: DataType) -> DataType {
    DataType::Dictionary(Box::new(keys), Box::new(values))
}

#[test]
fn other_columns_and_another_order_do_not_matter() {
    let outcomes = [Ok(sample::full())];
    let batch = rows_to_batch(&outcomes).unwrap();
    let mut columns: Vec<(String, ArrayRef)> = (batch.schema().fields().iter())
        .map(|field| field.name().clone())
        .zip(batch.columns().iter().cloned())
        .collect();
    columns.reverse();
    let decimal = arrow_array::Decimal128Array::from(vec![7]);
    columns.insert(3, ("price".into(), Arc::new(decimal)));
    columns.retain(|(name, _)| !["date", "report_id", "problems"].contains(&name.as_str()));
    let other = RecordBatch::try_from_iter(columns).unwrap();
    assert_eq!(from_batch(&other).unwrap(), outcomes);
}

#[test]
fn a_damaged_row_never_touches_the_next() {
    let batch = rows_to_batch(&[Ok(sample::record()), Ok(sample::full())]).unwrap();
    let events = batch.schema().index_of("events").unwrap();
    let mut columns = batch.columns().to_vec();
    let nulls = arrow_array::BooleanArray::from(vec![false, true]);
    columns[events] = nulled(&columns[events], &nulls);
    let batch = RecordBatch::try_new(batch.schema(), columns).unwrap();
    let got = from_batch(&batch).unwrap();
    assert_eq!(got[1].as_ref().unwrap(), &sample::full());
    let why = got[0].as_ref().unwrap_err().to_string();
    assert!(why.contains("events is null or not there"), "{why}");
    assert_eq!(got[0].as_ref().unwrap_err().report_id, Some(sample::record().report.id));
}

/// The column with null where `kept` is false.
fn nulled(column: &ArrayRef, kept: &arrow_array::BooleanArray) -> ArrayRef {
    let data = column.to_data().into_builder();
    let nulls = arrow_array::Array::to_data(kept).buffers()[0].clone();
    arrow_array::make_array(data.null_bit_buffer(Some(nulls)).build().unwrap())
}

#[test]
fn a_table_of_other_things_is_refused() {
    let batch = rows_to_batch(&[Ok(sample::full()), Ok(sample::full())]).unwrap();
    let engine = batch.schema().index_of("engine").unwrap();
    let fields: Vec<_> = batch.schema().fields().iter().cloned().enumerate().collect();
    let fields: Vec<_> = fields.into_iter().filter(|(at, _)| *at != engine).collect();
    let columns = fields.iter().map(|(at, _)| batch.column(*at).clone()).collect();
    let schema = Schema::new(fields.into_iter().map(|(_, field)| field).collect::<Vec<_>>());
    let lacking = RecordBatch::try_new(Arc::new(schema), columns).unwrap();
    assert!(!is_nested(&lacking.schema()));
    let error = from_batch(&lacking).unwrap_err().to_string();
    assert!(error.contains("report and engine"), "{error}");
}

#[test]
fn a_row_is_as_large_as_what_is_in_it() {
    let mut long = sample::full();
    long.report.title = Some("t".repeat(10_000));
    let batch = rows_to_batch(&[Ok(sample::full()), Ok(long)]).unwrap();
    let to_keys: fn(&DataType) -> Option<DataType> =
        |of| (*of == DataType::Utf8).then(|| dictionary(DataType::Int32, DataType::Utf8));
    for batch in [batch.clone(), retyped(&batch, to_keys)] {
        let taken = Taken::new(&batch).unwrap();
        let (short, long) = (taken.bytes(0, usize::MAX), taken.bytes(1, usize::MAX));
        assert!((9_900..10_000).contains(&(long - short)), "{short} {long}");
    }
}

#[test]
fn the_schema_is_plain_and_described() {
    fn plain(of: &DataType) -> bool {
        match of {
            DataType::List(items) => plain(items.data_type()),
            DataType::Struct(fields) => fields.iter().all(|field| plain(field.data_type())),
            DataType::Utf8 | DataType::Int64 | DataType::Float64 => true,
            other => matches!(other, DataType::Boolean | DataType::Date32),
        }
    }
    let schema = schema();
    assert!(schema.fields().iter().all(|field| plain(field.data_type())));
    let about = |field: &Field| field.metadata().get(super::super::DESCRIPTION).cloned();
    assert!(schema.fields().iter().all(|field| about(field).is_some()));
    let DataType::Struct(report) = schema.field_with_name("report").unwrap().data_type() else {
        panic!("a struct")
    };
    assert_eq!(about(&report[2]).as_deref(), Some("Who published it."));
}

/// Keys of the fields of a JSON object, nested ones with a point, in their order.
fn keys(value: &serde_json::Value, at: &str, into: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(object) => object.iter().for_each(|(key, value)| {
            into.push(format!("{at}.{key}"));
            keys(value, &format!("{at}.{key}"), into);
        }),
        serde_json::Value::Array(items) => {
            if let Some(item) = items.last() {
                keys(item, at, into);
            }
        }
        _ => {}
    }
}

fn named(field: &Field, at: &str, into: &mut Vec<String>) {
    match field.data_type() {
        DataType::Struct(fields) => fields.iter().for_each(|field| {
            into.push(format!("{at}.{}", field.name()));
            named(field, &format!("{at}.{}", field.name()), into);
        }),
        DataType::List(items) => named(items, at, into),
        _ => {}
    }
}

#[test]
fn fields_are_those_of_json_in_its_order() {
    let mut record = sample::full();
    // Keys are taken of the last of a list, which must have all of them.
    record.events.swap(1, 2);
    record.statements.reverse();
    let value = serde_json::to_value(&record).unwrap();
    for (name, value) in value.as_object().unwrap() {
        let (mut wanted, mut got) = (Vec::new(), Vec::new());
        keys(value, name, &mut wanted);
        named(schema().field_with_name(name).unwrap(), name, &mut got);
        assert_eq!(got, wanted);
    }
}
