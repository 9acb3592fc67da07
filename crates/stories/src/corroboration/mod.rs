//! Who tells of a happening, on whose say-so, and where they differ.
//!
//! [`corroborate`] takes every telling of one happening: an event of a report's record, and what the
//! report is a copy of. `cast` finds who is the same actor in different reports, `voices` on whose say-so
//! each telling stands, `account` what it was, `disputes` where two tellings cannot both be true, and
//! `wordings` by which words each source calls the same actors.
//!
//! Nothing is decided here: an answer says who says what, each with the characters of the report that
//! it stands on. A copy adds no source and no voice: where its original is there too, it counts as a
//! report and is else left out.

mod account;
mod cast;
mod disputes;
mod sentence;
#[cfg(test)]
mod tests;
mod voices;
mod wordings;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sayso_record::{Event, EventStatus, Record, Span};
use serde::Serialize;

pub use sentence::sentence_around;
use voices::Voices;

/// An event of a report that belongs to the happening.
#[derive(Debug, Clone, Copy)]
pub struct Telling<'a> {
    /// The report's record.
    pub record: &'a Record,
    /// The event's place in [`Record::events`].
    pub event: usize,
    /// Id of the report that the report is a whole copy of.
    pub original: Option<&'a str>,
}

/// Where it can be read: characters of a report's text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Receipt {
    /// Id of the report.
    pub report: String,
    /// The characters, from the first to the last that count.
    #[serde(flatten)]
    pub span: Span,
}

/// What someone says of a happening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// It took place, or takes place.
    Affirms,
    /// It did not take place.
    Denies,
    /// It is to come.
    Foresees,
    /// It may be, or may have been.
    Supposes,
    /// It ought to be.
    CallsFor,
}

/// Which party of the happening a speaker belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// To those who act.
    Actor,
    /// To those acted upon.
    Recipient,
    /// To neither, as far as the records tell.
    Other,
}

/// How many of the parties speak of it themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sides {
    /// None of them.
    Neither,
    /// One.
    One,
    /// Two or more that do not belong together.
    Both,
}

/// A publisher whose own words tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reporter {
    /// The publisher; the report's id where it is not known.
    pub name: String,
    /// What it says.
    pub says: Says,
    /// Of whose deed it says so.
    pub of: Vec<String>,
    /// Where.
    pub receipts: Vec<Receipt>,
}

/// One whom reports quote on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Speaker {
    /// The fullest name that a report gives; `None` where the reports name no source.
    pub name: Option<String>,
    /// Country and role.
    pub code: Option<String>,
    /// Who says that this speaker says so, where that is someone whom the report quotes.
    pub quoted_by: Option<String>,
    /// Which party the speaker belongs to.
    pub side: Side,
    /// What the speaker says.
    pub says: Says,
    /// Of whose deed: one may deny it of one's own and affirm it of another.
    pub of: Vec<String>,
    /// Where.
    pub receipts: Vec<Receipt>,
}

/// What is disputed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Whether it took place.
    Status,
    /// How many.
    Number,
    /// Who did it.
    Actor,
    /// To whom.
    Recipient,
    /// Where.
    Place,
    /// When.
    Date,
}

/// One who holds a position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Holder {
    /// Name of the speaker or publisher; the report's id where that is not known, `None` where a
    /// report names no source.
    pub name: Option<String>,
    /// Whether it is a publisher's own word.
    pub is_reporter: bool,
}

/// One of the positions that cannot all be true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Position {
    /// What is held: `happened` or `denied`, a number with its bounds, a name, a day.
    pub value: String,
    /// By whom.
    pub holders: Vec<Holder>,
    /// Where.
    pub receipts: Vec<Receipt>,
}

/// A contradiction between those who tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dispute {
    /// What is disputed.
    pub about: About,
    /// Of a number, what it counts: `killed`, `injured`, with the subgroup.
    pub measure: Option<String>,
    /// The positions, two or more.
    pub positions: Vec<Position>,
}

/// One who uses words for an actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct User {
    /// Whose words they are.
    pub by: Holder,
    /// Where.
    pub receipts: Vec<Receipt>,
}

/// Words for an actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words {
    /// As they stand, articles and possessives left out.
    pub words: String,
    /// Whether they take a side.
    pub loaded: bool,
    /// Who uses them, those who do so most often first.
    pub users: Vec<User>,
}

/// What an actor is called, by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wording {
    /// The actor's canonical name.
    pub actor: String,
    /// Country and role.
    pub code: Option<String>,
    /// The words, those that take a side first.
    pub words: Vec<Words>,
}

/// A telling and on whose say-so it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// Date of the report.
    pub date: Date,
    /// Id of the event in its report.
    pub event: String,
    /// Who says it.
    pub by: Holder,
    /// Who says that someone else says so.
    pub quoted_by: Option<String>,
    /// What is said of it.
    pub says: Says,
    /// Where.
    #[serde(flatten)]
    pub receipt: Receipt,
}

/// What tellings say of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// A type with its mode, a name, a day.
    pub value: String,
    /// Country and role of an actor, country of a place.
    pub code: Option<String>,
    /// Which tellings say so.
    pub receipts: Vec<Receipt>,
}

/// What it was, as it is told; each list with the commonest answer first. Those who deny it tell of it,
/// too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// PLOVER's types and modes.
    pub what: Vec<Answer>,
    /// Those who act.
    pub who: Vec<Answer>,
    /// Those acted upon.
    pub whom: Vec<Answer>,
    /// Where.
    pub place: Vec<Answer>,
    /// When: days, months, years. A report's own date is none.
    pub day: Vec<Answer>,
}

/// On what a happening stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Corroboration {
    /// Reports that tell of it, copies too.
    pub reports: usize,
    /// Sources of their own: publishers whose own text tells of it. Two reports of one publisher are one
    /// source, a copy is its original's; what has no publisher is a source of its own.
    pub independent: usize,
    /// What it was.
    pub account: Account,
    /// Publishers whose own words tell of it.
    pub reporters: Vec<Reporter>,
    /// Those whom reports quote on it, parties first.
    pub speakers: Vec<Speaker>,
    /// How many of the parties speak of it.
    pub sides: Sides,
    /// All tellings, by date and id of their reports and place in the text.
    pub tellings: Vec<Said>,
    /// Where they differ.
    pub disputes: Vec<Dispute>,
    /// What the parties are called, where more than one way is used or one takes a side.
    pub wordings: Vec<Wording>,
}

/// What the tellings of one happening come to; their order does not matter, and one given twice
/// counts once.
pub fn corroborate(tellings: &[Telling]) -> Corroboration {
    let tellings = in_order(tellings);
    let own = without_copies(&tellings);
    let voices = Voices::of(&own);
    Corroboration {
        reports: tellings.iter().map(|t| &t.record.report.id).collect::<BTreeSet<_>>().len(),
        independent: independent(&tellings),
        account: account::account(&voices),
        reporters: voices.reporters(),
        speakers: voices.speakers(),
        sides: voices.sides(),
        tellings: voices.tellings(),
        disputes: disputes::disputes(&voices),
        wordings: wordings::wordings(&voices),
    }
}

/// Those that name an event that is there, by date, id and place in the text, each once.
fn in_order<'a>(tellings: &[Telling<'a>]) -> Vec<Telling<'a>> {
    let key = |telling: &Telling<'a>| {
        let report = &telling.record.report;
        (report.date, report.id.clone(), telling.event)
    };
    let there = |telling: &&Telling<'a>| telling.record.events.len() > telling.event;
    let all: BTreeMap<_, _> =
        tellings.iter().filter(there).map(|telling| (key(telling), *telling)).collect();
    all.into_values().collect()
}

/// All but the copies of reports that are there themselves.
fn without_copies<'a>(tellings: &[Telling<'a>]) -> Vec<Telling<'a>> {
    let there: BTreeSet<&str> = tellings.iter().map(|t| t.record.report.id.as_str()).collect();
    let is_own = |telling: &&Telling<'a>| {
        let own = telling.record.report.id.as_str();
        !telling.original.is_some_and(|original| original != own && there.contains(original))
    };
    let own: Vec<Telling> = tellings.iter().filter(is_own).copied().collect();
    // Two that name each other are no copies of anything.
    if own.is_empty() { tellings.to_vec() } else { own }
}

/// How many sources: the publishers of the originals, and the originals without one.
fn independent(tellings: &[Telling]) -> usize {
    let publishers: BTreeMap<&str, Option<&str>> = tellings
        .iter()
        .map(|t| (t.record.report.id.as_str(), t.record.report.source.as_deref()))
        .collect();
    let source = |telling: &Telling| {
        let report = telling.original.unwrap_or(&telling.record.report.id);
        let publisher = publishers.get(report).copied().flatten();
        match publisher {
            Some(publisher) => (true, publisher.to_lowercase()),
            None => (false, report.to_owned()),
        }
    };
    tellings.iter().map(source).collect::<BTreeSet<_>>().len()
}

/// From the first to the last of the characters.
fn receipt(record: &Record, spans: &[Span]) -> Option<Receipt> {
    let start = spans.iter().map(|span| span.start).min()?;
    let end = spans.iter().map(|span| span.end).max()?;
    Some(Receipt { report: record.report.id.clone(), span: Span { start, end } })
}

impl Says {
    /// What an event's status says.
    pub fn of(event: &Event) -> Self {
        match event.status {
            EventStatus::Happened | EventStatus::Ongoing | EventStatus::Historical => Self::Affirms,
            EventStatus::Negated => Self::Denies,
            EventStatus::Future => Self::Foresees,
            EventStatus::Hypothetical => Self::Supposes,
            EventStatus::CalledFor => Self::CallsFor,
        }
    }
}
