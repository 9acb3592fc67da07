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
    let on_the_spot = || events.iter().filter(|e| ON_THE_SPOT.contains(&e.plover.as_str()));
    for event in on_the_spot() {
        let place = event.place.as_ref().and_then(|id| places.iter().find(|p| p.id == *id));
        let Some(country) = place.and_then(|place| place.country.as_deref()) else { continue };
        for id in event.actors.iter().chain(&event.recipients) {
            give(context, actors, id, country);
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
            give(context, actors, id, country);
        }
    }
}

/// Gives the actor a country if it has none and may be told by where it is.
fn give(context: Context, actors: &mut Actors, id: &str, country: &str) {
    let Some(index) = actors.index(id) else { return };
    let actor = &actors.actors[index];
    if actor.country.is_some() || actor.role.is_none() || actor.kind == ActorKind::State {
        return;
    }
    let mut mentions = actors.mentions.iter().filter(|mention| mention.actor == index);
    let at_home = mentions.all(|mention| {
        mention.kind != MentionKind::Name
            && crate::actors::is_at_home(context.doc, mention, actor.role.as_deref())
    });
    if at_home {
        actors.set_country(index, country);
    }
}
