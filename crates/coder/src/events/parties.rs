//! From a rule's slots to the actors that stand there.

use std::collections::HashMap;
use std::ops::Range;

use sayso_codebook::events::{Slot, Step};
use sayso_language::{Doc, Iob};
use sayso_record::{Actor, ActorKind, MentionKind, Place, PlaceForm};

use super::when_where::Heads;
use crate::Context;
use crate::actors::{Actors, TokenMention};
use crate::tree::{
    agent, belongs_behind, clauses, dep, has_to, is_document, is_verb, lemma, object, prepositional,
};

/// Finds parties for one trigger.
pub struct Parties<'p> {
    /// The report at hand.
    pub context: Context<'p>,
    /// Who is in it.
    pub actors: &'p Actors,
    /// The trigger and the further words of its phrase.
    pub words: &'p [usize],
    /// Towns that stand for their state, where they do.
    pub towns: Option<&'p Towns>,
    /// The act is friendly: an "anti-Freedonian" thing is not Freedonia's.
    pub friendly: bool,
}

/// Named places by the token that heads each: who attacks a town attacks its state.
pub type Towns = HashMap<usize, Town>;

/// A named place and the state that it lies in.
#[derive(Debug, Clone)]
pub struct Town {
    /// Index of the state among the report's actors.
    pub state: usize,
    /// The place's tokens.
    pub tokens: Range<usize>,
}

/// The towns of a report; states that only their towns tell are added to its actors.
pub fn towns(context: Context, actors: &mut Actors, places: &[Place]) -> Towns {
    let heads = Heads::new(context.doc);
    let is_state = |actor: &Actor| actor.kind == ActorKind::State && actor.role.is_none();
    let mut states: HashMap<String, usize> = HashMap::new();
    for (index, actor) in actors.actors.iter().enumerate().filter(|(_, actor)| is_state(actor)) {
        if let Some(country) = &actor.country {
            states.entry(country.clone()).or_insert(index);
        }
    }
    let mut towns = Towns::new();
    for place in places.iter().filter(|place| place.form == PlaceForm::Name) {
        let Some(head) = heads.of(place.start, place.end) else { continue };
        let Some(country) = &place.country else { continue };
        let known = states.get(country).copied();
        let state = known.or_else(|| actors.add_state(&context.codebook.actors, country));
        let Some(state) = state else { continue };
        states.entry(country.clone()).or_insert(state);
        towns.insert(head, Town { state, tokens: heads.tokens(place.start, place.end) });
    }
    towns
}

impl Parties<'_> {
    /// The first slot that gives any actors that are allowed, and these.
    pub fn first(
        &self,
        slots: &[Slot],
        allowed: impl Fn(&Slot, usize) -> bool,
    ) -> (Slot, Vec<usize>) {
        let of_slot = |slot: &Slot| -> Vec<usize> {
            self.of_slot(slot).into_iter().filter(|&party| allowed(slot, party)).collect()
        };
        slots
            .iter()
            .map(|slot| (slot.clone(), of_slot(slot)))
            .find(|(_, found)| !found.is_empty())
            .unwrap_or_default()
    }

    /// The first actor, with its conjuncts, in what the words at hand govern, who is neither the
    /// actor itself nor its own country.
    fn in_content(&self, words: &[usize]) -> Vec<usize> {
        let doc = self.context.doc;
        let acting = self.actor_side();
        let country = |party: usize| self.actors.actors[party].country.as_deref();
        let is_named = |party: usize| {
            let mut mentions = self.actors.mentions.iter();
            mentions.any(|m| m.actor == party && m.kind == MentionKind::Name)
        };
        let is_other = |&party: &usize| {
            let own = |&a: &usize| {
                a == party
                    || (self.actors.actors[party].role.is_none() && country(a) == country(party))
            };
            let peacekeepers = matches!(country(party), Some("IGO" | "UNO" | "IMG"))
                && !is_named(party)
                && self.actors.actors[party].role.as_deref() == Some("MIL");
            country(party).is_some() && !peacekeepers && !acting.iter().any(own)
        };
        let mut below = super::matching::governed(doc, words);
        below.sort_unstable();
        // "called for efforts to condemn Freedonia" is not said to Freedonia.
        let against = |&token: &usize| {
            let row = &doc.tokens()[token];
            let hostile = |quad: u8| quad >= 3;
            row.pos == "VERB"
                && !words.contains(&token)
                && self
                    .context
                    .codebook
                    .events
                    .told_by(row.pos, &row.lemma)
                    .any(|(rule, phrase)| phrase.rest.is_empty() && hostile(rule.coding.quad))
        };
        let first = below.into_iter().find(|&token| {
            let governed_by_hostile =
                doc.ancestors(token).take_while(|a| !words.contains(a)).any(|a| against(&a));
            !governed_by_hostile && self.named_at(token).iter().any(is_other)
        });
        let found = first.map(|token| self.of_phrase(token, &[])).unwrap_or_default();
        found.into_iter().filter(is_other).collect()
    }

    /// Who does the act at hand.
    fn actor_side(&self) -> Vec<usize> {
        let subject = subject(self.context, self.words[0]);
        subject.map(|s| self.of_phrase(s, &["of", "from"])).unwrap_or_default()
    }

    /// Whether a noun is a deed or a thing, which does nothing in its owner's name: "Ruritania's
    /// reaction damaged relations" is no act of Ruritania's.
    fn is_inert(&self, token: usize) -> bool {
        let lemma = self.context.doc.tokens()[token].lemma.to_lowercase();
        self.context.codebook.events.reading().lists("inert", &lemma)
    }

    /// The actors that the noun phrase headed by `token` stands for.
    pub fn of_noun(&self, token: usize) -> Vec<usize> {
        self.of_phrase(token, &["of", "for", "from"])
    }

    /// The actors at the end of a slot's steps.
    fn of_slot(&self, slot: &[Step]) -> Vec<usize> {
        let Some((last, steps)) = slot.split_last() else { return Vec::new() };
        let mut at = self.words.to_vec();
        for (index, step) in steps.iter().enumerate() {
            at = self.step(&at, step, index == 0);
        }
        if *last == Step::Content {
            return self.in_content(&at);
        }
        let ends = self.step(&at, last, steps.is_empty());
        let doc = self.context.doc;
        let mut found = Vec::new();
        for end in ends {
            let parties = match last {
                Step::Modifier => self.named_at(end),
                // "the attack staged by the rebels killed ten"
                Step::Subject if self.is_inert(end) => match self.named_at(end) {
                    none if none.is_empty() => {
                        let by = prepositional(doc, end, "by");
                        let agents: Vec<usize> =
                            by.into_iter().flat_map(|agent| self.of_noun(agent)).collect();
                        // "a Ruritanian resolution urged the rebels"
                        match agents.is_empty() && is_document(doc, end) {
                            true => self.of_conjunct(end, &[], 1),
                            false => agents,
                        }
                    }
                    named => named,
                },
                Step::Subject => self.of_phrase(end, &["of", "from"]),
                _ if self.towns.is_some() => self.of_ground(end),
                _ => self
                    .of_phrase(end, &["of", "from", "in", "at", "near", "against", "around", "on"]),
            };
            add_new(&mut found, parties);
        }
        found
    }

    /// The states of what is struck: the town itself, or what lies in a town abroad ("a market in Zenda").
    fn of_ground(&self, end: usize) -> Vec<usize> {
        let itself = self.of_phrase(end, &["of"]);
        if !itself.is_empty() {
            return itself;
        }
        let country = |party: &usize| self.actors.actors[*party].country.as_deref();
        let acting: Vec<usize> = self.actor_side();
        let is_abroad = |party: &usize| acting.iter().all(|actor| country(actor) != country(party));
        self.of_phrase(end, &["in", "at", "near", "around"]).into_iter().filter(is_abroad).collect()
    }

    fn step(&self, from: &[usize], step: &Step, first: bool) -> Vec<usize> {
        let doc = self.context.doc;
        let mut found: Vec<usize> = Vec::new();
        for &token in from {
            match step {
                Step::Subject if first && token != self.words[0] => {}
                Step::Subject => found.extend(subject(self.context, token)),
                Step::Object if first && token != self.words[0] => {}
                Step::Object => found.extend(object(doc, token)),
                Step::Dative => {
                    found.extend(
                        doc.children_by(token, "dative")
                            .map(|d| doc.child(d, &["pobj"]).unwrap_or(d)),
                    );
                    found.extend(prepositional(doc, token, "to"));
                }
                Step::Poss => found.extend(doc.children_by(token, "poss")),
                Step::Modifier => {
                    let before = |&child: &usize| {
                        matches!(dep(doc, child), "amod" | "compound" | "nmod" | "nummod")
                    };
                    let against = |&c: &usize| self.friendly && is_against(doc, c);
                    let direct: Vec<usize> =
                        doc.children(token).filter(before).filter(|c| !against(c)).collect();
                    for child in direct {
                        found.push(child);
                        // "the Freedonian-led invasion"
                        let leads = doc.word(child).eq_ignore_ascii_case("led");
                        found.extend(doc.children(child).filter(|&c| {
                            matches!(dep(doc, c), "conj" | "amod" | "compound" | "nmod")
                                || leads && dep(doc, c) == "npadvmod"
                        }));
                    }
                }
                Step::Content => {}
                // "rallied to demand", "unless it withdrew"; not "rallied after he had gone"
                Step::Adverbial => found.extend(doc.children_by(token, "advcl").filter(|&verb| {
                    let opening = doc.child(verb, &["mark"]).map(|mark| &*doc.tokens()[mark].lemma);
                    has_to(doc, verb)
                        || opening.map_or(doc.tokens()[verb].tag == "VBG", |word| {
                            matches!(word, "unless" | "if" | "until")
                        })
                })),
                Step::Clause => {
                    found.extend(clauses(doc, token));
                    found.extend(super::matching::called_for(doc, token));
                }
                Step::Prep(word) => {
                    let own = prepositional(doc, token, word);
                    // "the visit of the minister to Freedonia", where "to" hangs on the minister
                    if own.is_empty() && !is_verb(doc, token) && word != "of" {
                        let of = prepositional(doc, token, "of");
                        found.extend(of.into_iter().flat_map(|o| prepositional(doc, o, word)));
                    }
                    found.extend(own);
                    // "imposed sanctions on": the phrase may hang on the object as well as on the verb
                    if first && is_verb(doc, token) && word != "by" {
                        let object =
                            object(doc, token).filter(|object| !self.words.contains(object));
                        found.extend(
                            object.into_iter().flat_map(|object| prepositional(doc, object, word)),
                        );
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Actors of the noun phrase headed by `token`; where the head itself is none ("tanks",
    /// "the town", "a group"), those before it, then those after one of `prepositions`.
    fn of_phrase(&self, token: usize, prepositions: &[&str]) -> Vec<usize> {
        let doc = self.context.doc;
        if matches!(doc.tokens()[token].entity, Iob::Begin("DATE") | Iob::In("DATE")) {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut next = Some(token);
        // One conjunct after the other, each by what it has.
        while let Some(at) = next {
            add_new(&mut found, self.of_conjunct(at, prepositions, 3));
            let further = doc.child(at, &["conj"]);
            next = further.filter(|&c| !is_verb(doc, c) && !belongs_behind(doc, c));
        }
        found
    }

    fn of_conjunct(&self, token: usize, prepositions: &[&str], depth: usize) -> Vec<usize> {
        let doc = self.context.doc;
        let here = self.named_at(token);
        if !here.is_empty() || depth == 0 {
            return here;
        }
        // The critics in "anti-Freedonian critics" are not Freedonia.
        let before = |&child: &usize| {
            matches!(dep(doc, child), "amod" | "compound" | "nmod" | "poss" | "appos")
                && !is_against(doc, child)
                && (dep(doc, child) != "poss" || !self.is_adverse(token))
                // "voiced *Ruritania's* support for": whose support it is, not who is supported
                && (dep(doc, child) != "poss" || !self.words[1..].contains(&token))
        };
        let mut found: Vec<usize> = Vec::new();
        for child in doc.children(token).filter(before) {
            add_new(&mut found, self.of_conjunct(child, &[], 1));
        }
        if found.is_empty() && !self.is_adverse(token) {
            for word in prepositions {
                let ends = prepositional(doc, token, word);
                found = ends
                    .iter()
                    .flat_map(|&end| self.of_conjunct(end, prepositions, depth - 1))
                    .collect();
                if !found.is_empty() {
                    break;
                }
            }
        }
        // "a bus carrying Ruritanian pilgrims"
        if found.is_empty() && !prepositions.is_empty() {
            let carrying = doc.children_by(token, "acl").filter(|&verb| {
                matches!(&*doc.tokens()[verb].lemma, "carry" | "transport" | "house" | "ferry")
            });
            let carried = carrying.filter_map(|verb| doc.child(verb, &["dobj"]));
            found = carried.flat_map(|who| self.of_conjunct(who, &[], depth - 1)).collect();
        }
        found
    }

    /// Whether a noun means those against whom it names: the enemies of a state are not that state.
    fn is_adverse(&self, token: usize) -> bool {
        let lemma = self.context.doc.tokens()[token].lemma.to_lowercase();
        self.context.codebook.events.reading().lists("adverse", &lemma)
    }

    /// The actors whose mention is headed by `token`, those that have a country or a role.
    fn named_at(&self, token: usize) -> Vec<usize> {
        let doc = self.context.doc;
        // "voiced *opposition* to": what is felt is nobody.
        let is_felt = &*doc.tokens()[token].lemma == "opposition"
            && self.words.contains(&token)
            && !prepositional(doc, token, "to").is_empty();
        if is_felt {
            return Vec::new();
        }
        let headed = |m: &TokenMention| m.head == token || is_name_part(doc, m.head, token);
        match self.actors.at(token).filter(|m| headed(m)) {
            Some(_) => {
                let coded = |&actor: &usize| self.actors.actors[actor].code.is_some();
                self.actors.of_phrase(doc, token).into_iter().filter(coded).collect()
            }
            None => {
                let town = self.towns.and_then(|towns| towns.get(&token));
                town.map(|town| town.state).into_iter().collect()
            }
        }
    }
}

/// Whether a word is against what it names: "anti-Freedonian".
fn is_against(doc: &Doc, token: usize) -> bool {
    let word = |back: usize| token.checked_sub(back).map(|t| doc.word(t).to_lowercase());
    word(1).is_some_and(|w| w == "anti-" || w == "anti")
        || word(1).is_some_and(|w| w == "-") && word(2).is_some_and(|w| w == "anti")
}

/// Appends what is not there yet.
fn add_new(found: &mut Vec<usize>, more: Vec<usize>) {
    for party in more {
        if !found.contains(&party) {
            found.push(party);
        }
    }
}

/// Whether `token` heads the name that the mention's own head is a part of (a parse that splits it).
fn is_name_part(doc: &Doc, head: usize, token: usize) -> bool {
    doc.tokens()[head].head == token && matches!(dep(doc, head), "compound" | "flat")
}

/// Who acts: of a verb its deep subject, of a noun the subject of the light verb that it hangs on.
pub fn subject(context: Context, token: usize) -> Option<usize> {
    let doc = context.doc;
    if is_verb(doc, token) {
        return agent(doc, token);
    }
    if doc.tokens()[token].pos == "ADJ" {
        // "found the officers guilty"
        if let Some(own) = doc.child(token, &["nsubj"]) {
            return Some(own);
        }
        let verb = doc.tokens()[token].head;
        return is_verb(doc, verb).then(|| agent(doc, verb)).flatten();
    }
    let verb = light_verb(context, token)?;
    agent(doc, verb)
}

/// The verb that only says that an act is done ("carry out", "hold", "launch"), above an act's noun.
pub fn light_verb(context: Context, noun: usize) -> Option<usize> {
    let doc = context.doc;
    let reading = context.codebook.events.reading();
    let mut at = noun;
    for _ in 0..3 {
        let head = doc.tokens()[at].head;
        match dep(doc, at) {
            "conj" if !is_verb(doc, at) => at = head,
            // "a series of attacks"
            "pobj" if &*doc.tokens()[head].lemma == "of" => {
                let above = doc.tokens()[head].head;
                if !reading.lists("collective", &doc.tokens()[above].lemma) {
                    return None;
                }
                at = above;
            }
            "pobj" => {
                let verb = doc.tokens()[head].head;
                let into =
                    matches!(&*doc.tokens()[head].lemma, "in" | "into" | "on" | "for" | "to");
                let takes_part = into
                    && is_verb(doc, verb)
                    && reading.lists("light-with-preposition", &lemma(doc, verb));
                return takes_part.then_some(verb);
            }
            // "called the test a violation" calls no test
            "dobj" if doc.child(head, &["oprd"]).is_some() => return None,
            "dobj" | "nsubjpass" if is_verb(doc, head) => {
                return reading.lists("light", &lemma(doc, head)).then_some(head);
            }
            _ => break,
        }
    }
    // "the attack launched by the rebels"
    doc.children_by(at, "acl")
        .find(|&verb| doc.tokens()[verb].tag == "VBN" && reading.lists("light", &lemma(doc, verb)))
}
