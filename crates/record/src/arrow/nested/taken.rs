//! Rows of the nested form as other programs give them, and records of them.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, GenericListArray, OffsetSizeTrait, RecordBatch, StructArray};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields, Schema};
use serde::Deserialize;
use serde_arrow::Deserializer;

use super::{Outcome, Problem, STRICT, schema, unfit};
use crate::{Actor, Engine, Event, Figure, Mention, Place, Record, Report, Statement, Time};

/// Whether a table with this schema is of the nested form: it has a struct `report` with a text, and an
/// `engine`.
pub fn is_nested(schema: &Schema) -> bool {
    let inside = |name: &str| match schema.field_with_name(name).map(Field::data_type) {
        Ok(DataType::Struct(fields)) => fields.iter().map(|field| field.name().as_str()).collect(),
        _ => Vec::new(),
    };
    inside("report").contains(&"text") && inside("engine").contains(&"version")
}

/// The outcomes of a batch's rows, in their order. A row that is damaged is a [`Problem`] that says how,
/// and never touches the next.
///
/// # Errors
/// The batch has no column `report` or `engine`, or one of a type that holds no records.
pub fn from_batch(batch: &RecordBatch) -> Result<Vec<Outcome>, ArrowError> {
    Taken::new(batch)?.outcomes()
}

/// Rows of the nested form, not yet looked into.
#[derive(Debug, Clone)]
pub struct Taken {
    fields: Vec<FieldRef>,
    columns: Vec<ArrayRef>,
    rows: usize,
}

/// A row, as far as its columns are there.
#[derive(Debug, Deserialize)]
struct Row {
    report_id: Option<String>,
    report: Option<Report>,
    actors: Option<Vec<Actor>>,
    mentions: Option<Vec<Mention>>,
    times: Option<Vec<Time>>,
    places: Option<Vec<Place>>,
    statements: Option<Vec<Statement>>,
    events: Option<Vec<Event>>,
    figures: Option<Vec<Figure>>,
    engine: Option<Engine>,
    problems: Option<Vec<String>>,
}

impl Taken {
    /// The rows of a batch, with those of its columns that are of the nested form.
    ///
    /// # Errors
    /// It has no column `report` or `engine`, or one of a type that holds no records.
    pub fn new(batch: &RecordBatch) -> Result<Self, ArrowError> {
        let there = batch.schema();
        if !is_nested(&there) {
            return Err(ArrowError::SchemaError(
                "the table has no records in it: it lacks the columns report and engine of the nested form".to_owned(),
            ));
        }
        let (mut fields, mut columns) = (Vec::new(), Vec::new());
        for field in schema().fields().iter().filter(|field| field.name() != "date") {
            let Ok(place) = there.index_of(field.name()) else { continue };
            let column = fitted(batch.column(place), field.data_type()).map_err(|why| {
                ArrowError::SchemaError(format!("column {}: {why}", field.name()))
            })?;
            fields.push(of_type(field.name(), &column));
            columns.push(column);
        }
        let taken = Self { fields, columns, rows: batch.num_rows() };
        taken.deserializer()?;
        Ok(taken)
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// About how many bytes a row takes once it is read; counting ends soon after `most`.
    pub fn bytes(&self, row: usize, most: usize) -> usize {
        let mut bytes = 0;
        for column in &self.columns {
            if row < column.len() && bytes <= most {
                bytes += size(column, row..row + 1, most);
            }
        }
        bytes
    }

    /// What became of the report of a row, from 0.
    pub fn outcome(&self, row: usize) -> Outcome {
        let deserializer = self.deserializer().map_err(|why| damaged(&why.to_string()))?;
        match deserializer.get(row) {
            Some(item) => outcome(Row::deserialize(item)),
            None => Err(damaged(&format!("there are {} rows", self.rows))),
        }
    }

    fn outcomes(&self) -> Result<Vec<Outcome>, ArrowError> {
        let deserializer = self.deserializer()?;
        Ok(deserializer.iter().map(|item| outcome(Row::deserialize(item))).collect())
    }

    fn deserializer(&self) -> Result<Deserializer<'_>, ArrowError> {
        Deserializer::from_arrow(&self.fields, &self.columns).map_err(unfit)
    }
}

fn outcome(row: Result<Row, serde_arrow::Error>) -> Outcome {
    let row = row.map_err(|why| {
        let said = why.to_string();
        let said = said.strip_prefix("Error: ").unwrap_or(&said);
        damaged(said.strip_prefix("deserialization failed: ").unwrap_or(said))
    })?;
    let Some(report) = row.report else {
        let words = row.problems.filter(|words| !words.is_empty());
        let empty = || damaged("neither a report nor a problem is in it").words;
        return Err(Problem { report_id: row.report_id, words: words.unwrap_or_else(empty) });
    };
    let lacks = |column: &str| Problem {
        report_id: Some(report.id.clone()),
        ..damaged(&format!("{column} is null or not there"))
    };
    let (actors, mentions) = (row.actors, row.mentions);
    Ok(Record {
        actors: actors.ok_or_else(|| lacks("actors"))?,
        mentions: mentions.ok_or_else(|| lacks("mentions"))?,
        times: row.times.ok_or_else(|| lacks("times"))?,
        places: row.places.ok_or_else(|| lacks("places"))?,
        statements: row.statements.ok_or_else(|| lacks("statements"))?,
        events: row.events.ok_or_else(|| lacks("events"))?,
        figures: row.figures.ok_or_else(|| lacks("figures"))?,
        engine: row.engine.ok_or_else(|| lacks("engine"))?,
        report,
    })
}

/// What a row is that holds no record, for this reason.
fn damaged(why: &str) -> Problem {
    let said = format!("the row holds no record ({why}); read its report again");
    Problem { report_id: None, words: vec![said] }
}

/// A column as it can be read as this type: of structs what the nested form has, of the rest what is known
/// to [`Deserializer`]. What is of no such type is left as it is, and each row says what is wrong.
fn fitted(found: &ArrayRef, wanted: &DataType) -> Result<ArrayRef, ArrowError> {
    match (found.data_type(), wanted) {
        (DataType::Struct(_), DataType::Struct(fields)) => inside(found, fields),
        (DataType::List(_), DataType::List(items)) => listed::<i32>(found, items),
        (DataType::LargeList(_), DataType::List(items)) => listed::<i64>(found, items),
        (DataType::ListView(items) | DataType::LargeListView(items), DataType::List(_))
        | (DataType::FixedSizeList(items, _), DataType::List(_)) => {
            fitted(&cast(found, &DataType::LargeList(Arc::clone(items)))?, wanted)
        }
        (DataType::Dictionary(_, values), DataType::Utf8)
            if matches!(**values, DataType::Utf8 | DataType::LargeUtf8) =>
        {
            Ok(Arc::clone(found))
        }
        // The keys stay: each value would stand in every row.
        (DataType::Dictionary(keys, _), DataType::Utf8) => {
            let to = DataType::Dictionary(keys.clone(), Box::new(DataType::LargeUtf8));
            cast(found, &to)
        }
        (DataType::Dictionary(_, values), _) => fitted(&cast(found, values)?, wanted),
        (DataType::RunEndEncoded(_, values), _) => {
            fitted(&cast(found, values.data_type())?, wanted)
        }
        (DataType::Binary | DataType::LargeBinary | DataType::BinaryView, DataType::Utf8) => {
            cast(found, &DataType::LargeUtf8)
        }
        (number, DataType::Float64) if number.is_integer() => cast(found, wanted),
        _ => Ok(Arc::clone(found)),
    }
}

/// A cast; a value that does not fit becomes null, which its row then lacks.
fn cast(found: &ArrayRef, to: &DataType) -> Result<ArrayRef, ArrowError> {
    cast_with_options(found, to, &CastOptions { safe: true, ..STRICT })
}

/// Those fields of structs that the nested form has, the first of each name.
fn inside(found: &ArrayRef, wanted: &Fields) -> Result<ArrayRef, ArrowError> {
    let structs = found.as_struct();
    let (mut fields, mut columns) = (Vec::new(), Vec::new());
    for field in wanted {
        let Some(column) = structs.column_by_name(field.name()) else { continue };
        let column = fitted(column, field.data_type())?;
        fields.push(of_type(field.name(), &column));
        columns.push(column);
    }
    let nulls = structs.nulls().cloned();
    let length = structs.len();
    Ok(Arc::new(StructArray::try_new_with_length(fields.into(), columns, nulls, length)?))
}

fn listed<Width: OffsetSizeTrait>(found: &ArrayRef, items: &Field) -> Result<ArrayRef, ArrowError> {
    let lists = found.as_list::<Width>();
    let values = fitted(lists.values(), items.data_type())?;
    let (offsets, nulls) = (lists.offsets().clone(), lists.nulls().cloned());
    let item = of_type(items.name(), &values);
    Ok(Arc::new(GenericListArray::<Width>::try_new(item, offsets, values, nulls)?))
}

/// A field for a column, without the metadata that others gave it.
fn of_type(name: &str, column: &ArrayRef) -> FieldRef {
    Arc::new(Field::new(name, column.data_type().clone(), true))
}

/// About how many bytes these rows of a column take once they are read; counting ends soon after `most`.
fn size(column: &dyn Array, rows: Range<usize>, most: usize) -> usize {
    /// What each value takes beside its text.
    const VALUE: usize = 8;
    let of_values = match column.data_type() {
        DataType::Utf8 => span(column.as_string::<i32>().value_offsets(), &rows).len(),
        DataType::LargeUtf8 => span(column.as_string::<i64>().value_offsets(), &rows).len(),
        // The lowest 32 bits of a view are its length.
        DataType::Utf8View => {
            let views = &column.as_string_view().views()[rows.clone()];
            views.iter().map(|view| *view as u32 as usize).sum()
        }
        DataType::Dictionary(..) => keyed(&*column.slice(rows.start, rows.len()), most),
        DataType::List(_) => {
            let lists = column.as_list::<i32>();
            size(lists.values(), span(lists.value_offsets(), &rows), most)
        }
        DataType::LargeList(_) => {
            let lists = column.as_list::<i64>();
            size(lists.values(), span(lists.value_offsets(), &rows), most)
        }
        DataType::Struct(_) => {
            let columns = column.as_struct().columns().iter();
            columns.map(|column| size(column, rows.clone(), most)).sum()
        }
        _ => 0,
    };
    of_values + rows.len() * VALUE
}

/// Where the values of these rows lie.
fn span<Width: OffsetSizeTrait>(ends: &[Width], rows: &Range<usize>) -> Range<usize> {
    let at = |row: usize| ends.get(row).map_or(0, |end| end.as_usize());
    at(rows.start)..at(rows.end)
}

/// The bytes of a dictionary's values, each as often as it stands.
fn keyed(column: &dyn Array, most: usize) -> usize {
    let Some(dictionary) = column.as_any_dictionary_opt() else { return 0 };
    let values = dictionary.values();
    if values.is_empty() {
        return 0;
    }
    let mut bytes = 0;
    for key in dictionary.normalized_keys() {
        bytes += size(values, key..key + 1, most);
        if bytes > most {
            break;
        }
    }
    bytes
}

/// The field with wide texts and lists.
pub fn wide(field: &FieldRef) -> FieldRef {
    let to = match field.data_type() {
        DataType::Utf8 => DataType::LargeUtf8,
        DataType::List(items) => DataType::LargeList(wide(items)),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(wide).collect()),
        other => other.clone(),
    };
    Arc::new(field.as_ref().clone().with_data_type(to))
}
