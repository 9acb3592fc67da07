//! The text cut into paragraphs, and a long report into parts: each is a stretch of the text as it is stored.

use sayso_record::Span;

/// A paragraph that is longer is cut at its next white space, so that no page is one block.
const LONGEST: usize = 6_000;

/// How long a part may be.
#[derive(Debug, Clone, Copy)]
pub struct Most {
    /// The most paragraphs.
    pub paragraphs: usize,
    /// The most code points, to the end of the last paragraph.
    pub letters: usize,
}

/// Of a part that is a page.
pub const PAGE: Most = Most { paragraphs: 200, letters: 60_000 };
/// Of the part that is shown in the cell of a notebook.
pub const CELL: Most = Most { paragraphs: 40, letters: 10_000 };

/// A paragraph of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paragraph {
    /// Its words; empty before white space with which a text begins.
    pub words: Span,
    /// The white space up to the next one.
    pub gap: Span,
}

impl Paragraph {
    /// Words and white space.
    pub fn whole(&self) -> Span {
        Span::new(self.words.start, self.gap.end)
    }
}

/// The paragraphs of a text, which together are the text: what stands between blank lines.
pub fn of(text: &str) -> Vec<Paragraph> {
    let mut paragraphs = Vec::new();
    let mut start = 0;
    let mut chars = text.chars().enumerate().peekable();
    let mut length = 0;
    let mut close = |start: usize, end: usize, next: usize| {
        paragraphs.push(Paragraph { words: Span::new(start, end), gap: Span::new(end, next) });
    };
    while let Some((at, letter)) = chars.next() {
        length = at + 1;
        if !letter.is_whitespace() {
            // Without white space for so long, it is cut anywhere.
            if length - start >= 2 * LONGEST {
                close(start, length, length);
                start = length;
            }
            continue;
        }
        let mut lines = usize::from(letter == '\n');
        while let Some((next, letter)) = chars.next_if(|(_, letter)| letter.is_whitespace()) {
            lines += usize::from(letter == '\n');
            length = next + 1;
        }
        if lines >= 2 || at == 0 || at - start >= LONGEST {
            close(start, at, length);
            start = length;
        }
    }
    if start < length {
        close(start, length, length);
    }
    paragraphs
}

/// Whether a text is one page for sure, without cutting it: it has no more paragraphs than blank lines, and than
/// it is cut where it has none.
pub fn is_short(text: &str) -> bool {
    let lines = text.bytes().filter(|byte| *byte == b'\n').count();
    text.len() < PAGE.letters && lines / 2 + text.len() / LONGEST + 2 < PAGE.paragraphs
}

/// Ranges of paragraphs that are a part each; one of all paragraphs unless a report is long.
pub fn parts(paragraphs: &[Paragraph], most: Most) -> Vec<std::ops::Range<usize>> {
    let mut parts = Vec::new();
    let (mut first, mut letters) = (0, 0);
    for (at, paragraph) in paragraphs.iter().enumerate() {
        letters += paragraph.gap.end - paragraph.words.start;
        if at + 1 - first >= most.paragraphs || letters >= most.letters {
            parts.push(first..at + 1);
            (first, letters) = (at + 1, 0);
        }
    }
    if first < paragraphs.len() || parts.is_empty() {
        parts.push(first..paragraphs.len());
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_part_paragraphs() {
        let text = "\n\nOne\nline. \n\nTwo.\n";
        let words: Vec<String> = of(text)
            .iter()
            .map(|p| text.chars().skip(p.words.start).take(p.words.end - p.words.start).collect())
            .collect();
        assert_eq!(words, ["", "One\nline.", "Two.\n"]);
    }

    #[test]
    fn long_texts_are_parted() {
        let text = "word ".repeat(40_000);
        let paragraphs = of(&text);
        assert!(paragraphs.iter().all(|p| p.words.end - p.words.start <= LONGEST + 5));
        assert_eq!(parts(&paragraphs, PAGE).len(), 4);
        assert!(matches!(parts(&of(""), PAGE).as_slice(), [part] if part.is_empty()));
        assert!(of(&"x".repeat(50_000)).len() >= 4);
    }
}
