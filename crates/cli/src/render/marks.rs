//! The report's text with its statements, events and figures marked where they stand.
//!
//! In colour, ink alone marks them; without colour, brackets do: `⟦…⟧` what someone said, `‹…›` the
//! words that tell an event, `«…»` a figure, `{…}` a name that takes a side. Either way a raised id
//! after each of the first three (`ˢ³`, `ᵉ¹`, `ᶠ²`) leads to the lists below the text.

use sayso_record::{Record, Span};

use super::look::{Ink, Look, raised, safe};
use super::wrap::{self, Cell};

/// What a mark opens and closes with where there is no colour.
const STATEMENT: (char, char) = ('⟦', '⟧');
const EVENT: (char, char) = ('‹', '›');
const FIGURE: (char, char) = ('«', '»');
const LOADED: (char, char) = ('{', '}');

/// The key to the marks, in the marks' own look.
pub fn key(record: &Record, look: Look) -> String {
    let sample = |ink, (open, close): (char, char), word: &str, id: &str| {
        let label = look.paint(Ink::Small, &raised(id));
        if look.colour {
            format!("{}{label}", look.paint(ink, word))
        } else {
            format!("{open}{word}{close}{label}")
        }
    };
    let done = if look.colour {
        let (good, bad) =
            (look.paint(Ink::Cooperation, "cooperation"), look.paint(Ink::Conflict, "conflict"));
        format!("{good}/{bad}{}", look.paint(Ink::Small, &raised("e1")))
    } else {
        sample(Ink::Conflict, EVENT, "done", "e1")
    };
    let said = sample(Ink::Said, STATEMENT, "said", "s1");
    let mut key = format!("{said}  {done}  {}", sample(Ink::Figure, FIGURE, "counted", "f1"));
    if record.mentions.iter().any(|mention| mention.loaded) {
        key += &format!("  {}", sample(Ink::Loaded, LOADED, "loaded", ""));
    }
    key
}

/// Appends the marked text of `record` to `out`, wrapped and indented by two columns.
pub fn text(out: &mut String, record: &Record, look: Look) {
    let marks = marks(record);
    let inks = inks(record, &marks);
    let characters: Vec<char> = record.report.text.chars().collect();
    let cells = merge(&characters, &inks, &marks, look);
    let mut first = true;
    for paragraph in paragraphs(&cells, &record.report.text) {
        if !first {
            out.push('\n');
        }
        first = false;
        wrap::set(out, paragraph, look, "  ", "  ");
    }
}

/// One span to mark.
struct Mark {
    span: Span,
    id: String,
    ink: Ink,
    brackets: (char, char),
}

fn marks(record: &Record) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut add = |spans: &[Span], id: &str, ink, brackets| {
        let mark = |&span: &Span| Mark { span, id: id.to_owned(), ink, brackets };
        marks.extend(spans.iter().filter(|span| span.start < span.end).map(mark));
    };
    for statement in &record.statements {
        let ink = if statement.within.is_some() { Ink::SaidWithin } else { Ink::Said };
        add(&statement.content, &statement.id, ink, STATEMENT);
    }
    for event in &record.events {
        add(&event.trigger, &event.id, of_quad(event.quad), EVENT);
    }
    for figure in &record.figures {
        add(&figure.span, &figure.id, Ink::Figure, FIGURE);
    }
    for mention in record.mentions.iter().filter(|mention| mention.loaded) {
        add(&[Span::new(mention.start, mention.end)], "", Ink::Loaded, LOADED);
    }
    marks
}

/// Green for the quads of cooperation, red for those of conflict.
pub fn of_quad(quad: u8) -> Ink {
    if quad <= 2 { Ink::Cooperation } else { Ink::Conflict }
}

/// The ink of every code point: the last layer wins, so statements lie lowest and figures on top.
fn inks(record: &Record, marks: &[Mark]) -> Vec<Ink> {
    let mut inks = vec![Ink::Plain; record.report.text.chars().count()];
    let mut lay = |span: Span, ink: Ink| {
        let end = span.end.min(inks.len());
        if let Some(part) = inks.get_mut(span.start..end) {
            part.fill(ink);
        }
    };
    let of_statements = marks.iter().filter(|mark| mark.brackets == STATEMENT);
    of_statements.for_each(|mark| lay(mark.span, mark.ink));
    for statement in &record.statements {
        statement.source.iter().for_each(|&span| lay(span, Ink::Source));
        statement.cue.iter().for_each(|&span| lay(span, Ink::Cue));
    }
    let others = marks.iter().filter(|mark| mark.brackets != STATEMENT);
    others.for_each(|mark| lay(mark.span, mark.ink));
    inks
}

/// The text's cells with brackets (without colour) and raised ids set in.
fn merge(characters: &[char], inks: &[Ink], marks: &[Mark], look: Look) -> Vec<Cell> {
    let mut opens: Vec<&Mark> = marks.iter().collect();
    opens.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    let mut closes: Vec<&Mark> = marks.iter().collect();
    closes.sort_by_key(|mark| (mark.span.end, std::cmp::Reverse(mark.span.start)));
    let (mut opens, mut closes) = (opens.into_iter().peekable(), closes.into_iter().peekable());
    let mut cells = Vec::with_capacity(characters.len() + 4 * marks.len());
    for at in 0..=characters.len() {
        while let Some(mark) = closes.next_if(|mark| mark.span.end == at) {
            let close = (!look.colour).then_some(mark.brackets.1);
            let label = close.into_iter().chain(raised(&mark.id).chars().collect::<Vec<_>>());
            let label = label.map(|character| Cell { character, ink: Ink::Small });
            cells.extend(label);
        }
        while let Some(mark) = opens.next_if(|mark| mark.span.start == at) {
            if !look.colour {
                cells.push(Cell { character: mark.brackets.0, ink: Ink::Small });
            }
        }
        if let (Some(&character), Some(&ink)) = (characters.get(at), inks.get(at)) {
            cells.push(Cell { character: safe(character), ink });
        }
    }
    cells
}

/// Paragraphs: parted by blank lines where the text has any, else by line ends.
fn paragraphs<'c>(cells: &'c [Cell], text: &str) -> Vec<&'c [Cell]> {
    let by_blank_lines = text.trim().contains("\n\n") || text.trim().contains("\r\n\r\n");
    let mut found = Vec::new();
    let mut start = 0;
    let lines = cells.split_inclusive(|cell| cell.character == '\n');
    let mut end = 0;
    for line in lines {
        end += line.len();
        let blank = line.iter().all(|cell| cell.character.is_whitespace() || cell.character == '␍');
        if !by_blank_lines || blank {
            found.push(&cells[start..end]);
            start = end;
        }
    }
    found.push(&cells[start..]);
    found.retain(|part| part.iter().any(|cell| !cell.character.is_whitespace()));
    found
}
