//! What a figure's number can be, and when two of them agree.

use sayso_record::{Bound, Figure};

/// How far "about 40" reaches: a tenth of the number either way, to the next whole one. No recorder
/// names a tolerance (IDMC keeps "approximately" beside the number); a tenth lets 43 be about 40
/// and 46 not.
pub const ABOUT: f64 = 0.1;

/// Measures that only grow while a happening goes on: who was killed stays so, while the missing
/// are found. A measure that is not here may fall without anyone being wrong.
pub const GROWING: [&str; 16] = [
    "killed",
    "injured",
    "casualties",
    "arrested",
    "released",
    "abducted",
    "executed",
    "displaced",
    "returned",
    "infected",
    "rescued",
    "evacuated",
    "destroyed-homes",
    "aid-recipients",
    "money",
    "raped",
];

/// From the least to the most that a number can be, both included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    pub least: f64,
    pub most: f64,
}

impl Span {
    fn new(least: f64, most: f64) -> Self {
        Self { least, most: most.max(least) }
    }

    pub fn meets(self, other: Self) -> bool {
        self.least <= other.most && other.least <= self.most
    }

    pub fn is_above(self, other: Self) -> bool {
        self.least > other.most
    }
}

/// A figure's number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number {
    /// As said; of "dozens" and "between 20 and 25" the least.
    pub said: f64,
    /// What it can be on the day that it is said: "at least 40" is 45, too.
    pub now: Span,
    /// What it can be to those who count on later days: they add to the 40 of "at least 40", and 60
    /// is a rise.
    pub since: Span,
    /// The least and the most that the words give.
    pub given: Span,
}

/// The number of a figure that has one; a share has none.
pub fn of(figure: &Figure) -> Option<Number> {
    let usable = |number: &f64| number.is_finite() && *number >= 0.0;
    let [value, low, high] = [figure.value, figure.low, figure.high].map(|n| n.filter(usable));
    let said = value.or(low).or(high).filter(|_| figure.share.is_none())?;
    let exact = Span::new(said, said);
    let now = match figure.bound {
        Bound::Exact => exact,
        Bound::AtLeast | Bound::MoreThan => Span::new(low.unwrap_or(said), f64::INFINITY),
        Bound::AtMost | Bound::FewerThan => Span::new(0.0, high.unwrap_or(said)),
        Bound::About => Span::new((said * (1.0 - ABOUT)).floor(), (said * (1.0 + ABOUT)).ceil()),
        Bound::Range => Span::new(low.unwrap_or(said), high.unwrap_or(said)),
    };
    let since = if now.most.is_finite() { now } else { exact };
    let given = Span::new(low.unwrap_or(said).min(said), high.unwrap_or(said));
    Some(Number { said, now, since, given })
}

/// Whether a measure only grows.
pub fn grows(measure: &str) -> bool {
    GROWING.contains(&measure)
}
