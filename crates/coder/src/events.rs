//! Finds events.

use sayso_record::{Event, Place, Statement, Time};

use crate::{Context, actors::Actors};

/// Finds events, in text order.
pub fn find(
    _context: Context,
    _actors: &Actors,
    _times: &[Time],
    _places: &[Place],
    _statements: &[Statement],
) -> Vec<Event> {
    Vec::new()
}
