//! Groups records without an archive: JSON lines of records in, a line a story out, as
//! `sayso export --as stories` writes it.
//!
//!     cargo run --release -p sayso-stories --example group RECORDS > STORIES

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};

use sayso_record::Record;
use sayso_stories::gist::Gist;
use sayso_stories::timeline::{EventAt, Incoming, Timeline};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: group RECORDS")?;
    let mut records = Vec::new();
    for line in BufReader::new(File::open(path)?).lines() {
        records.push(serde_json::from_str::<Record>(&line?)?);
    }
    let mut days = BTreeMap::new();
    let begin = std::time::Instant::now();
    for (number, record) in (0..).zip(&records) {
        let incoming = Incoming { number, id: record.report.id.clone(), gist: Gist::of(record) };
        days.entry(record.report.date).or_insert_with(Vec::new).push(incoming);
    }
    eprintln!("gists {:?}", begin.elapsed());
    let mut timeline = Timeline::default();
    let mut stories: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    let mut happenings: BTreeMap<EventAt, Vec<EventAt>> = BTreeMap::new();
    for (date, reports) in days {
        for placed in timeline.day(date, reports) {
            stories.entry(placed.story).or_default().push(placed.number);
            for (event, happening) in placed.happenings.into_iter().enumerate() {
                let at = EventAt { report: placed.number, event };
                happenings.entry(happening).or_default().push(at);
            }
        }
    }
    eprintln!("all {:?}", begin.elapsed());
    let id = |number: i64| &records[number as usize].report.id;
    let mut told: BTreeMap<i64, Vec<serde_json::Value>> = BTreeMap::new();
    for (founder, events) in happenings {
        let spans: Vec<_> = events
            .iter()
            .flat_map(|at| {
                let trigger = &records[at.report as usize].events[at.event].trigger;
                trigger.iter().map(|span| {
                    serde_json::json!({"report": id(at.report), "start": span.start, "end": span.end})
                })
            })
            .collect();
        let name = format!("{}/e{}", id(founder.report), founder.event);
        told.entry(founder.report)
            .or_default()
            .push(serde_json::json!({"id": name, "spans": spans}));
    }
    for (story, reports) in stories {
        let happenings: Vec<_> =
            reports.iter().filter_map(|report| told.get(report)).flatten().collect();
        let reports: Vec<_> = reports.iter().map(|&report| id(report)).collect();
        println!(
            "{}",
            serde_json::json!({"id": id(story), "reports": reports, "happenings": happenings})
        );
    }
    Ok(())
}
