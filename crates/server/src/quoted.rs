//! A datum in its sentence: the characters of the text, and which of them the datum stands on.

use maud::{Markup, html};
use sayso_archive::export::Sentences;
use sayso_record::tables::hull;
use sayso_record::{CharIndex, Span};
use serde::Serialize;

/// What characters are to a datum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The text around it.
    Around,
    /// What is said.
    Content,
    /// The words that tell the datum.
    Words,
    /// Who says it.
    Source,
    /// The words that say that it is said.
    Cue,
}

/// Some characters of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Piece {
    /// What they are.
    pub part: Part,
    /// The characters, white space made single.
    pub text: String,
}

/// So many code points of a sentence are shown before and after the datum.
const AROUND: usize = 170;
/// So many code points of a datum are shown.
const LONGEST: usize = 560;

/// A text whose sentences are known.
pub struct Quoting<'t> {
    chars: CharIndex<'t>,
    sentences: Sentences,
}

impl<'t> Quoting<'t> {
    /// Of this text.
    pub fn of(text: &'t str) -> Self {
        Self { chars: CharIndex::new(text), sentences: Sentences::new(text) }
    }

    /// The sentence that some spans stand in, cut where it is long; an ellipsis says where.
    pub fn sentence(&self, spans: &[(Part, Span)]) -> Vec<Piece> {
        let all: Vec<Span> = spans.iter().map(|(_, span)| *span).collect();
        let Some(whole) = hull(&all) else { return Vec::new() };
        let sentence = self.sentences.around(whole);
        let last = sentence.end.min(whole.end + AROUND).min(whole.start + LONGEST);
        let start = self.word_start(sentence.start, whole.start.saturating_sub(AROUND));
        let shown = Span::new(start, self.word_end(sentence.end, last));
        let mut pieces = self.pieces(shown, spans);
        if shown.start > sentence.start {
            pieces.insert(0, around("… "));
        }
        if shown.end < sentence.end {
            pieces.push(around(" …"));
        }
        pieces
    }

    /// The first place between words from `from` on, or where the sentence begins.
    fn word_start(&self, sentence: usize, from: usize) -> usize {
        if from <= sentence {
            return sentence;
        }
        let blank = (from..from + 30).find(|at| self.is_blank(*at));
        blank.map_or(from, |at| at + 1)
    }

    /// The last place between words up to `to`, or where the sentence ends.
    fn word_end(&self, sentence: usize, to: usize) -> usize {
        if to >= sentence {
            return sentence;
        }
        (to.saturating_sub(30)..=to).rev().find(|at| self.is_blank(*at)).unwrap_or(to)
    }

    fn is_blank(&self, at: usize) -> bool {
        let letter = self.chars.slice(Span::new(at, at + 1));
        letter.is_none_or(|letter| letter.chars().all(char::is_whitespace))
    }

    /// The characters of a span, cut wherever they become something else.
    fn pieces(&self, shown: Span, spans: &[(Part, Span)]) -> Vec<Piece> {
        let ends = spans.iter().flat_map(|(_, span)| [span.start, span.end]);
        let mut cuts: Vec<usize> = ends.filter(|at| shown.start < *at && *at < shown.end).collect();
        cuts.extend([shown.start, shown.end]);
        cuts.sort_unstable();
        cuts.dedup();
        let mut pieces: Vec<Piece> = Vec::new();
        for (start, end) in cuts.iter().zip(cuts.iter().skip(1)) {
            let span = Span::new(*start, *end);
            let parts = spans.iter().filter(|(_, all)| all.holds(span)).map(|(part, _)| *part);
            let part = parts.max().unwrap_or(Part::Around);
            let text = one_line(self.chars.slice(span).unwrap_or_default());
            let is_behind_blank = pieces.last().is_some_and(|last| last.text.ends_with(' '));
            let text = if is_behind_blank { text.trim_start().to_owned() } else { text };
            if text.is_empty() {
                continue;
            }
            match pieces.last_mut().filter(|last| last.part == part) {
                Some(last) => last.text.push_str(&text),
                None => pieces.push(Piece { part, text }),
            }
        }
        if let Some(first) = pieces.first_mut() {
            first.text = first.text.trim_start().to_owned();
        }
        if let Some(last) = pieces.last_mut() {
            last.text = last.text.trim_end().to_owned();
        }
        pieces.retain(|piece| !piece.text.is_empty());
        pieces
    }
}

/// A short text with the words at these places marked: places in code points of the whole, of which the
/// text is the part from `start` on.
pub fn with_words(text: &str, start: usize, places: &[(usize, usize)]) -> Vec<Piece> {
    let chars = CharIndex::new(text);
    let whole = Span::new(0, chars.len());
    let inside = |at: usize| at.saturating_sub(start).min(whole.end);
    let spans: Vec<(Part, Span)> = places
        .iter()
        .map(|(from, to)| (Part::Words, Span::new(inside(*from), inside(*to))))
        .filter(|(_, span)| span.start < span.end)
        .collect();
    let quoting = Quoting { chars, sentences: Sentences::new("") };
    quoting.pieces(whole, &spans)
}

fn around(text: &str) -> Piece {
    Piece { part: Part::Around, text: text.to_owned() }
}

/// White space made single, that at the ends kept.
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter.is_whitespace() {
            false => out.push(letter),
            true if out.ends_with(' ') => {}
            true => out.push(' '),
        }
    }
    out
}

/// All the characters, as one text.
pub fn text_of(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// The pieces as HTML: the words marked, what is said told from who says it.
pub fn marked(pieces: &[Piece]) -> Markup {
    html! {
        @for piece in pieces {
            @match piece.part {
                Part::Around => (piece.text),
                Part::Words => mark { (piece.text) },
                Part::Content => span.content { (piece.text) },
                Part::Source => b.source { (piece.text) },
                Part::Cue => em.cue { (piece.text) },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sayso_record::sample;

    use super::*;

    fn shown(text: &str, spans: &[(Part, Span)]) -> String {
        marked(&Quoting::of(text).sentence(spans)).into_string()
    }

    #[test]
    fn a_statement_is_shown_in_its_sentence() {
        let record = sample::record();
        let said = &record.statements[1];
        let part =
            |part: Part, spans: &[Span]| spans.iter().map(|span| (part, *span)).collect::<Vec<_>>();
        let spans = [
            part(Part::Source, &said.source),
            part(Part::Cue, &said.cue),
            part(Part::Content, &said.content),
        ];
        assert_eq!(
            shown(&record.report.text, &spans.concat()),
            "Rassendyll said that “at least 1,200 villagers had been killed” since Friday, and that \
             <b class=\"source\">the Freedonian army</b> had <em class=\"cue\">admitted</em> \
             <span class=\"content\">that it shelled Zenda</span>."
        );
    }

    #[test]
    fn what_is_long_is_cut_between_words() {
        let text = format!("{}<b>Zenda</b> fell{}.", "so ".repeat(200), " and so".repeat(200));
        let at = text.find("Zenda").unwrap();
        let html = shown(&text, &[(Part::Words, Span::new(at, at + 5))]);
        assert!(html.starts_with("… so so") && html.ends_with("so …"), "{html}");
        assert!(html.contains("&lt;b&gt;<mark>Zenda</mark>&lt;/b&gt; fell"), "{html}");
        assert!(html.len() < 2 * AROUND + 80);
    }

    proptest! {
        #[test]
        fn whatever_the_spans_the_text_stays(text in "[a-cé.\n ]{0,900}", at in 0usize..900, length in 0usize..700, more in 0usize..900) {
            let spans = [(Part::Words, Span::new(at, at + length)), (Part::Cue, Span::new(more, more + 1))];
            let pieces = Quoting::of(&text).sentence(&spans);
            let said = text_of(&pieces);
            let said = said.trim_start_matches("… ").trim_end_matches(" …");
            prop_assert!(one_line(&text).contains(said.trim()));
        }
    }
}
