//! Runs an example of `codebook/events/*.md`: `=> TYPE[/mode] ACTORS > RECIPIENTS [status] [cameo=CODE]`.

use sayso_codebook::Example;
use sayso_record::{Event, Record};

/// Compares what was coded with what the example says: the same events, no more and no fewer.
/// Codes are joined with commas, `-` stands for none; a status left out is `happened`, a CAMEO code left out any.
///
/// # Errors
/// What is missing and what is too many, with the lines of the example.
pub fn check(example: &Example, record: &Record) -> Result<(), String> {
    let mut coded: Vec<(String, &Event)> =
        record.events.iter().map(|event| (line(event, record), event)).collect();
    let mut wrong = Vec::new();
    for (number, words) in &example.expected {
        let (words, cameo) = split_cameo(words);
        let wanted = with_status(words);
        let fits = |(line, event): &(String, &Event)| {
            *line == wanted && cameo.is_none_or(|code| event.cameo == code)
        };
        match coded.iter().position(fits) {
            Some(at) => drop(coded.remove(at)),
            None => {
                let cameo = cameo.map(|code| format!(" cameo={code}")).unwrap_or_default();
                wrong.push(format!("line {number}: not coded: {wanted}{cameo}"));
            }
        }
    }
    for (line, event) in coded {
        let (at, cameo, rule) = (example.line, &event.cameo, &event.rule);
        wrong
            .push(format!("line {at}: coded but not expected: {line} cameo={cameo} (rule {rule})"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// `CONSULT/visit RURGOV > FRD happened`
fn line(event: &Event, record: &Record) -> String {
    let code = |id: &String| {
        record.actors.iter().find(|actor| actor.id == *id).and_then(|a| a.code.clone())
    };
    let side = |ids: &[String]| -> String {
        let mut codes: Vec<String> = Vec::new();
        for code in ids.iter().filter_map(code).filter(|code| !code.is_empty()) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        if codes.is_empty() { "-".to_owned() } else { codes.join(",") }
    };
    let mode = event.mode.as_ref().map_or(String::new(), |mode| format!("/{mode}"));
    let status = serde_json::to_value(event.status).ok();
    let status = status.as_ref().and_then(|s| s.as_str()).unwrap_or_default();
    format!("{}{mode} {} > {} {status}", event.plover, side(&event.actors), side(&event.recipients))
}

/// The words before ` cameo=`, and the code after it.
fn split_cameo(words: &str) -> (&str, Option<&str>) {
    match words.split_once(" cameo=") {
        Some((words, code)) => (words, Some(code.trim())),
        None => (words, None),
    }
}

fn with_status(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    let words = words.join(" ");
    if words.split(' ').count() > 4 { words } else { format!("{words} happened") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso_record::{Engine, Report};

    fn record(events: serde_json::Value) -> Record {
        let report = Report::new(jiff::civil::date(2020, 6, 15), None, "A met B.".into());
        let engine =
            Engine { version: String::new(), model: String::new(), codebook: String::new() };
        let actor = |id: &str, code: &str| serde_json::json!({"id": id, "name": code, "kind": "state", "country": code, "role": null, "code": code, "wikidata": null});
        let record = serde_json::json!({
            "report": report, "actors": [actor("a0", "RUR"), actor("a1", "FRD")], "mentions": [],
            "times": [], "places": [], "statements": [], "events": events, "figures": [], "engine": engine,
        });
        serde_json::from_value(record).unwrap()
    }

    fn meeting() -> serde_json::Value {
        serde_json::json!([{
            "id": "e0", "plover": "CONSULT", "mode": "visit", "contexts": [], "cameo": "042", "goldstein": 1.9,
            "plover_score": 4.0, "quad": 1, "actors": ["a0"], "recipients": ["a1"],
            "trigger": [{"start": 2, "end": 5}], "time": null, "place": null, "status": "future",
            "voice": "report", "rule": "consult.visit",
        }])
    }

    fn example(expected: &[&str]) -> Example {
        let expected = expected.iter().map(|words| (2, (*words).to_owned())).collect();
        Example { line: 1, date: None, text: "A met B.".into(), expected }
    }

    #[test]
    fn the_same_coding_passes() {
        let found = check(&example(&["CONSULT/visit RUR > FRD future"]), &record(meeting()));
        assert_eq!(found, Ok(()));
        assert_eq!(check(&example(&[]), &record(serde_json::json!([]))), Ok(()));
    }

    #[test]
    fn a_cameo_code_is_checked_where_it_is_given() {
        let checked = |code| {
            let wanted = format!("CONSULT/visit RUR > FRD future cameo={code}");
            check(&example(&[&wanted]), &record(meeting()))
        };
        assert_eq!(checked("042"), Ok(()));
        assert!(checked("043").is_err());
    }

    #[test]
    fn what_is_missing_and_what_is_too_many_is_named() {
        let message =
            check(&example(&["CONSULT/visit RUR > FRD"]), &record(meeting())).unwrap_err();
        assert_eq!(
            message,
            "line 2: not coded: CONSULT/visit RUR > FRD happened\n\
             line 1: coded but not expected: CONSULT/visit RUR > FRD future cameo=042 (rule consult.visit)"
        );
    }
}
