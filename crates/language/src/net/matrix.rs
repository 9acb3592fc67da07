//! Products of a few rows with a layer's weights, the engine's main work.
//!
//! Weights are packed once, when a model is compiled: blocks of [`WIDE`] = 3 × 16 columns, within a
//! block one input after another, so that a tile of rows reads them in a straight line. The three
//! sixteens of a maxout layer's block are the three pieces of the same sixteen outputs: their
//! maximum is taken in registers. Each output is one sum in the order of its inputs, whatever rows
//! are computed with it; so results do not depend on how texts are batched. That, and layers whose
//! inputs overlap in memory (a window of three tokens is three neighbouring rows), is why no
//! general matrix library is used.

use super::simd::{BLOCK, Isa, Lanes, dispatch};
use crate::container::{Container, ContainerError, ContainerWriter, View};

/// Columns of a packed block.
pub(super) const WIDE: usize = 3 * BLOCK;

/// How many inputs ahead weights are brought near; a block is larger than the first cache.
const AHEAD: usize = 8;

/// Packs `columns` columns of `inputs` weights each, in blocks of [`WIDE`]; missing ones are zero.
/// `weight(column, input)` with columns as they shall come out.
pub(super) fn pack(
    columns: usize,
    inputs: usize,
    weight: impl Fn(usize, usize) -> f32,
) -> Vec<f32> {
    let mut packed = Vec::with_capacity(columns.next_multiple_of(WIDE) * inputs);
    for block in 0..columns.div_ceil(WIDE) {
        for input in 0..inputs {
            for column in block * WIDE..(block + 1) * WIDE {
                packed.push(if column < columns { weight(column, input) } else { 0.0 });
            }
        }
    }
    packed
}

/// For a maxout layer of 3 pieces: which `(output, piece)` a packed column is.
pub(super) fn maxout_column(column: usize) -> (usize, usize) {
    let (block, within) = (column / WIDE, column % WIDE);
    (block * BLOCK + within % BLOCK, within / BLOCK)
}

/// A layer's packed weights and biases.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    weights: View<f32>,
    bias: View<f32>,
    inputs: usize,
    columns: usize,
}

impl Layer {
    /// Stores packed weights, and biases in the order of the columns.
    pub(super) fn store(
        writer: &mut ContainerWriter,
        name: &str,
        columns: usize,
        inputs: usize,
        weight: impl Fn(usize, usize) -> f32,
        bias: impl Fn(usize) -> f32,
    ) {
        let padded = columns.next_multiple_of(WIDE);
        let bias: Vec<f32> =
            (0..padded).map(|column| if column < columns { bias(column) } else { 0.0 }).collect();
        writer.numbers(&format!("{name}.dims"), &[columns as u32, inputs as u32]);
        writer.numbers(&format!("{name}.weights"), &pack(columns, inputs, weight));
        writer.numbers(&format!("{name}.bias"), &bias);
    }

    /// Finds a stored layer.
    pub(super) fn load(container: &Container, name: &str) -> Result<Self, ContainerError> {
        let dims = container.numbers::<u32>(&format!("{name}.dims"))?;
        let weights = container.numbers::<f32>(&format!("{name}.weights"))?;
        let bias = container.numbers::<f32>(&format!("{name}.bias"))?;
        let &[columns, inputs] = &*dims else {
            return Err(container.damaged(format!("section {name}.dims is not two numbers")));
        };
        let (columns, inputs) = (columns as usize, inputs as usize);
        let padded = columns.next_multiple_of(WIDE);
        if bias.len() != padded || padded.checked_mul(inputs) != Some(weights.len()) {
            return Err(container.damaged(format!("layer {name} is not {columns} by {inputs}")));
        }
        Ok(Self { weights, bias, inputs, columns })
    }

    /// Number of inputs.
    pub(super) fn inputs(&self) -> usize {
        self.inputs
    }

    /// Number of columns, without padding.
    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// Biases in the order of the columns, padded to whole blocks.
    pub(super) fn bias(&self) -> &[f32] {
        &self.bias
    }

    /// `out[i * stride ..]` becomes the product of the row of `x` that begins at `rows[i]` with all
    /// columns, plus the bias. `stride` is at least the number of columns.
    pub(super) fn linear(
        &self,
        isa: Isa,
        x: &[f32],
        rows: &[usize],
        out: &mut [f32],
        stride: usize,
    ) {
        self.product(isa, x, rows, 0, self.inputs, true, out, stride);
    }

    /// The part of the product that comes from one third of a window layer's inputs, without bias,
    /// columns in packed order: the row begins at `rows[i]` and holds that third only.
    pub(super) fn third(
        &self,
        isa: Isa,
        which: usize,
        x: &[f32],
        rows: &[usize],
        out: &mut [f32],
        stride: usize,
    ) {
        let inputs = self.inputs / 3;
        self.product(isa, x, rows, which * inputs, inputs, false, out, stride);
    }

    #[expect(clippy::too_many_arguments, reason = "one private door to the kernel")]
    fn product(
        &self,
        isa: Isa,
        x: &[f32],
        rows: &[usize],
        first: usize,
        inputs: usize,
        biased: bool,
        out: &mut [f32],
        stride: usize,
    ) {
        check(x, rows, inputs);
        let Some(last) = rows.len().checked_sub(1) else { return };
        let long_enough = out.len() >= last * stride + self.columns;
        assert!(stride >= self.columns && long_enough, "output too short");
        assert!(first + inputs <= self.inputs, "more inputs than the layer has");
        let job = Job { weights: &self.weights, all: self.inputs, first, inputs, x, rows };
        linear(isa, job, biased.then_some(&*self.bias), self.columns, out, stride);
    }

    /// `out[i]`, of `columns / 3` floats each, becomes the maximum over the pieces of the product
    /// plus the bias, of the row of `x` that begins at `rows[i]`.
    pub(super) fn maxout(&self, isa: Isa, x: &[f32], rows: &[usize], out: &mut [f32]) {
        check(x, rows, self.inputs);
        let width = self.columns / 3;
        assert!(self.columns.is_multiple_of(WIDE), "maxout layers have whole blocks");
        assert!(out.len() >= rows.len() * width, "output too short");
        let (all, weights) = (self.inputs, &*self.weights);
        if rows.is_empty() {
            return;
        }
        let job = Job { weights, all, first: 0, inputs: all, x, rows };
        maxout(isa, job, &self.bias, width, out);
    }
}

fn check(x: &[f32], rows: &[usize], inputs: usize) {
    let last = rows.iter().max().map_or(0, |&row| row + inputs);
    assert!(last <= x.len(), "a row ends behind the matrix");
}

/// One product: some of a layer's inputs with some rows, both checked.
#[derive(Clone, Copy)]
struct Job<'a> {
    weights: &'a [f32],
    all: usize,
    first: usize,
    inputs: usize,
    x: &'a [f32],
    rows: &'a [usize],
}

impl Job<'_> {
    /// Weights of a block from its first input on.
    fn block(&self, block: usize) -> *const f32 {
        self.weights[(block * self.all + self.first) * WIDE..][..self.inputs * WIDE].as_ptr()
    }

    /// `ROWS` rows from number `at` on; behind the end the last one again.
    #[inline(always)]
    fn tile<const ROWS: usize>(&self, at: usize) -> [*const f32; ROWS] {
        std::array::from_fn(|row| {
            let row = self.rows[(at + row).min(self.rows.len() - 1)];
            self.x[row..].as_ptr()
        })
    }
}

/// Sums of `ROWS` rows with three registers of columns.
#[inline(always)]
unsafe fn tile<S: Lanes, const ROWS: usize>(
    rows: &[*const f32; ROWS],
    inputs: usize,
    weights: *const f32,
) -> [[S; 3]; ROWS] {
    // SAFETY: rows have `inputs` floats, weights `inputs * WIDE` from here less the lane offset.
    unsafe {
        let mut sums = [[S::splat(0.0); 3]; ROWS];
        for input in 0..inputs {
            let at = weights.add(input * WIDE);
            let columns = [S::load(at), S::load(at.add(BLOCK)), S::load(at.add(2 * BLOCK))];
            for line in 0..3 {
                S::prefetch(at.wrapping_add(AHEAD * WIDE + line * BLOCK));
            }
            for row in 0..ROWS {
                let value = S::splat(*rows[row].add(input));
                for piece in 0..3 {
                    sums[row][piece] = value.mul_add(columns[piece], sums[row][piece]);
                }
            }
        }
        sums
    }
}

#[inline(always)]
unsafe fn linear_kernel<S: Lanes, const ROWS: usize>(
    job: Job<'_>,
    bias: Option<&[f32]>,
    columns: usize,
    out: &mut [f32],
    stride: usize,
) {
    let bias = |block: usize| bias.map(|bias| &bias[block * WIDE..][..WIDE]);
    for block in 0..columns.div_ceil(WIDE) {
        let weights = job.block(block);
        for at in (0..job.rows.len()).step_by(ROWS) {
            let rows = job.tile::<ROWS>(at);
            let count = ROWS.min(job.rows.len() - at);
            let first = at * stride + block * WIDE;
            if columns - block * WIDE >= WIDE {
                // SAFETY: the rows and the block are checked.
                unsafe {
                    let out = &mut out[first..];
                    linear_tile::<S, ROWS>(
                        &rows,
                        job.inputs,
                        weights,
                        bias(block),
                        out,
                        stride,
                        count,
                    );
                }
                continue;
            }
            let mut whole = [0.0; 8 * WIDE];
            // SAFETY: the same; no tile has more than eight rows.
            unsafe {
                linear_tile::<S, ROWS>(
                    &rows,
                    job.inputs,
                    weights,
                    bias(block),
                    &mut whole,
                    WIDE,
                    count,
                );
            }
            let len = columns - block * WIDE;
            for (row, whole) in whole.chunks_exact(WIDE).enumerate().take(count) {
                out[first + row * stride..][..len].copy_from_slice(&whole[..len]);
            }
        }
    }
}

/// Writes the first `count` rows of a tile, `stride` apart.
#[inline(always)]
unsafe fn linear_tile<S: Lanes, const ROWS: usize>(
    rows: &[*const f32; ROWS],
    inputs: usize,
    weights: *const f32,
    bias: Option<&[f32]>,
    out: &mut [f32],
    stride: usize,
    count: usize,
) {
    for lane in (0..BLOCK).step_by(S::LANES) {
        // SAFETY: `lane` stays inside a sixteen; the rest is the caller's.
        unsafe {
            let sums = tile::<S, ROWS>(rows, inputs, weights.add(lane));
            for (row, sums) in sums.iter().enumerate().take(count) {
                let out = &mut out[row * stride..][..WIDE];
                for (piece, sum) in sums.iter().enumerate() {
                    let column = piece * BLOCK + lane;
                    let sum = match bias {
                        Some(bias) => sum.add(S::load(bias[column..][..S::LANES].as_ptr())),
                        None => *sum,
                    };
                    sum.store(out[column..][..S::LANES].as_mut_ptr());
                }
            }
        }
    }
}

#[inline(always)]
unsafe fn maxout_kernel<S: Lanes, const ROWS: usize>(
    job: Job<'_>,
    bias: &[f32],
    width: usize,
    out: &mut [f32],
) {
    for block in 0..width / BLOCK {
        let weights = job.block(block);
        let bias = &bias[block * WIDE..][..WIDE];
        for at in (0..job.rows.len()).step_by(ROWS) {
            let rows = job.tile::<ROWS>(at);
            for lane in (0..BLOCK).step_by(S::LANES) {
                // SAFETY: the rows, the block and the bias are checked; `lane` stays inside.
                unsafe {
                    let sums = tile::<S, ROWS>(&rows, job.inputs, weights.add(lane));
                    let at_bias = bias.as_ptr().add(lane);
                    let biases = [
                        S::load(at_bias),
                        S::load(at_bias.add(BLOCK)),
                        S::load(at_bias.add(2 * BLOCK)),
                    ];
                    for (row, sums) in sums.iter().enumerate().take(job.rows.len() - at) {
                        let out = &mut out[(at + row) * width + block * BLOCK..][..BLOCK];
                        let first = sums[0].add(biases[0]).max(sums[1].add(biases[1]));
                        let largest = first.max(sums[2].add(biases[2]));
                        largest.store(out[lane..][..S::LANES].as_mut_ptr());
                    }
                }
            }
        }
    }
}

dispatch! {
    fn linear => linear_kernel(
        job: Job<'_>, bias: Option<&[f32]>, columns: usize, out: &mut [f32], stride: usize,
    )
}
dispatch! {
    fn maxout => maxout_kernel(job: Job<'_>, bias: &[f32], width: usize, out: &mut [f32])
}

/// The product of rows with packed weights that no layer holds yet, without bias.
pub(super) fn times(
    isa: Isa,
    packed: &[f32],
    columns: usize,
    inputs: usize,
    x: &[f32],
    rows: &[usize],
    out: &mut [f32],
) {
    check(x, rows, inputs);
    assert!(packed.len() == columns.next_multiple_of(WIDE) * inputs, "not packed so");
    assert!(out.len() >= rows.len() * columns, "output too short");
    if !rows.is_empty() {
        let job = Job { weights: packed, all: inputs, first: 0, inputs, x, rows };
        linear(isa, job, None, columns, out, columns);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that are neither round nor random.
    fn numbers(len: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        (0..len).map(|_| next()).collect()
    }

    fn sets() -> Vec<Isa> {
        let mut sets = vec![Isa::Portable];
        #[cfg(target_arch = "x86_64")]
        if Isa::detect() == Isa::Avx512 {
            sets.extend([Isa::Avx2, Isa::Avx512]);
        } else if Isa::detect() == Isa::Avx2 {
            sets.push(Isa::Avx2);
        }
        sets
    }

    fn layer(columns: usize, inputs: usize, by_piece: bool) -> (Layer, Vec<f32>, Vec<f32>) {
        let (w, b) = (numbers(columns * inputs, 7), numbers(columns, 8));
        let original = |column| match maxout_column(column) {
            (output, piece) if by_piece => output * 3 + piece,
            _ => column,
        };
        let mut writer = ContainerWriter::new();
        let weight = |column, input| w[original(column) * inputs + input];
        Layer::store(&mut writer, "l", columns, inputs, weight, |column| b[original(column)]);
        let container = Container::from_bytes(&writer.finish()).unwrap();
        (Layer::load(&container, "l").unwrap(), w, b)
    }

    /// One sum in order, as the kernels promise.
    fn sum(x: &[f32], w: &[f32], bias: f32) -> f32 {
        x.iter().zip(w).fold(0.0f32, |sum, (x, w)| x.mul_add(*w, sum)) + bias
    }

    #[test]
    fn linear_is_the_same_bits_on_every_set_and_in_any_company() {
        let (layer, w, b) = layer(50, 33, false);
        let x = numbers(20 * 11 + 33, 1);
        let rows: Vec<usize> = (0..20).map(|row| row * 11).collect();
        for isa in sets() {
            for some in [&rows[..], &rows[3..4], &rows[7..16]] {
                let mut out = vec![0.0; some.len() * 64];
                layer.linear(isa, &x, some, &mut out, 64);
                for (i, &row) in some.iter().enumerate() {
                    for column in 0..50 {
                        let want = sum(&x[row..row + 33], &w[column * 33..][..33], b[column]);
                        assert_eq!(out[i * 64 + column].to_bits(), want.to_bits(), "{isa:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn maxout_takes_the_largest_piece() {
        let (layer, w, b) = layer(96, 24, true);
        let x = numbers(13 * 8 + 24, 2);
        let rows: Vec<usize> = (0..13).map(|row| row * 8).collect();
        for isa in sets() {
            let mut out = vec![0.0; 13 * 32];
            layer.maxout(isa, &x, &rows, &mut out);
            for (i, &row) in rows.iter().enumerate() {
                for output in 0..32 {
                    let piece = |p| {
                        let column = output * 3 + p;
                        sum(&x[row..row + 24], &w[column * 24..][..24], b[column])
                    };
                    let want = piece(0).max(piece(1)).max(piece(2));
                    assert_eq!(out[i * 32 + output].to_bits(), want.to_bits(), "{isa:?}");
                }
            }
        }
    }

    #[test]
    fn thirds_add_up() {
        let (layer, w, _) = layer(48, 30, true);
        let x = numbers(30, 3);
        let mut parts = [0.0; 48];
        for which in 0..3 {
            let mut out = [0.0; 48];
            layer.third(Isa::detect(), which, &x, &[which * 10], &mut out, 48);
            parts.iter_mut().zip(out).for_each(|(sum, part)| *sum += part);
        }
        for (column, part) in parts.iter().enumerate() {
            let (output, piece) = maxout_column(column);
            let want = sum(&x, &w[(output * 3 + piece) * 30..][..30], 0.0);
            assert!((part - want).abs() < 1e-5, "{part} {want}");
        }
    }

    #[test]
    #[should_panic(expected = "behind the matrix")]
    fn rows_behind_the_end_are_caught() {
        let (layer, ..) = layer(48, 30, true);
        layer.maxout(Isa::detect(), &[0.0; 59], &[30], &mut [0.0; 16]);
    }
}
