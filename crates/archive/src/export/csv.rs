//! CSV (RFC 4180): a folder with a file a table, a header line, UTF-8 without a mark, lines that end
//! in CR LF.
//!
//! An empty cell is null; an empty text is `""`. Booleans are `true` and `false`, days
//! `YYYY-MM-DD`, numbers have a point and are as short as they can be and still be the same number.
//! Cells that begin with `=`, `+`, `-` or `@` are data and left as they are: whoever opens the files
//! in a spreadsheet takes them in as text, not as formulas.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use sayso_record::tables::Cell;

use super::draft::Draft;
use super::{ExportError, Writing, flat};
use crate::Stored;
use crate::stories::Story;

/// Characters that a cell is quoted for: those that RFC 4180 names, and blanks, which some readers
/// would take off at the ends.
const QUOTED: [char; 6] = [',', '"', '\r', '\n', ' ', '\t'];

struct Csv {
    files: Vec<(Draft, BufWriter<File>)>,
    line: String,
}

/// Begins the form.
pub fn open(folder: &Path) -> Result<Box<dyn Writing>, ExportError> {
    let mut csv = Csv { files: vec![], line: String::new() };
    for (at, table) in flat::tables().iter().enumerate() {
        let (draft, file) = Draft::new(&folder.join(format!("{}.csv", table.name)))?;
        csv.files.push((draft, BufWriter::new(file)));
        let header: Vec<Cell> = table.columns.iter().map(|column| column.name.into()).collect();
        csv.row(at, &header)?;
    }
    Ok(Box::new(csv))
}

impl Csv {
    fn row(&mut self, table: usize, cells: &[Cell]) -> Result<(), ExportError> {
        self.line.clear();
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.line.push(',');
            }
            push(&mut self.line, cell);
        }
        self.line.push_str("\r\n");
        let Some((draft, file)) = self.files.get_mut(table) else { return Ok(()) };
        let written = file.write_all(self.line.as_bytes());
        written.map_err(|why| ExportError::stopped(draft.path(), why))
    }
}

impl Writing for Csv {
    fn record(&mut self, stored: &Stored) -> Result<(), ExportError> {
        flat::rows(stored, |table, cells| self.row(table, cells))
    }

    fn story(&mut self, story: &Story) -> Result<(), ExportError> {
        flat::rows_of_story(story, |table, cells| self.row(table, cells))
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        let mut drafts = vec![];
        for (draft, file) in self.files {
            file.into_inner()
                .map_err(|why| ExportError::stopped(draft.path(), why.into_error()))?;
            drafts.push(draft);
        }
        drafts.into_iter().try_for_each(Draft::keep)
    }
}

/// Appends a cell as CSV has it.
fn push(line: &mut String, cell: &Cell) {
    match cell {
        Cell::Null => {}
        Cell::Text(text) if text.is_empty() || text.contains(QUOTED) => {
            line.push('"');
            line.push_str(&text.replace('"', "\"\""));
            line.push('"');
        }
        Cell::Text(text) => line.push_str(text),
        Cell::Integer(value) => line.push_str(&value.to_string()),
        Cell::Real(value) => {
            let number = format!("{value:?}");
            line.push_str(number.strip_suffix(".0").unwrap_or(&number));
        }
        Cell::Boolean(value) => line.push_str(if *value { "true" } else { "false" }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(cell: &Cell) -> String {
        let mut line = String::new();
        push(&mut line, cell);
        line
    }

    #[test]
    fn cells_are_as_the_standard_has_them() {
        let text = |text: &'static str| written(&Cell::from(text));
        assert_eq!(text("Strelsau"), "Strelsau");
        assert_eq!(text(""), "\"\"");
        assert_eq!(text("a, \"b\"\nc"), "\"a, \"\"b\"\"\nc\"");
        assert_eq!(text("=1+1"), "=1+1");
        assert_eq!(written(&Cell::Null), "");
        assert_eq!(written(&Cell::Boolean(true)), "true");
        assert_eq!(written(&Cell::Integer(-7)), "-7");
        let real = |value: f64| written(&Cell::Real(value));
        assert_eq!([1200.0, -7.5, 0.1, 1e21].map(real), ["1200", "-7.5", "0.1", "1e21"]);
    }

    proptest! {
        #[test]
        fn any_text_comes_back(texts in prop::collection::vec("(?s).{0,12}", 2..5)) {
            let cells: Vec<String> =
                texts.iter().map(|text| written(&Cell::from(text.as_str()))).collect();
            let header = vec!["id"; cells.len()].join(",");
            let file = format!("{header}\r\n{}\r\n", cells.join(","));
            let mut reader = ::csv::Reader::from_reader(file.as_bytes());
            let back: Vec<_> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!(back.len(), 1);
            prop_assert_eq!(back[0].iter().collect::<Vec<_>>(), texts);
        }

        #[test]
        fn any_number_comes_back(value in any::<f64>().prop_filter("a number", |v| v.is_finite())) {
            prop_assert_eq!(written(&Cell::Real(value)).parse::<f64>(), Ok(value));
        }
    }
}
