//! Noun phrases and what an expert codes them to, as of a day.

use super::*;

/// The codes of `phrases`, `-` for no actor.
fn codes(date: &str, phrases: &[&str]) -> Vec<String> {
    let lines: String = phrases
        .iter()
        .enumerate()
        .map(|(id, text)| format!("{}\n", serde_json::json!({"id": id, "text": text})))
        .collect();
    let output = from_stdin(&["actor", "--date", date, "--to", "jsonl", "-"], &lines);
    let code = |row: &Value| row["code"].as_str().unwrap_or("-").to_owned();
    records(&output).iter().map(code).collect()
}

#[track_caller]
fn are_coded(date: &str, expected: &[(&str, &str)]) {
    let phrases: Vec<&str> = expected.iter().map(|(phrase, _)| *phrase).collect();
    let found = codes(date, &phrases);
    let wrong: Vec<String> = expected
        .iter()
        .zip(&found)
        .filter(|((_, wanted), code)| code != wanted)
        .map(|((phrase, wanted), code)| format!("{phrase}: {code}, not {wanted}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn roles_names_and_seats_are_composed() {
    are_coded(
        "2020-06-15",
        &[
            ("three Kenyan farmers", "KENAGR"),
            ("Turkish jets", "TURMIL"),
            ("an ex-prime minister", "ELI"),
            ("traffic police", "COP"),
            ("a gang of smugglers", "CRM"),
            ("members of the European Parliament", "EURLEG"),
            ("Havana", "CUB"),
            ("the Kremlin", "RUSGOV"),
            ("the White House", "USAGOV"),
            ("Downing Street", "GBRGOV"),
            ("the Knesset", "ISRLEG"),
            ("the Bank of England", "GBRGOV"),
            ("MI6", "GBRSPY"),
            ("UN peacekeepers", "UNOMIL"),
            ("Boko Haram fighters", "NGAREB"),
            ("Doctors Without Borders", "NGOMED"),
            ("Labour party leader", "GBRPTY"),
            ("an Ethiopian Airlines jet", "ETHBUS"),
            ("the French oil company Total", "FRABUS"),
            ("a former Kenyan foreign minister", "KENELI"),
        ],
    );
}

#[test]
fn a_place_in_the_phrase_tells_whose_people_they_are() {
    are_coded(
        "2020-06-15",
        &[
            ("the mayor of Kharkiv", "UKRGOV"),
            ("residents of Aleppo", "SYRCVL"),
            ("the governor of the Tyumen region", "RUSGOV"),
            ("farmers in Kenya", "KENAGR"),
            ("foreign journalists in Baghdad", "JRN"),
            ("tourists in Cairo", "CVL"),
        ],
    );
}

#[test]
fn an_office_is_held_for_its_term() {
    are_coded("2010-05-01", &[("Angela Merkel", "DEUGOV"), ("Barack Obama", "USAGOV")]);
    are_coded("2023-05-01", &[("Angela Merkel", "DEUELI"), ("Barack Obama", "USAELI")]);
    are_coded("2005-05-01", &[("Kofi Annan", "UNOGOV"), ("Ban Ki-moon", "KORGOV")]);
}

#[test]
fn what_is_nobody_is_null() {
    let nobody =
        ["asdf qwer", "the blue table", "Turkish coffee", "the Indian Ocean", "New Jersey"];
    are_coded("2020-06-15", &nobody.map(|phrase| (phrase, "-")));
}

#[test]
fn a_description_drops_numbers_but_no_age() {
    let report = "date 2024-06-05\n\nA 12-year-old girl, three soldiers and twenty-two tourists were \
                  shot in Zenda.\n";
    let found = records(&from_stdin(&["read", "--to", "jsonl", "-"], report));
    let actors = found[0]["actors"].as_array().unwrap();
    let names: Vec<&str> = actors.iter().filter_map(|actor| actor["name"].as_str()).collect();
    for name in ["12-year-old girl", "soldiers", "tourists"] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
}
