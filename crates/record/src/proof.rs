//! What must be so of any record: the text has the SHA-256 that is kept with it; every span lies
//! inside the text and holds characters; every id that a datum names is there; every number is one.

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

/// Proves that a record stands on its text.
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
    let spans = spans(record);
    for (what, span) in &spans {
        if span.start >= span.end || span.end > length {
            let Span { start, end } = span;
            let what = format!(
                "{what} stands at {start}–{end}, outside of the text of {length} characters"
            );
            faults.push(fault("spans outside of their texts", what));
        }
    }
    let names = dangling(record).into_iter();
    faults.extend(names.map(|what| fault("names of what is not in the record", what)));
    let endless = endless(record).into_iter();
    faults.extend(endless.map(|what| fault("numbers that are none", what)));
    Proof { spans: spans.len(), faults }
}

/// Every span of a record with what it belongs to.
fn spans(record: &Record) -> Vec<(String, Span)> {
    let mut all = Vec::new();
    let mut add = |what: &str, spans: &[Span]| {
        all.extend(spans.iter().map(|&span| (what.to_owned(), span)));
    };
    for mention in &record.mentions {
        add(&format!("a mention of {}", mention.actor), &[Span::new(mention.start, mention.end)]);
    }
    for time in &record.times {
        add(&time.id, &[Span::new(time.start, time.end)]);
    }
    for place in &record.places {
        add(&place.id, &[Span::new(place.start, place.end)]);
    }
    for statement in &record.statements {
        for part in [&statement.source, &statement.cue, &statement.content] {
            add(&statement.id, part);
        }
    }
    for event in &record.events {
        add(&event.id, &event.trigger);
    }
    for figure in &record.figures {
        add(&figure.id, &figure.span);
    }
    all
}

/// Ids that are named and not there.
fn dangling(record: &Record) -> Vec<String> {
    let actors = record.actors.iter().map(|actor| &actor.id);
    let times = record.times.iter().map(|time| &time.id);
    let places = record.places.iter().map(|place| &place.id);
    let statements = record.statements.iter().map(|statement| &statement.id);
    let figures = record.figures.iter().map(|figure| &figure.id);
    let known: HashSet<&String> =
        actors.chain(times).chain(places).chain(statements).chain(figures).collect();
    let mut faults = Vec::new();
    let mut need = |what: &str, id: Option<&String>| {
        if let Some(id) = id.filter(|id| !known.contains(id)) {
            faults.push(format!("{what} names {id}, which is not in the record"));
        }
    };
    let said = |voice: &'_ Voice| match voice {
        Voice::Report => None,
        Voice::Statement(id) => Some(id.clone()),
    };
    for mention in &record.mentions {
        need("a mention", Some(&mention.actor));
    }
    for statement in &record.statements {
        for id in [&statement.speaker, &statement.addressee, &statement.within] {
            need(&statement.id, id.as_ref());
        }
    }
    for event in &record.events {
        event.actors.iter().chain(&event.recipients).for_each(|id| need(&event.id, Some(id)));
        need(&event.id, event.place.as_ref());
        need(&event.id, event.time.as_ref().and_then(|time| time.from.as_ref()));
        need(&event.id, said(&event.voice).as_ref());
    }
    for figure in &record.figures {
        figure.by.iter().for_each(|id| need(&figure.id, Some(id)));
        for id in [&figure.of_actor, &figure.place, &figure.part_of] {
            need(&figure.id, id.as_ref());
        }
        need(&figure.id, said(&figure.voice).as_ref());
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
}
