//! On whose say-so each telling stands, and which party that is.

use std::collections::{BTreeMap, BTreeSet};

use sayso_record::{Actor, CharIndex, Event, Place, Record, Span, Statement, Voice as Say};

use super::cast::{Cast, Who, folded, together_by};
use super::{Holder, Receipt, Reporter, Said, Says, Side, Sides, Speaker, Telling, receipt};

/// A speaker is looked for in no more statements around a datum's.
const MOST_WITHIN: usize = 8;

/// Dictionary forms of cues by which a speaker says that something is not so, as they stand in texts.
const DENIALS: [&str; 9] =
    ["deny", "denies", "denied", "denying", "denial", "denials", "refute", "refutes", "refuted"];

/// On whose say-so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Voice {
    /// The publisher's own; the report's id where none is known.
    Reporter(String),
    /// A speaker that is an actor.
    Actor(Who),
    /// A speaker that is only described.
    Words(String),
    /// A speaker whom the report does not name.
    Unnamed,
}

/// A telling with what it says and on whose say-so.
#[derive(Debug)]
pub struct Told<'a> {
    pub record: &'a Record,
    pub event: &'a Event,
    pub receipt: Receipt,
    pub says: Says,
    pub voice: Voice,
    quoted_by: Option<Voice>,
    pub actors: Vec<Who>,
    pub recipients: Vec<Who>,
    pub place: Option<&'a Place>,
}

/// All tellings of a happening.
#[derive(Debug)]
pub struct Voices<'a> {
    pub cast: Cast<'a>,
    /// In order of date, report and place in the text.
    pub told: Vec<Told<'a>>,
}

impl<'a> Voices<'a> {
    pub fn of(tellings: &[Telling<'a>]) -> Self {
        let mut records: Vec<&'a Record> = tellings.iter().map(|telling| telling.record).collect();
        records.dedup_by_key(|record| &record.report.id);
        let cast = Cast::of(records.iter().flat_map(|record| &record.actors));
        let told = tellings.iter().filter_map(|telling| told(&cast, telling)).collect();
        Self { cast, told }
    }

    /// The name of a voice.
    pub fn holder(&self, voice: &Voice) -> Holder {
        let name = match voice {
            Voice::Reporter(name) | Voice::Words(name) => Some(name.clone()),
            Voice::Actor(who) => Some(self.cast.name(*who).to_owned()),
            Voice::Unnamed => None,
        };
        Holder { name, is_reporter: matches!(voice, Voice::Reporter(_)) }
    }

    /// Each telling with who says it.
    pub fn tellings(&self) -> Vec<Said> {
        let said = |told: &Told| Said {
            date: told.record.report.date,
            event: told.event.id.clone(),
            by: self.holder(&told.voice),
            quoted_by: told.quoted_by.as_ref().and_then(|outer| self.holder(outer).name),
            says: told.says,
            receipt: told.receipt.clone(),
        };
        self.told.iter().map(said).collect()
    }

    /// Publishers by what they say themselves.
    pub fn reporters(&self) -> Vec<Reporter> {
        let mut found: BTreeMap<(&str, Says), Vec<&Told>> = BTreeMap::new();
        for told in &self.told {
            if let Voice::Reporter(name) = &told.voice {
                found.entry((name, told.says)).or_default().push(told);
            }
        }
        let reporter = |((name, says), told): ((&str, Says), Vec<&Told>)| Reporter {
            name: name.to_owned(),
            says,
            of: self.doers(&told),
            receipts: told.iter().map(|told| told.receipt.clone()).collect(),
        };
        found.into_iter().map(reporter).collect()
    }

    /// The names of those who act in some tellings.
    fn doers(&self, told: &[&Told]) -> Vec<String> {
        let doers: BTreeSet<&str> =
            told.iter().flat_map(|told| &told.actors).map(|who| self.cast.name(*who)).collect();
        doers.into_iter().map(str::to_owned).collect()
    }

    /// Speakers by what they say: those who act first, then those acted upon, then the others.
    pub fn speakers(&self) -> Vec<Speaker> {
        let mut found: BTreeMap<(&Voice, &Option<Voice>, Says), Vec<&Told>> = BTreeMap::new();
        for told in self.told.iter().filter(|told| !matches!(told.voice, Voice::Reporter(_))) {
            let key = (&told.voice, &told.quoted_by, told.says);
            found.entry(key).or_default().push(told);
        }
        let mut speakers: Vec<Speaker> = found
            .into_iter()
            .map(|((voice, quoted_by, says), told)| Speaker {
                name: self.holder(voice).name,
                code: match voice {
                    Voice::Actor(who) => self.cast.code(*who).map(str::to_owned),
                    _ => None,
                },
                quoted_by: quoted_by.as_ref().and_then(|outer| self.holder(outer).name),
                side: self.side(voice),
                says,
                of: self.doers(&told),
                receipts: told.iter().map(|told| told.receipt.clone()).collect(),
            })
            .collect();
        let rank = |speaker: &Speaker| {
            let known = (speaker.side, speaker.name.is_none());
            (known, std::cmp::Reverse(speaker.receipts.len()), speaker.name.clone(), speaker.says)
        };
        speakers.sort_by_cached_key(|s| (rank(s), s.quoted_by.clone()));
        speakers
    }

    /// The party that a voice belongs to: the one that more tellings name it as. Where nobody acted upon is
    /// known by country, those of the country where it took place are.
    fn side(&self, voice: &Voice) -> Side {
        let Voice::Actor(speaker) = voice else { return Side::Other };
        let is_among =
            |parties: &[Who]| parties.iter().any(|r| self.cast.are_one_side(*speaker, *r));
        let acts = self.told.iter().filter(|told| is_among(&told.actors)).count();
        let is_acted_on = |told: &&Told| {
            let known = told.recipients.iter().any(|who| self.cast.country(*who).is_some());
            is_among(&told.recipients) || !known && self.is_at_home(*speaker, told)
        };
        let suffers = self.told.iter().filter(is_acted_on).count();
        match (acts, suffers) {
            (0, 0) => Side::Other,
            (acts, suffers) if acts >= suffers => Side::Actor,
            _ => Side::Recipient,
        }
    }

    /// Whether a telling lies in the state that a speaker acts for, and those who act are of another.
    fn is_at_home(&self, speaker: Who, told: &Told) -> bool {
        let home = self.cast.country(speaker);
        let country = |who: &Who| self.cast.country(*who);
        self.cast.is_of_state(speaker)
            && home.is_some()
            && told.place.is_some_and(|place| place.country.as_deref() == home)
            && told.actors.iter().any(|actor| country(actor).is_some_and(|own| Some(own) != home))
    }

    /// How many parties speak: those who are on one side are one.
    pub fn sides(&self) -> Sides {
        let speaking: BTreeSet<&Voice> = self.told.iter().map(|told| &told.voice).collect();
        let parties: Vec<Who> = speaking
            .into_iter()
            .filter(|voice| self.side(voice) != Side::Other)
            .filter_map(|voice| if let Voice::Actor(who) = voice { Some(*who) } else { None })
            .collect();
        let blocs =
            together_by(parties.len(), |a, b| self.cast.are_one_side(parties[a], parties[b])).len();
        match blocs {
            0 => Sides::Neither,
            1 => Sides::One,
            _ => Sides::Both,
        }
    }
}

fn told<'a>(cast: &Cast, telling: &Telling<'a>) -> Option<Told<'a>> {
    let record = telling.record;
    let event = record.events.get(telling.event)?;
    let receipt = receipt(record, &event.trigger)?;
    let said = statement_of(record, &event.voice);
    let (voice, quoted_by) = voices(cast, record, said);
    let denied = said.is_some_and(|said| is_denial(record, said));
    let says = match Says::of(event) {
        Says::Affirms if denied => Says::Denies,
        says => says,
    };
    let parties = |ids: &[String]| {
        let mut parties: Vec<Who> = ids
            .iter()
            .filter_map(|id| actor(record, id).and_then(|actor| cast.who(actor)))
            .collect();
        parties.sort_unstable();
        parties.dedup();
        parties
    };
    Some(Told {
        record,
        event,
        receipt,
        says,
        voice,
        quoted_by,
        actors: parties(&event.actors),
        recipients: parties(&event.recipients),
        place: event.place.as_ref().and_then(|id| record.places.iter().find(|p| p.id == *id)),
    })
}

/// Whose words some characters of a report are: those of the innermost statement whose content holds
/// them, else the report's own.
pub fn voice_at(cast: &Cast, record: &Record, span: Span) -> Voice {
    let holds = |said: &&Statement| said.content.iter().any(|content| content.holds(span));
    let width = |said: &&Statement| {
        let holding = said.content.iter().filter(|content| content.holds(span));
        holding.map(|content| content.end - content.start).min()
    };
    voices(cast, record, record.statements.iter().filter(holds).min_by_key(width)).0
}

/// The voice of a statement, and who quotes it, where that is another; the report's own voice without
/// one.
fn voices(cast: &Cast, record: &Record, said: Option<&Statement>) -> (Voice, Option<Voice>) {
    let Some(said) = said else { return (own(record), None) };
    let mut named = chain(record, said).filter_map(|said| speaker(cast, record, said));
    let voice = named.next().unwrap_or(Voice::Unnamed);
    let quoted_by = named.find(|outer| *outer != voice);
    (voice, quoted_by)
}

/// The report's own voice.
fn own(record: &Record) -> Voice {
    Voice::Reporter(record.report.source.clone().unwrap_or_else(|| record.report.id.clone()))
}

fn statement_of<'r>(record: &'r Record, voice: &Say) -> Option<&'r Statement> {
    let Say::Statement(id) = voice else { return None };
    record.statements.iter().find(|said| said.id == *id)
}

/// A statement and those around it, from the inside out.
fn chain<'r>(
    record: &'r Record,
    said: &'r Statement,
) -> impl Iterator<Item = &'r Statement> + use<'r> {
    let outer = |said: &&'r Statement| {
        let id = said.within.as_ref()?;
        record.statements.iter().find(|outer| outer.id == *id)
    };
    std::iter::successors(Some(said), outer).take(MOST_WITHIN)
}

fn speaker(cast: &Cast, record: &Record, said: &Statement) -> Option<Voice> {
    let known = said.speaker.as_ref().and_then(|id| actor(record, id));
    if let Some(who) = known.and_then(|actor| cast.who(actor)) {
        return Some(Voice::Actor(who));
    }
    let words = folded(&words(record, &said.source));
    (!words.is_empty()).then_some(Voice::Words(words))
}

/// Whether a statement's cue says that its content is not so.
fn is_denial(record: &Record, said: &Statement) -> bool {
    let cue = words(record, &said.cue).to_lowercase();
    cue.split(|c: char| !c.is_alphanumeric()).any(|word| DENIALS.contains(&word))
}

/// The words of some spans, in one line.
pub fn words(record: &Record, spans: &[Span]) -> String {
    let index = CharIndex::new(&record.report.text);
    let parts = spans.iter().filter_map(|span| index.slice(*span));
    parts.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

pub fn actor<'r>(record: &'r Record, id: &str) -> Option<&'r Actor> {
    record.actors.iter().find(|actor| actor.id == id)
}
