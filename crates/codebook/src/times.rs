//! The codebook's part on times.

use crate::{CodebookError, Source};

/// What the codebook says on times.
#[derive(Debug)]
pub struct TimeRules {}

impl TimeRules {
    /// Reads its files from `source`.
    ///
    /// # Errors
    /// Every mistake found, with file and line.
    pub fn load(_source: &Source) -> Result<Self, Vec<CodebookError>> {
        Ok(Self {})
    }
}
