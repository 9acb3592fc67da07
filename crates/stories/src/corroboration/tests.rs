//! Tellings made by hand: one event a report, with whoever says it.

use jiff::civil::date;
use proptest::prelude::*;
use sayso_record::*;

use super::*;

/// What a report tells, in the words of its text.
#[derive(Debug, Clone, Copy)]
struct Tale {
    id: &'static str,
    day: i8,
    source: Option<&'static str>,
    text: &'static str,
    trigger: &'static str,
    actor: Option<&'static str>,
    recipient: Option<&'static str>,
    status: EventStatus,
    /// Speaker, cue and content.
    said: Option<(&'static str, &'static str, &'static str)>,
    /// Day, where one is told.
    on: Option<&'static str>,
    place: Option<&'static str>,
    killed: Option<(f64, &'static str)>,
    /// Words, and whom they mean.
    loaded: Option<(&'static str, &'static str)>,
}

const TALE: Tale = Tale {
    id: "r0",
    day: 4,
    source: Some("Sylvan Press"),
    text: "Freedonia shelled Zenda.",
    trigger: "shelled",
    actor: Some("Freedonia"),
    recipient: Some("Ruritania"),
    status: EventStatus::Happened,
    said: None,
    on: None,
    place: None,
    killed: None,
    loaded: None,
};

/// Name, kind, country and role.
const ACTORS: [(&str, ActorKind, &str, &str); 6] = [
    ("Freedonia", ActorKind::State, "FRD", ""),
    ("Ruritania", ActorKind::State, "RUR", ""),
    ("Freedonian army", ActorKind::Organisation, "FRD", "MIL"),
    ("Antonia Zapt", ActorKind::Person, "RUR", "GOV"),
    ("Chico Hale", ActorKind::Person, "FRD", "MIL"),
    ("Ilse Kron", ActorKind::Person, "SYL", "CVL"),
];

fn at(text: &str, words: &str) -> Span {
    let byte = text.find(words).unwrap();
    let start = text[..byte].chars().count();
    Span::new(start, start + words.chars().count())
}

fn actor_id(name: &str) -> String {
    format!("a{}", ACTORS.iter().position(|actor| actor.0 == name).unwrap())
}

fn actor((at, (name, kind, country, role)): (usize, (&str, ActorKind, &str, &str))) -> Actor {
    Actor {
        id: format!("a{at}"),
        name: name.into(),
        kind,
        country: Some(country.into()),
        role: (!role.is_empty()).then(|| role.into()),
        code: Some(format!("{country}{role}")),
        wikidata: None,
    }
}

fn place(name: &str, longitude: f64) -> Place {
    Place {
        id: "p0".into(),
        start: 0,
        end: 1,
        name: name.into(),
        form: PlaceForm::Name,
        country: Some("RUR".into()),
        admin1: None,
        latitude: Some(50.0),
        longitude: Some(longitude),
        geonames_id: None,
        precision: Some(PlacePrecision::Exact),
    }
}

fn event(tale: &Tale, voice: &Voice) -> Event {
    let ids = |name: Option<&str>| name.map(actor_id).into_iter().collect();
    let day = format!("2024-06-{:02}", tale.day);
    let precision = if tale.on.is_some() { TimePrecision::Day } else { TimePrecision::Report };
    Event {
        id: "e0".into(),
        plover: "ASSAULT".into(),
        mode: None,
        contexts: vec![],
        cameo: "19".into(),
        goldstein: -10.0,
        plover_score: -10.0,
        quad: 4,
        actors: ids(tale.actor),
        recipients: ids(tale.recipient),
        trigger: vec![at(tale.text, tale.trigger)],
        time: Some(EventTime { value: tale.on.map_or(day, str::to_owned), precision, from: None }),
        place: tale.place.map(|_| "p0".into()),
        status: tale.status,
        voice: voice.clone(),
        rule: "assault".into(),
    }
}

fn figure((value, words): (f64, &str), text: &str, voice: &Voice) -> Figure {
    Figure {
        id: "f0".into(),
        measure: "killed".into(),
        value: Some(value),
        low: Some(value),
        high: Some(value),
        bound: Bound::Exact,
        share: None,
        unit: "person".into(),
        tally: None,
        revised_from: None,
        of: Some("people".into()),
        of_actor: None,
        subgroup: None,
        part_of: None,
        victim: None,
        by: vec![],
        cause: None,
        since: None,
        until: None,
        place: None,
        span: vec![at(text, words)],
        voice: voice.clone(),
        rule: "killed".into(),
    }
}

fn record(tale: &Tale) -> Record {
    let mut report = Report::new(date(2024, 6, tale.day), None, tale.text.into());
    report.id = tale.id.into();
    report.source = tale.source.map(str::to_owned);
    let voice = tale.said.map_or(Voice::Report, |_| Voice::Statement("s0".into()));
    let statement = |(speaker, cue, content): (&str, &str, &str)| Statement {
        id: "s0".into(),
        source: vec![at(tale.text, speaker)],
        speaker: ACTORS.iter().any(|known| known.0 == speaker).then(|| actor_id(speaker)),
        cue: vec![at(tale.text, cue)],
        content: vec![at(tale.text, content)],
        kind: StatementKind::Indirect,
        addressee: None,
        within: None,
        rule: "said".into(),
    };
    let mention = |words: &str, name: &str, loaded: bool| {
        let Span { start, end } = at(tale.text, words);
        let kind = MentionKind::Name;
        Mention { start, end, actor: actor_id(name), kind, loaded }
    };
    let named = ACTORS.iter().filter(|known| tale.text.contains(known.0));
    Record {
        actors: ACTORS.into_iter().enumerate().map(actor).collect(),
        mentions: named
            .map(|known| mention(known.0, known.0, false))
            .chain(tale.loaded.map(|(words, name)| mention(words, name, true)))
            .collect(),
        times: vec![],
        places: tale
            .place
            .map(|name| place(name, if name == "Zenda" { 10.0 } else { 12.0 }))
            .into_iter()
            .collect(),
        statements: tale.said.map(statement).into_iter().collect(),
        events: vec![event(tale, &voice)],
        figures: tale.killed.map(|killed| figure(killed, tale.text, &voice)).into_iter().collect(),
        engine: Engine { version: "0".into(), model: "none".into(), codebook: "none".into() },
        report,
    }
}

/// Corroborates reports, each with what it is a copy of.
fn of(tales: &[(Tale, Option<&str>)]) -> Corroboration {
    let records: Vec<Record> = tales.iter().map(|(tale, _)| record(tale)).collect();
    let tellings: Vec<Telling> = records
        .iter()
        .zip(tales)
        .map(|(record, (_, original))| Telling { record, event: 0, original: *original })
        .collect();
    corroborate(&tellings)
}

fn alone(tales: &[Tale]) -> Corroboration {
    of(&tales.iter().map(|tale| (*tale, None)).collect::<Vec<_>>())
}

fn values(found: &Corroboration, about: About) -> Vec<String> {
    let disputes = found.disputes.iter().filter(|dispute| dispute.about == about);
    disputes.flat_map(|dispute| dispute.positions.iter().map(|p| p.value.clone())).collect()
}

const DENIED: Tale = Tale {
    id: "r1",
    text: "The Freedonian army denied that it had shelled Zenda.",
    actor: Some("Freedonian army"),
    status: EventStatus::Negated,
    said: Some(("Freedonian army", "denied", "that it had shelled Zenda")),
    ..TALE
};

const CLAIMED: Tale = Tale {
    id: "r2",
    source: Some("Strelsau Courier"),
    text: "Freedonia shelled Zenda, Antonia Zapt said.",
    said: Some(("Antonia Zapt", "said", "Freedonia shelled Zenda")),
    ..TALE
};

#[test]
fn copies_and_further_reports_add_no_source() {
    let courier = |id| Tale { id, source: Some("Strelsau Courier"), ..TALE };
    let nobody = |id| Tale { id, source: None, ..TALE };
    let found = of(&[
        (TALE, None),
        (courier("r1"), Some("r0")),
        (courier("r2"), None),
        (courier("r3"), None),
        (nobody("r4"), None),
        (nobody("r5"), None),
        (nobody("r6"), Some("r5")),
        (nobody("r7"), Some("gone")),
    ]);
    // The agency, the Courier, r4, r5, and the one whose original is not there.
    assert_eq!((found.reports, found.independent), (8, 5));
    let courier = found.reporters.iter().find(|r| r.name == "Strelsau Courier").unwrap();
    assert_eq!(courier.receipts.len(), 2);
    assert!(found.speakers.is_empty() && found.disputes.is_empty());
    assert_eq!(found.sides, Sides::Neither);
}

#[test]
fn one_side_says_so_and_the_other_denies_it() {
    let found = alone(&[DENIED, CLAIMED]);
    assert_eq!(found.sides, Sides::Both);
    let who: Vec<_> = found.speakers.iter().map(|s| (s.name.as_deref(), s.side, s.says)).collect();
    assert_eq!(
        who,
        [
            (Some("Freedonian army"), Side::Actor, Says::Denies),
            (Some("Antonia Zapt"), Side::Recipient, Says::Affirms),
        ]
    );
    assert_eq!(values(&found, About::Status), ["happened", "denied"]);
    let denial = &found.disputes[0].positions[1];
    assert_eq!(denial.receipts, [Receipt { report: "r1".into(), span: Span::new(39, 46) }]);
    // The army is Freedonia's: no two doers.
    assert_eq!(found.disputes.len(), 1);
    assert_eq!(alone(&[CLAIMED]).sides, Sides::One);
}

#[test]
fn who_denies_by_the_verb_denies() {
    let found = alone(&[Tale { status: EventStatus::Happened, ..DENIED }]);
    assert_eq!(found.speakers[0].says, Says::Denies);
}

#[test]
fn other_doers_are_a_dispute_and_vague_ones_are_none() {
    let turned = Tale {
        id: "r3",
        text: "Ruritania shelled Zenda, Chico Hale said.",
        actor: Some("Ruritania"),
        recipient: None,
        said: Some(("Chico Hale", "said", "Ruritania shelled Zenda")),
        ..TALE
    };
    let vague = Tale { id: "r4", actor: None, ..TALE };
    let found = alone(&[CLAIMED, turned, vague]);
    assert_eq!(values(&found, About::Actor), ["Freedonia", "Ruritania"]);
    let hale = found.speakers.iter().find(|s| s.name.as_deref() == Some("Chico Hale")).unwrap();
    assert_eq!(hale.of, ["Ruritania"]);
    assert_eq!(found.disputes.len(), 1);
    assert!(alone(&[CLAIMED, vague]).disputes.is_empty());
    // Who says both is not in dispute with himself.
    let both = Tale { id: "r5", ..turned };
    let same = Tale { id: "r6", actor: Some("Freedonia"), ..turned };
    assert!(alone(&[both, same]).disputes.is_empty());
}

#[test]
fn numbers_of_one_day_contradict_and_a_rising_toll_does_not() {
    let killed = |id, day, source, number| Tale {
        id,
        day,
        source: Some(source),
        text: "Freedonia shelled Zenda and killed 14 people.",
        killed: Some((number, "killed 14 people")),
        ..TALE
    };
    let found = alone(&[killed("r0", 4, "A", 9.0), killed("r1", 5, "B", 14.0)]);
    assert!(found.disputes.is_empty(), "{:?}", found.disputes);
    let found = alone(&[killed("r0", 5, "A", 9.0), killed("r1", 5, "B", 14.0)]);
    assert_eq!(values(&found, About::Number), ["9", "14"]);
    assert_eq!(found.disputes[0].measure.as_deref(), Some("killed"));
    // What another sentence counts is not of this event.
    let apart = |tale: Tale| Tale { text: "Freedonia shelled Zenda. It killed 14 people.", ..tale };
    let found = alone(&[apart(killed("r0", 5, "A", 9.0)), apart(killed("r1", 5, "B", 14.0))]);
    assert!(found.disputes.is_empty());
}

#[test]
fn days_and_places_contradict_where_neither_holds_the_other() {
    let on = |id, source, on| Tale { id, source: Some(source), on, ..TALE };
    let [a, b] = ["2024-06-03", "2024-06-04"].map(Some);
    let vague = on("r2", "C", None);
    assert_eq!(values(&alone(&[on("r0", "A", a), on("r1", "B", b), vague]), About::Date).len(), 2);
    assert!(alone(&[on("r0", "A", a), on("r1", "B", Some("2024-06")), vague]).disputes.is_empty());
    let place = |id, source, place| Tale { id, source: Some(source), place, ..TALE };
    let (zenda, hentzau) = (place("r0", "A", Some("Zenda")), place("r1", "B", Some("Hentzau")));
    assert_eq!(values(&alone(&[zenda, hentzau]), About::Place), ["Hentzau", "Zenda"]);
    assert!(alone(&[zenda, place("r1", "B", None)]).disputes.is_empty());
}

#[test]
fn loaded_words_are_their_users() {
    let text = "The clique in Fredville shelled Zenda, Antonia Zapt said.";
    let said = Tale {
        id: "r3",
        text,
        said: Some(("Antonia Zapt", "said", "The clique in Fredville shelled Zenda")),
        loaded: Some(("The clique in Fredville", "Freedonia")),
        ..TALE
    };
    let found = alone(&[TALE, said]);
    let words: Vec<_> = found.wordings[0]
        .words
        .iter()
        .map(|used| (used.words.as_str(), used.loaded, used.users[0].by.name.as_deref()))
        .collect();
    assert_eq!(found.wordings[0].actor, "Freedonia");
    assert_eq!(
        words,
        [
            ("clique in Fredville", true, Some("Antonia Zapt")),
            ("Freedonia", false, Some("Sylvan Press")),
        ]
    );
    assert!(alone(&[TALE]).wordings.is_empty());
}

#[test]
fn what_is_not_there_is_passed_over() {
    let record = record(&CLAIMED);
    let telling = |event| Telling { record: &record, event, original: Some("r2") };
    assert_eq!(corroborate(&[telling(7)]).reports, 0);
    let mut broken = record.clone();
    broken.statements[0].within = Some("s0".into());
    broken.events[0].trigger = vec![Span::new(900, 20)];
    broken.events[0].actors = vec!["a99".into()];
    let found = corroborate(&[Telling { record: &broken, event: 0, original: None }]);
    assert_eq!((found.reports, found.speakers.len()), (1, 1));
}

fn any_tale() -> impl Strategy<Value = (Tale, Option<&'static str>)> {
    let ids = ["r0", "r1", "r2", "r3", "r4", "r5"];
    let sources = prop::sample::select(vec![None, Some("A"), Some("B")]);
    let actors = prop::sample::select(vec![None, Some("Freedonia"), Some("Ruritania")]);
    let days = prop::sample::select(vec![None, Some("2024-06-03"), Some("2024-06-04")]);
    let places = prop::sample::select(vec![None, Some("Zenda"), Some("Hentzau")]);
    let tales = prop::sample::select(vec![TALE, DENIED, CLAIMED]);
    let originals = prop::sample::select(vec![None, Some("r0"), Some("r3"), Some("none")]);
    let first = (tales, prop::sample::select(ids.to_vec()), 1..6i8, sources);
    (first, actors, days, places, originals).prop_map(
        |((tale, id, day, source), actor, on, place, original)| {
            (Tale { id, day, source, actor, on, place, ..tale }, original)
        },
    )
}

proptest! {
    #[test]
    fn order_and_repetition_change_nothing(
        tales in prop::collection::vec(any_tale(), 0..6),
        seed in any::<prop::sample::Index>(),
    ) {
        let mut tales = tales;
        tales.sort_by_key(|(tale, _)| tale.id);
        tales.dedup_by_key(|(tale, _)| tale.id);
        let found = of(&tales);
        if !tales.is_empty() {
            let at = seed.index(tales.len());
            tales.rotate_left(at);
            tales.swap(0, at);
            tales.push(tales[0]);
        }
        prop_assert_eq!(found, of(&tales));
    }
}
