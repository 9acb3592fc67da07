//! One event rule: which words tell the event, where its parties stand, how it is coded.

use std::collections::BTreeSet;

/// How an event is coded: PLOVER, CAMEO and what they are worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Coding {
    /// PLOVER event type.
    pub plover: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// PLOVER contexts, in alphabetical order.
    pub contexts: Vec<String>,
    /// Closest CAMEO code.
    pub cameo: String,
    /// Goldstein value of the CAMEO code.
    pub goldstein: f64,
    /// PLOVER's conflict–cooperation score.
    pub score: f64,
    /// PLOVER's quad, 1 to 4.
    pub quad: u8,
}

/// The words that tell an event: a trigger, and words that must hang on it in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The trigger's lemma, by which rules are looked up.
    pub head: String,
    /// The further words, in the page's order.
    pub rest: Vec<String>,
}

/// One step from a trigger towards a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Who does it: subject, agent of a passive, controller; of a noun, the subject of its light verb.
    Subject,
    /// What it is done to: object, subject of a passive.
    Object,
    /// The indirect object, bare or with "to".
    Dative,
    /// The possessor: "Russia's invasion".
    Poss,
    /// An adjective or noun before it: "the Israeli strike".
    Modifier,
    /// The verb of its complement clause.
    Clause,
    /// The verb of an adverbial clause: "rallied, *calling* for …", "unless it *withdrew*".
    Adverbial,
    /// Whoever else is named in what the trigger governs: "agreed to send grain to Sylvania".
    Content,
    /// The object of a preposition; with `any`, of any preposition.
    Prep(String),
}

/// The words of a page for the steps.
pub const STEPS: &str = "subject, object, dative, poss, modifier, clause, adverbial, content, prep:… (a preposition, or prep:any), joined with dots";

impl Step {
    /// Reads one step; `None` when it is none.
    pub fn read(word: &str) -> Option<Self> {
        Some(match word {
            "subject" => Self::Subject,
            "object" => Self::Object,
            "dative" => Self::Dative,
            "poss" => Self::Poss,
            "modifier" => Self::Modifier,
            "clause" => Self::Clause,
            "adverbial" => Self::Adverbial,
            "content" => Self::Content,
            _ => Self::Prep(word.strip_prefix("prep:").filter(|p| !p.is_empty())?.to_owned()),
        })
    }
}

/// Steps from the trigger to a party, first to last.
pub type Slot = Vec<Step>;

/// Which parties must be coded for the rule to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Needs {
    /// An actor or a recipient.
    #[default]
    Either,
    /// An actor.
    Actor,
    /// A recipient.
    Recipient,
    /// An actor and a recipient.
    Both,
    /// Two different parties, on whichever side: "the talks between A and B".
    Two,
}

/// A set of words; empty when the rule does not ask.
pub type Words = BTreeSet<String>;

/// What must hold of the words around a trigger. An empty set asks nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions {
    /// One of these lemmas stands in what the trigger governs.
    pub about: Words,
    /// None of these does.
    pub not_about: Words,
    /// The object's lemma is one of these.
    pub object: Words,
    /// It is none of these.
    pub not_object: Words,
    /// The subject's lemma is one of these.
    pub subject: Words,
    /// It is none of these.
    pub not_subject: Words,
    /// A word before the trigger noun, or before the phrase's further words, is one of these.
    pub modifier: Words,
    /// None is.
    pub not_modifier: Words,
    /// One of these stands in the sentence.
    pub near: Words,
    /// None of these stands in the sentence.
    pub not_near: Words,
    /// None of these stands in the report's lead, its first three sentences.
    pub not_lead: Words,
    /// The complement clause's verb is one of these; `*` stands for any.
    pub clause: Words,
    /// It is none of these; `*` allows no clause at all.
    pub not_clause: Words,
    /// The complement clause has one of these auxiliaries: "must", "should".
    pub clause_modal: Words,
    /// An actor has one of these roles (PLOVER sectors).
    pub actor_role: Words,
    /// No actor has one of these roles.
    pub not_actor_role: Words,
    /// A recipient has one of these roles.
    pub recipient_role: Words,
    /// No recipient has one of these roles.
    pub not_recipient_role: Words,
    /// Actor and recipient are of different countries.
    pub foreign: bool,
}

impl Conditions {
    /// How many conditions there are.
    pub fn len(&self) -> usize {
        let asked = [
            &self.about,
            &self.object,
            &self.subject,
            &self.modifier,
            &self.near,
            &self.clause,
            &self.clause_modal,
            &self.actor_role,
            &self.recipient_role,
        ];
        asked.iter().filter(|words| !words.is_empty()).count() + usize::from(self.foreign)
    }

    /// Whether the rule asks nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One rule, compiled.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// `consult.meet`: the page's name and the rule's.
    pub id: String,
    /// The page, below the codebook's root.
    pub path: String,
    /// The line of its heading.
    pub line: usize,
    /// How a match is coded.
    pub coding: Coding,
    /// Verbs and phrases that begin with one.
    pub verbs: Vec<Phrase>,
    /// Nouns and noun phrases.
    pub nouns: Vec<Phrase>,
    /// Adjectives and phrases that begin with one.
    pub adjectives: Vec<Phrase>,
    /// Where actors stand: the first slot that gives any counts.
    pub actor: Vec<Slot>,
    /// Where recipients stand: the first slot that gives any counts.
    pub recipient: Vec<Slot>,
    /// Parties act on each other: all of them are actors.
    pub reciprocal: bool,
    /// Which parties must be coded.
    pub needs: Needs,
    /// What must hold around the trigger.
    pub conditions: Conditions,
}

/// Prepositions that may stand inside a noun phrase of a rule; the word before is its head.
const PREPOSITIONS: [&str; 16] = [
    "of", "for", "to", "on", "in", "against", "with", "between", "by", "from", "at", "into",
    "over", "under", "as", "onto",
];

impl Phrase {
    /// A phrase whose first word is its head: "hold talks".
    pub fn headed_first(words: &str) -> Self {
        let mut words = words.split_whitespace().map(str::to_lowercase);
        Self { head: words.next().unwrap_or_default(), rest: words.collect() }
    }

    /// How much a match of this phrase says: a word of its own far more than a preposition.
    pub fn weight(&self) -> usize {
        let weight = |word: &String| if PREPOSITIONS.contains(&word.as_str()) { 10 } else { 20 };
        self.rest.iter().map(weight).sum()
    }

    /// A noun phrase: its head is the last word before a preposition ("air strike", "exchange of fire").
    pub fn noun(words: &str) -> Self {
        let mut words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let is_preposition = |word: &String| PREPOSITIONS.contains(&word.as_str());
        let head = words.iter().position(is_preposition).unwrap_or(words.len()).saturating_sub(1);
        let head = if words.is_empty() { String::new() } else { words.remove(head) };
        Self { head, rest: words }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_knows_its_head() {
        let head = |phrase: Phrase| (phrase.head, phrase.rest.join(" "));
        assert_eq!(head(Phrase::headed_first("hold talks")), ("hold".into(), "talks".into()));
        assert_eq!(head(Phrase::noun("air strike")), ("strike".into(), "air".into()));
        assert_eq!(head(Phrase::noun("exchange of fire")), ("exchange".into(), "of fire".into()));
        assert_eq!(head(Phrase::noun("raid")), ("raid".into(), String::new()));
    }

    #[test]
    fn a_step_is_read_or_refused() {
        assert_eq!(Step::read("prep:with"), Some(Step::Prep("with".into())));
        assert_eq!(Step::read("prep:"), None);
        assert_eq!(Step::read("nsubj"), None);
    }
}
