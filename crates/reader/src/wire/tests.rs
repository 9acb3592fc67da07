//! The marks of news agencies, on reports as they send them.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn titled(title: &str) -> Wire {
    let text = "Talks between Ruritania and Freedonia resumed on Monday.".to_owned();
    wire(&Report::new(date(2014, 3, 5), Some(title.to_owned()), text))
}

fn plain(text: &str) -> Wire {
    wire(&Report::new(date(2014, 3, 5), None, text.to_owned()))
}

const QUAKE: &str = "quake hits ruritania";

#[test]
fn marks_in_headlines_and_the_story_without_them() {
    let cases = [
        ("Quake hits Ruritania", None),
        ("UPDATE 2-Quake hits Ruritania", Some(Mark::Update(2))),
        ("UPDATE 1 - Quake hits Ruritania", Some(Mark::Update(1))),
        ("Update: Quake hits Ruritania", Some(Mark::Update(1))),
        ("UPDATED: Quake hits Ruritania", Some(Mark::Update(1))),
        ("[UPDATE] Quake hits Ruritania", Some(Mark::Update(1))),
        ("Quake hits Ruritania (UPDATED)", Some(Mark::Update(1))),
        ("Quake hits Ruritania - UPDATE 3", Some(Mark::Update(3))),
        ("2nd LD: Quake hits Ruritania", Some(Mark::Update(2))),
        ("(2nd LD) Quake hits Ruritania", Some(Mark::Update(2))),
        ("(LEAD) Quake hits Ruritania", Some(Mark::Update(1))),
        ("1ST LEAD Quake hits Ruritania", None),
        ("1ST LEAD - Quake hits Ruritania", Some(Mark::Update(1))),
        ("LEAD: Quake hits Ruritania", Some(Mark::Update(1))),
        ("3rd Ld-Writethru: Quake hits Ruritania", Some(Mark::Update(3))),
        ("Quake hits Ruritania, 4th Ld-Writethru, 0612", Some(Mark::Update(4))),
        ("WRAPUP 5-Quake hits Ruritania", Some(Mark::Update(5))),
        ("RECASTS-Quake hits Ruritania", Some(Mark::Update(1))),
        ("RPT-UPDATE 2-Quake hits Ruritania", Some(Mark::Update(2))),
        ("URGENT: Quake hits Ruritania", None),
        ("BREAKING: Quake hits Ruritania", None),
        ("CORRECTED-Quake hits Ruritania", Some(Mark::Corrected)),
        ("CORRECTED-UPDATE 2-Quake hits Ruritania", Some(Mark::Corrected)),
        ("CORRECTED-(OFFICIAL)-Quake hits Ruritania", Some(Mark::Corrected)),
        ("CORRECTION: Quake hits Ruritania", Some(Mark::Corrected)),
        ("Correction: Quake hits Ruritania", Some(Mark::Corrected)),
        ("REFILE-UPDATE 3-Quake hits Ruritania", Some(Mark::Corrected)),
        ("WITHDRAWN-Quake hits Ruritania", Some(Mark::Withdrawn)),
        ("Withdrawn: Quake hits Ruritania", Some(Mark::Withdrawn)),
        ("KILL: Quake hits Ruritania", Some(Mark::Withdrawn)),
        ("MANDATORY KILL - Quake hits Ruritania", Some(Mark::Withdrawn)),
        ("RETRACTED: Quake hits Ruritania", Some(Mark::Withdrawn)),
        ("STORY REMOVED: Quake hits Ruritania", Some(Mark::Withdrawn)),
        ("[RETRACTED] Quake hits Ruritania", Some(Mark::Withdrawn)),
        ("QUAKE HITS RURITANIA", None),
    ];
    for (title, mark) in cases {
        let found = titled(title);
        assert_eq!(found.mark, mark, "{title}");
        if !title.starts_with("1ST LEAD Q") {
            assert_eq!(found.story.as_deref(), Some(QUAKE), "{title}");
        }
    }
}

#[test]
fn headlines_that_only_look_marked() {
    for title in [
        "Update on the talks in Strelsau",
        "Updated rules for fishing take effect",
        "Correction facility in Zenda to close",
        "Corrections officers strike in Strelsau",
        "Lead poisoning kills three in Zenda",
        "Lead-based paint banned in Ruritania",
        "LEAD-BASED PAINT BANNED IN RURITANIA",
        "Lead: a danger in old pipes",
        "Kill Bill returns to Strelsau cinemas",
        "KILL-OR-CAPTURE RAID FAILS IN ZENDA",
        "Kill: the king's last order",
        "Withdrawn troops reach Hofbau",
        "Withdrawal from Zenda begins",
        "Retraction of claws in cats explained",
        "Ruritania leads - 2nd leg to be played in Zenda",
        "2nd lead poisoning case in Zenda",
        "Removed from office, Hentzau vows return",
        "Recast bell rings in Strelsau",
        "Story killed off by critics wins prize",
        "Prices, update: what farmers say",
        "Adds up: why the krone gains",
        "Minister: update due on Monday",
        "(Un)happy in Strelsau",
        "Ruritania 2 - Freedonia 1",
        "Refiled suit goes to court in Zenda",
        "Mandatory kill switch for phones proposed",
    ] {
        assert_eq!(titled(title).mark, None, "{title}");
    }
}

#[test]
fn numbers_and_marks_do_not_part_versions() {
    let story = |title| titled(title).story.unwrap();
    assert_eq!(
        story("Quake kills 12 in Ruritania"),
        story("UPDATE 4-Quake kills 318 in Ruritania")
    );
    assert_ne!(story("Quake kills 12 in Ruritania"), story("Quake kills 12 in Freedonia"));
    assert_eq!(story("Ruritania's king dies"), story("RURITANIA’S KING DIES"));
}

#[test]
fn notes_in_the_text() {
    let body =
        "STRELSAU, March 3 (Agency) - Twelve people were killed on Monday.\n\nMore is to come.";
    for (note, mark) in [
        ("(Corrects paragraph 3 to say that it was Monday)", Some(Mark::Corrected)),
        ("(Refiles to fix spelling)", Some(Mark::Corrected)),
        ("(Adds details, quotes)", Some(Mark::Update(1))),
        ("(Recasts, updates with toll)", Some(Mark::Update(1))),
        ("(Writes through with new toll)", Some(Mark::Update(1))),
        ("Eds: Updates with toll.", Some(Mark::Update(1))),
        ("ATTENTION EDITORS: The story on the quake has been withdrawn.", Some(Mark::Withdrawn)),
        (
            "Editor's note: This story has been corrected to show that it was Monday.",
            Some(Mark::Corrected),
        ),
        ("This article was updated on March 4 with a new toll.", Some(Mark::Update(1))),
        (
            "The story headlined \"Quake hits Ruritania\" is wrong and is withdrawn.",
            Some(Mark::Withdrawn),
        ),
        ("A kill is mandatory.", Some(Mark::Withdrawn)),
        ("MANDATORY KILL", Some(Mark::Withdrawn)),
        ("(The minister corrects his aides often.)", None),
        ("This story of the quake was told by survivors.", None),
        ("The bill was withdrawn on Monday after protests.", None),
        ("This report has been welcomed. The bill was withdrawn.", None),
        ("Officers kill three in a raid on the town.", None),
        ("Updates are due on Tuesday.", None),
        ("Adding to the pressure, miners went on strike.", None),
    ] {
        assert_eq!(plain(&format!("{note}\n\n{body}")).mark, mark, "{note}");
        if note != "MANDATORY KILL" {
            assert_eq!(plain(&format!("{body}\n\n{note}")).mark, mark, "at the end: {note}");
        }
    }
    assert_eq!(
        plain("The king gave an update: talks go on.\n\nCorrection: none is planned, he said.")
            .mark,
        None
    );
}

#[test]
fn an_untitled_reports_first_line_is_its_headline_where_it_looks_like_one() {
    let found = plain("UPDATE 2-Quake hits Ruritania\n\nTwelve people were killed on Monday.");
    assert_eq!((found.mark, found.story.as_deref()), (Some(Mark::Update(2)), Some(QUAKE)));
    assert_eq!(plain("Twelve people were killed on Monday.\n\nMore is to come.").story, None);
    assert_eq!(plain("Quake hits Ruritania").story, None);
}

/// Place, day and the characters of a text's dateline.
fn line(text: &str) -> Option<(String, Option<String>, String)> {
    let found = dateline(text, Some(date(2014, 3, 5)))?;
    let chars: String =
        text.chars().skip(found.span.start).take(found.span.end - found.span.start).collect();
    Some((found.place, found.date.map(|day| day.to_string()), chars))
}

#[test]
fn datelines() {
    let cases = [
        (
            "STRELSAU, Ruritania, March 3 (Agency) - Talks",
            "STRELSAU, Ruritania",
            Some("2014-03-03"),
            "STRELSAU, Ruritania, March 3 (Agency) -",
        ),
        ("PARIS, 12 May 2014 — Talks", "PARIS", Some("2014-05-12"), "PARIS, 12 May 2014 —"),
        ("STRELSAU (AP) — Talks", "STRELSAU", None, "STRELSAU (AP) —"),
        (
            "ZENDA, Dec. 31 (Agency) -- Talks",
            "ZENDA",
            Some("2013-12-31"),
            "ZENDA, Dec. 31 (Agency) --",
        ),
        (
            "Strelsau, March 3 (Agency) - Talks",
            "Strelsau",
            Some("2014-03-03"),
            "Strelsau, March 3 (Agency) -",
        ),
        (
            "STRELSAU/ZENDA, March 3, 2012 (Agency) - Talks",
            "STRELSAU/ZENDA",
            Some("2012-03-03"),
            "STRELSAU/ZENDA, March 3, 2012 (Agency) -",
        ),
        (
            "UNITED NATIONS, Feb. 29 (Agency) – Talks",
            "UNITED NATIONS",
            None,
            "UNITED NATIONS, Feb. 29 (Agency) –",
        ),
        ("STRELSAU, Ruritania — “Talks”", "STRELSAU, Ruritania", None, "STRELSAU, Ruritania —"),
        (
            "STRELSAU, 4 December 2013: Talks",
            "STRELSAU",
            Some("2013-12-04"),
            "STRELSAU, 4 December 2013:",
        ),
        (
            "ZENDA, Monday, March 3 (Agency) - Talks",
            "ZENDA",
            Some("2014-03-03"),
            "ZENDA, Monday, March 3 (Agency) -",
        ),
        (
            "Été à Zenda\n\nBy A. Writer\n\n  STRELSAU, March 3 (Agency) - Talks",
            "STRELSAU",
            Some("2014-03-03"),
            "STRELSAU, March 3 (Agency) -",
        ),
    ];
    for (text, place, day, chars) in cases {
        let text = format!("{text} resumed on Monday.");
        let Some(found) = line(&text) else { panic!("none in {text}") };
        assert_eq!(found.0, place, "{text}");
        assert_eq!(found.1.as_deref(), day, "{text}");
        assert_eq!(found.2, chars);
    }
}

#[test]
fn what_is_no_dateline() {
    for text in [
        "Moscow: a fire broke out.",
        "The king - who is ill - stayed away.",
        "BREAKING — a quake hit Zenda.",
        "UPDATE 2-Quake hits Ruritania",
        "QUAKE HITS RURITANIA - THREE DEAD",
        "Ruritania - a small state - held talks.",
        "On March 3 - a Monday - talks resumed.",
        "NATO-led troops left Zenda.",
        "MINISTER: We will not leave.",
        "A FIRE — and what came of it.",
        "STRELSAU is the capital.",
        "Hentzau, 41, - as ever - said no.",
    ] {
        assert_eq!(line(text), None, "{text}");
    }
}

#[test]
fn a_date_comes_from_a_whole_dateline_or_a_line_of_its_own() {
    let read = |text, near| date(text, near).map(|day| day.to_string());
    use super::date;
    let near = Some(jiff::civil::date(2014, 1, 5));
    assert_eq!(read("PARIS, 12 May 2014 — Talks resumed.", None).as_deref(), Some("2014-05-12"));
    assert_eq!(read("PARIS, 30 Dec (Agency) - Talks resumed.", None), None);
    assert_eq!(
        read("PARIS, 30 Dec (Agency) - Talks resumed.", near).as_deref(),
        Some("2013-12-30")
    );
    assert_eq!(
        read("Talks resume\n\nAgency, December 4, 2013\n\nTalks resumed.", None).as_deref(),
        Some("2013-12-04")
    );
    assert_eq!(
        read("Talks resume\n\nThe king was crowned on December 4, 2013\n\nMore.", None),
        None
    );
    assert_eq!(read("Talks were held on 12 May 2014 in Zenda.", None), None);
}

proptest! {
    #[test]
    fn no_text_panics(title in "\\PC{0,60}", text in "(\\PC|\n){0,200}") {
        titled(&title);
        plain(&text);
    }

    #[test]
    fn spans_lie_in_the_text(
        before in "(é\n|\n| ){0,5}",
        place in "[A-Z]{2,9}",
        day in 1i8..29,
        mark in proptest::sample::select(vec!["-", "--", "—", "–"]),
    ) {
        let text = format!("{before}{place}, May {day} (Agency) {mark} Talks resumed.");
        let found = dateline(&text, None).unwrap();
        let chars: String = text.chars().skip(found.span.start).take(found.span.end - found.span.start).collect();
        prop_assert!(chars.starts_with(&place) && chars.ends_with(mark), "{}", chars);
    }
}
