//! `geojson`: a map of events, one RFC 7946 FeatureCollection.
//!
//! A feature is an event whose place is known. Its geometry is a point, `[longitude, latitude]` in
//! WGS 84, where the place is a town, a site or a division; an event known by its country alone is a
//! feature without geometry (RFC 7946, 3.2: "unlocated") with the country's code, never a pin at the
//! country's middle, and so is a place without coordinates. An event without a place, or whose place
//! is not resolved, is no feature.
//!
//! Events of every status go out, with the status, and on whose say-so each stands. Properties are
//! plain values or lists of them, as tables of geographic programs want; what is not known is null.

use std::io::{BufWriter, Write};

use sayso_record::{Event, Place, Word};
use serde_json::{Value, json};

use super::lookup::{Lookup, pin};
use super::{ExportError, Went, Writing};
use crate::{Standing, Stored};

struct GeoJson {
    out: BufWriter<Box<dyn Write>>,
    /// What stands before the next feature.
    before: &'static str,
    went: Went,
}

/// Begins the collection.
pub(super) fn open(out: Box<dyn Write>) -> Result<Box<dyn Writing>, ExportError> {
    let mut out = BufWriter::new(out);
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    Ok(Box::new(GeoJson { out, before: "\n", went: Went::no_events() }))
}

impl Writing for GeoJson {
    fn record(&mut self, stored: &Stored) -> Result<(), ExportError> {
        if stored.standing != Standing::Current {
            return Ok(());
        }
        let look = Lookup::new(&stored.record);
        let mut events = 0;
        for (at, (event, id)) in stored.record.events.iter().zip(&look.ids.events).enumerate() {
            let Some(place) = look.place(event.place.as_ref()) else { continue };
            if place.precision.is_none() || !stored.counts(at) {
                continue;
            }
            self.out.write_all(self.before.as_bytes())?;
            self.before = ",\n";
            serde_json::to_writer(&mut self.out, &feature(&look, event, id, place))
                .map_err(std::io::Error::from)?;
            events += 1;
        }
        self.went.count(events);
        Ok(())
    }

    fn went(&self) -> Option<Went> {
        Some(self.went)
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        self.out.write_all(b"\n]}\n")?;
        Ok(self.out.flush()?)
    }
}

fn feature(look: &Lookup, event: &Event, id: &str, place: &Place) -> Value {
    let geometry =
        pin(place).map(|(north, east)| json!({"type": "Point", "coordinates": [east, north]}));
    let report = &look.record.report;
    let speaker = look.speaker(&event.voice);
    let names = |ids: &[String]| look.actors(ids).map(|a| a.name.clone()).collect::<Vec<_>>();
    let codes = |ids: &[String]| look.actors(ids).map(|a| a.code.clone()).collect::<Vec<_>>();
    json!({
        "type": "Feature",
        "id": id,
        "geometry": geometry,
        "properties": {
            "event_id": id,
            "report_id": report.id,
            "date": event.time.as_ref().map(|time| &time.value),
            "date_precision": event.time.as_ref().map(|time| time.precision.word()),
            "plover": event.plover,
            "mode": event.mode,
            "cameo": event.cameo,
            "quad": event.quad,
            "actors": names(&event.actors),
            "actor_codes": codes(&event.actors),
            "recipients": names(&event.recipients),
            "recipient_codes": codes(&event.recipients),
            "status": event.status.word(),
            "voice": look.voice(&event.voice),
            "speaker": speaker.as_ref().map(|speaker| speaker.name()),
            "speaker_code": speaker.as_ref().and_then(|s| s.actor).and_then(|a| a.code.as_ref()),
            "words": look.words(&event.trigger),
            "place": place.name,
            "admin1": place.admin1,
            "country": place.country,
            "geonames_id": place.geonames_id,
            "precision": place.precision.map(Word::word),
            "published": report.date.to_string(),
            "url": report.url,
            "title": report.title,
            "source": report.source,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::{export, stored};
    use sayso_record::{EventStatus, PlacePrecision, Record, sample};

    fn map(records: &[Stored]) -> Vec<Value> {
        let mut map: Value = serde_json::from_str(&export("geojson", records)).unwrap();
        assert_eq!(map["type"], "FeatureCollection");
        serde_json::from_value(map["features"].take()).unwrap()
    }

    fn placed() -> Record {
        let mut record = sample::full();
        for event in &mut record.events {
            event.place = Some("p0".into());
        }
        record
    }

    #[test]
    fn an_empty_map_is_a_map() {
        assert!(map(&[]).is_empty());
        assert!(map(&[stored(sample::record())]).is_empty());
    }

    #[test]
    fn a_point_is_longitude_then_latitude() {
        let features = map(&[stored(placed()), stored(placed())]);
        assert_eq!(features.len(), 6);
        let shelled = &features[1];
        assert_eq!(
            shelled["geometry"],
            json!({"type": "Point", "coordinates": [-14.5, 50.123456]})
        );
        let told = &shelled["properties"];
        assert_eq!(told["actors"], json!(["Freedonian army", "Freedonia"]));
        assert_eq!(told["actor_codes"], json!(["FRDMIL", "FRD"]));
        assert_eq!(told["words"], "shelled … Zenda");
        assert_eq!((&told["date"], &told["date_precision"]), (&json!("1987-05"), &json!("month")));
        assert_eq!(told["speaker"], "Freedonian army");
        assert_eq!(told["speaker_code"], "FRDMIL");
        assert!(told["voice"].as_str().unwrap().contains("/said/"));
        assert_eq!(features[0]["properties"]["voice"], "report");
        assert_eq!(features[0]["properties"]["speaker"], Value::Null);
        assert_eq!(features[2]["properties"]["date"], Value::Null);
    }

    #[test]
    fn a_country_is_no_point() {
        let mut record = placed();
        record.places[0].precision = Some(PlacePrecision::Country);
        let features = map(&[stored(record)]);
        assert_eq!(features.len(), 3);
        assert_eq!(features[0]["geometry"], Value::Null);
        assert_eq!(features[0]["properties"]["country"], "RUR");
    }

    #[test]
    fn divisions_are_points_and_places_not_known_are_none() {
        let mut record = placed();
        record.places[0].precision = Some(PlacePrecision::Admin2);
        record.events[1].place = Some("p1".into());
        record.events[2].place = None;
        let features = map(&[stored(record)]);
        assert_eq!(features.len(), 1);
        assert!(features[0]["geometry"].is_object());
        assert_eq!(features[0]["properties"]["precision"], "admin2");
    }

    #[test]
    fn every_status_goes_out_and_only_reports_that_stand() {
        let mut record = placed();
        record.events[0].status = EventStatus::Negated;
        assert_eq!(map(&[stored(record.clone())])[0]["properties"]["status"], "negated");
        for standing in [Standing::Superseded, Standing::Withdrawn] {
            assert!(map(&[Stored { standing, ..stored(record.clone()) }]).is_empty());
        }
    }
}
