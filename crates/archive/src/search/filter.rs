//! Filters over the record: who acts, upon whom, what, where, who speaks.
//!
//! The full text knows for each report which actors, recipients, speakers, places and types occur
//! in it; that they belong to one event is then seen in the record itself.

use sayso_record::{Actor, Event, Place, Record, Statement};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::labels::spelled;

/// PLOVER's event types: what [`Filter::plover`] may be.
pub const PLOVER_TYPES: [&str; 16] = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
];

/// What the record has to hold, beside the words. Actors and places are named by code (`IRNGOV`),
/// country (`IRN`), role (`GOV`) or words of their name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Who acts in an event.
    pub actor: Option<String>,
    /// Who is acted upon in the same event.
    pub recipient: Option<String>,
    /// PLOVER type of the same event.
    pub plover: Option<String>,
    /// Where: of the event, where one is asked for; else any place of the report.
    pub place: Option<String>,
    /// Who speaks in a statement.
    pub speaker: Option<String>,
}

/// What in a record answers a filter: ids inside the report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Events.
    pub events: Vec<String>,
    /// Statements.
    pub statements: Vec<String>,
}

impl Filter {
    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What the index is asked (FTS5), a condition a column.
    pub fn for_index(&self) -> Vec<String> {
        let columns = [
            ("actors", &self.actor),
            ("recipients", &self.recipient),
            ("types", &self.plover),
            ("places", &self.place),
            ("speakers", &self.speaker),
        ];
        let condition = |(column, said): (&str, &Option<String>)| {
            let words: Vec<String> =
                words(said.as_deref()?).map(|word| format!("\"{word}\"")).collect();
            (!words.is_empty()).then(|| format!("{column} : ({})", words.join(" AND ")))
        };
        columns.into_iter().filter_map(condition).collect()
    }

    /// What in `record` answers the filter; `None` where nothing does.
    pub fn found(&self, record: &Record) -> Option<Found> {
        let actor = |id: &String| record.actors.iter().find(|actor| actor.id == *id);
        let among = |said: &Option<String>, ids: &[String]| match said {
            None => true,
            Some(said) => ids.iter().filter_map(actor).any(|actor| is_actor(actor, said)),
        };
        let asks_event = self.actor.is_some() || self.recipient.is_some() || self.plover.is_some();
        let is_event = |event: &Event| {
            let at = || record.places.iter().find(|place| Some(&place.id) == event.place.as_ref());
            among(&self.actor, &event.actors)
                && among(&self.recipient, &event.recipients)
                && self.plover.as_ref().is_none_or(|said| event.plover.eq_ignore_ascii_case(said))
                && self.place.as_ref().is_none_or(|said| at().is_some_and(|at| is_place(at, said)))
        };
        let is_said = |said: &Statement| {
            let speaker = said.speaker.as_ref().and_then(actor);
            self.speaker
                .as_ref()
                .is_some_and(|wanted| speaker.is_some_and(|speaker| is_actor(speaker, wanted)))
        };
        let mut found = Found::default();
        if asks_event {
            let events = record.events.iter().filter(|event| is_event(event));
            found.events = events.map(|event| event.id.clone()).collect();
            if found.events.is_empty() {
                return None;
            }
        } else if let Some(said) = &self.place {
            record.places.iter().any(|place| is_place(place, said)).then_some(())?;
        }
        if self.speaker.is_some() {
            let statements = record.statements.iter().filter(|statement| is_said(statement));
            found.statements = statements.map(|statement| statement.id.clone()).collect();
            if found.statements.is_empty() {
                return None;
            }
        }
        Some(found)
    }
}

pub(crate) fn is_actor(actor: &Actor, said: &str) -> bool {
    let is =
        |code: &Option<String>| code.as_ref().is_some_and(|code| code.eq_ignore_ascii_case(said));
    is(&actor.code) || is(&actor.country) || is(&actor.role) || is_named(&actor.name, said)
}

pub(crate) fn is_place(place: &Place, said: &str) -> bool {
    let is =
        |code: &Option<String>| code.as_ref().is_some_and(|code| code.eq_ignore_ascii_case(said));
    is(&place.country) || is_named(&place.name, said)
}

/// Whether every word that was said is one of the name's.
fn is_named(name: &str, said: &str) -> bool {
    let mut said = words(said).peekable();
    said.peek().is_some() && said.all(|word| words(name).any(|of_name| of_name == word))
}

/// The words of a name, marks on letters taken off, as the index has them.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> + use<> {
    spelled(text).into_iter().map(|word| word.nfd().filter(|c| !is_combining_mark(*c)).collect())
}

#[cfg(test)]
mod tests {
    use sayso_record::sample;

    use super::*;

    fn events(filter: Filter) -> Option<String> {
        filter.found(&sample::full()).map(|found| found.events.join(" "))
    }

    #[test]
    fn all_that_is_asked_of_an_event_holds_of_one() {
        let by = |actor: &str, recipient: Option<&str>| Filter {
            actor: Some(actor.into()),
            recipient: recipient.map(str::to_owned),
            ..Filter::default()
        };
        assert_eq!(events(by("FRD", None)).as_deref(), Some("e1 e2"));
        assert_eq!(events(by("frdmil", Some("RUR"))).as_deref(), Some("e1"));
        assert_eq!(events(by("Freedonian army", None)).as_deref(), Some("e1"));
        assert_eq!(events(by("army of Freedonia", None)), None);
        assert_eq!(events(by("RURGOV", Some("RUR"))), None);
        let at_zenda = Filter {
            plover: Some("assault".into()),
            place: Some("Zenda".into()),
            ..Filter::default()
        };
        assert_eq!(events(at_zenda.clone()).as_deref(), Some("e1"));
        assert_eq!(events(Filter { place: Some("RUR".into()), ..at_zenda }), None);
        assert_eq!(
            events(Filter { place: Some("RUR".into()), ..Filter::default() }).as_deref(),
            Some("")
        );
    }

    #[test]
    fn speakers_are_asked_of_statements() {
        let filter = Filter { speaker: Some("GOV".into()), ..Filter::default() };
        assert_eq!(filter.found(&sample::full()).unwrap().statements, ["s0"]);
        let filter = Filter { speaker: Some("ITA".into()), ..Filter::default() };
        assert_eq!(filter.found(&sample::full()), None);
    }

    #[test]
    fn an_index_is_asked_column_by_column() {
        let filter = Filter {
            actor: Some("IRNGOV".into()),
            place: Some("Santa Cruz\"".into()),
            ..Filter::default()
        };
        assert_eq!(
            filter.for_index(),
            [r#"actors : ("irngov")"#, r#"places : ("santa" AND "cruz")"#]
        );
    }
}
