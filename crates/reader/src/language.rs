//! Whether a text is surely not English.
//!
//! A report that is kept though it is French costs a moment; an English one that is dropped is lost.
//! So all has to speak for it: hardly any of English's little words, a detector (`whatlang`,
//! trigrams) that is sure, and sure of the same language when the names are left out. A text half in
//! English stays.

use whatlang::{Info, Lang, Script};

/// How many characters are looked at.
const LOOKED_AT: usize = 2000;

/// Shorter Latin texts could be anything: lists of names, results, alerts.
const FEWEST_LETTERS: usize = 60;

/// Of a hundred words of English news some twenty are of these; of other languages hardly one.
const ENGLISH: [&str; 36] = [
    "the", "and", "that", "with", "said", "from", "it", "were", "has", "been", "which", "who",
    "their", "they", "would", "after", "this", "but", "not", "its", "about", "than", "by", "are",
    "was", "on", "to", "of", "for", "is", "as", "at", "he", "his", "had", "have",
];

/// English words that other languages written in Latin letters share.
const SHARED: [&str; 12] =
    ["was", "on", "to", "of", "for", "is", "as", "at", "he", "his", "had", "have"];

/// The English name of the text's language when it is surely another; `said` is what the text's
/// source calls it (`fr`, `pt-BR`).
pub fn foreign(text: &str, said: Option<&str>) -> Option<&'static str> {
    let end = text.char_indices().nth(LOOKED_AT).map_or(text.len(), |(at, _)| at);
    let sample = text.get(..end)?;
    let (mut letters, mut latin, mut small) = (0usize, 0usize, 0usize);
    for letter in sample.chars().filter(|letter| letter.is_alphabetic()) {
        letters += 1;
        latin += usize::from(is_latin(letter));
        small += usize::from(letter.is_lowercase());
    }
    if letters >= 8 && latin * 10 < letters * 3 {
        return named(whatlang::detect(sample)?);
    }
    if letters < FEWEST_LETTERS {
        return None;
    }
    // Capitals throughout say nothing of what is a name.
    let capitals = small * 5 < letters;
    let lower = sample.to_lowercase();
    let said_english = said.is_some_and(|said| said.trim().to_ascii_lowercase().starts_with("en"));
    if english_words(&lower) * 100
        >= lower.split_whitespace().count() * if said_english { 2 } else { 4 }
    {
        return None;
    }
    if is_list(&lower) {
        return None;
    }
    let whole = whatlang::detect(&lower).filter(|info| info.script() == Script::Latin)?;
    if whole.lang() == Lang::Eng {
        return None;
    }
    let told =
        said.and_then(|said| said.trim().get(..2)).is_some_and(|said| is_code(said, whole.lang()));
    if told {
        return named(whole);
    }
    let plain = if capitals { lower } else { without_names(sample) };
    if plain.chars().filter(|letter| letter.is_alphabetic()).count() < FEWEST_LETTERS * 2 / 3 {
        return None;
    }
    let plain = whatlang::detect(&plain)?;
    let sure = whole.is_reliable() && plain.is_reliable() && plain.lang() == whole.lang();
    if sure { named(whole) } else { None }
}

fn named(info: Info) -> Option<&'static str> {
    (info.lang() != Lang::Eng).then(|| info.lang().eng_name())
}

fn is_latin(letter: char) -> bool {
    letter.is_ascii() || matches!(letter, '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// How many words are English's own; those that it shares count where its own are there too.
fn english_words(lower: &str) -> usize {
    let (mut own, mut shared) = (0, 0);
    for word in lower.split(|c: char| !c.is_alphanumeric()) {
        if ENGLISH.contains(&word) {
            if SHARED.contains(&word) { shared += 1 } else { own += 1 }
        }
    }
    own + shared.min(own)
}

/// Whether a mark stands behind every fourth word or more often: names, results, dishes.
fn is_list(lower: &str) -> bool {
    let marks = lower.chars().filter(|c| matches!(c, ',' | ';' | ':')).count();
    marks * 4 >= lower.split_whitespace().count()
}

/// The words that begin with a small letter.
fn without_names(sample: &str) -> String {
    let is_small =
        |word: &&str| word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase);
    sample.split_whitespace().filter(is_small).collect::<Vec<_>>().join(" ")
}

/// Whether an ISO 639-1 code means this language, which the detector knows by its ISO 639-3 code.
fn is_code(two: &str, lang: Lang) -> bool {
    let two = two.to_ascii_lowercase();
    let three = match two.as_str() {
        "fr" => "fra",
        "de" => "deu",
        "es" => "spa",
        "pt" => "por",
        "it" => "ita",
        "nl" => "nld",
        "pl" => "pol",
        "tr" => "tur",
        "sv" => "swe",
        "da" => "dan",
        "no" | "nb" => "nob",
        "fi" => "fin",
        "hu" => "hun",
        "cs" => "ces",
        "ro" => "ron",
        "id" => "ind",
        "vi" => "vie",
        "hr" => "hrv",
        "az" => "aze",
        _ => return false,
    };
    lang.code() == three
}

#[cfg(test)]
mod tests;
