//! What a candidate measures: by the verb, noun or adjective that its phrase stands beside.

use sayso_codebook::{FigureRules, FigureSlot as Slot};
use sayso_language::Doc;

use super::candidate::{Candidate, Kind};

/// A measure and the word that gave it.
#[derive(Debug, Clone)]
pub struct Found {
    /// The measure's name.
    pub measure: String,
    /// The token that means it.
    pub trigger: usize,
    /// In which slot; `None` for a part that takes its whole's measure.
    pub slot: Option<Slot>,
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

/// The measure of a candidate, if its place gives it one.
pub fn find(doc: &Doc, rules: &FigureRules, candidate: &Candidate) -> Option<Found> {
    let finder = Finder { doc, rules, candidate };
    let by_verb = finder.beside_verb().or_else(|| finder.by_verb());
    if candidate.kind != Kind::Number {
        return by_verb
            .or_else(|| (candidate.kind == Kind::Nobody).then(|| finder.own()).flatten());
    }
    by_verb
        .or_else(|| finder.by_state())
        .or_else(|| finder.by_noun())
        .or_else(|| finder.by_toll())
        .or_else(|| finder.own())
}

/// Words before a verb that make it less than a fact.
const POSSIBLE: [&str; 12] =
    ["could", "would", "might", "may", "will", "shall", "should", "can", "must", "wo", "'ll", "'d"];
/// Verbs after which an infinitive tells what happened.
const IMPLICATIVE: [&str; 8] =
    ["force", "cause", "prompt", "drive", "manage", "lead", "continue", "begin"];

/// Whether what a trigger tells is said to be so: not denied, possible, planned or conditional.
pub fn is_asserted(doc: &Doc, trigger: usize) -> bool {
    let tokens = doc.tokens();
    let mut at = trigger;
    // The clause itself, and those that it is a complement or condition of.
    for _ in 0..4 {
        for child in doc.children(at) {
            let word = doc.word(child).to_lowercase();
            let lemma: &str = &tokens[child].lemma;
            let blocked = match tokens[child].dep {
                "neg" => at == trigger || tokens[at].pos == "AUX",
                "aux" if word == "to" => !IMPLICATIVE.contains(&&*tokens[tokens[at].head].lemma),
                "aux" => POSSIBLE.contains(&&*word),
                "mark" => matches!(lemma, "if" | "unless" | "whether"),
                "acomp" | "oprd" => lemma == "feared",
                _ => false,
            };
            if blocked {
                return false;
            }
        }
        let head = tokens[at].head;
        let own_clause = match tokens[at].dep {
            "ccomp" | "relcl" => true,
            "advcl" => tokens[at].tag != "VBG",
            _ => false,
        };
        if head == at || own_clause {
            break;
        }
        at = head;
    }
    true
}

/// Verbs that make their complement less than a fact.
const UNSURE: [&str; 5] = ["believe", "fear", "presume", "think", "expect"];

struct Finder<'f> {
    doc: &'f Doc,
    rules: &'f FigureRules,
    candidate: &'f Candidate,
}

impl Finder<'_> {
    fn lemma(&self, token: usize) -> &str {
        &self.doc.tokens()[token].lemma
    }

    /// The first measure of a word in a slot that can count what is counted here.
    fn measure(&self, slot: Slot, trigger: usize) -> Option<Found> {
        let fits = |measure: &&String| {
            let noun = self.candidate.noun_lemma(self.doc).unwrap_or("");
            match self.rules.counts_thing(measure, noun) {
                Some(thing) => thing,
                None => self.candidate.counts_people(self.doc, self.rules),
            }
        };
        let word = self.doc.word(trigger).to_lowercase();
        let mut words = [self.lemma(trigger), &word];
        if slot == Slot::State {
            words.reverse();
        }
        let measures = words.iter().flat_map(|word| self.rules.measures(slot, word));
        let measure = measures.into_iter().find(fits)?.clone();
        Some(Found { measure, trigger, slot: Some(slot) })
    }

    /// "killed at least 12": a verb right before the number has it as its object, whatever the
    /// parse made of a long coordination.
    fn beside_verb(&self) -> Option<Found> {
        let before = self.candidate.tokens.start.checked_sub(1)?;
        let verb = &self.doc.tokens()[before];
        let is_verb = verb.pos == "VERB" && verb.tag != "VBN"
            || verb.tag == "VBN" && !self.has(before, "auxpass");
        if !is_verb || self.candidate.kind == Kind::Named {
            return None;
        }
        self.measure(Slot::Object, before)
    }

    fn has(&self, token: usize, dep: &str) -> bool {
        self.doc.children_by(token, dep).next().is_some()
    }

    /// The head of the phrase, or of the first of its coordinated phrases.
    fn first_conjunct(&self) -> usize {
        let tokens = self.doc.tokens();
        let mut at = self.candidate.head;
        while matches!(tokens[at].dep, "conj" | "appos") && tokens[at].head < at {
            let head = tokens[at].head;
            if !matches!(tokens[head].pos, "NOUN" | "PROPN" | "NUM" | "PRON") {
                break;
            }
            at = head;
        }
        at
    }

    fn by_verb(&self) -> Option<Found> {
        let tokens = self.doc.tokens();
        let head = self.first_conjunct();
        let verb = tokens[head].head;
        if verb == head {
            return None;
        }
        // "12 men wounded in the raid" may be parsed as an active clause; "12 men had died" is one.
        let perfect = self.doc.children_by(verb, "aux").any(|aux| self.lemma(aux) == "have");
        let passive = tokens[head].dep == "nsubjpass"
            || tokens[head].dep == "nsubj"
                && tokens[verb].tag == "VBN"
                && !perfect
                && !self.has(verb, "dobj");
        if passive {
            let mut conjuncts = std::iter::once(verb).chain(
                self.doc
                    .children_by(verb, "conj")
                    .filter(|&other| !self.has(other, "nsubj") && !self.has(other, "nsubjpass")),
            );
            let found = conjuncts.find_map(|verb| self.measure(Slot::Object, verb));
            return found.or_else(|| self.shot_dead(verb));
        }
        match tokens[head].dep {
            "nsubj" => self.measure(Slot::Subject, verb).filter(|_| self.is_casualty()),
            "dobj" => self.measure(Slot::Object, verb).or_else(|| self.shot_dead(verb)),
            _ => self.reduced(head),
        }
    }

    /// A named person who died is a figure only where the sentence tells of what; a number always.
    fn is_casualty(&self) -> bool {
        let sentence = self.doc.sentences()[self.doc.sentence_of(self.candidate.head)].clone();
        self.candidate.kind != Kind::Named
            || sentence.into_iter().any(|token| self.rules.cause(self.lemma(token)).is_some())
    }

    /// "12 people killed in the raid", "a man arrested on Monday".
    fn reduced(&self, head: usize) -> Option<Found> {
        let participle =
            self.doc.children_by(head, "acl").find(|&c| self.doc.tokens()[c].tag == "VBN");
        self.measure(Slot::Object, participle?)
    }

    /// "were shot dead", "found dead".
    fn shot_dead(&self, verb: usize) -> Option<Found> {
        let dead = self.doc.children(verb).find(|&child| self.lemma(child) == "dead")?;
        self.measure(Slot::State, dead)
    }

    /// "12 dead", "leaving 30 wounded", "12 people missing": the next word but "were" and the like.
    fn by_state(&self) -> Option<Found> {
        let tokens = self.doc.tokens();
        let end = self.doc.sentences()[self.doc.sentence_of(self.candidate.head)].end;
        let mut next = self.candidate.tokens.end;
        while next < end
            && (matches!(tokens[next].pos, "AUX" | "ADV") || self.lemma(next) == "more")
        {
            next += 1;
        }
        let own = self
            .candidate
            .noun
            .filter(|&noun| !self.rules.measures(Slot::State, self.lemma(noun)).is_empty());
        let trigger = own.or((next < end).then_some(next))?;
        if own.is_some() {
            let measure = self.rules.measures(Slot::State, self.lemma(trigger)).first()?.clone();
            return Some(Found { measure, trigger, slot: Some(Slot::State) });
        }
        // "five of the 16 people killed" says nothing of the five; "settlers killed a man" is no state.
        if self.candidate.is_share() || self.has(trigger, "dobj") {
            return None;
        }
        self.measure(Slot::State, trigger)
    }

    /// "the deaths of 40 miners", "injuries to 12 people".
    fn by_noun(&self) -> Option<Found> {
        let tokens = self.doc.tokens();
        let head = self.first_conjunct();
        let preposition = tokens[head].head;
        let noun = tokens[preposition].head;
        let fits = tokens[head].dep == "pobj" && matches!(self.lemma(preposition), "of" | "to");
        if fits { self.measure(Slot::Noun, noun) } else { None }
    }

    /// "the death toll rose to 90", "a toll of 90", "bringing the toll to 340".
    fn by_toll(&self) -> Option<Found> {
        let tokens = self.doc.tokens();
        let head = self.candidate.head;
        let above = tokens[head].head;
        let governor = if tokens[head].dep == "pobj" { tokens[above].head } else { above };
        let subjects = self
            .doc
            .children(governor)
            .filter(|&child| matches!(tokens[child].dep, "nsubj" | "nsubjpass" | "dobj" | "nmod"));
        std::iter::once(governor).chain(subjects).find_map(|word| {
            let measure = self.rules.measures(Slot::Toll, self.lemma(word)).first()?.clone();
            Some(Found { measure, trigger: word, slot: Some(Slot::Toll) })
        })
    }

    /// "40 deaths", "10,000 protesters".
    fn own(&self) -> Option<Found> {
        // "one of the best strikers" counts nobody.
        let noun = self
            .candidate
            .noun
            .filter(|_| !self.candidate.is_share() || self.candidate.value != Some(1.0))?;
        let lemma = self.lemma(noun);
        // "were believed killed", "are feared drowned"
        if UNSURE.contains(&self.lemma(self.doc.tokens()[noun].head)) {
            return None;
        }
        [Slot::Noun, Slot::Counted].into_iter().find_map(|slot| {
            let measure = self.rules.measures(slot, lemma).first()?.clone();
            Some(Found { measure, trigger: noun, slot: Some(slot) })
        })
    }
}
