//! Lists of happenings.

use std::collections::HashSet;

use rusqlite::params;
use sayso_record::plain::{self, Names};
use sayso_record::tables::stable_ids;
use sayso_record::{EventStatus, Record, Word};
use serde::Serialize;

use super::super::page::not_as_happened;
use super::{Listed, Part, StoryLine};
use crate::{Archive, ArchiveError, Records};

/// No more happenings are weighed for a list of the newest.
const WEIGHED: usize = 1500;

/// A happening in a list, as the report that first told of it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HappeningLine {
    /// Stable id of the event that first told of it.
    pub id: String,
    /// Type and mode.
    pub what: String,
    /// PLOVER's quad, 1 to 4.
    pub quad: u8,
    /// Who to whom.
    pub parties: String,
    /// Where.
    pub place: Option<String>,
    /// The words that first told of it.
    pub words: String,
    /// What its tellings say of it where that is not that it took place: denied, to come …
    pub told_as: Vec<&'static str>,
    /// Date of the first report that tells of it.
    pub first: String,
    /// Date of the last one.
    pub last: String,
    /// Reports that tell of it.
    pub reports: usize,
    /// Those of them that are no whole copies of another one of them.
    pub originals: usize,
    /// Publishers of the originals, each once; an original without a publisher counts for itself.
    pub independent_sources: usize,
}

/// A happening by its founder: the number of its report, and its event there.
type Founder = (i64, usize);

/// What is counted of a happening.
struct Counted {
    first: String,
    last: String,
    reports: usize,
    originals: usize,
    sources: usize,
    statuses: String,
}

const OF_STORY: &str = "SELECT h.happening_report, h.happening_event FROM \
    (SELECT DISTINCT e.happening_report, e.happening_event FROM story_reports m \
      CROSS JOIN story_events e ON e.report = m.report WHERE m.story = ?1) h \
    CROSS JOIN story_events t ON t.happening_report = h.happening_report AND t.happening_event = h.happening_event \
    CROSS JOIN reports r ON r.report = t.report \
    GROUP BY 1, 2 ORDER BY count(DISTINCT t.report) DESC, min(r.date), 1, 2 LIMIT ?2";

const COUNTED: &str = "SELECT min(date), max(date), count(DISTINCT report), \
    count(DISTINCT iif(own, report, NULL)), count(DISTINCT iif(own, source, NULL)), group_concat(DISTINCT status) \
    FROM (SELECT r.date, t.report, publisher(r.source, r.id) AS source, e.status, \
      NOT EXISTS (SELECT 1 FROM copies c CROSS JOIN story_events o ON o.report = c.original \
        WHERE c.report = t.report AND c.kind = 'whole' \
        AND o.happening_report = t.happening_report AND o.happening_event = t.happening_event) AS own \
      FROM story_events t CROSS JOIN reports r ON r.report = t.report \
      CROSS JOIN events e ON e.report = t.report AND e.event = t.event \
      WHERE t.happening_report = ?1 AND t.happening_event = ?2)";

impl Archive {
    /// Part of the happenings of a story, those that the most reports tell of first.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn happenings_of(
        &self,
        story: &StoryLine,
        part: Part,
    ) -> Result<Listed<HappeningLine>, ArchiveError> {
        let mut find = self.connection.prepare_cached(OF_STORY)?;
        let rows = find
            .query_map(params![story.story, part.needs()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let founders: Vec<Founder> = rows.collect::<Result<_, _>>()?;
        let mut records = self.records();
        part.of(founders).map(|founder| {
            let counted = self.counted(founder)?;
            happening(&mut records, founder, counted)
        })
    }

    /// The happenings that reports told of last, newest first: those that at least so many independent sources
    /// tell of. Of a large archive only the newest are weighed.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn latest_happenings(
        &self,
        least_sources: usize,
        limit: usize,
    ) -> Result<Vec<HappeningLine>, ArchiveError> {
        let sql = "SELECT e.happening_report, e.happening_event FROM reports r \
            CROSS JOIN story_events e ON e.report = r.report ORDER BY r.date DESC, r.report DESC, e.event";
        let mut find = self.connection.prepare_cached(sql)?;
        let mut rows = find.query([])?;
        let (mut seen, mut lines, mut records) = (HashSet::new(), Vec::new(), self.records());
        while lines.len() < limit && seen.len() < WEIGHED {
            let Some(row) = rows.next()? else { break };
            let founder: Founder = (row.get(0)?, row.get(1)?);
            if !seen.insert(founder) {
                continue;
            }
            let counted = self.counted(founder)?;
            if counted.sources >= least_sources {
                lines.extend(happening(&mut records, founder, counted)?);
            }
        }
        Ok(lines)
    }

    /// The happening that an event founded, by the event's stable id; `None` where it founded none.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn happening_line(&self, id: &str) -> Result<Option<HappeningLine>, ArchiveError> {
        let Some(report) = id.rsplitn(3, '/').nth(2) else { return Ok(None) };
        let sql = "SELECT e.report, e.event FROM reports r CROSS JOIN story_events e ON e.report = r.report \
            WHERE r.id = ?1 AND e.happening_report = e.report AND e.happening_event = e.event";
        let mut find = self.connection.prepare_cached(sql)?;
        let rows = find.query_map([report], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let founders: Vec<Founder> = rows.collect::<Result<_, _>>()?;
        let Some((number, _)) = founders.first() else { return Ok(None) };
        let mut records = self.records();
        let Some(stored) = records.get(*number)? else { return Ok(None) };
        let ids = stable_ids(&stored.record).events;
        let at = ids.iter().position(|known| known == id);
        let founder = founders.into_iter().find(|(_, event)| Some(*event) == at);
        let Some(founder) = founder else { return Ok(None) };
        let counted = self.counted(founder)?;
        happening(&mut records, founder, counted)
    }

    fn counted(&self, (report, event): Founder) -> Result<Counted, ArchiveError> {
        let mut find = self.connection.prepare_cached(COUNTED)?;
        Ok(find.query_row(params![report, event], |row| {
            let text = |at: usize| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
            Ok(Counted {
                first: text(0)?,
                last: text(1)?,
                reports: row.get(2)?,
                originals: row.get(3)?,
                sources: row.get(4)?,
                statuses: text(5)?,
            })
        })?)
    }
}

fn happening(
    records: &mut Records,
    (report, at): Founder,
    counted: Counted,
) -> Result<Option<HappeningLine>, ArchiveError> {
    let Some(stored) = records.get(report)? else { return Ok(None) };
    let record = &stored.record;
    let Some(event) = record.events.get(at) else { return Ok(None) };
    let names = Names::of(record);
    let mut statuses: Vec<usize> =
        counted.statuses.split(',').filter_map(|status| status.parse().ok()).collect();
    statuses.sort_unstable();
    Ok(Some(HappeningLine {
        id: stable_id(record, at),
        what: plain::event_type(event),
        quad: event.quad,
        parties: plain::event_parties(&names, event),
        place: names.place(event.place.as_deref()),
        words: names.words(&event.trigger),
        told_as: statuses
            .into_iter()
            .filter_map(|status| not_as_happened(EventStatus::by_index(status)?))
            .collect(),
        first: counted.first,
        last: counted.last,
        reports: counted.reports,
        originals: counted.originals,
        independent_sources: counted.sources,
    }))
}

fn stable_id(record: &Record, event: usize) -> String {
    let ids = stable_ids(record);
    ids.events.get(event).cloned().unwrap_or_default()
}
