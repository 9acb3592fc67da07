//! Finds times.

use sayso_record::Time;

use crate::Context;

/// Finds times, in text order.
pub fn find(_context: Context) -> Vec<Time> {
    Vec::new()
}
