//! A survey against records that are gone through one by one.

mod plain;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::path::PathBuf;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use sayso_record::{
    EventStatus, EventTime, Mention, MentionKind, Record, Report, TimePrecision, Voice, Word,
    sample,
};

use super::*;
use crate::stories::Pace;
use crate::tests::rows;
use crate::{Archive, ArchiveError, Incoming, Words, Writer};

/// Numbers that look like chance and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        ((self.0 >> 33) as usize) % end
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    fn is(&mut self, of_ten: usize) -> bool {
        self.below(10) < of_ten
    }

    fn parties(&mut self) -> Vec<String> {
        (0..4).filter(|_| self.is(3)).map(|actor| format!("a{actor}")).collect()
    }

    fn maybe(&mut self, of: &[&str]) -> Option<String> {
        self.is(7).then(|| self.one(of).to_owned())
    }
}

const TYPES: [&str; 3] = ["CONSULT", "ASSAULT", "REJECT"];
const MODES: [&str; 2] = ["visit", "artillery"];
const MEASURES: [&str; 2] = ["killed", "injured"];
const SOURCES: [&str; 3] = ["Strelsau Courier", "STRELSAU COURIER", "Zenda Times"];
const TIMES: [(&str, TimePrecision); 4] = [
    ("1987-05-02", TimePrecision::Day),
    ("1987-05", TimePrecision::Month),
    ("1986", TimePrecision::Year),
    ("1987-04-28", TimePrecision::Day),
];
const WORDS: [&str; 4] = ["Grey zebras.", "zebras, grey", "Élan of the grey zebra", "horses"];

/// A report of some day, with chance in all that can be asked for.
fn record(number: usize) -> Record {
    let mut dice = Dice(number as u64 * 77 + 5);
    let mut record = sample::full();
    let day = date(1987, 5, 1).checked_add((dice.below(9) as i64).days()).unwrap();
    let text = format!("{}\n\n{} {number}", record.report.text, dice.one(&WORDS));
    record.report = Report::new(day, record.report.title.take(), text);
    record.report.id = format!("r{number:02}");
    record.report.source = dice.maybe(&SOURCES);
    if dice.is(3) {
        record.actors[0].name = "Élise of Zenda".into();
        record.actors[3].code = None;
        record.actors[3].country = None;
    }
    if dice.is(5) {
        record.places[1].country = Some("FRD".into());
    }
    let length = record.report.text.chars().count();
    record.mentions.clear();
    for _ in 0..12 {
        let start = dice.below(length - 9);
        let kind = MentionKind::by_index(dice.below(3)).unwrap();
        let actor = format!("a{}", dice.below(4));
        record.mentions.push(Mention { start, end: start + 8, actor, kind, loaded: false });
    }
    record.mentions.sort_by_key(|mention| mention.start);
    let voices = ["", "s0", "s1"].map(|id| match id {
        "" => Voice::Report,
        id => Voice::Statement(id.into()),
    });
    for said in &mut record.statements {
        said.speaker = dice.is(8).then(|| format!("a{}", dice.below(4)));
    }
    for event in &mut record.events {
        event.plover = dice.one(&TYPES).into();
        event.mode = dice.maybe(&MODES);
        event.quad = 1 + dice.below(4) as u8;
        event.status = EventStatus::by_index(dice.below(3)).unwrap();
        (event.actors, event.recipients) = (dice.parties(), dice.parties());
        event.place = dice.maybe(&["p0", "p1"]);
        event.voice = voices[dice.below(3)].clone();
        let (value, precision) = TIMES[dice.below(4)];
        event.time = match dice.below(4) {
            0 => None,
            1 => Some((day.to_string(), TimePrecision::Report)),
            _ => Some((value.to_owned(), precision)),
        }
        .map(|(value, precision)| EventTime { value, precision, from: None });
    }
    for figure in &mut record.figures {
        figure.measure = dice.one(&MEASURES).into();
        figure.by = dice.parties();
        figure.of_actor = dice.maybe(&["a0", "a1", "a2", "a3"]);
        figure.place = dice.maybe(&["p0", "p1"]);
        figure.voice = voices[dice.below(3)].clone();
        figure.since = dice.maybe(&["1987-04-28", "1987-05-02"]);
        figure.until = dice.maybe(&["1987-05-03", "1987-05-08"]);
    }
    record
}

struct Place {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.sayso");
        Self { _folder: folder, path }
    }

    fn store(&self, records: impl IntoIterator<Item = Record>) -> Archive {
        let mut writer = Writer::create(&self.path).unwrap();
        writer.begin().unwrap();
        for record in records {
            writer.store(&Incoming::new(record, None, None).unwrap()).unwrap();
        }
        writer.commit().unwrap();
        drop(writer);
        Archive::open(&self.path).unwrap()
    }

    fn group(&self) {
        let mut writer = Writer::create(&self.path).unwrap();
        let pace = Pace { threads: 1, commit_every: 100 };
        writer.group(pace, &mut |_, _| ControlFlow::Continue(())).unwrap();
    }
}

/// Reports, two of them with a newer version.
fn corpus() -> Vec<Record> {
    let mut all: Vec<Record> = (0..40).map(record).collect();
    for older in [3, 17] {
        let mut newer = record(older + 50);
        newer.report.id = format!("r{older:02}");
        newer.report.date = date(1987, 5, 20);
        all.push(newer);
    }
    all
}

/// Marks of a third of the data.
fn marks(records: &[(i64, Record)]) -> HashMap<(i64, Kind, usize), Verdict> {
    let mut dice = Dice(9);
    let mut marks = HashMap::new();
    for (number, record) in records {
        let lengths = [
            (Kind::Events, record.events.len()),
            (Kind::Statements, record.statements.len()),
            (Kind::Figures, record.figures.len()),
        ];
        for (kind, length) in lengths {
            for datum in (0..length).filter(|_| dice.is(3)).collect::<Vec<_>>() {
                marks.insert((*number, kind, datum), Verdict::ALL[dice.below(3)]);
            }
        }
    }
    marks
}

/// The records that stand, newest first, with their numbers.
fn standing(archive: &Archive) -> Vec<(i64, Record)> {
    let sql = "SELECT report FROM reports WHERE standing = 'current' ORDER BY date DESC, id DESC";
    let mut records = archive.records();
    let number = |number: String| {
        let number = number.parse().unwrap();
        (number, records.get(number).unwrap().unwrap().record)
    };
    rows(archive, sql).into_iter().map(number).collect()
}

fn wanted(dice: &mut Dice) -> Wanted {
    fn maybe<T>(dice: &mut Dice, make: impl FnOnce(&mut Dice) -> T) -> Option<T> {
        dice.is(1).then(|| make(dice))
    }
    let actors = ["FRD", "rur", "MIL", "RURGOV", "Freedonian army", "elise", "zenda of", "nobody"];
    let actor = |dice: &mut Dice| maybe(dice, |dice| dice.one(&actors).to_owned());
    let day = |dice: &mut Dice| {
        maybe(dice, |dice| date(1987, 4, 27).checked_add((dice.below(14) as i64).days()).unwrap())
    };
    let typed = ["zebra*", "grey -horses", "\"grey zebra\"", "zebras -\"grey zebras\"", "elan"];
    let words = if dice.is(2) { dice.one(&typed) } else { "" };
    Wanted {
        words: Words::read(words),
        actor: actor(dice),
        recipient: actor(dice),
        party: actor(dice),
        plover: maybe(dice, |dice| dice.one(&["assault", "REJECT"]).to_owned()),
        mode: maybe(dice, |dice| dice.one(&["Visit", "artillery"]).to_owned()),
        quad: maybe(dice, |dice| 1 + dice.below(4) as u8),
        status: maybe(dice, |dice| EventStatus::by_index(dice.below(3)).unwrap()),
        speaker: actor(dice),
        voice: maybe(dice, |dice| [SaidBy::Reporter, SaidBy::Speaker][dice.below(2)]),
        measure: maybe(dice, |dice| dice.one(&["Killed", "injured"]).to_owned()),
        place: maybe(dice, |dice| dice.one(&["RUR", "frd", "zenda", "Strelsau"]).to_owned()),
        source: maybe(dice, |dice| dice.one(&["strelsau courier", "Zenda"]).to_owned()),
        from: day(dice),
        to: day(dice),
        on_from: day(dice),
        on_to: day(dice),
        reports: maybe(dice, |dice| {
            (0..30).filter(|_| dice.is(5)).map(|report| format!("r{report:02}")).collect()
        }),
        mark: maybe(dice, |dice| dice.one(&["right", "wrong", "none", "good"]).to_owned()),
    }
}

/// Rows as report and number of the datum.
fn shown(survey: &Survey, selection: &Selection) -> Vec<(String, usize)> {
    let of = |report: u32, number| (survey.report(report).id.to_owned(), number);
    let shown = |row: &u32| match selection.kind {
        Kind::Events => of(survey.event(*row).report, survey.event(*row).number),
        Kind::Statements => of(survey.statement(*row).report, survey.statement(*row).number),
        Kind::Figures => of(survey.figure(*row).report, survey.figure(*row).number),
        Kind::Reports => of(*row, 0),
    };
    selection.rows.iter().map(shown).collect()
}

#[test]
fn what_is_selected_is_what_the_records_say() {
    let place = Place::new();
    let archive = place.store(corpus());
    let survey = Survey::load(&archive).unwrap();
    let records = standing(&archive);
    assert_eq!(records.len(), 40);
    let marks = marks(&records);
    survey.set_marks(
        marks.iter().map(|((number, kind, datum), verdict)| (*number, *kind, *datum, *verdict)),
    );
    let mut dice = Dice(1);
    let mut found = [0; 4];
    for round in 0..3000 {
        let wanted = wanted(&mut dice);
        for kind in Kind::ALL {
            let selection = survey.select(&archive, &wanted, kind).unwrap();
            let want = plain::select(&records, &marks, &wanted, kind);
            assert_eq!(shown(&survey, &selection), want, "{round} {kind:?} {wanted:#?}");
            let mut reports: Vec<String> = want.into_iter().map(|(id, _)| id).collect();
            reports.dedup();
            let ids = selection.reports.iter().map(|report| survey.report(*report).id);
            assert_eq!(ids.collect::<Vec<_>>(), reports);
            found[kind as usize] += usize::from(!reports.is_empty());
        }
    }
    // Most questions here have no answer; enough have one.
    assert!(found.iter().all(|found| *found > 300), "{found:?}");
}

#[test]
fn words_that_are_everywhere_are_refused() {
    let place = Place::new();
    let archive = place.store([record(1)]);
    let survey = Survey::load(&archive).unwrap();
    let wanted = Wanted { words: Words::read("the of"), ..Wanted::default() };
    let asked = survey.select(&archive, &wanted, Kind::Events);
    assert!(matches!(asked, Err(ArchiveError::CommonWords)));
}

#[test]
fn a_facet_counts_what_its_filter_finds() {
    let place = Place::new();
    let archive = place.store(corpus());
    let survey = Survey::load(&archive).unwrap();
    let records = standing(&archive);
    survey.set_marks(marks(&records).into_iter().map(|((n, kind, at), v)| (n, kind, at, v)));
    let said = |value: &str| Some(value.to_owned());
    type Asks = fn(&mut Wanted, Option<String>);
    let facets: [(Facet, Asks); 13] = [
        (Facet::Type, |wanted, value| wanted.plover = value),
        (Facet::Mode, |wanted, value| wanted.mode = value),
        (Facet::Quad, |wanted, value| wanted.quad = value.unwrap().parse().ok()),
        (Facet::Status, |wanted, value| wanted.status = EventStatus::by_word(&value.unwrap())),
        (Facet::Voice, |wanted, value| wanted.voice = SaidBy::by_word(&value.unwrap())),
        (Facet::Actor, |wanted, value| wanted.actor = value),
        (Facet::ActorCountry, |wanted, value| wanted.actor = value),
        (Facet::Recipient, |wanted, value| wanted.recipient = value),
        (Facet::Speaker, |wanted, value| wanted.speaker = value),
        (Facet::Measure, |wanted, value| wanted.measure = value),
        (Facet::Place, |wanted, value| wanted.place = value),
        (Facet::Source, |wanted, value| wanted.source = value),
        (Facet::Mark, |wanted, value| wanted.mark = value),
    ];
    for kind in Kind::ALL {
        let all = survey.select(&archive, &Wanted::default(), kind).unwrap();
        for (facet, asks) in facets {
            let counts = survey.facet(&all, facet, 100);
            assert!(!counts.is_empty(), "{kind:?} {facet:?}");
            assert!(counts.is_sorted_by_key(|count| (usize::MAX - count.data, count.name.clone())));
            assert_eq!(survey.facet(&all, facet, 2), counts[..counts.len().min(2)]);
            assert_eq!(survey.facet(&all, facet, 0), []);
            for count in counts {
                let mut wanted = Wanted::default();
                asks(&mut wanted, said(&count.value));
                let found = survey.select(&archive, &wanted, kind).unwrap();
                let want = (found.rows.len(), found.reports.len());
                assert_eq!((count.data, count.reports), want, "{kind:?} {facet:?} {count:?}");
            }
        }
    }
    let all = survey.select(&archive, &Wanted::default(), Kind::Events).unwrap();
    let actors = survey.facet(&all, Facet::Actor, 9);
    let army = actors.iter().find(|count| count.name == "Freedonian army").unwrap();
    assert_eq!(army.label, "Freedonian army (FRDMIL)");
    let months = survey.facet(&all, Facet::Month, 9);
    assert_eq!((months.len(), months[0].value.as_str(), months[0].data), (1, "1987-05", 120));
}

#[test]
fn counts_are_those_of_the_records() {
    let place = Place::new();
    place.store(corpus());
    place.group();
    let archive = Archive::open(&place.path).unwrap();
    let survey = Survey::load(&archive).unwrap();
    let all = survey.select(&archive, &Wanted::default(), Kind::Events).unwrap();
    let ids = |sql| rows(&archive, sql).into_iter().collect::<BTreeSet<String>>();
    let happenings = ids("SELECT happening_id FROM v_happenings");
    let known = |row: &u32| survey.event(*row).happening.map(|known| survey.happening_id(known));
    assert_eq!(all.rows.iter().filter_map(known).collect::<BTreeSet<_>>(), happenings);
    let story = |report: &u32| survey.report(*report).story.map(|story| survey.story_id(story));
    let stories: BTreeSet<_> = all.reports.iter().filter_map(story).map(str::to_owned).collect();
    assert_eq!(stories, ids("SELECT story_id FROM v_stories"));
    let events = all.rows.iter().map(|row| survey.event_id(*row)).collect::<BTreeSet<_>>();
    assert_eq!(events, ids("SELECT event_id FROM v_events"));
    let counts = all.counts(&survey);
    let want = Counts {
        data: 120,
        happenings: happenings.len(),
        stories: stories.len(),
        reports: 40,
        sources: 2,
    };
    assert_eq!(counts, want);
    let totals = survey.totals();
    assert_eq!((totals.happenings, totals.stories), (counts.happenings, counts.stories));
    assert!(counts.happenings < 120 && counts.stories < 40, "{counts:?}");
}

#[test]
fn periods_have_no_gaps_and_hold_everything() {
    let place = Place::new();
    let archive = place.store(corpus());
    let survey = Survey::load(&archive).unwrap();
    for kind in Kind::ALL {
        let all = survey.select(&archive, &Wanted::default(), kind).unwrap();
        let bins = survey.by_period(&all, Period::Day, Clock::Published);
        assert!(bins.windows(2).all(|two| two[0].start.tomorrow().unwrap() == two[1].start));
        let mut want: BTreeMap<Date, (usize, usize)> = BTreeMap::new();
        for (_, record) in standing(&archive) {
            let (data, reports) = want.entry(record.report.date).or_default();
            *reports += 1;
            *data += match kind {
                Kind::Events => record.events.len(),
                Kind::Statements => record.statements.len(),
                Kind::Figures => record.figures.len(),
                Kind::Reports => 1,
            };
        }
        let found = bins.iter().filter(|bin| bin.data > 0);
        let found = found.map(|bin| (bin.start, (bin.data, bin.reports)));
        assert_eq!(found.collect::<BTreeMap<_, _>>(), want);
    }
    let all = survey.select(&archive, &Wanted::default(), Kind::Events).unwrap();
    let years = survey.by_period(&all, Period::Year, Clock::Happened);
    assert_eq!(years.iter().map(|bin| bin.start.year()).collect::<Vec<_>>(), [1986, 1987]);
    let timed = all.rows.iter().filter(|row| survey.event(**row).day.is_some()).count();
    assert_eq!(years.iter().map(|bin| bin.data).sum::<usize>(), timed);
    assert_eq!(years.iter().map(|bin| bin.happenings).sum::<usize>(), timed);
    let of_quads = years.iter().flat_map(|bin| bin.quads).sum::<usize>();
    assert_eq!(of_quads, timed);
}

#[test]
fn pairs_are_of_different_countries_and_places_have_their_data() {
    let place = Place::new();
    let archive = place.store(corpus());
    let survey = Survey::load(&archive).unwrap();
    let all = survey.select(&archive, &Wanted::default(), Kind::Events).unwrap();
    let sql = "SELECT a.country || ' ' || b.country || ' ' || count(DISTINCT e.report * 99 + e.event) \
        || ' ' || count(DISTINCT e.report) FROM v_events v JOIN events e ON e.report = v.report AND \
        e.event = v.number JOIN event_parties a ON a.report = e.report AND a.event = e.event AND a.side = 0 \
        JOIN event_parties b ON b.report = e.report AND b.event = e.event AND b.side = 1 \
        WHERE a.country <> b.country GROUP BY a.country, b.country";
    let pairs = survey.pairs(&all, 9).into_iter().map(|pair| {
        assert_eq!(pair.quads.iter().sum::<usize>(), pair.data);
        assert_eq!(pair.happenings, pair.data);
        format!("{} {} {} {}", pair.actor, pair.recipient, pair.data, pair.reports)
    });
    assert_eq!(pairs.collect::<BTreeSet<_>>(), rows(&archive, sql).into_iter().collect());
    let spots = survey.spots(&all).into_iter().map(|spot| {
        let place = survey.place(spot.place);
        format!("{} {:?} {} {}", place.name, place.country, spot.data, spot.reports)
    });
    let mut want: BTreeMap<String, (usize, BTreeSet<i64>)> = BTreeMap::new();
    for (number, record) in standing(&archive) {
        for event in &record.events {
            let at = record.places.iter().find(|place| Some(&place.id) == event.place.as_ref());
            let Some(at) = at else { continue };
            let (data, reports) = want.entry(format!("{} {:?}", at.name, at.country)).or_default();
            *data += 1;
            reports.insert(number);
        }
    }
    let want =
        want.into_iter().map(|(at, (data, reports))| format!("{at} {data} {}", reports.len()));
    assert_eq!(spots.collect::<BTreeSet<_>>(), want.collect());
}

fn assert_same(one: &Survey, other: &Survey) {
    assert_eq!(one.stamp, other.stamp);
    assert_eq!(one.reports, other.reports);
    assert_eq!(one.entities, other.entities);
    assert_eq!(one.spots, other.spots);
    assert_eq!(one.measures, other.measures);
    assert!(one.columns == other.columns);
    assert_eq!(one.stories, other.stories);
}

#[test]
fn it_is_the_same_whoever_reads() {
    let place = Place::new();
    place.store(corpus());
    place.group();
    let archive = Archive::open(&place.path).unwrap();
    let alone = Survey::read(&archive, None, 1).unwrap();
    assert_same(&alone, &Survey::read(&archive, None, 4).unwrap());
}

#[test]
fn what_changed_is_seen_and_taken_in() {
    let place = Place::new();
    let archive = place.store(corpus().into_iter().take(20));
    let first = Survey::load(&archive).unwrap();
    assert!(!first.is_behind(&archive).unwrap());
    let archive = place.store(corpus());
    assert!(first.is_behind(&archive).unwrap());
    let second = first.renewed(&archive).unwrap();
    assert_same(&second, &Survey::load(&archive).unwrap());
    place.group();
    assert!(second.is_behind(&archive).unwrap());
    let third = second.renewed(&archive).unwrap();
    assert_same(&third, &Survey::load(&archive).unwrap());
    // Coded again, by another engine.
    let mut writer = Writer::create(&place.path).unwrap();
    let mut other = record(5);
    other.engine.version = "1".into();
    other.events[0].plover = "AID".into();
    let sql = "SELECT report FROM reports WHERE id = 'r05'";
    let number = rows(&archive, sql)[0].parse().unwrap();
    writer.begin().unwrap();
    writer.recode(number, &Incoming::new(other, None, None).unwrap()).unwrap();
    writer.commit().unwrap();
    drop(writer);
    assert!(third.is_behind(&archive).unwrap());
    place.group();
    assert!(third.is_behind(&archive).unwrap());
    let fourth = third.renewed(&archive).unwrap();
    assert_same(&fourth, &Survey::load(&archive).unwrap());
    assert!(!fourth.is_behind(&archive).unwrap());
    let aid = Wanted { plover: Some("AID".into()), ..Wanted::default() };
    assert_eq!(fourth.select(&archive, &aid, Kind::Events).unwrap().rows.len(), 1);
}

#[test]
fn an_empty_archive_has_nothing() {
    let place = Place::new();
    let archive = place.store([]);
    let survey = Survey::load(&archive).unwrap();
    assert_eq!(survey.totals(), Totals::default());
    for kind in Kind::ALL {
        let all = survey.select(&archive, &Wanted::default(), kind).unwrap();
        assert!(all.rows.is_empty() && survey.facet(&all, Facet::Month, 5).is_empty());
        assert!(survey.by_period(&all, Period::Day, Clock::Published).is_empty());
        assert!(survey.pairs(&all, 5).is_empty() && survey.spots(&all).is_empty());
    }
}
