//! Ways through the stories: by their newest reports, by how many they have.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use jiff::civil::Date;
use rusqlite::params;

use crate::{Archive, ArchiveError, Words};

/// So few stories are looked up one by one; of more, all reports are gone through until enough are found.
const FEW: usize = 400;

/// Days of publication, the first and the last; any where there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: Option<Date>,
    /// The last.
    pub to: Option<Date>,
}

impl Days {
    fn ends(self) -> (String, String) {
        let day = |date: Option<Date>, other: &str| {
            date.map_or_else(|| other.to_owned(), |date| date.to_string())
        };
        (day(self.from, ""), day(self.to, "9999-99-99"))
    }

    fn are_all(self) -> bool {
        self == Self::default()
    }
}

impl Archive {
    /// The numbers of the stories with a report that has these words; `None` where none are asked for.
    pub(super) fn stories_with(&self, words: &Words) -> Result<Option<HashSet<i64>>, ArchiveError> {
        if words.is_empty() {
            return Ok(None);
        }
        let query = words.for_index().ok_or(ArchiveError::CommonWords)?;
        let sql = "SELECT DISTINCT m.story FROM words CROSS JOIN story_reports m ON m.report = words.rowid \
            WHERE words MATCH ?1";
        let mut find = self.connection.prepare_cached(sql)?;
        let query = format!("{{title lead body}} : ({query})");
        let rows = find.query_map([query], |row| row.get(0))?;
        Ok(Some(rows.collect::<Result<_, _>>()?))
    }

    /// Gives stories to `take`, those with the newest report of these days first, until it has enough.
    pub(super) fn newest_stories(
        &self,
        days: Days,
        only: Option<&HashSet<i64>>,
        mut take: impl FnMut(i64) -> Result<ControlFlow<()>, ArchiveError>,
    ) -> Result<(), ArchiveError> {
        if let Some(few) = only.filter(|only| only.len() <= FEW) {
            let mut newest = Vec::new();
            for story in few {
                newest.extend(self.newest_report(*story, days)?.map(|at| (Reverse(at), *story)));
            }
            newest.sort();
            for (_, story) in newest {
                if take(story)?.is_break() {
                    break;
                }
            }
            return Ok(());
        }
        let sql = "SELECT s.story FROM reports r CROSS JOIN story_reports s ON s.report = r.report \
            WHERE r.date BETWEEN ?1 AND ?2 ORDER BY r.date DESC, r.report DESC";
        let mut find = self.connection.prepare_cached(sql)?;
        let (first, last) = days.ends();
        let mut rows = find.query([first, last])?;
        let mut seen = HashSet::new();
        while let Some(row) = rows.next()? {
            let story: i64 = row.get(0)?;
            let is_asked = only.is_none_or(|only| only.contains(&story));
            if seen.insert(story) && is_asked && take(story)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Day and number of the newest report that a story has in these days.
    fn newest_report(&self, story: i64, days: Days) -> Result<Option<(String, i64)>, ArchiveError> {
        let sql = "SELECT r.date, r.report FROM story_reports s CROSS JOIN reports r ON r.report = s.report \
            WHERE s.story = ?1 AND r.date BETWEEN ?2 AND ?3";
        let mut find = self.connection.prepare_cached(sql)?;
        let (first, last) = days.ends();
        let rows =
            find.query_map(params![story, first, last], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let all: Vec<(String, i64)> = rows.collect::<Result<_, _>>()?;
        Ok(all.into_iter().max())
    }

    /// Stories, those with the most reports of these days first; of several the one that was founded first.
    pub(super) fn largest_stories(
        &self,
        days: Days,
        only: Option<&HashSet<i64>>,
    ) -> Result<Vec<i64>, ArchiveError> {
        let mut reports: HashMap<i64, usize> = HashMap::new();
        if days.are_all() {
            let sql = "SELECT story, count(*) FROM story_reports GROUP BY story";
            let mut find = self.connection.prepare_cached(sql)?;
            let rows = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            reports = rows.collect::<Result<_, _>>()?;
        } else {
            let sql = "SELECT s.story FROM reports r CROSS JOIN story_reports s ON s.report = r.report \
                WHERE r.date BETWEEN ?1 AND ?2";
            let mut find = self.connection.prepare_cached(sql)?;
            let (first, last) = days.ends();
            for story in find.query_map([first, last], |row| row.get(0))? {
                *reports.entry(story?).or_default() += 1;
            }
        }
        let is_asked = |story: &i64| only.is_none_or(|only| only.contains(story));
        let mut all: Vec<(Reverse<usize>, i64)> = reports
            .into_iter()
            .filter(|(story, _)| is_asked(story))
            .map(|(story, count)| (Reverse(count), story))
            .collect();
        all.sort_unstable();
        Ok(all.into_iter().map(|(_, story)| story).collect())
    }
}
