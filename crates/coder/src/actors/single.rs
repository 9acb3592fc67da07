//! Codes one noun phrase given alone, for `sayso actor`.

use jiff::civil::Date;
use sayso_codebook::Codebook;
use sayso_codebook::actors::{NounKind, Sense, pieces};
use sayso_language::Doc;
use sayso_record::ActorKind;

use super::compose::{Coded, Scope, Who, description};
use super::grounds::Grounds;
use super::names::Names;
use super::phrase::Phrase;
use super::register::code;
use crate::places;

/// A noun phrase coded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseCode {
    /// ISO 3166-1 alpha-3, or PLOVER's code for those of no one state.
    pub country: Option<String>,
    /// PLOVER's role.
    pub role: Option<String>,
    /// Country and role together.
    pub code: Option<String>,
    /// Plain name, or the phrase's own words without article and number.
    pub name: String,
    /// State, person, organisation or group.
    pub kind: ActorKind,
}

/// The country and role of the noun phrase that `doc` is, as of `date`: "three Kenyan farmers" →
/// KEN AGR, "an ex-prime minister" → ELI. `None` where the phrase stands for no actor. `context`
/// is text around it: where the phrase tells a role and no country and the context names just one
/// state, that is its country.
pub fn code_phrase(
    codebook: &Codebook,
    doc: &Doc,
    date: Date,
    context: Option<&str>,
) -> Option<PhraseCode> {
    let tables = &codebook.actors;
    let names = Names::find(tables, doc);
    let places = places::find(doc, &codebook.places);
    let grounds = Grounds::new(doc, &places);
    let scope = Scope { tables, doc, names: &names, date, grounds: &grounds };
    let mut from = 0;
    let leads = |token: usize| {
        matches!(doc.tokens()[token].tag, "IN" | "TO" | "CC" | "," | "``" | "''" | ":")
    };
    while from < doc.len() && leads(from) && names.at(from).is_none() {
        from += 1;
    }
    let mut phrase = Phrase::of_line(doc, &names, from..doc.len())?;
    let mut coded = loop {
        if let Some(coded) = scope.compose(&phrase).filter(|coded| !coded.bare) {
            break coded;
        }
        // What does not stand for an actor may hang on one: "the arms of the rebels".
        match phrase.posts.into_iter().find(|post| post.preposition == "of") {
            Some(post) => phrase = post.phrase,
            None => {
                return body(&scope, from..doc.len()).or_else(|| modifier(&scope, from..doc.len()));
            }
        }
    };
    if let (None, Some(context)) = (&coded.country, context) {
        coded.country = only_state(codebook, context);
    }
    Some(finished(&scope, &coded))
}

/// A body whose own name is not known: "the Ruritanian oil company Rurol".
fn body(scope: &Scope, tokens: std::ops::Range<usize>) -> Option<PhraseCode> {
    let composed = |head: usize| {
        let phrase = Phrase { core: tokens.start..head + 1, head, posts: Vec::new() };
        let is_body = |coded: &Coded| coded.noun.is_some_and(|n| n.noun.kind == NounKind::Body);
        scope.compose(&phrase).filter(|coded| is_body(coded) && coded.country.is_some())
    };
    tokens.clone().rev().find_map(composed).map(|coded| finished(scope, &coded))
}

/// Heads that stand for whoever the words before them name.
const PARTIES: [&str; 12] = [
    "side",
    "team",
    "delegation",
    "squad",
    "camp",
    "counterpart",
    "source",
    "capital",
    "official",
    "leadership",
    "authority",
    "party",
];

/// Endings of nouns for people, those that the tables lack too.
const PERSONAL: [&str; 12] =
    ["er", "or", "ist", "ian", "eer", "ess", "man", "men", "woman", "women", "people", "ant"];

/// A phrase without an actor's noun may still name one: "the Turkish side", "Israeli"; but not
/// "Turkish coffee".
fn modifier(scope: &Scope, tokens: std::ops::Range<usize>) -> Option<PhraseCode> {
    let name = scope
        .names
        .within(tokens.clone())
        .find(|name| !matches!(name.what, super::names::What::Lookalike))?;
    let rest = name.tokens.end..tokens.end;
    let head = rest
        .clone()
        .take_while(|&t| scope.doc.tokens()[t].pos != "ADP")
        .filter(|&t| matches!(scope.doc.tokens()[t].pos, "NOUN" | "PROPN" | "ADJ" | "VERB"));
    if let Some(head) = head.last() {
        let word = scope.doc.word(head).to_lowercase();
        let singular = word.strip_suffix('s').unwrap_or(&word);
        let stands = PARTIES.contains(&singular)
            || PERSONAL.iter().any(|end| singular.len() > end.len() + 2 && singular.ends_with(end));
        stands.then_some(())?;
    }
    let phrase = Phrase { core: name.tokens.clone(), head: name.tokens.end - 1, posts: Vec::new() };
    let coded = scope.compose(&phrase)?;
    Some(finished(scope, &coded))
}

fn finished(scope: &Scope, coded: &Coded) -> PhraseCode {
    let tables = scope.tables;
    let (name, kind) = match &coded.who {
        Who::State(s) => (tables.states[*s].name.clone(), ActorKind::State),
        Who::Organisation(o) => (tables.organisations[*o].name.clone(), ActorKind::Organisation),
        Who::Named(name) => (name.clone(), ActorKind::Organisation),
        Who::Person(_, Some(known)) => (tables.persons[*known].name.clone(), ActorKind::Person),
        Who::Person(p, None) => (scope.names.people[*p].name.clone(), ActorKind::Person),
        Who::Described => {
            let body = coded.noun.is_some_and(|n| n.noun.kind == NounKind::Body);
            let person = coded.noun.is_none_or(|n| n.noun.kind == NounKind::Person);
            let kind = match (body, coded.plural) {
                (true, false) => ActorKind::Organisation,
                (false, false) if person => ActorKind::Person,
                _ => ActorKind::Group,
            };
            (description(scope, coded.tokens.clone(), coded.head), kind)
        }
    };
    let code = code(coded.country.as_deref(), coded.role.as_deref());
    PhraseCode { country: coded.country.clone(), role: coded.role.clone(), code, name, kind }
}

/// The country that a text names, if it names states of just one.
fn only_state(codebook: &Codebook, text: &str) -> Option<String> {
    let tables = &codebook.actors;
    let spaced: String =
        text.chars().map(|c| if ",;:!?()\"“”".contains(c) { ' ' } else { c }).collect();
    let pieces = pieces(spaced.split_whitespace());
    let mut found: Option<&str> = None;
    let mut from = 0;
    while from < pieces.len() {
        let Some((length, senses)) = tables.names(&pieces, from) else {
            from += 1;
            continue;
        };
        from += length;
        for sense in senses {
            let (Sense::State(s) | Sense::Adjective(s) | Sense::Citizens(s)) = sense else {
                continue;
            };
            let country = tables.states[*s].country.as_str();
            if found.is_some_and(|known| known != country) {
                return None;
            }
            found = Some(country);
        }
    }
    found.map(str::to_owned)
}
