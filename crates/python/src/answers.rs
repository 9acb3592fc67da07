//! Answers of an archive, cell by cell, as tables: a column's type is that of its values.

use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use sayso_archive::query::{Cell, distinct};

use crate::table::{FULL, Table};

/// The rows of an answer so far.
pub struct Answer {
    columns: Vec<String>,
    kinds: Vec<Option<Kind>>,
    /// Rows, a batch full each.
    batches: Vec<Vec<Vec<Cell>>>,
    bytes: usize,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Integer,
    Real,
    Text,
    Bytes,
}

impl Kind {
    fn of(cell: &Cell) -> Option<Self> {
        Some(match cell {
            Cell::Null => return None,
            Cell::Integer(_) => Self::Integer,
            Cell::Real(_) => Self::Real,
            Cell::Text(_) => Self::Text,
            Cell::Bytes(_) => Self::Bytes,
        })
    }

    /// What cells of two kinds are together.
    fn with(self, other: Self) -> Self {
        match (self, other) {
            _ if self == other => self,
            (Self::Integer | Self::Real, Self::Integer | Self::Real) => Self::Real,
            _ => Self::Text,
        }
    }

    fn data_type(self) -> DataType {
        match self {
            Self::Integer => DataType::Int64,
            Self::Real => DataType::Float64,
            Self::Text => DataType::Utf8,
            Self::Bytes => DataType::Binary,
        }
    }
}

impl Answer {
    /// No rows yet, of these columns.
    pub fn of(columns: Vec<String>) -> Self {
        let kinds = vec![None; columns.len()];
        Self { columns: distinct(columns), kinds, batches: vec![Vec::new()], bytes: 0 }
    }

    /// Adds a row: a cell a column.
    pub fn push(&mut self, row: Vec<Cell>) {
        for (kind, cell) in self.kinds.iter_mut().zip(&row) {
            *kind = match (*kind, Kind::of(cell)) {
                (Some(one), Some(other)) => Some(one.with(other)),
                (one, other) => one.or(other),
            };
            self.bytes += match cell {
                Cell::Text(text) => text.len(),
                Cell::Bytes(bytes) => 2 * bytes.len(),
                _ => 8,
            };
        }
        if self.bytes >= FULL {
            self.bytes = 0;
            self.batches.push(Vec::new());
        }
        if let Some(batch) = self.batches.last_mut() {
            batch.push(row);
        }
    }

    /// The rows as a table.
    ///
    /// # Errors
    /// One cell alone has more than 2 GiB.
    pub fn table(self) -> PyResult<Table> {
        let Self { columns, kinds, batches, .. } = self;
        // Where every cell is null any type would do; text is what most programs take.
        let kinds: Vec<Kind> = kinds.into_iter().map(|kind| kind.unwrap_or(Kind::Text)).collect();
        let fields: Vec<Field> = columns
            .into_iter()
            .zip(&kinds)
            .map(|(name, kind)| Field::new(name, kind.data_type(), true))
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let made: Result<Vec<RecordBatch>, ArrowError> =
            batches.iter().map(|rows| batch(&schema, &kinds, rows)).collect();
        let made = made.map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(Table::new(schema, made))
    }
}

fn batch(
    schema: &SchemaRef,
    kinds: &[Kind],
    rows: &[Vec<Cell>],
) -> Result<RecordBatch, ArrowError> {
    let columns = kinds.iter().enumerate();
    let columns = columns.map(|(at, kind)| column(*kind, rows.iter().map(move |row| &row[at])));
    let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(rows.len()));
    RecordBatch::try_new_with_options(Arc::clone(schema), columns.collect(), &options)
}

fn column<'c>(kind: Kind, cells: impl Iterator<Item = &'c Cell>) -> ArrayRef {
    match kind {
        Kind::Integer => Arc::new(cells.map(integer).collect::<Int64Array>()),
        Kind::Real => Arc::new(cells.map(real).collect::<Float64Array>()),
        Kind::Text => Arc::new(cells.map(text).collect::<StringArray>()),
        Kind::Bytes => Arc::new(cells.map(bytes).collect::<BinaryArray>()),
    }
}

fn integer(cell: &Cell) -> Option<i64> {
    if let Cell::Integer(number) = cell { Some(*number) } else { None }
}

fn real(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Integer(number) => Some(*number as f64),
        Cell::Real(number) => Some(*number),
        _ => None,
    }
}

fn text(cell: &Cell) -> Option<String> {
    if *cell == Cell::Null { None } else { Some(cell.plain()) }
}

fn bytes(cell: &Cell) -> Option<&[u8]> {
    if let Cell::Bytes(bytes) = cell { Some(bytes) } else { None }
}
