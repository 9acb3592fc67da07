//! What the search finds, counts and pages through.

use sayso_record::{Record, sample};

use super::*;
use crate::by_hand::ByHand;
use crate::link;

/// The sample on a day of May, as another report.
fn record(id: &str, day: i8) -> Record {
    let mut record = sample::full();
    record.report.id = id.to_owned();
    record.report.date = jiff::civil::date(1987, 5, day);
    record
}

impl ByHand {
    /// What is found, and how it looks.
    fn found(&self, query: &str) -> Result<(Search, String), Fault> {
        self.find(query, Form::Html)
    }

    fn find(&self, query: &str, form: Form) -> Result<(Search, String), Fault> {
        let asked = Query::read(query)?;
        let uri = format!("/search?{query}").parse().unwrap();
        let request = Asked::of(&uri, &axum::http::HeaderMap::new(), form);
        self.wait(self.app.look(move |room| {
            let page = found(&room, &request, asked, Place::Search)?;
            let html = page.body(&request).into_string();
            Ok((page, html))
        }))
    }
}

fn many(count: i8) -> ByHand {
    ByHand::with((1..=count).map(|day| record(&format!("r{day:02}"), day)))
}

#[test]
fn events_are_shown_in_their_sentences_with_what_they_are_counted_by() {
    let served = many(2);
    let (page, html) = served.found("actor=FRDMIL").unwrap();
    let Totals { data, reports, sources, .. } = page.totals;
    assert_eq!((page.shown, data, reports, sources), ("events", 2, 2, 1));
    assert_eq!(page.rows[0].report.id, "r02");
    assert!(html.contains("admitted that it <mark>shelled</mark>"), "{html}");
    assert!(html.contains(&link::in_report("r02", "e1")), "{html}");
    assert!(html.contains("According to"), "{html}");
    let types = page.facets.iter().find(|facet| facet.filter == "type").unwrap();
    assert_eq!((types.values[0].label.as_str(), types.values[0].data), ("Assault", 2));
    assert!(html.contains("/search?actor=FRDMIL&amp;type=ASSAULT&amp;as=events"), "{html}");
    // Nobody else shelled anything.
    assert_eq!(served.found("actor=ITA&type=assault").unwrap().0.totals.data, 0);
}

#[test]
fn pages_follow_each_other_without_a_gap() {
    let served = many(20);
    let (first, _) = served.found("as=events").unwrap();
    assert_eq!(first.totals.data, 60);
    let (mut seen, mut next) = (Vec::new(), Some(String::new()));
    while let Some(cursor) = next {
        let (page, _) =
            served.found(&format!("as=events&cursor={}", link::value(&cursor))).unwrap();
        seen.extend(page.rows.iter().map(|row| row.id.clone()));
        next = page.next;
    }
    assert_eq!(seen.len(), 60);
    let different: std::collections::HashSet<&String> = seen.iter().collect();
    assert_eq!(different.len(), 60);
    // A report that came in between, or went, moves nothing.
    let (page, _) = served.found("as=events&cursor=1987-05-19~9~r19a").unwrap();
    assert_eq!(page.rows[0].report.id, "r19");
    // A table has them all.
    let (page, _) = served.find("as=events", Form::Csv).unwrap();
    let table = page.table().unwrap();
    assert_eq!((table.rows.len(), table.columns[0]), (60, "id"));
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
}

#[test]
fn each_kind_has_its_rows_and_its_table() {
    let served = many(1);
    for (query, count, words) in [
        ("as=statements&speaker=RURGOV", 1, "class=\"cue\""),
        ("as=statements&recipient=FRDMIL", 1, "about"),
        ("measure=killed", 2, "at least 1,200"),
        ("q=shelled", 1, "<mark>shelled</mark>"),
        ("q=shelled&sort=best", 1, "headline first"),
    ] {
        let (page, html) = served.found(query).unwrap();
        assert_eq!(page.totals.data, count, "{query}");
        assert!(html.contains(words), "{query}: {html}");
        let table = served.find(query, Form::Csv).unwrap().0.table().unwrap();
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{query}");
    }
}

#[test]
fn a_datum_of_a_long_report_is_in_its_part() {
    let mut long = record("r1", 4);
    let begin = long.report.text.chars().count();
    let text = long.report.text.clone() + &"\n\nNo more.".repeat(250) + " Zenda was shelled.";
    long.report = sayso_record::Report {
        id: "r1".to_owned(),
        ..sayso_record::Report::new(long.report.date, None, text)
    };
    let last = long.report.text.chars().count() - 8;
    assert!(last > begin);
    long.events[2].trigger = vec![sayso_record::Span::new(last, last + 7)];
    let served = ByHand::with(vec![long]);
    let (page, html) = served.found("as=events").unwrap();
    let addresses: Vec<&str> = page.rows.iter().map(|row| row.address.as_str()).collect();
    assert_eq!(addresses, ["/report/r1#e0", "/report/r1#e1", "/report/r1?part=2#e2"]);
    assert!(html.contains("/report/r1?part=2#e2"), "{html}");
}

#[test]
fn what_is_not_among_the_best_follows() {
    let old = |number: usize| {
        let mut old = record(&format!("old{number}"), 1);
        old.report.source = Some("Zenda Times".to_owned());
        old
    };
    let new = (0..BEST).map(|number| record(&format!("new{number:03}"), 2));
    let served = ByHand::with((0..2).map(old).chain(new));
    let (page, _) = served.found("q=shelled&source=Zenda+Times&sort=best").unwrap();
    assert_eq!((page.order, page.totals.reports, page.rows.len()), ("best", 2, 2));
    let (page, _) = served.find("q=shelled&sort=best", Form::Csv).unwrap();
    assert_eq!((page.rows.len(), page.note.is_some()), (BEST + 2, true));
    let ids: std::collections::HashSet<&String> = page.rows.iter().map(|row| &row.id).collect();
    assert_eq!(ids.len(), BEST + 2);
}

#[test]
fn texts_and_questions_are_inert() {
    let mut hostile = record("<script>alert(1)</script>", 4);
    let script = "<script>alert(2)</script>";
    hostile.report.title = Some(script.to_owned());
    hostile.report.source = Some(script.to_owned());
    hostile.actors.iter_mut().for_each(|actor| actor.name = script.to_owned());
    let served = ByHand::with(vec![hostile]);
    for query in
        ["as=events", "as=statements", "as=figures", "as=reports", "actor=%22%3E%3Cscript%3E"]
    {
        let (_, html) = served.found(query).unwrap();
        assert!(!html.contains("<script"), "{query}: {html}");
    }
}

#[test]
fn nothing_found_says_what_to_do() {
    let served = ByHand::with(vec![]);
    let (page, html) = served.found("").unwrap();
    assert!(page.rows.is_empty() && html.contains("sayso ingest"), "{html}");
    let served = many(1);
    assert!(served.found("").unwrap().1.contains("How to ask"));
    assert!(served.found("actor=Nobody").unwrap().1.contains("Take a filter away"));
    assert!(matches!(served.found("q=the"), Err(Fault::Unclear(_))));
    assert!(matches!(served.found("cursor=x"), Err(Fault::Unclear(_))));
}
