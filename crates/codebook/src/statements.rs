//! The codebook's part on statements.

use crate::{CodebookError, Source};

/// What the codebook says on statements.
#[derive(Debug)]
pub struct StatementRules {}

impl StatementRules {
    /// Reads its files from `source`.
    ///
    /// # Errors
    /// Every mistake found, with file and line.
    pub fn load(_source: &Source) -> Result<Self, Vec<CodebookError>> {
        Ok(Self {})
    }
}
