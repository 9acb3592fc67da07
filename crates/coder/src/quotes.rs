//! Where a text quotes: pairs of quotation marks, as ranges of tokens.
//!
//! One pass over the tokens, paragraph by paragraph. A quotation that is opened and not closed ends
//! with its paragraph; where the next paragraph opens anew, it goes on there.

use std::ops::Range;

use sayso_language::Doc;

/// The quotations of a document, in text order and without overlap.
#[derive(Debug, Default)]
pub struct Quotes {
    /// Token ranges, the marks included.
    pub ranges: Vec<Range<usize>>,
    /// Whether each was closed by a mark.
    pub closed: Vec<bool>,
    inside: Vec<Option<u32>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Open,
    Close,
    /// A straight mark, which opens and closes.
    Either,
}

fn mark(word: &str) -> Option<Mark> {
    match word {
        "“" | "«" | "„" | "``" | "‘‘" => Some(Mark::Open),
        "”" | "»" | "’’" => Some(Mark::Close),
        "\"" | "''" | "＂" => Some(Mark::Either),
        _ => None,
    }
}

impl Quotes {
    /// Finds the quotations of a document.
    pub fn find(doc: &Doc) -> Self {
        let mut quotes = Self { inside: vec![None; doc.len()], ..Self::default() };
        for paragraph in doc.paragraphs() {
            let mut open: Option<usize> = None;
            for token in paragraph.clone() {
                match (mark(doc.word(token)), open) {
                    (Some(Mark::Open | Mark::Either), None) => open = Some(token),
                    (Some(Mark::Close | Mark::Either), Some(first)) => {
                        quotes.add(first..token + 1, true);
                        open = None;
                    }
                    _ => {}
                }
            }
            if let Some(first) = open {
                quotes.add(first..paragraph.end, false);
            }
        }
        quotes
    }

    fn add(&mut self, range: Range<usize>, closed: bool) {
        self.inside[range.clone()].fill(Some(self.ranges.len() as u32));
        self.ranges.push(range);
        self.closed.push(closed);
    }

    /// The quotation that a token stands in.
    pub fn at(&self, token: usize) -> Option<usize> {
        self.inside.get(token).copied().flatten().map(|index| index as usize)
    }

    /// Whether a quotation is someone's words and no title or scare quote: a clause's length, or a
    /// sentence's end inside it.
    pub fn is_speech(&self, doc: &Doc, quote: usize) -> bool {
        let inner = &self.ranges[quote];
        let verb = inner.clone().any(|token| matches!(doc.tokens()[token].pos, "VERB" | "AUX"));
        let before_mark = inner.end.checked_sub(2).filter(|&at| at > inner.start);
        let ends =
            before_mark.is_some_and(|at| matches!(doc.word(at), "." | "," | "!" | "?" | "…"));
        inner.len() > 2 && (ends || (verb && inner.len() > 4))
    }

    /// Code points inside quotation marks, out of those of a range.
    pub fn share(&self, tokens: Range<usize>) -> f64 {
        let all = tokens.len().max(1);
        tokens.filter(|&token| self.at(token).is_some()).count() as f64 / all as f64
    }
}
