//! The sketches of the reports in a window of dates.

use std::collections::{BTreeMap, BTreeSet};

use super::Sketch;

/// Sketches in memory, to ask which reports may be copies of one another: some 1.5 KB for 300 words.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// A mark and a report that has it.
    marks: BTreeSet<(u32, u32)>,
    sketches: BTreeMap<u32, Sketch>,
}

impl Index {
    /// Puts a report in; one that was put in under this key before goes.
    pub fn add(&mut self, key: u32, sketch: &Sketch) {
        self.forget(key);
        self.marks.extend(sketch.marks().iter().map(|&mark| (mark, key)));
        self.sketches.insert(key, sketch.clone());
    }

    /// The keys of the reports that share a mark with `sketch`, ascending. Whether one is among them rests on the
    /// two sketches alone. Some are no copies: [`overlap`](super::overlap) of the texts says which.
    pub fn candidates(&self, sketch: &Sketch) -> Vec<u32> {
        self.alike(sketch).into_iter().map(|(key, _)| key).collect()
    }

    /// The same, each with how many marks it shares.
    pub fn alike(&self, sketch: &Sketch) -> Vec<(u32, usize)> {
        let with = |&mark: &u32| {
            self.marks.range((mark, u32::MIN)..=(mark, u32::MAX)).map(|&(_, key)| key)
        };
        let mut keys: Vec<u32> = sketch.marks().iter().flat_map(with).collect();
        keys.sort_unstable();
        keys.chunk_by(|one, next| one == next)
            .filter_map(|same| Some((*same.first()?, same.len())))
            .collect()
    }

    /// Takes a report out, if it is in.
    pub fn forget(&mut self, key: u32) {
        for &mark in self.sketches.remove(&key).iter().flat_map(|sketch| sketch.marks()) {
            self.marks.remove(&(mark, key));
        }
    }
}
