//! `Tagger`: a linear layer on a token's vector; the tag is the largest output.
//!
//! spaCy's softmax does not change which one is largest and is left out.

use super::matrix::Layer;
use super::simd::Isa;
use super::weights::Weights;
use crate::container::{Container, ContainerError, ContainerWriter};
use crate::intern::intern;
use crate::package::{Package, PackageError};

/// A tagger on shared vectors.
#[derive(Debug)]
pub(super) struct Tagger {
    output: Layer,
    labels: Vec<&'static str>,
}

impl Tagger {
    /// Stores the tagger in the folder `component` of a package, reading vectors of `width` floats.
    pub(super) fn compile(
        package: &Package,
        component: &str,
        width: usize,
        writer: &mut ContainerWriter,
    ) -> Result<(), PackageError> {
        let file = format!("{component}/cfg");
        let damaged =
            |what: &str| PackageError::Contents { file: file.clone(), what: what.to_owned() };
        let settings: serde_json::Value = serde_json::from_slice(&package.file(&file)?)
            .map_err(|error| damaged(&error.to_string()))?;
        let labels = settings["labels"].as_array().ok_or_else(|| damaged("no list of labels"))?;
        let labels: Option<Vec<&str>> = labels.iter().map(serde_json::Value::as_str).collect();
        let labels = labels.ok_or_else(|| damaged("a label that is not text"))?;
        let weights = Weights::read(package, component)?;
        let w = weights.array("softmax", 0, "W", &[labels.len(), width])?;
        let b = weights.array("softmax", 0, "b", &[labels.len()])?;
        let weight = |column, input| w.data[column * width + input];
        Layer::store(writer, "net.tagger", labels.len(), width, weight, |column| b.data[column]);
        writer.bytes("net.tagger.labels", labels.join("\n"));
        Ok(())
    }

    /// Finds the stored tagger.
    pub(super) fn load(container: &Container, width: usize) -> Result<Self, ContainerError> {
        let output = Layer::load(container, "net.tagger")?;
        let labels: Vec<_> = container.text("net.tagger.labels")?.split('\n').map(intern).collect();
        if labels.len() != output.columns() || output.inputs() != width {
            return Err(container.damaged("the tagger's labels do not fit its layer".into()));
        }
        Ok(Self { output, labels })
    }

    /// The tag of each row of `vectors`.
    pub(super) fn tags(&self, isa: Isa, vectors: &[f32]) -> Vec<&'static str> {
        let (width, count) = (self.output.inputs(), self.labels.len());
        let rows: Vec<usize> = (0..vectors.len()).step_by(width).collect();
        let mut scores = vec![0.0; rows.len() * count];
        self.output.linear(isa, vectors, &rows, &mut scores, count);
        scores.chunks_exact(count).map(|scores| self.labels[largest(scores)]).collect()
    }
}

/// Index of the first largest.
fn largest(scores: &[f32]) -> usize {
    let mut best = 0;
    for (index, &score) in scores.iter().enumerate() {
        if score > scores[best] {
            best = index;
        }
    }
    best
}
