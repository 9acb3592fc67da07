//! A datum in its sentence.

use maud::{Markup, html};
use sayso_record::{CharIndex, Record, Span, tables::hull};
use sayso_stories::corroboration::sentence_around;
use serde::Serialize;
use utoipa::ToSchema;

/// A sentence with the words that count, in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Quoted {
    /// What stands before the words.
    pub before: String,
    /// The words.
    pub words: String,
    /// What stands behind them.
    pub after: String,
}

impl Quoted {
    /// The sentence around some characters of a report; `None` where there are none.
    pub fn of(record: &Record, spans: &[Span]) -> Option<Self> {
        Self::around(&record.report.text, hull(spans)?)
    }

    fn around(text: &str, words: Span) -> Option<Self> {
        let sentence = sentence_around(text, words);
        let index = CharIndex::new(text);
        let part = |start: usize, end: usize| index.slice(Span::new(start, end)).map(one_line);
        Some(Self {
            before: part(sentence.start, words.start)?.trim_start().to_owned(),
            words: part(words.start, words.end)?,
            after: part(words.end, sentence.end)?.trim_end().to_owned(),
        })
    }

    /// As it is shown: the words marked.
    pub fn html(&self) -> Markup {
        html! { q.said dir="auto" { "“" (self.before) mark { (self.words) } (self.after) "”" } }
    }
}

/// White space made single.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if !character.is_whitespace() {
            line.push(character);
        } else if !line.ends_with(' ') {
            line.push(' ');
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_marked_in_their_sentence() {
        let text = "It rained. At least\n40 villagers died. More.";
        let quoted = Quoted::around(text, Span::new(20, 32)).unwrap();
        let parts = (quoted.before.as_str(), quoted.words.as_str(), quoted.after.as_str());
        // A line's end is a sentence's.
        assert_eq!(parts, ("", "40 villagers", " died."));
        let quoted = Quoted::around(text, Span::new(3, 9)).unwrap();
        assert_eq!(
            quoted.html().into_string(),
            "<q class=\"said\" dir=\"auto\">“It <mark>rained</mark>.”</q>"
        );
        assert_eq!(Quoted::around(text, Span::new(3, 900)), None);
    }
}
