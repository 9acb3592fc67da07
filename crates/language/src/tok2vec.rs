//! Token vectors: hashed embeddings, mixed, then convolutions over the text.
//!
//! spaCy's `MultiHashEmbed` and `MaxoutWindowEncoder` (thinc layers `HashEmbed`, `StaticVectors`,
//! `Maxout`, `LayerNorm`, `residual`, `expand_window`). The embedding and its mix depend on the
//! lexeme and its flags alone, and so do their products with the first convolution's weights: all
//! are kept a lexeme, so that the first convolution is three vectors added.

use crate::container::{Container, ContainerError, ContainerWriter, View};
use crate::kernels::{MAX_WIDTH, add, maxout_norm_add, product};
use crate::lexeme::Lexeme;
use crate::net::Net;
use crate::vectors::Vectors;
use crate::{Feature, PackageError, Tok2Vec};

/// Pieces of the mixing layer's maxout, which spaCy does not let one choose.
const MIX_PIECES: usize = 3;

/// A weight layer of maxout with layer normalisation; piece-major.
#[derive(Debug)]
struct Maxout {
    weights: View<f32>,
    bias: View<f32>,
    gain: View<f32>,
    shift: View<f32>,
    inputs: usize,
    pieces: usize,
}

/// Writes the maxout and layer normalisation number `nth`, pieces before outputs.
fn write_maxout(
    out: &mut ContainerWriter,
    prefix: &str,
    net: &Net,
    nth: usize,
    [width, pieces, inputs]: [usize; 3],
) -> Result<(), PackageError> {
    let weights = net.array("maxout", nth, "W", &[width, pieces, inputs])?;
    let bias = net.array("maxout", nth, "b", &[width, pieces])?;
    let mut turned = Vec::with_capacity(weights.data.len());
    let mut turned_bias = Vec::with_capacity(bias.data.len());
    for piece in 0..pieces {
        for output in 0..width {
            let row = (output * pieces + piece) * inputs;
            turned.extend_from_slice(&weights.data[row..row + inputs]);
            turned_bias.push(bias.data[output * pieces + piece]);
        }
    }
    out.numbers(&format!("{prefix}.{nth}.W"), &turned);
    out.numbers(&format!("{prefix}.{nth}.b"), &turned_bias);
    for (key, name) in [("G", "gain"), ("b", "shift")] {
        let array = net.array("layernorm", nth, key, &[width])?;
        out.numbers(&format!("{prefix}.{nth}.{name}"), &array.data);
    }
    Ok(())
}

fn read_maxout(
    container: &Container,
    prefix: &str,
    nth: usize,
    [width, pieces, inputs]: [usize; 3],
) -> Result<Maxout, ContainerError> {
    let read = |key: &str, count: usize| -> Result<View<f32>, ContainerError> {
        sized(container, &format!("{prefix}.{nth}.{key}"), count)
    };
    Ok(Maxout {
        weights: read("W", width * pieces * inputs)?,
        bias: read("b", width * pieces)?,
        gain: read("gain", width)?,
        shift: read("shift", width)?,
        inputs,
        pieces,
    })
}

/// A section of exactly `count` floats.
pub(crate) fn sized(
    container: &Container,
    name: &str,
    count: usize,
) -> Result<View<f32>, ContainerError> {
    let view = container.numbers::<f32>(name)?;
    if view.len() != count {
        return Err(container.damaged(format!("{name} has {} numbers, not {count}", view.len())));
    }
    Ok(view)
}

/// One embedding with its convolutions.
#[derive(Debug)]
pub struct Encoder {
    shape: Tok2Vec,
    tables: Vec<View<f32>>,
    projection: Option<View<f32>>,
    vector_width: usize,
    mix: Maxout,
    layers: Vec<Maxout>,
    /// The first layer's weights cut by position in its window: previous, this, next.
    first: Vec<f32>,
}

/// What is kept a lexeme: its mixed embedding and that one's products with the first layer's
/// weights for the previous, this and the next position.
#[derive(Debug, Clone)]
pub struct Embedded {
    values: Box<[f32]>,
}

impl Encoder {
    /// Writes an encoder's weights below `prefix`.
    ///
    /// # Errors
    /// When a weight is missing or of another shape than the settings say.
    pub fn compile(
        out: &mut ContainerWriter,
        prefix: &str,
        net: &Net,
        shape: &Tok2Vec,
        vector_width: usize,
    ) -> Result<(), PackageError> {
        let width = shape.width;
        for (column, &rows) in shape.rows.iter().enumerate() {
            let table = net.array("hashembed", column, "E", &[rows, width])?;
            out.numbers(&format!("{prefix}.E{column}"), &table.data);
        }
        if shape.static_vectors {
            let weights = net.array("static_vectors", 0, "W", &[width, vector_width])?;
            out.numbers(&format!("{prefix}.V"), &weights.data);
        }
        write_maxout(out, prefix, net, 0, [width, MIX_PIECES, shape.columns() * width])?;
        let inputs = (2 * shape.window + 1) * width;
        for layer in 1..=shape.depth {
            write_maxout(out, prefix, net, layer, [width, shape.pieces, inputs])?;
        }
        Ok(())
    }

    /// Reads an encoder's weights below `prefix`.
    ///
    /// # Errors
    /// When a section is missing or of another size.
    pub fn read(
        container: &Container,
        prefix: &str,
        shape: &Tok2Vec,
        vector_width: usize,
    ) -> Result<Self, ContainerError> {
        let width = shape.width;
        if width > MAX_WIDTH {
            return Err(container.damaged(format!("{prefix} is wider than {MAX_WIDTH}")));
        }
        let mut tables = Vec::new();
        for (column, &rows) in shape.rows.iter().enumerate() {
            tables.push(sized(container, &format!("{prefix}.E{column}"), rows * width)?);
        }
        let projection = shape
            .static_vectors
            .then(|| sized(container, &format!("{prefix}.V"), width * vector_width))
            .transpose()?;
        let mix_shape = [width, MIX_PIECES, shape.columns() * width];
        let mix = read_maxout(container, prefix, 0, mix_shape)?;
        let inputs = (2 * shape.window + 1) * width;
        let layers = (1..=shape.depth)
            .map(|nth| read_maxout(container, prefix, nth, [width, shape.pieces, inputs]))
            .collect::<Result<Vec<_>, _>>()?;
        let first = by_position(&layers[0], width);
        let shape = shape.clone();
        Ok(Self { shape, tables, projection, vector_width, mix, layers, first })
    }

    /// Floats of a token's vector.
    pub fn width(&self) -> usize {
        self.shape.width
    }

    /// Embeds lexemes, each with whether a space follows it.
    pub fn embed(&self, forms: &[(Lexeme, bool)], vectors: Option<&Vectors>) -> Vec<Embedded> {
        let width = self.shape.width;
        let inputs = self.mix.inputs;
        let mut columns = vec![0.0f32; forms.len() * inputs];
        for ((lexeme, space), columns) in forms.iter().zip(columns.chunks_exact_mut(inputs)) {
            self.hashed(lexeme, *space, columns);
        }
        if let (Some(weights), Some(vectors)) = (&self.projection, vectors) {
            let mut found = vec![0.0f32; forms.len() * self.vector_width];
            let rows = found.chunks_exact_mut(self.vector_width);
            for ((lexeme, _), row) in forms.iter().zip(rows) {
                if let Some(vector) = vectors.get(lexeme.orth) {
                    row.copy_from_slice(vector);
                }
            }
            let mut projected = vec![0.0f32; forms.len() * width];
            let shape = [forms.len(), self.vector_width, width];
            product(&mut projected, &found, self.vector_width, weights, shape);
            let at = self.shape.features.len() * width;
            let columns = columns.chunks_exact_mut(inputs);
            for (columns, projected) in columns.zip(projected.chunks_exact(width)) {
                columns[at..at + width].copy_from_slice(projected);
            }
        }
        self.mixed(&columns, forms.len())
    }

    /// Writes the hashed columns of one lexeme: each the sum of four rows of its table.
    fn hashed(&self, lexeme: &Lexeme, space: bool, columns: &mut [f32]) {
        let width = self.shape.width;
        for (column, feature) in self.shape.features.iter().enumerate() {
            let id = match feature {
                Feature::Orth => lexeme.orth,
                Feature::Norm => lexeme.norm,
                Feature::Prefix => lexeme.prefix,
                Feature::Suffix => lexeme.suffix,
                Feature::Shape => lexeme.shape,
                Feature::Spacy => u64::from(space),
                Feature::IsSpace => u64::from(lexeme.is_space),
            };
            let table: &[f32] = &self.tables[column];
            let rows = (table.len() / width) as u32;
            // Seeds count from 8 in spaCy's MultiHashEmbed.
            for hash in embedding_rows(id, 8 + column as u64) {
                let row = (hash % rows) as usize * width;
                add(&mut columns[column * width..(column + 1) * width], &table[row..row + width]);
            }
        }
    }

    /// Mixes the columns of several lexemes and multiplies with the first layer's weights.
    fn mixed(&self, columns: &[f32], count: usize) -> Vec<Embedded> {
        let width = self.shape.width;
        let inputs = self.mix.inputs;
        let outputs = MIX_PIECES * width;
        let mut sums = vec![0.0f32; count * outputs];
        product(&mut sums, columns, inputs, &self.mix.weights, [count, inputs, outputs]);
        let mut mixed = vec![0.0f32; count * width];
        for (row, sums) in mixed.chunks_exact_mut(width).zip(sums.chunks_exact(outputs)) {
            self.mix.finish(row, sums);
        }
        let ahead = self.first.len() / width;
        let mut products = vec![0.0f32; count * ahead];
        product(&mut products, &mixed, width, &self.first, [count, width, ahead]);
        let rows = mixed.chunks_exact(width).zip(products.chunks_exact(ahead));
        rows.map(|(mixed, ahead)| Embedded { values: [mixed, ahead].concat().into() }).collect()
    }

    /// The vectors of several texts at once: `texts` gives each one's embedded tokens. Returns the
    /// rows of all texts after each other, `width` floats a token.
    pub fn encode(&self, texts: &[Vec<&Embedded>]) -> Vec<f32> {
        let width = self.shape.width;
        // Zero rows around each text, computed through the layers like any other, as spaCy's
        // `with_array(pad=depth * window)` does; beyond them the window sees zeros.
        let pad = self.shape.depth * self.shape.window;
        let window = self.shape.window;
        let rows: usize = texts.iter().map(|text| text.len() + 2 * pad).sum();
        let mut x = vec![0.0f32; (rows + 2 * window) * width];
        let mut sums = vec![0.0f32; rows * self.layers[0].pieces * width];
        self.first_layer(texts, pad, &mut x, &mut sums);
        for layer in &self.layers[1..] {
            let outputs = layer.pieces * width;
            product(&mut sums, &x, width, &layer.weights, [rows, layer.inputs, outputs]);
            for (row, sums) in sums.chunks_exact(outputs).enumerate() {
                let at = (row + window) * width;
                layer.finish(&mut x[at..at + width], sums);
            }
        }
        let mut out = Vec::with_capacity(texts.iter().map(Vec::len).sum::<usize>() * width);
        let mut row = window;
        for text in texts {
            out.extend_from_slice(&x[(row + pad) * width..(row + pad + text.len()) * width]);
            row += text.len() + 2 * pad;
        }
        out
    }

    /// The first convolution, from the products that are kept a lexeme.
    fn first_layer(&self, texts: &[Vec<&Embedded>], pad: usize, x: &mut [f32], sums: &mut [f32]) {
        let width = self.shape.width;
        let window = self.shape.window;
        let layer = &self.layers[0];
        let outputs = layer.pieces * width;
        let mut row = 0;
        for text in texts {
            for (index, embedded) in text.iter().enumerate() {
                let at = row + pad + index;
                x[(at + window) * width..][..width].copy_from_slice(&embedded.values[..width]);
                for position in 0..2 * window + 1 {
                    // Seen from row `at + window - position`, this token stands at `position`.
                    let seen_from = at + window - position;
                    let products = &embedded.values[width + position * outputs..][..outputs];
                    add(&mut sums[seen_from * outputs..][..outputs], products);
                }
            }
            row += text.len() + 2 * pad;
        }
        for (row, sums) in sums.chunks_exact(outputs).enumerate() {
            let at = (row + window) * width;
            layer.finish(&mut x[at..at + width], sums);
        }
    }
}

impl Maxout {
    fn finish(&self, out: &mut [f32], sums: &[f32]) {
        maxout_norm_add(out, sums, &self.bias, &self.gain, &self.shift);
    }
}

/// The first layer's weights as one matrix a window position, so that a product gives all three.
fn by_position(layer: &Maxout, width: usize) -> Vec<f32> {
    let positions = layer.inputs / width;
    let mut out = Vec::with_capacity(layer.weights.len());
    for position in 0..positions {
        for row in layer.weights.chunks_exact(layer.inputs) {
            out.extend_from_slice(&row[position * width..(position + 1) * width]);
        }
    }
    out
}

/// The four rows that an id is hashed to: MurmurHash3 x86-128 of one 64-bit number, as thinc's
/// `Ops.hash` computes it.
fn embedding_rows(id: u64, seed: u64) -> [u32; 4] {
    let mut h1 = id.wrapping_mul(0x87c3_7b91_1142_53d5);
    h1 = h1.rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    h1 ^= seed ^ 8;
    let mut h2 = seed ^ 8;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    h1 = mixed(h1);
    h2 = mixed(h2);
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    [h1 as u32, (h1 >> 32) as u32, h2 as u32, (h2 >> 32) as u32]
}

/// MurmurHash3's 64-bit finaliser.
fn mixed(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

impl Tok2Vec {
    /// Columns of `width` floats that the mixing layer takes.
    fn columns(&self) -> usize {
        self.features.len() + usize::from(self.static_vectors)
    }
}
