//! A datum of a record on its own: its stable id, and what of it is kept with a mark.
//!
//! The ids in a record (`a1`, `s3`) mean something else when the report is coded again. So a datum that is
//! kept has names and codes where the record has ids of actors and places, and stable ids where it has
//! those of statements and figures. Spans stay: the text of a report never changes.

use std::collections::HashMap;

use sayso_record::tables::{StableIds, stable_ids};
use sayso_record::{Actor, CharIndex, Event, Figure, Record, Span, Statement, Voice, Word};
use serde_json::{Map, Value, json};

/// What a datum is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Who said what.
    Statement,
    /// Who did what to whom.
    Event,
    /// How many.
    Figure,
    /// When.
    Time,
    /// Where on the earth.
    Place,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 5] =
        [Self::Statement, Self::Event, Self::Figure, Self::Time, Self::Place];

    /// The word for it, in tables and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Statement => "statement",
            Self::Event => "event",
            Self::Figure => "figure",
            Self::Time => "time",
            Self::Place => "place",
        }
    }

    /// The kind of a word.
    pub fn by_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A datum of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Datum {
    /// What it is.
    pub kind: Kind,
    /// Its place among those of its kind: the 3 of `e3`.
    pub number: usize,
    /// Its stable id.
    pub id: String,
    /// The rule that found it; `None` of times and places.
    pub rule: Option<String>,
    /// Its fields; its characters are in `words`.
    pub shown: Map<String, Value>,
}

/// Stable id of a datum by its kind and its place among those of its kind; of a time or place
/// `REPORT/time/5-11`, `REPORT/place/5-11`.
pub fn id(record: &Record, kind: Kind, number: usize) -> Option<String> {
    ids_of(record, &stable_ids(record), kind).into_iter().nth(number)
}

/// The datum of a stable id.
pub fn find(record: &Record, id: &str) -> Option<Datum> {
    let ids = stable_ids(record);
    Kind::ALL.into_iter().find_map(|kind| {
        let number = ids_of(record, &ids, kind).iter().position(|known| known == id)?;
        Looked::new(record, &ids).datum(kind, number, id)
    })
}

/// All data of a kind, in order.
pub fn all(record: &Record, kind: Kind) -> Vec<Datum> {
    let ids = stable_ids(record);
    let looked = Looked::new(record, &ids);
    let each = ids_of(record, &ids, kind).into_iter().enumerate();
    each.filter_map(|(number, id)| looked.datum(kind, number, &id)).collect()
}

fn ids_of(record: &Record, ids: &StableIds, kind: Kind) -> Vec<String> {
    let report = &record.report.id;
    let at = |start: usize, end: usize| format!("{report}/{}/{start}-{end}", kind.word());
    match kind {
        Kind::Statement => ids.statements.clone(),
        Kind::Event => ids.events.clone(),
        Kind::Figure => ids.figures.clone(),
        Kind::Time => record.times.iter().map(|time| at(time.start, time.end)).collect(),
        Kind::Place => record.places.iter().map(|place| at(place.start, place.end)).collect(),
    }
}

/// A record with its ids looked up.
struct Looked<'r> {
    record: &'r Record,
    chars: CharIndex<'r>,
    actors: HashMap<&'r str, &'r Actor>,
    statements: HashMap<&'r str, &'r String>,
    figures: HashMap<&'r str, &'r String>,
}

impl<'r> Looked<'r> {
    fn new(record: &'r Record, ids: &'r StableIds) -> Self {
        Self {
            record,
            chars: CharIndex::new(&record.report.text),
            actors: record.actors.iter().map(|actor| (actor.id.as_str(), actor)).collect(),
            statements: record
                .statements
                .iter()
                .map(|s| s.id.as_str())
                .zip(&ids.statements)
                .collect(),
            figures: record.figures.iter().map(|f| f.id.as_str()).zip(&ids.figures).collect(),
        }
    }

    fn datum(&self, kind: Kind, number: usize, id: &str) -> Option<Datum> {
        let record = self.record;
        let (rule, shown) = match kind {
            Kind::Statement => {
                let said = record.statements.get(number)?;
                (Some(&said.rule), self.statement(said))
            }
            Kind::Event => {
                let event = record.events.get(number)?;
                (Some(&event.rule), self.event(event))
            }
            Kind::Figure => {
                let figure = record.figures.get(number)?;
                (Some(&figure.rule), self.figure(figure))
            }
            Kind::Time => {
                let time = record.times.get(number)?;
                let span = Span::new(time.start, time.end);
                let shown = json!({
                    "start": span.start, "end": span.end, "type": time.kind.word(),
                    "value": time.value, "mod": time.modifier, "words": self.words(&[span]),
                });
                (None, shown)
            }
            Kind::Place => {
                let place = record.places.get(number)?;
                let span = Span::new(place.start, place.end);
                let shown = json!({
                    "start": span.start, "end": span.end, "name": place.name,
                    "form": place.form.word(), "country": place.country, "admin1": place.admin1,
                    "latitude": place.latitude, "longitude": place.longitude,
                    "geonames_id": place.geonames_id,
                    "precision": place.precision.map(Word::word), "words": self.words(&[span]),
                });
                (None, shown)
            }
        };
        let Value::Object(shown) = shown else { return None };
        Some(Datum { kind, number, id: id.to_owned(), rule: rule.cloned(), shown })
    }

    fn statement(&self, said: &Statement) -> Value {
        json!({
            "source": said.source, "speaker": self.actor(said.speaker.as_ref()),
            "cue": said.cue, "content": said.content, "kind": said.kind.word(),
            "addressee": self.actor(said.addressee.as_ref()),
            "within": said.within.as_ref().and_then(|id| self.statements.get(id.as_str())),
            "words": self.words(&said.content),
        })
    }

    fn event(&self, event: &Event) -> Value {
        let time = event.time.as_ref();
        json!({
            "plover": event.plover, "mode": event.mode, "contexts": event.contexts,
            "cameo": event.cameo,
            "actors": self.parties(&event.actors), "recipients": self.parties(&event.recipients),
            "trigger": event.trigger,
            "time": time.map(|time| json!({"value": time.value, "precision": time.precision.word()})),
            "place": self.place(event.place.as_ref()),
            "status": event.status.word(), "voice": self.voice(&event.voice),
            "words": self.words(&event.trigger),
        })
    }

    fn figure(&self, figure: &Figure) -> Value {
        let mut shown = json!({
            "measure": figure.measure, "value": figure.value, "low": figure.low,
            "high": figure.high, "bound": figure.bound.word(), "share": figure.share,
            "unit": figure.unit, "tally": figure.tally.map(Word::word),
            "revised_from": figure.revised_from, "of": figure.of,
            "of_actor": self.actor(figure.of_actor.as_ref()), "subgroup": figure.subgroup,
            "part_of": figure.part_of.as_ref().and_then(|id| self.figures.get(id.as_str())),
            "victim": figure.victim, "by": self.parties(&figure.by),
        });
        let more = json!({
            "cause": figure.cause, "since": figure.since, "until": figure.until,
            "place": self.place(figure.place.as_ref()), "span": figure.span,
            "voice": self.voice(&figure.voice), "words": self.words(&figure.span),
        });
        if let (Value::Object(shown), Value::Object(more)) = (&mut shown, more) {
            shown.extend(more);
        }
        shown
    }

    fn actor(&self, id: Option<&String>) -> Value {
        match id.and_then(|id| self.actors.get(id.as_str())) {
            Some(actor) => {
                json!({"name": actor.name, "country": actor.country, "role": actor.role})
            }
            None => Value::Null,
        }
    }

    fn parties(&self, ids: &[String]) -> Value {
        ids.iter().map(|id| self.actor(Some(id))).filter(|actor| !actor.is_null()).collect()
    }

    fn place(&self, id: Option<&String>) -> Value {
        let place = id.and_then(|id| self.record.places.iter().find(|place| place.id == *id));
        place.map_or(Value::Null, |place| json!({"name": place.name, "country": place.country}))
    }

    fn voice<'a>(&'a self, voice: &'a Voice) -> &'a str {
        match voice {
            Voice::Report => "report",
            Voice::Statement(id) => self.statements.get(id.as_str()).map_or(id, |stable| stable),
        }
    }

    fn words(&self, spans: &[Span]) -> Option<String> {
        let words: Vec<&str> = spans.iter().filter_map(|span| self.chars.slice(*span)).collect();
        (!words.is_empty()).then(|| words.join(" … "))
    }
}

/// Spans as a datum has them.
pub(crate) fn spans_of(value: &Value) -> Option<Vec<Span>> {
    let one = |span: &Value| {
        let [start, end] = ["start", "end"].map(|name| span.get(name).and_then(offset));
        start.zip(end).map(|(start, end)| Span::new(start, end))
    };
    value.as_array()?.iter().map(one).collect()
}

pub(super) fn offset(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|offset| usize::try_from(offset).ok())
}

/// Where the words stand that tell a datum, whatever its kind.
pub(crate) fn told_at(shown: &Map<String, Value>) -> Vec<Span> {
    let several = ["content", "trigger", "span"].into_iter().find_map(|name| shown.get(name));
    if let Some(spans) = several {
        return spans_of(spans).unwrap_or_default();
    }
    let [start, end] = ["start", "end"].map(|name| shown.get(name).and_then(offset));
    start.zip(end).map(|(start, end)| Span::new(start, end)).into_iter().collect()
}

/// The words that tell a datum; `None` where it has none, or none that stand in the text.
pub(crate) fn words_of(shown: &Map<String, Value>, chars: &CharIndex) -> Option<String> {
    let spans = told_at(shown);
    let words: Option<Vec<&str>> = spans.iter().map(|span| chars.slice(*span)).collect();
    words.filter(|words| !words.is_empty()).map(|words| words.join(" … "))
}
