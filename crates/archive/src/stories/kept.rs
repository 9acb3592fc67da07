//! What is asked and kept of gists, copies and placements: the statements of this module.

use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::{OptionalExtension, params};
use sayso_stories::copies::Sketch;
use sayso_stories::gist::Gist;

use super::readers::{Reader, Readers};
use crate::{Archive, ArchiveError};

pub use sayso_stories::timeline::{EventAt, Incoming, Placed};

/// A copy comes at most so many days after its original.
pub const COPY_DAYS: i64 = 30;
/// Stories whose series are made in one commit.
const DUE: usize = 128;

/// A report that stands, and what of it is compared.
pub struct Known {
    pub number: i64,
    pub id: String,
    pub date: Date,
    pub gist: Gist,
    pub sketch: Sketch,
    /// Whether it waits to be compared with others, to be placed, or for nothing.
    pub waits: Option<Waits>,
}

/// What a report waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// For its copies to be found, and its place.
    AsNew,
    /// For its place, since it was coded again.
    AsCoded,
}

/// A report whose gist and sketch were looked up.
struct Row {
    number: i64,
    id: String,
    date: Date,
    gist: Option<Vec<u8>>,
    sketch: Option<Vec<u8>>,
    waits: Option<Waits>,
}

/// What is asked for before reports are compared.
const KNOWN: &str = "SELECT r.report, r.id, r.date, g.gist, g.sketch, w.why FROM reports r \
    LEFT JOIN gists g USING (report) LEFT JOIN waiting w ON w.date = r.date AND w.report = r.report \
    WHERE r.date BETWEEN ?1 AND ?2 AND r.standing = 'current'";

/// A date so many days before.
pub fn before(date: Date, days: i64) -> Date {
    date.checked_sub(days.days()).unwrap_or(Date::MIN)
}

/// A date so many days after.
pub fn after(date: Date, days: i64) -> Date {
    date.checked_add(days.days()).unwrap_or(Date::MAX)
}

/// What a report waits for, by the word in the archive: where its day alone is to be gone through, it
/// waits for nothing.
fn waits(why: Option<String>) -> Option<Waits> {
    match why.as_deref() {
        Some("new") => Some(Waits::AsNew),
        Some("coded") => Some(Waits::AsCoded),
        _ => None,
    }
}

fn damaged(what: &str) -> ArchiveError {
    ArchiveError::Damaged(what.to_owned())
}

/// A date as the archive has it.
pub fn date(text: &str) -> Result<Date, ArchiveError> {
    text.parse().map_err(|_| damaged("the date of a report"))
}

impl Archive {
    /// The earliest day with a report that waits.
    pub(super) fn first_waiting(&self) -> Result<Option<Date>, ArchiveError> {
        let first: Option<String> = self
            .connection
            .prepare_cached("SELECT min(date) FROM waiting")?
            .query_row([], |row| row.get(0))?;
        first.as_deref().map(date).transpose()
    }

    /// How many reports wait.
    pub(super) fn count_waiting(&self) -> Result<u64, ArchiveError> {
        let mut count = self.connection.prepare_cached("SELECT count(*) FROM waiting")?;
        Ok(count.query_row([], |row| row.get(0))?)
    }

    /// The next days with reports from a day on, until there are so many reports: first and last.
    pub(super) fn chunk(
        &self,
        from: Date,
        reports: usize,
    ) -> Result<Option<(Date, Date)>, ArchiveError> {
        let sql = "SELECT min(date), max(date) FROM \
            (SELECT date FROM reports WHERE date >= ?1 ORDER BY date LIMIT ?2)";
        let mut find = self.connection.prepare_cached(sql)?;
        let ends = find.query_row(params![from.to_string(), reports.max(1)], |row| {
            Ok((row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?))
        })?;
        let (Some(first), Some(last)) = ends else { return Ok(None) };
        Ok(Some((date(&first)?, date(&last)?)))
    }

    /// The next day after one that has reports.
    pub(super) fn day_after(&self, day: Date) -> Result<Option<Date>, ArchiveError> {
        let mut find =
            self.connection.prepare_cached("SELECT min(date) FROM reports WHERE date > ?1")?;
        let next: Option<String> = find.query_row([day.to_string()], |row| row.get(0))?;
        next.as_deref().map(date).transpose()
    }

    /// The first day whose gists are worth keeping: those that came last are of about now.
    pub(super) fn gists_needed_from(&self) -> Result<Option<Date>, ArchiveError> {
        let last: Option<String> = self
            .connection
            .prepare_cached("SELECT max(date) FROM waiting")?
            .query_row([], |row| row.get(0))?;
        Ok(last.as_deref().map(date).transpose()?.map(|last| before(last, COPY_DAYS)))
    }

    /// Forgets gists that are no longer worth keeping.
    pub(super) fn forget_gists(&self, before: Option<Date>) -> Result<(), ArchiveError> {
        let Some(before) = before else { return Ok(()) };
        let sql = "DELETE FROM gists WHERE report IN \
            (SELECT report FROM gists JOIN reports USING (report) WHERE date < ?1)";
        self.connection.prepare_cached(sql)?.execute([before.to_string()])?;
        Ok(())
    }

    /// The reports of some days that stand, in order of date and id; `only` is a condition more. What
    /// is not kept of them is made, and kept where it is of `keep_from` or later.
    pub(super) fn known(
        &self,
        readers: &mut Readers,
        (first, last): (Date, Date),
        only: &str,
        keep_from: Option<Date>,
    ) -> Result<Vec<Known>, ArchiveError> {
        let sql = format!("{KNOWN} {only} ORDER BY r.date, r.id");
        let mut find = self.connection.prepare_cached(&sql)?;
        let rows = find.query_map([first.to_string(), last.to_string()], |row| {
            Ok((
                row.get(2)?,
                Row {
                    number: row.get(0)?,
                    id: row.get(1)?,
                    date: first,
                    gist: row.get(3)?,
                    sketch: row.get(4)?,
                    waits: waits(row.get(5)?),
                },
            ))
        })?;
        let dated = |row: rusqlite::Result<(String, Row)>| {
            let (text, row) = row?;
            Ok(Row { date: date(&text)?, ..row })
        };
        let rows: Vec<Row> = rows.map(dated).collect::<Result<_, ArchiveError>>()?;
        let made = readers.in_order(&rows, compared)?;
        let mut all = Vec::with_capacity(rows.len());
        for (row, (gist, sketch, is_made)) in rows.into_iter().zip(made) {
            if is_made && keep_from.is_some_and(|from| row.date >= from) {
                let sql = "INSERT OR REPLACE INTO gists (report, gist, sketch) VALUES (?1, ?2, ?3)";
                let values = params![row.number, gist.to_bytes(), sketch.to_bytes()];
                self.connection.prepare_cached(sql)?.execute(values)?;
            }
            let Row { number, id, date, waits, .. } = row;
            all.push(Known { number, id, date, gist, sketch, waits });
        }
        Ok(all)
    }

    /// Where a report is, if it is in a story.
    pub(super) fn placed(&self, number: i64) -> Result<Option<Placed>, ArchiveError> {
        let sql = "SELECT story FROM story_reports WHERE report = ?1";
        let mut find = self.connection.prepare_cached(sql)?;
        let Some(story) = find.query_row([number], |row| row.get(0)).optional()? else {
            return Ok(None);
        };
        let sql = "SELECT happening_report, happening_event FROM story_events WHERE report = ?1 \
            ORDER BY event";
        let mut find = self.connection.prepare_cached(sql)?;
        let happenings = find
            .query_map([number], |row| Ok(EventAt { report: row.get(0)?, event: row.get(1)? }))?
            .collect::<Result<_, _>>()?;
        Ok(Some(Placed { number, story, happenings }))
    }

    /// Puts a report where it belongs, in the place of where it was.
    pub(super) fn place(&self, placed: &Placed) -> Result<(), ArchiveError> {
        let Placed { number, story, happenings } = placed;
        if number == story {
            let title = self.title(*story)?;
            let sql = "INSERT INTO stories (story, title) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
            self.connection.prepare_cached(sql)?.execute(params![story, title])?;
        }
        self.displace_events(*number)?;
        let sql = "INSERT INTO story_reports (report, story) VALUES (?1, ?2) \
            ON CONFLICT DO UPDATE SET story = excluded.story";
        self.connection.prepare_cached(sql)?.execute([number, story])?;
        let sql = "INSERT INTO story_events VALUES (?1, ?2, ?3, ?4)";
        let mut add = self.connection.prepare_cached(sql)?;
        for (event, happening) in happenings.iter().enumerate() {
            add.execute(params![number, event, happening.report, happening.event])?;
        }
        Ok(())
    }

    fn displace_events(&self, number: i64) -> Result<(), ArchiveError> {
        let sql = "DELETE FROM story_events WHERE report = ?1";
        self.connection.prepare_cached(sql)?.execute([number])?;
        Ok(())
    }

    /// Takes a report that no longer stands out of its story.
    pub(super) fn displace(&self, number: i64) -> Result<(), ArchiveError> {
        self.displace_events(number)?;
        let sql = "DELETE FROM story_reports WHERE report = ?1";
        self.connection.prepare_cached(sql)?.execute([number])?;
        Ok(())
    }

    /// Marks a story as one whose series are to be made again, or takes it away with them where no
    /// report is left in it.
    pub(super) fn touch_story(&self, story: i64) -> Result<(), ArchiveError> {
        let sql = "SELECT 1 FROM story_reports WHERE story = ?1";
        if self.connection.prepare_cached(sql)?.exists([story])? {
            let sql = "UPDATE stories SET due = 1 WHERE story = ?1 AND due IS NULL";
            self.connection.prepare_cached(sql)?.execute([story])?;
            return Ok(());
        }
        self.forget_series(story)?;
        self.connection.prepare_cached("DELETE FROM stories WHERE story = ?1")?.execute([story])?;
        Ok(())
    }

    /// Takes the series of a story away.
    pub(super) fn forget_series(&self, story: i64) -> Result<(), ArchiveError> {
        for table in ["series_days", "series_figures", "series"] {
            let sql = format!("DELETE FROM {table} WHERE story = ?1");
            self.connection.prepare_cached(&sql)?.execute([story])?;
        }
        Ok(())
    }

    /// Reports of some days that are in a story and no longer stand.
    pub(super) fn fallen(
        &self,
        (first, last): (Date, Date),
    ) -> Result<Vec<(i64, String)>, ArchiveError> {
        let sql = "SELECT r.report, r.date FROM reports r JOIN story_reports USING (report) \
            WHERE r.date BETWEEN ?1 AND ?2 AND r.standing <> 'current' ORDER BY r.report";
        let mut find = self.connection.prepare_cached(sql)?;
        let days = [first.to_string(), last.to_string()];
        let rows = find.query_map(days, |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Takes the reports of some days out of those that wait.
    pub(super) fn done(&self, (first, last): (Date, Date)) -> Result<(), ArchiveError> {
        let sql = "DELETE FROM waiting WHERE date BETWEEN ?1 AND ?2";
        self.connection.prepare_cached(sql)?.execute([first.to_string(), last.to_string()])?;
        Ok(())
    }

    /// That the days from the next one on are to be gone through again, whoever does it.
    pub(super) fn goes_on_at(&self, day: Date) -> Result<(), ArchiveError> {
        let sql = "INSERT OR IGNORE INTO waiting SELECT date, min(report), 'follows' FROM reports \
            WHERE date = ?1 HAVING count(*) > 0";
        self.connection.prepare_cached(sql)?.execute([day.to_string()])?;
        Ok(())
    }

    /// The next stories whose series are to be made.
    pub(super) fn due(&self) -> Result<Option<Vec<i64>>, ArchiveError> {
        let sql = "SELECT story FROM stories WHERE due = 1 ORDER BY story LIMIT ?1";
        let mut find = self.connection.prepare_cached(sql)?;
        let due = find.query_map([DUE], |row| row.get(0))?;
        let due: Vec<i64> = due.collect::<Result<_, _>>()?;
        Ok((!due.is_empty()).then_some(due))
    }
}

/// Gist and sketch of a report, and whether they had to be made.
fn compared(reader: &mut Reader, row: &Row) -> Result<(Gist, Sketch, bool), ArchiveError> {
    let gist = row.gist.as_deref().and_then(Gist::from_bytes);
    let sketch = row.sketch.as_deref().and_then(Sketch::from_bytes);
    if let (Some(gist), Some(sketch)) = (gist, sketch) {
        return Ok((gist, sketch, false));
    }
    let record = reader.record(row.number)?.record;
    Ok((Gist::of(&record), Sketch::of(&record.report.text), true))
}
