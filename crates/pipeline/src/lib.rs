//! The whole way in one: inputs → records, and inputs → archive, on any number of threads, in the
//! order of the inputs. What the `sayso` program and the Python package share.
//!
//! [`Engine`] is what reports are coded with. [`read`] takes the pieces of an input through reading
//! and coding, and gives what came of each; [`Ingest`] takes inputs into an archive instead, and
//! tells a [`Watch`] how it goes. Both run on [`line::run`]: what comes out is the same for any
//! number of threads. Both end early, and in good order, when the flag `stop` is set: from another
//! thread, or from within what they call.
//!
//! ```no_run
//! use std::sync::atomic::AtomicBool;
//!
//! use sayso_pipeline::{Engine, read};
//! use sayso_reader::{Options, read_all};
//!
//! let engine = Engine::open(None, None)?;
//! let pieces = read_all(vec!["news.jsonl".into()], Options::default());
//! let done = read(&engine, pieces, 2, &AtomicBool::new(false), |batch| {
//!     batch.iter().flatten().for_each(|coded| println!("{}", coded.record.report.id));
//!     Ok::<(), std::convert::Infallible>(())
//! });
//! # Ok::<(), sayso_pipeline::EngineError>(())
//! ```

mod engine;
mod feed;
mod ingest;
pub mod line;
mod read;
mod said;
mod threads;

pub use engine::{Coded, Engine, EngineError, codebook, codebook_source, compiled_model, model};
pub use feed::pieces;
pub use ingest::known::may_be_archive;
pub use ingest::lock::hold;
pub use ingest::taking::COMMIT_REPORTS;
pub use ingest::{Begun, Ingest, IngestError, Ingested, Watch};
pub use read::{Batch, read};
pub use said::said;
pub use threads::{NoThreads, cores, threads};
