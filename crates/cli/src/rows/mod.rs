//! Rows, as people or programs want them: a table, CSV, JSON.
//!
//! Rows go out as they come; of a table the first are looked at for how wide its columns are to be.
//! A table is for reading: what is too wide is cut. The other forms hold everything: null is an empty
//! cell in CSV, and bytes are hexadecimal digits everywhere.

mod table;

use std::io::{self, BufWriter, IsTerminal, Write};

use clap::ValueEnum;
use sayso_archive::query::{Cell, distinct};
use serde_json::{Map, Number, Value};

use crate::render::Look;

/// Forms that rows go out in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people to read; cells too wide for the screen are cut
    Table,
    /// Comma-separated (RFC 4180), with a line of names; null is empty
    Csv,
    /// One object a line
    Jsonl,
    /// One array of objects
    Json,
}

/// Prints rows one by one.
pub struct Printer<'o>(Printing<'o>);

enum Printing<'o> {
    Table(table::Table<'o>),
    Csv(Box<csv::Writer<Box<dyn Write + 'o>>>),
    Json(Json<'o>),
}

impl Printer<'static> {
    /// A printer of rows with these columns to standard output; where no form is asked for, a table
    /// on a terminal, and JSON lines for a program.
    pub fn of_stdout(form: Option<Form>, columns: Vec<String>) -> io::Result<Self> {
        let usual = if io::stdout().is_terminal() { Form::Table } else { Form::Jsonl };
        let out = BufWriter::with_capacity(1 << 16, io::stdout());
        Printer::new(Box::new(out), form.unwrap_or(usual), columns, Look::of_wide_stdout())
    }
}

impl<'o> Printer<'o> {
    /// A printer of rows with these columns.
    pub fn new(
        out: Box<dyn Write + 'o>,
        form: Form,
        columns: Vec<String>,
        look: Look,
    ) -> io::Result<Self> {
        Ok(Self(match form {
            Form::Table => Printing::Table(table::Table::new(out, columns, look)),
            Form::Csv => {
                let mut csv =
                    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
                csv.write_record(&columns)?;
                Printing::Csv(Box::new(csv))
            }
            Form::Jsonl => Printing::Json(Json::new(out, columns, ["", "", "\n", ""])),
            Form::Json => Printing::Json(Json::new(out, columns, ["[\n", ",\n", "", "\n]\n"])),
        }))
    }

    /// Prints a row: a cell a column.
    pub fn row(&mut self, cells: Vec<Cell>) -> io::Result<()> {
        match &mut self.0 {
            Printing::Table(table) => table.row(&cells),
            Printing::Csv(csv) => Ok(csv.write_record(cells.iter().map(Cell::plain))?),
            Printing::Json(json) => json.row(cells),
        }
    }

    /// Prints what is left; called once, last.
    pub fn finish(self) -> io::Result<()> {
        match self.0 {
            Printing::Table(table) => table.finish(),
            Printing::Csv(mut csv) => csv.flush(),
            Printing::Json(json) => json.finish(),
        }
    }
}

/// Objects, one behind the other.
struct Json<'o> {
    out: Box<dyn Write + 'o>,
    columns: Vec<String>,
    begin: &'static str,
    between: &'static str,
    behind: &'static str,
    end: &'static str,
    is_first: bool,
}

impl<'o> Json<'o> {
    /// `signs` stand before all objects, between two, behind each, and behind all.
    fn new(out: Box<dyn Write + 'o>, columns: Vec<String>, signs: [&'static str; 4]) -> Self {
        let [begin, between, behind, end] = signs;
        Self { out, columns: distinct(columns), begin, between, behind, end, is_first: true }
    }

    fn row(&mut self, cells: Vec<Cell>) -> io::Result<()> {
        let before = if self.is_first { self.begin } else { self.between };
        self.is_first = false;
        self.out.write_all(before.as_bytes())?;
        let object: Map<String, Value> =
            self.columns.iter().cloned().zip(cells.into_iter().map(value)).collect();
        serde_json::to_writer(&mut self.out, &object)?;
        self.out.write_all(self.behind.as_bytes())
    }

    fn finish(mut self) -> io::Result<()> {
        if self.is_first {
            self.out.write_all(self.begin.trim_end().as_bytes())?;
            self.out.write_all(self.end.trim_start().as_bytes())?;
        } else {
            self.out.write_all(self.end.as_bytes())?;
        }
        self.out.flush()
    }
}

/// A cell as JSON has it; a number that is none (infinite) is null.
fn value(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Integer(number) => Value::from(number),
        Cell::Real(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        Cell::Text(text) => Value::String(text),
        bytes @ Cell::Bytes(_) => Value::String(bytes.plain()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn printed(
        form: Form,
        columns: &[&str],
        rows: &[Vec<Cell>],
        width: usize,
    ) -> String {
        let mut out = Vec::new();
        let names = columns.iter().map(|name| name.to_string()).collect();
        let look = Look { colour: false, width };
        let mut printer = Printer::new(Box::new(&mut out), form, names, look).unwrap();
        for row in rows {
            printer.row(row.clone()).unwrap();
        }
        printer.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    pub(super) fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    fn rows() -> Vec<Vec<Cell>> {
        vec![
            vec![Cell::Integer(-3), Cell::Real(2.0), text("a, \"b\"\nc"), Cell::Null],
            vec![Cell::Real(0.1), Cell::Real(f64::INFINITY), text(""), Cell::Bytes(vec![0, 255])],
        ]
    }

    const COLUMNS: [&str; 4] = ["n", "n", "n_2", "bytes"];

    #[test]
    fn csv_is_as_the_standard_has_it() {
        assert_eq!(
            printed(Form::Csv, &COLUMNS, &rows(), 80),
            "n,n,n_2,bytes\r\n-3,2,\"a, \"\"b\"\"\nc\",\r\n0.1,inf,,00ff\r\n"
        );
        assert_eq!(printed(Form::Csv, &COLUMNS, &[], 80), "n,n,n_2,bytes\r\n");
    }

    #[test]
    fn numbers_stay_numbers_and_names_differ() {
        assert_eq!(
            printed(Form::Jsonl, &COLUMNS, &rows(), 80),
            "{\"n\":-3,\"n_2\":2.0,\"n_2_2\":\"a, \\\"b\\\"\\nc\",\"bytes\":null}\n\
             {\"n\":0.1,\"n_2\":null,\"n_2_2\":\"\",\"bytes\":\"00ff\"}\n"
        );
        assert_eq!(printed(Form::Jsonl, &COLUMNS, &[], 80), "");
    }

    #[test]
    fn an_array_holds_what_the_lines_hold() {
        let lines = printed(Form::Jsonl, &COLUMNS, &rows(), 80);
        let lines: Vec<Value> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let array = printed(Form::Json, &COLUMNS, &rows(), 80);
        assert_eq!(serde_json::from_str::<Vec<Value>>(&array).unwrap(), lines);
        assert_eq!(printed(Form::Json, &COLUMNS, &[], 80), "[]\n");
    }
}
