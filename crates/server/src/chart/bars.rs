//! Counts over time, a bar a period: whole or by quad, on one side of the line or on both.

use jiff::civil::Date;
use maud::{Markup, html};

use super::axis::{self, Step};
use super::{QUAD_SIGNS, percent, pixels, quad_words};

/// What a bar is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// One count.
    Whole(usize),
    /// Events by PLOVER's quad, 1 to 4, stacked in this order from the line outward.
    Quads([usize; 4]),
}

impl Parts {
    fn sum(&self) -> usize {
        match self {
            Self::Whole(count) => *count,
            Self::Quads(quads) => quads.iter().sum(),
        }
    }

    /// Each count with the fill that it has.
    fn each(&self) -> Vec<(Option<usize>, usize)> {
        match self {
            Self::Whole(count) => vec![(None, *count)],
            Self::Quads(quads) => {
                quads.iter().enumerate().map(|(at, n)| (Some(at + 1), *n)).collect()
            }
        }
    }

    /// `12: 7 verbal cooperation, 5 material conflict`.
    fn words(&self, noun: &str) -> String {
        let sum = sayso_record::plain::count(self.sum(), noun);
        let parts: Vec<String> = match self {
            Self::Whole(_) => Vec::new(),
            Self::Quads(quads) => quads
                .iter()
                .enumerate()
                .filter(|(_, n)| **n > 0)
                .map(|(at, n)| format!("{n} {}", quad_words(at + 1)))
                .collect(),
        };
        if parts.is_empty() { sum } else { format!("{sum}: {}", parts.join(", ")) }
    }
}

/// What is on one side of the line in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// How many.
    pub parts: Parts,
    /// Where they are listed.
    pub href: Option<String>,
}

/// A period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// Its first day.
    pub start: Date,
    /// Above the line.
    pub up: Side,
    /// Below it, where the chart has two sides.
    pub down: Option<Side>,
}

/// A chart of periods, in order and without gaps: a period without anything is an empty place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars<'a> {
    /// Unlike that of any other chart on the page; letters, digits and strokes.
    pub id: &'a str,
    /// What the chart shows, for its caption.
    pub label: &'a str,
    /// What is counted, in the singular: `event`.
    pub noun: &'a str,
    /// What is above and what is below the line, where the chart has two sides.
    pub sides: Option<[&'a str; 2]>,
    /// How long a period is.
    pub step: Step,
    /// The periods.
    pub bars: Vec<Bar>,
}

/// Pixels that the highest bar of a side may have.
const HEIGHT: f64 = 120.0;
/// Pixels above it, for the number at the upper line.
const HEAD: f64 = 16.0;
/// Pixels under it, for days.
const FOOT: f64 = 22.0;

impl Bars<'_> {
    /// The chart with its caption and its table.
    pub fn draw(&self) -> Markup {
        html! {
            figure.chart id=(self.id) {
                figcaption { (self.label) }
                @if self.bars.is_empty() { p.empty { "Nothing to draw." } } @else {
                    (self.drawing())
                    (self.twin())
                }
            }
        }
    }

    fn has_quads(&self) -> bool {
        self.bars.iter().any(|bar| matches!(bar.up.parts, Parts::Quads(_)))
    }

    fn drawing(&self) -> Markup {
        let most = |side: fn(&Bar) -> Option<&Side>| {
            self.bars.iter().filter_map(side).map(|side| side.parts.sum()).max().unwrap_or(0)
        };
        let (up, down) = (most(|bar| Some(&bar.up)), most(|bar| bar.down.as_ref()));
        let top = axis::round_up(up.max(down));
        let scale = HEIGHT / top as f64;
        let below = if self.sides.is_some() { HEIGHT } else { 0.0 };
        let (line, height) = (HEAD + HEIGHT, HEAD + HEIGHT + below + FOOT);
        let width = 1.0 / self.bars.len() as f64;
        let middle = |at: usize| (at as f64 + 0.5) * width;
        let ticks: Vec<(f64, Date)> = axis::ticked(self.bars.len())
            .filter_map(|at| Some((middle(at), self.bars.get(at)?.start)))
            .collect();
        html! {
            svg.bars width="100%" height=(pixels(height)) aria-hidden="true" {
                @if self.has_quads() { (quad_fills(self.id)) }
                (axis::across(HEAD, top as f64))
                @if self.sides.is_some() { (axis::across(line + HEIGHT, top as f64)) }
                @for (at, bar) in self.bars.iter().enumerate() {
                    @let x = (at as f64 * width, width);
                    (self.side(bar.start, &bar.up, x, (line, -scale)))
                    @if let Some(down) = &bar.down { (self.side(bar.start, down, x, (line, scale))) }
                }
                line.zero x1="0" x2="100%" y1=(pixels(line)) y2=(pixels(line)) {}
                @if let Some([up, down]) = self.sides {
                    text.side x="100%" y=(pixels(HEAD - 4.0)) text-anchor="end" { "↑ " (up) }
                    text.side x="100%" y=(pixels(line + HEIGHT - 4.0)) text-anchor="end" { "↓ " (down) }
                }
                (axis::under(self.step, &ticks, line + below))
            }
        }
    }

    /// The bar of one side; `x` is its beginning and width as shares, `y` the line and pixels a count, upward
    /// where negative.
    fn side(&self, start: Date, side: &Side, x: (f64, f64), y: (f64, f64)) -> Markup {
        if side.parts.sum() == 0 {
            return html! {};
        }
        let (line, scale) = y;
        let gap = if self.bars.len() > 60 { 0.08 } else { 0.16 };
        let (left, wide) = (percent(x.0 + x.1 * gap / 2.0), percent(x.1 * (1.0 - gap)));
        let mut base = 0;
        let parts = side.parts.each().into_iter().filter(|(_, count)| *count > 0).map(|(quad, count)| {
            let ends = [base, base + count].map(|count| line + count as f64 * scale);
            base += count;
            let top = ends[0].min(ends[1]);
            // The smallest count is still to be seen.
            let high = (ends[0] - ends[1]).abs().max(1.0);
            let fill = quad.map(|quad| format!("url(#{}-q{quad})", self.id));
            html! { rect class=[quad.is_none().then_some("whole")] x=(left) y=(pixels(top)) width=(wide) height=(pixels(high)) fill=[fill] {} }
        });
        let title = format!("{} · {}", self.step.words(start), side.parts.words(self.noun));
        let drawn = html! { title { (title) } @for part in parts { (part) } };
        html! {
            @if let Some(href) = &side.href { a href=(href) tabindex="-1" { (drawn) } } @else { g { (drawn) } }
        }
    }

    /// The same in a table, without the periods that have nothing.
    fn twin(&self) -> Markup {
        let has = |bar: &&Bar| {
            bar.up.parts.sum() > 0 || bar.down.as_ref().is_some_and(|down| down.parts.sum() > 0)
        };
        let heads: Vec<(Option<&str>, bool)> = match self.sides {
            None => vec![(None, true)],
            Some([up, down]) => vec![(Some(up), true), (Some(down), false)],
        };
        html! {
            details.twin {
                summary { "As a table" }
                div.wide { table {
                    caption.hidden { (self.label) }
                    thead { tr {
                        th scope="col" { "Time" }
                        @for (side, _) in &heads {
                            th.number scope="col" { @if let Some(side) = side { (side) ": " } (self.noun) "s" }
                            @if self.has_quads() { @for quad in 1..=4 {
                                th.number scope="col" title=(quad_words(quad)) { (QUAD_SIGNS[quad - 1]) span.hidden { " " (quad_words(quad)) } }
                            } }
                        }
                    } }
                    tbody { @for bar in self.bars.iter().filter(has) { tr {
                        th scope="row" { (self.step.words(bar.start)) }
                        @for (_, is_up) in &heads {
                            @if let Some(side) = if *is_up { Some(&bar.up) } else { bar.down.as_ref() } { (cells(side)) }
                        }
                    } } }
                } }
            }
        }
    }
}

fn cells(side: &Side) -> Markup {
    let sum = side.parts.sum();
    html! {
        td.number { @match &side.href { Some(href) if sum > 0 => a href=(href) { (sum) }, _ => (sum) } }
        @if let Parts::Quads(quads) = side.parts { @for count in quads { td.number { (count) } } }
    }
}

/// Fills of the quads: a colour and a pattern each, so that they are told apart without colour; that of the first is
/// `url(#ID-q1)`.
pub fn quad_fills(id: &str) -> Markup {
    html! {
        defs { @for quad in 1..=4_usize {
            pattern id=(format!("{id}-q{quad}")) width="6" height="6" patternUnits="userSpaceOnUse" {
                rect class=(format!("q{quad}")) width="6" height="6" {}
                @match quad {
                    2 => path.hatch d="M-1 1l2-2M0 6L6 0M5 7l2-2" {},
                    3 => circle.dot cx="3" cy="3" r="1.1" {},
                    4 => path.hatch d="M-1 1l2-2M0 6L6 0M5 7l2-2M-1 5l2 2M0 0l6 6M5-1l2 2" {},
                    _ => {},
                }
            }
        } }
    }
}

/// What the fills of the quads mean, for one or several charts; `id` is that of a chart on the page.
pub fn quad_key(id: &str) -> Markup {
    html! {
        ul.key { @for (quad, sign) in (1..=4).zip(QUAD_SIGNS) { li {
            svg width="14" height="14" aria-hidden="true" { rect width="14" height="14" rx="2" fill=(format!("url(#{id}-q{quad})")) {} }
            " " span.sign { (sign) } " " (quad_words(quad))
        } } }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn side(quads: [usize; 4]) -> Side {
        let href = Some("/search?from=1987-05-04&to=1987-05-04".to_owned());
        Side { parts: Parts::Quads(quads), href }
    }

    #[test]
    fn both_sides_of_the_line() {
        let bar =
            |day, up, down| Bar { start: date(1987, 5, day), up: side(up), down: Some(side(down)) };
        let bars = vec![bar(4, [3, 0, 1, 2], [0; 4]), bar(5, [0; 4], [0, 1, 0, 0])];
        let chart = Bars {
            id: "events",
            label: "Events of Ruritania",
            noun: "event",
            sides: Some(["by Ruritania", "towards Ruritania"]),
            step: Step::Day,
            bars,
        };
        insta::assert_snapshot!(chart.draw().into_string().replace("><", ">\n<"));
    }

    #[test]
    fn nothing_is_said_to_be_nothing() {
        let chart = Bars {
            id: "a",
            label: "Reports",
            noun: "report",
            sides: None,
            step: Step::Day,
            bars: vec![],
        };
        assert!(chart.draw().into_string().contains("Nothing to draw."));
    }
}
