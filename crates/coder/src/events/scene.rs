//! A report as the rules are held against it: what does not change from trigger to trigger, found once.

use std::borrow::Cow;
use std::collections::HashSet;

use sayso_codebook::events::Words;
use sayso_language::Doc;

use super::parties::Towns;
use crate::Context;
use crate::actors::Actors;
use crate::tree::hyphenated;

/// How many sentences make a report's lead.
const LEAD: usize = 3;

/// One report, its actors, and the words of its sentences.
pub struct Scene<'s> {
    /// The report at hand.
    pub context: Context<'s>,
    /// Who is in it.
    pub actors: &'s Actors,
    /// Its towns, each with the state that it stands for.
    pub towns: &'s Towns,
    sentences: Vec<Lemmas<'s>>,
}

impl<'s> Scene<'s> {
    /// Over a report with its actors and towns.
    pub fn new(context: Context<'s>, actors: &'s Actors, towns: &'s Towns) -> Self {
        let sentences = context.doc.sentences().iter();
        let lemmas = |tokens: &std::ops::Range<usize>| Lemmas::of(context.doc, tokens.clone());
        Self { context, actors, towns, sentences: sentences.map(lemmas).collect() }
    }

    /// The lemmas of the sentence of `token`.
    pub fn sentence(&self, token: usize) -> &Lemmas<'s> {
        &self.sentences[self.context.doc.sentence_of(token)]
    }

    /// Whether the report's lead, its first three sentences, holds one of `words`.
    pub fn lead_has(&self, words: &Words) -> bool {
        self.sentences.iter().take(LEAD).any(|sentence| sentence.have(words))
    }
}

/// The lemmas of some tokens, in lower case.
pub struct Lemmas<'s>(HashSet<Cow<'s, str>>);

impl<'s> Lemmas<'s> {
    /// Those of a range of tokens.
    fn of(doc: &'s Doc, tokens: std::ops::Range<usize>) -> Self {
        let lower = |token: usize| {
            let lemma: &str = &doc.tokens()[token].lemma;
            match lemma.chars().any(char::is_uppercase) {
                true => Cow::Owned(lemma.to_lowercase()),
                false => Cow::Borrowed(lemma),
            }
        };
        let joined = tokens.clone().filter_map(|token| hyphenated(doc, token)).map(Cow::Owned);
        Self(joined.chain(tokens.map(lower)).collect())
    }

    /// Whether one of `words` is among them.
    pub fn have(&self, words: &Words) -> bool {
        words.iter().any(|word| self.0.contains(word.as_str()))
    }
}
