//! Rows of Arrow batches as reports: those of a Parquet file, and those that another program has at hand.
//! Only the columns of reports are looked at.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, Schema, SchemaRef};
use jiff::civil::Date;

use crate::columns::{self, Columns};
use crate::error::UnfitColumn;
use crate::fields::Fields;
use crate::lines::LONGEST_LINE;
use crate::parquet::cell::{self, Column, TooLong};
use crate::{At, Pieces, Problem, Raw, Reading, guard};

/// Fields of a report, and the place of the column of each in a batch.
pub type Places = Vec<(&'static str, usize)>;

/// The rows of Arrow batches as reports: a piece each, in their order. Messages call the table `name` and
/// count its rows from 1 over all batches; `date` is that of rows that have none.
///
/// A batch without a column of texts, without one that `columns` names, or with one of a type that its field
/// cannot have, is a problem in place of all its rows and those after it, and so is an error among the batches.
pub fn rows(
    name: &str,
    batches: impl Iterator<Item = Result<RecordBatch, ArrowError>> + Send + 'static,
    columns: Columns,
    date: Option<Date>,
) -> Pieces {
    let batches = Some(batches.fuse());
    let mut table =
        Table { name: name.into(), date, batches, columns, known: None, batch: None, row: 0 };
    Box::new(std::iter::from_fn(move || table.next()))
}

/// Batches on their way to being reports.
struct Table<Batches> {
    name: Arc<str>,
    date: Option<Date>,
    /// `None` once they have ended or broken.
    batches: Option<Batches>,
    columns: Columns,
    /// The places of the columns in batches with this schema.
    known: Option<(SchemaRef, Places)>,
    /// A batch, and how many of its rows were given.
    batch: Option<(RecordBatch, usize)>,
    /// Rows given.
    row: usize,
}

impl<Batches: Iterator<Item = Result<RecordBatch, ArrowError>>> Table<Batches> {
    fn next(&mut self) -> Option<Raw> {
        loop {
            if let (Some((batch, given)), Some((_, places))) = (&mut self.batch, &self.known)
                && *given < batch.num_rows()
            {
                let fields = guard::quietly(|| row(batch, *given, places));
                *given += 1;
                self.row += 1;
                let at = At::Row(self.row);
                return Some(match fields {
                    Some(fields) => piece(&self.name, self.date, at, fields),
                    None => {
                        let said = "a value is not what its column says".to_owned();
                        Raw::failed(Problem::Arrow(said).at(&self.name, at))
                    }
                });
            }
            if let Err(problem) = self.more()? {
                (self.batches, self.batch) = (None, None);
                let at = if self.row == 0 { At::Whole } else { At::Row(self.row + 1) };
                return Some(Raw::failed(problem.at(&self.name, at)));
            }
        }
    }

    /// Takes the next batch; `None` after the last.
    fn more(&mut self) -> Option<Result<(), Problem>> {
        let batch = match self.batches.as_mut()?.next()? {
            Ok(batch) => batch,
            Err(error) => return Some(Err(Problem::Arrow(error.to_string()))),
        };
        let schema = batch.schema();
        if self.known.as_ref().is_none_or(|(known, _)| *known != schema) {
            match places(&schema, &self.columns) {
                Ok(places) => self.known = Some((schema, places)),
                Err(problem) => return Some(Err(problem)),
            }
        }
        self.batch = Some((batch, 0));
        Some(Ok(()))
    }
}

/// Where the fields of reports are in a table.
///
/// # Errors
/// It has no column of texts, not one that is named, or one of a type that its field cannot have.
pub fn places(schema: &Schema, named: &Columns) -> Result<Places, Problem> {
    let there = || schema.fields().iter().map(|field| field.name().as_str());
    let mut places = columns::of(there());
    for (field, column) in named.named() {
        let place = there().position(|name| name == column).ok_or_else(|| Problem::NoColumn {
            field,
            column: column.to_owned(),
            there: there().map(str::to_owned).collect(),
        })?;
        places.retain(|(other, _)| *other != field);
        places.push((field, place));
    }
    if !columns::have_text(&places) {
        return Err(Problem::NoTextColumn);
    }
    for (field, place) in &places {
        let column = schema.field(*place);
        let (name, found) = (column.name().clone(), column.data_type().to_string());
        cell::fits(field, column.data_type()).map_err(|wanted| {
            if named.named().all(|(named, _)| named != *field) {
                return Problem::Column { name, found, wanted };
            }
            let there = there().map(str::to_owned).collect();
            Problem::UnfitColumn(Box::new(UnfitColumn {
                field,
                column: name,
                found,
                wanted,
                there,
            }))
        })?;
    }
    Ok(places)
}

/// A row of a batch, from 0.
///
/// # Errors
/// One of its cells is too long; it was not copied.
pub fn row(batch: &RecordBatch, row: usize, places: &Places) -> Result<Fields, TooLong> {
    // Of a dictionary no keys but this row's are then looked at.
    let batch = batch.slice(row, 1);
    let mut fields = Fields::default();
    for (name, place) in places {
        let Some(column) = batch.columns().get(*place).and_then(Column::of) else {
            continue;
        };
        if let Some(field) = fields.by_name(name) {
            *field = column.cell(0)?;
        }
    }
    Ok(fields)
}

/// The piece that a row is, of which a report is made where no cell of it is too long.
pub fn piece(name: &Arc<str>, date: Option<Date>, at: At, fields: Result<Fields, TooLong>) -> Raw {
    let length = |fields: &Fields| fields.text.as_ref().map_or(0, String::len);
    let fields = match fields {
        Ok(fields) if length(&fields) <= LONGEST_LINE => fields,
        _ => return Raw::failed(Problem::LongLine.at(name, at)),
    };
    let input = Arc::clone(name);
    Raw::new(length(&fields), move || {
        let report = fields.report(date).map_err(|problem| problem.at(&input, at))?;
        Ok(Reading::new(report))
    })
    .placed(name, at)
}

#[cfg(test)]
mod tests;
