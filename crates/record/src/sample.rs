//! Records made by hand, for the tests of every crate (feature `sample`).

#![allow(clippy::unwrap_used)]

use crate::*;

/// Where `words` stand in `text`, the first time.
fn find(text: &str, words: &str) -> Span {
    let byte = text.find(words).unwrap();
    let start = text[..byte].chars().count();
    Span::new(start, start + words.chars().count())
}

fn actor(id: &str, name: &str, code: &str) -> Actor {
    let (country, role) = code.split_at(3);
    Actor {
        id: id.into(),
        name: name.into(),
        kind: if role.is_empty() { ActorKind::State } else { ActorKind::Person },
        country: Some(country.into()),
        role: (!role.is_empty()).then(|| role.into()),
        code: Some(code.into()),
        wikidata: None,
    }
}

/// A short report of invented states, with an event inside a statement inside a statement.
pub fn record() -> Record {
    let text = "Ruritanian President Rassendyll met his Freedonian counterpart in Strelsau on \
        Monday.\n\nRassendyll said that “at least 1,200 villagers had been killed” since Friday, and that \
        the Freedonian army had admitted that it shelled Zenda.\n\nFreedonia rejected the charge.";
    let at = |words: &str| find(text, words);
    let mut report =
        Report::new(jiff::civil::date(1987, 5, 4), Some("Presidents meet".into()), text.into());
    report.source = Some("Strelsau Courier".into());
    let statement =
        |id: &str, source: &str, cue: &str, content: &str, within: Option<&str>| Statement {
            id: id.into(),
            source: vec![at(source)],
            speaker: Some(if within.is_some() { "a2" } else { "a0" }.into()),
            cue: vec![at(cue)],
            content: vec![at(content)],
            kind: StatementKind::Indirect,
            addressee: None,
            within: within.map(str::to_owned),
            rule: "verb.say".into(),
        };
    let event = |id: &str, plover: &str, quad, parties: [&str; 2], trigger: &str, voice| Event {
        id: id.into(),
        plover: plover.into(),
        mode: None,
        contexts: vec![],
        cameo: "04".into(),
        goldstein: 1.0,
        plover_score: 1.0,
        quad,
        actors: vec![parties[0].into()],
        recipients: vec![parties[1].into()],
        trigger: vec![at(trigger)],
        time: Some(EventTime {
            value: "1987-05-04".into(),
            precision: TimePrecision::Day,
            from: None,
        }),
        place: None,
        status: EventStatus::Happened,
        voice,
        rule: "consult.meet".into(),
    };
    let said = |id: &str| Voice::Statement(id.into());
    Record {
        actors: vec![
            actor("a0", "Rassendyll", "RURGOV"),
            actor("a1", "Freedonia", "FRD"),
            actor("a2", "Freedonian army", "FRDMIL"),
            actor("a3", "Ruritania", "RUR"),
        ],
        mentions: vec![],
        times: vec![],
        places: vec![],
        statements: vec![
            statement(
                "s0",
                "Rassendyll",
                "said",
                "that “at least 1,200 villagers had been killed” since Friday, and that the Freedonian army had admitted that it shelled Zenda",
                None,
            ),
            statement("s1", "the Freedonian army", "admitted", "that it shelled Zenda", Some("s0")),
        ],
        events: vec![
            event("e0", "CONSULT", 1, ["a0", "a1"], "met", Voice::Report),
            event("e1", "ASSAULT", 4, ["a2", "a3"], "shelled", said("s1")),
            event("e2", "REJECT", 3, ["a1", "a3"], "rejected", Voice::Report),
        ],
        figures: vec![Figure {
            id: "f0".into(),
            measure: "killed".into(),
            value: Some(1200.0),
            low: Some(1200.0),
            high: None,
            bound: Bound::AtLeast,
            share: None,
            unit: "person".into(),
            tally: None,
            revised_from: None,
            of: Some("villagers".into()),
            of_actor: None,
            subgroup: None,
            part_of: None,
            victim: None,
            by: vec![],
            cause: None,
            since: Some("1987-05-01".into()),
            until: None,
            place: None,
            span: vec![at("at least 1,200 villagers had been killed")],
            voice: said("s0"),
            rule: "killed".into(),
        }],
        engine: Engine { version: "0".into(), model: "none".into(), codebook: "none".into() },
        report,
    }
}

/// The same with two names that take a side: one in a statement, one in the report's own words.
pub fn loaded() -> Record {
    let mut record = record();
    let mention = |words: &str, actor: &str| {
        let Span { start, end } = find(&record.report.text, words);
        Mention { start, end, actor: actor.into(), kind: MentionKind::Name, loaded: true }
    };
    record.mentions =
        vec![mention("the Freedonian army", "a2"), mention("his Freedonian counterpart", "a1")];
    record
}

/// The same with a value in every field that has one, letters outside of ASCII before the spans,
/// and data in several pieces.
pub fn full() -> Record {
    let mut record = loaded();
    let text = format!("🕊 Élan, {}", record.report.text);
    let moved = |span: &mut Span| {
        span.start += 8;
        span.end += 8;
    };
    for mention in &mut record.mentions {
        mention.start += 8;
        mention.end += 8;
    }
    let statements = &mut record.statements;
    statements.iter_mut().for_each(|said| {
        said.source.iter_mut().chain(&mut said.cue).chain(&mut said.content).for_each(moved);
    });
    record.events.iter_mut().flat_map(|event| &mut event.trigger).for_each(moved);
    record.figures.iter_mut().flat_map(|figure| &mut figure.span).for_each(moved);
    let at = |words: &str| find(&text, words);
    let monday = at("Monday");
    record.times = vec![Time {
        id: "t0".into(),
        start: monday.start,
        end: monday.end,
        kind: TimeType::Date,
        value: Some("1987-05-04".into()),
        modifier: Some("APPROX".into()),
    }];
    let strelsau = at("Strelsau");
    let unknown = at("Zenda");
    record.places = vec![
        Place {
            id: "p0".into(),
            start: strelsau.start,
            end: strelsau.end,
            name: "Strelsau".into(),
            form: PlaceForm::Name,
            country: Some("RUR".into()),
            admin1: Some("Strelsau District".into()),
            latitude: Some(50.123456),
            longitude: Some(-14.5),
            geonames_id: Some(123_456_789),
            precision: Some(PlacePrecision::Exact),
        },
        Place {
            id: "p1".into(),
            start: unknown.start,
            end: unknown.end,
            name: "Zenda".into(),
            form: PlaceForm::Adjective,
            country: None,
            admin1: None,
            latitude: None,
            longitude: None,
            geonames_id: None,
            precision: None,
        },
    ];
    record.actors[1].wikidata = Some("Q79".into());
    record.statements[0].addressee = Some("a3".into());
    record.statements[1].content = vec![at("shelled"), at("Zenda")];
    record.statements[1].source = vec![];
    let event = &mut record.events[1];
    event.mode = Some("artillery".into());
    event.contexts = vec!["military".into(), "territory".into()];
    event.place = Some("p1".into());
    event.trigger = vec![at("shelled"), at("Zenda")];
    event.actors.push("a1".into());
    event.time = Some(EventTime {
        value: "1987-05".into(),
        precision: TimePrecision::Month,
        from: Some("t0".into()),
    });
    event.plover_score = -7.5;
    record.events[2].time = None;
    record.figures[0].victim =
        Some(Victim { name: Some("Osric".into()), age: Some(16), sex: Some("male".into()) });
    let mut part = record.figures[0].clone();
    part.id = "f1".into();
    part.part_of = Some("f0".into());
    part.of_actor = Some("a3".into());
    part.by = vec!["a2".into(), "a1".into()];
    part.share = Some(0.25);
    part.value = None;
    part.tally = Some(Tally::Total);
    part.revised_from = Some(900.5);
    part.subgroup = Some("children".into());
    part.cause = Some("shelling".into());
    part.until = Some("1987-05-04".into());
    part.place = Some("p0".into());
    part.victim = Some(Victim { name: None, age: None, sex: None });
    part.span = vec![at("1,200"), at("killed")];
    record.figures.push(part);
    let date = record.report.date;
    let old = std::mem::replace(
        &mut record.report,
        Report::new(date, Some("Presidents meet".into()), text),
    );
    record.report.source = old.source;
    record.report.url = Some("https://courier.example/1987/05/04/presidents".into());
    record
}
