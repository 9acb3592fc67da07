//! What codes mean, in words: PLOVER's types and modes, CAMEO's codes, quads.

use std::collections::HashMap;
use std::sync::LazyLock;

use sayso_codebook::Source;

/// CAMEO codes with their names, as the codebook that is built in has them.
static CAMEO: LazyLock<HashMap<String, String>> =
    LazyLock::new(|| table("cameo.csv", |row| Some((row.get(0)?.to_owned(), row.get(1)?.to_owned()))));

/// Modes as `ASSAULT aerial` with what they are.
static MODES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    table("plover.csv", |row| {
        let (kind, mode, gist) = (row.get(0)?, row.get(1)?, row.get(4)?);
        (!mode.is_empty()).then(|| (format!("{kind} {mode}"), gist.to_owned()))
    })
});

fn table(
    path: &str,
    read: impl Fn(&csv::StringRecord) -> Option<(String, String)>,
) -> HashMap<String, String> {
    let source = Source::built_in();
    let text = source.text(path).unwrap_or_default();
    let rows = csv::Reader::from_reader(text.as_bytes()).into_records().flatten();
    rows.filter_map(|row| read(&row)).collect()
}

/// What CAMEO calls a code.
pub fn cameo(code: &str) -> Option<&'static str> {
    CAMEO.get(code).map(String::as_str)
}

/// What a mode of a PLOVER type is.
pub fn mode(plover: &str, mode: &str) -> Option<&'static str> {
    MODES.get(&format!("{plover} {mode}")).map(String::as_str).filter(|gist| !gist.is_empty())
}

/// What a PLOVER type is (PLOVER manual 2021, in short).
pub fn plover(name: &str) -> Option<&'static str> {
    Some(match name {
        "AGREE" => "agree to do something",
        "CONSULT" => "meet, visit, talk",
        "SUPPORT" => "approve, praise, sign",
        "CONCEDE" => "yield, ease, admit",
        "COOPERATE" => "work together",
        "AID" => "give help",
        "RETREAT" => "withdraw, release, resign",
        "REQUEST" => "ask, demand",
        "ACCUSE" => "blame, investigate",
        "REJECT" => "refuse, deny",
        "THREATEN" => "warn, threaten",
        "PROTEST" => "demonstrate, strike, riot",
        "SANCTION" => "break off, punish",
        "MOBILIZE" => "make forces ready",
        "COERCE" => "arrest, seize, restrict",
        "ASSAULT" => "attack with force",
        _ => return None,
    })
}

/// The sign of a quad: cooperation or conflict, once for words and twice for deeds.
pub fn sign(quad: u8) -> &'static str {
    match quad {
        1 => "+",
        2 => "++",
        3 => "−",
        4 => "−−",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn codes_have_names() {
        assert_eq!(super::cameo("010"), Some("Make statement"));
        assert_eq!(super::mode("ASSAULT", "drone"), Some("unmanned aircraft"));
        assert_eq!(super::mode("ASSAULT", "none"), None);
    }
}
