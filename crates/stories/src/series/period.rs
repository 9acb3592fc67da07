//! What time a count covers: the happening that the story is about, or a time of its own.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use sayso_record::{Figure, Tally};

use super::number::grows;
use super::reading::Reading;
use super::sorting::NO_RIVAL;
use crate::places::{Nesting, nested};

/// So many days before a story's first report its happening can lie: news names the days of a week
/// by their names, and what is older by a date.
pub const HAPPENING_DAYS: i32 = 7;

/// First and last day of what a count covers; neither where it is the happening itself.
pub type Period = (Option<String>, Option<String>);

/// The times of a story.
pub struct Calendar<'r, 'a> {
    first: Date,
    /// The day up to the first report that most figures name.
    day: Option<&'r String>,
    /// Reports that count one measure on several days.
    several: BTreeSet<(&'r str, &'r str)>,
    /// What was counted of a measure, in any place.
    known: BTreeMap<(&'r str, &'r str), Vec<&'r Reading<'a>>>,
}

impl<'r, 'a> Calendar<'r, 'a> {
    pub fn of(readings: &'r [Reading<'a>]) -> Option<Self> {
        let first = readings.iter().map(|reading| reading.point.date).min()?;
        let mut days: BTreeMap<&String, usize> = BTreeMap::new();
        let mut told: BTreeMap<(&str, &str), BTreeSet<&String>> = BTreeMap::new();
        let mut known: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for reading in readings {
            let (point, figure) = (reading.point, reading.point.figure);
            if let Some(day) = day_of(figure) {
                told.entry((point.report, &figure.measure)).or_default().insert(day);
                if is_recent(day, first) {
                    *days.entry(day).or_default() += 1;
                }
            }
            let key = (figure.measure.as_str(), figure.unit.as_str());
            known.entry(key).or_default().push(reading);
        }
        let most = days.values().max().copied();
        let day = days.into_iter().find(|(_, times)| Some(*times) == most);
        let several = told.into_iter().filter(|(_, days)| days.len() > 1);
        let several = several.map(|(key, _)| key).collect();
        Some(Self { first, day: day.map(|(day, _)| day), several, known })
    }

    /// The period of a figure. "31 since October" and "240 in 1991" are no counts of a happening of
    /// last week.
    pub fn period(&self, reading: &Reading) -> Period {
        let (point, figure) = (reading.point, reading.point.figure);
        let own = (figure.since.clone(), figure.until.clone());
        let Some(since) = &figure.since else { return own };
        if day_of(figure).is_some() {
            return if self.is_own_day(reading, since) { own } else { (None, None) };
        }
        if is_recent(since, self.first) {
            return (None, None);
        }
        // What runs up to the report goes on in the next one.
        let running = figure.until.as_ref().is_some_and(|until| *until == point.date.to_string());
        (own.0, own.1.filter(|_| !running))
    }

    /// Whether a figure counts one day's, and not the happening's: "the government said on Tuesday
    /// that 14 had died" tells when it was said.
    fn is_own_day(&self, reading: &Reading, day: &String) -> bool {
        let (point, figure) = (reading.point, reading.point.figure);
        if figure.tally.is_some() {
            return false;
        }
        let several = self.several.contains(&(point.report, figure.measure.as_str()));
        let later = day.parse::<Date>().is_ok_and(|day| day > self.first);
        if is_recent(day, self.first) {
            return several && Some(day) != self.day;
        }
        !later || several || self.is_small(reading)
    }

    /// Whether far more was counted before, of what only grows: five on Tuesday, after 44.
    fn is_small(&self, reading: &Reading) -> bool {
        let (point, figure) = (reading.point, reading.point.figure);
        let comparable = |before: &Reading| {
            let place = reading.place.zip(before.place).is_none_or(|(here, there)| {
                nested(here, there).is_some_and(|nesting| nesting != Nesting::Inside)
            });
            let (earlier, other) = (before.point.date < point.date, before.point.figure);
            let whole = other.tally != Some(Tally::New)
                && other.since.as_ref().is_none_or(|day| is_recent(day, self.first));
            earlier && place && whole && other.subgroup == figure.subgroup
        };
        let key = (figure.measure.as_str(), figure.unit.as_str());
        let mut known = self.known.get(&key).into_iter().flatten();
        let share = |before: &Reading| before.number.said * NO_RIVAL;
        grows(&figure.measure)
            && known.any(|known| reading.number.since.most < share(known) && comparable(known))
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
