//! A plain SQLite database: every table `STRICT`, with its joins indexed, for Datasette, R, DuckDB
//! and whatever else reads SQLite.
//!
//! Every other table that has a `report_id` points to `reports`. Days and lists are text, booleans 0 and 1. What tables and
//! columns hold stands as comments in `sqlite_schema.sql`.

use std::path::Path;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};
use sayso_record::tables::{Cell, Column, Kind};

use super::draft::Draft;
use super::{ExportError, Writing, flat};
use crate::Stored;
use crate::stories::Story;

/// The id that every table has, and that one table has a row of each.
const REPORT_ID: &str = "report_id";
const REPORTS: &str = "reports";

/// The draft is a file of its own that nobody else reads, and is thrown away where the export
/// breaks: it needs no journal. References hold by the order of the rows.
const AS_A_DRAFT: &str = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; \
    PRAGMA foreign_keys = OFF; BEGIN";

struct Sqlite {
    // Closed before the draft is taken away.
    database: Connection,
    draft: Draft,
    inserts: Vec<String>,
}

/// Begins the form.
pub fn open(path: &Path) -> Result<Box<dyn Writing>, ExportError> {
    let (draft, _) = Draft::new(path)?;
    let tables = flat::tables();
    let begun = Connection::open(draft.temporary()).and_then(|database| {
        database.execute_batch(AS_A_DRAFT)?;
        tables.iter().try_for_each(|table| database.execute_batch(&create(table)))?;
        Ok(database)
    });
    let database = begun.map_err(|why| ExportError::stopped(path, why))?;
    Ok(Box::new(Sqlite { database, draft, inserts: tables.iter().map(insert).collect() }))
}

impl Writing for Sqlite {
    fn record(&mut self, stored: &Stored) -> Result<(), ExportError> {
        flat::rows(stored, |table, cells| self.row(table, cells, &stored.record.report.id))
    }

    fn story(&mut self, story: &Story) -> Result<(), ExportError> {
        flat::rows_of_story(story, |table, cells| self.row(table, cells, &story.id))
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        let Sqlite { database, draft, .. } = *self;
        let indexes: Vec<String> = flat::tables().iter().flat_map(indexes).collect();
        database
            .execute_batch(&indexes.join("\n"))
            .and_then(|()| database.execute_batch("COMMIT"))
            .and_then(|()| database.close().map_err(|(_, why)| why))
            .map_err(|why| ExportError::stopped(draft.path(), why))?;
        draft.keep()
    }
}

impl Sqlite {
    /// A row of a table, of a report or the story that it founded.
    fn row(&self, table: usize, cells: &[Cell], report: &str) -> Result<(), ExportError> {
        let insert = self.inserts.get(table).map_or("", String::as_str);
        let row = params_from_iter(cells.iter().map(Value));
        let done = self.database.prepare_cached(insert).and_then(|mut to| to.execute(row));
        done.map(drop).map_err(|why| {
            ExportError::stopped(self.draft.path(), format!("report {report}: {why}"))
        })
    }
}

/// A cell as SQLite has it.
struct Value<'c>(&'c Cell<'c>);

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Cell::Null => ValueRef::Null,
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
            Cell::Integer(value) => ValueRef::Integer(*value),
            Cell::Real(value) => ValueRef::Real(*value),
            Cell::Boolean(value) => ValueRef::Integer(i64::from(*value)),
        }))
    }
}

fn create(table: &flat::Table) -> String {
    let mut sql = format!("CREATE TABLE {} ( -- {}\n", quoted(table.name), table.about);
    for (at, column) in table.columns.iter().enumerate() {
        let comma = if at + 1 < table.columns.len() { "," } else { "" };
        sql += &format!("    {}{comma} -- {}\n", define(table, column), column.about);
    }
    sql + ") STRICT;"
}

fn define(table: &flat::Table, column: &Column) -> String {
    let name = quoted(column.name);
    let mut sql = name.clone();
    sql += match column.kind {
        Kind::Text | Kind::Date => " TEXT",
        Kind::Integer | Kind::Boolean => " INTEGER",
        Kind::Real => " REAL",
    };
    if !column.nullable {
        sql += " NOT NULL";
    }
    if column.kind == Kind::Boolean {
        sql += &format!(" CHECK ({name} IN (0, 1))");
    }
    if column.name == REPORT_ID {
        sql += &match table.name {
            REPORTS => " PRIMARY KEY".to_owned(),
            _ => format!(" REFERENCES {} ({name})", quoted(REPORTS)),
        };
    }
    sql
}

fn insert(table: &flat::Table) -> String {
    let marks = vec!["?"; table.columns.len()].join(", ");
    format!("INSERT INTO {} VALUES ({marks})", quoted(table.name))
}

/// An index on what a table is joined by: the report's id with the first id inside the report (a
/// report has few rows, so one is enough), and every id that outlives the report.
fn indexes(table: &flat::Table) -> Vec<String> {
    if table.name == REPORTS {
        return vec![];
    }
    let index = |columns: &[&str]| {
        let name = quoted(&format!("{}_{}", table.name, columns.join("_")));
        let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
        format!("CREATE INDEX {name} ON {} ({});", quoted(table.name), columns.join(", "))
    };
    let inside = table.columns.iter().find(|column| names_rows_of_a_table(column));
    let joined = table.columns.iter().find(|column| column.name == REPORT_ID).map(|report| {
        let columns: Vec<&str> =
            [Some(report), inside].into_iter().flatten().map(|c| c.name).collect();
        index(&columns)
    });
    let mut all: Vec<String> = joined.into_iter().collect();
    let lasting = table.columns.iter().filter(|column| {
        column.kind == Kind::Text && column.name.ends_with("_id") && column.name != REPORT_ID
    });
    all.extend(lasting.map(|column| index(&[column.name])));
    all
}

/// Whether it is an `actor`, `event` … which are rows of `actors`, `events` …
fn names_rows_of_a_table(column: &Column) -> bool {
    flat::tables().iter().any(|table| table.name.strip_suffix('s') == Some(column.name))
}

/// A name that may be a word of SQL, as `of` and `end` are.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
