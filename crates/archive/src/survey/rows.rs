//! Rows of a survey, as those see them who ask for them.

use std::sync::Arc;

use jiff::civil::Date;
use sayso_record::{Bound, EventStatus, StatementKind, TimePrecision, Word};

use super::columns::{NONE, UNKNOWN, some};
use super::names::{Entity, Spot};
use super::reports::rows_of;
use super::{SaidBy, Survey};

/// A report.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReportRow<'s> {
    /// Its id.
    pub id: &'s str,
    /// Its number in the archive.
    pub number: i64,
    /// Date of publication.
    pub day: Date,
    /// Who published it.
    pub source: Option<&'s str>,
    /// The story it is in.
    pub story: Option<u32>,
}

/// An event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EventRow<'s> {
    /// The report that tells of it.
    pub report: u32,
    /// The 3 of `e3`.
    pub number: usize,
    /// PLOVER type.
    pub plover: &'s str,
    /// PLOVER mode.
    pub mode: Option<&'s str>,
    /// PLOVER's quad, 1 to 4.
    pub quad: u8,
    /// Whether and when it holds.
    pub status: EventStatus,
    /// Goldstein value of its CAMEO code.
    pub goldstein: f64,
    /// The first day of its time.
    pub day: Option<Date>,
    /// How exactly its time is known.
    pub precision: Option<TimePrecision>,
    /// Entities that act.
    pub actors: &'s [u32],
    /// Entities acted upon.
    pub recipients: &'s [u32],
    /// Where.
    pub place: Option<u32>,
    /// The entity on whose say-so it stands.
    pub speaker: Option<u32>,
    /// In whose voice it is told.
    pub voice: SaidBy,
    /// The 3 of the statement `s3` on whose say-so it stands.
    pub said_in: Option<usize>,
    /// What it tells of, with other events.
    pub happening: Option<u32>,
    /// The rule that found it.
    pub rule: &'s str,
}

/// A statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StatementRow<'s> {
    /// The report that it is in.
    pub report: u32,
    /// The 3 of `s3`.
    pub number: usize,
    /// How it gives its content.
    pub kind: StatementKind,
    /// The entity that speaks.
    pub speaker: Option<u32>,
    /// Entities named or described in its content, each once.
    pub about: &'s [u32],
    /// The 2 of the statement `s2` that holds it.
    pub within: Option<usize>,
    /// The rule that found it.
    pub rule: &'s str,
}

/// A figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FigureRow<'s> {
    /// The report that gives it.
    pub report: u32,
    /// The 0 of `f0`.
    pub number: usize,
    /// What is counted.
    pub measure: &'s str,
    /// The number as said.
    pub value: Option<f64>,
    /// The least it can be.
    pub low: Option<f64>,
    /// The most it can be.
    pub high: Option<f64>,
    /// How the number binds.
    pub bound: Bound,
    /// Where.
    pub place: Option<u32>,
    /// Entities that did it.
    pub by: &'s [u32],
    /// The entity counted.
    pub of: Option<u32>,
    /// The entity on whose say-so it stands.
    pub speaker: Option<u32>,
    /// In whose voice it is given.
    pub voice: SaidBy,
    /// The 3 of the statement `s3` on whose say-so it stands.
    pub said_in: Option<usize>,
    /// First day of what it covers.
    pub since: Option<Date>,
    /// Last day of what it covers.
    pub until: Option<Date>,
    /// The rule that found it.
    pub rule: &'s str,
}

/// One of a column.
fn at<T: Copy>(column: &[T], row: u32, other: T) -> T {
    column.get(row as usize).copied().unwrap_or(other)
}

/// A number that is not known is NaN.
fn known(number: f64) -> Option<f64> {
    (!number.is_nan()).then_some(number)
}

/// A word of an enumeration.
fn word<T: Word>(column: &[u8], row: u32, other: T) -> T {
    T::by_index(usize::from(at(column, row, UNKNOWN))).unwrap_or(other)
}

fn said_by(voice: u32) -> SaidBy {
    if voice == NONE { SaidBy::Reporter } else { SaidBy::Speaker }
}

/// A name, or nothing where there is none.
fn name(names: &[Arc<str>], number: u32) -> Option<&str> {
    names.get(number as usize).map(|name| &**name)
}

impl Survey {
    /// A report, by its row.
    pub fn report(&self, report: u32) -> ReportRow<'_> {
        let row = report as usize;
        ReportRow {
            id: self.reports.id(row),
            number: self.reports.number(row),
            day: self.reports.day(row),
            source: name(&self.reports.publishers, self.reports.source(row)),
            story: some(at(&self.stories.of_report, report, NONE)),
        }
    }

    /// The row of the report with this id, if it stands.
    pub fn report_by_id(&self, id: &str) -> Option<u32> {
        self.reports.by_id(id)
    }

    /// Rows of a report's events, in the order of the text.
    pub fn events_of(&self, report: u32) -> std::ops::Range<u32> {
        rows_of(&self.columns.event_ends, report)
    }

    /// Rows of a report's statements.
    pub fn statements_of(&self, report: u32) -> std::ops::Range<u32> {
        rows_of(&self.columns.statement_ends, report)
    }

    /// Rows of a report's figures.
    pub fn figures_of(&self, report: u32) -> std::ops::Range<u32> {
        rows_of(&self.columns.figure_ends, report)
    }

    /// The places of a report, each once.
    pub fn places_of(&self, report: u32) -> &[u32] {
        self.columns.places.of(report as usize)
    }

    /// An event, by its row.
    pub fn event(&self, row: u32) -> EventRow<'_> {
        let events = &self.columns.events;
        let report = at(&self.event_reports, row, NONE);
        let code = self.tables.codes.get(at(&events.code, row, NONE) as usize);
        let precision = at(&events.precision, row, UNKNOWN);
        let precision = TimePrecision::by_index(usize::from(precision));
        let voice = at(&events.voice, row, NONE);
        EventRow {
            report,
            number: row.saturating_sub(self.events_of(report).start) as usize,
            plover: code.and_then(|code| name(&self.tables.types, code.plover)).unwrap_or(""),
            mode: code.and_then(|code| name(&self.tables.modes, code.mode)),
            quad: code.map_or(0, |code| code.quad),
            status: word(&events.status, row, EventStatus::Happened),
            goldstein: code.map_or(0.0, |code| code.goldstein),
            day: precision.map(|_| at(&events.day, row, Date::MIN)),
            precision,
            actors: events.actors.of(row as usize),
            recipients: events.recipients.of(row as usize),
            place: some(at(&events.place, row, NONE)),
            speaker: some(at(&events.speaker, row, NONE)),
            voice: said_by(voice),
            said_in: some(voice).map(|voice| voice as usize),
            happening: some(at(&self.stories.of_event, row, NONE)),
            rule: name(&self.tables.rules, at(&events.rule, row, NONE)).unwrap_or(""),
        }
    }

    /// A statement, by its row.
    pub fn statement(&self, row: u32) -> StatementRow<'_> {
        let statements = &self.columns.statements;
        let report = at(&self.statement_reports, row, NONE);
        StatementRow {
            report,
            number: row.saturating_sub(self.statements_of(report).start) as usize,
            kind: word(&statements.kind, row, StatementKind::Indirect),
            speaker: some(at(&statements.speaker, row, NONE)),
            about: statements.about.of(row as usize),
            within: some(at(&statements.within, row, NONE)).map(|within| within as usize),
            rule: name(&self.tables.rules, at(&statements.rule, row, NONE)).unwrap_or(""),
        }
    }

    /// A figure, by its row.
    pub fn figure(&self, row: u32) -> FigureRow<'_> {
        let figures = &self.columns.figures;
        let report = at(&self.figure_reports, row, NONE);
        let voice = at(&figures.voice, row, NONE);
        FigureRow {
            report,
            number: row.saturating_sub(self.figures_of(report).start) as usize,
            measure: name(&self.measures, at(&figures.measure, row, NONE)).unwrap_or(""),
            value: known(at(&figures.value, row, f64::NAN)),
            low: known(at(&figures.low, row, f64::NAN)),
            high: known(at(&figures.high, row, f64::NAN)),
            bound: word(&figures.bound, row, Bound::Exact),
            place: some(at(&figures.place, row, NONE)),
            by: figures.by.of(row as usize),
            of: some(at(&figures.of, row, NONE)),
            speaker: some(at(&figures.speaker, row, NONE)),
            voice: said_by(voice),
            said_in: some(voice).map(|voice| voice as usize),
            since: at(&figures.since, row, None),
            until: at(&figures.until, row, None),
            rule: name(&self.tables.rules, at(&figures.rule, row, NONE)).unwrap_or(""),
        }
    }

    /// An entity.
    ///
    /// # Panics
    /// The survey has none of this number: numbers come from its rows.
    pub fn entity(&self, entity: u32) -> &Entity {
        &self.entities[entity as usize]
    }

    /// Numbers of an entity's name and code: entities of one name and one code have the same.
    pub fn called(&self, entity: u32) -> (u32, u32) {
        self.who.called(entity)
    }

    /// The entities that are meant by a code, a country, a role or words of a name: as in [`Wanted`](super::Wanted).
    pub fn meant(&self, said: &str) -> Vec<u32> {
        let meant = self.who.meant(said);
        (0..super::columns::narrow(self.entities.len()))
            .filter(|entity| meant.has(*entity))
            .collect()
    }

    /// A place.
    ///
    /// # Panics
    /// The survey has none of this number: numbers come from its rows.
    pub fn place(&self, place: u32) -> &Spot {
        &self.spots[place as usize]
    }

    /// The id of a story: that of the report that founded it.
    pub fn story_id(&self, story: u32) -> &str {
        name(&self.stories.ids, story).unwrap_or("")
    }

    /// The id of a happening: the stable id of the event that first told of it.
    pub fn happening_id(&self, happening: u32) -> String {
        if let Some(id) = self.stories.elsewhere.get(&happening) {
            return id.clone();
        }
        let first = self.stories.happenings.get(happening as usize);
        let row = first.and_then(|(report, event)| {
            let report = self.reports.by_number(*report)?;
            self.events_of(report).nth(*event as usize)
        });
        row.map_or(String::new(), |row| self.event_id(row))
    }

    /// The stable id of an event.
    pub fn event_id(&self, row: u32) -> String {
        let EventRow { report, plover, .. } = self.event(row);
        let events = &self.columns.events;
        let [start, end, twin] =
            [&events.start, &events.end, &events.twin].map(|column| at(column, row, 0));
        let id = format!("{}/{plover}/{start}-{end}", self.reports.id(report as usize));
        if twin == 0 { id } else { format!("{id}.{twin}") }
    }
}
