//! Runs spaCy v3 CNN pipelines: text → [`Doc`] (tokens, tags, lemmas, heads, sentences, entities).

mod doc;

pub use doc::{Doc, Entity, Iob, Token};
