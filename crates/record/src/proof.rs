//! What must be so of any record: the text has the SHA-256 that is kept with it; every span lies
//! inside the text and holds characters; every id is its letter and its place (`a0`, `a1` …); every id that a
//! datum names is there, as what it is named for; every number is one; no code is empty. What is so of a
//! record can be kept in an archive.

use std::collections::HashSet;
use std::fmt;

use crate::{Record, Report, Span, Voice};

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Id of the report that it is in; `None` where that is known, or none is meant.
    pub report: Option<String>,
    /// What kind of fault it is, in the plural.
    pub kind: &'static str,
    /// What it is.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match &self.report {
            Some(report) => write!(formatter, "report {report}: {}", self.what),
            None => formatter.write_str(&self.what),
        }
    }
}

/// What was found of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// Spans that were looked at.
    pub spans: usize,
    /// What is not as it must be.
    pub faults: Vec<Fault>,
}

/// Proves that a record stands on its text, and can be kept.
pub fn prove(record: &Record) -> Proof {
    let report = &record.report;
    let mut faults = Vec::new();
    let fault = |kind, what| Fault { report: None, kind, what };
    let proof = Report::new(report.date, report.title.clone(), report.text.clone());
    if proof.sha256 != report.sha256 {
        let what = format!("the text's SHA-256 is {}, not {}", proof.sha256, report.sha256);
        faults.push(fault("texts that are not those of their SHA-256", what));
    }
    let length = report.text.chars().count();
    let mut count = 0;
    for (owner, Span { start, end }) in spans(record) {
        count += 1;
        if start >= end || end > length {
            let what = format!(
                "{owner} stands at {start}–{end}, outside of the text of {length} characters"
            );
            faults.push(fault("spans outside of their texts", what));
        }
    }
    let ids = Ids::of(record);
    let misplaced = ids.misplaced().into_iter();
    faults.extend(misplaced.map(|what| fault("ids that are not numbered in order", what)));
    let names = dangling(record, &ids).into_iter();
    faults.extend(names.map(|what| fault("names of what is not in the record", what)));
    let endless = endless(record).into_iter();
    faults.extend(endless.map(|what| fault("numbers that are none", what)));
    let blank = blank(record).into_iter();
    faults.extend(blank.map(|what| fault("codes that are empty", what)));
    Proof { spans: count, faults }
}

/// Whether every id is its letter and its place in its list: `a0`, `a1` …
pub fn are_numbered(record: &Record) -> bool {
    Ids::of(record).misplaced().is_empty()
}

/// What a span belongs to.
enum Owner<'r> {
    /// A mention of the actor with this id.
    Mention(&'r str),
    /// The datum with this id.
    Datum(&'r str),
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Owner::Mention(actor) => write!(formatter, "a mention of {actor}"),
            Owner::Datum(id) => formatter.write_str(id),
        }
    }
}

/// Every span of a record with what it belongs to.
fn spans(record: &Record) -> impl Iterator<Item = (Owner<'_>, Span)> {
    let mentions = record
        .mentions
        .iter()
        .map(|mention| (Owner::Mention(&mention.actor), Span::new(mention.start, mention.end)));
    let times =
        record.times.iter().map(|time| (Owner::Datum(&time.id), Span::new(time.start, time.end)));
    let places = record
        .places
        .iter()
        .map(|place| (Owner::Datum(&place.id), Span::new(place.start, place.end)));
    let statements = record.statements.iter().flat_map(|said| {
        let all = said.source.iter().chain(&said.cue).chain(&said.content);
        all.map(|span| (Owner::Datum(&said.id), *span))
    });
    let events = record
        .events
        .iter()
        .flat_map(|event| event.trigger.iter().map(|span| (Owner::Datum(&event.id), *span)));
    let figures = record
        .figures
        .iter()
        .flat_map(|figure| figure.span.iter().map(|span| (Owner::Datum(&figure.id), *span)));
    mentions.chain(times).chain(places).chain(statements).chain(events).chain(figures)
}

/// The ids of a record, each list in its order.
struct Ids<'r> {
    actors: Vec<&'r str>,
    times: Vec<&'r str>,
    places: Vec<&'r str>,
    statements: Vec<&'r str>,
    events: Vec<&'r str>,
    figures: Vec<&'r str>,
}

impl<'r> Ids<'r> {
    fn of(record: &'r Record) -> Self {
        Self {
            actors: record.actors.iter().map(|actor| actor.id.as_str()).collect(),
            times: record.times.iter().map(|time| time.id.as_str()).collect(),
            places: record.places.iter().map(|place| place.id.as_str()).collect(),
            statements: record.statements.iter().map(|said| said.id.as_str()).collect(),
            events: record.events.iter().map(|event| event.id.as_str()).collect(),
            figures: record.figures.iter().map(|figure| figure.id.as_str()).collect(),
        }
    }

    /// The first id of each list that is not its letter and its place.
    fn misplaced(&self) -> Vec<String> {
        let lists = [
            ('a', &self.actors),
            ('t', &self.times),
            ('p', &self.places),
            ('s', &self.statements),
            ('e', &self.events),
            ('f', &self.figures),
        ];
        let first = |(letter, ids): (char, &Vec<&str>)| {
            let place =
                ids.iter().enumerate().position(|(place, id)| !is_numbered(id, letter, place))?;
            Some(format!("{:?} stands where {letter}{place} should", ids[place]))
        };
        lists.into_iter().filter_map(first).collect()
    }
}

/// Whether an id is this letter and this place.
fn is_numbered(id: &str, letter: char, place: usize) -> bool {
    let number = id.strip_prefix(letter);
    let canonical = |number: &&str| *number == "0" || !number.starts_with(['0', '+']);
    number.filter(canonical).and_then(|number| number.parse().ok()) == Some(place)
}

/// Ids that are named as something that is not there.
fn dangling(record: &Record, ids: &Ids) -> Vec<String> {
    let mut faults = Vec::new();
    let mut need = |owner: Owner, known: &Known, id: Option<&String>| {
        if let Some(id) = id.filter(|id| !known.ids.contains(id.as_str())) {
            faults.push(format!("{owner} names {id}, which is no {} of the record", known.kind));
        }
    };
    let actors = Known::new("actor", &ids.actors);
    let times = Known::new("time", &ids.times);
    let places = Known::new("place", &ids.places);
    let statements = Known::new("statement", &ids.statements);
    let figures = Known::new("figure", &ids.figures);
    for mention in &record.mentions {
        need(Owner::Mention(&mention.actor), &actors, Some(&mention.actor));
    }
    for said in &record.statements {
        for id in [&said.speaker, &said.addressee] {
            need(Owner::Datum(&said.id), &actors, id.as_ref());
        }
        need(Owner::Datum(&said.id), &statements, said.within.as_ref());
    }
    for event in &record.events {
        for id in event.actors.iter().chain(&event.recipients) {
            need(Owner::Datum(&event.id), &actors, Some(id));
        }
        let time = event.time.as_ref().and_then(|time| time.from.as_ref());
        need(Owner::Datum(&event.id), &places, event.place.as_ref());
        need(Owner::Datum(&event.id), &times, time);
        need(Owner::Datum(&event.id), &statements, statement(&event.voice));
    }
    for figure in &record.figures {
        for id in figure.by.iter().chain(&figure.of_actor) {
            need(Owner::Datum(&figure.id), &actors, Some(id));
        }
        need(Owner::Datum(&figure.id), &places, figure.place.as_ref());
        need(Owner::Datum(&figure.id), &figures, figure.part_of.as_ref());
        need(Owner::Datum(&figure.id), &statements, statement(&figure.voice));
    }
    faults
}

/// The ids of one kind.
struct Known<'r> {
    kind: &'static str,
    ids: HashSet<&'r str>,
}

impl<'r> Known<'r> {
    fn new(kind: &'static str, ids: &[&'r str]) -> Self {
        Self { kind, ids: ids.iter().copied().collect() }
    }
}

fn statement(voice: &Voice) -> Option<&String> {
    match voice {
        Voice::Report => None,
        Voice::Statement(id) => Some(id),
    }
}

/// Codes that are there and say nothing: what is not known is `None`.
fn blank(record: &Record) -> Vec<String> {
    let mut faults = Vec::new();
    let mut need = |id: &str, field: &str, code: Option<&String>| {
        if code.is_some_and(|code| code.trim().is_empty()) {
            faults.push(format!("the {field} of {id} is empty"));
        }
    };
    for actor in &record.actors {
        need(&actor.id, "country", actor.country.as_ref());
        need(&actor.id, "role", actor.role.as_ref());
        need(&actor.id, "code", actor.code.as_ref());
        need(&actor.id, "wikidata", actor.wikidata.as_ref());
    }
    for place in &record.places {
        need(&place.id, "country", place.country.as_ref());
    }
    for event in &record.events {
        need(&event.id, "plover", Some(&event.plover));
        need(&event.id, "mode", event.mode.as_ref());
        need(&event.id, "cameo", Some(&event.cameo));
    }
    faults
}

/// Numbers that JSON cannot give: infinite ones and what is no number.
fn endless(record: &Record) -> Vec<String> {
    let mut faults = Vec::new();
    let mut need = |what: &str, number: Option<f64>| {
        if let Some(number) = number.filter(|number| !number.is_finite()) {
            faults.push(format!("{what} has {number} for a number"));
        }
    };
    for place in &record.places {
        need(&place.id, place.latitude);
        need(&place.id, place.longitude);
    }
    for event in &record.events {
        need(&event.id, Some(event.goldstein));
        need(&event.id, Some(event.plover_score));
    }
    for figure in &record.figures {
        for number in [figure.value, figure.low, figure.high, figure.share, figure.revised_from] {
            need(&figure.id, number);
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn proves_a_sound_record() {
        assert_eq!(prove(&sample::record()).faults, []);
        assert_eq!(prove(&sample::full()).faults, []);
    }

    #[test]
    fn names_what_is_wrong() {
        let mut record = sample::record();
        record.report.text.push('!');
        record.events[0].trigger = vec![Span::new(3, 9999)];
        record.figures[0].voice = Voice::Statement("s9".into());
        record.figures[0].high = Some(f64::INFINITY);
        let faults: Vec<String> =
            prove(&record).faults.into_iter().map(|fault| fault.what).collect();
        assert_eq!(faults.len(), 4, "{faults:?}");
        assert!(faults[0].contains("SHA-256"));
        assert!(faults[1].starts_with("e0 stands at 3–9999"));
        assert!(faults[2].contains("f0 names s9"));
        assert_eq!(faults[3], "f0 has inf for a number");
    }

    /// What is said of the full sample once it is changed; one fault.
    fn said(change: impl FnOnce(&mut Record)) -> String {
        let mut record = sample::full();
        change(&mut record);
        let faults = prove(&record).faults;
        assert_eq!(faults.len(), 1, "{faults:?}");
        faults[0].what.clone()
    }

    #[test]
    fn every_reference_is_to_one_of_its_kind() {
        let id = |id: &str| Some(id.to_owned());
        assert_eq!(
            said(|r| r.mentions[0].actor = "t0".into()),
            "a mention of t0 names t0, which is no actor of the record"
        );
        assert!(said(|r| r.statements[0].speaker = id("t0")).contains("no actor"));
        assert!(said(|r| r.statements[0].addressee = id("p0")).contains("no actor"));
        assert!(said(|r| r.statements[1].within = id("a0")).contains("no statement"));
        assert!(said(|r| r.events[0].actors[0] = "s0".into()).contains("no actor"));
        assert!(said(|r| r.events[0].recipients[0] = "f0".into()).contains("no actor"));
        assert!(said(|r| r.events[1].place = id("t0")).contains("no place"));
        let time = |r: &mut Record| r.events[1].time.as_mut().unwrap().from = id("p0");
        assert!(said(time).contains("no time"));
        assert!(
            said(|r| r.events[1].voice = Voice::Statement("a0".into())).contains("no statement")
        );
        assert!(said(|r| r.figures[1].by[0] = "t0".into()).contains("no actor"));
        assert!(said(|r| r.figures[1].of_actor = id("s0")).contains("no actor"));
        assert!(said(|r| r.figures[1].place = id("a0")).contains("no place"));
        assert!(said(|r| r.figures[1].part_of = id("e0")).contains("no figure"));
        assert!(
            said(|r| r.figures[1].voice = Voice::Statement("f0".into())).contains("no statement")
        );
    }

    #[test]
    fn ids_are_numbered_in_order() {
        let mut record = sample::full();
        record.events.remove(0);
        record.times[0].id = "t00".into();
        assert!(!are_numbered(&record) && are_numbered(&sample::full()));
        let faults = prove(&record).faults;
        let said: Vec<&str> = faults.iter().map(|fault| fault.what.as_str()).collect();
        assert_eq!(
            said,
            [
                "\"t00\" stands where t0 should",
                "\"e1\" stands where e0 should",
                "e1 names t0, which is no time of the record"
            ]
        );
        for id in ["a+1", "a01", "1", "", "b1", "a1 ", "a18446744073709551616"] {
            assert!(!is_numbered(id, 'a', 1), "{id}");
        }
        assert!(is_numbered("a0", 'a', 0) && is_numbered("a10", 'a', 10));
    }

    #[test]
    fn no_code_is_empty() {
        let blank = || Some(" ".to_owned());
        assert_eq!(said(|r| r.events[0].mode = Some(String::new())), "the mode of e0 is empty");
        assert_eq!(said(|r| r.events[0].plover.clear()), "the plover of e0 is empty");
        assert_eq!(said(|r| r.events[0].cameo.clear()), "the cameo of e0 is empty");
        assert_eq!(said(|r| r.actors[1].country = blank()), "the country of a1 is empty");
        assert_eq!(said(|r| r.actors[1].role = blank()), "the role of a1 is empty");
        assert_eq!(said(|r| r.actors[1].code = blank()), "the code of a1 is empty");
        assert_eq!(said(|r| r.actors[1].wikidata = blank()), "the wikidata of a1 is empty");
        assert_eq!(said(|r| r.places[1].country = blank()), "the country of p1 is empty");
    }
}
