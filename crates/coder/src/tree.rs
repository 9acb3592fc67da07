//! Deep grammar over the dependency tree: who is the subject of an act, what is its object, which
//! clause completes it. English, in ClearNLP's labels.

use std::borrow::Cow;

use sayso_language::{Doc, Iob};

/// No phrase that people write has more words; what has is not followed to its end.
const MOST_BELOW: usize = 400;

/// Whether the token is a verb.
pub fn is_verb(doc: &Doc, token: usize) -> bool {
    matches!(doc.tokens()[token].pos, "VERB" | "AUX")
}

/// Whether the token can head a noun phrase.
pub fn is_noun(doc: &Doc, token: usize) -> bool {
    matches!(doc.tokens()[token].pos, "NOUN" | "PROPN" | "PRON" | "NUM")
}

/// The dependency label.
pub fn dep(doc: &Doc, token: usize) -> &'static str {
    doc.tokens()[token].dep
}

/// Verbs that have an object: without one their past form is a passive, of the first twelve even alone
/// ("two soldiers wounded"), of the others behind another passive ("was seized and shot").
const TRANSITIVE: [&str; 30] = [
    "kill",
    "wound",
    "injure",
    "arrest",
    "detain",
    "kidnap",
    "abduct",
    "jail",
    "hospitalize",
    "behead",
    "displace",
    "evacuate",
    "sentence",
    "convict",
    "fine",
    "deport",
    "torture",
    "execute",
    "shoot",
    "beat",
    "stab",
    "rape",
    "bury",
    "expel",
    "charge",
    "free",
    "release",
    "vilify",
    "imprison",
    "ambush",
];

/// No verb shares its form with more that it is joined with.
const MOST_JOINED: usize = 16;

/// Whether the verb stands in the passive, reduced ones included ("troops sent to …").
pub fn is_passive(doc: &Doc, verb: usize) -> bool {
    passive_within(doc, verb, MOST_JOINED)
}

fn passive_within(doc: &Doc, verb: usize, steps: usize) -> bool {
    let Some(steps) = steps.checked_sub(1) else { return false };
    if doc.child(verb, &["auxpass", "nsubjpass", "csubjpass", "agent"]).is_some() {
        return true;
    }
    let token = &doc.tokens()[verb];
    let has_aux = doc.child(verb, &["aux"]).is_some();
    let past = matches!(token.tag, "VBN" | "VBD") && !has_aux;
    if past && doc.child(verb, &["nsubj"]).is_some() && doc.child(verb, &["dobj"]).is_none() {
        // "ten were killed and three wounded"; "Two soldiers wounded in clashes"
        let gapped = token.dep == "conj" && passive_within(doc, token.head, steps);
        let headline = TRANSITIVE[..12].contains(&&*token.lemma) && is_bare(doc, verb);
        if gapped || headline {
            return true;
        }
    }
    // "who were convicted of fraud and sentenced to death"
    let is_open = doc.child(verb, &["nsubj", "dobj"]).is_none();
    if past && is_open && token.dep == "conj" && TRANSITIVE.contains(&&*token.lemma) {
        return passive_within(doc, token.head, steps);
    }
    if token.tag != "VBN" {
        return false;
    }
    if doc.child(verb, &["nsubj"]).is_some() {
        // "left twenty people wounded"
        return !has_aux
            && matches!(token.dep, "ccomp" | "xcomp" | "oprd")
            && token.head < verb
            && doc.child(verb, &["dobj"]).is_none();
    }
    match token.dep {
        "acl" => true,
        // "ten were reported killed"
        "oprd" | "xcomp" if is_verb(doc, token.head) && token.head < verb => {
            !has_aux && doc.child(token.head, &["nsubjpass"]).is_some()
        }
        "advcl" => !has_aux && doc.child(verb, &["dobj"]).is_none(),
        // "were investigated and refused asylum"
        "conj" => {
            let given = matches!(
                &*token.lemma,
                "refuse"
                    | "deny"
                    | "give"
                    | "grant"
                    | "offer"
                    | "award"
                    | "promise"
                    | "send"
                    | "pay"
            );
            let bare = given || doc.child(verb, &["dobj"]).is_none();
            !has_aux && bare && passive_within(doc, token.head, steps)
        }
        _ => false,
    }
}

/// Whether nothing but adjuncts follows a verb: no object of any form.
fn is_bare(doc: &Doc, verb: usize) -> bool {
    let completes = ["dobj", "dative", "ccomp", "xcomp", "attr", "oprd", "conj", "prt"];
    doc.tokens()[verb].dep == "ROOT" && doc.child(verb, &completes).is_none()
}

/// A verb's dictionary form. The model's lemma of some forms lacks the final "e" ("raped": "rap", "hopes": "hop"), where
/// a short verb would have doubled its last consonant ("rapped"), or have an "s" alone ("hops").
pub fn lemma(doc: &Doc, token: usize) -> Cow<'_, str> {
    let row = &doc.tokens()[token];
    let lemma = &*row.lemma;
    let is_verb = row.pos == "VERB" && matches!(row.tag, "VBD" | "VBN" | "VBG" | "VBZ");
    let word = doc.word(token);
    let stem = || ["ed", "ing", "es"].iter().find_map(|ending| word.strip_suffix(ending));
    if is_verb && is_short(lemma) && stem().is_some_and(|stem| stem.eq_ignore_ascii_case(lemma)) {
        return Cow::Owned(format!("{lemma}e"));
    }
    Cow::Borrowed(lemma)
}

/// A text in lower case, itself where it is.
pub fn lower(text: &str) -> Cow<'_, str> {
    let is_lower = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}

/// Whether a lemma is one syllable of consonants, one vowel, one consonant: such verbs double the last.
fn is_short(lemma: &str) -> bool {
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    let mut from_end = lemma.chars().rev();
    let (last, before) = (from_end.next(), from_end.next());
    last.is_some_and(|c| c.is_ascii_lowercase() && !is_vowel(c) && !matches!(c, 'w' | 'x' | 'y'))
        && before.is_some_and(is_vowel)
        && from_end.clone().next().is_some()
        && !from_end.any(is_vowel)
}

/// The hyphenated word that a token ends, as the tokenizer cuts it up: "cease-fire" at "fire".
pub fn hyphenated(doc: &Doc, token: usize) -> Option<String> {
    let hyphen = token.checked_sub(1).filter(|&t| doc.word(t) == "-")?;
    let first = hyphen.checked_sub(1)?;
    let tokens = doc.tokens();
    let joined =
        tokens[first].end == tokens[hyphen].start && tokens[hyphen].end == tokens[token].start;
    joined.then(|| format!("{}-{}", doc.word(first), tokens[token].lemma).to_lowercase())
}

/// The noun that a relative pronoun stands for, else the token itself.
pub fn antecedent(doc: &Doc, token: usize) -> usize {
    if !matches!(doc.tokens()[token].tag, "WP" | "WDT") {
        return token;
    }
    let relative = doc.ancestors(token).find(|&verb| dep(doc, verb) == "relcl");
    relative.map_or(token, |verb| doc.tokens()[verb].head)
}

/// The subject as it stands before the verb, through conjunction, control and participles.
pub fn surface_subject(doc: &Doc, verb: usize) -> Option<usize> {
    subject_within(doc, verb, 6)
}

fn subject_within(doc: &Doc, verb: usize, steps: usize) -> Option<usize> {
    if let Some(own) = doc.child(verb, &["nsubj", "nsubjpass"]) {
        if let Some(robbed) = robbed_of(doc, own) {
            return subject_within(doc, robbed, steps.checked_sub(1)?);
        }
        return Some(antecedent(doc, own));
    }
    if let Some(named) = dated_subject(doc, verb).or_else(|| attached_before(doc, verb)) {
        return Some(named);
    }
    let token = &doc.tokens()[verb];
    let head = token.head;
    if head == verb || steps == 0 {
        return None;
    }
    match token.dep {
        // "Ruritania met Freedonia and signed a pact."
        "conj" if is_verb(doc, head) => {
            subject_within(doc, coordinate(doc, verb).unwrap_or(head), steps - 1)
        }
        "conj" => None,
        // "is opposed to"
        "oprd" | "acomp" if is_verb(doc, head) => subject_within(doc, head, steps - 1),
        // "… decided to attack", "… urged Freedonia to withdraw"
        "xcomp" | "ccomp" if is_verb(doc, head) || doc.tokens()[head].pos == "ADJ" => {
            let open = doc.child(verb, &["mark"]).is_none_or(|mark| doc.tokens()[mark].tag == "TO");
            let controller =
                || doc.child(head, &["dobj", "dative"]).filter(|&object| object < verb);
            let from_above = || match is_passive(doc, head) || token.dep == "ccomp" {
                true => None,
                false => controller(),
            };
            open.then(|| from_above().or_else(|| subject_within(doc, head, steps - 1))).flatten()
        }
        "xcomp" => subject_of_noun(doc, head, steps - 1),
        // "He noted that ten were killed, reaffirming support": who suffers does nothing.
        "advcl" if token.tag == "VBG" && is_verb(doc, head) && is_passive(doc, head) => {
            // "were captured while fighting"
            let during = doc.child(verb, &["mark", "advmod"]).is_some_and(|mark| {
                matches!(&*doc.tokens()[mark].lemma, "while" | "when" | "after" | "before")
            });
            if during {
                return subject_within(doc, head, steps - 1);
            }
            let above = doc.tokens()[head].head;
            let told = dep(doc, head) == "ccomp" && is_verb(doc, above);
            agent(doc, head)
                .or_else(|| told.then(|| subject_within(doc, above, steps - 1)).flatten())
        }
        // "mounted pressure on the minister to quit", "called on the minister to quit"
        "advcl" if is_verb(doc, head) && has_to(doc, verb) => {
            let asked = || doc.child(head, &["dobj"]).and_then(|noun| addressee(doc, noun, verb));
            called_on(doc, head, verb)
                .or_else(asked)
                .or_else(|| subject_within(doc, head, steps - 1))
        }
        // "A bomb exploded near where the king sat, killing ten": set off by a comma, of the main clause
        "advcl" if token.tag == "VBG" && dep(doc, head) == "relcl" && is_set_off(doc, verb) => {
            let above = doc.ancestors(head).find(|&above| is_verb(doc, above))?;
            subject_within(doc, above, steps - 1)
        }
        // "… attacked, killing twenty"
        "advcl" if is_verb(doc, head) => subject_within(doc, head, steps - 1),
        // "troops attacking the town"; "the plan to attack": whose plan it is
        "acl" => match token.tag {
            // "attacked the town, killing twenty": set off by a comma, it is the clause's subject's act
            "VBG" if is_set_off(doc, verb) => doc
                .ancestors(head)
                .find(|&above| is_verb(doc, above))
                .and_then(|above| subject_within(doc, above, steps - 1)),
            // "sent a letter to the queen expressing support": who sent it
            "VBG" if is_document(doc, head) => subject_of_noun(doc, head, steps - 1),
            "VBG" => Some(head),
            "VBN" => None,
            _ => addressee(doc, head, verb).or_else(|| subject_of_noun(doc, head, steps - 1)),
        },
        // "accused Freedonia of attacking", "left after signing"
        "pcomp" => {
            let above = doc.tokens()[head].head;
            if doc.tokens()[above].pos == "ADJ" && is_verb(doc, doc.tokens()[above].head) {
                return subject_within(doc, doc.tokens()[above].head, steps - 1);
            }
            if !is_verb(doc, above) {
                return subject_of_noun(doc, above, steps - 1);
            }
            let about_object = matches!(
                &*doc.tokens()[head].lemma,
                "of" | "for" | "from" | "with" | "against" | "into"
            );
            let object = about_object.then(|| object(doc, above)).flatten();
            object.or_else(|| subject_within(doc, above, steps - 1))
        }
        _ => None,
    }
}

/// Whether a verb is an infinitive with "to".
pub fn has_to(doc: &Doc, verb: usize) -> bool {
    doc.children(verb).any(|child| doc.tokens()[child].tag == "TO")
}

/// Who is called on: "called on *the government* to act", where the infinitive hangs on the call.
pub fn called_on(doc: &Doc, call: usize, infinitive: usize) -> Option<usize> {
    let calls = matches!(&*doc.tokens()[call].lemma, "call" | "appeal" | "plead" | "prevail");
    let on = |&prep: &usize| {
        prep < infinitive && matches!(&*doc.tokens()[prep].lemma, "on" | "upon" | "to" | "with")
    };
    calls.then_some(())?;
    doc.children_by(call, "prep").filter(on).find_map(|prep| doc.child(prep, &["pobj"]))
}

/// The subject that the parse takes for part of the clause before: "fired on protesters and *police*
/// made arrests", "warned his *supporters* would march".
fn attached_before(doc: &Doc, verb: usize) -> Option<usize> {
    let tokens = doc.tokens();
    let row = &tokens[verb];
    let first = doc.children(verb).next().map_or(verb, |child| child.min(verb));
    let before = first.checked_sub(1)?;
    let finite = matches!(row.tag, "VBD" | "VBZ" | "VBP")
        || tokens[first].tag == "MD" && dep(doc, first) == "aux";
    let own = doc.child(verb, &["nsubj", "nsubjpass", "csubj"]).is_some();
    let wanted = match row.dep {
        "conj" if is_verb(doc, row.head) => "conj",
        "ccomp" if row.head < verb => "dobj",
        _ => return None,
    };
    if !finite || own || !is_noun(doc, before) && dep(doc, before) != "pobj" {
        return None;
    }
    // The noun whose phrase ends right before the verb.
    let noun = std::iter::once(before)
        .chain(doc.ancestors(before))
        .take_while(|&above| above != row.head)
        .find(|&above| dep(doc, above) == wanted && doc.subtree(above).end == first)?;
    let joined = wanted == "dobj" && tokens[noun].head == row.head
        || wanted == "conj" && doc.child(tokens[noun].head, &["cc"]).is_some();
    (is_noun(doc, noun) && joined).then_some(noun)
}

/// Whether a noun is in truth the subject of the verb behind it.
pub fn belongs_behind(doc: &Doc, noun: usize) -> bool {
    let end = doc.subtree(noun).end;
    let verb = (end..(end + 3).min(doc.len())).find(|&next| is_verb(doc, next));
    verb.is_some_and(|verb| attached_before(doc, verb) == Some(noun))
}

/// The subject that the parse takes for part of a date: "Secretary of State *Rice* Monday condemned".
fn dated_subject(doc: &Doc, verb: usize) -> Option<usize> {
    let is_date =
        |token: usize| matches!(doc.tokens()[token].entity, Iob::Begin("DATE") | Iob::In("DATE"));
    let day = doc.children_by(verb, "npadvmod").find(|&day| day < verb && is_date(day))?;
    let named = |&word: &usize| {
        word < day
            && matches!(dep(doc, word), "compound" | "nmod" | "poss")
            && matches!(doc.tokens()[word].pos, "PROPN" | "NOUN")
            && !is_date(word)
    };
    doc.children(day).rfind(named)
}

/// The verb before `subject` whose object it is: of "The army killed ten men, injured thirty and
/// left", the parse may make the men the subject of what follows.
fn robbed_of(doc: &Doc, subject: usize) -> Option<usize> {
    let before = doc.subtree(subject).start.checked_sub(1)?;
    let robbed = is_verb(doc, before)
        && dep(doc, before) == "advcl"
        && doc.tokens()[before].head == doc.tokens()[subject].head
        && doc.child(before, &["nsubj"]).is_some()
        && doc.child(before, &["dobj"]).is_none()
        && doc.child(subject, &["nummod"]).is_some();
    robbed.then_some(before)
}

/// The verb that a verb is coordinated with where the parse says the one above it: in "demanded
/// that Freedonia withdraw its troops and *recognise* the border" that is "withdraw".
pub fn coordinate(doc: &Doc, verb: usize) -> Option<usize> {
    let tokens = doc.tokens();
    let head = tokens[verb].head;
    let bare = |token: usize| {
        tokens[token].tag == "VB" && !doc.children(token).any(|c| tokens[c].tag == "MD")
    };
    let misread = tokens[verb].dep == "conj"
        && bare(verb)
        && matches!(tokens[head].tag, "VBD" | "VBN" | "VBZ" | "VBP")
        && doc.child(verb, &["aux", "nsubj"]).is_none();
    // "will begin withdrawing and *release*": with "begin"
    let governed = || {
        let split = tokens[verb].dep == "conj" && bare(verb) && tokens[head].tag == "VBG";
        let alone = doc.child(verb, &["aux", "nsubj"]).is_none();
        let modal = |v: usize| doc.children(v).any(|c| tokens[c].tag == "MD");
        let above = || doc.ancestors(head).find(|&v| tokens[v].tag == "VB" && modal(v));
        (split && alone).then(above).flatten()
    };
    let completing = || doc.children(head).filter(|&c| matches!(dep(doc, c), "ccomp" | "xcomp"));
    let inner = || completing().rfind(|&c| c < verb && bare(c));
    // "opposes a bid to join the alliance and *accuses* it": with "opposes"
    let finite = |token: usize| matches!(tokens[token].tag, "VBZ" | "VBP");
    let outer = || {
        let split = tokens[verb].dep == "conj"
            && finite(verb)
            && bare(head)
            && has_to(doc, head)
            && doc.child(verb, &["nsubj"]).is_none();
        split.then(|| doc.ancestors(head).find(|&above| finite(above))).flatten()
    };
    match misread {
        true => inner(),
        false => outer().or_else(governed),
    }
}

/// Who is to act: "pressure *on Freedonia* to withdraw", "a call *to the rebels* to disarm".
fn addressee(doc: &Doc, noun: usize, verb: usize) -> Option<usize> {
    const ASKING: [&str; 12] = [
        "pressure",
        "call",
        "appeal",
        "request",
        "demand",
        "order",
        "ultimatum",
        "warning",
        "plea",
        "invitation",
        "deadline",
        "permission",
    ];
    let to = |&prep: &usize| {
        prep < verb && matches!(&*doc.tokens()[prep].lemma, "on" | "to" | "for" | "upon")
    };
    ASKING.contains(&&*doc.tokens()[noun].lemma).then_some(())?;
    doc.children_by(noun, "prep").filter(to).find_map(|prep| doc.child(prep, &["pobj"]))
}

/// Whether a comma stands before a verb.
fn is_set_off(doc: &Doc, verb: usize) -> bool {
    verb.checked_sub(1).is_some_and(|before| &*doc.tokens()[before].lemma == ",")
}

/// Whether a noun is what somebody says something in.
pub fn is_document(doc: &Doc, noun: usize) -> bool {
    matches!(
        &*doc.tokens()[noun].lemma,
        "letter"
            | "message"
            | "statement"
            | "note"
            | "telegram"
            | "cable"
            | "resolution"
            | "declaration"
    )
}

/// Whose a noun like "plan" or "decision" is: its possessor, or the subject of its verb.
fn subject_of_noun(doc: &Doc, noun: usize, steps: usize) -> Option<usize> {
    let after = |word: &'static str| {
        let preps = doc.children_by(noun, "prep").filter(move |&p| &*doc.tokens()[p].lemma == word);
        preps.filter_map(|prep| doc.child(prep, &["pobj"])).next()
    };
    // "Ruritania's plan to attack", "a plot by rebels to attack", "Ruritanian efforts to mediate"
    let of_people = || {
        doc.children(noun).find(|&word| {
            matches!(dep(doc, word), "amod" | "compound" | "nmod")
                && matches!(doc.tokens()[word].entity, Iob::Begin("NORP" | "GPE") | Iob::In("GPE"))
        })
    };
    if let Some(owner) = doc.child(noun, &["poss"]).or_else(|| after("by")).or_else(of_people) {
        return Some(owner);
    }
    let head = doc.tokens()[noun].head;
    let governed = matches!(dep(doc, noun), "dobj" | "attr") && is_verb(doc, head);
    if governed {
        return subject_within(doc, head, steps);
    }
    after("of")
}

/// Who does what the verb says: the subject of an active verb, the agent of a passive one.
pub fn agent(doc: &Doc, verb: usize) -> Option<usize> {
    agent_within(doc, verb, MOST_JOINED)
}

fn agent_within(doc: &Doc, verb: usize, steps: usize) -> Option<usize> {
    let steps = steps.checked_sub(1)?;
    if is_passive(doc, verb) {
        let by = |&prep: &usize| {
            dep(doc, prep) == "agent"
                || (dep(doc, prep) == "prep" && &*doc.tokens()[prep].lemma == "by")
        };
        let own = doc.children(verb).filter(by).find_map(|prep| doc.child(prep, &["pobj"]));
        // "were imposed on Freedonia by Sylvania", where "by" hangs on the noun before it
        let lent = || {
            let held = doc.children_by(verb, "prep").filter_map(|prep| doc.child(prep, &["pobj"]));
            let own = held.chain(doc.child(verb, &["dobj"]));
            own.filter(|&noun| noun > verb)
                .flat_map(|noun| doc.children_by(noun, "prep").collect::<Vec<_>>())
                .filter(|&prep| &*doc.tokens()[prep].lemma == "by")
                .find_map(|prep| doc.child(prep, &["pobj"]))
        };
        // "was detained and tortured by the army"
        let shared = || {
            let next =
                doc.children_by(verb, "conj").find(|&next| doc.tokens()[next].tag == "VBN")?;
            let alone = doc.child(next, &["nsubj", "nsubjpass"]).is_none() && is_passive(doc, next);
            alone.then(|| agent_within(doc, next, steps)).flatten()
        };
        return own.or_else(lent).or_else(shared);
    }
    surface_subject(doc, verb)
}

/// What the verb's act is done to: the object of an active verb, the subject of a passive one.
pub fn object(doc: &Doc, verb: usize) -> Option<usize> {
    let token = &doc.tokens()[verb];
    if is_passive(doc, verb) {
        return match token.dep {
            "acl" if token.tag == "VBN" => Some(token.head),
            _ => surface_subject(doc, verb),
        };
    }
    if let Some(own) = doc.child(verb, &["dobj"]) {
        return (!belongs_behind(doc, own)).then(|| antecedent(doc, own));
    }
    // "found the officers guilty"
    let small = doc.children_by(verb, "ccomp").find(|&c| doc.tokens()[c].pos == "ADJ" && c > verb);
    if let Some(held) = small.and_then(|adjective| doc.child(adjective, &["nsubj"])) {
        return Some(held);
    }
    let next = doc.child(token.head, &["nsubj"]);
    if let Some(taken) = next.filter(|&subject| robbed_of(doc, subject) == Some(verb)) {
        return Some(taken);
    }
    // "the sanctions Ruritania imposed"
    if token.dep == "relcl" {
        let subject = doc.child(verb, &["nsubj"])?;
        return (antecedent(doc, subject) == subject).then_some(token.head);
    }
    // "attacked and looted the village"
    let next = doc.child(verb, &["conj"]).filter(|&next| is_verb(doc, next))?;
    let bare = doc
        .children(verb)
        .all(|child| child < verb || matches!(dep(doc, child), "cc" | "conj" | "punct"));
    (bare && doc.child(next, &["nsubj", "nsubjpass"]).is_none())
        .then(|| doc.child(next, &["dobj"]))
        .flatten()
}

/// The verbs of the clauses that complete a verb, noun or adjective.
pub fn clauses(doc: &Doc, token: usize) -> Vec<usize> {
    let mut found = Vec::new();
    for child in doc.children(token) {
        match dep(doc, child) {
            "xcomp" | "ccomp" if child > token || is_verb(doc, token) => found.push(child),
            "acl" if doc.tokens()[child].tag == "VB" || has_mark(doc, child) => found.push(child),
            "prep" => found.extend(doc.child(child, &["pcomp"])),
            _ => {}
        }
    }
    found
}

/// Whether a clause opens with "that", "to" or the like.
pub fn has_mark(doc: &Doc, verb: usize) -> bool {
    doc.child(verb, &["mark"]).is_some()
}

/// Objects of the preposition `word` (`any`: of every one) on `token`; for "by" the agents of its
/// participles too ("crimes committed by …").
pub fn prepositional(doc: &Doc, token: usize, word: &str) -> Vec<usize> {
    let is_it = |&prep: &usize| {
        matches!(dep(doc, prep), "prep" | "agent" | "dative")
            && matches!(doc.tokens()[prep].pos, "ADP" | "SCONJ" | "PART" | "VERB")
            && (word == "any" || &*doc.tokens()[prep].lemma == word)
    };
    let object = |prep: usize| doc.child(prep, &["pobj"]);
    let mut found: Vec<usize> = doc.children(token).filter(is_it).filter_map(object).collect();
    if word == "by" {
        // What caused an act did not do it.
        let causes = |verb: usize| {
            matches!(
                &*doc.tokens()[verb].lemma,
                "spark"
                    | "cause"
                    | "trigger"
                    | "prompt"
                    | "provoke"
                    | "follow"
                    | "fuel"
                    | "inspire"
                    | "ignite"
            )
        };
        let participles =
            doc.children_by(token, "acl").filter(|&c| doc.tokens()[c].tag == "VBN" && !causes(c));
        found.extend(participles.filter_map(|verb| agent(doc, verb)));
    }
    found
}

/// The tokens below `token`, itself first, without following the labels `skip`.
pub fn below(doc: &Doc, token: usize, skip: &[&str]) -> Vec<usize> {
    let mut found = vec![token];
    let mut at = 0;
    while at < found.len() && found.len() < MOST_BELOW {
        found.extend(doc.children(found[at]).filter(|&child| !skip.contains(&dep(doc, child))));
        at += 1;
    }
    found
}
