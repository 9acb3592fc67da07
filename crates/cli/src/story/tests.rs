//! Pages of happenings made by hand.

use std::collections::BTreeMap;

use sayso_archive::stories::RuledDay;
use sayso_archive::stories::page::{
    Copy, Happening, Head, LeftOut, Other, Row, Series, Told, line_of_time,
};
use sayso_record::{Record, Report, sample};
use sayso_stories::corroboration::{Telling, corroborate};

use super::page::page;
use crate::render::{Look, wrap};

/// The sample told by so many reports of thirty publishers; the second is a copy of the first.
fn reports(count: usize) -> Vec<Record> {
    let report = |at: usize| {
        let mut record = sample::loaded();
        let Report { text, title, .. } = record.report;
        let date = jiff::civil::date(1987, 5, 4 + (at / 20) as i8);
        record.report = Report::new(date, title, text);
        record.report.id = format!("r{at:03}");
        record.report.source = Some(format!("Paper {}", at % 30));
        record
    };
    (0..count).map(report).collect()
}

fn told(count: usize) -> Told {
    let records = reports(count);
    let original = |at: usize| (at == 1).then_some("r000");
    let tellings = records.iter().enumerate().flat_map(|(at, record)| {
        [1, 2].map(|event| Telling { record, event, original: original(at) })
    });
    let tellings: Vec<Telling> = tellings.collect();
    let stands_on = corroborate(&tellings);
    let (first, last) = (records[0].report.date, records[count - 1].report.date);
    let copy = Copy { date: first, source: Some("Paper 1".into()), report: "r001".into() };
    let copies = BTreeMap::from([("r000".to_owned(), vec![copy])]);
    let by_id = records.iter().map(|r| (r.report.id.clone(), r.clone())).collect();
    let line_of_time = line_of_time(&stands_on.tellings, &by_id, &copies);
    let receipt = line_of_time[0].tells[0].receipt.clone();
    let row = |by: &sayso_stories::corroboration::Holder| Row {
        date: first,
        by: by.clone(),
        number: "at least 1,200".into(),
        stance: "contradicts".into(),
        is_copy: false,
        receipt: receipt.clone(),
    };
    let day = |rule: &str| RuledDay {
        date: first.to_string(),
        rule: rule.into(),
        source: String::new(),
        low: 1100.0,
        high: 1200.0,
        best: 1200.0,
    };
    Told {
        reports: vec![],
        left_out: LeftOut::default(),
        series: vec![Series {
            id: "r000/killed/1-2".into(),
            about: "killed · Zenda".into(),
            figures: line_of_time.iter().map(|line| row(&line.tells[0].by)).collect(),
            left_out: 0,
            days: ["majority", "range", "latest"].map(day).into(),
        }],
        other_happenings: (0..count)
            .map(|at| Other {
                id: format!("r{at:03}/CONSULT/31-34"),
                what: "CONSULT".into(),
                parties: "Rassendyll → Freedonia".into(),
                told_as: vec![],
                first,
                reports: 1,
                receipt: receipt.clone(),
            })
            .collect(),
        story: Head {
            id: "r000".into(),
            title: "Presidents meet".into(),
            reports: count,
            happenings: 1 + count,
            first,
            last,
        },
        happening: Some(Happening {
            id: "r000/ASSAULT/196-203".into(),
            first,
            last,
            stands_on,
            line_of_time,
        }),
    }
}

#[test]
fn a_page_without_colour() {
    insta::assert_snapshot!(page(&told(3), Look { colour: false, width: 72 }));
}

#[test]
fn two_hundred_reports_stay_a_page() {
    let told = told(200);
    let page = page(&told, Look { colour: false, width: 80 });
    assert!(page.lines().count() < 150, "{} lines", page.lines().count());
    assert!(page.contains("… and 187 more reports between"), "{page}");
    assert!(page.contains("told in 200 reports · 30 independent sources"), "{page}");
    assert!(page.contains("… and 190 more happenings"), "{page}");
    let all = serde_json::to_string(&told).unwrap();
    assert!(all.contains("\"r150\"") && !page.contains("r150"));
}

#[test]
fn lines_keep_to_the_terminal() {
    for width in [40, 72, 100] {
        for line in page(&told(3), Look { colour: false, width }).lines() {
            assert!(wrap::width(line) <= width, "{width}: {line}");
        }
    }
}

#[test]
fn colour_changes_no_word() {
    let plain = page(&told(3), Look { colour: false, width: 72 });
    let coloured = page(&told(3), Look { colour: true, width: 72 });
    assert_eq!(plain, anstream::adapter::strip_str(&coloured).to_string());
    assert_ne!(plain, coloured);
}

#[test]
fn a_story_without_events_has_a_page() {
    let told = Told { happening: None, ..told(1) };
    let page = page(&told, Look { colour: false, width: 72 });
    assert!(page.contains("no report of this story tells of an event"), "{page}");
    assert!(page.contains("FIGURES OF THE STORY") && !page.contains("LINE OF TIME"), "{page}");
}
