//! Pronouns: resolved by recency, number, humanity, sex and grammatical role; left alone where
//! the text leaves two candidates alike.

use std::collections::HashSet;
use std::ops::Range;

use sayso_language::{Doc, Iob};
use sayso_record::{ActorKind, MentionKind};

use super::TokenMention;
use super::register::{Entry, Register};
use crate::quotes::Quotes;

/// What a pronoun can refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wants {
    /// "he", "she".
    Person(bool),
    /// "it".
    Thing,
    /// "they".
    Several,
    /// "who", "which", "that": what its clause hangs on.
    Antecedent,
}

/// How many sentences back a pronoun may reach.
const REACH: usize = 2;

/// How many sentences, those inside quotations counted.
const MOST_QUOTED: usize = 40;

/// How many mentions before it may stand in its clause.
const MOST_BESIDE: usize = 64;

/// Mentions of the pronouns of a text, given its other mentions in text order. Runs of pronouns
/// build on each other, so this walks left to right.
pub(super) fn resolve(
    doc: &Doc,
    register: &mut Register,
    mentions: &[TokenMention],
) -> Vec<TokenMention> {
    let quotes = Quotes::find(doc);
    let mut all: Vec<TokenMention> = Vec::with_capacity(mentions.len());
    let mut found = Vec::new();
    let mut next = mentions.iter().peekable();
    for token in 0..doc.len() {
        while let Some(mention) = next.next_if(|mention| mention.head <= token) {
            all.push(mention.clone());
        }
        let Some(wants) = wants(doc, token) else { continue };
        let actor = match wants {
            Wants::Antecedent => antecedent(doc, token, mentions),
            _ => candidate(doc, &quotes, register, &all, token, wants),
        };
        let Some(actor) = actor else { continue };
        if let Wants::Person(female) = wants {
            register.entries[actor].female.get_or_insert(female);
        }
        let mention = TokenMention {
            tokens: token..token + 1,
            head: token,
            actor,
            kind: MentionKind::Pronoun,
            loaded: false,
        };
        found.push(mention.clone());
        all.push(mention);
    }
    found
}

fn wants(doc: &Doc, token: usize) -> Option<Wants> {
    let t = &doc.tokens()[token];
    if !matches!(t.tag, "PRP" | "PRP$" | "WP" | "WDT" | "WP$") || t.dep == "expl" {
        return None;
    }
    Some(match doc.word(token).to_lowercase().as_str() {
        "he" | "him" | "his" | "himself" => Wants::Person(false),
        "she" | "her" | "hers" | "herself" => Wants::Person(true),
        // As an object "it" is more often what was said or done than who.
        "it" if pleonastic(doc, token) || !matches!(t.dep, "nsubj" | "nsubjpass") => return None,
        "it" | "its" | "itself" => Wants::Thing,
        "they" | "them" | "their" | "themselves" => Wants::Several,
        "who" | "whom" | "whose" | "which" | "that" => Wants::Antecedent,
        _ => return None,
    })
}

/// What only somebody with a will can be.
const WILLING: [&str; 20] = [
    "willing",
    "unwilling",
    "ready",
    "prepared",
    "able",
    "unable",
    "determined",
    "reluctant",
    "committed",
    "eager",
    "keen",
    "set",
    "due",
    "opposed",
    "free",
    "poised",
    "bound",
    "forced",
    "obliged",
    "concerned",
];

/// "it is expected that …", "it was raining", "it remains unclear".
fn pleonastic(doc: &Doc, token: usize) -> bool {
    let head = doc.tokens()[token].head;
    let verb = &doc.tokens()[head];
    let complement = doc.child(head, &["acomp", "attr"]).is_some();
    let clause = doc.child(head, &["ccomp", "xcomp", "csubj", "advcl"]).is_some();
    let wills = |token: usize| WILLING.contains(&doc.word(token).to_lowercase().as_str());
    // "it was ready to talk", "it is prepared to sign": somebody's will
    if wills(head) || doc.children_by(head, "acomp").any(wills) {
        return false;
    }
    let said = doc.tokens()[token].dep == "nsubjpass" && clause;
    let be = verb.lemma.as_ref() == "be" && (clause || complement);
    let seem = matches!(
        verb.lemma.as_ref(),
        "seem" | "appear" | "remain" | "rain" | "snow" | "happen" | "take"
    );
    said || be || seem
}

/// The actor of the noun that a relative clause hangs on.
fn antecedent(doc: &Doc, token: usize, mentions: &[TokenMention]) -> Option<usize> {
    let mut at = token;
    for above in doc.ancestors(token).take(8) {
        if doc.tokens()[at].dep == "relcl" && above < token {
            return actor_at(mentions, above);
        }
        at = above;
    }
    None
}

/// The actor mentioned at a head; `mentions` stand in the order of their heads.
fn actor_at(mentions: &[TokenMention], head: usize) -> Option<usize> {
    let at = mentions.partition_point(|mention| mention.head < head);
    mentions.get(at).filter(|mention| mention.head == head).map(|mention| mention.actor)
}

fn suits(entry: &Entry, wants: Wants) -> bool {
    match wants {
        Wants::Person(female) => {
            entry.actor.kind == ActorKind::Person
                && entry.female.is_none_or(|known| known == female)
        }
        Wants::Thing => {
            matches!(entry.actor.kind, ActorKind::State | ActorKind::Organisation) && !entry.plural
        }
        Wants::Several => entry.plural || entry.actor.kind == ActorKind::Organisation,
        Wants::Antecedent => true,
    }
}

/// How firmly a mention holds the reader's mind: subjects first.
fn salience(doc: &Doc, mention: &TokenMention) -> u32 {
    let t = &doc.tokens()[mention.head];
    match t.dep {
        "nsubj" | "nsubjpass" => {
            let clause = &doc.tokens()[t.head];
            match clause.dep {
                "ROOT" | "parataxis" => 5,
                "ccomp" | "conj" => 4,
                _ => 3,
            }
        }
        "agent" | "poss" => 2,
        "dobj" | "dative" | "conj" | "appos" => 2,
        _ => 1,
    }
}

/// Whether a token is the subject of a verb of speech.
fn is_speaker(doc: &Doc, token: usize) -> bool {
    const SPEECH: [&str; 14] = [
        "say", "add", "tell", "note", "warn", "declare", "announce", "claim", "argue", "explain",
        "continue", "insist", "write", "ask",
    ];
    let t = &doc.tokens()[token];
    t.dep == "nsubj" && SPEECH.contains(&&*doc.tokens()[t.head].lemma)
}

/// How firmly the turn to speak is a mention's, for a pronoun that speaks: who has spoken goes on,
/// who was asked answers. `None` where the mention's clause is not of speech.
fn turn(doc: &Doc, mention: &TokenMention) -> Option<u32> {
    let t = &doc.tokens()[mention.head];
    let verb = &doc.tokens()[t.head];
    let asked = &*verb.lemma == "ask" && matches!(verb.dep, "ROOT" | "conj");
    match t.dep {
        "nsubj" if asked => Some(1),
        "dobj" | "dative" if asked => Some(6),
        "nsubjpass" if asked => Some(6),
        "nsubj" if verb.dep != "relcl" && is_speaker(doc, mention.head) => Some(6),
        _ => None,
    }
}

fn candidate(
    doc: &Doc,
    quotes: &Quotes,
    register: &Register,
    mentions: &[TokenMention],
    token: usize,
    wants: Wants,
) -> Option<usize> {
    if let Some(found) = climb(doc, register, mentions, token, wants) {
        return found;
    }
    let sentence = doc.sentence_of(token);
    // Who else is told of in its clause.
    let here = mentions.iter().rev().take_while(|m| doc.sentence_of(m.head) == sentence);
    let beside = here.take(MOST_BESIDE).filter(|m| same_clause(doc, m.head, token));
    let beside: HashSet<usize> = beside.map(|m| m.actor).collect();
    let taken = |actor: usize| beside.contains(&actor);
    let reflexive_or_own = doc.tokens()[token].tag == "PRP$" || doc.word(token).ends_with("self");
    // What others are quoted with holds no one for the words around it.
    let is_spoken = quotes.at(token).is_some();
    let foreign =
        |head: usize| !is_spoken && quotes.at(head).is_some_and(|q| quotes.is_speech(doc, q));
    let sentences = (0..=sentence)
        .rev()
        .take(MOST_QUOTED)
        .map(|s| doc.sentences()[s].clone())
        .filter(|s| s.contains(&token) || !(foreign(s.start) && foreign(s.end - 1)));
    let speaks = matches!(wants, Wants::Person(_)) && is_speaker(doc, token);
    for (back, here) in sentences.take(REACH + 1).enumerate() {
        let mut best: Vec<(u32, usize, usize)> = Vec::new();
        for mention in mentions.iter().rev() {
            if mention.head < here.start {
                break;
            }
            if !here.contains(&mention.head) || mention.head >= token {
                continue;
            }
            let entry = &register.entries[mention.actor];
            if !suits(entry, wants) || (!reflexive_or_own && taken(mention.actor)) {
                continue;
            }
            // Members of its own noun phrase, "his minister", and whom its own words tell of:
            // "“We met Rupert,” he said."
            if mention.tokens.contains(&token)
                || told_by_it(doc, mention.head, token)
                || foreign(mention.head)
            {
                continue;
            }
            let salience = match speaks {
                true => turn(doc, mention).unwrap_or_else(|| salience(doc, mention)),
                false => salience(doc, mention),
            };
            best.push((salience, mention.head, mention.actor));
        }
        // Of two alike, one whose sex the text tells goes before one of whom it does not.
        let told = |actor: usize| register.entries[actor].female.is_some();
        best.sort_by_key(|&(salience, head, actor)| {
            std::cmp::Reverse((salience, told(actor), head))
        });
        let stranger = matches!(wants, Wants::Person(_))
            && stranger_leads(doc, mentions, &here, token, foreign);
        let Some(&(top, nearest, actor)) = best.first() else {
            // Whom the report speaks of by a name unknown to us may be the one.
            if stranger {
                return None;
            }
            continue;
        };
        if stranger && top < 5 {
            return None;
        }
        let one_of_many = wants == Wants::Several
            && !register.entries[actor].plural
            && best.iter().any(|&(_, head, other)| other != actor || coordinated(doc, head));
        if one_of_many {
            return None;
        }
        // "Rupert and Rudolf met. He …" may be either.
        let pair = |a: usize, b: usize| doc.tokens()[b].dep == "conj" && doc.tokens()[b].head == a;
        let one_of_two = matches!(wants, Wants::Person(_))
            && best.iter().any(|&(_, head, other)| {
                other != actor && (pair(head, nearest) || pair(nearest, head))
            });
        if one_of_two {
            return None;
        }
        // Two different candidates of the same salience: only the nearest subject may win.
        let rival = best.iter().any(|&(salience, _, other)| salience == top && other != actor);
        return match (rival, top) {
            (false, _) if top >= 2 || best.iter().all(|b| b.2 == actor) => Some(actor),
            (true, 3..) if wants != Wants::Thing => Some(actor),
            (true, 3..) if back == 0 => Some(actor),
            _ => None,
        };
    }
    None
}

/// Whether a sentence has as subject of its main clause, before `token`, a name that is no actor's.
fn stranger_leads(
    doc: &Doc,
    mentions: &[TokenMention],
    sentence: &Range<usize>,
    token: usize,
    foreign: impl Fn(usize) -> bool,
) -> bool {
    let is_main = |&subject: &usize| {
        let t = &doc.tokens()[subject];
        let verb = &doc.tokens()[t.head];
        t.dep == "nsubj"
            && t.pos == "PROPN"
            && matches!(t.entity, Iob::Begin("PERSON") | Iob::In("PERSON"))
            && !foreign(subject)
            && (verb.dep == "ROOT" || matches!(verb.dep, "ccomp" | "conj") && verb.pos == "VERB")
    };
    let is_known = |subject: usize| {
        let from = mentions.partition_point(|m| m.head < sentence.start);
        mentions[from..].iter().any(|m| m.head == subject || m.tokens.contains(&subject))
    };
    (sentence.start..sentence.end.min(token)).filter(is_main).any(|subject| !is_known(subject))
}

/// The subject of the pronoun's own clause (for "his", "its") or of a clause above it, or the
/// possessor of the noun that its clause hangs on: "Iran's right to determine its own fate".
///
/// `Some(None)` where the text leaves two alike.
fn climb(
    doc: &Doc,
    register: &Register,
    mentions: &[TokenMention],
    token: usize,
    wants: Wants,
) -> Option<Option<usize>> {
    let sentence = doc.sentence_of(token);
    let from = mentions.partition_point(|m| doc.sentence_of(m.head) < sentence);
    let mentions = &mentions[from..];
    let own = doc.tokens()[token].tag == "PRP$" || doc.word(token).ends_with("self");
    let actor_at = |head: usize| {
        mentions
            .iter()
            .rev()
            .find(|mention| mention.head == head && mention.head != token)
            .map(|m| m.actor)
    };
    let mut verbs = 0;
    let mut below = token;
    for above in doc.ancestors(token) {
        let t = &doc.tokens()[above];
        let deps: &[&str] = match t.pos {
            "VERB" | "AUX" => {
                verbs += 1;
                if verbs == 1 && !own { &[] } else { &["nsubj", "nsubjpass"] }
            }
            _ if matches!(doc.tokens()[below].dep, "acl" | "relcl") => &["poss"],
            _ => &[],
        };
        let subject = doc.child(above, deps).filter(|&s| s < token);
        if let Some(subject) = subject {
            let actor = actor_at(subject).filter(|&a| suits(&register.entries[a], wants));
            let one_of_two = matches!(wants, Wants::Person(_)) && actor.is_some();
            if (wants == Wants::Several || one_of_two) && coordinated(doc, subject) {
                return Some(None);
            }
            let between =
                |m: &&TokenMention| m.head > subject && m.head < token && Some(m.actor) != actor;
            let rival = wants != Wants::Antecedent
                && !matches!(wants, Wants::Person(_))
                && mentions
                    .iter()
                    .filter(between)
                    .any(|m| suits(&register.entries[m.actor], wants));
            let taken = actor.is_some_and(|a| {
                !own && mentions
                    .iter()
                    .rev()
                    .take(MOST_BESIDE)
                    .any(|m| m.actor == a && m.head < token && same_clause(doc, m.head, token))
            });
            if actor.is_some() {
                return Some(actor.filter(|_| !rival && !taken));
            }
        }
        below = above;
    }
    None
}

/// Whether a mention before a subject stands in what that subject says.
fn told_by_it(doc: &Doc, mention: usize, subject: usize) -> bool {
    let verb = doc.tokens()[subject].head;
    doc.tokens()[subject].dep == "nsubj"
        && doc.ancestors(mention).any(|above| {
            doc.tokens()[above].dep == "ccomp" && doc.tokens()[above].head == verb && above != verb
        })
}

/// Whether a noun is one of several joined by "and".
fn coordinated(doc: &Doc, head: usize) -> bool {
    doc.tokens()[head].dep == "conj" || doc.child(head, &["conj"]).is_some()
}

/// Whether two tokens are arguments of one verb, so that a plain pronoun cannot mean the other.
fn same_clause(doc: &Doc, one: usize, other: usize) -> bool {
    let verb = |token: usize| {
        doc.ancestors(token).find(|&above| matches!(doc.tokens()[above].pos, "VERB" | "AUX"))
    };
    verb(one).is_some() && verb(one) == verb(other)
}
