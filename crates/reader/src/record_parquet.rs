//! Parquet tables of records in the nested form of [`sayso_record::arrow::nested`]: a record a row, proved and
//! taken as it is. Other columns are passed over; a row that says why there is no record is a problem in
//! those words.

use std::collections::VecDeque;
use std::sync::Arc;

use sayso_record::arrow::nested::{self, Taken};

use crate::lines::LARGEST_RECORD;
use crate::parquet::{Batches, Opened, guarded, opened};
use crate::{At, Pieces, Problem, Raw, Reading, Source, guard};

/// The rows, a piece each; a table of other rows is a problem.
pub fn open(mut source: Source) -> Pieces {
    match opened(&mut source) {
        Ok(file) if nested::is_nested(file.schema()) => pieces(source, file),
        Ok(_) => Box::new(std::iter::once(source.failed(At::Whole, Problem::NoRecords))),
        Err(problem) => Box::new(std::iter::once(source.failed(At::Whole, problem))),
    }
}

/// The rows of a file of records, a piece each.
fn pieces(source: Source, file: Opened) -> Pieces {
    let nested = nested::schema();
    let is_of_records = |name: &String| nested.field_with_name(name).is_ok();
    let columns = file.schema().fields().iter().enumerate();
    let roots = columns.filter(|(_, field)| is_of_records(field.name())).map(|(root, _)| root);
    let roots = roots.collect();
    match Batches::of(file, roots) {
        Ok(batches) => {
            let mut table = Table { source, batches: Some(batches), cut: VecDeque::new(), row: 0 };
            Box::new(std::iter::from_fn(move || table.next()))
        }
        Err(problem) => Box::new(std::iter::once(source.failed(At::Whole, problem))),
    }
}

struct Table {
    source: Source,
    /// `None` once the file has ended or broken.
    batches: Option<Batches>,
    /// Pieces of the rows that were read.
    cut: VecDeque<Raw>,
    /// Rows that were read.
    row: usize,
}

impl Table {
    fn next(&mut self) -> Option<Raw> {
        loop {
            if let Some(raw) = self.cut.pop_front() {
                return Some(raw);
            }
            let rows = self.batches.as_mut()?.more().and_then(|batch| match batch {
                Some(batch) => guarded(|| Taken::new(&batch).map_err(|e| e.to_string())).map(Some),
                None => Ok(None),
            });
            match rows {
                Ok(Some(rows)) => self.cut(Arc::new(rows)),
                Ok(None) => self.batches = None,
                Err(problem) => {
                    self.batches = None;
                    return Some(self.source.failed(At::Row(self.row + 1), problem));
                }
            }
        }
    }

    fn cut(&mut self, rows: Arc<Taken>) {
        for place in 0..rows.rows() {
            self.row += 1;
            let raw = piece(&self.source.name, At::Row(self.row), &rows, place);
            self.cut.push_back(raw);
        }
    }
}

fn piece(name: &Arc<str>, at: At, rows: &Arc<Taken>, place: usize) -> Raw {
    let bytes = guard::quietly(|| rows.bytes(place, LARGEST_RECORD)).unwrap_or(0);
    if bytes > LARGEST_RECORD {
        return Raw::failed(Problem::LargeRecord.at(name, at));
    }
    let (input, rows) = (Arc::clone(name), Arc::clone(rows));
    let make = move || reading(&rows, place).map_err(|problem| problem.at(&input, at));
    Raw::new(bytes, make).placed(name, at)
}

fn reading(rows: &Taken, place: usize) -> Result<Reading, Problem> {
    let outcome = guard::quietly(|| rows.outcome(place)).ok_or_else(|| {
        Problem::NoRecord("its values do not fit what its columns say".to_owned())
    })?;
    Reading::coded(outcome.map_err(|problem| Problem::Uncoded(problem.to_string()))?)
}

#[cfg(test)]
mod tests;
