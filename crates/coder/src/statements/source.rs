//! The source of a statement: the words for who speaks, found through the cue's syntax.

use std::ops::Range;

use sayso_language::Doc;

/// Verbs whose subject is the source of what their object says.
const EXPRESSING: [&str; 14] = [
    "make",
    "express",
    "voice",
    "have",
    "issue",
    "repeat",
    "raise",
    "offer",
    "give",
    "renew",
    "reiterate",
    "share",
    "hold",
    "announce",
];

/// A phrase: its head, and its tokens without punctuation at its ends.
pub type Phrase = (usize, Range<usize>);

/// The phrase headed by `head`, cut so that it does not reach over `stop` (the cue).
pub fn phrase(doc: &Doc, head: usize, stop: usize) -> Phrase {
    let mut range = doc.subtree(head);
    if range.contains(&stop) {
        range = if head < stop { range.start..stop } else { stop + 1..range.end };
    }
    (head, trimmed(doc, range))
}

/// A range without commas and the like at its ends; quotation marks stay.
pub fn trimmed(doc: &Doc, mut range: Range<usize>) -> Range<usize> {
    let loose = |token: usize| {
        matches!(doc.word(token), "," | ";" | ":" | "." | "-" | "--" | "—" | "–" | "…")
            || doc.tokens()[token].pos == "SPACE"
    };
    while range.len() > 1 && loose(range.start) {
        range.start += 1;
    }
    while range.len() > 1 && loose(range.end - 1) {
        range.end -= 1;
    }
    range
}

/// Who does what the verb says: its subject, its agent in the passive, or the subject that it
/// shares with the verb that governs it.
pub fn of_verb(doc: &Doc, verb: usize) -> Option<Phrase> {
    let tokens = doc.tokens();
    let mut at = verb;
    for _ in 0..6 {
        if let Some(agent) = doc.child(at, &["agent"]).and_then(|by| doc.child(by, &["pobj"])) {
            return Some(phrase(doc, agent, verb));
        }
        if let Some(subject) = doc.child(at, &["nsubj"]) {
            return Some(phrase(doc, subject, verb));
        }
        let head = tokens[at].head;
        if let Some(subject) = doc.child(at, &["nsubjpass"]) {
            // A passive without an agent names no source; "he noted that they were killed,
            // reaffirming …" goes on with him who noted; a coordinated verb shares the subject.
            if at == verb {
                return None;
            }
            if tokens[verb].dep == "advcl" && tokens[at].dep == "ccomp" && head != at {
                at = head;
                continue;
            }
            return Some(phrase(doc, subject, verb));
        }
        let strayed =
            at != verb && matches!(tokens[verb].tag, "VBZ" | "VBD") && tokens[verb].dep == "conj";
        match tokens[at].dep {
            // The parse may hang a coordinated verb on the first one's object.
            "dobj" if strayed && head != at => at = head,
            "acl" if tokens[at].tag == "VBG" => return Some(phrase(doc, head, verb)),
            "conj" | "xcomp" | "advcl" | "pcomp" | "dep" if head != at => at = head,
            "prep" if head != at => at = head,
            _ => return None,
        }
    }
    None
}

/// Who a noun's claim is: its possessor, whom a "by" or "from" names, or the subject of the verb whose
/// object it is ("expressed concern that …").
pub fn of_noun(doc: &Doc, noun: usize) -> Option<Phrase> {
    let tokens = doc.tokens();
    let owner = doc.child(noun, &["poss"]).or_else(|| {
        let by = doc.children(noun).find(|&child| matches!(&*tokens[child].lemma, "by" | "from"));
        by.and_then(|by| doc.child(by, &["pobj"]))
    });
    let Some(owner) = owner else {
        let verb = tokens[noun].head;
        let is_object = tokens[noun].dep == "dobj" && EXPRESSING.contains(&&*tokens[verb].lemma);
        return is_object.then(|| of_verb(doc, verb)).flatten();
    };
    let (head, range) = phrase(doc, owner, noun);
    // The possessive mark is no part of the name.
    let last = range.end - 1;
    let mark = range.len() > 1 && tokens[last].tag == "POS";
    Some((head, if mark { range.start..last } else { range }))
}

/// Whom a verb of speech addresses: "told reporters", "said to the king", "urged Israel to".
pub fn addressee(doc: &Doc, verb: usize) -> Option<usize> {
    let tokens = doc.tokens();
    let told = matches!(
        &*tokens[verb].lemma,
        "tell" | "inform" | "remind" | "assure" | "urge" | "ask" | "warn" | "order"
    );
    let object = doc.child(verb, &["dative", "dobj"]).filter(|_| told);
    object.filter(|&object| tokens[object].pos != "ADP").or_else(|| {
        let to = doc.children(verb).find(|&child| {
            matches!(tokens[child].dep, "prep" | "dative") && &*tokens[child].lemma == "to"
        });
        to.and_then(|to| doc.child(to, &["pobj"]))
    })
}
