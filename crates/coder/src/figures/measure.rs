//! What is counted how: for each candidate the words of the page in whose slots it stands.
//!
//! [`slots`](super::slots) goes from the words that mean a measure to those counted; candidates are
//! then looked up among them. Where a parse of a long coordination goes astray, the words right before
//! and behind the number have it.

use std::ops::Range;

use sayso_codebook::{FigureSlot as Slot, Trigger};
use sayso_language::Doc;

use super::candidate::{Candidate, Kind};
use super::said::is_asserted;
use super::slots::hits;
use crate::Context;
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

/// Words that may tell of one phrase, the firmest first; what more say says nothing else.
const MOST_TRIED: usize = 8;

/// A lookup of hits by the phrase that they are told of.
pub struct Finder<'f> {
    context: Context<'f>,
    /// In order of target.
    hits: Vec<Hit>,
    any: bool,
}

impl<'f> Finder<'f> {
    /// Over a sentence's words.
    pub fn new(context: Context<'f>, sentence: Range<usize>) -> Self {
        let (mut hits, any) = hits(context, sentence);
        hits.sort_by_key(|hit| hit.target);
        Self { context, hits, any }
    }

    /// Whether no word tells of a measure.
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
            let trigger = hit.found.trigger;
            let attribute = dep(doc, trigger) == "amod";
            // "the death of a student in custody"
            let aside = doc.tokens()[trigger].pos == "ADP";
            // "the hostages held since April were released", but "and 30 injured" behind a verb
            let argues = !matches!(dep(doc, candidate.head), "conj" | "appos");
            let relative = matches!(dep(doc, trigger), "relcl" | "acl") && argues;
            let slot = rank(hit.found.slot, hit) + u8::from(attribute || aside);
            (slot, relative, trigger.abs_diff(candidate.head))
        };
        let mut told: Vec<&Hit> = near.filter(own).collect();
        told.sort_by_key(rank);
        told.dedup_by_key(|hit| (hit.found.trigger, hit.found.slot, hit.found.measure));
        told.truncate(MOST_TRIED);
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
            let passive =
                row.tag == "VBN" && (row.dep == "acl" || doc.child(before, &["auxpass"]).is_some());
            let active = row.pos == "VERB" && !passive;
            if let Some(found) = active.then(|| told(Slot::Object, before)).flatten() {
                return Some(found);
            }
        }
        let end = doc.sentences()[doc.sentence_of(candidate.head)].end;
        let skips = |at: usize| {
            matches!(tokens[at].pos, "AUX" | "ADV")
                || matches!(&*tokens[at].lemma, "more" | "other" | "people" | "person")
        };
        let next = (candidate.tokens.end..end).take(6).find(|&at| !skips(at))?;
        // "five of the 16 people killed" says nothing of the five, and "… were killed" nothing of the 16; "settlers killed a man" is no state.
        let acts = doc.child(next, &["dobj"]).is_some_and(|object| object > next);
        if candidate.is_share(doc)
            || candidate.is_whole(doc)
            || acts
            || next > candidate.tokens.end + 4
        {
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
