//! Records as rows of one nested table: a report a row, its actors, events and all else as lists of
//! structs in it, by the names and in the order of the record's JSON.
//!
//! Columns: `report_id` and `date`, to sort and filter by; then the record's own, `report` to `engine`;
//! then `problems`, the words of why there is no record. Where there is none, all but `problems` (and
//! `report_id`, where an id was given) is null. Texts are `Utf8` and lists `List`, which all programs take.
//!
//! [`rows_to_batch`] writes, [`from_batch`] reads back, also what other programs wrote: columns in any order
//! and others between them, texts and lists of any width, dictionaries, whole numbers of any width.

mod fields;
mod taken;

use arrow_array::RecordBatch;
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{ArrowError, FieldRef};
use jiff::civil::Date;
use serde::Serialize;
use serde_arrow::ArrayBuilder;

use crate::{Actor, Engine, Event, Figure, Mention, Place, Record, Report, Statement, Time};

pub use fields::schema;
pub use taken::{Taken, from_batch, is_nested};

/// What became of a report.
pub type Outcome = Result<Record, Problem>;

/// Why there is no record of a report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", words.join("; "))]
pub struct Problem {
    /// The report's id, where one was given.
    pub report_id: Option<String>,
    /// What is wrong, and the next step; a sentence each.
    pub words: Vec<String>,
}

/// Nothing on the way from or to other types is lost in silence.
const STRICT: CastOptions<'static> =
    CastOptions { safe: false, format_options: arrow_cast::display::FormatOptions::new() };

/// The outcomes as a batch, a row each, in their order.
///
/// # Errors
/// They hold more than 2 GiB of text, or a number that is too large for a column: give fewer at a time.
pub fn rows_to_batch(outcomes: &[Outcome]) -> Result<RecordBatch, ArrowError> {
    let mut rows = Rows::new()?;
    for outcome in outcomes {
        match outcome {
            Ok(record) => rows.push(record)?,
            Err(problem) => rows.push_problem(problem)?,
        }
    }
    rows.take()
}

/// Rows of the nested form on their way into a record batch.
#[derive(Debug)]
pub struct Rows {
    /// Of wide texts and lists, which cannot overflow before [`Rows::take`] looks at them.
    builder: ArrayBuilder,
    rows: usize,
    /// Bytes of text, those of reports alone.
    bytes: usize,
}

/// A row.
#[derive(Debug, Default, Serialize)]
struct Row<'r> {
    report_id: Option<&'r str>,
    date: Option<Date>,
    report: Option<&'r Report>,
    actors: Option<&'r [Actor]>,
    mentions: Option<&'r [Mention]>,
    times: Option<&'r [Time]>,
    places: Option<&'r [Place]>,
    statements: Option<&'r [Statement]>,
    events: Option<&'r [Event]>,
    figures: Option<&'r [Figure]>,
    engine: Option<&'r Engine>,
    problems: &'r [String],
}

impl Rows {
    /// No rows yet.
    ///
    /// # Errors
    /// Never, for the schema is ours.
    pub fn new() -> Result<Self, ArrowError> {
        let wide: Vec<FieldRef> = schema().fields().iter().map(taken::wide).collect();
        let builder = ArrayBuilder::from_arrow(&wide).map_err(unfit)?;
        Ok(Self { builder, rows: 0, bytes: 0 })
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many bytes the texts of their reports take.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds a record. After an error the batch is of no use.
    ///
    /// # Errors
    /// There are more than 2 GiB of text, or a number is too large for its column.
    pub fn push(&mut self, record: &Record) -> Result<(), ArrowError> {
        let Record { report, actors, mentions, times, places, .. } = record;
        let Record { statements, events, figures, engine, .. } = record;
        self.row(
            Row {
                report_id: Some(&report.id),
                date: Some(report.date),
                report: Some(report),
                actors: Some(actors),
                mentions: Some(mentions),
                times: Some(times),
                places: Some(places),
                statements: Some(statements),
                events: Some(events),
                figures: Some(figures),
                engine: Some(engine),
                problems: &[],
            },
            report.text.len(),
        )
    }

    /// Adds a report of which there is no record. After an error the batch is of no use.
    ///
    /// # Errors
    /// There are more than 2 GiB of text.
    pub fn push_problem(&mut self, problem: &Problem) -> Result<(), ArrowError> {
        let report_id = problem.report_id.as_deref();
        self.row(Row { report_id, problems: &problem.words, ..Row::default() }, 0)
    }

    fn row(&mut self, row: Row, bytes: usize) -> Result<(), ArrowError> {
        self.rows += 1;
        self.bytes += bytes;
        if i32::try_from(self.bytes).is_err() {
            let message = "more than 2 GiB of text in one batch; give fewer reports at a time";
            return Err(ArrowError::InvalidArgumentError(message.to_owned()));
        }
        self.builder.push(&row).map_err(unfit)
    }

    /// The rows as a batch, with none left here.
    ///
    /// # Errors
    /// A column holds more than 2 GiB of text, or more than 2³¹ data: take fewer rows at a time.
    pub fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        (self.rows, self.bytes) = (0, 0);
        let schema = schema();
        let wide = self.builder.to_arrow().map_err(unfit)?;
        let narrow = |(column, field): (_, &FieldRef)| {
            cast_with_options(&column, field.data_type(), &STRICT).map_err(|why| {
                let name = field.name();
                let said = format!("column {name}: {why}; give fewer reports at a time");
                ArrowError::InvalidArgumentError(said)
            })
        };
        let columns =
            wide.into_iter().zip(schema.fields()).map(narrow).collect::<Result<_, _>>()?;
        RecordBatch::try_new(schema, columns)
    }
}

/// What is wrong, without the crate's way to begin a message.
fn unfit(error: serde_arrow::Error) -> ArrowError {
    ArrowError::InvalidArgumentError(error.message().to_owned())
}

#[cfg(test)]
mod tests;
