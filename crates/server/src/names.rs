//! What codes are called for people: countries, roles, types, quads, statuses.

use std::collections::HashMap;

use sayso_archive::survey::Exact;
use sayso_codebook::Codebook;

use crate::chart::QUAD_SIGNS;

/// Names of countries, and of what stands in their place for those of no one state.
#[derive(Debug, Default)]
pub struct Countries(HashMap<String, String>);

/// PLOVER's codes in the country's place.
const NON_STATES: [(&str, &str); 7] = [
    ("UNO", "United Nations"),
    ("EUR", "European Union"),
    ("IGO", "intergovernmental bodies"),
    ("NGO", "non-governmental bodies"),
    ("ISM", "islamist groups of several countries"),
    ("IMG", "militant groups of several countries"),
    ("MNC", "multinational companies"),
];

/// PLOVER's sectors (PLOVER manual 2021, "actors").
const ROLES: [(&str, &str); 26] = [
    ("GOV", "government"),
    ("MIL", "armed forces"),
    ("COP", "police"),
    ("JUD", "courts"),
    ("LEG", "parliament"),
    ("SPY", "intelligence"),
    ("PRM", "paramilitary"),
    ("PTY", "party"),
    ("REB", "rebels"),
    ("UAF", "unidentified armed force"),
    ("UNK", "unknown"),
    ("AGR", "farming"),
    ("BUS", "business"),
    ("CRM", "crime"),
    ("CVL", "civilians"),
    ("EDU", "education"),
    ("ELI", "elites, former officials"),
    ("JRN", "journalists"),
    ("LAB", "workers, unions"),
    ("MED", "health"),
    ("NGO", "non-governmental body"),
    ("OPP", "opposition"),
    ("PRE", "not recognised by all"),
    ("REF", "refugees"),
    ("REL", "religion"),
    ("SOC", "civil society"),
];

impl Countries {
    /// Those of a codebook.
    pub fn of(codebook: &Codebook) -> Self {
        let states = &codebook.actors.states;
        // Of several with one code the state itself comes first, not what is part of it.
        let itself = states.iter().filter(|state| state.id == state.country);
        let named = itself.map(|state| (state.id.clone(), state.name.clone()));
        let others = NON_STATES.map(|(code, name)| (code.to_owned(), name.to_owned()));
        Self(named.chain(others).collect())
    }

    /// The plain name of a code; `None` where the codebook has none.
    pub fn name(&self, code: &str) -> Option<&str> {
        self.0.get(code).map(String::as_str)
    }

    /// The plain name, else the code itself.
    pub fn label<'a>(&'a self, code: &'a str) -> &'a str {
        self.name(code).unwrap_or(code)
    }

    /// Who is meant by what a filter says: of `IRN` Iran, of `IRNGOV` Iran, government, of `GOV` government; a
    /// name stays as it is. What is exact is shown by its name, with the code where one is asked for.
    pub fn who(&self, said: &str) -> String {
        match Exact::read(said) {
            Some(Exact { name: Some(name), code, .. }) => {
                let code = code.filter(|code| !code.is_empty() && *code != name);
                code.map_or_else(|| name.clone(), |code| format!("{name} ({code})"))
            }
            Some(country) => self.label(country.plain()).to_owned(),
            None => self.meant_by(said),
        }
    }

    fn meant_by(&self, said: &str) -> String {
        let upper = said.to_uppercase();
        let (start, end) = (upper.get(..3).unwrap_or_default(), upper.get(3..).unwrap_or_default());
        match (self.name(&upper), role(&upper), self.name(start), role(end)) {
            (Some(country), ..) => country.to_owned(),
            (_, Some(role), ..) => role.to_owned(),
            (.., Some(country), Some(role)) if upper.len() == 6 => format!("{country}, {role}"),
            _ => said.to_owned(),
        }
    }
}

fn among(all: &[(&'static str, &'static str)], code: &str) -> Option<&'static str> {
    all.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// A name or code alone, of what a filter says.
pub fn alone(said: &str) -> String {
    Exact::read(said).map_or_else(|| said.to_owned(), |exact| exact.plain().to_owned())
}

/// What one of PLOVER's sectors is called.
pub fn role(code: &str) -> Option<&'static str> {
    among(&ROLES, code)
}

/// PLOVER's types: what is done, and what that holds.
const TYPES: [(&str, &str, &str); 16] = [
    ("AGREE", "Agree", "promises, agrees to do"),
    ("CONSULT", "Consult", "meets, talks, visits, negotiates"),
    ("SUPPORT", "Support", "praises, endorses, recognises, signs"),
    ("CONCEDE", "Concede", "gives in to demands, eases restrictions"),
    ("COOPERATE", "Cooperate", "works together materially"),
    ("AID", "Aid", "gives material help"),
    ("RETREAT", "Retreat", "withdraws, frees, stops fighting, resigns"),
    ("REQUEST", "Request", "asks, urges, demands, orders"),
    ("ACCUSE", "Accuse", "accuses, charges, condemns, investigates"),
    ("REJECT", "Reject", "refuses, declines, vetoes"),
    ("THREATEN", "Threaten", "threatens, warns, gives an ultimatum"),
    ("PROTEST", "Protest", "demonstrates, strikes, boycotts, riots"),
    ("SANCTION", "Sanction", "reduces relations, expels, convicts"),
    ("MOBILIZE", "Mobilize", "makes forces ready, moves or shows them"),
    ("COERCE", "Coerce", "arrests, bans, seizes, deports, blockades"),
    ("ASSAULT", "Assault", "attacks, kills, bombs, abducts, fights"),
];

/// One of PLOVER's types as a word; itself where it is none.
pub fn plover(code: &str) -> &str {
    TYPES.iter().find(|(known, ..)| *known == code).map_or(code, |(_, name, _)| name)
}

/// What one of PLOVER's types holds, in a few words.
pub fn plover_gist(code: &str) -> Option<&'static str> {
    TYPES.iter().find(|(known, ..)| *known == code).map(|(.., gist)| *gist)
}

/// A sign for a quad, so that it is told without its colour.
pub fn quad_sign(quad: u8) -> &'static str {
    usize::from(quad).checked_sub(1).and_then(|at| QUAD_SIGNS.get(at)).copied().unwrap_or("?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_plain_names() {
        let countries = Countries([("RUR".to_owned(), "Ruritania".to_owned())].into());
        for (said, who) in [
            ("rur", "Ruritania"),
            ("RURMIL", "Ruritania, armed forces"),
            ("MIL", "armed forces"),
            ("Rudolf", "Rudolf"),
            ("Élan vital", "Élan vital"),
            ("FRD", "FRD"),
            ("=|RUR", "Ruritania"),
            ("=|RUR|country", "Ruritania"),
            ("=RUR", "RUR"),
            ("=Zenda|RUR|17", "Zenda (RUR)"),
            ("=Zenda|", "Zenda"),
        ] {
            assert_eq!(countries.who(said), who);
        }
        assert_eq!((plover("AID"), plover("X")), ("Aid", "X"));
    }
}
