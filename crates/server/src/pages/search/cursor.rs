//! Where a page of a list goes on: behind a datum, which is named so that it is found again when reports
//! came in meanwhile.

use jiff::civil::Date;
use sayso_archive::survey::{Kind, Selection, Survey};

use crate::fault::Fault;

/// A place in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cursor {
    /// Behind this datum of a list that begins with the newest.
    Behind {
        /// When the report was published.
        day: Date,
        /// Number of the datum in its report; 0 of a report.
        number: usize,
        /// Id of the report.
        report: String,
    },
    /// Behind so many of a list that begins with the best.
    Best(usize),
}

impl Cursor {
    /// Reads what [`Cursor::text`] wrote.
    ///
    /// # Errors
    /// It is nothing of the kind.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let behind = || {
            let (day, rest) = text.split_once('~')?;
            let (number, report) = rest.split_once('~')?;
            let (day, number) = (day.parse().ok()?, number.parse().ok()?);
            Some(Self::Behind { day, number, report: report.to_owned() })
        };
        let best = || Some(Self::Best(text.strip_prefix("best~")?.parse().ok()?));
        let said =
            || Fault::Unclear("cursor is none of this list: leave it out to begin anew".to_owned());
        best().or_else(behind).ok_or_else(said)
    }

    /// Behind the last row of a page.
    pub fn behind(survey: &Survey, kind: Kind, row: u32) -> Self {
        let (report, number) = at(survey, kind, row);
        let report = survey.report(report);
        Self::Behind { day: report.day, number, report: report.id.to_owned() }
    }

    /// As addresses have it.
    pub fn text(&self) -> String {
        match self {
            Self::Behind { day, number, report } => format!("{day}~{number}~{report}"),
            Self::Best(count) => format!("best~{count}"),
        }
    }

    /// How many rows of a selection, newest first, come before it.
    pub fn place(&self, survey: &Survey, selection: &Selection) -> usize {
        match self {
            Self::Best(count) => *count,
            Self::Behind { day, number, report } => selection.rows.partition_point(|row| {
                let (its, number_there) = at(survey, selection.kind, *row);
                let its = survey.report(its);
                (std::cmp::Reverse((its.day, its.id)), number_there)
                    <= (std::cmp::Reverse((*day, report.as_str())), *number)
            }),
        }
    }
}

/// The report of a row, and the number of the datum in it.
pub fn at(survey: &Survey, kind: Kind, row: u32) -> (u32, usize) {
    match kind {
        Kind::Events => (survey.event(row).report, survey.event(row).number),
        Kind::Statements => (survey.statement(row).report, survey.statement(row).number),
        Kind::Figures => (survey.figure(row).report, survey.figure(row).number),
        Kind::Reports => (row, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        for text in ["1987-05-04~3~https://a.example/~b", "best~50"] {
            assert_eq!(Cursor::read(text).unwrap().text(), text);
        }
        for text in ["", "5", "best~-1", "1987-05-04~x~a", "1987-13-04~1~a"] {
            assert!(matches!(Cursor::read(text), Err(Fault::Unclear(_))), "{text}");
        }
    }
}
