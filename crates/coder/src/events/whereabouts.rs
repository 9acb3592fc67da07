//! Of which country those are whom a report names by what they are alone.
//!
//! Experts code "demonstrators clashed with police in Dili" as Timor-Leste's. So do we where the
//! event's own clause says the place, and for people who are at home where they act: not for
//! soldiers, refugees or tourists, and never for somebody who has a name of his own. Whom a
//! country's police or courts deal with are taken to be that country's where nothing else is said.

use sayso_record::{ActorKind, Event, MentionKind, Place};

use crate::Context;
use crate::actors::Actors;

/// Types whose parties stand where they take place; what is said in a town may be said of anywhere.
const ON_THE_SPOT: [&str; 5] = ["PROTEST", "COERCE", "ASSAULT", "MOBILIZE", "RETREAT"];

/// Gives described parties without a country that of where they act, else that of whose law they meet.
pub(super) fn settle(context: Context, events: &[Event], places: &[Place], actors: &mut Actors) {
    let at_home = at_home(context, actors);
    let on_the_spot = || events.iter().filter(|e| ON_THE_SPOT.contains(&e.plover.as_str()));
    for event in on_the_spot() {
        let place = event.place.as_ref().and_then(|id| places.iter().find(|p| p.id == *id));
        let Some(country) = place.and_then(|place| place.country.as_deref()) else { continue };
        for id in event.actors.iter().chain(&event.recipients) {
            give(&at_home, actors, id, country);
        }
    }
    for event in on_the_spot() {
        let enforcing = event.actors.iter().filter_map(|id| {
            let actor = &actors.actors[actors.index(id)?];
            let enforces = matches!(actor.role.as_deref(), Some("COP" | "JUD"));
            actor.country.clone().filter(|_| enforces)
        });
        let mut countries: Vec<String> = enforcing.collect();
        countries.dedup();
        let [country] = &countries[..] else { continue };
        for id in &event.recipients {
            give(&at_home, actors, id, country);
        }
    }
}

/// By actor: whether every mention of it is a description of people who are at home where they are.
fn at_home(context: Context, actors: &Actors) -> Vec<bool> {
    let mut at_home = vec![true; actors.actors.len()];
    for mention in &actors.mentions {
        let role = actors.actors[mention.actor].role.as_deref();
        at_home[mention.actor] &= mention.kind != MentionKind::Name
            && crate::actors::is_at_home(context.doc, mention, role);
    }
    at_home
}

/// Gives the actor a country if it has none and may be told by where it is.
fn give(at_home: &[bool], actors: &mut Actors, id: &str, country: &str) {
    let Some(index) = actors.index(id) else { return };
    let actor = &actors.actors[index];
    let nameless =
        actor.country.is_none() && actor.role.is_some() && actor.kind != ActorKind::State;
    if nameless && at_home[index] {
        actors.set_country(index, country);
    }
}
