//! The networks of a pipeline: word forms → tags, tree, sentence starts, entities.
//!
//! spaCy's and thinc's layers, named as they name them, computed in batches of tokens. Results of a
//! document depend neither on the others of its batch nor on what was computed before.

#![expect(
    unsafe_code,
    reason = "kernels ask for the instructions that the machine has, and for memory unchecked"
)]

mod hash_embed;
mod matrix;
mod ner;
mod nonproj;
mod parser;
mod simd;
mod tagger;
mod tok2vec;
mod transition;
mod vectors;
mod weights;

use std::ops::Range;

use crate::container::{Container, ContainerError, ContainerWriter};
use crate::doc::Iob;
use crate::lexeme::Lexeme;
use crate::package::{Package, PackageError, Tok2Vec as Settings};
use ner::Recogniser;
use parser::{Parser, Tree};
use simd::Isa;
use tagger::Tagger;
use tok2vec::{Lexicon, Tok2Vec};
use transition::{Memory, Scorer, Shape};
use vectors::Vectors;
use weights::Weights;

/// A token as the networks see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input {
    /// The form's features.
    pub(crate) lexeme: Lexeme,
    /// Whether one space follows.
    pub(crate) space: bool,
}

/// What the networks say of a batch of tokens; heads are counted within their document.
#[derive(Debug, Default)]
pub(crate) struct Output {
    /// Fine-grained tags.
    pub(crate) tags: Vec<&'static str>,
    /// Heads within the document; a root is its own.
    pub(crate) heads: Vec<u32>,
    /// Dependency labels.
    pub(crate) labels: Vec<&'static str>,
    /// Whether a sentence begins here.
    pub(crate) starts: Vec<bool>,
    /// Entities.
    pub(crate) entities: Vec<Iob>,
}

impl Output {
    /// Puts what is said of further tokens behind.
    fn append(&mut self, other: Self) {
        self.tags.extend(other.tags);
        self.heads.extend(other.heads);
        self.labels.extend(other.labels);
        self.starts.extend(other.starts);
        self.entities.extend(other.entities);
    }
}

/// Tokens of several documents whose vectors are kept at once, nearly 1 KB each: of a text of many paragraphs
/// they would take more than all the rest.
const TOGETHER: usize = 4096;

/// The networks of a pipeline, ready to run in any number of threads.
#[derive(Debug)]
pub(crate) struct Networks {
    isa: Isa,
    shared: Tok2Vec,
    tagger: Tagger,
    parser: Parser,
    parser_own: Option<Tok2Vec>,
    ner: Recogniser,
    ner_own: Option<Tok2Vec>,
}

/// Buffers and caches of one thread's work with one model.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    lexicons: [Lexicon; 3],
    shared: Vec<f32>,
    own: Vec<f32>,
    memory: Memory,
}

fn unsupported(component: &str, what: String) -> PackageError {
    PackageError::Unsupported { component: component.to_owned(), what }
}

/// Stores all networks of a package as sections `net.*`.
pub(crate) fn compile(package: &Package, writer: &mut ContainerWriter) -> Result<(), PackageError> {
    let pipeline = &package.pipeline;
    let vectors = match pipeline.static_vectors() {
        true => Some(Vectors::compile(package, writer)?),
        false => None,
    };
    let mut tok2vec = |settings: &Settings, component: &str, weights: &Weights, name: &str| {
        Tok2Vec::compile(settings, component, weights, vectors.as_ref(), writer, name)
    };
    let name = &pipeline.tok2vec_name;
    tok2vec(&pipeline.tok2vec, name, &Weights::read(package, name)?, "net.tok2vec")?;
    let heads = [
        (&pipeline.parser, "net.parser", parser::FEATURES, parser::ACTIONS),
        (&pipeline.ner, "net.ner", ner::FEATURES, ner::ACTIONS),
    ];
    for (head, name, features, actions) in heads {
        let weights = Weights::read(package, &head.name)?;
        let own = head.tok2vec.as_ref();
        if let Some(own) = own {
            Tok2Vec::compile(
                own,
                &head.name,
                &weights,
                vectors.as_ref(),
                writer,
                &format!("{name}.tok2vec"),
            )?;
        }
        let width = own.unwrap_or(&pipeline.tok2vec).width;
        let shape = Shape { width, features, actions };
        Scorer::compile(package, head, &weights, shape, writer, name)?;
    }
    Tagger::compile(package, &pipeline.tagger_name, pipeline.tok2vec.width, writer)
}

impl Networks {
    /// Finds the networks of a compiled model.
    pub(crate) fn load(container: &Container) -> Result<Self, ContainerError> {
        let shared = Tok2Vec::load(container, "net.tok2vec")?;
        let own = |name: &str| {
            let has = container.has(&format!("{name}.shape"));
            has.then(|| Tok2Vec::load(container, name)).transpose()
        };
        let (parser_own, ner_own) = (own("net.parser.tok2vec")?, own("net.ner.tok2vec")?);
        let width = |own: &Option<Tok2Vec>| own.as_ref().unwrap_or(&shared).width();
        Ok(Self {
            isa: Isa::detect(),
            tagger: Tagger::load(container, shared.width())?,
            parser: Parser::load(container, width(&parser_own))?,
            ner: Recogniser::load(container, width(&ner_own))?,
            shared,
            parser_own,
            ner_own,
        })
    }

    /// The row of a form's static vector.
    pub(crate) fn vector(&self, id: u64) -> Option<usize> {
        self.shared.vector(id)
    }

    /// Runs all networks on a batch. `documents` are ranges of tokens, in order, without gaps.
    pub(crate) fn run(
        &self,
        tokens: &[Input],
        documents: &[Range<usize>],
        scratch: &mut Scratch,
    ) -> Output {
        let mut output = Output::default();
        let mut rest = documents;
        while let Some(first) = rest.first().map(|document| document.start) {
            let fits = |document: &&Range<usize>| document.end - first <= TOGETHER;
            let (group, others) = rest.split_at(rest.iter().take_while(fits).count().max(1));
            let tokens = &tokens[first..group.last().map_or(first, |document| document.end)];
            let group: Vec<Range<usize>> =
                group.iter().map(|document| document.start - first..document.end - first).collect();
            output.append(self.run_together(tokens, &group, scratch));
            rest = others;
        }
        output
    }

    fn run_together(
        &self,
        tokens: &[Input],
        documents: &[Range<usize>],
        scratch: &mut Scratch,
    ) -> Output {
        let Scratch { lexicons: [shared, parser, ner], shared: vectors, own, memory } = scratch;
        self.shared.encode(self.isa, tokens, documents, shared, vectors);
        let spaces: Vec<bool> = tokens.iter().map(|token| token.lexeme.is_space).collect();
        let mut output = Output { tags: self.tagger.tags(self.isa, vectors), ..Output::default() };
        let rows = |of: &Range<usize>, width: usize| of.start * width..of.end * width;

        let (x, width) = match &self.parser_own {
            Some(network) => {
                network.encode(self.isa, tokens, documents, parser, own);
                (&*own, network.width())
            }
            None => (&*vectors, self.shared.width()),
        };
        for document in documents {
            let spaces = &spaces[document.clone()];
            let Tree { heads, labels, starts } =
                self.parser.parse(self.isa, &x[rows(document, width)], spaces, memory);
            output.heads.extend(heads);
            output.labels.extend(labels);
            output.starts.extend(starts);
        }

        let (x, width) = match &self.ner_own {
            Some(network) => {
                network.encode(self.isa, tokens, documents, ner, own);
                (&*own, network.width())
            }
            None => (&*vectors, self.shared.width()),
        };
        for document in documents {
            let (spaces, starts) = (&spaces[document.clone()], &output.starts[document.clone()]);
            let x = &x[rows(document, width)];
            output.entities.extend(self.ner.recognise(self.isa, x, spaces, starts, memory));
        }
        output
    }
}
