//! Full text with filters over the record, best first, each hit with the words that answer.
//!
//! The index names candidates: first those with all words in the headline, then in headline and first
//! paragraph, where news says what it is about, then anywhere, of each the newest first. Each is held
//! against its own text and record, so that what comes out is exactly what was asked.

pub(crate) mod filter;
mod rows;
mod shown;
mod snippet;
mod words;

use std::collections::HashSet;

use jiff::civil::Date;
use rusqlite::params;

use crate::{Archive, ArchiveError, Records, Standing, Stored, text};

pub(crate) use filter::words as words_of_name;
pub use filter::{Filter, Found, PLOVER_TYPES};
use snippet::Proof;
pub use snippet::Snippet;
pub use words::Words;

/// Candidates that are held against their texts at a time.
const AT_ONCE: usize = 32;

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// The words; none is any report that the filters let through, newest first.
    pub words: Words,
    /// What the record has to hold.
    pub filter: Filter,
    /// First day of publication.
    pub from: Option<Date>,
    /// Last day of publication.
    pub to: Option<Date>,
    /// Whether versions that were superseded or withdrawn are looked at too.
    pub all_versions: bool,
    /// How many hits are wanted at most.
    pub limit: usize,
}

impl Search {
    /// What is said to who asks for nothing.
    pub const NOTHING: &str = "nothing to look for: give words, or a filter";

    /// Whether nothing is asked: neither words, nor a filter, nor days.
    pub fn is_empty(&self) -> bool {
        let Self { words, filter, from, to, .. } = self;
        words.is_empty() && filter.is_empty() && from.is_none() && to.is_none()
    }
}

/// A report that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The report with its record.
    pub stored: Stored,
    /// 3 where all words stand in the headline, 2 in headline and first paragraph, 1 in the whole text;
    /// 0 where no words were asked.
    pub score: u8,
    /// The words that answer.
    pub snippet: Snippet,
    /// The events and statements that answer.
    pub found: Found,
}

impl Archive {
    /// The best hits of a search.
    ///
    /// # Errors
    /// Nothing is asked that would narrow anything, or the archive cannot be read.
    pub fn search(&self, search: &Search) -> Result<Vec<Hit>, ArchiveError> {
        let proof = Proof::new(&search.words)?;
        let (mut records, mut seen, mut hits) = (self.records(), HashSet::new(), Vec::new());
        for stage in search.stages()? {
            let mut find = self.connection.prepare(&stage.sql)?;
            let day = |date: Option<Date>| date.map(|date| date.to_string());
            let mut rows = find.query(params![day(search.from), day(search.to), stage.query])?;
            while hits.len() < search.limit {
                let mut candidates = Vec::new();
                while candidates.len() < AT_ONCE.min(search.limit) {
                    let Some(row) = rows.next()? else { break };
                    let number = row.get(0)?;
                    if seen.insert(number) {
                        candidates.extend(self.candidate(search, &mut records, number)?);
                    }
                }
                if candidates.is_empty() {
                    break;
                }
                for (Candidate { number, found, .. }, words) in proof.of(candidates)? {
                    let Some(stored) = records.get(number)? else { continue };
                    let snippet = Snippet::of(&stored.record.report.text, words);
                    hits.push(Hit { stored, score: stage.score, snippet, found });
                }
            }
        }
        hits.truncate(search.limit);
        Ok(hits)
    }

    /// A report that the index named, where it stands, may have the words, and the filters let it
    /// through.
    fn candidate(
        &self,
        search: &Search,
        records: &mut Records,
        number: i64,
    ) -> Result<Option<Candidate>, ArchiveError> {
        let sql =
            "SELECT standing, title, text FROM reports JOIN texts USING (report) WHERE report = ?1";
        let mut find = self.connection.prepare_cached(sql)?;
        let (standing, title, text): (String, Option<String>, Vec<u8>) =
            find.query_row([number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        if !search.all_versions && standing != Standing::Current.word() {
            return Ok(None);
        }
        let text = text::expand(&text)
            .ok_or_else(|| ArchiveError::Damaged(format!("the text of report number {number}")))?;
        let title = title.unwrap_or_default();
        if !search.words.may_be_in(&[&title, &text]) {
            return Ok(None);
        }
        let found = if search.filter.is_empty() {
            Some(Found::default())
        } else {
            let stored = records.get(number)?;
            stored.and_then(|stored| search.filter.found(&stored.record))
        };
        Ok(found.map(|found| Candidate { number, found, title, text }))
    }
}

/// A report that may be a hit.
struct Candidate {
    number: i64,
    found: Found,
    title: String,
    text: String,
}

/// One way of asking for candidates; the better ones are asked for first.
struct Stage {
    score: u8,
    /// Parameters: first day, last day, and what the full text is asked.
    sql: String,
    query: Option<String>,
}

impl Search {
    /// The ways of asking, best first: all words in the headline; in headline and first paragraph;
    /// anywhere. Of one stage the newest arrivals come first.
    fn stages(&self) -> Result<Vec<Stage>, ArchiveError> {
        let filters = self.filter.for_index();
        let dated = "date BETWEEN ifnull(?1, '') AND ifnull(?2, '9999-99-99')";
        let of_words = "SELECT rowid FROM words WHERE words MATCH ?3";
        let sql = match (self.from, self.to) {
            (None, None) => format!("{of_words} AND ?1 IS ?2 ORDER BY rowid DESC"),
            _ => format!(
                "{of_words} AND rowid IN (SELECT report FROM reports WHERE {dated}) ORDER BY rowid DESC"
            ),
        };
        let stage = |(score, words): (u8, Option<String>)| {
            let all: Vec<String> = words.into_iter().chain(filters.clone()).collect();
            Stage { score, sql: sql.clone(), query: Some(all.join(" AND ")) }
        };
        match self.words.for_index() {
            Some(words) => {
                let columns = [(3, "title"), (2, "title lead"), (1, "title lead body")];
                let ask = |(score, columns)| (score, Some(format!("{{{columns}}} : ({words})")));
                Ok(columns.map(ask).map(stage).into())
            }
            None if !filters.is_empty() => Ok(vec![stage((0, None))]),
            None if !self.words.is_empty() => Err(ArchiveError::CommonWords),
            None => {
                let sql = format!(
                    "SELECT report FROM reports WHERE {dated} AND ?3 IS NULL ORDER BY date DESC, report DESC"
                );
                Ok(vec![Stage { score: 0, sql, query: None }])
            }
        }
    }
}
