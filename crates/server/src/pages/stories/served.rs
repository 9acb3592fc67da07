//! The pages of stories, happenings and series on a small archive.

use std::ops::ControlFlow;

use axum::http::HeaderMap;
use sayso_archive::stories::Pace;
use sayso_record::{Record, Report, sample};

use crate::app::Room;
use crate::asked::Asked;
use crate::by_hand::ByHand;
use crate::fault::Fault;
use crate::form::Form;
use crate::page::Page;
use crate::pages::{figures, happening, series, stories, story};

/// An archive, served.
struct Served(ByHand);

/// What becomes of the reports.
enum Stories {
    Made,
    NotMade,
}

fn record(id: &str, source: &str, killed: f64) -> Record {
    let mut record = sample::full();
    let text = format!("{}\n\nRemarks numbered {id}.", record.report.text);
    record.report = Report::new(record.report.date, Some("Talks <b>in Zenda</b>".into()), text);
    record.report.id = id.to_owned();
    record.report.source = Some(source.to_owned());
    record.figures[0].value = Some(killed);
    record.figures[0].low = Some(killed);
    record
}

impl Served {
    fn with(records: &[Record], are: Stories) -> Self {
        Self(ByHand::after(records.iter().cloned(), |writer| {
            if let Stories::Made = are {
                let pace = Pace { threads: 1, commit_every: 100 };
                writer.group(pace, &mut |_, _| ControlFlow::Continue(())).unwrap();
            }
        }))
    }

    /// A page as it is found, as HTML, as JSON.
    fn page<P: Page + Send + 'static>(
        &self,
        find: impl FnOnce(&Room, &Asked) -> Result<P, Fault> + Send + 'static,
    ) -> Result<(P, String), Fault> {
        self.0.wait(self.0.app.look(move |room| {
            let asked = Asked::of(&"/".parse().unwrap(), &HeaderMap::new(), Form::Html);
            let page = find(&room, &asked)?;
            let html = page.body(&asked).into_string();
            // The JSON twin and the table are there, too.
            assert!(serde_json::to_value(&page).unwrap().get("made").is_some());
            assert!(page.table().is_some_and(|table| !table.csv().is_empty()));
            assert!(!html.contains("style=") && !html.contains("<b>in Zenda"), "{html}");
            Ok((page, html))
        }))
    }
}

#[test]
fn from_the_list_to_a_story_its_happenings_and_its_figures() {
    let records = [
        record("r1", "Paper A", 1200.0),
        record("r2", "Paper A", 1200.0),
        record("r3", "Paper B", 900.0),
    ];
    let served = Served::with(&records, Stories::Made);
    let (list, html) = served.page(|room, _| stories::stories(room, Default::default())).unwrap();
    assert_eq!(list.stories.iter().map(|line| line.reports).sum::<usize>(), 3);
    assert!(
        html.contains("Talks &lt;b&gt;in Zenda&lt;/b&gt;") && html.contains("independent source")
    );

    let id = list.stories[0].id.clone();
    let (story, html) = served
        .page(move |room, asked| story::story(room, asked, &id, &Default::default()))
        .unwrap();
    assert!(!story.happenings.is_empty() && !story.series.is_empty() && !story.speakers.is_empty());
    assert!(html.contains("/happening/") && html.contains("/series/") && html.contains("#reports"));

    let id = story.happenings[0].id.clone();
    let (told, html) =
        served.page(move |room, _| happening::happening(room, &id, &Default::default())).unwrap();
    assert!(told.told.happening.is_some() && html.contains("Sources side by side"));

    let (ledger, html) = served.page(|room, _| figures::figures(room, Default::default())).unwrap();
    assert!(
        !ledger.series.is_empty() && html.contains("in dispute") || html.contains("In dispute")
    );
    for line in &ledger.series {
        for rule in ["range", "majority", "latest"] {
            let id = line.id.clone();
            let question = serde_json::from_value(serde_json::json!({ "rule": rule })).unwrap();
            let (page, html) = served
                .page(move |room, asked| series::series(room, asked, &id, &question))
                .unwrap();
            assert_eq!(page.claims.len(), line.figures);
            assert!(page.claims.iter().all(|claim| !claim.sentence.is_empty()));
            assert!(html.contains("/datum/") && html.contains("Which figure would a rule take?"));
        }
    }
}

#[test]
fn what_is_not_there_is_told_with_the_next_step() {
    let absent = |served: &Served, next: &str| {
        let story =
            served.page(|room, asked| story::story(room, asked, "nothing", &Default::default()));
        let happening = served
            .page(|room, _| happening::happening(room, "r1/ASSAULT/1-2", &Default::default()));
        let series =
            served.page(|room, asked| series::series(room, asked, "x", &Default::default()));
        for fault in [story.err(), happening.err(), series.err()] {
            assert!(
                matches!(&fault, Some(Fault::Absent(said)) if said.contains(next)),
                "{fault:?}"
            );
        }
        let (_, html) = served.page(|room, _| stories::stories(room, Default::default())).unwrap();
        html
    };
    let empty = Served::with(&[], Stories::Made);
    assert!(absent(&empty, "lists those there are").contains("sayso ingest"));
    let never = Served::with(&[record("r1", "Paper A", 1.0)], Stories::NotMade);
    assert!(absent(&never, "sayso stories ARCHIVE").contains("makes them"));
}
