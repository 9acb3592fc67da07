//! Who is the same actor in different reports.

use std::collections::{BTreeMap, BTreeSet};

use sayso_record::{Actor, ActorKind};

use crate::parties::{self, Relation};

/// An actor's number in a [`Cast`].
pub type Who = usize;

/// The actors of several records, those that are one put together.
#[derive(Debug)]
pub struct Cast<'a> {
    /// Each by what tells it apart, with its number.
    numbers: BTreeMap<Key, Who>,
    /// What is known of each.
    known: Vec<Known<'a>>,
}

type Key = (String, ActorKindOrder, Option<String>, Option<String>, Option<String>);
type ActorKindOrder = u8;

#[derive(Debug)]
struct Known<'a> {
    /// The different ways in which reports know the actor.
    ways: Vec<&'a Actor>,
    name: String,
    code: Option<String>,
}

impl<'a> Cast<'a> {
    /// Puts those together that [`parties::relation`] takes for one, and those told alike. The order in
    /// which they are given does not matter.
    pub fn of(actors: impl Iterator<Item = &'a Actor>) -> Self {
        let mut ways: BTreeMap<Key, (&'a Actor, usize)> = BTreeMap::new();
        for actor in actors {
            ways.entry(key(actor)).or_insert((actor, 0)).1 += 1;
        }
        let ways: Vec<(Key, &'a Actor, usize)> =
            ways.into_iter().map(|(key, (actor, times))| (key, actor, times)).collect();
        let signs: Vec<BTreeSet<String>> = ways.iter().map(|(_, actor, _)| signs(actor)).collect();
        let parts = together(ways.len(), |at, left| {
            let near = |&other: &usize| shares_a_sign(&signs[at], &signs[other]);
            let is_same =
                |other: &usize| parties::relation(ways[at].1, ways[*other].1) == Relation::Same;
            left.iter().copied().filter(near).filter(is_same).collect()
        });
        let known = parts.iter().map(|part| {
            let part: Vec<(&'a Actor, usize)> =
                part.iter().map(|&at| (ways[at].1, ways[at].2)).collect();
            Known {
                name: fullest(&part),
                code: commonest(part.iter().map(|(actor, n)| (actor.code.as_deref(), *n))),
                ways: part.into_iter().map(|(actor, _)| actor).collect(),
            }
        });
        let known = known.collect();
        let of_part = |(who, part): (Who, Vec<usize>)| {
            part.into_iter().map(|at| (ways[at].0.clone(), who)).collect::<Vec<_>>()
        };
        let numbers = parts.into_iter().enumerate().flat_map(of_part).collect();
        Self { numbers, known }
    }

    /// The number of an actor; `None` for one who is not of the cast.
    pub fn who(&self, actor: &Actor) -> Option<Who> {
        self.numbers.get(&key(actor)).copied()
    }

    /// The name that says most.
    pub fn name(&self, who: Who) -> &str {
        self.known.get(who).map_or("", |known| &known.name)
    }

    /// Country and role, as most reports have it.
    pub fn code(&self, who: Who) -> Option<&str> {
        self.known.get(who)?.code.as_deref()
    }

    /// How one lies to another: the closest of the ways in which reports know them.
    pub fn relation(&self, a: Who, b: Who) -> Relation {
        if a == b {
            return Relation::Same;
        }
        let ways = |who: Who| self.known.get(who).map_or(&[][..], |known| &known.ways);
        let all = ways(a).iter().flat_map(|a| ways(b).iter().map(|b| parties::relation(a, b)));
        let rank = |relation: &Relation| match relation {
            Relation::Same => 0,
            Relation::Contains => 1,
            Relation::Within => 2,
            Relation::SameCountry => 3,
            Relation::Apart => 4,
            Relation::Unknown => 5,
        };
        all.min_by_key(rank).unwrap_or(Relation::Unknown)
    }

    /// Whether two are on one side: one is part of the other, or both act for one state.
    pub fn are_one_side(&self, a: Who, b: Who) -> bool {
        let relation = self.relation(a, b);
        relation.nests()
            || (relation == Relation::SameCountry && self.is_of_state(a) && self.is_of_state(b))
    }

    /// Whether they cannot be one doer: of different countries, or of one and only one of them acts for
    /// the state, or two persons or bodies known by name.
    pub fn are_opposed(&self, a: Who, b: Who) -> bool {
        match self.relation(a, b) {
            Relation::Apart => true,
            Relation::SameCountry if self.is_of_state(a) && self.is_of_state(b) => {
                self.is(a, ActorKind::Person) && self.is(b, ActorKind::Person)
            }
            Relation::SameCountry => {
                self.is_of_state(a) != self.is_of_state(b) && self.has_role(a) && self.has_role(b)
                    || [ActorKind::Person, ActorKind::Organisation]
                        .into_iter()
                        .any(|kind| self.is(a, kind) && self.is(b, kind))
            }
            _ => false,
        }
    }

    /// Whether it acts for a state, or is one.
    pub fn is_of_state(&self, who: Who) -> bool {
        self.any(who, parties::is_of_state)
    }

    /// Its country, where that is known.
    pub fn country(&self, who: Who) -> Option<&str> {
        self.known.get(who)?.ways.iter().find_map(|actor| actor.country.as_deref())
    }

    /// Whether it is a state or a person, not a body or a group of many.
    pub fn is_single(&self, who: Who) -> bool {
        self.is(who, ActorKind::Person) || self.is(who, ActorKind::State)
    }

    fn is(&self, who: Who, kind: ActorKind) -> bool {
        self.any(who, |actor| actor.kind == kind)
    }

    fn has_role(&self, who: Who) -> bool {
        self.any(who, |actor| actor.role.is_some())
    }

    fn any(&self, who: Who, is: impl Fn(&Actor) -> bool) -> bool {
        self.known.get(who).is_some_and(|known| known.ways.iter().any(|actor| is(actor)))
    }
}

/// What tells an actor apart: the same key is the same actor.
fn key(actor: &Actor) -> Key {
    let kind = match actor.kind {
        ActorKind::State => 0,
        ActorKind::Person => 1,
        ActorKind::Organisation => 2,
        ActorKind::Group => 3,
    };
    let own = |text: &Option<String>| text.clone();
    (folded(&actor.name), kind, own(&actor.country), own(&actor.role), own(&actor.wikidata))
}

/// A name without article and in small letters.
pub fn folded(name: &str) -> String {
    let lower = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let bare = ["the ", "a ", "an "].iter().find_map(|article| lower.strip_prefix(article));
    bare.map(str::to_owned).unwrap_or(lower)
}

/// What two ways of knowing one actor have in common, one at least: a word of the name, the item, the
/// code. It is quicker to see than the relation.
fn signs(actor: &Actor) -> BTreeSet<String> {
    let words = actor.name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.chain(actor.wikidata.clone()).chain(actor.code.clone()).collect()
}

fn shares_a_sign(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    a.iter().any(|sign| !sign.is_empty() && b.contains(sign))
}

/// The numbers below `count` in parts: `same` gives those among the ones left that go with a number, and
/// what goes with these does, too. Parts and their members are in order of number.
pub fn together(
    count: usize,
    same: impl Fn(usize, &BTreeSet<usize>) -> Vec<usize>,
) -> Vec<Vec<usize>> {
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let mut left: BTreeSet<usize> = (0..count).collect();
    while let Some(first) = left.pop_first() {
        let (mut part, mut next) = (vec![first], 0);
        while let Some(&at) = part.get(next) {
            let found = same(at, &left);
            found.iter().for_each(|at| _ = left.remove(at));
            part.extend(found);
            next += 1;
        }
        part.sort_unstable();
        parts.push(part);
    }
    parts
}

/// The same, by whether two go together.
pub fn together_by(count: usize, same: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    together(count, |at, left| left.iter().copied().filter(|&other| same(at, other)).collect())
}

/// The longest of the names, of those the commonest; with the codebook's name for what it knows, all
/// reports have the same.
fn fullest(ways: &[(&Actor, usize)]) -> String {
    let rank = |(actor, times): &&(&Actor, usize)| {
        (actor.wikidata.is_some(), actor.name.split_whitespace().count(), *times)
    };
    let best = ways.iter().max_by(|a, b| rank(a).cmp(&rank(b)).then(b.0.name.cmp(&a.0.name)));
    best.map(|(actor, _)| actor.name.clone()).unwrap_or_default()
}

/// What stands most often, of several the first in the alphabet.
pub fn commonest<'t>(all: impl Iterator<Item = (Option<&'t str>, usize)>) -> Option<String> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for (text, n) in all {
        if let Some(text) = text {
            *times.entry(text).or_default() += n;
        }
    }
    let best = times.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)));
    best.map(|(text, _)| text.to_owned())
}
