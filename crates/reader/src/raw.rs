//! A piece of an input that one report is made of.

use std::sync::Arc;

use sayso_record::proof::prove;
use sayso_record::{Record, Report};

use crate::dates::YEARS;
use crate::wire::Wire;
use crate::{At, Problem, ReadError, language, wire};

/// A report, or why there is none.
pub type Item = Result<Reading, ReadError>;

/// A report with what was noticed while reading it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The report.
    pub report: Report,
    /// The record of this very report, where it was coded before: proved, and to be taken as it is.
    pub record: Option<Box<Record>>,
    /// What was mended on the way, with file and line, for people.
    pub warning: Option<String>,
    /// What a news agency's marks say of it.
    pub wire: Wire,
}

impl Reading {
    /// A report about which nothing was noticed; [`Raw::report`] adds the marks.
    pub fn new(report: Report) -> Self {
        Self { report, record: None, warning: None, wire: Wire::default() }
    }

    /// A report that was coded before, if the record stands on its text and the report is one that could
    /// have been read.
    ///
    /// # Errors
    /// It does not or is not, and is not to be believed.
    pub(crate) fn coded(record: Record) -> Result<Self, Problem> {
        if record.report.text.trim().is_empty() {
            return Err(Problem::Empty);
        }
        let unread = unreadable(&record.report).into_iter();
        let mut faults = unread.chain(prove(&record).faults.into_iter().map(|fault| fault.what));
        if let Some(fault) = faults.next() {
            return Err(Problem::Unproved { fault, faults: 1 + faults.count() });
        }
        let report = record.report.clone();
        Ok(Self { record: Some(Box::new(record)), ..Self::new(report) })
    }
}

/// What is in a report that no reader gives.
fn unreadable(report: &Report) -> Vec<String> {
    let mut faults = Vec::new();
    if report.id.trim().is_empty() {
        faults.push("the report's id is empty".to_owned());
    }
    if !YEARS.contains(&report.date.year()) {
        let (first, last) = (YEARS.start(), YEARS.end());
        faults.push(format!("the report's date {} is not of {first} to {last}", report.date));
    }
    faults
}

/// One report's piece of an input, cut out and not yet looked into.
pub struct Raw {
    /// About how many bytes of text are in it, so that batches come out even.
    pub weight: usize,
    place: Option<(Arc<str>, At)>,
    make: Box<dyn FnOnce() -> Item + Send>,
}

impl Raw {
    /// A piece of about `weight` bytes of text; `make` does the work.
    pub(crate) fn new(weight: usize, make: impl FnOnce() -> Item + Send + 'static) -> Self {
        Self { weight, place: None, make: Box::new(make) }
    }

    /// This piece, with its place for messages about the report that comes of it.
    pub(crate) fn placed(self, input: &Arc<str>, at: At) -> Self {
        Self { place: Some((input.clone(), at)), ..self }
    }

    /// A piece that could not even be cut out.
    pub(crate) fn failed(error: ReadError) -> Self {
        Self::new(0, || Err(error))
    }

    /// The report of this piece.
    ///
    /// # Errors
    /// It cannot be read, or is none that is wanted ([`Problem::is_skip`]); says where and why.
    pub fn report(self) -> Item {
        let mut reading = (self.make)()?;
        // A record of it shows that its language was taken for English before.
        let foreign = |text: &str| language::foreign(text, None);
        if let (None, Some(name)) = (&reading.record, foreign(&reading.report.text)) {
            let (input, at) = self.place.unwrap_or_else(|| unplaced(&reading.report));
            return Err(Problem::NotEnglish(name).at(&input, at));
        }
        reading.wire = wire::wire(&reading.report);
        Ok(reading)
    }
}

/// What names a report whose format did not say where it stands.
fn unplaced(report: &Report) -> (Arc<str>, At) {
    (report.url.as_deref().unwrap_or(&report.id).into(), At::Whole)
}

impl Problem {
    /// This problem at a place of an input.
    pub(crate) fn at(self, input: &str, at: At) -> ReadError {
        ReadError { input: input.to_owned(), at, problem: self }
    }
}
