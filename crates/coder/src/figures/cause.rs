//! How it came about: the causes that words of the page tell.

use std::borrow::Cow;
use std::ops::Range;

use sayso_codebook::Cause;
use sayso_language::Doc;

use super::Reading;
use crate::tree::{self, dep, is_verb};

/// A cause that a sentence tells.
#[derive(Debug, Clone, Copy)]
pub struct Told<'c> {
    /// The first token of its words.
    token: usize,
    /// The verb of its clause.
    clause: usize,
    cause: &'c Cause,
}

impl<'r> Reading<'r> {
    /// The causes that a sentence tells, each with its token.
    pub(super) fn causes(&self, sentence: &Range<usize>) -> Vec<Told<'r>> {
        let doc = self.context.doc;
        let rules = &self.context.codebook.figures;
        let mut found = Vec::new();
        let mut at = sentence.start;
        while at < sentence.end {
            let verb = is_verb(doc, at);
            let form = |offset: usize| {
                let token = at + offset;
                let inside = token < sentence.end;
                inside.then(|| match verb && offset == 0 {
                    true => Cow::Owned(tree::lemma(doc, token).to_lowercase()),
                    false => tree::lower(&doc.tokens()[token].lemma),
                })
            };
            let whole = tree::hyphenated(doc, at);
            let hyphened = |offset: usize| match (offset, &whole) {
                (0, Some(whole)) => Some(Cow::Borrowed(whole.as_str())),
                (0, None) => None,
                _ => form(offset),
            };
            // "a gunshot wound", "bombed buildings": a participle tells as its verb does
            let told = rules.cause(verb, form).or_else(|| rules.cause(verb, hyphened));
            match told {
                Some((cause, words)) => {
                    if cause.name != "none" && self.is_told(at) {
                        found.push(Told { token: at, clause: clause(doc, at), cause });
                    }
                    at += words;
                }
                None => at += 1,
            }
        }
        found
    }

    /// Whether what a cause's word tells took place then: not "launched to stop bombings", "a plot to
    /// bomb", "since the earthquake", "passed off as a suicide".
    fn is_told(&self, token: usize) -> bool {
        let doc = self.context.doc;
        let tokens = doc.tokens();
        let prep = &tokens[tokens[token].head];
        let other = dep(doc, token) == "pobj" && matches!(&*prep.lemma, "since" | "as");
        let foiled = doc.ancestors(token).take(3).any(|above| {
            matches!(
                &*tokens[above].lemma,
                "stop" | "prevent" | "foil" | "thwart" | "avert" | "plot" | "fear" | "threaten"
            )
        });
        !other && !foiled
    }
}

/// The cause told nearest to the trigger, in its own clause if there is one; a general one only where
/// no other is told there.
pub fn nearest<'c>(doc: &Doc, causes: &[Told<'c>], trigger: usize) -> Option<&'c str> {
    let own = clause(doc, trigger);
    let near =
        |told: &&Told<'c>| (told.clause != own, told.cause.general, told.token.abs_diff(trigger));
    causes.iter().min_by_key(near).map(|told| told.cause.name.as_str())
}

/// The verb of a token's clause, itself if it is one.
fn clause(doc: &Doc, token: usize) -> usize {
    match is_verb(doc, token) {
        true => token,
        false => doc.ancestors(token).find(|&above| is_verb(doc, above)).unwrap_or(token),
    }
}

/// The only cause of a sentence, for the one behind it.
pub fn only<'c>(causes: &[Told<'c>]) -> Option<&'c str> {
    let specific = causes.iter().filter(|told| !told.cause.general);
    let mut names = specific.map(|told| told.cause.name.as_str());
    let first = names.next()?;
    names.all(|name| name == first).then_some(first)
}

/// The cause that two thirds of a report's words for causes tell, more than once.
pub fn chief<'c>(causes: &[Told<'c>]) -> Option<&'c str> {
    let specific: Vec<&str> =
        causes.iter().filter(|told| !told.cause.general).map(|t| t.cause.name.as_str()).collect();
    let told = |name: &str| specific.iter().filter(|other| **other == name).count();
    // Whatever makes up two thirds stands in the middle of the sorted list.
    let mut sorted = specific.clone();
    sorted.sort_unstable();
    let middle = *sorted.get(sorted.len() / 2)?;
    let often = told(middle);
    (often > 1 && often * 3 >= specific.len() * 2).then_some(middle)
}
