//! Whether what stands at a token is told as past or as to come: by the verb that governs it.

use std::cell::RefCell;
use std::collections::HashMap;

use sayso_codebook::TimeWord;
use sayso_language::Doc;

use super::words::Words;

/// Which way a time lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// It has been.
    Past,
    /// It is to come.
    Future,
    /// The words do not say.
    Unknown,
}

/// How many heads are looked at.
const HEADS: usize = 12;

fn is_present(tag: &str) -> bool {
    matches!(tag, "VBZ" | "VBP")
}

/// What words above a time say of it; each is asked once, for a sentence may list many dates.
#[derive(Default)]
pub struct Tense {
    asked: RefCell<HashMap<usize, Option<Direction>>>,
}

impl Tense {
    /// Which way a time at a token lies.
    pub fn direction(&self, words: &Words, at: usize) -> Direction {
        if words.before(at).eq_ignore_ascii_case("since") {
            return Direction::Past;
        }
        let doc = words.doc;
        let mut asked = self.asked.borrow_mut();
        // Whether the verb tells of something that has the time, or of the time itself.
        let mut close = true;
        for head in doc.ancestors(at).take(HEADS) {
            let said = *asked.entry(head).or_insert_with(|| said_by(words, head));
            match said {
                Some(Direction::Future) if !close && is_present(doc.tokens()[head].tag) => {}
                Some(Direction::Past) if !close => return Direction::Unknown,
                Some(direction) => return direction,
                None => {}
            }
            close &= doc.tokens()[head].pos == "ADP";
        }
        Direction::Unknown
    }
}

/// What a word above a time says of it; `None` where the next one above decides.
fn said_by(words: &Words, head: usize) -> Option<Direction> {
    let doc = words.doc;
    let to_come = words.lemma_means(head, &TimeWord::Coming);
    if matches!(doc.tokens()[head].pos, "VERB" | "AUX") {
        return of_verb(words, head, to_come);
    }
    let coming = |child: usize| words.lemma_means(child, &TimeWord::Coming);
    (to_come || doc.children_by(head, "amod").any(coming)).then_some(Direction::Future)
}

/// What a verb says; `None` where the verb above it decides.
fn of_verb(words: &Words, verb: usize, to_come: bool) -> Option<Direction> {
    let doc = words.doc;
    let is = |token: usize, names: &[&str]| {
        names.iter().any(|name| doc.word(token).eq_ignore_ascii_case(name))
    };
    let helpers =
        || doc.children(verb).filter(|&c| matches!(doc.tokens()[c].dep, "aux" | "auxpass"));
    let has = |names: &[&str]| helpers().any(|token| is(token, names));
    if has(&["had"]) {
        return Some(Direction::Past);
    }
    let perfect = has(&["have", "has", "'ve", "having"]);
    if has(&["will", "'ll", "wo", "shall"]) {
        return Some(if perfect { Direction::Unknown } else { Direction::Future });
    }
    if has(&["would", "could", "should", "may", "might", "must", "can"]) {
        return Some(if perfect { Direction::Past } else { Direction::Future });
    }
    let due = to_come
        || doc.children(verb).any(|child| {
            matches!(doc.tokens()[child].dep, "acomp" | "attr")
                && words.lemma_means(child, &TimeWord::Coming)
        });
    match doc.tokens()[verb].tag {
        _ if perfect => Some(Direction::Past),
        "VB" | "VBN" if has(&["to"]) => infinitive(words, verb),
        "VBN" if due => Some(Direction::Future),
        "VBD" if due && &*doc.tokens()[verb].lemma == "be" => Some(Direction::Future),
        "VBD" | "VBN" => Some(Direction::Past),
        "VBG" if has(&["was", "were"]) => Some(Direction::Past),
        "VBG" if has(&["is", "are", "'re", "'m", "am", "'s"]) => Some(Direction::Future),
        "VBG" | "VB" => None,
        _ if has(&["did"]) => Some(Direction::Past),
        _ if due => Some(Direction::Future),
        "VBZ" | "VBP" => Some(present(doc, verb)),
        _ => None,
    }
}

/// "plans to meet Tuesday" is to come; "agreed to meet": as the verb above.
fn infinitive(words: &Words, verb: usize) -> Option<Direction> {
    let head = words.doc.tokens()[verb].head;
    let doc = words.doc;
    // "guidelines to be published in November"
    if doc.tokens()[verb].dep == "relcl" {
        return Some(Direction::Future);
    }
    words.lemma_means(head, &TimeWord::Coming).then_some(())?;
    let had = |token: usize| doc.children(token).any(|c| doc.word(c).eq_ignore_ascii_case("had"));
    let copula = doc.tokens()[head].head;
    match had(head) || doc.tokens()[head].pos == "ADJ" && had(copula) {
        true => Some(Direction::Past),
        false => Some(Direction::Future),
    }
}

/// "The session opens Tuesday"; but what someone says, he has said.
fn present(doc: &Doc, verb: usize) -> Direction {
    let told = doc.children(verb).any(|c| doc.tokens()[c].dep == "ccomp");
    match told {
        true => Direction::Past,
        false => Direction::Future,
    }
}
