//! Places that stand for a government: "Moscow said", "the Kremlin denied".

use sayso_codebook::{Gazetteer, PlaceKind, normal_place_name as normal};
use sayso_language::Doc;
use sayso_record::{Place, PlaceForm, PlacePrecision};

use crate::actors::{Actors, TokenMention};

/// Where the actors of a report read a seat of government as the government, nothing took place in
/// that town: what is meant is the country, and no more exact than that. The place keeps the name
/// and the point of the town, which say where to draw it.
pub fn lift(doc: &Doc, gazetteer: &Gazetteer, actors: &Actors, places: &mut [Place]) {
    let tokens = doc.tokens();
    for place in places.iter_mut() {
        let is_point = place.precision == Some(PlacePrecision::Exact);
        if place.form != PlaceForm::Name || !is_point {
            continue;
        }
        let first = tokens.partition_point(|token| token.end <= place.start);
        let end = tokens.partition_point(|token| token.start < place.end);
        let mut mentions = (first..end).filter_map(|token| actors.at(token));
        let Some(mention) = mentions.find(|mention| (first..end).contains(&mention.head)) else {
            continue;
        };
        let actor = &actors.actors[mention.actor];
        let is_of = |country: &String| actor.country.as_ref() == Some(country);
        if !place.country.as_ref().is_none_or(is_of) {
            continue;
        }
        let is_government = match actor.role.as_deref() {
            None => is_capital(gazetteer, doc.words(first..end), actor.country.as_deref()),
            Some("GOV" | "MIL") => is_site(gazetteer, doc.words(first..end)) && acts(doc, mention),
            Some(_) => false,
        };
        if is_government {
            place.country.clone_from(&actor.country);
            place.admin1 = None;
            place.precision = Some(PlacePrecision::Country);
        }
    }
}

/// A seat of government of this country.
fn is_capital(gazetteer: &Gazetteer, words: &str, country: Option<&str>) -> bool {
    let candidates = gazetteer.candidates(&normal(words));
    let mut seats = candidates.iter().filter(|c| c.capital || c.tabled);
    seats.any(|candidate| {
        let entry = gazetteer.entry(candidate.place);
        entry.kind == PlaceKind::City && entry.country.is_none_or(|of| Some(of) == country)
    })
}

fn is_site(gazetteer: &Gazetteer, words: &str) -> bool {
    let candidates = gazetteer.candidates(&normal(words));
    candidates.iter().any(|c| gazetteer.entry(c.place).kind == PlaceKind::Site)
}

/// Subject, agent or possessor: buildings are spoken of as places everywhere else.
fn acts(doc: &Doc, mention: &TokenMention) -> bool {
    let token = &doc.tokens()[mention.head];
    let is_agent = token.dep == "pobj" && doc.word(token.head) == "by";
    matches!(token.dep, "nsubj" | "nsubjpass" | "agent" | "poss") || is_agent
}
