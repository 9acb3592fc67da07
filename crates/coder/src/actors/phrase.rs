//! Noun phrases: what stands before the head, and what hangs on it by a preposition.

use std::ops::Range;

use sayso_language::Doc;

use super::names::Names;

/// A noun phrase without relative clauses and appositions.
#[derive(Debug, Clone)]
pub(super) struct Phrase {
    /// From the first modifier to the head, or to the end of the name that holds it.
    pub(super) core: Range<usize>,
    /// The syntactic head.
    pub(super) head: usize,
    /// Prepositional phrases after the head, in text order.
    pub(super) posts: Vec<Post>,
}

/// A prepositional phrase.
#[derive(Debug, Clone)]
pub(super) struct Post {
    /// The preposition in lower case.
    pub(super) preposition: String,
    /// What it governs.
    pub(super) phrase: Phrase,
}

/// Dependencies of what belongs to a noun phrase before its head.
const BEFORE: [&str; 11] = [
    "det", "amod", "compound", "nummod", "poss", "nmod", "quantmod", "predet", "advmod", "punct",
    "npadvmod",
];

/// Nested prepositional phrases beyond this depth are left out.
const DEPTH: usize = 5;

impl Phrase {
    /// The phrase headed by `head` in the dependency tree.
    pub(super) fn of_tree(doc: &Doc, names: &Names, head: usize) -> Self {
        Self::below(doc, names, head, DEPTH)
    }

    fn below(doc: &Doc, names: &Names, head: usize, depth: usize) -> Self {
        let mut start = head;
        let left: Vec<usize> = doc.children(head).take_while(|&child| child < head).collect();
        for child in left.into_iter().rev() {
            let below = doc.subtree(child);
            let dep = doc.tokens()[child].dep;
            // "Noting Chinese leaders …" begins with a participle that is no modifier.
            let participle = doc.tokens()[child].tag == "VBG"
                && dep == "amod"
                && doc.sentences()[doc.sentence_of(child)].start == child;
            let listed = participle
                || names.at(child).is_none()
                    && matches!(dep, "compound" | "nmod")
                    && doc.child(child, &["cc"]).is_some();
            if !BEFORE.contains(&dep) || below.end != start || listed {
                break;
            }
            start = below.start;
        }
        let mut end = head + 1;
        if let Some(name) = names.at(head) {
            start = start.min(name.tokens.start);
            end = end.max(name.tokens.end);
        }
        while start < head && is_mark(doc, start) {
            start += 1;
        }
        let mut posts = Vec::new();
        if depth > 0 {
            // "guerrillas operating in Sylvania"
            let staying = doc.children_by(head, "acl").filter(|&verb| stays(doc, verb));
            let bases = staying.flat_map(|verb| doc.children_by(verb, "prep"));
            for preposition in doc.children_by(head, "prep").chain(bases).filter(|&p| p >= end) {
                if let Some(object) = doc.child(preposition, &["pobj"]).filter(|&o| o > preposition)
                {
                    let phrase = Self::below(doc, names, object, depth - 1);
                    posts.push(Post { preposition: doc.word(preposition).to_lowercase(), phrase });
                }
            }
        }
        Self { core: start..end, head, posts }
    }

    /// The phrase that a range of tokens is, read from left to right without its tree: a phrase
    /// given alone is often parsed wrongly.
    pub(super) fn of_line(doc: &Doc, names: &Names, range: Range<usize>) -> Option<Self> {
        let mut parts: Vec<Range<usize>> = Vec::new();
        parts.push(range.start..range.start);
        let mut token = range.start;
        while token < range.end {
            if let Some(name) = names.at(token) {
                parts.last_mut()?.end = name.tokens.end.min(range.end);
                token = name.tokens.end;
                continue;
            }
            let t = &doc.tokens()[token];
            let word = doc.word(token).to_lowercase();
            let stops = matches!(t.tag, "WDT" | "WP" | "WP$" | "WRB" | "MD" | "VBZ" | "VBP")
                || matches!(word.as_str(), "who" | "which" | "whose" | "(" | "[" | "–" | "—" | ";");
            let splits =
                (matches!(t.tag, "IN" | "TO") || is_preposition(&word)) && !hyphened(doc, token);
            if stops || (word == "," && parts.last()?.len() > 1) {
                break;
            }
            if splits {
                parts.push(token + 1..token + 1);
            } else {
                parts.last_mut()?.end = token + 1;
            }
            token += 1;
        }
        let mut phrase: Option<Self> = None;
        for core in parts.into_iter().rev() {
            let Some(head) = core.clone().rev().find(|&t| is_word(doc, t)) else { continue };
            let rest = phrase.take();
            let posts = rest.into_iter().collect::<Vec<_>>();
            let core = core.start..head + 1;
            let posts = posts
                .into_iter()
                .map(|inner| Post { preposition: before(doc, inner.core.start), phrase: inner })
                .collect();
            phrase = Some(Self { core, head, posts });
        }
        phrase
    }

    /// One past the last token of the phrase with everything that hangs on it.
    pub(super) fn end(&self) -> usize {
        self.posts.iter().map(|post| post.phrase.end()).fold(self.core.end, usize::max)
    }
}

/// Whether a participle says where its noun is at home.
fn stays(doc: &Doc, verb: usize) -> bool {
    matches!(
        &*doc.tokens()[verb].lemma,
        "operate" | "base" | "live" | "reside" | "living" | "dwell"
    )
}

fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "of" | "in"
            | "from"
            | "for"
            | "at"
            | "near"
            | "against"
            | "by"
            | "with"
            | "to"
            | "on"
            | "loyal"
    )
}

fn hyphened(doc: &Doc, token: usize) -> bool {
    token + 1 < doc.len() && doc.word(token + 1) == "-" || token > 0 && doc.word(token - 1) == "-"
}

fn is_word(doc: &Doc, token: usize) -> bool {
    doc.word(token).chars().any(char::is_alphanumeric) && doc.tokens()[token].tag != "POS"
}

fn is_mark(doc: &Doc, token: usize) -> bool {
    matches!(doc.tokens()[token].pos, "PUNCT" | "SPACE")
}

/// The word before a token, in lower case.
fn before(doc: &Doc, token: usize) -> String {
    token.checked_sub(1).map_or_else(String::new, |token| doc.word(token).to_lowercase())
}
