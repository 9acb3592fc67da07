//! What a report becomes: the types that every stage of Sayso shares, and their JSON form.
//!
//! A [`Report`] goes in, a [`Record`] comes out. Offsets are Unicode code points into
//! [`Report::text`], half-open. Dates are ISO 8601. Lists keep text order. What is not known is
//! `None` (`null` in JSON), never a default.
//!
//! ```
//! use sayso_record::{CharIndex, Report, Span};
//!
//! let date = jiff::civil::date(1987, 5, 4);
//! let report = Report::new(date, None, "Ruritania thanked Freedonia.".to_owned());
//! assert_eq!(CharIndex::new(&report.text).slice(Span::new(0, 9)), Some("Ruritania"));
//! ```

#[cfg(feature = "arrow")]
pub mod arrow;
pub mod plain;
pub mod proof;
mod report;
#[cfg(any(test, feature = "sample"))]
pub mod sample;
mod span;
pub mod tables;
mod wire;
mod word;

pub use report::Report;
pub use span::{CharIndex, Span};
pub use wire::Mark;
pub use word::Word;

use serde::{Deserialize, Serialize};

/// Everything that was read in one report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Record {
    /// The report itself, with its text: every span below points into it.
    pub report: Report,
    /// Who is spoken of: one entry an actor, however often it is mentioned.
    pub actors: Vec<Actor>,
    /// Where actors are named, described or referred to.
    pub mentions: Vec<Mention>,
    /// Dates, clock times, durations and recurring times (TIMEX3).
    pub times: Vec<Time>,
    /// Toponyms and the places they mean.
    pub places: Vec<Place>,
    /// Who said what.
    pub statements: Vec<Statement>,
    /// Who did what to whom (PLOVER, CAMEO).
    pub events: Vec<Event>,
    /// How many: counts of people and things, with bounds.
    pub figures: Vec<Figure>,
    /// What produced this record.
    pub engine: Engine,
}

/// The program, model and codebook that produced a record; the same three give the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Engine {
    /// Version of Sayso.
    pub version: String,
    /// Name and version of the language model, as `en_core_web_md-3.7.1`.
    pub model: String,
    /// `sha256:` and the hash of every codebook file, built-in and the user's.
    pub codebook: String,
}

/// What an actor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// A state or territory as such.
    State,
    /// A named person.
    Person,
    /// An organisation, ministry, party, armed group, company …
    Organisation,
    /// People described by a role or a nationality: "Iraqi police", "protesters".
    Group,
}

/// Someone who acts, speaks or is acted upon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Actor {
    /// `a0`, `a1` … in order of first mention.
    pub id: String,
    /// Canonical plain name (ISO or UN usage for states), else the fullest name in the report.
    pub name: String,
    /// State, person, organisation or group.
    pub kind: ActorKind,
    /// ISO 3166-1 alpha-3, or PLOVER's UNO EUR IGO NGO ISM IMG MNC.
    pub country: Option<String>,
    /// PLOVER's sector (GOV MIL COP …); `None` for a state as such.
    pub role: Option<String>,
    /// Country and role together, as `USAGOV`; `None` when both are unknown.
    pub code: Option<String>,
    /// Wikidata item, as `Q79`, where the codebook gives one.
    pub wikidata: Option<String>,
}

/// How a mention refers to its actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MentionKind {
    /// By a name: "Ebrahim Raisi", "Iran".
    Name,
    /// By a description: "the Iranian president".
    Nominal,
    /// By a pronoun: "he", "they", "who".
    Pronoun,
}

/// Where an actor is mentioned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Mention {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The actor's id.
    pub actor: String,
    /// Name, nominal or pronoun.
    pub kind: MentionKind,
    /// The words take a side ("the … regime", "the entity"); the actor is the same.
    pub loaded: bool,
}

/// TIMEX3 type of a time expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TimeType {
    /// A calendar date, of a day or longer.
    Date,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// A recurring time.
    Set,
}

/// A time expression (ISO-TimeML TIMEX3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Time {
    /// `t0`, `t1` … in text order.
    pub id: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// DATE, TIME, DURATION or SET.
    #[serde(rename = "type")]
    pub kind: TimeType,
    /// TIMEX3 value against the report's date: `1998-01-08`, `1998-W02`, `P3D`, `PAST_REF` …
    pub value: Option<String>,
    /// TIMEX3 modifier: BEFORE AFTER START MID END APPROX MORE_THAN …
    #[serde(rename = "mod")]
    pub modifier: Option<String>,
}

/// Whether a place is named or used as an adjective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlaceForm {
    /// "Turkey"
    Name,
    /// "Turkish"
    Adjective,
}

/// How exactly a place is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlacePrecision {
    /// A town, site or point.
    Exact,
    /// A second-order division.
    Admin2,
    /// A first-order division.
    Admin1,
    /// A whole country.
    Country,
}

/// A toponym and the place it means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Place {
    /// `p0`, `p1` … in text order.
    pub id: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The place's canonical name, or the words as written when it is not known.
    pub name: String,
    /// Name or adjective.
    pub form: PlaceForm,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// First-order division's name.
    pub admin1: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// GeoNames id.
    pub geonames_id: Option<u64>,
    /// How exactly the place is known; `None` when it is not resolved.
    pub precision: Option<PlacePrecision>,
}

/// How a statement gives its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StatementKind {
    /// All of it between quotation marks.
    Direct,
    /// None of it between quotation marks.
    Indirect,
    /// Both.
    Mixed,
}

/// Who said what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Statement {
    /// `s0`, `s1` … in text order.
    pub id: String,
    /// The words that name the source; empty when the text names none.
    pub source: Vec<Span>,
    /// The actor that the source stands for.
    pub speaker: Option<String>,
    /// The words that attribute: "said", "according to".
    pub cue: Vec<Span>,
    /// The words attributed, quotation marks included.
    pub content: Vec<Span>,
    /// Direct, indirect or mixed.
    pub kind: StatementKind,
    /// The actor spoken to.
    pub addressee: Option<String>,
    /// The statement in whose content this one stands.
    pub within: Option<String>,
    /// The codebook rule that found it.
    pub rule: String,
}

/// Whether, and when, an event holds (PLOVER 2021, "status").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EventStatus {
    /// It took place.
    Happened,
    /// It is taking place.
    Ongoing,
    /// It lies well before the report (over a year, or told as history).
    Historical,
    /// It is to come.
    Future,
    /// It is supposed, feared, possible or conditional.
    Hypothetical,
    /// It did not take place.
    Negated,
    /// Someone asks for it.
    CalledFor,
}

/// How exactly an event's time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TimePrecision {
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the year.
    Year,
    /// Not said: the report's own date stands in.
    Report,
}

/// When an event took place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EventTime {
    /// ISO 8601 date, month or year.
    pub value: String,
    /// How exactly it is known.
    pub precision: TimePrecision,
    /// The time expression it comes from; `None` for the report's date.
    pub from: Option<String>,
}

/// Who did what to whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Event {
    /// `e0`, `e1` … in text order.
    pub id: String,
    /// PLOVER event type: AGREE … ASSAULT.
    pub plover: String,
    /// PLOVER mode, where the type has modes and the text tells one.
    pub mode: Option<String>,
    /// PLOVER contexts, in alphabetical order.
    pub contexts: Vec<String>,
    /// Closest CAMEO code, leading zeros kept.
    pub cameo: String,
    /// Goldstein value of the CAMEO code.
    pub goldstein: f64,
    /// PLOVER's conflict–cooperation score.
    pub plover_score: f64,
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict (PLOVER's).
    pub quad: u8,
    /// Ids of those who act; reciprocal and compound parties stand together.
    pub actors: Vec<String>,
    /// Ids of those acted upon.
    pub recipients: Vec<String>,
    /// The words that tell the event.
    pub trigger: Vec<Span>,
    /// When.
    pub time: Option<EventTime>,
    /// Id of the place where.
    pub place: Option<String>,
    /// Whether and when it holds.
    pub status: EventStatus,
    /// On whose say-so it stands.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub voice: Voice,
    /// The codebook rule that found it.
    pub rule: String,
}

/// How a number binds a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Exactly so many.
    Exact,
    /// That many or more.
    AtLeast,
    /// More than that.
    MoreThan,
    /// About that many.
    About,
    /// That many or fewer.
    AtMost,
    /// Fewer than that.
    FewerThan,
    /// Between two numbers.
    Range,
}

/// Whether a count runs from before what the report tells of (IDMC's stock and flow).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tally {
    /// Those added: "another 12", "12 more".
    New,
    /// A running total: "bringing the toll to 340", "12 so far", "since April".
    Total,
}

/// A person named as a victim, or one whose age is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Victim {
    /// As the text gives it; `None` for "a 16-year-old girl".
    pub name: Option<String>,
    /// In years.
    pub age: Option<u32>,
    /// `female` or `male`, where the text says so.
    pub sex: Option<String>,
}

/// How many: a count of people or things in the world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Figure {
    /// `f0`, `f1` … in text order.
    pub id: String,
    /// What is counted: `killed`, `injured`, `displaced` … as the codebook lists.
    pub measure: String,
    /// The number as said.
    pub value: Option<f64>,
    /// The least it can be.
    pub low: Option<f64>,
    /// The most it can be.
    pub high: Option<f64>,
    /// How the number, or the share, binds.
    pub bound: Bound,
    /// The share of the figure in `part_of`, between 0 and 1: "two thirds of them women" has a share
    /// and no value.
    #[serde(default)]
    pub share: Option<f64>,
    /// What one is: `person`, `household`, `home`, or the ISO 4217 code of a currency.
    pub unit: String,
    /// Newly counted, or a total so far; `None` where the words say neither.
    #[serde(default)]
    pub tally: Option<Tally>,
    /// The earlier number that this one replaces, where the sentence gives it: "raised from 200".
    #[serde(default)]
    pub revised_from: Option<f64>,
    /// The words for those counted.
    pub of: Option<String>,
    /// The actor counted.
    pub of_actor: Option<String>,
    /// Children, women, civilians …
    pub subgroup: Option<String>,
    /// Id of the figure that this one is a part of.
    pub part_of: Option<String>,
    /// The victim, when one person is named.
    pub victim: Option<Victim>,
    /// Ids of the actors who did it, where said.
    pub by: Vec<String>,
    /// How: `air strike`, `earthquake` …
    pub cause: Option<String>,
    /// First day, ISO 8601, of what the count covers: of "on Tuesday" that day, of "in January" the first.
    pub since: Option<String>,
    /// Last day, ISO 8601, of what the count covers; the report's date for "since …".
    pub until: Option<String>,
    /// Id of the place where.
    pub place: Option<String>,
    /// The words that give the figure.
    pub span: Vec<Span>,
    /// On whose say-so it stands.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub voice: Voice,
    /// The codebook rule that found it.
    pub rule: String,
}

/// On whose say-so a datum stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Voice {
    /// The report's own voice.
    Report,
    /// The innermost statement (its id) whose content holds the datum.
    Statement(String),
}

impl Serialize for Voice {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Voice::Report => "report",
            Voice::Statement(id) => id,
        })
    }
}

impl<'de> Deserialize<'de> for Voice {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Ok(if name == "report" { Voice::Report } else { Voice::Statement(name) })
    }
}
