//! Who a single victim was: name, age and sex, as far as the text gives them.

use sayso_record::Victim;

use super::candidate::{Candidate, Kind, subgroup_at};
use crate::Context;
use crate::tree::dep;

/// No one is older.
const OLDEST: u32 = 120;

/// The victim that a figure of one is, where the text gives a name or an age.
pub fn find(context: Context, candidate: &Candidate) -> Option<Victim> {
    let doc = context.doc;
    let named = candidate.kind == Kind::Named;
    let single = named
        || matches!(candidate.kind, Kind::One | Kind::Sole)
        || candidate.value == Some(1.0) && candidate.noun.is_some() && !candidate.is_share();
    if !single {
        return None;
    }
    // "A worker, Juan Brown, 38, was killed"
    let name = if named { Some(candidate.tokens.clone()) } else { apposed(context, candidate) };
    let age = age(context, candidate, name.as_ref().map(|name| name.end));
    let name = name.map(|tokens| doc.words(tokens).to_owned());
    if name.is_none() && age.is_none() {
        return None;
    }
    Some(Victim { name, age, sex: sex(context, candidate) })
}

/// The person's name that stands in apposition, or that a title stands before.
fn apposed(context: Context, candidate: &Candidate) -> Option<std::ops::Range<usize>> {
    let doc = context.doc;
    let noun = candidate.noun?;
    let name = doc.children(noun).find(|&c| dep(doc, c) == "appos" && c > noun)?;
    let entities = doc.entities();
    let entity = entities.get(entities.partition_point(|entity| entity.tokens.end <= name))?;
    let is_name = entity.label == "PERSON" && entity.tokens.contains(&name);
    let near = entity.tokens.start <= candidate.tokens.end + 4;
    (is_name && near).then(|| entity.tokens.clone())
}

/// "38-year-old", ", 38,", "(38)", "aged 38".
fn age(context: Context, candidate: &Candidate, name_end: Option<usize>) -> Option<u32> {
    let doc = context.doc;
    let word = |at: usize| if at < doc.len() { doc.word(at) } else { "" };
    let number = |at: usize| {
        let value = crate::numbers::word_value(word(at))?;
        (value.fract() == 0.0 && value < f64::from(OLDEST)).then_some(value as u32)
    };
    let behind = |end: usize| {
        let at = match word(end) {
            "," | "(" => end + 1,
            "aged" => end,
            // "a boy of 12"
            "of" if name_end.is_none() => end + 1,
            _ => return None,
        };
        if word(at).eq_ignore_ascii_case("aged") {
            return number(at + 1);
        }
        let closed = matches!(word(at + 1), "," | "." | ")" | ";" | "and" | "");
        number(at).filter(|_| closed)
    };
    if let Some(age) = name_end.and_then(behind).or_else(|| behind(candidate.tokens.end)) {
        return Some(age);
    }
    // "a 16-year-old girl", "16-year-old Juan Brown"
    let start = candidate.tokens.start.saturating_sub(6);
    let end = candidate.noun.map_or(candidate.tokens.end, |noun| noun + 1);
    let old = (start..end).rev().find(|&at| matches!(word(at), "old" | "year-old" | "years-old"))?;
    let reaches = old + 4 >= candidate.head && doc.sentence_of(old) == doc.sentence_of(candidate.head);
    let years = (old.saturating_sub(4)..old).rev().find_map(number);
    let idle = (old + 1..candidate.tokens.start).all(|at| !matches!(word(at), "," | "and" | "or"));
    years.filter(|_| reaches && idle)
}

/// The subgroup that a title before the name, or an apposition behind it, gives.
pub fn subgroup(context: Context, candidate: &Candidate) -> Option<String> {
    let doc = context.doc;
    if candidate.kind != Kind::Named {
        return None;
    }
    let behind = doc.children_by(candidate.head, "appos").filter(|&c| c > candidate.head);
    let above = (dep(doc, candidate.head) == "appos").then(|| doc.tokens()[candidate.head].head);
    let title = candidate.tokens.start.checked_sub(1).filter(|&at| {
        doc.tokens()[at].head == candidate.head && dep(doc, at) != "conj"
    });
    let nouns = behind.into_iter().chain(above).chain(title);
    nouns.into_iter().find_map(|noun| subgroup_at(context, noun))
}

/// From a title, a noun, or a pronoun of the sentence that can mean nobody else.
fn sex(context: Context, candidate: &Candidate) -> Option<String> {
    let doc = context.doc;
    let rules = &context.codebook.figures;
    let of = |word: &str| {
        let sexes = ["female", "male"];
        sexes.into_iter().find(|sex| rules.lists(sex, word)).map(str::to_owned)
    };
    let lemma = |at: usize| doc.tokens()[at].lemma.to_lowercase();
    let own = candidate.noun.and_then(|noun| of(&lemma(noun)));
    let title = || {
        let first = candidate.tokens.start;
        (first.saturating_sub(3)..candidate.tokens.end).find_map(|at| of(&lemma(at)))
    };
    let apposed = || {
        let near = doc.children(candidate.head).filter(|&c| {
            matches!(dep(doc, c), "appos" | "compound" | "nmod" | "amod")
        });
        near.into_iter().find_map(|child| of(&lemma(child)))
    };
    let above = || {
        let head = doc.tokens()[candidate.head].head;
        (dep(doc, candidate.head) == "appos").then(|| of(&lemma(head))).flatten()
    };
    own.or_else(title).or_else(apposed).or_else(above).or_else(|| by_pronoun(context, candidate))
}

/// "his", "she" behind a name in a sentence that names no other person.
fn by_pronoun(context: Context, candidate: &Candidate) -> Option<String> {
    let doc = context.doc;
    let sentence = doc.sentences()[doc.sentence_of(candidate.head)].clone();
    let entities = doc.entities();
    let first = entities.partition_point(|entity| entity.tokens.end <= sentence.start);
    let persons = entities[first..].iter().take_while(|e| e.tokens.start < sentence.end);
    let own = usize::from(candidate.kind == Kind::Named);
    if persons.filter(|entity| entity.label == "PERSON").count() != own {
        return None;
    }
    let behind = candidate.tokens.end..sentence.end;
    behind.into_iter().find_map(|at| match &*doc.word(at).to_lowercase() {
        "he" | "his" | "him" => Some("male".to_owned()),
        "she" | "her" => Some("female".to_owned()),
        _ => None,
    })
}
