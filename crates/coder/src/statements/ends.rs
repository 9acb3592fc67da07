//! Where a content ends.
//!
//! The parse says where the phrase ends that a cue takes, but annotators stop before some clauses that
//! it holds ("…, which was built in 1990") and go on over some that it leaves out ("…, although the
//! talks had failed"). So every place where a phrase begins that leans on what stands before is asked,
//! from left to right, whether the content stops there.

use std::ops::Range;

use sayso_language::Doc;

use super::content::Candidate;
use super::features::{Hashed, bucket};
use crate::quotes::Quotes;

/// A place at which a content may end.
#[derive(Debug, Clone, Copy)]
pub struct End {
    /// Behind the content's last token.
    pub at: usize,
    /// Head of the phrase that begins there.
    tail: usize,
    /// Where it stands to the end that the parse gives.
    side: Side,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Inside,
    Parse,
    Beyond,
}

/// No content is looked through for more tokens than this.
const LONGEST: usize = 400;
/// Nor are more ends than this considered.
const MOST: usize = 24;

/// The places at which the last part of a content may end, in text order: no word before depends on
/// one behind. The last one is where it ends at the latest.
pub fn ends(doc: &Doc, quotes: &Quotes, candidate: &Candidate) -> Vec<End> {
    let found = &candidate.found;
    let Some(range) = found.content.last().filter(|range| range.len() <= LONGEST) else {
        return Vec::new();
    };
    let latest = latest(doc, quotes, candidate, range);
    let tokens = doc.tokens();
    let own_quote = quotes.at(found.head);
    let mut all: Vec<End> = Vec::new();
    // The furthest head of the words so far.
    let mut reach = range.start;
    for token in range.start..latest {
        let is_mark = is_mark(doc, token);
        let quote = quotes.at(token);
        let is_free = quote == own_quote || quote.is_none_or(|q| quotes.ranges[q].start == token);
        let first = if is_mark { token + 1 } else { token };
        if token > range.start && is_free && reach < token && first < latest {
            let tail = leaning(doc, first, range.start..latest).filter(|_| token != range.end);
            let begins = |tail: usize| {
                is_mark
                    || matches!(tokens[first].dep, "cc" | "mark" | "prep")
                    || matches!(tokens[tail].dep, "advcl" | "npadvmod")
            };
            let tail = tail.filter(|&tail| begins(tail)).map(|tail| joined(doc, tail));
            let is_new = |tail: &usize| all.last().is_none_or(|end| end.tail != *tail);
            if let Some(tail) = tail.filter(is_new) {
                let side = if token < range.end { Side::Inside } else { Side::Beyond };
                all.push(End { at: token, tail, side });
            }
        }
        if token + 1 == range.end && range.end < latest {
            let first = if is_mark_at(doc, range.end) { range.end + 1 } else { range.end };
            // The report may end with the mark.
            let first = first.min(doc.len() - 1);
            let tail = leaning(doc, first, range.start..latest).unwrap_or(first);
            all.push(End { at: range.end, tail: joined(doc, tail), side: Side::Parse });
        }
        let head = tokens[token].head;
        if head < latest {
            reach = reach.max(head);
        }
        if all.len() >= MOST {
            break;
        }
    }
    let last = if all.len() >= MOST { range.end } else { latest };
    all.retain(|end| end.at < last);
    all.push(End { at: last, tail: range.start, side: Side::Parse });
    all
}

/// Where the last part of a content ends at the latest: behind the cue, with the cue's sentence.
fn latest(doc: &Doc, quotes: &Quotes, candidate: &Candidate, range: &Range<usize>) -> usize {
    let head = candidate.found.head;
    if range.start < head {
        return range.end;
    }
    let sentence = doc.sentences()[doc.sentence_of(head)].end;
    let quote = quotes.at(head).map_or(sentence, |q| quotes.ranges[q].end.saturating_sub(1));
    let mut latest = sentence.min(quote);
    while latest > range.end && !doc.word(latest - 1).chars().any(char::is_alphanumeric) {
        latest -= 1;
    }
    let open = quotes.at(latest.saturating_sub(1)).filter(|&q| !quotes.ranges[q].contains(&head));
    open.map_or(latest, |q| quotes.ranges[q].end).max(range.end)
}

fn is_mark(doc: &Doc, token: usize) -> bool {
    matches!(doc.word(token), "," | ";" | "—" | "–" | "--" | "-" | "―" | "(" | ":")
}

fn is_mark_at(doc: &Doc, token: usize) -> bool {
    token < doc.len() && is_mark(doc, token)
}

/// The head of the phrase that begins with `first` and depends on a word before it.
fn leaning(doc: &Doc, first: usize, range: Range<usize>) -> Option<usize> {
    let head = |token: usize| doc.tokens()[token].head;
    std::iter::once(first)
        .chain(doc.ancestors(first))
        .take_while(|&tail| range.contains(&tail) && tail >= first)
        .find(|&tail| head(tail) < first && head(tail) != tail)
}

/// Of "and stayed", the verb.
fn joined(doc: &Doc, tail: usize) -> usize {
    let token = &doc.tokens()[tail];
    let mut conjuncts = doc.children_by(token.head, "conj");
    conjuncts.find(|&c| c > tail).filter(|_| token.dep == "cc").unwrap_or(tail)
}

/// The features of stopping at `end`, the one after it being `next`.
pub fn features(doc: &Doc, candidate: &Candidate, end: End, next: End, into: &mut Vec<u32>) {
    let tokens = doc.tokens();
    let mut hashed = Hashed::new(into, candidate.shape);
    let Some(range) = candidate.found.content.last() else { return };
    let mark = doc.tokens().get(end.at).map_or("", |_| doc.word(end.at));
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
    } else if tail.head < range.start {
        "above"
    } else {
        "below"
    };
    let side = match end.side {
        Side::Inside => "inside",
        Side::Parse => "parse",
        Side::Beyond => "beyond",
    };
    let (kept, cut) = (bucket(end.at - range.start), bucket(next.at - end.at));
    let whole = if doc.subtree(end.tail).end >= range.end { "last" } else { "inner" };
    let to_go = bucket(range.end.saturating_sub(end.at));
    let subject = doc.child(end.tail, &["nsubj", "nsubjpass"]).is_some();
    let subject = if subject { "subject" } else { "" };
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
    hashed.add(122, &[side]);
    hashed.add(123, &[side, tail.dep]);
    hashed.add(124, &[side, tail.dep, mark, place]);
    hashed.add(125, &[side, mark]);
    hashed.add(126, &[side, &opening.lemma, mark]);
    hashed.add(127, &[side, place, subject]);
    hashed.add(128, &[side, cut]);
    hashed.add(129, &[side, kept]);
    hashed.add(130, &[to_go, side]);
    hashed.add(131, &[cue, side]);
    hashed.add(132, &[cue, side, tail.dep]);
    hashed.add(133, &[subject, tail.dep, mark]);
    hashed.add(134, &[subject, tail.tag, &opening.lemma]);
    hashed.add(135, &[tokens[candidate.link].tag, tail.dep, mark]);
    hashed.add(136, &[tokens[candidate.link].dep, tail.dep, place]);
    hashed.add(137, &[governor.dep, governor.pos, tail.dep, mark]);
}
