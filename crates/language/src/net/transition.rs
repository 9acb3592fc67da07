//! `TransitionBasedParser`: scores the next action from a few tokens of the state.
//!
//! Greedy transition parsing after Joakim Nivre; the network follows Chen and Manning (2014) and
//! Kiperwasser and Goldberg (2016) as spaCy builds it: each state feature is a token; a hidden
//! layer, linear in the tokens' vectors, is computed once for each token and feature ("precomputable
//! affine"), so that a step adds up a handful of rows, takes the larger of two pieces, and
//! multiplies with the upper layer.

use std::collections::BTreeMap;
use std::ops::Range;

use super::matrix::Layer;
use super::simd::{Isa, Lanes, dispatch};
use super::tok2vec::sized;
use super::unsupported;
use super::weights::Weights;
use crate::container::{Container, ContainerError, ContainerWriter, View};
use crate::intern::intern;
use crate::package::{Package, PackageError, Transitions as Settings};

/// Classes of a block of the upper layer.
const CLASSES: usize = 128;

/// The widest hidden layer.
const WIDEST: usize = 256;

/// Tokens whose rows are computed together, and how many such blocks are kept.
const BLOCK_TOKENS: usize = 32;
const KEPT_BLOCKS: usize = 64;

/// What a class does: an action's number with a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Move {
    /// The action, in the numbering of its transition system.
    pub(super) action: u8,
    /// The label, or empty.
    pub(super) label: &'static str,
}

/// The network of a transition system.
#[derive(Debug)]
pub(super) struct Scorer {
    /// The classes in the order of their scores.
    pub(super) moves: Vec<Move>,
    project: Layer,
    lower: Layer,
    /// Bias of the hidden layer: first pieces, then second ones.
    bias: View<f32>,
    /// For each feature, what a missing token counts as.
    pads: View<f32>,
    upper: View<f32>,
    upper_bias: View<f32>,
    hidden: usize,
}

impl Scorer {
    /// Stores the network in `settings`' folder under `name`, reading vectors of `width` floats.
    pub(super) fn compile(
        package: &Package,
        settings: &Settings,
        weights: &Weights,
        shape: Shape,
        writer: &mut ContainerWriter,
        name: &str,
    ) -> Result<(), PackageError> {
        let Shape { width, features, actions } = shape;
        let hidden = settings.hidden_width;
        if settings.pieces != 2 || hidden == 0 || !hidden.is_multiple_of(16) || hidden > WIDEST {
            let what = format!(
                "architecture spacy.TransitionBasedParser with hidden_width {hidden} and \
                 maxout_pieces {} (only 2 and multiples of 16 up to {WIDEST} are computed)",
                settings.pieces
            );
            return Err(unsupported(&settings.name, what));
        }
        let moves = moves(package, &settings.name, actions)?;
        let (upper, projection) = (0, 1); // In thinc's walk the upper layer comes first.
        let w = weights.array("linear", projection, "W", &[hidden, width])?;
        let b = weights.array("linear", projection, "b", &[hidden])?;
        let weight = |column, input| w.data[column * width + input];
        Layer::store(writer, &format!("{name}.project"), hidden, width, weight, |c| b.data[c]);

        let layer = "precomputable_affine";
        let w = weights.array(layer, 0, "W", &[features, hidden, 2, hidden])?;
        let b = weights.array(layer, 0, "b", &[hidden, 2])?;
        let pad = weights.array(layer, 0, "pad", &[1, features, hidden, 2])?;
        // Columns come out as feature, piece, unit; they are stored as feature, unit, piece.
        let stored = |column: usize| {
            let (feature, piece, unit) =
                (column / (2 * hidden), column / hidden % 2, column % hidden);
            (feature * hidden + unit) * 2 + piece
        };
        let columns = features * 2 * hidden;
        let weight = |column, input| w.data[stored(column) * hidden + input];
        Layer::store(writer, &format!("{name}.lower"), columns, hidden, weight, |_| 0.0);
        let by_piece = |data: &[f32], columns: usize| -> Vec<f32> {
            (0..columns).map(|column| data[stored(column)]).collect()
        };
        writer.numbers(&format!("{name}.bias"), &by_piece(&b.data, 2 * hidden));
        writer.numbers(&format!("{name}.pads"), &by_piece(&pad.data, columns));

        let w = weights.array("linear", upper, "W", &[moves.len(), hidden])?;
        let b = weights.array("linear", upper, "b", &[moves.len()])?;
        let padded = moves.len().next_multiple_of(CLASSES);
        let mut packed = Vec::with_capacity(padded * hidden);
        for block in (0..padded).step_by(CLASSES) {
            for input in 0..hidden {
                packed.extend((block..block + CLASSES).map(|class| {
                    if class < moves.len() { w.data[class * hidden + input] } else { 0.0 }
                }));
            }
        }
        writer.numbers(&format!("{name}.upper"), &packed);
        let mut bias = b.data.clone();
        bias.resize(padded, 0.0);
        writer.numbers(&format!("{name}.upper.bias"), &bias);
        let lines: Vec<String> =
            moves.iter().map(|(action, label)| format!("{action} {label}")).collect();
        writer.bytes(&format!("{name}.moves"), lines.join("\n"));
        Ok(())
    }

    /// Finds a stored network.
    pub(super) fn load(
        container: &Container,
        name: &str,
        shape: Shape,
    ) -> Result<Self, ContainerError> {
        let damaged = |what: &str| container.damaged(format!("network {name}: {what}"));
        let project = Layer::load(container, &format!("{name}.project"))?;
        let lower = Layer::load(container, &format!("{name}.lower"))?;
        let hidden = project.columns();
        let columns = shape.features * 2 * hidden;
        if project.inputs() != shape.width
            || (lower.inputs(), lower.columns()) != (hidden, columns)
            || !(1..=WIDEST).contains(&hidden)
            || !hidden.is_multiple_of(16)
        {
            return Err(damaged("layers of other sizes"));
        }
        let mut moves = Vec::new();
        for line in container.text(&format!("{name}.moves"))?.split('\n') {
            let (action, label) = line.split_once(' ').ok_or_else(|| damaged("broken moves"))?;
            let action = action.parse().map_err(|_| damaged("broken moves"))?;
            if action >= shape.actions {
                return Err(damaged("an unknown action"));
            }
            moves.push(Move { action, label: intern(label) });
        }
        let padded = moves.len().next_multiple_of(CLASSES);
        Ok(Self {
            bias: sized(container, &format!("{name}.bias"), 2 * hidden)?,
            pads: sized(container, &format!("{name}.pads"), columns)?,
            upper: sized(container, &format!("{name}.upper"), padded * hidden)?,
            upper_bias: sized(container, &format!("{name}.upper.bias"), padded)?,
            moves,
            project,
            lower,
            hidden,
        })
    }

    /// Where the classes of each action stand, as runs in ascending order.
    pub(super) fn runs(&self) -> Vec<(u8, Range<usize>)> {
        let mut runs: Vec<(u8, Range<usize>)> = Vec::new();
        for (class, next) in self.moves.iter().enumerate() {
            match runs.last_mut() {
                Some((action, run)) if *action == next.action => run.end = class + 1,
                _ => runs.push((next.action, class..class + 1)),
            }
        }
        runs
    }

    /// Begins a document whose tokens have these vectors.
    pub(super) fn begin<'s>(
        &'s self,
        isa: Isa,
        vectors: &'s [f32],
        memory: &'s mut Memory,
    ) -> Steps<'s> {
        let tokens = vectors.len() / self.project.inputs();
        memory.blocks.clear();
        memory.blocks.resize(tokens.div_ceil(BLOCK_TOKENS), ABSENT);
        memory.owners.clear();
        memory.next = 0;
        memory.scores.clear();
        memory.scores.resize(self.upper_bias.len(), 0.0);
        Steps { scorer: self, isa, vectors, memory }
    }
}

/// Sizes that a transition system fixes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// Floats of a token's vector.
    pub(super) width: usize,
    /// Tokens of the state that are looked at.
    pub(super) features: usize,
    /// Number of actions.
    pub(super) actions: u8,
}

const ABSENT: u32 = u32::MAX;

/// Buffers of a document in work, to be used again for the next.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// For each block of tokens, which kept block it is.
    blocks: Vec<u32>,
    /// The block of tokens in each kept block.
    owners: Vec<usize>,
    /// The kept block to be replaced next.
    next: usize,
    rows: Vec<f32>,
    projected: Vec<f32>,
    scores: Vec<f32>,
}

/// A document in work.
#[derive(Debug)]
pub(super) struct Steps<'s> {
    scorer: &'s Scorer,
    isa: Isa,
    vectors: &'s [f32],
    memory: &'s mut Memory,
}

impl Steps<'_> {
    /// Scores of all classes in a state whose features are these tokens.
    pub(super) fn scores<const FEATURES: usize>(
        &mut self,
        features: [Option<usize>; FEATURES],
    ) -> &[f32] {
        // Computing one block may push another out; the second round settles it, as fewer blocks
        // are needed than kept.
        while !features.iter().flatten().all(|&token| self.has(token)) {
            for &token in features.iter().flatten() {
                if !self.has(token) {
                    self.compute(token / BLOCK_TOKENS);
                }
            }
        }
        let scorer = self.scorer;
        let (hidden, columns) = (scorer.hidden, scorer.lower.columns());
        let Memory { blocks, rows, scores, .. } = &mut *self.memory;
        let rows: [&[f32]; FEATURES] = std::array::from_fn(|feature| {
            let at = feature * 2 * hidden;
            match features[feature] {
                None => &scorer.pads[at..at + 2 * hidden],
                Some(token) => {
                    let block = blocks[token / BLOCK_TOKENS] as usize;
                    let row = block * BLOCK_TOKENS + token % BLOCK_TOKENS;
                    &rows[row * columns + at..][..2 * hidden]
                }
            }
        });
        let upper = Upper { weights: &scorer.upper, bias: &scorer.upper_bias };
        step(self.isa, &rows, &scorer.bias, upper, scores);
        &self.memory.scores[..scorer.moves.len()]
    }

    fn has(&self, token: usize) -> bool {
        self.memory.blocks[token / BLOCK_TOKENS] != ABSENT
    }

    /// Computes the hidden layer's rows of a block of tokens.
    fn compute(&mut self, block: usize) {
        let Scorer { project, lower, hidden, .. } = self.scorer;
        let columns = lower.columns();
        let memory = &mut *self.memory;
        let kept = memory.next;
        memory.next = (memory.next + 1) % KEPT_BLOCKS;
        if let Some(owner) = memory.owners.get_mut(kept) {
            memory.blocks[*owner] = ABSENT;
            *owner = block;
        } else {
            memory.owners.push(block);
        }
        memory.blocks[block] = kept as u32;
        let whole = (kept + 1) * BLOCK_TOKENS * columns;
        if memory.rows.len() < whole {
            memory.rows.resize(whole, 0.0);
        }
        let width = project.inputs();
        let first = block * BLOCK_TOKENS * width;
        let end = self.vectors.len().min(first + BLOCK_TOKENS * width);
        let rows: Vec<usize> = (first..end).step_by(width).collect();
        memory.projected.resize(BLOCK_TOKENS * hidden, 0.0);
        project.linear(self.isa, self.vectors, &rows, &mut memory.projected, *hidden);
        let inputs: Vec<usize> = (0..rows.len()).map(|row| row * hidden).collect();
        let out = &mut memory.rows[kept * BLOCK_TOKENS * columns..];
        lower.linear(self.isa, &memory.projected, &inputs, out, columns);
    }
}

/// Reads `component/moves`: the classes in spaCy's order, by action, then by falling frequency and
/// label; classes added later (frequency below zero) stand last.
fn moves(
    package: &Package,
    component: &str,
    actions: u8,
) -> Result<Vec<(u8, String)>, PackageError> {
    let file = format!("{component}/moves");
    parse_moves(&package.file(&file)?, actions)
        .ok_or_else(|| PackageError::Contents { file, what: "no table of moves".to_owned() })
}

fn parse_moves(mut bytes: &[u8], actions: u8) -> Option<Vec<(u8, String)>> {
    let value = rmpv::decode::read_value(&mut bytes).ok()?;
    let table = super::weights::get(&value, "moves")?.as_str()?;
    let table: BTreeMap<u8, BTreeMap<String, i64>> = serde_json::from_str(table).ok()?;
    let mut classes = Vec::new();
    let mut later: Vec<(i64, String, u8)> = Vec::new();
    for (action, labels) in table {
        if action >= actions {
            return None;
        }
        let mut labels: Vec<(i64, String)> =
            labels.into_iter().map(|(label, count)| (count, label)).collect();
        labels.sort_by(|a, b| b.cmp(a));
        for (count, label) in labels {
            // Labels are kept a line each.
            if label.contains('\n') {
                return None;
            }
            if count < 0 {
                later.push((count, label, action));
            } else {
                classes.push((action, label));
            }
        }
    }
    later.sort_by(|a, b| (b.0, &b.1).cmp(&(a.0, &a.1)).then(a.2.cmp(&b.2)));
    classes.extend(later.into_iter().map(|(_, label, action)| (action, label)));
    (!classes.is_empty()).then_some(classes)
}

/// The upper layer: blocks of [`CLASSES`], one hidden unit after another.
#[derive(Clone, Copy)]
struct Upper<'a> {
    weights: &'a [f32],
    bias: &'a [f32],
}

/// One step: hidden layer from its rows, then all classes. Sizes are checked where networks are
/// loaded: rows and bias have two pieces, at most [`WIDEST`] units each.
#[inline(always)]
unsafe fn step_kernel<S: Lanes, const ROWS: usize>(
    rows: &[&[f32]],
    bias: &[f32],
    upper: Upper<'_>,
    scores: &mut [f32],
) {
    let hidden = bias.len() / 2;
    let mut units = [0.0f32; WIDEST];
    let units = &mut units[..hidden];
    for unit in (0..hidden).step_by(S::LANES) {
        // SAFETY: slices are taken with their bounds checked.
        unsafe {
            let mut pieces = [S::splat(0.0); 2];
            for (piece, sum) in pieces.iter_mut().enumerate() {
                let at = piece * hidden + unit;
                *sum = S::load(bias[at..][..S::LANES].as_ptr());
                for row in rows {
                    *sum = sum.add(S::load(row[at..][..S::LANES].as_ptr()));
                }
            }
            pieces[0].max(pieces[1]).store(units[unit..][..S::LANES].as_mut_ptr());
        }
    }
    for class in (0..scores.len()).step_by(8 * S::LANES) {
        let (block, within) = (class / CLASSES, class % CLASSES);
        let weights = &upper.weights[block * CLASSES * hidden..][..CLASSES * hidden];
        // SAFETY: `within` and eight registers end inside a block; the rest is checked.
        unsafe {
            let mut sums = [S::splat(0.0); 8];
            for (unit, &value) in units.iter().enumerate() {
                let value = S::splat(value);
                let at = weights.as_ptr().add(unit * CLASSES + within);
                for (lane, sum) in sums.iter_mut().enumerate() {
                    *sum = value.mul_add(S::load(at.add(lane * S::LANES)), *sum);
                }
            }
            for (lane, sum) in sums.iter().enumerate() {
                let at = class + lane * S::LANES;
                let bias = S::load(upper.bias[at..at + S::LANES].as_ptr());
                sum.add(bias).store(scores[at..at + S::LANES].as_mut_ptr());
            }
        }
    }
}

dispatch! {
    fn step => step_kernel(rows: &[&[f32]], bias: &[f32], upper: Upper<'_>, scores: &mut [f32])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_stand_in_spacys_order() {
        let table = r#"{"2":{"det":5,"nsubj":7,"amod":5,"late":-1},"0":{"":9},"3":{"late":-1}}"#;
        let map = rmpv::Value::Map(vec![("moves".into(), table.into())]);
        let mut bytes = Vec::new();
        rmpv::encode::write_value(&mut bytes, &map).unwrap();
        let classes = parse_moves(&bytes, 5).unwrap();
        let classes: Vec<(u8, &str)> = classes.iter().map(|(a, l)| (*a, l.as_str())).collect();
        assert_eq!(
            classes,
            [(0, ""), (2, "nsubj"), (2, "det"), (2, "amod"), (2, "late"), (3, "late")]
        );
        assert!(parse_moves(&bytes, 3).is_none(), "action 3 is unknown to it");
    }

    #[test]
    fn a_step_is_the_same_on_every_set() {
        let hidden = 64;
        let number = |i: usize| ((i * 7919 + 13) % 1009) as f32 / 504.5 - 1.0;
        let numbers =
            |len: usize, from: usize| -> Vec<f32> { (from..from + len).map(number).collect() };
        let (a, b, bias) = (numbers(128, 0), numbers(128, 500), numbers(128, 900));
        let (weights, upper_bias) = (numbers(CLASSES * hidden, 3), numbers(CLASSES, 77));
        let upper = Upper { weights: &weights, bias: &upper_bias };
        let scores = |isa| {
            let mut scores = vec![0.0; CLASSES];
            step(isa, &[&a, &b], &bias, upper, &mut scores);
            scores
        };
        let portable = scores(Isa::Portable);
        assert_eq!(portable, scores(Isa::detect()));
        let units: Vec<f32> = (0..hidden)
            .map(|i| (bias[i] + a[i] + b[i]).max(bias[64 + i] + a[64 + i] + b[64 + i]))
            .collect();
        let want = units
            .iter()
            .enumerate()
            .fold(0.0f32, |sum, (unit, value)| value.mul_add(weights[unit * CLASSES + 5], sum))
            + upper_bias[5];
        assert_eq!(portable[5].to_bits(), want.to_bits());
    }
}
