//! Holds candidates against the words that were asked, and shows those words in their sentence.
//!
//! The candidates' texts go into a full index in memory, with the same tokens as the archive's; what
//! it finds is what was asked, and its marks say where.

use rusqlite::{Connection, params};

use super::{Candidate, Words};
use crate::ArchiveError;

/// Marks around the words found; no text that anyone writes has them.
const MARKS: [char; 2] = ['\u{F8FE}', '\u{F8FF}'];
/// About so many code points are shown.
const SHOWN: usize = 240;

/// The words that answer, in the text around them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    /// First code point of it in the report's text.
    pub start: usize,
    /// One past its last code point.
    pub end: usize,
    /// The characters.
    pub text: String,
    /// What of the report's text answers, in code points; those in the snippet and all others.
    pub words: Vec<(usize, usize)>,
}

/// An index in memory, for one search.
pub struct Proof {
    connection: Connection,
    /// What is asked; `None` where no words are.
    query: Option<String>,
}

impl Proof {
    /// For these words.
    pub fn new(words: &Words) -> Result<Self, ArchiveError> {
        let connection = Connection::open_in_memory()?;
        connection.execute_batch(
            "CREATE VIRTUAL TABLE proof USING fts5 (title, text, \
             tokenize = \"unicode61 remove_diacritics 2\")",
        )?;
        let query = (!words.is_empty()).then(|| words.exactly());
        Ok(Self { connection, query })
    }

    /// Those of the candidates that have the words, in their order, with the places of these in
    /// their texts, in code points.
    pub(super) fn of(&self, candidates: Vec<Candidate>) -> Result<Vec<Proved>, ArchiveError> {
        let Some(query) = &self.query else {
            return Ok(candidates.into_iter().map(|candidate| (candidate, Vec::new())).collect());
        };
        self.connection.execute_batch("BEGIN")?;
        for (number, candidate) in candidates.iter().enumerate() {
            let sql = "INSERT INTO proof (rowid, title, text) VALUES (?1, ?2, ?3)";
            let values = params![number, candidate.title, candidate.text.replace(MARKS, " ")];
            self.connection.prepare_cached(sql)?.execute(values)?;
        }
        self.connection.execute_batch("COMMIT")?;
        let [open, close] = MARKS.map(String::from);
        let sql = "SELECT rowid, highlight(proof, 1, ?2, ?3) FROM proof WHERE proof MATCH ?1";
        let mut found = self.connection.prepare_cached(sql)?;
        let mut rows = found.query(params![query, open, close])?;
        let mut marked: Vec<Option<String>> = vec![None; candidates.len()];
        while let Some(row) = rows.next()? {
            if let Some(place) = marked.get_mut(row.get::<_, usize>(0)?) {
                *place = Some(row.get(1)?);
            }
        }
        drop(rows);
        self.connection.execute_batch("DELETE FROM proof")?;
        let proved = candidates.into_iter().zip(marked);
        Ok(proved.filter_map(|(candidate, marked)| Some((candidate, places(&marked?)))).collect())
    }
}

/// A candidate that is a hit, and where the words stand in its text.
type Proved = (Candidate, Vec<(usize, usize)>);

/// Where the marked words stand in the text without its marks, in code points.
fn places(marked: &str) -> Vec<(usize, usize)> {
    let (mut at, mut start, mut places) = (0, None, Vec::new());
    for c in marked.chars() {
        if c == MARKS[0] {
            start = Some(at);
        } else if c == MARKS[1] {
            places.extend(start.take().map(|start| (start, at)));
        } else {
            at += 1;
        }
    }
    places
}

impl Snippet {
    /// The part of `text` with most of the words, or its beginning.
    pub(super) fn of(text: &str, words: Vec<(usize, usize)>) -> Self {
        let letters: Vec<char> = text.chars().collect();
        let first = letters.iter().position(|c| !c.is_whitespace()).unwrap_or(0);
        let within = |at: usize| {
            words[at..].iter().take_while(|w| w.1 <= words[at].0 + SHOWN * 2 / 3).count()
        };
        let best = (0..words.len()).max_by_key(|at| (within(*at), std::cmp::Reverse(*at)));
        let from = best.map_or(first, |best| words[best].0.saturating_sub(SHOWN / 4).max(first));
        // Between words, not inside them.
        let blank = |at: &usize| letters.get(*at).is_none_or(|c| c.is_whitespace());
        let near = from + SHOWN / 8;
        let start =
            if from == first { first } else { (from..near).find(blank).map_or(from, |at| at + 1) };
        let last = (start + SHOWN).min(letters.len());
        let end =
            (start.max(last.saturating_sub(SHOWN / 8))..=last).rev().find(blank).unwrap_or(last);
        let shown = letters.get(start..end).unwrap_or_default().iter().collect();
        Self { start, end, text: shown, words }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shows_the_words_where_most_of_them_stand() {
        let text = format!(
            "Zenda fell. {} The king of Zenda left Zenda by night. {}",
            "It rained. ".repeat(40),
            "Snow fell. ".repeat(40)
        );
        let words: Vec<_> =
            text.match_indices("Zenda").map(|(at, word)| (at, at + word.len())).collect();
        let snippet = Snippet::of(&text, words);
        assert!(
            snippet.text.contains("The king of Zenda left Zenda by night."),
            "{}",
            snippet.text
        );
        assert!(snippet.text.chars().count() <= SHOWN);
        assert_eq!(text.get(snippet.start..snippet.end), Some(snippet.text.as_str()));
    }

    #[test]
    fn a_hit_without_words_shows_the_beginning() {
        assert_eq!(Snippet::of("\n\n  Peace.", vec![]).text, "Peace.");
        assert_eq!(Snippet::of("", vec![]), Snippet::default());
    }

    proptest! {
        #[test]
        fn a_snippet_is_part_of_its_text(text in "[a-c é\n]{0,900}", at in 0usize..900, length in 1usize..5) {
            let letters: Vec<char> = text.chars().collect();
            let at = at.min(letters.len());
            let words = if at + length <= letters.len() { vec![(at, at + length)] } else { vec![] };
            let snippet = Snippet::of(&text, words);
            let part: String = letters[snippet.start..snippet.end].iter().collect();
            prop_assert_eq!(part, snippet.text);
        }
    }
}
