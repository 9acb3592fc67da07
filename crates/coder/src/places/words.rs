//! What the words around a place name say of it, and where a name begins and ends.

use std::ops::Range;

use sayso_codebook::PlaceKind;
use sayso_language::Doc;

/// Words that a name of a disease goes on with.
pub(super) const DISEASES: &[&str] = &[
    "virus",
    "viruses",
    "disease",
    "fever",
    "flu",
    "syndrome",
    "ebolavirus",
    "hemorrhagic",
    "haemorrhagic",
    "encephalitis",
    "influenza",
];

/// Prepositions behind which a place is likelier than a person or an organisation.
pub(super) const LOCATIVES: &[&str] = &[
    "in",
    "near",
    "outside",
    "across",
    "throughout",
    "around",
    "inside",
    "into",
    "toward",
    "towards",
];

pub(super) fn is_direction(word: &str) -> bool {
    DIRECTIONS.contains(&word)
}

/// A word that makes a site or a landform of a name.
pub(super) fn is_landform(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "lake",
        "river",
        "island",
        "islands",
        "mount",
        "mountain",
        "mountains",
        "valley",
        "bay",
        "canal",
        "fort",
        "camp",
        "cape",
        "peninsula",
        "desert",
        "forest",
        "strait",
        "bridge",
        "pass",
        "crossing",
        "square",
        "airport",
        "base",
        "creek",
        "heights",
        "hills",
        "park",
        "springs",
        "beach",
        "harbour",
        "harbor",
    ];
    WORDS.contains(&word.to_lowercase().as_str())
}

/// A word that a name of a site of the tables may end in: "Ofer prison".
pub(super) fn is_site(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "prison", "dam", "airbase", "airfield", "reactor", "plant", "hospital", "shrine", "mosque",
        "market", "mall", "corridor", "terminal", "palace", "camps", "tunnel", "mine", "region",
        "delta", "basin",
    ];
    is_landform(word) || WORDS.contains(&word.to_lowercase().as_str())
}

/// A word that may stand before one of these: "Menagh air base".
pub(super) fn is_of_site(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "air",
        "naval",
        "military",
        "refugee",
        "border",
        "nuclear",
        "power",
        "oil",
        "shopping",
        "international",
    ];
    WORDS.contains(&word)
}

/// Words in front of a name that are not part of it.
pub(super) const DIRECTIONS: &[&str] = &[
    "north",
    "northern",
    "south",
    "southern",
    "east",
    "eastern",
    "west",
    "western",
    "central",
    "northeast",
    "northeastern",
    "northwest",
    "northwestern",
    "southeast",
    "southeastern",
    "southwest",
    "southwestern",
    "downtown",
    "upper",
    "lower",
    "inner",
    "greater",
    "mainland",
    "rural",
    "upstate",
    "mid",
    "neighboring",
    "neighbouring",
    "nearby",
    "occupied",
];

/// What a word says of the place whose name it stands beside.
pub(super) fn kind(word: &str) -> Option<PlaceKind> {
    Some(match word {
        "province" | "state" | "governorate" | "prefecture" | "oblast" | "region"
        | "department" => PlaceKind::Admin1,
        "county" | "district" | "municipality" | "parish" | "regency" | "raion" => {
            PlaceKind::Admin2
        }
        "city" | "town" | "village" | "suburb" | "neighborhood" | "neighbourhood" | "commune" => {
            PlaceKind::City
        }
        "river" | "sea" | "lake" | "ocean" | "gulf" | "strait" | "bay" => PlaceKind::Water,
        _ => return None,
    })
}

pub(super) fn is_acronym(words: &str) -> bool {
    let letters = words.chars().filter(|c| *c != '.');
    words.len() > 1 && letters.clone().count() <= 4 && letters.clone().all(char::is_uppercase)
}

/// `tokens` without articles, possessives and punctuation at their ends.
pub(super) fn trim(doc: &Doc, tokens: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = tokens;
    let token = |index: usize| &doc.tokens()[index];
    while start < end
        && (matches!(token(start).tag, "DT" | "IN" | "CC" | "PRP$") || is_mark(doc.word(start)))
    {
        start += 1;
    }
    while start < end && (token(end - 1).tag == "POS" || is_mark(doc.word(end - 1))) {
        end -= 1;
    }
    start..end
}

pub(super) fn is_mark(word: &str) -> bool {
    !word.chars().any(char::is_alphanumeric)
}

/// The parts of an entity that lists several places, or a place and what holds it.
pub(super) fn split(doc: &Doc, tokens: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = tokens.start;
    for token in tokens.clone() {
        if matches!(
            doc.word(token),
            "," | "/" | ";" | "and" | "or" | "&" | "(" | ")" | "-" | "–" | "—"
        ) {
            parts.push(start..token);
            start = token + 1;
        }
    }
    parts.push(start..tokens.end);
    parts.retain(|part| !trim(doc, part.clone()).is_empty());
    parts
}
