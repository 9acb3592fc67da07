//! Series of points made by hand.

#![allow(clippy::unwrap_used)] // a test may stop where it cannot go on

mod properties;

use jiff::civil::date;
use sayso_record::{
    Actor, ActorKind, Bound, Engine, Place, PlaceForm, Report, Span, Statement, StatementKind,
    Tally, Victim, Voice,
};

use super::*;

/// A report on a day of May 2031, with its figures.
fn told(id: &str, day: i8, source: &str, figures: Vec<Figure>) -> Record {
    let mut report = Report::new(date(2031, 5, day), None, "three of the dead".into());
    report.id = id.into();
    report.source = Some(source.into());
    let mut record = Record {
        report,
        actors: vec![],
        mentions: vec![],
        times: vec![],
        places: vec![],
        statements: vec![],
        events: vec![],
        figures,
        engine: Engine { version: "0".into(), model: "m".into(), codebook: "c".into() },
    };
    for (at, figure) in record.figures.iter_mut().enumerate() {
        figure.id = format!("f{at}");
        // What a test names stands in the record.
        if let Some(name) = &figure.place {
            record.places.push(place(name));
        }
        if let Voice::Statement(speaker) = &figure.voice {
            record.actors.push(actor(speaker, ActorKind::Organisation, None));
            record.statements.push(said(speaker));
        }
        if let Some(nation) = &figure.of_actor {
            record.actors.push(actor(nation, ActorKind::Group, Some(nation)));
        }
    }
    record
}

fn actor(name: &str, kind: ActorKind, country: Option<&str>) -> Actor {
    Actor {
        id: name.into(),
        name: name.into(),
        kind,
        country: country.map(str::to_owned),
        role: None,
        code: None,
        wikidata: None,
    }
}

fn said(speaker: &str) -> Statement {
    Statement {
        id: speaker.into(),
        source: vec![],
        speaker: Some(speaker.into()),
        cue: vec![],
        content: vec![],
        kind: StatementKind::Indirect,
        addressee: None,
        within: None,
        rule: "said".into(),
    }
}

/// Places by name: a country in capitals, `Division/` with a slash, else a town of a country
/// (`FRD:Port Freedonia`).
fn place(name: &str) -> Place {
    let (country, rest) = name.split_once(':').unwrap_or((name, ""));
    let precision = match rest {
        "" => PlacePrecision::Country,
        _ if rest.ends_with('/') => PlacePrecision::Admin1,
        _ => PlacePrecision::Exact,
    };
    Place {
        id: name.into(),
        start: 0,
        end: 0,
        name: name.into(),
        form: PlaceForm::Name,
        country: Some(country.into()),
        admin1: None,
        latitude: None,
        longitude: None,
        geonames_id: None,
        precision: Some(precision),
    }
}

fn figure(measure: &str, bound: Bound, value: f64) -> Figure {
    let (low, high) = match bound {
        Bound::Exact => (Some(value), Some(value)),
        Bound::AtLeast | Bound::MoreThan => (Some(value), None),
        Bound::AtMost | Bound::FewerThan => (None, Some(value)),
        Bound::About | Bound::Range => (None, None),
    };
    Figure {
        id: String::new(),
        measure: measure.into(),
        value: Some(value),
        low,
        high,
        bound,
        share: None,
        unit: "person".into(),
        tally: None,
        revised_from: None,
        of: None,
        of_actor: None,
        subgroup: None,
        part_of: None,
        victim: None,
        by: vec![],
        cause: None,
        since: None,
        until: None,
        place: None,
        span: vec![],
        voice: Voice::Report,
        rule: "made".into(),
    }
}

fn killed(value: f64) -> Figure {
    figure("killed", Bound::Exact, value)
}

fn by(speaker: &str, figure: Figure) -> Figure {
    Figure { voice: Voice::Statement(speaker.into()), ..figure }
}

fn at(place: &str, figure: Figure) -> Figure {
    Figure { place: Some(place.into()), ..figure }
}

fn of(noun: &str, figure: Figure) -> Figure {
    Figure { of: Some(noun.into()), ..figure }
}

fn covering(since: &str, until: &str, figure: Figure) -> Figure {
    Figure { since: Some(since.into()), until: Some(until.into()), ..figure }
}

fn points(records: &[Record]) -> Vec<Point<'_>> {
    records
        .iter()
        .flat_map(|record| record.figures.iter().map(|figure| point(record, figure)))
        .collect()
}

fn point<'a>(record: &'a Record, figure: &'a Figure) -> Point<'a> {
    let report = &record.report;
    Point {
        report: &report.id,
        date: report.date,
        source: report.source.as_deref(),
        independent: &report.id,
        record,
        figure,
        happening: None,
    }
}

fn all(records: &[Record]) -> Vec<Series> {
    series(&points(records))
}

/// The only series.
fn only(records: &[Record]) -> Series {
    let mut found = all(records);
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

fn stances(records: &[Record]) -> Vec<Stance> {
    only(records).entries.iter().map(|entry| entry.stance).collect()
}

/// How the second of two sources' numbers of one day stands to the first; they are in order of number.
fn on_one_day(a: Figure, b: Figure) -> Stance {
    stances(&[told("1", 1, "Herald", vec![a]), told("2", 1, "Courier", vec![b])])[1]
}

/// The same of two sources, a day apart.
fn a_day_later(a: Figure, b: Figure) -> Stance {
    stances(&[told("1", 1, "Herald", vec![a]), told("2", 2, "Courier", vec![b])])[1]
}

/// The same of one source.
fn from_one_source(a: Figure, b: Figure) -> Stance {
    stances(&[told("1", 1, "Herald", vec![a]), told("2", 2, "Herald", vec![b])])[1]
}

const AGREES: Stance = Stance::Agrees { with: 0 };
const CONTRADICTS: Stance = Stance::Contradicts { with: 0 };
const RISES: Stance = Stance::Rises { with: 0 };
const REVISES: Stance = Stance::Revises { with: Some(0) };

#[test]
fn bounds_that_meet_agree() {
    let about = |value| figure("killed", Bound::About, value);
    let at_least = |value| figure("killed", Bound::AtLeast, value);
    let dozens = Figure { value: None, ..at_least(12.0) };
    let between = Figure {
        value: None,
        low: Some(20.0),
        high: Some(25.0),
        ..figure("killed", Bound::Range, 0.0)
    };
    assert_eq!(on_one_day(at_least(40.0), killed(45.0)), AGREES);
    assert_eq!(on_one_day(killed(38.0), at_least(40.0)), CONTRADICTS);
    assert_eq!(on_one_day(about(40.0), killed(43.0)), AGREES);
    assert_eq!(on_one_day(about(40.0), killed(46.0)), CONTRADICTS);
    assert_eq!(on_one_day(dozens.clone(), killed(14.0)), AGREES);
    assert_eq!(on_one_day(killed(11.0), dozens), CONTRADICTS);
    assert_eq!(on_one_day(between.clone(), killed(24.0)), AGREES);
    assert_eq!(on_one_day(killed(19.0), between), CONTRADICTS);
    assert_eq!(on_one_day(figure("killed", Bound::AtMost, 50.0), killed(51.0)), CONTRADICTS);
    assert_eq!(on_one_day(killed(12.0), figure("killed", Bound::AtMost, 50.0)), AGREES);
}

#[test]
fn from_day_to_day_what_grows_rises() {
    assert_eq!(a_day_later(killed(12.0), killed(31.0)), RISES);
    assert_eq!(a_day_later(killed(31.0), killed(12.0)), CONTRADICTS);
    assert_eq!(a_day_later(figure("killed", Bound::AtLeast, 40.0), killed(45.0)), RISES);
    assert_eq!(a_day_later(figure("killed", Bound::About, 40.0), killed(43.0)), AGREES);
    // "at least 30" leaves room for the 40 of yesterday.
    assert_eq!(a_day_later(killed(40.0), figure("killed", Bound::AtLeast, 30.0)), AGREES);
    assert_eq!(from_one_source(killed(12.0), killed(31.0)), RISES);
    assert_eq!(from_one_source(killed(31.0), killed(31.0)), AGREES);
    assert_eq!(from_one_source(killed(31.0), killed(29.0)), REVISES);
}

#[test]
fn what_may_fall_falls() {
    let missing = |value| figure("missing", Bound::Exact, value);
    assert_eq!(a_day_later(missing(30.0), missing(19.0)), Stance::Falls { with: 0 });
    assert_eq!(from_one_source(missing(30.0), missing(19.0)), Stance::Falls { with: 0 });
    assert_eq!(on_one_day(missing(19.0), missing(30.0)), CONTRADICTS);
}

#[test]
fn a_number_that_replaces_another_revises() {
    let raised = Figure { revised_from: Some(31.0), ..killed(58.0) };
    assert_eq!(a_day_later(killed(31.0), raised.clone()), REVISES);
    assert_eq!(a_day_later(killed(30.0), raised), Stance::Revises { with: None });
}

#[test]
fn two_speakers_of_one_report_contradict() {
    let records = [told(
        "1",
        1,
        "Herald",
        vec![by("health ministry", killed(40.0)), by("army", killed(12.0))],
    )];
    assert_eq!(stances(&records), [Stance::First, CONTRADICTS]);
    let entries = only(&records).entries;
    assert_eq!(entries[0].speaker.as_deref(), Some("army"));
}

#[test]
fn a_speaker_is_one_source_in_every_paper() {
    let records = [
        told("1", 1, "Herald", vec![by("the army", killed(12.0))]),
        told("2", 2, "Courier", vec![by("army spokesman", killed(9.0))]),
    ];
    assert_eq!(stances(&records), [Stance::First, REVISES]);
    let estimate = only(&records).estimate(date(2031, 5, 2), &Rule::Range).unwrap();
    assert_eq!(estimate, Estimate { low: 9.0, high: 9.0, best: 9.0 });
}

#[test]
fn what_counts_other_things_is_kept_apart() {
    let apart = |other: Figure| {
        let records = [told("1", 2, "Herald", vec![killed(40.0), other])];
        assert_eq!(all(&records).len(), 2, "{:?}", records[0].figures[1]);
    };
    apart(figure("missing", Bound::Exact, 40.0));
    apart(Figure { tally: Some(Tally::New), ..killed(12.0) });
    apart(Figure { subgroup: Some("children".into()), part_of: Some("f0".into()), ..killed(12.0) });
    apart(Figure { part_of: Some("f0".into()), ..killed(12.0) });
    apart(Figure { unit: "household".into(), ..killed(12.0) });
    apart(covering("2021-01-01", "2021-12-31", killed(2000.0)));
    apart(covering("2030-10-01", "2031-05-02", killed(2000.0)));
    let victim = Victim { name: Some("Olga Tann".into()), age: Some(52), sex: None };
    apart(Figure { victim: Some(victim), ..killed(1.0) });
    let words = Figure { span: vec![Span::new(0, 17)], ..killed(3.0) };
    apart(words);
}

#[test]
fn a_share_is_left_out() {
    let share = Figure { value: None, share: Some(0.5), part_of: Some("f0".into()), ..killed(0.0) };
    assert_eq!(only(&[told("1", 1, "Herald", vec![killed(40.0), share])]).entries.len(), 1);
}

#[test]
fn currencies_are_kept_apart_and_homes_are_houses() {
    let money = |unit: &str| Figure { unit: unit.into(), ..figure("money", Bound::Exact, 5e6) };
    assert_eq!(all(&[told("1", 1, "Herald", vec![money("USD"), money("EUR")])]).len(), 2);
    let homes = |noun: &str| {
        let homes = figure("destroyed-homes", Bound::Exact, 40.0);
        of(noun, Figure { unit: "home".into(), ..homes })
    };
    assert_eq!(
        only(&[told("1", 1, "Herald", vec![homes("homes"), homes("houses")])]).population,
        None
    );
    assert_eq!(all(&[told("1", 1, "Herald", vec![homes("homes"), homes("bridges")])]).len(), 1);
}

#[test]
fn a_count_that_runs_on_is_one_from_report_to_report() {
    let since = |day: &str, value| covering("2030-10-07", day, killed(value));
    let records = [
        told("1", 1, "Herald", vec![since("2031-05-01", 15000.0)]),
        told("2", 2, "Herald", vec![since("2031-05-02", 15500.0)]),
    ];
    let series = only(&records);
    assert_eq!((series.since.as_deref(), series.until), (Some("2030-10-07"), None));
}

#[test]
fn the_day_on_which_it_was_said_is_no_period() {
    let tuesday = |value| covering("2031-05-03", "2031-05-03", killed(value));
    let first = told("1", 1, "Herald", vec![covering("2031-05-01", "2031-05-01", killed(31.0))]);
    assert_eq!(all(&[first.clone(), told("2", 3, "Herald", vec![tuesday(58.0)])]).len(), 1);
    // Five found on that day are no toll after 31.
    assert_eq!(all(&[first, told("2", 3, "Herald", vec![tuesday(5.0)])]).len(), 2);
    let both = covering("2031-05-02", "2031-05-02", killed(12.0));
    assert_eq!(all(&[told("1", 3, "Herald", vec![both, tuesday(30.0)])]).len(), 2);
}

#[test]
fn passengers_are_everyone_until_the_crew_is_counted() {
    let people = told("1", 1, "Herald", vec![of("people", killed(40.0))]);
    let passengers = told("2", 1, "Courier", vec![of("passengers", killed(40.0))]);
    let crew = told("3", 1, "Courier", vec![of("crew members", killed(3.0))]);
    assert_eq!(only(&[people.clone(), passengers.clone()]).population, None);
    let names = |records: &[Record]| {
        all(records).iter().map(|series| series.population.clone()).collect::<Vec<_>>()
    };
    let member = Some("member".to_owned());
    assert_eq!(names(&[people.clone(), passengers.clone(), crew]), [None, member.clone()]);
    let both = vec![of("passengers", killed(40.0)), of("crew members", killed(30.0))];
    let passenger = Some("passenger".to_owned());
    let found = names(&[people.clone(), passengers, told("3", 1, "Courier", both)]);
    assert_eq!(found, [None, member, passenger]);
    // One report that counts more people beside them tells them apart, too.
    let both = vec![of("people", killed(43.0)), of("passengers", killed(40.0))];
    assert_eq!(all(&[people, told("2", 2, "Courier", both)]).len(), 2);
}

#[test]
fn a_nation_is_everyone_in_its_own_country_only() {
    let of_nation = |words: &str, nation: &str, value| Figure {
        of: Some(words.into()),
        of_actor: Some(nation.into()),
        ..killed(value)
    };
    let people = told("1", 1, "Herald", vec![at("FRD", killed(40.0))]);
    let own = told("2", 1, "Courier", vec![of_nation("Freedonians", "FRD", 40.0)]);
    let other = told("2", 1, "Courier", vec![of_nation("Sylvanians", "SYL", 9.0)]);
    assert_eq!(all(&[people.clone(), own]).len(), 1);
    assert_eq!(all(&[people, other])[1].population.as_deref(), Some("SYL"));
}

#[test]
fn a_town_is_its_country_until_more_are_counted_around_it() {
    let town = told("1", 1, "Herald", vec![at("FRD:Port Freedonia", killed(12.0))]);
    let country = told("2", 1, "Courier", vec![at("FRD", killed(12.0))]);
    let nowhere = told("3", 1, "Wire", vec![killed(14.0)]);
    let series = only(&[town.clone(), country.clone(), nowhere]);
    assert_eq!(series.place.as_deref(), Some("FRD"));
    assert_eq!(series.areas.len(), 2);
    let more = vec![at("FRD", killed(58.0)), at("FRD:Port Freedonia", killed(7.0))];
    let found = all(&[town, country, told("3", 2, "Wire", more)]);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].contains, [found[1].id.clone()]);
    assert_eq!(found[1].entries.len(), 2, "{found:#?}");
}

#[test]
fn two_divisions_are_never_their_country() {
    let of = |id: &str, place: &str, value| told(id, 1, "Herald", vec![at(place, killed(value))]);
    let found = all(&[of("1", "SYL:Karst/", 9.0), of("2", "SYL:Vale/", 3.0), of("3", "SYL", 14.0)]);
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].contains.len(), 2);
    assert_eq!(all(&[of("1", "SYL:Karst/", 9.0), of("3", "SYL", 14.0)]).len(), 1);
    // Without a place, in a report that knows of one division: there.
    let mut local = told("4", 2, "Tribune", vec![killed(5.0)]);
    local.places.push(place("SYL:Vale/"));
    let found = all(&[of("1", "SYL:Karst/", 9.0), of("2", "SYL:Vale/", 3.0), local]);
    assert_eq!(found.iter().map(|series| series.entries.len()).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn two_happenings_are_kept_apart() {
    let records =
        [told("1", 1, "Herald", vec![killed(12.0)]), told("2", 1, "Courier", vec![killed(30.0)])];
    let mut points = points(&records);
    points[0].happening = Some("h1");
    assert_eq!(series(&points).len(), 1);
    points[1].happening = Some("h2");
    assert_eq!(series(&points).len(), 2);
}

#[test]
fn others_than_the_dead_are_no_more_missing() {
    let others = of("others", figure("missing", Bound::Exact, 46.0));
    let others = Figure { tally: Some(Tally::New), ..others };
    let found = all(&[told("1", 1, "Herald", vec![killed(44.0), others.clone()])]);
    assert!(!found[1].is_new);
    let missing = figure("missing", Bound::Exact, 44.0);
    assert!(all(&[told("1", 1, "Herald", vec![missing, others])])[1].is_new);
}

#[test]
fn a_copy_counts_once() {
    let records = [
        told("1", 1, "Wire", vec![killed(12.0)]),
        told("2", 1, "Herald", vec![killed(12.0)]),
        told("3", 1, "Courier", vec![killed(14.0)]),
    ];
    let mut points = points(&records);
    let majority = |points: &[Point]| {
        series(points)[0].estimate(date(2031, 5, 1), &Rule::Majority).unwrap().best
    };
    assert_eq!(majority(&points), 12.0);
    points[1].independent = "1";
    let found = &series(&points)[0];
    assert!(found.entries[1].is_copy);
    assert_eq!(found.entries[1].stance, AGREES);
    assert_eq!(found.entries[2].stance, CONTRADICTS);
    // A copy that was brought up to date says something of its own.
    points[2].independent = "1";
    assert!(!series(&points)[0].entries[2].is_copy);
}

#[test]
fn the_range_is_from_the_lowest_to_the_highest() {
    let records = [
        told("1", 1, "Herald", vec![killed(12.0)]),
        told("2", 1, "Courier", vec![figure("killed", Bound::AtLeast, 14.0)]),
        told("3", 1, "Wire", vec![figure("killed", Bound::About, 20.0)]),
        told("4", 1, "Post", vec![killed(22.0)]),
    ];
    let series = only(&records);
    let of = |rule| series.estimate(date(2031, 5, 1), &rule).unwrap();
    assert_eq!(of(Rule::Range), Estimate { low: 12.0, high: 22.0, best: 14.0 });
    // 22 can be "at least 14" and "about 20", too: three; of 20 there are two.
    assert_eq!(of(Rule::Majority), Estimate { low: 14.0, high: 22.0, best: 22.0 });
    assert_eq!(series.estimate(date(2031, 4, 30), &Rule::Range), None);
}

#[test]
fn two_later_sources_make_a_number_old() {
    let mut records = vec![
        told("1", 1, "Herald", vec![killed(12.0)]),
        told("2", 2, "Courier", vec![killed(300.0)]),
    ];
    let low = |records: &[Record], day| {
        only(records).estimate(date(2031, 5, day), &Rule::Range).unwrap().low
    };
    assert_eq!(low(&records, 2), 12.0);
    records.push(told("3", 3, "Wire", vec![killed(310.0)]));
    assert_eq!(low(&records, 3), 300.0);
    // A source that speaks again is heard again.
    records.push(told("4", 4, "Herald", vec![killed(200.0)]));
    assert_eq!(low(&records, 4), 200.0);
}

#[test]
fn of_as_many_votes_the_newest_counts() {
    let records =
        [told("1", 1, "Herald", vec![killed(12.0)]), told("2", 2, "Courier", vec![killed(31.0)])];
    let best = only(&records).estimate(date(2031, 5, 2), &Rule::Majority).unwrap();
    assert_eq!(best, Estimate { low: 31.0, high: 31.0, best: 31.0 });
}

#[test]
fn the_latest_of_a_source() {
    let records = [
        told("1", 1, "Herald", vec![killed(12.0), by("army", killed(9.0))]),
        told("2", 2, "Courier", vec![by("army", killed(31.0))]),
    ];
    let series = only(&records);
    let of = |name: &str, day| {
        let estimate = series.estimate(date(2031, 5, day), &Rule::Latest(name.into()));
        estimate.map(|estimate| estimate.best)
    };
    assert_eq!(of("army", 1), Some(9.0));
    assert_eq!(of("Army", 2), Some(31.0));
    assert_eq!(of("Herald", 2), Some(12.0));
    assert_eq!(of("Courier", 2), Some(31.0));
    assert_eq!(of("Courier", 1), None);
    let spoke = |day: &Day| day.rules.iter().map(|ruled| ruled.rule.clone()).collect::<Vec<_>>();
    let latest = |name: &str| Rule::Latest(name.into());
    assert_eq!(spoke(&series.days[0])[2..], [latest("Herald"), latest("army")]);
    assert_eq!(spoke(&series.days[1])[2..], [latest("army")]);
}

#[test]
fn what_is_new_is_held_against_its_own_day() {
    let new = |value| Figure { tally: Some(Tally::New), ..killed(value) };
    let records = [told("1", 1, "Herald", vec![new(12.0)]), told("2", 2, "Herald", vec![new(5.0)])];
    assert_eq!(stances(&records), [Stance::First, Stance::First]);
    assert_eq!(only(&records).estimate(date(2031, 5, 2), &Rule::Range).unwrap().high, 5.0);
}

#[test]
fn its_id_is_that_of_its_first_figure() {
    let records =
        [told("2", 2, "Courier", vec![killed(31.0)]), told("1", 1, "Herald", vec![killed(12.0)])];
    assert_eq!(only(&records).id, "1/killed/0-0");
    assert!(series(&[]).is_empty());
}

#[test]
fn far_less_in_one_breath_is_some_of_them() {
    let found = all(&[told("1", 1, "Herald", vec![killed(31.0), killed(5.0)])]);
    assert_eq!(found.iter().map(|series| series.is_part).collect::<Vec<_>>(), [false, true]);
    // Of two speakers it is a contradiction.
    let two = vec![by("army", killed(5.0)), killed(31.0)];
    assert_eq!(stances(&[told("1", 1, "Herald", two)]), [Stance::First, CONTRADICTS]);
}
