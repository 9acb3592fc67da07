//! What codes mean, in words: PLOVER's modes and CAMEO's codes; types are in `names`.

use std::collections::HashMap;
use std::sync::LazyLock;

use sayso_codebook::Source;

/// CAMEO codes with their names, as the codebook that is built in has them.
static CAMEO: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    table("cameo.csv", |row| Some((row.get(0)?.to_owned(), row.get(1)?.to_owned())))
});

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

#[cfg(test)]
mod tests {
    #[test]
    fn codes_have_names() {
        assert_eq!(super::cameo("010"), Some("Make statement"));
        assert_eq!(super::mode("ASSAULT", "drone"), Some("unmanned aircraft"));
        assert_eq!(super::mode("ASSAULT", "none"), None);
    }
}
