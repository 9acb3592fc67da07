//! How two actors of different reports lie to each other: the same, one inside the other, apart.
//!
//! A report names who acts by name, office, country or capital; "Freedonia", "the Freedonian army" and
//! "General Teasdale" may all be the doers of one thing. A record knows of an actor its name, kind,
//! country and role (PLOVER's), and for the known ones its Wikidata item; that decides here.

use sayso_record::{Actor, ActorKind};

/// How one actor lies to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// They are one.
    Same,
    /// The second is a part of the first: a state's army, a government's minister.
    Contains,
    /// The first is a part of the second.
    Within,
    /// Of one country (or one body, as the United Nations), and neither is known to be part of the other.
    SameCountry,
    /// Of different countries, or different by name.
    Apart,
    /// The records do not tell.
    Unknown,
}

impl Relation {
    /// Whether what is said of one can be said of the other: they are one, or one holds the other.
    pub fn nests(self) -> bool {
        matches!(self, Self::Same | Self::Contains | Self::Within)
    }
}

/// Roles of those who act for a state: PLOVER's government, military, police, courts, parliament, spies.
const STATE_ROLES: [&str; 6] = ["GOV", "MIL", "COP", "JUD", "LEG", "SPY"];

/// Of these, those whose people are told by many words: "soldiers", "troops" and "artillery" of one country
/// are one, while "officials" and "diplomats" need not be.
const FORCES: [&str; 2] = ["MIL", "COP"];

/// PLOVER's codes that stand for many bodies at once: two of one such code need have nothing in common.
const COLLECTIVE: [&str; 5] = ["IGO", "NGO", "ISM", "IMG", "MNC"];

/// Whether an actor acts for a state, or is one.
pub fn is_of_state(actor: &Actor) -> bool {
    actor.role.as_deref().map_or(is_whole(actor), |role| STATE_ROLES.contains(&role))
}

/// How `a` lies to `b`.
pub fn relation(a: &Actor, b: &Actor) -> Relation {
    if let Some((a, b)) = a.wikidata.as_ref().zip(b.wikidata.as_ref())
        && a == b
    {
        return Relation::Same;
    }
    let persons = [a, b].map(|actor| actor.kind == ActorKind::Person);
    let known_as_two = a.wikidata.is_some() && b.wikidata.is_some();
    if !known_as_two && persons == [true, true] && is_one_person(a, b) {
        return Relation::Same;
    }
    if !known_as_two && persons == [false, false] && is_one_name(a, b) {
        return Relation::Same;
    }
    match (a.country.as_deref(), b.country.as_deref()) {
        (None, _) | (_, None) => by_name(a, b).unwrap_or(Relation::Unknown),
        (Some(of_a), Some(of_b)) if of_a != of_b => Relation::Apart,
        (Some(of_both), _) if COLLECTIVE.contains(&of_both) => {
            by_name(a, b).unwrap_or(if known_as_two { Relation::Apart } else { Relation::Unknown })
        }
        _ => of_one_country(a, b),
    }
}

/// A state, or a body as such: what has a country and no role, and is no person.
fn is_whole(actor: &Actor) -> bool {
    actor.country.is_some() && actor.role.is_none() && actor.kind != ActorKind::Person
}

/// Two of one country that have different names.
fn of_one_country(a: &Actor, b: &Actor) -> Relation {
    match (holds(a, b), holds(b, a)) {
        (true, false) => return Relation::Contains,
        (false, true) => return Relation::Within,
        (true, true) => return Relation::Same,
        (false, false) => {}
    }
    by_name(a, b).unwrap_or(Relation::SameCountry)
}

/// Whether `b`, of the same country, is a part of `a`.
fn holds(a: &Actor, b: &Actor) -> bool {
    if is_whole(a) {
        // A ministry without a role is no state: it holds nobody but by name.
        let is_state = a.kind == ActorKind::State || !is_state_code(a.country.as_deref());
        return is_state && (is_of_state(b) || b.role.is_none());
    }
    // Soldiers are of the army, a minister is of the government: people of one country and role.
    let level = |actor: &Actor| match actor.kind {
        ActorKind::Person => 0,
        ActorKind::Group => 1,
        _ => 2,
    };
    let of_state = is_of_state(a) && a.role == b.role;
    let is_force = a.role.as_deref().is_some_and(|role| FORCES.contains(&role));
    let alike = level(a) == 1 && level(b) == 1 && is_force;
    of_state && level(a) > 0 && (level(a) > level(b) || alike)
}

/// Whether a code is a country's, not one of PLOVER's for bodies of many.
fn is_state_code(country: Option<&str>) -> bool {
    country.is_some_and(|code| code != "UNO" && code != "EUR" && !COLLECTIVE.contains(&code))
}

/// "Zenda Liberation Front fighters" are of the "Zenda Liberation Front": a name of two words or more
/// that stands whole in the other. Persons' names are left to [`is_one_person`].
fn by_name(a: &Actor, b: &Actor) -> Option<Relation> {
    let [of_a, of_b] = [a, b].map(|actor| words(&actor.name));
    let stands_in = |short: &[String], long: &[String]| {
        short.len() >= 2
            && short.len() < long.len()
            && long.windows(short.len()).any(|w| w == short)
    };
    if a.kind != ActorKind::Person && stands_in(&of_a, &of_b) {
        Some(Relation::Contains)
    } else if b.kind != ActorKind::Person && stands_in(&of_b, &of_a) {
        Some(Relation::Within)
    } else {
        None
    }
}

/// The same name, and no code that speaks against it.
fn is_one_name(a: &Actor, b: &Actor) -> bool {
    let code = |actor: &Actor| (actor.country.clone(), actor.role.clone());
    let nothing_against = compatible(&a.country, &b.country) && compatible(&a.role, &b.role);
    // "Soldiers" of a state that is not known need not be those of another report.
    let is_told = a.kind != ActorKind::Group
        || b.kind != ActorKind::Group
        || code(a) == code(b) && a.country.is_some();
    is_told && nothing_against && !a.name.is_empty() && words(&a.name) == words(&b.name)
}

/// "Elphberg", "R. Elphberg" and "Rudolf Elphberg" may be one; not "Michael Elphberg" and "Rudolf
/// Elphberg", nor those of two countries. A surname alone, or a first one as some have it, needs a
/// role that fits, too.
fn is_one_person(a: &Actor, b: &Actor) -> bool {
    if !compatible(&a.country, &b.country) {
        return false;
    }
    let [of_a, of_b] = [a, b].map(|actor| words(&actor.name));
    let (short, long) = if of_a.len() <= of_b.len() { (of_a, of_b) } else { (of_b, of_a) };
    if short.is_empty() {
        return false;
    }
    if short.len() == 1 && long.len() > 1 {
        let is_name = short[0].chars().count() > 1;
        let stands = long.first() == short.first() || long.last() == short.last();
        return is_name && stands && fitting_roles(a, b);
    }
    let mut rest = long.iter();
    let in_order = short.iter().all(|word| rest.any(|of_long| is_one_word(word, of_long)));
    in_order && is_one_word(&short[short.len() - 1], &long[long.len() - 1])
}

/// Roles of one person: the same, one unknown, or one who has left office (PLOVER's ELI).
fn fitting_roles(a: &Actor, b: &Actor) -> bool {
    let former = |role: &Option<String>| role.as_deref() == Some("ELI");
    compatible(&a.role, &b.role) || former(&a.role) || former(&b.role)
}

/// The same word, or one is the initial of the other.
fn is_one_word(a: &str, b: &str) -> bool {
    let is_initial =
        |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    a == b || is_initial(a, b) || is_initial(b, a)
}

fn compatible(a: &Option<String>, b: &Option<String>) -> bool {
    a.is_none() || b.is_none() || a == b
}

/// The words of a name, folded; an article before it is none.
fn words(name: &str) -> Vec<String> {
    let apart = |character: char| !(character.is_alphanumeric() || "'’-".contains(character));
    let words = name.split(apart).filter(|word| !word.is_empty()).map(str::to_lowercase);
    let words: Vec<String> = words.collect();
    match words.split_first() {
        Some((article, rest)) if article == "the" && !rest.is_empty() => rest.to_vec(),
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same, seen from the other actor.
    fn reverse(relation: Relation) -> Relation {
        match relation {
            Relation::Contains => Relation::Within,
            Relation::Within => Relation::Contains,
            same => same,
        }
    }

    /// `kind` is one of s p o g; `code` a country with or without a role.
    fn actor(kind: char, name: &str, code: &str) -> Actor {
        let (country, role) = code.split_at(code.len().min(3));
        let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Actor {
            id: "a0".into(),
            name: name.into(),
            kind: match kind {
                's' => ActorKind::State,
                'p' => ActorKind::Person,
                'o' => ActorKind::Organisation,
                _ => ActorKind::Group,
            },
            country: known(country),
            role: known(role),
            code: known(code),
            wikidata: None,
        }
    }

    #[test]
    fn a_state_holds_its_organs_and_their_people() {
        let freedonia = actor('s', "Freedonia", "FRD");
        let army = actor('o', "Freedonian army", "FRDMIL");
        let soldiers = actor('g', "Freedonian soldiers", "FRDMIL");
        let president = actor('p', "Gloria Teasdale", "FRDGOV");
        let union = actor('o', "Freedonian National Union", "FRDOPP");
        let villagers = actor('g', "villagers", "FRDCVL");
        for part in [&army, &soldiers, &president] {
            assert_eq!(relation(&freedonia, part), Relation::Contains, "{}", part.name);
            assert_eq!(relation(part, &freedonia), Relation::Within, "{}", part.name);
        }
        for other in [&union, &villagers] {
            assert_eq!(relation(&freedonia, other), Relation::SameCountry, "{}", other.name);
        }
        assert_eq!(relation(&army, &soldiers), Relation::Contains);
        assert_eq!(relation(&army, &president), Relation::SameCountry);
        assert_eq!(relation(&soldiers, &actor('g', "troops", "FRDMIL")), Relation::Same);
        let officials = ["officials", "diplomats"].map(|name| actor('g', name, "FRDGOV"));
        assert_eq!(relation(&officials[0], &officials[1]), Relation::SameCountry);
        assert_eq!(relation(&freedonia, &actor('s', "Ruritania", "RUR")), Relation::Apart);
    }

    #[test]
    fn persons_are_one_by_item_or_name() {
        let full = actor('p', "Rudolf Elphberg", "RURGOV");
        assert_eq!(relation(&full, &actor('p', "Elphberg", "RUR")), Relation::Same);
        assert_eq!(relation(&full, &actor('p', "R. Elphberg", "")), Relation::Same);
        assert_eq!(relation(&full, &actor('p', "Elphberg", "RURELI")), Relation::Same);
        assert_eq!(relation(&full, &actor('p', "Elphberg", "RURMIL")), Relation::SameCountry);
        assert_eq!(
            relation(&full, &actor('p', "Michael Elphberg", "RURGOV")),
            Relation::SameCountry
        );
        assert_eq!(relation(&full, &actor('p', "Rudolf Elphberg", "FRDGOV")), Relation::Apart);
        assert_eq!(relation(&full, &actor('p', "Antonia Zapt", "")), Relation::Unknown);
        let item = |name: &str, item: &str| Actor {
            wikidata: Some(item.into()),
            ..actor('p', name, "RURGOV")
        };
        assert_eq!(relation(&item("Rudolf", "Q1"), &item("The King", "Q1")), Relation::Same);
        assert_eq!(relation(&item("Zapt", "Q1"), &item("Zapt", "Q2")), Relation::SameCountry);
    }

    #[test]
    fn groups_without_a_state_are_told_by_name() {
        let front = actor('o', "Zenda Liberation Front", "RURREB");
        let fighters = actor('g', "Zenda Liberation Front fighters", "RURREB");
        let brigade = actor('o', "Hentzau Brigade", "RURREB");
        assert_eq!(relation(&front, &fighters), Relation::Contains);
        assert_eq!(relation(&front, &brigade), Relation::SameCountry);
        assert_eq!(relation(&front, &actor('o', "the Zenda liberation front", "")), Relation::Same);
        assert_eq!(
            relation(&actor('g', "gunmen", ""), &actor('g', "gunmen", "")),
            Relation::Unknown
        );
        assert_eq!(relation(&front, &actor('g', "gunmen", "")), Relation::Unknown);
        let bodies = [actor('o', "Mercy Aid", "NGO"), actor('o', "Road Watch", "NGO")];
        assert_eq!(relation(&bodies[0], &bodies[1]), Relation::Unknown);
        let nations = actor('o', "United Nations", "UNO");
        assert_eq!(relation(&nations, &actor('p', "Ann Lee", "UNO")), Relation::Contains);
    }

    fn any_actor() -> impl Strategy<Value = Actor> {
        let name = prop::sample::select(vec![
            "",
            "the",
            "Zenda",
            "R. Zenda",
            "Rudolf Zenda",
            "Zenda Liberation Front",
            "Zenda Liberation Front men",
        ]);
        let code =
            prop::sample::select(vec!["", "RUR", "RURMIL", "RURREB", "FRDGOV", "NGO", "UNO"]);
        let item = prop::sample::select(vec![None, Some("Q1"), Some("Q2")]);
        (prop::sample::select(vec!['s', 'p', 'o', 'g']), name, code, item).prop_map(
            |(kind, name, code, item)| Actor {
                wikidata: item.map(str::to_owned),
                ..actor(kind, name, code)
            },
        )
    }

    proptest! {
        #[test]
        fn seen_from_the_other_side_it_is_the_reverse(a in any_actor(), b in any_actor()) {
            prop_assert_eq!(relation(&a, &b), reverse(relation(&b, &a)));
        }
    }
}
