//! Actors and their mentions: who is spoken of, and where.

use std::ops::Range;

use sayso_language::Doc;
use sayso_record::{Actor, Mention, MentionKind};

use crate::Context;

/// The actors of a report and every place where they are mentioned.
#[derive(Debug, Default)]
pub struct Actors {
    /// In order of first mention; ids are `a0`, `a1` …
    pub actors: Vec<Actor>,
    /// In text order.
    pub mentions: Vec<TokenMention>,
}

/// A mention, by tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenMention {
    /// The mention's tokens.
    pub tokens: Range<usize>,
    /// Its syntactic head.
    pub head: usize,
    /// Index into [`Actors::actors`].
    pub actor: usize,
    /// Name, nominal or pronoun.
    pub kind: MentionKind,
    /// Whether the words take a side.
    pub loaded: bool,
}

impl Actors {
    /// The mention whose head is `token`, or that covers it: the actor that a noun phrase headed
    /// there stands for (for "three Iraqi soldiers", headed by "soldiers", IRQ MIL).
    pub fn at(&self, token: usize) -> Option<&TokenMention> {
        let covering = || self.mentions.iter().filter(|m| m.tokens.contains(&token));
        covering().find(|m| m.head == token).or_else(|| covering().max_by_key(|m| m.tokens.len()))
    }

    /// The actors that the noun phrase headed by `token` stands for, its conjuncts included:
    /// for "Iran and Cuba", headed by "Iran", both. Without doubles, in text order.
    pub fn of_phrase(&self, doc: &Doc, token: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut next = Some(token);
        while let Some(token) = next {
            if let Some(actor) = self.at(token).map(|m| m.actor).filter(|a| !found.contains(a)) {
                found.push(actor);
            }
            next = doc.child(token, &["conj"]);
        }
        found
    }

    /// The actor's id.
    pub fn id(&self, actor: usize) -> String {
        self.actors[actor].id.clone()
    }

    /// As the record holds them.
    pub fn into_record(self, doc: &Doc) -> (Vec<Actor>, Vec<Mention>) {
        let mention = |m: TokenMention, actors: &[Actor]| {
            let (start, end) = doc.chars(m.tokens);
            let actor = actors[m.actor].id.clone();
            Mention { start, end, actor, kind: m.kind, loaded: m.loaded }
        };
        let mentions = self.mentions.into_iter().map(|m| mention(m, &self.actors)).collect();
        (self.actors, mentions)
    }
}

/// Finds who is spoken of.
pub fn find(_context: Context) -> Actors {
    Actors::default()
}
