//! Patterns that a whole chunk must match: a package's `url_match` and `token_match`.
//!
//! Only whether there is a match counts, not where. spaCy's URL pattern is large and needs
//! look-ahead, so a cheap necessary condition comes first ([`may_be_url`]), and the pattern is
//! compiled only when a chunk passes it. Should backtracking give up, the pattern without its
//! negative look-aheads decides, on a linear-time engine.

use std::sync::OnceLock;

/// A pattern that is matched from the start of a chunk.
#[derive(Debug)]
pub(super) struct WholeMatch {
    pattern: String,
    /// Whether this is spaCy's URL pattern, for which [`may_be_url`] is necessary.
    is_url: bool,
    full: OnceLock<Option<fancy_regex::Regex>>,
    wider: OnceLock<Option<regex::Regex>>,
}

impl WholeMatch {
    /// Prepares a pattern in Python's syntax.
    ///
    /// # Errors
    /// With what is wrong in it; spaCy's URL pattern, known to be right, is compiled later.
    pub(super) fn new(pattern: &str) -> Result<Self, String> {
        let pattern = format!("^(?:{})", python_classes(pattern));
        // A host of labels that end with a dot and a name of at least two letters, none an ASCII
        // capital; or an IPv4 address.
        let is_url = pattern.contains(r"[A-Za-z0-9\u00a1-\uffff]\.)+(?:[a-z\uFF41-\uFF5A\u00DF")
            && pattern.contains(r"]{2,63}))(?::\d{2,5})?(?:[/?#]")
            && pattern.contains(r"(?:\.(?:1?\d{1,2}|2[0-4]\d|25[0-5])){2}(?:\.(?:[1-9]");
        let made = Self { pattern, is_url, full: OnceLock::new(), wider: OnceLock::new() };
        if !is_url {
            match fancy_regex::Regex::new(&made.pattern) {
                Ok(full) => _ = made.full.set(Some(full)),
                Err(error) => return Err(error.to_string()),
            }
        }
        Ok(made)
    }

    /// Whether the pattern matches from the start of `text`.
    pub(super) fn is_match(&self, text: &str) -> bool {
        if self.is_url && !may_be_url(text) {
            return false;
        }
        let full = self.full.get_or_init(|| fancy_regex::Regex::new(&self.pattern).ok());
        let Some(full) = full else { return false };
        full.is_match(text)
            .unwrap_or_else(|_| self.wider().is_some_and(|wider| wider.is_match(text)))
    }

    /// The pattern without its negative look-aheads, which matches a little more.
    fn wider(&self) -> Option<&regex::Regex> {
        let wider = || regex::Regex::new(&without_negative_lookaheads(&self.pattern)?).ok();
        self.wider.get_or_init(wider).as_ref()
    }
}

/// Whether a text could match spaCy's URL pattern: somewhere a dot with two characters after it
/// that may end a host's name, or three dots with a digit after each.
fn may_be_url(text: &str) -> bool {
    let bytes = text.as_bytes();
    let in_name = |at: usize| bytes.get(at).is_some_and(|b| b.is_ascii_lowercase() || *b >= 128);
    // `\d` is any script's digit; those are more than one byte long.
    let in_number = |at: usize| bytes.get(at).is_some_and(|b| b.is_ascii_digit() || *b >= 128);
    let mut numbers = 0;
    memchr::memchr_iter(b'.', bytes).any(|dot| {
        numbers += usize::from(in_number(dot + 1));
        numbers >= 3 || in_name(dot + 1) && in_name(dot + 2)
    })
}

/// Python's `\w` is a letter, a number or `_`, and its white space has U+001C to U+001F too.
fn python_classes(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match (chars.next(), in_class) {
                (Some('w'), true) => out.push_str(r"\p{L}\p{N}_"),
                (Some('w'), false) => out.push_str(r"[\p{L}\p{N}_]"),
                (Some('S'), false) => out.push_str(r"[^\s\x1c-\x1f]"),
                (Some('s'), false) => out.push_str(r"[\s\x1c-\x1f]"),
                (other, _) => {
                    out.push('\\');
                    out.extend(other);
                }
            },
            _ => {
                in_class = if in_class { c != ']' } else { c == '[' };
                out.push(c);
            }
        }
    }
    out
}

/// The pattern without its `(?!…)` groups; `None` when it has other look-around.
fn without_negative_lookaheads(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    let mut in_class = false;
    while let Some(c) = rest.chars().next() {
        if !in_class && rest.starts_with("(?!") {
            rest = &rest[group_len(rest)?..];
            continue;
        }
        if !in_class && (rest.starts_with("(?=") || rest.starts_with("(?<")) {
            return None;
        }
        let escaped = rest[c.len_utf8()..].chars().next().filter(|_| c == '\\');
        let len = c.len_utf8() + escaped.map_or(0, char::len_utf8);
        in_class = if in_class { c != ']' } else { c == '[' };
        out.push_str(&rest[..len]);
        rest = &rest[len..];
    }
    Some(out)
}

/// Bytes of the group that `pattern` begins with.
fn group_len(pattern: &str) -> Option<usize> {
    let (mut depth, mut in_class, mut escaped) = (0, false, false);
    for (at, c) in pattern.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if in_class => in_class = c != ']',
            '[' => in_class = true,
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_python() {
        let pattern = WholeMatch::new(r"(?u)^(?:(?!10\.)\d+\.\d+|[\w-]+\.(?:com|org))(/\S*)?$");
        let pattern = pattern.expect("compiles");
        assert!(pattern.is_match("11.5") && !pattern.is_match("10.5"));
        assert!(pattern.is_match("a-é.org/x") && !pattern.is_match("a.net"));
        // Neither a combining mark nor a separator is a word character in Python.
        assert!(!pattern.is_match("e\u{301}.org") && !pattern.is_match("a.org/\u{1c}"));
        assert!(pattern.wider().is_some_and(|wider| wider.is_match("10.5")));
        assert!(WholeMatch::new("(").is_err());
    }

    #[test]
    fn screens_by_dots() {
        for url in ["a.com", "пример.рф", "http://8.8.8.8/x", "user@a.co.uk:80"] {
            assert!(may_be_url(url), "{url}");
        }
        for text in ["Netanyahu", "3.5", "U.S.A", "end.The", "1.2.3", "...", "a.b"] {
            assert!(!may_be_url(text), "{text}");
        }
    }

    #[test]
    fn groups_end_at_their_own_parenthesis() {
        assert_eq!(without_negative_lookaheads(r"a(?!b(?:c|\))[)])d").as_deref(), Some("ad"));
        assert_eq!(without_negative_lookaheads("a(?=b)"), None);
        assert_eq!(without_negative_lookaheads("[(?!]a").as_deref(), Some("[(?!]a"));
    }
}
