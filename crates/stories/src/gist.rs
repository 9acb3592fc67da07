//! What of a report the grouping needs: the words of its lead, and of each event its type, parties,
//! time, place and the words around it. It is made once from the record, and kept small.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::{Span as Length, ToSpan};
use sayso_record::{
    Actor, ActorKind, Event, EventStatus, Place, Record, Span, TimePrecision, TimeType,
};
use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_64;

use crate::evidence::Bag;
use crate::words::{Commonness, Word, sentences, term, words};

/// Changes whenever the gist of a record does, or the form it is kept in.
const VERSION: u8 = 1;
/// How many words of the text tell what the report is about; what follows is background.
const LEAD_WORDS: usize = 120;
/// A name counts as so many other words.
const NAME: u32 = 2;
/// A word of a sentence up to this commonness is taken for a name when it is written as one.
const NAME_AT_MOST: Commonness = Commonness(50);

/// What of a report the grouping needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gist {
    /// Date of publication.
    pub date: Date,
    /// The words of headline and lead, the persons and the days named there.
    pub(crate) lead: Bag,
    /// Actors of events.
    pub(crate) actors: Vec<Actor>,
    /// Places of events.
    pub(crate) places: Vec<Place>,
    /// In the record's order.
    pub(crate) events: Vec<EventGist>,
}

/// What of an event the grouping needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct EventGist {
    pub plover: String,
    pub mode: Option<String>,
    pub cameo: String,
    pub act: Act,
    /// Stems of the words that tell it, but for common ones.
    pub stems: Vec<u32>,
    /// The words of its sentence.
    pub sentence: Bag,
    /// The words of its sentence, the one before and the one after.
    pub around: Bag,
    /// Names in its sentence, with their commonness.
    pub names: Vec<(u32, u8)>,
    /// Places in the gist's list of actors.
    pub doers: Vec<u16>,
    pub recipients: Vec<u16>,
    pub when: When,
    pub place: Option<u16>,
    /// Measure and number of the figures above one in its sentence.
    pub figures: Vec<(u32, f64)>,
    pub tense: Tense,
    /// In the first two sentences.
    pub leads: bool,
}

/// What an act of violence is told as: news tells the shooting, the killing and the wounding of one attack
/// as three acts, each with its own number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Act {
    Killing,
    Wounding,
    Shooting,
    Other,
}

/// When a report says that an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum When {
    /// From a day to a day, as the event's own time says.
    Told(Date, Date),
    /// As another time in its sentence says.
    Near(Date, Date),
    /// Not said.
    Unsaid,
}

/// Whether a report tells an event as past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Tense {
    Past,
    Future,
    /// Supposed, denied or asked for.
    Open,
}

impl Gist {
    /// The gist of a record.
    pub fn of(record: &Record) -> Self {
        Reading::of(record).gist()
    }

    /// As it is kept in an archive: a version, a checksum of what follows, the gist.
    pub fn to_bytes(&self) -> Vec<u8> {
        let body = postcard::to_allocvec(self).unwrap_or_default();
        let mut bytes = vec![VERSION];
        bytes.extend(XxHash3_64::oneshot(&body).to_le_bytes());
        bytes.extend(body);
        bytes
    }

    /// A gist as it was kept; `None` where the bytes are damaged, or another version wrote them.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        let (sum, body) = rest.split_first_chunk()?;
        if *version != VERSION || *sum != XxHash3_64::oneshot(body).to_le_bytes() {
            return None;
        }
        let gist: Self = postcard::from_bytes(body).ok()?;
        gist.is_sound().then_some(gist)
    }

    /// Whether all that events refer to is there.
    fn is_sound(&self) -> bool {
        let (actors, places) = (self.actors.len(), self.places.len());
        self.events.iter().all(|event| {
            event.doers.iter().chain(&event.recipients).all(|&actor| usize::from(actor) < actors)
                && event.place.is_none_or(|place| usize::from(place) < places)
        })
    }
}

/// A record being read for its gist.
struct Reading<'a> {
    record: &'a Record,
    words: Vec<Word>,
    sentences: Vec<(usize, usize)>,
    gist: Gist,
    /// Where actors and places of the record stand in the gist.
    actors: HashMap<&'a str, u16, FixedState>,
    places: HashMap<&'a str, u16, FixedState>,
}

impl<'a> Reading<'a> {
    fn of(record: &'a Record) -> Self {
        let report = &record.report;
        let gist = Gist {
            date: report.date,
            lead: Bag::default(),
            actors: Vec::new(),
            places: Vec::new(),
            events: Vec::new(),
        };
        Self {
            record,
            words: words(&report.text, 0),
            sentences: sentences(&report.text),
            gist,
            actors: HashMap::default(),
            places: HashMap::default(),
        }
    }

    fn gist(mut self) -> Gist {
        self.gist.lead = self.lead();
        for event in &self.record.events {
            let event = self.event(event);
            self.gist.events.push(event);
        }
        self.gist
    }

    /// The words of the lead, the persons first named there, and the days.
    fn lead(&self) -> Bag {
        let record = self.record;
        let title = record.report.title.as_deref().unwrap_or_default();
        let title = words(title, 0);
        let lead = &self.words[..self.words.len().min(LEAD_WORDS)];
        let end = self.words.get(LEAD_WORDS).map_or(usize::MAX, |word| word.start);
        let mut bag: Vec<_> = title.iter().chain(lead).filter_map(counted).collect();
        for (name, start) in persons(record) {
            if start < end {
                bag.push((term(&format!("person {name}")), Commonness::PERSON, 1));
            }
        }
        let mut days: Vec<&str> = record
            .times
            .iter()
            .filter(|time| time.start < end && time.kind == TimeType::Date)
            .filter_map(|time| time.value.as_deref().filter(|value| value.len() == 10))
            .collect();
        days.sort_unstable();
        days.dedup();
        bag.extend(days.iter().map(|day| (term(&format!("day {day}")), Commonness::DAY, 1)));
        Bag::of(bag)
    }

    fn event(&mut self, event: &'a Event) -> EventGist {
        let start = event.trigger.iter().map(|span| span.start).min().unwrap_or(0);
        let at = self.sentences.partition_point(|&(_, end)| end <= start);
        let sentence = self.sentences.get(at).copied().unwrap_or((start, start));
        let first = self.sentences.get(at.saturating_sub(1)).copied().unwrap_or(sentence);
        let last = self.sentences.get(at + 1).copied().unwrap_or(sentence);
        let inside = self.between(sentence.0, sentence.1);
        let told = |word: &&Word| event.trigger.iter().any(|span| within(word.start, *span));
        let trigger: Vec<&Word> = inside.iter().filter(told).collect();
        EventGist {
            plover: event.plover.clone(),
            mode: event.mode.clone(),
            cameo: event.cameo.clone(),
            act: Act::of(&trigger),
            stems: sorted(
                trigger.iter().filter(|word| word.common < Commonness(60)).map(|w| w.term),
            ),
            sentence: Bag::of(inside.iter().filter_map(counted)),
            around: Bag::of(self.between(first.0, last.1).iter().filter_map(counted)),
            names: names(inside),
            figures: self.figures(sentence),
            when: self.when(event, sentence, start),
            tense: Tense::of(event.status),
            leads: at < 2,
            doers: self.parties(&event.actors),
            recipients: self.parties(&event.recipients),
            place: self.place(event),
        }
    }

    /// The words that begin in a range of characters.
    fn between(&self, start: usize, end: usize) -> &[Word] {
        let from = self.words.partition_point(|word| word.start < start);
        let to = self.words.partition_point(|word| word.start < end);
        &self.words[from..to.max(from)]
    }

    fn figures(&self, (start, end): (usize, usize)) -> Vec<(u32, f64)> {
        let here = |span: &Span| start <= span.start && span.start < end;
        let figures = self.record.figures.iter();
        figures
            .filter(|figure| figure.span.first().is_some_and(here))
            .filter_map(|figure| {
                let number = figure.value.filter(|&value| value > 1.0)?;
                Some((term(&figure.measure), number))
            })
            .collect()
    }

    fn when(&self, event: &Event, (from, to): (usize, usize), start: usize) -> When {
        let told = event.time.as_ref().filter(|time| time.precision != TimePrecision::Report);
        if let Some((first, last)) = told.and_then(|time| days(&time.value)) {
            return When::Told(first, last);
        }
        let times = self.record.times.iter();
        let near = times
            .filter(|time| from <= time.start && time.start < to)
            .filter(|time| matches!(time.kind, TimeType::Date | TimeType::Time))
            .filter_map(|time| {
                let value = time.value.as_deref()?;
                Some((time.start.abs_diff(start), days(value.get(..10).unwrap_or(value))?))
            })
            .min_by_key(|(distance, _)| *distance);
        near.map_or(When::Unsaid, |(_, (first, last))| When::Near(first, last))
    }

    fn parties(&mut self, ids: &'a [String]) -> Vec<u16> {
        ids.iter().filter_map(|id| self.party(id)).collect()
    }

    fn party(&mut self, id: &'a str) -> Option<u16> {
        if let Some(&at) = self.actors.get(id) {
            return Some(at);
        }
        let at = u16::try_from(self.gist.actors.len()).ok()?;
        let actor = self.record.actors.iter().find(|actor| actor.id == id)?;
        self.gist.actors.push(Actor { id: String::new(), code: None, ..actor.clone() });
        self.actors.insert(id, at);
        Some(at)
    }

    fn place(&mut self, event: &'a Event) -> Option<u16> {
        let id = event.place.as_deref()?;
        if let Some(&at) = self.places.get(id) {
            return Some(at);
        }
        let at = u16::try_from(self.gist.places.len()).ok()?;
        let place = self.record.places.iter().find(|place| place.id == id)?;
        self.gist.places.push(Place { id: String::new(), ..place.clone() });
        self.places.insert(id, at);
        Some(at)
    }
}

/// A word as it counts in a bag; `None` for one that tells nothing.
fn counted(word: &Word) -> Option<(u32, Commonness, u32)> {
    let times = if word.capital { NAME } else { 1 };
    (word.common < Commonness::STOP).then_some((word.term, word.common, times))
}

fn within(at: usize, span: Span) -> bool {
    span.start <= at && at < span.end
}

fn sorted(terms: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut terms: Vec<u32> = terms.collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// The names in a sentence.
fn names(words: &[Word]) -> Vec<(u32, u8)> {
    let is_name = |word: &&Word| word.capital && word.common < NAME_AT_MOST;
    let mut names: Vec<_> =
        words.iter().filter(is_name).map(|word| (word.term, word.common.0)).collect();
    names.sort_unstable();
    names.dedup_by_key(|name| name.0);
    names
}

/// The persons of a record by the last word of their names, with the place of their first mention.
fn persons(record: &Record) -> Vec<(String, usize)> {
    let mut first: HashMap<&str, usize, FixedState> = HashMap::default();
    for mention in &record.mentions {
        let start = first.entry(&mention.actor).or_insert(mention.start);
        *start = (*start).min(mention.start);
    }
    let persons = record.actors.iter().filter(|actor| actor.kind == ActorKind::Person);
    persons
        .filter_map(|person| {
            let last = person.name.split_whitespace().last()?.to_lowercase();
            Some((last, *first.get(person.id.as_str())?))
        })
        .collect()
}

impl Act {
    /// Of the words that tell an event; the first that says it decides.
    fn of(trigger: &[&Word]) -> Self {
        let told = |stems: &[u32]| trigger.iter().any(|word| stems.contains(&word.term));
        let acts =
            [(Self::Killing, &ACTS[0]), (Self::Wounding, &ACTS[1]), (Self::Shooting, &ACTS[2])];
        acts.into_iter().find(|(_, stems)| told(stems)).map_or(Self::Other, |(act, _)| act)
    }
}

static ACTS: std::sync::LazyLock<[Vec<u32>; 3]> = std::sync::LazyLock::new(|| {
    [
        "kill killer murder murderer slay slew slain slaying dead die death lynch execute execution massacre \
            homicide assassinate assassination assassin",
        "wound injure injury hurt maim",
        "shoot shot fire gun gunman gunfire shootout",
    ]
    .map(|listed| words(listed, 0).into_iter().map(|word| word.term).collect())
});

impl Tense {
    fn of(status: EventStatus) -> Self {
        match status {
            EventStatus::Happened | EventStatus::Ongoing | EventStatus::Historical => Self::Past,
            EventStatus::Future => Self::Future,
            EventStatus::Hypothetical | EventStatus::Negated | EventStatus::CalledFor => Self::Open,
        }
    }
}

/// First and last day of a TIMEX3 value: a day, week, month or year.
pub(crate) fn days(value: &str) -> Option<(Date, Date)> {
    let whole = |first: Date, length: Length| {
        let last = first.checked_add(length).and_then(|next| next.yesterday()).ok()?;
        Some((first, last))
    };
    let year: i16 = value.get(..4)?.parse().ok()?;
    match value.get(4..)? {
        "" => whole(Date::new(year, 1, 1).ok()?, 1.year()),
        week if week.starts_with("-W") => {
            let week = week.get(2..4)?.parse().ok()?;
            let first = ISOWeekDate::new(year, week, Weekday::Monday).ok()?.date();
            whole(first, 1.week())
        }
        month if month.len() == 3 => {
            whole(Date::new(year, month.get(1..)?.parse().ok()?, 1).ok()?, 1.month())
        }
        _ => {
            let day: Date = value.parse().ok()?;
            Some((day, day))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_days() {
        let found = |value| days(value).map(|(first, last)| format!("{first} {last}"));
        for (value, expected) in [
            ("2024-02-29", Some("2024-02-29 2024-02-29")),
            ("2024-02", Some("2024-02-01 2024-02-29")),
            ("2024", Some("2024-01-01 2024-12-31")),
            ("2024-W01", Some("2024-01-01 2024-01-07")),
            ("2024-SP", None),
            ("2024-02-30", None),
            ("PAST_REF", None),
            ("9999", None),
            ("é", None),
        ] {
            assert_eq!(found(value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn a_gist_is_kept() {
        let record = sayso_record::sample::full();
        let gist = Gist::of(&record);
        assert_eq!(gist.events.len(), record.events.len());
        let bytes = gist.to_bytes();
        assert_eq!(Gist::from_bytes(&bytes), Some(gist));
        for end in 0..bytes.len() {
            assert_eq!(Gist::from_bytes(&bytes[..end]), None);
            let mut damaged = bytes.clone();
            damaged[end] ^= 4;
            assert_eq!(Gist::from_bytes(&damaged), None, "byte {end}");
        }
    }
}
