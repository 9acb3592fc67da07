//! What the words around a name, its entity and its neighbours say of whether it is a place.

use std::ops::Range;

use sayso_codebook::{PlaceKind, normal_place_name as normal};
use sayso_language::Iob;

use super::toponyms::Finding;
use super::words::{LOCATIVES, is_acronym, is_of_site, is_site, kind};

/// Inhabitants of a town that three letters may name.
const TOWN: f64 = 50_000.0;

impl Finding<'_> {
    /// What a word in front ("the province of X") or behind ("X province") says that it is.
    pub(super) fn kind_beside(&self, tokens: &Range<usize>) -> Option<PlaceKind> {
        let lower =
            |token: usize| Some(self.doc.word(token)).filter(|w| w.starts_with(char::is_lowercase));
        let single =
            |word: &str| kind(word).or_else(|| kind(word.strip_suffix('s').unwrap_or(word)));
        let behind =
            (tokens.end < self.doc.len()).then(|| lower(tokens.end).and_then(kind)).flatten();
        let front = || {
            let of = tokens.start.checked_sub(1).filter(|of| self.doc.word(*of) == "of")?;
            lower(of.checked_sub(1)?).and_then(single)
        };
        behind.or_else(front).filter(|kind| *kind != PlaceKind::Country)
    }

    /// "in X", "near the X", "across X".
    pub(super) fn is_located(&self, tokens: &Range<usize>) -> bool {
        let mut before = (0..tokens.start).rev().map(|token| self.doc.word(token).to_lowercase());
        let before = before.find(|word| word != "the");
        before.is_some_and(|word| LOCATIVES.contains(&word.as_str()))
    }

    /// "X, Laos": a toponym behind a comma that holds a place of this name.
    pub(super) fn is_held(&self, tokens: &Range<usize>) -> bool {
        let comma = tokens.end < self.doc.len() && self.doc.word(tokens.end) == ",";
        let outer = self.starts.get(&(tokens.end + 1)).filter(|_| comma);
        let Some(outer) = outer.map(|index| &self.found[*index]) else { return false };
        let outers = self.gazetteer.candidates(&outer.name);
        let inners = self.gazetteer.candidates(&self.name(tokens));
        // The best known of each: names with hundreds of bearers must not cost their product.
        inners.iter().take(64).any(|inner| {
            outers.iter().take(8).any(|outer| self.gazetteer.holds(outer.place, inner.place))
        })
    }

    /// Behind a preposition, with an article or words that tell what it is between: "to the X".
    pub(super) fn is_behind_preposition(&self, tokens: &Range<usize>) -> bool {
        let before = (0..tokens.start).rev().take(3);
        let skip = |t: &usize| matches!(self.doc.tokens()[*t].tag, "DT" | "JJ" | "NN" | "NNP");
        before.skip_while(skip).take(1).any(|t| self.doc.tokens()[t].tag == "IN")
    }

    /// Between toponyms in a list, or beside one and located.
    pub(super) fn is_listed(&self, tokens: &Range<usize>) -> bool {
        let (before, behind) = self.neighbours(tokens);
        before && behind || (before || behind) && self.is_located(tokens)
    }

    /// Beside another place in a list, or in front of what holds it.
    pub(super) fn is_beside_list(&self, tokens: &Range<usize>) -> bool {
        let (before, behind) = self.neighbours(tokens);
        before || behind
    }

    /// Whether a place stands before, and one behind, with no more than a comma or "and" between.
    pub(super) fn neighbours(&self, tokens: &Range<usize>) -> (bool, bool) {
        let is_link = |token: &usize| matches!(self.doc.word(*token), "," | "and" | "or" | ";");
        let is_place_token = |token: usize| {
            let entity = self.doc.tokens()[token].entity;
            self.taken[token]
                || matches!(entity, Iob::Begin("GPE" | "LOC") | Iob::In("GPE" | "LOC"))
        };
        let mut before = (0..tokens.start).rev().take(3).skip_while(is_link).take(1);
        let before = before.any(|token| token + 1 < tokens.start && is_place_token(token));
        let mut behind = (tokens.end..self.doc.len()).take(3).skip_while(is_link).take(1);
        (before, behind.any(|token| token > tokens.end && is_place_token(token)))
    }

    /// Every entity that shares a token with `tokens`, and is none of places, lies inside.
    pub(super) fn are_entities_inside(&self, tokens: &Range<usize>) -> bool {
        let is_cut = |token: usize, next: usize| {
            let goes_on =
                next < self.doc.len() && matches!(self.doc.tokens()[next].entity, Iob::In(_));
            goes_on && token < self.doc.len()
        };
        let starts_inside = !matches!(self.doc.tokens()[tokens.start].entity, Iob::In(_));
        starts_inside && !is_cut(tokens.end - 1, tokens.end)
    }

    /// In no entity but of peoples and languages, and in no toponym.
    pub(super) fn is_free(&self, token: usize) -> bool {
        let entity = self.doc.tokens()[token].entity;
        let open = matches!(
            entity,
            Iob::Out | Iob::Begin("NORP" | "LANGUAGE") | Iob::In("NORP" | "LANGUAGE")
        );
        open && !self.taken[token]
    }

    pub(super) fn is_capitalised(&self, token: usize) -> bool {
        self.doc.word(token).chars().next().is_some_and(char::is_uppercase)
    }

    pub(super) fn is_proper(&self, token: usize) -> bool {
        let proper = matches!(self.doc.tokens()[token].pos, "PROPN" | "ADJ");
        proper && self.is_capitalised(token)
    }

    /// A word that a name beginning at `first` may hold.
    pub(super) fn is_name_word(&self, first: usize, token: usize) -> bool {
        let inner = || {
            let is_proper = self.doc.tokens()[token].pos == "PROPN";
            is_proper
                || is_site(self.doc.word(token))
                || is_of_site(self.doc.word(token))
                || matches!(
                    self.doc.word(token),
                    "of" | "-"
                        | "the"
                        | "and"
                        | "'s"
                        | "’s"
                        | "do"
                        | "da"
                        | "de"
                        | "del"
                        | "e"
                        | "i"
                        | "la"
                        | "al"
                        | "el"
                        | "es"
                        | "as"
                        | "ar"
                        | "ad"
                        | "an"
                        | "ash"
                        | "ez"
                        | "az"
                        | "ud"
                        | "le"
                        | "sur"
                )
        };
        self.is_proper(token) || token > first && inner()
    }

    /// Long enough for a name, or an acronym.
    pub(super) fn is_long(&self, words: &str) -> bool {
        words.chars().count() > 3
            || is_acronym(words)
            || words.chars().count() == 3 && !words.is_ascii()
    }

    /// A name of three letters where places stand: "in Gao", "Hit, Iraq".
    pub(super) fn is_short_name(&self, tokens: &Range<usize>) -> bool {
        let words = self.doc.words(tokens.clone());
        let is_name = words.chars().count() == 3 && words.chars().skip(1).all(char::is_lowercase);
        is_name && (self.is_held(tokens) || self.is_located(tokens) && self.is_town(&normal(words)))
    }

    /// A city of some size, or one of the tables, bears this name.
    pub(super) fn is_town(&self, name: &str) -> bool {
        self.gazetteer.candidates(name).iter().any(|candidate| {
            let entry = self.gazetteer.entry(candidate.place);
            entry.kind == PlaceKind::City && (candidate.tabled || entry.population > TOWN)
        })
    }

    pub(super) fn is_alone(&self, tokens: &Range<usize>) -> bool {
        !self.is_part_of_name(tokens)
    }

    /// Whether a longer name goes on before or behind `tokens` in the same phrase.
    pub(super) fn is_part_of_name(&self, tokens: &Range<usize>) -> bool {
        let goes_on = |token: usize| {
            let token = &self.doc.tokens()[token];
            token.pos == "PROPN" && token.tag.starts_with("NNP")
        };
        tokens.start > 0 && goes_on(tokens.start - 1)
            || tokens.end < self.doc.len() && goes_on(tokens.end)
    }
}
