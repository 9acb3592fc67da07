//! Lists of series: which count what, and where sources do not agree.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;

use rusqlite::{OptionalExtension, params, params_from_iter};
use sayso_record::tables::stable_ids;
use serde::Serialize;

use super::super::page::about;
use super::super::told::{RuledDay, Series, day};
use super::{Days, Listed, Part};
use crate::{Archive, ArchiveError};

/// A range is wide when its end is so many times its beginning.
const WIDE: f64 = 1.5;

/// Where a series is kept: the number of its story, and its own in that story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesKey {
    pub(super) story: i64,
    pub(super) series: i64,
}

/// Which series are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeriesWanted {
    /// What is counted.
    pub measure: Option<String>,
    /// A country (ISO 3166-1 alpha-3, in capitals), or part of a place's name.
    pub place: Option<String>,
    /// Id of a report of the story.
    pub story: Option<String>,
    /// Words that the title of the story has, each as a part of one.
    pub title: Vec<String>,
    /// Whether it matters that sources do not agree.
    pub doubt: Doubt,
    /// Which come first.
    pub order: SeriesOrder,
}

/// Whether sources do not agree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Doubt {
    /// It does not matter.
    #[default]
    Any,
    /// One contradicts another, or on the last day they are far apart.
    Disputed,
}

/// Which series come first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SeriesOrder {
    /// Those of the story with the newest report.
    #[default]
    Newest,
    /// Those with the most figures.
    Figures,
    /// Those whose numbers of the last day lie the furthest apart, of those with more than one figure: people and
    /// homes, then money.
    Spread,
}

/// A series in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesLine {
    /// Stable id of its first figure.
    pub id: String,
    /// Id of the report that founded its story.
    pub story_id: String,
    /// What the story is called.
    pub story_title: String,
    /// What is counted, where, and when, in words.
    pub about: String,
    /// What is counted, as the codebook lists.
    pub measure: String,
    /// What one is: person, household, home, or a currency (ISO 4217).
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
    /// Date of its first figure.
    pub first: String,
    /// Date of its last figure.
    pub last: String,
    /// Figures, those that were copied with their reports included.
    pub figures: usize,
    /// Those that were copied.
    pub copies: usize,
    /// Publishers of the others, each once; a report without one counts for itself.
    pub sources: usize,
    /// Figures that contradict what another source said.
    pub contradictions: usize,
    /// Figures by which a source takes a number back.
    pub revisions: usize,
    /// What the rules that weigh all sources make of its days: range, then majority, of each day.
    pub days: Vec<RuledDay>,
    /// Where it is kept.
    #[serde(skip)]
    pub key: SeriesKey,
}

impl SeriesLine {
    /// What it counts, without its figures.
    fn head(&self) -> Series {
        Series {
            id: self.id.clone(),
            measure: self.measure.clone(),
            unit: self.unit.clone(),
            population: self.population.clone(),
            subgroup: self.subgroup.clone(),
            is_new: self.is_new,
            is_part: self.is_part,
            victim: self.victim.clone(),
            place: self.place.clone(),
            country: self.country.clone(),
            since: self.since.clone(),
            until: self.until.clone(),
            figures: Vec::new(),
            days: Vec::new(),
        }
    }

    /// What a rule makes of the last day.
    pub fn last_by(&self, rule: &str) -> Option<&RuledDay> {
        self.days.iter().rev().find(|day| day.rule == rule)
    }

    /// Whether the numbers of the last day are far apart.
    pub fn is_wide(&self) -> bool {
        self.figures - self.copies > 1
            && self.last_by("range").is_some_and(|day| are_far_apart(day.low, day.high))
    }
}

fn are_far_apart(low: f64, high: f64) -> bool {
    high >= low * WIDE && high > low
}

impl Archive {
    /// Part of the list of series.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn list_series(
        &self,
        wanted: &SeriesWanted,
        part: Part,
    ) -> Result<Listed<SeriesLine>, ArchiveError> {
        let mut keys = self.series_asked(wanted)?;
        if wanted.doubt == Doubt::Disputed {
            keys = Some(self.disputed(keys.as_ref())?);
        }
        let listed = match wanted.order {
            SeriesOrder::Newest => self.newest_series(keys.as_ref(), part)?,
            SeriesOrder::Figures => part.of(self.by_figures(keys.as_ref())?),
            SeriesOrder::Spread => part.of(self.by_spread(keys.as_ref())?),
        };
        listed.map(|key| self.series_line(key))
    }

    /// Series of which one source contradicts another or whose numbers of the last day are far apart; those
    /// where they are the furthest come first.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn disputes(&self, limit: usize) -> Result<Vec<SeriesLine>, ArchiveError> {
        let (doubt, order) = (Doubt::Disputed, SeriesOrder::Spread);
        let wanted = SeriesWanted { doubt, order, ..SeriesWanted::default() };
        Ok(self.list_series(&wanted, Part { skip: 0, limit })?.lines)
    }

    /// The series of a story, those with the most figures first.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn series_of(
        &self,
        story: &super::StoryLine,
        part: Part,
    ) -> Result<Listed<SeriesLine>, ArchiveError> {
        part.of(self.keys_of(story.story)?).map(|key| self.series_line(key))
    }

    /// Where the series of a figure is kept, by the figure's stable id.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn series_key(&self, figure: &str) -> Result<Option<SeriesKey>, ArchiveError> {
        let Some(report) = figure.rsplitn(3, '/').nth(2) else { return Ok(None) };
        let key = |row: &rusqlite::Row| Ok(SeriesKey { story: row.get(0)?, series: row.get(1)? });
        let of_first = "SELECT x.story, x.series FROM reports r CROSS JOIN story_reports m ON m.report = r.report \
            CROSS JOIN series x ON x.story = m.story WHERE r.id = ?1 AND x.id = ?2";
        let mut find = self.connection.prepare_cached(of_first)?;
        if let Some(key) = find.query_row([report, figure], key).optional()? {
            return Ok(Some(key));
        }
        let Some(stored) = self.report(report)? else { return Ok(None) };
        let ids = stable_ids(&stored.record).figures;
        let Some(at) = ids.iter().position(|id| id == figure) else { return Ok(None) };
        let of_any = "SELECT f.story, f.series FROM reports r CROSS JOIN series_figures f ON f.report = r.report \
            WHERE r.id = ?1 AND f.figure = ?2";
        let mut find = self.connection.prepare_cached(of_any)?;
        Ok(find.query_row(params![stored.record.report.id, at], key).optional()?)
    }

    /// A series in a line; `None` where there is none.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn series_line(&self, key: SeriesKey) -> Result<Option<SeriesLine>, ArchiveError> {
        let sql = "SELECT x.id, f.id, s.title, x.measure, x.unit, x.population, x.subgroup, x.is_new, x.is_part, \
            x.victim, x.place, x.country, x.since, x.until, min(r.date), max(r.date), count(*), sum(n.is_copy), \
            count(DISTINCT iif(n.is_copy, NULL, publisher(r.source, r.id))), \
            sum(n.stance = 'contradicts'), sum(n.stance = 'revises') \
            FROM series x JOIN stories s ON s.story = x.story JOIN reports f ON f.report = x.story \
            CROSS JOIN series_figures n ON n.story = x.story AND n.series = x.series \
            CROSS JOIN reports r ON r.report = n.report WHERE x.story = ?1 AND x.series = ?2";
        let mut find = self.connection.prepare_cached(sql)?;
        let line = find.query_row(params![key.story, key.series], |row| {
            // Where there is no such series, there is one row all the same, of nulls.
            let Some(id) = row.get(0)? else { return Ok(None) };
            Ok(Some(SeriesLine {
                id,
                story_id: row.get(1)?,
                story_title: row.get(2)?,
                about: String::new(),
                measure: row.get(3)?,
                unit: row.get(4)?,
                population: row.get(5)?,
                subgroup: row.get(6)?,
                is_new: row.get(7)?,
                is_part: row.get(8)?,
                victim: row.get(9)?,
                place: row.get(10)?,
                country: row.get(11)?,
                since: row.get(12)?,
                until: row.get(13)?,
                first: row.get(14)?,
                last: row.get(15)?,
                figures: row.get(16)?,
                copies: row.get(17)?,
                sources: row.get(18)?,
                contradictions: row.get(19)?,
                revisions: row.get(20)?,
                days: Vec::new(),
                key,
            }))
        });
        let Some(mut line) = line? else { return Ok(None) };
        line.about = about(&line.head());
        line.days = self.ruled_days(key, "rule IN ('range', 'majority')")?;
        Ok(Some(line))
    }

    /// What every rule makes of the days of a series, in order.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn days_of_series(&self, key: SeriesKey) -> Result<Vec<RuledDay>, ArchiveError> {
        self.ruled_days(key, "1")
    }

    /// `only` is a condition.
    fn ruled_days(&self, key: SeriesKey, only: &str) -> Result<Vec<RuledDay>, ArchiveError> {
        let sql = format!(
            "SELECT series, date, rule, source, low, high, best FROM series_days \
            WHERE story = ?1 AND series = ?2 AND {only} ORDER BY date, rule DESC, source"
        );
        let mut find = self.connection.prepare_cached(&sql)?;
        let rows = find.query_map(params![key.story, key.series], |row| Ok(day(row)?.1))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The series that a question narrows the list to; `None` where it does not.
    fn series_asked(
        &self,
        wanted: &SeriesWanted,
    ) -> Result<Option<HashSet<SeriesKey>>, ArchiveError> {
        let (mut only, mut values): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        let mut add = |condition: &str, value: String| {
            only.push(condition.to_owned());
            values.push(value);
        };
        if let Some(measure) = &wanted.measure {
            add("x.measure = ?", measure.clone());
        }
        if let Some(place) = &wanted.place {
            let is_country = place.len() == 3 && place.bytes().all(|b| b.is_ascii_uppercase());
            match is_country {
                true => add("x.country = ?", place.clone()),
                false => add("x.place LIKE ? ESCAPE '\\'", part_of(place)),
            }
        }
        if let Some(story) = &wanted.story {
            let of = "x.story = (SELECT m.story FROM reports r JOIN story_reports m USING (report) WHERE r.id = ?)";
            add(of, story.clone());
        }
        for word in &wanted.title {
            add("s.title LIKE ? ESCAPE '\\'", part_of(word));
        }
        if only.is_empty() {
            return Ok(None);
        }
        let stories = if wanted.title.is_empty() { "" } else { "JOIN stories s USING (story)" };
        let only = only.join(" AND ");
        let sql = format!("SELECT x.story, x.series FROM series x {stories} WHERE {only}");
        let mut find = self.connection.prepare_cached(&sql)?;
        let rows = find.query_map(params_from_iter(values), |row| {
            Ok(SeriesKey { story: row.get(0)?, series: row.get(1)? })
        })?;
        Ok(Some(rows.collect::<Result<_, _>>()?))
    }

    /// Series of the stories with the newest reports, of one story those with the most figures first.
    fn newest_series(
        &self,
        asked: Option<&HashSet<SeriesKey>>,
        part: Part,
    ) -> Result<Listed<SeriesKey>, ArchiveError> {
        let stories = asked.map(|asked| asked.iter().map(|key| key.story).collect());
        let mut found = Vec::new();
        self.newest_stories(Days::default(), stories.as_ref(), |story| {
            let of_story = self.keys_of(story)?.into_iter();
            found.extend(of_story.filter(|key| asked.is_none_or(|asked| asked.contains(key))));
            let is_enough = found.len() >= part.needs();
            Ok(if is_enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(part.of(found))
    }

    fn keys_of(&self, story: i64) -> Result<Vec<SeriesKey>, ArchiveError> {
        let sql = "SELECT series FROM series_figures WHERE story = ?1 GROUP BY series \
            ORDER BY count(*) DESC, series";
        let mut find = self.connection.prepare_cached(sql)?;
        let rows = find.query_map([story], |row| Ok(SeriesKey { story, series: row.get(0)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Series with more than one figure of their own, each with whether one contradicts another.
    fn compared(
        &self,
        asked: Option<&HashSet<SeriesKey>>,
    ) -> Result<BTreeMap<SeriesKey, bool>, ArchiveError> {
        let sql = "SELECT story, series, stance = 'contradicts' FROM series_figures \
            WHERE is_copy = 0 AND stance <> 'first'";
        let mut find = self.connection.prepare_cached(sql)?;
        let mut rows = find.query([])?;
        let mut compared = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let key = SeriesKey { story: row.get(0)?, series: row.get(1)? };
            if asked.is_none_or(|asked| asked.contains(&key)) {
                *compared.entry(key).or_default() |= row.get::<_, bool>(2)?;
            }
        }
        Ok(compared)
    }

    /// Those of which sources do not agree.
    fn disputed(
        &self,
        asked: Option<&HashSet<SeriesKey>>,
    ) -> Result<HashSet<SeriesKey>, ArchiveError> {
        let mut disputed = HashSet::new();
        for (key, is_contradicted) in self.compared(asked)? {
            let is_wide = || {
                let last = self.last_range(key)?;
                Ok::<bool, ArchiveError>(last.is_some_and(|(low, high)| are_far_apart(low, high)))
            };
            if is_contradicted || is_wide()? {
                disputed.insert(key);
            }
        }
        Ok(disputed)
    }

    fn by_figures(
        &self,
        asked: Option<&HashSet<SeriesKey>>,
    ) -> Result<Vec<SeriesKey>, ArchiveError> {
        let sql = "SELECT story, series, count(*) FROM series_figures GROUP BY story, series";
        let mut find = self.connection.prepare_cached(sql)?;
        let mut rows = find.query([])?;
        let mut all: Vec<(Reverse<usize>, SeriesKey)> = Vec::new();
        while let Some(row) = rows.next()? {
            let key = SeriesKey { story: row.get(0)?, series: row.get(1)? };
            if asked.is_none_or(|asked| asked.contains(&key)) {
                all.push((Reverse(row.get(2)?), key));
            }
        }
        all.sort_unstable();
        Ok(all.into_iter().map(|(_, key)| key).collect())
    }

    /// Those with more than one figure: one alone is not apart from anything.
    fn by_spread(
        &self,
        asked: Option<&HashSet<SeriesKey>>,
    ) -> Result<Vec<SeriesKey>, ArchiveError> {
        let sql = "SELECT unit FROM series WHERE story = ?1 AND series = ?2";
        let mut unit = self.connection.prepare_cached(sql)?;
        let mut spread = Vec::new();
        for key in self.compared(asked)?.into_keys() {
            let one: String = unit.query_row(params![key.story, key.series], |row| row.get(0))?;
            let (low, high) = self.last_range(key)?.unwrap_or_default();
            // Numbers that are not negative sort as their bits do.
            let wide = (high - low).max(0.0).to_bits();
            let is_money = one.len() == 3 && one.bytes().all(|b| b.is_ascii_uppercase());
            spread.push((is_money, Reverse(wide), key));
        }
        spread.sort_unstable();
        Ok(spread.into_iter().map(|(.., key)| key).collect())
    }

    /// The range of all sources' numbers on the last day.
    fn last_range(&self, key: SeriesKey) -> Result<Option<(f64, f64)>, ArchiveError> {
        let sql = "SELECT low, high FROM series_days WHERE story = ?1 AND series = ?2 AND rule = 'range' \
            ORDER BY date DESC LIMIT 1";
        let mut find = self.connection.prepare_cached(sql)?;
        let last =
            find.query_row(params![key.story, key.series], |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(last.optional()?)
    }
}

/// Text as part of a longer one, for `LIKE`.
fn part_of(text: &str) -> String {
    let plain = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{plain}%")
}
