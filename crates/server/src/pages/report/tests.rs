//! A report's page: its text in runs, its data in cards.

use jiff::Timestamp;
use proptest::prelude::*;
use sayso_archive::Archive;
use sayso_archive::marks::{Marking, NewMark, Verdict};
use sayso_record::{Mention, MentionKind, Place, PlaceForm, Report, Span, Time, TimeType, sample};

use super::marked::Piece;
use super::runs::Run;
use super::*;
use crate::by_hand::stored;

fn archive(records: &[Record]) -> (tempfile::TempDir, Archive) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news.sayso");
    drop(stored(&path, records.iter().cloned()));
    let archive = Archive::open(&path).unwrap();
    (folder, archive)
}

fn asked() -> Asked {
    Asked::of(&"/report/x".parse().unwrap(), &Default::default(), crate::form::Form::Html)
}

fn sheet(record: &Record) -> Sheet<'_> {
    Sheet::of(record, Kept::Archived, Choice::default(), &[])
}

/// What a browser takes the text of some HTML to be.
fn text_content(html: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for letter in html.chars() {
        match letter {
            '<' => is_tag = true,
            '>' if is_tag => is_tag = false,
            _ if is_tag => {}
            _ => text.push(letter),
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn mention(start: usize, end: usize) -> Mention {
    Mention {
        start,
        end,
        actor: "a0".into(),
        kind: MentionKind::Name,
        loaded: start.is_multiple_of(3),
    }
}

/// The sample record over another text, with the spans given to all kinds of data in turn.
fn record_of(text: &str, spans: &[(usize, usize)]) -> Record {
    let mut record = sample::full();
    let report = Report::new(jiff::civil::date(1987, 5, 4), None, text.to_owned());
    record.report = report;
    record.mentions.clear();
    record.times.clear();
    record.places.clear();
    for said in &mut record.statements {
        (said.source, said.cue, said.content) = (vec![], vec![], vec![]);
    }
    record.events.iter_mut().for_each(|event| event.trigger.clear());
    record.figures.iter_mut().for_each(|figure| figure.span.clear());
    for (at, &(start, end)) in spans.iter().enumerate() {
        let span = Span::new(start, end);
        match at % 8 {
            0 => record.statements[at % 2].content.push(span),
            1 => record.statements[at % 2].source.push(span),
            2 => record.statements[at % 2].cue.push(span),
            3 => record.events[at % 3].trigger.push(span),
            4 => record.figures[at % 2].span.push(span),
            5 => record.times.push(Time {
                id: format!("t{at}"),
                start,
                end,
                kind: TimeType::Date,
                value: None,
                modifier: None,
            }),
            6 => record.places.push(Place {
                id: format!("p{at}"),
                start,
                end,
                name: "Zenda".into(),
                form: PlaceForm::Name,
                country: None,
                admin1: None,
                latitude: None,
                longitude: None,
                geonames_id: None,
                precision: None,
            }),
            _ => record.mentions.push(mention(start, end)),
        }
    }
    record
}

/// All runs of all parts.
fn all_runs(record: &Record) -> Vec<Run> {
    let parts = sheet(record).parts();
    let part = |part: usize| {
        let choice = Choice { part: Some(part + 1), ..Choice::default() };
        Sheet::of(record, Kept::Archived, choice, &[]).laid_out()
    };
    (0..parts).flat_map(part).flat_map(|(words, gap)| words.into_iter().chain(gap)).collect()
}

fn check(record: &Record) {
    let sheet = sheet(record);
    let runs = all_runs(record);
    let text: String = runs.iter().map(|run| sheet.slice(run.span)).collect();
    assert_eq!(text, record.report.text);
    let (marked, pieces) = marked::all(record, record.report.text.chars().count());
    for Piece { span, of, .. } in pieces {
        let under = runs.iter().filter(|run| run.span.overlaps(span));
        let covered: usize = under
            .filter(|run| run.of.contains(&of))
            .map(|run| run.span.end.min(span.end) - run.span.start.max(span.start))
            .sum();
        assert_eq!(covered, span.end - span.start, "{} at {span:?}", marked[of].id);
    }
    for run in &runs {
        assert!(run.span.start < run.span.end && run.lanes.len() <= runs::LANES);
    }
}

proptest! {
    #[test]
    fn runs_are_the_text_and_carry_all_data(
        text in "[a-c \n\u{301}אب🕊<&\"]{0,120}",
        spans in prop::collection::vec((0usize..130, 0usize..130), 0..60),
    ) {
        check(&record_of(&text, &spans));
    }
}

#[test]
fn what_stands_in_html_is_the_text() {
    let text = "\n<script>alert(1)</script> said & \"x\".\n\n\nשלום עולם e\u{301}\u{302} end \n\n";
    let record = record_of(text, &[(3, 12), (0, 40), (38, 60), (5, 9), (8, 30), (1, 2), (45, 47)]);
    let html = text::text(&sheet(&record)).into_string();
    assert_eq!(text_content(&html), text);
    assert!(!html.contains("<script"));
}

#[test]
fn a_mark_keeps_its_lane_through_a_paragraph() {
    let text = "one two three four five six";
    let spans = [(0, 27), (27, 27), (27, 27), (4, 13), (8, 18)];
    let runs = all_runs(&record_of(text, &spans));
    let lanes = |line| {
        let drawn = runs.iter().flat_map(|run| &run.lanes).filter(|(_, drawn)| *drawn == line);
        let mut lanes: Vec<usize> = drawn.map(|(lane, _)| *lane).collect();
        lanes.dedup();
        lanes
    };
    assert_eq!(lanes(marked::Line::Trigger), [0]);
    assert_eq!(lanes(marked::Line::Figure), [1]);
    assert_eq!(lanes(marked::Line::Content), [2]);
}

#[test]
fn a_blank_that_is_marked_alone_is_no_link() {
    let mut record = record_of("Old Zenda", &[]);
    record.mentions = vec![mention(0, 3), mention(0, 4), mention(0, 9)];
    let html = text::text(&sheet(&record)).into_string();
    assert!(html.contains("draggable=\"false\">Old</a>"), "{html}");
    assert!(html.contains("> </span>") && !html.contains("> </a>"), "{html}");
}

#[test]
fn a_long_report_has_parts_and_its_data_lead_to_theirs() {
    let text = "Ruritania met Freedonia in Strelsau, it said. ".repeat(120);
    let text = format!("{text}\n\n").repeat(180);
    let length = text.chars().count();
    let spans: Vec<(usize, usize)> = (0..10_000).map(|at| (at * 90, at * 90 + 9)).collect();
    let mut record = record_of(&text, &[(length - 300, length - 290)]);
    record.mentions = spans.iter().map(|&(start, end)| mention(start, end)).collect();
    let began = std::time::Instant::now();
    let choice =
        Choice { at: Some("m9999".into()), actors: Some("a0".into()), ..Choice::default() };
    let sheet = Sheet::of(&record, Kept::Archived, choice, &[]);
    let html = spread(&sheet, &Leads::default(), "/").into_string();
    assert!(sheet.parts() > 10 && sheet.part() > 10, "{} of {}", sheet.part(), sheet.parts());
    assert!(html.contains("id=\"m9999\""));
    // All mentions are in the list, those of other parts by way of their part.
    assert!(html.contains("at=m17#m17"));
    // Without optimisation; it is bounded, whatever the machine.
    println!("a part of a report of {length} characters: {:?}", began.elapsed());
    assert!(began.elapsed().as_secs() < 20);
    let all = all_runs(&record).iter().map(|run| run.begins.len()).sum::<usize>();
    assert!(all >= 10_001);
}

#[test]
fn a_report_shows_its_record_with_whose_say_so() {
    let record = sample::full();
    let (_folder, archive) = archive(std::slice::from_ref(&record));
    let receipt = find(&archive, &record.report.id, Ask::default()).unwrap();
    let html = receipt.body(&asked()).into_string();
    for shown in [
        "id=\"e1\"",
        "href=\"#t-e1\"",
        "id=\"t-e1\"",
        "at least 1,200 killed",
        "/datum/",
        "The report says",
        "name=\"verdict\" value=\"right\"",
    ] {
        assert!(html.contains(shown), "{shown}");
    }
    assert!(html.find("id=\"e0\"").unwrap() < html.find("id=\"e2\"").unwrap());
    let csv = receipt.table().unwrap();
    let ids: Vec<&str> = csv.rows.iter().filter_map(|row| row[1].as_str()).collect();
    assert!(["e0", "e1", "s0", "f1", "t0", "p0", "m0"].iter().all(|id| ids.contains(id)));
    assert_eq!(
        serde_json::to_value(&receipt).unwrap()["stable_ids"].as_object().unwrap().len(),
        10
    );
}

#[test]
fn an_older_version_leads_to_the_newer() {
    let old = sample::record();
    let mut new = old.clone();
    let date = jiff::civil::date(1987, 5, 5);
    new.report = Report::new(date, None, format!("{}!", old.report.text));
    new.report.id = old.report.id.clone();
    let (_folder, archive) = archive(&[old.clone(), new]);
    let newer = format!("{}@2", old.report.id);
    let receipt = find(&archive, &old.report.id, Ask::default()).unwrap();
    assert_eq!((receipt.standing, &receipt.replaced_by), ("superseded", &vec![newer.clone()]));
    assert!(receipt.body(&asked()).into_string().contains("A newer version"));
    let receipt = find(&archive, &newer, Ask::default()).unwrap();
    assert_eq!(receipt.replaces.as_ref(), Some(&old.report.id));
}

#[test]
fn a_voice_dims_what_is_not_its_own() {
    let record = sample::record();
    let (_folder, archive) = archive(std::slice::from_ref(&record));
    let ask = Ask { voice: Some("report".into()), ..Ask::default() };
    let html = find(&archive, &record.report.id, ask).unwrap().body(&asked()).into_string();
    assert!(html.contains("id=\"e1\" class=\"card datum is-event claimed dimmed\""));
    assert!(html.contains("id=\"e0\" class=\"card datum is-event reported\""));
    let odd = Ask { voice: Some("x".into()), ..Ask::default() };
    assert!(matches!(find(&archive, &record.report.id, odd), Err(Fault::Unclear(_))));
}

#[test]
fn marks_stand_at_their_datum() {
    let record = sample::record();
    let (folder, archive) = archive(std::slice::from_ref(&record));
    let stable = sheet(&record).stable("e1").unwrap().to_owned();
    let mut marking = Marking::open(&folder.path().join("news.sayso")).unwrap();
    let mark = NewMark {
        datum: stable.clone(),
        verdict: Verdict::Wrong,
        correction: None,
        note: Some("<b>no</b>".into()),
        reader: "Ann".into(),
        at: Timestamp::UNIX_EPOCH,
    };
    marking.mark(mark).unwrap();
    let ask = Ask { correct: Some("e0".into()), ..Ask::default() };
    let receipt = find(&archive, &record.report.id, ask).unwrap();
    assert_eq!(receipt.marks.len(), 1);
    let html = receipt.body(&asked()).into_string();
    assert!(html.contains("&lt;b&gt;no") && html.contains("name=\"correction_status\""));
    assert_eq!(super::datum::find(&archive, &stable).unwrap().id.as_deref(), Some("e1"));
    let gone = format!("{}/ASSAULT/0-3", record.report.id);
    assert!(super::datum::find(&archive, &gone).unwrap().is_gone);
    assert!(super::datum::find(&archive, "none/ASSAULT/0-3").is_err());
}
