//! Numbers with their bounds over time: a mark a claim, by shape and colour of who says it, an arrow where a
//! bound is open, a line of steps for what a rule takes.

use jiff::civil::Date;
use maud::{Markup, html};
use sayso_record::plain::grouped;

use super::axis::{self, Step};
use super::{percent, pixels};

/// How numbers are spread over the height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// As they are, from zero.
    Linear,
    /// By their logarithm; what is below 1 stands at 1.
    Log,
}

impl Scale {
    /// By logarithm where the most is far above the least.
    pub fn fitting(numbers: impl Iterator<Item = f64>) -> Self {
        let wide = (f64::INFINITY, 0.0_f64);
        let (low, high) =
            numbers.filter(|n| *n > 0.0).fold(wide, |(low, high), n| (low.min(n), high.max(n)));
        if high > 50.0 * low { Self::Log } else { Self::Linear }
    }
}

/// The mark of a voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// ●
    Circle,
    /// ■
    Square,
    /// ▲
    Triangle,
    /// ◆
    Diamond,
    /// ✚, for all others.
    Cross,
}

impl Shape {
    /// The marks in the order in which voices get them; the last is for all that remain.
    pub const ALL: [Self; 5] =
        [Self::Circle, Self::Square, Self::Triangle, Self::Diamond, Self::Cross];

    /// The mark of the voice that is so many-th.
    pub fn of(voice: usize) -> Self {
        *Self::ALL.get(voice).unwrap_or(&Self::Cross)
    }

    /// Its outline around (0, 0).
    fn outline(self) -> &'static str {
        match self {
            Self::Circle => "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z",
            Self::Square => "M-4-4h8v8h-8z",
            Self::Triangle => "M0-5L5 4H-5z",
            Self::Diamond => "M0-5.5L5 0L0 5.5L-5 0z",
            Self::Cross => "M-1.5-5h3v3.5h3.5v3h-3.5V5h-3V1.5H-5v-3h3.5z",
        }
    }

    /// The class that gives its colour.
    fn class(self) -> &'static str {
        match self {
            Self::Circle => "v1",
            Self::Square => "v2",
            Self::Triangle => "v3",
            Self::Diamond => "v4",
            Self::Cross => "v5",
        }
    }
}

/// A number that someone gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Where it stands in time.
    pub day: Date,
    /// The number as said; without one the mark stands between the bounds.
    pub value: Option<f64>,
    /// The least it can be; an arrow downward where there is none but a most.
    pub low: Option<f64>,
    /// The most it can be; an arrow upward where there is none but a least.
    pub high: Option<f64>,
    /// Whose mark it has.
    pub shape: Shape,
    /// Hollow: a copy of another.
    pub is_copy: bool,
    /// Where its sentence is.
    pub href: String,
    /// What it says, and who says it.
    pub title: String,
    /// Whether it stands on the say-so of someone quoted; then it has a ring.
    pub is_quoted: bool,
    /// The claim (its index among all) that it takes the place of.
    pub revises: Option<usize>,
    /// The claim that it contradicts.
    pub contradicts: Option<usize>,
}

impl Claim {
    /// Where its mark stands.
    fn number(&self) -> Option<f64> {
        match (self.value, self.low, self.high) {
            (Some(value), ..) => Some(value),
            (None, Some(low), Some(high)) => Some((low + high) / 2.0),
            (None, low, high) => low.or(high),
        }
    }
}

/// What a rule takes from a day on, until the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// The first day.
    pub from: Date,
    /// The number.
    pub value: f64,
    /// The least that is taken for possible.
    pub low: f64,
    /// The most.
    pub high: f64,
}

/// The chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranges<'a> {
    /// Unlike that of any other chart on the page.
    pub id: &'a str,
    /// What the chart shows, for its caption.
    pub label: &'a str,
    /// How numbers are spread.
    pub scale: Scale,
    /// The claims, in order of their days. The page has them in a table of its own.
    pub claims: Vec<Claim>,
    /// What a rule takes, in order of days; may be empty.
    pub rule: Vec<Rule>,
}

/// Pixels for numbers.
const HEIGHT: f64 = 220.0;
/// Pixels above them.
const HEAD: f64 = 24.0;
/// Pixels below them, for days.
const FOOT: f64 = 24.0;
/// Share of the width that is free at either end, so that marks at the ends are whole.
const MARGIN: f64 = 0.06;
/// Pixels between marks of one day …
const APART: f64 = 11.0;
/// … of which no more than this stand beside each other; others stand over each other.
const BESIDE: usize = 5;

/// Where days and numbers stand.
struct Frame {
    first: Date,
    days: f64,
    low: f64,
    high: f64,
    scale: Scale,
}

impl Ranges<'_> {
    /// The chart with its caption.
    pub fn draw(&self) -> Markup {
        html! {
            figure.chart id=(self.id) {
                figcaption { (self.label) }
                @match self.frame() {
                    None => p.empty { "No numbers to draw." },
                    Some(frame) => (self.drawing(&frame)),
                }
            }
        }
    }

    fn frame(&self) -> Option<Frame> {
        let days = || self.claims.iter().map(|c| c.day).chain(self.rule.iter().map(|r| r.from));
        let (first, last) = (days().min()?, days().max()?);
        let of_claims = self.claims.iter().flat_map(|claim| [claim.value, claim.low, claim.high]);
        let of_rule = self.rule.iter().flat_map(|rule| [rule.value, rule.low, rule.high]);
        let numbers = || of_claims.clone().flatten().chain(of_rule.clone());
        let known = || numbers().filter(|number| number.is_finite());
        let high = known().fold(f64::NEG_INFINITY, f64::max);
        if high == f64::NEG_INFINITY {
            return None;
        }
        let low = known().fold(f64::INFINITY, f64::min);
        let days = f64::from((last - first).get_days().max(1));
        let (low, high) = match self.scale {
            Scale::Linear => (low.min(0.0), linear_top(high)),
            Scale::Log => (10_f64.powf(low.max(1.0).log10().floor()), high.max(10.0)),
        };
        Some(Frame { first, days, low, high, scale: self.scale })
    }

    fn drawing(&self, frame: &Frame) -> Markup {
        let height = HEAD + HEIGHT + FOOT;
        html! {
            svg.ranges width="100%" height=(pixels(height)) role="group" aria-label=(self.label) {
                g aria-hidden="true" {
                    @for number in frame.ticks() { (axis::across(frame.y(number), number)) }
                    (axis::under(Step::Day, &frame.day_ticks(), HEAD + HEIGHT))
                    (self.steps(frame))
                    (self.between(frame, "revision", |claim| claim.revises))
                    (self.between(frame, "dispute", |claim| claim.contradicts))
                }
                @for (at, claim) in self.claims.iter().enumerate() { (self.mark(frame, at, claim)) }
            }
        }
    }

    /// The line of what a rule takes.
    fn steps(&self, frame: &Frame) -> Markup {
        html! { @for (at, rule) in self.rule.iter().enumerate() {
            @let next = self.rule.get(at + 1);
            @let (x, y) = (percent(frame.x(rule.from)), pixels(frame.y(rule.value)));
            @let end = next.map_or_else(|| "100%".to_owned(), |next| percent(frame.x(next.from)));
            @let (top, foot) = (frame.y(rule.high), frame.y(rule.low));
            @let share = next.map_or(1.0, |next| frame.x(next.from)) - frame.x(rule.from);
            rect.reach-of-rule x=(x) width=(percent(share)) y=(pixels(top)) height=(pixels(foot - top)) {}
            line.step x1=(x) x2=(end) y1=(y) y2=(y) { title { "By the rule: " (grouped(rule.value)) } }
            @if let Some(next) = next { line.step x1=(end) x2=(end) y1=(y) y2=(pixels(frame.y(next.value))) {} }
        } }
    }

    /// A line from each claim to the earlier one that it takes the place of, or contradicts.
    fn between(
        &self,
        frame: &Frame,
        class: &str,
        other: impl Fn(&Claim) -> Option<usize>,
    ) -> Markup {
        html! { @for claim in &self.claims {
            @if let Some(before) = other(claim).and_then(|at| self.claims.get(at)) {
                @if let (Some(from), Some(to)) = (before.number(), claim.number()) {
                    line class=(class) x1=(percent(frame.x(before.day))) x2=(percent(frame.x(claim.day)))
                        y1=(pixels(frame.y(from))) y2=(pixels(frame.y(to))) {}
                }
            }
        } }
    }

    fn mark(&self, frame: &Frame, at: usize, claim: &Claim) -> Markup {
        let Some(number) = claim.number() else { return html! {} };
        let y = frame.y(number);
        let end = |bound: Option<f64>| bound.map(|bound| frame.y(bound) - y);
        let (low, high) = (end(claim.low), end(claim.high));
        // An open bound is an arrow away from the other.
        let up = high.is_none() && claim.low.is_some();
        let down = low.is_none() && claim.high.is_some();
        let (top, foot) = (
            high.unwrap_or(if up { -18.0 } else { 0.0 }),
            low.unwrap_or(if down { 18.0 } else { 0.0 }),
        );
        let dx = self.beside(at, claim);
        let class =
            format!("claim {}{}", claim.shape.class(), if claim.is_copy { " copy" } else { "" });
        html! {
            svg.at x=(percent(frame.x(claim.day))) y=(pixels(y)) overflow="visible" {
                a href=(claim.href) class=(class) transform=[(dx != 0.0).then(|| format!("translate({} 0)", pixels(dx)))] {
                    title { (claim.title) }
                    @if top != foot { path.reach d=(format!("M0 {}V{}", pixels(foot), pixels(top))) {} }
                    @if up { path.reach d=(format!("M-3.5 {0}L0 {1}L3.5 {0}", pixels(top + 5.0), pixels(top))) {} }
                    @if down { path.reach d=(format!("M-3.5 {0}L0 {1}L3.5 {0}", pixels(foot - 5.0), pixels(foot))) {} }
                    @if !up && top != 0.0 { path.reach d=(format!("M-3.5 {0}H3.5", pixels(top))) {} }
                    @if !down && foot != 0.0 { path.reach d=(format!("M-3.5 {0}H3.5", pixels(foot))) {} }
                    // About so many: neither end is said.
                    @if low.is_none() && high.is_none() { path.reach.about d="M0-11V11" {} }
                    @if claim.is_quoted { circle.quoted r="8.5" fill="none" {} }
                    path.shape d=(claim.shape.outline()) {}
                    @if claim.contradicts.is_some() { text.flag y="-11" text-anchor="middle" { "≠" } }
                }
            }
        }
    }

    /// Pixels that a mark stands beside its day, where several are of one day.
    fn beside(&self, at: usize, claim: &Claim) -> f64 {
        let is_same = |other: &&Claim| other.day == claim.day;
        let all = self.claims.iter().filter(is_same).count();
        let before = self.claims.iter().take(at).filter(is_same).count();
        let columns = all.min(BESIDE);
        ((before % BESIDE) as f64 - (columns as f64 - 1.0) / 2.0) * APART
    }
}

impl Frame {
    fn x(&self, day: Date) -> f64 {
        let share = f64::from((day - self.first).get_days()) / self.days;
        MARGIN + share * (1.0 - 2.0 * MARGIN)
    }

    fn y(&self, number: f64) -> f64 {
        let share = match self.scale {
            Scale::Linear => (number - self.low) / (self.high - self.low),
            Scale::Log => {
                let low = self.low.log10();
                (number.max(self.low).log10() - low) / (self.high.log10() - low).max(0.1)
            }
        };
        HEAD + (1.0 - share) * HEIGHT
    }

    fn ticks(&self) -> Vec<f64> {
        match self.scale {
            Scale::Linear => (0..=4).map(|part| self.high * f64::from(part) / 4.0).collect(),
            Scale::Log => {
                let tens = std::iter::successors(Some(self.low), |ten| Some(ten * 10.0));
                tens.take_while(|ten| *ten <= self.high).collect()
            }
        }
    }

    fn day_ticks(&self) -> Vec<(f64, Date)> {
        let days = self.days as usize + 1;
        let day = |at: usize| {
            let span = jiff::Span::new().try_days(i64::try_from(at).ok()?).ok()?;
            self.first.checked_add(span).ok()
        };
        axis::ticked(days).filter_map(day).map(|day| (self.x(day), day)).collect()
    }
}

/// Where an axis from zero ends: four whole steps.
fn linear_top(high: f64) -> f64 {
    let power = 10_f64.powf((high.max(4.0) / 4.0).log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|times| times * power);
    let fits = |step: &&f64| **step * 4.0 >= high && step.fract() == 0.0;
    step.iter().find(fits).map_or(high, |step| step * 4.0)
}

/// Whose mark is which.
pub fn shape_key(voices: &[(Shape, String)]) -> Markup {
    html! {
        ul.key { @for (shape, voice) in voices { li {
            svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true" class=(format!("claim {}", shape.class())) { path.shape d=(shape.outline()) {} }
            " " span dir="auto" { (voice) }
        } } }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn claim(day: i8, value: f64, shape: Shape) -> Claim {
        Claim {
            day: date(1987, 5, day),
            value: Some(value),
            low: Some(value),
            high: Some(value),
            shape,
            is_copy: false,
            href: "/report/a#f0".to_owned(),
            title: format!("{value} killed"),
            is_quoted: false,
            revises: None,
            contradicts: None,
        }
    }

    #[test]
    fn claims_with_their_bounds() {
        let least = Claim { high: None, ..claim(4, 12.0, Shape::Circle) };
        let copy = Claim {
            is_copy: true,
            low: Some(10.0),
            high: Some(20.0),
            ..claim(4, 15.0, Shape::Square)
        };
        let revised =
            Claim { revises: Some(0), contradicts: Some(1), ..claim(6, 40.0, Shape::Circle) };
        let rule = vec![
            Rule { from: date(1987, 5, 4), value: 12.0, low: 12.0, high: 15.0 },
            Rule { from: date(1987, 5, 6), value: 40.0, low: 40.0, high: 40.0 },
        ];
        let chart = Ranges {
            id: "killed",
            label: "Killed in Zenda",
            scale: Scale::Linear,
            claims: vec![least, copy, revised],
            rule,
        };
        insta::assert_snapshot!(chart.draw().into_string().replace("><", ">\n<"));
    }

    #[test]
    fn axes_have_whole_steps() {
        assert_eq!(
            [3.0, 12.0, 40.0, 41.0, 1234.0].map(linear_top),
            [4.0, 20.0, 40.0, 80.0, 2000.0]
        );
        assert_eq!(Scale::fitting([10.0, 900.0].into_iter()), Scale::Log);
        assert_eq!(Scale::fitting([10.0, 90.0].into_iter()), Scale::Linear);
    }

    #[test]
    fn one_number_is_drawn() {
        let all = |scale| Ranges {
            id: "a",
            label: "a",
            scale,
            claims: vec![claim(4, 0.0, Shape::Cross)],
            rule: vec![],
        };
        for scale in [Scale::Linear, Scale::Log] {
            assert!(!all(scale).draw().into_string().contains("NaN"));
        }
    }
}
