//! Parquet tables: a report a row, columns by the names of [`crate::columns::NAMES`].
//!
//! Parquet is read from its end, and inputs are streams, so the bytes first go to a temporary file
//! without a name, which the system drops when it is closed. Row groups are then read one after
//! another, a few rows at a time, and of the columns only those of reports.
//!
//! The types are those that the file says, with what the Arrow schema that writers tuck in beside
//! them adds (times in whole seconds are known from it alone); where that schema is damaged, without.

pub mod cell;

use std::fs::File;

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use sayso_record::arrow::nested;

use crate::columns::Columns;
use crate::rows::{self, Places};
use crate::{At, Pieces, Problem, Raw, Source, guard};

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

/// The rows, a piece each; a table of records is a problem that names their form.
pub fn open(mut source: Source) -> Pieces {
    match opened(&mut source) {
        Ok(file) if nested::is_nested(file.schema()) => {
            Box::new(std::iter::once(source.coded_before("record-parquet")))
        }
        Ok(file) => reports(source, file),
        Err(problem) => Box::new(std::iter::once(source.failed(At::Whole, problem))),
    }
}

/// The rows of a table as reports.
fn reports(source: Source, file: Opened) -> Pieces {
    let reader = rows::places(file.schema(), &Columns::default()).and_then(|places| {
        let roots = places.iter().map(|(_, root)| *root).collect();
        let batches = Batches::of(file, roots)?;
        let within = |(field, root): &(_, usize)| Some((*field, batches.place(*root)?));
        let places = places.iter().filter_map(within).collect();
        Ok((batches, places))
    });
    let (batches, places) = match reader {
        Ok(reader) => reader,
        Err(problem) => return Box::new(std::iter::once(source.failed(At::Whole, problem))),
    };
    let mut table = Table { source, batches: Some(batches), places, batch: None, row: 0 };
    Box::new(std::iter::from_fn(move || table.next()))
}

/// A Parquet file of which no rows were read yet.
pub type Opened = ParquetRecordBatchReaderBuilder<File>;

/// The file that an input is.
///
/// # Errors
/// It cannot be read, or is damaged.
pub fn opened(source: &mut Source) -> Result<Opened, Problem> {
    let file = spool(source)?;
    let builder = |file, bare| {
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(bare);
        guarded(|| {
            ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)
                .map_err(|error| error.to_string())
        })
    };
    builder(file.try_clone()?, false).or_else(|_| builder(file, true))
}

/// The bytes in a temporary file.
fn spool(source: &mut Source) -> std::io::Result<File> {
    let mut file = tempfile::tempfile()?;
    std::io::copy(&mut source.bytes, &mut file)?;
    Ok(file)
}

/// What `work` gives. The crate can panic on damaged files (it slices and unwraps by what headers
/// say), and a damaged file must not end the program.
pub fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, Problem> {
    match guard::quietly(work) {
        Some(result) => result.map_err(Problem::Parquet),
        None => Err(Problem::Parquet("what it says of itself does not fit".to_owned())),
    }
}

/// Some columns of a file, a few rows at a time.
pub struct Batches {
    batches: ParquetRecordBatchReader,
    /// The columns' places in the file, in order: a batch has them so.
    roots: Vec<usize>,
}

impl Batches {
    /// The columns at these places of a file.
    ///
    /// # Errors
    /// One of them unpacks to more than any table's, or the file is damaged.
    pub fn of(file: Opened, mut roots: Vec<usize>) -> Result<Self, Problem> {
        roots.sort_unstable();
        roots.dedup();
        bounded(file.metadata(), file.schema(), &roots)?;
        let at_once = rows_at_once(file.metadata(), file.schema(), &roots);
        let batches = guarded(|| {
            let mask = ProjectionMask::roots(file.parquet_schema(), roots.iter().copied());
            file.with_projection(mask).with_batch_size(at_once).build().map_err(|e| e.to_string())
        })?;
        Ok(Self { batches, roots })
    }

    /// The place in a batch of a column of the file.
    fn place(&self, root: usize) -> Option<usize> {
        self.roots.binary_search(&root).ok()
    }

    /// The next rows; `None` after the last.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn more(&mut self) -> Result<Option<RecordBatch>, Problem> {
        guarded(|| self.batches.next().transpose().map_err(|error| error.to_string()))
    }
}

/// Whether the columns unpack to what tables do, by what the file says of itself.
fn bounded(metadata: &ParquetMetaData, schema: &Schema, roots: &[usize]) -> Result<(), Problem> {
    let swollen = chunks(metadata, schema, roots).find(|column| {
        let (packed, unpacked) = (column.compressed_size().max(1), column.uncompressed_size());
        unpacked > SWOLLEN_BYTES && unpacked / packed > SWOLLEN_RATIO
    });
    match swollen {
        Some(column) => Err(Problem::Swollen(column.column_path().string())),
        None => Ok(()),
    }
}

/// How many rows are read at once.
fn rows_at_once(metadata: &ParquetMetaData, schema: &Schema, roots: &[usize]) -> usize {
    let sizes = chunks(metadata, schema, roots).map(|column| column.uncompressed_size());
    let fit = ROWS_BYTES / sizes.max().unwrap_or(0).max(1);
    usize::try_from(fit).unwrap_or(ROWS).clamp(1, ROWS)
}

/// The columns, and all that is in them, of each row group.
fn chunks<'a>(
    metadata: &'a ParquetMetaData,
    schema: &'a Schema,
    roots: &'a [usize],
) -> impl Iterator<Item = &'a ColumnChunkMetaData> {
    let chosen = move |name: &String| roots.iter().any(|root| schema.field(*root).name() == name);
    let all = metadata.row_groups().iter().flat_map(|group| group.columns());
    all.filter(move |column| column.column_path().parts().first().is_some_and(&chosen))
}

struct Table {
    source: Source,
    /// `None` once the file has ended or broken.
    batches: Option<Batches>,
    places: Places,
    /// Rows that were read, and how many of them were given.
    batch: Option<(RecordBatch, usize)>,
    /// Rows given.
    row: usize,
}

impl Table {
    fn next(&mut self) -> Option<Raw> {
        loop {
            match self.row() {
                Ok(Some(raw)) => return Some(raw),
                Ok(None) => self.batch = None,
                Err(problem) => return Some(self.broken(problem)),
            }
            match self.batches.as_mut()?.more() {
                Ok(Some(batch)) => self.batch = Some((batch, 0)),
                Ok(None) => self.batches = None,
                Err(problem) => return Some(self.broken(problem)),
            }
        }
    }

    /// What stands in for the next row and all after it.
    fn broken(&mut self, problem: Problem) -> Raw {
        (self.batches, self.batch) = (None, None);
        self.source.failed(At::Row(self.row + 1), problem)
    }

    /// The next of the rows that were read; no other is copied before it is asked for.
    fn row(&mut self) -> Result<Option<Raw>, Problem> {
        let Some((batch, given)) = &mut self.batch else { return Ok(None) };
        if *given >= batch.num_rows() {
            return Ok(None);
        }
        let fields = guarded(|| Ok(rows::row(batch, *given, &self.places)))?;
        *given += 1;
        self.row += 1;
        let Source { name, date, .. } = &self.source;
        Ok(Some(rows::piece(name, *date, At::Row(self.row), fields)))
    }
}

#[cfg(test)]
mod tests;
