//! Which rows answer a question.

use std::ops::Range;

use super::bits::Bits;
use super::columns::narrow;
use super::filters::{Datum, Filters};
use super::reports::rows_of;
use super::{Kind, Survey, Wanted};
use crate::publisher::folded;
use crate::{Archive, ArchiveError};

/// Rows that answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// What the rows are.
    pub kind: Kind,
    /// The rows: newest report first (by day of publication, then id, the last first), of one report in
    /// the order of the text.
    pub rows: Vec<u32>,
    /// The reports they are in, newest first.
    pub reports: Vec<u32>,
    /// What has to be said of the answer.
    pub note: Option<Note>,
}

/// What has to be said of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// Words side by side were looked for in so many reports, the newest of those that have the words;
    /// older ones are left out.
    OnlyNewest {
        /// So many reports were looked at.
        looked_at: usize,
    },
}

/// Reports that are looked at.
pub(super) struct Scope {
    /// They are in this range …
    range: Range<usize>,
    /// … and in this set, where there is one.
    set: Option<Bits>,
}

impl Scope {
    /// Leaves those that are in a set too.
    fn narrow(&mut self, set: Bits) {
        match &mut self.set {
            Some(there) => there.and(&set),
            None => self.set = Some(set),
        }
    }

    /// The reports, newest first.
    pub fn reports(&self) -> impl Iterator<Item = u32> {
        let all = narrow(self.range.start)..narrow(self.range.end);
        all.filter(|report| self.set.as_ref().is_none_or(|set| set.has(*report)))
    }
}

impl Survey {
    /// The rows that answer what is wanted: all of them, unless the answer has a note.
    ///
    /// # Errors
    /// Only words are asked that are in nearly every report, or the archive cannot be read.
    pub fn select(
        &self,
        archive: &Archive,
        wanted: &Wanted,
        kind: Kind,
    ) -> Result<Selection, ArchiveError> {
        let mut selection = Selection { kind, rows: Vec::new(), reports: Vec::new(), note: None };
        let Some(filters) = Filters::of(self, wanted) else { return Ok(selection) };
        let mut scope = self.scope(wanted);
        if let Some(found) = self.with_words(archive, &wanted.words)? {
            scope.narrow(found);
        }
        if let Some(places) = filters.place.as_ref().filter(|_| !has_place(kind)) {
            let is_there = |report: usize| {
                self.columns.places.of(report).iter().any(|place| places.has(*place))
            };
            let found = self.reports_that(&scope, is_there);
            scope.narrow(found);
        }
        self.narrow_by_others(&mut scope, &filters.lacked_by(kind));
        let had = filters.had_by(kind);
        for report in scope.reports() {
            let before = selection.rows.len();
            let rows = self.rows(kind, report);
            selection
                .rows
                .extend(rows.filter(|row| had.let_through(self, Datum { kind, row: *row })));
            if selection.rows.len() > before {
                selection.reports.push(report);
            }
        }
        self.prove(archive, &wanted.words, &mut selection)?;
        Ok(selection)
    }

    /// The reports that what is asked of reports lets through, words and places aside.
    fn scope(&self, wanted: &Wanted) -> Scope {
        let range = self.reports.between(wanted.from, wanted.to);
        let mut scope = Scope { range, set: None };
        if let Some(source) = &wanted.source {
            let wanted = folded(source);
            let publishers = Bits::of(self.reports.publishers.len(), |at| {
                self.reports.publishers.get(at).is_some_and(|name| folded(name) == wanted)
            });
            let is = |report: usize| publishers.has(self.reports.source(report));
            let found = self.reports_that(&scope, is);
            scope.narrow(found);
        }
        if let Some(ids) = &wanted.reports {
            let mut found = Bits::none(self.reports.len());
            let reports = ids.iter().filter_map(|id| self.reports.by_id(id));
            reports.for_each(|report| found.put(report as usize));
            scope.narrow(found);
        }
        scope
    }

    /// Those of some reports for which it `is`.
    fn reports_that(&self, scope: &Scope, is: impl Fn(usize) -> bool) -> Bits {
        let mut found = Bits::none(self.reports.len());
        let reports = scope.reports().map(|report| report as usize);
        reports.filter(|report| is(*report)).for_each(|report| found.put(report));
        found
    }

    /// Leaves the reports with data that have what the kind asked for does not have: see [`Wanted`].
    fn narrow_by_others(&self, scope: &mut Scope, lacked: &Filters) {
        let has = |scope: &Scope, kinds: &[Kind], asked: &Filters| {
            self.reports_that(scope, |report| {
                kinds.iter().any(|kind| self.any_of(*kind, narrow(report), asked))
            })
        };
        let alone = Filters { measure: lacked.measure.clone(), ..Filters::default() };
        let (asks_event, asks_figure) = (lacked.asks_event(), lacked.asks_figure());
        if asks_event {
            let found = has(scope, &[Kind::Events], lacked);
            scope.narrow(found);
        }
        if asks_figure {
            let asked = if asks_event { &alone } else { lacked };
            let found = has(scope, &[Kind::Figures], asked);
            scope.narrow(found);
        }
        if !asks_event && !asks_figure && lacked.asks_any() {
            let all = [Kind::Events, Kind::Figures, Kind::Statements];
            let kinds = if lacked.suits_statements() { &all[..] } else { &all[..2] };
            let found = has(scope, kinds, lacked);
            scope.narrow(found);
        }
    }

    /// Whether a datum of this kind in a report has what is asked.
    fn any_of(&self, kind: Kind, report: u32, asked: &Filters) -> bool {
        self.rows(kind, report).any(|row| asked.let_through(self, Datum { kind, row }))
    }

    /// The rows of a kind in a report.
    pub(super) fn rows(&self, kind: Kind, report: u32) -> Range<u32> {
        match kind {
            Kind::Events => rows_of(&self.columns.event_ends, report),
            Kind::Statements => rows_of(&self.columns.statement_ends, report),
            Kind::Figures => rows_of(&self.columns.figure_ends, report),
            Kind::Reports => report..report + 1,
        }
    }

    /// The report of a row.
    pub(super) fn report_of(&self, kind: Kind, row: u32) -> u32 {
        let column = match kind {
            Kind::Events => &self.event_reports,
            Kind::Statements => &self.statement_reports,
            Kind::Figures => &self.figure_reports,
            Kind::Reports => return row,
        };
        column.get(row as usize).copied().unwrap_or(super::columns::NONE)
    }
}

/// Whether data of this kind have a place of their own.
pub(super) fn has_place(kind: Kind) -> bool {
    matches!(kind, Kind::Events | Kind::Figures)
}
