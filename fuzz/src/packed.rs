//! The seeds that no editor writes: small files of packed formats.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use sayso_language::container::ContainerWriter;
use sayso_record::arrow::nested::rows_to_batch;
use sayso_record::sample;

use crate::language::tiny;

/// Their paths below `seeds/`, and what is in them.
pub fn packed() -> Vec<(&'static str, Vec<u8>)> {
    let records = rows_to_batch(&[Ok(sample::full()), Ok(sample::record())]).expect("a table");
    let mut model = ContainerWriter::new();
    model.numbers("net.w", &[1.5f32, -2.0, 3.25]);
    model.numbers("text.keys", &[7u64, u64::MAX]);
    model.bytes("name", "en".as_bytes());
    let line = |record| serde_json::to_vec(&record).expect("a record as JSON");
    let tokenizer = tiny::files().into_iter().find(|(path, _)| *path == "tokenizer");
    vec![
        ("jsonl/record.jsonl", line(sample::full())),
        ("model/small.sayso", model.finish()),
        ("package/tiny.whl", tiny::wheel(&tiny::files())),
        ("parquet/records.parquet", table(&records)),
        ("parquet/reports.parquet", table(&reports())),
        ("tokenizer/rules.msgpack", tokenizer.expect("a tokenizer").1),
    ]
}

fn reports() -> RecordBatch {
    let column = |cells: [Option<&str>; 3]| Arc::new(StringArray::from(cells.to_vec())) as ArrayRef;
    let columns = [
        ("date", column([Some("1987-05-04"), None, Some("x")])),
        ("text", column([Some("They met in Zenda."), Some("A flood."), None])),
        ("title", column([Some("Talks"), None, None])),
    ];
    RecordBatch::try_from_iter(columns).expect("a table")
}

fn table(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).expect("a writer");
    writer.write(batch).expect("is written");
    writer.into_inner().expect("is written")
}
