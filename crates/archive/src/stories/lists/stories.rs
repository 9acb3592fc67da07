//! Lists of stories, and of the reports of one.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use rusqlite::OptionalExtension;
use serde::Serialize;

use super::{Days, Listed, Part};
use crate::{Archive, ArchiveError, Words};

/// Which stories are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoriesWanted {
    /// Words that one of its reports has.
    pub words: Words,
    /// Days on one of which a report of it was published.
    pub days: Days,
    /// Which come first.
    pub order: StoriesOrder,
}

/// Which stories come first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StoriesOrder {
    /// Those with the newest report.
    #[default]
    Newest,
    /// Those with the most reports.
    Largest,
}

/// A story in a list. What is counted is told apart: reports, those of them that are no copies, their
/// publishers, and what happens in them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoryLine {
    /// The id of the report that founded it.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Date of its first report.
    pub first: String,
    /// Date of its last report.
    pub last: String,
    /// Its reports.
    pub reports: usize,
    /// Those of them that are no whole copies of another one of them.
    pub originals: usize,
    /// Publishers of the originals, each once; an original without a publisher counts for itself.
    pub independent_sources: usize,
    /// Happenings that its reports told of first.
    pub happenings: usize,
    /// Series of figures.
    pub series: usize,
    /// Its number in this archive.
    #[serde(skip)]
    pub story: i64,
}

/// A day of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayOfStory {
    /// The day.
    pub date: String,
    /// Reports published on it that are no whole copies of another one of the story.
    pub originals: usize,
    /// Reports published on it that are.
    pub copies: usize,
}

/// A report of a story; of an original also its copies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Its id.
    pub id: String,
    /// Its date.
    pub date: String,
    /// Its publisher.
    pub source: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// How many reports of the story are whole copies of it, or of its copies.
    pub copies_in_all: usize,
    /// The first of those copies, by date and id.
    pub copies: Vec<CopyLine>,
    /// Its number in this archive.
    #[serde(skip)]
    pub report: i64,
}

/// A report that is a whole copy of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CopyLine {
    /// Its id.
    pub id: String,
    /// Its date.
    pub date: String,
    /// Its publisher.
    pub source: Option<String>,
}

/// Copies of one report that are named; the others are counted.
const COPIES: usize = 20;

/// Of the reports of a story: number, id, date, publisher, headline, and the report of the same story that each
/// is a whole copy of.
const MEMBERS: &str = "SELECT m.report, r.id, r.date, r.source, r.title, \
    (SELECT c.original FROM copies c CROSS JOIN story_reports o ON o.report = c.original \
      WHERE c.report = m.report AND c.kind = 'whole' AND o.story = m.story) \
    FROM story_reports m CROSS JOIN reports r ON r.report = m.report WHERE m.story = ?1 \
    ORDER BY r.date, r.id";

/// Of a story: the id of its founder, its title, the happenings that its reports told of first, its series.
const HEAD: &str = "SELECT f.id, s.title, \
    (SELECT count(*) FROM story_reports m CROSS JOIN story_events e ON e.report = m.report \
      WHERE m.story = s.story AND e.happening_report = e.report AND e.happening_event = e.event), \
    (SELECT count(*) FROM series x WHERE x.story = s.story) \
    FROM stories s JOIN reports f ON f.report = s.story WHERE s.story = ?1";

/// Of the reports of a story: number, date, publisher else id, and what each is a whole copy of.
const COUNTED: &str = "SELECT m.report, r.date, publisher(r.source, r.id), c.original FROM story_reports m \
    CROSS JOIN reports r ON r.report = m.report LEFT JOIN copies c ON c.report = m.report AND c.kind = 'whole' \
    WHERE m.story = ?1";

impl Archive {
    /// Part of the list of stories.
    ///
    /// # Errors
    /// The archive cannot be read, or only words are asked for that are in nearly every report.
    pub fn list_stories(
        &self,
        wanted: &StoriesWanted,
        part: Part,
    ) -> Result<Listed<StoryLine>, ArchiveError> {
        let only = self.stories_with(&wanted.words)?;
        let numbers = match wanted.order {
            StoriesOrder::Largest => self.largest_stories(wanted.days, only.as_ref())?,
            StoriesOrder::Newest => {
                let mut found = Vec::new();
                self.newest_stories(wanted.days, only.as_ref(), |story| {
                    found.push(story);
                    let is_enough = found.len() >= part.needs();
                    Ok(if is_enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
                })?;
                found
            }
        };
        part.of(numbers).map(|story| self.line_of_story(story))
    }

    /// The story that a report is in, in a line; `None` where there is no such report, or it is in no story.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn story_line(&self, report: &str) -> Result<Option<StoryLine>, ArchiveError> {
        let sql =
            "SELECT m.story FROM reports r JOIN story_reports m USING (report) WHERE r.id = ?1";
        let mut find = self.connection.prepare_cached(sql)?;
        let story: Option<i64> = find.query_row([report], |row| row.get(0)).optional()?;
        Ok(match story {
            Some(story) => self.line_of_story(story)?,
            None => None,
        })
    }

    fn line_of_story(&self, story: i64) -> Result<Option<StoryLine>, ArchiveError> {
        let mut find = self.connection.prepare_cached(HEAD)?;
        let head = find.query_row([story], |row| {
            Ok(StoryLine {
                id: row.get(0)?,
                title: row.get(1)?,
                happenings: row.get(2)?,
                series: row.get(3)?,
                first: String::new(),
                last: String::new(),
                reports: 0,
                originals: 0,
                independent_sources: 0,
                story,
            })
        });
        let Some(mut line) = head.optional()? else { return Ok(None) };
        self.count_reports(&mut line)?;
        Ok(Some(line))
    }

    /// The days of a story, and how many of what it has: counted here, as SQLite would sort publishers for it.
    fn count_reports(&self, line: &mut StoryLine) -> Result<(), ArchiveError> {
        let mut find = self.connection.prepare_cached(COUNTED)?;
        let mut rows = find.query([line.story])?;
        let mut sources: HashMap<String, usize> = HashMap::new();
        let (mut members, mut all) = (HashSet::new(), Vec::new());
        while let Some(row) = rows.next()? {
            let odd = rusqlite::Error::from;
            let (number, original): (i64, Option<i64>) = (row.get(0)?, row.get(3)?);
            let date = row.get_ref(1)?.as_str().map_err(odd)?;
            if line.first.is_empty() || date < line.first.as_str() {
                date.clone_into(&mut line.first);
            }
            if date > line.last.as_str() {
                date.clone_into(&mut line.last);
            }
            let source = row.get_ref(2)?.as_str().map_err(odd)?.to_owned();
            let next = sources.len();
            all.push((original, *sources.entry(source).or_insert(next)));
            members.insert(number);
        }
        let is_copy =
            |original: &Option<i64>| original.is_some_and(|original| members.contains(&original));
        let own: Vec<usize> =
            all.iter().filter(|(of, _)| !is_copy(of)).map(|(_, source)| *source).collect();
        line.reports = all.len();
        line.originals = own.len();
        line.independent_sources = own.into_iter().collect::<HashSet<usize>>().len();
        Ok(())
    }

    /// The days of a story on which a report of it was published, in order.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn days_of_story(&self, story: &StoryLine) -> Result<Vec<DayOfStory>, ArchiveError> {
        let sql = format!(
            "SELECT date, sum(original IS NULL), sum(original IS NOT NULL) FROM \
            (SELECT r.date, ({WHOLE}) AS original FROM story_reports m \
             CROSS JOIN reports r ON r.report = m.report WHERE m.story = ?1) GROUP BY date ORDER BY date"
        );
        let mut find = self.connection.prepare_cached(&sql)?;
        let rows = find.query_map([story.story], |row| {
            Ok(DayOfStory { date: row.get(0)?, originals: row.get(1)?, copies: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Part of the originals of a story, by date and id, each with its copies.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn members_of_story(
        &self,
        story: &StoryLine,
        part: Part,
    ) -> Result<Listed<Member>, ArchiveError> {
        let mut find = self.connection.prepare_cached(MEMBERS)?;
        let rows = find.query_map([story.story], |row| {
            let original: Option<i64> = row.get(5)?;
            let member = Member {
                report: row.get(0)?,
                id: row.get(1)?,
                date: row.get(2)?,
                source: row.get(3)?,
                title: row.get(4)?,
                copies_in_all: 0,
                copies: Vec::new(),
            };
            Ok((original, member))
        })?;
        let all: Vec<(Option<i64>, Member)> = rows.collect::<Result<_, _>>()?;
        Ok(part.of(under_originals(all)))
    }

    /// The ids of the originals of a story.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn originals_of_story(&self, story: &StoryLine) -> Result<Vec<String>, ArchiveError> {
        let sql = format!(
            "SELECT r.id FROM story_reports m CROSS JOIN reports r ON r.report = m.report \
            WHERE m.story = ?1 AND ({WHOLE}) IS NULL ORDER BY r.date, r.id"
        );
        let mut find = self.connection.prepare_cached(&sql)?;
        let rows = find.query_map([story.story], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The report of the same story that the report `m` is a whole copy of.
const WHOLE: &str = "SELECT c.original FROM copies c CROSS JOIN story_reports o ON o.report = c.original \
    WHERE c.report = m.report AND c.kind = 'whole' AND o.story = m.story";

/// Originals with their copies; a copy of a copy stands under the first of them.
fn under_originals(all: Vec<(Option<i64>, Member)>) -> Vec<Member> {
    let up: HashMap<i64, i64> =
        all.iter().filter_map(|(original, member)| Some((member.report, (*original)?))).collect();
    let top = |report: i64| {
        // In a sound archive an original is earlier than its copy; in another this ends, too.
        let ways = std::iter::successors(Some(report), |at| up.get(at).copied());
        ways.take(up.len() + 1).last().unwrap_or(report)
    };
    let mut originals: Vec<Member> = Vec::new();
    let mut at: HashMap<i64, usize> = HashMap::new();
    let mut copies = Vec::new();
    for (original, member) in all {
        if original.is_some() {
            copies.push(member);
        } else {
            at.insert(member.report, originals.len());
            originals.push(member);
        }
    }
    for copy in copies {
        let Some(original) = at.get(&top(copy.report)).and_then(|at| originals.get_mut(*at)) else {
            continue;
        };
        original.copies_in_all += 1;
        if original.copies.len() < COPIES {
            let Member { id, date, source, .. } = copy;
            original.copies.push(CopyLine { id, date, source });
        }
    }
    originals
}
