//! Reads a component's `model` file: thinc's layers and their arrays.
//!
//! The file is a msgpack map; `nodes` lists the layers breadth first with their names, `params`
//! the arrays of the same layer (msgpack-numpy maps). A layer is asked for by its name and its
//! place among those of that name, as thinc's `Model.walk` gives them.

use std::collections::BTreeMap;

use rmpv::Value;

use crate::package::{Package, PackageError};

/// An array with its shape, C order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Array {
    /// Sizes of the dimensions.
    pub(super) shape: Vec<usize>,
    /// The numbers.
    pub(super) data: Vec<f32>,
}

/// The layers of one component that have arrays.
#[derive(Debug)]
pub(super) struct Weights {
    file: String,
    nodes: Vec<(String, BTreeMap<String, Array>)>,
}

impl Weights {
    /// Reads `component/model` of a package.
    pub(super) fn read(package: &Package, component: &str) -> Result<Self, PackageError> {
        let file = format!("{component}/model");
        Self::parse(&file, &package.file(&file)?)
    }

    fn parse(file: &str, mut bytes: &[u8]) -> Result<Self, PackageError> {
        let damaged =
            |what: &str| PackageError::Contents { file: file.to_owned(), what: what.to_owned() };
        let model =
            rmpv::decode::read_value(&mut bytes).map_err(|error| damaged(&error.to_string()))?;
        let list = |key: &str| get(&model, key).and_then(Value::as_array);
        let (Some(nodes), Some(params)) = (list("nodes"), list("params")) else {
            return Err(damaged("no lists of nodes and params"));
        };
        let mut layers = Vec::new();
        for (node, params) in nodes.iter().zip(params) {
            let name = get(node, "name").and_then(Value::as_str);
            let name = name.ok_or_else(|| damaged("a node without a name"))?;
            let Some(params) = params.as_map().filter(|params| !params.is_empty()) else {
                continue;
            };
            let mut arrays = BTreeMap::new();
            for (key, value) in params {
                let key = text(key).ok_or_else(|| damaged("a parameter without a name"))?;
                // Parameters that were never set are nil.
                if !value.is_nil() {
                    let array = array(value)
                        .ok_or_else(|| damaged(&format!("{name}.{key} is no array of f32")))?;
                    arrays.insert(key.to_owned(), array);
                }
            }
            layers.push((name.to_owned(), arrays));
        }
        Ok(Self { file: file.to_owned(), nodes: layers })
    }

    /// An array of the `nth` layer of a name, which must have the given shape.
    pub(super) fn array(
        &self,
        name: &str,
        nth: usize,
        key: &str,
        shape: &[usize],
    ) -> Result<&Array, PackageError> {
        let array = self.any(name, nth, key)?;
        if array.shape != shape {
            return Err(PackageError::Contents {
                file: self.file.clone(),
                what: format!("{name} {nth} {key} has shape {:?}, not {shape:?}", array.shape),
            });
        }
        Ok(array)
    }

    /// An array of the `nth` layer of a name, of any shape.
    pub(super) fn any(&self, name: &str, nth: usize, key: &str) -> Result<&Array, PackageError> {
        let mut layers = self.nodes.iter().filter(|(node, _)| node == name);
        layers.nth(nth).and_then(|(_, arrays)| arrays.get(key)).ok_or_else(|| {
            PackageError::Contents {
                file: self.file.clone(),
                what: format!("no array {key} of layer {name} number {nth}"),
            }
        })
    }
}

/// A map's value by a key that may be text or bytes.
pub(super) fn get<'v>(map: &'v Value, key: &str) -> Option<&'v Value> {
    map.as_map()?.iter().find(|(name, _)| text(name) == Some(key)).map(|(_, value)| value)
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => text.as_str(),
        Value::Binary(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    }
}

/// A msgpack-numpy array: a map of nd, type, shape, data.
fn array(value: &Value) -> Option<Array> {
    if get(value, "nd")?.as_bool() != Some(true) || text(get(value, "type")?) != Some("<f4") {
        return None;
    }
    let shape: Option<Vec<usize>> = get(value, "shape")?
        .as_array()?
        .iter()
        .map(|size| size.as_u64().and_then(|size| usize::try_from(size).ok()))
        .collect();
    let shape = shape?;
    let data = floats(get(value, "data")?.as_slice()?)?;
    let len = shape.iter().try_fold(1usize, |product, &size| product.checked_mul(size))?;
    (len == data.len()).then_some(Array { shape, data })
}

/// Little-endian floats.
pub(super) fn floats(bytes: &[u8]) -> Option<Vec<f32>> {
    let (words, rest) = bytes.as_chunks::<4>();
    rest.is_empty().then(|| words.iter().map(|word| f32::from_le_bytes(*word)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(kind: &str, data: Vec<u8>) -> Vec<u8> {
        let map = |pairs: Vec<(&str, Value)>| {
            Value::Map(pairs.into_iter().map(|(key, value)| (Value::from(key), value)).collect())
        };
        let array = map(vec![
            ("nd", true.into()),
            ("type", kind.into()),
            ("shape", Value::Array(vec![2.into(), 1.into()])),
            ("data", Value::Binary(data)),
        ]);
        let node = |name: &str| map(vec![("name", name.into())]);
        let model = map(vec![
            ("nodes", Value::Array(vec![node("chain"), node("linear")])),
            ("params", Value::Array(vec![Value::Map(vec![]), map(vec![("W", array)])])),
        ]);
        let mut bytes = Vec::new();
        rmpv::encode::write_value(&mut bytes, &model).unwrap();
        bytes
    }

    #[test]
    fn reads_arrays_by_name_and_place() {
        let data = [1.5f32, -2.0].iter().flat_map(|number| number.to_le_bytes()).collect();
        let weights = Weights::parse("x/model", &model("<f4", data)).unwrap();
        assert_eq!(weights.array("linear", 0, "W", &[2, 1]).unwrap().data, [1.5, -2.0]);
        assert!(weights.array("linear", 1, "W", &[2, 1]).is_err());
        let error = weights.array("linear", 0, "W", &[1, 2]).unwrap_err().to_string();
        assert!(error.contains("x/model") && error.contains("[2, 1]"), "{error}");
    }

    #[test]
    fn refuses_other_types_and_cut_data() {
        assert!(Weights::parse("m", &model("<f8", vec![0; 8])).is_err());
        assert!(Weights::parse("m", &model("<f4", vec![0; 7])).is_err());
        assert!(Weights::parse("m", &[0xc0]).is_err());
    }
}
