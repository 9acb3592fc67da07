//! JSON Lines: a record a line, the same bytes as `sayso read --to jsonl` gives.
//!
//! What became of a report (its standing) is no part of a record, so it is not here.

use std::io::Write;

use super::{ExportError, Writing};
use crate::Stored;

struct Jsonl {
    out: Box<dyn Write>,
}

/// Begins the form.
pub fn open(out: Box<dyn Write>) -> Result<Box<dyn Writing>, ExportError> {
    Ok(Box::new(Jsonl { out }))
}

impl Writing for Jsonl {
    fn record(&mut self, stored: &Stored) -> Result<(), ExportError> {
        let mut line = serde_json::to_vec(&stored.record).map_err(std::io::Error::from)?;
        line.push(b'\n');
        Ok(self.out.write_all(&line)?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.out.flush()?)
    }
}
