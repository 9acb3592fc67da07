//! The reports of a survey, newest first.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::columns::{NONE, narrow, rows};
use super::gather::Due;
use super::names::Known;
use crate::publisher::folded;
use crate::{Archive, ArchiveError};

/// Reports that stand, by date of publication and id, the last first.
#[derive(Debug, Default, PartialEq)]
pub struct Reports {
    numbers: Vec<i64>,
    days: Vec<Date>,
    engines: Vec<i64>,
    /// Which publisher.
    sources: Vec<u32>,
    /// All ids, end to end.
    ids: String,
    id_ends: Vec<usize>,
    /// The reports by number.
    by_number: Vec<u32>,
    /// The reports by id.
    by_id: Vec<u32>,
    /// Publishers, by name as it is written.
    pub publishers: Vec<Arc<str>>,
    /// For each the first with the same name in any case.
    pub folded: Vec<u32>,
}

/// A report as the archive has it.
struct Head {
    number: i64,
    id: String,
    day: Date,
    source: u32,
    engine: i64,
}

impl Reports {
    /// Those of an archive.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn read(archive: &Archive) -> Result<Self, ArchiveError> {
        let mut names = Known::<Arc<str>>::default();
        let sql = "SELECT report, id, date, source, engine FROM reports \
            WHERE standing = 'current' ORDER BY report";
        let mut find = archive.connection.prepare(sql)?;
        let mut rows = find.query([])?;
        let mut heads = Vec::new();
        while let Some(row) = rows.next()? {
            let id: String = row.get(1)?;
            let day = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?.parse();
            let day = day.map_err(|_| ArchiveError::Damaged(format!("the date of report {id}")))?;
            let source = row.get_ref(3)?.as_str_or_null().map_err(rusqlite::Error::from)?;
            let source = source.map_or(NONE, |source| names.word(source));
            heads.push(Head { number: row.get(0)?, id, day, source, engine: row.get(4)? });
        }
        heads.sort_unstable_by(|one, other| (other.day, &other.id).cmp(&(one.day, &one.id)));
        Ok(Self::of(heads, names.into_all().0))
    }

    fn of(heads: Vec<Head>, names: Vec<Arc<str>>) -> Self {
        let mut all = Self::default();
        // Publishers in the order in which the reports name them.
        let mut now = vec![NONE; names.len()];
        let mut first: HashMap<String, u32> = HashMap::new();
        for head in heads {
            all.numbers.push(head.number);
            all.days.push(head.day);
            all.engines.push(head.engine);
            all.ids.push_str(&head.id);
            all.id_ends.push(all.ids.len());
            let known = now.get_mut(head.source as usize).zip(names.get(head.source as usize));
            let source = known.map_or(NONE, |(now, name)| {
                if *now == NONE {
                    *now = narrow(all.publishers.len());
                    all.publishers.push(name.clone());
                    all.folded.push(*first.entry(folded(name)).or_insert(*now));
                }
                *now
            });
            all.sources.push(source);
        }
        all.by_number = (0..narrow(all.numbers.len())).collect();
        all.by_number.sort_unstable_by_key(|report| all.numbers.get(*report as usize));
        let mut by_id: Vec<u32> = (0..narrow(all.numbers.len())).collect();
        by_id.sort_unstable_by_key(|report| all.id(*report as usize));
        all.by_id = by_id;
        all
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// The number in the archive.
    pub fn number(&self, report: usize) -> i64 {
        self.numbers.get(report).copied().unwrap_or(0)
    }

    /// Date of publication.
    pub fn day(&self, report: usize) -> Date {
        self.days.get(report).copied().unwrap_or(Date::MIN)
    }

    /// Which publisher.
    pub fn source(&self, report: usize) -> u32 {
        self.sources.get(report).copied().unwrap_or(NONE)
    }

    /// Which publisher, names in any case being one.
    pub fn publisher(&self, report: usize) -> u32 {
        self.folded.get(self.source(report) as usize).copied().unwrap_or(NONE)
    }

    /// The id.
    pub fn id(&self, report: usize) -> &str {
        let before = report.checked_sub(1).and_then(|before| self.id_ends.get(before));
        let end = self.id_ends.get(report).copied().unwrap_or(0);
        self.ids.get(before.copied().unwrap_or(0)..end).unwrap_or("")
    }

    /// The report of an id.
    pub fn by_id(&self, id: &str) -> Option<u32> {
        let at = self.by_id.binary_search_by_key(&id, |report| self.id(*report as usize)).ok()?;
        self.by_id.get(at).copied()
    }

    /// The report of a number in the archive.
    pub fn by_number(&self, number: i64) -> Option<u32> {
        let key = |report: &u32| self.number(*report as usize);
        let at = self.by_number.binary_search_by_key(&number, key).ok()?;
        self.by_number.get(at).copied()
    }

    /// All reports with their numbers, in the order of these.
    pub fn numbered(&self) -> impl Iterator<Item = (i64, u32)> {
        self.by_number.iter().map(|report| (self.number(*report as usize), *report))
    }

    /// Those published on a day between two, first and last included.
    pub fn between(&self, from: Option<Date>, to: Option<Date>) -> std::ops::Range<usize> {
        let first = to.map_or(0, |to| self.days.partition_point(|day| *day > to));
        let end = from.map_or(self.len(), |from| self.days.partition_point(|day| *day >= from));
        first..end.max(first)
    }

    /// Those that an older survey does not have as they are now.
    pub fn due(&self, older: Option<&Self>) -> Vec<Due> {
        let is_known = |report: usize| {
            older.is_some_and(|older| {
                let there = older.by_number(self.number(report));
                there.is_some_and(|there| {
                    let there = there as usize;
                    older.engines.get(there) == self.engines.get(report)
                        && older.day(there) == self.day(report)
                })
            })
        };
        let due = (0..self.len()).filter(|report| !is_known(*report));
        due.map(|report| Due { number: self.number(report), day: self.day(report) }).collect()
    }
}

/// The rows of a report's data.
pub fn rows_of(ends: &[u32], report: u32) -> std::ops::Range<u32> {
    let rows = rows(ends, report as usize);
    narrow(rows.start)..narrow(rows.end)
}
