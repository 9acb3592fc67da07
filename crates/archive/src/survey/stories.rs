//! Which story a report is in, and which happening an event tells of.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::OptionalExtension;

use super::columns::{Columns, NONE, narrow, rows};
use super::reports::Reports;
use crate::{Archive, ArchiveError};

/// Stories and happenings as the archive has them, by numbers of reports.
#[derive(Default)]
pub struct Told {
    /// Report and story.
    stories: Vec<(i64, i64)>,
    /// Report, event, and the event that first told of the same.
    happenings: Vec<(i64, u32, At)>,
}

/// An event: the number of its report in the archive, and its own.
pub type At = (i64, u32);

/// Stories and happenings of a survey, in the order in which its reports come.
#[derive(Debug, Default, PartialEq)]
pub struct Stories {
    /// Ids of stories: those of the reports that founded them.
    pub ids: Vec<Arc<str>>,
    /// The story of each report.
    pub of_report: Vec<u32>,
    /// Events that first told of a happening.
    pub happenings: Vec<At>,
    /// How many events of the survey tell of each.
    pub tellings: Vec<u32>,
    /// The happening of each event.
    pub of_event: Vec<u32>,
    /// Ids of those happenings whose first event is not in the survey.
    pub elsewhere: HashMap<u32, String>,
}

impl Told {
    /// Those of an archive.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn read(archive: &Archive) -> Result<Self, ArchiveError> {
        let mut find = archive
            .connection
            .prepare("SELECT report, story FROM story_reports ORDER BY report")?;
        let stories = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let stories = stories.collect::<Result<_, _>>()?;
        let mut find = archive.connection.prepare(
            "SELECT report, event, happening_report, happening_event FROM story_events \
             ORDER BY report, event",
        )?;
        let at = |row: &rusqlite::Row| Ok((row.get(0)?, row.get(1)?, (row.get(2)?, row.get(3)?)));
        let happenings = find.query_map([], at)?.collect::<Result<_, _>>()?;
        Ok(Self { stories, happenings })
    }
}

impl Stories {
    /// Those of the reports of a survey.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn of(
        archive: &Archive,
        told: Told,
        reports: &Reports,
        columns: &Columns,
    ) -> Result<Self, ArchiveError> {
        let mut all = Self { of_event: vec![NONE; columns.events.code.len()], ..Self::default() };
        let (mut stories, mut happenings) = (HashMap::new(), HashMap::new());
        for report in 0..reports.len() {
            let number = reports.number(report);
            let story = told.stories.binary_search_by_key(&number, |(report, _)| *report);
            let story = story.ok().and_then(|at| told.stories.get(at));
            all.of_report.push(match story {
                None => NONE,
                Some((_, founder)) => match stories.get(founder) {
                    Some(story) => *story,
                    None => {
                        let story = narrow(all.ids.len());
                        stories.insert(*founder, story);
                        all.ids.push(founder_id(archive, reports, *founder)?);
                        story
                    }
                },
            });
            let events = rows(&columns.event_ends, report);
            let first = told.happenings.partition_point(|(report, ..)| *report < number);
            let of_report = told.happenings.iter().skip(first);
            for (_, event, at) in of_report.take_while(|(report, ..)| *report == number) {
                let row = events.start + *event as usize;
                let Some(place) = all.of_event.get_mut(row).filter(|_| row < events.end) else {
                    continue;
                };
                let next = narrow(all.happenings.len());
                *place = *happenings.entry(*at).or_insert(next);
                if *place == next {
                    all.happenings.push(*at);
                    all.tellings.push(0);
                }
                if let Some(tellings) = all.tellings.get_mut(*place as usize) {
                    *tellings += 1;
                }
            }
        }
        all.find_others(archive, reports)?;
        Ok(all)
    }

    /// Finds the ids of happenings whose first event is not in the survey.
    fn find_others(&mut self, archive: &Archive, reports: &Reports) -> Result<(), ArchiveError> {
        let sql = "SELECT r.id || '/' || c.plover || '/' || ifnull(e.start, 0) || '-' \
            || ifnull(e.end, 0) || iif(e.twin, '.' || e.twin, '') FROM events e \
            JOIN reports r USING (report) JOIN codes c USING (code) \
            WHERE e.report = ?1 AND e.event = ?2";
        for (happening, (report, event)) in self.happenings.iter().enumerate() {
            if reports.by_number(*report).is_none() {
                let mut find = archive.connection.prepare_cached(sql)?;
                let at = [*report, i64::from(*event)];
                let id: Option<String> = find.query_row(at, |row| row.get(0)).optional()?;
                self.elsewhere.insert(narrow(happening), id.unwrap_or_default());
            }
        }
        Ok(())
    }
}

/// The id of a report that founded a story; it may stand no longer.
fn founder_id(
    archive: &Archive,
    reports: &Reports,
    founder: i64,
) -> Result<Arc<str>, ArchiveError> {
    if let Some(report) = reports.by_number(founder) {
        return Ok(reports.id(report as usize).into());
    }
    let mut find = archive.connection.prepare_cached("SELECT id FROM reports WHERE report = ?1")?;
    let id: Option<String> = find.query_row([founder], |row| row.get(0)).optional()?;
    Ok(id.unwrap_or_default().into())
}
