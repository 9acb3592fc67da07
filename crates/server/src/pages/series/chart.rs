//! All figures of a series over its days: each a mark by its publisher, with its bound; who revises or contradicts
//! whom; and what the chosen rule takes.

use std::collections::BTreeMap;

use jiff::civil::Date;
use maud::{Markup, html};
use sayso_archive::stories::RuledDay;
use sayso_archive::stories::lists::Claim;

use super::claims::number;
use crate::chart::{self, Ranges, Rule, Scale, Shape, shape_key};
use crate::link;

/// Said where a report has no publisher.
const UNKNOWN: &str = "publisher not known";

/// The chart; `label` says what is counted.
pub fn chart(label: &str, claims: &[Claim], takes: &[RuledDay]) -> Markup {
    let sources = sources(claims);
    let marks = marks(claims, &sources);
    let numbers = marks.iter().flat_map(|mark| [mark.value, mark.low, mark.high]);
    let scale = Scale::fitting(numbers.flatten());
    let rule = takes.iter().filter_map(|day| {
        let from = day.date.parse().ok()?;
        Some(Rule { from, value: day.best, low: day.low, high: day.high })
    });
    let chart = Ranges { id: "chart", label, scale, claims: marks, rule: rule.collect() };
    html! { (chart.draw()) (legend(&sources, scale)) }
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

fn marks(claims: &[Claim], sources: &[&str]) -> Vec<chart::Claim> {
    let drawn: Vec<(&Claim, Date)> =
        claims.iter().filter_map(|claim| Some((claim, claim.date.parse().ok()?))).collect();
    // Others are named by their places in the series, and the chart may have its end only.
    let at: BTreeMap<usize, usize> =
        drawn.iter().enumerate().map(|(at, (claim, _))| (claim.position, at)).collect();
    let other = |claim: &Claim, stance: &str| {
        let is_told = claim.stance == stance && !claim.is_copy;
        claim.other.filter(|_| is_told).and_then(|other| at.get(&other)).copied()
    };
    let mark = |(claim, day): &(&Claim, Date)| chart::Claim {
        day: *day,
        value: claim.value,
        low: claim.low,
        high: claim.high,
        shape: Shape::of(
            sources.iter().position(|name| *name == publisher(claim)).unwrap_or(usize::MAX),
        ),
        is_copy: claim.is_copy,
        href: link::datum(&claim.id),
        title: said(claim),
        is_quoted: !claim.is_reporter,
        revises: other(claim, "revises"),
        contradicts: other(claim, "contradicts"),
    };
    drawn.iter().map(mark).collect()
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

fn legend(sources: &[&str], scale: Scale) -> Markup {
    let own = Shape::ALL.len() - 1;
    let mut key: Vec<(Shape, String)> = sources
        .iter()
        .take(own)
        .enumerate()
        .map(|(at, source)| (Shape::of(at), (*source).to_owned()))
        .collect();
    match sources.len().saturating_sub(own) {
        0 => {}
        1 => key.extend(sources.get(own).map(|source| (Shape::Cross, (*source).to_owned()))),
        more => key.push((Shape::Cross, format!("{more} other publishers"))),
    }
    html! {
        (shape_key(&key))
        ul.key.signs {
            li { span.sign { "◎" } " ringed: on the say-so of someone quoted" }
            li { span.sign { "○" } " hollow: copied with its report" }
            li { span.sign { "↑" } " at least, or more than" }
            li { span.sign { "↓" } " at most, or fewer than" }
            li { span.sign { "┊" } " about" }
            li { span.sign.bad { "≠" } " contradicts, with a line to whom" }
            li { span.sign { "┄" } " revises" }
            li { span.sign.band {} " what the rule takes" }
        }
        @if scale == Scale::Log { p.small.soft { "Equal steps upward are equal factors." } }
    }
}
