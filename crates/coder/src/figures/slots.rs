//! Who stands in the slots of the words that mean a measure: whom a verb's act befalls, whose death a
//! noun tells, what number a toll is put at.

use std::collections::HashSet;
use std::ops::Range;

use sayso_codebook::{FigureSlot as Slot, Trigger};
use sayso_language::{Doc, Iob};

use super::measure::{Found, Hit};
use crate::Context;
use crate::tree::{self, dep, is_verb};

/// What the sentence's words tell, in the order of the words, and whether any word tells of a measure
/// at all.
pub fn hits(context: Context, sentence: Range<usize>) -> (Vec<Hit>, bool) {
    let doc = context.doc;
    let rules = &context.codebook.figures;
    let mut hits = Vec::new();
    // Up to where the words of a longer entry reach: of "injury toll" the "toll" means no deaths.
    let mut taken = sentence.start;
    let mut any = false;
    for token in sentence {
        let tells = !matches!(doc.tokens()[token].pos, "PUNCT" | "DET" | "PRON" | "SPACE" | "NUM");
        if token < taken || !tells {
            continue;
        }
        let lemma = tree::lemma(doc, token);
        let (lemma, word) = (tree::lower(&lemma), tree::lower(doc.word(token)));
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
    form && match trigger.slot {
        Slot::Noun | Slot::Counted | Slot::Toll => is_named(doc, token, &trigger.rest),
        _ => stands_with(doc, token, &trigger.rest),
    }
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
    // "14 dead and 60 wounded" are not "dead and wounded".
    if rest.iter().any(|word| word == "and") {
        return false;
    }
    // "leaving 12 dead and 30 wounded" leaves nobody both.
    let joined = rest.iter().any(|word| word == "or");
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
    // "A man was killed and another injured"
    let another = doc.child(verb, &["det"]).filter(|_| tokens[verb].tag == "VBN");
    if let Some(another) = another {
        return vec![another];
    }
    // "Ten women and six children were among those killed"
    let those = tokens[verb].head;
    let among = tokens[those].head;
    let is_among = dep(doc, verb) == "acl"
        && &*tokens[those].lemma == "those"
        && matches!(&*tokens[among].lemma, "among" | "amongst");
    if is_among {
        return doc.children_by(tokens[among].head, "nsubj").collect();
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
    // "Ten settlers, four policemen and a nurse were hurt" may have several subjects.
    let passive = doc.child(verb, &["auxpass"]).is_some();
    let others = doc.children_by(verb, "nsubjpass").filter(|_| passive);
    let mut found: Vec<usize> = own.or_else(shared).into_iter().collect();
    for other in others.chain(gapped(doc, verb)) {
        if !found.contains(&other) {
            found.push(other);
        }
    }
    found
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
                | "pronounce"
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

/// Whether a phrase is some of those counted after its "of", and not they: "two of the five hostages", "half of the 40".
pub fn is_some_of(doc: &Doc, token: usize, of: usize) -> bool {
    const SHARES: [&str; 14] = [
        "half", "third", "quarter", "percent", "most", "majority", "many", "some", "several",
        "few", "dozen", "score", "hundred", "thousand",
    ];
    let row = &doc.tokens()[token];
    let is_share = row.pos == "NUM" || SHARES.contains(&&*row.lemma.to_lowercase());
    is_share && doc.child(of, &["nummod"]).is_some()
}

/// The phrases that heads stand for: with those coordinated, those in apposition, and for "a group of
/// 12 men" the men.
fn phrases(doc: &Doc, heads: Vec<usize>) -> Vec<usize> {
    const MOST: usize = 400;
    let mut seen: HashSet<usize> = heads.iter().copied().collect();
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
                doc.child(child, &["pobj"]).filter(|&of| !is_some_of(doc, token, of))
            } else {
                None
            };
            if let Some(next) = next.filter(|next| found.len() < MOST && seen.insert(*next)) {
                found.push(next);
            }
        }
    }
    found
}
