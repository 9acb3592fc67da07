//! Capitals: a place, or the government that sits there.
//!
//! "Havana defends Tehran's right" speaks of governments, "he arrived in Havana" of a town. A
//! capital is an actor only where it acts: as subject of a verb that is no mere "be", as object of
//! a verb of address or pressure, as possessor of what governments have, or beside another party
//! ("between", "with", "against").

use sayso_language::Doc;

/// Verbs whose object is addressed or pressed, so that a capital there is a government.
const ADDRESS: [&str; 72] = [
    "urge",
    "accuse",
    "warn",
    "tell",
    "ask",
    "press",
    "blame",
    "condemn",
    "support",
    "back",
    "criticise",
    "criticize",
    "sanction",
    "help",
    "pressure",
    "thank",
    "force",
    "push",
    "persuade",
    "convince",
    "assure",
    "inform",
    "notify",
    "threaten",
    "provoke",
    "anger",
    "irk",
    "infuriate",
    "embarrass",
    "isolate",
    "punish",
    "reward",
    "arm",
    "denounce",
    "rebuke",
    "slam",
    "praise",
    "engage",
    "appease",
    "deter",
    "defy",
    "challenge",
    "advise",
    "consult",
    "oppose",
    "embolden",
    "alarm",
    "irritate",
    "compel",
    "oblige",
    "order",
    "aid",
    "assist",
    "supply",
    "lobby",
    "implore",
    "rile",
    "reassure",
    "blast",
    "rebuff",
    "lambast",
    "lambaste",
    "berate",
    "chide",
    "scold",
    "fault",
    "snub",
    "placate",
    "woo",
    "castigate",
    "confront",
    "shun",
];

/// What towns have and governments do not.
const TOWN: [&str; 44] = [
    "airport",
    "street",
    "suburb",
    "resident",
    "population",
    "hospital",
    "university",
    "port",
    "outskirts",
    "center",
    "centre",
    "district",
    "neighborhood",
    "neighbourhood",
    "square",
    "stadium",
    "hotel",
    "mayor",
    "city",
    "metro",
    "subway",
    "mosque",
    "church",
    "museum",
    "park",
    "market",
    "station",
    "bank",
    "exchange",
    "river",
    "road",
    "bridge",
    "skyline",
    "zoo",
    "cathedral",
    "people",
    "quarter",
    "area",
    "region",
    "sky",
    "edge",
    "slum",
    "north",
    "south",
];

/// Whether the capital named at `token` (its syntactic head) acts as a government.
pub(super) fn acts(doc: &Doc, token: usize) -> bool {
    let t = &doc.tokens()[token];
    let head = t.head;
    if head == token {
        return false;
    }
    let governor = &doc.tokens()[head];
    match t.dep {
        "nsubj" => {
            let copula = governor.lemma.as_ref() == "be" && governor.pos != "VERB"
                || matches!(governor.lemma.as_ref(), "be" | "lie" | "become" | "fall" | "stand");
            let verb = matches!(governor.pos, "VERB" | "AUX");
            let town_things =
                matches!(governor.lemma.as_ref(), "host" | "see" | "wake" | "experience");
            verb && !copula && !town_things
        }
        "agent" => true,
        "nsubjpass" | "dobj" | "dative" => {
            let blamed = doc.children_by(head, "prep").any(|p| doc.word(p) == "for");
            ADDRESS.contains(&governor.lemma.as_ref())
                || (blamed && governor.lemma.as_ref() == "attack")
        }
        "poss" => {
            !TOWN.contains(&governor.lemma.to_lowercase().as_str()) && governor.pos != "PROPN"
        }
        "pobj" => {
            let preposition = doc.word(head).to_lowercase();
            match preposition.as_str() {
                "by" | "between" | "against" => true,
                "with" => {
                    let above = &doc.tokens()[governor.head];
                    let relation = [
                        "talk",
                        "relation",
                        "tie",
                        "negotiate",
                        "negotiation",
                        "agreement",
                        "deal",
                        "cooperate",
                        "cooperation",
                        "treaty",
                        "dialogue",
                        "contact",
                        "work",
                        "side",
                        "alliance",
                        "dispute",
                    ];
                    relation.contains(&above.lemma.as_ref())
                }
                _ => false,
            }
        }
        "conj" => acts(doc, head) || acts_with(doc, token, head),
        _ => false,
    }
}

/// A conjunct of something that is no town shares its place in the clause.
fn acts_with(doc: &Doc, token: usize, first: usize) -> bool {
    let _ = token;
    let t = &doc.tokens()[first];
    let by_preposition = t.dep == "pobj" && doc.word(t.head).eq_ignore_ascii_case("between");
    t.pos == "PROPN" && (by_preposition || t.dep == "nsubj" && doc.tokens()[t.head].pos == "VERB")
}
