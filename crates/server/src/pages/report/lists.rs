//! The short lists of a record: its actors with every mention, its times, its places.

use std::collections::HashMap;

use maud::{Markup, html};
use sayso_record::plain;
use sayso_record::{Actor, Place, PlacePrecision, Span, Word};

use super::cards::time_value;
use super::forms;
use super::sheet::{Kept, Sheet};
use crate::link;

/// The actors of the report, each with a way to its first mention and to every other one.
pub fn actors(sheet: &Sheet) -> Markup {
    let record = sheet.record;
    let mut mentions: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, mention) in record.mentions.iter().enumerate() {
        mentions.entry(&mention.actor).or_default().push(number);
    }
    let asked = sheet.choice.actors.as_deref();
    let is_listed = |actor: &&Actor| {
        let of = || mentions.get(actor.id.as_str()).map(Vec::as_slice).unwrap_or_default();
        let is_here = |&at: &usize| {
            record.mentions.get(at).is_some_and(|mention| sheet.is_here(Some(mention.start)))
        };
        sheet.parts() == 1
            || asked.is_some_and(|asked| asked == "all" || asked == actor.id)
            || of().iter().any(is_here)
    };
    let listed: Vec<&Actor> = record.actors.iter().filter(is_listed).collect();
    html! {
        @if !record.actors.is_empty() {
            details.actors id=(sheet.own("actors")) open[asked.is_some()] {
                summary { (heading(sheet, "Actors")) span.how-many { (listed.len()) } }
                @if listed.len() < record.actors.len() && sheet.kept == Kept::Archived {
                    p.soft.small {
                        "Those of this part; "
                        a href={ (sheet.address([("actors", "all")])) "#actors" } { "all " (record.actors.len()) " of the report" }
                    }
                }
                ul.plain {
                    @for actor in listed {
                        (entry(sheet, actor, mentions.get(actor.id.as_str()).map(Vec::as_slice).unwrap_or_default()))
                    }
                }
            }
        }
    }
}

/// What a list is called. A heading of a notebook's output would be one of the notebook's.
pub fn heading(sheet: &Sheet, words: &str) -> Markup {
    html! {
        @match sheet.kept {
            Kept::Archived => h2 { (words) },
            Kept::Apart => strong.list-name { (words) },
        }
    }
}

fn entry(sheet: &Sheet, actor: &Actor, mentions: &[usize]) -> Markup {
    let code = actor.code.as_deref();
    let name = |number: usize| format!("m{number}");
    html! {
        li.actor-entry id=(sheet.own(&actor.id)) tabindex="-1" {
            @match sheet.kept {
                Kept::Archived => a.actor-name href=(link::actor(code.unwrap_or(&actor.name))) dir="auto" { (actor.name) },
                Kept::Apart => bdi.actor-name { (actor.name) },
            }
            " " span.soft { (code.unwrap_or("no code")) " · " (actor.kind.word()) }
            @if let Some(&first) = mentions.first() {
                " · " a.first href=(sheet.way(&name(first), &name(first))) { (if mentions.len() == 1 { "only mention" } else { "first mention" }) }
                @if mentions.len() == 1 {
                } @else if sheet.parts() == 1 {
                    details.actor-mentions { summary { (plain::count(mentions.len(), "mention")) } (all_mentions(sheet, mentions)) }
                } @else if sheet.kept == Kept::Apart {
                    " · " (plain::count(mentions.len(), "mention"))
                } @else if sheet.choice.actors.as_deref() == Some(&actor.id) {
                    div.actor-mentions { (plain::count(mentions.len(), "mention")) (all_mentions(sheet, mentions)) }
                } @else {
                    " · " a href={ (sheet.address([("actors", actor.id.as_str())])) "#" (actor.id) } { (plain::count(mentions.len(), "mention")) }
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

/// The marks on a time or place, and the way to the form for more; the form itself where it is asked for.
fn review(sheet: &Sheet, id: &str, kind: &str) -> Markup {
    let is_asked = sheet.choice.correct.as_deref() == Some(id);
    html! {
        @if sheet.kept == Kept::Archived {
            @if is_asked || !sheet.marks(id).is_empty() {
                (forms::of_datum(sheet, id, kind))
            } @else {
                " " a.review-way href={ (sheet.address([("correct", id)])) "#" (id) } aria-label={ "Review " (kind) " " (id) } { "review" }
            }
        }
    }
}

fn is_corrected<'a>(sheet: &Sheet, mut ids: impl Iterator<Item = &'a str>) -> bool {
    ids.any(|id| sheet.choice.correct.as_deref() == Some(id))
}

/// The times of the part that is shown.
pub fn times(sheet: &Sheet) -> Markup {
    let times: Vec<_> =
        sheet.record.times.iter().filter(|time| sheet.is_here(Some(time.start))).collect();
    html! {
        @if !times.is_empty() {
            details.listed id=(sheet.own("times")) open[is_corrected(sheet, times.iter().map(|time| time.id.as_str()))] {
                summary { (heading(sheet, "Times")) span.how-many { (times.len()) } }
                ul.plain {
                    @for time in times {
                        li id=(sheet.own(&time.id)) data-of=(time.id) tabindex="-1" {
                            a.way-in-text href=(sheet.way(&time.id, &format!("t-{}", time.id))) dir="auto" {
                                (sheet.names.words(&[Span::new(time.start, time.end)]))
                            }
                            " " span.means { (time_value(time)) } " " span.soft { (time.kind.word().to_lowercase()) }
                            (review(sheet, &time.id, "time"))
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
            details.listed id=(sheet.own("places")) open[is_corrected(sheet, places.iter().map(|place| place.id.as_str()))] {
                summary { (heading(sheet, "Places")) span.how-many { (places.len()) } }
                ul.plain {
                    @for place in places {
                        li id=(sheet.own(&place.id)) data-of=(place.id) tabindex="-1" {
                            a.way-in-text href=(sheet.way(&place.id, &format!("t-{}", place.id))) dir="auto" {
                                (sheet.names.words(&[Span::new(place.start, place.end)]))
                            }
                            " " span.means dir="auto" { (place.name) } " " span.soft { (located(sheet, place)) }
                            (review(sheet, &place.id, "place"))
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
