//! A datum with its receipts: the report, the very words and their characters, on whose say-so, by which rule.

use jiff::civil::Date;
use sayso_archive::Stored;
use sayso_record::plain::{self, Names};
use sayso_record::tables::{StableIds, hull, stable_ids};
use sayso_record::{CharIndex, Event, Figure, Record, Report, Span, Statement, Voice, Word};
use serde::Serialize;

use super::room::{cut, is_zero};

/// Code points of words that are quoted at most.
const QUOTED: usize = 600;

/// The report that something was read in.
#[derive(Debug, Serialize)]
pub struct Source {
    /// Its id.
    pub report: String,
    /// Its date.
    pub date: Date,
    /// Who published it.
    pub publisher: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
    /// SHA-256 of its text.
    pub sha256: String,
}

impl Source {
    /// Of this report.
    pub fn of(report: &Report) -> Self {
        Self {
            report: report.id.clone(),
            date: report.date,
            publisher: report.source.clone(),
            title: report.title.as_deref().map(|title| cut(title, QUOTED).0),
            url: report.url.as_deref().map(|url| cut(url, 2_000).0),
            sha256: report.sha256.clone(),
        }
    }
}

/// Where a datum stands in its report, and on whose say-so.
#[derive(Debug, Serialize)]
pub struct Receipt {
    /// Its characters, as they are in the text.
    pub words: String,
    /// How many more of them there are than are quoted.
    #[serde(skip_serializing_if = "is_zero")]
    pub words_left_out: usize,
    /// The first, in code points.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// On whose say-so.
    pub say_so: String,
    /// The rule of the codebook that found it.
    pub rule: String,
}

/// Someone in an event.
#[derive(Debug, Serialize)]
pub struct Party {
    name: String,
    code: Option<String>,
}

/// Something that was read in a report.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Datum {
    /// Who did what to whom.
    Event {
        /// Stable id.
        id: String,
        /// PLOVER's type, with its mode.
        what: String,
        /// CAMEO's code.
        cameo: String,
        /// `verbal conflict` …
        quad: Option<&'static str>,
        /// Who acts.
        actors: Vec<Party>,
        /// Upon whom.
        recipients: Vec<Party>,
        /// Whether and when it holds: anything but `happened` and `ongoing` did not take place by this account.
        status: &'static str,
        /// When, ISO 8601, where the text tells.
        time: Option<String>,
        /// Where.
        place: Option<String>,
        #[serde(flatten)]
        receipt: Receipt,
    },
    /// Who said what.
    Statement {
        /// Stable id.
        id: String,
        /// Who says it.
        speaker: String,
        /// The speaker's code.
        code: Option<String>,
        /// The words that attribute it.
        cue: String,
        #[serde(flatten)]
        receipt: Receipt,
    },
    /// How many.
    Figure {
        /// Stable id.
        id: String,
        /// What is counted.
        measure: String,
        /// The number with its bound, in words.
        number: String,
        /// The least that it can be.
        low: Option<f64>,
        /// The most that it can be.
        high: Option<f64>,
        /// `person`, `home`, a currency …
        unit: String,
        /// Those counted.
        counted: Option<String>,
        /// The period that it covers.
        period: Option<String>,
        /// Where.
        place: Option<String>,
        #[serde(flatten)]
        receipt: Receipt,
    },
}

impl Datum {
    /// Its stable id.
    pub fn id(&self) -> &str {
        match self {
            Self::Event { id, .. } | Self::Statement { id, .. } | Self::Figure { id, .. } => id,
        }
    }

    /// Where it stands.
    pub fn receipt(&self) -> &Receipt {
        match self {
            Self::Event { receipt, .. }
            | Self::Statement { receipt, .. }
            | Self::Figure { receipt, .. } => receipt,
        }
    }
}

/// A record whose data can be shown.
pub struct Shown<'r> {
    record: &'r Record,
    names: Names<'r>,
    index: CharIndex<'r>,
    ids: StableIds,
}

impl<'r> Shown<'r> {
    /// Of this record.
    pub fn of(record: &'r Record) -> Self {
        let index = CharIndex::new(&record.report.text);
        Self { record, names: Names::of(record), index, ids: stable_ids(record) }
    }

    /// All of it, in the order of the text.
    pub fn all(&self) -> Vec<Datum> {
        let events = (0..self.record.events.len()).filter_map(|at| self.event(at));
        let statements = (0..self.record.statements.len()).filter_map(|at| self.statement(at));
        let figures = (0..self.record.figures.len()).filter_map(|at| self.figure(at));
        let mut all: Vec<Datum> = statements.chain(events).chain(figures).collect();
        all.sort_by_key(|datum| datum.receipt().start);
        all
    }

    /// An event, by its place in the record.
    pub fn event(&self, at: usize) -> Option<Datum> {
        let (event, id): (&Event, _) = (self.record.events.get(at)?, self.ids.events.get(at)?);
        Some(Datum::Event {
            id: id.clone(),
            what: plain::event_type(event),
            cameo: event.cameo.clone(),
            quad: plain::quad(event.quad),
            actors: self.parties(&event.actors),
            recipients: self.parties(&event.recipients),
            status: event.status.word(),
            time: event.time.as_ref().map(|time| time.value.clone()),
            place: self.names.place(event.place.as_deref()),
            receipt: self.receipt(&event.trigger, &event.voice, &event.rule)?,
        })
    }

    /// A statement, by its place in the record. That it was said stands on the report's say-so, or on that of who
    /// quotes it.
    pub fn statement(&self, at: usize) -> Option<Datum> {
        let said: &Statement = self.record.statements.get(at)?;
        let voice = said.within.clone().map_or(Voice::Report, Voice::Statement);
        Some(Datum::Statement {
            id: self.ids.statements.get(at)?.clone(),
            speaker: self.names.source(said),
            code: self.names.code(said).map(str::to_owned),
            cue: self.names.words(&said.cue),
            receipt: self.receipt(&said.content, &voice, &said.rule)?,
        })
    }

    /// A figure, by its place in the record.
    pub fn figure(&self, at: usize) -> Option<Datum> {
        let figure: &Figure = self.record.figures.get(at)?;
        Some(Datum::Figure {
            id: self.ids.figures.get(at)?.clone(),
            measure: figure.measure.clone(),
            number: plain::number(figure),
            low: figure.low,
            high: figure.high,
            unit: figure.unit.clone(),
            counted: plain::counted(figure),
            period: plain::period(figure.since.as_deref(), figure.until.as_deref()),
            place: self.names.place(figure.place.as_deref()),
            receipt: self.receipt(&figure.span, &figure.voice, &figure.rule)?,
        })
    }

    /// The characters of a span, as far as the text has them.
    pub fn slice(&self, span: Span) -> &'r str {
        let end = span.end.min(self.index.len());
        self.index.slice(Span::new(span.start.min(end), end)).unwrap_or_default()
    }

    /// Length of the text, in code points.
    pub fn length(&self) -> usize {
        self.index.len()
    }

    fn parties(&self, ids: &[String]) -> Vec<Party> {
        let code = |id: &String| self.record.actors.iter().find(|actor| actor.id == *id);
        let party = |id: &String| Party {
            name: self.names.actor(id).to_owned(),
            code: code(id).and_then(|actor| actor.code.clone()),
        };
        ids.iter().map(party).collect()
    }

    fn receipt(&self, spans: &[Span], voice: &Voice, rule: &str) -> Option<Receipt> {
        let span = hull(spans)?;
        let (words, words_left_out) = cut(self.slice(span), QUOTED);
        let (Span { start, end }, say_so, rule) = (span, self.names.voice(voice), rule.to_owned());
        Some(Receipt { words, words_left_out, start, end, say_so, rule })
    }
}

/// What became of a report, where it does not stand any more.
pub fn standing(stored: &Stored) -> Option<&'static str> {
    (stored.standing != sayso_archive::Standing::Current).then(|| stored.standing.word())
}
