//! Who did it: the agent of a verb, whose an attack is, who acts in the clause that tells of it.

use sayso_codebook::FigureSlot as Slot;

use super::Reading;
use super::candidate::Candidate;
use super::measure::Found;
use crate::tree::{self, dep, is_verb};

impl Reading<'_> {
    /// The actors who did it: the verb's agent, or its subject where those counted are its object; of
    /// an attack, whose it is.
    pub(super) fn by(&self, candidate: &Candidate, found: &Found) -> Vec<String> {
        let doc = self.context.doc;
        let trigger = found.trigger;
        let is_self = |doer: usize| {
            doer == candidate.head
                || candidate.tokens.contains(&doer)
                || doc.subtree(candidate.head).contains(&doer)
                    && !doc.subtree(candidate.head).contains(&trigger)
        };
        let mut doers: Vec<usize> = Vec::new();
        if is_verb(doc, trigger) || doc.tokens()[trigger].tag == "VBN" {
            // Who finds the dead did not kill them.
            let lemma = &doc.tokens()[trigger].lemma;
            let finds = self.context.codebook.figures.lists("finding", lemma);
            let undergoes = found.slot == Slot::Object && !finds;
            doers.extend(undergoes.then(|| tree::agent(doc, trigger)).flatten());
        } else if found.slot == Slot::Noun {
            doers.extend(tree::prepositional(doc, trigger, "by"));
            // "Freedonia's killing of 40 villagers"
            let own = doc.child(trigger, &["poss"]).filter(|_| found.trigger != candidate.head);
            doers.extend(own);
        } else if found.slot == Slot::State {
            // "left 12 dead"
            let verb = doc.ancestors(trigger).take(3).find(|&above| is_verb(doc, above));
            let caused = verb.filter(|&verb| {
                matches!(&*doc.tokens()[verb].lemma, "leave" | "shoot" | "make" | "render")
            });
            doers.extend(caused.and_then(|verb| tree::agent(doc, verb)));
        }
        let mut actors: Vec<usize> = Vec::new();
        for doer in doers.into_iter().filter(|&doer| !is_self(doer)) {
            actors.extend(self.doers(doer));
        }
        if actors.is_empty() {
            actors = self.attackers(trigger, candidate);
        }
        if actors.is_empty() && found.slot != Slot::Counted {
            // "nine were killed when gunmen attacked a bus"
            let is_when = |verb: usize| {
                let mark = doc.child(verb, &["mark", "advmod"]);
                mark.is_none_or(|mark| doc.word(mark).eq_ignore_ascii_case("when"))
            };
            let deeds = self.deeds(trigger).into_iter();
            let violent = deeds.filter(|&verb| self.is_attack(verb) && is_when(verb));
            let doers =
                violent.filter_map(|verb| tree::agent(doc, verb)).filter(|&doer| !is_self(doer));
            actors = doers.flat_map(|doer| self.doers(doer)).collect();
        }
        let own = candidate.noun.and_then(|noun| self.actors.at(noun)).map(|own| own.actor);
        actors.retain(|&actor| Some(actor) != own);
        let mut seen = Vec::new();
        actors.retain(|actor| {
            !seen.contains(actor) && {
                seen.push(*actor);
                true
            }
        });
        actors.into_iter().map(|actor| self.actors.id(actor)).collect()
    }

    /// The actors that a doer is: of "an attack by rebels" the rebels.
    fn doers(&self, doer: usize) -> Vec<usize> {
        let doc = self.context.doc;
        let doer = tree::antecedent(doc, doer);
        if self.is_violent(doer) {
            return self.whose(doer);
        }
        let own = self.actors.of_phrase(doc, doer);
        if !own.is_empty() {
            return own;
        }
        // "by bullets fired by soldiers"
        let used = doc.children_by(doer, "acl").filter(|&verb| doc.tokens()[verb].tag == "VBN");
        let agents = used.filter_map(|verb| tree::agent(doc, verb));
        agents.flat_map(|agent| self.actors.of_phrase(doc, agent)).collect()
    }

    /// Whose attack a trigger's clause tells of: "12 died in an Israeli air strike".
    fn attackers(&self, trigger: usize, candidate: &Candidate) -> Vec<usize> {
        let doc = self.context.doc;
        let preps = |of: usize| {
            doc.children_by(of, "prep").filter(|&prep| {
                matches!(
                    &*doc.tokens()[prep].lemma,
                    "in" | "by" | "during" | "from" | "after" | "when" | "at"
                )
            })
        };
        let near = [trigger, candidate.head];
        let deeds = near.into_iter().flat_map(preps).filter_map(|prep| doc.child(prep, &["pobj"]));
        let deed = deeds.into_iter().find(|&noun| self.is_violent(noun));
        deed.map(|noun| self.whose(noun)).unwrap_or_default()
    }

    /// Whether a noun tells of an attack.
    pub(super) fn is_violent(&self, noun: usize) -> bool {
        let row = &self.context.doc.tokens()[noun];
        row.pos == "NOUN" && self.is_assault("NOUN", &row.lemma)
    }

    /// Whether a verb tells of an attack.
    fn is_attack(&self, verb: usize) -> bool {
        self.is_assault("VERB", &tree::lemma(self.context.doc, verb))
    }

    /// Whether a rule of events takes the word for an attack.
    fn is_assault(&self, pos: &str, lemma: &str) -> bool {
        let mut told = self.context.codebook.events.told_by(pos, lemma);
        told.any(|(rule, _)| rule.coding.plover == "ASSAULT")
    }

    /// Whose a deed is: "by rebels", "Freedonia's", "Freedonian".
    fn whose(&self, deed: usize) -> Vec<usize> {
        let doc = self.context.doc;
        let by = tree::prepositional(doc, deed, "by");
        let by: Vec<usize> =
            by.into_iter().flat_map(|noun| self.actors.of_phrase(doc, noun)).collect();
        if !by.is_empty() {
            return by;
        }
        let own = doc.children(deed).filter(|&child| {
            child < deed && matches!(dep(doc, child), "poss" | "amod" | "compound" | "nmod")
        });
        // "the Zenda bombing" is nobody's.
        let own = own.filter(|&child| !self.is_town(child));
        own.filter_map(|child| self.actors.at(child)).map(|mention| mention.actor).collect()
    }
}
