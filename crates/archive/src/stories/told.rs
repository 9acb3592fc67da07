//! Stories whole, one by one, for whoever takes them away.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Row};
use sayso_record::Span;
use serde::Serialize;

use crate::{Archive, ArchiveError, spans};

/// A story with all that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The id of the report that founded it.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its reports, by date and id.
    pub reports: Vec<Member>,
    /// Its happenings, by the date, id and event of who first told them.
    pub happenings: Vec<Happening>,
    /// Its series.
    pub series: Vec<Series>,
}

/// A report of a story.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its id.
    pub id: String,
    /// Its date.
    pub date: String,
    /// What it copies.
    pub copy: Option<Copy>,
}

/// What a report copies.
#[derive(Debug, Clone, PartialEq)]
pub struct Copy {
    /// The id of the report that it copies.
    pub original: String,
    /// `whole` or `part`.
    pub kind: String,
    /// How much of it stands in the original.
    pub share: f64,
    /// How much of the original stands in it.
    pub of_original: f64,
    /// Where: JSON, `[[start, end, start in the original, end in the original], …]`.
    pub passages: String,
}

/// A happening: events of one or many reports that are one in the world.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// The stable id of the event that first told of it.
    pub id: String,
    /// The events that tell of it, by date and id of their reports.
    pub events: Vec<Telling>,
}

impl Story {
    /// The happenings that a report of this story told of first: so each stands in one story, though
    /// reports of several may tell of it.
    pub fn founded(&self) -> impl Iterator<Item = &Happening> {
        let own: BTreeSet<&str> = self.reports.iter().map(|report| report.id.as_str()).collect();
        self.happenings.iter().filter(move |happening| {
            happening.events.first().is_some_and(|first| own.contains(first.report.as_str()))
        })
    }
}

/// An event that tells of a happening.
#[derive(Debug, Clone, PartialEq)]
pub struct Telling {
    /// Id of its report.
    pub report: String,
    /// The 3 of `e3`.
    pub event: usize,
    /// Its stable id.
    pub id: String,
    /// Its words.
    pub spans: Vec<Span>,
}

/// A series of figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Stable id of its first figure.
    pub id: String,
    /// What is counted.
    pub measure: String,
    /// What one is.
    pub unit: String,
    /// Those counted, where they are not everyone.
    pub population: Option<String>,
    /// Children, women, civilians …
    pub subgroup: Option<String>,
    /// Whether its figures count those newly added.
    pub is_new: bool,
    /// Whether it counts a part that no word describes.
    pub is_part: bool,
    /// The one victim that it is about.
    pub victim: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Country of that place.
    pub country: Option<String>,
    /// First day of a time of its own.
    pub since: Option<String>,
    /// Last day of a time of its own.
    pub until: Option<String>,
    /// Its figures.
    pub figures: Vec<Numbers>,
    /// What the rules make of it, day by day.
    pub days: Vec<RuledDay>,
}

/// A figure of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Numbers {
    /// Id of its report.
    pub report: String,
    /// The 0 of `f0`.
    pub figure: usize,
    /// Its stable id.
    pub id: String,
    /// How it stands to what was said before.
    pub stance: String,
    /// The position of the figure that it agrees with, rises above, revises or contradicts.
    pub other: Option<usize>,
    /// Whether it was copied with its report.
    pub is_copy: bool,
}

/// What a rule makes of a series on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuledDay {
    /// The day, ISO 8601.
    pub date: String,
    /// `range`, `majority` or `latest`.
    pub rule: String,
    /// The source that `latest` follows; empty for the other rules.
    pub source: String,
    /// The least, in what the series counts.
    pub low: f64,
    /// The most.
    pub high: f64,
    /// The number to take where one is wanted.
    pub best: f64,
}

const REPORTS: &str = "SELECT r.id, r.date, o.id, c.kind, c.share, c.of_original, c.passages \
    FROM story_reports s JOIN reports r USING (report) LEFT JOIN copies c USING (report) \
    LEFT JOIN reports o ON o.report = c.original WHERE s.story = ?1 ORDER BY r.date, r.id";

/// The founder of the happening comes first in it, whatever its place among those of its day.
const EVENTS: &str = "SELECT fr.id || '/' || fc.plover || '/' || ifnull(f.start, 0) || '-' || ifnull(f.end, 0) \
      || iif(f.twin, '.' || f.twin, ''), \
    r.id, s.event, r.id || '/' || c.plover || '/' || ifnull(e.start, 0) || '-' || ifnull(e.end, 0) \
      || iif(e.twin, '.' || e.twin, ''), e.start, e.end, e.spans \
    FROM (SELECT DISTINCT happening_report, happening_event FROM story_reports \
      JOIN story_events USING (report) WHERE story = ?1) \
    JOIN story_events s USING (happening_report, happening_event) JOIN reports r USING (report) \
    JOIN events e ON e.report = s.report AND e.event = s.event JOIN codes c ON c.code = e.code \
    JOIN events f ON f.report = s.happening_report AND f.event = s.happening_event \
    JOIN codes fc ON fc.code = f.code JOIN reports fr ON fr.report = f.report \
    ORDER BY fr.date, fr.id, f.event, r.date, r.id, s.event";

const SERIES: &str = "SELECT series, id, measure, unit, population, subgroup, is_new, is_part, victim, \
    place, country, since, until FROM series WHERE story = ?1 ORDER BY series";

const FIGURES: &str = "SELECT s.series, r.id, s.figure, \
    r.id || '/' || f.measure || '/' || ifnull(f.start, 0) || '-' || ifnull(f.end, 0) || iif(f.twin, '.' || f.twin, ''), \
    s.stance, s.other, s.is_copy FROM series_figures s JOIN reports r USING (report) \
    JOIN figures f ON f.report = s.report AND f.figure = s.figure \
    WHERE s.story = ?1 ORDER BY s.series, s.position";

const DAYS: &str = "SELECT series, date, rule, source, low, high, best FROM series_days \
    WHERE story = ?1 ORDER BY series, date, rule, source";

impl Archive {
    /// Gives every story to `take`, by the date and id of its first report, all as of one moment; `E` is
    /// what `take` may fail with.
    ///
    /// # Errors
    /// The archive cannot be read, or `take` gives up.
    pub fn stories<E: From<ArchiveError>>(
        &self,
        mut take: impl FnMut(Story) -> Result<(), E>,
    ) -> Result<(), E> {
        let _snapshot = self.snapshot()?;
        let sql = "SELECT s.story, r.id, s.title FROM stories s JOIN reports r ON r.report = s.story \
            ORDER BY r.date, r.id";
        let odd = |error: rusqlite::Error| E::from(ArchiveError::from(error));
        let mut find = self.connection.prepare_cached(sql).map_err(odd)?;
        let mut rows = find.query([]).map_err(odd)?;
        while let Some(row) = rows.next().map_err(odd)? {
            let head = || Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            let (number, id, title): (i64, String, String) = head().map_err(odd)?;
            take(self.whole_story(number, id, title)?)?;
        }
        Ok(())
    }

    /// The events of a report that tell of a happening for which another event stands: the first told as
    /// having taken place, one with a place before those without.
    pub(crate) fn retold(&self, report: i64) -> Result<Vec<usize>, ArchiveError> {
        let sql = "SELECT event FROM story_events s WHERE report = ?1 AND (report, event) <> ( \
              SELECT t.report, t.event FROM story_events t JOIN events e USING (report, event) JOIN reports r USING (report) \
              WHERE t.happening_report = s.happening_report AND t.happening_event = s.happening_event \
              ORDER BY e.status NOT IN (0, 1, 2), e.place IS NULL, r.date, r.id, t.event LIMIT 1) \
            ORDER BY event";
        let mut find = self.connection.prepare_cached(sql)?;
        let rows = find.query_map([report], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The story that a report is in, by the report's id; `None` where it is in none.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn story_of(&self, report: &str) -> Result<Option<Story>, ArchiveError> {
        let sql = "SELECT s.story, f.id, s.title FROM reports r JOIN story_reports m USING (report) \
            JOIN stories s ON s.story = m.story JOIN reports f ON f.report = s.story WHERE r.id = ?1";
        let mut find = self.connection.prepare_cached(sql)?;
        let head = find.query_row([report], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        let head: Option<(i64, String, String)> = head.optional()?;
        head.map(|(number, id, title)| self.whole_story(number, id, title)).transpose()
    }

    /// How many stories there are.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn count_stories(&self) -> Result<u64, ArchiveError> {
        let mut count = self.connection.prepare_cached("SELECT count(*) FROM stories")?;
        Ok(count.query_row([], |row| row.get(0))?)
    }

    fn whole_story(&self, number: i64, id: String, title: String) -> Result<Story, ArchiveError> {
        let reports = self.each(REPORTS, number, member)?;
        let mut happenings: Vec<Happening> = Vec::new();
        for (id, telling) in self.each(EVENTS, number, telling)? {
            match happenings.last_mut().filter(|last| last.id == id) {
                Some(last) => last.events.push(telling),
                None => happenings.push(Happening { id, events: vec![telling] }),
            }
        }
        let mut series: Vec<Series> = self.each(SERIES, number, of_series)?;
        for (at, numbers) in self.each(FIGURES, number, numbers)? {
            series.get_mut(at).into_iter().for_each(|series| series.figures.push(numbers.clone()));
        }
        for (at, day) in self.each(DAYS, number, day)? {
            series.get_mut(at).into_iter().for_each(|series| series.days.push(day.clone()));
        }
        Ok(Story { id, title, reports, happenings, series })
    }

    fn each<T>(
        &self,
        sql: &str,
        story: i64,
        make: fn(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, ArchiveError> {
        let mut find = self.connection.prepare_cached(sql)?;
        let rows = find.query_map([story], make)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn member(row: &Row) -> rusqlite::Result<Member> {
    let copy = match row.get(2)? {
        Some(original) => Some(Copy {
            original,
            kind: row.get(3)?,
            share: row.get(4)?,
            of_original: row.get(5)?,
            passages: row.get(6)?,
        }),
        None => None,
    };
    Ok(Member { id: row.get(0)?, date: row.get(1)?, copy })
}

fn telling(row: &Row) -> rusqlite::Result<(String, Telling)> {
    let spans = spans::of_row(row, 4)?;
    let telling = Telling { report: row.get(1)?, event: row.get(2)?, id: row.get(3)?, spans };
    Ok((row.get(0)?, telling))
}

fn of_series(row: &Row) -> rusqlite::Result<Series> {
    Ok(Series {
        id: row.get(1)?,
        measure: row.get(2)?,
        unit: row.get(3)?,
        population: row.get(4)?,
        subgroup: row.get(5)?,
        is_new: row.get(6)?,
        is_part: row.get(7)?,
        victim: row.get(8)?,
        place: row.get(9)?,
        country: row.get(10)?,
        since: row.get(11)?,
        until: row.get(12)?,
        figures: Vec::new(),
        days: Vec::new(),
    })
}

fn numbers(row: &Row) -> rusqlite::Result<(usize, Numbers)> {
    let numbers = Numbers {
        report: row.get(1)?,
        figure: row.get(2)?,
        id: row.get(3)?,
        stance: row.get(4)?,
        other: row.get(5)?,
        is_copy: row.get(6)?,
    };
    Ok((row.get(0)?, numbers))
}

/// The number of a series, and what a rule makes of it.
pub(super) fn day(row: &Row) -> rusqlite::Result<(usize, RuledDay)> {
    let day = RuledDay {
        date: row.get(1)?,
        rule: row.get(2)?,
        source: row.get(3)?,
        low: row.get(4)?,
        high: row.get(5)?,
        best: row.get(6)?,
    };
    Ok((row.get(0)?, day))
}
