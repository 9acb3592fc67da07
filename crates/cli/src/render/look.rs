//! How things look on the page: colours where the terminal has them, brackets where it has not.

use anstyle::{AnsiColor, Style};
use sayso_record::plain::is_obeyed;

/// Widest column that still reads well, however wide the terminal is.
const MOST_READABLE: usize = 100;
/// Columns when the output is no terminal and `COLUMNS` does not say.
const USUAL: usize = 80;
/// Fewer columns than this and nothing can be laid out.
const LEAST: usize = 40;

/// Whether there is colour, and how many columns.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Colour and weight; without them, brackets mark what colour would.
    pub colour: bool,
    /// Columns to fill.
    pub width: usize,
}

impl Look {
    /// The look that standard output can show: colour by `NO_COLOR`, `CLICOLOR_FORCE` and whether
    /// it is a terminal; width by the terminal, else by `COLUMNS`, else 80.
    pub fn of_stdout() -> Self {
        let choice = anstream::AutoStream::choice(&std::io::stdout());
        let width = columns_of_stdout().clamp(LEAST, MOST_READABLE);
        Self { colour: choice != anstream::ColorChoice::Never, width }
    }

    /// The same over all of the columns that there are, for tables.
    pub fn of_wide_stdout() -> Self {
        Self { width: columns_of_stdout().max(LEAST), ..Self::of_stdout() }
    }

    /// `text` in the style of `ink`, or as it is without colour.
    pub fn paint(self, ink: Ink, text: &str) -> String {
        let style = ink.style();
        if self.colour && style != Style::new() && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

fn columns_of_stdout() -> usize {
    let asked = || std::env::var("COLUMNS").ok()?.parse().ok();
    terminal_size::terminal_size_of(std::io::stdout())
        .map(|(width, _)| usize::from(width.0))
        .or_else(asked)
        .unwrap_or(USUAL)
}

/// What a stretch of text is, as far as its colour goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ink {
    /// The report's own words.
    #[default]
    Plain,
    /// Said by someone.
    Said,
    /// Said by someone whom someone quotes.
    SaidWithin,
    /// Who said it.
    Source,
    /// The words that attribute.
    Cue,
    /// An event of cooperation.
    Cooperation,
    /// An event of conflict.
    Conflict,
    /// A figure.
    Figure,
    /// Ids, dates and other small print.
    Small,
    /// Headings and names.
    Strong,
    /// What a reader must not overlook: negated, hypothetical.
    Caution,
    /// A name that takes a side.
    Loaded,
}

impl Ink {
    /// The 16 colours that every terminal theme defines, so that light and dark themes both read.
    fn style(self) -> Style {
        let colour = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
        match self {
            Ink::Plain => Style::new(),
            Ink::Said => colour(AnsiColor::Cyan),
            Ink::SaidWithin => colour(AnsiColor::Blue),
            Ink::Source => Style::new().bold(),
            Ink::Cue => colour(AnsiColor::Cyan).bold(),
            Ink::Cooperation => colour(AnsiColor::Green).bold().underline(),
            Ink::Conflict => colour(AnsiColor::Red).bold().underline(),
            Ink::Figure => colour(AnsiColor::Magenta).bold(),
            Ink::Small => Style::new().dimmed(),
            Ink::Strong => Style::new().bold(),
            Ink::Caution => colour(AnsiColor::Yellow),
            Ink::Loaded => colour(AnsiColor::Yellow).italic(),
        }
    }
}

/// `text` as a terminal may safely show it: control characters, escapes and characters that turn
/// the direction of writing become visible signs, one for one.
pub fn safe(character: char) -> char {
    match character {
        '\t' | '\n' => character,
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        _ if is_obeyed(character) => '\u{fffd}',
        _ => character,
    }
}

/// An id as a raised label: `s3` becomes `ˢ³`.
pub fn raised(id: &str) -> String {
    let raise = |character| match character {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4'..='9' => char::from_u32('⁰' as u32 + character as u32 - '0' as u32).unwrap_or('ˣ'),
        's' => 'ˢ',
        'e' => 'ᵉ',
        'f' => 'ᶠ',
        other => other,
    };
    id.chars().map(raise).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raises_ids() {
        assert_eq!(raised("s1234567890"), "ˢ¹²³⁴⁵⁶⁷⁸⁹⁰");
        assert_eq!(raised("e2"), "ᵉ²");
    }

    #[test]
    fn shows_what_would_act_on_the_terminal() {
        assert_eq!(safe('\u{1b}'), '␛');
        assert_eq!(safe('\u{9b}'), '\u{fffd}');
        assert_eq!(safe('\u{202e}'), '\u{fffd}');
        assert_eq!(safe('é'), 'é');
    }

    #[test]
    fn paints_only_in_colour() {
        let plain = Look { colour: false, width: 80 };
        assert_eq!(plain.paint(Ink::Conflict, "war"), "war");
        let colour = Look { colour: true, width: 80 };
        assert!(colour.paint(Ink::Conflict, "war").contains("\u{1b}["));
        assert_eq!(colour.paint(Ink::Plain, "war"), "war");
    }
}
