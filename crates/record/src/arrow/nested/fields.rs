//! The columns of the nested form, and what is in them: the fields of a record's JSON, in its order and
//! by its names. What a field holds is said in the words of the flat tables, where those have it.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};

use super::super::described;
use crate::tables::{Kind, Table};

/// The Arrow schema of the nested form.
pub fn schema() -> SchemaRef {
    let list = |name, about, table, fields| {
        let items = DataType::Struct(told_as_in(table, fields));
        Field::new(name, of_items(items), true).with_metadata(described(about))
    };
    let one = |name, about, table, fields| {
        let inside = DataType::Struct(told_as_in(table, fields));
        Field::new(name, inside, true).with_metadata(described(about))
    };
    let columns = vec![
        known("report_id").with_metadata(described("Id of the report.")),
        Field::new("date", DataType::Date32, true).with_metadata(described("Date of publication.")),
        one(
            "report",
            "The report, with the text that every offset points into.",
            "reports",
            report(),
        ),
        list("actors", "Who is spoken of.", "actors", actor()),
        list(
            "mentions",
            "Where actors are named, described or referred to.",
            "mentions",
            mention(),
        ),
        list("times", "Time expressions (ISO-TimeML TIMEX3).", "times", time()),
        list("places", "Toponyms and the places they mean.", "places", place()),
        list("statements", "Who said what.", "statements", statement()),
        list("events", "Who did what to whom.", "events", event()),
        list("figures", "How many.", "figures", figure()),
        one("engine", "What produced this record.", "reports", engine()),
        texts("problems").with_metadata(described("Why there is no record; else empty.")),
    ];
    Arc::new(Schema::new_with_metadata(
        columns,
        described("A report a row, all that was read in it nested."),
    ))
}

fn report() -> Vec<Field> {
    vec![
        text("id"),
        text("date"),
        known("source"),
        known("url"),
        known("title"),
        text("text"),
        text("sha256"),
    ]
}

fn actor() -> Vec<Field> {
    vec![
        text("id"),
        text("name"),
        text("kind"),
        known("country"),
        known("role"),
        known("code"),
        known("wikidata"),
    ]
}

fn mention() -> Vec<Field> {
    let loaded = Field::new("loaded", DataType::Boolean, false);
    vec![integer("start"), integer("end"), text("actor"), text("kind"), loaded]
}

fn time() -> Vec<Field> {
    vec![text("id"), integer("start"), integer("end"), text("type"), known("value"), known("mod")]
}

fn place() -> Vec<Field> {
    vec![
        text("id"),
        integer("start"),
        integer("end"),
        text("name"),
        text("form"),
        known("country"),
        known("admin1"),
        known_real("latitude"),
        known_real("longitude"),
        Field::new("geonames_id", DataType::Int64, true),
        known("precision"),
    ]
}

fn statement() -> Vec<Field> {
    vec![
        text("id"),
        spans("source"),
        known("speaker"),
        spans("cue"),
        spans("content"),
        text("kind"),
        known("addressee"),
        known("within"),
        text("rule"),
    ]
}

fn event() -> Vec<Field> {
    let when = vec![text("value"), text("precision"), known("from")];
    vec![
        text("id"),
        text("plover"),
        known("mode"),
        texts("contexts"),
        text("cameo"),
        real("goldstein"),
        real("plover_score"),
        integer("quad"),
        texts("actors"),
        texts("recipients"),
        spans("trigger"),
        Field::new("time", DataType::Struct(when.into()), true),
        known("place"),
        text("status"),
        text("voice"),
        text("rule"),
    ]
}

fn figure() -> Vec<Field> {
    let victim = vec![known("name"), Field::new("age", DataType::Int64, true), known("sex")];
    vec![
        text("id"),
        text("measure"),
        known_real("value"),
        known_real("low"),
        known_real("high"),
        text("bound"),
        known_real("share"),
        text("unit"),
        known("tally"),
        known_real("revised_from"),
        known("of"),
        known("of_actor"),
        known("subgroup"),
        known("part_of"),
        Field::new("victim", DataType::Struct(victim.into()), true),
        texts("by"),
        known("cause"),
        known("since"),
        known("until"),
        known("place"),
        spans("span"),
        text("voice"),
        text("rule"),
    ]
}

fn engine() -> Vec<Field> {
    vec![text("version"), text("model"), text("codebook")]
}

fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, false)
}

/// A text that is null where it is not known.
fn known(name: &str) -> Field {
    Field::new(name, DataType::Utf8, true)
}

fn texts(name: &str) -> Field {
    Field::new(name, of_items(DataType::Utf8), false)
}

fn integer(name: &str) -> Field {
    Field::new(name, DataType::Int64, false)
}

fn real(name: &str) -> Field {
    Field::new(name, DataType::Float64, false)
}

fn known_real(name: &str) -> Field {
    Field::new(name, DataType::Float64, true)
}

fn spans(name: &str) -> Field {
    let span = vec![integer("start"), integer("end")];
    Field::new(name, of_items(DataType::Struct(span.into())), false)
}

fn of_items(items: DataType) -> DataType {
    DataType::List(Arc::new(Field::new("item", items, false)))
}

/// The fields, with what a flat table says of its column of the same name and kind.
fn told_as_in(table: &str, fields: Vec<Field>) -> Fields {
    let columns = Table::by_name(table).map_or(&[][..], |table| table.columns);
    let told = |field: Field| {
        let alike = |kind| match field.data_type() {
            DataType::Utf8 => matches!(kind, Kind::Text | Kind::Date),
            DataType::Int64 => kind == Kind::Integer,
            DataType::Float64 => kind == Kind::Real,
            DataType::Boolean => kind == Kind::Boolean,
            _ => false,
        };
        match columns.iter().find(|column| column.name == field.name() && alike(column.kind)) {
            Some(column) => field.with_metadata(described(column.about)),
            None => field,
        }
    };
    fields.into_iter().map(told).collect()
}
