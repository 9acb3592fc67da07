//! The dateline of a report: "HAMA, Syria (AP) —", "GAZA -", "NAIROBI/MOGADISHU, March 3 (Reuters)".

use std::ops::Range;

use sayso_language::Doc;

/// The longest dateline, in tokens.
const LONGEST: usize = 24;

/// The tokens of the dateline, none where there is none.
///
/// It opens the text with a capitalised word and ends in a dash or colon, or in an agency in
/// brackets, before any verb, full stop or line break of two lines.
pub(super) fn find(doc: &Doc) -> Range<usize> {
    let is_blank = |token: usize| doc.word(token).trim().is_empty();
    let Some(start) = (0..doc.len().min(LONGEST)).find(|token| !is_blank(*token)) else {
        return 0..0;
    };
    let first = doc.word(start).chars().next();
    if !first.is_some_and(char::is_uppercase) {
        return 0..0;
    }
    let end = doc.len().min(start + LONGEST);
    for token in start + 1..end {
        let (word, row) = (doc.word(token), &doc.tokens()[token]);
        let is_dash = matches!(word, "-" | "--" | "–" | "—" | "―" | "_" | ":");
        // "AIN AL-HILWEH": a hyphen inside a word has no spaces around.
        let is_apart = word != "-" || doc.tokens()[token - 1].space || token == start + 1;
        if is_dash && is_apart {
            return start..token;
        }
        if word == ")" {
            return start..token;
        }
        let is_name = doc.word(token).chars().next().is_some_and(|c| !c.is_lowercase());
        let is_month = row.pos == "NUM";
        if !is_name && !is_month && !matches!(word, "and" | "al" | "de" | "of" | "la" | "el") {
            return 0..0;
        }
    }
    0..0
}
