//! A language model, compiled from a package and opened from one mapped file, and the way from a
//! text to its [`Doc`].
//!
//! Several texts are parsed at once, so that the matrix products are large; the boundaries between
//! them are exact, and what a text becomes does not depend on the texts beside it.

use std::ops::Range;
use std::path::Path;

use crate::container::{Container, ContainerError, ContainerWriter};
use crate::doc::{Doc, Token};
use crate::lexeme::string_id;
use crate::net::{Input, Networks, Output, Scratch};
use crate::paragraphs::{Joined, paragraphs};
use crate::ruler::{Ruled, Tagged};
use crate::text::{TextCache, TextRules};
use crate::tokenizer::Form;
use crate::{Package, PackageError};

/// What can be wrong with a model.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// In the package that it is compiled from.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// In the compiled file.
    #[error(transparent)]
    Container(#[from] ContainerError),
}

/// What is parsed as one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Each paragraph by itself, hard-wrapped lines joined: best for news.
    Paragraph,
    /// The whole text with its line breaks, as spaCy is usually called.
    Document,
}

/// A language model, to be shared by any number of [`Worker`]s.
#[derive(Debug)]
pub struct Model {
    name: String,
    rules: TextRules,
    networks: Networks,
}

impl Model {
    /// Compiles a package: everything that a text needs, laid out to be read in place.
    ///
    /// # Errors
    /// When a file of the package is missing, damaged or holds what is not supported.
    pub fn compile(package: &Package) -> Result<ContainerWriter, ModelError> {
        let mut out = ContainerWriter::new();
        out.bytes("name", format!("{}-{}", package.name, package.version));
        TextRules::compile(package, &mut out)?;
        crate::net::compile(package, &mut out)?;
        Ok(out)
    }

    /// Opens a compiled model.
    ///
    /// # Errors
    /// When it is no compiled model of this version, or damaged.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        Self::from_container(&Container::open(path)?)
    }

    /// The same from a container.
    ///
    /// # Errors
    /// When its sections do not fit together.
    pub fn from_container(container: &Container) -> Result<Self, ModelError> {
        Ok(Self {
            name: container.text("name")?,
            rules: TextRules::open(container)?,
            networks: Networks::load(container)?,
        })
    }

    /// Name and version, as `en_core_web_md-3.7.1`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of a form's word vector; `None` where the model has none. Forms of one number mean nearly
    /// the same.
    pub fn vector(&self, form: &str) -> Option<usize> {
        self.networks.vector(string_id(form))
    }

    /// A worker over this model: one a thread.
    pub fn worker(&self) -> Worker<'_> {
        Worker { model: self, words: TextCache::default(), scratch: Scratch::default() }
    }
}

/// Parses texts with a model; what it remembers of words changes no result.
#[derive(Debug)]
pub struct Worker<'m> {
    model: &'m Model,
    words: TextCache,
    scratch: Scratch,
}

/// One unit of text that the networks see as a whole.
struct Piece {
    /// Its tokens, with bytes of its text.
    forms: Vec<Form>,
}

impl<'m> Worker<'m> {
    /// The model that it parses with.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// Parses one text.
    pub fn parse(&mut self, text: &str, unit: Unit) -> Doc {
        self.parse_batch(&[text], unit)
            .pop()
            .unwrap_or_else(|| Doc::new(text.to_owned(), Vec::new(), Vec::new(), Vec::new()))
    }

    /// Parses several texts; a [`Doc`] each, in order.
    pub fn parse_batch(&mut self, texts: &[&str], unit: Unit) -> Vec<Doc> {
        let pieces: Vec<Vec<Piece>> = texts.iter().map(|text| self.pieces(text, unit)).collect();
        let all = || pieces.iter().flatten();
        let input = |form: &Form| Input { lexeme: form.lexeme, space: form.space };
        let inputs: Vec<Input> = all().flat_map(|piece| &piece.forms).map(input).collect();
        let mut end = 0;
        let documents: Vec<Range<usize>> = all()
            .map(|piece| {
                end += piece.forms.len();
                end - piece.forms.len()..end
            })
            .collect();
        let output = self.model.networks.run(&inputs, &documents, &mut self.scratch);
        let mut documents = documents.into_iter();
        let texts = texts.iter().zip(pieces);
        texts.map(|(text, pieces)| self.assemble(text, pieces, &output, &mut documents)).collect()
    }

    fn pieces(&mut self, text: &str, unit: Unit) -> Vec<Piece> {
        let ranges = match unit {
            Unit::Document => std::iter::once(0..text.len()).collect(),
            Unit::Paragraph => paragraphs(text),
        };
        let mut piece = |bytes: Range<usize>| {
            let mut forms = Vec::new();
            let joined = match unit {
                Unit::Document => Joined::as_it_is(&text[bytes.clone()]),
                Unit::Paragraph => Joined::new(&text[bytes.clone()]),
            };
            self.model.rules.tokenizer.tokenize(&joined.text, &mut self.words.chunks, &mut forms);
            for form in &mut forms {
                let source = |at| bytes.start + joined.source(at);
                form.bytes = source(form.bytes.start)..source(form.bytes.end);
            }
            Piece { forms }
        };
        ranges.into_iter().map(&mut piece).filter(|piece| !piece.forms.is_empty()).collect()
    }

    /// Joins the analysed pieces of one text.
    fn assemble(
        &mut self,
        text: &str,
        pieces: Vec<Piece>,
        output: &Output,
        documents: &mut impl Iterator<Item = Range<usize>>,
    ) -> Doc {
        let mut tokens: Vec<Token> = Vec::new();
        let mut sentences: Vec<Range<usize>> = Vec::new();
        let mut paragraphs = Vec::new();
        let (mut byte, mut point) = (0, 0);
        let mut points_to = |at: usize| {
            point += text[byte..at].chars().count();
            byte = at;
            point
        };
        for (piece, document) in pieces.into_iter().zip(documents) {
            let first = tokens.len();
            let ruled = self.ruled(text, &piece, output, document.start);
            for (index, (form, ruled)) in piece.forms.into_iter().zip(ruled).enumerate() {
                let bytes = form.bytes;
                let at = document.start + index;
                let lemma = ruled.lemma.unwrap_or_else(|| {
                    let (word, orth) = (&text[bytes.clone()], form.lexeme.orth);
                    let lemmatizer = &self.model.rules.lemmatizer;
                    lemmatizer.lemma(word, orth, ruled.pos, ruled.morph, &mut self.words.lemmas)
                });
                if index == 0 || output.starts[at] {
                    sentences.push(first + index..first + index);
                }
                if let Some(sentence) = sentences.last_mut() {
                    sentence.end += 1;
                }
                tokens.push(Token {
                    start: points_to(bytes.start),
                    end: points_to(bytes.end),
                    bytes,
                    space: form.space,
                    tag: ruled.tag,
                    pos: ruled.pos,
                    morph: ruled.morph,
                    lemma,
                    head: first + output.heads[at] as usize,
                    dep: ruled.dep,
                    entity: output.entities[at],
                });
            }
            paragraphs.push(first..tokens.len());
        }
        Doc::new(text.to_owned(), tokens, sentences, paragraphs)
    }

    /// Tags, labels, parts of speech and features of a piece's tokens, which stand from `first` on
    /// in the output, by the attribute ruler.
    fn ruled(&self, text: &str, piece: &Piece, output: &Output, first: usize) -> Vec<Ruled> {
        let tagged = piece.forms.iter().enumerate().map(|(index, form)| Tagged {
            text: &text[form.bytes.clone()],
            tag: output.tags[first + index],
            dep: output.labels[first + index],
            is_space: form.lexeme.is_space,
        });
        self.model.rules.ruler.apply(&tagged.collect::<Vec<_>>())
    }
}
