//! How many data there are of each kind of what they have.

use sayso_record::{EventStatus, Word};

use super::columns::{Lists, NONE};
use super::exact::Exact;
use super::filters::Datum;
use super::marks::{Marks, Verdict};
use super::select::has_place;
use super::{Kind, SaidBy, Selection, Spot, Survey};

/// What data are counted by. What a kind of datum does not have is counted by what the other data of
/// its report have; by place, statements and reports are counted under every place of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Facet {
    /// PLOVER type.
    Type,
    /// PLOVER mode.
    Mode,
    /// PLOVER's quad.
    Quad,
    /// Whether and when an event holds.
    Status,
    /// In whose voice.
    Voice,
    /// Who acts, did it, or speaks.
    Actor,
    /// Its country.
    ActorCountry,
    /// Who is acted upon, counted, or spoken about.
    Recipient,
    /// Its country.
    RecipientCountry,
    /// Who says so.
    Speaker,
    /// What figures count.
    Measure,
    /// Where.
    Place,
    /// Its country.
    PlaceCountry,
    /// Who published the report.
    Source,
    /// Month of publication, `1987-05`.
    Month,
    /// What a reader marked it.
    Mark,
    /// The rule that found it.
    Rule,
}

/// How many data there are of one value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// What the filter of the same name takes, and finds as many by: of names and countries as [`Exact`] has it.
    pub value: String,
    /// The value alone: a name, a code.
    pub name: String,
    /// The value for people: of an actor or place the name, and a code where there is one.
    pub label: String,
    /// Data with it.
    pub data: usize,
    /// Reports with such data.
    pub reports: usize,
}

/// Counts by number of the value, each datum and report once a value.
struct Tally(Vec<Entry>);

/// The counts of a value, and where it was counted last.
#[derive(Clone, Copy)]
struct Entry {
    data: u32,
    reports: u32,
    last_data: u32,
    last_report: u32,
}

impl Tally {
    fn of(values: usize) -> Self {
        let none = Entry { data: 0, reports: 0, last_data: NONE, last_report: NONE };
        Self(vec![none; values])
    }

    /// Counts so many data of a report, the first of which is this row, under a value.
    #[inline]
    fn count(&mut self, value: u32, report: u32, row: u32, data: u32) {
        let Some(entry) = self.0.get_mut(value as usize) else { return };
        if entry.last_data != row {
            entry.last_data = row;
            entry.data += data;
        }
        if entry.last_report != report {
            entry.last_report = report;
            entry.reports += 1;
        }
    }
}

/// Numbers of verdicts, and of none.
const UNMARKED: u32 = Verdict::ALL.len() as u32;

impl Survey {
    /// How many data of a selection have each value of a facet, at most so many values: most first, those of
    /// as many by value. A datum with several values counts under each.
    pub fn facet(&self, selection: &Selection, facet: Facet, most: usize) -> Vec<Count> {
        let mut tally = Tally::of(self.values(facet));
        let (kind, marks) = (selection.kind, self.marks());
        let is_own = facet.is_of_report() || facet.is_had_by(kind);
        for (report, rows) in self.by_report(selection) {
            let Some(first) = rows.first().copied() else { continue };
            if facet.is_of_report() {
                let value = self.value_of_report(facet, report);
                tally.count(value, report, first, super::columns::narrow(rows.len()));
            } else if is_own {
                for row in rows {
                    self.each_value(facet, Datum { kind, row: *row }, &marks, |value| {
                        tally.count(value, report, *row, 1);
                    });
                }
            } else {
                let data = super::columns::narrow(rows.len());
                self.each_of_report(facet, report, &marks, |value| {
                    tally.count(value, report, first, data);
                });
            }
        }
        self.counted(facet, &tally, most)
    }

    /// The reports of a selection, each with its rows.
    pub(super) fn by_report<'s>(
        &'s self,
        selection: &'s Selection,
    ) -> impl Iterator<Item = (u32, &'s [u32])> {
        let mut rest = selection.rows.as_slice();
        selection.reports.iter().map(move |report| {
            let end = self.rows(selection.kind, *report).end;
            let (own, others) = rest.split_at(rest.iter().take_while(|row| **row < end).count());
            rest = others;
            (*report, own)
        })
    }

    /// How many values a facet has.
    fn values(&self, facet: Facet) -> usize {
        match facet {
            Facet::Type => self.tables.types.len(),
            Facet::Mode => self.tables.modes.len(),
            Facet::Quad => 5,
            Facet::Status => EventStatus::ALL.len(),
            Facet::Voice => 2,
            Facet::Actor | Facet::Recipient | Facet::Speaker => self.who.names.len(),
            Facet::ActorCountry | Facet::RecipientCountry => self.who.codes.len(),
            Facet::Measure => self.measures.len(),
            Facet::Place => self.whereabouts.coded.len(),
            Facet::PlaceCountry => self.whereabouts.codes.len(),
            Facet::Source => self.reports.publishers.len(),
            Facet::Month => self.months().1,
            Facet::Mark => UNMARKED as usize + 1,
            Facet::Rule => self.tables.rules.len(),
        }
    }

    /// The first month of publication, in months, and how many there are to the last.
    fn months(&self) -> (i32, usize) {
        let totals = self.totals();
        let Some((first, last)) = totals.first.zip(totals.last) else { return (0, 0) };
        let month =
            |day: jiff::civil::Date| i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
        (month(first), usize::try_from(month(last) - month(first) + 1).unwrap_or(0))
    }

    fn value_of_report(&self, facet: Facet, report: u32) -> u32 {
        let at = report as usize;
        if facet == Facet::Source {
            return self.reports.publisher(at);
        }
        let day = self.reports.day(at);
        let month = i32::from(day.year()) * 12 + i32::from(day.month()) - 1 - self.months().0;
        u32::try_from(month).unwrap_or(NONE)
    }

    /// Gives the values that other data of a report have to `take`.
    fn each_of_report(&self, facet: Facet, report: u32, marks: &Marks, mut take: impl FnMut(u32)) {
        match facet {
            Facet::Place => self.places_of(report).iter().for_each(|place| {
                take(self.whereabouts.coded(*place));
            }),
            Facet::PlaceCountry => self.places_of(report).iter().for_each(|place| {
                take(self.whereabouts.country(*place));
            }),
            _ => {
                let kinds = [Kind::Events, Kind::Statements, Kind::Figures];
                for kind in kinds.into_iter().filter(|kind| facet.is_had_by(*kind)) {
                    for row in self.rows(kind, report) {
                        self.each_value(facet, Datum { kind, row }, marks, &mut take);
                    }
                }
            }
        }
    }

    /// Gives the values that a datum has to `take`; some may be none.
    #[inline]
    fn each_value(&self, facet: Facet, datum: Datum, marks: &Marks, mut take: impl FnMut(u32)) {
        let (kind, at) = (datum.kind, datum.row as usize);
        let (events, figures) = (&self.columns.events, &self.columns.figures);
        let statements = &self.columns.statements;
        let one = |column: &[u32]| column.get(at).copied().unwrap_or(NONE);
        let code = || self.tables.codes.get(one(&events.code) as usize);
        match (facet, kind) {
            (Facet::Type, _) => take(code().map_or(NONE, |code| code.plover)),
            (Facet::Mode, _) => take(code().map_or(NONE, |code| code.mode)),
            (Facet::Quad, _) => take(code().map_or(NONE, |code| u32::from(code.quad))),
            (Facet::Status, _) => take(events.status.get(at).map_or(NONE, |s| u32::from(*s))),
            (Facet::Voice, Kind::Figures) => take(u32::from(one(&figures.voice) != NONE)),
            (Facet::Voice, _) => take(u32::from(one(&events.voice) != NONE)),
            (Facet::Measure, _) => take(one(&figures.measure)),
            (Facet::Rule, Kind::Events) => take(one(&events.rule)),
            (Facet::Rule, Kind::Figures) => take(one(&figures.rule)),
            (Facet::Rule, _) => take(one(&statements.rule)),
            (Facet::Mark, _) => {
                let verdict = marks.verdict(kind, datum.row);
                take(verdict.map_or(UNMARKED, |verdict| verdict as u32));
            }
            (Facet::Place | Facet::PlaceCountry, _) => {
                let place = one(if kind == Kind::Figures { &figures.place } else { &events.place });
                take(match facet {
                    Facet::Place => self.whereabouts.coded(place),
                    _ => self.whereabouts.country(place),
                });
            }
            _ => self.each_party(facet, datum, |entity| {
                take(match facet {
                    Facet::ActorCountry | Facet::RecipientCountry => self.who.country(entity),
                    _ => self.who.name(entity),
                });
            }),
        }
    }

    /// Gives the entities that are the actors, recipients or speakers of a datum to `take`.
    #[inline]
    fn each_party(&self, facet: Facet, Datum { kind, row }: Datum, mut take: impl FnMut(u32)) {
        let at = row as usize;
        let (events, figures) = (&self.columns.events, &self.columns.figures);
        let statements = &self.columns.statements;
        let list =
            |lists: &Lists, take: &mut dyn FnMut(u32)| lists.of(at).iter().for_each(|e| take(*e));
        let one = |column: &[u32]| column.get(at).copied().unwrap_or(NONE);
        let acts = matches!(facet, Facet::Actor | Facet::ActorCountry);
        match (facet, kind) {
            (Facet::Speaker, Kind::Events) => take(one(&events.speaker)),
            (Facet::Speaker, Kind::Figures) => take(one(&figures.speaker)),
            (Facet::Speaker, _) => take(one(&statements.speaker)),
            (_, Kind::Events) if acts => list(&events.actors, &mut take),
            (_, Kind::Events) => list(&events.recipients, &mut take),
            (_, Kind::Figures) if acts => list(&figures.by, &mut take),
            (_, Kind::Figures) => take(one(&figures.of)),
            _ if acts => take(one(&statements.speaker)),
            _ => list(&statements.about, &mut take),
        }
    }

    fn counted(&self, facet: Facet, tally: &Tally, most: usize) -> Vec<Count> {
        if most == 0 {
            return Vec::new();
        }
        let all = tally.0.iter().enumerate().filter(|(_, entry)| entry.data > 0);
        let mut found: Vec<(usize, Entry)> = all.map(|(at, entry)| (at, *entry)).collect();
        // Few have as many data as the last that is shown, so that few names are compared.
        if let Some(beyond) = found.len().checked_sub(most).filter(|beyond| *beyond > 0) {
            let least = found.select_nth_unstable_by_key(beyond, |(_, entry)| entry.data);
            let least = least.1.1.data;
            found.retain(|(_, entry)| entry.data >= least);
        }
        found.sort_unstable_by(|(one, of_one), (other, of_other)| {
            let word = |at: usize| (self.word(facet, at), at);
            of_other.data.cmp(&of_one.data).then_with(|| word(*one).cmp(&word(*other)))
        });
        found.truncate(most);
        let count = |(at, entry): (usize, Entry)| {
            let (data, reports) = (entry.data as usize, entry.reports as usize);
            Count { data, reports, ..self.value(facet, at) }
        };
        found.into_iter().map(count).collect()
    }

    /// The word of a value; none where values are in order by themselves.
    fn word(&self, facet: Facet, at: usize) -> &str {
        let names = match facet {
            Facet::Status => return EventStatus::by_index(at).map_or("", Word::word),
            Facet::Mark => return Verdict::ALL.get(at).map_or("none", |verdict| verdict.word()),
            Facet::Quad | Facet::Voice | Facet::Month => return "",
            Facet::Place => return self.spot(at).map_or("", |spot| &spot.name),
            Facet::Type => &self.tables.types,
            Facet::Mode => &self.tables.modes,
            Facet::Actor | Facet::Recipient | Facet::Speaker => &self.who.names,
            Facet::ActorCountry | Facet::RecipientCountry => &self.who.codes,
            Facet::Measure => &self.measures,
            Facet::PlaceCountry => &self.whereabouts.codes,
            Facet::Source => &self.reports.publishers,
            Facet::Rule => &self.tables.rules,
        };
        names.get(at).map_or("", |name| name)
    }

    /// The place of which the name and country are counted.
    fn spot(&self, at: usize) -> Option<&Spot> {
        let first = self.whereabouts.coded.get(at)?;
        self.spots.get(*first as usize)
    }

    /// A value, and what people call it, without data yet.
    fn value(&self, facet: Facet, at: usize) -> Count {
        let name = match facet {
            Facet::Quad => at.to_string(),
            Facet::Voice if at == 0 => SaidBy::Reporter.word().to_owned(),
            Facet::Voice => SaidBy::Speaker.word().to_owned(),
            Facet::Month => {
                let months = self.months().0 + i32::try_from(at).unwrap_or(0);
                format!("{:04}-{:02}", months.div_euclid(12), months.rem_euclid(12) + 1)
            }
            _ => self.word(facet, at).to_owned(),
        };
        let code = match facet {
            Facet::Actor | Facet::Recipient | Facet::Speaker => {
                let shown = self.who.shown.get(at).and_then(|at| self.entities.get(*at as usize));
                shown.and_then(|entity| entity.code.as_deref())
            }
            Facet::Place => self.spot(at).and_then(|spot| spot.country.as_deref()),
            _ => None,
        };
        let value = match facet {
            Facet::Actor | Facet::Recipient | Facet::Speaker => Exact::named(&name).to_string(),
            Facet::ActorCountry | Facet::RecipientCountry | Facet::PlaceCountry => {
                Exact::country(&name).to_string()
            }
            Facet::Place => Exact::with_code(&name, code).to_string(),
            _ => name.clone(),
        };
        Count { value, label: with_code(&name, code), name, data: 0, reports: 0 }
    }
}

/// A name, with a code where there is one that says more.
fn with_code(name: &str, code: Option<&str>) -> String {
    match code.filter(|code| *code != name) {
        Some(code) => format!("{name} ({code})"),
        None => name.to_owned(),
    }
}

impl Facet {
    /// Whether it is one of the reports, whatever is in them.
    fn is_of_report(self) -> bool {
        matches!(self, Self::Source | Self::Month)
    }

    /// Whether data of a kind have it themselves.
    fn is_had_by(self, kind: Kind) -> bool {
        match (self, kind) {
            (_, Kind::Reports) => false,
            (Self::Type | Self::Mode | Self::Quad | Self::Status, _) => kind == Kind::Events,
            (Self::Measure, _) => kind == Kind::Figures,
            (Self::Place | Self::PlaceCountry, _) => has_place(kind),
            (Self::Voice, _) => kind != Kind::Statements,
            _ => true,
        }
    }
}
