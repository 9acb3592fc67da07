//! The inner loops: matrix products, maxout, layer normalisation, small dense products.
//!
//! Each loop is written once, plainly, and compiled twice: for any processor, and for one with
//! AVX2 and FMA, chosen at run time. A row's result never depends on the rows beside it, so
//! batches and threads change no bit.

use gemm::Parallelism;

/// `out[rows][cols] = input[rows][depth] · weights[cols][depth]ᵀ`, row-major. Row `i` of the input
/// begins `i * stride` floats in: with a stride shorter than `depth` the rows overlap, which makes
/// the product a convolution over a window without copying it.
pub fn product(
    out: &mut [f32],
    input: &[f32],
    stride: usize,
    weights: &[f32],
    [rows, depth, cols]: [usize; 3],
) {
    if rows == 0 {
        return;
    }
    assert!(out.len() >= rows * cols && weights.len() >= cols * depth);
    assert!(input.len() >= (rows - 1) * stride + depth);
    // SAFETY: the asserts keep every strided read and write inside its slice.
    unsafe {
        gemm::gemm(
            rows,
            cols,
            depth,
            out.as_mut_ptr(),
            1,
            cols as isize,
            false,
            input.as_ptr(),
            1,
            stride as isize,
            weights.as_ptr(),
            depth as isize,
            1,
            0.0,
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}

/// Compiles `$name` for any processor and for AVX2 with FMA; the loop's own function is `$plain`.
macro_rules! dispatch {
    ($(#[$doc:meta])* $name:ident = $plain:ident($($arg:ident: $type:ty),*)) => {
        $(#[$doc])*
        #[inline]
        pub fn $name($($arg: $type),*) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,fma")]
                fn fast($($arg: $type),*) {
                    $plain::<true>($($arg),*);
                }
                if std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma") {
                    // SAFETY: the processor has both features.
                    return unsafe { fast($($arg),*) };
                }
            }
            $plain::<false>($($arg),*);
        }
    };
}

#[inline(always)]
fn fused<const FMA: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FMA { a.mul_add(b, c) } else { a * b + c }
}

dispatch! {
    /// Maxout over `pieces` blocks of `out.len()` floats, then layer normalisation (Ba et al. 2016,
    /// thinc's `LayerNorm`: population variance + 1e-8), added to `out`.
    maxout_norm_add = maxout_norm_add_plain(out: &mut [f32], sums: &[f32], bias: &[f32], gain: &[f32], shift: &[f32])
}

#[inline(always)]
fn maxout_norm_add_plain<const FMA: bool>(
    out: &mut [f32],
    sums: &[f32],
    bias: &[f32],
    gain: &[f32],
    shift: &[f32],
) {
    let width = out.len();
    let mut best = [f32::NEG_INFINITY; MAX_WIDTH];
    let best = &mut best[..width];
    for (sums, bias) in sums.chunks_exact(width).zip(bias.chunks_exact(width)) {
        for ((best, sum), bias) in best.iter_mut().zip(sums).zip(bias) {
            let value = sum + bias;
            *best = if value > *best { value } else { *best };
        }
    }
    let mean = lanes_sum(best.iter().copied()) / width as f32;
    let variance = lanes_sum(best.iter().map(|x| (x - mean) * (x - mean))) / width as f32 + 1e-8;
    let scale = 1.0 / variance.sqrt();
    for (((out, x), gain), shift) in out.iter_mut().zip(best).zip(gain).zip(shift) {
        *out += fused::<FMA>((*x - mean) * scale, *gain, *shift);
    }
}

/// The widest layer that is computed.
pub const MAX_WIDTH: usize = 512;

/// A sum in eight lanes, so that it becomes vector code; the order is always the same.
#[inline(always)]
fn lanes_sum(values: impl Iterator<Item = f32>) -> f32 {
    let mut lanes = [0.0f32; 8];
    for (index, value) in values.enumerate() {
        lanes[index % 8] += value;
    }
    lanes.iter().sum()
}

dispatch! {
    /// Adds `add` to `sum`, element by element.
    add = add_plain(sum: &mut [f32], add: &[f32])
}

#[inline(always)]
fn add_plain<const FMA: bool>(sum: &mut [f32], add: &[f32]) {
    for (sum, add) in sum.iter_mut().zip(add) {
        *sum += add;
    }
}

dispatch! {
    /// Scores of all classes from the hidden sums: maxout over two pieces, then a dense layer whose
    /// weights stand transposed, `weights[hidden][classes]`; `scores` begins as the bias.
    upper = upper_plain(scores: &mut [f32], sums: &[f32], weights: &[f32])
}

#[inline(always)]
fn upper_plain<const FMA: bool>(scores: &mut [f32], sums: &[f32], weights: &[f32]) {
    let (first, second) = sums.split_at(sums.len() / 2);
    let classes = scores.len();
    for ((a, b), row) in first.iter().zip(second).zip(weights.chunks_exact(classes)) {
        let hidden = if b > a { *b } else { *a };
        for (score, weight) in scores.iter_mut().zip(row) {
            *score = fused::<FMA>(hidden, *weight, *score);
        }
    }
}
