//! Static word vectors, already multiplied with the layer that reads them.
//!
//! A package has a table of vectors and a map from string ids to its rows; many ids share a row.
//! What a network uses is never the vector but its product with the weights of `StaticVectors`, so
//! the compiled model keeps that product, a row a vector, which is also smaller.

use rmpv::Value;

use super::matrix::pack;
use super::simd::Isa;
use super::weights::{Array, floats};
use crate::container::{Container, ContainerError, ContainerWriter, View};
use crate::package::{Package, PackageError};

/// Which row of the vectors a string id has.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    keys: View<u64>,
    rows: View<u32>,
}

impl Keys {
    /// The row of a string id; `None` for a form without a vector.
    pub(super) fn row(&self, id: u64) -> Option<usize> {
        place(&self.keys, id).map(|index| self.rows[index] as usize)
    }

    /// Finds the keys of a compiled model; `None` when it has no vectors.
    pub(super) fn load(container: &Container) -> Result<Option<Self>, ContainerError> {
        if !container.has(KEYS) {
            return Ok(None);
        }
        let (keys, rows) = (container.numbers(KEYS)?, container.numbers::<u32>(ROWS)?);
        let keys: View<u64> = keys;
        if keys.len() != rows.len() {
            return Err(container.damaged("vector keys and rows differ in number".into()));
        }
        Ok(Some(Self { keys, rows }))
    }

    /// One past the largest row.
    pub(super) fn count(&self) -> usize {
        self.rows.iter().max().map_or(0, |&row| row as usize + 1)
    }
}

/// Where `id` stands among sorted ids.
///
/// Ids are hashes and so spread evenly: two looks, each going as far as the difference to the key
/// found there says, lead to its neighbourhood. Halving the whole table would wait for memory twenty
/// times; it is left for ids that are spread otherwise.
fn place(keys: &[u64], id: u64) -> Option<usize> {
    let last = keys.len().checked_sub(1)?;
    let keys_in = |distance: i128| (distance * keys.len() as i128) >> u64::BITS;
    let mut at = keys_in(i128::from(id)) as usize;
    for _ in 0..2 {
        let away = keys_in(i128::from(id) - i128::from(keys[at]));
        at = (at as i128 + away).clamp(0, last as i128) as usize;
    }
    let first = at.saturating_sub(NEAR);
    let near = &keys[first..(at + NEAR).min(keys.len())];
    match near {
        [low, .., high] if (low..=high).contains(&&id) => {
            near.binary_search(&id).ok().map(|index| first + index)
        }
        _ => keys.binary_search(&id).ok(),
    }
}

/// Keys on each side of the place reckoned; two looks miss by about ten of a million.
const NEAR: usize = 64;

const KEYS: &str = "net.vectors.keys";
const ROWS: &str = "net.vectors.rows";

/// The table of a package while it is compiled.
#[derive(Debug)]
pub(super) struct Vectors {
    table: Array,
}

impl Vectors {
    /// Reads the vectors of a package and stores their keys.
    pub(super) fn compile(
        package: &Package,
        writer: &mut ContainerWriter,
    ) -> Result<Self, PackageError> {
        if let Ok(settings) = package.file("vocab/vectors.cfg") {
            let settings: Value = serde_json::from_slice::<serde_json::Value>(&settings)
                .map(|settings| settings["mode"].as_str().unwrap_or("default").into())
                .unwrap_or_else(|_| "default".into());
            if settings.as_str() != Some("default") {
                let what = format!("mode {settings} of its table");
                return Err(PackageError::Unsupported { component: "vectors".into(), what });
            }
        }
        let damaged = |file: &str, what: &str| PackageError::Contents {
            file: file.to_owned(),
            what: what.to_owned(),
        };
        let table = npy(&package.file("vocab/vectors")?)
            .ok_or_else(|| damaged("vocab/vectors", "no two-dimensional npy array of f32"))?;
        let mut keys = keys(&package.file("vocab/key2row")?)
            .ok_or_else(|| damaged("vocab/key2row", "no map of ids to rows"))?;
        keys.sort_unstable();
        if keys.iter().any(|&(_, row)| row as usize >= table.shape[0]) {
            return Err(damaged("vocab/key2row", "a row behind the end of vocab/vectors"));
        }
        let (ids, rows): (Vec<u64>, Vec<u32>) = keys.into_iter().unzip();
        writer.numbers(KEYS, &ids);
        writer.numbers(ROWS, &rows);
        Ok(Self { table })
    }

    /// Floats of a vector.
    pub(super) fn width(&self) -> usize {
        self.table.shape[1]
    }

    /// All vectors times the weights `(outputs, width)`, a row a vector.
    pub(super) fn times(&self, weights: &Array) -> Vec<f32> {
        let (outputs, inputs) = (weights.shape[0], self.width());
        let packed = pack(outputs, inputs, |o, i| weights.data[o * inputs + i]);
        let mut out = vec![0.0; self.table.shape[0] * outputs];
        let rows: Vec<usize> = (0..self.table.shape[0]).map(|row| row * inputs).collect();
        super::matrix::times(
            Isa::detect(),
            &packed,
            outputs,
            inputs,
            &self.table.data,
            &rows,
            &mut out,
        );
        out
    }
}

/// A msgpack map of string ids to rows; ids that share -1 have none.
fn keys(mut bytes: &[u8]) -> Option<Vec<(u64, u32)>> {
    let map = rmpv::decode::read_value(&mut bytes).ok()?;
    let pair = |(id, row): &(Value, Value)| {
        let id = id.as_u64().or_else(|| id.as_i64().map(|id| id as u64))?;
        Some((id, row.as_i64()?))
    };
    let pairs: Option<Vec<(u64, i64)>> = map.as_map()?.iter().map(pair).collect();
    pairs?
        .into_iter()
        .filter(|&(_, row)| row >= 0)
        .map(|(id, row)| Some((id, u32::try_from(row).ok()?)))
        .collect()
}

/// A numpy file, version 1 to 3, of little-endian floats in C order with two dimensions.
fn npy(bytes: &[u8]) -> Option<Array> {
    let rest = bytes.strip_prefix(b"\x93NUMPY")?;
    let (version, rest) = (*rest.first()?, rest.get(2..)?);
    let (len, rest) = if version == 1 {
        (u16::from_le_bytes(rest.get(..2)?.try_into().ok()?) as usize, rest.get(2..)?)
    } else {
        (u32::from_le_bytes(rest.get(..4)?.try_into().ok()?) as usize, rest.get(4..)?)
    };
    let header = std::str::from_utf8(rest.get(..len)?).ok()?;
    if !header.contains("'<f4'") || !header.contains("'fortran_order': False") {
        return None;
    }
    let shape = header.split_once("'shape': (")?.1.split_once(')')?.0;
    let shape: Option<Vec<usize>> = shape.split(',').map(|size| size.trim().parse().ok()).collect();
    let (shape, data) = (shape?, floats(rest.get(len..)?)?);
    let &[count, width] = shape.as_slice() else { return None };
    (count.checked_mul(width)? == data.len()).then_some(Array { shape, data })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_ids_however_they_are_spread() {
        let mut even: Vec<u64> =
            (0..20_000u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
        even.sort_unstable();
        let low: Vec<u64> = (0..3000).map(|i| 2 * i).collect();
        let uneven: Vec<u64> = low.iter().copied().chain([u64::MAX - 5, u64::MAX]).collect();
        for keys in [&even[..], &low, &uneven, &[7], &[0, u64::MAX], &[]] {
            for (index, &key) in keys.iter().enumerate() {
                assert_eq!(place(keys, key), Some(index));
                for id in [key.wrapping_sub(1), key.wrapping_add(1)] {
                    assert_eq!(place(keys, id), keys.binary_search(&id).ok(), "{id}");
                }
            }
            assert_eq!(place(keys, 12_345), keys.binary_search(&12_345).ok());
        }
    }

    #[test]
    fn reads_numpy_files() {
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }\n";
        let mut file = b"\x93NUMPY\x01\x00".to_vec();
        file.extend((header.len() as u16).to_le_bytes());
        file.extend(header.as_bytes());
        file.extend(1.5f32.to_le_bytes());
        assert_eq!(npy(&file), None, "one number is missing");
        file.extend(2.5f32.to_le_bytes());
        assert_eq!(npy(&file), Some(Array { shape: vec![2, 1], data: vec![1.5, 2.5] }));
        assert_eq!(npy(b"PK"), None);
    }

    #[test]
    fn reads_keys() {
        let map = Value::Map(vec![(u64::MAX.into(), 3.into()), (5.into(), (-1).into())]);
        let mut bytes = Vec::new();
        rmpv::encode::write_value(&mut bytes, &map).unwrap();
        assert_eq!(keys(&bytes), Some(vec![(u64::MAX, 3)]));
    }
}
