//! Forms that no verb's complement tells: "according to", headlines and transcripts, quotations that
//! are signed, what follows a colon, adverbs, surveys.

use std::ops::Range;

use sayso_codebook::{CueWord, Take};
use sayso_language::Doc;

use super::{Candidate, Cue, Shape};
use crate::statements::Found;
use crate::statements::source::{phrase, trimmed};

impl Cue<'_> {
    /// What follows the colon that the cue's sentence ends with: the rest of the paragraph, or the
    /// next one.
    pub(super) fn block(&self) -> Option<Candidate> {
        let sentence = self.doc.sentences()[self.doc.sentence_of(self.token)].clone();
        let colon =
            (sentence.start..sentence.end).rev().find(|&t| self.doc.tokens()[t].pos != "SPACE")?;
        if self.doc.word(colon) != ":" || colon.abs_diff(self.token) > 20 {
            return None;
        }
        let paragraphs = self.doc.paragraphs();
        let at = paragraphs.partition_point(|paragraph| paragraph.end <= colon);
        let rest = sentence.end..paragraphs.get(at)?.end;
        let says = rest.clone().any(|t| self.doc.word(t).chars().any(char::is_alphanumeric));
        let range = if says { rest } else { paragraphs.get(at + 1)?.clone() };
        let range = self.trimmed(range);
        let range = match self.quotes.at(range.start) {
            Some(quote) => self.quotes.ranges[quote].clone(),
            None => range,
        };
        let lemma = self.lemma(self.token).to_lowercase();
        let rule = self.rule(CueWord::Verb, Take::Clause, &lemma);
        Some(self.candidate(Shape::Block, rule, range.start, vec![range]))
    }

    /// “We will stay.” ― Rupert
    pub(super) fn signed(&self) -> Vec<Candidate> {
        // The tokenizer leaves a dash on the mark that it follows.
        let dash = self.doc.word(self.token).trim_start_matches('”');
        let Some(rule) = self.rule(CueWord::Phrase, Take::Sentence, dash) else {
            return Vec::new();
        };
        let quote =
            self.quotes.at(self.token).or_else(|| self.quotes.at(self.token.checked_sub(1)?));
        let Some(quote) = quote else { return Vec::new() };
        let content = self.quotes.ranges[quote].clone();
        let paragraphs = self.doc.paragraphs();
        let at = paragraphs.partition_point(|paragraph| paragraph.end <= self.token);
        let end = paragraphs.get(at).map_or(self.token, |paragraph| paragraph.end);
        let is_behind = content.end == self.token || content.end == self.token + 1;
        let first = self.token + 1;
        if !is_behind || end <= first || self.doc.tokens()[first].pos != "PROPN" {
            return Vec::new();
        }
        let name = trimmed(self.doc, first..end);
        if name.len() > 12 {
            return Vec::new();
        }
        let found = Found {
            rule,
            cue: self.token..first,
            head: self.token,
            source: Some((self.head_of(&name), name)),
            addressee: None,
            content: vec![content],
            score: 0.0,
        };
        vec![Candidate { found, shape: Shape::Signed, link: first }]
    }

    /// The word of a name that no other of it governs.
    fn head_of(&self, name: &Range<usize>) -> usize {
        let governs = |&token: &usize| {
            let head = self.doc.tokens()[token].head;
            head == token || !name.contains(&head)
        };
        name.clone().find(governs).unwrap_or(name.start)
    }

    /// The clause that a word is put into, without `hole`.
    fn clause_without(&self, hole: Range<usize>) -> Vec<Range<usize>> {
        let head = self.doc.tokens()[self.token].head;
        let sentence = self.doc.sentences()[self.doc.sentence_of(self.token)].clone();
        let clause = if head == self.token { sentence } else { self.clause_of(head) };
        let parts =
            [clause.start..hole.start.max(clause.start), hole.end.min(clause.end)..clause.end];
        parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(|part| self.trimmed(part))
            .filter(|part| part.clone().any(|token| self.doc.tokens()[token].pos != "PUNCT"))
            .collect()
    }

    /// "reportedly", "allegedly".
    pub(super) fn adverb(&self) -> Vec<Candidate> {
        let word = self.doc.word(self.token).to_lowercase();
        let Some(rule) = self.rule(CueWord::Phrase, Take::Sentence, &word) else {
            return Vec::new();
        };
        let content = self.clause_without(self.token..self.token + 1);
        let link = self.doc.tokens()[self.token].head;
        let mut candidate = self.candidate(Shape::Adverb, Some(rule), link, content);
        (candidate.found.source, candidate.found.addressee) = (None, None);
        candidate.found.cue = self.token..self.token + 1;
        vec![candidate]
    }

    /// "In the survey, …".
    pub(super) fn within(&self) -> Vec<Candidate> {
        if !matches!(
            self.lemma(self.token).to_lowercase().as_str(),
            "in" | "for" | "to" | "from" | "per"
        ) {
            return Vec::new();
        }
        if self.token > 0 && self.doc.word(self.token - 1).eq_ignore_ascii_case("according") {
            return Vec::new();
        }
        let object = self.doc.child(self.token, &["pobj"]);
        let shows = |&object: &usize| matches!(self.doc.tokens()[object].pos, "NOUN" | "PROPN");
        let Some(object) = object.filter(shows) else { return Vec::new() };
        let head = self.doc.tokens()[self.token].head;
        if !matches!(self.doc.tokens()[head].pos, "VERB" | "AUX") {
            return Vec::new();
        }
        let source = phrase(self.doc, object, self.token);
        let content = self.clause_without(self.token..source.1.end);
        let found = Found {
            rule: String::new(),
            cue: self.token..self.token + 1,
            head: self.token,
            source: Some(source),
            addressee: None,
            content,
            score: 0.0,
        };
        vec![Candidate { found, shape: Shape::Within, link: object }]
    }

    /// "according to": the source stands behind it, the content is the sentence without it.
    pub(super) fn phrase(&self) -> Vec<Candidate> {
        let Some(rule) = self.rule(CueWord::Phrase, Take::Sentence, "according to") else {
            return Vec::new();
        };
        let to = self.token + 1;
        let sentence = self.doc.sentences()[self.doc.sentence_of(self.token)].clone();
        if to >= sentence.end || self.doc.word(to) != "to" {
            return Vec::new();
        }
        let object =
            self.doc.child(to, &["pobj"]).or_else(|| self.doc.child(self.token, &["pobj"]));
        let Some(object) = object else { return Vec::new() };
        let speaker = phrase(self.doc, object, to);
        let hole = self.token..speaker.1.end.max(to + 1);
        let content = self.widened(self.clause_without(hole));
        if content.is_empty() {
            return Vec::new();
        }
        let found = Found {
            rule,
            cue: self.token..to + 1,
            head: self.token,
            source: Some(speaker),
            addressee: None,
            content,
            score: 0.0,
        };
        vec![Candidate { found, shape: Shape::Sentence, link: object }]
    }

    /// "Rupert: We will stay." at the beginning of a paragraph: a headline or a transcript.
    pub(super) fn colon(&self) -> Vec<Candidate> {
        let Some(rule) = self.rule(CueWord::Phrase, Take::Sentence, ":") else { return Vec::new() };
        let paragraphs = self.doc.paragraphs();
        let at = paragraphs.partition_point(|paragraph| paragraph.end <= self.token);
        let Some(paragraph) = paragraphs.get(at).filter(|p| p.start < self.token) else {
            return Vec::new();
        };
        let quoted = self.quotes.at(paragraph.start).is_some();
        let name =
            paragraph.start + usize::from(quoted && paragraph.start + 1 < self.token)..self.token;
        let shouted = is_shouted(self.doc, name.clone());
        let named = |token: usize| matches!(self.doc.tokens()[token].pos, "PROPN" | "NOUN");
        let content = self.token + 1..paragraph.end;
        if name.is_empty() || name.len() > 8 || content.len() < 3 {
            return Vec::new();
        }
        if !(shouted || name.clone().any(named))
            || name.clone().any(|t| self.doc.tokens()[t].pos == "VERB")
        {
            return Vec::new();
        }
        let mut end = paragraph.end;
        // In a transcript a speaker goes on until the next one is named.
        for next in paragraphs[at + 1..].iter().take(if shouted { 40 } else { 0 }) {
            let colon = next.clone().take(8).find(|&t| self.doc.word(t) == ":");
            if colon.is_some_and(|colon| is_shouted(self.doc, next.start..colon)) {
                break;
            }
            end = next.end;
        }
        if end == paragraphs.last().map_or(end, |last| last.end) {
            end = paragraph.end;
        }
        let content = self.token + 1..end;
        let link = content.start;
        let found = Found {
            rule,
            cue: self.token..self.token + 1,
            head: self.token,
            source: Some((self.head_of(&name), name)),
            addressee: None,
            content: vec![self.trimmed(content)],
            score: 0.0,
        };
        vec![Candidate { found, shape: Shape::Header, link }]
    }

    /// The clause that a word stands in: up to the next verb with a subject of its own.
    fn clause_of(&self, word: usize) -> Range<usize> {
        let is_clause = |&at: &usize| {
            matches!(self.doc.tokens()[at].pos, "VERB" | "AUX")
                && (self.doc.tokens()[at].head == at
                    || matches!(self.dep(at), "ccomp" | "conj" | "advcl" | "parataxis" | "relcl"))
        };
        let clause = std::iter::once(word).chain(self.doc.ancestors(word)).find(is_clause);
        self.doc.subtree(clause.unwrap_or(word))
    }
}

/// Whether all words are in capitals, as speakers' names are in transcripts.
fn is_shouted(doc: &Doc, mut name: Range<usize>) -> bool {
    let capital = |token: usize| {
        let word = doc.word(token);
        word.len() > 1 && word.chars().all(|c| c.is_uppercase() || !c.is_alphabetic())
    };
    !name.is_empty() && name.all(capital)
}
