//! Where an actor is at home by a place in its own words: "the mayor of Kharkiv", "Darfur rebels",
//! "prisoners at a jail in Dili".

use std::ops::Range;

use sayso_codebook::actors::{NounKind, NounMatch};
use sayso_language::Doc;
use sayso_record::{Place, PlaceForm};

use super::compose::{Scope, Who};
use super::phrase::Phrase;

/// By token: the country of the named place that covers it.
#[derive(Debug, Default)]
pub struct Grounds<'p> {
    by_token: Vec<Option<&'p str>>,
}

impl<'p> Grounds<'p> {
    /// Of a report's places.
    pub fn new(doc: &Doc, places: &'p [Place]) -> Self {
        let mut by_token = vec![None; doc.len()];
        let tokens = doc.tokens();
        for place in places.iter().filter(|place| place.form == PlaceForm::Name) {
            let first = tokens.partition_point(|t| t.end <= place.start);
            let last = tokens.partition_point(|t| t.start < place.end);
            by_token[first..last.max(first)].fill(place.country.as_deref());
        }
        Self { by_token }
    }

    /// The country of the last place in a range of tokens.
    pub(super) fn within(&self, tokens: Range<usize>) -> Option<String> {
        let covered = self.by_token.get(tokens)?;
        covered.iter().rev().find_map(|country| *country).map(str::to_owned)
    }

    /// The country of the place that a phrase names, or that it lies in: "a jail in Dili".
    pub(super) fn of(&self, phrase: &Phrase) -> Option<String> {
        let lies_in = phrase
            .posts
            .iter()
            .filter(|post| is_spatial(&post.preposition) || post.preposition == "of");
        self.within(phrase.core.clone())
            .or_else(|| lies_in.into_iter().find_map(|post| self.of(&post.phrase)))
    }
}

impl Scope<'_> {
    /// Whether those whom `noun`, which begins at `start`, describes are at home where they are.
    pub(super) fn may_be_at_home(&self, phrase: &Phrase, start: usize, noun: NounMatch) -> bool {
        let before = (phrase.core.start..start).map(|token| self.doc.word(token).to_lowercase());
        noun.noun.kind != NounKind::Thing
            && are_at_home(&noun.noun.noun, noun.noun.role.as_deref())
            && !are_alien(before)
    }

    /// The country of a place among the words before a noun: "the Kharkiv mayor", not "anti-Damascus".
    pub(super) fn ground_before(&self, zone: Range<usize>) -> Option<String> {
        let against = |token: &usize| {
            let word = self.doc.word(*token).to_lowercase();
            ["anti", "pro", "non"].contains(&word.trim_end_matches('-'))
        };
        let free = zone.clone().rev().find(against).map_or(zone.start, |_| zone.end);
        self.grounds.within(free..zone.end)
    }

    /// The country of a place that a phrase names from token `from` on: "of Kharkiv", "in south Serbia".
    pub(super) fn home(&self, phrase: &Phrase, from: usize) -> Option<String> {
        let posts = phrase.posts.iter().filter(|post| post.phrase.core.start >= from);
        let located =
            |preposition: &str| is_spatial(preposition) || matches!(preposition, "of" | "from");
        posts.filter(|post| located(&post.preposition)).find_map(|post| {
            let named =
                self.compose(&post.phrase).filter(|inner| matches!(inner.who, Who::State(_)));
            let core = &post.phrase.core;
            // "of the Ruritanian highlands"
            let told = || self.modifiers(core.start..post.phrase.head.max(core.start)).country;
            let country = named.and_then(|inner| inner.country);
            country.or_else(|| self.grounds.of(&post.phrase)).or_else(told)
        })
    }
}

/// Whether a preposition says where somebody is.
pub(super) fn is_spatial(preposition: &str) -> bool {
    matches!(preposition, "in" | "at" | "near" | "around" | "outside" | "throughout" | "across")
}

/// Nouns for people who are where they do not belong; their place is not their country.
const AWAY: [&str; 27] = [
    "tourist",
    "visitor",
    "foreigner",
    "diplomat",
    "ambassador",
    "envoy",
    "observer",
    "inspector",
    "monitor",
    "peacekeeper",
    "migrant",
    "immigrant",
    "expatriate",
    "correspondent",
    "pilgrim",
    "contractor",
    "traveller",
    "traveler",
    "representative",
    "delegate",
    "adviser",
    "advisor",
    "exile",
    "mercenary",
    "detainee",
    "captive",
    "hostage",
];

/// Words before a noun that say that its people come from elsewhere.
const ALIEN: [&str; 8] = [
    "foreign",
    "international",
    "overseas",
    "western",
    "visiting",
    "expatriate",
    "exiled",
    "migrant",
];

/// Whether people described by `noun`, of this role, may be told apart by where they are: soldiers
/// and refugees may be anywhere.
pub(super) fn are_at_home(noun: &str, role: Option<&str>) -> bool {
    let last = noun.rsplit(' ').next().unwrap_or(noun);
    // "security forces in Zenda" are its own, "troops in Zenda" need not be.
    let serves_at_home = noun
        .split(' ')
        .any(|word| matches!(word, "security" | "government" | "presidential" | "national"));
    let roams = match role {
        Some("MIL") => !serves_at_home,
        Some("REF" | "ELI" | "SPY") => true,
        _ => false,
    };
    !AWAY.contains(&last) && !roams
}

/// Whether a word before a noun says that its people come from elsewhere.
pub(super) fn are_alien(words: impl IntoIterator<Item = String>) -> bool {
    words.into_iter().any(|word| ALIEN.contains(&word.as_str()))
}
