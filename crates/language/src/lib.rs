//! Runs spaCy v3 CNN pipelines: text → [`Doc`] (tokens, tags, lemmas, heads, sentences, entities).

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
pub use lemmatizer::{LemmaCache, Lemmatizer};
pub use lexeme::{Lexeme, Norms, is_alpha, is_digit, is_space, string_id};
pub use package::{Feature, Package, PackageError, Pipeline, Tok2Vec, Transitions};
pub use paragraphs::{Joined, LONGEST_PARAGRAPH, paragraphs};
pub use pipeline::{Model, ModelError, Unit, Worker};
pub use ruler::{Ruled, Ruler, Tagged};
pub use store::{Entry, KNOWN, Known, Store, StoreError};
pub use text::{TextCache, TextRules};
pub use tokenizer::{ChunkCache, Form, LONGEST_CHUNK, Tokenizer};
