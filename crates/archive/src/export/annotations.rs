//! `annotations`: every datum as a note on its words, in the W3C Web Annotation Data Model.
//!
//! Standard: <https://www.w3.org/TR/annotation-model/> (2017). One JSON-LD document: an
//! AnnotationCollection with its only AnnotationPage inside (section 5.1, example 40), one annotation
//! a line, so that it can be read whole as JSON or line by line. Annotation tools (Annotorious,
//! RecogitoJS, Apache Annotator) take the list in `first.items` as it is. `total` and the
//! collection's id, which is made of its annotations' ids, are known last and stand last.
//!
//! - **Target**: `source` is the report's address, else `urn:sayso:report:ID`. Two selectors say the
//!   same words: TextPositionSelector in Unicode code points of the text that Sayso read, as the
//!   standard counts, and TextQuoteSelector with 32 code points before and after, which finds the
//!   words in a page too. `state` names that text by its SHA-256. Words in several pieces are several
//!   targets of one annotation.
//! - **Body**: what kind of datum it is (`tagging`), its codes (`classifying`), Wikidata's or
//!   GeoNames' item (`identifying`), and the whole datum as the record has it, as JSON
//!   (`describing`), with the report's id, date and standing.
//! - A statement is up to three annotations: its source, its cue, its content, each with the same
//!   datum. Reports that are superseded or withdrawn go out too, and are tagged so.
//! - **Ids** are `urn:sayso:` and the datum's stable id; mentions, times and places, which have
//!   none, get report, kind and characters in the same way. No time of making is written: the same
//!   archive gives the same bytes.

use std::collections::HashMap;
use std::io::{BufWriter, Write};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use sayso_record::{Actor, Place, Record, Span, Word};

use super::lookup::Lookup;
use super::{ExportError, Writing};
use crate::{Standing, Stored};

/// Code points before and after the words that a quote carries.
const AROUND: usize = 32;

struct Annotations {
    out: BufWriter<Box<dyn Write>>,
    /// How many have gone out.
    total: u64,
    /// Of their ids.
    hash: Sha256,
}

/// Begins the collection.
pub(super) fn open(out: Box<dyn Write>) -> Result<Box<dyn Writing>, ExportError> {
    let mut out = BufWriter::new(out);
    out.write_all(
        b"{\"@context\":\"http://www.w3.org/ns/anno.jsonld\",\"type\":\"AnnotationCollection\",\
        \"label\":\"What Sayso read\",\"first\":{\"type\":\"AnnotationPage\",\"startIndex\":0,\"items\":[",
    )?;
    Ok(Box::new(Annotations { out, total: 0, hash: Sha256::new() }))
}

impl Writing for Annotations {
    fn record(&mut self, stored: &Stored) -> Result<(), ExportError> {
        let report = Noted::new(stored);
        let mut took = Ok(());
        report.each(|note| {
            if took.is_ok() {
                took = self.put(&report, note);
            }
        });
        took
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        let id: String = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let total = self.total;
        writeln!(
            self.out,
            "\n],\"id\":\"urn:sayso:page:{id}\"}},\"total\":{total},\"id\":\"urn:sayso:collection:{id}\"}}"
        )?;
        Ok(self.out.flush()?)
    }
}

impl Annotations {
    fn put(&mut self, report: &Noted, note: Note) -> Result<(), ExportError> {
        let targets: Vec<Value> =
            note.spans.iter().filter_map(|span| report.target(*span)).collect();
        if targets.is_empty() {
            return Ok(());
        }
        let id = iri(&note.id);
        self.hash.update(id.as_bytes());
        self.hash.update([0]);
        self.out.write_all(if self.total == 0 { b"\n" } else { b",\n" })?;
        self.total += 1;
        let annotation = json!({
            "id": id,
            "type": "Annotation",
            "motivation": note.motivation,
            "generator": report.generator,
            "body": note.body,
            "target": targets,
        });
        serde_json::to_writer(&mut self.out, &annotation).map_err(std::io::Error::from)?;
        Ok(())
    }
}

/// An annotation before it is written.
struct Note {
    id: String,
    motivation: &'static str,
    spans: Vec<Span>,
    body: Vec<Value>,
}

/// A report with what all of its annotations share.
struct Noted<'r> {
    look: Lookup<'r>,
    standing: Standing,
    source: String,
    state: Value,
    generator: Value,
}

impl<'r> Noted<'r> {
    fn new(stored: &'r Stored) -> Self {
        let Record { report, engine, .. } = &stored.record;
        let address = report.url.as_deref().filter(|url| url.contains("://"));
        Self {
            look: Lookup::new(&stored.record),
            standing: stored.standing,
            source: address.map_or_else(|| iri(&format!("report:{}", report.id)), address_of),
            state: json!({
                "type": "State",
                "id": format!("urn:sayso:text:sha256:{}", report.sha256),
            }),
            generator: json!({
                "id": iri(&format!("engine:{}", engine.version)),
                "type": "Software",
                "name": format!("Sayso {}, {}, {}", engine.version, engine.model, engine.codebook),
            }),
        }
    }

    /// Where a span stands; nothing when it reaches past the text.
    fn target(&self, span: Span) -> Option<Value> {
        let Self { look, .. } = self;
        let exact = look.chars.slice(span)?;
        let before = Span::new(span.start.saturating_sub(AROUND), span.start);
        let after = Span::new(span.end, look.chars.len().min(span.end.saturating_add(AROUND)));
        Some(json!({
            "type": "SpecificResource",
            "source": self.source,
            "state": self.state,
            "selector": [
                {"type": "TextPositionSelector", "start": span.start, "end": span.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": exact,
                    "prefix": look.chars.slice(before)?,
                    "suffix": look.chars.slice(after)?,
                },
            ],
        }))
    }

    /// Gives every annotation of the report to `take`, kind by kind, each in text order.
    fn each(&self, mut take: impl FnMut(Note)) {
        self.names(&mut take);
        self.statements(&mut take);
        let record = self.look.record;
        for (event, id) in record.events.iter().zip(&self.look.ids.events) {
            let mut body = self.body("event", json!({"event": event}));
            let codes = [Some(&event.plover), event.mode.as_ref(), Some(&event.cameo)];
            body.extend(codes.into_iter().flatten().map(|code| text("classifying", code)));
            body.push(text("tagging", event.status.word()));
            let spans = event.trigger.clone();
            take(Note { id: id.clone(), motivation: "classifying", spans, body });
        }
        for (figure, id) in record.figures.iter().zip(&self.look.ids.figures) {
            let mut body = self.body("figure", json!({"figure": figure}));
            body.push(text("classifying", &figure.measure));
            let spans = figure.span.clone();
            take(Note { id: id.clone(), motivation: "describing", spans, body });
        }
    }

    /// Mentions, times and places.
    fn names(&self, take: &mut impl FnMut(Note)) {
        let mut seen = HashMap::new();
        let mut id = |kind: &str, start: usize, end: usize| {
            let id = format!("{}/{kind}/{start}-{end}", self.look.record.report.id);
            let times = seen.entry(id.clone()).or_insert(0usize);
            *times += 1;
            if *times == 1 { id } else { format!("{id}.{times}") }
        };
        for mention in &self.look.record.mentions {
            let actor = self.look.actor(&mention.actor);
            let mut body = self.body("mention", json!({"mention": mention, "actor": actor}));
            body.extend(actor.into_iter().flat_map(actor_codes));
            let (start, end) = (mention.start, mention.end);
            let (id, spans) = (id("mention", start, end), vec![Span::new(start, end)]);
            take(Note { id, motivation: "identifying", spans, body });
        }
        for time in &self.look.record.times {
            let mut body = self.body("time", json!({"time": time}));
            body.extend(time.value.iter().map(|value| text("classifying", value)));
            let (id, spans) =
                (id("time", time.start, time.end), vec![Span::new(time.start, time.end)]);
            take(Note { id, motivation: "describing", spans, body });
        }
        for place in &self.look.record.places {
            let mut body = self.body("place", json!({"place": place}));
            body.extend(geonames(place));
            let (id, spans) =
                (id("place", place.start, place.end), vec![Span::new(place.start, place.end)]);
            take(Note { id, motivation: "identifying", spans, body });
        }
    }

    fn statements(&self, take: &mut impl FnMut(Note)) {
        let said = self.look.record.statements.iter();
        for (statement, stable) in said.zip(&self.look.ids.statements) {
            let parts = [
                ("source", &statement.source),
                ("cue", &statement.cue),
                ("content", &statement.content),
            ];
            let speaker = statement.speaker.as_deref().and_then(|id| self.look.actor(id));
            for (part, spans) in parts {
                let datum = json!({"statement": statement, "speaker": speaker});
                let mut body = self.body("statement", datum);
                body.push(text("tagging", part));
                if part == "source" {
                    body.extend(speaker.into_iter().flat_map(actor_codes));
                }
                let id = format!("{stable}/{part}");
                take(Note { id, motivation: "tagging", spans: spans.clone(), body });
            }
        }
    }

    /// The bodies that every annotation has: what it is, whether its report stands, and the datum
    /// (an object of parts of the record, by what they are).
    fn body(&self, kind: &str, datum: Value) -> Vec<Value> {
        let report = &self.look.record.report;
        let mut all = json!({
            "report": report.id,
            "date": report.date.to_string(),
            "standing": self.standing.word(),
        });
        if let (Value::Object(all), Value::Object(datum)) = (&mut all, datum) {
            all.extend(datum);
        }
        let mut body = vec![text("tagging", kind)];
        if self.standing != Standing::Current {
            body.push(text("tagging", self.standing.word()));
        }
        let mut whole = text("describing", &all.to_string());
        whole["format"] = "application/json".into();
        body.push(whole);
        body
    }
}

/// A body of text with its purpose.
fn text(purpose: &str, value: &str) -> Value {
    json!({"type": "TextualBody", "purpose": purpose, "value": value})
}

fn actor_codes(actor: &Actor) -> Vec<Value> {
    let code = actor.code.iter().map(|code| text("classifying", code));
    let item =
        actor.wikidata.iter().map(|item| known(&format!("http://www.wikidata.org/entity/{item}")));
    code.chain(item).collect()
}

fn geonames(place: &Place) -> Option<Value> {
    Some(known(&format!("https://sws.geonames.org/{}/", place.geonames_id?)))
}

/// A body that says which thing of the world is meant.
fn known(source: &str) -> Value {
    json!({"type": "SpecificResource", "purpose": "identifying", "source": address_of(source)})
}

/// A name of our own: `urn:sayso:` and the parts, with what no URN may hold in hexadecimal (RFC 8141).
fn iri(name: &str) -> String {
    let plain =
        |letter: char| letter.is_ascii_alphanumeric() || "-._~:/@!$&'()*+,;=".contains(letter);
    format!("urn:sayso:{}", escaped(name, plain))
}

/// An address, with what no IRI may hold in hexadecimal (RFC 3987).
fn address_of(url: &str) -> String {
    escaped(url, |letter| {
        !(letter.is_control() || letter.is_whitespace() || "<>\"{}|\\^`".contains(letter))
    })
}

fn escaped(text: &str, plain: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut bytes = [0; 4];
    for letter in text.chars() {
        if plain(letter) {
            out.push(letter);
        } else {
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::{export, stored};
    use sayso_record::sample;
    use std::collections::HashSet;

    fn notes(records: &[Stored]) -> Vec<Value> {
        let mut all: Value = serde_json::from_str(&export("annotations", records)).unwrap();
        assert_eq!(all["type"], "AnnotationCollection");
        assert!(all["id"].as_str().unwrap().starts_with("urn:sayso:collection:"));
        let items: Vec<Value> = serde_json::from_value(all["first"]["items"].take()).unwrap();
        assert_eq!(all["total"], items.len());
        items
    }

    fn with_tag<'n>(notes: &'n [Value], tag: &str) -> Vec<&'n Value> {
        notes.iter().filter(|note| values(note, "tagging").any(|value| value == tag)).collect()
    }

    fn values<'n>(note: &'n Value, purpose: &str) -> impl Iterator<Item = &'n str> {
        let bodies = note["body"].as_array().unwrap().iter();
        bodies
            .filter(move |body| body["purpose"] == purpose)
            .map(|body| body["value"].as_str().or(body["source"].as_str()).unwrap())
    }

    #[test]
    fn an_empty_collection_is_one() {
        assert!(notes(&[]).is_empty());
    }

    #[test]
    fn every_datum_is_annotated_at_its_characters() {
        let record = sample::full();
        let all = notes(&[stored(record.clone())]);
        let counts = ["mention", "time", "place", "statement", "event", "figure"]
            .map(|tag| with_tag(&all, tag).len());
        // The second statement names no source.
        assert_eq!(counts, [2, 1, 2, 5, 3, 2]);
        let text: Vec<char> = record.report.text.chars().collect();
        let of = |range: std::ops::Range<usize>| text[range].iter().collect::<String>();
        for note in &all {
            for target in note["target"].as_array().unwrap() {
                let [place, quote] = [&target["selector"][0], &target["selector"][1]];
                let at = |key: &str| place[key].as_u64().unwrap() as usize;
                let (start, end) = (at("start"), at("end"));
                assert_eq!(quote["exact"], of(start..end));
                assert_eq!(quote["prefix"], of(start.saturating_sub(32)..start));
                assert_eq!(quote["suffix"], of(end..text.len().min(end + 32)));
                assert_eq!(target["source"], "https://courier.example/1987/05/04/presidents");
                assert!(target["state"]["id"].as_str().unwrap().ends_with(&record.report.sha256));
            }
        }
    }

    #[test]
    fn the_whole_datum_comes_back() {
        let record = sample::full();
        let all = notes(&[stored(record.clone())]);
        let back = |note: &Value| -> Value {
            serde_json::from_str(values(note, "describing").next().unwrap()).unwrap()
        };
        let events = with_tag(&all, "event");
        assert_eq!(back(events[1])["event"], serde_json::to_value(&record.events[1]).unwrap());
        assert_eq!(
            values(events[1], "classifying").collect::<Vec<_>>(),
            ["ASSAULT", "artillery", "04"]
        );
        assert_eq!(events[1]["target"].as_array().unwrap().len(), 2);
        let said = back(with_tag(&all, "cue")[0]);
        assert_eq!(said["statement"], serde_json::to_value(&record.statements[0]).unwrap());
        assert_eq!(said["speaker"]["code"], "RURGOV");
        assert_eq!(back(with_tag(&all, "figure")[0])["standing"], "current");
        let named = with_tag(&all, "mention");
        assert_eq!(
            values(named[1], "identifying").next(),
            Some("http://www.wikidata.org/entity/Q79")
        );
        let place = with_tag(&all, "place")[0];
        assert_eq!(
            values(place, "identifying").next(),
            Some("https://sws.geonames.org/123456789/")
        );
    }

    #[test]
    fn reports_that_stand_no_more_are_tagged() {
        let gone = Stored { standing: Standing::Withdrawn, ..stored(sample::full()) };
        let all = notes(&[gone]);
        assert_eq!(with_tag(&all, "withdrawn").len(), all.len());
        assert!(
            values(&all[0], "describing").next().unwrap().contains("\"standing\":\"withdrawn\"")
        );
    }

    #[test]
    fn ids_are_urns_of_their_own() {
        let mut record = sample::full();
        record.report.id = "Courier 7 “a”".into();
        record.report.url = None;
        record.mentions.push(record.mentions[0].clone());
        let stable = sayso_record::tables::stable_ids(&record).events.remove(1);
        let all = notes(&[stored(record)]);
        let ids: HashSet<&str> = all.iter().map(|note| note["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), all.len());
        assert!(ids.iter().all(|id| id.is_ascii() && !id.contains(' ')));
        assert!(stable.starts_with("Courier 7 “a”/ASSAULT/"));
        let escaped = stable.replace("Courier 7 “a”", "Courier%207%20%E2%80%9Ca%E2%80%9D");
        assert!(ids.contains(&*format!("urn:sayso:{escaped}")), "{ids:?}");
        assert_eq!(
            all[0]["target"][0]["source"],
            "urn:sayso:report:Courier%207%20%E2%80%9Ca%E2%80%9D"
        );
    }

    #[test]
    fn addresses_hold_no_blanks() {
        assert_eq!(address_of("https://a.example/b c?q={1}"), "https://a.example/b%20c?q=%7B1%7D");
        assert_eq!(address_of("https://a.example/ü"), "https://a.example/ü");
    }

    #[test]
    fn spans_past_the_text_are_left_out() {
        let mut record = sample::record();
        record.events[0].trigger = vec![Span::new(5, usize::MAX)];
        let all = notes(&[stored(record)]);
        assert_eq!(with_tag(&all, "event").len(), 2);
    }
}
