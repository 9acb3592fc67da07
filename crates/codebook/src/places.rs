//! The codebook's part on places.

use crate::{CodebookError, Source};

/// What the codebook says on places.
#[derive(Debug)]
pub struct Gazetteer {}

impl Gazetteer {
    /// Reads its files from `source`.
    ///
    /// # Errors
    /// Every mistake found, with file and line.
    pub fn load(_source: &Source) -> Result<Self, Vec<CodebookError>> {
        Ok(Self {})
    }
}
