//! Runs an example of `codebook/events/*.md`: `=> TYPE[/mode] ACTORS > RECIPIENTS [status]`.

use sayso_codebook::Example;
use sayso_record::{Event, Record};

/// Compares what was coded with what the example says: the same events, no more and no fewer.
/// Codes are joined with commas, `-` stands for none; a status left out is `happened`.
///
/// # Errors
/// What is missing and what is too many, with the lines of the example.
pub fn check(example: &Example, record: &Record) -> Result<(), String> {
    let mut coded: Vec<String> = record.events.iter().map(|event| line(event, record)).collect();
    let mut wrong = Vec::new();
    for (number, words) in &example.expected {
        let wanted = with_status(words);
        match coded.iter().position(|line| *line == wanted) {
            Some(at) => drop(coded.remove(at)),
            None => wrong.push(format!("line {number}: not coded: {wanted}")),
        }
    }
    let rules = record.events.iter().map(|event| (line(event, record), &event.rule));
    for (line, rule) in rules.filter(|(line, _)| coded.contains(line)) {
        wrong.push(format!("line {}: coded but not expected: {line} (rule {rule})", example.line));
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

fn with_status(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    let words = words.join(" ");
    if words.split(' ').count() > 4 { words } else { format!("{words} happened") }
}
