//! Static vectors: the files `vocab/vectors` (numpy's .npy) and `vocab/key2row` (msgpack) of a
//! package, kept as a sorted table of keys that is searched where it lies.

use rmpv::Value;

use crate::container::{Container, ContainerError, ContainerWriter, View};
use crate::{Package, PackageError};

/// The vectors of a compiled model.
#[derive(Debug)]
pub struct Vectors {
    keys: View<u64>,
    rows: View<u32>,
    table: View<f32>,
    width: usize,
}

impl Vectors {
    /// Writes a package's vectors; returns their width.
    ///
    /// # Errors
    /// When the files are missing or not as spaCy writes them.
    pub fn compile(out: &mut ContainerWriter, package: &Package) -> Result<usize, PackageError> {
        let (width, table) = npy("vocab/vectors", &package.file("vocab/vectors")?)?;
        let mut pairs = key2row("vocab/key2row", &package.file("vocab/key2row")?)?;
        pairs.sort_unstable();
        let count = table.len() / width.max(1);
        pairs.retain(|&(_, row)| (row as usize) < count);
        let (keys, rows): (Vec<u64>, Vec<u32>) = pairs.into_iter().unzip();
        out.numbers("net.vectors.keys", &keys);
        out.numbers("net.vectors.rows", &rows);
        out.numbers("net.vectors.table", &table);
        out.numbers("net.vectors.width", &[width as u64]);
        Ok(width)
    }

    /// Opens the vectors of a compiled model.
    ///
    /// # Errors
    /// When the sections do not fit together.
    pub fn read(container: &Container) -> Result<Self, ContainerError> {
        let keys = container.numbers::<u64>("net.vectors.keys")?;
        let rows = container.numbers::<u32>("net.vectors.rows")?;
        let table = container.numbers::<f32>("net.vectors.table")?;
        let width = container.numbers::<u64>("net.vectors.width")?.first().copied().unwrap_or(0);
        let width = width as usize;
        if keys.len() != rows.len() || width == 0 || table.len() % width != 0 {
            return Err(container.damaged("its vectors do not fit together".to_owned()));
        }
        Ok(Self { keys, rows, table, width })
    }

    /// Floats of a vector.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The vector of a form by its string id, if it has one.
    pub fn get(&self, key: u64) -> Option<&[f32]> {
        let keys: &[u64] = &self.keys;
        let row = self.rows[keys.binary_search(&key).ok()?] as usize;
        self.table.get(row * self.width..(row + 1) * self.width)
    }
}

/// A two-dimensional, row-major table of 32-bit floats in numpy's format 1.0 or later
/// (numpy.lib.format): its width, and the numbers.
fn npy(file: &str, bytes: &[u8]) -> Result<(usize, Vec<f32>), PackageError> {
    let error = |what: &str| PackageError::Contents { file: file.into(), what: what.into() };
    let cut = || error("it is no numpy array, or cut short");
    if bytes.get(..6) != Some(b"\x93NUMPY") {
        return Err(cut());
    }
    let (at, length) = match bytes.get(6..12) {
        Some(&[1, _, a, b, ..]) => (10, usize::from(u16::from_le_bytes([a, b]))),
        Some(&[_, _, a, b, c, d]) => (12, u32::from_le_bytes([a, b, c, d]) as usize),
        _ => return Err(cut()),
    };
    let header = bytes.get(at..at + length).ok_or_else(cut)?;
    let header = std::str::from_utf8(header).map_err(|_| cut())?;
    if !header.contains("'<f4'") || !header.contains("'fortran_order': False") {
        return Err(error("its numbers are not row-major 32-bit floats"));
    }
    let shape = header.split_once("'shape': (").and_then(|(_, rest)| rest.split_once(')'));
    let shape: Vec<usize> = shape
        .map(|(inside, _)| inside.split(',').filter_map(|n| n.trim().parse().ok()).collect())
        .unwrap_or_default();
    let &[rows, width] = shape.as_slice() else {
        return Err(error("it is no table of two dimensions"));
    };
    let data = &bytes[at + length..];
    if rows.checked_mul(width).and_then(|n| n.checked_mul(4)) != Some(data.len()) {
        return Err(cut());
    }
    let numbers = data.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four));
    Ok((width, numbers.collect()))
}

fn key2row(file: &str, mut bytes: &[u8]) -> Result<Vec<(u64, u32)>, PackageError> {
    let error = |what: &str| PackageError::Contents { file: file.into(), what: what.into() };
    let root = rmpv::decode::read_value(&mut bytes).map_err(|e| error(&e.to_string()))?;
    let pair =
        |(key, row): &(Value, Value)| Some((key.as_u64()?, u32::try_from(row.as_u64()?).ok()?));
    let map = root.as_map().ok_or_else(|| error("it is no map of rows"))?;
    map.iter().map(pair).collect::<Option<_>>().ok_or_else(|| error("a key or row is no number"))
}
