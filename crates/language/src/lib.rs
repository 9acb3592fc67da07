//! Runs spaCy v3 CNN pipelines: text → [`Doc`] (tokens, tags, lemmas, heads, sentences, entities).

pub mod container;
mod doc;
mod lexeme;
mod package;
mod tokenizer;

pub use doc::{Doc, Entity, Iob, Token};
pub use lexeme::{Lexeme, Norms, is_alpha, is_digit, is_space, string_id};
pub use package::{Feature, Package, PackageError, Pipeline, Tok2Vec, Transitions};
pub use tokenizer::{ChunkCache, Form, LONGEST_CHUNK, Tokenizer};
