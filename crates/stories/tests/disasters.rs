//! Four disasters as they unfold, coded by the real coder and compared with the series that a person
//! reads in the same reports (`disasters/*/expected.txt`, written before the program ran).
//!
//! What the program does not read as that person does is listed line by line in `known.txt`, so that
//! this test fails when anything changes, for the better as well.

#![allow(clippy::unwrap_used)] // a test may stop where it cannot go on

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use sayso_codebook::{Codebook, Source};
use sayso_coder::Coder;
use sayso_language::{Model, Store};
use sayso_record::{
    Actor, ActorKind, Bound, Engine, Figure, Place, PlaceForm, PlacePrecision, Record, Report,
    Span, Statement, StatementKind, Tally, Voice,
};
use sayso_stories::series::{Entry, Point, Rule, Series, Stance, series};

/// Towns and provinces of the invented states, and a point for each state.
const PLACES: &str = "\
name,aliases,kind,country,admin1,latitude,longitude,geonames_id
Hentzau,,city,FRD,,51.2,16.4,
Port Selim,,city,FRD,,52.9,15.1,
Fredville,,city,FRD,,50.1,17.8,
Strelsau,,city,RUR,,47.2,14.1,
Zenda,,city,RUR,,48.3,13.2,
Sylvan City,,city,SYL,,45.6,20.3,
Karst,Karst province,admin1,SYL,Karst,45.1,19.7,
Vale,Vale province,admin1,SYL,Vale,46.0,21.2,
";

const POINTS: &str = "RUR,47,14\nFRD,51,17\nSYL,45.5,20.5\n";

const STATES: &str = "\
RUR,Ruritania,RUR,,,Kingdom of Ruritania,Ruritanian,Ruritanian,Strelsau
FRD,Freedonia,FRD,,,Republic of Freedonia,Freedonian,Freedonian,Fredville
SYL,Sylvania,SYL,,,Republic of Sylvania,Sylvanian,Sylvanian,Sylvan City
";

fn coder(model: &Model) -> Coder {
    let built_in = Source::built_in();
    let grown =
        |path: &str, rows: &str| format!("{}\n{rows}", built_in.text(path).unwrap().trim_end());
    let source = Source::built_in()
        .with_file("actors/states.csv", &grown("actors/states.csv", STATES))
        .with_file("places/countries.csv", &grown("places/countries.csv", POINTS))
        .with_file("places/invented.csv", PLACES);
    let codebook = Codebook::load(&source).unwrap();
    Coder::new(codebook, model.name().to_owned())
}

/// A file of `date …`, `source: …`, then the text.
fn report(path: &Path) -> Report {
    let text = std::fs::read_to_string(path).unwrap();
    let (head, body) = text.split_once("\n\n").unwrap();
    let (date, source) = head.split_once('\n').unwrap();
    let date = date.strip_prefix("date ").unwrap().parse().unwrap();
    let mut report = Report::new(date, None, body.trim_end().to_owned());
    report.id = path.file_stem().unwrap().to_str().unwrap().to_owned();
    report.source = Some(source.strip_prefix("source: ").unwrap().to_owned());
    report
}

fn records(folder: &Path) -> Vec<Record> {
    let model = Store::of_user().unwrap().open(None).unwrap();
    let coder = coder(&model);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    let is_report = |path: &PathBuf| path.file_stem().is_some_and(|name| name.len() == 2);
    paths.retain(is_report);
    paths.sort();
    let reports: Vec<Report> = paths.iter().map(|path| report(path)).collect();
    let texts: Vec<&str> = reports.iter().map(|report| report.text.as_str()).collect();
    let docs = coder.parse(&mut model.worker(), &texts);
    reports.into_iter().zip(&docs).map(|(report, doc)| coder.code(report, doc)).collect()
}

/// The lines of a table: each with the line of the series that it stands under.
fn lines(table: &str) -> Vec<String> {
    let mut series = "";
    let mut lines = Vec::new();
    for line in table.lines().map(str::trim) {
        if let Some(head) = line.strip_prefix("= ") {
            series = head;
        } else if !line.is_empty() && !line.starts_with('#') && !line.starts_with("copy ") {
            lines.push(format!("{series} | {line}"));
        }
    }
    lines
}

/// Whether two lines say the same. A hand-written head may leave the place out, and its speaker may be
/// shorter than the program's: "interior ministry", "Freedonian interior ministry".
fn is_same(a: &str, b: &str) -> bool {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(" | ").collect(), b.split(" | ").collect());
    let bare = |head: &str| {
        let words = head.split(' ').filter(|word| !word.starts_with("place="));
        words.collect::<Vec<_>>().join(" ")
    };
    let heads = a[0] == b[0] || bare(a[0]) == b[0] || a[0] == bare(b[0]);
    let speakers = |a: &str, b: &str| {
        let (a, b) = (a.to_lowercase(), b.to_lowercase());
        a == b || (a != "-" && b != "-") && (a.contains(&b) || b.contains(&a))
    };
    let is_entry = a.len() > 4;
    let cells = |at: usize| match (at, a[at], b[at]) {
        (0, ..) => heads,
        (4, a, b) if is_entry => speakers(a, b),
        (_, a, b) => a == b,
    };
    a.len() == b.len() && (0..a.len()).all(cells)
}

/// The copies that a table names: the report that copies, and the one that it copies.
fn copies(table: &str) -> BTreeMap<&str, &str> {
    let pairs = table.lines().filter_map(|line| line.strip_prefix("copy ")?.split_once(' '));
    pairs.collect()
}

fn head(series: &Series) -> String {
    let mut head = series.measure.clone();
    let mut add = |name: &str, value: &Option<String>| {
        if let Some(value) = value {
            let _ = write!(head, " {name}={}", value.replace(' ', "_"));
        }
    };
    add("place", &series.place);
    add("subgroup", &series.subgroup);
    add("people", &series.population);
    add("tally", &series.is_new.then(|| "new".to_owned()));
    add("victim", &series.victim);
    add("since", &series.since);
    if series.is_part { format!("{head} part") } else { head }
}

fn number(entry: &Entry) -> String {
    match (entry.value, entry.low, entry.high) {
        (Some(value), Some(low), Some(_)) if value == low => value.to_string(),
        (Some(value), None, None) => format!("~{value}"),
        (_, Some(low), None) => format!(">={low}"),
        (_, None, Some(high)) => format!("<={high}"),
        (_, low, high) => format!("{}..{}", low.unwrap_or(-1.0), high.unwrap_or(-1.0)),
    }
}

fn stance(series: &Series, entry: &Entry) -> String {
    let (word, with) = match entry.stance {
        Stance::First => return "first".into(),
        Stance::Agrees { with } => ("agrees", Some(with)),
        Stance::Rises { with } => ("rises", Some(with)),
        Stance::Falls { with } => ("falls", Some(with)),
        Stance::Revises { with } => ("revises", with),
        Stance::Contradicts { with } => ("contradicts", Some(with)),
    };
    let with = with.map(|with| &series.entries[with]);
    with.map_or(word.into(), |with| format!("{word} {} {}", with.report, number(with)))
}

/// What the program finds, in the form of a table.
fn table(all: &[Series]) -> String {
    let mut table = String::new();
    for series in all {
        writeln!(table, "\n= {}", head(series)).unwrap();
        for entry in &series.entries {
            let source = entry.source.as_deref().unwrap();
            let speaker = entry.speaker.as_deref().unwrap_or("-");
            let Entry { report, date, .. } = entry;
            let (number, stance) = (number(entry), stance(series, entry));
            writeln!(table, "{report} | {date} | {source} | {speaker} | {number} | {stance}")
                .unwrap();
        }
        for day in &series.days {
            let of = |rule| {
                let found = series.estimate(day.date, &rule).unwrap();
                format!("{}-{} {}", found.low, found.high, found.best)
            };
            let (range, majority) = (of(Rule::Range), of(Rule::Majority));
            writeln!(table, "{} | range {range} | majority {majority}", day.date).unwrap();
        }
    }
    table
}

/// The records that a table would have if the coder read just what the table's writer read.
fn records_by_hand(expected: &str) -> Vec<Record> {
    let mut records: BTreeMap<String, Record> = BTreeMap::new();
    for line in lines(expected) {
        let cells: Vec<&str> = line.split(" | ").collect();
        let [head, report, date, source, speaker, number, stance] = cells.as_slice() else {
            continue;
        };
        let record = records.entry((*report).to_owned()).or_insert_with(|| {
            let mut made = Report::new(date.parse().unwrap(), None, String::new());
            made.id = (*report).to_owned();
            made.source = Some((*source).to_owned());
            empty(made)
        });
        let mut figure = figure(head, number, &format!("f{}", record.figures.len()));
        figure.revised_from = stance.starts_with("revises").then(|| {
            stance
                .rsplit(' ')
                .next()
                .unwrap()
                .trim_start_matches(['>', '=', '<', '~'])
                .parse()
                .unwrap()
        });
        if *speaker != "-" {
            figure.voice = Voice::Statement(say(record, speaker));
        }
        figure.place = attribute(head, "place").map(|name| mention(record, &name));
        if let Some(country) = attribute(head, "people") {
            figure.of = Some("Sylvanians".into());
            figure.of_actor = Some(actor(record, "Sylvanians", ActorKind::Group, Some(country)));
        }
        record.figures.push(figure);
    }
    records.into_values().collect()
}

/// A figure as a table's head and cell tell it.
fn figure(head: &str, number: &str, id: &str) -> Figure {
    let parse = |text: &str| text.parse::<f64>().unwrap();
    let (value, low, high, bound) = match number.split_at(number.find(char::is_numeric).unwrap()) {
        (">=", n) => (Some(parse(n)), Some(parse(n)), None, Bound::AtLeast),
        ("<=", n) => (Some(parse(n)), None, Some(parse(n)), Bound::AtMost),
        ("~", n) => (Some(parse(n)), None, None, Bound::About),
        _ => match number.split_once("..") {
            Some((low, high)) => (None, Some(parse(low)), Some(parse(high)), Bound::Range),
            None => (Some(parse(number)), Some(parse(number)), Some(parse(number)), Bound::Exact),
        },
    };
    let measure = head.split(' ').next().unwrap().to_owned();
    let since = attribute(head, "since");
    let year = since.as_ref().map(|since| since[..4].to_owned());
    Figure {
        id: id.to_owned(),
        unit: if measure == "destroyed-homes" { "home" } else { "person" }.into(),
        measure,
        value,
        low,
        high,
        bound,
        share: None,
        tally: attribute(head, "tally").map(|_| Tally::New),
        revised_from: None,
        of: None,
        of_actor: None,
        subgroup: attribute(head, "subgroup"),
        part_of: head.ends_with(" part").then(|| "f99".to_owned()),
        victim: None,
        by: vec![],
        cause: None,
        until: year.map(|year| format!("{year}-12-31")),
        since,
        place: None,
        span: vec![Span::new(0, 0)],
        voice: Voice::Report,
        rule: String::new(),
    }
}

fn attribute(head: &str, name: &str) -> Option<String> {
    let mut words = head.split(' ');
    words.find_map(|word| Some(word.strip_prefix(name)?.strip_prefix('=')?.replace('_', " ")))
}

fn empty(report: Report) -> Record {
    let engine = Engine { version: String::new(), model: String::new(), codebook: String::new() };
    Record {
        report,
        actors: vec![],
        mentions: vec![],
        times: vec![],
        places: vec![],
        statements: vec![],
        events: vec![],
        figures: vec![],
        engine,
    }
}

fn actor(record: &mut Record, name: &str, kind: ActorKind, country: Option<String>) -> String {
    let id = format!("a{}", record.actors.len());
    let (role, code, wikidata) = (None, None, None);
    let name = name.to_owned();
    record.actors.push(Actor { id: id.clone(), name, kind, country, role, code, wikidata });
    id
}

fn say(record: &mut Record, speaker: &str) -> String {
    let speaker = actor(record, speaker, ActorKind::Organisation, None);
    let id = format!("s{}", record.statements.len());
    record.statements.push(Statement {
        id: id.clone(),
        source: vec![],
        speaker: Some(speaker),
        cue: vec![],
        content: vec![],
        kind: StatementKind::Indirect,
        addressee: None,
        within: None,
        rule: String::new(),
    });
    id
}

fn mention(record: &mut Record, name: &str) -> String {
    let id = format!("p{}", record.places.len());
    let (country, precision) = match name {
        "Freedonia" => ("FRD", PlacePrecision::Country),
        "Sylvania" => ("SYL", PlacePrecision::Country),
        "Karst" | "Vale" => ("SYL", PlacePrecision::Admin1),
        _ => ("FRD", PlacePrecision::Exact),
    };
    record.places.push(Place {
        id: id.clone(),
        start: 0,
        end: 0,
        name: name.to_owned(),
        form: PlaceForm::Name,
        country: Some(country.into()),
        admin1: (precision == PlacePrecision::Admin1).then(|| name.to_owned()),
        latitude: None,
        longitude: None,
        geonames_id: None,
        precision: Some(precision),
    });
    id
}

/// With every figure read as the table's writer read it, there is no difference left: what is listed as
/// known is the reading's, and not the series'.
#[test]
fn what_is_read_by_hand_gives_the_tables_of_the_hand() {
    for name in ["earthquake", "ferry", "floods", "bombing"] {
        let expected = std::fs::read_to_string(folder(name).join("expected.txt")).unwrap();
        let (found, differences) = differences(&expected, &records_by_hand(&expected));
        assert!(differences.is_empty(), "{found}\n{}", differences.join("\n"));
    }
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/disasters").join(name)
}

/// The table that the records give, and the lines by which it differs from the one written by hand.
fn differences(expected: &str, records: &[Record]) -> (String, Vec<String>) {
    let copies = copies(expected);
    let mut points = Vec::new();
    for record in records {
        let report = record.report.id.as_str();
        points.extend(record.figures.iter().map(|figure| Point {
            report,
            date: record.report.date,
            source: record.report.source.as_deref(),
            independent: copies.get(report).copied().unwrap_or(report),
            record,
            figure,
            happening: None,
        }));
    }
    let found = table(&series(&points));
    let (wanted, got) = (lines(expected), lines(&found));
    let has = |lines: &[String], line: &str| lines.iter().any(|other| is_same(other, line));
    let missed = wanted.iter().filter(|line| !has(&got, line)).map(|line| format!("- {line}"));
    let added = got.iter().filter(|line| !has(&wanted, line)).map(|line| format!("+ {line}"));
    let differences = missed.chain(added).collect();
    (found, differences)
}

/// How much of the hand's table is there: figures read at all, entries and days just so.
fn summary(expected: &str, found: &str, differences: &[String]) -> String {
    let (wanted, got) = (lines(expected), lines(found));
    let cells = |line: &String| line.split(" | ").map(str::to_owned).collect::<Vec<_>>();
    let is_entry = |line: &&String| cells(line).len() == 7;
    let number = |line: &String| {
        let cells = cells(line);
        let measure = cells[0].split(' ').next().map(str::to_owned);
        (measure, cells.get(1).cloned(), cells.get(5).cloned())
    };
    let is_read = |line: &&String| got.iter().any(|other| number(other) == number(line));
    let is_missed = |line: &&String| differences.contains(&format!("- {line}"));
    let (entries, days): (Vec<_>, Vec<_>) = wanted.iter().partition(is_entry);
    format!(
        "{} of {} figures read, {} entries and {} of {} days as written by hand",
        entries.iter().filter(|line| is_read(line)).count(),
        entries.len(),
        entries.iter().filter(|line| !is_missed(line)).count(),
        days.iter().filter(|line| !is_missed(line)).count(),
        days.len(),
    )
}

fn check(name: &str) {
    let expected = std::fs::read_to_string(folder(name).join("expected.txt")).unwrap();
    let (found, differences) = differences(&expected, &records(&folder(name)));
    println!("{found}\n{name}: {}", summary(&expected, &found, &differences));
    let known = std::fs::read_to_string(folder(name).join("known.txt")).unwrap();
    let known: Vec<&str> = known.lines().filter(|line| line.starts_with(['-', '+'])).collect();
    assert_eq!(differences, known, "these differ now:\n{}", differences.join("\n"));
}

#[test]
fn earthquake() {
    check("earthquake");
}

#[test]
fn ferry() {
    check("ferry");
}

#[test]
fn bombing() {
    check("bombing");
}

#[test]
fn floods() {
    check("floods");
}
