//! What the words before a noun say of its country and role: names, nouns, "former".

use std::ops::Range;

use sayso_codebook::actors::Weight;

use super::compose::Scope;
use super::names::{Name, What};
use super::phrase::Phrase;

/// What the words before a noun say.
#[derive(Debug, Default)]
pub(super) struct Modifiers {
    pub(super) country: Option<String>,
    pub(super) role: Option<String>,
    pub(super) former: bool,
    pub(super) loaded_state: Option<usize>,
    /// Where the last of several coordinated states begins.
    pub(super) start: Option<usize>,
    pub(super) also: Vec<(usize, String)>,
}

/// Coordinated states before a noun.
struct Joined {
    /// Token and country of all but the last.
    others: Vec<(usize, String)>,
    /// Where the last begins.
    start: usize,
    /// The last.
    state: usize,
}

/// Words that say of a country that it is not the actor's own.
const FOREIGN: [&str; 25] = [
    "backed",
    "made",
    "born",
    "registered",
    "built",
    "educated",
    "owned",
    "supplied",
    "funded",
    "armed",
    "aligned",
    "trained",
    "allied",
    "sponsored",
    "supported",
    "speaking",
    "brokered",
    "drafted",
    "style",
    "occupied",
    "flagged",
    "financed",
    "chartered",
    "mediated",
    "imposed",
];
const PAST: [&str; 14] = [
    "former",
    "ex",
    "late",
    "retired",
    "ousted",
    "deposed",
    "toppled",
    "disgraced",
    "onetime",
    "outgone",
    "impeached",
    "overthrown",
    "jailed",
    "slain",
];
impl Scope<'_> {
    /// What the words of a range before a noun say of its country and role.
    pub(super) fn modifiers(&self, zone: Range<usize>) -> Modifiers {
        let mut found = Modifiers::default();
        if zone.is_empty() {
            return found;
        }
        let mut states: Vec<(&Name, usize)> = Vec::new();
        let mut organisation = None;
        for name in self.names.within(zone.clone()).filter(|name| name.tokens.end <= zone.end) {
            if self.foreign(name, &zone) {
                continue;
            }
            let what = if let What::Loaded(inner, _) = &name.what { inner } else { &name.what };
            match what {
                What::State(s) | What::Adjective(s) | What::Capital(s) | What::People(s, _) => {
                    states.push((name, *s));
                }
                What::Organisation(o) => {
                    let o = &self.tables.organisations[*o];
                    organisation = Some((o.country.clone(), o.role.clone()));
                }
                What::Person(p) => {
                    let known = self.known(*p, name, None, None);
                    let standing = known.and_then(|p| self.tables.persons[p].standing(self.date));
                    let country = standing.map(|standing| standing.country.to_owned());
                    let country = country.or_else(|| self.shared_country(*p));
                    organisation = organisation.or(country.map(|country| (Some(country), None)));
                }
                What::Unknown | What::Short(_) => {
                    let phrase = Phrase {
                        core: name.tokens.clone(),
                        head: name.tokens.end - 1,
                        posts: vec![],
                    };
                    let inner = self.by_name(&phrase, name);
                    organisation = inner.map(|i| (i.country, i.role)).or(organisation);
                }
                What::Loaded(..) | What::Lookalike => {}
            }
        }
        let joined = self.coordinated(&states);
        let state = joined.as_ref().map(|joined| joined.state).or_else(|| self.chosen(&states));
        found.loaded_state = state;
        found.country = state.map(|s| self.tables.states[s].country.clone());
        if let Some(Joined { others, start, .. }) = joined {
            found.also = others;
            found.start = Some(start);
        }
        if let Some((country, role)) = organisation {
            found.country = country.or(found.country);
            found.role = role;
        }
        self.words_of(&zone, &mut found);
        found
    }

    /// "pro-Iranian", "anti-Syria", "U.S.-backed": not the actor's own country.
    fn foreign(&self, name: &Name, zone: &Range<usize>) -> bool {
        let word = |token: usize| self.doc.word(token).to_lowercase();
        let before = name.tokens.start;
        let hyphen = |token: usize| self.doc.word(token).starts_with(['-', '‑', '–']);
        if before >= 2
            && hyphen(before - 1)
            && ["pro", "anti", "non"].contains(&word(before - 2).as_str())
        {
            return true;
        }
        if before >= 1 && ["pro-", "anti-", "non-"].contains(&word(before - 1).as_str()) {
            return true;
        }
        // "ethnic Albanian guerrillas" are of Albanian tongue, wherever they live.
        if before >= 1 && matches!(word(before - 1).as_str(), "ethnic" | "anti" | "pro") {
            return true;
        }
        let mut after = name.tokens.end;
        if after < zone.end && hyphen(after) {
            after += 1;
        }
        after < zone.end && FOREIGN.contains(&word(after).as_str())
    }

    /// The state whose own the noun is: an adjective or possessor before a bare name, the first of
    /// several.
    fn chosen(&self, states: &[(&Name, usize)]) -> Option<usize> {
        let adjective = states.iter().find(|(name, _)| {
            let last = &self.doc.tokens()[name.tokens.end - 1];
            matches!(name.what, What::Adjective(_)) || last.dep == "poss"
        });
        adjective.or(states.first()).map(|(_, state)| *state)
    }

    /// States joined with the last one before the noun ("Turkish and Greek officials"): each its
    /// token and country, and the last.
    fn coordinated(&self, states: &[(&Name, usize)]) -> Option<Joined> {
        let linked = |pair: &[(&Name, usize)]| {
            let mut between = pair[0].0.tokens.end..pair[1].0.tokens.start;
            !between.is_empty()
                && between
                    .all(|token| matches!(self.doc.word(token), "and" | "," | "or" | "&" | "the"))
        };
        let joined = states.windows(2).rev().take_while(|pair| linked(pair)).count();
        let (last, before) = states.split_last().filter(|_| joined > 0)?;
        let others = before[before.len() - joined..]
            .iter()
            .map(|(name, state)| (name.tokens.start, self.tables.states[*state].country.clone()))
            .collect();
        Some(Joined { others, start: last.0.tokens.start, state: last.1 })
    }

    /// Role nouns and words of the past among the modifiers that are no names.
    fn words_of(&self, zone: &Range<usize>, found: &mut Modifiers) {
        let pieces = self.names.pieces_of(zone.clone());
        let mut last = pieces.end;
        while last > pieces.start {
            last -= 1;
            let piece = &self.names.pieces[last];
            if PAST.contains(&piece.folded.as_str()) {
                found.former = true;
            }
            // "major", "general" as plain adjectives are no ranks.
            let is_rank = self.doc.tokens()[piece.word].pos != "ADJ"
                || !matches!(piece.folded.as_str(), "major" | "general" | "private");
            if found.role.is_some() || self.names.at(piece.word).is_some() || !is_rank {
                continue;
            }
            // Not back into a name: "World Bank official" is no bank official.
            let named = self.names.within(zone.start..piece.word).last();
            let from = named.map_or(zone.start, |name| name.tokens.end.min(piece.word));
            let from = self.names.first_of(from).max(pieces.start);
            let noun = self.tables.nouns.ending_at(&self.names.pieces, from, last);
            let hyphened = piece.word + 1 < zone.end && self.doc.word(piece.word + 1) == "-";
            if let Some(noun) = noun.filter(|n| n.noun.weight == Weight::Strong && !hyphened) {
                // "anti-government", "pro-rebel"
                let first = self.names.pieces[last + 1 - noun.pieces].word;
                let against = first >= 2
                    && self.doc.word(first - 1) == "-"
                    && ["anti", "pro", "non"]
                        .contains(&self.doc.word(first - 2).to_lowercase().as_str());
                if against {
                    continue;
                }
                found.role = noun.noun.role.clone();
                found.country = found.country.take().or_else(|| noun.noun.country.clone());
            }
        }
    }
}
