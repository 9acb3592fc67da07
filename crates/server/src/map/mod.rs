//! The map: where a place is drawn, the coasts and borders around it, and places that would cover each other
//! brought together.
//!
//! - [`Sheet`]: the part of the world that is drawn, and how degrees become points on it.
//! - `world`: coasts and borders, from Natural Earth (public domain), as paths on a sheet.
//! - [`circles`]: places as circles whose area is what they count, none over another.

mod circles;
mod sheet;
mod world;

pub use circles::{Circle, Dot, circles};
pub use sheet::{Bounds, REGIONS, Sheet, WIDTH};
pub use world::{borders, land, shape};
