//! A record with its ids looked up: what the forms of events and figures all ask of it.

use std::collections::HashMap;

use sayso_record::tables::{StableIds, stable_ids};
use sayso_record::{
    Actor, CharIndex, EventStatus, Place, PlacePrecision, Record, Span, Statement, Voice,
};

/// A record, and the way from its ids to what they stand for.
pub(super) struct Lookup<'r> {
    pub record: &'r Record,
    pub chars: CharIndex<'r>,
    pub ids: StableIds,
    actors: HashMap<&'r str, &'r Actor>,
    places: HashMap<&'r str, &'r Place>,
    statements: HashMap<&'r str, usize>,
    /// The characters of each actor's first mention.
    first: HashMap<&'r str, &'r str>,
}

/// Who stands behind a datum that the report does not say in its own voice.
pub(super) struct Speaker<'r> {
    /// Stable id of the statement.
    pub statement: &'r str,
    /// The actor, where the record knows one.
    pub actor: Option<&'r Actor>,
    /// The words that name the source; `None` when the text names none.
    pub words: Option<String>,
}

impl<'r> Lookup<'r> {
    /// Looks through the record once.
    pub fn new(record: &'r Record) -> Self {
        let chars = CharIndex::new(&record.report.text);
        let mut first = HashMap::new();
        for mention in &record.mentions {
            if let Some(words) = chars.slice(Span::new(mention.start, mention.end)) {
                first.entry(mention.actor.as_str()).or_insert(words);
            }
        }
        Self {
            record,
            ids: stable_ids(record),
            actors: record.actors.iter().map(|actor| (actor.id.as_str(), actor)).collect(),
            places: record.places.iter().map(|place| (place.id.as_str(), place)).collect(),
            statements: record.statements.iter().enumerate().map(|(i, s)| (&*s.id, i)).collect(),
            first,
            chars,
        }
    }

    /// The actor of this id.
    pub fn actor(&self, id: &str) -> Option<&'r Actor> {
        self.actors.get(id).copied()
    }

    /// The actors of these ids.
    pub fn actors<'a>(&'a self, ids: &'a [String]) -> impl Iterator<Item = &'r Actor> + 'a {
        ids.iter().filter_map(|id| self.actor(id))
    }

    /// The place of this id.
    pub fn place(&self, id: Option<&String>) -> Option<&'r Place> {
        self.places.get(id?.as_str()).copied()
    }

    /// The words that first name, describe or refer to an actor.
    pub fn first_words(&self, actor: &str) -> Option<&'r str> {
        self.first.get(actor).copied()
    }

    /// The characters of the spans; ` … ` stands for what lies between them.
    pub fn words(&self, spans: &[Span]) -> Option<String> {
        let words: Vec<&str> = spans.iter().filter_map(|span| self.chars.slice(*span)).collect();
        (!words.is_empty()).then(|| words.join(" … "))
    }

    /// `report`, or the stable id of the statement on whose say-so a datum stands.
    pub fn voice<'a>(&'a self, voice: &'a Voice) -> &'a str {
        match voice {
            Voice::Report => "report",
            Voice::Statement(id) => self.speaker(voice).map_or(id, |speaker| speaker.statement),
        }
    }

    /// Who a datum stands on, unless it is the report itself.
    pub fn speaker(&self, voice: &Voice) -> Option<Speaker<'_>> {
        let Voice::Statement(id) = voice else { return None };
        let index = *self.statements.get(id.as_str())?;
        let said: &Statement = self.record.statements.get(index)?;
        Some(Speaker {
            statement: self.ids.statements.get(index)?,
            actor: said.speaker.as_deref().and_then(|id| self.actor(id)),
            words: self.words(&said.source),
        })
    }
}

impl Speaker<'_> {
    /// The speaker's name, else the words for the source, else that none is named.
    pub fn name(&self) -> &str {
        match (self.actor, &self.words) {
            (Some(actor), _) => &actor.name,
            (None, Some(words)) => words,
            (None, None) => "a source not named",
        }
    }
}

/// Whether an event of this status took place, or is taking place. Forms whose codebooks have no
/// status hold only what did.
pub(super) fn took_place(status: EventStatus) -> bool {
    matches!(status, EventStatus::Happened | EventStatus::Ongoing | EventStatus::Historical)
}

/// Latitude and longitude of a place that is known more exactly than by its country, in degrees: a
/// country's middle is no place where anything happened.
pub(super) fn pin(place: &Place) -> Option<(f64, f64)> {
    let near = matches!(
        place.precision?,
        PlacePrecision::Exact | PlacePrecision::Admin2 | PlacePrecision::Admin1
    );
    let (north, east) = (place.latitude?, place.longitude?);
    let on_earth = (-90.0..=90.0).contains(&north) && (-180.0..=180.0).contains(&east);
    (near && on_earth).then_some((north, east))
}

/// One line of plain text: every run of white space and control characters is one blank.
pub(super) fn one_line(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso_record::sample;

    #[test]
    fn a_country_has_no_pin() {
        let mut place = sample::full().places[0].clone();
        assert_eq!(pin(&place), Some((50.123456, -14.5)));
        place.precision = Some(PlacePrecision::Country);
        assert_eq!(pin(&place), None);
        place.precision = Some(PlacePrecision::Admin1);
        place.longitude = Some(180.5);
        assert_eq!(pin(&place), None);
        place.longitude = Some(f64::NAN);
        assert_eq!(pin(&place), None);
    }

    #[test]
    fn a_cell_is_one_line() {
        assert_eq!(one_line(" a\tb\r\n\u{0}c\u{2028}d "), "a b c d");
    }

    #[test]
    fn a_speaker_has_a_name_words_or_neither() {
        let mut record = sample::full();
        record.statements[0].speaker = None;
        let look = Lookup::new(&record);
        assert_eq!(look.speaker(&Voice::Statement("s0".into())).unwrap().name(), "Rassendyll");
        assert_eq!(look.speaker(&Voice::Statement("s1".into())).unwrap().name(), "Freedonian army");
        assert!(look.speaker(&Voice::Report).is_none());
        assert!(look.speaker(&Voice::Statement("s9".into())).is_none());
        assert_eq!(look.voice(&Voice::Statement("s9".into())), "s9");
        assert_eq!(look.voice(&Voice::Report), "report");
        record.statements[0].source.clear();
        let look = Lookup::new(&record);
        let unnamed = look.speaker(&Voice::Statement("s0".into())).unwrap();
        assert_eq!(unnamed.name(), "a source not named");
    }
}
