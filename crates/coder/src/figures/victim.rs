//! Who a single victim was: name, age and sex, as far as the text gives them.

use std::ops::Range;

use sayso_record::Victim;

use super::candidate::{Candidate, Kind, subgroup_at};
use super::parts::subgroup_of_them;
use crate::Context;
use crate::tree::dep;

/// A pronoun further behind may mean somebody else.
const PRONOUN_REACH: usize = 40;

/// No one is older.
const OLDEST: u32 = 120;

/// The victim that a figure of one is, where the text gives a name, an age or a sex.
pub fn find(context: Context, candidate: &Candidate) -> Option<Victim> {
    let doc = context.doc;
    let of_them = subgroup_of_them(context, candidate).map(|(noun, _)| noun);
    let noun = of_them.or(candidate.noun);
    let single = match candidate.kind {
        Kind::Named | Kind::One | Kind::Sole => true,
        Kind::Number => {
            candidate.value == Some(1.0)
                && noun.is_some()
                && (of_them.is_some() || !candidate.is_share(doc))
        }
        Kind::Nobody => false,
    };
    let person = Person { context, candidate, noun: noun.filter(|_| single)? };
    // "A worker, Juan Brown, 38, was killed"
    let name = match candidate.kind {
        Kind::Named => Some(candidate.tokens.clone()),
        _ => person.name(),
    };
    let age = person.age(name.as_ref().map(|name| name.end));
    let sex = person.sex(name.as_ref());
    let name = name.map(|tokens| doc.words(tokens).to_owned());
    (name.is_some() || age.is_some() || sex.is_some()).then_some(Victim { name, age, sex })
}

/// One person and the noun or name that says who.
struct Person<'p> {
    context: Context<'p>,
    candidate: &'p Candidate,
    noun: usize,
}

impl Person<'_> {
    fn word(&self, at: usize) -> &str {
        let doc = self.context.doc;
        if at < doc.len() { doc.word(at) } else { "" }
    }

    /// The name in apposition, or that somebody is named as.
    fn name(&self) -> Option<Range<usize>> {
        let doc = self.context.doc;
        let tokens = doc.tokens();
        let apposed = doc.children(self.noun).find(|&c| dep(doc, c) == "appos" && c > self.noun);
        // "The dead man was named as Juan Brown"
        let called = || {
            let told = doc.children_by(self.noun, "acl").find(|&c| tokens[c].tag == "VBN");
            let verb = told.unwrap_or(tokens[self.noun].head);
            let names = matches!(&*tokens[verb].lemma, "name" | "identify");
            let by_as = doc.children_by(verb, "prep").find(|&prep| &*tokens[prep].lemma == "as")?;
            names.then(|| doc.child(by_as, &["pobj"])).flatten()
        };
        let name = apposed.or_else(called)?;
        let entities = doc.entities();
        let entity = entities.get(entities.partition_point(|entity| entity.tokens.end <= name))?;
        (entity.label == "PERSON" && entity.tokens.contains(&name)).then(|| entity.tokens.clone())
    }

    fn number(&self, at: usize) -> Option<u32> {
        let value = crate::numbers::word_value(self.word(at))?;
        (value.fract() == 0.0 && value < f64::from(OLDEST)).then_some(value as u32)
    }

    /// "38-year-old", ", 38,", "(38)", "aged 38", "a boy of 12", "who was 44".
    fn age(&self, name_end: Option<usize>) -> Option<u32> {
        let doc = self.context.doc;
        let behind = |end: usize, is_name: bool| {
            let at = match self.word(end) {
                "," if self.word(end + 1) == "who" && self.word(end + 2) == "was" => end + 3,
                "," | "(" => end + 1,
                "aged" => end,
                "of" if !is_name => end + 1,
                _ => return None,
            };
            if self.word(at).eq_ignore_ascii_case("aged") {
                return self.number(at + 1);
            }
            let closed = matches!(self.word(at + 1), "," | "." | ")" | ";" | "and" | "")
                || self.word(end) == "of";
            self.number(at).filter(|_| closed)
        };
        let named = self.candidate.kind == Kind::Named;
        let told = name_end
            .and_then(|end| behind(end, true))
            .or_else(|| behind(self.noun + 1, named))
            .or_else(|| behind(self.candidate.tokens.end, named));
        // "Juan Brown, a boy of 12", "Maria Brown, a 52-year-old nurse"
        let apposed = || {
            let nouns = doc.children_by(self.noun, "appos").filter(|&c| c > self.noun);
            nouns.into_iter().find_map(|c| self.years(c).or_else(|| behind(c + 1, false)))
        };
        told.or_else(|| self.years(self.noun)).or_else(apposed)
    }

    /// "a 16-year-old girl", "16-year-old Juan Brown"
    fn years(&self, noun: usize) -> Option<u32> {
        let doc = self.context.doc;
        let start = noun.saturating_sub(7).max(doc.sentences()[doc.sentence_of(noun)].start);
        let is_old = |&at: &usize| matches!(self.word(at), "old" | "year-old" | "years-old");
        let old = (start..=noun).rev().find(is_old)?;
        let is_year = (old.saturating_sub(2)..=old).any(|at| self.word(at).starts_with("year"));
        let years = (old.saturating_sub(4)..old).rev().find_map(|at| self.number(at));
        let years = years.filter(|_| is_year);
        let idle = (old + 1..noun).all(|at| !matches!(self.word(at), "," | "and" | "or"));
        years.filter(|_| idle)
    }

    /// From a title, a noun, or a pronoun of the sentence that can mean nobody else.
    fn sex(&self, name: Option<&Range<usize>>) -> Option<String> {
        let doc = self.context.doc;
        let rules = &self.context.codebook.figures;
        let of = |word: &str| {
            let sexes = ["female", "male"];
            sexes.into_iter().find(|sex| rules.lists(sex, word)).map(str::to_owned)
        };
        let lemma = |at: usize| doc.tokens()[at].lemma.to_lowercase();
        let noun = self.noun;
        let title = || {
            let first = self.candidate.tokens.start;
            let named = self.candidate.kind == Kind::Named;
            let front = if named { first.saturating_sub(2) } else { first };
            (front..self.candidate.tokens.end).find_map(|at| of(&lemma(at)))
        };
        let apposed = || {
            // "Brown, his wife and his son" are three.
            let near = doc.children(noun).filter(|&c| {
                matches!(dep(doc, c), "appos" | "compound" | "nmod" | "amod")
                    && doc.child(c, &["poss"]).is_none()
            });
            near.into_iter().find_map(|child| of(&lemma(child)))
        };
        let above = || {
            let head = doc.tokens()[noun].head;
            (dep(doc, noun) == "appos").then(|| of(&lemma(head))).flatten()
        };
        of(&lemma(noun))
            .or_else(title)
            .or_else(apposed)
            .or_else(above)
            .or_else(|| by_pronoun(self.context, self.candidate, name))
    }
}

/// The subgroup that a title before the name, or an apposition behind it, gives.
pub fn subgroup(context: Context, candidate: &Candidate) -> Option<String> {
    let doc = context.doc;
    if candidate.kind != Kind::Named {
        return None;
    }
    let behind = doc
        .children_by(candidate.head, "appos")
        .filter(|&c| c > candidate.head && doc.child(c, &["poss"]).is_none());
    let above = (dep(doc, candidate.head) == "appos").then(|| doc.tokens()[candidate.head].head);
    let title = candidate
        .tokens
        .start
        .checked_sub(1)
        .filter(|&at| doc.tokens()[at].head == candidate.head && dep(doc, at) != "conj");
    let nouns = behind.into_iter().chain(above).chain(title);
    nouns.into_iter().find_map(|noun| subgroup_at(context, noun))
}

/// "his", "she" behind a name in a sentence that names no other person.
fn by_pronoun(
    context: Context,
    candidate: &Candidate,
    name: Option<&Range<usize>>,
) -> Option<String> {
    let doc = context.doc;
    let sentence = doc.sentences()[doc.sentence_of(candidate.head)].clone();
    let entities = doc.entities();
    let first = entities.partition_point(|entity| entity.tokens.end <= sentence.start);
    let persons = entities[first..].iter().take_while(|e| e.tokens.start < sentence.end);
    let is_own = |start: usize| name.is_some_and(|name| name.contains(&start));
    let mut others =
        persons.filter(|entity| entity.label == "PERSON" && !is_own(entity.tokens.start));
    if others.next().is_some() {
        return None;
    }
    let behind = candidate.tokens.end..sentence.end.min(candidate.tokens.end + PRONOUN_REACH);
    behind.into_iter().find_map(|at| match &*doc.word(at).to_lowercase() {
        "he" | "his" | "him" => Some("male".to_owned()),
        "she" | "her" => Some("female".to_owned()),
        _ => None,
    })
}
