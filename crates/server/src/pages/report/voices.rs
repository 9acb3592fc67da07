//! Whose say-so is looked at: everyone's, the report's own, or one speaker's; `?voice=report`, `?voice=s:a1`.

use std::collections::HashMap;

use sayso_record::plain::Names;
use sayso_record::{Record, Span, Statement, Voice};

/// Whose say-so is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Chosen {
    /// Everyone's.
    #[default]
    All,
    /// What the report itself says.
    Report,
    /// What one speaker says: the id of an actor, or of a statement whose speaker is no actor.
    Speaker(String),
}

impl Chosen {
    /// What the query asks for; `None` where that makes no sense.
    pub fn read(asked: &str) -> Option<Self> {
        match (asked, asked.strip_prefix("s:")) {
            ("", _) => Some(Self::All),
            ("report", _) => Some(Self::Report),
            (_, Some(speaker)) => Some(Self::Speaker(speaker.to_owned())),
            _ => None,
        }
    }

    /// The value in the query.
    pub fn query(&self) -> String {
        match self {
            Self::All => String::new(),
            Self::Report => "report".to_owned(),
            Self::Speaker(speaker) => format!("s:{speaker}"),
        }
    }

    /// Whether a datum with this voice stands on the say-so that is looked at, of those who quote it too.
    pub fn is_of(&self, names: &Names, voice: &Voice) -> bool {
        match self {
            Self::All => true,
            Self::Report => *voice == Voice::Report,
            Self::Speaker(of) => names.statements(voice).iter().any(|said| speaker(said) == of),
        }
    }

    /// The stretches of text in the voice that is looked at, in order, none touching another; `None` for all.
    pub fn stretches(&self, record: &Record, length: usize) -> Option<Vec<Span>> {
        let contents = record.statements.iter().flat_map(|said| &said.content).copied();
        match self {
            Self::All => None,
            Self::Report => Some(others(&joined(contents.collect()), length)),
            Self::Speaker(of) => {
                let theirs = record.statements.iter().filter(|said| speaker(said) == of);
                let all = theirs.flat_map(|s| s.source.iter().chain(&s.cue).chain(&s.content));
                Some(joined(all.copied().collect()))
            }
        }
    }
}

/// A speaker of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// What [`Chosen::Speaker`] holds.
    pub id: String,
    /// Who it is.
    pub name: String,
    /// How many statements are theirs.
    pub statements: usize,
}

/// The speakers of these statements, by first statement.
pub fn speakers<'r>(
    names: &Names,
    statements: impl Iterator<Item = &'r Statement>,
) -> Vec<Speaker> {
    let mut speakers: Vec<Speaker> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for said in statements {
        let id = speaker(said);
        let known = places.get(id).and_then(|&at| speakers.get_mut(at));
        if let Some(known) = known {
            known.statements += 1;
        } else {
            places.insert(id, speakers.len());
            let name = names.source(said);
            speakers.push(Speaker { id: id.to_owned(), name, statements: 1 });
        }
    }
    speakers
}

fn speaker(said: &Statement) -> &str {
    said.speaker.as_deref().unwrap_or(&said.id)
}

/// Spans in order, those that touch made one.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| span.start < span.end);
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut().filter(|last| span.start <= last.end) {
            Some(last) => last.end = last.end.max(span.end),
            None => joined.push(span),
        }
    }
    joined
}

/// What is left of a text of this length without these spans.
fn others(spans: &[Span], length: usize) -> Vec<Span> {
    let starts = std::iter::once(0).chain(spans.iter().map(|span| span.end));
    let ends = spans.iter().map(|span| span.start).chain([length]);
    starts.zip(ends).map(|(start, end)| Span::new(start, end)).filter(|s| s.start < s.end).collect()
}

#[cfg(test)]
mod tests {
    use sayso_record::sample;

    use super::*;

    #[test]
    fn voices_part_the_text() {
        let record = sample::record();
        let length = record.report.text.chars().count();
        let own = Chosen::Report.stretches(&record, length).unwrap();
        let theirs = Chosen::Speaker("a0".into()).stretches(&record, length).unwrap();
        let content = record.statements[0].content[0];
        assert!(own.iter().all(|span| !span.overlaps(content)));
        assert!(theirs.iter().any(|span| span.holds(content)));
        assert_eq!(Chosen::All.stretches(&record, length), None);
    }

    #[test]
    fn who_quotes_stands_for_it_too() {
        let record = sample::record();
        let names = Names::of(&record);
        let shelled = &record.events[1].voice;
        assert!(Chosen::Speaker("a0".into()).is_of(&names, shelled));
        assert!(Chosen::Speaker("a2".into()).is_of(&names, shelled));
        assert!(!Chosen::Report.is_of(&names, shelled));
        assert_eq!(speakers(&names, record.statements.iter()).len(), 2);
        assert_eq!(Chosen::read("x"), None);
    }
}
