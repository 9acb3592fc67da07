//! Parquet tables of reports and of records.

use std::sync::Arc;

use arbitrary::{Result, Unstructured};
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use sayso_record::arrow::nested::{Outcome, rows_to_batch};
use sayso_record::proof::prove;

use super::{came, jsonl};
use crate::invented;
use crate::promises::read_as;

/// Parquet tables of reports and of records: as the bytes stand, then tables made of the bytes, whole and with some of
/// their bytes changed.
pub fn parquet(bytes: &[u8]) {
    read_as("parquet", bytes);
    read_as("record-parquet", bytes);
    // Where the bytes are used up there is nothing more to try.
    let _ = rows(&mut Unstructured::new(bytes));
    let _ = records(&mut Unstructured::new(bytes));
}

/// A table as a file, packed or not.
fn file(batch: &RecordBatch, u: &mut Unstructured) -> Result<Vec<u8>> {
    let packed =
        *u.choose(&[Compression::UNCOMPRESSED, Compression::ZSTD(ZstdLevel::default())])?;
    let (rows, dictionary) = (u.int_in_range(1..=4)?, u.arbitrary()?);
    let properties = WriterProperties::builder()
        .set_compression(packed)
        .set_max_row_group_row_count(Some(rows))
        .set_dictionary_enabled(dictionary)
        .build();
    let mut writer =
        ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).expect("a writer");
    writer.write(batch).expect("is written");
    Ok(writer.into_inner().expect("is written"))
}

/// The file with a few of its bytes changed.
fn damaged(mut file: Vec<u8>, u: &mut Unstructured) -> Result<Vec<u8>> {
    for _ in 0..u.int_in_range(0..=4)? {
        // What tells how to read it stands at the end.
        let from_end = u.int_in_range(0..=file.len() - 1)?;
        let place = file.len() - 1 - from_end;
        file[place] = u.arbitrary()?;
    }
    Ok(file)
}

/// A row a report: as many pieces as rows, each with the cells that stand there.
fn rows(u: &mut Unstructured) -> Result<()> {
    let mut cells: [Vec<Option<String>>; 4] = Default::default();
    let mut wanted = Vec::new();
    for row in 0..u.int_in_range(1..=6)? {
        let text = invented::text(u)?;
        let (date, is_date) = invented::date(u)?;
        let title = u.arbitrary::<bool>()?.then(|| invented::text(u)).transpose()?;
        wanted.push((text.clone(), is_date));
        let row = [Some(format!("r{row}")), Some(date.to_owned()), title, Some(text)];
        for (cells, cell) in cells.iter_mut().zip(row) {
            cells.push(cell);
        }
    }
    let column = |cells: Vec<_>| Arc::new(StringArray::from(cells)) as ArrayRef;
    let columns = ["id", "date", "title", "text"].into_iter().zip(cells.map(column));
    let batch = RecordBatch::try_from_iter_with_nullable(columns.map(|(n, c)| (n, c, true)));
    let file = file(&batch.expect("a table"), u)?;
    let items = read_as("parquet", &file);
    assert_eq!(items.len(), wanted.len(), "a piece a row");
    for (item, (text, is_date)) in items.iter().zip(wanted) {
        assert!(came(item) || !is_date || text.trim().is_empty(), "{item:?}");
        if let Ok(reading) = item {
            assert_eq!(reading.report.text, text);
        }
    }
    read_as("parquet", &damaged(file, u)?);
    Ok(())
}

/// A row a record: taken as it is where it is sound.
fn records(u: &mut Unstructured) -> Result<()> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    for _ in 0..u.int_in_range(1..=3)? {
        outcomes.push(Ok(jsonl::record(u)?));
    }
    // A number that no column holds, or a date that none does, is refused when it is written.
    let Ok(batch) = rows_to_batch(&outcomes) else { return Ok(()) };
    let file = file(&batch, u)?;
    let items = read_as("record-parquet", &file);
    assert_eq!(items.len(), outcomes.len(), "a piece a row");
    for (item, outcome) in items.iter().zip(&outcomes) {
        let Ok(record) = outcome else { continue };
        if let Ok(reading) = item {
            assert_eq!(reading.record.as_deref(), Some(record), "as it is");
        } else {
            let blank = record.report.text.trim().is_empty() || record.report.id.trim().is_empty();
            assert!(blank || !prove(record).faults.is_empty(), "{item:?}");
        }
    }
    read_as("record-parquet", &damaged(file, u)?);
    Ok(())
}
