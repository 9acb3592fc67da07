//! Which figures of dead tell of which event, and how many died on which side.
//!
//! A figure counts when it is of the measure `killed`, of persons, a whole number above zero, and no
//! part of another. It tells of an event of the same report when
//!
//! 1. their words overlap, or
//! 2. they stand in one sentence, close by or with a party in common, and are not said by two
//!    speakers, or
//! 3. the report says elsewhere that the event's actors did it, or that its recipients are those
//!    killed, at the same place on the same day, all three said of both;
//!
//! and never when the figure says that others did it, nor of an abduction (mode `abduct`). It goes to one event alone: the first way that
//! holds, then the nearest words, then the earlier event.
//!
//! An event takes one figure, one for those who died there before a running total. More of the same
//! sentence are added to it only when both say whom they count and name different people ("three
//! soldiers and two civilians"), with the same tally and on the same say-so. An event that the report
//! tells again, with the same parties, place, day and numbers, is counted once.

use std::collections::{HashMap, HashSet};

use sayso_record::tables::hull;
use sayso_record::{Actor, Bound, Event, Figure, Span, Tally, TimePrecision, Voice};

use crate::export::lookup::{Lookup, took_place};

use super::super::sentences::Sentences;
use super::sides::{Arms, Sides};

/// So many code points from an event a figure of the same sentence tells of it though it names none
/// of its parties. In 800 newswire reports those farther away mostly told of something else.
const CLOSE: usize = 40;

/// An event and the figures of those who died in it, the main one first.
pub(super) struct Deadly<'r> {
    /// Place of the event in the record.
    pub index: usize,
    pub event: &'r Event,
    pub figures: Vec<&'r Figure>,
}

/// Estimates of how many died; whole numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Estimates {
    pub low: Option<f64>,
    pub best: Option<f64>,
    pub high: Option<f64>,
}

/// The best estimate parted by who died. What is not told is not known, not zero.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Parted {
    pub a: Option<f64>,
    pub b: Option<f64>,
    pub civilians: Option<f64>,
    pub unknown: Option<f64>,
}

/// The deadly events of a record, in its order.
pub(super) fn deadly<'r>(look: &Lookup<'r>) -> Vec<Deadly<'r>> {
    let record = look.record;
    let sentences = Sentences::new(&record.report.text);
    let events: Vec<(usize, &Event)> = record
        .events
        .iter()
        .enumerate()
        .filter(|(_, event)| event.plover == "ASSAULT" && took_place(event.status))
        .filter(|(_, event)| event.mode.as_deref() != Some("abduct"))
        .collect();
    let mut near: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut same: HashMap<(String, &str), Vec<usize>> = HashMap::new();
    for (at, (_, event)) in events.iter().enumerate() {
        if let Some(words) = hull(&event.trigger) {
            near.entry(sentences.of(words)).or_default().push(at);
        }
        if let Some(key) = where_when(look, event) {
            same.entry(key).or_default().push(at);
        }
    }
    let mut told: Vec<Vec<&Figure>> = vec![Vec::new(); events.len()];
    for figure in record.figures.iter().filter(|figure| counts(figure)) {
        let Some(words) = hull(&figure.span) else { continue };
        let beside = near.get(&sentences.of(words)).into_iter().flatten().copied();
        let beside = beside.filter_map(|at| {
            let event = events[at].1;
            let away = distance(words, hull(&event.trigger)?);
            let close = away <= CLOSE || parties_match(figure, event);
            let joined = away == 0 || close && !two_speakers(&figure.voice, &event.voice);
            joined.then_some((usize::from(away > 0), away, at))
        });
        let elsewhere = figure_where_when(look, figure).and_then(|key| same.get(&key));
        let elsewhere = elsewhere.into_iter().flatten().copied();
        let elsewhere = elsewhere.filter(|at| parties_match(figure, events[*at].1));
        let best = beside
            .chain(elsewhere.map(|at| (2, 0, at)))
            .filter(|(_, _, at)| !done_by_others(figure, events[*at].1))
            .min();
        if let Some((_, _, at)) = best {
            told[at].push(figure);
        }
    }
    let rows = events.into_iter().zip(told).filter(|(_, figures)| !figures.is_empty());
    let rows = rows.map(|((index, event), figures)| Deadly {
        index,
        event,
        figures: together(figures, &sentences),
    });
    let mut seen = HashSet::new();
    rows.filter(|row| seen.insert(telling(look, row))).collect()
}

/// What is the same when a report tells of one event again: parties, place, day and numbers.
fn telling(look: &Lookup, row: &Deadly) -> String {
    let place = row.event.place.as_ref().or_else(|| row.figures.first()?.place.as_ref());
    let place = look.place(place).map(|place| &place.name);
    let day = row.event.time.as_ref().map(|time| &time.value);
    let numbers = estimates(&row.figures);
    format!("{:?}", (&row.event.actors, &row.event.recipients, place, day, numbers))
}

/// Whether a figure counts dead persons, and is no part of another figure.
fn counts(figure: &Figure) -> bool {
    let numbers = [figure.value, figure.low, figure.high];
    let whole = numbers.iter().flatten().all(|n| n.is_finite() && n.fract() == 0.0 && *n >= 0.0);
    let some = numbers.iter().flatten().any(|number| *number > 0.0);
    figure.measure == "killed"
        && figure.unit == "person"
        && figure.part_of.is_none()
        && figure.share.is_none()
        && whole
        && some
}

/// Code points between two spans, 0 where they touch or overlap.
fn distance(a: Span, b: Span) -> usize {
    if a.overlaps(b) {
        0
    } else {
        b.start.saturating_sub(a.end).max(a.start.saturating_sub(b.end)).saturating_add(1)
    }
}

/// The place, by GeoNames id or name, and the day of an event, where both are said.
fn where_when<'r>(look: &Lookup<'r>, event: &'r Event) -> Option<(String, &'r str)> {
    let time = event.time.as_ref().filter(|time| time.precision == TimePrecision::Day)?;
    Some((place_key(look, event.place.as_ref())?, &time.value))
}

fn figure_where_when<'r>(look: &Lookup<'r>, figure: &'r Figure) -> Option<(String, &'r str)> {
    let day = figure.since.as_deref().filter(|_| figure.since == figure.until)?;
    Some((place_key(look, figure.place.as_ref())?, day))
}

fn place_key(look: &Lookup, id: Option<&String>) -> Option<String> {
    let place = look.place(id)?;
    place.precision?;
    Some(place.geonames_id.map_or_else(|| place.name.clone(), |id| id.to_string()))
}

fn parties_match(figure: &Figure, event: &Event) -> bool {
    figure.by.iter().any(|actor| event.actors.contains(actor))
        || figure.of_actor.as_ref().is_some_and(|actor| event.recipients.contains(actor))
}

/// Whether two speakers say the one and the other, so that neither may mean the other's.
fn two_speakers(a: &Voice, b: &Voice) -> bool {
    a != b && *a != Voice::Report && *b != Voice::Report
}

fn done_by_others(figure: &Figure, event: &Event) -> bool {
    !figure.by.is_empty()
        && !event.actors.is_empty()
        && !figure.by.iter().any(|actor| event.actors.contains(actor))
}

/// The main figure of an event, and those that may be added to it.
fn together<'r>(mut figures: Vec<&'r Figure>, sentences: &Sentences) -> Vec<&'r Figure> {
    figures.sort_by_key(|figure| figure.tally == Some(Tally::Total));
    let mut kept: Vec<&Figure> = Vec::new();
    for figure in figures {
        let adds = |other: &&Figure| {
            let words = hull(&figure.span).zip(hull(&other.span));
            words.is_some_and(|(a, b)| sentences.of(a) == sentences.of(b))
                && figure.tally == other.tally
                && figure.voice == other.voice
                && others_than(figure, other)
        };
        if kept.iter().all(adds) {
            kept.push(figure);
        }
    }
    kept
}

/// Whether two figures say whom they count, and name different people.
fn others_than(a: &Figure, b: &Figure) -> bool {
    let name = |figure: &'_ Figure| figure.victim.as_ref().and_then(|victim| victim.name.clone());
    let differ = |a: Option<&String>, b: Option<&String>| a.zip(b).is_some_and(|(a, b)| a != b);
    match (name(a), name(b)) {
        (Some(a), Some(b)) => a != b,
        (None, None) => {
            differ(a.subgroup.as_ref(), b.subgroup.as_ref())
                || differ(a.of_actor.as_ref(), b.of_actor.as_ref())
        }
        _ => false,
    }
}

/// The most likely number. "At least 40" and "more than 40" have 40, the number said, as UCDP takes
/// the cautious one; "up to 40", "fewer than 40" and "between 30 and 40" have none.
fn best(figure: &Figure) -> Option<f64> {
    match figure.bound {
        Bound::Exact | Bound::About | Bound::AtLeast | Bound::MoreThan => figure.value,
        Bound::AtMost | Bound::FewerThan | Bound::Range => None,
    }
}

/// The sum, where every figure has the number.
fn sum(figures: &[&Figure], number: impl Fn(&Figure) -> Option<f64>) -> Option<f64> {
    figures.iter().map(|figure| number(figure)).sum()
}

/// The figures' numbers: `low` and `high` are bounds that the words give, and stay empty where they
/// give none ("at least 40" has no high, "about 40" neither).
pub(super) fn estimates(figures: &[&Figure]) -> Estimates {
    Estimates {
        low: sum(figures, |figure| figure.low),
        best: sum(figures, best),
        high: sum(figures, |figure| figure.high),
    }
}

/// Parts the best estimate by what the figures, and figures that are parts of them, say of the dead.
pub(super) fn parted(look: &Lookup, deadly: &Deadly, sides: &Sides) -> Parted {
    let mut parted = Parted::default();
    let all: Option<Vec<f64>> = deadly.figures.iter().map(|figure| best(figure)).collect();
    for (figure, dead) in deadly.figures.iter().zip(all.unwrap_or_default()) {
        let whose = whose(look, figure, deadly.event, sides);
        let parts: Vec<(Whose, f64)> = look
            .record
            .figures
            .iter()
            .filter(|part| part.measure == "killed" && part.part_of.as_ref() == Some(&figure.id))
            .filter_map(|part| Some((self::whose(look, part, deadly.event, sides), best(part)?)))
            .filter(|(whose, _)| *whose != Whose::Unknown)
            .collect();
        let told: f64 = parts.iter().map(|(_, dead)| dead).sum();
        if whose == Whose::Unknown && told <= dead && parts.iter().all(|(_, n)| n.fract() == 0.0) {
            parts.iter().for_each(|(whose, part)| parted.add(*whose, *part));
            if told < dead {
                parted.add(Whose::Unknown, dead - told);
            }
        } else {
            parted.add(whose, dead);
        }
    }
    parted
}

impl Parted {
    fn add(&mut self, whose: Whose, dead: f64) {
        let cell = match whose {
            Whose::A => &mut self.a,
            Whose::B => &mut self.b,
            Whose::Civilians => &mut self.civilians,
            Whose::Unknown => &mut self.unknown,
        };
        *cell = Some(cell.unwrap_or(0.0) + dead);
    }
}

/// Whose dead a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    A,
    B,
    Civilians,
    Unknown,
}

fn whose(look: &Lookup, figure: &Figure, event: &Event, sides: &Sides) -> Whose {
    const CIVILIANS: [&str; 11] = [
        "civilians",
        "children",
        "journalists",
        "aid-workers",
        "doctors",
        "patients",
        "students",
        "teachers",
        "refugees",
        "displaced",
        "migrants",
    ];
    let group = figure.subgroup.as_deref().unwrap_or("");
    let actor = figure.of_actor.as_ref();
    let dead = actor.and_then(|id| look.actor(id));
    let arms = dead.map_or(Arms::Unclear, Arms::of);
    if CIVILIANS.contains(&group) || arms == Arms::Civilians {
        return Whose::Civilians;
    }
    let told = match group {
        "soldiers" | "police" | "security-forces" => Arms::State,
        "fighters" => Arms::Rebels,
        _ => arms,
    };
    // Of a state as such it is not said whether its soldiers died or others of its people.
    if !matches!(told, Arms::State | Arms::Rebels) {
        return Whose::Unknown;
    }
    let acting = actor.is_some_and(|id| event.actors.contains(id));
    let struck = actor.is_some_and(|id| event.recipients.contains(id));
    let (a, b) = if sides.swapped { (struck, acting) } else { (acting, struck) };
    let like = |side: &[&Actor], arms: Arms| {
        arms == told
            && dead.is_none_or(|dead| side.iter().any(|actor| actor.country == dead.country))
    };
    match (a, b) {
        (true, false) => Whose::A,
        (false, true) => Whose::B,
        _ => match (like(&sides.a, sides.a_arms), like(&sides.b, sides.b_arms)) {
            (true, false) => Whose::A,
            (false, true) => Whose::B,
            _ => Whose::Unknown,
        },
    }
}
