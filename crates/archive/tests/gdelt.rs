//! The forms of GDELT, as files: their columns, what is in them, and what must not be.

#![allow(clippy::unwrap_used)]

use sayso_archive::export::{Form, Open};
use sayso_archive::{Standing, Stored};
use sayso_record::sample::{full, record};
use sayso_record::*;

/// The file that these records make.
fn file(form: &str, records: &[Record]) -> String {
    let stored = |record: &Record| Stored {
        record: record.clone(),
        standing: Standing::Current,
        replaces: None,
        retold: vec![],
    };
    written(form, &records.iter().map(stored).collect::<Vec<_>>())
}

fn written(form: &str, stored: &[Stored]) -> String {
    let Open::File(open) = Form::by_name(form).unwrap().open else { panic!("{form} is a file") };
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut form = open(Box::new(file.reopen().unwrap())).unwrap();
    for stored in stored {
        form.record(stored).unwrap();
    }
    form.finish().unwrap();
    std::fs::read_to_string(file.path()).unwrap()
}

fn rows(file: &str, columns: usize) -> Vec<Vec<&str>> {
    assert!(file.is_empty() || file.ends_with('\n'));
    let rows: Vec<Vec<&str>> = file.lines().map(|line| line.split('\t').collect()).collect();
    for row in &rows {
        assert_eq!(row.len(), columns, "{row:?}");
    }
    rows
}

/// Whether a cell is of the type that GDELT's codebook gives its column; blank where `blank`.
fn fits(cell: &str, kind: char, blank: bool) -> bool {
    match kind {
        _ if cell.is_empty() => blank,
        'i' => cell.parse::<i64>().is_ok(),
        'f' => cell.parse::<f64>().is_ok_and(f64::is_finite),
        _ => true,
    }
}

/// Types of the 61 columns of events: i whole number, f number, s text.
fn event_types() -> Vec<char> {
    let geo = "issssffs";
    format!("iiiif{}isssifiiif{}is", "s".repeat(20), geo.repeat(3)).chars().collect()
}

#[test]
fn events_have_61_columns_of_their_types() {
    let file = file("gdelt-events", &[record(), full()]);
    let rows = rows(&file, 61);
    assert_eq!(event_types().len(), 61);
    // Three of the first report; one and two of the second, whose last event has no time.
    assert_eq!(rows.len(), 6);
    let may_be_blank = |at: usize| at == 34 || (35..59).contains(&at);
    for row in &rows {
        for (at, (cell, kind)) in row.iter().zip(event_types()).enumerate() {
            assert!(fits(cell, kind, may_be_blank(at) || kind == 's'), "column {}: {cell}", at + 1);
        }
    }
    let ids: std::collections::HashSet<i64> =
        rows.iter().map(|row| row[0].parse().unwrap()).collect();
    assert_eq!(ids.len(), rows.len());
    assert!(ids.iter().all(|id| (1..1 << 53).contains(id)));
}

#[test]
fn an_event_is_what_the_record_says() {
    let mut record = record();
    record.actors[0].country = Some("ROU".into());
    record.actors[1].country = Some("USA".into());
    record.events.truncate(1);
    record.events[0].cameo = "0421".into();
    record.events[0].goldstein = 1.9;
    let file = file("gdelt-events", &[record]);
    let row = &rows(&file, 61)[0];
    assert_eq!(row[1..5], ["19870504", "198705", "1987", "1987.3397"]);
    assert_eq!(row[5..15], ["ROMGOV", "RASSENDYLL", "ROM", "", "", "", "", "GOV", "", ""]);
    assert_eq!(row[15..18], ["USA", "FREEDONIA", "USA"]);
    assert_eq!(row[25..35], ["1", "0421", "042", "04", "1", "1.9", "1", "1", "1", ""]);
    assert_eq!(row[35..37], ["0", ""]);
    assert_eq!(row[51..53], ["0", ""]);
    assert_eq!(row[59], "19870504000000");
    assert!(row[60].starts_with("Strelsau Courier, Presidents meet, 1987-05-04 ["));
}

#[test]
fn a_month_has_its_first_day_and_each_actor_its_row() {
    let mut record = full();
    record.events[1].place = Some("p0".into());
    record.places[0].country = Some("USA".into());
    record.places[0].admin1 = Some("Texas".into());
    let file = file("gdelt-events", &[record]);
    let rows = rows(&file, 61);
    let names: Vec<[&str; 2]> = rows.iter().map(|row| [row[6], row[16]]).collect();
    assert_eq!(
        names,
        [["RASSENDYLL", "FREEDONIA"], ["FREEDONIAN ARMY", "RURITANIA"], ["FREEDONIA", "RURITANIA"]]
    );
    let row = &rows[1];
    assert_eq!(row[1..4], ["19870501", "198705", "1987"]);
    assert_eq!(row[25], "0", "not in the lead");
    assert_eq!(
        row[51..59],
        ["3", "Strelsau, Texas, United States", "US", "USTX", "", "50.123456", "-14.5", ""]
    );
    assert_eq!(row[60], "https://courier.example/1987/05/04/presidents");
}

#[test]
fn what_did_not_take_place_and_what_no_longer_stands_stays_out() {
    for (status, rows) in [
        (EventStatus::Happened, 3),
        (EventStatus::Ongoing, 3),
        (EventStatus::Historical, 3),
        (EventStatus::Future, 0),
        (EventStatus::Hypothetical, 0),
        (EventStatus::Negated, 0),
        (EventStatus::CalledFor, 0),
    ] {
        let mut record = record();
        record.events.iter_mut().for_each(|event| event.status = status);
        assert_eq!(file("gdelt-events", &[record]).lines().count(), rows, "{status:?}");
    }
    for standing in [Standing::Superseded, Standing::Withdrawn] {
        let stored = Stored { record: full(), standing, replaces: None, retold: vec![] };
        assert_eq!(written("gdelt-events", std::slice::from_ref(&stored)), "");
        assert_eq!(written("gdelt-gkg", &[stored]), "");
    }
}

#[test]
fn the_same_records_make_the_same_file() {
    for form in ["gdelt-events", "gdelt-gkg"] {
        let records = [record(), full(), record()];
        assert_eq!(file(form, &records), file(form, &records));
    }
    // The same report twice: its events are told apart all the same.
    let file = file("gdelt-events", &[record(), record()]);
    let ids: std::collections::HashSet<&str> = rows(&file, 61).iter().map(|row| row[0]).collect();
    assert_eq!(ids.len(), 6);
}

/// The sample with names, a quotation and a date of every kind.
fn told() -> Record {
    let mut record = full();
    record.actors[0].kind = ActorKind::Person;
    record.actors[1].kind = ActorKind::State;
    record.actors[2].kind = ActorKind::Organisation;
    record.actors[2].name = "Army; of #Freedonia, the|first".into();
    record.statements[0].kind = StatementKind::Mixed;
    record.figures[0].of = Some("villagers; of, #Zenda".into());
    record.figures[0].place = Some("p0".into());
    for (at, value) in ["1987", "1987-05", "XXXX-12-25", "1987-W20", "PAST_REF"].iter().enumerate()
    {
        let mut time = record.times[0].clone();
        time.id = format!("t{}", at + 1);
        time.value = Some((*value).into());
        record.times.push(time);
    }
    record
}

#[test]
fn a_graph_row_has_27_fields() {
    let record = told();
    let file = file("gdelt-gkg", &[record.clone(), record.clone(), self::record()]);
    let rows = rows(&file, 27);
    assert_eq!(rows.len(), 3);
    let ids: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(ids, ["19870504000000-1", "19870504000000-2", "19870504000000-3"]);
    let row = &rows[0];
    let at = |words: &str| {
        let text = &record.report.text;
        text[..text.find(words).unwrap()].chars().count()
    };
    let url = "https://courier.example/1987/05/04/presidents";
    assert_eq!(row[1..5], ["19870504000000", "1", "courier.example", url]);
    let place = "4#Strelsau, Strelsau District###50.123456#-14.5#";
    let count = format!("KILL#1200#villagers  of   Zenda#{place}");
    assert_eq!(row[5], count);
    assert_eq!(row[6], format!("{count}#{}", at("at least")));
    assert_eq!(row[7..9], ["", ""]);
    assert_eq!(row[9], place);
    let second = "4#Strelsau, Strelsau District####50.123456#-14.5#";
    assert_eq!(row[10], format!("{second}#{}", at("Strelsau")));
    assert_eq!(row[11..13], ["", ""]);
    let army = "Army  of  Freedonia  the first";
    assert_eq!(row[13], army);
    assert_eq!(row[14], format!("{army},{}", at("the Freedonian army")));
    assert_eq!(row[15], "", "no tone is measured");
    let monday = at("Monday");
    assert_eq!(
        row[16],
        format!("3#5#4#1987#{monday};1#0#0#1987#{monday};2#5#0#1987#{monday};4#12#25#0#{monday}")
    );
    assert_eq!(row[17], "wc:39");
    assert_eq!(row[18..22], ["", "", "", ""]);
    let quote = "at least 1,200 villagers had been killed";
    assert_eq!(row[22], format!("{}|{}|said|{quote}", at("at least"), quote.chars().count()));
    assert!(row[23].starts_with(&format!("his Freedonian counterpart,{};Strelsau,", at("his"))));
    assert_eq!(row[24], format!("1200,villagers  of   Zenda,{}", at("at least")));
    assert_eq!(row[25..27], ["", ""]);
    let citation = &rows[2];
    assert_eq!(citation[2..4], ["2", "Strelsau Courier"]);
    assert!(citation[4].starts_with("Strelsau Courier, Presidents meet, 1987-05-04 ["));
}

#[test]
fn nothing_in_a_report_breaks_a_row() {
    let mut record = told();
    record.report.source = Some("\"Strelsau\tCourier\r\n".into());
    record.report.url = None;
    record.actors[0].name = "\"Rassendyll\t\u{85}\u{2029}V".into();
    record.places[0].name = "Strel#sau;\n".into();
    record.figures[0].value = Some(f64::NAN);
    record.figures[1].span.clear();
    record.events[0].goldstein = f64::INFINITY;
    record.events[0].cameo = "ü".into();
    record.events[0].place = Some("none".into());
    record.events[1].time.as_mut().unwrap().value = "-0001-99".into();
    record.statements[0].content = vec![Span::new(9_999, 10), Span::new(usize::MAX, 0)];
    record.mentions[0].start = 9_999;
    record.mentions[1].actor = "none".into();
    record.report.date = jiff::civil::date(-44, 3, 15);
    let file_of = |form: &str| file(form, std::slice::from_ref(&record));
    let events = file_of("gdelt-events");
    let row = &rows(&events, 61)[0];
    assert_eq!(row[6], "'RASSENDYLL   V");
    assert_eq!([row[26], row[29], row[30], row[59]], ["ü", "", "", "0"]);
    let graph = file_of("gdelt-gkg");
    let row = &rows(&graph, 27)[0];
    assert_eq!(row[0..2], ["00000000000000-1", "0"]);
    assert_eq!(row[5], "");
    assert_eq!(row[9], "4#Strel sau  , Strelsau District###50.123456#-14.5#");
    assert_eq!(row[22], "");
    // Another day that GKG has no number for.
    let mut older = record.clone();
    older.report.date = jiff::civil::date(-43, 3, 15);
    let graph = file("gdelt-gkg", &[record, older]);
    assert_ne!(rows(&graph, 27)[0][0], rows(&graph, 27)[1][0]);
}
