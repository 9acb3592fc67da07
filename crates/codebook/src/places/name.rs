//! The one form in which place names are compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words that are spelled in two ways.
const SPELLINGS: &[(&str, &str)] =
    &[("st", "saint"), ("ste", "sainte"), ("mt", "mount"), ("ft", "fort"), ("is", "islands")];

/// Words that news may leave out before another: "Rafah (border) crossing".
const LEFT_OUT: &[(&str, &str)] = &[
    ("refugee", "camp"),
    ("refugee", "camps"),
    ("displacement", "camp"),
    ("border", "crossing"),
    ("power", "plant"),
    ("international", "airport"),
];

/// The normal form of a place name: lower case, no diacritics, apostrophes or stops; hyphens are
/// spaces; no article in front; "St." is "saint"; a "refugee camp" is a "camp". "Al-Qā’im" and
/// "al Qaim" are the same.
pub fn normal(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | 'ʿ' | 'ʾ' | '`' | '´' | 'ʹ' | 'ʽ' | '′' | '.' =>
                {}
            'ß' => plain.push_str("ss"),
            'æ' | 'Æ' => plain.push_str("ae"),
            'œ' | 'Œ' => plain.push_str("oe"),
            'ø' | 'Ø' => plain.push('o'),
            'ł' | 'Ł' => plain.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => plain.push('d'),
            'þ' | 'Þ' => plain.push_str("th"),
            'ı' => plain.push('i'),
            'ə' | 'Ə' => plain.push('e'),
            'ħ' | 'Ħ' => plain.push('h'),
            '&' => plain.push_str(" and "),
            c if c.is_alphanumeric() => plain.extend(c.to_lowercase()),
            _ => plain.push(' '),
        }
    }
    let mut words: Vec<&str> = plain.split_whitespace().collect();
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    let mut at = 1;
    while at + 1 < words.len() {
        if LEFT_OUT.contains(&(words[at], words[at + 1])) {
            words.remove(at);
        }
        at += 1;
    }
    let several = words.len() > 1;
    let spelled = words.iter().map(|word| {
        let same = SPELLINGS.iter().find(|(short, _)| several && short == word);
        same.map_or(*word, |(_, long)| *long)
    });
    spelled.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet() {
        for (a, b) in [
            ("Al-Qā’im", "al Qaim"),
            ("St. Louis", "Saint Louis"),
            ("the Gaza Strip", "Gaza Strip"),
            ("U.S.", "US"),
            ("Toruń", "Torun"),
            ("İzmir", "Izmir"),
            ("Trinidad & Tobago", "Trinidad and Tobago"),
            ("Đà Nẵng", "Da Nang"),
            ("Balata refugee camp", "Balata Camp"),
            ("the Rafah border crossing", "Rafah crossing"),
            ("Mt. Sinjar", "Mount Sinjar"),
        ] {
            assert_eq!(normal(a), normal(b));
        }
        assert_eq!(normal("The"), "the");
        assert_eq!(normal("…"), "");
    }
}
