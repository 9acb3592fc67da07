//! Runs spaCy v3 CNN pipelines: text → [`Doc`] (tokens, tags, lemmas, heads, sentences, entities).
//!
//! A [`Store`] opens a [`Model`], each thread has a [`Worker`] of it, and [`Worker::parse`] does the work:
//!
//! ```no_run
//! use sayso_language::{Store, Unit};
//!
//! let model = Store::of_user()?.open(None)?;
//! let doc = model.worker().parse("Ruritania thanked Freedonia.", Unit::Paragraph);
//! # Ok::<(), sayso_language::StoreError>(())
//! ```

pub mod container;
mod doc;
mod intern;
mod lemmatizer;
mod lexeme;
mod net;
mod package;
mod paragraphs;
mod pipeline;
mod ruler;
mod store;
mod text;
mod tokenizer;

pub use doc::{Doc, Entity, Iob, Token};
pub use intern::intern;
pub use lexeme::{is_space, string_id};
pub use package::{Package, PackageError};
pub use paragraphs::paragraphs;
pub use pipeline::{Model, ModelError, Unit, Worker};
pub use ruler::{Ruler, Tagged};
pub use store::{Entry, KNOWN, Known, Store, StoreError};
pub use tokenizer::{ChunkCache, Form, Tokenizer};
