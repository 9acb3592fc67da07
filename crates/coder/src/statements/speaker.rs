//! The speaker of a statement: the actor that its source stands for through the report.
//!
//! Names, offices and pronouns are mentions already ([`Actors`]); what is added here is what only a
//! statement tells. "I" and "we" inside a quotation are its speaker. A document ("the statement",
//! "its report") speaks for who issued it, as far as the report says who. A phrase without an actor
//! of its own may name one beside it ("a third, Rupert"). Of several speakers the first counts. What
//! none of this resolves stays unknown.

use std::collections::HashMap;
use std::ops::Range;

use sayso_language::Doc;

use super::Found;
use crate::actors::Actors;
use crate::quotes::Quotes;
use crate::tree;

/// Who says it, and to whom, as indices of actors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parties {
    /// Whom the source stands for.
    pub speaker: Option<usize>,
    /// Whom the words that name the addressee stand for.
    pub addressee: Option<usize>,
}

/// Nouns of what is written or adopted, and so speaks for whoever did that.
const DOCUMENTS: [&str; 27] = [
    "statement",
    "communique",
    "communiqué",
    "declaration",
    "letter",
    "report",
    "resolution",
    "release",
    "email",
    "e-mail",
    "memo",
    "message",
    "editorial",
    "article",
    "dispatch",
    "notice",
    "bulletin",
    "announcement",
    "commentary",
    "directive",
    "decree",
    "petition",
    "study",
    "survey",
    "poll",
    "tweet",
    "warning",
];

/// Verbs whose subject makes the document that is their object.
const ISSUING: [&str; 17] = [
    "issue", "release", "publish", "make", "send", "write", "post", "deliver", "sign", "adopt",
    "pass", "carry", "draft", "prepare", "read", "give", "conduct",
];

/// How many sentences back "the statement" may reach for one introduced.
const REACH: usize = 12;

/// Speaker and addressee of each statement. `found` stands in the order of first words; `within`
/// gives for each the one whose content holds it.
pub fn parties(
    doc: &Doc,
    actors: &Actors,
    quotes: &Quotes,
    found: &[Found],
    within: &[Option<usize>],
) -> Vec<Parties> {
    let issuers = Issuers::find(doc, actors);
    let phrase = |head: usize| of_phrase(doc, actors, &issuers, head);
    let source = |(head, tokens): &(usize, Range<usize>)| {
        phrase(*head).or_else(|| beside(doc, actors, *head, tokens))
    };
    let mut parties: Vec<Parties> = found
        .iter()
        .map(|f| Parties {
            speaker: f.source.as_ref().and_then(source),
            addressee: f.addressee.and_then(phrase),
        })
        .collect();
    for index in outermost_first(within) {
        let own = |head: usize| spoken_for(doc, quotes, found, within, &parties, index, head);
        let speaker = found[index].source.as_ref().and_then(|&(head, _)| own(head));
        let addressee = found[index].addressee.and_then(own);
        parties[index].speaker = parties[index].speaker.or(speaker);
        parties[index].addressee = parties[index].addressee.or(addressee);
    }
    parties
}

/// The statements in an order in which each comes after the one that holds it.
fn outermost_first(within: &[Option<usize>]) -> Vec<usize> {
    let mut depth: Vec<Option<usize>> = vec![None; within.len()];
    for index in 0..within.len() {
        let mut path = vec![index];
        while let Some(outer) = within[path[path.len() - 1]] {
            if depth[outer].is_some() || path.contains(&outer) {
                break;
            }
            path.push(outer);
        }
        for at in path.into_iter().rev() {
            let above = within[at].and_then(|outer| depth[outer]);
            depth[at].get_or_insert(above.map_or(0, |depth| depth + 1));
        }
    }
    let mut order: Vec<usize> = (0..within.len()).collect();
    order.sort_by_key(|&index| depth[index]);
    order
}

/// For "I" and "we" inside what another statement quotes: that statement's speaker.
fn spoken_for(
    doc: &Doc,
    quotes: &Quotes,
    found: &[Found],
    within: &[Option<usize>],
    parties: &[Parties],
    index: usize,
    head: usize,
) -> Option<usize> {
    let is_own = matches!(
        doc.word(head).to_lowercase().as_str(),
        "i" | "we" | "me" | "us" | "my" | "our" | "myself" | "ourselves"
    );
    if !is_own {
        return None;
    }
    let mut at = index;
    // The nearest statement around the word whose cue stands outside of the quotation, or begins the
    // line ("Rupert: I hope …"): in "“Flavia thinks that we won,” said Rupert" Rupert is one of us.
    for _ in 0..8 {
        let outer = within[at]?;
        let cue = found[outer].head;
        let quoted = quotes.at(head).is_some_and(|quote| !quotes.ranges[quote].contains(&cue));
        if found[outer].holds(head) && (quoted || doc.word(cue) == ":") {
            return parties[outer].speaker;
        }
        at = outer;
    }
    None
}

/// The actor that a phrase of a source stands for.
fn of_phrase(doc: &Doc, actors: &Actors, issuers: &Issuers, head: usize) -> Option<usize> {
    if let Some(issuer) = issuers.by_head.get(&head) {
        return *issuer;
    }
    // A mention that merely reaches over the head is someone else: "the fall of Rupert's party".
    let heads = |token: usize| {
        actors.at(token).is_some_and(|m| m.head == token || doc.tokens()[m.head].head == token)
    };
    if heads(head) || doc.child(head, &["conj"]).is_some() {
        return actors.of_phrase(doc, head).into_iter().next();
    }
    let covering = actors.at(head).filter(|mention| is_inside(doc, mention.head, head));
    covering.map(|mention| mention.actor)
}

/// Whether `below` hangs on `above`, so that a mention headed there belongs to the phrase.
fn is_inside(doc: &Doc, below: usize, above: usize) -> bool {
    doc.ancestors(below).take(8).any(|token| token == above) && doc.tokens()[below].dep != "pobj"
}

/// Someone named in apposition to a phrase that stands for no actor itself: "a third, Rupert".
fn beside(doc: &Doc, actors: &Actors, head: usize, tokens: &Range<usize>) -> Option<usize> {
    let is_named = doc.tokens()[head].pos == "PROPN";
    let named = doc.child(head, &["appos"]).filter(|n| !is_named && tokens.contains(n))?;
    actors.at(named).filter(|mention| mention.head == named).map(|mention| mention.actor)
}

/// Who issued the documents of a report.
struct Issuers {
    /// By head of the words for the document; `None` where nobody is named.
    by_head: HashMap<usize, Option<usize>>,
}

impl Issuers {
    /// Left to right: a document's own words, else, for "the statement", the one introduced last.
    fn find(doc: &Doc, actors: &Actors) -> Self {
        let mut by_head = HashMap::new();
        let mut latest: HashMap<&str, (usize, Option<usize>)> = HashMap::new();
        for token in (0..doc.len()).filter(|&token| is_document(doc, actors, token)) {
            let lemma: &str = &doc.tokens()[token].lemma;
            let sentence = doc.sentence_of(token);
            let own = issuer(doc, actors, token);
            let before = latest.get(lemma).filter(|(at, _)| at + REACH >= sentence);
            let known = before.and_then(|(_, issuer)| *issuer);
            let is_one = doc.tokens()[token].tag == "NN";
            let issuer = if is_one && points_back(doc, token) { own.or(known) } else { own };
            by_head.insert(token, issuer);
            if is_one {
                latest.insert(lemma, (sentence, issuer));
            }
        }
        Self { by_head }
    }
}

fn is_document(doc: &Doc, actors: &Actors, token: usize) -> bool {
    let t = &doc.tokens()[token];
    t.pos == "NOUN"
        && t.dep != "compound"
        && DOCUMENTS.contains(&&*t.lemma)
        && actors.at(token).is_none_or(|mention| mention.head != token)
}

/// "the statement", "that report".
fn points_back(doc: &Doc, token: usize) -> bool {
    let back = |child: usize| {
        matches!(doc.word(child).to_lowercase().as_str(), "the" | "this" | "that" | "same")
    };
    doc.children(token).take_while(|&child| child < token).any(back)
}

/// Whom a document's own words or its clause name as the one who issued it.
fn issuer(doc: &Doc, actors: &Actors, noun: usize) -> Option<usize> {
    let of = |token: usize| actors.of_phrase(doc, token).into_iter().next();
    let headed = |token: usize| {
        actors
            .at(token)
            .filter(|m| m.head == token || m.tokens.contains(&token))
            .and_then(|_| of(token))
    };
    let tokens = doc.tokens();
    if let Some(owner) = doc.child(noun, &["poss"]) {
        return headed(owner);
    }
    let by = doc.children(noun).filter(|&child| child > noun).find(|&child| {
        matches!(tokens[child].dep, "prep" | "agent")
            && matches!(&*tokens[child].lemma, "by" | "from")
    });
    if let Some(object) = by.and_then(|by| doc.child(by, &["pobj"])) {
        return headed(object);
    }
    let made = doc
        .children_by(noun, "acl")
        .find(|&verb| tokens[verb].tag == "VBN" && ISSUING.contains(&&*tokens[verb].lemma));
    if let Some(agent) = made.and_then(|verb| tree::agent(doc, verb)) {
        return headed(agent);
    }
    let maker = doc.children(noun).filter(|&child| child < noun).rfind(|&child| {
        matches!(tokens[child].dep, "compound" | "nmod") && actors.at(child).is_some()
    });
    maker.and_then(headed).or_else(|| by_clause(doc, noun).and_then(headed))
}

/// Who issues a document by its clause: "Rupert issued a statement", "Rupert said in a statement".
fn by_clause(doc: &Doc, noun: usize) -> Option<usize> {
    let tokens = doc.tokens();
    let above = tokens[noun].head;
    let issues = tokens[noun].dep == "dobj" && ISSUING.contains(&&*tokens[above].lemma);
    let in_it = tokens[noun].dep == "pobj"
        && doc.word(above).eq_ignore_ascii_case("in")
        && tree::is_verb(doc, tokens[above].head);
    let verb = if issues { above } else { tokens[above].head };
    let says = matches!(
        &*tokens[verb].lemma,
        "say"
            | "add"
            | "tell"
            | "announce"
            | "declare"
            | "warn"
            | "write"
            | "claim"
            | "note"
            | "urge"
            | "state"
            | "insist"
            | "argue"
            | "deny"
            | "call"
            | "condemn"
            | "accuse"
            | "confirm"
            | "report"
            | "conclude"
            | "find"
    );
    let own_words =
        doc.child(noun, &["det"]).is_none_or(|det| doc.word(det).to_lowercase() != "the");
    (issues || in_it && says && own_words).then(|| tree::agent(doc, verb)).flatten()
}
