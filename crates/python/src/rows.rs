//! Rows on their way through reading and coding, and what came of each.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType};
use jiff::civil::Date;
use sayso_reader::{Columns, Pieces};

use crate::input::{Given, Named};

/// Rows to be read, with how.
pub struct Rows {
    /// What messages call them.
    pub name: &'static str,
    /// The rows.
    pub given: Given,
    /// The columns that are named.
    pub named: Named,
    /// The date of reports that carry none.
    pub date: Option<Date>,
}

/// The ids that were given to rows which are on their way.
#[derive(Clone, Default)]
pub struct Ids(Arc<Mutex<VecDeque<(usize, ArrayRef)>>>);

impl Rows {
    /// The rows, a piece each, and the ids of those that are on their way.
    pub fn pieces(self) -> (Pieces, Ids) {
        let Self { name, given, named, date } = self;
        let schema = given.batches.schema();
        let names = schema.fields().iter().map(|field| field.name().as_str());
        let column = named.iter().find(|(field, _)| *field == "id").map(|(_, column)| column);
        let place = match column {
            Some(column) => schema.index_of(column).ok(),
            None => {
                let known = sayso_reader::columns::of(names);
                known.into_iter().find(|(field, _)| *field == "id").map(|(_, place)| place)
            }
        };
        // So that the columns are looked at where there are no rows, too.
        let first = [Ok(RecordBatch::new_empty(Arc::clone(&schema)))];
        let ids = Ids::default();
        let noted = ids.clone();
        let mut rows = 0;
        let note = move |batch: Result<RecordBatch, ArrowError>| {
            let batch = batch?;
            if let Some(place) = place {
                noted.lock().push_back((rows, Arc::clone(batch.column(place))));
            }
            rows += batch.num_rows();
            Ok(batch)
        };
        let columns = columns(named);
        (
            sayso_reader::rows(
                name,
                first.into_iter().chain(given.batches).map(note),
                columns,
                date,
            ),
            ids,
        )
    }
}

impl Ids {
    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<(usize, ArrayRef)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The id that was given to this row; those of rows before it are let go.
    pub fn of(&self, row: usize) -> Option<String> {
        let mut noted = self.lock();
        passed(&mut noted, row);
        let (first, ids) = noted.front_mut()?;
        if *ids.data_type() != DataType::Utf8 {
            *ids = cast(ids, &DataType::Utf8).ok()?;
        }
        let place = row.checked_sub(*first)?;
        let ids = ids.as_string_opt::<i32>()?;
        let id = (place < ids.len() && ids.is_valid(place)).then(|| ids.value(place).to_owned());
        id.filter(|id| !id.trim().is_empty())
    }

    /// Lets the ids of rows before this one go.
    pub fn pass(&self, row: usize) {
        passed(&mut self.lock(), row);
    }
}

fn passed(noted: &mut VecDeque<(usize, ArrayRef)>, row: usize) {
    while noted.front().is_some_and(|(first, ids)| first + ids.len() <= row) {
        noted.pop_front();
    }
}

/// The named columns, as the reader takes them.
fn columns(named: Named) -> Columns {
    let mut columns = Columns::default();
    for (field, column) in named {
        let place = match field {
            "id" => &mut columns.id,
            "date" => &mut columns.date,
            "source" => &mut columns.source,
            "url" => &mut columns.url,
            "title" => &mut columns.title,
            _ => &mut columns.text,
        };
        *place = Some(column);
    }
    columns
}
