//! Which report is a copy of which, and of how much of it.

mod index;
mod overlap;
mod passages;
mod sketch;
mod words;

pub use index::Index;
pub use overlap::{Kind, Overlap, Passage, overlap};
pub use sketch::Sketch;
