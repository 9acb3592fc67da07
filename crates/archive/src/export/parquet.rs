//! Parquet: a folder with a file a table, compressed with Zstandard, dictionaries where they help,
//! days as `DATE`; what a column holds goes along as its metadata.
//!
//! The same records give the same bytes. Memory stays flat: rows go on in batches, batches in row
//! groups, and both are bounded in rows and in bytes.

use std::fs::File;
use std::path::Path;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use sayso_record::arrow::{Rows, schema};
use sayso_record::tables::Cell;

use super::draft::Draft;
use super::{ExportError, Writing, flat};
use crate::Stored;
use crate::stories::Story;

/// Rows, and bytes of them, that wait to be encoded together; of each table.
const BATCH: (usize, usize) = (8 * 1024, 4 << 20);
/// Rows, and bytes once encoded, of a row group.
const ROW_GROUP: (usize, usize) = (1 << 20, 16 << 20);

struct Parquet {
    tables: Vec<Table>,
}

struct Table {
    draft: Draft,
    writer: ArrowWriter<File>,
    rows: Rows,
}

/// Begins the form.
pub fn open(folder: &Path) -> Result<Box<dyn Writing>, ExportError> {
    let tables = flat::tables();
    let tables = tables.iter().map(|table| Table::new(folder, table)).collect::<Result<_, _>>()?;
    Ok(Box::new(Parquet { tables }))
}

impl Writing for Parquet {
    fn record(&mut self, stored: &Stored) -> Result<(), ExportError> {
        flat::rows(stored, |table, cells| self.row(table, cells))
    }

    fn story(&mut self, story: &Story) -> Result<(), ExportError> {
        flat::rows_of_story(story, |table, cells| self.row(table, cells))
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        let drafts: Vec<Draft> =
            self.tables.into_iter().map(Table::finish).collect::<Result<_, _>>()?;
        drafts.into_iter().try_for_each(Draft::keep)
    }
}

impl Parquet {
    fn row(&mut self, table: usize, cells: &[Cell]) -> Result<(), ExportError> {
        self.tables.get_mut(table).map_or(Ok(()), |table| table.row(cells))
    }
}

impl Table {
    fn new(folder: &Path, table: &flat::Table) -> Result<Self, ExportError> {
        let (draft, file) = Draft::new(&folder.join(format!("{}.parquet", table.name)))?;
        let rows = Rows::new(schema(table.about, table.columns.iter().copied()));
        let writer = properties()
            .and_then(|properties| ArrowWriter::try_new(file, rows.schema(), Some(properties)))
            .map_err(|why| ExportError::stopped(draft.path(), why))?;
        Ok(Self { draft, writer, rows })
    }

    fn row(&mut self, cells: &[Cell]) -> Result<(), ExportError> {
        self.rows.push(cells).map_err(|why| ExportError::stopped(self.draft.path(), why))?;
        if self.rows.rows() >= BATCH.0 || self.rows.bytes() >= BATCH.1 {
            self.encode().map_err(|why| ExportError::stopped(self.draft.path(), why))?;
        }
        Ok(())
    }

    fn encode(&mut self) -> Result<(), ParquetError> {
        self.writer.write(&self.rows.take()?)
    }

    fn finish(mut self) -> Result<Draft, ExportError> {
        let written = self.encode().and_then(|()| self.writer.close());
        written.map_err(|why| ExportError::stopped(self.draft.path(), why))?;
        Ok(self.draft)
    }
}

/// How every file is encoded.
fn properties() -> Result<WriterProperties, ParquetError> {
    Ok(WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_dictionary_enabled(true)
        .set_max_row_group_row_count(Some(ROW_GROUP.0))
        .set_max_row_group_bytes(Some(ROW_GROUP.1))
        .build())
}
