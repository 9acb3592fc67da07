//! Addresses of pages: made here alone, so that each page has one.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands for itself in a part of a path, and in a value of a query.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'~').remove(b'.');

/// Text as one part of a path: an id may be an address with strokes in it, or end like a form does.
pub fn part(text: &str) -> String {
    let part = utf8_percent_encode(text, PLAIN).to_string();
    match [".json", ".csv"].into_iter().find_map(|end| Some((part.strip_suffix(end)?, end))) {
        Some((start, end)) => format!("{start}%2E{}", &end[1..]),
        None => part,
    }
}

/// Text as a value of a query.
pub fn value(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

/// The page of a report.
pub fn report(id: &str) -> String {
    format!("/report/{}", part(id))
}

/// The page of a report, at one of its data: `e3` of the record.
pub fn in_report(id: &str, datum: &str) -> String {
    format!("/report/{}#{datum}", part(id))
}

/// A datum by its stable id, which leads to its report.
pub fn datum(stable: &str) -> String {
    format!("/datum/{}", part(stable))
}

/// The page of an actor: a code, country, role or name.
pub fn actor(who: &str) -> String {
    format!("/actor/{}", part(who))
}

/// The page of what two actors do to each other.
pub fn pair(one: &str, other: &str) -> String {
    format!("/pair/{}/{}", part(one), part(other))
}

/// The page of a story, by the id of the report that founded it.
pub fn story(id: &str) -> String {
    format!("/story/{}", part(id))
}

/// The page of a happening, by the stable id of the event that first told of it.
pub fn happening(stable: &str) -> String {
    format!("/happening/{}", part(stable))
}

/// The page of a series of figures, by the stable id of its first figure.
pub fn series(stable: &str) -> String {
    format!("/series/{}", part(stable))
}

/// The page of a codebook file, at a rule of it.
pub fn rule(rule: &str) -> String {
    format!("/codebook/rule/{}", part(rule))
}

/// A page with a query of these names and values; what is empty is left out.
pub fn with_query<'a>(path: &str, query: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pairs: Vec<String> = query
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| format!("{name}={}", value(text)))
        .collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_one_part_of_a_path() {
        assert_eq!(
            report("https://a.example/x?y=1"),
            "/report/https%3A%2F%2Fa.example%2Fx%3Fy%3D1"
        );
        assert_eq!(report("a.json"), "/report/a%2Ejson");
        assert_eq!(report("\"<é>"), "/report/%22%3C%C3%A9%3E");
    }

    #[test]
    fn what_is_empty_is_not_asked() {
        assert_eq!(with_query("/search", [("q", "a & b"), ("actor", "")]), "/search?q=a%20%26%20b");
        assert_eq!(with_query("/search", [("q", "")]), "/search");
    }
}
