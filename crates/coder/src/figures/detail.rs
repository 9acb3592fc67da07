//! Whether a figure adds to others, and on whose say-so it stands.

use std::ops::Range;

use sayso_codebook::FigureSlot as Slot;
use sayso_record::{Figure, Span, Tally, Voice};

use super::candidate::Candidate;
use super::measure::Found;
use super::{Draft, Reading};
use crate::tree::{dep, is_verb};
use crate::voice::Voices;

impl Reading<'_> {
    /// Code points of a range of tokens.
    pub(super) fn span(&self, tokens: Range<usize>) -> Span {
        let (start, end) = self.context.doc.chars(tokens);
        Span::new(start, end)
    }

    /// On whose say-so a figure stands: the statement's whose content holds it, or holds the verb that its
    /// own is joined with, or the whole that it is a part of.
    pub(super) fn voice(
        &self,
        voices: &Voices,
        draft: &Draft,
        figure: &Figure,
        before: &[Figure],
    ) -> Voice {
        let doc = self.context.doc;
        let own = voices.at(figure.span[0]);
        if own != Voice::Report {
            return own;
        }
        let whole = before.iter().find(|other| figure.part_of.as_ref() == Some(&other.id));
        if let Some(whole) = whole {
            return whole.voice.clone();
        }
        let mut verb = draft.found.trigger;
        for _ in 0..4 {
            if dep(doc, verb) != "conj" || !is_verb(doc, verb) {
                break;
            }
            verb = doc.tokens()[verb].head;
        }
        let told = verb != draft.found.trigger && dep(doc, verb) == "ccomp";
        if told { voices.at(self.span(verb..verb + 1)) } else { own }
    }

    /// Whether those counted are said to be new, or all so far.
    pub(super) fn tally(&self, candidate: &Candidate, found: &Found) -> Option<Tally> {
        let doc = self.context.doc;
        let rules = &self.context.codebook.figures;
        let sentence = doc.sentences()[doc.sentence_of(candidate.head)].clone();
        let lists = |list: &str, at: usize| {
            sentence.contains(&at) && rules.lists(list, &doc.tokens()[at].lemma.to_lowercase())
        };
        let start = candidate.tokens.start;
        let front = start.saturating_sub(2).max(sentence.start)..start;
        let near = candidate.number.end..(candidate.tokens.end + 1).max(candidate.number.end + 1);
        // "more than 12", "12 or more" bind the number.
        let binds = |at: usize| {
            let next = doc.word((at + 1).min(doc.len() - 1));
            next == "than" || at > 0 && doc.word(at - 1) == "or"
        };
        let is_new = |at: usize| lists("new", at) && !binds(at);
        let own = candidate.number.clone();
        let touching =
            |at: usize| at + 1 == start || matches!(doc.word(at + 1), "an" | "the" | "a");
        if front.clone().any(|at| is_new(at) && touching(at)) || own.chain(near).any(is_new) {
            return Some(Tally::New);
        }
        let total = |at: usize| lists("total", at);
        let before = start.saturating_sub(4).max(sentence.start)..start;
        // "12 so far", "in all, 12": phrases of the list end with these words
        let phrase = |at: usize| {
            const SUMS: [[&str; 2]; 4] =
                [["so", "far"], ["to", "date"], ["in", "all"], ["in", "total"]];
            let is = |at: usize, word: &str| {
                sentence.contains(&at) && doc.word(at).eq_ignore_ascii_case(word)
            };
            SUMS.iter().any(|[first, second]| is(at, first) && is(at + 1, second))
        };
        // No count reaches further over a sentence.
        const REACH: usize = 30;
        let near_by = start.saturating_sub(REACH).max(sentence.start)
            ..(candidate.tokens.end + REACH).min(sentence.end);
        let since = near_by.clone().any(|at| {
            &*doc.tokens()[at].lemma == "since"
                && dep(doc, at) != "mark"
                && doc.ancestors(at).take(6).any(|a| a == found.trigger)
                && !self.is_aside(at, candidate, found)
        });
        let told = found.slot == Slot::Toll
            || before.clone().any(total)
            || near_by.clone().any(phrase)
            || since;
        told.then_some(Tally::Total)
    }
}
