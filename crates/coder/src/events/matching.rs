//! Whether a rule holds at a token: its words, its conditions, its parties.

use std::cell::LazyCell;

use sayso_codebook::events::{Conditions, Needs, Phrase, Rule, Slot, Step, Words};
use sayso_language::{Doc, Iob};

use super::parties::{Parties, subject};
use super::scene::Scene;
use crate::Context;
use crate::actors::Actors;
use crate::tree::{
    below, called_on, clauses, dep, has_to, hyphenated, is_noun, is_passive, is_verb, lemma, object,
};

/// How many words of a clause inside a clause inside a clause are looked at.
const MOST_CLAUSES: usize = 32;

/// A rule that holds.
#[derive(Debug, Clone)]
pub struct Match<'c> {
    /// The rule.
    pub rule: &'c Rule,
    /// The trigger first, then the further words of the phrase.
    pub words: Vec<usize>,
    /// Indices of actors.
    pub actors: Vec<usize>,
    /// Indices of actors.
    pub recipients: Vec<usize>,
}

/// The most specific rule that holds at `token`.
pub fn at<'c>(scene: &Scene<'c>, token: usize) -> Option<Match<'c>> {
    let context = scene.context;
    let row = &context.doc.tokens()[token];
    if !matches!(row.pos, "VERB" | "AUX" | "NOUN" | "PROPN" | "ADJ")
        || matches!(row.dep, "aux" | "auxpass")
    {
        return None;
    }
    if is_attribute(context.doc, token) {
        return None;
    }
    // "the troops deployed in Zenda" are there; that they were sent is no news.
    let is_standing = row.dep == "acl" && row.tag == "VBN";
    let events = &context.codebook.events;
    let own = lemma(context.doc, token);
    let rules = events.told_by(row.pos, &own);
    // Lemmas of other verbs too lack a final "e" ("unleashed" does not, "renegotiated" may).
    let whole = format!("{}e", row.lemma);
    let others = events.told_by(row.pos, &whole).filter(|_| row.pos == "VERB");
    let joined = hyphenated(context.doc, token);
    let joined = joined.iter().flat_map(|word| events.told_by(row.pos, word));
    let others = others.chain(joined);
    // One for all rules: a head may have thousands of children.
    let displaced =
        LazyCell::new(|| is_verb(context.doc, token).then(|| object(context.doc, token)).flatten());
    let sentence = scene.sentence(token);
    rules.chain(others).find_map(|(rule, phrase)| {
        phrase.rest.iter().all(|word| sentence.may_hold(word)).then_some(())?;
        (!is_standing || rule.coding.plover != "MOBILIZE").then_some(())?;
        let words = words(context, token, phrase, || *displaced)?;
        hold(scene, &rule.conditions, &words).then_some(())?;
        let found = with_parties(scene, rule, words)?;
        roles(scene.actors, &rule.conditions, &found).then_some(found)
    })
}

/// The tokens of a phrase whose head is `token`: each further word hangs on one found before,
/// whichever comes first ("violate *ceasefire* agreement"), or is the verb's `displaced` object.
fn words(
    context: Context,
    token: usize,
    phrase: &Phrase,
    displaced: impl Fn() -> Option<usize>,
) -> Option<Vec<usize>> {
    let doc = context.doc;
    let mut found = vec![token];
    let mut missing: Vec<(usize, &str)> =
        phrase.rest.iter().map(String::as_str).enumerate().collect();
    let mut particles: Vec<(usize, usize)> = vec![(0, token)];
    let mut places: Vec<(usize, usize)> = Vec::new();
    while !missing.is_empty() {
        let near: Vec<usize> =
            found.iter().flat_map(|&from| hanging(context, from)).chain(displaced()).collect();
        let next = missing.iter().enumerate().find_map(|(at, (_, word))| {
            let fits = |&&next: &&usize| {
                !found.contains(&next)
                    && is_word(doc, next, word)
                    && is_near(doc, token, next)
                    && !sets_time(doc, next)
            };
            near.iter().find(fits).map(|&next| (at, next))
        });
        match next {
            Some((at, next)) => {
                let (place, _) = missing.remove(at);
                found.push(next);
                places.push((place, next));
                if matches!(doc.tokens()[next].pos, "ADP" | "PART") {
                    particles.push((place + 1, next));
                }
            }
            // "order to suspend": "to" hangs on the verb that follows it
            None if missing[0].1 == "to"
                && opens_infinitive(doc, missing[0].0, &places, &found) =>
            {
                missing.remove(0);
            }
            None => return None,
        }
    }
    // "kicked off" is not "kicked".
    let is_other = |child: usize| dep(doc, child) == "prt" && !found.contains(&child);
    if doc.children(token).any(is_other) {
        return None;
    }
    // "gave flowers to the minister in charge" is no giving in to him; "in Ruritania ten were
    // killed" tells where.
    particles.sort_unstable();
    particles.is_sorted_by_key(|&(_, token)| token).then_some(found)
}

/// Whether the "to" at `place` of a phrase stands: before the verb that follows it in the phrase, or,
/// where it is the last word, before a verb that completes one of the others ("declined *to*").
fn opens_infinitive(doc: &Doc, place: usize, places: &[(usize, usize)], found: &[usize]) -> bool {
    match places.iter().find(|(other, _)| *other == place + 1) {
        Some(&(_, verb)) => has_to(doc, verb),
        None => found.iter().flat_map(|&word| clauses(doc, word)).any(|verb| has_to(doc, verb)),
    }
}

/// Whether a participle only describes the noun after it: "told the *visiting* minister".
fn is_attribute(doc: &Doc, token: usize) -> bool {
    let row = &doc.tokens()[token];
    let described = || {
        let object = doc.child(token, &["dobj"])?;
        (doc.subtree(object).start == token + 1).then_some(())
    };
    row.tag == "VBG"
        && matches!(row.dep, "xcomp" | "ccomp" | "pcomp")
        && &*row.lemma == "visit"
        && row.head + 2 >= token
        && described().is_some()
}

/// What hangs on `token`, subjects and punctuation aside, through conjuncts and "a series of".
fn hanging(context: Context, token: usize) -> Vec<usize> {
    let doc = context.doc;
    let skipped = |&child: &usize| {
        matches!(
            dep(doc, child),
            "nsubj" | "punct" | "advcl" | "relcl" | "parataxis" | "aux" | "auxpass" | "mark"
        ) || dep(doc, child) == "conj" && is_verb(doc, token)
    };
    let mut found: Vec<usize> = doc.children(token).filter(|c| !skipped(c)).collect();
    // "called *for* the minister to resign"
    let clause =
        |&c: &usize| matches!(dep(doc, c), "ccomp" | "xcomp" | "advcl" | "acl") && has_to(doc, c);
    found.extend(
        doc.children(token)
            .filter(clause)
            .filter_map(|verb| doc.child(verb, &["mark"]))
            .filter(|&mark| &*doc.tokens()[mark].lemma == "for"),
    );
    let mut at = 0;
    let object = found.iter().copied().find(|&c| dep(doc, c) == "dobj");
    found.extend(object.into_iter().flat_map(|o| doc.children_by(o, "prep")));
    while at < found.len() {
        let here = found[at];
        let is_act = is_noun(doc, here);
        found.extend(doc.children(here).filter(|&c| is_act && dep(doc, c) == "conj"));
        if is_act
            && context.codebook.events.reading().lists("collective", &doc.tokens()[here].lemma)
        {
            found.extend(crate::tree::prepositional(doc, here, "of"));
        }
        at += 1;
    }
    found
}

/// Whether a word that may be a particle is one: "took *over* the town", not "took precedence over".
fn is_near(doc: &Doc, verb: usize, word: usize) -> bool {
    let loose = dep(doc, word) == "prep"
        && match &*doc.tokens()[word].lemma {
            "over" | "up" | "down" | "off" => true,
            // "gave a job in his government to his rival" is no giving in to him
            "in" => matches!(&*doc.tokens()[verb].lemma, "give" | "cave" | "take"),
            _ => false,
        };
    !loose || word == verb + 1
}

/// Whether a preposition only says when: "called a strike *on* Monday" calls on nobody.
fn sets_time(doc: &Doc, prep: usize) -> bool {
    dep(doc, prep) == "prep"
        && matches!(&*doc.tokens()[prep].lemma, "on" | "in" | "at" | "by" | "during")
        && doc.child(prep, &["pobj"]).is_some_and(|object| {
            matches!(
                doc.tokens()[object].entity,
                Iob::Begin("DATE" | "TIME") | Iob::In("DATE" | "TIME")
            )
        })
}

/// Whether a token is the word of a phrase: by lemma, by form, or by the singular of a plural.
fn is_word(doc: &Doc, token: usize, word: &str) -> bool {
    let lemma = &*lemma(doc, token);
    lemma.eq_ignore_ascii_case(word)
        || doc.word(token).eq_ignore_ascii_case(word)
        || word.contains('-') && hyphenated(doc, token).is_some_and(|joined| joined == word)
        || word.strip_suffix('s').is_some_and(|singular| lemma == singular)
}

fn hold(scene: &Scene, conditions: &Conditions, words: &[usize]) -> bool {
    let context = scene.context;
    let doc = context.doc;
    let lemmas = |&token: &usize| {
        [Some(doc.tokens()[token].lemma.to_lowercase()), hyphenated(doc, token)]
            .into_iter()
            .flatten()
    };
    let allows = |wanted: &Words, barred: &Words, there: &dyn Fn() -> Vec<usize>| {
        if wanted.is_empty() && barred.is_empty() {
            return true;
        }
        let there: Vec<String> = there().iter().flat_map(lemmas).collect();
        (wanted.is_empty()
            || there.iter().any(|word| wanted.contains(word))
            || (wanted.contains("*") && !there.is_empty()))
            && !there.iter().any(|word| barred.contains(word))
            && (there.is_empty() || !barred.contains("*"))
    };
    let trigger = words[0];
    // The phrase's own words are no object: "opened *fire*".
    let objects = || {
        let head = if is_verb(doc, trigger) { object(doc, trigger) } else { None };
        let head = head.filter(|head| !words.contains(head));
        head.map_or_else(Vec::new, |head| phrase_heads(context, head))
    };
    let subjects =
        || subject(context, trigger).map_or_else(Vec::new, |head| phrase_heads(context, head));
    let modifiers = || {
        let mut heads = words.to_vec();
        heads.extend(objects());
        let before = |&c: &usize| matches!(dep(doc, c), "amod" | "compound" | "nmod" | "poss");
        let direct: Vec<usize> =
            heads.iter().flat_map(|&head| doc.children(head).filter(before)).collect();
        // "the new Sylvanian embargo", where "new" hangs on "Sylvanian"
        let below = direct.iter().flat_map(|&word| doc.children_by(word, "amod"));
        below.chain(direct.iter().copied()).collect()
    };
    let completing = || {
        let mut found: Vec<usize> = words.iter().flat_map(|&word| clauses(doc, word)).collect();
        found.extend(called_for(doc, trigger));
        let mut at = 0;
        while at < found.len() && at < MOST_CLAUSES {
            // "refused to agree to meet", "said it would meet and sign"
            let deeper: Vec<usize> = doc
                .children(found[at])
                .filter(|&c| {
                    matches!(dep(doc, c), "xcomp" | "conj" | "acomp" | "attr")
                        || opens_clause(doc, c)
                })
                .collect();
            found.extend(deeper);
            at += 1;
        }
        found
    };
    let modals = || {
        // What "we" must do is asked of nobody else.
        let own = |verb: usize| {
            doc.child(verb, &["nsubj"])
                .is_some_and(|s| matches!(&*doc.tokens()[s].lemma, "we" | "I" | "i"))
        };
        let verbs: Vec<usize> =
            words.iter().flat_map(|&word| clauses(doc, word)).filter(|&verb| !own(verb)).collect();
        verbs
            .iter()
            .flat_map(|&verb| {
                // "must go", and "has to go", where the verb of duty is the clause's own
                let duty = doc.children_by(verb, "xcomp").any(|c| has_to(doc, c)).then_some(verb);
                doc.children(verb)
                    .filter(|&c| dep(doc, c) == "aux" && doc.tokens()[c].tag == "MD")
                    .chain(duty)
                    .collect::<Vec<_>>()
            })
            .collect()
    };
    let c = conditions;
    let sentence = scene.sentence(trigger);
    (c.near.is_empty() || sentence.have(&c.near))
        && !sentence.have(&c.not_near)
        && !scene.lead_has(&c.not_lead)
        && allows(&c.object, &c.not_object, &objects)
        && allows(&c.subject, &c.not_subject, &subjects)
        && allows(&c.modifier, &c.not_modifier, &modifiers)
        && allows(&c.about, &c.not_about, &|| governed(doc, words))
        && allows(&c.clause, &c.not_clause, &completing)
        && allows(&c.clause_modal, &Words::new(), &modals)
}

/// Whether a word says what kind a clause is: "to", "that", "whether", "how".
fn opens_clause(doc: &Doc, token: usize) -> bool {
    matches!(doc.tokens()[token].tag, "WRB" | "WP" | "TO") || dep(doc, token) == "mark"
}

/// The heads of a noun phrase: conjuncts, and what a collective is made of.
fn phrase_heads(context: Context, head: usize) -> Vec<usize> {
    let mut heads = vec![head];
    heads.extend(hanging(context, head).into_iter().filter(|&c| dep(context.doc, c) == "conj"));
    if context.codebook.events.reading().lists("collective", &context.doc.tokens()[head].lemma) {
        heads.extend(crate::tree::prepositional(context.doc, head, "of"));
    }
    heads
}

/// What the trigger governs: everything below it but its subject and its adjuncts.
pub fn governed(doc: &Doc, words: &[usize]) -> Vec<usize> {
    let Some(&trigger) = words.first() else { return Vec::new() };
    let passive = is_verb(doc, trigger) && is_passive(doc, trigger);
    let mut found = Vec::new();
    for child in doc.children(trigger) {
        let adjunct = match dep(doc, child) {
            // "called on the government to release them"
            "advcl" if completes_call(doc, trigger, child) => false,
            "nsubj" | "advcl" | "relcl" | "parataxis" | "punct" | "agent" | "poss" => true,
            "conj" => is_verb(doc, trigger),
            "nsubjpass" => !passive,
            "prep" => is_verb(doc, trigger) && is_adjunct(doc, child),
            // "Days after the arrest, …"
            "npadvmod" => child < trigger,
            _ => false,
        };
        if !adjunct {
            found.extend(below(doc, child, &["relcl", "advcl", "parataxis", "nsubj"]));
        }
    }
    if doc.tokens()[trigger].dep == "acl" && passive {
        found.push(doc.tokens()[trigger].head);
    }
    found.extend(words[1..].iter().copied());
    found
}

/// The clauses that are called for although the parse makes them adverbial.
pub fn called_for(doc: &Doc, call: usize) -> impl Iterator<Item = usize> + '_ {
    doc.children_by(call, "advcl").filter(move |&verb| completes_call(doc, call, verb))
}

/// Whether an adverbial clause is in truth what is called for.
pub fn completes_call(doc: &Doc, call: usize, verb: usize) -> bool {
    let for_to =
        || doc.child(verb, &["mark"]).is_some_and(|mark| &*doc.tokens()[mark].lemma == "for");
    has_to(doc, verb) && (called_on(doc, call, verb).is_some() || for_to())
}

/// Prepositions that set an act in time or give its ground, and so do not govern what is asked or refused.
pub fn is_adjunct(doc: &Doc, prep: usize) -> bool {
    is_fronted(doc, prep)
        || matches!(
            &*doc.tokens()[prep].lemma,
            "after"
                | "under"
                | "since"
                | "following"
                | "despite"
                | "amid"
                | "during"
                | "because"
                | "before"
                | "until"
                | "as"
                | "like"
                | "including"
                | "due"
        )
}

/// Whether a preposition opens its clause: "At their talks, they agreed …".
fn is_fronted(doc: &Doc, prep: usize) -> bool {
    let head = doc.tokens()[prep].head;
    let relative =
        doc.child(prep, &["pobj"]).is_some_and(|o| matches!(doc.tokens()[o].tag, "WDT" | "WP"));
    dep(doc, prep) == "prep" && is_verb(doc, head) && prep < head && !relative
}

/// Where parties stand when a rule does not say.
fn usual_slots(verb: bool) -> (Vec<Slot>, Vec<Slot>) {
    let prep = |word: &str| vec![Step::Prep(word.to_owned())];
    if verb {
        return (vec![vec![Step::Subject]], vec![vec![Step::Object]]);
    }
    let actor = vec![vec![Step::Subject], vec![Step::Poss], prep("by"), vec![Step::Modifier]];
    let recipient = ["on", "against", "with", "of", "to", "in"].map(prep).to_vec();
    (actor, recipient)
}

fn with_parties<'c>(scene: &Scene<'c>, rule: &'c Rule, words: Vec<usize>) -> Option<Match<'c>> {
    let Scene { context, actors, towns, .. } = scene;
    let (context, actors) = (*context, *actors);
    let friendly = rule.coding.quad < 3;
    let parties = Parties { context, actors, words: &words, towns: None, friendly };
    let usual =
        usual_slots(is_verb(context.doc, words[0]) || context.doc.tokens()[words[0]].pos == "ADJ");
    let or_usual =
        |own: &Vec<Slot>, usual: Vec<Slot>| if own.is_empty() { usual } else { own.clone() };
    let mut slots = or_usual(&rule.actor, usual.0);
    let asks_subject = slots.iter().any(|slot| slot.first() == Some(&Step::Subject));
    let is_said = is_verb(context.doc, words[0]) && subject(context, words[0]).is_some();
    if asks_subject && is_said {
        // Who acts is said, known or not: nobody else does.
        slots.retain(|slot| slot.first() == Some(&Step::Subject));
    }
    let (_, mut acting) = parties.first(&slots, |_, _| true);
    let sends = rule.coding.quad < 4 || rule.coding.plover == "MOBILIZE";
    let let_in = rule.coding.mode.as_deref() == Some("access");
    let is_other = |slot: &Slot, party: usize| {
        // "agreed to send its troops": they are sent, to somebody else
        let own_force = slot.iter().any(is_inner)
            && actors.actors[party].role.as_deref() == Some("MIL")
            && acting.iter().any(|&a| {
                let (a, party) = (&actors.actors[a], &actors.actors[party]);
                a.country.is_some() && a.country == party.country && a.role != party.role
            });
        let sent = sends && !let_in && (own_force || is_instrument(context, actors, party));
        !sent && !acting.contains(&party)
    };
    let mut slots = or_usual(&rule.recipient, usual.1);
    if asks_another(context, words[0]) {
        // Whom one asks to do something is said, known or not.
        slots.retain(|slot| !slot.iter().any(is_inner));
    }
    let (mut slot, mut acted) = parties.first(&slots, is_other);
    let is_visit = rule.coding.mode.as_deref() == Some("visit");
    if acted.is_empty() && (rule.coding.quad == 4 || is_visit) {
        // Where a crowd walks is not whom it is against.
        let is_crowd = rule.coding.plover == "PROTEST";
        slots.retain(|slot| match slot.last() {
            Some(Step::Prep(word)) => match &**word {
                "in" | "near" => false,
                "of" | "to" | "through" | "at" | "on" | "across" => !is_crowd,
                _ => true,
            },
            _ => true,
        });
        let parties = Parties { towns: Some(towns), ..parties };
        (slot, acted) = parties.first(&slots, is_other);
        // "attacked a market in Zenda", whichever word the place hangs on
        let strikes = rule.coding.plover == "ASSAULT" && !acting.is_empty();
        if acted.is_empty() && strikes && object(context.doc, words[0]).is_some() {
            let country = |party: usize| actors.actors[party].country.as_deref();
            let is_abroad =
                |_: &Slot, party| acting.iter().all(|&actor| country(actor) != country(party));
            let lying =
                ["in", "at", "near", "outside"].map(|word| vec![Step::Prep(word.to_owned())]);
            acted = parties.first(&lying, is_abroad).1;
        }
    }
    // "the attack of the rebels on Freedonia"
    let towards =
        matches!(&slot[..], [Step::Prep(word)] if matches!(&**word, "on" | "against" | "to"));
    if acting.is_empty() && towards && is_noun(context.doc, words[0]) {
        let of = [vec![Step::Prep("of".to_owned())]];
        acting = parties.first(&of, |_, party| !acted.contains(&party)).1;
    }
    if acting.is_empty() && slot.last() == Some(&Step::Prep("in".to_owned())) {
        // "clashes in Freedonia": a place, as long as nobody is said to act against it
        acted.clear();
    }
    if rule.reciprocal && acting.is_empty() && !(asks_subject && is_said) {
        acting = std::mem::take(&mut acted);
    } else if rule.reciprocal {
        acting.extend(&acted);
    }
    let enough = match rule.needs {
        Needs::Either => !acting.is_empty() || !acted.is_empty(),
        Needs::Actor => !acting.is_empty(),
        Needs::Recipient => !acted.is_empty(),
        Needs::Both => !acting.is_empty() && !acted.is_empty(),
        Needs::Two => {
            acting.iter().chain(&acted).collect::<std::collections::BTreeSet<_>>().len() > 1
        }
    };
    enough.then_some(Match { rule, words, actors: acting, recipients: acted })
}

/// Whether a step goes into what the act governs.
fn is_inner(step: &Step) -> bool {
    matches!(step, Step::Clause | Step::Content | Step::Adverbial)
}

/// Whether a verb has somebody as its object who is to do something: "urged *the farmers* to resist".
fn asks_another(context: Context, verb: usize) -> bool {
    let doc = context.doc;
    let Some(asked) = doc.child(verb, &["dobj"]).filter(|_| is_verb(doc, verb)) else {
        return false;
    };
    let infinitive = doc
        .children(verb)
        .any(|c| matches!(dep(doc, c), "xcomp" | "ccomp") && c > asked && has_to(doc, c));
    let row = &doc.tokens()[asked];
    infinitive && context.codebook.actors.nouns.knows(&row.lemma)
}

/// Whether an actor is only "troops" or "a peacekeeping force" of no state: what is sent, promised or refused,
/// not whom it is sent to.
fn is_instrument(context: Context, actors: &Actors, party: usize) -> bool {
    let reading = context.codebook.events.reading();
    let country = actors.actors[party].country.as_deref();
    matches!(country, None | Some("IGO" | "IMG" | "UNO"))
        && actors.mentions.iter().filter(|m| m.actor == party).all(|m| {
            let lemma = context.doc.tokens()[m.head].lemma.to_lowercase();
            reading.lists("military", &lemma) || country.is_none() && reading.lists("sent", &lemma)
        })
}

/// The conditions on who the parties are.
fn roles(actors: &Actors, conditions: &Conditions, found: &Match) -> bool {
    let has = |parties: &[usize], wanted: &Words| {
        let role = |&party: &usize| actors.actors[party].role.as_ref();
        parties.iter().filter_map(role).any(|role| wanted.contains(role))
    };
    let ok = |parties: &[usize], wanted: &Words, barred: &Words| {
        (wanted.is_empty() || has(parties, wanted)) && !has(parties, barred)
    };
    let country =
        |parties: &[usize]| parties.first().and_then(|&p| actors.actors[p].country.clone());
    let c = conditions;
    let foreign = !c.foreign
        || match (country(&found.actors), country(&found.recipients)) {
            (Some(a), Some(b)) => a != b,
            _ => false,
        };
    foreign
        && ok(&found.actors, &c.actor_role, &c.not_actor_role)
        && ok(&found.recipients, &c.recipient_role, &c.not_recipient_role)
}
