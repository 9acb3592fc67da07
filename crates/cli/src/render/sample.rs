//! A record made by hand, for the tests of what is shown.

use sayso_record::*;

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
