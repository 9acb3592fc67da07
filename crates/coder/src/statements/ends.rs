//! Where a content may end before the phrase that the parse gives it does: at a comma, a dash or a
//! semicolon behind which the report goes on, or before a clause that tells of the speaker again.

use std::ops::Range;

use sayso_language::Doc;

use super::content::Candidate;
use super::learned::Hashed;
use crate::quotes::Quotes;

/// A place at which a content can be cut.
#[derive(Debug, Clone, Copy)]
pub struct End {
    /// Behind the content's last token.
    pub at: usize,
    /// Head of the phrase that is cut off.
    tail: usize,
}

/// No content is looked through for more tokens than this.
const LONGEST: usize = 400;
/// Nor are more ends than this considered.
const MOST: usize = 6;

/// The places at which the last part of a content can be cut without a word before the cut depending
/// on one behind it.
pub fn ends(doc: &Doc, quotes: &Quotes, content: &[Range<usize>]) -> Vec<End> {
    let Some(range) = content.last().filter(|range| range.len() <= LONGEST) else {
        return Vec::new();
    };
    let tokens = doc.tokens();
    let mut found = Vec::new();
    // The furthest head, within the range, of the words so far.
    let mut reach = range.start;
    for token in range.clone() {
        let is_mark =
            matches!(doc.word(token), "," | ";" | "—" | "–" | "--" | "-" | "―" | "(" | ":");
        let is_free = quotes.at(token).is_none_or(|quote| quotes.ranges[quote].start == token);
        let first = if is_mark { token + 1 } else { token };
        let heads_back = |&tail: &usize| tokens[tail].head < token && tokens[tail].head != tail;
        if token > range.start && is_free && reach < token && first < range.end {
            let tail = std::iter::once(first)
                .chain(doc.ancestors(first))
                .take_while(|&tail| range.contains(&tail) && tail >= first)
                .find(heads_back);
            let starts = |&tail: &usize| {
                is_mark
                    || matches!(tokens[first].dep, "cc" | "mark" | "prep")
                    || (tokens[tail].dep == "advcl" || tokens[tail].dep == "npadvmod")
            };
            // Of "and stayed", the verb.
            let joined = |tail: usize| {
                let mut conjuncts = doc.children_by(tokens[tail].head, "conj");
                let is_cc = tokens[tail].dep == "cc";
                conjuncts.find(|&c| c > tail).filter(|_| is_cc).unwrap_or(tail)
            };
            let tail = tail.filter(starts).map(joined);
            let is_new = |tail: &usize| found.iter().all(|end: &End| end.tail != *tail);
            if let Some(tail) = tail.filter(is_new) {
                found.push(End { at: token, tail });
            }
        }
        let head = tokens[token].head;
        if range.contains(&head) {
            reach = reach.max(head);
        }
    }
    // Those nearest the end are the likelier.
    let skip = found.len().saturating_sub(MOST);
    found.split_off(skip)
}

/// The features of an end.
pub fn features(doc: &Doc, candidate: &Candidate, end: End, into: &mut Vec<u32>) {
    let tokens = doc.tokens();
    let mut hashed = Hashed::new(into, candidate.shape);
    let Some(range) = candidate.found.content.last() else { return };
    let mark = doc.word(end.at);
    let mark = if mark.chars().any(char::is_alphabetic) { "" } else { mark };
    let first = if mark.is_empty() { end.at } else { end.at + 1 };
    let Some(opening) = tokens.get(first) else { return };
    let tail = &tokens[end.tail];
    let governor = &tokens[tail.head];
    let cue: &str = &tokens[candidate.found.head].lemma;
    let place = if tail.head == candidate.link {
        "head"
    } else if tail.head == candidate.found.head {
        "cue"
    } else {
        "below"
    };
    let bucket = |length: usize| match length {
        0..=1 => "1",
        2 => "2",
        3..=4 => "4",
        5..=8 => "8",
        9..=16 => "16",
        17..=32 => "32",
        _ => "64",
    };
    let (kept, cut) = (bucket(end.at - range.start), bucket(range.end - end.at));
    let whole = if doc.subtree(end.tail).end >= range.end { "last" } else { "inner" };
    hashed.add(100, &[]);
    hashed.add(101, &[mark]);
    hashed.add(102, &[tail.dep]);
    hashed.add(103, &[mark, tail.dep]);
    hashed.add(104, &[mark, tail.dep, place]);
    hashed.add(105, &[&opening.lemma]);
    hashed.add(106, &[mark, &opening.lemma]);
    hashed.add(107, &[tail.tag, tail.dep]);
    hashed.add(108, &[cue, mark]);
    hashed.add(109, &[cue, tail.dep]);
    hashed.add(110, &[kept]);
    hashed.add(111, &[cut]);
    hashed.add(112, &[kept, cut]);
    hashed.add(113, &[&tail.lemma]);
    hashed.add(114, &[&tail.lemma, tail.dep]);
    hashed.add(115, &[governor.pos, tail.dep]);
    hashed.add(116, &[&governor.lemma, &tail.lemma]);
    hashed.add(117, &[place, tail.dep, mark, whole]);
    hashed.add(118, &[&opening.lemma, tail.dep, place]);
    hashed.add(119, &[opening.tag, tail.tag, mark]);
    hashed.add(120, &[tail.dep, mark, kept]);
    hashed.add(121, &[tail.dep, mark, cut]);
}
