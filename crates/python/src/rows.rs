//! Rows on their way through reading and coding, and what came of each.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_cast::cast;
use arrow_schema::DataType;
use jiff::civil::Date;
use sayso_reader::Pieces;

use crate::input::Given;

/// Rows to be read, with how.
pub struct Rows {
    /// What messages call them.
    pub name: &'static str,
    /// The rows.
    pub given: Given,
    /// The date of reports that carry none.
    pub date: Option<Date>,
}

/// The ids that were given to rows which are on their way.
#[derive(Clone, Default)]
pub struct Ids(Arc<Mutex<VecDeque<(usize, StringArray)>>>);

impl Rows {
    /// The rows, a piece each.
    pub fn pieces(self) -> Pieces {
        self.noting(|_| {})
    }

    /// The rows, a piece each, and the ids of those that are on their way; who takes them has to say how
    /// far it has come ([`Ids::pass`]).
    pub fn pieces_and_ids(self) -> (Pieces, Ids) {
        let place = self.id_column();
        let ids = Ids::default();
        let noted = ids.clone();
        let mut rows = 0;
        let note = move |batch: &RecordBatch| {
            if let Some(place) = place {
                noted.lock().push_back((rows, texts(batch.column(place))));
            }
            rows += batch.num_rows();
        };
        (self.noting(note), ids)
    }

    /// The place of the column of ids.
    fn id_column(&self) -> Option<usize> {
        let Given { batches, named, .. } = &self.given;
        let schema = batches.schema();
        match &named.id {
            Some(column) => schema.index_of(column).ok(),
            None => {
                let names = schema.fields().iter().map(|field| field.name().as_str());
                let known = sayso_reader::columns::of(names);
                known.into_iter().find(|(field, _)| *field == "id").map(|(_, place)| place)
            }
        }
    }

    /// The rows; `note` is shown every batch.
    fn noting(self, mut note: impl FnMut(&RecordBatch) + Send + 'static) -> Pieces {
        let Self { name, given: Given { batches, named, .. }, date } = self;
        // So that the columns are looked at where there are no rows, too.
        let first = [Ok(RecordBatch::new_empty(batches.schema()))];
        let batches = first.into_iter().chain(batches).map(move |batch| {
            let batch = batch?;
            note(&batch);
            Ok(batch)
        });
        sayso_reader::rows(name, batches, named, date)
    }
}

/// A copy of a column as text, which does not keep the batch that it is of; nulls where it is of a type
/// that no id has.
fn texts(column: &ArrayRef) -> StringArray {
    match cast(column, &DataType::Utf8) {
        Ok(texts) => texts.as_string::<i32>().iter().collect(),
        Err(_) => StringArray::new_null(column.len()),
    }
}

impl Ids {
    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<(usize, StringArray)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The id that was given to this row; those of rows before it are let go.
    pub fn of(&self, row: usize) -> Option<String> {
        let mut noted = self.lock();
        passed(&mut noted, row);
        let (first, ids) = noted.front()?;
        let place = row.checked_sub(*first)?;
        let id = (place < ids.len() && ids.is_valid(place)).then(|| ids.value(place).to_owned());
        id.filter(|id| !id.trim().is_empty())
    }

    /// Lets the ids of rows before this one go.
    pub fn pass(&self, row: usize) {
        passed(&mut self.lock(), row);
    }
}

fn passed(noted: &mut VecDeque<(usize, StringArray)>, row: usize) {
    while noted.front().is_some_and(|(first, ids)| first + ids.len() <= row) {
        noted.pop_front();
    }
}
