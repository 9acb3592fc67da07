//! What a sentence says around a figure: by whom, how, since when, where, and who the victim was.

use std::ops::Range;

use sayso_record::{Span, Victim};

use super::Reading;
use super::candidate::{Candidate, Kind};
use super::measure::Found;
use crate::tree;

impl Reading<'_> {
    /// Code points of a range of tokens.
    fn span(&self, tokens: Range<usize>) -> Span {
        let (start, end) = self.context.doc.chars(tokens);
        Span::new(start, end)
    }

    /// The actors who did it: the verb's agent, or its subject where those counted are its object.
    pub(super) fn by(&self, candidate: &Candidate, found: &Found) -> Vec<String> {
        let doc = self.context.doc;
        let verb = found.trigger;
        let is_subject = doc
            .children(verb)
            .any(|child| child == candidate.head && doc.tokens()[child].dep.starts_with("nsubj"));
        let undergoes = tree::is_passive(doc, verb) || !is_subject;
        let is_told = tree::is_verb(doc, verb) && !doc.subtree(candidate.head).contains(&verb);
        let is_self = |doer: usize| doer == candidate.head || candidate.tokens.contains(&doer);
        let doer = (undergoes && is_told)
            .then(|| tree::agent(doc, verb))
            .flatten()
            .filter(|&doer| !is_self(doer));
        let actors = doer.map(|doer| self.actors.of_phrase(doc, doer)).unwrap_or_default();
        actors.into_iter().map(|actor| self.actors.id(actor)).collect()
    }

    /// The causes that a sentence tells, each with its token.
    pub(super) fn causes(&self, sentence: &Range<usize>) -> Vec<(usize, &str)> {
        let doc = self.context.doc;
        let rules = &self.context.codebook.figures;
        let word = |token: usize| doc.tokens()[token].lemma.to_lowercase();
        let at = |token: usize| {
            let pair =
                (token + 1 < sentence.end).then(|| format!("{} {}", word(token), word(token + 1)));
            pair.and_then(|pair| rules.cause(&pair)).or_else(|| rules.cause(&word(token)))
        };
        sentence.clone().filter_map(|token| Some((token, at(token)?))).collect()
    }

    /// The dates between which the count runs: "since …" up to the report's date, or "between …".
    pub(super) fn period(&self, sentence: &Range<usize>) -> (Option<String>, Option<String>) {
        let inside = self.span(sentence.clone());
        let first = self.times.partition_point(|time| time.start < inside.start);
        let here = self.times[first..].iter().take_while(|time| time.start < inside.end);
        let since = { here }.find(|time| {
            let span = Span::new(time.start, time.end);
            inside.holds(span) && self.is_below_since(span, sentence)
        });
        let is_date = |value: &&String| value.len() == 10 && value.as_bytes()[0].is_ascii_digit();
        let since = since.and_then(|time| time.value.as_ref()).filter(is_date).cloned();
        let until = since.is_some().then(|| self.context.report.date.to_string());
        (since, until)
    }

    /// Whether a time stands below a "since" in the sentence.
    fn is_below_since(&self, time: Span, sentence: &Range<usize>) -> bool {
        let doc = self.context.doc;
        let tokens = doc.tokens();
        sentence.clone().filter(|&token| &*tokens[token].lemma == "since").any(|since| {
            let below = self.span(doc.subtree(since));
            let next = since + 1 < sentence.end && tokens[since + 1].start == time.start;
            below.holds(time) || next
        })
    }

    /// The place where: the first one after "in", "at", "near" … in the trigger's clause.
    pub(super) fn place(&self, sentence: &Range<usize>, trigger: usize) -> Option<String> {
        let doc = self.context.doc;
        let tokens = doc.tokens();
        let below = |token: usize| token == trigger || doc.ancestors(token).any(|a| a == trigger);
        let located = |token: usize| {
            tokens[token].dep == "pobj"
                && matches!(
                    &*tokens[tokens[token].head].lemma,
                    "in" | "at"
                        | "near"
                        | "outside"
                        | "across"
                        | "around"
                        | "inside"
                        | "throughout"
                        | "on"
                )
        };
        let inside = self.span(sentence.clone());
        let first = self.places.partition_point(|place| place.start < inside.start);
        let here = self.places[first..].iter().take_while(|place| place.start < inside.end);
        let place_at = |token: usize| {
            let span = self.span(token..token + 1);
            here.clone().find(|place| Span::new(place.start, place.end).overlaps(span))
        };
        sentence
            .clone()
            .filter(|&token| located(token) && below(token))
            .find_map(place_at)
            .map(|place| place.id.clone())
    }

    /// The named victim, with the age and sex that the text gives.
    pub(super) fn victim(&self, candidate: &Candidate) -> Option<Victim> {
        if candidate.kind != Kind::Named {
            return None;
        }
        let doc = self.context.doc;
        let name = doc.words(candidate.tokens.clone()).to_owned();
        let next = |offset: usize| {
            let at = candidate.tokens.end + offset;
            if at < doc.len() { doc.word(at) } else { "" }
        };
        let age = (next(0) == ",").then(|| next(1).parse().ok()).flatten();
        let age = age.filter(|&age: &u32| age < 120 && matches!(next(2), "," | "." | ")"));
        Some(Victim { name, age, sex: None })
    }
}

/// The cause told nearest to the trigger.
pub(super) fn nearest(causes: &[(usize, &str)], trigger: usize) -> Option<String> {
    let nearest = causes.iter().min_by_key(|(token, _)| token.abs_diff(trigger));
    nearest.map(|(_, cause)| (*cause).to_owned())
}
