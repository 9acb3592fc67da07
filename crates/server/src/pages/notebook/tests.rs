//! What a notebook shows of a record and of a table.

use std::collections::HashSet;

use sayso_record::{Report, Span, sample};
use serde_json::json;

use super::*;

/// The fragment without its style.
fn shown(record: &Record) -> String {
    let html = super::record(record);
    let (before, rest) = html.split_once("<style>").unwrap();
    let (style, behind) = rest.split_once("</style>").unwrap();
    let all: HashSet<&str> = RECORD.lines().collect();
    assert!(style.len() < 12_000 && style.lines().all(|line| all.contains(line)), "{style}");
    format!("{before}{behind}")
}

fn values<'h>(html: &'h str, name: &str) -> Vec<&'h str> {
    let start = format!(" {name}=\"");
    html.split(start.as_str()).skip(1).filter_map(|part| part.split('"').next()).collect()
}

/// The sample record over another text, with nothing found in it.
fn bare(text: &str) -> Record {
    let mut record = sample::record();
    record.report = Report::new(jiff::civil::date(1987, 5, 4), None, text.to_owned());
    record.statements.clear();
    record.events.clear();
    record.figures.clear();
    record
}

#[test]
fn a_small_record() {
    let lines = shown(&sample::full()).replace("><", ">\n<");
    insta::assert_snapshot!(lines);
}

#[test]
fn nothing_leads_out_of_it_and_every_way_in_it_arrives() {
    let html = shown(&sample::full());
    let ids: HashSet<&str> = values(&html, "id").into_iter().collect();
    let ways = values(&html, "href");
    assert!(ways.len() > 10);
    for way in ways {
        assert!(way.strip_prefix('#').is_some_and(|id| ids.contains(id)), "{way}");
    }
    for word in ["<script", "<form", "<button", "<h1", "<h2", "<h3", "data-of", "/report/", "?"] {
        assert!(
            !html.contains(&format!("\"{word}")) && !html.contains(&format!("<{word}")),
            "{word}"
        );
    }
}

#[test]
fn two_records_have_no_id_in_common() {
    let one = sample::full();
    let mut other = one.clone();
    other.report.id = "https://a.example/\"><b>?x=1&y=2#é".into();
    let (one, other) = (shown(&one), shown(&other));
    let ids = |html| values(html, "id").into_iter().map(str::to_owned).collect::<Vec<_>>();
    let all: Vec<String> = ids(&one).into_iter().chain(ids(&other)).collect();
    let different: HashSet<&String> = all.iter().collect();
    assert!(all.len() > 40);
    assert_eq!(all.len(), different.len());
    assert!(all.iter().all(|id| id.starts_with("sayso-")));
    assert!(!other.contains("<b>?"));
}

#[test]
fn hostile_words_stay_words() {
    let evil = "</style><script>alert(1)</script><img src=x onerror=\"alert(2)\">'&";
    let mut record = sample::full();
    record.report.text = format!("{evil} {}", record.report.text);
    record.report.title = Some(evil.into());
    record.report.source = Some(evil.into());
    record.report.id = evil.into();
    for actor in &mut record.actors {
        actor.name = evil.into();
    }
    for (place, event) in record.places.iter_mut().zip(&mut record.events) {
        (place.name, event.rule, event.plover) = (evil.into(), evil.into(), evil.into());
    }
    record.statements[0].rule = evil.into();
    record.figures[0].measure = evil.into();
    record.figures[0].of = Some(evil.into());
    let html = super::record(&record);
    for tag in ["<script", "<img", "onerror=\"alert"] {
        assert!(!html.contains(tag), "{tag}");
    }
    assert_eq!(html.matches("</style").count(), 1);
    let html = table(evil, &[evil.into()], &[vec![json!(evil)], vec![json!({ evil: [evil] })]], 2);
    assert!(!html.contains("<script") && !html.contains("<img"));
}

#[test]
fn of_a_long_report_the_first_paragraphs_are_shown() {
    let mut record = bare(&"Zenda fell.\n\n".repeat(30_000));
    let event = sample::record().events.remove(0);
    record.events = (0..30_000)
        .map(|at| {
            let mut event = event.clone();
            event.id = format!("e{at}");
            event.trigger = vec![Span::new(at * 13 + 6, at * 13 + 10)];
            event
        })
        .collect();
    let html = shown(&record);
    assert!(html.contains("these are 40 of its 30000 paragraphs"), "{}", html.len());
    assert_eq!(html.matches("l0-event").count(), 41);
    assert!(html.contains("-e39\"") && !html.contains("-e40\""));
    assert!(html.len() < 60_000, "{}", html.len());
}

#[test]
fn a_paragraph_of_a_thousand_marks_is_bounded() {
    let mut record = bare(&"Zenda fell ".repeat(200));
    let event = sample::record().events.remove(0);
    record.events = (0..1_000)
        .map(|at| {
            let mut event = event.clone();
            event.id = format!("e{at}");
            event.trigger = vec![Span::new(at % 2_000, at % 2_000 + 1 + at % 90)];
            event
        })
        .collect();
    let html = shown(&record);
    assert!(html.contains("And 900 more, in the record."));
    assert!(html.contains("l7-more") && html.len() < 400_000, "{}", html.len());
}

#[test]
fn other_directions_are_kept() {
    let html = shown(&bare("زيندا سقطت.\n\nStrelsau held."));
    assert_eq!(html.matches("<p class=\"lanes lanes-0\" dir=\"auto\">").count(), 2);
}

#[test]
fn the_style_is_whole_and_its_own() {
    let bare = super::record(&bare("Zenda fell."));
    for style in [&*RECORD, &*TABLE, bare.split("</style>").next().unwrap()] {
        let style = style.rsplit("<style>").next().unwrap();
        assert_eq!(style.matches('{').count(), style.matches('}').count());
        assert!(!style.contains("/*") && !style.contains('<') && !style.contains("url("));
        let mut depth = 0_usize;
        for line in style.lines() {
            let opens = line.contains('{') && depth == 0;
            assert!(!opens || line.contains(SELF), "{line}");
            depth = depth + line.matches('{').count() - line.matches('}').count();
        }
    }
}

#[test]
fn the_style_is_for_what_is_shown() {
    let bare = super::record(&bare("Zenda fell."));
    assert!(RECORD.contains("\n.l3-cue{") && !bare.contains("\n.l3-cue{"));
    assert!(bare.contains("\n.l0-cue{") && bare.contains("\n.lanes-0{"));
    assert_eq!(class_of(".quad.q1{a:b}"), Some("quad"));
    for line in [".a,.b{c:d}", ".a{b:c}}", ".a{", "a.b{c:d}", "}"] {
        assert_eq!(class_of(line), None, "{line}");
    }
}

#[test]
fn a_table_shows_its_first_rows() {
    let rows: Vec<_> =
        (0..30).map(|at| vec![json!("x".repeat(500)), json!(at), json!(null)]).collect();
    let html = table("events", &["id".into(), "quad".into(), "mode".into()], &rows, 512);
    assert_eq!(html.matches("<tr>").count(), 21);
    assert!(html.contains("512 rows, of which these are the first 20"));
    assert!(html.contains("<td class=\"number\">19</td><td></td>"));
    assert!(html.contains("<th class=\"number\" scope=\"col\">quad</th><th scope=\"col\">mode"));
    assert!(!html.contains(&"x".repeat(201)));
}
