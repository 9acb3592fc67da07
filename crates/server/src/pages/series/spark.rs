//! A series in a few square millimetres: the range of all sources day by day, and the majority's number.

use maud::{Markup, html};
use sayso_archive::stories::lists::RuledDay;
use sayso_record::plain::grouped;

use super::scale::{days_between, path_of};

/// Size, in pixels.
const WIDE: f64 = 120.0;
const HIGH: f64 = 30.0;
/// Room around, for the width of lines.
const EDGE: f64 = 3.0;
/// No more days are drawn.
const MOST: usize = 120;

/// The range and the majority, day by day, of [`sayso_archive::stories::lists::SeriesLine::days`].
pub fn spark(days: &[RuledDay]) -> Markup {
    let by = |rule: &str| -> Vec<&RuledDay> {
        let all: Vec<&RuledDay> = days.iter().filter(|day| day.rule == rule).collect();
        let before = all.len().saturating_sub(MOST);
        all.into_iter().skip(before).collect()
    };
    let (ranges, majority) = (by("range"), by("majority"));
    let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else { return html! {} };
    let span = days_between(&first.date, &last.date).max(1.0);
    let top = ranges.iter().map(|day| day.high).fold(0.0, f64::max);
    let x = |date: &str| EDGE + days_between(&first.date, date) / span * (WIDE - 2.0 * EDGE);
    let y = |number: f64| {
        let share = if top > 0.0 { number / top } else { 0.0 };
        HIGH - EDGE - share.clamp(0.0, 1.0) * (HIGH - 2.0 * EDGE)
    };
    let end = WIDE - EDGE;
    let upper = steps(&ranges, end, |day| (x(&day.date), y(day.high)));
    let mut area = upper;
    let lower = steps(&ranges, end, |day| (x(&day.date), y(day.low)));
    area.extend(lower.into_iter().rev());
    let best = steps(&majority, end, |day| (x(&day.date), y(day.best)));
    let said = format!(
        "From {} to {}: on the last day {} to {}",
        first.date,
        last.date,
        grouped(last.low),
        grouped(last.high)
    );
    html! {
        svg.spark viewBox="0 0 120 30" width="120" height="30" role="img" aria-label=(said) {
            title { (said) }
            path.range d=(format!("{}Z", path_of(&area))) {}
            path.best d=(path_of(&best)) fill="none" {}
            @if let Some((x, y)) = best.last() { circle.end cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="2.5" {} }
        }
    }
}

/// A line that keeps each day's value until the next, up to `end`.
fn steps(days: &[&RuledDay], end: f64, at: impl Fn(&RuledDay) -> (f64, f64)) -> Vec<(f64, f64)> {
    let mut line: Vec<(f64, f64)> = Vec::new();
    for day in days {
        let (x, y) = at(day);
        line.extend(line.last().map(|(_, before)| (x, *before)));
        line.push((x, y));
    }
    line.extend(line.last().map(|(_, y)| (end, *y)));
    line
}
