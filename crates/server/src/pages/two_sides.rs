//! Events by time on two sides: what someone does, and what is done to them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use maud::{Markup, html};
use sayso_archive::survey::{Clock, Facet, Period, Selection, Survey};
use sayso_record::{EventStatus, Word, plain};
use serde::Serialize;
use utoipa::ToSchema;

use crate::chart::{Bar, Bars, Parts, Side, Step, quad_key};

/// How many there are on one side in a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CountedOnASide)]
pub struct Counted {
    /// Events.
    pub events: usize,
    /// Happenings that they tell of; an event of which no other tells counts one.
    pub happenings: usize,
    /// Reports that tell of them.
    pub reports: usize,
    /// Events by PLOVER's quad, 1 to 4.
    pub quads: [usize; 4],
}

/// A period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Both {
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub start: Date,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub end: Date,
    /// What is done.
    pub from: Counted,
    /// What is done to them.
    pub towards: Counted,
}

/// Periods from the first to the last in which anything is told, without gaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TwoSides {
    /// `day`, `month` or `year` of publication.
    pub period: &'static str,
    /// In order.
    pub bins: Vec<Both>,
    #[serde(skip)]
    step: Step,
}

/// How many events have a status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OfStatus {
    /// `happened`, `ongoing`, `historical`, `future`, `hypothetical`, `negated` or `called_for`.
    pub status: String,
    /// Events.
    pub events: usize,
}

impl TwoSides {
    /// By the shortest periods that are not too many to look at.
    pub fn of(survey: &Survey, from: &Selection, towards: &Selection) -> Self {
        // Reports are in the order of their days, the newest first.
        let ends =
            [from, towards].into_iter().flat_map(|all| [all.reports.first(), all.reports.last()]);
        let days: Vec<Date> = ends.flatten().map(|report| survey.report(*report).day).collect();
        let period = match days.iter().min().zip(days.iter().max()) {
            Some((first, last)) => Period::fitting(*first, *last),
            None => Period::Day,
        };
        Self::by(survey, from, towards, period)
    }

    /// By these periods.
    pub fn by(survey: &Survey, from: &Selection, towards: &Selection, period: Period) -> Self {
        let step = Step::from(period);
        let mut bins: BTreeMap<Date, [Counted; 2]> = BTreeMap::new();
        for (side, selection) in [from, towards].into_iter().enumerate() {
            for bin in survey.by_period(selection, period, Clock::Published) {
                let counted = Counted {
                    events: bin.data,
                    happenings: bin.happenings,
                    reports: bin.reports,
                    quads: bin.quads,
                };
                if let Some(there) = bins.entry(bin.start).or_default().get_mut(side) {
                    *there = counted;
                }
            }
        }
        Self { period: step.word(), bins: without_gaps(&bins, step), step }
    }

    /// Both sides of the line; `label` tells what they are, `href` where the events of a side are from one day to
    /// another.
    pub fn draw(
        &self,
        id: &str,
        label: &str,
        sides: [&str; 2],
        href: impl Fn(usize, &str, &str) -> String,
    ) -> Markup {
        let side = |at: usize, both: &Both, counted: &Counted| Side {
            parts: Parts::Quads(counted.quads),
            href: Some(href(at, &both.start.to_string(), &both.end.to_string())),
        };
        let bars = self.bins.iter().map(|both| Bar {
            start: both.start,
            up: side(0, both, &both.from),
            down: Some(side(1, both, &both.towards)),
        });
        let chart = Bars {
            id,
            label,
            noun: "event",
            sides: Some(sides),
            step: self.step,
            bars: bars.collect(),
        };
        html! { (chart.draw()) @if !self.bins.is_empty() { (quad_key(id)) } }
    }
}

fn without_gaps(bins: &BTreeMap<Date, [Counted; 2]>, step: Step) -> Vec<Both> {
    let mut all = Vec::new();
    let Some((first, last)) = bins.keys().next().zip(bins.keys().next_back()) else { return all };
    let mut start = *first;
    // As many as the survey gives at most.
    while start <= *last && all.len() < 5000 {
        let [from, towards] = bins.get(&start).copied().unwrap_or_default();
        all.push(Both { start, end: step.end(start), from, towards });
        start = step.next(start);
    }
    all
}

/// How many events of a selection have each status, most first.
pub fn statuses(survey: &Survey, selection: &Selection) -> Vec<OfStatus> {
    let counts = survey.facet(selection, Facet::Status, usize::MAX).into_iter();
    counts.map(|count| OfStatus { status: count.value, events: count.data }).collect()
}

/// What has to be said of a chart of events: not all of them took place. `href` is where those of a status are.
pub fn not_all_happened(all: &[OfStatus], href: impl Fn(&str) -> String) -> Markup {
    let others: Vec<&OfStatus> = all.iter().filter(|one| one.status != "happened").collect();
    if others.is_empty() {
        return html! {};
    }
    html! {
        p.small.soft {
            "Events are counted as they are told, by day of publication. Not all are told as having happened: "
            @for (at, one) in others.iter().enumerate() {
                @if at > 0 { ", " }
                a href=(href(&one.status)) { (plain::thousands(one.events)) " " (words(&one.status)) }
            } "."
        }
    }
}

fn words(status: &str) -> &str {
    match EventStatus::by_word(status) {
        Some(status) => plain::status(status),
        None => status,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_time_without_events_is_an_empty_place() {
        let one = Counted { events: 1, ..Counted::default() };
        let bins = [
            (date(1987, 1, 1), [one, Counted::default()]),
            (date(1987, 3, 1), [Counted::default(), one]),
        ];
        let all = without_gaps(&bins.into(), Step::Month);
        assert_eq!(all.len(), 3);
        assert_eq!((all[1].start, all[1].end), (date(1987, 2, 1), date(1987, 2, 28)));
        assert_eq!((all[0].from.events, all[1].from.events, all[2].towards.events), (1, 0, 1));
    }
}
