//! `Tok2Vec`: from word forms to vectors in context.
//!
//! `MultiHashEmbed` concatenates hashed features and the static vector of a form and mixes them
//! (maxout, layer normalisation); `MaxoutWindowEncoder` then adds, four times, what a maxout layer
//! sees in a window of three tokens (Matthew Honnibal, "Embed, encode, attend, predict", 2016;
//! layer normalisation after Ba, Kiros and Hinton, 2016).
//!
//! What the first layer sees of one token depends on the token's form alone, so a [`Lexicon`]
//! keeps, for each form met, its mixed embedding and the three products with the first layer's
//! weights for the previous, the same and the next token. The other layers are products of whole
//! batches. spaCy pads a document with as many rows of zeros on each side as there are layers and
//! computes them through; of these rows only those that reach a token are computed here.

mod lexicon;

use std::ops::Range;

use super::hash_embed::embed;
use super::matrix::{Layer, WIDE, maxout_column};
use super::simd::{BLOCK, Isa, Lanes, dispatch};
use super::vectors::{Keys, Vectors};
use super::weights::{Array, Weights};
use super::{Input, unsupported};
use crate::container::{Container, ContainerError, ContainerWriter, View};
use crate::package::{Feature, PackageError, Tok2Vec as Settings};
use lexicon::{Key, Scratch};

pub(super) use lexicon::Lexicon;

/// Tokens encoded at once: their rows stay in a core's second cache.
const BATCH: usize = 512;

/// Variance is never smaller, as in thinc.
const EPSILON: f32 = 1e-8;

/// An embedding with its convolutions.
#[derive(Debug)]
pub(super) struct Tok2Vec {
    features: Vec<Feature>,
    tables: Vec<View<f32>>,
    statics: Option<(Keys, View<f32>)>,
    mix: Layer,
    mix_norm: Norm,
    layers: Vec<(Layer, Norm)>,
    width: usize,
}

/// Scale and shift of a layer normalisation.
#[derive(Debug)]
struct Norm {
    scale: View<f32>,
    shift: View<f32>,
}

impl Norm {
    fn compile(
        weights: &Weights,
        nth: usize,
        width: usize,
        writer: &mut ContainerWriter,
        name: &str,
    ) -> Result<(), PackageError> {
        for (key, part) in [("G", "scale"), ("b", "shift")] {
            let array = weights.array("layernorm", nth, key, &[width])?;
            writer.numbers(&format!("{name}.{part}"), &array.data);
        }
        Ok(())
    }

    fn load(container: &Container, name: &str, width: usize) -> Result<Self, ContainerError> {
        let part = |part: &str| sized(container, &format!("{name}.{part}"), width);
        Ok(Self { scale: part("scale")?, shift: part("shift")? })
    }
}

/// A section of exactly `len` floats.
pub(super) fn sized(
    container: &Container,
    name: &str,
    len: usize,
) -> Result<View<f32>, ContainerError> {
    let view = container.numbers::<f32>(name)?;
    if view.len() == len {
        return Ok(view);
    }
    Err(container.damaged(format!("section {name} has {} numbers, not {len}", view.len())))
}

/// Features in the order of their codes in a compiled model.
const FEATURES: [Feature; 7] = [
    Feature::Orth,
    Feature::Norm,
    Feature::Prefix,
    Feature::Suffix,
    Feature::Shape,
    Feature::Spacy,
    Feature::IsSpace,
];

impl Tok2Vec {
    /// The row of a form's static vector; `None` without one.
    pub(super) fn vector(&self, id: u64) -> Option<usize> {
        self.statics.as_ref().and_then(|(keys, _)| keys.row(id))
    }

    /// Stores the network of `component` under `name`.
    pub(super) fn compile(
        settings: &Settings,
        component: &str,
        weights: &Weights,
        vectors: Option<&Vectors>,
        writer: &mut ContainerWriter,
        name: &str,
    ) -> Result<(), PackageError> {
        let width = settings.width;
        check(settings, component)?;
        for (index, &rows) in settings.rows.iter().enumerate() {
            let table = weights.array("hashembed", index, "E", &[rows, width])?;
            writer.numbers(&format!("{name}.embed.{index}"), &table.data);
        }
        let mut inputs = settings.rows.len() * width;
        if let Some(vectors) = vectors.filter(|_| settings.static_vectors) {
            inputs += width;
            let shape = [width, vectors.width()];
            let table = vectors.times(weights.array("static_vectors", 0, "W", &shape)?);
            writer.numbers(&format!("{name}.static"), &table);
        }
        for nth in 0..=settings.depth {
            let inputs = if nth == 0 { inputs } else { 3 * width };
            let w = weights.array("maxout", nth, "W", &[width, 3, inputs])?;
            let b = weights.array("maxout", nth, "b", &[width, 3])?;
            store_maxout(writer, &format!("{name}.{nth}"), w, b);
            Norm::compile(weights, nth, width, writer, &format!("{name}.{nth}"))?;
        }
        let codes: Vec<u32> = settings
            .features
            .iter()
            .filter_map(|feature| FEATURES.iter().position(|known| known == feature))
            .map(|code| code as u32)
            .collect();
        writer.numbers(&format!("{name}.features"), &codes);
        writer.numbers(&format!("{name}.shape"), &[width as u32, settings.depth as u32]);
        Ok(())
    }

    /// Finds a stored network.
    pub(super) fn load(container: &Container, name: &str) -> Result<Self, ContainerError> {
        let damaged = |what: &str| container.damaged(format!("network {name}: {what}"));
        let shape = container.numbers::<u32>(&format!("{name}.shape"))?;
        let &[width, depth] = &*shape else { return Err(damaged("no shape")) };
        let (width, depth) = (width as usize, depth as usize);
        let features: Option<Vec<Feature>> = container
            .numbers::<u32>(&format!("{name}.features"))?
            .iter()
            .map(|&code| FEATURES.get(code as usize).copied())
            .collect();
        let features = features.ok_or_else(|| damaged("an unknown feature"))?;
        let mut tables = Vec::new();
        for index in 0..features.len() {
            let table: View<f32> = container.numbers(&format!("{name}.embed.{index}"))?;
            if width == 0 || table.is_empty() || !table.len().is_multiple_of(width) {
                return Err(damaged("an embedding without rows"));
            }
            tables.push(table);
        }
        let statics = statics(container, name, width)?;
        let columns = features.len() + usize::from(statics.is_some());
        let layer = |nth: usize, inputs: usize| {
            let layer = Layer::load(container, &format!("{name}.{nth}"))?;
            let norm = Norm::load(container, &format!("{name}.{nth}"), width)?;
            if layer.inputs() != inputs || layer.columns() != 3 * width {
                return Err(damaged("a layer of another size"));
            }
            Ok((layer, norm))
        };
        let (mix, mix_norm) = layer(0, columns * width)?;
        let layers = (1..=depth).map(|nth| layer(nth, 3 * width)).collect::<Result<Vec<_>, _>>()?;
        if layers.is_empty() || !width.is_multiple_of(BLOCK) {
            return Err(damaged("no layers, or a width that is no multiple of 16"));
        }
        Ok(Self { features, tables, statics, mix, mix_norm, layers, width })
    }

    /// Floats of a token's vector.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Writes the vectors of all tokens to `out`, a row a token. `documents` are ranges of tokens,
    /// in order and without gaps; nothing is seen across their ends.
    pub(super) fn encode(
        &self,
        isa: Isa,
        tokens: &[Input],
        documents: &[Range<usize>],
        lexicon: &mut Lexicon,
        out: &mut Vec<f32>,
    ) {
        out.clear();
        out.reserve(tokens.len() * self.width);
        let mut pieces: Vec<Piece> = Vec::new();
        let mut count = 0;
        for document in documents {
            for start in document.clone().step_by(BATCH) {
                let end = document.end.min(start + BATCH);
                if count + (end - start) > BATCH {
                    self.encode_pieces(isa, tokens, &pieces, lexicon, out);
                    pieces.clear();
                    count = 0;
                }
                count += end - start;
                pieces.push(Piece { tokens: start..end, document: document.clone() });
            }
        }
        self.encode_pieces(isa, tokens, &pieces, lexicon, out);
    }

    fn encode_pieces(
        &self,
        isa: Isa,
        tokens: &[Input],
        pieces: &[Piece],
        lexicon: &mut Lexicon,
        out: &mut Vec<f32>,
    ) {
        let (width, depth) = (self.width, self.layers.len());
        let places = self.look_up(isa, tokens, pieces, lexicon);
        // Rows of `x`: of each piece, its tokens and `depth - 1` more on each side.
        let margin = depth - 1;
        let mut slots: Vec<[u32; 3]> = Vec::with_capacity(places.len());
        let mut starts = Vec::with_capacity(pieces.len());
        let mut at = 0;
        for piece in pieces {
            let rows = piece.tokens.len() + 2 * margin;
            starts.push(slots.len());
            let places = &places[at..at + rows + 2];
            slots.extend(places.windows(3).map(|w| [w[0], w[1], w[2]]));
            at += rows + 2;
        }
        let Scratch { x, maxima, rows } = &mut lexicon.scratch;
        x.clear();
        for &[_, this, _] in &slots {
            x.extend_from_slice(&lexicon.entries[this as usize * 10 * width..][..width]);
        }
        // Never read before it is written, so that what is there may stay.
        if maxima.len() < slots.len() * width {
            maxima.resize(slots.len() * width, 0.0);
        }
        rows.clear();
        rows.extend((0..slots.len()).map(|row| row * width));
        let (layer, norm) = &self.layers[0];
        first_layer(isa, &lexicon.entries, &slots, layer.bias(), width, maxima);
        add_normalised(isa, maxima, &norm.scale, &norm.shift, rows, x);
        for (index, (layer, norm)) in self.layers.iter().enumerate().skip(1) {
            // After layer `index` the outermost `index` rows on each side are of no more use.
            rows.clear();
            for (piece, start) in pieces.iter().zip(&starts) {
                let end = start + piece.tokens.len() + 2 * margin - index;
                rows.extend((start + index..end).map(|row| (row - 1) * width));
            }
            layer.maxout(isa, x, rows, maxima);
            rows.iter_mut().for_each(|row| *row += width);
            add_normalised(isa, maxima, &norm.scale, &norm.shift, rows, x);
        }
        for (piece, start) in pieces.iter().zip(&starts) {
            let start = (start + margin) * width;
            out.extend_from_slice(&x[start..start + piece.tokens.len() * width]);
        }
    }

    /// For each piece, the lexicon's entries from `depth` tokens before it to `depth` behind it; 0,
    /// the entry of zeros, outside of the document.
    fn look_up(
        &self,
        isa: Isa,
        tokens: &[Input],
        pieces: &[Piece],
        lexicon: &mut Lexicon,
    ) -> Vec<u32> {
        let depth = self.layers.len();
        lexicon.make_room(10 * self.width);
        let spaced = self.features.contains(&Feature::Spacy);
        let mut places = Vec::new();
        let mut fresh = Vec::new();
        for piece in pieces {
            let document = &piece.document;
            for position in piece.tokens.start..piece.tokens.end + 2 * depth {
                let Some(index) = position.checked_sub(depth).filter(|i| document.contains(i))
                else {
                    places.push(0);
                    continue;
                };
                let token = &tokens[index];
                let key = Key {
                    orth: token.lexeme.orth,
                    norm: token.lexeme.norm,
                    space: spaced && token.space,
                };
                places.push(lexicon.place(key, || fresh.push(index)));
            }
        }
        for fresh in fresh.chunks(64) {
            self.add_entries(isa, tokens, fresh, &mut lexicon.entries);
        }
        places
    }

    /// Appends the entries of forms that the lexicon does not have yet.
    fn add_entries(&self, isa: Isa, tokens: &[Input], fresh: &[usize], entries: &mut Vec<f32>) {
        let (width, inputs) = (self.width, self.mix.inputs());
        let mut x = vec![0.0; fresh.len() * inputs];
        for (&index, columns) in fresh.iter().zip(x.chunks_exact_mut(inputs)) {
            self.columns(&tokens[index], columns);
        }
        let rows: Vec<usize> = (0..fresh.len()).map(|row| row * inputs).collect();
        let mut maxima = vec![0.0; fresh.len() * width];
        self.mix.maxout(isa, &x, &rows, &mut maxima);
        let rows: Vec<usize> = (0..fresh.len()).map(|row| row * width).collect();
        let mut mixed = vec![0.0; fresh.len() * width];
        let norm = &self.mix_norm;
        add_normalised(isa, &maxima, &norm.scale, &norm.shift, &rows, &mut mixed);
        let first = entries.len();
        entries.resize(first + fresh.len() * 10 * width, 0.0);
        let entries = &mut entries[first..];
        for (entry, mixed) in entries.chunks_exact_mut(10 * width).zip(mixed.chunks_exact(width)) {
            entry[..width].copy_from_slice(mixed);
        }
        for which in 0..3 {
            let out = &mut entries[(1 + 3 * which) * width..];
            self.layers[0].0.third(isa, which, &mixed, &rows, out, 10 * width);
        }
    }

    /// The concatenated features of a token.
    fn columns(&self, token: &Input, out: &mut [f32]) {
        let mut columns = out.chunks_exact_mut(self.width);
        for (index, (feature, table)) in self.features.iter().zip(&self.tables).enumerate() {
            let lexeme = &token.lexeme;
            let id = match feature {
                Feature::Orth => lexeme.orth,
                Feature::Norm => lexeme.norm,
                Feature::Prefix => lexeme.prefix,
                Feature::Suffix => lexeme.suffix,
                Feature::Shape => lexeme.shape,
                Feature::Spacy => u64::from(token.space),
                Feature::IsSpace => u64::from(lexeme.is_space),
            };
            if let Some(column) = columns.next() {
                embed(table, index, id, column);
            }
        }
        if let (Some((keys, table)), Some(column)) = (&self.statics, columns.next())
            && let Some(row) = keys.row(token.lexeme.orth)
        {
            column.copy_from_slice(&table[row * self.width..][..self.width]);
        }
    }
}

fn check(settings: &Settings, component: &str) -> Result<(), PackageError> {
    let what = if settings.window != 1 {
        format!("window_size {} (only 1 is computed)", settings.window)
    } else if settings.pieces != 3 {
        format!("maxout_pieces {} (only 3 is computed)", settings.pieces)
    } else if settings.width == 0 || !settings.width.is_multiple_of(BLOCK) {
        format!("width {} (only multiples of {BLOCK} are computed)", settings.width)
    } else if settings.depth == 0 {
        "depth 0".to_owned()
    } else {
        return Ok(());
    };
    Err(unsupported(component, format!("architecture spacy.MaxoutWindowEncoder with {what}")))
}

/// Stores a maxout layer of 3 pieces, `(outputs, 3, inputs)`.
fn store_maxout(writer: &mut ContainerWriter, name: &str, w: &Array, b: &Array) {
    let (columns, inputs) = (w.shape[0] * 3, w.shape[2]);
    let row = |column| {
        let (output, piece) = maxout_column(column);
        output * 3 + piece
    };
    let weight = |column, input| w.data[row(column) * inputs + input];
    Layer::store(writer, name, columns, inputs, weight, |column| b.data[row(column)]);
}

fn statics(
    container: &Container,
    name: &str,
    width: usize,
) -> Result<Option<(Keys, View<f32>)>, ContainerError> {
    let section = format!("{name}.static");
    if !container.has(&section) {
        return Ok(None);
    }
    let table = container.numbers::<f32>(&section)?;
    match Keys::load(container)? {
        Some(keys) if keys.count() * width <= table.len() => Ok(Some((keys, table))),
        _ => Err(container.damaged(format!("section {section} does not fit its keys"))),
    }
}

/// Tokens of a document that are encoded together.
#[derive(Debug, Clone)]
struct Piece {
    tokens: Range<usize>,
    document: Range<usize>,
}

/// The first layer from the lexicon's products: sum, add the bias, take the largest piece.
#[inline(always)]
unsafe fn first_layer_kernel<S: Lanes, const ROWS: usize>(
    entries: &[f32],
    slots: &[[u32; 3]],
    bias: &[f32],
    width: usize,
    out: &mut [f32],
) {
    for (slots, out) in slots.iter().zip(out.chunks_exact_mut(width)) {
        let mut parts = [&entries[..0]; 3];
        for (which, part) in parts.iter_mut().enumerate() {
            let entry = slots[which] as usize * 10 * width;
            *part = &entries[entry + (1 + 3 * which) * width..][..3 * width];
        }
        for block in 0..width / BLOCK {
            for lane in (0..BLOCK).step_by(S::LANES) {
                // SAFETY: bounds are checked where slices are taken.
                unsafe {
                    let mut pieces = [S::splat(f32::NEG_INFINITY); 3];
                    for (piece, sum) in pieces.iter_mut().enumerate() {
                        let at = block * WIDE + piece * BLOCK + lane;
                        *sum = S::load(parts[0][at..][..S::LANES].as_ptr())
                            .add(S::load(parts[1][at..][..S::LANES].as_ptr()))
                            .add(S::load(parts[2][at..][..S::LANES].as_ptr()))
                            .add(S::load(bias[at..][..S::LANES].as_ptr()));
                    }
                    let largest = pieces[0].max(pieces[1]).max(pieces[2]);
                    largest.store(out[block * BLOCK + lane..][..S::LANES].as_mut_ptr());
                }
            }
        }
    }
}

/// Adds the layer-normalised rows of `maxima` to the rows of `x` that begin at `rows`.
#[inline(always)]
unsafe fn add_normalised_kernel<S: Lanes, const ROWS: usize>(
    maxima: &[f32],
    scale: &[f32],
    shift: &[f32],
    rows: &[usize],
    x: &mut [f32],
) {
    let width = scale.len();
    for (&row, maxima) in rows.iter().zip(maxima.chunks_exact(width)) {
        let mean = sum(maxima, |value| value) / width as f32;
        let variance = sum(maxima, |value| (value - mean) * (value - mean)) / width as f32;
        let inverse = 1.0 / (variance + EPSILON).sqrt();
        let out = &mut x[row..row + width];
        for (((out, value), scale), shift) in out.iter_mut().zip(maxima).zip(scale).zip(shift) {
            *out += (value - mean) * inverse * scale + shift;
        }
    }
}

/// Sixteen sums side by side, then those in halves: the same order on every processor.
#[inline(always)]
fn sum(values: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0f32; BLOCK];
    let (blocks, _) = values.as_chunks::<BLOCK>();
    for block in blocks {
        for (sum, &value) in sums.iter_mut().zip(block) {
            *sum += of(value);
        }
    }
    let eight: [f32; 8] = std::array::from_fn(|index| sums[index] + sums[index + 8]);
    let four: [f32; 4] = std::array::from_fn(|index| eight[index] + eight[index + 4]);
    let two: [f32; 2] = std::array::from_fn(|index| four[index] + four[index + 2]);
    two[0] + two[1]
}

dispatch! {
    fn first_layer => first_layer_kernel(
        entries: &[f32], slots: &[[u32; 3]], bias: &[f32], width: usize, out: &mut [f32],
    )
}
dispatch! {
    fn add_normalised => add_normalised_kernel(
        maxima: &[f32], scale: &[f32], shift: &[f32], rows: &[usize], x: &mut [f32],
    )
}

#[cfg(test)]
mod tests;
