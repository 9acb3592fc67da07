//! Actors as CAMEO codes them: three letters a part, from the general to the special.
//!
//! CAMEO 1.1b3, chapter 3: a country or a kind of international actor first, then the role, then
//! the organisation; at most five parts. `data/cameo_groups.csv` has the organisations that CAMEO
//! itself codes ("actor dictionary entries win"); all others are composed of their country and
//! role. As GDELT does, the columns beside the code are read off its parts.
//!
//! What PLOVER has and CAMEO lacks becomes what CAMEO says of it: PRM is UAF, SOC is CVL (CAMEO's
//! catch-all), ISM is NGM, the EU is IGOEUREEC. PLOVER's JRN is CAMEO's MED, and its MED is CAMEO's
//! HLH. PRE and UNK say nothing that CAMEO codes, and leave no part; nor does a country that is in
//! no list of CAMEO's. PTY stands without the GOV or OPP that CAMEO puts before it, where the
//! record does not say which.

use std::collections::HashMap;
use std::sync::LazyLock;

use sayso_record::Actor;

use super::Row;
use super::countries;

/// CAMEO's and GDELT's codes of roles and of kinds of international actors.
const TYPES: &[&str] = &[
    "COP", "GOV", "INS", "JUD", "MIL", "OPP", "REB", "SEP", "SPY", "UAF", "PTY", "AGR", "BUS",
    "CRM", "CVL", "DEV", "EDU", "ELI", "ENV", "HLH", "HRI", "LAB", "LEG", "MED", "REF", "MOD",
    "RAD", "IGO", "IMG", "INT", "MNC", "NGM", "NGO", "UIS", "SET",
];

/// CAMEO's codes of regions, which stand where a country would.
const REGIONS: &[&str] = &[
    "AFR", "ASA", "BLK", "CRB", "CAU", "CFR", "CAS", "CEU", "EIN", "EAF", "EEU", "EUR", "LAM",
    "MEA", "MDT", "NAF", "NMR", "PGS", "SCN", "SAM", "SAS", "SEA", "SAF", "WAF", "WST",
];

/// Those of CAMEO's codes of religions and peoples that [`GROUPS`] or a role can lead to.
const RELIGIONS: &[&str] = &["MOS", "REL"];
const PEOPLES: &[&str] = &["ARB"];

/// Organisations that CAMEO has a code for, by their plain name.
static GROUPS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("../../../data/cameo_groups.csv")
        .lines()
        .skip(1)
        .filter_map(|line| line.rsplit_once(','))
        .collect()
});

/// The columns of an actor.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Coded {
    /// All parts together; empty where nothing is known that CAMEO codes.
    pub code: String,
    /// Country or region.
    pub country: String,
    /// The organisation's own code.
    pub group: String,
    /// A people.
    pub people: String,
    /// A religion.
    pub religion: String,
    /// Roles and kinds, three at most.
    pub types: Vec<String>,
}

/// An actor of a record in CAMEO's codes.
pub fn coded(actor: &Actor) -> Coded {
    match GROUPS.get(actor.name.as_str()) {
        Some(code) => read(code),
        None => read(&composed(actor)),
    }
}

/// Country and role as CAMEO writes them.
fn composed(actor: &Actor) -> String {
    let country = match actor.country.as_deref() {
        None => "",
        Some("UNO") => "IGOUNO",
        Some("EUR") => "IGOEUREEC",
        Some("ISM") => "NGM",
        Some(kind @ ("IGO" | "NGO" | "IMG" | "MNC")) => kind,
        Some(code) => countries::by_iso3(code).map_or("", |country| country.cameo),
    };
    let role = match actor.role.as_deref() {
        Some("PRM") => "UAF",
        Some("SOC") => "CVL",
        Some("JRN") => "MED",
        Some("MED") => "HLH",
        Some("REL") => "REL",
        Some(role) if TYPES.contains(&role) && role != country => role,
        _ => "",
    };
    format!("{country}{role}")
}

/// The columns of a code. The last organisation counts: of IGOUNOHLHWHO it is WHO.
fn read(code: &str) -> Coded {
    let mut coded = Coded { code: code.to_owned(), ..Coded::default() };
    for part in code.as_bytes().chunks(3).filter_map(|part| std::str::from_utf8(part).ok()) {
        let of = part.to_owned();
        if TYPES.contains(&part) {
            coded.types.push(of);
        } else if RELIGIONS.contains(&part) {
            coded.religion = of;
        } else if PEOPLES.contains(&part) {
            coded.people = of;
        } else if coded.country.is_empty()
            && (REGIONS.contains(&part) || countries::by_cameo(part).is_some())
        {
            coded.country = of;
        } else {
            coded.group = of;
        }
    }
    coded.types.truncate(3);
    coded
}

impl Row {
    /// The ten columns of an actor: code, name, country, group, people, two religions, three types;
    /// blank where there is none.
    pub fn actor(&mut self, actor: Option<&Actor>) {
        let Some(actor) = actor else { return self.blanks(10) };
        let coded = coded(actor);
        self.field(&coded.code);
        self.field(&actor.name.to_uppercase());
        for text in [&coded.country, &coded.group, &coded.people, &coded.religion] {
            self.field(text);
        }
        self.field("");
        for at in 0..3 {
            self.field(coded.types.get(at).map_or("", String::as_str));
        }
    }
}

#[cfg(test)]
mod tests {
    use sayso_record::ActorKind;

    use super::*;

    fn actor(name: &str, country: &str, role: &str) -> Actor {
        let some = |code: &str| (!code.is_empty()).then(|| code.to_owned());
        Actor {
            id: "a0".into(),
            name: name.into(),
            kind: ActorKind::Group,
            country: some(country),
            role: some(role),
            code: None,
            wikidata: None,
        }
    }

    #[test]
    fn codes_are_composed_as_cameo_does() {
        let code = |country, role| coded(&actor("somebody", country, role)).code;
        assert_eq!(code("ROU", "GOV"), "ROMGOV");
        assert_eq!(code("USA", ""), "USA");
        assert_eq!(code("", "CVL"), "CVL");
        assert_eq!(code("", ""), "");
        assert_eq!(code("EGY", "JRN"), "EGYMED");
        assert_eq!(code("EGY", "MED"), "EGYHLH");
        assert_eq!(code("COD", "PRM"), "CODUAF");
        assert_eq!(code("GEO", "PRE"), "GEO");
        assert_eq!(code("EGY", "UNK"), "EGY");
        assert_eq!(code("NGO", "NGO"), "NGO");
        assert_eq!(code("ISM", "SOC"), "NGMCVL");
        assert_eq!(code("EUR", "LEG"), "IGOEUREECLEG");
        assert_eq!(code("RUR", "GOV"), "GOV", "no country of CAMEO's");
        assert_eq!(code("ü", "ü"), "");
    }

    #[test]
    fn columns_are_read_off_the_code() {
        let who = coded(&actor("World Health Organization", "UNO", "MED"));
        assert_eq!((who.code.as_str(), who.group.as_str()), ("IGOUNOHLHWHO", "WHO"));
        assert_eq!((who.country.as_str(), &who.types[..]), ("", &["IGO".into(), "HLH".into()][..]));
        let eu = coded(&actor("European Union", "EUR", ""));
        assert_eq!((eu.country.as_str(), eu.group.as_str()), ("EUR", "EEC"));
        let hamas = coded(&actor("Hamas", "PSE", "REB"));
        assert_eq!((hamas.country.as_str(), hamas.group.as_str()), ("PSE", "HMS"));
        let clergy = coded(&actor("clergy", "IRN", "REL"));
        assert_eq!((clergy.religion.as_str(), clergy.types.len()), ("REL", 0));
    }

    #[test]
    fn every_organisation_of_the_table_can_be_read() {
        assert!(GROUPS.len() > 80);
        for (name, code) in GROUPS.iter() {
            let coded = read(code);
            assert!(code.len() % 3 == 0 && code.len() <= 15, "{name}");
            assert!(coded.group.len() == 3 && coded.types.len() < 4, "{name} {coded:?}");
            assert!(!coded.types.is_empty() || !coded.country.is_empty(), "{name} {coded:?}");
        }
    }
}
