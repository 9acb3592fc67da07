//! From the points of a story to what each says: its number, on whose say-so, of whom, where and when.

use std::collections::BTreeMap;

use sayso_record::{Figure, Place, Record};

use super::Point;
use super::counted::{self, Counted};
use super::number::{self, Number};
use super::period::{Calendar, Period};
use super::told::Told;
use super::voice::{self, Names, Speaker};

/// A point, read.
pub struct Reading<'a> {
    pub point: &'a Point<'a>,
    /// Stable id of the figure.
    pub datum: String,
    /// Which figure of its record it is.
    pub index: usize,
    pub number: Number,
    pub speaker: Option<Speaker>,
    /// What its source is known by in the story.
    pub voice: String,
    pub counted: Counted,
    pub period: Period,
    pub place: Option<&'a Place>,
    /// It counts some of those that another figure counts.
    pub is_part: bool,
    /// That figure, where the record has it.
    pub whole: Option<&'a Figure>,
}

/// The points that have a number, in order of their ids, each once.
pub fn read<'a>(points: &'a [Point<'a>]) -> Vec<Reading<'a>> {
    let mut records: BTreeMap<*const Record, Told> = BTreeMap::new();
    let mut sorted: BTreeMap<String, Reading> = BTreeMap::new();
    for point in points {
        let told = records.entry(point.record).or_insert_with(|| Told::new(point.record));
        let Some(reading) = note(point, told) else { continue };
        // Given twice and not alike: the choice must not hang on the order.
        let better = |known: &Reading| rank(point) < rank(known.point);
        if sorted.get(&reading.datum).is_none_or(better) {
            sorted.insert(reading.datum.clone(), reading);
        }
    }
    let mut readings: Vec<Reading> = sorted.into_values().collect();
    let mut names = Names::default();
    readings.iter().filter_map(|reading| reading.speaker.as_ref()).for_each(|s| names.add(s));
    let periods: Vec<Period> = match Calendar::of(&readings) {
        Some(calendar) => readings.iter().map(|reading| calendar.period(reading)).collect(),
        None => Vec::new(),
    };
    for (reading, period) in readings.iter_mut().zip(periods) {
        reading.period = period;
        reading.voice = voice(reading, &names);
    }
    readings
}

/// What a point tells by itself.
fn note<'a>(point: &'a Point<'a>, told: &Told<'a>) -> Option<Reading<'a>> {
    let figure = point.figure;
    let number = number::of(figure)?;
    let unknown = || (usize::MAX, format!("{}/{}", point.report, figure.id));
    let (index, datum) =
        told.datum(figure).map_or_else(unknown, |(index, datum)| (index, datum.to_owned()));
    Some(Reading {
        point,
        datum,
        index,
        number,
        speaker: voice::speaker(told, figure),
        voice: String::new(),
        counted: counted::of(told, figure),
        period: (None, None),
        place: told.place(&figure.place),
        is_part: counted::is_part(told, figure),
        whole: told.figure(&figure.part_of),
    })
}

/// What orders points of one figure.
fn rank<'p>(point: &'p Point) -> impl Ord + 'p {
    (point.date, point.report, point.independent, point.source, point.happening)
}

/// What a reading's source is known by: its speaker, else its publisher, else the report.
fn voice(reading: &Reading, names: &Names) -> String {
    match (&reading.speaker, reading.point.source) {
        (Some(speaker), _) => format!("said {}", names.key(speaker)),
        (None, Some(source)) => format!("published {}", source.to_lowercase()),
        (None, None) => format!("reported {}", reading.point.report),
    }
}
