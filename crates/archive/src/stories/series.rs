//! The figures of a story, as series.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, params};
use sayso_record::Record;
use sayso_stories::series::{Entry, Point, Rule, Series, Stance, series};

use super::readers::Reader;
use crate::pack::ordinal;
use crate::{Archive, ArchiveError};

/// The series of a story.
pub struct Made {
    story: i64,
    series: Vec<Series>,
    /// Numbers of the reports with figures.
    numbers: BTreeMap<String, i64>,
}

/// A report of the story with figures.
struct Told {
    record: Record,
    independent: String,
}

/// Makes the series of a story.
pub fn of_story(reader: &mut Reader, story: &i64) -> Result<Made, ArchiveError> {
    let mut numbers = BTreeMap::new();
    let mut told = Vec::new();
    for number in reader.archive.with_figures(*story)? {
        let record = reader.record(number)?.record;
        let independent = reader.archive.copied_from(number)?;
        numbers.insert(record.report.id.clone(), number);
        told.push(Told { record, independent });
    }
    let points: Vec<Point> = told.iter().flat_map(Told::points).collect();
    Ok(Made { story: *story, series: series(&points), numbers })
}

impl Told {
    fn points(&self) -> impl Iterator<Item = Point<'_>> {
        let report = &self.record.report;
        self.record.figures.iter().map(|figure| Point {
            report: &report.id,
            date: report.date,
            source: report.source.as_deref(),
            independent: &self.independent,
            record: &self.record,
            figure,
            happening: None,
        })
    }
}

/// Keeps the series of stories, in the place of those that they had.
pub fn keep(archive: &Archive, made: &[Made]) -> Result<(), ArchiveError> {
    for Made { story, series, numbers } in made {
        archive.forget_series(*story)?;
        for (number, one) in series.iter().enumerate() {
            archive.keep_series(*story, number, one)?;
            for (position, entry) in one.entries.iter().enumerate() {
                let report = numbers.get(&entry.report).copied();
                archive.keep_figure((*story, number, position), report, entry)?;
            }
            archive.keep_days(*story, number, one)?;
        }
        let sql = "UPDATE stories SET due = NULL WHERE story = ?1";
        archive.connection.prepare_cached(sql)?.execute([story])?;
    }
    Ok(())
}

impl Archive {
    /// The reports of a story that have figures.
    fn with_figures(&self, story: i64) -> Result<Vec<i64>, ArchiveError> {
        let sql = "SELECT report FROM story_reports s WHERE story = ?1 \
            AND EXISTS (SELECT 1 FROM figures f WHERE f.report = s.report) ORDER BY report";
        let mut find = self.connection.prepare_cached(sql)?;
        let rows = find.query_map([story], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The id of the report that a whole copy goes back to, from copy to copy; of another, its own.
    pub(super) fn copied_from(&self, report: i64) -> Result<String, ArchiveError> {
        let sql = "SELECT original FROM copies WHERE report = ?1 AND kind = 'whole'";
        let mut up = self.connection.prepare_cached(sql)?;
        let (mut from, mut seen) = (report, BTreeSet::new());
        while let Some(original) = up.query_row([from], |row| row.get(0)).optional()? {
            // In a sound archive an original is earlier than its copy.
            if !seen.insert(from) {
                break;
            }
            from = original;
        }
        let mut find =
            self.connection.prepare_cached("SELECT id FROM reports WHERE report = ?1")?;
        Ok(find.query_row([from], |row| row.get(0))?)
    }

    fn keep_series(&self, story: i64, number: usize, one: &Series) -> Result<(), ArchiveError> {
        let sql = "INSERT INTO series VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, \
            ?14, ?15, ?16)";
        let country = one.areas.first().and_then(|area| area.country.as_ref());
        self.connection.prepare_cached(sql)?.execute(params![
            story,
            number,
            one.id,
            one.measure,
            one.unit,
            one.population,
            one.subgroup,
            one.is_new,
            one.is_part,
            one.victim,
            one.happening,
            one.place,
            country,
            one.since,
            one.until,
            serde_json::json!(one.contains).to_string(),
        ])?;
        Ok(())
    }

    fn keep_figure(
        &self,
        (story, series, position): (i64, usize, usize),
        report: Option<i64>,
        entry: &Entry,
    ) -> Result<(), ArchiveError> {
        let (Some(report), Some(figure)) = (report, ordinal(&entry.figure)) else {
            return Err(ArchiveError::Unsound(entry.report.clone()));
        };
        let (stance, other) = stance(entry.stance);
        let sql = "INSERT INTO series_figures VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let values = params![story, series, position, report, figure, stance, other, entry.is_copy];
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    fn keep_days(&self, story: i64, number: usize, one: &Series) -> Result<(), ArchiveError> {
        let sql = "INSERT INTO series_days VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let mut add = self.connection.prepare_cached(sql)?;
        for day in &one.days {
            let date = day.date.to_string();
            for ruled in &day.rules {
                let (rule, source) = match &ruled.rule {
                    Rule::Range => ("range", ""),
                    Rule::Majority => ("majority", ""),
                    Rule::Latest(source) => ("latest", source.as_str()),
                };
                let estimate = ruled.estimate;
                let (low, high, best) = (estimate.low, estimate.high, estimate.best);
                add.execute(params![story, number, date, rule, source, low, high, best])?;
            }
        }
        Ok(())
    }
}

/// A stance in the archive's words, and the position of the other figure.
fn stance(stance: Stance) -> (&'static str, Option<usize>) {
    match stance {
        Stance::First => ("first", None),
        Stance::Agrees { with } => ("agrees", Some(with)),
        Stance::Rises { with } => ("rises", Some(with)),
        Stance::Falls { with } => ("falls", Some(with)),
        Stance::Revises { with } => ("revises", with),
        Stance::Contradicts { with } => ("contradicts", Some(with)),
    }
}
