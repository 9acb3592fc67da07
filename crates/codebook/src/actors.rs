//! The codebook's part on actors.

use crate::{CodebookError, Source};

/// What the codebook says on actors.
#[derive(Debug)]
pub struct Actors {}

impl Actors {
    /// Reads its files from `source`.
    ///
    /// # Errors
    /// Every mistake found, with file and line.
    pub fn load(_source: &Source) -> Result<Self, Vec<CodebookError>> {
        Ok(Self {})
    }
}
