//! Runs spaCy v3 CNN pipelines: text → [`Doc`] (tokens, tags, lemmas, heads, sentences, entities).

pub mod container;
mod doc;
mod intern;
mod kernels;
mod lexeme;
mod moves;
mod ner;
mod net;
mod package;
mod parser;
mod pipeline;
mod tok2vec;
mod tokenizer;
mod transition;
mod vectors;

pub use doc::{Doc, Entity, Iob, Token};
pub use lexeme::{Lexeme, Norms, is_alpha, is_digit, is_space, string_id};
pub use package::{Feature, Package, PackageError, Pipeline, Tok2Vec, Transitions};
pub use pipeline::{Model, ModelError, Unit, Worker};
pub use tokenizer::{ChunkCache, Form, LONGEST_CHUNK, Tokenizer};

fn paragraphs(text: &str) -> Vec<std::ops::Range<usize>> {
    vec![0..text.len()]
}
