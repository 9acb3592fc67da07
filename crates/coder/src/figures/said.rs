//! Whether what is counted is said to be so: not denied, possible, planned or conditional.

use sayso_codebook::FigureSlot as Slot;
use sayso_language::Doc;
use sayso_record::EventStatus;

use super::candidate::{Candidate, Kind};
use super::measure::Found;
use crate::Context;
use crate::events::status;
use crate::tree::{self, dep, is_verb};

/// Whether what a trigger tells is said to be so: not denied, possible, planned or conditional. Of
/// nobody, and of "no more than 12", it may be denied.
pub fn is_asserted(context: Context, found: &Found, candidate: &Candidate) -> bool {
    let doc = context.doc;
    // What a noun or adjective says holds as its clause does.
    let told = match found.slot {
        Slot::Counted | Slot::State | Slot::Toll if !is_verb(doc, found.trigger) => {
            let verb = doc.ancestors(found.trigger).find(|&above| is_verb(doc, above));
            let direct = verb.filter(|&verb| {
                doc.ancestors(found.trigger).take_while(|&above| above != verb).all(|above| {
                    matches!(doc.tokens()[above].pos, "NUM" | "NOUN" | "ADJ" | "PRON")
                        || doc.word(above) == "of"
                })
            });
            direct.unwrap_or(found.trigger)
        }
        _ => found.trigger,
    };
    let reality = status::of(context, &[told]);
    if is_disputed(context, told, context.codebook.figures.name(found.measure)) {
        return false;
    }
    // "called for silence for the four dead": who is dead already is so whatever is called for
    let given = candidate.noun.is_some_and(|noun| {
        let known = |&c: &usize| matches!(&*doc.word(c).to_lowercase(), "the" | "those" | "these");
        doc.children_by(noun, "det").any(|c| known(&c))
    });
    let befell = match found.slot {
        Slot::State | Slot::Counted => true,
        Slot::Noun => reality.status == EventStatus::Hypothetical,
        _ => false,
    };
    if given && befell && reality.status != EventStatus::Negated {
        return true;
    }
    let holds = matches!(
        reality.status,
        EventStatus::Happened | EventStatus::Ongoing | EventStatus::Historical
    ) || reality.status == EventStatus::Hypothetical
        && (is_tried(context, told) || is_believed(doc, told))
        || reality.status == EventStatus::Negated && is_unprevented(doc, told);
    // "hoping to find the bodies of 12": found by nobody yet
    let over = doc.tokens()[told].head;
    let brings = matches!(
        &*doc.tokens()[over].lemma,
        "find" | "recover" | "cause" | "bring" | "lead" | "see" | "mean" | "claim"
    );
    if found.slot == Slot::Noun && brings && is_verb(doc, over) {
        let outer = status::of(context, &[over]);
        if !matches!(outer.status, EventStatus::Happened | EventStatus::Ongoing) || outer.purpose {
            return false;
        }
    }
    let first = doc.word(candidate.number.start.min(doc.len() - 1)).to_lowercase();
    // "expects 100,000 demonstrators"
    if found.slot == Slot::Counted {
        let own = status::of(context, &[found.trigger]).status;
        if matches!(own, EventStatus::Future | EventStatus::Hypothetical | EventStatus::CalledFor) {
            return false;
        }
    }
    let denies = candidate.kind == Kind::Nobody || matches!(&*first, "no" | "not");
    let denied = denies && reality.status == EventStatus::Negated;
    (holds || denied) && !reality.purpose
}

/// "failed to prevent the massacre of 150"
fn is_unprevented(doc: &Doc, told: usize) -> bool {
    let tokens = doc.tokens();
    let mut above = doc.ancestors(told).take(4);
    let prevents =
        |&verb: &usize| matches!(&*tokens[verb].lemma, "prevent" | "avert" | "stop" | "halt");
    let prevents = above.find(prevents);
    prevents.is_some_and(|verb| matches!(&*tokens[tokens[verb].head].lemma, "fail" | "failure"))
}

/// "12 people died, historians believe"
fn is_believed(doc: &Doc, told: usize) -> bool {
    let above = doc.tokens()[told].head;
    let believes =
        matches!(&*doc.tokens()[above].lemma, "believe" | "estimate" | "think" | "reckon");
    dep(doc, told) == "ccomp" && believes && !tree::is_passive(doc, above)
}

/// "the trial over the killing of two students": the dead are dead whoever is guilty.
fn is_tried(context: Context, told: usize) -> bool {
    let doc = context.doc;
    let mut above = doc.ancestors(told).take(3);
    above.any(|above| context.codebook.figures.lists("tried", &doc.tokens()[above].lemma))
}

/// "rejected reports that 400 had been arrested", "it is not true that …", "how many were hurt".
fn is_disputed(context: Context, told: usize, measure: &str) -> bool {
    let doc = context.doc;
    let tokens = doc.tokens();
    let not = |at: usize| doc.child(at, &["neg"]).is_some();
    let lemma = |at: usize| &*tokens[at].lemma;
    // "enough to feed 9,000", "eager to return"
    let to = doc.children(told).any(|child| tokens[child].tag == "TO");
    let over = &tokens[tokens[told].head];
    let able = matches!(over.pos, "ADJ" | "ADV")
        && !matches!(&*over.lemma, "first" | "late" | "last")
        || matches!(&*over.lemma, "wait" | "await" | "queue");
    if to && matches!(tokens[told].tag, "VB" | "VBN") && able {
        return true;
    }
    // "ordered the release of nine prisoners"
    let ordered =
        matches!(lemma(tokens[told].head), "order" | "demand" | "seek" | "urge" | "request");
    if dep(doc, told) == "dobj" && ordered && measure != "killed" {
        return true;
    }
    let mut at = told;
    for above in doc.ancestors(told).take(4) {
        let completes = matches!(dep(doc, at), "acl" | "ccomp" | "csubj" | "pcomp" | "relcl");
        if completes && !is_verb(doc, above) {
            // "reports that", "allegations that"
            let verb = tokens[above].head;
            let false_ = matches!(lemma(verb), "reject" | "deny" | "dismiss" | "refute" | "rebut")
                || matches!(lemma(verb), "confirm" | "accept" | "believe") && not(verb);
            let doubt =
                matches!(lemma(above), "unclear" | "untrue" | "false" | "uncertain" | "doubtful")
                    || matches!(lemma(above), "true" | "clear" | "certain" | "sure" | "evidence")
                        && (not(verb) || doc.children(above).any(|c| lemma(c) == "no"));
            if false_ || doubt {
                return true;
            }
        }
        // "a plan to stop the bombings that killed 20"
        if dep(doc, at) == "relcl" {
            return false;
        }
        // "was meant to kill"
        let aimed = matches!(lemma(above), "mean" | "intend" | "design" | "suppose");
        if dep(doc, at) == "xcomp" && aimed && tree::is_passive(doc, above) {
            return true;
        }
        let rejects = matches!(lemma(above), "reject" | "dismiss" | "refute" | "rebut");
        if completes && rejects {
            return true;
        }
        // "It is not true that …", where the clause hangs on "is"
        if completes && is_verb(doc, above) {
            let said = doc.child(above, &["acomp", "attr"]).map(lemma);
            let untrue = matches!(said, Some("unclear" | "untrue" | "false" | "uncertain"))
                || matches!(said, Some("true" | "clear" | "certain")) && not(above);
            let unsure = matches!(lemma(above), "doubt" | "suspect" | "wonder");
            if untrue || unsure {
                return true;
            }
        }
        at = above;
    }
    false
}
