//! The formats that reports come in, a target each.

pub mod csv;
pub mod feed;
pub mod html;
pub mod jsonl;
pub mod parquet;
pub mod text;
pub mod warc;

use sayso_reader::{Item, Problem};

/// Whether a report came, or one was left out for its language.
fn came(item: &Item) -> bool {
    match item {
        Ok(_) => true,
        Err(error) => matches!(error.problem, Problem::NotEnglish(_)),
    }
}
