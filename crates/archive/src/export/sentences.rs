//! Where the sentences of a text begin, as far as punctuation tells.
//!
//! The record has no sentences, and joining a figure to an event needs them roughly, as does an example
//! that shows a datum in its sentence. Where in doubt a sentence ends: a figure then stays without an
//! event, which is better than with a wrong one.

use sayso_record::Span;

/// The sentences of a text, to show a datum in the one it is in.
pub struct Sentences {
    /// First code point of each but the first.
    starts: Vec<usize>,
    /// Length of the text in code points.
    length: usize,
}

impl Sentences {
    /// A sentence ends at a line's end, and at `.`, `!` or `?` before white space and a capital, a
    /// digit or a quotation mark, unless the point belongs to a title or an initial.
    pub fn new(text: &str) -> Self {
        let mut starts = Vec::new();
        let mut ended = false;
        let mut blank = false;
        let mut word = String::new();
        for (at, letter) in text.chars().enumerate() {
            match letter {
                '\n' => (ended, blank) = (true, true),
                _ if letter.is_whitespace() => blank = true,
                '"' | '”' | '’' | '\'' | ')' if ended && !blank => continue,
                _ => {
                    let begins =
                        letter.is_uppercase() || letter.is_numeric() || "\"“‘'(".contains(letter);
                    if ended && blank && begins {
                        starts.push(at);
                    }
                    ended = match letter {
                        '!' | '?' | '…' => true,
                        '.' => !abbreviates(&word),
                        _ => false,
                    };
                    blank = false;
                }
            }
            match letter {
                '.' => word.clear(),
                _ if letter.is_alphanumeric() && word.len() < 64 => word.push(letter),
                _ => word.clear(),
            }
        }
        Self { starts, length: text.chars().count() }
    }

    /// Which sentence a span begins in.
    pub fn of(&self, span: Span) -> usize {
        self.starts.partition_point(|start| *start <= span.start)
    }

    /// From the beginning of the sentence that a span begins in to the end of the one that it ends in,
    /// the white space behind it included.
    pub fn around(&self, span: Span) -> Span {
        let start = self.of(span).checked_sub(1).and_then(|before| self.starts.get(before));
        let last = Span::new(span.end.saturating_sub(1).max(span.start), span.end);
        let end = self.starts.get(self.of(last));
        Span::new(start.copied().unwrap_or(0), end.copied().unwrap_or(self.length))
    }
}

fn abbreviates(word: &str) -> bool {
    const TITLES: [&str; 20] = [
        "Mr", "Mrs", "Ms", "Dr", "Gen", "Lt", "Col", "Maj", "Capt", "Sgt", "Gov", "Sen", "Rep",
        "St", "Brig", "Adm", "Prof", "Rev", "No", "Mt",
    ];
    word.chars().count() == 1 && word.chars().all(char::is_uppercase) || TITLES.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> usize {
        Sentences::new(text).starts.len() + 1
    }

    #[test]
    fn sentences_end_at_points_and_lines() {
        assert_eq!(count("Zenda fell. Twelve died! “Why?” he asked.\nNobody knew"), 4);
        assert_eq!(count("He said: “Zenda fell.” She left."), 2);
        assert_eq!(count("Zenda fell. 12 died. É"), 3);
    }

    #[test]
    fn titles_initials_and_numbers_end_none() {
        assert_eq!(
            count("Gen. Hentzau and R. Elphberg of the U.S. Army met at 3.30 p.m. in Zenda."),
            1
        );
        assert_eq!(count("The toll rose to 1.200 in Zenda … and more"), 1);
    }

    #[test]
    fn a_span_is_in_the_sentence_where_it_begins() {
        let sentences = Sentences::new("Élan fell. Zenda fell.");
        assert_eq!(sentences.of(Span::new(0, 4)), 0);
        assert_eq!(sentences.of(Span::new(9, 10)), 0);
        assert_eq!(sentences.of(Span::new(11, 16)), 1);
        assert_eq!(sentences.of(Span::new(900, 901)), 1);
        assert_eq!(sentences.around(Span::new(0, 4)), Span::new(0, 11));
        assert_eq!(sentences.around(Span::new(11, 16)), Span::new(11, 22));
        assert_eq!(sentences.around(Span::new(5, 16)), Span::new(0, 22));
    }
}
