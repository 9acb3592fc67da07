//! What stories on Spark are made of: each function takes the rows of a table and gives those of another,
//! and what decides is in [`sayso_stories`]. `sayso.spark.stories` brings the rows together.
//!
//! An experiment: names and columns may change.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, FieldRef, Schema};
use jiff::civil::Date;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::PyTable;
use sayso_record::Record;
use sayso_stories::copies::{Kind, Sketch, overlap};
use sayso_stories::gist::Gist;
use sayso_stories::timeline::{EventAt, Incoming, Number, Placed, Timeline};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Text<'a> {
    report_id: &'a str,
    date: Date,
    text: &'a str,
}

#[derive(Serialize)]
struct Sketched<'a> {
    report_id: &'a str,
    date: Date,
    marks: Vec<i32>,
}

/// The sketch of each text: `report_id`, `date`, `text` in, `marks` in the text's place. Texts that share a mark
/// may be copies.
#[pyfunction]
pub fn sketches(py: Python<'_>, table: PyTable) -> PyResult<Bound<'_, PyAny>> {
    let marks = DataType::List(field("item", DataType::Int32));
    let columns = [text("report_id"), date(), field("marks", marks)];
    each_batch(py, table, &columns, |batch| {
        let rows: Vec<Text> = rows(batch, "report_id, date, text")?;
        let sketched = rows.into_iter().map(|row| Sketched {
            report_id: row.report_id,
            date: row.date,
            marks: Sketch::of(row.text).marks().iter().map(|mark| mark.cast_signed()).collect(),
        });
        made(&columns, &sketched.collect::<Vec<_>>())
    })
}

#[derive(Deserialize)]
struct Pair<'a> {
    copy: &'a str,
    original: &'a str,
    original_date: Date,
    text: &'a str,
    original_text: &'a str,
}

#[derive(Serialize)]
struct Copy<'a> {
    copy: &'a str,
    original: &'a str,
    original_date: Date,
    kind: &'a str,
    share: f32,
    of_original: f32,
}

/// Of pairs of texts those that are copies: `copy`, `original`, `original_date`, `text`, `original_text` in; `kind`
/// (`whole` or `part`), `share` and `of_original` (0 to 1) in the place of the texts.
#[pyfunction]
pub fn overlaps(py: Python<'_>, table: PyTable) -> PyResult<Bound<'_, PyAny>> {
    let share = |name| field(name, DataType::Float32);
    let columns = [
        text("copy"),
        text("original"),
        field("original_date", DataType::Date32),
        text("kind"),
        share("share"),
        share("of_original"),
    ];
    each_batch(py, table, &columns, |batch| {
        let pairs: Vec<Pair> = rows(batch, "copy, original, original_date, text, original_text")?;
        let copies = pairs.into_iter().filter_map(|pair| {
            let found = overlap(pair.text, pair.original_text)?;
            let kind = match found.kind {
                Kind::Whole => "whole",
                Kind::Part => "part",
            };
            let Pair { copy, original, original_date, .. } = pair;
            let (share, of_original) = (found.share, found.of_original);
            Some(Copy { copy, original, original_date, kind, share, of_original })
        });
        made(&columns, &copies.collect::<Vec<_>>())
    })
}

#[derive(Deserialize)]
struct Coded<'a> {
    report_id: &'a str,
    date: Date,
    record: &'a str,
}

#[derive(Serialize)]
struct Told<'a> {
    report_id: &'a str,
    date: Date,
    lead: Bytes,
    gist: Bytes,
}

/// What stories and happenings rest on: `report_id`, `date`, `record` (a record's JSON) in; `lead`, enough to find
/// its story, and `gist`, all of it, in the record's place. A record that cannot be read (of another version, say)
/// has no row: one such row does not end the work on all the others.
#[pyfunction]
pub fn gists(py: Python<'_>, table: PyTable) -> PyResult<Bound<'_, PyAny>> {
    let columns = [text("report_id"), date(), bytes("lead"), bytes("gist")];
    each_batch(py, table, &columns, |batch| {
        let coded: Vec<Coded> = rows(batch, "report_id, date, record")?;
        let told = coded.into_iter().filter_map(|row| {
            let record: Record = serde_json::from_str(row.record).ok()?;
            let gist = Gist::of(&record);
            let lead = Bytes(gist.without_events().to_bytes());
            let Coded { report_id, date, .. } = row;
            Some(Told { report_id, date, lead, gist: Bytes(gist.to_bytes()) })
        });
        made(&columns, &told.collect::<Vec<_>>())
    })
}

#[derive(Deserialize)]
struct InStory<'a> {
    report_id: &'a str,
    date: Date,
    story: &'a str,
    gist: Bytes,
}

#[derive(Serialize)]
struct Blocked<'a> {
    report_id: &'a str,
    date: Date,
    story: &'a str,
    block: String,
    gist: Bytes,
    events: Vec<i32>,
}

/// Each report's gist in blocks, whose events are placed without those of another: `report_id`, `date`, `story`, `gist`
/// in; a row a block out, with its name, `block`, the `gist` of its events alone, and `events`: their places in
/// the record.
#[pyfunction]
pub fn blocks(py: Python<'_>, table: PyTable) -> PyResult<Bound<'_, PyAny>> {
    let events = field("events", DataType::List(field("item", DataType::Int32)));
    let columns = [text("report_id"), date(), text("story"), text("block"), bytes("gist"), events];
    each_batch(py, table, &columns, |batch| {
        let told: Vec<InStory> = rows(batch, "report_id, date, story, gist")?;
        let mut blocked = Vec::new();
        for row in told {
            for block in row.gist.gist(row.report_id)?.blocks() {
                let gist = Bytes(block.gist.to_bytes());
                let events = block.events.iter().map(|&event| place(event)).collect();
                let InStory { report_id, date, story, .. } = row;
                blocked.push(Blocked { report_id, date, story, block: block.name, gist, events });
            }
        }
        made(&columns, &blocked)
    })
}

#[derive(Deserialize)]
struct Lead<'a> {
    report_id: &'a str,
    date: Date,
    lead: Bytes,
}

#[derive(Serialize)]
struct Story<'a> {
    report_id: &'a str,
    date: Date,
    story: &'a str,
}

/// The story of each report of some days, which are gone through in order: `report_id`, `date`, `lead` in, in any
/// order; `story`, the report that founded it, in the place of the lead.
#[pyfunction]
pub fn stories(py: Python<'_>, table: PyTable) -> PyResult<Bound<'_, PyAny>> {
    let columns = [text("report_id"), date(), text("story")];
    whole(py, table, &columns, |batches| {
        let leads: Vec<Lead> = all_rows(batches, "report_id, date, lead")?;
        let mut days: Days<Incoming> = BTreeMap::new();
        for (number, row) in (0..).zip(&leads) {
            let incoming = incoming(number, row.report_id, &row.lead)?;
            days.entry(row.date).or_default().push(incoming);
        }
        let mut timeline = Timeline::default();
        let placed = days.into_iter().flat_map(|(date, day)| timeline.day(date, day));
        let of = |number: Number| usize::try_from(number).ok().and_then(|at| leads.get(at));
        let stories = placed.filter_map(|placed| {
            let (row, founder) = of(placed.number).zip(of(placed.story))?;
            Some(Story { report_id: row.report_id, date: row.date, story: founder.report_id })
        });
        made(&columns, &stories.collect::<Vec<_>>())
    })
}

#[derive(Deserialize)]
struct OfBlock<'a> {
    report_id: &'a str,
    date: Date,
    story: &'a str,
    gist: Bytes,
    events: Vec<i32>,
}

#[derive(Serialize)]
struct Happening<'a> {
    report_id: &'a str,
    date: Date,
    event: i32,
    happening_report: &'a str,
    happening_event: i32,
}

/// The happening of each event of one block on some days, which are gone through in order: `report_id`, `date`,
/// `story`, `gist`, `events` in, in any order; a row an event out: its place in its record, `event`, and the event
/// that founded its happening.
#[pyfunction]
pub fn happenings(py: Python<'_>, table: PyTable) -> PyResult<Bound<'_, PyAny>> {
    let at = |name| field(name, DataType::Int32);
    let columns =
        [text("report_id"), date(), at("event"), text("happening_report"), at("happening_event")];
    whole(py, table, &columns, |batches| {
        let told: Vec<OfBlock> = all_rows(batches, "report_id, date, story, gist, events")?;
        let of = |EventAt { report, event }: EventAt| {
            let row: &OfBlock = told.get(usize::try_from(report).ok()?)?;
            Some((row, *row.events.get(event)?))
        };
        let mut found = Vec::new();
        for Placed { number: report, happenings, .. } in placed_in_stories(&told)? {
            for (event, happening) in happenings.into_iter().enumerate() {
                let both = of(EventAt { report, event }).zip(of(happening));
                found.extend(both.map(|((row, event), (founder, happening_event))| Happening {
                    report_id: row.report_id,
                    date: row.date,
                    event,
                    happening_report: founder.report_id,
                    happening_event,
                }));
            }
        }
        made(&columns, &found)
    })
}

/// The reports of a block by their places among `told`.
fn placed_in_stories(told: &[OfBlock]) -> PyResult<Vec<Placed>> {
    let mut numbers: HashMap<&str, Number> = HashMap::new();
    let mut days: Days<(Incoming, Number)> = BTreeMap::new();
    for (number, row) in (0..).zip(told) {
        // What matters of stories is which are the same.
        let story = *numbers.entry(row.story).or_insert(number);
        let incoming = incoming(number, row.report_id, &row.gist)?;
        days.entry(row.date).or_default().push((incoming, story));
    }
    let mut timeline = Timeline::default();
    Ok(days.into_iter().flat_map(|(date, day)| timeline.day_in_stories(date, day)).collect())
}

/// Reports by their days.
type Days<T> = BTreeMap<Date, Vec<T>>;

fn incoming(number: Number, id: &str, gist: &Bytes) -> PyResult<Incoming> {
    Ok(Incoming { number, id: id.to_owned(), gist: gist.gist(id)? })
}

/// A gist as it is kept.
#[derive(Debug)]
struct Bytes(Vec<u8>);

impl Bytes {
    fn gist(&self, report: &str) -> PyResult<Gist> {
        Gist::from_bytes(&self.0).ok_or_else(|| {
            wrong(format!(
                "report {report}: its gist is damaged or of another version of Sayso; make it anew with gists()"
            ))
        })
    }
}

impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(<&[u8]>::deserialize(deserializer)?.to_vec()))
    }
}

/// A list's place as Spark has numbers.
fn place(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX)
}

fn wrong(words: String) -> PyErr {
    PyValueError::new_err(words)
}

fn field(name: &str, kind: DataType) -> FieldRef {
    Field::new(name, kind, true).into()
}

fn text(name: &str) -> FieldRef {
    field(name, DataType::Utf8)
}

fn bytes(name: &str) -> FieldRef {
    field(name, DataType::Binary)
}

fn date() -> FieldRef {
    field("date", DataType::Date32)
}

/// The rows of a batch; `columns` says which there must be.
fn rows<'a, T: Deserialize<'a>>(batch: &'a RecordBatch, columns: &str) -> PyResult<Vec<T>> {
    serde_arrow::from_record_batch(batch).map_err(|error| {
        wrong(format!(
            "these rows cannot be read: {error}; give the columns {columns}, without nulls"
        ))
    })
}

fn all_rows<'a, T: Deserialize<'a>>(batches: &'a [RecordBatch], columns: &str) -> PyResult<Vec<T>> {
    let mut all = Vec::new();
    for batch in batches {
        all.extend(rows::<T>(batch, columns)?);
    }
    Ok(all)
}

/// Rows as a batch with these columns.
fn made<T: Serialize>(columns: &[FieldRef], rows: &[T]) -> PyResult<RecordBatch> {
    serde_arrow::to_record_batch(columns, &rows).map_err(|error| wrong(error.to_string()))
}

/// A table made of a table's batches one by one.
fn each_batch<'py>(
    py: Python<'py>,
    table: PyTable,
    columns: &[FieldRef],
    make: impl Fn(&RecordBatch) -> PyResult<RecordBatch> + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let (batches, _) = table.into_inner();
    let made = py.detach(|| batches.iter().map(make).collect::<PyResult<Vec<_>>>())?;
    in_pyarrow(py, columns, made)
}

/// A table made of all batches of a table together.
fn whole<'py>(
    py: Python<'py>,
    table: PyTable,
    columns: &[FieldRef],
    make: impl FnOnce(&[RecordBatch]) -> PyResult<RecordBatch> + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let (batches, _) = table.into_inner();
    let made = py.detach(|| make(&batches))?;
    in_pyarrow(py, columns, vec![made])
}

fn in_pyarrow<'py>(
    py: Python<'py>,
    columns: &[FieldRef],
    batches: Vec<RecordBatch>,
) -> PyResult<Bound<'py, PyAny>> {
    let schema = Arc::new(Schema::new(columns.to_vec()));
    PyTable::try_new(batches, schema)?.into_pyarrow(py)
}
