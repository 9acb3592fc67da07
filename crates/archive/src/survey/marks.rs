//! What readers marked the data of a survey.

use std::collections::HashMap;

use super::bits::Bits;
use super::columns::narrow;
use super::reports::rows_of;
use super::{Kind, Survey};

/// What a reader found of a datum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It is as the text says.
    Right,
    /// It is not.
    Wrong,
    /// It is otherwise, and the reader said how.
    Corrected,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Right, Self::Wrong, Self::Corrected];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Corrected => "corrected",
        }
    }

    /// The verdict of a word.
    pub fn by_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.word() == word)
    }
}

/// A mark that stands: report by its number in the archive, kind, number of the datum in its record,
/// and what was found.
pub type Marked = (i64, Kind, usize, Verdict);

/// The marks that stand, by rows of a survey.
#[derive(Debug, Default)]
pub struct Marks {
    events: OfKind,
    statements: OfKind,
    figures: OfKind,
}

/// Those of one kind.
#[derive(Debug, Default)]
struct OfKind {
    /// Looked at first: most data have none.
    marked: Bits,
    verdicts: HashMap<u32, Verdict>,
}

impl Marks {
    /// Marks of a survey, the oldest first: of several on one datum the last holds.
    pub fn of(survey: &Survey, marks: impl IntoIterator<Item = Marked>) -> Self {
        let columns = &survey.columns;
        let sized = |length| OfKind { marked: Bits::none(length), ..OfKind::default() };
        let mut all = Self {
            events: sized(columns.events.code.len()),
            statements: sized(columns.statements.kind.len()),
            figures: sized(columns.figures.measure.len()),
        };
        for (number, kind, datum, verdict) in marks {
            let Some(report) = survey.reports.by_number(number) else { continue };
            let (ends, of_kind) = match kind {
                Kind::Events => (&columns.event_ends, &mut all.events),
                Kind::Statements => (&columns.statement_ends, &mut all.statements),
                Kind::Figures => (&columns.figure_ends, &mut all.figures),
                Kind::Reports => continue,
            };
            let rows = rows_of(ends, report);
            let row = rows.start.saturating_add(narrow(datum));
            if rows.contains(&row) {
                of_kind.marked.put(row as usize);
                of_kind.verdicts.insert(row, verdict);
            }
        }
        all
    }

    /// What a datum was marked.
    pub fn verdict(&self, kind: Kind, row: u32) -> Option<Verdict> {
        let of_kind = match kind {
            Kind::Events => &self.events,
            Kind::Statements => &self.statements,
            Kind::Figures => &self.figures,
            Kind::Reports => return None,
        };
        of_kind.marked.has(row).then(|| of_kind.verdicts.get(&row).copied()).flatten()
    }
}
