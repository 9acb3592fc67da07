//! Scores the next action of a transition system: spaCy's `TransitionBasedParser` with an upper layer.
//!
//! The hidden layer is precomputed a token and feature position (Chen and Manning 2014), so that a
//! step adds a few vectors, takes the maxout and multiplies with the upper layer.

use crate::container::{Container, ContainerError, ContainerWriter, View};
use crate::kernels::{add, product, upper};
use crate::net::Net;
use crate::tok2vec::sized;
use crate::{PackageError, Transitions};

/// Pieces of the hidden layer's maxout.
const PIECES: usize = 2;
/// The projected vectors and the hidden layer have one width in spaCy.
const LANES: usize = 8;

/// The weights that score actions.
#[derive(Debug)]
pub struct Scorer {
    projection: View<f32>,
    projection_bias: View<f32>,
    lower: View<f32>,
    lower_bias: View<f32>,
    pad: View<f32>,
    upper: View<f32>,
    upper_bias: View<f32>,
    width: usize,
    hidden: usize,
    features: usize,
    classes: usize,
}

/// The hidden layer's part of every token of one text and feature position.
pub struct Precomputed<'s> {
    scorer: &'s Scorer,
    rows: &'s [f32],
    sums: Vec<f32>,
    scores: Vec<f32>,
}

impl Scorer {
    /// Writes the weights below `prefix`.
    ///
    /// # Errors
    /// When a weight is missing or of another shape, or the maxout has other than two pieces.
    pub fn compile(
        out: &mut ContainerWriter,
        prefix: &str,
        net: &Net,
        shape: &Transitions,
        [width, features, classes]: [usize; 3],
    ) -> Result<(), PackageError> {
        let hidden = shape.hidden_width;
        if shape.pieces != PIECES {
            return Err(PackageError::Unsupported {
                component: shape.name.clone(),
                what: format!("maxout_pieces = {}", shape.pieces),
            });
        }
        let upper = net.array("linear", 0, "W", &[classes, hidden])?;
        let upper_bias = net.array("linear", 0, "b", &[classes])?;
        let projection = net.array("linear", 1, "W", &[0, width])?;
        let inner = projection.shape[0];
        let affine = "precomputable_affine";
        let lower = net.array(affine, 0, "W", &[features, hidden, PIECES, inner])?;
        let lower_bias = net.array(affine, 0, "b", &[hidden, PIECES])?;
        let pad = net.array(affine, 0, "pad", &[1, features, hidden, PIECES])?;
        let padded = classes.next_multiple_of(LANES);
        let mut turned = vec![0.0f32; hidden * padded];
        for class in 0..classes {
            for unit in 0..hidden {
                turned[unit * padded + class] = upper.data[class * hidden + unit];
            }
        }
        let mut bias = upper_bias.data.clone();
        bias.resize(padded, 0.0);
        let put = |out: &mut ContainerWriter, key: &str, data: &[f32]| {
            out.numbers(&format!("{prefix}.{key}"), data);
        };
        put(out, "upper", &turned);
        put(out, "upper_bias", &bias);
        put(out, "projection", &projection.data);
        put(out, "projection_bias", &net.array("linear", 1, "b", &[inner])?.data);
        put(out, "lower", &piece_major(&lower.data, features, hidden, inner));
        put(out, "lower_bias", &piece_major(&lower_bias.data, 1, hidden, 1));
        put(out, "pad", &piece_major(&pad.data, features, hidden, 1));
        Ok(())
    }

    /// Reads the weights below `prefix`.
    ///
    /// # Errors
    /// When a section is missing or of another size.
    pub fn read(
        container: &Container,
        prefix: &str,
        shape: &Transitions,
        [width, features, classes]: [usize; 3],
    ) -> Result<Self, ContainerError> {
        let hidden = shape.hidden_width;
        let get = |key: &str, count: usize| sized(container, &format!("{prefix}.{key}"), count);
        let padded = classes.next_multiple_of(LANES);
        let inner = container.numbers::<f32>(&format!("{prefix}.projection_bias"))?.len();
        Ok(Self {
            projection: get("projection", inner * width)?,
            projection_bias: get("projection_bias", inner)?,
            lower: get("lower", features * PIECES * hidden * inner)?,
            lower_bias: get("lower_bias", PIECES * hidden)?,
            pad: get("pad", features * PIECES * hidden)?,
            upper: get("upper", hidden * padded)?,
            upper_bias: get("upper_bias", padded)?,
            width,
            hidden,
            features,
            classes,
        })
    }

    /// Floats that [`Scorer::precompute`] gives a token.
    pub fn row(&self) -> usize {
        self.features * PIECES * self.hidden
    }

    /// The hidden layer's parts of all tokens, from their vectors (`width` floats each).
    pub fn precompute(&self, vectors: &[f32]) -> Vec<f32> {
        let rows = vectors.len() / self.width;
        let inner = self.projection_bias.len();
        let mut projected = vec![0.0f32; rows * inner];
        let shape = [rows, self.width, inner];
        product(&mut projected, vectors, self.width, &self.projection, shape);
        for row in projected.chunks_exact_mut(inner) {
            add(row, &self.projection_bias);
        }
        let mut out = vec![0.0f32; rows * self.row()];
        product(&mut out, &projected, inner, &self.lower, [rows, inner, self.row()]);
        out
    }

    /// A scorer over the precomputed rows of one text.
    pub fn over<'s>(&'s self, rows: &'s [f32]) -> Precomputed<'s> {
        let sums = vec![0.0; PIECES * self.hidden];
        Precomputed { scorer: self, rows, sums, scores: vec![0.0; self.upper_bias.len()] }
    }
}

impl Precomputed<'_> {
    /// Scores of all classes in a state whose features stand on these tokens.
    pub fn scores(&mut self, features: &[Option<usize>]) -> &[f32] {
        let scorer = self.scorer;
        let size = PIECES * scorer.hidden;
        self.sums.copy_from_slice(&scorer.lower_bias);
        for (position, token) in features.iter().enumerate() {
            let part = match token {
                Some(token) => &self.rows[token * scorer.row() + position * size..][..size],
                None => &scorer.pad[position * size..][..size],
            };
            add(&mut self.sums, part);
        }
        self.scores.copy_from_slice(&scorer.upper_bias);
        upper(&mut self.scores, &self.sums, &scorer.upper);
        &self.scores[..scorer.classes]
    }
}

/// [features][hidden][pieces][inner] → [features][pieces][hidden][inner].
fn piece_major(data: &[f32], features: usize, hidden: usize, inner: usize) -> Vec<f32> {
    let mut out = Vec::with_capacity(data.len());
    for feature in 0..features {
        for piece in 0..PIECES {
            for unit in 0..hidden {
                let at = ((feature * hidden + unit) * PIECES + piece) * inner;
                out.extend_from_slice(&data[at..at + inner]);
            }
        }
    }
    out
}
