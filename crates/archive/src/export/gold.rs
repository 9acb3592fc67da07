//! `gold-…`: what readers marked, as gold that codings are scored against.
//!
//! JSON Lines in the layouts of well-known corpora, with the reports' own texts. Data marked right go out
//! as they are, corrected ones as corrected, wrong ones not at all; where readers differ, the newest mark
//! counts. A mark is about the text: it goes out, too, when the report was coded again and the datum is
//! gone, so that this gold sees what is lost.
//!
//! `complete` says that every datum of the kind that the archive has of the text was judged. Where it is
//! false, what is missing may be right. Either way a reader marks what was found: what no coding ever
//! found is no miss here.

use std::collections::BTreeMap;
use std::io::Write;

use sayso_record::{CharIndex, Record, Span};
use serde_json::{Map, Value, json};

use super::sentences::Sentences;
use super::{ExportError, Opened, Went, Writing};
use crate::marks::{Kind, Mark, Marked, datum, spans_of, told_at};

/// What the lines of a report are made with, in one layout.
type Layout = fn(&Marked) -> Vec<Value>;

struct Gold {
    out: Box<dyn Write>,
    layout: Layout,
    went: Went,
}

/// Begins the form of statements.
pub fn statements(out: Box<dyn Write>) -> Opened {
    begin(out, of_statements, Went::default())
}

/// Begins the form of events.
pub fn events(out: Box<dyn Write>) -> Opened {
    begin(out, of_events, Went::no_events())
}

/// Begins the form of times.
pub fn times(out: Box<dyn Write>) -> Opened {
    begin(out, of_times, Went::default())
}

/// Begins the form of places.
pub fn places(out: Box<dyn Write>) -> Opened {
    begin(out, of_places, Went::default())
}

/// Begins the form of attacks and their dead and injured.
pub fn incidents(out: Box<dyn Write>) -> Opened {
    begin(out, of_incidents, Went::default())
}

fn begin(out: Box<dyn Write>, layout: Layout, went: Went) -> Opened {
    Ok(Box::new(Gold { out, layout, went }))
}

impl Writing for Gold {
    fn record(&mut self, _: &crate::Stored) -> Result<(), ExportError> {
        Ok(())
    }

    fn marked(&mut self, marked: &Marked) -> Result<(), ExportError> {
        let lines = (self.layout)(marked);
        self.went.reports += u64::from(!lines.is_empty());
        if let Some(events) = &mut self.went.events {
            *events += lines.len() as u64;
        }
        for line in lines {
            serde_json::to_writer(&mut self.out, &line).map_err(std::io::Error::from)?;
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn went(&self) -> Option<Went> {
        Some(self.went)
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.out.flush()?)
    }
}

/// The newest mark on each datum of a kind, in order of the text.
pub(super) fn newest(marked: &Marked, kind: Kind) -> Vec<&Mark> {
    let mut by_datum: BTreeMap<&str, &Mark> = BTreeMap::new();
    // Marks come in order of making.
    for mark in marked.marks.iter().filter(|mark| mark.kind == kind) {
        by_datum.insert(&mark.datum, mark);
    }
    let mut newest: Vec<&Mark> = by_datum.into_values().collect();
    newest.sort_by_key(|mark| (begins(&mark.shown), mark.datum.clone()));
    newest
}

fn begins(shown: &Map<String, Value>) -> usize {
    told_at(shown).iter().map(|span| span.start).min().unwrap_or(0)
}

/// What is right or was put right, each once.
fn judged(marks: &[&Mark]) -> Vec<Map<String, Value>> {
    let mut all: Vec<Map<String, Value>> = Vec::new();
    for judged in marks.iter().filter_map(|mark| mark.judged()) {
        if !all.contains(&judged) {
            all.push(judged);
        }
    }
    all
}

/// Whether all data of a kind, of those that begin in `within`, have a mark.
fn is_complete(record: &Record, kind: Kind, marks: &[&Mark], within: Span) -> bool {
    let holds = |shown: &Map<String, Value>| (within.start..within.end).contains(&begins(shown));
    let data = datum::all(record, kind);
    let mut asked = data.iter().filter(|datum| holds(&datum.shown));
    asked.all(|datum| marks.iter().any(|mark| mark.datum == datum.id))
}

const ALL: Span = Span { start: 0, end: usize::MAX };

/// A line for a report with its data of one kind under a name; none where none of them is marked.
fn line(
    marked: &Marked,
    kind: Kind,
    name: &str,
    make: fn(&Map<String, Value>) -> Option<Value>,
) -> Vec<Value> {
    let marks = newest(marked, kind);
    if marks.is_empty() {
        return Vec::new();
    }
    let record = &marked.stored.record;
    let mut data: Vec<Value> = Vec::new();
    for datum in judged(&marks).iter().filter_map(make) {
        if !data.contains(&datum) {
            data.push(datum);
        }
    }
    let mut line = head(record);
    line.insert(name.to_owned(), Value::Array(data));
    let complete = is_complete(record, kind, &marks, ALL);
    line.insert("complete".into(), complete.into());
    vec![Value::Object(line)]
}

/// The report, as scoring and reading want it.
fn head(record: &Record) -> Map<String, Value> {
    let report = &record.report;
    let mut head = Map::new();
    head.insert("id".into(), json!(report.id));
    head.insert("date".into(), json!(report.date.to_string()));
    head.insert("source".into(), json!(report.source));
    head.insert("text".into(), json!(report.text));
    head
}

fn of_statements(marked: &Marked) -> Vec<Value> {
    line(marked, Kind::Statement, "attributions", |said| {
        let pairs = |name: &str| -> Value {
            let spans = said.get(name).and_then(spans_of).unwrap_or_default();
            spans.iter().map(|span| json!([span.start, span.end])).collect()
        };
        Some(json!({
            "source": pairs("source"), "cue": pairs("cue"), "content": pairs("content"),
        }))
    })
}

fn of_times(marked: &Marked) -> Vec<Value> {
    line(marked, Kind::Time, "times", |time| Some(picked(time, &["start", "end", "type", "value"])))
}

fn of_places(marked: &Marked) -> Vec<Value> {
    line(marked, Kind::Place, "places", |place| {
        let mut found = picked(place, &["start", "end"]);
        for (name, of) in [("lat", "latitude"), ("lon", "longitude"), ("text", "words")] {
            found[name] = place.get(of).cloned().unwrap_or_default();
        }
        Some(found)
    })
}

fn picked(datum: &Map<String, Value>, names: &[&str]) -> Value {
    let value = |name: &str| datum.get(name).cloned().unwrap_or_default();
    Value::Object(names.iter().map(|name| ((*name).to_owned(), value(name))).collect())
}

/// An event is a line with the sentence that tells it: that layout has one event a text.
fn of_events(marked: &Marked) -> Vec<Value> {
    let record = &marked.stored.record;
    let (chars, sentences) =
        (CharIndex::new(&record.report.text), Sentences::new(&record.report.text));
    let marks = newest(marked, Kind::Event);
    let mut lines: Vec<Value> = Vec::new();
    for mark in &marks {
        let Some(event) = mark.judged() else { continue };
        let Some(told) = sayso_record::tables::hull(&told_at(&event)) else { continue };
        let sentence = sentences.around(told);
        let Some(text) = chars.slice(sentence) else { continue };
        let side = |name: &str| -> Value {
            let parties = event.get(name).and_then(Value::as_array);
            parties.into_iter().flatten().map(party).collect()
        };
        lines.push(json!({
            "id": mark.datum, "date": record.report.date.to_string(), "text": text.trim(),
            "event": event.get("plover"), "actor": side("actors"), "recipient": side("recipients"),
            "report": record.report.id,
            "complete": is_complete(record, Kind::Event, &marks, sentence),
        }));
    }
    lines
}

/// What is not known is an empty text in that layout.
fn party(party: &Value) -> Value {
    let text = |name: &str| party.get(name).and_then(Value::as_str).unwrap_or_default();
    json!({"text": text("name"), "country": text("country"), "role": text("role")})
}

/// One incident a report: an attack, where an event of the type ASSAULT is right, with the dead and
/// injured. Dead and injured without an attack are optional: there may be none, or one not marked.
fn of_incidents(marked: &Marked) -> Vec<Value> {
    let record = &marked.stored.record;
    let (events, figures) = (newest(marked, Kind::Event), newest(marked, Kind::Figure));
    let is_attack =
        |event: &Map<String, Value>| event.get("plover").and_then(Value::as_str) == Some("ASSAULT");
    let is_attack = judged(&events).iter().any(is_attack);
    let figures_of: Vec<Value> = judged(&figures).iter().filter_map(toll).collect();
    let all_events = is_complete(record, Kind::Event, &events, ALL);
    let incidents = match is_attack || !figures_of.is_empty() {
        true => json!([{"optional": !is_attack, "figures": figures_of}]),
        // That there is no attack is known once all events were judged.
        false if all_events && !events.is_empty() => json!([]),
        false => return Vec::new(),
    };
    let mut line = head(record);
    line.insert("incidents".into(), incidents);
    let complete = all_events && is_complete(record, Kind::Figure, &figures, ALL);
    line.insert("complete".into(), complete.into());
    vec![Value::Object(line)]
}

/// A whole number of dead or injured.
fn toll(figure: &Map<String, Value>) -> Option<Value> {
    let effect = match figure.get("measure")?.as_str()? {
        "killed" => "DEATH",
        "injured" => "INJURY",
        _ => return None,
    };
    let number = ["value", "low", "high"].iter().find_map(|name| figure.get(*name)?.as_f64())?;
    let whole = number.fract() == 0.0 && (0.0..1e15).contains(&number);
    let names: Vec<&Value> = figure.get("of").filter(|of| !of.is_null()).into_iter().collect();
    whole.then(|| json!({"number": format!("{number}"), "effects": [effect], "names": names}))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{export_marked, mark, marked, stored};
    use super::*;
    use crate::marks::Verdict;
    use sayso_record::sample;

    fn lines(form: &str, marked: &Marked) -> Vec<Value> {
        let text = export_marked(form, std::slice::from_ref(marked));
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn what_is_right_goes_out_as_it_is() {
        let all = marked();
        let record = &all.stored.record;
        let said = &lines("gold-statements", &all)[0];
        assert_eq!((&said["id"], &said["complete"]), (&json!(record.report.id), &json!(true)));
        let of = record.statements[1].content.clone();
        let pairs: Vec<_> = of.iter().map(|span| [span.start, span.end]).collect();
        assert_eq!(said["attributions"][1]["content"], json!(pairs));
        assert_eq!(said["attributions"][1]["source"], json!([]));
        let events = lines("gold-events", &all);
        assert_eq!(events.len(), 3);
        assert_eq!(events[2]["text"], "Freedonia rejected the charge.");
        assert_eq!(
            events[0]["actor"],
            json!([{"text": "Rassendyll", "country": "RUR", "role": "GOV"}])
        );
        assert_eq!(lines("gold-times", &all)[0]["times"][0]["value"], "1987-05-04");
        let places = &lines("gold-places", &all)[0]["places"];
        assert_eq!((&places[0]["text"], &places[0]["lon"]), (&json!("Strelsau"), &json!(-14.5)));
        let incident = &lines("gold-incidents", &all)[0]["incidents"][0];
        assert_eq!(incident["optional"], false);
        let toll = json!({"number": "1200", "effects": ["DEATH"], "names": ["villagers"]});
        assert_eq!(incident["figures"][0], toll);
    }

    #[test]
    fn what_is_wrong_stays_out_and_what_is_corrected_is() {
        let record = sample::full();
        let mut corrected = mark(&record, Kind::Event, 1, Verdict::Corrected);
        let Value::Object(correction) = json!({"plover": "COERCE", "mode": null}) else { panic!() };
        corrected.correction = Some(correction);
        let wrong = mark(&record, Kind::Event, 2, Verdict::Wrong);
        let id = wrong.datum.clone();
        let marks = vec![corrected, wrong, mark(&record, Kind::Statement, 0, Verdict::Wrong)];
        let all = Marked { stored: stored(record), marks };
        let events = lines("gold-events", &all);
        assert_eq!(events.len(), 1, "{events:?}");
        assert_eq!((&events[0]["event"], &events[0]["complete"]), (&json!("COERCE"), &json!(true)));
        assert!(events.iter().all(|event| event["id"] != json!(id)));
        let said = &lines("gold-statements", &all)[0];
        assert_eq!((&said["attributions"], &said["complete"]), (&json!([]), &json!(false)));
        // Neither an attack, nor that there is none: not all events were judged.
        assert_eq!(lines("gold-incidents", &all), Vec::<Value>::new());
        assert_eq!(lines("gold-times", &all), Vec::<Value>::new());
    }

    #[test]
    fn the_newest_mark_counts_and_what_is_gone_is_gold() {
        let record = sample::full();
        let mut later = mark(&record, Kind::Event, 0, Verdict::Right);
        later.reader = "Flavia".into();
        later.number = 9;
        let mut now = record.clone();
        now.events.clear();
        let marks = vec![mark(&record, Kind::Event, 0, Verdict::Wrong), later];
        let all = Marked { stored: stored(now), marks };
        assert_eq!(lines("gold-events", &all)[0]["event"], "CONSULT");
    }
}
