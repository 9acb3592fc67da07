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

use crate::{Archive, ArchiveError, Records, Standing, Stored};

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
                let candidate = search.candidate(&mut records, row.get(0)?, row.get(1)?)?;
                candidates.push(candidate);
            }
            if candidates.is_empty() {
                break;
            }
            hits.extend(proof.of(candidates.into_iter().flatten().collect())?);
        }
        hits.truncate(search.limit);
        Ok(hits)
    }
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
        let mut conditions = Vec::new();
        if self.from.is_some() || self.to.is_some() {
            conditions.push("date BETWEEN ifnull(?1, '') AND ifnull(?2, '9999-99-99')");
        }
        if !asks {
            // The parameters have to be in the query, whatever it is.
            conditions.push("(?1, ?2) IS NOT NULL");
            let all = conditions.join(" AND ");
            return Ok(format!(
                "SELECT report, 0.0 FROM reports WHERE {all} ORDER BY date DESC, report DESC"
            ));
        }
        let dated = match conditions.as_slice() {
            [] => "?1 IS NULL AND ?2 IS NULL".to_owned(),
            [only, ..] => format!("rowid IN (SELECT report FROM reports WHERE {only})"),
        };
        // Worth is negative in SQLite: the best is the least.
        Ok(format!(
            "SELECT rowid, -bm25(words, 8.0, 4.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0) AS score FROM words \
             WHERE words MATCH ?3 AND {dated} ORDER BY score DESC, rowid DESC"
        ))
    }

    /// A candidate that the filters let through.
    fn candidate(
        &self,
        records: &mut Records,
        number: i64,
        score: f64,
    ) -> Result<Option<(Stored, f64, Found)>, ArchiveError> {
        let Some(stored) = records.get(number)? else { return Ok(None) };
        if !self.all_versions && stored.standing != Standing::Current {
            return Ok(None);
        }
        let found = self.filter.found(&stored.record);
        Ok(found.map(|found| (stored, score, found)))
    }
}
