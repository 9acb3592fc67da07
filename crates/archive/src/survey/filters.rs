//! A question, resolved against the names of a survey: what is left is to compare numbers.

use std::sync::Arc;

use jiff::civil::Date;
use sayso_record::{PlacePrecision, Word};

use super::bits::Bits;
use super::columns::{Lists, NONE, UNKNOWN, narrow};
use super::exact::Exact;
use super::marks::{Marks, Verdict};
use super::{Kind, SaidBy, Spot, Survey, Wanted, when};

/// What is asked of data; what is `None` is not asked. Sets are of entities, codings, measures, places.
#[derive(Clone, Default)]
pub struct Filters {
    pub actor: Option<Arc<Bits>>,
    pub recipient: Option<Arc<Bits>>,
    pub party: Option<Arc<Bits>>,
    pub speaker: Option<Arc<Bits>>,
    pub code: Option<Arc<Bits>>,
    pub status: Option<u8>,
    pub voice: Option<SaidBy>,
    pub measure: Option<Arc<Bits>>,
    pub place: Option<Arc<Bits>>,
    pub on: Option<(Date, Date)>,
    pub mark: Option<Mark>,
}

/// A mark that is asked for.
#[derive(Clone)]
pub struct Mark {
    marks: Arc<Marks>,
    /// The verdict; `None` is data without any.
    wanted: Option<Verdict>,
}

/// That the data of one kind are to be looked at.
#[derive(Clone, Copy)]
pub struct Datum {
    pub kind: Kind,
    pub row: u32,
}

impl Filters {
    /// What a question asks; `None` where nothing can answer it.
    pub fn of(survey: &Survey, wanted: &Wanted) -> Option<Self> {
        let actors = |said: &Option<String>| said.as_ref().map(|said| survey.who.meant(said));
        let mark = match wanted.mark.as_deref() {
            None => None,
            Some("none") => Some(None),
            Some(word) => Some(Some(Verdict::by_word(word)?)),
        };
        let measure = wanted.measure.as_ref().map(|said| {
            let is =
                |at: usize| survey.measures.get(at).is_some_and(|m| m.eq_ignore_ascii_case(said));
            Arc::new(Bits::of(survey.measures.len(), is))
        });
        let asks_day = wanted.on_from.is_some() || wanted.on_to.is_some();
        let days = (wanted.on_from.unwrap_or(Date::MIN), wanted.on_to.unwrap_or(Date::MAX));
        Some(Self {
            actor: actors(&wanted.actor),
            recipient: actors(&wanted.recipient),
            party: actors(&wanted.party),
            speaker: actors(&wanted.speaker),
            code: codes(survey, wanted).map(Arc::new),
            status: wanted.status.and_then(|status| u8::try_from(status.index()).ok()),
            voice: wanted.voice,
            measure,
            place: wanted.place.as_ref().map(|said| places(survey, said)),
            on: asks_day.then_some(days),
            mark: mark.map(|wanted| Mark { marks: survey.marks(), wanted }),
        })
    }

    /// Those that data of a kind have.
    pub fn had_by(&self, kind: Kind) -> Self {
        let all = self.clone();
        match kind {
            Kind::Events => Self { measure: None, ..all },
            Kind::Figures => Self { code: None, status: None, ..all },
            Kind::Statements => Self {
                code: None,
                status: None,
                voice: None,
                measure: None,
                place: None,
                on: None,
                ..all
            },
            Kind::Reports => Self::default(),
        }
    }

    /// Those that data of a kind do not have; places are asked of the reports themselves there.
    pub fn lacked_by(&self, kind: Kind) -> Self {
        let Self { code, status, voice, measure, on, .. } = self.clone();
        match kind {
            Kind::Events => Self { measure, ..Self::default() },
            Kind::Figures => Self { code, status, ..Self::default() },
            Kind::Statements => Self { code, status, voice, measure, on, ..Self::default() },
            Kind::Reports => Self { place: None, ..self.clone() },
        }
    }

    /// Whether it asks what only events have.
    pub fn asks_event(&self) -> bool {
        self.code.is_some() || self.status.is_some()
    }

    /// Whether it asks what only figures have.
    pub fn asks_figure(&self) -> bool {
        self.measure.is_some()
    }

    /// Whether it asks what several kinds have.
    pub fn asks_any(&self) -> bool {
        let sets = [&self.actor, &self.recipient, &self.party, &self.speaker];
        sets.iter().any(|set| set.is_some())
            || self.voice.is_some()
            || self.on.is_some()
            || self.mark.is_some()
    }

    /// Whether statements have all that it asks.
    pub fn suits_statements(&self) -> bool {
        self.voice.is_none() && self.on.is_none()
    }

    /// Whether a datum has what is asked, those filters left aside that its kind does not have.
    #[inline]
    pub fn let_through(&self, survey: &Survey, Datum { kind, row }: Datum) -> bool {
        match kind {
            Kind::Events => self.is_event(survey, row),
            Kind::Statements => self.is_statement(survey, row),
            Kind::Figures => self.is_figure(survey, row),
            Kind::Reports => true,
        }
    }

    #[inline]
    fn is_event(&self, survey: &Survey, row: u32) -> bool {
        let (events, at) = (&survey.columns.events, row as usize);
        is_one(&self.code, &events.code, at)
            && self.status.is_none_or(|status| events.status.get(at) == Some(&status))
            && is_said(self.voice, &events.voice, at)
            && is_one(&self.place, &events.place, at)
            && is_one(&self.speaker, &events.speaker, at)
            && is_among(&self.actor, &events.actors, at)
            && is_among(&self.recipient, &events.recipients, at)
            && self.party.as_ref().is_none_or(|party| {
                has_one(party, &events.actors, at) || has_one(party, &events.recipients, at)
            })
            && self.on.is_none_or(|(from, to)| {
                let precision = events.precision.get(at).copied().unwrap_or(UNKNOWN);
                let day = events.day.get(at).copied().filter(|_| precision != UNKNOWN);
                day.is_some_and(|day| day <= to && when::end_of(day, precision) >= from)
            })
            && self.is_marked(Kind::Events, row)
    }

    #[inline]
    fn is_statement(&self, survey: &Survey, row: u32) -> bool {
        let (statements, at) = (&survey.columns.statements, row as usize);
        is_one(&self.speaker, &statements.speaker, at)
            && is_one(&self.actor, &statements.speaker, at)
            && is_among(&self.recipient, &statements.about, at)
            && self.party.as_ref().is_none_or(|party| {
                is_in(party, &statements.speaker, at) || has_one(party, &statements.about, at)
            })
            && self.is_marked(Kind::Statements, row)
    }

    #[inline]
    fn is_figure(&self, survey: &Survey, row: u32) -> bool {
        let (figures, at) = (&survey.columns.figures, row as usize);
        is_one(&self.measure, &figures.measure, at)
            && is_said(self.voice, &figures.voice, at)
            && is_one(&self.place, &figures.place, at)
            && is_one(&self.speaker, &figures.speaker, at)
            && is_among(&self.actor, &figures.by, at)
            && is_one(&self.recipient, &figures.of, at)
            && self.party.as_ref().is_none_or(|party| {
                is_in(party, &figures.of, at) || has_one(party, &figures.by, at)
            })
            && self.on.is_none_or(|(from, to)| {
                let since = figures.since.get(at).copied().flatten();
                let until = figures.until.get(at).copied().flatten();
                let (first, last) = (since.or(until), until.or(since));
                first.is_some_and(|first| first <= to) && last.is_some_and(|last| last >= from)
            })
            && self.is_marked(Kind::Figures, row)
    }

    fn is_marked(&self, kind: Kind, row: u32) -> bool {
        self.mark.as_ref().is_none_or(|mark| mark.marks.verdict(kind, row) == mark.wanted)
    }
}

/// The places that are meant: of those of a name and country the one point that is asked for, if one is.
fn places(survey: &Survey, said: &str) -> Arc<Bits> {
    let meant = survey.whereabouts.meant(said);
    let Some(Exact { name, point: Some(point), .. }) = Exact::read(said) else { return meant };
    let is_there = |spot: &Spot| match &name {
        Some(_) => spot.geonames_id.map_or_else(String::new, |id| id.to_string()) == point,
        None => point == Exact::NO_MORE && spot.precision == Some(PlacePrecision::Country),
    };
    Arc::new(Bits::of(survey.spots.len(), |at| {
        meant.has(narrow(at)) && survey.spots.get(at).is_some_and(is_there)
    }))
}

/// Codings with the type, mode and quad that are asked; `None` where none is.
fn codes(survey: &Survey, wanted: &Wanted) -> Option<Bits> {
    let Wanted { plover, mode, quad, .. } = wanted;
    if plover.is_none() && mode.is_none() && quad.is_none() {
        return None;
    }
    let tables = &survey.tables;
    let is = |names: &[Arc<str>], number: u32, said: &Option<String>| {
        said.as_ref().is_none_or(|said| {
            names.get(number as usize).is_some_and(|name| name.eq_ignore_ascii_case(said))
        })
    };
    Some(Bits::of(tables.codes.len(), |at| {
        tables.codes.get(at).is_some_and(|code| {
            is(&tables.types, code.plover, plover)
                && is(&tables.modes, code.mode, mode)
                && quad.is_none_or(|quad| code.quad == quad)
        })
    }))
}

/// Whether what a column has is one of those asked for, if any are.
#[inline]
fn is_one(asked: &Option<Arc<Bits>>, column: &[u32], at: usize) -> bool {
    asked.as_ref().is_none_or(|asked| is_in(asked, column, at))
}

/// Whether what a column has is in a set.
#[inline]
fn is_in(set: &Bits, column: &[u32], at: usize) -> bool {
    column.get(at).is_some_and(|number| set.has(*number))
}

/// Whether a list has one of those asked for, if any are.
#[inline]
fn is_among(asked: &Option<Arc<Bits>>, lists: &Lists, at: usize) -> bool {
    asked.as_ref().is_none_or(|asked| has_one(asked, lists, at))
}

/// Whether a list has one of a set.
#[inline]
fn has_one(set: &Bits, lists: &Lists, at: usize) -> bool {
    lists.of(at).iter().any(|number| set.has(*number))
}

/// Whether a datum is told in the voice that is asked for, if one is.
fn is_said(asked: Option<SaidBy>, voices: &[u32], at: usize) -> bool {
    asked.is_none_or(|asked| {
        let is_reporter = voices.get(at).is_none_or(|voice| *voice == NONE);
        is_reporter == (asked == SaidBy::Reporter)
    })
}
