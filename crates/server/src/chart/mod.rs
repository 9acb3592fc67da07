//! Charts, drawn as SVG by the server: data in, markup out, nothing else.
//!
//! - [`Bars`]: counts over time, by quad or whole, mirrored where two sides are told apart.
//! - [`Ranges`]: numbers with their bounds over time, a mark a claim.
//! - [`band`]: a small band without axes, beside words.
//!
//! A chart is as wide as what it stands in: places along the time are shares of the width, heights are
//! pixels, so that words keep their size on a phone. Colours come by class from `chart.css`; quads have
//! patterns too, voices shapes. For those who do not see it, and for the keyboard, the same numbers stand
//! in a table that opens below it; the drawing itself is hidden from screen readers.

mod axis;
mod bars;
mod ranges;
mod small;

pub use axis::Step;
pub use bars::{Bar, Bars, Parts, Side, quad_fills, quad_key};
pub use ranges::{Claim, Ranges, Rule, Scale, Shape, shape_key};
pub use small::band;

/// The sign of each of PLOVER's quads, 1 to 4: cooperation has a plus, conflict a minus, what is done two.
pub const QUAD_SIGNS: [&str; 4] = ["+", "++", "−", "−−"];

/// The words for each of PLOVER's quads.
pub fn quad_words(quad: usize) -> &'static str {
    let quad = u8::try_from(quad).unwrap_or_default();
    sayso_record::plain::quad(quad).unwrap_or("of no quad")
}

/// A share of the width as SVG writes it, to a hundredth of a hundredth.
fn percent(share: f64) -> String {
    let rounded = (share * 10_000.0).round() / 100.0;
    format!("{rounded}%")
}

/// To a tenth, as exact as a drawing needs.
pub fn tenth(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// Pixels to a tenth.
fn pixels(length: f64) -> String {
    tenth(length).to_string()
}
