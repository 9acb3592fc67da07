//! Full text with filters over the record, best first, each hit with the words that answer.
//!
//! The index names candidates, in the order of their worth (BM25, a word in the headline counting
//! most, in the first paragraph more than in the rest); each is then held against its own text and
//! record, so that what comes out is exactly what was asked.

mod filter;
mod snippet;
mod words;

use jiff::civil::Date;
use rusqlite::params;

use crate::{Archive, ArchiveError, Records, Standing, Stored, text};

pub use filter::{Filter, Found};
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

/// A report that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The report with its record.
    pub stored: Stored,
    /// Its worth among the hits of this search, greater is better; 0 where no words were asked.
    pub score: f64,
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
        let mut records = self.records();
        let mut hits = Vec::new();
        let sql = search.candidates()?;
        let mut find = self.connection.prepare(&sql)?;
        let day = |date: Option<Date>| date.map(|date| date.to_string());
        let query = search.for_index();
        let mut rows = match &query {
            Some(query) => find.query(params![day(search.from), day(search.to), query])?,
            None => find.query(params![day(search.from), day(search.to)])?,
        };
        let proof = Proof::new(&search.words)?;
        while hits.len() < search.limit {
            let mut candidates = Vec::new();
            while candidates.len() < AT_ONCE.min(search.limit) {
                let Some(row) = rows.next()? else { break };
                let (number, score) = (row.get(0)?, row.get(1)?);
                candidates.extend(self.candidate(search, &mut records, number, score)?);
            }
            if candidates.is_empty() {
                break;
            }
            for (Candidate { number, score, found, .. }, words) in proof.of(candidates)? {
                let Some(stored) = records.get(number)? else { continue };
                let snippet = Snippet::of(&stored.record.report.text, words);
                hits.push(Hit { stored, score, snippet, found });
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
        score: f64,
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
        Ok(found.map(|found| Candidate { number, score, found, title, text }))
    }
}

/// A report that may be a hit.
struct Candidate {
    number: i64,
    score: f64,
    found: Found,
    title: String,
    text: String,
}

impl Search {
    /// What the index is asked.
    fn for_index(&self) -> Option<String> {
        let words = self.words.for_index();
        let words = words.map(|words| format!("{{title lead body}} : ({words})"));
        let all: Vec<String> = words.into_iter().chain(self.filter.for_index()).collect();
        (!all.is_empty()).then(|| all.join(" AND "))
    }

    /// The query that names candidates: parameters are the first day, the last day, the words.
    fn candidates(&self) -> Result<String, ArchiveError> {
        let asks = self.for_index().is_some();
        if !asks && !self.words.is_empty() {
            return Err(ArchiveError::CommonWords);
        }
        let dated = "date BETWEEN ifnull(?1, '') AND ifnull(?2, '9999-99-99')";
        if !asks {
            return Ok(format!(
                "SELECT report, 0.0 FROM reports WHERE {dated} ORDER BY date DESC, report DESC"
            ));
        }
        let dated = match (self.from, self.to) {
            (None, None) => "?1 IS NULL AND ?2 IS NULL".to_owned(),
            _ => format!("rowid IN (SELECT report FROM reports WHERE {dated})"),
        };
        // Worth is negative in SQLite: the best is the least.
        Ok(format!(
            "SELECT rowid, -bm25(words, 8.0, 4.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0) AS score FROM words \
             WHERE words MATCH ?3 AND {dated} ORDER BY score DESC, rowid DESC"
        ))
    }
}
