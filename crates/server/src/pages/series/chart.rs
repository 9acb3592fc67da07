//! All figures of a series over its days: each a mark by its publisher, with its bound; who revises or contradicts
//! whom; and what the chosen rule takes.

use std::collections::BTreeMap;

use maud::{Markup, html};
use sayso_archive::stories::lists::{Claim, RuledDay};
use sayso_record::plain::grouped;

use super::claims::{number, value};
use super::scale::{Scale, days_between, path_of};
use crate::link;

/// Size, in pixels of the drawing; it is drawn as wide as the page is.
const WIDE: f64 = 920.0;
const HIGH: f64 = 380.0;
const LEFT: f64 = 74.0;
const RIGHT: f64 = 18.0;
const TOP: f64 = 18.0;
const BOTTOM: f64 = 34.0;
/// Between marks of one day.
const APART: f64 = 15.0;
/// How far an open bound reaches.
const OPEN: f64 = 26.0;
/// Publishers with a mark of their own.
const SOURCES: usize = 7;
/// More marks than this are left out of the way of the Tab key: the table below has them all.
const TABBED: usize = 60;

/// Said where a report has no publisher.
const UNKNOWN: &str = "publisher not known";

/// Where a figure lies.
struct Mark<'c> {
    claim: &'c Claim,
    x: f64,
    y: f64,
    /// Where its bounds lie, where the words give both.
    bounds: Option<(f64, f64)>,
    source: usize,
}

/// The chart; `label` says what is counted.
pub fn chart(label: &str, claims: &[Claim], takes: &[RuledDay], about_rule: &str) -> Markup {
    let numbers = claims.iter().flat_map(|claim| [value(claim), claim.low, claim.high]).flatten();
    let numbers = numbers.chain(takes.iter().flat_map(|day| [day.low, day.high]));
    let scale = Scale::over(numbers, (HIGH - BOTTOM, TOP));
    let sources = sources(claims);
    let Some((first, last)) = ends(claims) else { return html! {} };
    let days = Days { first, span: days_between(first, last) };
    let marks = marks(claims, &sources, days, &scale);
    html! {
        figure.chart #chart {
            div.wide tabindex="0" role="group" aria-label="Chart; it can be scrolled sideways on a narrow screen" {
                svg viewBox=(format!("0 0 {WIDE} {HIGH}")) role="group" aria-label=(label) {
                    title { (label) }
                    desc { "Each mark is a figure, from left to right by the date of its report, upward by number. The table below has the same." }
                    (grid(&scale))
                    (axis(days, last))
                    (by_rule(takes, days, &scale, about_rule))
                    (between(&marks))
                    @for mark in &marks { (one(mark, claims.len() <= TABBED)) }
                }
            }
            (legend(&sources, &scale))
        }
    }
}

/// The days along the chart.
#[derive(Clone, Copy)]
struct Days<'d> {
    first: &'d str,
    span: f64,
}

impl Days<'_> {
    fn x(self, date: &str) -> f64 {
        let room = WIDE - LEFT - RIGHT;
        let share = match self.span {
            0.0 => 0.5,
            span => 0.04 + 0.92 * days_between(self.first, date) / span,
        };
        LEFT + share.clamp(0.0, 1.0) * room
    }
}

fn ends(claims: &[Claim]) -> Option<(&str, &str)> {
    let dates = claims.iter().map(|claim| claim.date.as_str());
    dates.clone().min().zip(dates.max())
}

/// Publishers, those with the most figures first.
fn sources(claims: &[Claim]) -> Vec<&str> {
    let mut figures: BTreeMap<&str, usize> = BTreeMap::new();
    for claim in claims {
        *figures.entry(publisher(claim)).or_default() += 1;
    }
    let mut all: Vec<(&str, usize)> = figures.into_iter().collect();
    all.sort_by_key(|(name, figures)| (std::cmp::Reverse(*figures), *name));
    all.into_iter().map(|(name, _)| name).collect()
}

fn publisher(claim: &Claim) -> &str {
    claim.source.as_deref().unwrap_or(UNKNOWN)
}

fn marks<'c>(claims: &'c [Claim], sources: &[&str], days: Days, scale: &Scale) -> Vec<Mark<'c>> {
    let mut marks = Vec::new();
    for day in claims.chunk_by(|one, other| one.date == other.date) {
        let room = match days.span {
            0.0 => WIDE - LEFT - RIGHT,
            span => (0.92 * (WIDE - LEFT - RIGHT) / span).max(APART),
        };
        let apart = APART.min(0.8 * room / day.len() as f64);
        for (at, claim) in day.iter().enumerate() {
            let Some(value) = value(claim) else { continue };
            let middle = (day.len() - 1) as f64 / 2.0;
            let x = days.x(&claim.date) + (at as f64 - middle) * apart;
            let x = x.clamp(LEFT + 6.0, WIDE - RIGHT);
            let source = sources.iter().position(|name| *name == publisher(claim));
            let source = source.unwrap_or(SOURCES).min(SOURCES);
            let bounds = claim.low.zip(claim.high).filter(|(low, high)| low != high);
            let bounds = bounds.map(|(low, high)| (scale.at(low), scale.at(high)));
            marks.push(Mark { claim, x, y: scale.at(value), bounds, source });
        }
    }
    marks
}

fn grid(scale: &Scale) -> Markup {
    html! {
        g.lines aria-hidden="true" {
            @for line in scale.lines() {
                @let y = format!("{:.1}", scale.at(line));
                line x1=(LEFT) x2=(WIDE - RIGHT) y1=(y) y2=(y) {}
                text x=(LEFT - 8.0) y=(y) text-anchor="end" dominant-baseline="middle" { (grouped(line)) }
            }
        }
    }
}

fn axis(days: Days, last: &str) -> Markup {
    let labels: Vec<(&str, &str)> = match days.span {
        0.0 => vec![(days.first, "middle")],
        _ => vec![(days.first, "middle"), (last, "end")],
    };
    let y = HIGH - BOTTOM;
    html! {
        g.axis aria-hidden="true" {
            line x1=(LEFT) x2=(WIDE - RIGHT) y1=(y) y2=(y) {}
            @for (date, anchor) in labels {
                @let x = format!("{:.1}", if anchor == "end" { (days.x(date) + 34.0).min(WIDE - 2.0) } else { days.x(date) });
                line x1=(format!("{:.1}", days.x(date))) x2=(format!("{:.1}", days.x(date))) y1=(y) y2=(y + 5.0) {}
                text x=(x) y=(y + 20.0) text-anchor=(anchor) { (date) }
            }
        }
    }
}

/// What the rule takes: a band from least to most, and a line of steps.
fn by_rule(takes: &[RuledDay], days: Days, scale: &Scale, about: &str) -> Markup {
    let end = if days.span == 0.0 { days.x(days.first) + 40.0 } else { WIDE - RIGHT };
    let steps = |of: fn(&RuledDay) -> f64| {
        let mut line: Vec<(f64, f64)> = Vec::new();
        for day in takes {
            let x = if days.span == 0.0 { days.x(&day.date) - 40.0 } else { days.x(&day.date) };
            line.extend(line.last().map(|(_, y)| (x, *y)));
            line.push((x, scale.at(of(day))));
        }
        line.extend(line.last().map(|(_, y)| (end, *y)));
        line
    };
    let mut band = steps(|day| day.high);
    band.extend(steps(|day| day.low).into_iter().rev());
    let best = steps(|day| day.best);
    html! {
        @if !takes.is_empty() {
            g.rule role="img" aria-label=(about) {
                title { (about) }
                path.band d=(format!("{}Z", path_of(&band))) {}
                path.step d=(path_of(&best)) fill="none" {}
            }
        }
    }
}

/// Lines from what revises or contradicts to what it is held against.
fn between(marks: &[Mark]) -> Markup {
    let at: BTreeMap<usize, &Mark> = marks.iter().map(|mark| (mark.claim.position, mark)).collect();
    html! {
        g.between aria-hidden="true" {
            @for mark in marks.iter().filter(|mark| !mark.claim.is_copy) {
                @if let Some(other) = mark.claim.other.and_then(|other| at.get(&other)) {
                    @let class = match mark.claim.stance.as_str() { "revises" => "revises", "contradicts" => "contradicts", _ => "" };
                    @if !class.is_empty() {
                        line class=(class) x1=(place(mark.x)) y1=(place(mark.y)) x2=(place(other.x)) y2=(place(other.y)) {}
                    }
                }
            }
        }
    }
}

fn place(at: f64) -> String {
    format!("{at:.1}")
}

fn one(mark: &Mark, is_tabbed: bool) -> Markup {
    let claim = mark.claim;
    let said = said(claim);
    let class = format!("dot s{}{}", mark.source, if claim.is_copy { " hollow" } else { "" });
    html! {
        a class=(class) href=(link::datum(&claim.id)) aria-label=(said) tabindex=[(!is_tabbed).then_some("-1")] {
            title { (said) }
            (bound(mark))
            @if !claim.is_reporter { circle.quoted cx=(place(mark.x)) cy=(place(mark.y)) r="9.5" fill="none" {} }
            path.shape d=(shape(mark.source, mark.x, mark.y)) {}
            @if claim.stance == "contradicts" && !claim.is_copy {
                text.flag x=(place(mark.x)) y=(place(if mark.y < TOP + 24.0 { mark.y + 24.0 } else { mark.y - 12.0 })) text-anchor="middle" { "≠" }
            }
        }
    }
}

/// The figure in words.
fn said(claim: &Claim) -> String {
    let voice = if claim.is_reporter { "in its own words" } else { "quoting someone" };
    let copy = if claim.is_copy { ", copied" } else { "" };
    let stance = match claim.stance.as_str() {
        "revises" => ", revises an earlier number",
        "contradicts" => ", contradicts another source",
        _ => "",
    };
    format!("{}, {}, {voice}: {}{copy}{stance}", claim.date, publisher(claim), number(claim))
}

/// What the number can be, as a line: open upward for "at least", open downward for "at most", closed for a range.
fn bound(mark: &Mark) -> Markup {
    let (x, y) = (mark.x, mark.y);
    let line = |to: f64| format!("M{x:.1} {y:.1}L{x:.1} {to:.1}");
    let arrow = |to: f64, back: f64| {
        format!("M{:.1} {:.1}L{x:.1} {to:.1}L{:.1} {:.1}", x - 4.0, to + back, x + 4.0, to + back)
    };
    let cap = |at: f64| format!("M{:.1} {at:.1}L{:.1} {at:.1}", x - 4.5, x + 4.5);
    let path = match (mark.claim.bound.as_str(), mark.bounds) {
        ("range", Some((low, high))) => {
            format!("M{x:.1} {low:.1}L{x:.1} {high:.1}{}{}", cap(low), cap(high))
        }
        ("at_least" | "more_than", _) => {
            let to = (y - OPEN).max(2.0);
            line(to) + &arrow(to, 6.0)
        }
        ("at_most" | "fewer_than", _) => {
            let to = (y + OPEN).min(HIGH - BOTTOM);
            line(to) + &arrow(to, -6.0)
        }
        ("about", _) => {
            let (up, down) = (y - 13.0, y + 13.0);
            format!("M{x:.1} {up:.1}L{x:.1} {down:.1}")
        }
        _ => return html! {},
    };
    let class = if mark.claim.bound == "about" { "bound about" } else { "bound" };
    html! { path class=(class) d=(path) fill="none" {} }
}

/// One shape a publisher.
fn shape(source: usize, x: f64, y: f64) -> String {
    let around = |points: &[(f64, f64)]| {
        let points: Vec<(f64, f64)> = points.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
        path_of(&points) + "Z"
    };
    match source {
        0 => format!("M{:.1} {y:.1}a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0Z", x - 5.5),
        1 => around(&[(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0)]),
        2 => around(&[(0.0, -6.8), (6.8, 0.0), (0.0, 6.8), (-6.8, 0.0)]),
        3 => around(&[(0.0, -6.5), (6.2, 5.0), (-6.2, 5.0)]),
        4 => around(&[(0.0, 6.5), (6.2, -5.0), (-6.2, -5.0)]),
        5 => around(&[(-6.5, 0.0), (5.0, -6.2), (5.0, 6.2)]),
        6 => around(&[
            (-2.2, -6.5),
            (2.2, -6.5),
            (2.2, -2.2),
            (6.5, -2.2),
            (6.5, 2.2),
            (2.2, 2.2),
            (2.2, 6.5),
            (-2.2, 6.5),
            (-2.2, 2.2),
            (-6.5, 2.2),
            (-6.5, -2.2),
            (-2.2, -2.2),
        ]),
        _ => format!("M{:.1} {y:.1}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z", x - 3.5),
    }
}

fn legend(sources: &[&str], scale: &Scale) -> Markup {
    let sample = |source: usize, class: &str| {
        html! {
            svg.sample viewBox="0 0 22 22" width="18" height="18" aria-hidden="true" {
                g class=(format!("dot s{source} {class}")) {
                    @if class == "ringed" { circle.quoted cx="11" cy="11" r="9.5" fill="none" {} }
                    path.shape d=(shape(source, 11.0, 11.0)) {}
                }
            }
        }
    };
    html! {
        figcaption.legend {
            ul.plain {
                @for (at, source) in sources.iter().take(SOURCES).enumerate() {
                    li {
                        (sample(at, ""))
                        @if *source == UNKNOWN { (source) } @else {
                            a href=(link::with_query("/search", [("as", "figures"), ("source", *source)])) dir="auto" { (source) }
                        }
                    }
                }
                @if sources.len() > SOURCES { li { (sample(SOURCES, "")) (sources.len() - SOURCES) " other publishers" } }
            }
            ul.plain.signs {
                li { (sample(0, "ringed")) "ringed: on the say-so of someone quoted" }
                li { (sample(0, "hollow")) "hollow: copied with its report" }
                li { span.sign { "↑" } "at least, or more than" }
                li { span.sign { "↓" } "at most, or fewer than" }
                li { span.sign { "Ɪ" } "between two numbers" }
                li { span.sign { "┊" } "about" }
                li { span.sign.bad { "≠" } "contradicts, with a line to whom" }
                li { span.sign { "┄" } "revises" }
                li { span.sign.band {} "what the rule takes" }
            }
            @if let Some(note) = scale.note() { p.small.soft { (note) } }
        }
    }
}
