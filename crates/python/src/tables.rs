//! Records as tables: the flat ones, that of problems, and the nested form.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, RecordBatchReader, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use sayso_record::arrow::nested::{self, Problem};
use sayso_record::arrow::table_batches;
use sayso_record::tables::TABLES;
use sayso_record::{Record, arrow};

use crate::table::{FULL, Table};

/// What became of a row that was read.
pub struct Outcome {
    /// The row's place in what was read, from 0.
    pub row: usize,
    /// Its record, or why there is none.
    pub what: Result<Arc<Record>, Problem>,
}

/// The name of a table.
#[derive(Clone, Copy)]
pub struct Name(usize);

/// Tables that are not flat ones of the record.
const MORE: [&str; 2] = ["problems", "nested"];

impl Name {
    /// Every one.
    pub fn all() -> impl Iterator<Item = &'static str> {
        TABLES.iter().map(|table| table.name).chain(MORE)
    }

    /// The table of this name.
    ///
    /// # Errors
    /// There is none.
    pub fn of(name: &str) -> PyResult<Self> {
        Self::all().position(|known| known == name).map(Self).ok_or_else(|| {
            let all = Self::all().collect::<Vec<_>>().join(", ");
            PyValueError::new_err(format!("there is no table {name:?}; the tables are {all}"))
        })
    }

    /// Its place among all.
    pub fn place(self) -> usize {
        self.0
    }
}

/// A table of what became of the rows.
///
/// # Errors
/// One report alone has more than 2 GiB of text in a column.
pub fn of(name: Name, outcomes: &[Outcome]) -> PyResult<Table> {
    let records = || outcomes.iter().filter_map(|outcome| outcome.what.as_deref().ok());
    match TABLES.get(name.0) {
        Some(table) => {
            let batches = table_batches(table, records(), FULL).map_err(wrong)?;
            Ok(Table::new(Arc::new(arrow::schema(table.about, table.columns)), batches))
        }
        None if Name::all().nth(name.0) == Some("nested") => nested_of(outcomes).map_err(wrong),
        None => problems_of(outcomes).map_err(wrong),
    }
}

/// A table of the rows of one in the nested form, as whatever library has it now.
///
/// # Errors
/// It is not in the nested form.
pub fn flatten(rows: Box<dyn RecordBatchReader + Send>, name: Name) -> PyResult<Table> {
    let mut outcomes = Vec::new();
    for batch in rows {
        let batch = batch.map_err(wrong)?;
        for what in nested::from_batch(&batch).map_err(wrong)? {
            outcomes.push(Outcome { row: outcomes.len(), what: what.map(Arc::new) });
        }
    }
    of(name, &outcomes)
}

fn wrong(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// One row a row that was read, with its record or its problem.
fn nested_of(outcomes: &[Outcome]) -> Result<Table, ArrowError> {
    let mut rows = nested::Rows::new()?;
    let mut batches = Vec::new();
    for outcome in outcomes {
        match &outcome.what {
            Ok(record) => rows.push(record)?,
            Err(problem) => rows.push_problem(problem)?,
        }
        if rows.bytes() >= FULL {
            batches.push(rows.take()?);
        }
    }
    if rows.rows() > 0 || batches.is_empty() {
        batches.push(rows.take()?);
    }
    Ok(Table::new(nested::schema(), batches))
}

/// `row`, `report_id` and `problem` of the rows without a record.
fn problems_of(outcomes: &[Outcome]) -> Result<Table, ArrowError> {
    let problems: Vec<(usize, &Problem)> = outcomes
        .iter()
        .filter_map(|outcome| Some((outcome.row, outcome.what.as_ref().err()?)))
        .collect();
    let rows: Int64Array = problems.iter().map(|(row, _)| i64::try_from(*row).ok()).collect();
    let ids: StringArray =
        problems.iter().map(|(_, problem)| problem.report_id.as_deref()).collect();
    let words: StringArray =
        problems.iter().map(|(_, problem)| Some(problem.to_string())).collect();
    let schema = Arc::new(Schema::new(vec![
        Field::new("row", DataType::Int64, false),
        Field::new("report_id", DataType::Utf8, true),
        Field::new("problem", DataType::Utf8, false),
    ]));
    let columns: Vec<ArrayRef> = vec![Arc::new(rows), Arc::new(ids), Arc::new(words)];
    let batch = RecordBatch::try_new(Arc::clone(&schema), columns)?;
    Ok(Table::new(schema, vec![batch]))
}
