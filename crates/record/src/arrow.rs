//! Rows of the flat tables as Arrow record batches (feature `arrow`), for Parquet files and data
//! frames.
//!
//! A day is `Date32`, text `Utf8`; what a table and a column hold goes along as metadata, under
//! `description`. Whole records go through [`batches`]; who needs bounded memory, or columns of
//! their own, fills [`Rows`]. One row a report, with all of it nested, is [`nested`].

pub mod nested;

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use jiff::civil::{Date, date};

use crate::Record;
use crate::tables::{Cell, Column, Kind, TABLES, Table, rows};

/// The metadata key of what a table or a column holds.
pub const DESCRIPTION: &str = "description";

/// The Arrow schema of a table that is `about` this and has these columns.
pub fn schema<'c>(about: &str, columns: impl IntoIterator<Item = &'c Column>) -> Schema {
    let field = |column: &Column| {
        Field::new(column.name, data_type(column.kind), column.nullable)
            .with_metadata(described(column.about))
    };
    let fields: Vec<Field> = columns.into_iter().map(field).collect();
    Schema::new_with_metadata(fields, described(about))
}

fn described(about: &str) -> HashMap<String, String> {
    HashMap::from([(DESCRIPTION.to_owned(), about.to_owned())])
}

/// What a kind of cell is in Arrow.
fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Integer => DataType::Int64,
        Kind::Real => DataType::Float64,
        Kind::Boolean => DataType::Boolean,
        Kind::Date => DataType::Date32,
    }
}

/// The tables of all the records, a batch each, in the order of [`TABLES`].
///
/// # Errors
/// Where a column would hold more than 2 GiB of text: give fewer records at a time.
pub fn batches<'r>(
    records: impl IntoIterator<Item = &'r Record>,
) -> Result<Vec<RecordBatch>, ArrowError> {
    let mut tables: Vec<Rows> =
        TABLES.iter().map(|table| Rows::new(schema(table.about, table.columns))).collect();
    for record in records {
        let mut pushed = Ok(());
        rows(record, |table, cells| {
            if let (Ok(()), Some(rows)) = (&pushed, tables.get_mut(table)) {
                pushed = rows.push(cells);
            }
        });
        pushed?;
    }
    tables.iter_mut().map(Rows::take).collect()
}

/// One table of all the records, in as many batches as it takes for none to have many more than
/// `most` bytes; one that is empty where there are no rows.
///
/// # Errors
/// Where one record alone has more than 2 GiB of text in a column.
pub fn table_batches<'r>(
    table: &Table,
    records: impl IntoIterator<Item = &'r Record>,
    most: usize,
) -> Result<Vec<RecordBatch>, ArrowError> {
    let mut rows = Rows::new(schema(table.about, table.columns));
    let mut batches = Vec::new();
    for record in records {
        let mut pushed = Ok(());
        table.rows(record, |cells| {
            if pushed.is_ok() {
                pushed = rows.push(cells);
            }
        });
        pushed?;
        if rows.bytes() >= most {
            batches.push(rows.take()?);
        }
    }
    if rows.rows() > 0 || batches.is_empty() {
        batches.push(rows.take()?);
    }
    Ok(batches)
}

/// Rows of one table on their way into a record batch.
#[derive(Debug)]
pub struct Rows {
    schema: SchemaRef,
    columns: Vec<Builder>,
    rows: usize,
    bytes: usize,
}

/// The cells of a column, so far.
#[derive(Debug)]
enum Builder {
    Text(StringBuilder),
    Integer(Int64Builder),
    Real(Float64Builder),
    Boolean(BooleanBuilder),
    Date(Date32Builder),
}

impl Rows {
    /// No rows yet, of a table with this [`schema`].
    pub fn new(schema: Schema) -> Self {
        let columns = schema.fields().iter().map(|field| Builder::new(field.data_type())).collect();
        Self { schema: Arc::new(schema), columns, rows: 0, bytes: 0 }
    }

    /// The table's schema.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// About how many bytes they take.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds a row. After an error the batch is of no use.
    ///
    /// # Errors
    /// Where the row has other columns than the schema, or a column would hold more than 2 GiB of
    /// text.
    pub fn push(&mut self, cells: &[Cell]) -> Result<(), ArrowError> {
        if cells.len() != self.columns.len() {
            let (has, wants) = (cells.len(), self.columns.len());
            return Err(ArrowError::SchemaError(format!("a row of {has} cells, not {wants}")));
        }
        for ((builder, cell), field) in self.columns.iter_mut().zip(cells).zip(self.schema.fields())
        {
            self.bytes += builder.push(cell).map_err(|why| {
                ArrowError::InvalidArgumentError(format!("column {}: {why}", field.name()))
            })?;
        }
        self.rows += 1;
        Ok(())
    }

    /// The rows as a batch, with none left here.
    ///
    /// # Errors
    /// Where a cell is null in a column that is never null.
    pub fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        (self.rows, self.bytes) = (0, 0);
        let columns = self.columns.iter_mut().map(Builder::take).collect();
        RecordBatch::try_new(self.schema(), columns)
    }
}

impl Builder {
    fn new(of: &DataType) -> Self {
        match of {
            DataType::Int64 => Builder::Integer(Int64Builder::new()),
            DataType::Float64 => Builder::Real(Float64Builder::new()),
            DataType::Boolean => Builder::Boolean(BooleanBuilder::new()),
            DataType::Date32 => Builder::Date(Date32Builder::new()),
            _ => Builder::Text(StringBuilder::new()),
        }
    }

    /// Adds a cell and says about how many bytes it takes, or why it cannot stand here.
    fn push(&mut self, cell: &Cell) -> Result<usize, &'static str> {
        let mut bytes = 8;
        match (self, cell) {
            (Builder::Text(to), Cell::Text(text)) => {
                bytes += text.len();
                if i32::try_from(to.values_slice().len() + text.len()).is_err() {
                    return Err("more than 2 GiB of text in one batch");
                }
                to.append_value(text);
            }
            (Builder::Date(to), Cell::Text(text)) => {
                to.append_value(text.parse().ok().and_then(days).ok_or("not a day")?);
            }
            (Builder::Integer(to), Cell::Integer(value)) => to.append_value(*value),
            (Builder::Real(to), Cell::Real(value)) => to.append_value(*value),
            (Builder::Boolean(to), Cell::Boolean(value)) => to.append_value(*value),
            (to, Cell::Null) => to.null(),
            _ => return Err("a cell of another kind"),
        }
        Ok(bytes)
    }

    fn null(&mut self) {
        match self {
            Builder::Text(to) => to.append_null(),
            Builder::Integer(to) => to.append_null(),
            Builder::Real(to) => to.append_null(),
            Builder::Boolean(to) => to.append_null(),
            Builder::Date(to) => to.append_null(),
        }
    }

    fn take(&mut self) -> ArrayRef {
        match self {
            Builder::Text(to) => Arc::new(to.finish()),
            Builder::Integer(to) => Arc::new(to.finish()),
            Builder::Real(to) => Arc::new(to.finish()),
            Builder::Boolean(to) => Arc::new(to.finish()),
            Builder::Date(to) => Arc::new(to.finish()),
        }
    }
}

/// Days since 1970-01-01.
fn days(day: Date) -> Option<i32> {
    Some(date(1970, 1, 1).until(day).ok()?.get_days())
}

#[cfg(test)]
mod tests {
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Date32Type, Float64Type};

    use super::*;

    #[test]
    fn records_become_a_batch_a_table() {
        let (one, other) = (crate::sample::record(), crate::sample::full());
        let got = batches([&one, &other]).unwrap();
        assert_eq!(got.len(), TABLES.len());
        let of = |name: &str| &got[TABLES.iter().position(|table| table.name == name).unwrap()];
        assert_eq!(of("reports").num_rows(), 2);
        assert_eq!(of("events").num_rows(), one.events.len() + other.events.len());
        let days = of("reports").column_by_name("date").unwrap().as_primitive::<Date32Type>();
        assert_eq!(days.value(0), 6332, "1987-05-04 is day 6332 after 1970-01-01");
        let values = of("figures").column_by_name("value").unwrap();
        assert_eq!(values.null_count(), 1);
        assert_eq!(values.as_primitive::<Float64Type>().value(0), 1200.0);
        let texts = of("reports").column_by_name("text").unwrap().as_string::<i32>();
        assert_eq!(texts.value(1), other.report.text);
    }

    #[test]
    fn one_table_comes_in_batches() {
        let (one, other) = (crate::sample::record(), crate::sample::full());
        let events = Table::by_name("events").unwrap();
        let of = |most| table_batches(events, [&one, &other], most).unwrap();
        let (whole, parts) = (of(usize::MAX), of(1));
        let at = TABLES.iter().position(|table| table.name == "events").unwrap();
        assert_eq!(whole, [batches([&one, &other]).unwrap().remove(at)]);
        let rows: Vec<usize> = parts.iter().map(RecordBatch::num_rows).collect();
        assert_eq!(rows, [one.events.len(), other.events.len()]);
        assert_eq!(table_batches(events, [], 1).unwrap()[0].num_rows(), 0);
    }

    #[test]
    fn what_columns_hold_goes_along() {
        let table = &TABLES[0];
        let schema = schema(table.about, table.columns);
        assert_eq!(schema.metadata()[DESCRIPTION], table.about);
        let field = schema.field_with_name("source").unwrap();
        assert_eq!(field.metadata()[DESCRIPTION], "Who published it.");
        assert!(field.is_nullable());
        assert!(!schema.field_with_name("date").unwrap().is_nullable());
    }

    #[test]
    fn the_first_and_the_last_day_have_a_number() {
        assert_eq!(days(date(1969, 12, 31)), Some(-1));
        assert_eq!(days(date(2000, 3, 1)), Some(11017));
        assert!(days(Date::MIN).is_some() && days(Date::MAX).is_some());
    }

    #[test]
    fn a_row_of_other_columns_is_refused() {
        let table = &TABLES[0];
        let mut rows = Rows::new(schema(table.about, table.columns));
        assert!(rows.push(&[Cell::Null]).is_err());
        let mut cells = vec![Cell::Null; table.columns.len()];
        cells[1] = "May 1987".into();
        let error = rows.push(&cells).unwrap_err().to_string();
        assert!(error.contains("column date: not a day"), "{error}");
        cells[1] = Cell::Integer(3);
        assert!(rows.push(&cells).unwrap_err().to_string().contains("another kind"));
    }

    #[test]
    fn null_where_nothing_is_null_is_refused() {
        let table = &TABLES[0];
        let mut rows = Rows::new(schema(table.about, table.columns));
        rows.push(&vec![Cell::Null; table.columns.len()]).unwrap();
        assert_eq!((rows.rows(), rows.bytes()), (1, 8 * table.columns.len()));
        assert!(rows.take().is_err());
        assert_eq!((rows.rows(), rows.bytes()), (0, 0));
    }
}
