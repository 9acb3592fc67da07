//! The codebook's part on figures.

use crate::{CodebookError, Source};

/// What the codebook says on figures.
#[derive(Debug)]
pub struct FigureRules {}

impl FigureRules {
    /// Reads its files from `source`.
    ///
    /// # Errors
    /// Every mistake found, with file and line.
    pub fn load(_source: &Source) -> Result<Self, Vec<CodebookError>> {
        Ok(Self {})
    }
}
