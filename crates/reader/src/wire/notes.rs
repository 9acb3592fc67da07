//! Notes in the text that say what became of its earlier version.

use super::{Mark, head};

/// The longest line that is a note, in bytes.
const LONGEST: usize = 600;

/// The gravest mark that a note in the head or the last lines gives.
pub fn mark(text: &str) -> Option<Mark> {
    let from = text.char_indices().rev().nth(1200).map_or(0, |(at, _)| at);
    let tail = text.get(from..).unwrap_or_default();
    let last = tail.lines().rev().map(str::trim).filter(|line| !line.is_empty()).take(4);
    let first = head(text).map(|(_, line)| line);
    // A line cut at the front is none: `tail` begins anywhere.
    first.chain(last.filter(|line| from == 0 || !tail.starts_with(*line))).filter_map(note).max()
}

fn note(line: &str) -> Option<Mark> {
    if line.len() > LONGEST {
        return None;
    }
    let lower = line.to_lowercase();
    in_brackets(&lower).or_else(|| to_editors(&lower)).or_else(|| on_the_story(&lower))
}

/// `(Corrects paragraph 3 …)`, `(Adds details, quotes)`.
fn in_brackets(lower: &str) -> Option<Mark> {
    let inside = lower.strip_prefix(['(', '['])?.strip_suffix([')', ']'])?;
    verb(inside)
}

fn verb(words: &str) -> Option<Mark> {
    let (first, rest) = words.trim().split_once([' ', ',', ':', ';']).unwrap_or((words.trim(), ""));
    match first {
        "corrects" | "correcting" | "corrected" | "refiles" | "refiling" | "refiled" => {
            Some(Mark::Corrected)
        }
        "updates" | "adds" | "recasts" | "updating" | "adding" | "updated" => Some(Mark::Update(1)),
        "writes" if rest.starts_with("through") => Some(Mark::Update(1)),
        "withdraws" | "retracts" | "withdrawn" | "retracted" => Some(Mark::Withdrawn),
        _ => None,
    }
}

/// `Eds: Corrects …`, `ATTENTION EDITORS: … has been withdrawn`.
fn to_editors(lower: &str) -> Option<Mark> {
    const CALLS: [&str; 11] = [
        "eds:",
        "eds note:",
        "editors:",
        "editors,",
        "attention editors",
        "attn editors",
        "attention, editors",
        "attention eds",
        "editor's note:",
        "editor’s note:",
        "editors' note:",
    ];
    let rest = CALLS
        .iter()
        .find_map(|call| lower.strip_prefix(call))?
        .trim_start_matches([':', ',', ' ', '-', '–', '—']);
    verb(rest).or_else(|| became(rest))
}

/// `This story has been corrected to …`; Reuters: `The story headlined "…" is withdrawn`; AP: `A kill is
/// mandatory`.
fn on_the_story(lower: &str) -> Option<Mark> {
    const STARTS: [&str; 14] = [
        "this story ",
        "this article ",
        "this report ",
        "this version ",
        "this item ",
        "the story headlined ",
        "the story titled ",
        "the article headlined ",
        "the story slugged ",
        "a kill is mandatory",
        "kill is mandatory",
        "please kill ",
        "the above story ",
        "the above article ",
    ];
    let start = STARTS.iter().find(|start| lower.starts_with(**start))?;
    if start.contains("kill") {
        return Some(Mark::Withdrawn);
    }
    became(lower)
}

/// What these words say became of the story.
fn became(words: &str) -> Option<Mark> {
    const WITHDRAWN: [&str; 14] = [
        "is withdrawn",
        "been withdrawn",
        "was withdrawn",
        "is retracted",
        "been retracted",
        "was retracted",
        "been removed",
        "was removed",
        "been killed",
        "is killed",
        "kill the",
        "do not use",
        "been deleted",
        "should not be used",
    ];
    const CORRECTED: [&str; 6] = [
        "been corrected",
        "was corrected",
        "is corrected",
        "corrects ",
        "been amended",
        "been refiled",
    ];
    const UPDATED: [&str; 4] = ["been updated", "was updated", "is updated", "been recast"];
    // In one sentence: what comes later may speak of another.
    let words = words.split(". ").next().unwrap_or(words);
    let any = |list: &[&str]| list.iter().any(|phrase| words.contains(phrase));
    if any(&WITHDRAWN) {
        Some(Mark::Withdrawn)
    } else if any(&CORRECTED) {
        Some(Mark::Corrected)
    } else if any(&UPDATED) {
        Some(Mark::Update(1))
    } else {
        None
    }
}
