//! Who is counted: everyone, or some that the words set apart.

use sayso_record::Figure;

use super::told::Told;

/// Words for people at large: who counts them counts everyone.
const EVERYONE: [&str; 23] = [
    "people",
    "person",
    "persons",
    "individual",
    "human",
    "soul",
    "life",
    "victim",
    "body",
    "corpse",
    "fatality",
    "casualty",
    "death",
    "dead",
    "injured",
    "resident",
    "inhabitant",
    "citizen",
    "local",
    "other",
    "more",
    "survivor",
    "dweller",
];

/// Subgroups of the codebook that say who people happen to be where it befell them.
const BY_CHANCE: [&str; 19] = [
    "residents",
    "villagers",
    "passengers",
    "crew",
    "tourists",
    "climbers",
    "pilgrims",
    "worshippers",
    "miners",
    "fishermen",
    "seafarers",
    "farmers",
    "workers",
    "fans",
    "shoppers",
    "traders",
    "drivers",
    "pedestrians",
    "patients",
];

/// Words for what people live in, one like another.
const HOMES: [&str; 5] = ["home", "house", "dwelling", "residence", "housing"];

/// What stands behind the noun of those counted.
const BEHIND: [&str; 12] =
    ["of", "from", "in", "on", "at", "with", "who", "aboard", "near", "to", "and", "or"];

/// Who is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// Everyone: "12 people", "12 were killed".
    Everyone,
    /// People of a country, by its code.
    Nation(String),
    /// Those that a noun means, by its singular: passenger, miner.
    Those(String),
}

impl Counted {
    /// The name of those who are not everyone.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Everyone => None,
            Self::Nation(name) | Self::Those(name) => Some(name),
        }
    }
}

/// Whom a figure counts, by its words and the actor that they name. "Passengers and crew" are
/// everyone; people of a subgroup (soldiers, children) only differ by country.
pub fn of(told: &Told, figure: &Figure) -> Counted {
    let actor = told.actor(&figure.of_actor);
    let words = figure.of.as_deref().unwrap_or_default();
    let is_name = words.split_whitespace().any(|word| word.starts_with(char::is_uppercase));
    if is_name {
        let country = actor.and_then(|actor| actor.country.clone());
        let name = country.map(Counted::Nation);
        return name.unwrap_or_else(|| Counted::Those(words.to_lowercase()));
    }
    let joined = words.split_whitespace().any(|word| matches!(word, "and" | "or"));
    let noun = noun(words);
    let everyone = EVERYONE.contains(&&*noun) || figure.unit == "home" && HOMES.contains(&&*noun);
    if noun.is_empty() || joined || everyone || subgroup(figure).is_some() {
        return Counted::Everyone;
    }
    match figure.subgroup.as_deref() {
        Some(pair) if pair.contains(" and ") => Counted::Everyone,
        Some("residents") => Counted::Everyone,
        Some(those) => Counted::Those(those.to_owned()),
        None => Counted::Those(noun),
    }
}

/// The subgroup of those counted, where it sets them apart from everyone in any story: not of
/// passengers, who are all that there are until the story counts the crew.
pub fn subgroup(figure: &Figure) -> Option<&str> {
    let by_chance = |group: &str| group.split(" and ").all(|group| BY_CHANCE.contains(&group));
    figure.subgroup.as_deref().filter(|group| !by_chance(group))
}

/// Whether a figure counts some of those that another one counts: the record says so, or its words
/// do ("three of the dead").
pub fn is_part(told: &Told, figure: &Figure) -> bool {
    let words = figure.span.first().and_then(|span| told.words(*span)).unwrap_or_default();
    let lower = words.to_lowercase();
    let of_known = |whole: &str| lower.contains(&format!(" of {whole}"));
    figure.part_of.is_some() || ["the ", "them", "those", "these"].iter().any(|w| of_known(w))
}

/// The singular of the last noun before "of", "from" and the like.
fn noun(words: &str) -> String {
    let lower = words.to_lowercase();
    let phrase = lower.split_whitespace().take_while(|word| !BEHIND.contains(word));
    let last = phrase.last().unwrap_or_default();
    singular(last.trim_matches(|c: char| !c.is_alphanumeric()))
}

fn singular(noun: &str) -> String {
    let known = [("lives", "life"), ("men", "man"), ("women", "woman"), ("children", "child")];
    if let Some((_, one)) = known.iter().find(|(many, _)| *many == noun) {
        return (*one).to_owned();
    }
    if let Some(stem) = noun.strip_suffix("men") {
        return format!("{stem}man");
    }
    match (noun.strip_suffix("ies"), noun.strip_suffix('s')) {
        (Some(stem), _) if stem.len() > 1 => format!("{stem}y"),
        (_, Some(stem)) if stem.len() > 2 && !stem.ends_with('s') => stem.to_owned(),
        _ => noun.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_lose_their_plural_and_what_stands_behind() {
        for (words, one) in [
            ("people", "people"),
            ("bodies", "body"),
            ("passengers", "passenger"),
            ("injured passengers from the ferry", "passenger"),
            ("fishermen", "fisherman"),
            ("lives", "life"),
            ("mattress", "mattress"),
            ("", ""),
        ] {
            assert_eq!(noun(words), one);
        }
    }
}
