//! Statements: who said what.

use sayso_record::Statement;

use crate::{Context, actors::Actors};

/// Finds statements, in text order.
pub fn find(_context: Context, _actors: &Actors) -> Vec<Statement> {
    Vec::new()
}
