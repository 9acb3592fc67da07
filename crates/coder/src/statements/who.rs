//! Which phrase is the source: the one that grammar gives first, a shorter one, that of a verb above,
//! the noun that a clause belongs to, or none.

use sayso_language::{Doc, Iob};

use super::content::Candidate;
use super::features::{Hashed, bucket};
use super::source::{self, Phrase};
use crate::quotes::Quotes;

/// A phrase that may be the source.
#[derive(Debug, Clone)]
pub struct Who {
    /// Head and tokens.
    pub phrase: Phrase,
    /// How it was come by.
    from: From,
    /// How it was cut.
    cut: Cut,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    /// What grammar gives first.
    Grammar,
    /// The cue's own subject.
    Own,
    /// Who acts in the passive.
    Agent,
    /// The subject of a verb above.
    Above,
    /// The noun that the cue's clause describes.
    Described,
    /// A possessor.
    Owner,
}

/// Where a phrase was cut behind its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    No,
    /// Before a relative clause.
    Clause,
    /// At the first comma, bracket or dash.
    Mark,
}

/// How many verbs above the cue are looked at.
const ABOVE: usize = 3;

/// The phrases that may be a candidate's source, each once.
pub fn options(doc: &Doc, candidate: &Candidate) -> Vec<Who> {
    let found = &candidate.found;
    let cue = found.head;
    let tokens = doc.tokens();
    let mut all = Vec::new();
    if let Some(phrase) = &found.source {
        add(doc, &mut all, From::Grammar, phrase.clone());
    }
    let subject = |verb: usize| doc.child(verb, &["nsubj", "nsubjpass"]);
    let phrase = |head: usize| source::phrase(doc, head, cue);
    if let Some(own) = subject(cue) {
        add(doc, &mut all, From::Own, phrase(own));
    }
    let agent = doc.child(cue, &["agent"]).and_then(|by| doc.child(by, &["pobj"]));
    if let Some(agent) = agent {
        add(doc, &mut all, From::Agent, phrase(agent));
    }
    let owner = std::iter::once(cue).chain(subject(cue)).find_map(|t| doc.child(t, &["poss"]));
    if let Some(owner) = owner {
        let (head, mut range) = phrase(owner);
        if range.len() > 1 && tokens[range.end - 1].tag == "POS" {
            range.end -= 1;
        }
        add(doc, &mut all, From::Owner, (head, range));
    }
    for at in std::iter::once(cue).chain(doc.ancestors(cue)).take(ABOVE + 1) {
        let head = tokens[at].head;
        if matches!(tokens[at].dep, "acl" | "relcl") {
            add(doc, &mut all, From::Described, phrase(head));
        }
        if at != cue
            && let Some(above) = subject(at)
        {
            add(doc, &mut all, From::Above, phrase(above));
        }
    }
    all
}

/// Adds a phrase and what is left of it when its tail is cut off.
fn add(doc: &Doc, all: &mut Vec<Who>, from: From, (head, range): Phrase) {
    let tail = head + 1..range.end;
    let clause = tail.clone().find(|&t| {
        doc.tokens()[t].head == head
            && doc.tokens()[t].dep == "relcl"
            && doc.subtree(t).start > head
    });
    let clause = clause.map(|t| doc.subtree(t).start);
    let mark = tail.clone().find(|&t| matches!(doc.word(t), "," | "(" | "-" | "--" | "—" | "–"));
    let cuts = [(Cut::No, Some(range.end)), (Cut::Clause, clause), (Cut::Mark, mark)];
    for (cut, end) in cuts {
        let Some(end) = end.filter(|&end| end > range.start) else { continue };
        let range = source::trimmed(doc, range.start..end);
        if all.iter().all(|who| who.phrase.1 != range) {
            all.push(Who { phrase: (head, range), from, cut });
        }
    }
}

/// The features of a phrase as the source of a candidate.
pub fn features(doc: &Doc, quotes: &Quotes, candidate: &Candidate, who: &Who, into: &mut Vec<u32>) {
    let tokens = doc.tokens();
    let mut hashed = Hashed::new(into, candidate.shape);
    let (head, range) = (who.phrase.0, &who.phrase.1);
    let cue = &tokens[candidate.found.head];
    let row = &tokens[head];
    let lemma: &str = &cue.lemma;
    let from = match who.from {
        From::Grammar => "grammar",
        From::Own => "own",
        From::Agent => "agent",
        From::Above => "above",
        From::Described => "described",
        From::Owner => "owner",
    };
    let cut = match who.cut {
        Cut::No => "no",
        Cut::Clause => "clause",
        Cut::Mark => "mark",
    };
    let label = match row.entity {
        Iob::Begin(label) | Iob::In(label) => label,
        Iob::Out => row.pos,
    };
    let side = if head < candidate.found.head { "before" } else { "behind" };
    let apart = bucket(head.abs_diff(candidate.found.head));
    let inside = if candidate.found.holds(head) { "said" } else { "" };
    let same = quotes.at(head) == quotes.at(candidate.found.head);
    let quoted = if same { "same" } else { "other" };
    let next = tokens.get(range.end).map_or("", |_| doc.word(range.end));
    let next = if next.chars().any(char::is_alphanumeric) { tokens[range.end].dep } else { next };
    let length = bucket(range.len());
    let first = &tokens[range.start];
    let is_it = matches!(&*row.lemma, "it" | "there" | "this" | "that");
    hashed.add(300, &[from]);
    hashed.add(301, &[from, cut]);
    hashed.add(302, &[from, cue.dep]);
    hashed.add(303, &[from, cue.tag]);
    hashed.add(304, &[from, lemma]);
    hashed.add(305, &[label, from]);
    hashed.add(306, &[&row.lemma]);
    hashed.add(307, &[&row.lemma, lemma]);
    hashed.add(308, &[row.dep, from]);
    hashed.add(309, &[row.tag, cue.tag]);
    hashed.add(310, &[side, apart]);
    hashed.add(311, &[inside, quoted, from]);
    hashed.add(312, &[cut, length]);
    hashed.add(313, &[cut, next]);
    hashed.add(314, &[cut, side, next]);
    hashed.add(315, &[length]);
    hashed.add(316, &[label, cut]);
    hashed.add(317, &[&first.lemma, row.pos]);
    hashed.add(318, &[from, cue.dep, tokens[cue.head].pos]);
    hashed.add(319, &[row.tag, from, cue.dep]);
    hashed.add(320, &[if is_it { "it" } else { "" }, lemma]);
    hashed.add(321, &[lemma, cue.tag]);
    hashed.add(322, &[from, &candidate.found.rule]);
    hashed.add(323, &[cut, lemma]);
}
