//! Spans of code points, and the way between them and the bytes of a string.

use serde::{Deserialize, Serialize};

/// Half-open range of Unicode code points in a report's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Span {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Whether `other` lies wholly inside this span.
    pub fn holds(&self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a code point.
    pub fn overlaps(&self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Turns code-point offsets of one text into bytes in constant time.
pub struct CharIndex<'t> {
    text: &'t str,
    /// Byte offset of every code point, and the text's length last; empty for ASCII text.
    bytes: Vec<usize>,
}

impl<'t> CharIndex<'t> {
    /// Indexes `text` in one pass; ASCII text needs no table.
    pub fn new(text: &'t str) -> Self {
        let bytes = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect()
        };
        Self { text, bytes }
    }

    /// Length of the text in code points.
    pub fn len(&self) -> usize {
        if self.bytes.is_empty() { self.text.len() } else { self.bytes.len() - 1 }
    }

    /// Whether the text has no code point.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The characters of `span`, or `None` when it reaches past the text.
    pub fn slice(&self, span: Span) -> Option<&'t str> {
        self.text.get(self.byte(span.start)?..self.byte(span.end)?)
    }

    /// Byte offset of code point `offset`; the text's length is allowed.
    pub fn byte(&self, offset: usize) -> Option<usize> {
        if self.bytes.is_empty() {
            (offset <= self.text.len()).then_some(offset)
        } else {
            self.bytes.get(offset).copied()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_by_code_point() {
        let text = "Díaz-Canel 🕊 said";
        let index = CharIndex::new(text);
        assert_eq!(index.len(), text.chars().count());
        assert_eq!(index.slice(Span::new(0, 10)), Some("Díaz-Canel"));
        assert_eq!(index.slice(Span::new(11, 12)), Some("🕊"));
        assert_eq!(index.slice(Span::new(13, 99)), None);
        assert_eq!(CharIndex::new("plain").slice(Span::new(1, 3)), Some("la"));
    }
}
