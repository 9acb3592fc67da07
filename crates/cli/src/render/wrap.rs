//! Sets styled words in lines of a given width.

use unicode_width::UnicodeWidthChar;

use super::look::{Ink, Look};

/// One character (or raised label) and its ink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What is printed.
    pub character: char,
    /// How.
    pub ink: Ink,
}

/// Columns that a character takes.
fn columns(character: char) -> usize {
    character.width().unwrap_or(0)
}

/// Columns that a text takes, its colours left out.
pub fn width(text: &str) -> usize {
    let mut in_escape = false;
    let mut wide = 0;
    for character in text.chars() {
        match character {
            '\u{1b}' => in_escape = true,
            'm' if in_escape => in_escape = false,
            _ if in_escape => {}
            _ => wide += columns(character),
        }
    }
    wide
}

/// Appends `cells` to `out` as lines of at most `look.width` columns, the first behind `first`, the
/// others behind `rest`. White space separates words and is not kept; a word longer than a line is
/// cut.
pub fn set(out: &mut String, cells: &[Cell], look: Look, first: &str, rest: &str) {
    let mut line = Line::new(first);
    let room = look.width.saturating_sub(width(rest)).max(1);
    for word in cells.split(|cell| cell.character.is_whitespace()).filter(|w| !w.is_empty()) {
        let wide: usize = word.iter().map(|cell| columns(cell.character)).sum();
        if !line.is_empty() && line.columns + 1 + wide > look.width {
            line.end(out, look);
            line = Line::new(rest);
        }
        line.space(word[0].ink);
        for cell in word {
            let wide = columns(cell.character);
            if !line.is_empty() && line.columns + wide > look.width && room > 1 {
                line.end(out, look);
                line = Line::new(rest);
            }
            line.push(cell.clone(), wide);
        }
    }
    line.end(out, look);
}

/// The cells of a plain stretch of text.
pub fn cells(text: &str, ink: Ink) -> Vec<Cell> {
    text.chars().map(|character| Cell { character: super::look::safe(character), ink }).collect()
}

struct Line {
    prefix: String,
    cells: Vec<Cell>,
    columns: usize,
}

impl Line {
    fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), cells: Vec::new(), columns: width(prefix) }
    }

    fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// A space before the next word, in the ink that both sides share.
    fn space(&mut self, next: Ink) {
        let Some(last) = self.cells.last() else { return };
        let ink = if last.ink == next { next } else { Ink::Plain };
        self.push(Cell { character: ' ', ink }, 1);
    }

    fn push(&mut self, cell: Cell, wide: usize) {
        self.cells.push(cell);
        self.columns += wide;
    }

    /// Writes the line, one escape sequence for every run of the same ink.
    fn end(self, out: &mut String, look: Look) {
        let mut line = self.prefix;
        for run in self.cells.chunk_by(|a, b| a.ink == b.ink) {
            let text: String = run.iter().map(|cell| cell.character).collect();
            line.push_str(&look.paint(run[0].ink, &text));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize) -> String {
        let mut out = String::new();
        set(&mut out, &cells(text, Ink::Plain), Look { colour: false, width }, "- ", "  ");
        out
    }

    #[test]
    fn fills_lines_with_words() {
        assert_eq!(lines("one two  three\nfour", 11), "- one two\n  three\n  four\n");
    }

    #[test]
    fn cuts_words_that_fit_no_line() {
        assert_eq!(lines("abcdefgh", 6), "- abcd\n  efgh\n");
    }

    #[test]
    fn counts_columns_not_characters() {
        assert_eq!(lines("北京 北京", 8), "- 北京\n  北京\n");
    }

    #[test]
    fn never_loops_on_hopeless_widths() {
        assert_eq!(lines("北", 1), "- 北\n");
    }
}
