//! Two events of one type, told in two places: what speaks for one happening, and what against it.

use jiff::civil::Date;
use sayso_record::Actor;

use crate::evidence::Background;
use crate::gist::{EventGist, Gist, Tense, When};
use crate::parties::{Relation, relation};
use crate::places::{Nesting, nested};

/// How many features there are.
pub const COUNT: usize = NAMES.len();

/// What each feature says; what is not said otherwise is 1 where it holds, else 0.
pub const NAMES: [&str; 34] = [
    "reports of one story",
    "evidence that the leads are of one story, nats a word",
    "evidence that the sentences are of one source, nats a word",
    "the same with the sentences around",
    "cosine of the sentences' words",
    "cosine of one's sentence and the other's surroundings",
    "share of the names in common",
    "names, and none in common",
    "a stem in common in the words that tell it",
    "the same mode",
    "the same CAMEO code",
    "the doers' best match, 0 to 1",
    "the doers apart, 0 to 1",
    "the recipients' best match, 0 to 1",
    "the recipients apart, 0 to 1",
    "the doer of one is the recipient of the other, 0 to 1",
    "all parties' match, 0 to 1",
    "all parties apart on both sides, 0 to 1",
    "the same day",
    "days that overlap",
    "the next day",
    "days apart",
    "logarithm of the days apart",
    "one day told, told as past before it or as future after it",
    "no day told on either side",
    "logarithm of the days from the day told to the report that tells none",
    "logarithm of the days between two reports that tell none",
    "the same place",
    "one place in the other",
    "places apart",
    "a number in common",
    "numbers of one measure that differ, and do not rise from day to day",
    "one past, the other not",
    "words of speech: evidence of the sentences, nats a word",
];

/// The value of each feature, in the order of [`NAMES`].
pub type Features = [f64; COUNT];

/// An event with the report that tells it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told<'a> {
    pub gist: &'a Gist,
    pub event: &'a EventGist,
}

impl<'a> Told<'a> {
    pub(crate) fn new(gist: &'a Gist, event: usize) -> Option<Self> {
        Some(Self { gist, event: gist.events.get(event)? })
    }

    fn actors(&self, indices: &'a [u16]) -> Vec<&'a Actor> {
        indices.iter().filter_map(|&at| self.gist.actors.get(usize::from(at))).collect()
    }
}

/// What speaks for and against one happening of two events, each given by its report's gist and its place
/// in the record; `None` where there is no such event, or the two are of different types or acts. For training: grouping calls the same.
pub fn between_events(a: (&Gist, usize), b: (&Gist, usize), one_story: bool) -> Option<Features> {
    let (a, b) = (Told::new(a.0, a.1)?, Told::new(b.0, b.1)?);
    (a.event.plover == b.event.plover && a.event.act == b.event.act)
        .then(|| features(a, b, one_story, &Background::default()))
}

/// What speaks for and against one happening; the same whichever of the two comes first.
pub(crate) fn features(a: Told, b: Told, one_story: bool, english: &Background) -> Features {
    let mut found = Found { values: [0.0; COUNT], next: 0 };
    words(&mut found, a, b, one_story, english);
    parties(&mut found, a, b);
    times(&mut found, a, b);
    places(&mut found, a, b);
    figures(&mut found, a, b);
    found.flag((a.event.tense == Tense::Past) != (b.event.tense == Tense::Past));
    let evidence = found.values[2];
    found.add(if is_speech(&a.event.plover) { evidence } else { 0.0 });
    found.values
}

/// Numbers in common; numbers that cannot be those of one happening as it is told on. A toll rises.
fn figures(found: &mut Found, a: Told, b: Told) {
    let (first, then) = if a.gist.date <= b.gist.date { (a, b) } else { (b, a) };
    let one_day = first.gist.date == then.gist.date;
    let pairs = || {
        let figures = first.event.figures.iter();
        figures.flat_map(|figure| then.event.figures.iter().map(move |other| (figure, other)))
    };
    let shared = pairs().any(|(figure, other)| figure == other);
    let against =
        pairs().any(|(figure, other)| figure.0 == other.0 && (one_day || other.1 < figure.1));
    found.flag(shared);
    found.flag(against && !shared);
}

/// Features as they are found, in the order of [`NAMES`].
struct Found {
    values: Features,
    next: usize,
}

impl Found {
    fn add(&mut self, value: f64) {
        if let Some(place) = self.values.get_mut(self.next) {
            *place = value;
        }
        self.next += 1;
    }

    fn flag(&mut self, holds: bool) {
        self.add(f64::from(u8::from(holds)));
    }
}

/// Whether events of a type are things said.
fn is_speech(plover: &str) -> bool {
    matches!(plover, "ACCUSE" | "REJECT" | "REQUEST" | "SUPPORT" | "THREATEN" | "AGREE")
}

fn words(found: &mut Found, a: Told, b: Told, one_story: bool, english: &Background) {
    let evidence = |a, b| english.evidence(a, b).clamp(-2.0, 5.0);
    found.flag(one_story);
    found.add(evidence(&a.gist.lead, &b.gist.lead));
    found.add(evidence(&a.event.sentence, &b.event.sentence));
    found.add(evidence(&a.event.around, &b.event.around));
    found.add(a.event.sentence.cosine(&b.event.sentence));
    let crossed =
        a.event.sentence.cosine(&b.event.around) + a.event.around.cosine(&b.event.sentence);
    found.add(crossed / 2.0);
    let names = names_in_common(&a.event.names, &b.event.names);
    found.add(names);
    found.flag(names == 0.0 && !a.event.names.is_empty() && !b.event.names.is_empty());
    found.flag(a.event.stems.iter().any(|stem| b.event.stems.contains(stem)));
    found.flag(a.event.mode == b.event.mode);
    found.flag(a.event.cameo == b.event.cameo);
}

/// The share of the names of the one with fewer that are the other's too, rare ones counting for more.
fn names_in_common(a: &[(u32, u8)], b: &[(u32, u8)]) -> f64 {
    let weight = |name: &(u32, u8)| (70.0 - f64::from(name.1)).max(5.0);
    let whole = |names: &[(u32, u8)]| names.iter().map(weight).sum::<f64>();
    let shared = a.iter().filter(|name| b.iter().any(|other| other.0 == name.0));
    let least = whole(a).min(whole(b));
    if least > 0.0 { shared.map(weight).sum::<f64>() / least } else { 0.0 }
}

/// How well one actor can stand for another: 1 the same, down to -1 for another.
fn match_of(a: &Actor, b: &Actor) -> f64 {
    match relation(a, b) {
        Relation::Same => 1.0,
        Relation::Contains | Relation::Within => 0.7,
        Relation::SameCountry => -0.2,
        Relation::Apart => -1.0,
        Relation::Unknown => match (&a.role, &b.role) {
            (Some(a), Some(b)) if a == b => 0.3,
            (Some(_), Some(_)) => -0.5,
            _ => 0.0,
        },
    }
}

/// The best match of each of `a` among `b`.
fn best(a: &[&Actor], b: &[&Actor]) -> Vec<f64> {
    let among = |actor: &&Actor| b.iter().map(|other| match_of(actor, other)).fold(-1.0, f64::max);
    a.iter().map(among).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn parties(found: &mut Found, a: Told, b: Told) {
    fn sides(told: Told<'_>) -> [Vec<&Actor>; 2] {
        [told.actors(&told.event.doers), told.actors(&told.event.recipients)]
    }
    let (of_a, of_b) = (sides(a), sides(b));
    let top = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
    for (here, there) in of_a.iter().zip(&of_b) {
        if here.is_empty() || there.is_empty() {
            found.add(0.0);
            found.add(0.0);
            continue;
        }
        let (here, there) = (best(here, there), best(there, here));
        found.add(top(&here));
        found.add((-(mean(&here) + mean(&there)) / 2.0).max(0.0));
    }
    let crossed = [best(&of_a[0], &of_b[1]), best(&of_a[1], &of_b[0])];
    found.add(crossed.iter().map(|values| top(values)).fold(0.0, f64::max));
    fn all<'a>(sides: &[Vec<&'a Actor>; 2]) -> Vec<&'a Actor> {
        let more = sides[1].iter().filter(|actor| !sides[0].contains(actor));
        sides[0].iter().chain(more).copied().collect()
    }
    let (all_a, all_b) = (all(&of_a), all(&of_b));
    if all_a.is_empty() || all_b.is_empty() {
        found.add(0.0);
        found.add(0.0);
        return;
    }
    let (here, there) = (best(&all_a, &all_b), best(&all_b, &all_a));
    let hits = |values: &[f64]| {
        values.iter().map(|value| value.max(0.0)).sum::<f64>() / values.len() as f64
    };
    let apart = |values: &[f64]| {
        values.iter().filter(|value| **value < 0.0).count() as f64 / values.len() as f64
    };
    found.add((hits(&here) + hits(&there)) / 2.0);
    found.add(apart(&here).min(apart(&there)));
}

/// Days between two dates.
fn days_between(a: Date, b: Date) -> f64 {
    f64::from(a.until(b).map_or(0, |length| length.get_days()).abs())
}

fn times(found: &mut Found, a: Told, b: Told) {
    use When::{Near, Told as Said, Unsaid};
    let log = |days: f64| libm::log1p(days).min(5.0);
    let mut told = [0.0; 9];
    match (a.event.when, b.event.when) {
        (Said(from_a, to_a) | Near(from_a, to_a), Said(from_b, to_b) | Near(from_b, to_b)) => {
            let apart = if to_a < from_b {
                days_between(to_a, from_b)
            } else if to_b < from_a {
                days_between(to_b, from_a)
            } else {
                0.0
            };
            let exact = from_a == to_a && from_b == to_b;
            match apart {
                0.0 if exact => told[0] = 1.0,
                0.0 => told[1] = 1.0,
                1.0 => told[2] = 1.0,
                _ => (told[3], told[4]) = (1.0, log(apart)),
            }
        }
        (Said(from, to) | Near(from, to), Unsaid) => one_told(&mut told, (from, to), b),
        (Unsaid, Said(from, to) | Near(from, to)) => one_told(&mut told, (from, to), a),
        (Unsaid, Unsaid) => {
            told[6] = 1.0;
            let weight = if a.event.leads && b.event.leads { 1.0 } else { 0.5 };
            told[8] = weight * log(days_between(a.gist.date, b.gist.date));
        }
    }
    told.into_iter().for_each(|value| found.add(value));
}

/// The one has a day and the other, told by the report of `untold`, has none.
fn one_told(told: &mut [f64; 9], (from, to): (Date, Date), untold: Told) {
    let date = untold.gist.date;
    let cannot = match untold.event.tense {
        Tense::Past => from > date,
        Tense::Future => to < date,
        Tense::Open => false,
    };
    told[5] = f64::from(u8::from(cannot));
    if untold.event.tense == Tense::Past && to < date {
        let weight = if untold.event.leads { 1.0 } else { 0.5 };
        told[7] = weight * libm::log1p(days_between(to, date)).min(5.0);
    }
}

fn places(found: &mut Found, a: Told, b: Told) {
    let place = |told: Told<'_>| {
        told.event.place.and_then(|at| told.gist.places.get(usize::from(at)).cloned())
    };
    let lie = place(a).zip(place(b)).map(|(a, b)| nested(&a, &b));
    found.flag(matches!(lie, Some(Some(Nesting::Same | Nesting::Near))));
    found.flag(matches!(lie, Some(Some(Nesting::Inside | Nesting::Holds))));
    found.flag(matches!(lie, Some(None)));
}
