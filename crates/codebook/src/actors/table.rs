//! A table of the codebook: rows of named cells, each with its line.

use std::sync::Arc;

use csv::StringRecord;

use crate::CodebookError;

/// A table read, with the place of each row.
pub(super) struct Table {
    pub(super) path: Arc<str>,
    /// Their names, from left to right.
    columns: Vec<String>,
    /// All cells, one behind the other.
    text: String,
    /// Where each cell ends; those of a row are as many as there are columns.
    ends: Vec<usize>,
    /// The line of each row.
    pub(super) lines: Vec<usize>,
}

/// One row of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'t> {
    pub(super) table: &'t Table,
    pub(super) line: usize,
    /// Its place among the table's rows.
    index: usize,
}

impl Table {
    /// Reads a table whose header has the columns `needed`.
    pub(super) fn parse(path: &str, text: &str, needed: &str) -> Result<Self, CodebookError> {
        let error = |line, message| CodebookError { path: path.to_owned(), line, message };
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|e| error(1, format!("not a CSV header: {e}")))?;
        let columns: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        if let Some(missing) = needed.split(',').find(|name| !columns.iter().any(|c| c == name)) {
            let message = format!("column \"{missing}\" is missing; the header must have {needed}");
            return Err(error(1, message));
        }
        let (mut cells, mut ends, mut lines) =
            (String::with_capacity(text.len()), Vec::with_capacity(text.len() / 8), Vec::new());
        let mut row = StringRecord::new();
        let fault = |e: csv::Error| {
            let line = e.position().map_or(0, |p| p.line() as usize);
            error(line, format!("not a row of this table ({e}); quote cells that hold commas"))
        };
        while reader.read_record(&mut row).map_err(fault)? {
            lines.push(row.position().map_or(0, |p| p.line() as usize));
            for cell in &row {
                cells.push_str(cell.trim());
                ends.push(cells.len());
            }
        }
        Ok(Self { path: path.into(), columns, text: cells, ends, lines })
    }

    /// Its rows, in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.lines.iter().enumerate().map(|(index, &line)| Row { table: self, line, index })
    }
}

impl<'t> Row<'t> {
    /// A cell; empty where the table has no such column.
    pub(super) fn cell(&self, column: &str) -> &'t str {
        let Some(at) = self.table.columns.iter().position(|name| name == column) else { return "" };
        let at = self.index * self.table.columns.len() + at;
        let start = at.checked_sub(1).map_or(0, |before| self.table.ends[before]);
        &self.table.text[start..self.table.ends[at]]
    }

    /// A cell that is not empty.
    pub(super) fn known(&self, column: &str) -> Option<String> {
        Some(self.cell(column)).filter(|cell| !cell.is_empty()).map(str::to_owned)
    }

    /// The values of a cell, which `|` separates.
    pub(super) fn list(&self, column: &str) -> impl Iterator<Item = &'t str> {
        self.cell(column).split('|').map(str::trim).filter(|part| !part.is_empty())
    }
}
