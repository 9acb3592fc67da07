//! Gists taken apart, so that stories and happenings can be made on many machines.
//!
//! Which story a report is in rests on the words of leads; which happening an event is in, on the
//! stories and on events of the same type and act: those of another are never weighed against it
//! (`happenings::candidates`). So the events of a type and act are a block that is placed without the
//! others by [`Timeline::day_in_stories`](crate::timeline::Timeline::day_in_stories), and what comes of all
//! blocks together is what [`Timeline::day`](crate::timeline::Timeline::day) gives.

use std::collections::BTreeMap;

use crate::gist::{Act, EventGist, Gist};

/// What of a report is enough to place its events of one type and act.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// PLOVER's type, and what an act of violence is told as: `ASSAULT`, `ASSAULT killing`.
    pub name: String,
    /// The report's gist with these events alone.
    pub gist: Gist,
    /// The place of each among the record's events.
    pub events: Vec<usize>,
}

impl Gist {
    /// The gist without its events: enough to find the report's story.
    pub fn without_events(&self) -> Self {
        let (date, lead) = (self.date, self.lead.clone());
        Self { date, lead, actors: Vec::new(), places: Vec::new(), events: Vec::new() }
    }

    /// The gist in blocks, in the order of their names.
    pub fn blocks(&self) -> Vec<Block> {
        let mut blocks: BTreeMap<String, Block> = BTreeMap::new();
        for (at, event) in self.events.iter().enumerate() {
            let name = name(event);
            let block = blocks.entry(name.clone()).or_insert_with(|| Block {
                name,
                gist: Self { events: Vec::new(), ..self.clone() },
                events: Vec::new(),
            });
            block.gist.events.push(event.clone());
            block.events.push(at);
        }
        blocks.into_values().collect()
    }
}

fn name(event: &EventGist) -> String {
    let act = match event.act {
        Act::Killing => " killing",
        Act::Wounding => " wounding",
        Act::Shooting => " shooting",
        Act::Other => "",
    };
    format!("{}{act}", event.plover)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use sayso_record::{Record, sample};

    use super::*;
    use crate::timeline::{Incoming, Placed, Timeline};

    /// The sample's report told again on other days and in other words, with its events of other types.
    fn told(number: i64) -> Record {
        let mut record = sample::full();
        record.report.id = format!("r{number}");
        record.report.date = date(2024, 2, 1 + i8::try_from(number / 3).unwrap_or(0));
        for (at, event) in record.events.clone().into_iter().enumerate() {
            let plover = if (at as i64 + number) % 2 == 0 { "ASSAULT" } else { "PROTEST" };
            record.events.push(sayso_record::Event { plover: plover.into(), ..event });
        }
        record
    }

    fn days(gists: &[Gist]) -> BTreeMap<Date, Vec<Incoming>> {
        let mut days: BTreeMap<Date, Vec<Incoming>> = BTreeMap::new();
        for (number, gist) in (0..).zip(gists) {
            let incoming = Incoming { number, id: format!("r{number}"), gist: gist.clone() };
            days.entry(gist.date).or_default().push(incoming);
        }
        days
    }

    #[test]
    fn blocks_apart_give_the_happenings_of_the_whole() {
        let gists: Vec<Gist> = (0..9).map(|number| Gist::of(&told(number))).collect();
        let mut timeline = Timeline::default();
        let whole: Vec<Placed> =
            days(&gists).into_iter().flat_map(|(date, day)| timeline.day(date, day)).collect();

        let leads: Vec<Gist> = gists.iter().map(Gist::without_events).collect();
        let mut timeline = Timeline::default();
        let stories = days(&leads).into_iter().flat_map(|(date, day)| timeline.day(date, day));
        let stories: BTreeMap<i64, i64> = stories.map(|p| (p.number, p.story)).collect();

        let mut apart: Vec<Placed> = whole.clone();
        apart.iter_mut().for_each(|placed| {
            placed.story = stories[&placed.number];
            placed.happenings.iter_mut().for_each(|happening| happening.report = -1);
        });
        let names: std::collections::BTreeSet<String> =
            gists.iter().flat_map(Gist::blocks).map(|block| block.name).collect();
        assert!(names.len() > 1, "{names:?}");
        for name in names {
            let of = |gist: &Gist| gist.blocks().into_iter().find(|block| block.name == name);
            let mut timeline = Timeline::default();
            for (date, day) in days(&gists) {
                let day = day.into_iter().filter_map(|incoming| {
                    let gist = of(&incoming.gist)?.gist;
                    let story = stories[&incoming.number];
                    Some((Incoming { gist, ..incoming }, story))
                });
                for placed in timeline.day_in_stories(date, day.collect()) {
                    let at = |report: i64| of(&gists[report as usize]).map(|block| block.events);
                    let events = at(placed.number).unwrap_or_default();
                    for (event, mut founder) in events.into_iter().zip(placed.happenings) {
                        founder.event = at(founder.report).unwrap_or_default()[founder.event];
                        apart[placed.number as usize].happenings[event] = founder;
                    }
                }
            }
        }
        assert_eq!(apart, whole);
        let founded =
            |placed: &&Placed| placed.happenings.iter().any(|h| h.report != placed.number);
        assert!(whole.iter().filter(founded).count() > 0, "no happening is told of twice");
    }
}
