//! What Sayso promises of any bytes: a function a target, which takes bytes that anyone may send and panics where a
//! promise does not hold.
//!
//! The programs in `targets/` have libFuzzer make the bytes up; the test in `tests/` gives each function the seeds, the
//! inputs of mended faults among them. Where bytes alone would hardly ever become what is read, a part of the target
//! makes it of them ([`arbitrary`]): tables with cells, feeds with entries, a parse with a tree.

mod api;
mod codebook;
mod grammars;
mod invented;
mod language;
mod packed;
mod promises;
mod readers;
mod sql;

pub use api::api;
pub use codebook::codebook;
pub use grammars::grammars;
pub use language::model::model;
pub use language::package::package;
pub use language::tokenizer::tokenizer;
pub use packed::packed;
pub use readers::csv::csv;
pub use readers::feed::feed;
pub use readers::html::html;
pub use readers::jsonl::jsonl;
pub use readers::parquet::parquet;
pub use readers::text::text;
pub use readers::warc::warc;
pub use sql::sql;

/// What is done with the bytes of one input.
pub type Target = fn(&[u8]);

/// All targets, by the name of their program and of their folder of seeds.
pub const TARGETS: &[(&str, Target)] = &[
    ("api", api),
    ("codebook", codebook),
    ("csv", csv),
    ("feed", feed),
    ("grammars", grammars),
    ("html", html),
    ("jsonl", jsonl),
    ("model", model),
    ("package", package),
    ("parquet", parquet),
    ("sql", sql),
    ("text", text),
    ("tokenizer", tokenizer),
    ("warc", warc),
];
