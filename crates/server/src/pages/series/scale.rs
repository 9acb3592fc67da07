//! Numbers and days on a chart.

use jiff::civil::Date;
use sayso_record::plain::grouped;

/// The days from one date to another, ISO 8601; 0 where one of them is none.
pub fn days_between(first: &str, other: &str) -> f64 {
    let date = |text: &str| text.parse::<Date>().ok();
    let days = date(first).zip(date(other)).and_then(|(first, other)| first.until(other).ok());
    days.map_or(0.0, |days| f64::from(days.get_days()))
}

/// Points as a path of straight lines.
pub fn path_of(points: &[(f64, f64)]) -> String {
    let step = |(at, (x, y)): (usize, &(f64, f64))| {
        format!("{}{x:.1} {y:.1}", if at == 0 { 'M' } else { 'L' })
    };
    points.iter().enumerate().map(step).collect::<Vec<_>>().join("")
}

/// From numbers to places between a lower and an upper end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    least: f64,
    most: f64,
    /// Whether equal steps are equal factors.
    is_logarithmic: bool,
    /// Places of the least and the most.
    ends: (f64, f64),
}

/// So many times the least, and steps are factors: else the small ones would all lie on the ground.
const FACTORS: f64 = 60.0;
/// About so many lines across.
const LINES: f64 = 5.0;

impl Scale {
    /// A scale on which all of these numbers have their place.
    pub fn over(numbers: impl Iterator<Item = f64> + Clone, ends: (f64, f64)) -> Self {
        let finite = numbers.filter(|number| number.is_finite() && *number >= 0.0);
        let least = finite.clone().fold(f64::INFINITY, f64::min);
        let most = finite.clone().fold(0.0, f64::max);
        let least_above_none = finite.filter(|number| *number > 0.0).fold(f64::INFINITY, f64::min);
        let is_logarithmic = least > 0.0 && most / least_above_none >= FACTORS;
        if is_logarithmic {
            let least = 10f64.powf(least_above_none.log10().floor());
            return Self { least, most: most * 1.25, is_logarithmic, ends };
        }
        let step = step(most.max(1.0) / LINES);
        // Where all lie close together far above none, the ground is left out, and this is said.
        let gap = most - least;
        let is_close = least.is_finite() && gap > 0.0 && gap < 0.2 * most;
        let ground = if is_close { ((least - gap) / step).floor().max(0.0) * step } else { 0.0 };
        Self { least: ground, most: ground + (most.max(1.0) - ground) * 1.12, is_logarithmic, ends }
    }

    /// Where a number lies.
    pub fn at(&self, number: f64) -> f64 {
        let share = if self.is_logarithmic {
            (number.max(self.least).ln() - self.least.ln()) / (self.most.ln() - self.least.ln())
        } else {
            (number - self.least) / (self.most - self.least)
        };
        let (low, high) = self.ends;
        low + share.clamp(0.0, 1.0) * (high - low)
    }

    /// Numbers for lines across.
    pub fn lines(&self) -> Vec<f64> {
        if self.is_logarithmic {
            let powers = std::iter::successors(Some(self.least), |line| Some(line * 10.0));
            return powers.take_while(|line| *line <= self.most).take(16).collect();
        }
        let step = step((self.most - self.least) / LINES);
        let first = (self.least / step).ceil();
        let lines = (0..12).map(|line| (first + f64::from(line)) * step);
        lines.take_while(|line| *line <= self.most).collect()
    }

    /// What a reader has to know of it, where anything.
    pub fn note(&self) -> Option<String> {
        match (self.is_logarithmic, self.least > 0.0) {
            (true, _) => Some("Equal steps upward are equal factors.".to_owned()),
            (false, true) => {
                Some(format!("The scale begins at {}, not at 0.", grouped(self.least)))
            }
            (false, false) => None,
        }
    }
}

/// The next of 1, 2, 5, 10, 20 … that is not less; whole numbers where they count people.
fn step(least: f64) -> f64 {
    let power = 10f64.powf(least.max(1.0).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * power);
    steps.into_iter().find(|step| *step >= least).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_its_place() {
        let scale = Scale::over([40.0, 52.0, 0.0].into_iter(), (300.0, 0.0));
        assert_eq!(scale.at(0.0), 300.0);
        assert!(scale.at(52.0) > 0.0 && scale.at(40.0) > scale.at(52.0));
        assert_eq!(scale.lines(), [0.0, 20.0, 40.0]);
        assert_eq!(scale.note(), None);
        let close = Scale::over([1000.0, 1010.0].into_iter(), (300.0, 0.0));
        assert!(close.note().is_some() && close.at(1000.0) - close.at(1010.0) > 60.0);
        let far = Scale::over([3.0, 90_000.0].into_iter(), (300.0, 0.0));
        assert_eq!(far.lines(), [1.0, 10.0, 100.0, 1000.0, 10_000.0, 100_000.0]);
        // Nothing, and what is no number.
        for odd in [vec![], vec![f64::NAN], vec![0.0], vec![f64::INFINITY]] {
            let scale = Scale::over(odd.into_iter(), (300.0, 0.0));
            assert!(scale.at(1.0).is_finite() && !scale.lines().is_empty());
        }
    }

    #[test]
    fn days_are_counted() {
        assert_eq!(days_between("1987-02-27", "1987-03-02"), 3.0);
        assert_eq!(days_between("1987-02-27", "nothing"), 0.0);
        assert_eq!(path_of(&[(0.0, 1.25), (2.0, 3.0)]), "M0.0 1.2L2.0 3.0");
    }
}
