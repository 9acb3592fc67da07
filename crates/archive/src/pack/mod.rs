//! Actors, mentions, times and places of a report in few bytes, beside its text.
//!
//! They are most of a record's rows and are nearly always read together with their report, so they
//! are packed into one value a report and shown as tables ([`crate::packed_tables`]). A name that stands in
//! the text is a place in it; what the codebook knows is a number of a dictionary table; offsets are
//! steps from the one before.

mod bytes;

use jiff::ToSpan;
use jiff::civil::Date;
use sayso_record::{
    Actor, ActorKind, CharIndex, Mention, MentionKind, Place, PlaceForm, Report, Span, Time,
    TimeType, Word,
};

use bytes::{Packing, Unpacking};

/// The dictionary tables that packed data refer to, on the writing side: each gives the number of
/// what it is asked for, and makes one where there is none.
pub trait Dictionary {
    /// What can go wrong.
    type Error;
    /// A word.
    fn term(&mut self, word: &str) -> Result<u64, Self::Error>;
    /// An actor that the codebook knows, whatever its id.
    fn actor(&mut self, actor: &Actor) -> Result<u64, Self::Error>;
    /// A place on the earth, wherever it is mentioned.
    fn place(&mut self, place: &Place) -> Result<u64, Self::Error>;
}

/// The same on the reading side; `None` is for a number that no table has.
pub trait Lookup {
    /// A word.
    fn term(&mut self, number: u64) -> Option<String>;
    /// An actor; its id is filled in by the caller.
    fn actor(&mut self, number: u64) -> Option<Actor>;
    /// A place; its id, span and form are filled in by the caller.
    fn place(&mut self, number: u64) -> Option<Place>;
}

/// What is packed of a record.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Packed {
    /// Who is spoken of.
    pub actors: Vec<Actor>,
    /// Where.
    pub mentions: Vec<Mention>,
    /// When.
    pub times: Vec<Time>,
    /// Where on the earth.
    pub places: Vec<Place>,
}

/// How a name is written.
const LITERAL: u64 = 0;
const IN_TEXT: u64 = 1;
const KNOWN: u64 = 2;

/// How a time's value is written.
const NO_VALUE: u64 = 0;
const AS_TEXT: u64 = 1;
const AS_DAYS: u64 = 2;

/// The number behind an id's letter, as `3` of `a3`; ids are numbered from 0 in order.
pub fn ordinal(id: &str) -> Option<u64> {
    id.get(1..)?.parse().ok()
}

/// Packs what belongs to `report`.
pub fn pack<D: Dictionary>(
    report: &Report,
    packed: &Packed,
    dictionary: &mut D,
) -> Result<Vec<u8>, D::Error> {
    let mut out = Packing::default();
    out.uint(packed.actors.len() as u64);
    for actor in &packed.actors {
        pack_actor(&mut out, report, actor, dictionary)?;
    }
    out.uint(packed.mentions.len() as u64);
    let mut last = 0;
    for mention in &packed.mentions {
        pack_span(&mut out, &mut last, mention.start, mention.end);
        let actor = ordinal(&mention.actor).unwrap_or(0);
        out.uint(actor * 6 + mention.kind.index() as u64 * 2 + u64::from(mention.loaded));
    }
    out.uint(packed.times.len() as u64);
    last = 0;
    for time in &packed.times {
        pack_span(&mut out, &mut last, time.start, time.end);
        pack_time(&mut out, report.date, time, dictionary)?;
    }
    out.uint(packed.places.len() as u64);
    last = 0;
    let chars = CharIndex::new(&report.text);
    for place in &packed.places {
        pack_span(&mut out, &mut last, place.start, place.end);
        let words = chars.slice(Span::new(place.start, place.end));
        let as_written = is_unknown(place) && words == Some(&place.name);
        out.uint(place.form.index() as u64 * 2 + u64::from(as_written));
        if !as_written {
            out.uint(dictionary.place(place)?);
        }
    }
    Ok(out.0)
}

fn pack_span(out: &mut Packing, last: &mut usize, start: usize, end: usize) {
    out.int(start as i64 - *last as i64);
    out.uint(end.saturating_sub(start) as u64);
    *last = start;
}

fn pack_actor<D: Dictionary>(
    out: &mut Packing,
    report: &Report,
    actor: &Actor,
    dictionary: &mut D,
) -> Result<(), D::Error> {
    let kind = actor.kind.index() as u64;
    if actor.wikidata.is_some() || actor.code != code(actor) {
        out.uint(kind * 3 + KNOWN);
        out.uint(dictionary.actor(actor)?);
        return Ok(());
    }
    match report.text.find(&actor.name) {
        Some(byte) => {
            out.uint(kind * 3 + IN_TEXT);
            out.uint(byte as u64);
            out.uint(actor.name.len() as u64);
        }
        None => {
            out.uint(kind * 3 + LITERAL);
            out.text(&actor.name);
        }
    }
    for word in [&actor.country, &actor.role] {
        out.uint(match word {
            Some(word) => dictionary.term(word)? + 1,
            None => 0,
        });
    }
    Ok(())
}

/// The code that goes with an actor's country and role.
fn code(actor: &Actor) -> Option<String> {
    match (&actor.country, &actor.role) {
        (None, None) => None,
        (country, role) => {
            Some(format!("{}{}", country.as_deref().unwrap_or(""), role.as_deref().unwrap_or("")))
        }
    }
}

fn is_unknown(place: &Place) -> bool {
    let Place { country, admin1, latitude, longitude, geonames_id, precision, .. } = place;
    country.is_none()
        && admin1.is_none()
        && latitude.is_none()
        && longitude.is_none()
        && geonames_id.is_none()
        && precision.is_none()
}

fn pack_time<D: Dictionary>(
    out: &mut Packing,
    date: Date,
    time: &Time,
    dictionary: &mut D,
) -> Result<(), D::Error> {
    let days = time.value.as_deref().and_then(|value| days_from(date, value));
    let form = match (&time.value, days) {
        (None, _) => NO_VALUE,
        (_, Some(_)) => AS_DAYS,
        (_, None) => AS_TEXT,
    };
    let modified = u64::from(time.modifier.is_some());
    out.uint(time.kind.index() as u64 * 6 + form * 2 + modified);
    match (days, &time.value) {
        (Some(days), _) => out.int(days),
        (None, Some(value)) => out.text(value),
        (None, None) => {}
    }
    if let Some(modifier) = &time.modifier {
        out.uint(dictionary.term(modifier)?);
    }
    Ok(())
}

/// Days from `date` to the day that `value` is, where it is one and comes out the same again.
fn days_from(date: Date, value: &str) -> Option<i64> {
    let day: Date = (value.len() == 10).then(|| value.parse().ok())??;
    let days = i64::from(date.until(day).ok()?.get_days());
    (day_at(date, days)? == value).then_some(days)
}

fn day_at(date: Date, days: i64) -> Option<String> {
    Some(date.checked_add(days.days()).ok()?.to_string())
}

/// Unpacks what belongs to the report of this date and text; `None` where the bytes make no sense.
pub fn unpack(bytes: &[u8], date: Date, text: &str, lookup: &mut dyn Lookup) -> Option<Packed> {
    let mut from = Unpacking(bytes);
    let mut packed = Packed::default();
    for number in 0..from.size()? {
        let mut actor = unpack_actor(&mut from, text, lookup)?;
        actor.id = format!("a{number}");
        packed.actors.push(actor);
    }
    let mut last = 0;
    for _ in 0..from.size()? {
        let (start, end) = unpack_span(&mut from, &mut last)?;
        let head = from.size()?;
        let kind = MentionKind::by_index(head % 6 / 2)?;
        let actor = format!("a{}", head / 6);
        packed.mentions.push(Mention { start, end, actor, kind, loaded: head % 2 == 1 });
    }
    last = 0;
    for number in 0..from.size()? {
        let (start, end) = unpack_span(&mut from, &mut last)?;
        let mut time = unpack_time(&mut from, date, lookup)?;
        (time.id, time.start, time.end) = (format!("t{number}"), start, end);
        packed.times.push(time);
    }
    last = 0;
    let chars = CharIndex::new(text);
    for number in 0..from.size()? {
        let (start, end) = unpack_span(&mut from, &mut last)?;
        let head = from.size()?;
        let mut place = if head % 2 == 1 {
            unknown_place(chars.slice(Span::new(start, end))?)
        } else {
            lookup.place(from.uint()?)?
        };
        (place.id, place.start, place.end) = (format!("p{number}"), start, end);
        place.form = PlaceForm::by_index(head / 2)?;
        packed.places.push(place);
    }
    from.0.is_empty().then_some(packed)
}

fn unpack_span(from: &mut Unpacking, last: &mut usize) -> Option<(usize, usize)> {
    let start = usize::try_from(i64::try_from(*last).ok()?.checked_add(from.int()?)?).ok()?;
    *last = start;
    Some((start, start.checked_add(from.size()?)?))
}

fn unpack_actor(from: &mut Unpacking, text: &str, lookup: &mut dyn Lookup) -> Option<Actor> {
    let head = from.uint()?;
    let kind = ActorKind::by_index((head / 3).try_into().ok()?)?;
    let name = match head % 3 {
        KNOWN => return lookup.actor(from.uint()?),
        IN_TEXT => {
            let byte = from.size()?;
            text.get(byte..byte.checked_add(from.size()?)?)?
        }
        _ => from.text()?,
    };
    let mut word = || match from.uint()? {
        0 => Some(None),
        number => lookup.term(number - 1).map(Some),
    };
    let (country, role) = (word()?, word()?);
    let mut actor = Actor {
        id: String::new(),
        name: name.to_owned(),
        kind,
        country,
        role,
        code: None,
        wikidata: None,
    };
    actor.code = code(&actor);
    Some(actor)
}

fn unpack_time(from: &mut Unpacking, date: Date, lookup: &mut dyn Lookup) -> Option<Time> {
    let head = from.uint()?;
    let kind = TimeType::by_index((head / 6).try_into().ok()?)?;
    let value = match head % 6 / 2 {
        NO_VALUE => None,
        AS_TEXT => Some(from.text()?.to_owned()),
        _ => Some(day_at(date, from.int()?)?),
    };
    let modifier = if head % 2 == 1 { Some(lookup.term(from.uint()?)?) } else { None };
    Some(Time { id: String::new(), start: 0, end: 0, kind, value, modifier })
}

fn unknown_place(name: &str) -> Place {
    Place {
        id: String::new(),
        start: 0,
        end: 0,
        name: name.to_owned(),
        form: PlaceForm::Name,
        country: None,
        admin1: None,
        latitude: None,
        longitude: None,
        geonames_id: None,
        precision: None,
    }
}

#[cfg(test)]
mod tests;
