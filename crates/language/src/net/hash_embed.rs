//! `HashEmbed`: a feature's vector is the sum of four rows of a table, chosen by hashing its id.
//!
//! Joan Serrà and Alexandros Karatzoglou, "Getting deep recommenders fit" (2017); thinc's layer of
//! that name. The hash is MurmurHash3 (Austin Appleby, public domain), its 128-bit variant on one
//! 64-bit word, as thinc's `Ops.hash` computes it.

use crate::container::View;

/// The seed of the first column's hash; each further column has the next.
const FIRST_SEED: u64 = 8;

/// The four 32-bit words of MurmurHash3 x64 128 on one 64-bit id.
fn murmur3(id: u64, seed: u64) -> [u32; 4] {
    let mut h1 = id.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31);
    h1 = h1.wrapping_mul(0x4cf5_ad43_2745_937f) ^ seed ^ 8;
    let mut h2 = seed ^ 8;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    h1 = finalise(h1);
    h2 = finalise(h2);
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    [h1 as u32, (h1 >> 32) as u32, h2 as u32, (h2 >> 32) as u32]
}

fn finalise(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

/// Writes the embedding of `id` to `out`. `table` has rows of `out.len()` floats, at least one;
/// `column` is the feature's place among the embedding's columns.
pub(super) fn embed(table: &View<f32>, column: usize, id: u64, out: &mut [f32]) {
    let width = out.len();
    let count = table.len() / width;
    out.fill(0.0);
    for hash in murmur3(id, FIRST_SEED + column as u64) {
        let row = hash as usize % count;
        for (sum, value) in out.iter_mut().zip(&table[row * width..][..width]) {
            *sum += value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_as_thinc_does() {
        // thinc 8.3: NumpyOps().hash(numpy.asarray([id], dtype="uint64"), seed)
        assert_eq!(murmur3(0, 8), THINC[0]);
        assert_eq!(murmur3(1, 9), THINC[1]);
        assert_eq!(murmur3(14_313_749_767_032_793_493, 10), THINC[2]);
    }

    const THINC: [[u32; 4]; 3] = [
        [0, 0, 0, 0],
        [2_205_482_518, 2_060_344_464, 1_125_017_477, 2_005_428_196],
        [4_270_221_873, 4_090_364_727, 2_172_140_145, 3_137_048_990],
    ];
}
