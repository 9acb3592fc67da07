//! On whose say-so a figure stands, told the same way for every report of a story.
//!
//! UCDP keeps the person or body that a figure comes from (`source_original`) apart from who
//! published it (`source_office`). So does a series: two papers that quote one ministry are one
//! source, and a paper is a source of its own where it quotes nobody.

use std::collections::{BTreeMap, BTreeSet};

use sayso_record::{Actor, ActorKind, CharIndex, Figure, PlaceForm, Record, Statement, Voice};

/// Words behind a body's name for one who speaks for it.
const SPOKESMEN: [&str; 6] =
    ["spokesman", "spokeswoman", "spokesperson", "spokespeople", "spokesmen", "spokeswomen"];

/// Who says a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// As the report names the speaker.
    pub name: String,
    /// What is the same in every report that lets the same one speak.
    key: String,
    /// The speaker's country, which tells two ministries of one name apart.
    country: Option<String>,
}

/// The speaker of a figure; `None` where the report itself says it, or does not name who does.
pub fn speaker(record: &Record, figure: &Figure) -> Option<Speaker> {
    let Voice::Statement(id) = &figure.voice else { return None };
    let find = |id: &String| record.statements.iter().find(|said| said.id == *id);
    let mut said = find(id);
    // Statements in statements: no more of them than there are.
    for _ in 0..record.statements.len() {
        let Some(statement) = said else { break };
        if let Some(speaker) = named(record, statement) {
            return Some(speaker);
        }
        said = statement.within.as_ref().and_then(find);
    }
    None
}

fn named(record: &Record, said: &Statement) -> Option<Speaker> {
    let is = |actor: &&Actor| said.speaker.as_ref() == Some(&actor.id);
    if let Some(actor) = record.actors.iter().find(is) {
        let key = match (&actor.wikidata, actor.kind) {
            (Some(item), _) => item.clone(),
            // "Hale" is Chico Hale, within a story.
            (None, ActorKind::Person) => last_word(&actor.name),
            (None, _) => body(record, &actor.name),
        };
        let country = actor.country.clone().filter(|_| actor.wikidata.is_none());
        return Some(Speaker { name: actor.name.clone(), key, country });
    }
    let chars = CharIndex::new(&record.report.text);
    let words: Vec<&str> = said.source.iter().filter_map(|span| chars.slice(*span)).collect();
    let name = words.join(" ");
    let key = body(record, &name);
    (!key.is_empty()).then_some(Speaker { name, key, country: None })
}

fn last_word(name: &str) -> String {
    name.split_whitespace().next_back().unwrap_or_default().to_lowercase()
}

/// The name of a body without article, nationality and spokesman: "the Freedonian army", "the army"
/// and "an army spokesman" are one.
fn body(record: &Record, name: &str) -> String {
    let chars = CharIndex::new(&record.report.text);
    let adjectives: BTreeSet<String> = record
        .places
        .iter()
        .filter(|place| place.form == PlaceForm::Adjective)
        .filter_map(|place| chars.slice(sayso_record::Span::new(place.start, place.end)))
        .map(str::to_lowercase)
        .collect();
    let lower = name.to_lowercase();
    let own = lower.strip_suffix("'s").or(lower.strip_suffix("’s")).unwrap_or(&lower);
    let telling = |word: &&str| {
        !matches!(*word, "the" | "a" | "an")
            && !adjectives.contains(*word)
            && !SPOKESMEN.contains(word)
    };
    let left: Vec<&str> = own.split_whitespace().filter(telling).collect();
    if left.is_empty() { own.to_owned() } else { left.join(" ") }
}

/// The countries that speakers of each name have in a story.
#[derive(Debug, Default)]
pub struct Names(BTreeMap<String, BTreeSet<String>>);

impl Names {
    pub fn add(&mut self, speaker: &Speaker) {
        let countries = self.0.entry(speaker.key.clone()).or_default();
        countries.extend(speaker.country.clone());
    }

    /// What a speaker is known by: the name alone, where the story has it of one country only.
    pub fn key(&self, speaker: &Speaker) -> String {
        let several = self.0.get(&speaker.key).is_some_and(|countries| countries.len() > 1);
        let country = speaker.country.as_deref().filter(|_| several).unwrap_or_default();
        format!("{country} {}", speaker.key)
    }
}
