//! The codebook's part on events.

use crate::{CodebookError, Source};

/// What the codebook says on events.
#[derive(Debug)]
pub struct EventRules {}

impl EventRules {
    /// Reads its files from `source`.
    ///
    /// # Errors
    /// Every mistake found, with file and line.
    pub fn load(_source: &Source) -> Result<Self, Vec<CodebookError>> {
        Ok(Self {})
    }
}
