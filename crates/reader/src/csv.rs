//! Tables as text: a head that names the columns ([`crate::columns::NAMES`]), then a report a row.
//!
//! Cells are parted by commas, tabs or semicolons, whichever makes the most of the head; in
//! quotation marks they may hold line breaks (RFC 4180). Rows are cut here, and not by the `csv`
//! crate, so that a quotation mark that nobody closes costs its own line and not all that follow:
//! such a line is a problem, and reading goes on at the next. What is cut, `csv` reads.

use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder, Terminator};
use jiff::civil::Date;

use crate::columns;
use crate::decode::{decode, warning};
use crate::fields::Fields;
use crate::lines::{self, LONGEST_LINE, Line};
use crate::{At, Item, Pieces, Problem, Raw, Reading, Source};

/// After so many unclosed quotation marks in one input, a line break always ends a row: each costs
/// a second look at up to [`LONGEST_LINE`] bytes.
const UNCLOSED_BORNE: usize = 16;

/// What may part cells.
const DELIMITERS: [u8; 3] = *b",\t;";

/// A first line that names a column of texts and another known one, and a second line, where there
/// is one, that has cells too.
pub fn is(first: &[u8]) -> bool {
    let mut lines = first.split(|byte| *byte == b'\n').filter(|line| !blank(line));
    let mut head = lines.next();
    if head.is_some_and(|line| said_delimiter(line).is_some()) {
        head = lines.next();
    }
    let Some(head) = head.map(Head::of) else { return false };
    let short = head.cells.iter().all(|cell| cell.len() <= 60);
    let row =
        lines.next().is_none_or(|line| line.contains(&head.delimiter) || line.contains(&b'"'));
    short && row && head.columns.len() >= 2 && columns::have_text(&head.columns)
}

/// The rows, a piece each.
pub fn open(source: Source) -> Pieces {
    let source = source.text();
    let mut rows =
        Rows { source, again: Vec::new(), used: 0, line: 0, unclosed: 0, long: None, done: false };
    let mut head = None;
    Box::new(std::iter::from_fn(move || {
        let head = match &head {
            Some(head) => head,
            None => match rows.head()? {
                Ok(found) => &*head.insert(Arc::new(found)),
                Err(problem) => return Some(problem),
            },
        };
        rows.next(head)
    }))
}

/// The head of a table.
struct Head {
    delimiter: u8,
    cells: Vec<String>,
    columns: Vec<(&'static str, usize)>,
}

impl Head {
    /// The head that this line is, by the delimiter that gives the most known columns.
    fn of(line: &[u8]) -> Head {
        let read = |delimiter| {
            let cells = cells(line, delimiter).unwrap_or_default();
            let cells: Vec<String> = cells.iter().map(|cell| decode(cell).0.into_owned()).collect();
            let columns = columns::of(cells.iter().map(String::as_str));
            Head { delimiter, cells, columns }
        };
        let [comma, tab, semicolon] = DELIMITERS.map(read);
        [tab, semicolon].into_iter().fold(comma, |best, other| {
            if other.columns.len() > best.columns.len() { other } else { best }
        })
    }
}

/// The rows of a table, cut.
struct Rows {
    source: Source,
    /// Whole lines to be read again before more of the source, from `used`.
    again: Vec<u8>,
    used: usize,
    /// Lines read.
    line: usize,
    /// Unclosed quotation marks met.
    unclosed: usize,
    /// A line that was too long, not yet told of.
    long: Option<usize>,
    done: bool,
}

impl Rows {
    /// The head, or what stands in for it; `None` where there is nothing at all.
    fn head(&mut self) -> Option<Result<Head, Raw>> {
        if self.done {
            return None;
        }
        let failed = |rows: &mut Rows, problem| {
            rows.done = true;
            Some(Err(rows.source.failed(At::Line(rows.line.max(1)), problem)))
        };
        loop {
            match self.line() {
                Err(error) => return failed(self, error.into()),
                Ok(None) => return failed(self, Problem::Empty),
                Ok(Some(Line::TooLong)) => return failed(self, Problem::LongLine),
                Ok(Some(Line::Bytes(line))) if blank(&line) || said_delimiter(&line).is_some() => {}
                Ok(Some(Line::Bytes(line))) => {
                    let head = Head::of(&line);
                    if !columns::have_text(&head.columns) {
                        return failed(self, Problem::NoTextColumn);
                    }
                    return Some(Ok(head));
                }
            }
        }
    }

    /// The next row's piece.
    fn next(&mut self, head: &Arc<Head>) -> Option<Raw> {
        if let Some(line) = self.long.take() {
            return Some(self.source.failed(At::Line(line), Problem::LongLine));
        }
        let mut row = Vec::new();
        let (mut first_ends, mut first_line) = (0, 0);
        let mut place = Place::CellBegins;
        while !self.done {
            match self.line() {
                Err(error) => {
                    self.done = true;
                    return Some(self.source.failed(At::Line(self.line), error.into()));
                }
                Ok(None) if row.is_empty() => self.done = true,
                Ok(Some(Line::TooLong)) if row.is_empty() => {
                    return Some(self.source.failed(At::Line(self.line), Problem::LongLine));
                }
                Ok(Some(Line::TooLong)) => {
                    self.long = Some(self.line);
                    // An empty line in its place, so that lines are counted as they are.
                    row.push(b'\n');
                    return Some(self.unclosed(row, first_ends, first_line));
                }
                Ok(None) => return Some(self.unclosed(row, first_ends, first_line)),
                Ok(Some(Line::Bytes(line))) if row.is_empty() && blank(&line) => {}
                Ok(Some(Line::Bytes(line))) => {
                    place = place.after(&line, head.delimiter);
                    row.extend_from_slice(&line);
                    row.push(b'\n');
                    if first_ends == 0 {
                        (first_ends, first_line) = (row.len(), self.line);
                    }
                    if place != Place::Quoted {
                        return Some(self.piece(head, row, first_line));
                    }
                    if row.len() > LONGEST_LINE || self.unclosed >= UNCLOSED_BORNE {
                        return Some(self.unclosed(row, first_ends, first_line));
                    }
                }
            }
        }
        None
    }

    /// What stands in for a row that is not closed; its other lines are read again.
    fn unclosed(&mut self, mut row: Vec<u8>, first_ends: usize, first_line: usize) -> Raw {
        let mut again = row.split_off(first_ends);
        if !again.is_empty() {
            again.extend_from_slice(&self.again[self.used..]);
            (self.again, self.used) = (again, 0);
        }
        self.line = first_line;
        self.unclosed += 1;
        self.source.failed(At::Line(first_line), Problem::OpenQuote)
    }

    fn piece(&self, head: &Arc<Head>, row: Vec<u8>, line: usize) -> Raw {
        let (name, date, head) = (self.source.name.clone(), self.source.date, head.clone());
        Raw::new(row.len(), move || read(&row, &head, &name, line, date))
            .placed(&self.source.name, At::Line(line))
    }

    /// The next line, its end left out.
    fn line(&mut self) -> std::io::Result<Option<Line>> {
        let rest = &self.again[self.used..];
        let line = if rest.is_empty() {
            lines::next(&mut *self.source.bytes, LONGEST_LINE)?
        } else {
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = rest[..length].to_vec();
            self.used = (self.used + length + 1).min(self.again.len());
            Some(Line::Bytes(line))
        };
        self.line += usize::from(line.is_some());
        Ok(line)
    }
}

/// Where in a row a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    CellBegins,
    Bare,
    Quoted,
    /// After a quotation mark inside a quoted cell: its end, or the first of two.
    QuoteInQuoted,
}

impl Place {
    /// The place after this line, its end included.
    fn after(self, line: &[u8], delimiter: u8) -> Place {
        let place = line.iter().fold(self, |place, byte| match (place, *byte) {
            (Place::CellBegins | Place::QuoteInQuoted, b'"') => Place::Quoted,
            (Place::Quoted, b'"') => Place::QuoteInQuoted,
            (Place::Quoted, _) => Place::Quoted,
            (_, byte) if byte == delimiter => Place::CellBegins,
            _ => Place::Bare,
        });
        if place == Place::Quoted { place } else { Place::CellBegins }
    }
}

fn read(row: &[u8], head: &Head, name: &str, line: usize, date: Option<Date>) -> Item {
    let at = |problem: Problem| problem.at(name, At::Line(line));
    if memchr::memchr(0, row).is_some() {
        return Err(at(Problem::Nul));
    }
    let (text, mended) = decode(row);
    let cells = cells(text.as_bytes(), head.delimiter).unwrap_or_default();
    if cells.len() != head.cells.len() {
        return Err(at(Problem::Ragged { found: cells.len(), wanted: head.cells.len() }));
    }
    let mut fields = Fields::default();
    for (field, column) in &head.columns {
        let cell = cells.get(*column).map(|cell| String::from_utf8_lossy(cell).into_owned());
        if let Some(field) = fields.by_name(field) {
            *field = cell;
        }
    }
    let report = fields.report(date).map_err(at)?;
    Ok(Reading { warning: mended.then(|| warning(name, line)), ..Reading::new(report) })
}

/// The cells of a row.
fn cells(row: &[u8], delimiter: u8) -> Option<ByteRecord> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .terminator(Terminator::Any(b'\n'))
        .from_reader(row);
    let mut cells = ByteRecord::new();
    reader.read_byte_record(&mut cells).ok()?.then_some(cells)
}

fn blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

/// The delimiter of a line `sep=;`, with which Excel begins tables; the head says it as well.
fn said_delimiter(line: &[u8]) -> Option<u8> {
    match line.trim_ascii_end().strip_prefix(b"sep=") {
        Some([delimiter]) => Some(*delimiter),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
