//! Actors and their mentions: who is spoken of, and where.
//!
//! In the order of the work: [`names`] finds the names that the tables and the model know;
//! [`phrase`] cuts noun phrases; [`compose`] gives each a country and a role, with [`modifiers`], [`grounds`] and [`titles`]; [`metonymy`] tells a
//! capital that acts from a town; [`loaded`] marks words that take a side; [`register`] makes the mentions of one actor one actor; and
//! [`pronouns`] adds "he", "it", "who".

mod compose;
mod grounds;
mod loaded;
mod metonymy;
mod modifiers;
mod names;
mod phrase;
mod pronouns;
mod register;
mod short_forms;
mod single;
mod titles;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use sayso_codebook::Actors as Tables;
use sayso_language::Doc;
use sayso_record::{Actor, ActorKind, Mention, MentionKind, Place};

use crate::Context;
use compose::{Coded, Scope, Who};
use grounds::Grounds;
use names::{Name, Names, What};
use phrase::Phrase;
use register::Register;

pub use single::{PhraseCode, code_phrase};

/// The actors of a report and every place where they are mentioned.
#[derive(Debug, Default)]
pub struct Actors {
    /// In order of first mention; ids are `a0`, `a1` …
    pub actors: Vec<Actor>,
    /// In text order.
    pub mentions: Vec<TokenMention>,
    /// By token: the mention that [`Actors::at`] gives.
    by_token: Vec<Option<u32>>,
    /// By head token: further actors that share the phrase ("Turkish and Greek officials"), each with
    /// the token that tells it apart.
    also: HashMap<usize, Vec<(usize, usize)>>,
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
    /// Actors and mentions (in text order) of a document of `tokens` tokens.
    pub fn new(actors: Vec<Actor>, mentions: Vec<TokenMention>, tokens: usize) -> Self {
        let mut by_token: Vec<Option<u32>> = vec![None; tokens];
        let mut longest: Vec<u32> = (0..mentions.len() as u32).collect();
        longest.sort_by_key(|&m| mentions[m as usize].tokens.len());
        for m in longest {
            by_token[mentions[m as usize].tokens.clone()].fill(Some(m));
        }
        for (m, mention) in mentions.iter().enumerate().rev() {
            by_token[mention.head] = Some(m as u32);
        }
        Self { actors, mentions, by_token, also: HashMap::new() }
    }

    /// The mention whose head is `token`, or the longest that covers it: the actor that a noun
    /// phrase headed there stands for (for "three Iraqi soldiers", headed by "soldiers", IRQ MIL).
    pub fn at(&self, token: usize) -> Option<&TokenMention> {
        self.by_token.get(token).copied().flatten().map(|m| &self.mentions[m as usize])
    }

    /// The actors that the noun phrase headed by `token` stands for, its conjuncts included:
    /// for "Iran and Cuba", headed by "Iran", both; for "Turkish and Greek officials" both
    /// countries' officials. Without doubles.
    pub fn of_phrase(&self, doc: &Doc, token: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut keep = |actor: usize| {
            if !found.contains(&actor) {
                found.push(actor);
            }
        };
        let mut next = Some(token);
        while let Some(token) = next {
            let head = self.at(token).map_or(token, |mention| mention.head);
            let also = || self.also.get(&head).into_iter().flatten();
            also().filter(|(at, _)| *at < head).for_each(|&(_, actor)| keep(actor));
            self.at(token).into_iter().for_each(|mention| keep(mention.actor));
            also().filter(|(at, _)| *at > head).for_each(|&(_, actor)| keep(actor));
            next = doc.child(token, &["conj"]).filter(|&next| next > token);
        }
        found
    }

    /// The actor's id.
    pub fn id(&self, actor: usize) -> String {
        self.actors[actor].id.clone()
    }

    /// The actor of this id.
    pub fn index(&self, id: &str) -> Option<usize> {
        let index: usize = id.strip_prefix('a')?.parse().ok()?;
        let is_it = |&index: &usize| self.actors.get(index).is_some_and(|actor| actor.id == id);
        Some(index).filter(is_it).or_else(|| (0..self.actors.len()).find(is_it))
    }

    /// Gives an actor its country.
    pub fn set_country(&mut self, actor: usize, country: &str) {
        let actor = &mut self.actors[actor];
        actor.country = Some(country.to_owned());
        actor.code = register::code(actor.country.as_deref(), actor.role.as_deref());
    }

    /// Adds a state that no word names but a place of its: "missiles struck Kharkiv". It stands
    /// behind the others until [`Actors::keep_acting`].
    pub fn add_state(&mut self, tables: &Tables, country: &str) -> Option<usize> {
        let state = tables.state(country)?;
        let index = self.actors.len();
        self.actors.push(Actor {
            id: format!("a{index}"),
            name: state.name.clone(),
            kind: ActorKind::State,
            country: Some(state.country.clone()),
            role: state.role.clone(),
            code: register::code(Some(&state.country), state.role.as_deref()),
            wikidata: state.wikidata.clone(),
        });
        Some(index)
    }

    /// Drops the actors from `first` on that have no part, and gives the others the mention that
    /// `part` tells.
    pub fn keep_acting(&mut self, first: usize, part: &BTreeMap<usize, TokenMention>) {
        let mut kept = first;
        for index in first..self.actors.len() {
            let Some(mention) = part.get(&index) else { continue };
            // Ids stay as they are until the record is made.
            self.actors.swap(kept, index);
            self.mentions.push(TokenMention { actor: kept, ..mention.clone() });
            kept += 1;
        }
        self.actors.truncate(kept);
    }

    /// As the record holds them, in order of first mention, and the new id of each old one.
    pub fn into_record(self, doc: &Doc) -> (Vec<Actor>, Vec<Mention>, HashMap<String, String>) {
        let Self { actors, mut mentions, .. } = self;
        mentions.sort_by_key(|m| (m.tokens.start, std::cmp::Reverse(m.tokens.end)));
        let mut first = vec![usize::MAX; actors.len()];
        for mention in &mentions {
            first[mention.actor] = first[mention.actor].min(mention.tokens.start);
        }
        let mut order: Vec<usize> = (0..actors.len()).collect();
        order.sort_by_key(|&actor| (first[actor], actor));
        let mut place = vec![0; actors.len()];
        order.iter().enumerate().for_each(|(new, &old)| place[old] = new);
        let renamed = actors
            .iter()
            .zip(&place)
            .map(|(actor, new)| (actor.id.clone(), format!("a{new}")))
            .collect();
        let named =
            |(new, &old): (usize, &usize)| Actor { id: format!("a{new}"), ..actors[old].clone() };
        let mention = |m: TokenMention| {
            let (start, end) = doc.chars(m.tokens);
            let actor = format!("a{}", place[m.actor]);
            Mention { start, end, actor, kind: m.kind, loaded: m.loaded }
        };
        let mentions = mentions.into_iter().map(mention).collect();
        (order.iter().enumerate().map(named).collect(), mentions, renamed)
    }
}

/// Nouns for the armed that look like adjectives before another noun.
const ARMED: [&str; 7] =
    ["rebel", "militant", "insurgent", "guerrilla", "separatist", "paramilitary", "jihadist"];

/// Other nouns that stand before an act for who does it, or for what it is done to.
const PARTIES: [&str; 10] = [
    "student",
    "government",
    "union",
    "farmer",
    "clinic",
    "hospital",
    "school",
    "embassy",
    "church",
    "mosque",
];

/// Finds who is spoken of.
pub fn find(context: Context, places: &[Place]) -> Actors {
    let (doc, tables) = (context.doc, &context.codebook.actors);
    let names = Names::find(tables, doc);
    let grounds = Grounds::new(doc, places);
    let date = context.report.date;
    let scope = Scope { tables, doc, names: &names, date, grounds: &grounds };
    let mut finder = Finder::new(scope);
    finder.phrases();
    finder.lone_names();
    finder.lone_nouns(|noun| context.codebook.events.told_by("NOUN", noun).next().is_some());
    finder.finish()
}

/// Whether the people of a mention, of this role, may be told by where they are.
pub fn is_at_home(doc: &Doc, mention: &TokenMention, role: Option<&str>) -> bool {
    let words = mention.tokens.clone().map(|token| doc.word(token).to_lowercase());
    grounds::are_at_home(&doc.tokens()[mention.head].lemma, role) && !grounds::are_alien(words)
}

/// Gathers mentions.
struct Finder<'s> {
    scope: Scope<'s>,
    register: Register,
    mentions: Vec<TokenMention>,
    /// By token: whether an actor's phrase covers it.
    covered: Vec<bool>,
    also: HashMap<usize, Vec<(usize, usize)>>,
}

impl<'s> Finder<'s> {
    fn new(scope: Scope<'s>) -> Self {
        let covered = vec![false; scope.doc.len()];
        Self {
            scope,
            register: Register::default(),
            mentions: Vec::new(),
            covered,
            also: HashMap::new(),
        }
    }

    /// Every noun phrase that stands for an actor: first those with names, so that descriptions
    /// find them, then the rest, both in text order.
    fn phrases(&mut self) {
        let doc = self.scope.doc;
        let coded: Vec<Coded> = (0..doc.len())
            .filter(|&token| self.heads_phrase(token))
            .filter_map(|token| self.scope.compose(&Phrase::of_tree(doc, self.scope.names, token)))
            .filter(|coded| !coded.capital || coded.loaded || metonymy::acts(doc, coded.head))
            .collect();
        let (named, described): (Vec<Coded>, Vec<Coded>) =
            coded.into_iter().partition(|coded| coded.who != Who::Described);
        let mut placed: HashMap<usize, usize> = HashMap::new();
        for coded in &named {
            let actor = self.register.enter(&self.scope, coded);
            self.register.counterpart(actor, coded.head);
            placed.insert(coded.head, actor);
            self.mention(coded, actor);
        }
        for coded in &described {
            let actor = match self.apposed(coded, &placed) {
                Some(actor) => {
                    self.register.join(actor, &self.scope, coded);
                    self.register.counterpart(actor, coded.head);
                    Some(actor)
                }
                None if self.names_a_post(coded) => None,
                None if self.definite(coded) => self.register.recall(&self.scope, coded),
                None if coded.bare => None,
                None => Some(self.register.enter(&self.scope, coded)),
            };
            let Some(actor) = actor else { continue };
            placed.insert(coded.head, actor);
            self.mention(coded, actor);
        }
    }

    /// Whether a token heads a noun phrase that may stand for an actor.
    fn heads_phrase(&self, token: usize) -> bool {
        let t = &self.scope.doc.tokens()[token];
        if let Some(name) = self.scope.names.at(token) {
            return self.root(name) == token && !self.modifies(token);
        }
        matches!(t.pos, "NOUN" | "PROPN" | "NUM" | "ADJ" | "PRON")
            && !matches!(t.tag, "PRP" | "PRP$" | "WP" | "WDT" | "WP$" | "EX")
            && !self.modifies(token)
            && (t.pos != "ADJ" || t.dep != "acomp")
    }

    fn modifies(&self, token: usize) -> bool {
        let tokens = self.scope.doc.tokens();
        let dep = tokens[token].dep;
        matches!(
            dep,
            "compound" | "amod" | "nmod" | "det" | "nummod" | "quantmod" | "advmod" | "npadvmod"
        ) || dep == "conj" && tokens[token].head != token && {
            let head = tokens[token].head;
            matches!(tokens[head].dep, "amod" | "compound" | "nmod")
                && tokens[tokens[head].head].pos != "VERB"
        }
    }

    /// The token of a name whose head lies outside of it.
    fn root(&self, name: &Name) -> usize {
        let tokens = self.scope.doc.tokens();
        let outside = |&token: &usize| {
            let head = tokens[token].head;
            !name.tokens.contains(&head) || head == token
        };
        name.tokens.clone().rev().find(outside).unwrap_or(name.tokens.start)
    }

    /// Whether a description points back: "the", "this", a possessor.
    fn definite(&self, coded: &Coded) -> bool {
        let doc = self.scope.doc;
        let another = |child: usize| {
            matches!(doc.word(child), "second" | "third" | "other" | "another" | "next" | "last")
        };
        if doc.children(coded.head).any(another) {
            return false;
        }
        doc.children(coded.head).any(|child| {
            let t = &doc.tokens()[child];
            let word = doc.word(child).to_lowercase();
            t.dep == "det" && matches!(word.as_str(), "the" | "this" | "these" | "that" | "those")
                || t.dep == "poss"
        })
    }

    /// The actor that a description stands beside: "Raisi, the Iranian president".
    fn apposed(&self, coded: &Coded, placed: &HashMap<usize, usize>) -> Option<usize> {
        let doc = self.scope.doc;
        let t = &doc.tokens()[coded.head];
        let above = (t.dep == "appos").then_some(t.head);
        let below = doc.children_by(coded.head, "appos").find(|child| placed.contains_key(child));
        let other = above
            .filter(|head| placed.contains_key(head))
            .or(below)
            .or_else(|| self.predicated(coded.head))?;
        let actor = *placed.get(&other)?;
        let entry = &self.register.entries[actor];
        let person =
            coded.noun.is_some_and(|n| n.noun.kind == sayso_codebook::actors::NounKind::Person);
        let fits = match entry.actor.kind {
            sayso_record::ActorKind::Person => person && !coded.plural,
            sayso_record::ActorKind::Organisation => !person,
            sayso_record::ActorKind::Group => coded.plural,
            sayso_record::ActorKind::State => false,
        };
        fits.then_some(actor)
    }

    /// Whether a noun names a post rather than who holds it: "was elected as president".
    fn names_a_post(&self, coded: &Coded) -> bool {
        let doc = self.scope.doc;
        let t = &doc.tokens()[coded.head];
        let person =
            coded.noun.is_some_and(|n| n.noun.kind == sayso_codebook::actors::NounKind::Person);
        let bare = doc.child(coded.head, &["det", "poss", "nummod"]).is_none();
        let said_of =
            matches!(t.dep, "attr" | "oprd") || t.dep == "pobj" && doc.word(t.head) == "as";
        person && !coded.plural && bare && said_of
    }

    /// The subject that a description is said of: "Semionov, who had been army chief".
    fn predicated(&self, head: usize) -> Option<usize> {
        let doc = self.scope.doc;
        let t = &doc.tokens()[head];
        let verb = &doc.tokens()[t.head];
        if t.dep != "attr" || verb.lemma.as_ref() != "be" || doc.child(t.head, &["neg"]).is_some() {
            return None;
        }
        let subject = doc.child(t.head, &["nsubj"])?;
        let relative = matches!(doc.tokens()[subject].tag, "WP" | "WDT") && verb.dep == "relcl";
        Some(if relative { verb.head } else { subject })
    }

    fn mention(&mut self, coded: &Coded, actor: usize) {
        let kind =
            if coded.who == Who::Described { MentionKind::Nominal } else { MentionKind::Name };
        let tokens = self.trimmed(coded.tokens.clone());
        let loaded = coded.loaded || self.scope.takes_a_side(tokens.clone(), coded.head);
        self.covered[coded.tokens.start.min(tokens.start)..coded.tokens.end.min(tokens.end)]
            .fill(true);
        for (token, country) in &coded.also {
            let mut other = coded.clone();
            other.country = Some(country.clone());
            // "Turkish and Greek officials"; "the presidents of Ruritania and Freedonia"
            let first = if *token < coded.head { *token } else { coded.tokens.start };
            other.tokens = first..token + 1;
            let further = self.register.enter(&self.scope, &other);
            self.also.entry(coded.head).or_default().push((*token, further));
            self.mentions.push(TokenMention {
                tokens: first..token + 1,
                head: *token,
                actor: further,
                kind,
                loaded: false,
            });
        }
        self.mentions.push(TokenMention { tokens, head: coded.head, actor, kind, loaded });
    }

    /// Without marks at its ends.
    fn trimmed(&self, mut tokens: Range<usize>) -> Range<usize> {
        let doc = self.scope.doc;
        let mark = |token: usize| {
            matches!(doc.tokens()[token].pos, "PUNCT" | "SPACE") || doc.tokens()[token].tag == "POS"
        };
        while tokens.len() > 1 && mark(tokens.start) {
            tokens.start += 1;
        }
        while tokens.len() > 1 && mark(tokens.end - 1) {
            tokens.end -= 1;
        }
        tokens
    }

    /// Names that modify something that is no actor: "Israeli strikes", "the Hamas attack".
    fn lone_names(&mut self) {
        let names: Vec<Name> = self.scope.names.all.clone();
        for name in names {
            let head = self.root(&name);
            if name.tokens.clone().any(|token| self.covered[token]) || !self.modifies(head) {
                continue;
            }
            if matches!(name.what, What::Capital(_) | What::Lookalike) {
                continue;
            }
            let phrase = Phrase { core: name.tokens.clone(), head, posts: Vec::new() };
            let Some(coded) = self.scope.compose(&phrase) else { continue };
            let actor = self.register.enter(&self.scope, &coded);
            self.mention(&coded, actor);
        }
    }

    /// Role nouns before an act: "a rebel attack", "the Ruritanian police raid".
    fn lone_nouns(&mut self, is_act: impl Fn(&str) -> bool) {
        let (doc, names) = (self.scope.doc, self.scope.names);
        for (token, row) in doc.tokens().iter().enumerate() {
            // The tagger takes "rebel" and "militant" for adjectives.
            let is_noun = matches!(row.dep, "compound" | "amod")
                && (row.pos == "NOUN" || row.pos == "ADJ" && ARMED.contains(&&*row.lemma))
                && names.at(token).is_none();
            if !is_noun || self.covered[token] || !is_act(&doc.tokens()[row.head].lemma) {
                continue;
            }
            let start = Phrase::of_tree(doc, names, row.head).core.start.min(token);
            let phrase = Phrase { core: start..token + 1, head: token, posts: Vec::new() };
            let Some(mut coded) = self.scope.compose(&phrase) else { continue };
            let Some(noun) = coded.noun.filter(|_| coded.role.is_some() && !coded.bare) else {
                continue;
            };
            let acts = match coded.role.as_deref() {
                Some("COP" | "MIL" | "REB" | "UAF" | "PRM" | "OPP" | "LAB") => true,
                // "a student march", "the government crackdown"; not "a leadership battle"
                _ => PARTIES.contains(&noun.noun.noun.as_str()),
            };
            if noun.noun.kind == sayso_codebook::actors::NounKind::Thing || !acts {
                continue;
            }
            coded.plural |= noun.noun.kind == sayso_codebook::actors::NounKind::Person;
            let actor = self.register.recall(&self.scope, &coded);
            if let Some(actor) = actor {
                self.mention(&coded, actor);
            }
        }
    }

    /// Where a report speaks of one country alone, and as the place or owner of what it tells, its
    /// president, police and parliament are that country's.
    fn infer_country(&mut self) {
        let doc = self.scope.doc;
        let mut country: Option<&str> = None;
        let mut evidence = 0;
        for name in &self.scope.names.all {
            let (What::State(s) | What::Adjective(s) | What::People(s, _) | What::Capital(s)) =
                &name.what
            else {
                continue;
            };
            let this = self.scope.tables.states[*s].country.as_str();
            if country.is_some_and(|known| known != this) {
                return;
            }
            country = Some(this);
            let t = &doc.tokens()[self.root(name)];
            let within = t.dep == "pobj" && matches!(doc.word(t.head), "in" | "of" | "In");
            evidence += match name.what {
                _ if within || t.dep == "poss" => 2,
                What::Adjective(_) | What::People(..) => 1,
                _ => 0,
            };
        }
        if let (Some(country), 2..) = (country, evidence) {
            let country = country.to_owned();
            self.register.settle(&country);
        }
    }

    fn finish(mut self) -> Actors {
        let doc = self.scope.doc;
        self.mentions.sort_by_key(|m| (m.head, m.tokens.start));
        self.infer_country();
        let pronouns = pronouns::resolve(doc, &mut self.register, &self.mentions);
        self.mentions.extend(pronouns);
        self.mentions.sort_by_key(|m| (m.tokens.start, std::cmp::Reverse(m.tokens.end)));
        self.mentions.dedup_by(|a, b| a.tokens == b.tokens && a.head == b.head);
        let mut order = vec![None; self.register.entries.len()];
        for mention in self.mentions.iter().rev() {
            order[mention.actor] = Some(mention.tokens.start);
        }
        let (actors, place) = self.register.finish(&order);
        for mention in &mut self.mentions {
            mention.actor = place[mention.actor].unwrap_or(0);
        }
        let mut found = Actors::new(actors, self.mentions, doc.len());
        found.also = self
            .also
            .into_iter()
            .map(|(head, actors)| {
                (
                    head,
                    actors
                        .into_iter()
                        .filter_map(|(at, actor)| Some((at, place[actor]?)))
                        .collect(),
                )
            })
            .collect();
        found
    }
}
