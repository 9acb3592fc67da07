//! A report as the rules are held against it: what does not change from trigger to trigger, found once.

use std::borrow::Cow;
use std::collections::HashSet;

use foldhash::fast::FixedState;
use sayso_codebook::events::Words;
use sayso_language::Doc;

use super::parties::Towns;
use crate::Context;
use crate::actors::Actors;
use crate::tree::{hyphenated, lemma};

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

/// The lemmas of some tokens, in lower case, and every form that they may be told by.
pub struct Lemmas<'s> {
    lemmas: Set<'s>,
    /// Word forms, those that are no lemma too.
    forms: Set<'s>,
}

type Set<'s> = HashSet<Cow<'s, str>, FixedState>;

impl<'s> Lemmas<'s> {
    /// Those of a range of tokens.
    fn of(doc: &'s Doc, tokens: std::ops::Range<usize>) -> Self {
        let joined = tokens.clone().filter_map(|token| hyphenated(doc, token)).map(Cow::Owned);
        let lemmas = joined.chain(tokens.clone().map(|token| lower(&doc.tokens()[token].lemma)));
        let forms = tokens.flat_map(|token| [lower(doc.word(token)), lemma(doc, token)]);
        Self { lemmas: lemmas.collect(), forms: forms.collect() }
    }

    /// Whether one of `words` is among them.
    pub fn have(&self, words: &Words) -> bool {
        words.iter().any(|word| self.lemmas.contains(word.as_str()))
    }

    /// Whether a word of a phrase may be among them, as lemma, form or singular.
    pub fn may_hold(&self, word: &str) -> bool {
        let is_there = |word: &str| self.forms.contains(word) || self.lemmas.contains(word);
        is_there(word) || word.strip_suffix('s').is_some_and(is_there)
    }
}

/// In lower case, without a copy where it is.
fn lower(word: &str) -> Cow<'_, str> {
    match word.chars().any(char::is_uppercase) {
        true => Cow::Owned(word.to_lowercase()),
        false => Cow::Borrowed(word),
    }
}
