//! Reports, day by day, into stories, and their events into happenings.
//!
//! The reports of one day join stories that are open or found new ones, and so do their events with
//! happenings. What is founded stays: older stories never merge, so that the groups at the end of any
//! day are those of the end, without what came later. The result depends on the set of reports
//! alone: on their dates, ids and texts, not on when they arrived. A report that comes late is put
//! in by going through the days again from its own on ([`Timeline::restore`] with those before it).

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::evidence::{Background, Bag};
use crate::gist::Gist;
use crate::happenings::{self, Grouped, STAND_FOR, pair::Told};
use crate::reports;

/// How many days a story stays open after its last report, and a happening after it was last told of.
pub const OPEN_DAYS: i64 = 14;

/// A report's number in whatever holds it; what decides the order is date and id.
pub type Number = i64;

/// An event of a report: the report's number, and the event's place among the record's events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventAt {
    /// The report.
    pub report: Number,
    /// The 3 of `e3`.
    pub event: usize,
}

/// A report on its way into the stories.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Its number.
    pub number: Number,
    /// Its id, which decides the order among those of one day.
    pub id: String,
    /// What of it is compared.
    pub gist: Gist,
}

/// Where a report was put. A story is named by the report that founded it, a happening by the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The report.
    pub number: Number,
    /// The report that founded its story; its own number where it did.
    pub story: Number,
    /// For each of its events, the event that founded its happening; its own where it did.
    pub happenings: Vec<EventAt>,
}

/// A report that is in reach, and where it was put.
#[derive(Debug)]
struct Kept {
    gist: Gist,
    placed: Placed,
}

/// The stories and happenings that are open.
#[derive(Debug, Default)]
pub struct Timeline {
    /// Those in reach, by date and id.
    reports: BTreeMap<(Date, String), Kept>,
    /// Their words.
    background: Background,
    /// English alone.
    english: Background,
}

impl Timeline {
    /// Takes back a report that was placed before; those of all days from [`OPEN_DAYS`] before the
    /// next day on are needed, in any order.
    pub fn restore(&mut self, report: Incoming, placed: Placed) {
        self.background.add(&report.gist.lead);
        let kept = Kept { gist: report.gist, placed };
        self.reports.insert((kept.gist.date, report.id), kept);
    }

    /// Places all reports of one day, which comes after all those restored or placed so far.
    /// The answer is in the order of their ids.
    pub fn day(&mut self, date: Date, mut reports: Vec<Incoming>) -> Vec<Placed> {
        reports.sort_by(|a, b| a.id.cmp(&b.id));
        self.begin(date, &reports);
        let stories = self.stories(&reports);
        self.place(date, reports, stories)
    }

    /// The same where it is known which report founded the story of each: only events are placed. They
    /// are compared with those of their own [block](crate::blocks) alone, so blocks can be placed apart.
    pub fn day_in_stories(
        &mut self,
        date: Date,
        mut reports: Vec<(Incoming, Number)>,
    ) -> Vec<Placed> {
        reports.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
        let (reports, stories): (Vec<Incoming>, Vec<Number>) = reports.into_iter().unzip();
        self.begin(date, &reports);
        self.place(date, reports, stories)
    }

    /// Lets what is out of reach of a day go, and takes the words of its reports in.
    fn begin(&mut self, date: Date, reports: &[Incoming]) {
        self.forget_before(date);
        for report in reports {
            self.background.add(&report.gist.lead);
        }
    }

    /// Places the events of a day's reports, whose stories are known.
    fn place(&mut self, date: Date, reports: Vec<Incoming>, stories: Vec<Number>) -> Vec<Placed> {
        let mut placed: Vec<Placed> = reports
            .iter()
            .zip(stories)
            .map(|(report, story)| {
                let events = 0..report.gist.events.len();
                let alone = events.map(|event| EventAt { report: report.number, event });
                Placed { number: report.number, story, happenings: alone.collect() }
            })
            .collect();
        self.happenings(&reports, &mut placed);
        for (report, placed) in reports.into_iter().zip(&placed) {
            let kept = Kept { gist: report.gist, placed: placed.clone() };
            self.reports.insert((date, report.id), kept);
        }
        placed
    }

    /// Lets go of the reports that are out of reach.
    fn forget_before(&mut self, date: Date) {
        let first = date.checked_sub(OPEN_DAYS.days()).unwrap_or(Date::MIN);
        let kept = self.reports.split_off(&(first, String::new()));
        for gone in std::mem::replace(&mut self.reports, kept).into_values() {
            self.background.remove(&gone.gist.lead);
        }
    }

    /// The story of each new report.
    fn stories(&self, new: &[Incoming]) -> Vec<Number> {
        let mut founders: Vec<Number> = Vec::new();
        let mut leads: Vec<Vec<&Bag>> = Vec::new();
        let mut known: HashMap<Number, usize, FixedState> = HashMap::default();
        for kept in self.reports.values() {
            let story = kept.placed.story;
            let at = *known.entry(story).or_insert_with(|| {
                founders.push(story);
                leads.push(Vec::new());
                leads.len() - 1
            });
            leads[at].push(&kept.gist.lead);
        }
        founders.extend(new.iter().map(|report| report.number));
        let bags = leads.into_iter().map(Bag::all).collect();
        let words = new.iter().map(|report| report.gist.lead.clone()).collect();
        let groups = reports::place(bags, words, &self.background);
        groups.into_iter().map(|group| founders[group]).collect()
    }

    /// Puts the events of new reports, whose stories are known, into happenings.
    fn happenings(&self, new: &[Incoming], placed: &mut [Placed]) {
        let mut founders: Vec<EventAt> = Vec::new();
        let mut open: Vec<Vec<Grouped>> = Vec::new();
        let mut known: HashMap<EventAt, usize, FixedState> = HashMap::default();
        for Kept { gist, placed } in self.reports.values() {
            for (event, &happening) in placed.happenings.iter().enumerate() {
                let at = *known.entry(happening).or_insert_with(|| {
                    founders.push(happening);
                    open.push(Vec::new());
                    open.len() - 1
                });
                if open[at].len() < STAND_FOR {
                    open[at].extend(grouped(gist, placed, event));
                }
            }
        }
        let events: Vec<Grouped> = new
            .iter()
            .zip(placed.iter())
            .flat_map(|(report, placed)| {
                let events = 0..report.gist.events.len();
                events.filter_map(|event| grouped(&report.gist, placed, event))
            })
            .collect();
        founders.extend(events.iter().map(|event| event.at));
        let groups = happenings::place(&open, &events, &self.english);
        let found: Vec<EventAt> = groups.into_iter().map(|group| founders[group]).collect();
        let mut found = found.into_iter();
        for placed in placed {
            placed
                .happenings
                .iter_mut()
                .zip(&mut found)
                .for_each(|(place, happening)| *place = happening);
        }
    }
}

fn grouped<'a>(gist: &'a Gist, placed: &Placed, event: usize) -> Option<Grouped<'a>> {
    let told = Told::new(gist, event)?;
    Some(Grouped { at: EventAt { report: placed.number, event }, told, story: placed.story })
}
