//! What a survey selects, said once more in plain loops over records.

use std::collections::HashMap;

use sayso_record::{Event, Figure, MentionKind, Record, Statement, TimePrecision};

use super::*;
use crate::search::filter::{is_actor, is_place};

type Marks = HashMap<(i64, Kind, usize), Verdict>;

/// What a datum may be asked.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Asks {
    Actor,
    Recipient,
    Party,
    Plover,
    Mode,
    Quad,
    Status,
    Speaker,
    Voice,
    Measure,
    Place,
    On,
    Mark,
}

use Asks::*;

const ALL: [Asks; 13] =
    [Actor, Recipient, Party, Plover, Mode, Quad, Status, Speaker, Voice, Measure, Place, On, Mark];

struct Asked<'r> {
    number: i64,
    record: &'r Record,
    marks: &'r Marks,
    wanted: &'r Wanted,
}

/// The data that answer, by report and number.
pub fn select(
    records: &[(i64, Record)],
    marks: &Marks,
    wanted: &Wanted,
    kind: Kind,
) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (number, record) in records {
        let asked = Asked { number: *number, record, marks, wanted };
        if !asked.is_report() {
            continue;
        }
        let (had, lacked): (Vec<Asks>, Vec<Asks>) =
            ALL.into_iter().filter(|asks| asked.asks(*asks)).partition(|asks| has(kind, *asks));
        if !asked.others_have(&lacked) {
            continue;
        }
        let numbers = (0..asked.count(kind)).filter(|at| asked.has_all(kind, *at, &had));
        found.extend(numbers.map(|at| (record.report.id.clone(), at)));
    }
    found
}

/// Whether data of a kind have what is asked at all.
fn has(kind: Kind, asks: Asks) -> bool {
    match kind {
        Kind::Events => asks != Measure,
        Kind::Figures => ![Plover, Mode, Quad, Status].contains(&asks),
        Kind::Statements => [Actor, Recipient, Party, Speaker, Place, Mark].contains(&asks),
        Kind::Reports => asks == Place,
    }
}

impl Asked<'_> {
    fn asks(&self, asks: Asks) -> bool {
        let wanted = self.wanted;
        match asks {
            Actor => wanted.actor.is_some(),
            Recipient => wanted.recipient.is_some(),
            Party => wanted.party.is_some(),
            Plover => wanted.plover.is_some(),
            Mode => wanted.mode.is_some(),
            Quad => wanted.quad.is_some(),
            Status => wanted.status.is_some(),
            Speaker => wanted.speaker.is_some(),
            Voice => wanted.voice.is_some(),
            Measure => wanted.measure.is_some(),
            Place => wanted.place.is_some(),
            On => wanted.on_from.is_some() || wanted.on_to.is_some(),
            Mark => wanted.mark.is_some(),
        }
    }

    fn is_report(&self) -> bool {
        let (report, wanted) = (&self.record.report, self.wanted);
        let is_source = |said: &String| {
            report.source.as_ref().is_some_and(|source| source.eq_ignore_ascii_case(said))
        };
        wanted.from.is_none_or(|from| report.date >= from)
            && wanted.to.is_none_or(|to| report.date <= to)
            && wanted.source.as_ref().is_none_or(is_source)
            && wanted.reports.as_ref().is_none_or(|ids| ids.contains(&report.id))
            && self.has_words()
            && wanted.mark.as_deref() != Some("good")
    }

    /// By the few things that are asked here.
    fn has_words(&self) -> bool {
        let text = self.record.report.text.to_lowercase();
        let is = |typed: &str| self.wanted.words == Words::read(typed);
        is("")
            || is("zebra*") && text.contains("zebra")
            || is("grey -horses") && text.contains("grey") && !text.contains("horses")
            || is("\"grey zebra\"") && text.contains("grey zebra ")
            || is("zebras -\"grey zebras\"")
                && text.contains("zebras")
                && !text.contains("grey zebras")
            || is("elan") && text.contains("élan")
    }

    /// Whether the other data of the report have what is lacked.
    fn others_have(&self, lacked: &[Asks]) -> bool {
        let any = |kind: Kind, asks: &[Asks]| {
            let asks: Vec<Asks> = asks.iter().copied().filter(|asks| has(kind, *asks)).collect();
            (0..self.count(kind)).any(|at| self.has_all(kind, at, &asks))
        };
        let asks_event = lacked.iter().any(|asks| [Plover, Mode, Quad, Status].contains(asks));
        let asks_figure = lacked.contains(&Measure);
        let of_events = !asks_event || any(Kind::Events, lacked);
        let of_figures = match (asks_figure, asks_event) {
            (false, _) => true,
            (true, true) => any(Kind::Figures, &[Measure]),
            (true, false) => any(Kind::Figures, lacked),
        };
        let all = [Kind::Events, Kind::Figures, Kind::Statements];
        let mut suited = all.into_iter().filter(|kind| lacked.iter().all(|asks| has(*kind, *asks)));
        let of_any =
            asks_event || asks_figure || lacked.is_empty() || suited.any(|kind| any(kind, lacked));
        of_events && of_figures && of_any
    }

    fn count(&self, kind: Kind) -> usize {
        match kind {
            Kind::Events => self.record.events.len(),
            Kind::Statements => self.record.statements.len(),
            Kind::Figures => self.record.figures.len(),
            Kind::Reports => 1,
        }
    }

    fn has_all(&self, kind: Kind, at: usize, asks: &[Asks]) -> bool {
        asks.iter().all(|asks| match (asks, kind) {
            (Mark, _) => {
                let verdict = self.marks.get(&(self.number, kind, at)).map(|mark| mark.word());
                self.wanted.mark.as_deref() == Some(verdict.unwrap_or("none"))
            }
            (Place, Kind::Statements | Kind::Reports) => {
                let said = self.wanted.place.as_ref().unwrap();
                self.record.places.iter().any(|place| is_place(place, said))
            }
            (_, Kind::Events) => self.event(*asks, &self.record.events[at]),
            (_, Kind::Statements) => self.statement(*asks, &self.record.statements[at]),
            (_, Kind::Figures) => self.figure(*asks, &self.record.figures[at]),
            (_, Kind::Reports) => unreachable!(),
        })
    }

    fn actor(&self, id: &str) -> &sayso_record::Actor {
        self.record.actors.iter().find(|actor| actor.id == id).unwrap()
    }

    fn is_any<'i>(&self, said: &Option<String>, ids: impl IntoIterator<Item = &'i String>) -> bool {
        let said = said.as_ref().unwrap();
        ids.into_iter().any(|id| is_actor(self.actor(id), said))
    }

    fn said(&self, voice: &sayso_record::Voice) -> Option<&Statement> {
        match voice {
            sayso_record::Voice::Report => None,
            sayso_record::Voice::Statement(id) => {
                self.record.statements.iter().find(|said| said.id == *id)
            }
        }
    }

    fn is_at(&self, id: &Option<String>) -> bool {
        let said = self.wanted.place.as_ref().unwrap();
        let at = self.record.places.iter().find(|place| Some(&place.id) == id.as_ref());
        at.is_some_and(|at| is_place(at, said))
    }

    fn is_between(&self, first: Date, last: Date) -> bool {
        self.wanted.on_from.is_none_or(|from| last >= from)
            && self.wanted.on_to.is_none_or(|to| first <= to)
    }

    fn is_voice(&self, voice: &sayso_record::Voice) -> bool {
        let said_by = match voice {
            sayso_record::Voice::Report => SaidBy::Reporter,
            sayso_record::Voice::Statement(_) => SaidBy::Speaker,
        };
        self.wanted.voice == Some(said_by)
    }

    fn event(&self, asks: Asks, event: &Event) -> bool {
        let wanted = self.wanted;
        let is = |said: &Option<String>, word: &str| {
            said.as_ref().is_some_and(|said| said.eq_ignore_ascii_case(word))
        };
        match asks {
            Actor => self.is_any(&wanted.actor, &event.actors),
            Recipient => self.is_any(&wanted.recipient, &event.recipients),
            Party => self.is_any(&wanted.party, event.actors.iter().chain(&event.recipients)),
            Plover => is(&wanted.plover, &event.plover),
            Mode => event.mode.as_ref().is_some_and(|mode| is(&wanted.mode, mode)),
            Quad => wanted.quad == Some(event.quad),
            Status => wanted.status == Some(event.status),
            Speaker => self
                .said(&event.voice)
                .is_some_and(|said| self.is_any(&wanted.speaker, &said.speaker)),
            Voice => self.is_voice(&event.voice),
            Place => self.is_at(&event.place),
            On => event.time.as_ref().is_some_and(|time| {
                let day = |text: String| text.parse::<Date>().unwrap();
                let value = &time.value;
                let (first, last) = match time.precision {
                    TimePrecision::Month => {
                        let first = day(format!("{value}-01"));
                        (first, first.last_of_month())
                    }
                    TimePrecision::Year => {
                        (day(format!("{value}-01-01")), day(format!("{value}-12-31")))
                    }
                    _ => (day(value.clone()), day(value.clone())),
                };
                self.is_between(first, last)
            }),
            Measure | Mark => unreachable!(),
        }
    }

    fn about(&self, said: &Statement) -> Vec<String> {
        let mentions = self.record.mentions.iter();
        let named = mentions.filter(|mention| mention.kind != MentionKind::Pronoun);
        let inside = named.filter(|mention| {
            said.content
                .iter()
                .any(|piece| piece.start <= mention.start && mention.end <= piece.end)
        });
        inside.map(|mention| mention.actor.clone()).collect()
    }

    fn statement(&self, asks: Asks, said: &Statement) -> bool {
        let wanted = self.wanted;
        match asks {
            Actor => self.is_any(&wanted.actor, &said.speaker),
            Speaker => self.is_any(&wanted.speaker, &said.speaker),
            Recipient => self.is_any(&wanted.recipient, &self.about(said)),
            Party => self.is_any(&wanted.party, self.about(said).iter().chain(&said.speaker)),
            _ => unreachable!(),
        }
    }

    fn figure(&self, asks: Asks, figure: &Figure) -> bool {
        let wanted = self.wanted;
        match asks {
            Actor => self.is_any(&wanted.actor, &figure.by),
            Recipient => self.is_any(&wanted.recipient, &figure.of_actor),
            Party => self.is_any(&wanted.party, figure.by.iter().chain(&figure.of_actor)),
            Speaker => self
                .said(&figure.voice)
                .is_some_and(|said| self.is_any(&wanted.speaker, &said.speaker)),
            Voice => self.is_voice(&figure.voice),
            Measure => wanted.measure.as_ref().unwrap().eq_ignore_ascii_case(&figure.measure),
            Place => self.is_at(&figure.place),
            On => {
                let day = |text: &Option<String>| text.as_ref().map(|text| text.parse().unwrap());
                let (since, until) = (day(&figure.since), day(&figure.until));
                let ends = since.or(until).zip(until.or(since));
                ends.is_some_and(|(first, last)| self.is_between(first, last))
            }
            _ => unreachable!(),
        }
    }
}
