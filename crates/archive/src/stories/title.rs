//! What a story is called: its first report's headline, else how that report's text begins.

use rusqlite::OptionalExtension;

use crate::{Archive, ArchiveError};

/// A title is cut at a word before it gets longer, in code points.
const LONGEST: usize = 100;
/// A dateline ends within so many code points.
const DATELINE: usize = 80;
/// What stands between a dateline and the text.
const DASHES: [&str; 4] = [" - ", " -- ", " – ", " — "];

impl Archive {
    /// The title of the story that a report founds.
    pub(super) fn title(&self, founder: i64) -> Result<String, ArchiveError> {
        let mut find =
            self.connection.prepare_cached("SELECT title FROM reports WHERE report = ?1")?;
        let headline: Option<Option<String>> =
            find.query_row([founder], |row| row.get(0)).optional()?;
        match headline.flatten().filter(|headline| !headline.trim().is_empty()) {
            Some(headline) => Ok(one_line(&headline)),
            None => Ok(beginning(&self.text(founder)?)),
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first sentence of a text without its dateline, or as much of it as goes into a title.
fn beginning(text: &str) -> String {
    let lead = text.trim_start().split("\n\n").next().unwrap_or("");
    // Enough for any dateline and title, however long the paragraph is.
    let lead: String = lead.chars().take(4 * (LONGEST + DATELINE)).collect();
    let lead = one_line(&lead);
    let said = without_dateline(&lead);
    cut(first_sentence(said))
}

/// What follows `PORT FREEDONIA, May 4 (Wire) - `.
fn without_dateline(lead: &str) -> &str {
    let dash = DASHES.iter().filter_map(|dash| Some((lead.find(dash)?, dash.len()))).min();
    let Some((at, length)) = dash else { return lead };
    let (before, after) = (&lead[..at], &lead[at + length..]);
    let place: String = before.chars().take_while(|letter| !",(".contains(*letter)).collect();
    let is_place = !place.trim().is_empty() && !place.chars().any(char::is_lowercase);
    let is_marked = before.ends_with(')');
    if before.chars().count() <= DATELINE && (is_place || is_marked) { after } else { lead }
}

/// Up to the first mark that ends a sentence: behind a word of more than two letters, before a blank
/// and a capital.
fn first_sentence(text: &str) -> &str {
    let ends = |at: usize, mark: &str| {
        let (before, after) = (&text[..at], &text[at + mark.len()..]);
        let word = before.rsplit(' ').next().unwrap_or("");
        let is_word = word.chars().count() > 2 && !word.contains('.');
        let goes_on = after.strip_prefix(' ').and_then(|rest| rest.chars().next());
        (is_word || mark != ".") && goes_on.is_some_and(|letter| !letter.is_lowercase())
    };
    let end = text.match_indices(['.', '?', '!']).find(|(at, mark)| ends(*at, mark));
    end.map_or(text, |(at, mark)| &text[..at + mark.len()])
}

/// Cut behind a word where it is too long.
fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.trim_end_matches('.').to_owned();
    }
    let kept: String = text.chars().take(LONGEST).collect();
    let whole = kept.rfind(' ').map_or(kept.as_str(), |at| &kept[..at]);
    format!("{} …", whole.trim_end_matches(|letter: char| !letter.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_without_headline_gives_its_first_sentence() {
        for (text, title) in [
            ("Ruritania thanked Freedonia. More.", "Ruritania thanked Freedonia"),
            (
                "STRELSAU, May 4 (Wire) - The army left\nZenda on Monday. It rained.",
                "The army left Zenda on Monday",
            ),
            ("Zenda (Wire) -- Mr. Hentzau left the U.S. Army.", "Mr. Hentzau left the U.S. Army"),
            ("Troops left - and came back.", "Troops left - and came back"),
            ("\n\nA lead\n\nand more", "A lead"),
            ("", ""),
        ] {
            assert_eq!(beginning(text), title);
        }
        let long = format!("The army {}left.", "of Ruritania ".repeat(20));
        let title = beginning(&long);
        assert!(title.ends_with("Ruritania …") || title.ends_with("of …"), "{title}");
        assert!(title.chars().count() <= LONGEST + 2);
    }

    proptest! {
        #[test]
        fn any_text_has_a_short_title(text in "(?s).{0,400}") {
            prop_assert!(beginning(&text).chars().count() <= LONGEST + 2);
        }
    }
}
