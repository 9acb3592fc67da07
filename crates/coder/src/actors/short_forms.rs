//! Short forms that a text explains: "the Khmer Nation Party (KNP)".

use std::collections::HashMap;
use std::ops::Range;

use sayso_language::Doc;

/// Short forms in brackets after the words whose initials they are: "Khmer Nation Party (KNP)".
pub(super) fn short_forms(doc: &Doc) -> HashMap<String, Range<usize>> {
    let mut found = HashMap::new();
    for open in 1..doc.len().saturating_sub(2) {
        let short = doc.word(open + 1);
        let shaped =
            (2..=8).contains(&short.len()) && short.bytes().all(|b| b.is_ascii_uppercase());
        if doc.word(open) != "(" || doc.word(open + 2) != ")" || !shaped {
            continue;
        }
        let mut letters: Vec<u8> = short.bytes().collect();
        let mut start = open;
        while let (Some(&letter), true) = (letters.last(), start > 0 && open - start < 14) {
            start -= 1;
            match doc.word(start).bytes().next() {
                Some(initial) if initial == letter => {
                    letters.pop();
                }
                Some(initial) if initial.is_ascii_uppercase() => break,
                _ if matches!(doc.word(start), "." | "," | ";" | ")") => break,
                _ => {}
            }
        }
        if letters.is_empty() {
            found.entry(short.to_owned()).or_insert(start..open);
        }
    }
    found
}
