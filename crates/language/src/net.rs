//! Reads the weights of one component: thinc's `Model.to_bytes`, the file `COMPONENT/model`.
//!
//! The file is a msgpack map {nodes, attrs, params, shims}; `nodes[i]` has a layer's name and
//! `params[i]` its arrays by name, in msgpack-numpy's form. Layers stand in breadth-first walk order.

use std::collections::BTreeMap;

use rmpv::Value;

use crate::PackageError;

/// An array of 32-bit floats, row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// Length of each axis.
    pub shape: Vec<usize>,
    /// The numbers, last axis fastest.
    pub data: Vec<f32>,
}

/// The layers of one component that have weights.
#[derive(Debug)]
pub struct Net {
    file: String,
    layers: Vec<(String, BTreeMap<String, Array>)>,
}

impl Net {
    /// Reads the bytes of `file`.
    ///
    /// # Errors
    /// When they are no thinc model, or an array is not of 32-bit floats.
    pub fn read(file: &str, mut bytes: &[u8]) -> Result<Self, PackageError> {
        let error = |what: &str| PackageError::Contents { file: file.into(), what: what.into() };
        let root = rmpv::decode::read_value(&mut bytes).map_err(|e| error(&e.to_string()))?;
        let list = |key| get(&root, key).and_then(Value::as_array).cloned();
        let nodes = list("nodes").ok_or_else(|| error("it has no list of nodes"))?;
        let params = list("params").ok_or_else(|| error("it has no list of params"))?;
        let mut layers = Vec::new();
        for (node, arrays) in nodes.iter().zip(&params) {
            let Some(arrays) = arrays.as_map().filter(|arrays| !arrays.is_empty()) else {
                continue;
            };
            let name =
                get(node, "name").and_then(text).ok_or_else(|| error("a node has no name"))?;
            let mut read = BTreeMap::new();
            for (key, value) in arrays {
                let key = text(key).ok_or_else(|| error("a weight has no name"))?;
                if let Some(array) = array(value).map_err(|what| error(&what))? {
                    read.insert(key.to_owned(), array);
                }
            }
            layers.push((name.to_owned(), read));
        }
        Ok(Self { file: file.to_owned(), layers })
    }

    /// The array `key` of the `nth` layer (from 0) of this name, with its shape checked: 0 in
    /// `shape` allows any length.
    ///
    /// # Errors
    /// When it is not there, or has another shape.
    pub fn array(
        &self,
        layer: &str,
        nth: usize,
        key: &str,
        shape: &[usize],
    ) -> Result<&Array, PackageError> {
        let error = |what| PackageError::Contents { file: self.file.clone(), what };
        let array = self
            .layers
            .iter()
            .filter(|(name, _)| name == layer)
            .nth(nth)
            .and_then(|(_, arrays)| arrays.get(key))
            .ok_or_else(|| error(format!("it has no {key} of {layer} {nth}")))?;
        let fits = array.shape.len() == shape.len()
            && array.shape.iter().zip(shape).all(|(&is, &want)| want == 0 || is == want);
        if !fits {
            let what = format!("{key} of {layer} {nth} has shape {:?}, not {shape:?}", array.shape);
            return Err(error(what));
        }
        Ok(array)
    }
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(string) => string.as_str(),
        Value::Binary(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    }
}

fn get<'v>(map: &'v Value, key: &str) -> Option<&'v Value> {
    map.as_map()?.iter().find(|(k, _)| text(k) == Some(key)).map(|(_, value)| value)
}

/// A msgpack-numpy array; `None` for a parameter that is not set.
fn array(value: &Value) -> Result<Option<Array>, String> {
    if value.is_nil() {
        return Ok(None);
    }
    let kind = get(value, "type").and_then(text).ok_or("a weight is no array")?;
    if kind != "<f4" {
        return Err(format!("a weight is of type {kind}, not <f4"));
    }
    let shape = get(value, "shape").and_then(Value::as_array).ok_or("an array has no shape")?;
    let shape: Option<Vec<usize>> =
        shape.iter().map(|n| n.as_u64().and_then(|n| usize::try_from(n).ok())).collect();
    let shape = shape.ok_or("an array's shape is not of whole numbers")?;
    let data = get(value, "data").and_then(Value::as_slice).ok_or("an array has no data")?;
    let data: Vec<f32> = data
        .chunks_exact(4)
        .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        .collect();
    let count = shape.iter().try_fold(1usize, |product, &n| product.checked_mul(n));
    if count != Some(data.len()) {
        return Err(format!("an array of shape {shape:?} has {} numbers", data.len()));
    }
    Ok(Some(Array { shape, data }))
}
