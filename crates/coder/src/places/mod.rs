//! Places: toponyms and the places they mean.
//!
//! [`toponyms`] finds the words, with the [`signs`] around them; [`resolve`] chooses, for each name of a report, the place that it
//! means there, one place a name. What the gazetteer does not know stays a toponym without a
//! place. An adjective ("Turkish") is placed at its country. Once the actors are known, [`metonyms`]
//! lowers what stands for a government ("Moscow said") to its country.

mod dateline;
mod metonyms;
mod resolve;
mod signs;
mod surroundings;
mod titles;
mod toponyms;
mod words;

use sayso_codebook::{Entry, Gazetteer, PlaceKind};
use sayso_language::Doc;
use sayso_record::{Place, PlacePrecision};

pub use metonyms::lift as lift_metonyms;
use toponyms::Toponym;

/// Finds places, in text order.
pub fn find(doc: &Doc, gazetteer: &Gazetteer) -> Vec<Place> {
    let toponyms = toponyms::find(doc, gazetteer);
    let meant = resolve::resolve(doc, gazetteer, &toponyms);
    let of = |(index, (toponym, place)): (usize, (&Toponym, &Option<_>))| {
        let entry = place.map(|place| gazetteer.entry(place));
        record(doc, index, toponym, entry)
    };
    toponyms.iter().zip(&meant).enumerate().map(of).collect()
}

fn record(doc: &Doc, index: usize, toponym: &Toponym, entry: Option<Entry>) -> Place {
    let (start, end) = doc.chars(toponym.tokens.clone());
    let name = match &entry {
        Some(entry) => entry.name,
        None => doc.words(toponym.tokens.clone()),
    };
    Place {
        id: format!("p{index}"),
        start,
        end,
        name: name.to_owned(),
        form: toponym.form,
        country: entry.and_then(|entry| entry.country).map(str::to_owned),
        admin1: entry.and_then(|entry| entry.admin1).map(str::to_owned),
        latitude: entry.map(|entry| entry.latitude),
        longitude: entry.map(|entry| entry.longitude),
        geonames_id: entry.and_then(|entry| entry.geonames_id),
        precision: entry.as_ref().and_then(precision),
    }
}

/// How exactly a place is known. A sea, or an area of several states, is at none of the levels:
/// its point is only where to draw it.
fn precision(entry: &Entry) -> Option<PlacePrecision> {
    Some(match entry.kind {
        PlaceKind::Country => PlacePrecision::Country,
        PlaceKind::Admin1 => PlacePrecision::Admin1,
        PlaceKind::Region if entry.country.is_some() => PlacePrecision::Admin1,
        PlaceKind::Admin2 => PlacePrecision::Admin2,
        PlaceKind::City | PlaceKind::Site => PlacePrecision::Exact,
        PlaceKind::Region | PlaceKind::Water => return None,
    })
}

#[cfg(test)]
mod tests;
