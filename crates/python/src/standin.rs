//! Stands in for the reader until it reads Arrow batches itself.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use arrow_schema::{ArrowError, DataType};
use jiff::civil::Date;
use sayso_reader::Pieces;
use sayso_record::Record;

/// Named columns.
pub type Columns = Vec<(&'static str, String)>;

/// Rows as pieces.
pub fn rows(
    name: &str,
    batches: impl Iterator<Item = Result<RecordBatch, ArrowError>> + Send + 'static,
    columns: Columns,
    date: Option<Date>,
) -> Pieces {
    let name = name.to_owned();
    Box::new(batches.flat_map(move |batch| {
        let batch = batch.unwrap();
        let schema = batch.schema();
        let mut places =
            sayso_reader::columns::of(schema.fields().iter().map(|field| field.name().as_str()));
        for (field, column) in &columns {
            places.retain(|(known, _)| known != field);
            places.push((field, schema.index_of(column).unwrap()));
        }
        let mut lines = String::new();
        let cells: Vec<_> = places
            .iter()
            .map(|(field, place)| {
                (*field, arrow_cast::cast(batch.column(*place), &DataType::Utf8).unwrap())
            })
            .collect();
        for row in 0..batch.num_rows() {
            let mut object = serde_json::Map::new();
            for (field, cells) in &cells {
                let cells = cells.as_string::<i32>();
                if cells.is_valid(row) {
                    object.insert((*field).to_owned(), cells.value(row).into());
                }
            }
            if let Some(date) = date.filter(|_| !object.contains_key("date")) {
                object.insert("date".into(), date.to_string().into());
            }
            lines += &serde_json::Value::from(object).to_string();
            lines.push('\n');
        }
        sayso_reader::read_lines(&name, lines.into_bytes())
    }))
}

/// Records as pieces.
pub fn records(_: &str, _: Vec<Arc<Record>>) -> Pieces {
    Box::new(std::iter::empty())
}
