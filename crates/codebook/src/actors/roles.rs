//! Nouns that make an actor of a role: "soldier" MIL, "foreign minister" GOV.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use compact_str::CompactString;

use super::names::{Piece, name_pieces};

/// What a role noun names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NounKind {
    /// One person a singular: "soldier".
    Person,
    /// A body of people: "army", "parliament".
    Body,
    /// Equipment that stands for those who use it: "jets", "tanks". An actor only with an owner.
    Thing,
}

/// How firmly a noun gives its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Always: "soldier".
    Strong,
    /// Unless the words before it, or what it is "of", have another: "official".
    Default,
    /// The same, and only where the country is known: "leader", "source". Such a noun makes no
    /// actor by itself.
    Weak,
}

/// A role noun of `roles.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleNoun {
    /// Singular, in lower case; may be several words.
    pub noun: String,
    /// PLOVER's role, where the noun alone gives one.
    pub role: Option<String>,
    /// Person, body or thing.
    pub kind: NounKind,
    /// How firmly the noun gives its role.
    pub weight: Weight,
    /// Country code that the noun itself carries ("peacekeeper").
    pub country: Option<String>,
    /// Office that the noun names, as in the table of persons.
    pub office: Option<String>,
}

/// A role noun found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NounMatch<'r> {
    /// The noun.
    pub noun: &'r RoleNoun,
    /// Number of pieces that it covers, the last one being the head.
    pub pieces: usize,
    /// Whether it stands in the plural.
    pub plural: bool,
}

/// Words before the last one, index of the noun, whether it is the plural.
type Form = (Box<[CompactString]>, u32, bool);

/// All role nouns, by their last word.
#[derive(Debug, Default)]
pub struct RoleNouns {
    nouns: Vec<RoleNoun>,
    /// Index of each noun.
    known: HashMap<String, u32>,
    /// By last piece: words before it, index, plural; longest first.
    by_last: HashMap<Box<str>, Vec<Form>>,
}

impl RoleNouns {
    /// Adds a noun with its plural, by rule unless `plural` gives it. False when it is there already.
    pub fn add(&mut self, noun: RoleNoun, plural: Option<&str>) -> bool {
        let index = self.nouns.len() as u32;
        match self.known.entry(noun.noun.clone()) {
            Entry::Occupied(_) => return false,
            Entry::Vacant(free) => drop(free.insert(index)),
        }
        for (form, is_plural) in
            [(noun.noun.clone(), false), (plural_phrase(&noun.noun, plural), true)]
        {
            let mut before: Vec<CompactString> =
                name_pieces(&form).into_iter().map(|piece| piece.folded).collect();
            let Some(last) = before.pop() else { continue };
            let forms = self.by_last.entry(last.into()).or_default();
            forms.push((before.into(), index, is_plural));
            forms.sort_by_key(|(before, ..)| std::cmp::Reverse(before.len()));
        }
        self.nouns.push(noun);
        true
    }

    /// The longest role noun whose last piece is `pieces[last]`, not reaching before `from`.
    pub fn ending_at(&self, pieces: &[Piece], from: usize, last: usize) -> Option<NounMatch<'_>> {
        let forms = self.by_last.get(pieces.get(last)?.folded.as_str())?;
        let stands = |before: &[CompactString]| {
            last >= from + before.len()
                && before
                    .iter()
                    .zip(&pieces[last - before.len()..last])
                    .all(|(word, piece)| piece.folded == *word)
        };
        let (before, index, plural) = forms.iter().find(|(before, ..)| stands(before))?;
        let noun = &self.nouns[*index as usize];
        Some(NounMatch { noun, pieces: before.len() + 1, plural: *plural })
    }

    /// Whether this noun, in the singular, is one.
    pub fn knows(&self, noun: &str) -> bool {
        self.known.contains_key(noun)
    }

    /// Whether this noun, in the singular, means a person.
    pub fn is_person(&self, noun: &str) -> bool {
        let known = self.known.get(noun).map(|&index| &self.nouns[index as usize]);
        known.is_some_and(|noun| noun.kind == NounKind::Person)
    }

    /// Every noun, in the table's order.
    pub fn iter(&self) -> impl Iterator<Item = &RoleNoun> {
        self.nouns.iter()
    }
}

/// The plural of a noun phrase: of its last word, or of the word before "of", "for" or "in".
fn plural_phrase(noun: &str, plural: Option<&str>) -> String {
    for mark in [" of ", " for ", "-in-"] {
        if let Some((head, rest)) = noun.split_once(mark) {
            return format!("{}{mark}{rest}", plural_of(head));
        }
    }
    let (before, last) = noun.rsplit_once(' ').map_or(("", noun), |(before, last)| (before, last));
    let last = plural.map_or_else(|| plural_of(last), str::to_owned);
    if before.is_empty() { last } else { format!("{before} {last}") }
}

/// The regular plural of an English noun.
pub fn plural_of(noun: &str) -> String {
    let before_y = |stem: &str| !stem.ends_with(['a', 'e', 'i', 'o', 'u']);
    match noun {
        _ if noun.ends_with("man") && noun != "human" && noun != "shaman" => {
            format!("{}men", &noun[..noun.len() - 3])
        }
        _ if noun.ends_with("child") => format!("{noun}ren"),
        _ if noun.ends_with(['s', 'x', 'z']) || noun.ends_with("sh") || noun.ends_with("ch") => {
            format!("{noun}es")
        }
        _ => match noun.strip_suffix('y') {
            Some(stem) if before_y(stem) => format!("{stem}ies"),
            _ => format!("{noun}s"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actors::names::pieces;

    #[test]
    fn the_longest_noun_wins() {
        let noun = |noun: &str, role: &str| RoleNoun {
            noun: noun.into(),
            role: Some(role.into()),
            kind: NounKind::Person,
            weight: Weight::Strong,
            country: None,
            office: None,
        };
        let mut nouns = RoleNouns::default();
        assert!(nouns.add(noun("officer", "GOV"), None));
        assert!(nouns.add(noun("police officer", "COP"), None));
        assert!(!nouns.add(noun("officer", "MIL"), None));
        let text = pieces(["two", "police", "officers"]);
        let found = nouns.ending_at(&text, 0, 2).unwrap();
        assert_eq!(
            (found.noun.role.as_deref(), found.pieces, found.plural),
            (Some("COP"), 2, true)
        );
        assert_eq!(nouns.ending_at(&text, 2, 2).unwrap().pieces, 1);
    }

    #[test]
    fn plurals() {
        for (one, many) in
            [("ally", "allies"), ("boy", "boys"), ("gunman", "gunmen"), ("coach", "coaches")]
        {
            assert_eq!(plural_of(one), many);
        }
    }
}
