//! Counts of a selection: events, stories and reports apart; pairs of countries; places.

use std::collections::{HashMap, HashSet};

use super::bits::Bits;
use super::columns::{NONE, narrow};
use super::select::has_place;
use super::{Kind, Selection, Survey};

/// How many of each there are in a selection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows.
    pub data: usize,
    /// Of events: happenings, each once however many events tell of it; an event of which no happening
    /// is known counts one. Else 0.
    pub happenings: usize,
    /// Stories that the reports are in.
    pub stories: usize,
    /// Reports.
    pub reports: usize,
    /// Those who published them; names in any case are one.
    pub sources: usize,
}

/// Events of one country towards another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The country that acts.
    pub actor: String,
    /// The country acted upon.
    pub recipient: String,
    /// Events.
    pub data: usize,
    /// Events by PLOVER's quad, 1 to 4.
    pub quads: [usize; 4],
    /// Reports that tell of them.
    pub reports: usize,
    /// Happenings: see [`Counts::happenings`].
    pub happenings: usize,
}

/// Data at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpotCount {
    /// Which place: see [`Survey::place`].
    pub place: u32,
    /// Events or figures there; of statements and reports those of reports that name it.
    pub data: usize,
    /// Reports with such data.
    pub reports: usize,
}

impl Selection {
    /// How many of each are in it.
    pub fn counts(&self, survey: &Survey) -> Counts {
        let mut stories = Once::of(survey.stories.ids.len());
        let mut sources = Once::of(survey.reports.publishers.len());
        for report in &self.reports {
            let at = *report as usize;
            stories.count(survey.stories.of_report.get(at).copied().unwrap_or(NONE));
            sources.count(survey.reports.publisher(at));
        }
        let mut happenings = Once::of(survey.stories.happenings.len());
        let mut unknown = 0;
        if self.kind == Kind::Events {
            for row in &self.rows {
                let happening = survey.stories.of_event.get(*row as usize).copied();
                match happening.filter(|happening| *happening != NONE) {
                    Some(happening) => happenings.count(happening),
                    None => unknown += 1,
                }
            }
        }
        Counts {
            data: self.rows.len(),
            happenings: happenings.count + unknown,
            stories: stories.count,
            reports: self.reports.len(),
            sources: sources.count,
        }
    }
}

/// Counts numbers, each once.
struct Once {
    seen: Bits,
    length: usize,
    count: usize,
}

impl Once {
    fn of(length: usize) -> Self {
        Self { seen: Bits::none(length), length, count: 0 }
    }

    fn count(&mut self, number: u32) {
        if (number as usize) < self.length && !self.seen.has(number) {
            self.seen.put(number as usize);
            self.count += 1;
        }
    }
}

impl Survey {
    /// Pairs of different countries, one acting upon the other in events of a selection, at most so many:
    /// those of most events first, of as many by name. Other selections have none.
    pub fn pairs(&self, selection: &Selection, most: usize) -> Vec<Pair> {
        if selection.kind != Kind::Events {
            return Vec::new();
        }
        let countries = self.countries();
        let mut tally = PairTally::default();
        let events = &self.columns.events;
        let (mut acting, mut acted_upon) = (Vec::new(), Vec::new());
        for row in &selection.rows {
            let at = *row as usize;
            countries.each_once(self, events.actors.of(at), &mut acting);
            countries.each_once(self, events.recipients.of(at), &mut acted_upon);
            if acting.is_empty() || acted_upon.is_empty() {
                continue;
            }
            let report = self.event_reports.get(at).copied().unwrap_or(NONE);
            let code = events.code.get(at).and_then(|code| self.tables.codes.get(*code as usize));
            let quad = code.map_or(0, |code| code.quad);
            let happening = self.happening(*row);
            for actor in &acting {
                for recipient in acted_upon.iter().filter(|recipient| *recipient != actor) {
                    tally.count(*actor, *recipient, report, quad, happening);
                }
            }
        }
        tally.pairs(&countries.codes, most)
    }

    /// The happening of an event where others tell of it too; those that are alone need no care.
    pub(super) fn happening(&self, event: u32) -> Option<u32> {
        let happening = self.stories.of_event.get(event as usize).copied()?;
        (*self.stories.tellings.get(happening as usize)? > 1).then_some(happening)
    }

    /// The codes that are countries of entities, numbered without gaps.
    fn countries(&self) -> Countries<'_> {
        let mut all = Countries { number: vec![NONE; self.who.codes.len()], codes: Vec::new() };
        for entity in 0..narrow(self.entities.len()) {
            let code = self.who.country(entity) as usize;
            let Some((number, name)) = all.number.get_mut(code).zip(self.who.codes.get(code))
            else {
                continue;
            };
            if *number == NONE {
                *number = narrow(all.codes.len());
                all.codes.push(name);
            }
        }
        all
    }

    /// How many data of a selection are at each place, in the order of the places' numbers: of events and
    /// figures their own, else those of the reports.
    pub fn spots(&self, selection: &Selection) -> Vec<SpotCount> {
        let mut counts: Vec<(u32, u32, u32)> = vec![(0, 0, NONE); self.spots.len()];
        let mut count = |place: u32, report: u32, data: u32| {
            if let Some((all, reports, last)) = counts.get_mut(place as usize) {
                *all += data;
                if *last != report {
                    *last = report;
                    *reports += 1;
                }
            }
        };
        let column = match selection.kind {
            Kind::Figures => &self.columns.figures.place,
            _ => &self.columns.events.place,
        };
        for (report, rows) in self.by_report(selection) {
            if has_place(selection.kind) {
                let places = rows.iter().filter_map(|row| column.get(*row as usize));
                places.for_each(|place| count(*place, report, 1));
            } else {
                let data = narrow(rows.len());
                self.places_of(report).iter().for_each(|place| count(*place, report, data));
            }
        }
        let counts = counts.into_iter().enumerate().filter(|(_, (data, ..))| *data > 0);
        let spot = |(place, (data, reports, _)): (usize, (u32, u32, u32))| SpotCount {
            place: narrow(place),
            data: data as usize,
            reports: reports as usize,
        };
        counts.map(spot).collect()
    }
}

/// Countries of entities.
struct Countries<'s> {
    /// By number of the code.
    number: Vec<u32>,
    codes: Vec<&'s str>,
}

impl Countries<'_> {
    /// The countries of entities, each once.
    fn each_once(&self, survey: &Survey, entities: &[u32], into: &mut Vec<u32>) {
        into.clear();
        for entity in entities {
            let code = survey.who.country(*entity) as usize;
            let number = self.number.get(code).copied().unwrap_or(NONE);
            if number != NONE && !into.contains(&number) {
                into.push(number);
            }
        }
    }
}

/// Counts of pairs of countries, of those pairs alone that occur: names of countries may be made up without end.
#[derive(Default)]
struct PairTally {
    counts: HashMap<(u32, u32), Entry>,
    seen: HashSet<(u32, u32, u32)>,
}

/// The counts of a pair.
struct Entry {
    quads: [usize; 4],
    data: usize,
    reports: usize,
    happenings: usize,
    last_report: u32,
}

impl Default for Entry {
    fn default() -> Self {
        Self { quads: [0; 4], data: 0, reports: 0, happenings: 0, last_report: NONE }
    }
}

impl PairTally {
    fn count(&mut self, one: u32, other: u32, report: u32, quad: u8, happening: Option<u32>) {
        let entry = self.counts.entry((one, other)).or_default();
        entry.data += 1;
        let quad = usize::from(quad).checked_sub(1);
        if let Some(quad) = quad.and_then(|quad| entry.quads.get_mut(quad)) {
            *quad += 1;
        }
        if entry.last_report != report {
            entry.last_report = report;
            entry.reports += 1;
        }
        if happening.is_none_or(|happening| self.seen.insert((one, other, happening))) {
            entry.happenings += 1;
        }
    }

    fn pairs(&self, codes: &[&str], most: usize) -> Vec<Pair> {
        let mut pairs: Vec<(&str, &str, &Entry)> = self
            .counts
            .iter()
            .filter_map(|((one, other), entry)| {
                Some((*codes.get(*one as usize)?, *codes.get(*other as usize)?, entry))
            })
            .collect();
        pairs.sort_unstable_by(|(one, by_one, of_one), (other, by_other, of_other)| {
            of_other.data.cmp(&of_one.data).then_with(|| (one, by_one).cmp(&(other, by_other)))
        });
        pairs.truncate(most);
        let pair = |(actor, recipient, entry): (&str, &str, &Entry)| Pair {
            actor: actor.to_owned(),
            recipient: recipient.to_owned(),
            data: entry.data,
            quads: entry.quads,
            reports: entry.reports,
            happenings: entry.happenings,
        };
        pairs.into_iter().map(pair).collect()
    }
}
