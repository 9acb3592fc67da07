//! Where paragraphs begin and end in plain text, and how their lines are joined.
//!
//! A blank line always separates. What a single line break means differs between texts: in some,
//! lines are wrapped at a width and a break is a space; in others every line is a paragraph or a
//! headline. The whole text decides, by its breaks between lines that are not blank:
//!
//! - it is *wrapped* when three in ten of them are followed by a small letter although no sentence
//!   ended before, or when lines are of one width (40 to 120 characters, eight breaks in ten where
//!   the next word did not fit any more) and most do not end a sentence;
//! - in a wrapped text a break still separates after a line that is clearly short (a headline, or
//!   the last line of a paragraph) when no small letter follows, and before the items of a list;
//! - in any other text every break separates, but for one inside a sentence: a small letter
//!   follows and no sentence ended.
//!
//! U+2029 and the form feed separate like blank lines; U+2028, CR, LF and CRLF end a line.

use std::borrow::Cow;
use std::ops::Range;

use crate::lexeme::is_space;

/// Longer paragraphs, in bytes, are cut at the end of a sentence or at white space, so that time
/// and memory stay bounded on any text.
pub const LONGEST_PARAGRAPH: usize = 20_000;

/// Characters of the widest line that somebody wraps text at.
const WIDEST_WRAP: usize = 120;

/// Characters of the narrowest.
const NARROWEST_WRAP: usize = 40;

/// The paragraphs of a text as bytes, in text order, without white space around them; every
/// other character of the text is in exactly one.
pub fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let blocks = blocks(text);
    let layout = Layout::of(&blocks);
    let mut paragraphs = Vec::new();
    for block in &blocks {
        let mut open: Option<Range<usize>> = None;
        for (index, line) in block.iter().enumerate() {
            match &mut open {
                Some(range) if !layout.separates(&block[index - 1], line) => {
                    range.end = line.bytes.end;
                }
                _ => {
                    paragraphs.extend(open.take());
                    open = Some(line.bytes.clone());
                }
            }
        }
        paragraphs.extend(open);
    }
    paragraphs.into_iter().flat_map(|range| cut(text, range)).collect()
}

/// A line that is not blank, without white space at its ends.
#[derive(Debug)]
struct Line {
    bytes: Range<usize>,
    /// Characters.
    len: usize,
    /// Characters of its first word.
    first_word: usize,
    starts_small: bool,
    ends_sentence: bool,
    is_item: bool,
}

impl Line {
    fn new(text: &str, bytes: Range<usize>) -> Self {
        let line = &text[bytes.clone()];
        let word = line.split(is_space).next().unwrap_or_default();
        Self {
            bytes,
            len: line.chars().count(),
            first_word: word.chars().count(),
            starts_small: line.chars().next().is_some_and(char::is_lowercase),
            ends_sentence: ends_sentence(line),
            is_item: is_item(word) && word.len() < line.len(),
        }
    }

    /// Characters of the line with the next line's first word after it.
    fn with_next_word(&self, next: &Line) -> usize {
        self.len + 1 + next.first_word
    }
}

/// Whether the line's last mark, quotes and brackets aside, ends a sentence or announces what
/// comes.
fn ends_sentence(line: &str) -> bool {
    let closing = |c| matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '*' | '_');
    let marks = ['.', '!', '?', '…', ':', ';', '。', '！', '？', '؟', '۔', '।'];
    line.trim_end_matches(closing).ends_with(marks)
}

/// Whether a line that begins with this word is an item of a list.
fn is_item(word: &str) -> bool {
    if matches!(word, "-" | "*" | "•" | "–" | "—" | "·" | "▪" | "◦" | "o") {
        return true;
    }
    let number = word.strip_prefix('(').unwrap_or(word);
    let digits = number.trim_end_matches(['.', ')']);
    digits.len() < number.len()
        && (1..=2).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Runs of lines with no blank line between them.
fn blocks(text: &str) -> Vec<Vec<Line>> {
    let mut blocks: Vec<Vec<Line>> = Vec::new();
    let mut block = Vec::new();
    let mut start = 0;
    let breaks = text.char_indices().filter(|&(_, c)| is_line_end(c));
    for (at, c) in breaks.chain([(text.len(), '\n')]) {
        let is_crlf = c == '\n' && at == start && start > 0 && text.as_bytes()[start - 1] == b'\r';
        let line = trimmed(text, start..at);
        if !line.is_empty() {
            block.push(Line::new(text, line));
        } else if !is_crlf && !block.is_empty() {
            blocks.push(std::mem::take(&mut block));
        }
        if matches!(c, '\u{2029}' | '\x0c') && !block.is_empty() {
            blocks.push(std::mem::take(&mut block));
        }
        start = (at + c.len_utf8()).min(text.len());
    }
    if !block.is_empty() {
        blocks.push(block);
    }
    blocks
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\x0b' | '\x0c' | '\u{85}')
}

fn trimmed(text: &str, bytes: Range<usize>) -> Range<usize> {
    let line = &text[bytes.clone()];
    let start = bytes.start + line.len() - line.trim_start_matches(is_space).len();
    let end = bytes.start + line.trim_end_matches(is_space).len();
    start.min(end)..end
}

/// How a text's lines are laid out.
#[derive(Debug)]
struct Layout {
    wrapped: bool,
    /// Characters of a full line: nine lines in ten are no longer.
    width: usize,
}

impl Layout {
    fn of(blocks: &[Vec<Line>]) -> Self {
        let several = || blocks.iter().filter(|block| block.len() > 1);
        let mut lengths: Vec<usize> = several().flatten().map(|line| line.len).collect();
        lengths.sort_unstable();
        let width = lengths.get(lengths.len() * 9 / 10).copied().unwrap_or(0);
        let (mut breaks, mut inside, mut full, mut ended) = (0, 0, 0, 0);
        for pair in several().flat_map(|block| block.windows(2)) {
            let [line, next] = pair else { continue };
            breaks += 1;
            inside += usize::from(next.starts_small && !line.ends_sentence);
            full += usize::from(line.with_next_word(next) >= width);
            ended += usize::from(line.ends_sentence);
        }
        let of_one_width = (NARROWEST_WRAP..=WIDEST_WRAP).contains(&width)
            && full * 10 >= breaks * 8
            && ended * 10 <= breaks * 4;
        Self { wrapped: breaks > 0 && (inside * 10 >= breaks * 3 || of_one_width), width }
    }

    /// Whether the break between two lines of a block separates paragraphs.
    fn separates(&self, line: &Line, next: &Line) -> bool {
        if !self.wrapped {
            return next.is_item || !next.starts_small || line.ends_sentence;
        }
        let room = self.width.saturating_sub(line.with_next_word(next));
        let short = room * 5 >= self.width;
        if next.is_item {
            return short || line.ends_sentence;
        }
        !next.starts_small && (short && line.ends_sentence || room * 5 >= self.width * 2)
    }
}

/// Cuts a paragraph into parts of at most [`LONGEST_PARAGRAPH`] bytes: in their second half after
/// the last mark that ends a sentence, else at the last white space, else anywhere.
fn cut(text: &str, mut range: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    while range.len() > LONGEST_PARAGRAPH {
        let from = boundary(text, range.start + LONGEST_PARAGRAPH / 2);
        let limit = boundary(text, range.start + LONGEST_PARAGRAPH);
        let window = &text[from..limit];
        let spaces = || window.char_indices().rev().filter(|&(_, c)| is_space(c));
        let at = spaces()
            .find(|&(at, _)| ends_sentence(&window[..at]))
            .or_else(|| spaces().next())
            .map_or(limit, |(at, _)| from + at);
        parts.push(trimmed(text, range.start..at));
        range = trimmed(text, at..range.end);
    }
    parts.push(range);
    parts.retain(|part| !part.is_empty());
    parts
}

/// The last place between characters that is not after byte `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// A paragraph with its lines joined, and the way back to the text's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined<'t> {
    /// The paragraph with one space for every run of white space that holds a line break.
    pub text: Cow<'t, str>,
    /// From this byte of `text` on, that many more bytes lie before it in the paragraph.
    shifts: Vec<(usize, usize)>,
}

impl<'t> Joined<'t> {
    /// Joins the lines of a paragraph.
    pub fn new(paragraph: &'t str) -> Self {
        if !paragraph.contains(is_line_end) {
            return Self::as_it_is(paragraph);
        }
        let mut text = String::with_capacity(paragraph.len());
        let mut shifts = Vec::new();
        let mut rest = paragraph;
        while let Some(at) = rest.find(is_line_end) {
            text.push_str(rest[..at].trim_end_matches(is_space));
            rest = rest[at..].trim_start_matches(is_space);
            text.push(' ');
            shifts.push((text.len(), paragraph.len() - rest.len() - text.len()));
        }
        text.push_str(rest);
        Self { text: Cow::Owned(text), shifts }
    }

    /// A text that keeps its line breaks.
    pub fn as_it_is(text: &'t str) -> Self {
        Self { text: Cow::Borrowed(text), shifts: Vec::new() }
    }

    /// The byte of the paragraph for a byte of the joined text.
    pub fn source(&self, at: usize) -> usize {
        let after = self.shifts.partition_point(|&(from, _)| from <= at);
        at + after.checked_sub(1).map_or(0, |index| self.shifts[index].1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str) -> Vec<String> {
        paragraphs(text).into_iter().map(|p| Joined::new(&text[p]).text.into_owned()).collect()
    }

    #[test]
    fn blank_lines_separate() {
        for text in
            ["One.\n\nTwo.", "\r\nOne.\r\n \t\r\nTwo.\r\n", "One.\u{2029}Two.", "One.\x0cTwo."]
        {
            assert_eq!(of(text), ["One.", "Two."], "{text:?}");
        }
        assert!(of(" \n\t\r\n").is_empty() && of("").is_empty());
    }

    const WRAPPED: &str = "The government of Ruritania said on Tuesday that its delegation had left the\ncapital for talks with Freedonia, where the two sides were to discuss prisoners,\nborders and the price of grain.\nPresident Rudolf did not travel. His minister called the talks difficult but\nnecessary, and said that Sylvania had been told.";

    #[test]
    fn wrapped_lines_are_joined_up_to_a_short_last_line() {
        for text in
            [WRAPPED.to_owned(), WRAPPED.replace('\n', "\r\n"), WRAPPED.replace('\n', "\n   ")]
        {
            let paragraphs = of(&text);
            assert_eq!(paragraphs.len(), 2, "{paragraphs:#?}");
            assert!(
                paragraphs[0].ends_with("grain.") && paragraphs[0].contains("left the capital")
            );
        }
        let headed = format!("TALKS BEGIN\n{WRAPPED}");
        assert_eq!(of(&headed)[0], "TALKS BEGIN");
    }

    #[test]
    fn a_line_may_be_a_paragraph() {
        let sentence = "Ruritania said that it would not withdraw from the valley before the commission had met, \
                        whatever Freedonia might say about the matter in public, and that was all.";
        let text = format!("Talks fail\n{sentence}\n{sentence}\nShort end.");
        assert_eq!(of(&text).len(), 4);
        let headlines =
            "Ruritania recalls envoy\nFreedonia answers with tariffs on grain\nMarkets calm";
        assert_eq!(of(headlines).len(), 3);
        assert_eq!(of("He left.\nShe stayed.\nThey ran.").len(), 3);
        assert_eq!(of("One line\u{2028}Another line").len(), 2);
    }

    #[test]
    fn a_break_inside_a_sentence_joins() {
        assert_eq!(
            of("The minister said\nthat he would go."),
            ["The minister said that he would go."]
        );
    }

    #[test]
    fn list_items_stand_alone() {
        let list = "They agreed on:\n- an exchange of prisoners\n- open roads\n\t1. in the north\n\t2. in the south";
        assert_eq!(of(list).len(), 5, "{:?}", of(list));
        let wrapped = format!("{WRAPPED}\n\nPoints:\n- one point\n- another point");
        assert_eq!(of(&wrapped).len(), 5, "{:?}", of(&wrapped));
    }

    #[test]
    fn long_paragraphs_are_cut_after_sentences() {
        let text = "This is a sentence of the long paragraph. ".repeat(2_000);
        let parts = of(&text);
        assert!(parts.len() >= 4 && parts.iter().all(|part| part.len() <= LONGEST_PARAGRAPH));
        assert!(parts.iter().all(|part| part.ends_with('.')));
        assert!(of(&"é".repeat(50_000)).iter().all(|part| part.len() <= LONGEST_PARAGRAPH));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_bytes_come_back(text in "([a-zA-Z.,é]{0,9}[ \n\r\t\u{2028}-]{0,3}|\n\n|\\PC){0,30}") {
            let mut last = 0;
            for range in paragraphs(&text) {
                prop_assert!(text[last..range.start].chars().all(is_space));
                let joined = Joined::new(&text[range.clone()]);
                for (at, c) in joined.text.char_indices().filter(|(_, c)| !is_space(*c)) {
                    let source = range.start + joined.source(at);
                    prop_assert_eq!(text[source..].chars().next(), Some(c));
                    let end = range.start + joined.source(at + c.len_utf8());
                    prop_assert_eq!(end.min(source + c.len_utf8()), source + c.len_utf8());
                }
                last = range.end;
            }
            prop_assert!(text[last..].chars().all(is_space));
        }
    }
}
