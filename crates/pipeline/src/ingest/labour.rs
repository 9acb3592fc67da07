//! What one thread of an ingest does: steps in, coded reports out, ready for the archive.

use std::path::Path;

use sayso_archive::{Archive, ArchiveError, Incoming, Stored};
use sayso_language::Worker;
use sayso_reader::Reading;

use super::taking::{Ready, Recoded, Taken};
use crate::feed::Step;
use crate::{Coded, Engine};

/// What one thread codes with.
pub struct Labour<'e> {
    engine: &'e Engine,
    worker: Worker<'e>,
    archive: Option<Archive>,
}

impl<'e> Labour<'e> {
    /// Codes for this archive.
    pub fn new(engine: &'e Engine, archive: &Path) -> Self {
        // Without it nothing is known beforehand; the writer tells duplicates.
        let archive = Archive::open(archive).ok();
        Self { engine, worker: engine.worker(), archive }
    }

    /// What comes of each step.
    pub fn take_in(&mut self, steps: Vec<Step>) -> Vec<Taken> {
        let mut readings = Vec::new();
        let mut taken: Vec<Taken> = steps
            .into_iter()
            .map(|step| match step {
                Step::Begin(name, earlier) => Taken::Begin(name, earlier),
                Step::End => Taken::End,
                Step::Lost(error) => Taken::Lost(error),
                Step::Piece(raw) => match raw.report() {
                    Err(error) => Taken::Unread(error),
                    Ok(reading) if self.is_known(&reading) => Taken::Duplicate,
                    Ok(reading) => {
                        readings.push(reading);
                        Taken::Report(None)
                    }
                },
            })
            .collect();
        let places = taken.iter_mut().filter_map(|taken| match taken {
            Taken::Report(place) => Some(place),
            _ => None,
        });
        for (place, coded) in places.zip(self.engine.code(&mut self.worker, readings)) {
            *place = Some(Box::new(ready(coded)));
        }
        taken
    }

    fn is_known(&self, reading: &Reading) -> bool {
        // What cannot be looked up is coded; the writer tells duplicates.
        self.archive.as_ref().is_some_and(|archive| archive.holds(&reading.report).unwrap_or(false))
    }

    /// Reports of the archive, with their numbers, coded again.
    pub fn code_again(&mut self, steps: Vec<Result<(i64, Stored), ArchiveError>>) -> Vec<Recoded> {
        let code = |step: Result<(i64, Stored), ArchiveError>| {
            let (number, stored) = step?;
            let report = stored.record.report;
            let id = report.id.clone();
            let record = self.engine.code_one(&mut self.worker, report);
            let record = record.ok_or(ArchiveError::Unsound(id))?;
            Ok((number, Incoming::new(record, None, None)?))
        };
        steps.into_iter().map(code).collect()
    }
}

fn ready(coded: Coded) -> Ready {
    let Coded { record, warning, wire } = coded;
    Ready { incoming: Incoming::new(record, wire.mark, wire.story), warning }
}
