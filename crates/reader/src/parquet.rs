//! Parquet tables: a report a row, columns by the names of [`crate::columns::NAMES`].
//!
//! Parquet is read from its end, and inputs are streams, so the bytes first go to a temporary file
//! without a name, which the system drops when it is closed. Row groups are then read one after
//! another, a few rows at a time, and of the columns only those of reports.
//!
//! The types are those that the file says, with what the Arrow schema that writers tuck in beside
//! them adds (times in whole seconds are known from it alone); where that schema is damaged, without.

mod cell;

use std::fs::File;

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};

use crate::columns;
use crate::fields::Fields;
use crate::lines::LONGEST_LINE;
use crate::{At, Pieces, Problem, Raw, Reading, Source, guard};
use cell::{Column, TooLong};

/// Rows read at once, at most: few, for any of them may be long.
const ROWS: usize = 16;

/// About the most bytes that the rows read at once may have in one column: where a column of a row
/// group is larger, one value may be nearly all of it, and stand in every row.
const ROWS_BYTES: i64 = 64 << 20;

/// A column of a row group that unpacks to more than this many bytes, and more than
/// [`SWOLLEN_RATIO`] times what it is packed, is refused: pages are unpacked whole.
const SWOLLEN_BYTES: i64 = 100 << 20;
const SWOLLEN_RATIO: i64 = 250;

/// The magic number of the format, which its end repeats.
pub fn is(first: &[u8]) -> bool {
    first.starts_with(b"PAR1")
}

/// The rows, a piece each.
pub fn open(mut source: Source) -> Pieces {
    let reader = match spool(&mut source).map_err(Problem::from).and_then(reader) {
        Ok(reader) => reader,
        Err(problem) => return Box::new(std::iter::once(source.failed(At::Whole, problem))),
    };
    let mut table = Table { source, reader: Some(reader), batch: None, row: 0 };
    Box::new(std::iter::from_fn(move || table.next()))
}

/// The bytes in a temporary file.
fn spool(source: &mut Source) -> std::io::Result<File> {
    let mut file = tempfile::tempfile()?;
    std::io::copy(&mut source.bytes, &mut file)?;
    Ok(file)
}

/// What `work` gives. The crate can panic on damaged files (it slices and unwraps by what headers
/// say), and a damaged file must not end the program.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, Problem> {
    match guard::quietly(work) {
        Some(result) => result.map_err(Problem::Parquet),
        None => Err(Problem::Parquet("what it says of itself does not fit".to_owned())),
    }
}

/// The columns of reports in a file.
struct Columns {
    batches: ParquetRecordBatchReader,
    /// Field and place in a batch.
    places: Vec<(&'static str, usize)>,
}

fn reader(file: File) -> Result<Columns, Problem> {
    let builder = |file, bare| {
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(bare);
        guarded(|| {
            ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)
                .map_err(|error| error.to_string())
        })
    };
    let builder = builder(file.try_clone()?, false).or_else(|_| builder(file, true))?;
    let schema = builder.schema().clone();
    let columns = columns::of(schema.fields().iter().map(|field| field.name().as_str()));
    if !columns::have_text(&columns) {
        return Err(Problem::NoTextColumn);
    }
    for (name, place) in &columns {
        let field = schema.field(*place);
        cell::fits(name, field.data_type()).map_err(|wanted| Problem::Column {
            name: field.name().clone(),
            found: field.data_type().to_string(),
            wanted,
        })?;
    }
    bounded(builder.metadata(), &schema, &columns)?;
    let at_once = rows_at_once(builder.metadata(), &schema, &columns);
    // A batch has the chosen columns in the order of the file.
    let mut chosen: Vec<usize> = columns.iter().map(|(_, place)| *place).collect();
    chosen.sort_unstable();
    let places = columns
        .iter()
        .filter_map(|(name, place)| Some((*name, chosen.binary_search(place).ok()?)))
        .collect();
    let batches = guarded(|| {
        let mask = ProjectionMask::roots(builder.parquet_schema(), chosen);
        builder.with_projection(mask).with_batch_size(at_once).build().map_err(|e| e.to_string())
    })?;
    Ok(Columns { batches, places })
}

/// Whether the columns of reports unpack to what tables do, by what the file says of itself.
fn bounded(
    metadata: &ParquetMetaData,
    schema: &Schema,
    columns: &[(&'static str, usize)],
) -> Result<(), Problem> {
    let swollen = chunks(metadata, schema, columns).find(|column| {
        let (packed, unpacked) = (column.compressed_size().max(1), column.uncompressed_size());
        unpacked > SWOLLEN_BYTES && unpacked / packed > SWOLLEN_RATIO
    });
    match swollen {
        Some(column) => Err(Problem::Swollen(column.column_path().string())),
        None => Ok(()),
    }
}

/// How many rows are read at once.
fn rows_at_once(
    metadata: &ParquetMetaData,
    schema: &Schema,
    columns: &[(&'static str, usize)],
) -> usize {
    let sizes = chunks(metadata, schema, columns).map(|column| column.uncompressed_size());
    let fit = ROWS_BYTES / sizes.max().unwrap_or(0).max(1);
    usize::try_from(fit).unwrap_or(ROWS).clamp(1, ROWS)
}

/// The columns of reports, of each row group.
fn chunks<'a>(
    metadata: &'a ParquetMetaData,
    schema: &'a Schema,
    columns: &'a [(&'static str, usize)],
) -> impl Iterator<Item = &'a ColumnChunkMetaData> {
    let chosen =
        move |name: &String| columns.iter().any(|(_, place)| schema.field(*place).name() == name);
    let all = metadata.row_groups().iter().flat_map(|group| group.columns());
    all.filter(move |column| column.column_path().parts().first().is_some_and(&chosen))
}

struct Table {
    source: Source,
    /// `None` once the file has ended or broken.
    reader: Option<Columns>,
    /// Rows that were read, and how many of them were given.
    batch: Option<(RecordBatch, usize)>,
    /// Rows given.
    row: usize,
}

impl Table {
    fn next(&mut self) -> Option<Raw> {
        loop {
            match self.fields() {
                Ok(Some(fields)) => {
                    self.row += 1;
                    return Some(self.piece(fields));
                }
                Ok(None) => self.batch = None,
                Err(problem) => return Some(self.broken(problem)),
            }
            let batches = &mut self.reader.as_mut()?.batches;
            match guarded(|| batches.next().transpose().map_err(|error| error.to_string())) {
                Ok(Some(batch)) => self.batch = Some((batch, 0)),
                Ok(None) => self.reader = None,
                Err(problem) => return Some(self.broken(problem)),
            }
        }
    }

    /// What stands in for the next row and all after it.
    fn broken(&mut self, problem: Problem) -> Raw {
        (self.reader, self.batch) = (None, None);
        self.source.failed(At::Row(self.row + 1), problem)
    }

    /// The next of the rows that were read; no other is copied before it is asked for.
    fn fields(&mut self) -> Result<Option<Result<Fields, TooLong>>, Problem> {
        let (Some((batch, given)), Some(reader)) = (&mut self.batch, &self.reader) else {
            return Ok(None);
        };
        if *given >= batch.num_rows() {
            return Ok(None);
        }
        let fields = guarded(|| Ok(row(batch, *given, &reader.places)))?;
        *given += 1;
        Ok(Some(fields))
    }

    fn piece(&self, fields: Result<Fields, TooLong>) -> Raw {
        let (name, date, at) = (self.source.name.clone(), self.source.date, At::Row(self.row));
        let length = |fields: &Fields| fields.text.as_ref().map_or(0, String::len);
        let fields = match fields {
            Ok(fields) if length(&fields) <= LONGEST_LINE => fields,
            _ => return self.source.failed(at, Problem::LongLine),
        };
        Raw::new(length(&fields), move || {
            let report = fields.report(date).map_err(|problem| problem.at(&name, at))?;
            Ok(Reading::new(report))
        })
        .placed(&self.source.name, at)
    }
}

/// A row of a batch, from 0.
fn row(
    batch: &RecordBatch,
    row: usize,
    places: &[(&'static str, usize)],
) -> Result<Fields, TooLong> {
    let mut fields = Fields::default();
    for (name, place) in places {
        let Some(column) = batch.columns().get(*place).and_then(Column::of) else {
            continue;
        };
        if let Some(field) = fields.by_name(name) {
            *field = column.cell(row)?;
        }
    }
    Ok(fields)
}

#[cfg(test)]
mod tests;
