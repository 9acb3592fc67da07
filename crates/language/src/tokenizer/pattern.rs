//! The tokenizer's affix patterns, which are long alternations of characters and short strings.
//!
//! spaCy writes them for Python's backtracking `re`, with look-around that linear-time engines
//! refuse. Their branches are simple, though: an optional look-behind, a few characters or a group
//! of literals, an optional look-ahead, anchored at one end or not. [`Pattern`] reads exactly that
//! and matches it as Python does (leftmost, then the first branch), in tens of nanoseconds;
//! whatever it does not read is left to `fancy-regex`.

/// A set of characters: a bit each for ASCII, sorted ranges above it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Class {
    ascii: u128,
    ranges: Vec<(u32, u32)>,
}

impl Class {
    fn one(c: char) -> Self {
        let mut class = Self::default();
        class.add(c, c);
        class
    }

    fn add(&mut self, first: char, last: char) {
        for point in u32::from(first)..=u32::from(last).min(127) {
            self.ascii |= 1 << point;
        }
        if u32::from(last) > 127 {
            self.ranges.push((u32::from(first).max(128), u32::from(last)));
        }
    }

    fn join(&mut self, other: &Class) {
        self.ascii |= other.ascii;
        self.ranges.extend_from_slice(&other.ranges);
        self.settle();
    }

    /// Sorts and joins the ranges, as [`Class::contains`] needs them.
    fn settle(&mut self) {
        self.ranges.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::with_capacity(self.ranges.len());
        for &(first, last) in &self.ranges {
            match joined.last_mut() {
                Some(range) if first <= range.1 + 1 => range.1 = range.1.max(last),
                _ => joined.push((first, last)),
            }
        }
        self.ranges = joined;
    }

    fn contains(&self, c: char) -> bool {
        let point = u32::from(c);
        if point < 128 {
            return self.ascii >> point & 1 == 1;
        }
        let after = self.ranges.partition_point(|&(first, _)| first <= point);
        after > 0 && point <= self.ranges[after - 1].1
    }
}

/// One step of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    /// One character of a class.
    One(Class),
    /// One or more characters of a class, as many as possible.
    Many(Class),
    /// The first that fits of several strings of classes.
    Any(Vec<Vec<Class>>),
    /// Characters that stand before this place, or must not.
    Behind(Vec<Class>, bool),
    /// Characters that stand after this place, or must not.
    Ahead(Vec<Class>, bool),
    /// The start of the text.
    Start,
    /// The end of the text.
    End,
}

/// One alternative, and the characters that it can begin with.
#[derive(Debug, Clone)]
struct Branch {
    nodes: Vec<Node>,
    first: Class,
}

/// An alternation of simple branches.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    branches: Vec<Branch>,
    first: Class,
    /// Most characters of a branch that has no repetition.
    reach: usize,
}

impl Pattern {
    /// Reads a Python pattern; `None` when it has anything but simple branches.
    pub(super) fn parse(pattern: &str) -> Option<Self> {
        let mut source = Source { chars: pattern.chars().collect(), at: 0 };
        let mut branches: Vec<Branch> = Vec::new();
        loop {
            let nodes = source.branch()?;
            let first = first_class(&nodes)?;
            match branches.last_mut() {
                Some(last) if same_but_for_one_class(&last.nodes, &nodes) => {
                    last.first.join(&first);
                    last.nodes.iter_mut().zip(&nodes).for_each(|(into, from)| {
                        if let (Node::One(into), Node::One(from)) = (into, from) {
                            into.join(from);
                        }
                    });
                }
                _ => branches.push(Branch { nodes, first }),
            }
            match source.next() {
                Some('|') => {}
                None => break,
                Some(_) => return None,
            }
        }
        let mut first = Class::default();
        branches.iter().for_each(|branch| first.join(&branch.first));
        let reach = branches.iter().filter_map(|branch| width(&branch.nodes)).max().unwrap_or(0);
        Some(Self { branches, first, reach })
    }

    /// Whether every branch begins with `^`.
    pub(super) fn is_prefix(&self) -> bool {
        self.branches.iter().all(|branch| branch.nodes.first() == Some(&Node::Start))
    }

    /// Whether every branch ends with `$`.
    pub(super) fn is_suffix(&self) -> bool {
        self.branches.iter().all(|branch| branch.nodes.last() == Some(&Node::End))
    }

    /// The end of the match that begins at byte `at`, if any; never an empty one.
    fn match_at(&self, text: &str, at: usize) -> Option<usize> {
        let c = text[at..].chars().next()?;
        if !self.first.contains(c) {
            return None;
        }
        self.branches
            .iter()
            .filter(|branch| branch.first.contains(c))
            .find_map(|branch| matched(&branch.nodes, text, at))
    }

    /// Bytes of the prefix, 0 for none; for patterns that begin with `^`.
    pub(super) fn prefix_len(&self, text: &str) -> usize {
        self.match_at(text, 0).unwrap_or(0)
    }

    /// Bytes of the suffix, 0 for none; for patterns that end with `$`. Looks only at the places
    /// from which a match can reach the end.
    pub(super) fn suffix_len(&self, text: &str) -> usize {
        let mut start = back(text, text.len(), self.reach);
        for branch in &self.branches {
            start = start.min(repeated_from(&branch.nodes, text));
        }
        let mut at = start;
        while at < text.len() {
            if self.match_at(text, at).is_some() {
                return text.len() - at;
            }
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
        0
    }

    /// The first match at or after byte `from`.
    pub(super) fn find_from(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        let bytes = text.as_bytes();
        let mut at = from;
        while let Some(&byte) = bytes.get(at) {
            if byte < 128 && self.first.ascii >> byte & 1 == 0 {
                at += 1;
                continue;
            }
            if let Some(end) = self.match_at(text, at) {
                return Some((at, end));
            }
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
        None
    }
}

/// The place `count` characters before byte `at`.
fn back(text: &str, at: usize, count: usize) -> usize {
    match count {
        0 => at,
        _ => text[..at].char_indices().rev().nth(count - 1).map_or(0, |(place, _)| place),
    }
}

/// From where a branch with a repetition at its end can reach the end of the text; the end itself
/// for branches without one.
fn repeated_from(nodes: &[Node], text: &str) -> usize {
    let [before @ .., Node::Many(class), Node::End] = nodes else { return text.len() };
    let run = text.trim_end_matches(|c| class.contains(c)).len();
    back(text, run, width(before).unwrap_or(0))
}

/// Most characters that the nodes consume; `None` when there is no limit.
fn width(nodes: &[Node]) -> Option<usize> {
    nodes
        .iter()
        .map(|node| match node {
            Node::One(_) => Some(1),
            Node::Many(_) => None,
            Node::Any(strings) => strings.iter().map(Vec::len).max(),
            _ => Some(0),
        })
        .sum()
}

/// The characters that a branch's match can begin with; `None` for branches that may be empty.
fn first_class(nodes: &[Node]) -> Option<Class> {
    nodes.iter().find_map(|node| match node {
        Node::One(class) | Node::Many(class) => Some(class.clone()),
        Node::Any(strings) => {
            let mut first = Class::default();
            strings.iter().filter_map(|string| string.first()).for_each(|c| first.join(c));
            Some(first)
        }
        _ => None,
    })
}

/// Branches such as `^a` and `^[bc]` that can be one: alike but for the one class they consume.
fn same_but_for_one_class(left: &[Node], right: &[Node]) -> bool {
    let one = |nodes: &[Node]| nodes.iter().filter(|n| matches!(n, Node::One(_))).count() == 1;
    left.len() == right.len()
        && one(left)
        && left.iter().zip(right).all(|pair| match pair {
            (Node::One(_), Node::One(_)) | (Node::Start, Node::Start) => true,
            (left, right) => *left == Node::End && *right == Node::End,
        })
}

/// The end of `string` when it stands at byte `at`.
fn literal(string: &[Class], text: &str, at: usize) -> Option<usize> {
    let mut chars = text[at..].chars();
    let mut end = at;
    for class in string {
        let c = chars.next().filter(|&c| class.contains(c))?;
        end += c.len_utf8();
    }
    Some(end)
}

fn stands_before(string: &[Class], text: &str, at: usize) -> bool {
    let mut chars = text[..at].chars();
    string.iter().rev().all(|class| chars.next_back().is_some_and(|c| class.contains(c)))
}

/// Where the match of `nodes` from byte `at` ends, tried in Python's order.
fn matched(nodes: &[Node], text: &str, at: usize) -> Option<usize> {
    let Some((node, rest)) = nodes.split_first() else { return Some(at) };
    match node {
        Node::Start => (at == 0).then(|| matched(rest, text, at))?,
        Node::End => (at == text.len()).then(|| matched(rest, text, at))?,
        Node::One(class) => {
            let c = text[at..].chars().next().filter(|&c| class.contains(c))?;
            matched(rest, text, at + c.len_utf8())
        }
        Node::Any(strings) => strings
            .iter()
            .filter_map(|string| literal(string, text, at))
            .find_map(|end| matched(rest, text, end)),
        Node::Behind(string, wanted) => {
            (stands_before(string, text, at) == *wanted).then(|| matched(rest, text, at))?
        }
        Node::Ahead(string, wanted) => {
            (literal(string, text, at).is_some() == *wanted).then(|| matched(rest, text, at))?
        }
        Node::Many(class) => {
            let run = text[at..].find(|c| !class.contains(c)).map_or(text.len(), |n| at + n);
            let mut end = run;
            while end > at {
                if let Some(found) = matched(rest, text, end) {
                    return Some(found);
                }
                end = back(text, end, 1);
            }
            None
        }
    }
}

/// The characters of a pattern, read once from left to right.
struct Source {
    chars: Vec<char>,
    at: usize,
}

impl Source {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    fn takes(&mut self, token: &str) -> bool {
        let fits = token.chars().enumerate().all(|(i, c)| self.chars.get(self.at + i) == Some(&c));
        if fits {
            self.at += token.chars().count();
        }
        fits
    }

    /// The nodes up to the next `|` or the end.
    fn branch(&mut self) -> Option<Vec<Node>> {
        let mut nodes = Vec::new();
        while let Some(c) = self.peek() {
            let node = match c {
                '|' => break,
                '^' => {
                    self.at += 1;
                    Node::Start
                }
                '$' => {
                    self.at += 1;
                    Node::End
                }
                '(' => self.group()?,
                _ => {
                    let class = self.class()?;
                    if self.takes("+") { Node::Many(class) } else { Node::One(class) }
                }
            };
            if matches!(self.peek(), Some('?' | '*' | '+' | '{')) {
                return None;
            }
            nodes.push(node);
        }
        Some(nodes)
    }

    fn group(&mut self) -> Option<Node> {
        for (opening, behind, wanted) in [
            ("(?<=", true, true),
            ("(?<!", true, false),
            ("(?=", false, true),
            ("(?!", false, false),
        ] {
            if self.takes(opening) {
                let mut strings = self.strings()?;
                // Look-around over alternatives is not among the simple branches.
                let string = strings.pop().filter(|_| strings.is_empty())?;
                return Some(if behind {
                    Node::Behind(string, wanted)
                } else {
                    Node::Ahead(string, wanted)
                });
            }
        }
        self.takes("(?:").then(|| self.strings())?.map(Node::Any)
    }

    /// Strings of classes separated by `|`, up to the closing parenthesis; none is empty.
    fn strings(&mut self) -> Option<Vec<Vec<Class>>> {
        let mut strings = vec![Vec::new()];
        loop {
            match self.peek()? {
                ')' => {
                    self.at += 1;
                    return strings.iter().all(|string| !string.is_empty()).then_some(strings);
                }
                '|' => {
                    self.at += 1;
                    strings.push(Vec::new());
                }
                '(' | '^' | '$' | '?' | '*' | '+' | '{' => return None,
                _ => {
                    let class = self.class()?;
                    strings.last_mut()?.push(class);
                }
            }
        }
    }

    /// One literal character or a bracketed class.
    fn class(&mut self) -> Option<Class> {
        if !self.takes("[") {
            return match self.peek()? {
                '.' | '*' | '+' | '?' | '{' | ')' | ']' => None,
                _ => Some(Class::one(self.character()?)),
            };
        }
        let mut class = Class::default();
        if self.peek()? == '^' || self.peek()? == ']' {
            return None;
        }
        while self.peek()? != ']' {
            let first = self.character()?;
            let range = self.peek()? == '-' && self.chars.get(self.at + 1) != Some(&']');
            let last = if range {
                self.at += 1;
                self.character()?
            } else {
                first
            };
            if last < first {
                return None;
            }
            class.add(first, last);
        }
        self.at += 1;
        class.settle();
        Some(class)
    }

    /// One character, escaped or not.
    fn character(&mut self) -> Option<char> {
        let c = self.next()?;
        if c != '\\' {
            return Some(c);
        }
        let digits = match self.next()? {
            'u' => 4,
            'U' => 8,
            'x' => 2,
            't' => return Some('\t'),
            'n' => return Some('\n'),
            'r' => return Some('\r'),
            c if c.is_ascii_alphanumeric() => return None,
            c => return Some(c),
        };
        let hexadecimal: String = self.chars.get(self.at..self.at + digits)?.iter().collect();
        self.at += digits;
        char::from_u32(u32::from_str_radix(&hexadecimal, 16).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The kinds of branch that spaCy's English patterns have.
    const PREFIX: &str = r"^§|^\+(?![0-9])|^…|^……|^,|^\.\.+|^'|^US\$|^[\u00A9\u2190-\u2193]";
    const SUFFIX: &str = r"…$|,$|\.\.+$|'s$|’S$|(?<=[0-9])\+$|(?<=°[FfCc])\.$|(?<=[0-9])(?:km|km²|m|US\$|%)$|(?<=[a-z%²\-\+…|,])\.$|(?<=[A-Z][A-Z])\.$";
    const INFIX: &str = r"\.\.+|…|(?<=[0-9])[+\-\*^](?=[0-9-])|(?<=[a-z])\.(?=[A-Z])|(?<=[a-z])(?:-|—|--|---)(?=[a-z])|(?<=[a-z0-9])[:<>=/](?=[a-z])";

    #[test]
    fn leaves_other_patterns_alone() {
        for pattern in ["a?", "[^a]", r"\w+", "(a|b)", "a{2}", "", "^", "a||b", "a.b", "(?=a|bc)d"]
        {
            assert!(Pattern::parse(pattern).is_none(), "{pattern}");
        }
    }

    #[test]
    fn knows_where_it_is_anchored() {
        let pattern = |text| Pattern::parse(text).expect("is simple");
        assert!(pattern(PREFIX).is_prefix() && !pattern(PREFIX).is_suffix());
        assert!(pattern(SUFFIX).is_suffix() && !pattern(INFIX).is_suffix());
        assert_eq!(pattern(PREFIX).prefix_len("+5"), 0);
        assert_eq!(pattern(PREFIX).prefix_len("US$5"), 3);
        assert_eq!(pattern(SUFFIX).suffix_len("5km²"), 4);
        assert_eq!(pattern(SUFFIX).suffix_len("akm"), 0);
    }

    proptest! {
        #[test]
        fn agrees_with_a_backtracking_engine(text in "[a-bAkm0-9.,+'…’US$°F²%:/—|-]{0,9}") {
            let full = |pattern| fancy_regex::Regex::new(pattern).expect("compiles");
            let simple = |pattern| Pattern::parse(pattern).expect("is simple");
            let first = |pattern| full(pattern).find(&text).expect("ends").map(|m| (m.start(), m.end()));
            let prefix = simple(PREFIX).prefix_len(&text);
            prop_assert_eq!(prefix, first(PREFIX).map_or(0, |m| m.1));
            let suffix = simple(SUFFIX).suffix_len(&text);
            prop_assert_eq!(suffix, first(SUFFIX).map_or(0, |m| m.1 - m.0));
            prop_assert_eq!(simple(INFIX).find_from(&text, 0), first(INFIX));
        }
    }
}
