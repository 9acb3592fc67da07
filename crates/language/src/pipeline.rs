//! A language model, compiled from a package and opened from one mapped file, and the way from a
//! text to its [`Doc`].
//!
//! Several texts are parsed at once, so that the matrix products are large; the boundaries between
//! them are exact, and what a text becomes does not depend on the texts beside it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::Path;

use foldhash::fast::RandomState;

use crate::container::{Container, ContainerError, ContainerWriter, View};
use crate::doc::{Doc, Iob, Token};
use crate::intern::intern;
use crate::kernels::{add, product};
use crate::net::Net;
use crate::paragraphs::{Joined, paragraphs};
use crate::parser::Tree;
use crate::ruler::{Ruled, Tagged};
use crate::text::{TextCache, TextRules};
use crate::tok2vec::{Embedded, Encoder, sized};
use crate::tokenizer::Form;
use crate::transition::Scorer;
use crate::vectors::Vectors;
use crate::{Lexeme, Package, PackageError, Pipeline, moves, ner, parser};

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
    vectors: Option<Vectors>,
    shared: Encoder,
    /// The entity recogniser's own encoder, when it does not listen to the shared one.
    own: Option<Encoder>,
    tagger: Tagger,
    parser: Scorer,
    parser_classes: Vec<parser::Class>,
    ner: Scorer,
    ner_classes: Vec<ner::Class>,
}

/// The tagger's output layer and its labels.
#[derive(Debug)]
struct Tagger {
    weights: View<f32>,
    bias: View<f32>,
    labels: Vec<&'static str>,
}

impl Model {
    /// Compiles a package: everything that a text needs, laid out to be read in place.
    ///
    /// # Errors
    /// When a file of the package is missing, damaged or holds what is not supported.
    pub fn compile(package: &Package) -> Result<ContainerWriter, ModelError> {
        let mut out = ContainerWriter::new();
        let shape = &package.pipeline;
        out.bytes("name", format!("{}-{}", package.name, package.version));
        out.bytes("shape", shape.to_bytes());
        TextRules::compile(package, &mut out)?;
        let width = if shape.static_vectors() { Vectors::compile(&mut out, package)? } else { 0 };
        let net = |name: &str| -> Result<Net, PackageError> {
            let file = format!("{name}/model");
            Net::read(&file, &package.file(&file)?)
        };
        let tok2vec = net(&shape.tok2vec_name)?;
        Encoder::compile(&mut out, "net.tok2vec", &tok2vec, &shape.tok2vec, width)?;
        compile_tagger(&mut out, package, &net(&shape.tagger_name)?)?;
        for (key, head, features) in
            [("parser", &shape.parser, parser::FEATURES), ("ner", &shape.ner, ner::FEATURES)]
        {
            let weights = net(&head.name)?;
            let file = format!("{}/moves", head.name);
            let classes = moves::read(&file, &package.file(&file)?)?;
            if let Some(own) = &head.tok2vec {
                Encoder::compile(&mut out, &format!("net.{key}.tok2vec"), &weights, own, width)?;
            }
            let inputs = head.tok2vec.as_ref().unwrap_or(&shape.tok2vec).width;
            let sizes = [inputs, features, classes.len()];
            Scorer::compile(&mut out, &format!("net.{key}"), &weights, head, sizes)?;
            out.bytes(&format!("net.{key}.moves"), moves::to_bytes(&classes));
        }
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
        let damaged = |what: &str| container.damaged(what.to_owned());
        let shape = Pipeline::from_bytes(&container.bytes("shape")?)
            .ok_or_else(|| damaged("its shape cannot be read"))?;
        let vectors = shape.static_vectors().then(|| Vectors::read(container)).transpose()?;
        let width = vectors.as_ref().map_or(0, Vectors::width);
        if shape.parser.tok2vec.is_some() {
            return Err(damaged("its parser does not listen to the shared vectors").into());
        }
        let own = shape
            .ner
            .tok2vec
            .as_ref()
            .map(|own| Encoder::read(container, "net.ner.tok2vec", own, width))
            .transpose()?;
        let shared = Encoder::read(container, "net.tok2vec", &shape.tok2vec, width)?;
        let class_list = |key: &str| -> Result<Vec<moves::Move>, ContainerError> {
            Ok(moves::from_bytes(&container.text(&format!("net.{key}.moves"))?))
        };
        let (parser_moves, ner_moves) = (class_list("parser")?, class_list("ner")?);
        let parser_sizes = [shared.width(), parser::FEATURES, parser_moves.len()];
        let ner_inputs = own.as_ref().unwrap_or(&shared).width();
        let ner_sizes = [ner_inputs, ner::FEATURES, ner_moves.len()];
        Ok(Self {
            name: container.text("name")?,
            rules: TextRules::open(container)?,
            vectors,
            tagger: read_tagger(container, shared.width())?,
            parser: Scorer::read(container, "net.parser", &shape.parser, parser_sizes)?,
            parser_classes: parser::classes(&parser_moves, intern)
                .ok_or_else(|| damaged("its parser has an unknown action"))?,
            ner: Scorer::read(container, "net.ner", &shape.ner, ner_sizes)?,
            ner_classes: ner::classes(&ner_moves, intern)
                .ok_or_else(|| damaged("its entity recogniser has an unknown action"))?,
            shared,
            own,
        })
    }

    /// Name and version, as `en_core_web_md-3.7.1`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A worker over this model: one a thread.
    pub fn worker(&self) -> Worker<'_> {
        Worker { model: self, words: TextCache::default(), kept: HashMap::default() }
    }
}

fn compile_tagger(
    out: &mut ContainerWriter,
    package: &Package,
    net: &Net,
) -> Result<(), PackageError> {
    let file = format!("{}/cfg", package.pipeline.tagger_name);
    let error = |what: String| PackageError::Contents { file: file.clone(), what };
    let cfg: serde_json::Value =
        serde_json::from_slice(&package.file(&file)?).map_err(|e| error(e.to_string()))?;
    let labels = cfg["labels"].as_array().ok_or_else(|| error("it has no labels".to_owned()))?;
    let labels: Vec<&str> = labels.iter().filter_map(|label| label.as_str()).collect();
    let width = package.pipeline.tok2vec.width;
    out.numbers("net.tagger.W", &net.array("softmax", 0, "W", &[labels.len(), width])?.data);
    out.numbers("net.tagger.b", &net.array("softmax", 0, "b", &[labels.len()])?.data);
    out.bytes("net.tagger.labels", labels.join("\n"));
    Ok(())
}

fn read_tagger(container: &Container, width: usize) -> Result<Tagger, ContainerError> {
    let labels: Vec<&str> = container.text("net.tagger.labels")?.lines().map(intern).collect();
    Ok(Tagger {
        weights: sized(container, "net.tagger.W", labels.len() * width)?,
        bias: sized(container, "net.tagger.b", labels.len())?,
        labels,
    })
}

impl Tagger {
    /// The best label of each token, the first of equal ones.
    fn tag(&self, vectors: &[f32]) -> Vec<&'static str> {
        let classes = self.labels.len();
        let width = self.weights.len() / classes;
        let rows = vectors.len() / width;
        let mut scores = vec![0.0f32; rows * classes];
        product(&mut scores, vectors, width, &self.weights, [rows, width, classes]);
        let best = |row: &mut [f32]| {
            add(row, &self.bias);
            let first = (f32::NEG_INFINITY, 0);
            let most = row.iter().enumerate().fold(first, |most, (label, &score)| {
                if score > most.0 { (score, label) } else { most }
            });
            self.labels[most.1]
        };
        scores.chunks_exact_mut(classes).map(best).collect()
    }
}

/// What is kept of a lexeme: its embedding in the shared encoder and in the recogniser's own.
type Kept = (Embedded, Option<Embedded>);

/// A lexeme with whether a space follows: all that its embedding depends on.
type Key = (u64, u64, bool);

fn key(form: &Form) -> Key {
    (form.lexeme.orth, form.lexeme.norm, form.space)
}

/// The memory begins anew when it holds so many lexemes (about 8 KB each).
const MOST_KEPT: usize = 10_000;

/// So many tokens are taken through the networks at once.
const BATCH: usize = 2_000;

/// Parses texts with a model; what it remembers of words changes no result.
#[derive(Debug)]
pub struct Worker<'m> {
    model: &'m Model,
    words: TextCache,
    kept: HashMap<Key, Kept, RandomState>,
}

/// One unit of text that the networks see as a whole.
struct Piece {
    /// Its tokens, with bytes of its text.
    forms: Vec<Form>,
}

/// What the networks say of a piece.
struct Analysis {
    tags: Vec<&'static str>,
    tree: Tree,
    entities: Vec<Iob>,
}

impl Worker<'_> {
    /// Parses one text.
    pub fn parse(&mut self, text: &str, unit: Unit) -> Doc {
        self.parse_batch(&[text], unit)
            .pop()
            .unwrap_or_else(|| Doc::new(text.to_owned(), Vec::new(), Vec::new(), Vec::new()))
    }

    /// Parses several texts; a [`Doc`] each, in order.
    pub fn parse_batch(&mut self, texts: &[&str], unit: Unit) -> Vec<Doc> {
        let pieces: Vec<Vec<Piece>> = texts.iter().map(|text| self.pieces(text, unit)).collect();
        let all: Vec<&Piece> = pieces.iter().flatten().collect();
        let mut analyses = Vec::with_capacity(all.len());
        let mut from = 0;
        while from < all.len() {
            let mut count = 0;
            let size = all[from..]
                .iter()
                .take_while(|piece| {
                    let fits = count == 0 || count + piece.forms.len() <= BATCH;
                    count += piece.forms.len();
                    fits
                })
                .count();
            analyses.extend(self.analyse(&all[from..from + size]));
            from += size;
        }
        let mut analyses = analyses.into_iter();
        let texts = texts.iter().zip(pieces);
        texts.map(|(text, pieces)| self.assemble(text, pieces, &mut analyses)).collect()
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

    fn analyse(&mut self, pieces: &[&Piece]) -> Vec<Analysis> {
        self.remember(pieces);
        let model = self.model;
        let embedded = |own: bool| -> Vec<Vec<&Embedded>> {
            let of = |form: &Form| {
                let (shared, other) = &self.kept[&key(form)];
                if own { other.as_ref().unwrap_or(shared) } else { shared }
            };
            pieces.iter().map(|piece| piece.forms.iter().map(of).collect()).collect()
        };
        let vectors = model.shared.encode(&embedded(false));
        let tags = model.tagger.tag(&vectors);
        let parser_rows = model.parser.precompute(&vectors);
        let ner_rows = match &model.own {
            Some(own) => model.ner.precompute(&own.encode(&embedded(true))),
            None => model.ner.precompute(&vectors),
        };
        let mut at = 0;
        let analyse = |piece: &&Piece| {
            let length = piece.forms.len();
            let tokens = at..at + length;
            at = tokens.end;
            let space: Vec<bool> = piece.forms.iter().map(|form| form.lexeme.is_space).collect();
            let rows = |all| rows(all, &tokens);
            let mut scorer = model.parser.over(rows((&parser_rows, model.parser.row())));
            let tree = parser::parse(&mut scorer, &model.parser_classes, length, &space);
            let mut scorer = model.ner.over(rows((&ner_rows, model.ner.row())));
            let entities = ner::recognise(&mut scorer, &model.ner_classes, &tree.starts, &space);
            Analysis { tags: tags[tokens].to_vec(), tree, entities }
        };
        pieces.iter().map(analyse).collect()
    }

    /// Embeds the lexemes of these pieces that are not remembered.
    fn remember(&mut self, pieces: &[&Piece]) {
        if self.kept.len() > MOST_KEPT {
            self.kept.clear();
        }
        let mut new: Vec<(Lexeme, bool)> = Vec::new();
        let mut seen: HashSet<Key, RandomState> = HashSet::default();
        for form in pieces.iter().flat_map(|piece| &piece.forms) {
            if !self.kept.contains_key(&key(form)) && seen.insert(key(form)) {
                new.push((form.lexeme, form.space));
            }
        }
        let model = self.model;
        let shared = model.shared.embed(&new, model.vectors.as_ref());
        let own = model.own.as_ref().map(|own| own.embed(&new, model.vectors.as_ref()));
        let mut own = own.into_iter().flatten();
        for ((lexeme, space), shared) in new.iter().zip(shared) {
            self.kept.insert((lexeme.orth, lexeme.norm, *space), (shared, own.next()));
        }
    }

    /// Joins the analysed pieces of one text.
    fn assemble(
        &mut self,
        text: &str,
        pieces: Vec<Piece>,
        analyses: &mut impl Iterator<Item = Analysis>,
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
        for (piece, analysis) in pieces.into_iter().zip(analyses) {
            let first = tokens.len();
            let ruled = self.ruled(text, &piece, &analysis);
            for (index, (form, ruled)) in piece.forms.into_iter().zip(ruled).enumerate() {
                let bytes = form.bytes;
                let lemma = ruled.lemma.unwrap_or_else(|| {
                    let (word, orth) = (&text[bytes.clone()], form.lexeme.orth);
                    let lemmatizer = &self.model.rules.lemmatizer;
                    lemmatizer.lemma(word, orth, ruled.pos, ruled.morph, &mut self.words.lemmas)
                });
                if index == 0 || analysis.tree.starts[index] {
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
                    head: first + analysis.tree.heads[index],
                    dep: ruled.dep,
                    entity: analysis.entities[index],
                });
            }
            paragraphs.push(first..tokens.len());
        }
        Doc::new(text.to_owned(), tokens, sentences, paragraphs)
    }

    /// Tags, labels, parts of speech and features of a piece's tokens by the attribute ruler.
    fn ruled(&self, text: &str, piece: &Piece, analysis: &Analysis) -> Vec<Ruled> {
        let tagged = piece.forms.iter().enumerate().map(|(index, form)| Tagged {
            text: &text[form.bytes.clone()],
            tag: analysis.tags[index],
            dep: analysis.tree.labels[index],
            is_space: form.lexeme.is_space,
        });
        self.model.rules.ruler.apply(&tagged.collect::<Vec<_>>())
    }
}

fn rows<'r>((all, row): (&'r [f32], usize), tokens: &Range<usize>) -> &'r [f32] {
    &all[tokens.start * row..tokens.end * row]
}
