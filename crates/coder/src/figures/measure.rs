//! What is counted how: the words of the page, and the phrases that stand in their slots.
//!
//! [`hits`] goes from the words that mean a measure to those counted; [`Candidate`]s are then
//! looked up among them. Where a parse of a long coordination goes astray, [`beside`] has the words
//! right before and behind the number.

use sayso_codebook::{FigureSlot as Slot, Trigger};
use sayso_language::{Doc, Iob};
use sayso_record::EventStatus;

use super::candidate::{Candidate, Kind};
use crate::Context;
use crate::events::status;
use crate::tree::{self, dep, is_verb};

/// A measure and the words that gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its index among the page's measures.
    pub measure: usize,
    /// The token that means it.
    pub trigger: usize,
    /// In which slot those counted stand.
    pub slot: Slot,
}

/// A measure told of the phrase headed by `target`.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The head of the phrase counted.
    pub target: usize,
    /// The measure told.
    pub found: Found,
}

/// The slot's name in a rule's id.
pub fn slot_name(slot: Slot) -> &'static str {
    match slot {
        Slot::Object => "object",
        Slot::Subject => "subject",
        Slot::Noun => "noun",
        Slot::State => "state",
        Slot::Toll => "toll",
        Slot::Counted => "counted",
    }
}

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
        && (is_tried(doc, told) || is_believed(doc, told))
        || reality.status == EventStatus::Negated && is_unprevented(doc, told);
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
fn is_tried(doc: &Doc, told: usize) -> bool {
    let above = doc.ancestors(told).take(3).find(|&above| doc.tokens()[above].pos == "NOUN");
    above.is_some_and(|above| {
        matches!(
            &*doc.tokens()[above].lemma,
            "trial"
                | "investigation"
                | "inquiry"
                | "probe"
                | "charge"
                | "hearing"
                | "case"
                | "conviction"
        )
    })
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
    let able =
        matches!(over.pos, "ADJ" | "ADV") && !matches!(&*over.lemma, "first" | "late" | "last");
    if to && tokens[told].tag == "VB" && able {
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

/// What the sentence's words tell, in the order of the words, and whether any word tells of a measure
/// at all.
fn hits(context: Context, sentence: std::ops::Range<usize>) -> (Vec<Hit>, bool) {
    let doc = context.doc;
    let rules = &context.codebook.figures;
    let mut hits = Vec::new();
    // Up to where the words of a longer entry reach: of "injury toll" the "toll" means no deaths.
    let mut taken = sentence.start;
    let mut any = false;
    for token in sentence {
        if token < taken {
            continue;
        }
        let lemma = tree::lemma(doc, token).to_lowercase();
        let word = doc.word(token).to_lowercase();
        let by_word: &[Trigger] = if word == lemma { &[] } else { rules.triggers(&word) };
        let mut told: Vec<&Trigger> = Vec::new();
        for trigger in rules.triggers(&lemma).iter().chain(by_word) {
            let longer = told.iter().any(|other| other.rest.len() > trigger.rest.len());
            if !longer && fits(doc, trigger, token) {
                told.push(trigger);
            }
        }
        for trigger in told {
            any = true;
            let words = if is_followed(doc, token, &trigger.rest) { trigger.rest.len() } else { 0 };
            taken = taken.max(token + words + 1);
            // The last word heads "death toll", the first "number of dead".
            let is_name = matches!(trigger.slot, Slot::Noun | Slot::Toll | Slot::Counted);
            let of = trigger.rest.iter().any(|word| word == "of");
            let token = if is_name && words > 0 && !of { token + words } else { token };
            let found = Found { measure: trigger.measure, trigger: token, slot: trigger.slot };
            for target in phrases(doc, targets(doc, trigger, token)) {
                hits.push(Hit { target, found: found.clone() });
            }
        }
    }
    (hits, any)
}

/// Whether the token is of the form that the slot asks for, with all of the trigger's words.
fn fits(doc: &Doc, trigger: &Trigger, token: usize) -> bool {
    let row = &doc.tokens()[token];
    let form = match trigger.slot {
        Slot::Object | Slot::Subject => {
            is_verb(doc, token) || matches!(row.tag, "VBN" | "VBD" | "VBG")
        }
        Slot::Noun | Slot::Counted | Slot::Toll => matches!(row.pos, "NOUN" | "PROPN"),
        Slot::State => true,
    };
    // Names stand together, but for words between "number of" and "the dead".
    let words = match trigger.slot {
        Slot::Noun | Slot::Counted | Slot::Toll => is_named(doc, token, &trigger.rest),
        _ => stands_with(doc, token, &trigger.rest),
    };
    form && words
}

/// Whether the words of a name follow its first, or are what it is "of".
fn is_named(doc: &Doc, token: usize, rest: &[String]) -> bool {
    let of = || match rest {
        [of, word] if of == "of" => {
            let preps = doc.children(token).filter(|&c| &*doc.tokens()[c].lemma == "of");
            let mut objects = preps.filter_map(|prep| doc.child(prep, &["pobj"]));
            objects.any(|object| {
                &*doc.tokens()[object].lemma == word || doc.word(object).eq_ignore_ascii_case(word)
            })
        }
        _ => false,
    };
    is_followed(doc, token, rest) || of()
}

/// Whether the other words of an entry depend on the first, or follow it.
fn stands_with(doc: &Doc, token: usize, rest: &[String]) -> bool {
    if is_followed(doc, token, rest) {
        return true;
    }
    // "leaving 12 dead and 30 wounded" leaves nobody both.
    let joined = rest.iter().any(|word| matches!(word.as_str(), "or" | "and"));
    let own = |&child: &usize| joined || dep(doc, child) != "conj";
    let mut near: Vec<usize> = doc.children(token).filter(own).collect();
    for _ in 0..2 {
        let next: Vec<usize> =
            near.iter().flat_map(|&t| doc.children(t)).filter(|t| !near.contains(t)).collect();
        near.extend(next.into_iter().take(64));
    }
    let is_word = |t: &usize, word: &str| {
        doc.tokens()[*t].lemma.eq_ignore_ascii_case(word) || doc.word(*t).eq_ignore_ascii_case(word)
    };
    rest.iter().all(|word| near.iter().any(|t| is_word(t, word)))
}

/// Whether these words follow a token.
fn is_followed(doc: &Doc, token: usize, rest: &[String]) -> bool {
    rest.iter().enumerate().all(|(at, word)| {
        let next = token + at + 1;
        next < doc.len()
            && (&*doc.tokens()[next].lemma == word || doc.word(next).eq_ignore_ascii_case(word))
    })
}

/// The heads of what stands in a trigger's slot.
fn targets(doc: &Doc, trigger: &Trigger, token: usize) -> Vec<usize> {
    let tokens = doc.tokens();
    match trigger.slot {
        Slot::Object => {
            let found = objects(doc, token);
            let is_rest = |&object: &usize| {
                trigger.rest.iter().any(|word| *word == *tokens[object].lemma.to_lowercase())
            };
            match found.iter().any(is_rest) {
                // "gave food to 900 families", "recovered the bodies of 12 people"
                true => receivers(doc, token, found),
                false => found,
            }
        }
        Slot::Subject => {
            let passive = tree::is_passive(doc, token);
            let subject = tree::surface_subject(doc, token).filter(|_| !passive);
            let gapped = gapped(doc, token).filter(|_| subject.is_some());
            subject.into_iter().chain(gapped).collect()
        }
        Slot::Noun => {
            let of = doc.children(token).filter(|&c| {
                dep(doc, c) == "prep"
                    && matches!(&*tokens[c].lemma, "of" | "to" | "among" | "for" | "in")
            });
            let of: Vec<usize> = of.filter_map(|prep| doc.child(prep, &["pobj"])).collect();
            // "the killings last year of 12 soldiers"
            let apart = || {
                let end = doc.sentences()[doc.sentence_of(token)].end;
                let prep = (token + 2..(token + 5).min(end)).find(|&at| doc.word(at) == "of")?;
                let dated = (token + 1..prep)
                    .any(|at| matches!(tokens[at].entity, Iob::Begin("DATE") | Iob::In("DATE")));
                doc.child(prep, &["pobj"]).filter(|_| dated)
            };
            let apart = if of.is_empty() { apart() } else { None };
            let whose = doc.children_by(token, "poss");
            of.into_iter().chain(apart).chain(whose).chain([token]).collect()
        }
        Slot::State => states(doc, token),
        Slot::Toll => tolls(doc, token),
        Slot::Counted => vec![token],
    }
}

/// Who gets what a verb's object is, with the object.
fn receivers(doc: &Doc, verb: usize, mut objects: Vec<usize>) -> Vec<usize> {
    objects.extend(doc.children_by(verb, "dative"));
    for of in [Some(verb), objects.first().copied()].into_iter().flatten() {
        let preps = doc.children(of).filter(|&c| {
            matches!(dep(doc, c), "prep" | "dative")
                && matches!(&*doc.tokens()[c].lemma, "to" | "for" | "among" | "of")
        });
        objects.extend(preps.filter_map(|prep| doc.child(prep, &["pobj"])));
    }
    objects
}

/// Whom a verb's act befalls.
fn objects(doc: &Doc, verb: usize) -> Vec<usize> {
    let tokens = doc.tokens();
    // "two kidnapped aid workers"
    if dep(doc, verb) == "amod" && tokens[verb].head > verb {
        return vec![tokens[verb].head];
    }
    // "visited the grave of King Rudolf, slain in 1975": who stands before the comma
    let row = &tokens[verb];
    let bare =
        row.tag == "VBN" && row.dep == "advcl" && doc.child(verb, &["aux", "auxpass"]).is_none();
    if let Some(noun) = verb.checked_sub(2).filter(|_| bare && doc.word(verb - 1) == ",")
        && tree::is_noun(doc, noun)
        && doc.child(verb, &["dobj"]).is_none()
    {
        return vec![noun];
    }
    // "Killed in the ambush were three policemen"
    let inverted = || {
        let be = doc.child(verb, &["auxpass", "aux"]).filter(|&be| be > verb)?;
        (tokens[verb].tag == "VBN").then(|| doc.child(be, &["attr", "nsubj"])).flatten()
    };
    if let Some(behind) = inverted() {
        return vec![behind];
    }
    let own = tree::object(doc, verb);
    // "were shot and killed": the parse may leave the subject with the first verb alone
    let shared = || {
        let first = tokens[verb].head;
        let split = dep(doc, verb) == "conj" && is_verb(doc, first) && tokens[verb].tag == "VBN";
        (split && doc.child(verb, &["dobj", "nsubj"]).is_none())
            .then(|| tree::object(doc, first))
            .flatten()
    };
    let found = own.or_else(shared).into_iter();
    found.chain(gapped(doc, verb)).collect()
}

/// Nouns that the parse joins to the verb: "was killed as well as his driver".
fn gapped(doc: &Doc, verb: usize) -> impl Iterator<Item = usize> {
    doc.children_by(verb, "conj").filter(move |&noun| noun > verb && tree::is_noun(doc, noun))
}

/// Of whom an adjective, participle or noun is said.
fn states(doc: &Doc, token: usize) -> Vec<usize> {
    let tokens = doc.tokens();
    let row = &tokens[token];
    let mut found = vec![token];
    let completes = is_verb(doc, row.head)
        && matches!(
            &*tokens[row.head].lemma,
            "leave"
                | "find"
                | "shoot"
                | "report"
                | "be"
                | "remain"
                | "lie"
                | "list"
                | "declare"
                | "make"
                | "presume"
                | "go"
                | "become"
                | "keep"
                | "render"
                | "hold"
                | "drop"
                | "strike"
                | "stay"
        );
    // "Among the dead were two children"
    if row.dep == "pobj" && matches!(&*tokens[row.head].lemma, "among" | "amongst") {
        let verb = tokens[row.head].head;
        let whole = doc.children(verb).filter(|&c| {
            matches!(dep(doc, c), "attr" | "nsubj" | "nsubjpass") && is_verb(doc, verb)
        });
        return whole.collect();
    }
    // "put the dead at 100"
    let puts =
        |verb: usize| matches!(&*tokens[verb].lemma, "put" | "estimate" | "place" | "number");
    let put = matches!(row.dep, "dobj" | "oprd" | "ccomp") && puts(row.head);
    if put && doc.child(token, &["nummod"]).is_none() {
        let near = doc.children(row.head).chain(doc.children(token));
        let at = near.filter(|&c| doc.word(c) == "at");
        found.extend(at.filter_map(|at| doc.child(at, &["pobj"])));
        return found;
    }
    if is_verb(doc, token) {
        // A finite verb has objects; a participle may be what somebody is left: "left 12 wounded".
        let open = matches!(row.dep, "ccomp" | "xcomp" | "oprd" | "acomp" | "advcl") && completes;
        let own = doc.child(token, &["nsubj", "nsubjpass"]).is_some();
        if !open && (own || !matches!(row.dep, "amod" | "acl")) {
            // "children are malnourished"
            let passive = row.tag == "VBN" && tree::is_passive(doc, token);
            return if passive { objects(doc, token) } else { Vec::new() };
        }
    }
    if let Some(own) = doc.child(token, &["nsubj", "nsubjpass"]) {
        found.push(own);
        return found;
    }
    match row.dep {
        "amod" | "acl" | "appos" | "nummod" => found.push(row.head),
        "prep" | "acomp" | "attr" | "oprd" | "xcomp" | "ccomp" | "advcl" | "advmod" | "dep" => {
            if !is_verb(doc, row.head) {
                found.push(row.head);
            } else if completes {
                // "left 12 dead", "were left homeless"
                let object = doc.child(row.head, &["dobj"]);
                found.extend(object.or_else(|| tree::surface_subject(doc, row.head)));
            }
        }
        // "were dead or missing"; but "12 dead and 30 wounded"
        "conj" if dep(doc, row.head) != "conj" && !is_counted(doc, token) => {
            let first = states(doc, row.head);
            found.extend(first.into_iter().filter(|&of| of != row.head && of < token));
        }
        _ => {}
    }
    found.dedup();
    found
}

/// Whether a word has a number of its own.
fn is_counted(doc: &Doc, token: usize) -> bool {
    let number = |at: usize| doc.tokens()[at].pos == "NUM";
    doc.child(token, &["nummod", "det", "quantmod"]).is_some() || token > 0 && number(token - 1)
}

/// The numbers that a toll is put at: "the toll rose to 90", "a toll of 90", "bringing the toll to 90".
fn tolls(doc: &Doc, noun: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut under = |token: usize| {
        for child in doc.children(token) {
            match dep(doc, child) {
                "dobj" | "attr" | "nummod" | "appos" | "npadvmod" | "acomp" => found.push(child),
                "prep" | "agent" | "prt" => {
                    found.extend(doc.child(child, &["pobj"]));
                    // "rose by 12 to 90": the last one is the toll
                    for inner in doc.children_by(child, "prep") {
                        found.extend(doc.child(inner, &["pobj"]));
                    }
                }
                _ => {}
            }
        }
    };
    under(noun);
    // "the number of dead rose": the verb of the noun that it is part of
    let mut at = noun;
    for above in doc.ancestors(noun).take(4) {
        if is_verb(doc, above) {
            if matches!(dep(doc, at), "nsubj" | "nsubjpass" | "dobj") {
                under(above);
                // "continues to rise, reaching 90"
                let further = doc.children(above).filter(|&c| {
                    is_verb(doc, c) && matches!(dep(doc, c), "xcomp" | "advcl" | "conj")
                });
                further.for_each(&mut under);
            }
            break;
        }
        at = above;
    }
    found.retain(|&token| token != noun);
    // "brought the toll since the start of the war to 90", whatever "to" hangs on
    let is_number = |token: usize| doc.tokens()[token].pos == "NUM";
    let moves = doc.ancestors(noun).find(|&above| is_verb(doc, above)).is_some_and(|verb| {
        matches!(
            &*doc.tokens()[verb].lemma,
            "bring" | "put" | "raise" | "take" | "push" | "lift" | "rise" | "climb" | "increase"
        )
    });
    if moves && !found.iter().any(|&token| is_number(token)) {
        let end = doc.sentences()[doc.sentence_of(noun)].end;
        let to = (noun..end - 1).find(|&at| {
            matches!(doc.word(at), "to" | "at")
                && is_number(at + 1)
                && doc.tokens()[at].pos == "ADP"
        });
        found.extend(to.map(|to| to + 1));
    }
    found
}

/// The phrases that heads stand for: with those coordinated, those in apposition, and for "a group of
/// 12 men" the men.
fn phrases(doc: &Doc, heads: Vec<usize>) -> Vec<usize> {
    const MOST: usize = 400;
    let mut found = heads;
    let mut at = 0;
    while at < found.len() && found.len() < MOST {
        let token = found[at];
        at += 1;
        for child in doc.children(token) {
            // "killed four members and five resigned"
            let next = doc.subtree(child).end;
            let acts = next < doc.len()
                && matches!(doc.tokens()[next].tag, "VBD" | "VBZ" | "VBP")
                && dep(doc, child) == "conj"
                && !matches!(dep(doc, next), "aux" | "auxpass")
                && doc.child(next, &["nsubj", "nsubjpass"]).is_none();
            let joined = dep(doc, child) == "conj" && tree::is_noun(doc, child)
                || dep(doc, child) == "conj" && doc.child(child, &["nummod", "det"]).is_some()
                || dep(doc, child) == "appos" && child > token;
            let next = if joined && (acts || tree::belongs_behind(doc, child)) {
                None
            } else if joined {
                Some(child)
            } else if &*doc.tokens()[child].lemma == "of" && dep(doc, child) == "prep" {
                doc.child(child, &["pobj"])
            } else {
                None
            };
            if let Some(next) = next.filter(|next| !found.contains(next)) {
                found.push(next);
            }
        }
    }
    found
}

/// A lookup of hits by the phrase that they are told of.
pub struct Finder<'f> {
    context: Context<'f>,
    /// In order of target.
    hits: Vec<Hit>,
    any: bool,
}

impl<'f> Finder<'f> {
    /// Over a sentence's words.
    pub fn new(context: Context<'f>, sentence: std::ops::Range<usize>) -> Self {
        let (mut hits, any) = hits(context, sentence);
        hits.sort_by_key(|hit| hit.target);
        Self { context, hits, any }
    }

    /// Whether any word tells a measure.
    pub fn is_empty(&self) -> bool {
        !self.any
    }

    /// The measure of a candidate, if its place gives it one that is said to be so. A bare number may be of
    /// things that the measure `like` of the figure before it counts: "destroyed 85 houses and damaged
    /// 300 more".
    pub fn find(&self, candidate: &Candidate, like: Option<usize>) -> Option<Found> {
        let doc = self.context.doc;
        let own = |hit: &&Hit| {
            let at = hit.target;
            let owner = at == candidate.head
                || Some(at) == candidate.noun
                    && (!candidate.is_share(doc)
                        || hit.found.slot == Slot::State && hit.found.trigger == at)
                || candidate.number.contains(&at);
            owner && self.counts(candidate, hit, like)
        };
        let first = candidate.tokens.start.min(candidate.head);
        let from = self.hits.partition_point(|hit| hit.target < first);
        let last = candidate.tokens.end.max(candidate.head + 1);
        let near = self.hits[from..].iter().take_while(|hit| hit.target < last);
        let rank = |hit: &&Hit| {
            // "executed 20 captured soldiers"
            let attribute = dep(doc, hit.found.trigger) == "amod";
            (
                rank(hit.found.slot, hit) + u8::from(attribute),
                hit.found.trigger.abs_diff(candidate.head),
            )
        };
        let mut told: Vec<&Hit> = near.filter(own).collect();
        told.sort_by_key(rank);
        let asserted = |found: &Found| is_asserted(self.context, found, candidate);
        // "the 90,000 refugees whom they plan to send home": not sent, but refugees
        let told = told.into_iter().map(|hit| hit.found.clone()).find(asserted);
        let firm = |found: &Found| matches!(found.slot, Slot::Object | Slot::Subject);
        match told {
            Some(found) if firm(&found) => Some(found),
            // "left 90 dead and wounded": the longer entry says more than its first word
            Some(found) if found.slot == Slot::State && found.trigger >= candidate.tokens.end => {
                let beside = self.beside(doc, candidate, like).filter(asserted);
                Some(beside.filter(|other| other.trigger != found.trigger).unwrap_or(found))
            }
            other => self.beside(doc, candidate, like).filter(asserted).or(other),
        }
    }

    /// Whether a hit can count what is counted here.
    fn counts(&self, candidate: &Candidate, hit: &Hit, like: Option<usize>) -> bool {
        let rules = &self.context.codebook.figures;
        let doc = self.context.doc;
        let found = &hit.found;
        let slot = found.slot;
        let is_own = hit.target == found.trigger;
        let noun = candidate.noun_lemma(doc).unwrap_or("").to_lowercase();
        match candidate.kind {
            Kind::Number => {}
            Kind::Nobody if is_own => return matches!(slot, Slot::Noun | Slot::State),
            Kind::Nobody => {}
            Kind::One | Kind::Sole | Kind::Named => {
                // "the meeting held", "the president held talks"
                let held = tree::lemma(doc, found.trigger) == "hold" && slot == Slot::Object;
                if held || !rules.counts_victims(found.measure) {
                    return false;
                }
                let direct = matches!(slot, Slot::Object | Slot::Subject | Slot::State);
                let noun_of = slot == Slot::Noun && !is_own;
                if !direct && !noun_of || is_own {
                    return false;
                }
            }
        }
        // "40 deaths", "12 dead", "10,000 protesters": the word itself is what is counted
        if is_own && slot != Slot::Toll {
            let one = candidate.is_share(doc) && candidate.value == Some(1.0);
            // "many refugees" is no count
            let vague = candidate.value.is_none() && candidate.low.is_some_and(|low| low < 10.0);
            let few =
                candidate.value.or(candidate.low).is_some_and(|n| n < rules.least(found.measure));
            let told = slot != Slot::Counted || !vague && !few;
            return told && !one && rules.counts_thing(found.measure, &noun).unwrap_or(true);
        }
        if slot == Slot::Toll {
            return candidate.noun.is_none() || candidate.counts_people(self.context);
        }
        // "found 20 bodies"
        let found_as = is_verb(doc, found.trigger)
            && rules.triggers(&noun).iter().any(|own| {
                own.measure == found.measure && matches!(own.slot, Slot::Noun | Slot::State)
            });
        // "a 4,000-strong force"
        if candidate.is_strength(doc) {
            return rules.name(found.measure) == "troops" && slot != Slot::Noun;
        }
        let bare = candidate.noun.is_none() || matches!(&*noun, "more" | "other");
        match rules.counts_thing(found.measure, &noun) {
            Some(thing) => thing || bare && like == Some(found.measure),
            None => found_as || candidate.counts_people(self.context),
        }
    }

    /// "killed at least 12", "12 dead": the words right before and behind the number, whatever the
    /// parse made of a long coordination.
    fn beside(&self, doc: &Doc, candidate: &Candidate, like: Option<usize>) -> Option<Found> {
        if candidate.kind != Kind::Number {
            return None;
        }
        let rules = &self.context.codebook.figures;
        let tokens = doc.tokens();
        let told = |slot: Slot, at: usize| {
            let lemma = tree::lemma(doc, at).to_lowercase();
            let word = doc.word(at).to_lowercase();
            let of = |form: &str| {
                let triggers = rules.triggers(form).iter();
                let own = triggers.filter(|t| t.slot == slot && t.rest.is_empty());
                let hit = |t: &Trigger| Hit {
                    target: candidate.head,
                    found: Found { measure: t.measure, trigger: at, slot },
                };
                own.map(hit).find(|hit| self.counts(candidate, hit, like)).map(|hit| hit.found)
            };
            of(&lemma).or_else(|| of(&word))
        };
        if let Some(before) = candidate.tokens.start.checked_sub(1) {
            let row = &tokens[before];
            let active = row.pos == "VERB"
                && (row.tag != "VBN" || doc.child(before, &["auxpass"]).is_none())
                && !(row.dep == "acl" && row.tag == "VBN");
            if let Some(found) = active.then(|| told(Slot::Object, before)).flatten() {
                return Some(found);
            }
        }
        let end = doc.sentences()[doc.sentence_of(candidate.head)].end;
        let skips = |at: usize| {
            matches!(tokens[at].pos, "AUX" | "ADV")
                || matches!(&*tokens[at].lemma, "more" | "other" | "people" | "person")
        };
        let next = (candidate.tokens.end..end).find(|&at| !skips(at))?;
        // "five of the 16 people killed" says nothing of the five; "settlers killed a man" is no state.
        let acts = doc.child(next, &["dobj"]).is_some_and(|object| object > next);
        if candidate.is_share(doc) || acts || next > candidate.tokens.end + 4 {
            return None;
        }
        told(Slot::State, next)
    }
}

/// The lower, the firmer: what befalls those counted before what they are called.
fn rank(slot: Slot, hit: &Hit) -> u8 {
    match slot {
        Slot::Object | Slot::Subject => 0,
        Slot::Noun if hit.target != hit.found.trigger => 1,
        Slot::State => 1,
        Slot::Noun => 2,
        Slot::Toll => 4,
        Slot::Counted => 5,
    }
}
