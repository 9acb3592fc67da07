//! What the full text of a report is searched by: its words, and the names and codes of those who
//! act, are acted upon and speak, of places, and of types of events.

use std::collections::{BTreeSet, HashMap, HashSet};

use sayso_record::{Actor, Record};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::stopwords::is_stopword;

/// The columns of the table `words`, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// Words of the headline.
    pub title: String,
    /// Other words of the first paragraph.
    pub lead: String,
    /// Other words of the rest.
    pub body: String,
    /// Names, countries, roles and codes of those who act.
    pub actors: String,
    /// The same of those acted upon.
    pub recipients: String,
    /// The same of those who speak.
    pub speakers: String,
    /// Names and countries of places.
    pub places: String,
    /// PLOVER types of events.
    pub types: String,
}

/// Where a word may be parted at the end of a line; no part of it.
const SOFT_HYPHEN: char = '\u{ad}';

/// Letters to Unicode, and not to the full text: letters in circles and squares, signs that were marks in older versions
/// of Unicode, and letters younger than its tables.
const SIGNS: &[std::ops::RangeInclusive<char>] = &[
    '\u{19b0}'..='\u{19c9}',
    '\u{1cf2}'..='\u{1cf3}',
    '\u{24b6}'..='\u{24e9}',
    '\u{1f130}'..='\u{1f189}',
];

/// A first paragraph ends here at the latest, in bytes.
const LONGEST_LEAD: usize = 600;

impl Labels {
    /// The labels of a record.
    pub fn of(record: &Record) -> Self {
        let by_id: HashMap<&str, &Actor> =
            record.actors.iter().map(|actor| (actor.id.as_str(), actor)).collect();
        let names = |ids: &mut dyn Iterator<Item = &String>| {
            let all: BTreeSet<String> =
                ids.filter_map(|id| by_id.get(id.as_str())).flat_map(|a| of_actor(a)).collect();
            joined(all)
        };
        let (lead, body) = lead(&record.report.text);
        let mut seen = HashSet::new();
        let places = record.places.iter();
        let places = places.flat_map(|place| place.country.iter().chain([&place.name]).cloned());
        Self {
            title: new_words(record.report.title.as_deref().unwrap_or(""), &mut seen),
            lead: new_words(lead, &mut seen),
            body: new_words(body, &mut seen),
            actors: names(&mut record.events.iter().flat_map(|event| &event.actors)),
            recipients: names(&mut record.events.iter().flat_map(|event| &event.recipients)),
            speakers: names(&mut record.statements.iter().filter_map(|s| s.speaker.as_ref())),
            places: joined(places.collect()),
            types: joined(record.events.iter().map(|event| event.plover.clone()).collect()),
        }
    }
}

/// The words of `text` that are not in `seen`, each once and in lower case; the index keeps which
/// columns have a word and not how often.
fn new_words(text: &str, seen: &mut HashSet<String>) -> String {
    let mut new = String::new();
    for word in spelled(text).into_iter().filter(|word| !is_stopword(word)) {
        if !seen.contains(&word) {
            new.push_str(&word);
            new.push(' ');
            seen.insert(word);
        }
    }
    new
}

/// The words of a text in lower case, each letter with its marks one character.
pub fn spelled(text: &str) -> Vec<String> {
    let text: String = text.nfc().filter(|c| *c != SOFT_HYPHEN).collect();
    let words = text.split(|c: char| !is_of_word(c)).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Whether a character is part of a word, as it is to the full text (FTS5's `unicode61`): letters and numbers, and none of
/// the marks and signs that count as letters to others. A word that the full text would take for two cannot be asked.
pub fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() && !is_combining_mark(c) && !SIGNS.iter().any(|signs| signs.contains(&c))
}

fn of_actor(actor: &Actor) -> impl Iterator<Item = String> + use<> {
    let Actor { name, country, role, code, .. } = actor.clone();
    [Some(name), country, role, code].into_iter().flatten()
}

fn joined(words: BTreeSet<String>) -> String {
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// The first paragraph and the rest.
fn lead(text: &str) -> (&str, &str) {
    let begin = text.len() - text.trim_start().len();
    let end = text[begin..].find("\n\n").map_or(text.len(), |end| begin + end);
    let longest = (begin..=begin + LONGEST_LEAD).rev().find(|byte| text.is_char_boundary(*byte));
    text.split_at(end.min(longest.unwrap_or(text.len())))
}

#[cfg(test)]
mod tests {
    use sayso_record::sample;

    use super::*;

    /// The full text takes every word of ours for one.
    #[test]
    fn words_are_those_of_the_full_text() {
        let full = rusqlite::Connection::open_in_memory().unwrap();
        let table = "CREATE VIRTUAL TABLE w USING fts5 (a, b, detail = column, \
                     tokenize = \"unicode61 remove_diacritics 2\")";
        full.execute_batch(table).unwrap();
        let mut ask = full.prepare("SELECT rowid FROM w WHERE w MATCH ?1").unwrap();
        let mut is_asked = |c: char| {
            let words = spelled(&format!("a{c}b"));
            words.iter().all(|word| ask.query([format!("\"{word}\"")]).unwrap().next().is_ok())
        };
        let letters = '\u{80}'..=char::MAX;
        let parted: Vec<String> = letters
            .filter(|c| c.is_alphanumeric() && !is_asked(*c))
            .map(|c| format!("{:x}", u32::from(c)))
            .collect();
        assert_eq!(parted, [""; 0]);
    }

    #[test]
    fn labels_of_a_record() {
        let labels = Labels::of(&sample::full());
        assert_eq!(labels.title, "presidents meet ");
        assert_eq!(
            labels.lead,
            "élan ruritanian president rassendyll met freedonian counterpart strelsau monday "
        );
        assert!(labels.body.starts_with("least 1 200 villagers killed since friday army"));
        assert_eq!(
            labels.actors,
            "FRD FRDMIL Freedonia Freedonian army GOV MIL RUR RURGOV Rassendyll"
        );
        assert_eq!(labels.places, "RUR Strelsau Zenda");
        assert_eq!(labels.types, "ASSAULT CONSULT REJECT");
    }

    #[test]
    fn a_lead_without_an_end_is_cut_between_letters() {
        let text = "é".repeat(1000);
        let (lead, body) = lead(&text);
        assert_eq!(lead.len() + body.len(), text.len());
        assert!(lead.len() <= LONGEST_LEAD);
    }
}
