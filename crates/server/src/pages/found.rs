//! A statement, an event, a figure in two or three lines, each with its id and without a link: for the page on which a
//! text is tried, and for notebooks.

use maud::{Markup, html};
use sayso_record::plain::{
    Names, counted, event_parties, event_type, number, period, status, victim,
};
use sayso_record::{Event, EventStatus, Figure, Statement, TimePrecision, Voice};

use crate::names::quad_sign;

/// Who said what to whom.
pub fn statement(names: &Names, one: &Statement) -> Markup {
    html! {
        p {
            span.id { (one.id) } " " strong { bdi { (names.source(one)) } }
            @if let Some(code) = names.code(one) { " " span.tag { (code) } }
            " " em { (names.words(&one.cue)) }
            @if let Some(addressee) = &one.addressee { " to " bdi { (names.actor(addressee)) } }
            @if let Some(outer) = &one.within { " " span.tag { "inside " (outer) } }
        }
        blockquote dir="auto" { (names.words(&one.content)) }
    }
}

/// Who did what to whom, when, where, on whose say-so.
pub fn event(names: &Names, one: &Event) -> Markup {
    let is_plain = one.status == EventStatus::Happened;
    let place = names.place(one.place.as_deref());
    html! {
        p {
            span.id { (one.id) } " "
            span class={ "quad q" (one.quad) } { (quad_sign(one.quad)) } " "
            strong { (event_type(one)) } " " bdi { (event_parties(names, one)) }
            @if !is_plain { " " span.tag.bad { (status(one.status)) } }
        }
        p.details {
            q dir="auto" { "“" (names.words(&one.trigger)) "”" }
            @if let Some(time) = &one.time {
                " · " @if time.precision == TimePrecision::Report { "by " } (time.value)
            }
            @if let Some(place) = &place { " · " bdi { (place) } }
            " · " (voice(names, &one.voice))
            " · " span.soft { "CAMEO " (one.cameo) ", Goldstein " (one.goldstein) }
        }
    }
}

/// How many, on whose say-so.
pub fn figure(names: &Names, one: &Figure) -> Markup {
    let place = names.place(one.place.as_deref());
    let parts = [
        one.victim.as_ref().map(victim),
        (!one.by.is_empty()).then(|| format!("by {}", names.actors(&one.by))),
        one.cause.clone(),
        period(one.since.as_deref(), one.until.as_deref()),
        place,
        one.part_of.as_ref().map(|id| format!("part of {id}")),
    ];
    html! {
        p {
            span.id { (one.id) } " " strong { (number(one)) " " (one.measure.replace('-', " ")) }
            @if let Some(of) = counted(one) { " " bdi { (of) } }
        }
        p.details {
            q dir="auto" { "“" (names.words(&one.span)) "”" }
            @for part in parts.into_iter().flatten() { " · " bdi { (part) } }
            " · " (voice(names, &one.voice))
        }
    }
}

/// On whose say-so.
fn voice(names: &Names, voice: &Voice) -> Markup {
    html! { span.say-so { (names.voice(voice)) } }
}
