//! The half of a pipeline that is rules, not networks: tokenizer, attribute ruler, lemmatizer.
//!
//! They are compiled into the sections `text.*` of a model file and opened from there.

use crate::PackageError;
use crate::container::{Container, ContainerError, ContainerWriter};
use crate::lemmatizer::{LemmaCache, Lemmatizer};
use crate::package::Package;
use crate::ruler::Ruler;
use crate::tokenizer::{ChunkCache, Tokenizer};

const TOKENIZER: &str = "text.tokenizer";
const LOOKUPS: &str = "text.lookups";
const RULER: &str = "text.ruler";

/// The rules of a model; shared by all workers.
#[derive(Debug)]
pub struct TextRules {
    /// Text → tokens.
    pub tokenizer: Tokenizer,
    /// Tags, labels and words → parts of speech and features.
    pub ruler: Ruler,
    /// Words, parts of speech and features → lemmas.
    pub lemmatizer: Lemmatizer,
}

/// What one worker keeps of the words it has seen; it changes speed, never a result.
#[derive(Debug, Default)]
pub struct TextCache {
    /// Tokens of chunks.
    pub chunks: ChunkCache,
    /// Lemmas of forms.
    pub lemmas: LemmaCache,
}

impl TextRules {
    /// Checks a package's rules and adds them to a model file.
    ///
    /// # Errors
    /// When a file cannot be read or holds anything that is not supported.
    pub fn compile(package: &Package, writer: &mut ContainerWriter) -> Result<(), PackageError> {
        let tokenizer = package.file("tokenizer")?;
        let lookups = package.file("vocab/lookups.bin")?;
        let ruler = package.file(&format!("{}/patterns", package.pipeline.ruler_name))?;
        Tokenizer::new(&tokenizer, &lookups)?;
        Ruler::new(&ruler)?;
        let lemmas = format!("{}/lookups/lookups.bin", package.pipeline.lemmatizer_name);
        Lemmatizer::compile(&package.file(&lemmas)?, writer)?;
        writer.bytes(TOKENIZER, tokenizer);
        writer.bytes(LOOKUPS, lookups);
        writer.bytes(RULER, ruler);
        Ok(())
    }

    /// Opens what [`TextRules::compile`] wrote.
    ///
    /// # Errors
    /// When a section is missing or damaged.
    pub fn open(container: &Container) -> Result<Self, ContainerError> {
        let damaged = |error: PackageError| container.damaged(error.to_string());
        let tokenizer = Tokenizer::new(&container.bytes(TOKENIZER)?, &container.bytes(LOOKUPS)?)
            .map_err(damaged)?;
        Ok(Self {
            tokenizer,
            ruler: Ruler::new(&container.bytes(RULER)?).map_err(damaged)?,
            lemmatizer: Lemmatizer::open(container)?,
        })
    }
}
