//! Runs spaCy v3 CNN pipelines: text → [`Doc`] (tokens, tags, lemmas, heads, sentences, entities).

pub mod container;
mod doc;
mod package;

pub use doc::{Doc, Entity, Iob, Token};
pub use package::{Feature, Package, PackageError, Pipeline, Tok2Vec, Transitions};
