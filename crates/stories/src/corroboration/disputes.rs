//! Where tellings cannot both be true.
//!
//! A contradiction needs two who know: what is vague (no doer named, no place, the report's own date)
//! agrees with everything, and so does what holds the other: Freedonia and its army, a town and its
//! country, June and the 4th. Where one voice says both, only others can be held against each other.

use std::collections::{BTreeMap, BTreeSet};

use sayso_record::{Figure, Place, PlaceForm, PlacePrecision, TimePrecision};

use super::cast::{Who, commonest, together_by};
use super::voices::{Told, Voice, Voices};
use super::{About, Dispute, Holder, Position, Receipt, Says, receipt, sentence_around};
use crate::places;
use crate::series::{self, Entry, Point, Series, Stance};

/// PLOVER's types that parties do together: who is named first says nothing.
const TOGETHER: [&str; 3] = ["AGREE", "CONSULT", "COOPERATE"];

/// All disputes, in the order of [`About`].
pub fn disputes(voices: &Voices) -> Vec<Dispute> {
    let affirmed: Vec<&Told> = voices.told.iter().filter(|t| t.says == Says::Affirms).collect();
    let mut found: Vec<Dispute> = status(voices).into_iter().collect();
    found.extend(numbers(voices));
    found.extend(doers(voices, &affirmed));
    found.extend(targets(voices, &affirmed));
    found.extend(scenes(voices, &affirmed));
    found.extend(days(voices, &affirmed));
    found
}

/// What a position is made of before it has a value.
#[derive(Debug, Default)]
struct Held<'v> {
    voices: BTreeSet<&'v Voice>,
    receipts: BTreeSet<Receipt>,
}

impl<'v> Held<'v> {
    fn of(told: impl Iterator<Item = &'v Told<'v>>) -> Self {
        let mut held = Self::default();
        for told in told {
            held.voices.insert(&told.voice);
            held.receipts.insert(told.receipt.clone());
        }
        held
    }

    fn position(self, voices: &Voices, value: String) -> Position {
        let holders: BTreeSet<Holder> = self.voices.iter().map(|v| voices.holder(v)).collect();
        Position {
            value,
            holders: holders.into_iter().collect(),
            receipts: self.receipts.into_iter().collect(),
        }
    }
}

/// Told as having happened by some, denied by others.
fn status(voices: &Voices) -> Option<Dispute> {
    let held = |says: Says| Held::of(voices.told.iter().filter(move |told| told.says == says));
    let (affirmed, denied) = (held(Says::Affirms), held(Says::Denies));
    // One who denies that it was the one and says that it was the other does not contradict himself.
    let two = |a: &&Voice| denied.voices.iter().any(|b| a != b);
    affirmed.voices.iter().any(two).then(|| Dispute {
        about: About::Status,
        measure: None,
        positions: vec![
            affirmed.position(voices, "happened".to_owned()),
            denied.position(voices, "denied".to_owned()),
        ],
    })
}

/// What tellings say of one thing: each answer that is given, with those who give it.
type Answers<'v, K> = BTreeMap<K, Vec<&'v Told<'v>>>;

/// The answers of those who give one.
fn answers<'v, K: Ord>(
    told: &[&'v Told<'v>],
    answer: impl Fn(&'v Told<'v>) -> Option<K>,
) -> Answers<'v, K> {
    let mut answers = Answers::new();
    for told in told {
        if let Some(key) = answer(told) {
            answers.entry(key).or_default().push(*told);
        }
    }
    answers
}

/// How answers to one question are compared.
struct Question<'q, K> {
    about: About,
    /// Whether two can be one position.
    same: &'q dyn Fn(&K, &K) -> bool,
    /// Whether two cannot both be true.
    apart: &'q dyn Fn(&K, &K) -> bool,
    /// What to call an answer.
    name: &'q dyn Fn(&K) -> String,
}

/// Puts answers that can be one position together, and keeps the positions that contradict another.
fn compare<'v, K: Ord>(
    voices: &'v Voices,
    question: &Question<K>,
    answers: &Answers<'v, K>,
) -> Option<Dispute> {
    let answers: Vec<(&K, &Vec<&Told>)> = answers.iter().collect();
    let same = |a: usize, b: usize| (question.same)(answers[a].0, answers[b].0);
    let groups = together_by(answers.len(), same);
    let held =
        |group: &Vec<usize>| Held::of(group.iter().flat_map(|&at| answers[at].1.iter().copied()));
    let voiced: Vec<BTreeSet<&Voice>> = groups.iter().map(|group| held(group).voices).collect();
    let apart = |a: &[usize], b: &[usize]| {
        a.iter().all(|&a| b.iter().all(|&b| (question.apart)(answers[a].0, answers[b].0)))
    };
    let contradicts = |a: usize, b: usize| {
        let each_alone = !voiced[a].is_subset(&voiced[b]) && !voiced[b].is_subset(&voiced[a]);
        a != b && each_alone && apart(&groups[a], &groups[b])
    };
    let disputed = |&at: &usize| (0..groups.len()).any(|other| contradicts(at, other));
    let position = |at: usize| {
        let names: Vec<(String, usize)> = groups[at]
            .iter()
            .map(|&at| ((question.name)(answers[at].0), answers[at].1.len()))
            .collect();
        let names = names.iter().map(|(name, times)| (Some(name.as_str()), *times));
        held(&groups[at]).position(voices, commonest(names).unwrap_or_default())
    };
    let mut positions: Vec<Position> = (0..groups.len()).filter(disputed).map(position).collect();
    positions.sort_by(|a, b| (&a.value, &a.receipts).cmp(&(&b.value, &b.receipts)));
    let about = question.about;
    (positions.len() > 1).then_some(Dispute { about, measure: None, positions })
}

/// Those who did it; of what is done together, all who took part.
fn doers(voices: &Voices, affirmed: &[&Told]) -> Option<Dispute> {
    let cast = &voices.cast;
    let parties = |told: &Told| {
        let together = TOGETHER.contains(&told.event.plover.as_str());
        let others = told.recipients.iter().filter(|_| together);
        let parties: BTreeSet<Who> = told.actors.iter().chain(others).copied().collect();
        (!parties.is_empty()).then_some(parties)
    };
    let any = |a: &BTreeSet<Who>, b: &BTreeSet<Who>, is: &dyn Fn(Who, Who) -> bool| {
        a.iter().any(|a| b.iter().any(|b| is(*a, *b)))
    };
    let question = Question {
        about: About::Actor,
        same: &|a, b| any(a, b, &|a, b| cast.are_one_side(a, b)),
        apart: &|a, b| !any(a, b, &|a, b| !cast.are_opposed(a, b)),
        name: &|parties| {
            let names: Vec<&str> = parties.iter().map(|who| cast.name(*who)).collect();
            names.join(", ")
        },
    };
    compare(voices, &question, &answers(affirmed, parties))
}

/// Those whom it befell, where each names one state or person: of a group's victims, each report
/// may name others.
fn targets(voices: &Voices, affirmed: &[&Told]) -> Option<Dispute> {
    let cast = &voices.cast;
    let target = |told: &Told| match told.recipients.as_slice() {
        [who] if !TOGETHER.contains(&told.event.plover.as_str()) => {
            Some(*who).filter(|who| cast.is_single(*who))
        }
        _ => None,
    };
    let question = Question {
        about: About::Recipient,
        same: &|a, b| cast.are_one_side(*a, *b),
        apart: &|a, b| cast.are_opposed(*a, *b),
        name: &|who| cast.name(*who).to_owned(),
    };
    compare(voices, &question, &answers(affirmed, target))
}

/// A place by what tells it apart.
type Scene<'v> = (&'v str, &'v Option<String>, &'v Option<String>, Option<u64>);

/// Places of which neither holds the other.
fn scenes(voices: &Voices, affirmed: &[&Told]) -> Option<Dispute> {
    let mut places: BTreeMap<Scene, &Place> = BTreeMap::new();
    for place in affirmed.iter().filter_map(|told| told.place) {
        places.extend(scene(place).map(|key| (key, place)));
    }
    let both = |a: &Scene, b: &Scene, is: &dyn Fn(&Place, &Place) -> bool| {
        places.get(a).zip(places.get(b)).is_some_and(|(a, b)| is(a, b))
    };
    let question = Question {
        about: About::Place,
        same: &|a, b| both(a, b, &|a, b| places::nested(a, b).is_some()),
        apart: &|a, b| both(a, b, &are_apart),
        name: &|scene| scene.0.to_owned(),
    };
    compare(voices, &question, &answers(affirmed, |told| scene(told.place?)))
}

fn scene(place: &Place) -> Option<Scene<'_>> {
    let is_known = place.form == PlaceForm::Name && place.precision.is_some();
    is_known.then_some((&place.name, &place.country, &place.admin1, place.geonames_id))
}

/// Whether two places are known to be different ones: of two countries, of two divisions of one, or two
/// points.
fn are_apart(a: &Place, b: &Place) -> bool {
    let differ = |a: &Option<String>, b: &Option<String>| {
        a.as_ref().zip(b.as_ref()).is_some_and(|(a, b)| a != b)
    };
    let exact = |place: &Place| place.precision == Some(PlacePrecision::Exact);
    places::nested(a, b).is_none()
        && (differ(&a.country, &b.country)
            || differ(&a.admin1, &b.admin1)
            || exact(a) && exact(b) && a.latitude.is_some() && b.latitude.is_some())
}

/// Days, months and years of which neither holds the other. The report's own date is none.
fn days(voices: &Voices, affirmed: &[&Told]) -> Option<Dispute> {
    let day = |told: &Told| {
        let time = told.event.time.as_ref()?;
        (time.precision != TimePrecision::Report).then(|| time.value.clone())
    };
    let question = Question {
        about: About::Date,
        same: &|a: &String, b| a == b,
        apart: &|a, b| !a.starts_with(b.as_str()) && !b.starts_with(a.as_str()),
        name: &String::clone,
    };
    compare(voices, &question, &answers(affirmed, day))
}

/// Numbers that stand in the sentences that tell of it and contradict each other, by the rules of
/// [`series`]: a toll that rises from day to day is no dispute.
fn numbers(voices: &Voices) -> Vec<Dispute> {
    let mut points: BTreeMap<(&str, &str), Point> = BTreeMap::new();
    for told in voices.told.iter().filter(|told| told.says != Says::Denies) {
        let report = &told.record.report;
        for figure in told.record.figures.iter().filter(|figure| is_of(told, figure)) {
            let point = Point {
                report: &report.id,
                date: report.date,
                source: report.source.as_deref(),
                independent: &report.id,
                record: told.record,
                figure,
                happening: None,
            };
            points.insert((&report.id, &figure.id), point);
        }
    }
    let points: Vec<Point> = points.into_values().collect();
    series::series(&points).iter().filter_map(|series| number(&points, series)).collect()
}

/// The dispute of one series, where two of its entries contradict each other.
fn number(points: &[Point], series: &Series) -> Option<Dispute> {
    let mut disputed: BTreeSet<usize> = BTreeSet::new();
    for (at, entry) in series.entries.iter().enumerate() {
        if let Stance::Contradicts { with } = entry.stance {
            disputed.extend([at, with]);
        }
    }
    let mut positions: Vec<Position> = Vec::new();
    for entry in disputed.iter().filter_map(|at| series.entries.get(*at)) {
        let value = said(entry);
        let at = positions.iter().position(|position| position.value == value);
        let position = match at.and_then(|at| positions.get_mut(at)) {
            Some(position) => position,
            None => {
                positions.push(Position { value, holders: Vec::new(), receipts: Vec::new() });
                positions.last_mut()?
            }
        };
        position.holders.push(holder(entry));
        let of_entry = |p: &&Point| p.report == entry.report && p.figure.id == entry.figure;
        let point = points.iter().find(of_entry)?;
        position.receipts.extend(receipt(point.record, &point.figure.span));
    }
    for position in &mut positions {
        position.holders.sort();
        position.holders.dedup();
        position.receipts.sort();
    }
    let subgroup = series.subgroup.iter().map(|subgroup| format!(" ({subgroup})"));
    let measure = std::iter::once(series.measure.clone()).chain(subgroup).collect();
    (positions.len() > 1).then_some(Dispute {
        about: About::Number,
        measure: Some(measure),
        positions,
    })
}

fn holder(entry: &Entry) -> Holder {
    let publisher = || entry.source.clone().unwrap_or_else(|| entry.report.clone());
    let is_reporter = entry.speaker.is_none();
    Holder { name: Some(entry.speaker.clone().unwrap_or_else(publisher)), is_reporter }
}

/// A number with its bounds: `14`, `14 or more`, `up to 20`, `20 to 25`.
fn said(entry: &Entry) -> String {
    match (entry.low, entry.high) {
        (Some(low), Some(high)) if low < high => format!("{low} to {high}"),
        (Some(low), None) => format!("{low} or more"),
        (None, Some(high)) => format!("up to {high}"),
        (low, high) => entry.value.or(low).or(high).unwrap_or_default().to_string(),
    }
}

/// Whether a figure is of a telling: its words and the event's stand in one sentence.
fn is_of(told: &Told, figure: &Figure) -> bool {
    let Some(of_figure) = receipt(told.record, &figure.span) else { return false };
    let sentence = sentence_around(&told.record.report.text, told.receipt.span);
    sentence.overlaps(of_figure.span)
}
