//! What an archive holds, in columns in memory, for counting: which events, statements, figures and
//! reports answer a question, and how many of each kind there are among them.
//!
//! - `load`: reads an archive (`gather`), on several threads, into `columns`, newest report first.
//! - [`Survey::select`]: the rows that answer what is [`Wanted`]; `words` asks the full text.
//! - `facets` and `counts`: how many there are among them.
//!
//! A survey is of one moment: [`Survey::is_behind`] says when to make another. Only what readers
//! mark is kept up within it ([`Survey::set_marks`]). The same archive gives the same answers, whatever
//! the threads, and the same numbers of entities, places, stories and happenings.

mod bits;
mod columns;
mod counts;
mod exact;
mod facets;
mod filters;
mod gather;
mod index;
mod load;
mod marks;
mod names;
mod periods;
mod reports;
mod rows;
mod select;
mod stamp;
mod stories;
mod tables;
mod wanted;
mod when;
mod words;

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use jiff::civil::Date;

use columns::Columns;
use gather::Named;
use index::Names;
use load::{Merged, reports_of};
use marks::Marks;
use reports::Reports;
use stamp::Stamp;
use stories::Stories;
use tables::Tables;

pub use counts::{Counts, Pair, SpotCount};
pub use exact::Exact;
pub use facets::{Count, Facet};
pub use marks::{Marked, Verdict};
pub use names::{Entity, Spot};
pub use periods::{Bin, Clock, Period};
pub use rows::{EventRow, FigureRow, ReportRow, StatementRow};
pub use select::{Note, Selection};
pub use wanted::{Kind, SaidBy, Wanted};

/// An archive in memory; any number of threads may ask it at a time.
pub struct Survey {
    stamp: Stamp,
    tables: Tables,
    reports: Reports,
    columns: Columns,
    stories: Stories,
    event_reports: Vec<u32>,
    statement_reports: Vec<u32>,
    figure_reports: Vec<u32>,
    entities: Vec<Entity>,
    entity_hashes: Vec<u64>,
    spots: Vec<Spot>,
    spot_hashes: Vec<u64>,
    measures: Vec<Arc<str>>,
    who: Names,
    whereabouts: Names,
    marks: RwLock<Arc<Marks>>,
    asked: Mutex<words::Asked>,
}

/// What is in a survey.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Reports that stand.
    pub reports: usize,
    /// Events in them.
    pub events: usize,
    /// Statements in them.
    pub statements: usize,
    /// Figures in them.
    pub figures: usize,
    /// Stories that they are in.
    pub stories: usize,
    /// Happenings that they tell of; none unless the archive has stories.
    pub happenings: usize,
    /// Those who published them; names in any case are one.
    pub sources: usize,
    /// First day of publication.
    pub first: Option<Date>,
    /// Last day of publication.
    pub last: Option<Date>,
}

impl Survey {
    fn of(
        stamp: Stamp,
        tables: Tables,
        reports: Reports,
        merged: Merged,
        stories: Stories,
    ) -> Self {
        let Merged { columns, entities, spots, measures } = merged;
        let (entities, entity_hashes) = entities.into_all();
        let (spots, spot_hashes) = spots.into_all();
        let who = Names::of(entities.iter().map(|entity| {
            let Entity { name, country, role, code, .. } = entity;
            (name, [country.as_ref(), role.as_ref(), code.as_ref()])
        }));
        let whereabouts =
            Names::of(spots.iter().map(|Spot { name, country, .. }| {
                (name, [country.as_ref(), None, country.as_ref()])
            }));
        let survey = Self {
            stamp,
            tables,
            reports,
            event_reports: reports_of(&columns.event_ends),
            statement_reports: reports_of(&columns.statement_ends),
            figure_reports: reports_of(&columns.figure_ends),
            columns,
            stories,
            entities,
            entity_hashes,
            spots,
            spot_hashes,
            measures: measures.into_all().0,
            who,
            whereabouts,
            marks: RwLock::default(),
            asked: Mutex::default(),
        };
        survey.set_marks([]);
        survey
    }

    /// Puts the marks that stand in the place of those known before, the oldest first; costs what the
    /// marks cost, whatever else is in the survey.
    pub fn set_marks(&self, marks: impl IntoIterator<Item = Marked>) {
        let marks = Arc::new(Marks::of(self, marks));
        *self.marks.write().unwrap_or_else(PoisonError::into_inner) = marks;
    }

    /// The marks as they are now.
    fn marks(&self) -> Arc<Marks> {
        self.marks.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is in it.
    pub fn totals(&self) -> Totals {
        let reports = self.reports.len();
        let day = |report: Option<usize>| report.map(|report| self.reports.day(report));
        let folded = self.reports.folded.iter().enumerate();
        Totals {
            reports,
            events: self.columns.events.code.len(),
            statements: self.columns.statements.kind.len(),
            figures: self.columns.figures.measure.len(),
            stories: self.stories.ids.len(),
            happenings: self.stories.happenings.len(),
            sources: folded.filter(|(at, first)| *at == **first as usize).count(),
            first: day(reports.checked_sub(1)),
            last: day((reports > 0).then_some(0)),
        }
    }

    /// The names that its columns refer to.
    fn named(&self) -> Named<'_> {
        Named {
            entities: (&self.entities, &self.entity_hashes),
            spots: (&self.spots, &self.spot_hashes),
            measures: &self.measures,
        }
    }
}
