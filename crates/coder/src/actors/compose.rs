//! Country and role of a noun phrase: its name, its role noun, and the words around it.

use std::ops::Range;

use jiff::civil::Date;
use sayso_codebook::actors::{Actors as Tables, NounKind, NounMatch, Weight};
use sayso_language::Doc;

use super::grounds::{Grounds, is_spatial};
use super::names::{Name, Names, What};
use super::phrase::Phrase;

/// What composing looks at.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    pub(super) tables: &'s Tables,
    pub(super) doc: &'s Doc,
    pub(super) names: &'s Names,
    pub(super) date: Date,
    pub(super) grounds: &'s Grounds<'s>,
}

/// Who a phrase stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Who {
    /// A state.
    State(usize),
    /// An organisation of the tables.
    Organisation(usize),
    /// An organisation by its own name.
    Named(String),
    /// A person: index into [`Names::people`], and the table's person if it is one.
    Person(usize, Option<usize>),
    /// Described only.
    Described,
}

/// A phrase coded.
#[derive(Debug, Clone)]
pub(super) struct Coded<'s> {
    pub(super) who: Who,
    pub(super) country: Option<String>,
    pub(super) role: Option<String>,
    /// The role noun that heads it, or the title before a person's name.
    pub(super) noun: Option<NounMatch<'s>>,
    pub(super) plural: bool,
    /// "former", "ex-" …
    pub(super) former: bool,
    pub(super) loaded: bool,
    /// The name is a capital's: an actor only where it acts.
    pub(super) capital: bool,
    /// Neither country nor role is told: "the spokesman" is only whom the report has called so.
    pub(super) bare: bool,
    /// The phrase's tokens.
    pub(super) tokens: Range<usize>,
    pub(super) head: usize,
    /// Coordinated modifiers make further actors: "Turkish and Greek officials".
    pub(super) also: Vec<(usize, String)>,
}

const QUANTITIES: [&str; 35] = [
    "hundreds",
    "thousands",
    "millions",
    "dozens",
    "scores",
    "tens",
    "one",
    "some",
    "many",
    "most",
    "all",
    "both",
    "number",
    "numbers",
    "majority",
    "rest",
    "half",
    "handful",
    "several",
    "more",
    "none",
    "each",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "part",
    "lots",
    "percent",
    "any",
];
const SIDE_TAKING: [&str; 4] = ["regime", "entity", "clique", "junta"];
/// Nouns that say whom one is for or against: the role of those is not one's own.
const FOR_OR_AGAINST: [&str; 10] = [
    "supporter",
    "follower",
    "opponent",
    "critic",
    "ally",
    "backer",
    "sympathizer",
    "sympathiser",
    "rival",
    "foe",
];

impl<'s> Scope<'s> {
    /// Codes a phrase; `None` when it stands for no actor.
    pub(super) fn compose(&self, phrase: &Phrase) -> Option<Coded<'s>> {
        match self.names.at(phrase.head) {
            Some(name) => self.by_name(phrase, name),
            None => self.by_noun(phrase),
        }
    }

    pub(super) fn blank(&self, phrase: &Phrase, who: Who) -> Coded<'s> {
        Coded {
            who,
            country: None,
            role: None,
            noun: None,
            plural: false,
            former: false,
            loaded: false,
            capital: false,
            bare: false,
            tokens: phrase.core.clone(),
            head: phrase.head,
            also: Vec::new(),
        }
    }

    pub(super) fn by_name(&self, phrase: &Phrase, name: &Name) -> Option<Coded<'s>> {
        match &name.what {
            What::Lookalike => None,
            What::Short(long) => {
                let head = long.end - 1;
                let whole = Phrase { core: long.clone(), head, posts: Vec::new() };
                let mut coded = self
                    .names
                    .at(head)
                    .filter(|n| !matches!(n.what, What::Short(_)))
                    .and_then(|name| self.by_name(&whole, name))?;
                coded.tokens = phrase.core.clone();
                coded.head = phrase.head;
                Some(coded)
            }
            What::Person(person) => Some(self.person(phrase, name, *person)),
            What::People(state, plural) => {
                let mut coded = self.blank(phrase, Who::Described);
                let ethnic = name.tokens.start > 0
                    && self.doc.word(name.tokens.start - 1).eq_ignore_ascii_case("ethnic");
                coded.country = (!ethnic).then(|| self.tables.states[*state].country.clone());
                coded.role = Some("CVL".to_owned());
                coded.plural = *plural;
                if ethnic {
                    // "ethnic Ruritanians in Sylvania" are of Sylvania.
                    coded.country = self.home(phrase, phrase.core.end);
                }
                Some(coded)
            }
            What::Unknown => self.unknown(phrase, name),
            What::Loaded(inner, role) => {
                let inner = Name { tokens: name.tokens.clone(), what: (**inner).clone() };
                let mut coded = self.by_name(phrase, &inner)?;
                coded.loaded = true;
                coded.role = role.clone().or(coded.role);
                Some(coded)
            }
            What::State(state) | What::Adjective(state) | What::Capital(state) => {
                let mut coded = self.blank(phrase, Who::State(*state));
                coded.country = Some(self.tables.states[*state].country.clone());
                coded.role = self.tables.states[*state].role.clone();
                coded.capital = matches!(name.what, What::Capital(_));
                Some(coded)
            }
            What::Organisation(organisation) => {
                let known = &self.tables.organisations[*organisation];
                let mut coded = self.blank(phrase, Who::Organisation(*organisation));
                coded.country = known.country.clone();
                coded.role = known.role.clone();
                // "the Ruritanian Labour Party" is not the one of the tables.
                let said = self.modifiers(phrase.core.start..name.tokens.start).country;
                let general =
                    matches!(known.role.as_deref(), Some("PTY" | "JRN" | "COP" | "GOV" | "LEG"));
                if general && said.is_some() && said != known.country {
                    coded.who = Who::Named(self.doc.words(name.tokens.clone()).to_owned());
                    coded.country = said;
                }
                Some(coded)
            }
        }
    }

    /// An organisation that the tables do not know: its own words may tell country and role.
    fn unknown(&self, phrase: &Phrase, name: &Name) -> Option<Coded<'s>> {
        let text = self.doc.words(name.tokens.clone()).to_owned();
        let mut coded = self.blank(phrase, Who::Named(text));
        let pieces = self.names.pieces_of(name.tokens.clone());
        // "Union of Teachers", "Ministry of Defence": what stands before "of", else the last word.
        let of = name.tokens.clone().find(|&token| matches!(self.doc.word(token), "of" | "for"));
        let end = of.map_or(pieces.end, |of| self.names.first_of(of));
        let ending = |end: usize| {
            let last = end.checked_sub(1).filter(|last| pieces.contains(last))?;
            self.tables.nouns.ending_at(&self.names.pieces, pieces.start, last)
        };
        // "Chamber of Deputies" is one noun, "Ministry of Defence" may be none.
        let whole = ending(pieces.end).filter(|noun| of.is_some() && noun.pieces > 2);
        let noun = whole.or_else(|| ending(end));
        coded.country = self.country_inside(name.tokens.start..name.tokens.end);
        if coded.country.is_none() {
            coded.country = self.modifiers(phrase.core.start..name.tokens.start).country;
        }
        if coded.country.is_none() {
            // "the High Court of Justice of Ruritania"
            let of = phrase.posts.iter().filter(|post| matches!(&*post.preposition, "of" | "in"));
            let states = of.filter_map(|post| self.compose(&post.phrase));
            coded.country =
                states.filter(|inner| matches!(inner.who, Who::State(_))).find_map(|i| i.country);
        }
        let firm = |noun: &NounMatch| match noun.noun.weight {
            Weight::Strong => true,
            Weight::Default => coded.country.is_some(),
            Weight::Weak => false,
        };
        // "the Ruritanian oil company Rurol", "the newspaper Freedonian Post"
        let before = || self.body_before(phrase.core.start..name.tokens.start);
        let is_body = |noun: &NounMatch| noun.noun.kind == NounKind::Body;
        let noun = noun.filter(|noun| is_body(noun) && firm(noun));
        let noun = noun.or_else(|| before().filter(|noun| is_body(noun) && firm(noun)));
        coded.role = noun.and_then(|noun| noun.noun.role.clone());
        if coded.role.is_none() {
            coded.country = None;
        }
        Some(coded)
    }

    /// The role noun that ends right before a name.
    fn body_before(&self, zone: Range<usize>) -> Option<NounMatch<'s>> {
        let last = self.names.pieces_of(zone.clone()).end.checked_sub(1)?;
        self.tables.nouns.ending_at(&self.names.pieces, self.names.first_of(zone.start), last)
    }

    /// The one state that the words of a name tell.
    fn country_inside(&self, tokens: Range<usize>) -> Option<String> {
        let pieces = self.names.pieces_of(tokens);
        let mut from = pieces.start;
        let mut found = None;
        while from < pieces.end {
            let Some((length, senses)) = self.tables.names(&self.names.pieces[..pieces.end], from)
            else {
                from += 1;
                continue;
            };
            from += length;
            use sayso_codebook::actors::Sense;
            let state = senses.iter().find_map(|sense| match sense {
                Sense::State(s) | Sense::Adjective(s) | Sense::Capital(s) => Some(*s),
                _ => None,
            });
            found = found.or(state.map(|s| self.tables.states[s].country.clone()));
        }
        found
    }

    /// A phrase headed by a role noun.
    fn by_noun(&self, phrase: &Phrase) -> Option<Coded<'s>> {
        let Some((noun, start, end)) = self.noun(phrase) else {
            return self.quantity(phrase).or_else(|| self.side_taking(phrase));
        };
        let word = noun.noun.noun.as_str();
        if SIDE_TAKING.contains(&word)
            && let Some(coded) = self.side_taking(phrase)
        {
            return Some(coded);
        }
        let mut coded = self.blank(phrase, Who::Described);
        let zone = self.modifiers(phrase.core.start..start);
        coded.plural = noun.plural;
        coded.former = zone.former;
        coded.also = zone.also;
        coded.tokens.start = zone.start.unwrap_or(coded.tokens.start);
        // A state's ally or foe is not of it.
        let possessor =
            (phrase.core.start..start).any(|token| self.doc.tokens()[token].dep == "poss");
        let another = possessor && FOR_OR_AGAINST.contains(&word);
        coded.country = zone.country.filter(|_| !another).or_else(|| noun.noun.country.clone());
        let mut inherited = zone.role.clone().filter(|_| !another);
        let mut body = None;
        let end_of_noun = coded.tokens.end.max(end);
        coded.tokens.end = end_of_noun;
        for post in phrase.posts.iter().filter(|post| post.phrase.core.start >= end) {
            let of = post.preposition == "of";
            let place = matches!(
                post.preposition.as_str(),
                "in" | "from" | "at" | "near" | "for" | "to" | "with"
            );
            // "talks with", "an alliance with": only a person is of the other's side
            let beside = post.preposition == "with" && noun.noun.kind != NounKind::Person;
            let visiting =
                is_spatial(&post.preposition) && !self.may_be_at_home(phrase, start, noun);
            if !of && !place || beside || visiting {
                continue;
            }
            let inner = self.compose(&post.phrase).filter(|inner| !inner.bare);
            let head = self.doc.word(post.phrase.head);
            if heads_body(word, &post.preposition, inner.as_ref(), head) {
                body = Some((
                    inner.as_ref().and_then(|i| i.country.clone()),
                    inner.and_then(|i| i.role),
                ));
                continue;
            }
            let speaks = speaks_for(word, &post.preposition);
            let of = of || speaks;
            let used = inner.as_ref().is_some_and(|inner| {
                let is_state = matches!(inner.who, Who::State(_));
                // "students at Kabul University"
                let of_body =
                    matches!(inner.who, Who::Organisation(_)) && is_spatial(&post.preposition);
                (of || is_state || of_body) && inner.country.is_some() && coded.country.is_none()
                    || (of && inner.role.is_some() && inherited.is_none())
            });
            if matches!(post.preposition.as_str(), "of" | "from") && noun.plural && used {
                coded.also.extend(self.listed_states(post.phrase.head));
            }
            if let (true, Some(inner)) = (used, inner) {
                coded.country = coded.country.or(inner.country);
                coded.plural |= of && inner.plural && noun.noun.weight == Weight::Weak;
                if of && !FOR_OR_AGAINST.contains(&word) {
                    // Who speaks for a former minister is none.
                    let role = inner.role.filter(|role| !speaks || role != "ELI");
                    inherited = inherited.or(role);
                }
                coded.tokens.end = coded.tokens.end.max(inner.tokens.end);
            } else if of {
                coded.tokens.end = coded.tokens.end.max(post.phrase.end());
            }
        }
        if coded.country.is_none() && self.may_be_at_home(phrase, start, noun) {
            coded.country =
                self.ground_before(phrase.core.start..start).or_else(|| self.home(phrase, end));
        }
        coded.role = role(&noun, inherited, coded.country.is_some());
        // "the vice-president of the Bank of Zenda" governs no state.
        if let Some((country, role)) = body {
            coded.country = country.or(coded.country);
            coded.role = role;
        }
        // "an Ethiopian Airlines jet": whose thing it is
        if let (NounKind::Thing, Some(owner)) = (noun.noun.kind, zone.role) {
            coded.role = Some(owner);
        }
        coded.role = past(coded.role, coded.former, noun.noun.kind);
        coded.noun = Some(noun);
        let known = coded.country.is_some() || coded.role.is_some();
        let alone = match (noun.noun.kind, noun.noun.weight) {
            (NounKind::Thing, _) => coded.country.is_some(),
            (_, Weight::Weak) => known,
            _ => true,
        };
        coded.bare = !alone && noun.noun.kind == NounKind::Person && !noun.plural;
        (alone || coded.bare).then_some(coded)
    }

    /// The states coordinated with the one at `token`: "the presidents of Ruritania, *Freedonia* and *Sylvania*".
    fn listed_states(&self, token: usize) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let mut next = self.doc.child(token, &["conj"]);
        while let Some(at) = next {
            let state = self.names.at(at).and_then(|name| match name.what {
                What::State(state) => Some(state),
                _ => None,
            });
            let Some(state) = state else { break };
            found.push((at, self.tables.states[state].country.clone()));
            next = self.doc.child(at, &["conj"]);
        }
        found
    }

    /// The role noun at a phrase's head, with the tokens that it spans.
    fn noun(&self, phrase: &Phrase) -> Option<(NounMatch<'s>, usize, usize)> {
        let names = self.names;
        // In "World Bank officials" the noun is what stands behind the name.
        let named = names
            .within(phrase.core.start..phrase.head)
            .filter(|name| name.tokens.end <= phrase.head && !matches!(name.what, What::Lookalike));
        let first = named.last().map_or(phrase.core.start, |name| name.tokens.end);
        let from = names.first_of(first);
        // "secretary of state": the noun reaches past the head.
        let ahead = (phrase.head + 2..(phrase.head + 6).min(self.doc.len())).rev();
        for last in ahead.chain([phrase.head]) {
            let pieces = names.pieces_of(last..last + 1);
            let Some(last_piece) = pieces.end.checked_sub(1).filter(|p| pieces.contains(p)) else {
                continue;
            };
            let Some(noun) = self.tables.nouns.ending_at(&names.pieces, from, last_piece) else {
                continue;
            };
            let start = names.pieces[last_piece + 1 - noun.pieces].word;
            if start <= phrase.head {
                return Some((noun, start, last + 1));
            }
        }
        None
    }

    /// "thousands of Palestinians", "one of the soldiers": what is counted.
    fn quantity(&self, phrase: &Phrase) -> Option<Coded<'s>> {
        let word = self.doc.word(phrase.head).to_lowercase();
        if !QUANTITIES.contains(&word.as_str()) {
            return None;
        }
        let post = phrase.posts.iter().find(|post| post.preposition == "of")?;
        let mut coded = self.compose(&post.phrase)?;
        if coded.bare || matches!(coded.who, Who::State(_)) {
            return None;
        }
        coded.tokens.start = phrase.core.start;
        coded.head = phrase.head;
        Some(coded)
    }

    /// "the Tel Aviv regime", "the Ruritanian entity": the state itself, in words that take a side.
    fn side_taking(&self, phrase: &Phrase) -> Option<Coded<'s>> {
        let word = self.doc.word(phrase.head).to_lowercase();
        if !SIDE_TAKING.contains(&word.as_str()) {
            return None;
        }
        let zone = self.modifiers(phrase.core.start..phrase.head);
        let state = zone.loaded_state?;
        let mut coded = self.blank(phrase, Who::State(state));
        coded.country = Some(self.tables.states[state].country.clone());
        coded.role = (word != "entity").then(|| "GOV".to_owned());
        coded.loaded = true;
        Some(coded)
    }
}

/// Whether a noun like "president" stands here for the head of an organisation, not of a state.
fn heads_body(noun: &str, preposition: &str, inner: Option<&Coded>, head: &str) -> bool {
    let heads =
        matches!(noun, "president" | "vice president" | "co-president" | "acting president");
    let is_body = |inner: &Coded| match inner.who {
        Who::Organisation(_) | Who::Named(_) => inner.role.as_deref() != Some("GOV"),
        Who::Described => inner.role.as_deref().is_some_and(|role| role != "GOV"),
        _ => false,
    };
    // What is written small and no word for a state: "president of the sales division".
    let is_unit = head.starts_with(char::is_lowercase)
        && !matches!(head, "country" | "nation" | "republic" | "state" | "federation" | "union");
    heads
        && matches!(preposition, "of" | "at" | "for")
        && inner.map_or(preposition == "of" && is_unit, is_body)
}

/// "a spokesman for the ministry" speaks as one of it.
fn speaks_for(noun: &str, preposition: &str) -> bool {
    preposition == "for"
        && (noun.contains("spokes") || matches!(noun, "representative" | "lawyer" | "negotiator"))
}

/// The role of a noun with what its surroundings give.
pub(super) fn role(
    noun: &NounMatch,
    inherited: Option<String>,
    with_country: bool,
) -> Option<String> {
    let own = noun.noun.role.clone();
    match noun.noun.weight {
        Weight::Strong => {
            let armed_or_opposed = matches!(inherited.as_deref(), Some("REB" | "OPP"));
            let gives_way = matches!(own.as_deref(), Some("CVL" | "MIL" | "LEG" | "PTY" | "GOV"));
            if armed_or_opposed && gives_way { inherited } else { own }
        }
        Weight::Default => inherited.or(own),
        Weight::Weak if with_country => inherited.or(own),
        Weight::Weak => inherited,
    }
}

/// ELI for former holders of what one can cease to hold.
pub(super) fn past(role: Option<String>, former: bool, kind: NounKind) -> Option<String> {
    let lapses = matches!(
        role.as_deref(),
        Some("GOV" | "MIL" | "LEG" | "JUD" | "COP" | "SPY" | "PTY") | None
    );
    if former && kind == NounKind::Person && lapses { Some("ELI".to_owned()) } else { role }
}

/// A described actor's words without articles, numbers and praise: "Kenyan farmers". Where a name
/// stands in them they begin with it.
pub(super) fn description(scope: &Scope, tokens: Range<usize>, head: usize) -> String {
    let doc = scope.doc;
    let name =
        scope.names.within(tokens.start..head + 1).find(|name| name.tokens.end <= tokens.end);
    if let Some(name) = name {
        // "pro-Ruritanian ministers"
        let hyphen =
            name.tokens.start.checked_sub(2).filter(|_| doc.word(name.tokens.start - 1) == "-");
        let start = hyphen.unwrap_or(name.tokens.start).max(tokens.start);
        return doc.words(start..tokens.end).to_owned();
    }
    let skip = |token: usize| {
        let t = &doc.tokens()[token];
        let word = doc.word(token).to_lowercase();
        // "a 12-year-old girl", "a 500-seat house", "a 12 year old girl"; not "twenty-two civilians"
        let counts_on = match doc.word((token + 1).min(tokens.end - 1)) {
            "-" | "–" => token + 2 < tokens.end && doc.tokens()[token + 2].pos != "NUM",
            next => matches!(next, "year" | "month"),
        };
        if t.pos == "NUM" && counts_on {
            return false;
        }
        matches!(t.pos, "DET" | "NUM" | "PUNCT" | "SPACE" | "CCONJ" | "ADV" | "ADP" | "SCONJ")
            || matches!(t.tag, "PRP$" | "PDT" | "POS")
            || QUANTITIES.contains(&word.as_str())
            || matches!(word.as_str(), "senior" | "other" | "top" | "least")
    };
    let mut start = tokens.start;
    while start + 1 < tokens.end && skip(start) {
        start += 1;
    }
    doc.words(start..tokens.end).to_owned()
}
