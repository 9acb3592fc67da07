//! Words of reports: the index names those that have them; where words have to stand side by side, the
//! texts themselves are looked at.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use super::Survey;
use super::bits::Bits;
use super::select::{Note, Selection};
use crate::{Archive, ArchiveError, Words, text};

/// So many reports, the newest of those that have the words, are looked at at most.
const LOOKED_AT: usize = 2000;
/// Answers for so many words are kept.
const KEPT: usize = 32;

/// What was asked of the texts before, the last first.
#[derive(Default)]
pub struct Asked(VecDeque<(Words, Arc<Answer>)>);

/// What the texts answer.
struct Answer {
    /// Reports that the index names.
    named: Bits,
    /// Which reports do hold what is meant, of those looked at.
    proved: Mutex<HashMap<u32, bool>>,
}

impl Survey {
    /// The reports that the index names for these words; `None` where no words are asked.
    pub(super) fn with_words(
        &self,
        archive: &Archive,
        words: &Words,
    ) -> Result<Option<Bits>, ArchiveError> {
        if words.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.answer(archive, words)?.named.clone()))
    }

    /// Leaves the reports, and their rows, whose texts hold what is meant.
    pub(super) fn prove(
        &self,
        archive: &Archive,
        words: &Words,
        selection: &mut Selection,
    ) -> Result<(), ArchiveError> {
        if words.is_empty() || words.is_told_by_index() {
            return Ok(());
        }
        if selection.reports.len() > LOOKED_AT {
            selection.note = Some(Note::OnlyNewest { looked_at: LOOKED_AT });
            selection.reports.truncate(LOOKED_AT);
        }
        let answer = self.answer(archive, words)?;
        let mut held = Bits::none(self.reports.len());
        for report in &selection.reports {
            if self.holds(archive, words, &answer, *report)? {
                held.put(*report as usize);
            }
        }
        selection.reports.retain(|report| held.has(*report));
        let kind = selection.kind;
        selection.rows.retain(|row| held.has(self.report_of(kind, *row)));
        Ok(())
    }

    /// Whether the text of a report holds what is meant.
    fn holds(
        &self,
        archive: &Archive,
        words: &Words,
        answer: &Answer,
        report: u32,
    ) -> Result<bool, ArchiveError> {
        let known = || answer.proved.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(is_held) = known().get(&report) {
            return Ok(*is_held);
        }
        let sql = "SELECT title, text FROM reports JOIN texts USING (report) WHERE report = ?1";
        let mut find = archive.connection.prepare_cached(sql)?;
        let mut rows = find.query([self.reports.number(report as usize)])?;
        let Some(row) = rows.next()? else { return Ok(false) };
        let odd = rusqlite::Error::from;
        let title = row.get_ref(0)?.as_str_or_null().map_err(odd)?.unwrap_or("");
        let text = text::expand(row.get_ref(1)?.as_blob().map_err(odd)?).ok_or_else(|| {
            ArchiveError::Damaged(format!(
                "the text of report {}",
                self.reports.id(report as usize)
            ))
        })?;
        let is_held = words.are_in(&[title, &text]);
        known().insert(report, is_held);
        Ok(is_held)
    }

    /// What the texts answer, as far as it is known.
    fn answer(&self, archive: &Archive, words: &Words) -> Result<Arc<Answer>, ArchiveError> {
        let asked = || self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, answer)) = asked().0.iter().find(|(there, _)| there == words) {
            return Ok(answer.clone());
        }
        let named = self.named_by_index(archive, words)?;
        let answer = Arc::new(Answer { named, proved: Mutex::default() });
        let mut asked = asked();
        asked.0.push_front((words.clone(), answer.clone()));
        asked.0.truncate(KEPT);
        Ok(answer)
    }

    fn named_by_index(&self, archive: &Archive, words: &Words) -> Result<Bits, ArchiveError> {
        let query = words.for_index().ok_or(ArchiveError::CommonWords)?;
        let mut found = Bits::none(self.reports.len());
        let mut numbered = self.reports.numbered().peekable();
        let sql = "SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rowid";
        let mut find = archive.connection.prepare_cached(sql)?;
        let mut rows = find.query([format!("{{title lead body}} : ({query})")])?;
        while let Some(row) = rows.next()? {
            let number: i64 = row.get(0)?;
            while numbered.next_if(|(there, _)| *there < number).is_some() {}
            if let Some((_, report)) = numbered.next_if(|(there, _)| *there == number) {
                found.put(report as usize);
            }
        }
        Ok(found)
    }
}
