//! How a series and its rules are drawn.

use sayso_archive::stories::RuledDay;
use sayso_archive::stories::lists::Claim;

use super::*;

fn claim(position: usize, date: &str, source: &str, value: f64) -> Claim {
    Claim {
        position,
        id: format!("r{position}/killed/1-2"),
        date: date.to_owned(),
        report: format!("r{position}"),
        source: Some(source.to_owned()),
        is_reporter: true,
        value: Some(value),
        low: Some(value),
        high: None,
        bound: "at_least".to_owned(),
        stance: "first".to_owned(),
        other: None,
        is_copy: false,
        number: 1,
        figure: 0,
    }
}

fn day(date: &str, rule: &str, source: &str, best: f64) -> RuledDay {
    let (date, rule, source) = (date.to_owned(), rule.to_owned(), source.to_owned());
    RuledDay { date, rule, source, low: best, high: best, best }
}

#[test]
fn each_figure_is_a_mark_that_leads_to_its_sentence() {
    let mut second = claim(1, "1987-05-06", "Zenda <Post>", 30.0);
    (second.stance, second.other) = ("contradicts".to_owned(), Some(0));
    let mut third = claim(2, "1987-05-06", "Zenda <Post>", 30.0);
    third.is_copy = true;
    let claims = [claim(0, "1987-05-04", "Strelsau Courier", 40.0), second, third];
    let takes = [day("1987-05-04", "range", "", 40.0), day("1987-05-06", "range", "", 40.0)];
    let chart = chart::chart("killed", &claims, &takes).into_string();
    assert_eq!(chart.matches("href=\"/datum/").count(), 3);
    assert_eq!(chart.matches("<line class=\"dispute\"").count(), 1);
    assert_eq!(chart.matches("<line class=\"revision\"").count(), 0);
    assert!(chart.contains("href=\"/datum/r1%2Fkilled%2F1-2\""));
    assert!(
        chart.contains("Zenda &lt;Post&gt;")
            && !chart.contains("<Post>")
            && !chart.contains("style=")
    );
    assert!(!chart.contains("NaN") && !chart.contains("inf"));
}

#[test]
fn one_day_and_no_numbers_are_drawn_too() {
    let mut vague = claim(0, "1987-05-04", "Strelsau Courier", 40.0);
    (vague.value, vague.low, vague.high) = (None, None, Some(f64::INFINITY));
    let chart = chart::chart("killed", &[vague], &[]).into_string();
    assert!(!chart.contains("NaN") && !chart.contains("inf"), "{chart}");
    assert!(!chart::chart("killed", &[], &[]).into_string().contains("<svg class=\"ranges"));
}

#[test]
fn sources_to_follow_are_those_that_speak_most() {
    let days = [
        day("1987-05-04", "range", "", 1.0),
        day("1987-05-04", "latest", "Rassendyll", 1.0),
        day("1987-05-05", "latest", "Black Michael", 1.0),
        day("1987-05-05", "latest", "Rassendyll", 1.0),
        day("1987-05-05", "latest", "", 1.0),
    ];
    assert_eq!(speaking(&days), ["Rassendyll", "Black Michael"]);
}
