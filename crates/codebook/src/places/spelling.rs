//! Other spellings that a name in its normal form may have in the gazetteer.
//!
//! Arabic names come with their article or without, and it may follow the first letter ("Ar Raqqah",
//! "al-Raqqa", "Raqqa"); vowels and endings come in several transliterations. GeoNames holds many
//! of them, not all. Variants are few, and asked for only where a name is not known.

/// The article before names, as news spells it.
const ARTICLES: &[&str] = &[
    "al", "el", "ar", "er", "as", "es", "ash", "esh", "ad", "ed", "an", "en", "at", "et", "az",
    "ez", "ul",
];
/// Letters that stand for one and the same sound, the one that GeoNames prefers behind.
const SOUNDS: &[(&str, &str)] = &[
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("ei", "ay"),
    ("ai", "ay"),
    ("dj", "j"),
    ("dsch", "j"),
    ("tch", "ch"),
    ("tz", "ts"),
    ("ck", "k"),
    ("k", "q"),
    ("q", "k"),
    ("e", "a"),
    ("o", "u"),
    ("y", "i"),
    ("w", "v"),
];
/// Endings that are written in several ways.
const ENDINGS: &[(&str, &str)] = &[
    ("a", "ah"),
    ("ah", "a"),
    ("eh", "ah"),
    ("e", "ah"),
    ("iya", "iyah"),
    ("iyya", "iyah"),
    ("ieh", "iyah"),
    ("iyeh", "iyah"),
    ("y", "i"),
    ("i", "y"),
    ("iy", "y"),
    ("yi", "y"),
];
/// The shortest word that is respelled, in letters: shorter ones meet too many others.
const SHORTEST: usize = 5;

/// Spellings to try, likeliest first; all in normal form, none the name itself.
pub(super) fn variants(normal: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let (article, stem) = match normal.split_once(' ') {
        Some((first, rest)) if ARTICLES.contains(&first) => (true, rest),
        _ => (false, normal),
    };
    if stem.len() < SHORTEST || !stem.is_ascii() || stem.contains(|c: char| c.is_ascii_digit()) {
        return found;
    }
    if article {
        found.push(stem.to_owned());
    }
    found.extend(with_article(stem));
    for (from, to) in ENDINGS {
        if let Some(start) = stem.strip_suffix(from).filter(|start| start.len() + 1 >= SHORTEST) {
            found.push(format!("{start}{to}"));
        }
    }
    found.extend(inner(stem));
    found.retain(|name| name != normal);
    found
}

/// With the article, as it is and as it sounds before the stem.
fn with_article(stem: &str) -> impl Iterator<Item = String> {
    let sun = ["sh", "s", "r", "d", "n", "t", "z"].into_iter().find(|sun| stem.starts_with(sun));
    let articles = std::iter::once("al".to_owned()).chain(sun.map(|sun| format!("a{sun}")));
    articles.map(move |article| format!("{article} {stem}")).collect::<Vec<_>>().into_iter()
}

/// With one sound respelled, or double letters written once.
fn inner(stem: &str) -> Vec<String> {
    let mut single = String::with_capacity(stem.len());
    for letter in stem.chars() {
        if !single.ends_with(letter) {
            single.push(letter);
        }
    }
    let heard = SOUNDS.iter().filter(|(from, _)| stem.contains(from));
    let respelled = heard.map(|(from, to)| stem.replace(from, to));
    respelled.chain([single]).filter(|name| name != stem).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_meet_their_other_spellings() {
        for (name, known) in [
            ("qamishli", "al qamishli"),
            ("al salamiyah", "as salamiyah"),
            ("el salamiya", "salamiyah"),
            ("jarablous", "jarablus"),
            ("khanaqeen", "khanaqin"),
        ] {
            assert!(
                variants(name).iter().any(|variant| variant == known),
                "{name}: {:?}",
                variants(name)
            );
        }
        assert!(variants("gaza").is_empty());
        assert!(variants("").is_empty());
    }
}
