//! What becomes a row, and what stands in it.

use std::collections::HashMap;

use sayso_record::{
    Actor, ActorKind, Bound, Event, EventStatus, Figure, PlacePrecision, Record, Span, Tally,
    Victim, Voice, sample,
};

use crate::export::tests::{export, stored};
use crate::{Standing, Stored};

type Cells = HashMap<String, String>;

fn rows(records: &[Stored]) -> Vec<Cells> {
    let text = export("ged", records);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn of(record: &Record) -> Vec<Cells> {
    rows(&[stored(record.clone())])
}

fn only(record: &Record) -> Cells {
    let mut rows = of(record);
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

fn actor(id: &str, name: &str, kind: ActorKind, code: &str) -> Actor {
    let (country, role) = code.split_at(3);
    Actor {
        id: id.into(),
        name: name.into(),
        kind,
        country: Some(country.into()),
        role: (!role.is_empty()).then(|| role.into()),
        code: Some(code.into()),
        wikidata: None,
    }
}

fn at(record: &Record, words: &str) -> Vec<Span> {
    let text = &record.report.text;
    let start = text[..text.find(words).unwrap()].chars().count();
    vec![Span::new(start, start + words.chars().count())]
}

/// A report of one attack with its dead, in the report's own voice: the Freedonian army (`a2`) on
/// villagers (`a4`) at Strelsau (`p0`).
fn attack() -> Record {
    let mut record = sample::full();
    let text = "Gen. Hentzau’s army shelled Strelsau on Monday, killing 12 people.\nThe toll of the \
        war stands at 900, said the ministry. Rebels fled.";
    record.report.text = text.into();
    record.actors.push(actor("a4", "villagers", ActorKind::Group, "RURCVL"));
    record.actors.push(actor("a5", "Sylvanian Front", ActorKind::Organisation, "SYLREB"));
    record.actors.push(actor("a6", "Ruritanian army", ActorKind::Organisation, "RURMIL"));
    let event = Event {
        actors: vec!["a2".into()],
        recipients: vec!["a4".into()],
        trigger: at(&record, "shelled"),
        place: Some("p0".into()),
        voice: Voice::Report,
        time: record.events[0].time.clone(),
        ..record.events[1].clone()
    };
    let figure = Figure {
        value: Some(12.0),
        low: Some(12.0),
        high: Some(12.0),
        bound: Bound::Exact,
        victim: None,
        since: None,
        span: at(&record, "12 people"),
        voice: Voice::Report,
        ..record.figures[0].clone()
    };
    (record.events, record.figures) = (vec![event], vec![figure]);
    record
}

/// A further figure, of other words.
fn also(record: &mut Record, id: &str, words: &str, number: f64) -> usize {
    let span = at(record, words);
    let numbers = Some(number);
    let first = record.figures[0].clone();
    record.figures.push(Figure {
        id: id.into(),
        value: numbers,
        low: numbers,
        high: numbers,
        span,
        ..first
    });
    record.figures.len() - 1
}

#[test]
fn the_header_is_there_without_rows() {
    let text = export("ged", &[]);
    assert_eq!(text.trim_end().split(',').count(), 49);
    assert!(text.starts_with("id,relid,year,") && text.ends_with("low,gwnoa,gwnob\n"));
}

#[test]
fn an_event_with_its_dead_is_a_row() {
    let record = attack();
    let row = only(&record);
    let stable = sayso_record::tables::stable_ids(&record).events.remove(0);
    assert_eq!(row["relid"], stable);
    assert_eq!(row["id"], super::number_of(&stable).to_string());
    assert_eq!((&*row["low"], &*row["best"], &*row["high"]), ("12", "12", "12"));
    assert_eq!(row["type_of_violence"], "3");
    assert_eq!((&*row["side_a"], &*row["side_b"]), ("Freedonian army", "Civilians"));
    assert_eq!((&*row["date_start"], &*row["date_end"]), ("1987-05-04", "1987-05-04"));
    assert_eq!((&*row["date_prec"], &*row["year"]), ("1", "1987"));
    assert_eq!((&*row["event_clarity"], &*row["number_of_sources"]), ("1", "1"));
    assert_eq!((&*row["where_prec"], &*row["where_coordinates"]), ("1", "Strelsau"));
    assert_eq!((&*row["adm_1"], &*row["adm_2"]), ("Strelsau District", ""));
    assert_eq!(row["geom_wkt"], "POINT (-14.5 50.123456)");
    assert_eq!(row["source_office"], "Strelsau Courier");
    assert_eq!(
        row["source_article"],
        "Strelsau Courier,1987-05-04,Presidents meet,https://courier.example/1987/05/04/presidents"
    );
    assert_eq!(row["source_original"], "");
    for empty in
        ["conflict_new_id", "dyad_name", "side_a_new_id", "active_year", "country", "gwnoa"]
    {
        assert_eq!(row[empty], "", "{empty}");
    }
}

#[test]
fn ids_are_whole_positive_and_exact() {
    for id in ["a", "b", "c/ASSAULT/1-2"] {
        let number = super::number_of(id);
        assert!(number > 0 && number < 1 << 52);
        assert_eq!(number as f64 as u64, number);
    }
    assert_ne!(super::number_of("a"), super::number_of("b"));
}

#[test]
fn no_event_no_dead_no_row() {
    let changes: [fn(&mut Record); 13] = [
        |record| record.events[0].mode = Some("abduct".into()),
        |record| record.events.clear(),
        |record| record.figures.clear(),
        |record| record.events[0].plover = "COERCE".into(),
        |record| record.events[0].status = EventStatus::Hypothetical,
        |record| record.events[0].status = EventStatus::CalledFor,
        |record| record.figures[0].measure = "injured".into(),
        |record| record.figures[0].unit = "household".into(),
        |record| record.figures[0].part_of = Some("f9".into()),
        |record| record.figures[0].by = vec!["a5".into()],
        |record| record.figures[0].span = at(record, "900"),
        |record| record.figures[0].value = Some(0.5),
        |record| {
            let figure = &mut record.figures[0];
            (figure.value, figure.low, figure.high) = (Some(0.0), Some(0.0), Some(0.0));
        },
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let mut record = attack();
        change(&mut record);
        assert!(of(&record).is_empty(), "{index}");
    }
    for standing in [Standing::Superseded, Standing::Withdrawn] {
        assert!(rows(&[Stored { standing, ..stored(attack()) }]).is_empty());
    }
    assert!(of(&sample::record()).is_empty(), "two speakers in one sentence");
}

#[test]
fn elsewhere_in_the_report_party_place_and_day_must_all_be_said() {
    let mut record = attack();
    record.figures[0].span = at(&record, "900");
    let day = Some("1987-05-04".to_owned());
    let figure = &mut record.figures[0];
    (figure.since, figure.until) = (day.clone(), day);
    figure.place = Some("p0".into());
    figure.by = vec!["a2".into()];
    assert_eq!(only(&record)["best"], "12");
    let without: [fn(&mut Figure); 4] = [
        |figure| figure.by.clear(),
        |figure| figure.place = Some("p1".into()),
        |figure| figure.place = None,
        |figure| figure.until = Some("1987-05-05".into()),
    ];
    for (index, change) in without.into_iter().enumerate() {
        let mut record = record.clone();
        change(&mut record.figures[0]);
        assert!(of(&record).is_empty(), "{index}");
    }
    record.figures[0].by.clear();
    record.figures[0].of_actor = Some("a4".into());
    assert_eq!(only(&record)["deaths_civilians"], "12");
}

#[test]
fn far_off_in_a_sentence_a_party_must_be_in_common() {
    let mut record = attack();
    record.report.text =
        "The army shelled Strelsau on Monday, and in the hills far behind the old \
        town 12 people were found dead."
            .into();
    record.events[0].trigger = at(&record, "shelled");
    record.figures[0].span = at(&record, "12 people");
    assert!(of(&record).is_empty());
    record.figures[0].by = vec!["a2".into()];
    assert_eq!(only(&record)["best"], "12");
}

#[test]
fn a_figure_goes_to_the_nearest_event_alone() {
    let mut record = attack();
    let mut second = record.events[0].clone();
    second.trigger = at(&record, "killing");
    second.recipients = vec!["a6".into()];
    record.events.push(second);
    assert_eq!(only(&record)["side_b"], "Ruritanian army");
    record.figures[0].span = at(&record, "army shelled Strelsau");
    assert_eq!(only(&record)["side_b"], "Civilians");
}

#[test]
fn an_event_told_again_is_counted_once() {
    let mut record = attack();
    let mut second = record.events[0].clone();
    second.trigger = at(&record, "fled");
    record.events.push(second);
    let again = also(&mut record, "f1", "Rebels", 12.0);
    assert_eq!(of(&record).len(), 1);
    record.figures[again].value = Some(13.0);
    assert_eq!(of(&record).len(), 2);
}

#[test]
fn bounds_are_those_of_the_words() {
    let numbers = |bound, value, low, high| {
        let mut record = attack();
        let figure = &mut record.figures[0];
        (figure.bound, figure.value, figure.low, figure.high) = (bound, value, low, high);
        let row = only(&record);
        assert_eq!(row["best"], row["deaths_unknown"]);
        ["low", "best", "high"].map(|name| row[name].clone()).join("/")
    };
    let n = Some(40.0);
    assert_eq!(numbers(Bound::AtLeast, n, n, None), "40/40/");
    assert_eq!(numbers(Bound::MoreThan, n, n, None), "40/40/");
    assert_eq!(numbers(Bound::About, n, None, None), "/40/");
    assert_eq!(numbers(Bound::AtMost, n, None, n), "//40");
    assert_eq!(numbers(Bound::FewerThan, n, None, n), "//40");
    assert_eq!(numbers(Bound::Range, None, Some(30.0), n), "30//40");
    assert_eq!(numbers(Bound::AtLeast, None, Some(12.0), None), "12//");
    assert_eq!(numbers(Bound::Exact, Some(15523.0), None, None), "/15523/");
}

#[test]
fn different_people_of_one_sentence_are_added() {
    let mut record = attack();
    record.figures[0].subgroup = Some("soldiers".into());
    let second = also(&mut record, "f1", "killing", 2.0);
    record.figures[second].subgroup = Some("civilians".into());
    record.events[0].recipients = vec!["a6".into()];
    let row = only(&record);
    assert_eq!((&*row["best"], &*row["deaths_b"], &*row["deaths_civilians"]), ("14", "", "2"));
    assert_eq!(row["deaths_unknown"], "12", "both sides have soldiers");

    record.figures[second].voice = Voice::Statement("s0".into());
    assert_eq!(only(&record)["best"], "12", "another says so");
    record.figures[second].voice = Voice::Report;
    record.figures[second].subgroup = None;
    assert_eq!(only(&record)["best"], "12", "may be the same people");
    record.figures[second].subgroup = Some("civilians".into());
    record.figures[second].tally = Some(Tally::Total);
    assert_eq!(only(&record)["best"], "12", "a toll so far");
}

#[test]
fn named_victims_are_added_to_named_victims_alone() {
    let victim = |name: &str| Some(Victim { name: Some(name.into()), age: None, sex: None });
    let mut record = attack();
    record.figures[0].value = Some(1.0);
    record.figures[0].victim = victim("Osric");
    let second = also(&mut record, "f1", "killing", 1.0);
    record.figures[second].victim = victim("Antoinette");
    assert_eq!(only(&record)["best"], "2");
    record.figures[second].victim = victim("Osric");
    assert_eq!(only(&record)["best"], "1");
    record.figures[second].victim = None;
    record.figures[second].subgroup = Some("children".into());
    assert_eq!(only(&record)["best"], "1");
}

#[test]
fn the_dead_are_parted_where_it_is_told() {
    let mut record = attack();
    record.events[0].recipients = vec!["a5".into()];
    let part = also(&mut record, "f1", "killing", 5.0);
    record.figures[part].part_of = Some("f0".into());
    record.figures[part].subgroup = Some("children".into());
    let row = only(&record);
    assert_eq!((&*row["deaths_civilians"], &*row["deaths_unknown"]), ("5", "7"));
    assert_eq!((&*row["deaths_a"], &*row["deaths_b"], &*row["best"]), ("", "", "12"));
    record.figures[part].value = Some(13.0);
    let row = only(&record);
    assert_eq!((&*row["deaths_civilians"], &*row["deaths_unknown"]), ("", "12"), "too many");

    let whose = |subgroup: Option<&str>, of_actor: Option<&str>| {
        let mut record = attack();
        record.events[0].recipients = vec!["a5".into()];
        record.figures[0].subgroup = subgroup.map(str::to_owned);
        record.figures[0].of_actor = of_actor.map(str::to_owned);
        let row = only(&record);
        let names = ["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"];
        let told: Vec<&str> = names.into_iter().filter(|name| row[*name] == "12").collect();
        told.join(" ")
    };
    assert_eq!(whose(Some("soldiers"), None), "deaths_a");
    assert_eq!(whose(Some("fighters"), None), "deaths_b");
    assert_eq!(whose(Some("civilians"), None), "deaths_civilians");
    assert_eq!(whose(Some("women"), None), "deaths_unknown");
    assert_eq!(whose(None, Some("a2")), "deaths_a");
    assert_eq!(whose(None, Some("a5")), "deaths_b");
    assert_eq!(whose(None, Some("a4")), "deaths_civilians");
    assert_eq!(whose(None, Some("a6")), "deaths_unknown", "an army that is no side");
    assert_eq!(whose(None, Some("a3")), "deaths_unknown", "a state as such");
}

#[test]
fn violence_is_of_the_type_that_roles_tell() {
    let violence = |actor: &str, recipient: &str| {
        let mut record = attack();
        record.events[0].actors = vec![actor.into()];
        record.events[0].recipients = vec![recipient.into()];
        record.figures[0].of_actor = Some(recipient.into());
        let row = only(&record);
        ["type_of_violence", "side_a", "side_b"].map(|name| row[name].clone()).join("/")
    };
    assert_eq!(violence("a2", "a6"), "1/Freedonian army/Ruritanian army");
    assert_eq!(violence("a5", "a6"), "1/Ruritanian army/Sylvanian Front");
    assert_eq!(violence("a1", "a5"), "1/Freedonia/Sylvanian Front");
    assert_eq!(violence("a5", "a5"), "2/Sylvanian Front/Sylvanian Front");
    assert_eq!(violence("a5", "a4"), "3/Sylvanian Front/Civilians");
    assert_eq!(violence("a2", "a3"), "/Freedonian army/Ruritania");
    assert_eq!(violence("a4", "a2"), "/villagers/Freedonian army");
    assert_eq!(violence("a2", "a9"), "/Freedonian army/");
    assert_eq!(violence("a5", "a0"), "/Sylvanian Front/Rassendyll", "an official");

    let mut record = attack();
    record.events[0].recipients = vec!["a4".into(), "a5".into()];
    let row = only(&record);
    assert_eq!((&*row["type_of_violence"], &*row["side_b"]), ("", "villagers, Sylvanian Front"));
}

#[test]
fn anybody_is_no_civilian() {
    let told = |name: &str| {
        let mut record = attack();
        record.actors[4].name = name.into();
        record.figures[0].of_actor = Some("a4".into());
        let row = only(&record);
        (row["type_of_violence"] == "3", row["deaths_civilians"] == "12")
    };
    for name in ["villagers", "Ruritanian farmers", "civilians", "a child"] {
        assert_eq!(told(name), (true, true), "{name}");
    }
    for name in ["people", "Ruritanians", "two men", "Rudolf Rassendyll", ""] {
        assert_eq!(told(name), (false, false), "{name}");
    }
}

#[test]
fn the_dead_of_a_state_that_is_struck_are_side_a() {
    let mut record = attack();
    record.events[0].actors = vec!["a5".into()];
    record.events[0].recipients = vec!["a6".into()];
    record.figures[0].of_actor = Some("a6".into());
    assert_eq!(only(&record)["deaths_a"], "12");
    record.figures[0].of_actor = Some("a5".into());
    assert_eq!(only(&record)["deaths_b"], "12");
}

#[test]
fn numbers_of_states_are_gleditsch_and_wards() {
    let mut record = attack();
    record.actors[2].country = Some("DEU".into());
    record.actors[4].country = Some("YEM".into());
    record.places[0].country = Some("YEM".into());
    let row = only(&record);
    assert_eq!((&*row["gwnoa"], &*row["gwnob"]), ("260", ""));
    assert_eq!((&*row["country"], &*row["country_id"]), ("Yemen", "678"));
    assert_eq!(row["region"], "Middle East");
}

#[test]
fn a_place_is_as_exact_as_it_is_known() {
    let place = |precision| {
        let mut record = attack();
        record.places[0].precision = precision;
        record.places[0].admin1 = None;
        let row = only(&record);
        ["where_prec", "adm_1", "adm_2", "latitude", "priogrid_gid"]
            .map(|name| row[name].clone())
            .join("/")
    };
    assert_eq!(place(Some(PlacePrecision::Exact)), "1///50.123456/201932");
    assert_eq!(place(Some(PlacePrecision::Admin2)), "3//Strelsau/50.123456/201932");
    assert_eq!(place(Some(PlacePrecision::Admin1)), "4/Strelsau//50.123456/201932");
    assert_eq!(place(Some(PlacePrecision::Country)), "6////");
    assert_eq!(place(None), "////");
    let mut record = attack();
    record.events[0].place = None;
    record.figures[0].place = Some("p0".into());
    assert_eq!(only(&record)["where_prec"], "1");
}

#[test]
fn cells_are_those_of_prio_grid() {
    // The four that PRIO's own tables have, and the corners of the earth.
    assert_eq!(super::priogrid(1.55, 1.25), 132_123);
    assert_eq!(super::priogrid(0.0, 0.0), 129_961);
    assert_eq!(super::priogrid(-10.55, 20.23), 114_161);
    assert_eq!(super::priogrid(82.0, -102.99), 247_835);
    assert_eq!(super::priogrid(-90.0, -180.0), 1);
    assert_eq!(super::priogrid(90.0, 180.0), 259_200);
}

#[test]
fn who_says_so_is_kept() {
    let original = |event: Voice, figure: Voice| {
        let mut record = attack();
        record.events[0].voice = event;
        record.figures[0].voice = figure;
        record.figures[0].span = at(&record, "shelled Strelsau");
        only(&record)["source_original"].clone()
    };
    let said = |id: &str| Voice::Statement(id.into());
    assert_eq!(original(Voice::Report, Voice::Report), "");
    assert_eq!(original(Voice::Report, said("s0")), "Rassendyll (RURGOV)");
    assert_eq!(original(said("s0"), said("s0")), "Rassendyll (RURGOV)");
    assert_eq!(original(said("s1"), Voice::Report), "event: Freedonian army (FRDMIL)");
    assert_eq!(
        original(said("s1"), said("s0")),
        "Rassendyll (RURGOV); event: Freedonian army (FRDMIL)"
    );
}

#[test]
fn totals_and_periods_are_no_clear_events() {
    let mut record = attack();
    record.figures[0].tally = Some(Tally::Total);
    assert_eq!(only(&record)["event_clarity"], "2");
    record.figures[0].tally = None;
    record.figures[0].since = Some("1987-05-01".into());
    record.figures[0].until = Some("1987-05-04".into());
    let row = only(&record);
    assert_eq!((&*row["event_clarity"], &*row["date_prec"]), ("2", "2"));
    record.figures[0].since = record.figures[0].until.clone();
    assert_eq!(only(&record)["event_clarity"], "1");
}

#[test]
fn an_event_without_a_time_has_a_latest_day_alone() {
    let mut record = attack();
    record.events[0].time = None;
    let row = only(&record);
    let dates = ["year", "date_prec", "date_start", "date_end"].map(|name| row[name].clone());
    assert_eq!(dates, ["", "", "", "1987-05-04"]);
}
