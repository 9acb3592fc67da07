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

/// Marks that belong together: one opens what another of its kind closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Curly,
    Straight,
    Angle,
    Single,
}

/// What a mark may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Open,
    Close,
    Either,
}

/// A quotation that is open: its first token, its mark's kind, and how many more of them are open.
type Open = (usize, Kind, usize);

/// No quotation in single marks has more tokens; an apostrophe is no mark.
const LONGEST_SINGLE: usize = 60;

impl Quotes {
    /// Finds the quotations of a document.
    pub fn find(doc: &Doc) -> Self {
        let mut quotes = Self { inside: vec![None; doc.len()], ..Self::default() };
        let mut was_open = false;
        for paragraph in doc.paragraphs() {
            let mut found = Vec::new();
            // Where marks do not pair when nested ones count, they are taken in turns.
            let mut open = pair(doc, paragraph.clone(), was_open, true, &mut found);
            if open.is_some() {
                found.clear();
                open = pair(doc, paragraph.clone(), was_open, false, &mut found);
            }
            for range in found {
                quotes.add(range, true);
            }
            if let Some((first, ..)) = open {
                quotes.add(first..paragraph.end, false);
            }
            was_open = open.is_some();
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

/// Pairs the marks of a paragraph; what stays open at its end is returned. `was_open`: a quotation was
/// open at the end of the paragraph before, and may be closed here without being opened anew.
fn pair(
    doc: &Doc,
    paragraph: Range<usize>,
    was_open: bool,
    nests: bool,
    found: &mut Vec<Range<usize>>,
) -> Option<Open> {
    let mut open: Option<Open> = None;
    for token in paragraph.clone() {
        let Some((kind, turn)) = mark(doc, token, &paragraph) else { continue };
        open = match open {
            None if turn == Turn::Close => {
                if was_open && found.is_empty() && kind != Kind::Single {
                    found.push(paragraph.start..token + 1);
                }
                None
            }
            None => Some((token, kind, 0)),
            // An apostrophe may have been taken for a mark.
            Some((first, Kind::Single, _))
                if kind != Kind::Single || token - first > LONGEST_SINGLE =>
            {
                (turn != Turn::Close).then_some((token, kind, 0))
            }
            Some((first, own, more)) if own == kind => match turn {
                Turn::Open if nests => Some((first, own, more + 1)),
                _ if more > 0 => Some((first, own, more - 1)),
                _ => {
                    found.push(first..token + 1);
                    None
                }
            },
            other => other,
        };
    }
    open.filter(|&(_, kind, _)| kind != Kind::Single)
}

/// The kind of a mark, and what it may do by the space around it.
fn mark(doc: &Doc, token: usize, paragraph: &Range<usize>) -> Option<(Kind, Turn)> {
    let (kind, turn) = match doc.word(token) {
        "“" | "„" | "‘‘" => (Kind::Curly, Turn::Open),
        "”" | "’’" | "”―" | "”—" | "”–" => (Kind::Curly, Turn::Close),
        "«" => (Kind::Angle, Turn::Open),
        "»" => (Kind::Angle, Turn::Close),
        "``" => (Kind::Straight, Turn::Open),
        "\"" | "''" | "＂" => (Kind::Straight, Turn::Either),
        "‘" => (Kind::Single, Turn::Open),
        "’" => (Kind::Single, Turn::Close),
        "'" => (Kind::Single, Turn::Either),
        _ => return None,
    };
    let rows = doc.tokens();
    let free = |before: usize| rows[before].space || rows[before].pos == "SPACE";
    let apart = token == paragraph.start || free(token - 1);
    let close = token + 1 < paragraph.end && !free(token);
    let turn = match (turn, apart, close) {
        (_, true, true) => Turn::Open,
        (_, false, false) => Turn::Close,
        (turn, ..) => turn,
    };
    // An apostrophe stands between letters or where none opens.
    (kind != Kind::Single || turn != Turn::Either).then_some((kind, turn))
}
