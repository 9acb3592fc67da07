//! A table on the screen, or, where its columns are too many for that, a line a cell.

use std::io::{self, Write};

use sayso_archive::query::Cell;

use crate::render::wrap::{self, width};
use crate::render::{Ink, Look, safe};

/// The first rows say how wide the columns are to be …
const LOOKED_AT: usize = 1000;
/// … or fewer, where they are so long in all, in bytes.
const LOOKED_AT_BYTES: usize = 8 << 20;
/// A column narrower than this says nothing.
const NARROWEST: usize = 8;
/// Blanks between columns.
const GAP: &str = "  ";

/// A table being printed.
pub struct Table<'o> {
    out: Box<dyn Write + 'o>,
    columns: Vec<String>,
    look: Look,
    /// Rows that wait until it is known how wide the columns are, and their bytes.
    waiting: Vec<Vec<Shown>>,
    bytes: usize,
    /// Once it is known.
    layout: Option<Layout>,
}

/// A cell as it is shown.
struct Shown {
    text: String,
    is_number: bool,
}

enum Layout {
    /// So many columns of the screen for each.
    Columns(Vec<usize>),
    /// A line a cell, behind names of so many columns.
    Lines(usize),
}

impl<'o> Table<'o> {
    /// A table with these columns.
    pub fn new(out: Box<dyn Write + 'o>, columns: Vec<String>, look: Look) -> Self {
        let columns = columns.iter().map(|name| one_line(name)).collect();
        Self { out, columns, look, waiting: Vec::new(), bytes: 0, layout: None }
    }

    /// Prints a row, sooner or later.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        let row: Vec<Shown> = cells.iter().map(Shown::of).collect();
        if self.layout.is_some() {
            return self.print(&row);
        }
        self.bytes += row.iter().map(|cell| cell.text.len()).sum::<usize>();
        self.waiting.push(row);
        if self.waiting.len() >= LOOKED_AT || self.bytes >= LOOKED_AT_BYTES {
            self.lay_out()?;
        }
        Ok(())
    }

    /// Prints what waits.
    pub fn finish(mut self) -> io::Result<()> {
        if self.layout.is_none() {
            self.lay_out()?;
        }
        self.out.flush()
    }

    /// Settles how wide the columns are, and prints their names and what has waited.
    fn lay_out(&mut self) -> io::Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        let mut widths: Vec<usize> = self.columns.iter().map(|name| width(name)).collect();
        let names = widths.iter().copied().max().unwrap_or(0);
        for row in &waiting {
            for (wide, cell) in widths.iter_mut().zip(row) {
                *wide = (*wide).max(width(&cell.text));
            }
        }
        let gaps = GAP.len() * widths.len().saturating_sub(1);
        let room = self.look.width.saturating_sub(gaps);
        let least: usize = widths.iter().map(|wide| (*wide).min(NARROWEST)).sum();
        if least > room {
            self.layout = Some(Layout::Lines(names));
        } else {
            fit(&mut widths, room);
            self.head(&widths)?;
            self.layout = Some(Layout::Columns(widths));
        }
        waiting.iter().try_for_each(|row| self.print(row))
    }

    fn head(&mut self, widths: &[usize]) -> io::Result<()> {
        let names = self.columns.iter().zip(widths);
        let names: Vec<String> = names
            .map(|(name, wide)| self.look.paint(Ink::Strong, &set(&cut(name, *wide), *wide, false)))
            .collect();
        writeln!(self.out, "{}", names.join(GAP).trim_end())?;
        let rules: Vec<String> = widths.iter().map(|wide| "─".repeat(*wide)).collect();
        writeln!(self.out, "{}", self.look.paint(Ink::Small, &rules.join(GAP)))
    }

    fn print(&mut self, row: &[Shown]) -> io::Result<()> {
        match &self.layout {
            Some(Layout::Columns(widths)) => {
                let cells = row.iter().zip(widths);
                let cells: Vec<String> = cells
                    .map(|(cell, wide)| set(&cut(&cell.text, *wide), *wide, cell.is_number))
                    .collect();
                writeln!(self.out, "{}", cells.join(GAP).trim_end())
            }
            Some(Layout::Lines(names)) => {
                let mut lines = String::new();
                let rest = " ".repeat(names + GAP.len());
                for (name, cell) in self.columns.iter().zip(row) {
                    let name = self.look.paint(Ink::Small, &set(name, *names, false));
                    let cells = wrap::cells(&cell.text, Ink::Plain);
                    wrap::set(&mut lines, &cells, self.look, &format!("{name}{GAP}"), &rest);
                }
                writeln!(self.out, "{lines}")
            }
            None => Ok(()),
        }
    }
}

impl Shown {
    fn of(cell: &Cell) -> Self {
        let is_number = matches!(cell, Cell::Integer(_) | Cell::Real(_));
        Self { text: one_line(&cell.plain()), is_number }
    }
}

/// A text as one line that does nothing to the terminal.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() { ' ' } else { safe(c) }).collect()
}

/// Takes from the widest columns until all fit.
fn fit(widths: &mut [usize], room: usize) {
    let total = |cap: usize, widths: &[usize]| widths.iter().map(|w| (*w).min(cap)).sum::<usize>();
    let widest = widths.iter().copied().max().unwrap_or(0);
    let mut caps = NARROWEST..widest.max(NARROWEST) + 1;
    // The widest cap under which they fit; sums grow with the cap.
    let cap = {
        let (mut low, mut high) = (caps.start, caps.next_back().unwrap_or(NARROWEST));
        while low < high {
            let middle = (low + high).div_ceil(2);
            if total(middle, widths) <= room { low = middle } else { high = middle - 1 }
        }
        low
    };
    let mut left = room.saturating_sub(total(cap, widths));
    for wide in widths {
        if *wide > cap {
            let more = left.min(1);
            left -= more;
            *wide = cap + more;
        }
    }
}

/// At most `wide` columns of a text; what is cut ends in `…`.
fn cut(text: &str, wide: usize) -> String {
    if width(text) <= wide {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut taken = 0;
    for character in text.chars() {
        let more = width(character.encode_utf8(&mut [0; 4]));
        if taken + more + 1 > wide {
            break;
        }
        taken += more;
        kept.push(character);
    }
    kept.push('…');
    kept
}

/// A text in a column: numbers to the right, words to the left.
fn set(text: &str, wide: usize, is_number: bool) -> String {
    let blanks = " ".repeat(wide.saturating_sub(width(text)));
    if is_number { format!("{blanks}{text}") } else { format!("{text}{blanks}") }
}

#[cfg(test)]
mod tests {
    use super::super::Form;
    use super::super::tests::{printed, text};
    use super::*;

    #[test]
    fn columns_stand_under_their_names() {
        let rows = [vec![text("北京"), Cell::Integer(7)], vec![Cell::Null, Cell::Integer(1200)]];
        assert_eq!(
            printed(Form::Table, &["place", "reports"], &rows, 40),
            "place  reports\n─────  ───────\n北京         7\n          1200\n"
        );
    }

    #[test]
    fn wide_cells_are_cut_and_narrow_ones_are_not() {
        let rows = [vec![text("Strelsau"), text(&"long ".repeat(20))]];
        let table = printed(Form::Table, &["place", "text"], &rows, 40);
        assert!(table.lines().all(|line| width(line) <= 40), "{table}");
        assert!(table.contains("Strelsau  long long long long"), "{table}");
        assert!(table.trim_end().ends_with('…'), "{table}");
    }

    #[test]
    fn nothing_acts_on_the_terminal() {
        let rows = [vec![text("a\u{1b}[31m\nb\u{202e}")]];
        let table = printed(Form::Table, &["\u{7}x"], &rows, 40);
        assert!(table.contains("␇x") && table.contains("a␛[31m b\u{fffd}"), "{table}");
    }

    #[test]
    fn many_columns_become_lines() {
        let names: Vec<String> = (0..9).map(|number| format!("column {number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let row: Vec<Cell> = (0..9).map(|number| text(&"word ".repeat(3 * number))).collect();
        let table = printed(Form::Table, &names, &[row.clone(), row], 40);
        assert!(table.lines().all(|line| width(line) <= 40), "{table}");
        assert!(table.contains("column 1  word word word\n"), "{table}");
        assert_eq!(table.matches("column 8").count(), 2, "{table}");
    }

    #[test]
    fn rows_past_those_looked_at_keep_to_the_columns() {
        let mut rows = vec![vec![text("short"), text("x")]; LOOKED_AT];
        rows.push(vec![text("longer than any before"), text("x")]);
        let table = printed(Form::Table, &["one", "two"], &rows, 80);
        assert_eq!(table.lines().last(), Some("long…  x"));
        assert_eq!(table.lines().count(), LOOKED_AT + 3);
    }

    #[test]
    fn a_table_without_columns_or_rows_is_no_fault() {
        assert_eq!(printed(Form::Table, &["name"], &[], 40), "name\n────\n");
        printed(Form::Table, &[], &[vec![]], 40);
    }
}
