//! The short lists of a record: its actors with every mention, its times, its places.

use std::collections::HashMap;

use maud::{Markup, html};
use sayso_record::plain;
use sayso_record::{Actor, Place, PlacePrecision, Span, Word};

use super::cards::time_value;
use super::sheet::Sheet;
use crate::link;

/// The actors of the whole report, each with a way to its first mention and to every other one.
pub fn actors(sheet: &Sheet) -> Markup {
    let record = sheet.record;
    let mut mentions: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, mention) in record.mentions.iter().enumerate() {
        mentions.entry(&mention.actor).or_default().push(number);
    }
    html! {
        @if !record.actors.is_empty() {
            details.actors #actors open[sheet.choice.mentions.is_some()] {
                summary { h2 { "Actors" } span.count { (record.actors.len()) } }
                ul.plain {
                    @for actor in &record.actors {
                        (entry(sheet, actor, mentions.get(actor.id.as_str()).map(Vec::as_slice).unwrap_or_default()))
                    }
                }
            }
        }
    }
}

fn entry(sheet: &Sheet, actor: &Actor, mentions: &[usize]) -> Markup {
    let code = actor.code.as_deref();
    let name = |number: usize| format!("m{number}");
    html! {
        li.actor id=(actor.id) tabindex="-1" {
            a.name href=(link::actor(code.unwrap_or(&actor.name))) dir="auto" { (actor.name) }
            " " span.soft { (code.unwrap_or("no code")) " · " (actor.kind.word()) }
            @if let Some(&first) = mentions.first() {
                " · " a.first href=(sheet.way(&name(first), &name(first))) { (if mentions.len() == 1 { "only mention" } else { "first mention" }) }
                @if mentions.len() == 1 {
                } @else if sheet.parts() == 1 {
                    details.mentions { summary { (plain::count(mentions.len(), "mention")) } (all_mentions(sheet, mentions)) }
                } @else if sheet.choice.mentions.as_deref() == Some(&actor.id) {
                    div.mentions { (plain::count(mentions.len(), "mention")) (all_mentions(sheet, mentions)) }
                } @else {
                    " · " a href={ (sheet.address([("mentions", actor.id.as_str())])) "#" (actor.id) } { (plain::count(mentions.len(), "mention")) }
                }
            } @else { " · " span.soft { "no mention" } }
        }
    }
}

fn all_mentions(sheet: &Sheet, mentions: &[usize]) -> Markup {
    let all =
        mentions.iter().filter_map(|&at| Some((format!("m{at}"), sheet.record.mentions.get(at)?)));
    html! {
        ol {
            @for (id, mention) in all {
                li {
                    a href=(sheet.way(&id, &id)) dir="auto" { (sheet.names.words(&[Span::new(mention.start, mention.end)])) }
                    @if mention.loaded { " " span.tag.bad { "takes a side" } }
                }
            }
        }
    }
}

/// The times of the part that is shown.
pub fn times(sheet: &Sheet) -> Markup {
    let times: Vec<_> =
        sheet.record.times.iter().filter(|time| sheet.is_here(Some(time.start))).collect();
    html! {
        @if !times.is_empty() {
            details.listed #times {
                summary { h2 { "Times" } span.count { (times.len()) } }
                ul.plain {
                    @for time in times {
                        li id=(time.id) data-of=(time.id) tabindex="-1" {
                            a.in-text href={ "#t-" (time.id) } dir="auto" {
                                (sheet.names.words(&[Span::new(time.start, time.end)]))
                            }
                            " " span.means { (time_value(time)) } " " span.soft { (time.kind.word().to_lowercase()) }
                        }
                    }
                }
            }
        }
    }
}

/// The places of the part that is shown.
pub fn places(sheet: &Sheet) -> Markup {
    let places: Vec<_> =
        sheet.record.places.iter().filter(|place| sheet.is_here(Some(place.start))).collect();
    html! {
        @if !places.is_empty() {
            details.listed #places {
                summary { h2 { "Places" } span.count { (places.len()) } }
                ul.plain {
                    @for place in places {
                        li id=(place.id) data-of=(place.id) tabindex="-1" {
                            a.in-text href={ "#t-" (place.id) } dir="auto" {
                                (sheet.names.words(&[Span::new(place.start, place.end)]))
                            }
                            " " span.means dir="auto" { (place.name) } " " span.soft { (located(sheet, place)) }
                        }
                    }
                }
            }
        }
    }
}

/// Where a place is and how exactly that is known.
pub fn located(sheet: &Sheet, place: &Place) -> String {
    let Some(precision) = place.precision else { return "not resolved".to_owned() };
    let of = [place.admin1.as_deref(), place.country.as_deref().map(|code| sheet.country(code))];
    let mut parts: Vec<String> = of.into_iter().flatten().map(str::to_owned).collect();
    // The middle of a whole country or province is no place.
    let is_point = precision == PlacePrecision::Exact;
    if let (true, Some(north), Some(east)) = (is_point, place.latitude, place.longitude) {
        parts.push(format!("{north:.2}, {east:.2}"));
    }
    parts.push(precision.word().to_owned());
    parts.join(" · ")
}
