//! On whose say-so a figure stands, told the same way for every report of a story.
//!
//! UCDP keeps the person or body that a figure comes from (`source_original`) apart from who
//! published it (`source_office`). So does a series: two papers that quote one ministry are one
//! source, and a paper is a source of its own where it quotes nobody.

use std::collections::{BTreeMap, BTreeSet};

use sayso_record::{ActorKind, Figure, Statement, Voice};

use super::told::Told;

/// Words behind a body's name for one who speaks for it.
const SPOKESMEN: [&str; 6] =
    ["spokesman", "spokeswoman", "spokesperson", "spokespeople", "spokesmen", "spokeswomen"];

/// A speaker is looked for in no more statements around a figure's.
const MOST_WITHIN: usize = 8;

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
pub fn speaker(told: &Told, figure: &Figure) -> Option<Speaker> {
    let Voice::Statement(id) = &figure.voice else { return None };
    let mut said = told.statement(id);
    for _ in 0..MOST_WITHIN {
        let Some(statement) = said else { break };
        if let Some(speaker) = named(told, statement) {
            return Some(speaker);
        }
        said = statement.within.as_ref().and_then(|outer| told.statement(outer));
    }
    None
}

fn named(told: &Told, said: &Statement) -> Option<Speaker> {
    if let Some(actor) = told.actor(&said.speaker) {
        let key = match (&actor.wikidata, actor.kind) {
            (Some(item), _) => item.clone(),
            // "Hale" is Chico Hale, within a story.
            (None, ActorKind::Person) => last_word(&actor.name),
            (None, _) => body(told, &actor.name),
        };
        let country = actor.country.clone().filter(|_| actor.wikidata.is_none());
        return Some(Speaker { name: actor.name.clone(), key, country });
    }
    let words: Vec<&str> = said.source.iter().filter_map(|span| told.words(*span)).collect();
    let name = words.join(" ");
    let key = body(told, &name);
    (!key.is_empty()).then_some(Speaker { name, key, country: None })
}

fn last_word(name: &str) -> String {
    name.split_whitespace().next_back().unwrap_or_default().to_lowercase()
}

/// The name of a body without article, nationality and spokesman: "the Freedonian army", "Freedonia's
/// army" and "an army spokesman" are one, and "a count by doctors" is theirs.
fn body(told: &Told, name: &str) -> String {
    let lower = name.to_lowercase().replace('’', "'");
    let own = lower.rsplit_once(" by ").map_or(&*lower, |(_, own)| own);
    let own = own.split_once(" in ").map_or(own, |(own, _)| own);
    let own = own.rsplit_once("'s ").map_or(own, |(_, own)| own);
    let telling = |word: &&str| {
        !matches!(*word, "the" | "a" | "an")
            && !told.adjectives.contains(*word)
            && !SPOKESMEN.contains(word)
    };
    let left: Vec<&str> = own.split_whitespace().filter(telling).collect();
    if left.is_empty() { lower.clone() } else { left.join(" ") }
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
