//! Figures that stand on another one: parts ("including 9 children"), shares ("two thirds of them
//! women"), what a gap leaves out ("12 in Zenda and eight in Hentzau"), and numbers that another
//! replaces ("raised from 200").

use std::ops::Range;

use sayso_language::Doc;
use sayso_record::Bound;

use super::candidate::{Candidate, Kind, is_person, subgroup_at};
use crate::Context;
use crate::numbers::{is_change, word_value};
use crate::tree::{self, dep, is_verb};

/// A share of a figure told before.
#[derive(Debug, Clone)]
pub struct Share {
    /// Its words, with those for whom it counts.
    pub tokens: Range<usize>,
    /// Between 0 and 1.
    pub share: f64,
    /// How the words bind it.
    pub bound: Bound,
    /// The nouns for whom it counts, as "women and children"; none in "most of them in Zenda".
    pub nouns: Option<Range<usize>>,
    /// Children, women …
    pub subgroup: Option<String>,
}

/// The shares of a sentence, in text order.
pub fn shares(context: Context, sentence: &Range<usize>) -> Vec<Share> {
    let mut found: Vec<Share> = Vec::new();
    let mut at = sentence.start;
    while at < sentence.end {
        match share_at(context, at, sentence.end) {
            Some(share) => {
                at = share.tokens.end;
                found.push(share);
            }
            None => at += 1,
        }
    }
    found
}

fn share_at(context: Context, at: usize, end: usize) -> Option<Share> {
    let doc = context.doc;
    let lower = |at: usize| if at < end { doc.word(at).to_lowercase() } else { String::new() };
    let word = lower(at);
    let after_mark = at > 0 && matches!(doc.word(at - 1), "," | "-" | "–" | "—" | "--" | "(" | ":");
    let (share, bound, next) = if context.codebook.figures.lists("mostly", &word) {
        let marked = after_mark || at > 0 && tree::is_noun(doc, at - 1);
        marked.then_some((0.5, Bound::MoreThan, at + 1))?
    } else if word == "all" && after_mark && !of_them(&lower, at + 1) {
        (1.0, Bound::Exact, at + 1)
    } else {
        let (share, bound, next) = fraction(&lower, at)?;
        of_them(&lower, next).then_some((share, bound, next + 2))?
    };
    let whose = next.checked_sub(2).is_some_and(|of| of_them(&lower, of));
    if whose && next < end && doc.tokens()[next].pos == "ADP" {
        return Some(Share { tokens: at..next, share, bound, nouns: None, subgroup: None });
    }
    let noun = (next..(next + 4).min(end)).find(|&t| is_group(context, t))?;
    let told = (next..noun)
        .all(|t| matches!(doc.tokens()[t].pos, "ADJ" | "DET" | "AUX" | "NOUN" | "PROPN" | "ADV"));
    if !told {
        return None;
    }
    let (last, subgroup) = group(context, noun, end);
    Some(Share { tokens: at..last + 1, share, bound, nouns: Some(noun..last + 1), subgroup })
}

/// "of them", "of whom", "of those"
fn of_them(lower: &impl Fn(usize) -> String, at: usize) -> bool {
    lower(at) == "of" && matches!(&*lower(at + 1), "them" | "whom" | "those" | "these")
}

/// Whether "of them" or the like stands at a token.
pub fn is_of_them(doc: &Doc, at: usize) -> bool {
    let lower =
        |at: usize| if at < doc.len() { doc.word(at).to_lowercase() } else { String::new() };
    of_them(&lower, at)
}

/// A fraction or percentage of a whole, how it binds, and where it ends.
fn fraction(lower: &impl Fn(usize) -> String, at: usize) -> Option<(f64, Bound, usize)> {
    let word = lower(at);
    let next = lower(at + 1);
    match &*word {
        "half" => return Some((0.5, Bound::Exact, at + 1)),
        "most" | "majority" => return Some((0.5, Bound::MoreThan, at + 1)),
        "all" => return Some((1.0, Bound::Exact, at + 1)),
        "none" => return Some((0.0, Bound::Exact, at + 1)),
        _ => {}
    }
    // "two thirds", "two-thirds", "a quarter"
    let part = |word: &str| match word.strip_suffix('s').unwrap_or(word) {
        "third" => Some(3.0),
        "quarter" => Some(4.0),
        "fifth" => Some(5.0),
        "tenth" => Some(10.0),
        _ => None,
    };
    let number = if word == "a" { Some(1.0) } else { word_value(&word) };
    let dash = usize::from(next == "-");
    if let (Some(number), Some(of)) = (number, part(&lower(at + 1 + dash)))
        && number < of
    {
        return Some((round(number / of), Bound::Exact, at + 2 + dash));
    }
    let percent = match &*next {
        "%" | "percent" => at + 2,
        "per" if lower(at + 2) == "cent" => at + 3,
        _ => return None,
    };
    let number = number.filter(|number| (0.0..=100.0).contains(number))?;
    Some((round(number / 100.0), Bound::Exact, percent))
}

fn round(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}

/// Whether a token names people.
fn is_group(context: Context, token: usize) -> bool {
    matches!(context.doc.tokens()[token].pos, "NOUN" | "PROPN" | "ADJ")
        && (subgroup_at(context, token).is_some()
            || context.doc.tokens()[token].pos != "ADJ" && is_person(context, token))
}

/// The last noun of "women and children", and the subgroup that it names.
fn group(context: Context, noun: usize, end: usize) -> (usize, Option<String>) {
    let doc = context.doc;
    let first = subgroup_at(context, noun);
    let joined = noun + 2 < end && matches!(doc.word(noun + 1), "and" | "or");
    let second = if joined { subgroup_at(context, noun + 2) } else { None };
    match (first, second) {
        (Some(first), Some(second)) if first != second => {
            let both = match (&*first, &*second) {
                ("women", "children") | ("children", "women") => "women and children".to_owned(),
                _ => format!("{first} and {second}"),
            };
            (noun + 2, Some(both))
        }
        (first, _) => (noun, first),
    }
}

/// The subgroup of two nouns joined without a number between: "40 women and children".
pub fn joint(context: Context, noun: usize) -> Option<String> {
    let end = context.doc.sentences()[context.doc.sentence_of(noun)].end;
    let (last, subgroup) = group(context, noun, end);
    subgroup.filter(|_| last > noun)
}

/// How a candidate stands to the figures told before it in the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// It counts some of those that figure counts.
    Part,
    /// It counts others, in the same way.
    Same,
    /// It is the number that another one replaces.
    Replaced,
}

/// The relation of a candidate to those before it: the last, with the trigger that told its measure,
/// and the whole that the last is a part of, itself when it is none.
pub fn relation(
    context: Context,
    candidate: &Candidate,
    last: Option<(&Candidate, usize)>,
    whole: Option<&Candidate>,
) -> Option<Relation> {
    let doc = context.doc;
    if is_replaced(context, candidate) {
        return Some(Relation::Replaced);
    }
    let (last, trigger) = last?;
    if is_part(context, candidate, last, whole?) {
        return Some(Relation::Part);
    }
    let is_none = candidate.kind == Kind::Nobody && candidate.noun.is_none();
    let bare = (candidate.kind == Kind::Number || is_none)
        && candidate.noun.is_none_or(|noun| matches!(&*doc.tokens()[noun].lemma, "other" | "more"));
    let after = last.tokens.end.max(trigger + 1).min(candidate.tokens.start);
    let between = after..candidate.tokens.start;
    let gap = !between.is_empty()
        && between.len() <= 14
        && between.clone().all(|t| !is_verb(doc, t) || matches!(dep(doc, t), "acl" | "prep"))
        && between.clone().any(|t| matches!(doc.word(t), "and" | "," | ";" | "but" | "while"));
    let next = candidate.tokens.end;
    let goes_on =
        next >= doc.len() || matches!(doc.tokens()[next].pos, "ADP" | "PUNCT" | "CCONJ" | "SCONJ");
    // "45 dead and 20 missing, for a total of 65"
    let start = candidate.tokens.start;
    let sums = (start.saturating_sub(3)..start).any(|at| &*doc.tokens()[at].lemma == "total");
    (bare && gap && goes_on && !sums).then_some(Relation::Same)
}

fn is_part(context: Context, candidate: &Candidate, last: &Candidate, whole: &Candidate) -> bool {
    let doc = context.doc;
    let tokens = doc.tokens();
    let start = candidate.tokens.start;
    let before = |n: usize| start.checked_sub(n).map(|at| doc.word(at).to_lowercase());
    let is_before = |n: usize, words: &[&str]| before(n).is_some_and(|w| words.contains(&&*w));
    // "rockets, including one near the port" are no part of the dead
    let include = (start.saturating_sub(4)..start)
        .rev()
        .find(|&at| doc.word(at).eq_ignore_ascii_case("including"));
    let held = include.and_then(|include| {
        (include.saturating_sub(2)..include).rev().find(|&at| tokens[at].pos != "PUNCT")
    });
    let other = |held: usize| {
        matches!(tokens[held].pos, "NOUN" | "PROPN")
            && !whole.tokens.contains(&held)
            && !is_group(context, held)
            && candidate.noun.is_none()
    };
    if held.is_some_and(other) {
        return false;
    }
    // "among them a woman and her two children"
    if last.head != whole.head
        && tokens[candidate.head].head == last.head
        && dep(doc, candidate.head) == "conj"
    {
        return true;
    }
    // "including 9 children", "among them two nurses"
    if is_before(1, &["including", "includes"])
        || is_before(2, &["including"])
        || is_before(1, &["them", "whom"]) && is_before(2, &["among", "of"])
    {
        return true;
    }
    let including = doc.ancestors(candidate.head).take(4).find(|&above| {
        matches!(&*tokens[above].lemma, "include" | "including" | "among")
            && matches!(dep(doc, above), "prep" | "acl" | "advcl")
    });
    if including.is_some_and(|above| above >= last.tokens.end) {
        return true;
    }
    let after = candidate.number.end;
    let lower =
        |at: usize| if at < doc.len() { doc.word(at).to_lowercase() } else { String::new() };
    if is_of_them(doc, after) {
        return true;
    }
    // "eight others injured, seven seriously"
    let bare = candidate.noun.is_none() && candidate.kind == Kind::Number;
    if bare
        && context.codebook.figures.lists("badly", &lower(after))
        && (after + 1 >= doc.len() || !is_verb(doc, after + 1))
    {
        return true;
    }
    // "120 passengers died: 70 women and 50 men"
    let list = whole.tokens.end..start;
    let opens = |at: &usize| doc.word(*at) == ":" || is_dash(doc.word(*at));
    let opened = list.clone().any(|at| opens(&at));
    let fewer = whole.value.is_none_or(|whole| candidate.value.is_some_and(|part| part < whole));
    let numbers =
        matches!(candidate.kind, Kind::Number | Kind::Named) && whole.kind == Kind::Number;
    let mut quiet = list.rev().take_while(|at| !opens(at));
    if opened && fewer && numbers && !quiet.any(|at| is_verb(doc, at)) {
        return true;
    }
    // "20 people, 12 men and eight women, were killed"
    let mut at = candidate.head;
    for _ in 0..4 {
        let head = tokens[at].head;
        match dep(doc, at) {
            "appos" if head == whole.head || Some(head) == whole.noun => {
                // "14 rebels, two soldiers and one hostage died" is a list.
                let end = doc.subtree(at).end;
                let closed = end >= doc.len() || !is_verb(doc, end);
                return fewer && numbers && closed;
            }
            "conj" | "appos" if head != at => at = head,
            _ => break,
        }
    }
    false
}

fn is_dash(word: &str) -> bool {
    matches!(word, "–" | "—" | "--" | "-")
}

/// The subgroup that stands behind "of them": "nine of them children".
pub fn subgroup_of_them(
    context: Context,
    candidate: &Candidate,
) -> Option<(usize, Option<String>)> {
    let doc = context.doc;
    let after = candidate.number.end;
    let end = doc.sentences()[doc.sentence_of(candidate.head)].end;
    let lower = |at: usize| if at < end { doc.word(at).to_lowercase() } else { String::new() };
    of_them(&lower, after).then_some(())?;
    let noun = (after + 2..(after + 6).min(end)).find(|&t| is_group(context, t))?;
    let told = (after + 2..noun)
        .all(|t| matches!(doc.tokens()[t].pos, "ADJ" | "DET" | "AUX" | "NOUN" | "PROPN" | "ADV"));
    told.then(|| group(context, noun, end))
}

/// "raised from 200 to 340", "up from 200"
fn is_replaced(context: Context, candidate: &Candidate) -> bool {
    let doc = context.doc;
    let start = candidate.number.start;
    let from = (start.saturating_sub(3)..start)
        .rev()
        .find(|&at| doc.word(at).eq_ignore_ascii_case("from"));
    let Some(from) = from.filter(|_| candidate.kind == Kind::Number) else { return false };
    let idle =
        (from + 1..start).all(|at| matches!(doc.tokens()[at].pos, "DET" | "ADJ" | "PRON" | "ADV"));
    let bare = candidate.noun.is_none() || candidate.tokens.end > start;
    idle && bare && is_change(doc, from)
}

/// Whether the number that replaces another stands behind it: "from 200 to 340".
pub fn is_replaced_behind(context: Context, candidate: &Candidate) -> bool {
    let end = candidate.tokens.end;
    end < context.doc.len() && context.doc.word(end).eq_ignore_ascii_case("to")
}
