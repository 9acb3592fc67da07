//! Pages of an archive whose stories a stand-in has made, see the tests of [`crate::stories`].

use std::collections::BTreeSet;

use super::*;
use crate::Archive;
use crate::stories::tests::{Place, corpus};

const FEW: Shown = Shown { reports: 5, series: 1, figures: 3, others: 4 };

/// What is told of the story of this report, and the same in few words.
fn told(id: &str) -> (Told, Told) {
    let place = Place::new();
    let archive = Archive::open(&place.at_once("news.sayso", &corpus())).unwrap();
    let asked = find(&archive, &[id.to_owned()]).unwrap();
    (gather(&archive, &asked, Shown::ALL).unwrap(), gather(&archive, &asked, FEW).unwrap())
}

#[test]
fn everything_is_told_where_nothing_is_left_out() {
    let (all, _) = told("a00");
    let happening = all.happening.as_ref().unwrap();
    assert_eq!((all.reports.len(), happening.stands_on.reports), (40, 40));
    assert_eq!((all.other_happenings.len(), all.story.happenings), (80, 81));
    assert!(all.left_out.is_nothing() && all.series.iter().all(|series| series.left_out == 0));
    let json = serde_json::to_string(&all).unwrap();
    assert!(!json.contains("left_out"), "{json}");
}

#[test]
fn what_is_left_out_is_counted() {
    let (all, few) = told("a00");
    let of_happening = |told: &Told| {
        let happening = told.happening.as_ref().unwrap();
        let lines = happening.line_of_time.iter();
        let copies = lines.clone().map(|line| line.copies.len()).sum::<usize>();
        (happening.stands_on.reports, lines.len() + copies)
    };
    assert_eq!(of_happening(&few), (40, 5), "all are counted, and five told of");
    let series = &all.series[0];
    let LeftOut { tellers, series: left_series, other_happenings, reports } = few.left_out;
    assert_eq!((tellers, other_happenings, reports), (35, 76, 35));
    assert_eq!(left_series, all.series.len() - 1);
    assert_eq!(few.series[0].left_out, series.figures.len() - 3);
    let newest = |told: &Told| told.series[0].figures.last().unwrap().date;
    assert_eq!((newest(&few), few.series[0].id.as_str()), (newest(&all), series.id.as_str()));
    let ids = |others: &[Other]| others.iter().map(|other| other.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&few.other_happenings), ids(&all.other_happenings[..4]));
    assert!(serde_json::to_string(&few).unwrap().contains("\"left_out\":{\"tellers\":35"));
}

#[test]
fn what_is_not_there_is_said() {
    let place = Place::new();
    let archive = Archive::open(&place.at_once("news.sayso", &corpus())).unwrap();
    for (asked, want) in [
        ("nowhere", "nowhere: nothing has this id, and no report has these words;"),
        (" ", "nothing to look for: give the id"),
        ("a00/ASSAULT/9-9", "a00/ASSAULT/9-9: report a00 has no such datum;"),
    ] {
        let said = find(&archive, &[asked.to_owned()]).unwrap_err().to_string();
        assert!(said.starts_with(want), "{said}");
    }
}

#[test]
fn the_ids_of_data_lead_to_their_happening() {
    let place = Place::new();
    let archive = Archive::open(&place.at_once("news.sayso", &corpus())).unwrap();
    let story = archive.story_of("b12").unwrap().unwrap();
    let ids: BTreeSet<&str> = story.happenings.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids.len(), story.happenings.len());
    for (at, happening) in story.happenings.iter().enumerate() {
        let asked = find(&archive, std::slice::from_ref(&happening.id)).unwrap();
        assert_eq!((asked.story.id.as_str(), asked.happening), ("b00", Some(at)));
    }
}
