//! What is typed into a search → what the full text is asked.
//!
//! Words all have to be there; `"several words"` stand side by side; `-word` must not be there; `OR`
//! between two lets either do; `word*` is a beginning. Nothing typed is ever part of a query language:
//! every word goes in as a quoted string.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::labels::{is_of_word, spelled};
use crate::stopwords::is_stopword;

/// What is looked for, read once from what was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// All of these groups; of each, one of its terms.
    wanted: Vec<Vec<Term>>,
    /// None of these.
    unwanted: Vec<Term>,
}

/// A word, a beginning, or several words side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    words: Vec<String>,
    is_beginning: bool,
}

impl Words {
    /// Reads what was typed.
    pub fn read(typed: &str) -> Self {
        let mut read = Self::default();
        let (mut rest, mut joined) = (typed.trim_start(), false);
        while !rest.is_empty() {
            let (said, quoted, negated, after) = next(rest);
            rest = after.trim_start();
            if said == "OR" && !quoted && !negated {
                joined = !read.wanted.is_empty();
                continue;
            }
            let Some(term) = Term::read(said, quoted) else { continue };
            match (negated, joined, read.wanted.last_mut()) {
                (true, _, _) => read.unwanted.push(term),
                (false, true, Some(group)) => group.push(term),
                (false, _, _) => read.wanted.push(vec![term]),
            }
            joined = false;
        }
        read
    }

    /// Whether nothing has to be there.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    /// What the index is asked (FTS5): at least all reports that are meant. `None` where only words
    /// are wanted that are in nearly every report.
    pub fn for_index(&self) -> Option<String> {
        let group = |terms: &Vec<Term>| -> Option<String> {
            let terms: Option<Vec<String>> = terms.iter().map(Term::for_index).collect();
            Some(format!("({})", terms?.join(" OR ")))
        };
        let groups: Vec<String> = self.wanted.iter().filter_map(group).collect();
        if groups.is_empty() {
            return None;
        }
        let unwanted = self.unwanted.iter().filter(|term| term.words.len() == 1);
        Some(without(groups.join(" AND "), unwanted.filter_map(Term::for_index).collect()))
    }

    /// Whether these texts may hold what is meant: what is not in them for sure needs no index of its
    /// own. Only words side by side are looked at, the index having told the others.
    pub fn may_be_in(&self, texts: &[&str]) -> bool {
        let phrases = |group: &&Vec<Term>| group.iter().all(|term| term.words.len() > 1);
        self.wanted
            .iter()
            .filter(phrases)
            .all(|group| group.iter().any(|term| texts.iter().any(|text| term.may_be_in(text))))
    }

    /// Whether the index alone tells which reports are meant: words side by side it does not know, nor
    /// words that are in nearly every report.
    pub(crate) fn is_told_by_index(&self) -> bool {
        self.wanted.iter().all(|group| group.iter().all(|term| term.words.len() == 1))
            && self.unwanted.iter().all(Term::is_told_by_index)
    }

    /// Whether these texts hold what is meant, as far as the index did not tell.
    pub(crate) fn are_in(&self, texts: &[&str]) -> bool {
        let texts: Vec<Vec<&str>> = texts.iter().map(|text| words_of(text).collect()).collect();
        let holds = |term: &Term| texts.iter().any(|words| term.is_in(words));
        let has_phrase = |group: &&Vec<Term>| group.iter().any(|term| term.words.len() > 1);
        self.wanted.iter().filter(has_phrase).all(|group| group.iter().any(holds))
            && !self.unwanted.iter().any(|term| !term.is_told_by_index() && holds(term))
    }

    /// What a full index of a report's own text is asked: exactly what is meant.
    pub fn exactly(&self) -> String {
        let group = |terms: &Vec<Term>| {
            let terms: Vec<String> = terms.iter().map(Term::exactly).collect();
            format!("({})", terms.join(" OR "))
        };
        let wanted: Vec<String> = self.wanted.iter().map(group).collect();
        without(wanted.join(" AND "), self.unwanted.iter().map(Term::exactly).collect())
    }
}

/// What is asked, without any of some terms: these in one list, since FTS5 takes only so many questions inside
/// of each other.
fn without(query: String, unwanted: Vec<String>) -> String {
    match unwanted.as_slice() {
        [] => query,
        [one] => format!("({query}) NOT {one}"),
        several => format!("({query}) NOT ({})", several.join(" OR ")),
    }
}

impl Term {
    fn read(said: &str, quoted: bool) -> Option<Self> {
        let is_beginning = !quoted && said.ends_with('*');
        let words = spelled(said);
        (!words.is_empty()).then_some(Self { words, is_beginning })
    }

    /// All its words that the index has, wherever they stand; `None` where it has none of them.
    fn for_index(&self) -> Option<String> {
        let last = self.words.len() - 1;
        let words = self.words.iter().enumerate().filter_map(|(at, word)| {
            let is_beginning = self.is_beginning && at == last;
            match (is_beginning, is_stopword(word)) {
                (true, _) => Some(format!("\"{word}\" *")),
                (false, true) => None,
                (false, false) => Some(format!("\"{word}\"")),
            }
        });
        let words: Vec<String> = words.collect();
        (!words.is_empty()).then(|| format!("({})", words.join(" AND ")))
    }

    /// Whether the index knows exactly which reports hold it.
    fn is_told_by_index(&self) -> bool {
        self.words.len() == 1 && self.for_index().is_some()
    }

    /// Whether its words stand side by side somewhere among those of a text.
    fn is_in(&self, words: &[&str]) -> bool {
        let last = self.words.len() - 1;
        let is = |(at, (word, wanted)): (usize, (&&str, &String))| {
            begins_alike(word, wanted) && is_same(word, wanted, self.is_beginning && at == last)
        };
        words
            .windows(self.words.len())
            .any(|words| words.iter().zip(&self.words).enumerate().all(is))
    }

    /// Whether words that begin alike stand side by side somewhere: endings are the index's work.
    fn may_be_in(&self, text: &str) -> bool {
        let words: Vec<&str> = words_of(text).collect();
        words.windows(self.words.len()).any(|words| {
            words.iter().zip(&self.words).all(|(word, wanted)| begins_alike(word, wanted))
        })
    }

    fn exactly(&self) -> String {
        let star = if self.is_beginning { " *" } else { "" };
        format!("\"{}\"{star}", self.words.join(" "))
    }
}

/// The words of a text as they stand there, with their marks.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| is_of_word(c) || ('\u{300}'..='\u{36f}').contains(&c);
    text.split(move |c| !is_part(c)).filter(|word| !word.is_empty())
}

/// Whether a word is, or where only a beginning is wanted begins with, the wanted one, which is in lower
/// case; marks on letters are the same as none.
fn is_same(word: &str, wanted: &str, is_beginning: bool) -> bool {
    if word.is_ascii() && wanted.is_ascii() {
        let begin = if is_beginning { word.get(..wanted.len()) } else { Some(word) };
        return begin.is_some_and(|begin| begin.eq_ignore_ascii_case(wanted));
    }
    let [word, wanted] = [word, wanted].map(|word| -> String {
        word.to_lowercase().nfd().filter(|c| !is_combining_mark(*c)).collect()
    });
    if is_beginning { word.starts_with(&wanted) } else { word == wanted }
}

/// Whether two words have their first two letters in common; letters with marks may be any.
fn begins_alike(word: &str, other: &str) -> bool {
    let mut pairs = word.chars().flat_map(char::to_lowercase).zip(other.chars()).take(2);
    pairs.all(|(a, b)| a == b || !a.is_ascii() || !b.is_ascii())
}

/// The next term as it is typed, whether it is quoted, whether it is unwanted, and what follows.
fn next(rest: &str) -> (&str, bool, bool, &str) {
    let (rest, negated) = match rest.strip_prefix('-') {
        Some(after) if !after.starts_with(char::is_whitespace) && !after.is_empty() => {
            (after, true)
        }
        _ => (rest, false),
    };
    if let Some(inside) = rest.strip_prefix('"') {
        let (said, after) = inside.split_once('"').unwrap_or((inside, ""));
        return (said, true, negated, after);
    }
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let (said, after) = rest.split_at(end);
    (said, false, negated, after)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_typed_is_what_is_asked() {
        for (typed, index, exactly) in [
            ("ceasefire", r#"(("ceasefire"))"#, r#"("ceasefire")"#),
            ("peace talks", r#"(("peace")) AND (("talks"))"#, r#"("peace") AND ("talks")"#),
            (r#""end of the war""#, r#"(("end" AND "war"))"#, r#"("end of the war")"#),
            (
                "war OR peace -film",
                r#"((("war") OR ("peace"))) NOT ("film")"#,
                r#"(("war" OR "peace")) NOT "film""#,
            ),
            ("earthq*", r#"(("earthq" *))"#, r#"("earthq" *)"#),
            (
                "title:x NEAR(a b)",
                r#"(("title" AND "x")) AND (("near")) AND (("b"))"#,
                r#"("title x") AND ("near a") AND ("b")"#,
            ),
        ] {
            let words = Words::read(typed);
            assert_eq!(words.for_index().as_deref(), Some(index), "{typed}");
            assert_eq!(words.exactly(), exactly, "{typed}");
        }
    }

    #[test]
    fn any_number_of_words_can_be_asked() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE VIRTUAL TABLE t USING fts5 (x)").unwrap();
        connection.execute("INSERT INTO t VALUES ('war')", []).unwrap();
        let many = |each: &str| (0..600).map(|at| format!(" {each}{at}")).collect::<String>();
        for (words, is_found) in [("-a", true), ("OR a", true), ("-\"a\" -b", true), ("a", false)] {
            let words = Words::read(&format!("war{}", many(words)));
            for query in [words.for_index().unwrap(), words.exactly()] {
                let mut ask = connection.prepare("SELECT * FROM t WHERE t MATCH ?1").unwrap();
                assert_eq!(ask.exists([&query]), Ok(is_found), "{query}");
            }
        }
        let two = Words::read("war -film -novel");
        assert_eq!(two.exactly(), r#"(("war")) NOT ("film" OR "novel")"#);
    }

    #[test]
    fn words_that_are_everywhere_narrow_nothing() {
        assert_eq!(Words::read("the of").for_index(), None);
        assert!(!Words::read("the of").is_empty() && Words::read("  - \" ").is_empty());
    }

    #[test]
    fn words_side_by_side_are_looked_for_before_they_are_proved() {
        let may = |typed: &str, text: &str| Words::read(typed).may_be_in(&["", text]);
        assert!(may("\"prime ministers\"", "The Prime Minister spoke."));
        assert!(!may("\"minister prime\"", "The prime minister spoke."));
        assert!(may("\"da da de\"", "da da da de") && may("peace \"é a\" OR war", "e a"));
        assert!(may("peace", "war") && !may("peace \"b c\"", "war"));
    }

    proptest! {
        #[test]
        fn words_side_by_side_are_found_as_a_full_index_finds_them(
            terms in prop::collection::vec("[ORa-]?[ -]?\"(da|dé|De|x|e) (da|de|DÉ|xy)( x)?\"", 1..3),
            texts in prop::array::uniform2("((da|dé|DE|de\u{301}|Xy|x|E)[ ,-]){0,7}"),
        ) {
            let words = Words::read(&terms.join(" "));
            let has_phrase = |group: &Vec<Term>| group.iter().any(|term| term.words.len() > 1);
            prop_assume!(!words.is_empty() && words.wanted.iter().all(has_phrase));
            let connection = rusqlite::Connection::open_in_memory().unwrap();
            connection.execute_batch(
                "CREATE VIRTUAL TABLE t USING fts5 (x, y, tokenize = \"unicode61 remove_diacritics 2\")",
            ).unwrap();
            connection.execute("INSERT INTO t VALUES (?1, ?2)", [&texts[0], &texts[1]]).unwrap();
            let mut ask = connection.prepare("SELECT * FROM t WHERE t MATCH ?1").unwrap();
            let held = ask.exists([words.exactly()]).unwrap();
            prop_assert_eq!(words.are_in(&[&texts[0], &texts[1]]), held, "{}", words.exactly());
        }

        #[test]
        fn whatever_is_typed_can_be_asked(typed in "[a-z\"*:(){}^ ORNEAR'é-]{0,30}") {
            let connection = rusqlite::Connection::open_in_memory().unwrap();
            connection.execute_batch("CREATE VIRTUAL TABLE t USING fts5 (x)").unwrap();
            let words = Words::read(&typed);
            let all = [words.for_index(), (!words.is_empty()).then(|| words.exactly())];
            for query in all.into_iter().flatten() {
                let mut ask = connection.prepare("SELECT * FROM t WHERE t MATCH ?1").unwrap();
                prop_assert!(ask.exists([&query]).is_ok(), "{query}");
            }
        }
    }
}
