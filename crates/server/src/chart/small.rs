//! Small charts beside words: no axes, no words; what they show stands beside them in numbers.

use std::fmt::Write;

use maud::{Markup, html};

use super::tenth;

/// Width and height of the drawing, in its own units; it is stretched to what its class gives it.
const WIDTH: f64 = 100.0;
const HEIGHT: f64 = 24.0;

/// A band from the least to the most of each time, and a line through the value in it where there is one.
pub fn band(label: &str, times: &[(f64, f64, Option<f64>)]) -> Markup {
    let ends = times.iter().flat_map(|(low, high, _)| [*low, *high]);
    let place = Place::of(ends.filter(|number| number.is_finite()));
    let mut area = String::new();
    let highs = times.iter().enumerate().map(|(at, (_, high, _))| (at, *high));
    let lows = times.iter().enumerate().rev().map(|(at, (low, _, _))| (at, *low));
    for (at, number) in highs.chain(lows) {
        let letter = if area.is_empty() { 'M' } else { 'L' };
        let _ = write!(area, "{letter}{} {}", place.x(at, times.len()), place.y(number));
    }
    let values: Vec<f64> = times.iter().filter_map(|(_, _, value)| *value).collect();
    html! {
        svg.spark viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label=(label) {
            path.band d=(area) vector-effect="non-scaling-stroke" {}
            @if values.len() == times.len() { path.stroke d=(path(&place, &values)) vector-effect="non-scaling-stroke" {} }
        }
    }
}

fn path(place: &Place, numbers: &[f64]) -> String {
    let mut path = String::new();
    for (at, number) in numbers.iter().enumerate() {
        let letter = if at == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{letter}{} {}", place.x(at, numbers.len()), place.y(*number));
    }
    if numbers.len() == 1 {
        path.push_str("H100");
    }
    path
}

/// Where numbers are drawn.
struct Place {
    low: f64,
    high: f64,
}

impl Place {
    fn of(numbers: impl Iterator<Item = f64>) -> Self {
        let wide = (f64::INFINITY, f64::NEG_INFINITY);
        let (low, high) = numbers.fold(wide, |(low, high), n| (low.min(n), high.max(n)));
        Self { low, high }
    }

    fn x(&self, at: usize, all: usize) -> f64 {
        let last = all.saturating_sub(1).max(1);
        tenth(at as f64 / last as f64 * WIDTH)
    }

    fn y(&self, number: f64) -> f64 {
        let share =
            if self.high > self.low { (number - self.low) / (self.high - self.low) } else { 0.5 };
        tenth(2.0 + (1.0 - share) * (HEIGHT - 4.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_close() {
        let drawn = band("range", &[(0.0, 10.0, Some(5.0)), (5.0, 10.0, Some(10.0))]).into_string();
        assert!(drawn.contains("d=\"M0 2L100 2L100 12L0 22\""), "{drawn}");
        assert!(drawn.contains("d=\"M0 12L100 2\""), "{drawn}");
    }
}
