//! Whether an event happened, is asked for, feared, planned or denied: from tense, auxiliaries,
//! negation, conditions and the words that it hangs under (`[status.…]` in `events.md`).

use sayso_language::{Doc, Iob};
use sayso_record::EventStatus::{
    self, CalledFor, Future, Happened, Hypothetical, Negated, Ongoing,
};

use super::matching::is_adjunct;
use super::parties::light_verb;
use crate::Context;
use crate::tree::{coordinate, dep, has_mark, is_verb, lemma, object};

/// What the words around an event say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reality {
    /// Whether it holds.
    pub status: EventStatus,
    /// It is denied and to come: "will not accept".
    pub refused: bool,
    /// The refusal is its actor's own will: "decided not to attend".
    pub willed: bool,
    /// It is only what something else is done for: "sent troops to attack".
    pub purpose: bool,
}

/// Something that happened.
const PLAIN: Reality = Reality { status: Happened, refused: false, willed: false, purpose: false };

/// Reads the reality of the event told by `words`, the trigger first.
pub fn of(context: Context, words: &[usize]) -> Reality {
    let doc = context.doc;
    let trigger = words[0];
    let own = own(context, trigger);
    // "found two officials not guilty", "gives no support"
    let is_no = |word: usize| {
        doc.children(word).any(|c| {
            dep(doc, c) == "neg" || dep(doc, c) == "det" && doc.word(c).eq_ignore_ascii_case("no")
        })
    };
    let denied = words[1..].iter().any(|&word| is_no(word));
    if denied && own.status == Happened {
        return Reality { status: Negated, ..own };
    }
    let plain = matches!(own.status, Happened | Ongoing);
    if !plain || own.refused {
        return own;
    }
    let start = match is_verb(doc, trigger) {
        true => trigger,
        false => light_verb(context, trigger).unwrap_or(trigger),
    };
    let start = coordinate(doc, start).unwrap_or(start);
    match above(context, start) {
        Some(status) => Reality { status, ..PLAIN },
        None => Reality { purpose: is_purpose(doc, start), ..own },
    }
}

/// From the trigger's own clause.
fn own(context: Context, trigger: usize) -> Reality {
    let doc = context.doc;
    let reading = context.codebook.events.reading();
    let real = |status| Reality { status, ..PLAIN };
    if is_verb(doc, trigger) {
        return verbal(context, trigger);
    }
    if doc.tokens()[trigger].pos == "ADJ" {
        let verb = doc.tokens()[trigger].head;
        return if is_verb(doc, verb) { verbal(context, verb) } else { real(Happened) };
    }
    let before = |&c: &usize| matches!(dep(doc, c), "amod" | "compound" | "det" | "nmod");
    if let Some(status) = doc.children(trigger).filter(before).find_map(|c| {
        // "a scheduled visit": a participle's form, not its verb
        let lemma = reading.modifier(&doc.tokens()[c].lemma.to_lowercase());
        lemma.or_else(|| reading.modifier(&doc.word(c).to_lowercase()))
    }) {
        return real(status);
    }
    // "a rally planned by the opposition"
    let planned = doc.children_by(trigger, "acl").filter(|&verb| doc.tokens()[verb].tag == "VBN");
    let planned = planned
        .filter_map(|verb| reading.governor(&lemma(doc, verb)))
        .find(|status| matches!(status, Future | Hypothetical | Negated));
    if let Some(status) = planned {
        return real(status);
    }
    let head = doc.tokens()[trigger].head;
    if let Some(verb) = light_verb(context, trigger) {
        let done = verbal(context, verb);
        // "cancelled the visit", "postponed the talks", "planned an attack"
        let only = reading.governor(&lemma(doc, verb)).filter(|status| {
            matches!(status, Negated | Future | Hypothetical) && done.status == Happened
        });
        return only.map_or(done, real);
    }
    let is_subject = matches!(dep(doc, trigger), "nsubj" | "nsubjpass");
    // "a strike could cause losses"
    let any =
        doc.children(trigger).any(|c| matches!(doc.word(c).to_lowercase().as_str(), "a" | "an"));
    if is_subject && any && is_verb(doc, head) && verbal(context, head).status == Hypothetical {
        return real(Hypothetical);
    }
    let occurs = (is_subject || dep(doc, trigger) == "attr")
        && is_verb(doc, head)
        && (reading.lists("occur", &doc.tokens()[head].lemma) || dep(doc, trigger) == "attr");
    if occurs { verbal(context, head) } else { real(Happened) }
}

/// From a verb's tense, auxiliaries, negation and conjunction.
fn verbal(context: Context, verb: usize) -> Reality {
    let doc = context.doc;
    let reading = context.codebook.events.reading();
    let auxiliaries = auxiliaries(doc, verb);
    let lemma = |token: usize| doc.tokens()[token].lemma.to_lowercase();
    let is_nor = dep(doc, verb) == "conj"
        && doc.children_by(doc.tokens()[verb].head, "cc").any(|cc| lemma(cc) == "nor");
    let negated = is_nor
        || doc.children(verb).any(|c| dep(doc, c) == "neg" && lemma(c) != "only")
        || doc.children(verb).any(|c| dep(doc, c) == "preconj" && lemma(c) == "neither")
        || doc.child(verb, &["nsubj", "nsubjpass"]).is_some_and(|subject| {
            matches!(lemma(subject).as_str(), "nobody" | "none")
                || doc.children(subject).any(|c| matches!(lemma(c).as_str(), "no" | "neither"))
        });
    let from_auxiliary = auxiliaries.iter().find_map(|&h| match lemma(h).as_str() {
        // "said it would": the future, told in the past
        "would" | "'d" if is_told(context, verb) => Some(Future),
        other => reading.auxiliary(other),
    });
    // "have yet to agree"
    let yet = |token: usize| {
        doc.children(token)
            .any(|c| dep(doc, c) == "advmod" && doc.word(c).eq_ignore_ascii_case("yet"))
    };
    let head = doc.tokens()[verb].head;
    let is_open = matches!(&*doc.tokens()[head].lemma, "have" | "be") && yet(head);
    if dep(doc, verb) == "xcomp" && with_to(doc, verb) && is_open {
        return Reality { status: Negated, ..PLAIN };
    }
    // "Ruritania to send envoy": a headline
    let headline = doc.child(verb, &["nsubj"]).is_some() && dep(doc, verb) == "ROOT";
    if with_to(doc, verb) && headline && !negated {
        return Reality { status: Future, ..PLAIN };
    }
    // "is to meet", where "is" governs
    let above = &doc.tokens()[doc.tokens()[verb].head];
    // "is not going to meet"
    if dep(doc, verb) == "xcomp" && above.tag == "VBG" && doc.child(head, &["neg"]).is_some() {
        return Reality { status: Negated, refused: true, ..PLAIN };
    }
    let to_be = &*above.lemma == "be" || &*above.lemma == "go" && above.tag == "VBG";
    if dep(doc, verb) == "xcomp" && to_be && with_to(doc, verb) && !negated {
        // "if it were to meet"
        let status = conditional(context, head).unwrap_or(Future);
        return Reality { status, ..PLAIN };
    }
    let condition = doc.children(verb).any(|c| {
        dep(doc, c) == "mark" && matches!(lemma(c).as_str(), "if" | "unless" | "lest" | "whether")
    }) || is_supposed(doc, verb)
        || conditional(context, verb).is_some();
    let status = match from_auxiliary {
        _ if condition => Hypothetical,
        Some(status) if negated => {
            // "will not accept", "cannot accept"
            let refuses =
                auxiliaries.iter().any(|&h| matches!(lemma(h).as_str(), "can" | "could" | "ca"));
            return Reality { status: Negated, refused: status == Future || refuses, ..PLAIN };
        }
        Some(status) => status,
        None if negated => {
            let willed = with_to(doc, verb)
                && matches!(dep(doc, verb), "acl" | "xcomp")
                && matches!(
                    &*above.lemma,
                    "decide"
                        | "decision"
                        | "choose"
                        | "choice"
                        | "vow"
                        | "opt"
                        | "resolve"
                        | "promise"
                );
            return Reality { status: Negated, refused: willed, willed, ..PLAIN };
        }
        None => tense(doc, verb, &auxiliaries),
    };
    Reality { status, ..PLAIN }
}

/// "Should Freedonia refuse, …"; "what sanctions to impose"; "in the event that it refuses".
fn is_supposed(doc: &Doc, verb: usize) -> bool {
    let tokens = doc.tokens();
    let subject = doc.child(verb, &["nsubj", "nsubjpass"]);
    // Of "not only had it refused, …" another word is the first.
    let first = doc.subtree(verb).start;
    let opens = matches!(dep(doc, first), "aux" | "auxpass")
        && tokens[first].head == verb
        && ["should", "had", "were"].iter().any(|word| doc.word(first).eq_ignore_ascii_case(word));
    let end = doc.sentences()[doc.sentence_of(verb)].end;
    let inverted = opens && subject.is_some_and(|s| first < s) && doc.word(end - 1) != "?";
    let asked = with_to(doc, verb) && {
        let object = doc.child(verb, &["dobj"]);
        let words = object.into_iter().flat_map(|o| doc.children(o)).chain(doc.children(verb));
        words
            .into_iter()
            .any(|word| word < verb && matches!(tokens[word].tag, "WDT" | "WP" | "WRB"))
    };
    let event = tokens[verb].dep == "acl" && &*tokens[tokens[verb].head].lemma == "event";
    inverted || asked || event
}

/// Whether a verb with "to" says what something else is for.
fn is_purpose(doc: &Doc, verb: usize) -> bool {
    with_to(doc, verb) && matches!(dep(doc, verb), "advcl" | "acl" | "relcl")
}

/// Whether a verb is an infinitive with "to".
fn with_to(doc: &Doc, verb: usize) -> bool {
    let passive = || doc.children_by(verb, "auxpass").any(|be| doc.tokens()[be].tag == "VB");
    let row = &doc.tokens()[verb];
    doc.children(verb).any(|c| doc.tokens()[c].tag == "TO")
        && (row.tag == "VB" || row.tag == "VBN" && passive())
}

fn tense(doc: &Doc, verb: usize, auxiliaries: &[usize]) -> EventStatus {
    let token = &doc.tokens()[verb];
    let present_be = |&h: &usize| {
        matches!(
            doc.word(h).to_lowercase().as_str(),
            "is" | "are" | "am" | "'s" | "'re" | "been" | "be"
        )
    };
    let is_was = |&h: &usize| matches!(doc.word(h).to_lowercase().as_str(), "was" | "were");
    match token.tag {
        "VBG" if auxiliaries.iter().any(present_be) => Ongoing,
        // "is to meet", "are to hold talks"
        "VB" if auxiliaries.iter().any(|&h| present_be(&h) || is_was(&h)) => Future,
        _ => Happened,
    }
}

/// No verb shares its clause, or what governs it, with more that it is joined with.
const MOST_JOINED: usize = 16;

/// Whether the verb's clause is what a verb of speech opens.
fn is_told(context: Context, verb: usize) -> bool {
    let doc = context.doc;
    let mut verb = verb;
    for _ in 0..MOST_JOINED {
        let head = doc.tokens()[verb].head;
        match dep(doc, verb) {
            "ccomp" => {
                let reading = context.codebook.events.reading();
                return reading.lists("speech", &doc.tokens()[head].lemma);
            }
            "conj" => verb = head,
            _ => return false,
        }
    }
    false
}

/// The verb's auxiliaries, or those that it shares with the verb that it is coordinated with.
fn auxiliaries(doc: &Doc, verb: usize) -> Vec<usize> {
    let mut verb = verb;
    for _ in 0..MOST_JOINED {
        let own: Vec<usize> =
            doc.children(verb).filter(|&c| matches!(dep(doc, c), "aux" | "auxpass")).collect();
        let token = &doc.tokens()[verb];
        let shares = own.is_empty()
            && token.dep == "conj"
            && is_verb(doc, token.head)
            && doc.child(verb, &["nsubj", "nsubjpass"]).is_none()
            && token.tag == doc.tokens()[token.head].tag;
        if !shares {
            return own;
        }
        verb = token.head;
    }
    Vec::new()
}

/// From what the event hangs under, nearest first.
fn above(context: Context, start: usize) -> Option<EventStatus> {
    above_within(context, start, MOST_JOINED)
}

fn above_within(context: Context, start: usize, steps: usize) -> Option<EventStatus> {
    let steps = steps.checked_sub(1)?;
    let doc = context.doc;
    let reading = context.codebook.events.reading();
    let mut at = start;
    let mut prep = None;
    for head in doc.ancestors(start) {
        let row = &doc.tokens()[head];
        let lemma = lemma(doc, head).to_lowercase();
        if dep(doc, at) == "pcomp" {
            match lemma.as_str() {
                "without" => return Some(Negated),
                // "might do better by helping"
                "by" if is_verb(doc, row.head) => {
                    let outer = verbal(context, row.head).status;
                    return (!matches!(outer, Happened)).then_some(outer);
                }
                // "hopes to sign before leaving": it has not left either
                "before" if is_verb(doc, row.head) => {
                    let outer = verbal(context, row.head).status;
                    let outer = above_within(context, row.head, steps).unwrap_or(outer);
                    return (!matches!(outer, Happened | Ongoing | Negated)).then_some(Future);
                }
                _ => {}
            }
        }
        match dep(doc, at) {
            "relcl" | "acl" | "ccomp" if is_untrue(context, head, at) => return Some(Negated),
            // "demands that the king quit", whichever way the parse takes it
            "relcl" | "acl" if is_demanded(context, head, at) => return Some(CalledFor),
            "relcl" | "parataxis" | "appos" | "poss" | "nsubj" | "nmod" | "compound" => {
                return None;
            }
            // "sounded a call for Freedonia to accept refugees"
            "advcl" if for_whom(doc, at) => {
                let called = doc.child(head, &["dobj", "nsubjpass"]);
                let asks = called.and_then(|noun| reading.governor(&doc.tokens()[noun].lemma));
                return asks.or_else(|| reading.governor(&lemma));
            }
            // "to stop rebels launching attacks"
            "acl" if doc.tokens()[at].tag == "VBG" && is_stopped(context, head) => {
                return Some(Negated);
            }
            "advcl" => return conditional(context, at).or_else(|| not_yet(context, at, head)),
            // "the latest country to reject the offer" has rejected it
            "acl" if is_ranked(doc, head) => return None,
            // "rejected allegations that …", "demands that …"; but "the rebels attacking …"
            "acl" if doc.tokens()[at].tag != "VB" && !has_mark(doc, at) => return None,
            // "refused to meet and sign": the same governor; "talked and attacked": not below
            "conj" if is_verb(doc, at) && doc.tokens()[at].tag != row.tag => return None,
            "prep" if is_adjunct(doc, at) => return None,
            "prep" | "agent" | "dative" => {
                prep = Some(at);
                let between = &doc.tokens()[at].lemma;
                // Only "for", "of", "from", "to", "against", "on", "about", "over" tie an act to its governor.
                if !matches!(
                    &**between,
                    "for" | "of" | "from" | "to" | "against" | "on" | "about" | "over" | "in"
                ) {
                    return None;
                }
            }
            _ => {}
        }
        let governs = !matches!(row.pos, "ADP" | "SCONJ" | "PART") && dep(doc, at) != "conj";
        // "told reporters that …" reports; "told them to …" asks.
        let told = dep(doc, at) == "ccomp" && reading.lists("speech", &lemma) && !with_to(doc, at);
        // "in the event of an attack"
        let in_event = || {
            let prep = row.head;
            lemma == "event" && dep(doc, head) == "pobj" && &*doc.tokens()[prep].lemma == "in"
        };
        if governs && in_event() {
            return Some(Hypothetical);
        }
        // "showed no sign that it would leave"
        let shown =
            matches!(lemma.as_str(), "sign" | "evidence" | "indication" | "proof" | "question");
        let none = || doc.children(head).any(|c| doc.word(c).eq_ignore_ascii_case("no"));
        if governs && shown && none() {
            return Some(Negated);
        }
        // "insists that it gives" reports, "insists that it give" asks.
        let reports = lemma == "insist" && dep(doc, at) == "ccomp" && doc.tokens()[at].tag != "VB";
        if governs && (told || reports) {
            // "has not confirmed that they will meet"
            let untold = is_verb(doc, head) && verbal(context, head).status == Negated;
            return untold.then_some(Hypothetical);
        }
        // "Pressure is mounting for a withdrawal"
        if governs && prep.is_some_and(|p| &*doc.tokens()[p].lemma == "for") {
            let subject = doc.child(head, &["nsubj"]);
            let asked = subject.and_then(|s| reading.governor(&doc.tokens()[s].lemma));
            if asked == Some(CalledFor) {
                return asked;
            }
        }
        // "at the time of the arrest", "asked about the arrest" ask for none
        let idle = |status| match prep.map(|p| &*doc.tokens()[p].lemma) {
            Some(word) => lemma == "time" || word == "about" && status == CalledFor,
            None => false,
        };
        if governs && let Some(status) = reading.governor(&lemma).filter(|s| !idle(*s)) {
            let of_prep = |p: usize| {
                let asked = lemma == "insist" || status == CalledFor;
                !matches!(&*doc.tokens()[p].lemma, "in" | "on" | "with")
                    || !is_verb(doc, head)
                    || asked && &*doc.tokens()[p].lemma == "on"
            };
            if prep.is_none_or(of_prep) {
                return Some(flip(context, head, status));
            }
        }
        // "a vote on sending troops": an act that a noun is about is no act yet
        let about = prep.is_some_and(|p| !matches!(&*doc.tokens()[p].lemma, "for" | "by" | "of"));
        if row.pos == "NOUN"
            && dep(doc, at) == "prep"
            && about
            && doc.child(at, &["pcomp"]).is_some()
        {
            return Some(Hypothetical);
        }
        if governs && is_verb(doc, head) {
            let outer = verbal(context, head).status;
            // "will allow the troops to leave"
            let completing = dep(doc, at) == "xcomp" || dep(doc, at) == "ccomp" && with_to(doc, at);
            if completing && !matches!(outer, Happened) {
                return Some(outer);
            }
            let spoken = dep(doc, at) == "ccomp";
            // "failed to win recognition": what is sought is not there yet
            let seeks = matches!(
                lemma.as_str(),
                "win" | "secure" | "obtain" | "gain" | "get" | "seek" | "earn"
            );
            let factive = matches!(dep(doc, at), "dobj" | "nsubjpass" | "prep") && !seeks;
            if spoken || factive {
                return None;
            }
        }
        if !matches!(dep(doc, at), "pobj" | "prep" | "pcomp") || !matches!(row.pos, "ADP" | "SCONJ")
        {
            prep = None;
        }
        at = head;
    }
    None
}

/// Whether an infinitive has its own "for": "for Freedonia to accept".
fn for_whom(doc: &Doc, verb: usize) -> bool {
    with_to(doc, verb)
        && doc.child(verb, &["mark"]).is_some_and(|mark| &*doc.tokens()[mark].lemma == "for")
}

/// Whether somebody is kept from what a participle says of him.
fn is_stopped(context: Context, noun: usize) -> bool {
    let row = &context.doc.tokens()[noun];
    let verb = &context.doc.tokens()[row.head];
    row.dep == "dobj" && matches!(&*verb.lemma, "stop" | "prevent" | "keep" | "block" | "deter")
}

/// Whether a relative clause is in truth what a noun like "demand" asks for: it has a subject of its own.
fn is_demanded(context: Context, noun: usize, verb: usize) -> bool {
    let doc = context.doc;
    let asks = context.codebook.events.reading().governor(&doc.tokens()[noun].lemma);
    let subject = doc.child(verb, &["nsubj"]);
    asks == Some(CalledFor)
        && subject.is_some_and(|s| !matches!(doc.tokens()[s].tag, "WDT" | "WP"))
        && doc.child(verb, &["dobj"]).is_none_or(|o| !matches!(doc.tokens()[o].tag, "WDT" | "WP"))
}

/// Whether a clause is what is said not to be so: "reports that the army fled are false", "it is false that it fled".
fn is_untrue(context: Context, above: usize, clause: usize) -> bool {
    let doc = context.doc;
    let reading = context.codebook.events.reading();
    let row = &doc.tokens()[above];
    let told_by = match dep(doc, clause) {
        "ccomp" if &*row.lemma == "be" && has_mark(doc, clause) => above,
        "relcl" | "acl" if reading.lists("tidings", &row.lemma) && row.dep == "nsubj" => row.head,
        _ => return false,
    };
    let said = doc.children(told_by).filter(|&c| matches!(dep(doc, c), "acomp" | "attr" | "oprd"));
    let is_denied = doc.child(told_by, &["neg"]).is_some();
    !is_denied && said.into_iter().any(|word| reading.lists("untrue", &doc.tokens()[word].lemma))
}

/// Whether a noun is one of a row: "the first", "the latest", "the only".
fn is_ranked(doc: &Doc, noun: usize) -> bool {
    doc.children(noun).any(|word| {
        matches!(&*doc.tokens()[word].lemma, "first" | "late" | "latest" | "last" | "only" | "next")
            || doc.tokens()[word].entity == Iob::Begin("ORDINAL")
    }) || {
        // "was among those to vote against it"
        let prep = doc.tokens()[noun].head;
        let group = &*doc.tokens()[doc.tokens()[prep].head].lemma;
        dep(doc, noun) == "pobj"
            && match &*doc.tokens()[prep].lemma {
                "among" => true,
                "of" => group == "one",
                _ => false,
            }
    }
}

/// "did not refuse", "no plan to": what a negated governor leaves of a status.
fn flip(context: Context, governor: usize, status: EventStatus) -> EventStatus {
    let doc = context.doc;
    let has_no = |token: usize| {
        doc.children(token).any(|c| {
            dep(doc, c) == "neg" || dep(doc, c) == "det" && &*doc.tokens()[c].lemma == "no"
        })
    };
    // "was not ready to"
    let copula =
        matches!(dep(doc, governor), "acomp" | "attr").then(|| doc.tokens()[governor].head);
    let denied = has_no(governor) || copula.is_some_and(has_no);
    match (denied, status) {
        (true, Negated) => Happened,
        (true, Future | CalledFor | Hypothetical | Ongoing) => Negated,
        _ => status,
    }
}

/// An adverbial clause: one that opens with "if" supposes; the others tell.
fn conditional(context: Context, verb: usize) -> Option<EventStatus> {
    let doc = context.doc;
    let present = matches!(doc.tokens()[verb].tag, "VBZ" | "VBP");
    let supposes = doc.children(verb).any(|c| {
        dep(doc, c) == "mark"
            && match doc.tokens()[c].lemma.to_lowercase().as_str() {
                "if" | "unless" | "lest" => true,
                "until" | "once" => present,
                _ => false,
            }
    });
    supposes.then_some(Hypothetical)
}

/// "will fly on Friday before he heads home": what comes before or after what is to come.
fn not_yet(context: Context, verb: usize, above: usize) -> Option<EventStatus> {
    let doc = context.doc;
    let sets_time = doc.child(verb, &["mark", "advmod"]).is_some_and(|mark| {
        matches!(&*doc.tokens()[mark].lemma, "before" | "until" | "when" | "once" | "after")
    });
    let present = matches!(doc.tokens()[verb].tag, "VBZ" | "VBP" | "VB");
    let outer = is_verb(doc, above).then(|| verbal(context, above).status);
    (sets_time && present && matches!(outer, Some(Future | Hypothetical | CalledFor)))
        .then_some(Future)
}

/// The speech verb in whose content `token` stands, and who speaks.
pub fn speaker(context: Context, token: usize) -> Option<usize> {
    let doc = context.doc;
    let reading = context.codebook.events.reading();
    let is_speech = |&t: &usize| is_verb(doc, t) && reading.lists("speech", &doc.tokens()[t].lemma);
    let mut at = token;
    for head in doc.ancestors(token) {
        let content = matches!(dep(doc, at), "ccomp" | "conj" | "advcl");
        if content && is_speech(&head) {
            return crate::tree::agent(doc, head);
        }
        if let Some(aside) =
            doc.children(at).filter(|&c| dep(doc, c) == "parataxis").find(is_speech)
        {
            return crate::tree::agent(doc, aside);
        }
        at = head;
    }
    let aside = doc.children(at).filter(|&c| dep(doc, c) == "parataxis").find(is_speech);
    aside
        .and_then(|verb| crate::tree::agent(doc, verb))
        .filter(|&s| object(doc, s).is_none() || !is_verb(doc, s))
}
