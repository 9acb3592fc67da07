//! Where the sentences of a text begin, as far as punctuation tells.
//!
//! The record has no sentences, and joining a figure to an event needs them roughly. Where in doubt a
//! sentence ends: a figure then stays without an event, which is better than with a wrong one.

use sayso_record::Span;

/// The sentences of a text.
pub(super) struct Sentences {
    /// First code point of each but the first.
    starts: Vec<usize>,
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
        Self { starts }
    }

    /// Which sentence a span begins in.
    pub fn of(&self, span: Span) -> usize {
        self.starts.partition_point(|start| *start <= span.start)
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
    }
}
