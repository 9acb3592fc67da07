//! What time a count covers: the happening that the story is about, or a time of its own.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use sayso_record::{Figure, Tally};

use super::Point;

/// So many days before a story's first report its happening can lie: news names the days of a week
/// by their names, and what is older by a date.
pub const HAPPENING_DAYS: i32 = 7;

/// First and last day of what a count covers; neither where it is the happening itself.
pub type Period = (Option<String>, Option<String>);

/// The times of a story.
pub struct Calendar {
    first: Date,
    /// The day before the first report that most figures name.
    day: Option<String>,
}

impl Calendar {
    pub fn of(points: &[&Point]) -> Option<Self> {
        let first = points.iter().map(|point| point.date).min()?;
        let mut days: BTreeMap<&String, usize> = BTreeMap::new();
        for figure in points.iter().map(|point| point.figure) {
            if let Some(day) = day_of(figure).filter(|day| is_recent(day, first)) {
                *days.entry(day).or_default() += 1;
            }
        }
        let most = days.values().max().copied();
        let day = days.into_iter().find(|(_, times)| Some(*times) == most);
        Some(Self { first, day: day.map(|(day, _)| day.clone()) })
    }

    /// The period of a figure. "The toll rose to 90 on Tuesday" tells when it rose, not what it
    /// covers; "31 since October" and "240 in 1991" are no counts of a happening of last week, nor
    /// are those of a day after the first report, or of another day than the story's.
    pub fn period(&self, point: &Point) -> Period {
        let figure = point.figure;
        let Some(since) = &figure.since else { return (None, figure.until.clone()) };
        let told_on = figure.tally == Some(Tally::Total) && day_of(figure).is_some();
        let another_day = day_of(figure).is_some() && day_of(figure) != self.day.as_ref();
        if told_on || is_recent(since, self.first) && !another_day {
            return (None, None);
        }
        // What runs up to the report goes on in the next one.
        let running = figure.until.as_ref().is_some_and(|until| *until == point.date.to_string());
        (Some(since.clone()), figure.until.clone().filter(|_| !running || day_of(figure).is_some()))
    }
}

/// The one day that a figure covers.
fn day_of(figure: &Figure) -> Option<&String> {
    figure.since.as_ref().filter(|since| Some(*since) == figure.until.as_ref())
}

/// Whether a day lies within a week before the first report, or on its day.
fn is_recent(day: &str, first: Date) -> bool {
    let earliest = first.checked_sub(HAPPENING_DAYS.days());
    let day = day.parse::<Date>();
    day.is_ok_and(|day| day <= first && earliest.is_ok_and(|earliest| day >= earliest))
}
