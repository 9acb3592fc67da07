//! The sentence around some characters, as far as a text without a grammar tells it.

use sayso_record::{CharIndex, Span};

/// No sentence reaches further than this to either side, in code points.
const LONGEST: usize = 600;

/// Words with a full stop that ends no sentence.
const TITLES: [&str; 18] = [
    "Mr.", "Mrs.", "Ms.", "Dr.", "St.", "Gen.", "Col.", "Lt.", "Maj.", "Capt.", "Sgt.", "Gov.",
    "Sen.", "Rep.", "Prof.", "No.", "Rev.", "vs.",
];

/// The sentence that `span` stands in: up to a mark behind a word of two letters or more, before white
/// space and what begins a sentence, or up to the end of a line. The record keeps no sentences.
pub fn sentence_around(text: &str, span: Span) -> Span {
    let index = CharIndex::new(text);
    let length = index.len();
    let (start, end) = (span.start.min(length), span.end.clamp(span.start.min(length), length));
    let (from, to) = (start.saturating_sub(LONGEST), (end + LONGEST).min(length));
    let before: Vec<char> = chars(&index, from, start);
    let after: Vec<char> = chars(&index, end, to);
    let inside: Vec<char> = chars(&index, start, end);
    let all: Vec<char> = before.iter().chain(&inside).chain(&after).copied().collect();
    let ends = |at: &usize| is_end(&all, *at);
    let first = (0..before.len()).rev().find(ends).map_or(0, |at| at + 1);
    let last = (before.len() + inside.len()..all.len()).find(ends).unwrap_or(all.len());
    let space = |at: &usize| all.get(*at).is_some_and(|c| c.is_whitespace());
    let first = (first..start - from).find(|at| !space(at)).unwrap_or(start - from);
    let last = (end - from..last).rev().find(|at| !space(at)).map_or(end - from, |at| at + 1);
    Span::new(from + first, from + last)
}

fn chars(index: &CharIndex, start: usize, end: usize) -> Vec<char> {
    index.slice(Span::new(start, end)).unwrap_or_default().chars().collect()
}

/// Whether the white space at `at` parts two sentences.
fn is_end(all: &[char], at: usize) -> bool {
    let Some(character) = all.get(at) else { return false };
    if *character == '\n' {
        return true;
    }
    if !character.is_whitespace() || at == 0 {
        return false;
    }
    let begins = all[at..].iter().find(|c| !c.is_whitespace() && !"“\"‘'(«[".contains(**c));
    let begins = begins.is_none_or(|c| c.is_uppercase() || c.is_numeric());
    let word: Vec<char> =
        all[..at].iter().rev().take_while(|c| !c.is_whitespace()).take(64).copied().collect();
    let word: String = word.into_iter().rev().collect();
    begins && ends_sentence(&word)
}

fn ends_sentence(word: &str) -> bool {
    let bare = word.trim_end_matches(['”', '"', '’', '\'', ')', '»', ']']);
    let word = bare.trim_start_matches(['(', '“', '"']);
    let letters = bare.chars().filter(|c| c.is_alphanumeric()).count();
    let is_title = TITLES.contains(&word);
    bare.ends_with(['!', '?', '…']) || bare.ends_with('.') && letters > 1 && !is_title
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn around(text: &str, words: &str) -> String {
        let byte = text.find(words).unwrap();
        let start = text[..byte].chars().count();
        let Span { start, end } =
            sentence_around(text, Span::new(start, start + words.chars().count()));
        text.chars().skip(start).take(end - start).collect()
    }

    #[test]
    fn sentences_end_at_marks_and_lines() {
        let text =
            "Élan. Gen. J. Hale met them! “We won,” he said.\n\nThe U.S. envoy left. He was 7.";
        assert_eq!(around(text, "met"), "Gen. J. Hale met them!");
        assert_eq!(around(text, "said"), "“We won,” he said.");
        assert_eq!(around(text, "envoy"), "The U.S. envoy left.");
        assert_eq!(around(text, "7"), "He was 7.");
        assert_eq!(around(text, "lan"), "Élan.");
        assert_eq!(around("a b", "b"), "a b");
    }

    proptest! {
        #[test]
        fn it_holds_what_it_is_around(text in "[a-cA. \n”é]{0,40}", start in 0..50usize, wide in 0..9usize) {
            let length = text.chars().count();
            let found = sentence_around(&text, Span::new(start, start + wide));
            prop_assert!(found.start <= start.min(length) && found.end >= (start + wide).min(length));
            prop_assert!(found.end <= length);
        }
    }
}
