//! How one chunk is cut: exceptions, prefixes and suffixes, URLs, infixes.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use rmpv::Value;

use super::pattern::Pattern;
use super::url::WholeMatch;
use crate::PackageError;
use crate::lexeme::{is_space, string_id};

/// spaCy's number of the attribute ORTH, a token's characters.
const ORTH: u64 = 65;
/// spaCy's number of the attribute NORM.
const NORM: u64 = 67;

/// A token of a chunk: its bytes, and the NORM that an exception gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) bytes: Range<usize>,
    pub(super) norm: Option<u64>,
}

/// A token of an exception.
#[derive(Debug)]
struct Part {
    len: usize,
    norm: Option<u64>,
}

/// What a package says about chunks.
#[derive(Debug)]
pub(super) struct Rules {
    prefix: Affix,
    suffix: Affix,
    infix: Affix,
    whole: Vec<WholeMatch>,
    exceptions: HashMap<String, Vec<Part>>,
    longest_exception: usize,
    /// Exceptions that affix rules take apart, by the first token that is then left.
    broken: HashMap<String, Vec<BrokenException>>,
    /// The further tokens of these, and the most that one has.
    inner: HashSet<String>,
    most_tokens: usize,
}

/// The tokens of a chunk, and whether a broken exception could reach beyond it.
#[derive(Debug)]
pub(super) struct Chunk {
    pub(super) cuts: Vec<Cut>,
    /// Its last tokens begin a broken exception that goes on.
    pub(super) opens: bool,
    /// Its first token may go on with one.
    pub(super) continues: bool,
}

/// The tokens that affix rules make of an exception.
#[derive(Debug)]
struct BrokenException {
    exception: String,
    tokens: Vec<String>,
}

/// One of the affix patterns.
#[derive(Debug)]
enum Affix {
    /// The package has none.
    None,
    /// Simple branches.
    Simple(Pattern),
    /// Anything else, with backtracking; where that gives up, there is no match.
    Full(Box<fancy_regex::Regex>),
}

fn broken(what: impl Into<String>) -> PackageError {
    PackageError::Contents { file: "tokenizer".to_owned(), what: what.into() }
}

impl Rules {
    /// Reads the msgpack map that spaCy writes as `tokenizer`.
    pub(super) fn new(bytes: &[u8]) -> Result<Self, PackageError> {
        let value =
            rmpv::decode::read_value(&mut &bytes[..]).map_err(|error| broken(error.to_string()))?;
        let map = value.as_map().ok_or_else(|| broken("no msgpack map"))?;
        let get = |key: &str| {
            map.iter().find(|(name, _)| name.as_str() == Some(key)).map(|(_, value)| value)
        };
        let pattern = |key: &str| -> Result<Option<&str>, PackageError> {
            match get(key) {
                None | Some(Value::Nil) => Ok(None),
                Some(value) => {
                    value.as_str().map(Some).ok_or_else(|| broken(format!("{key} is no string")))
                }
            }
        };
        let mut whole = Vec::new();
        for key in ["token_match", "url_match"] {
            if let Some(pattern) = pattern(key)? {
                whole.push(WholeMatch::new(pattern).map_err(|e| broken(format!("{key}: {e}")))?);
            }
        }
        let (exceptions, longest_exception) = exceptions(get("exceptions"))?;
        let mut rules = Self {
            prefix: Affix::new("prefix_search", pattern("prefix_search")?, Pattern::is_prefix)?,
            suffix: Affix::new("suffix_search", pattern("suffix_search")?, Pattern::is_suffix)?,
            infix: Affix::new("infix_finditer", pattern("infix_finditer")?, |_| true)?,
            whole,
            exceptions,
            longest_exception,
            broken: HashMap::new(),
            inner: HashSet::new(),
            most_tokens: 0,
        };
        let all = get("faster_heuristics").and_then(Value::as_bool) == Some(false);
        rules.broken = rules.broken_exceptions(all);
        let sequences = || rules.broken.values().flatten().map(|broken| &broken.tokens);
        rules.inner = sequences().flat_map(|tokens| tokens.iter().skip(1)).cloned().collect();
        rules.most_tokens = sequences().map(Vec::len).max().unwrap_or(0);
        Ok(rules)
    }

    /// What the affix rules make of exceptions that they would take apart; of all when spaCy's
    /// `faster_heuristics` is off.
    fn broken_exceptions(&self, all: bool) -> HashMap<String, Vec<BrokenException>> {
        let mut broken: HashMap<String, Vec<BrokenException>> = HashMap::new();
        for exception in self.exceptions.keys() {
            let breaks = all
                || exception.contains(' ')
                || self.prefix.prefix_len(exception) > 0
                || self.suffix.suffix_len(exception) > 0
                || self.infix.find_from(exception, 0).is_some();
            if breaks {
                let cuts = self.affixes(exception, false);
                let tokens: Vec<String> =
                    cuts.into_iter().map(|cut| exception[cut.bytes].to_owned()).collect();
                let entry = broken.entry(tokens[0].clone()).or_default();
                entry.push(BrokenException { exception: exception.clone(), tokens });
            }
        }
        broken
    }

    /// The tokens of a chunk, which must not be empty.
    pub(super) fn cut(&self, chunk: &str) -> Chunk {
        let cuts = self.affixes(chunk, true);
        let first = cuts.first().map_or("", |cut| &chunk[cut.bytes.clone()]);
        let continues = self.inner.contains(first);
        let opens = self.opens(chunk, &cuts);
        Chunk { cuts: self.mended(chunk, cuts), opens, continues }
    }

    /// The tokens of chunks that broken exceptions may link: as spaCy looks for these in the
    /// whole text, one that is found across a space is left as it is, but keeps its tokens from
    /// others.
    pub(super) fn cut_run(&self, text: &str, chunks: &[Range<usize>]) -> Vec<Cut> {
        let mut cuts = Vec::new();
        for chunk in chunks {
            cuts.extend(self.affixes(&text[chunk.clone()], true).into_iter().map(|cut| Cut {
                bytes: chunk.start + cut.bytes.start..chunk.start + cut.bytes.end,
                norm: cut.norm,
            }));
        }
        self.mended(text, cuts)
    }

    /// Whether the last tokens begin a broken exception that has more.
    fn opens(&self, chunk: &str, cuts: &[Cut]) -> bool {
        let from = (cuts.len() + 1).saturating_sub(self.most_tokens);
        (from..cuts.len()).any(|first| {
            let rest = &cuts[first..];
            let candidates = self.broken.get(&chunk[rest[0].bytes.clone()]);
            candidates.into_iter().flatten().any(|candidate| {
                candidate.tokens.len() > rest.len()
                    && rest
                        .iter()
                        .zip(&candidate.tokens)
                        .all(|(c, t)| chunk[c.bytes.clone()] == **t)
            })
        })
    }

    fn exception(&self, text: &str) -> Option<&[Part]> {
        if text.len() > self.longest_exception {
            return None;
        }
        self.exceptions.get(text).map(Vec::as_slice)
    }

    /// Strips prefixes and suffixes until nothing changes or an exception is left.
    fn affixes(&self, chunk: &str, with_exceptions: bool) -> Vec<Cut> {
        let is_exception = |text: &str| with_exceptions && self.exception(text).is_some();
        let (mut start, mut end) = (0, chunk.len());
        let mut cuts = Vec::new();
        let mut suffixes = Vec::new();
        while start < end && !is_exception(&chunk[start..end]) {
            let prefix = self.prefix.prefix_len(&chunk[start..end]);
            if prefix > 0 && is_exception(&chunk[start + prefix..end]) {
                cuts.push(plain(start..start + prefix));
                start += prefix;
                break;
            }
            let suffix = self.suffix.suffix_len(&chunk[start + prefix..end]);
            if suffix > 0 && is_exception(&chunk[start..end - suffix]) {
                suffixes.push(plain(end - suffix..end));
                end -= suffix;
                break;
            }
            if prefix > 0 {
                cuts.push(plain(start..start + prefix));
                start += prefix;
            }
            if suffix > 0 {
                suffixes.push(plain(end - suffix..end));
                end -= suffix;
            }
            if prefix == 0 && suffix == 0 {
                break;
            }
        }
        if start < end {
            self.middle(chunk, start..end, with_exceptions, &mut cuts);
        }
        cuts.extend(suffixes.into_iter().rev());
        cuts
    }

    /// What is left between prefixes and suffixes: an exception, a URL, or words and infixes.
    fn middle(&self, chunk: &str, at: Range<usize>, with_exceptions: bool, cuts: &mut Vec<Cut>) {
        let text = &chunk[at.clone()];
        if let Some(parts) = self.exception(text).filter(|_| with_exceptions) {
            place(parts, at.start, cuts);
            return;
        }
        if self.whole.iter().any(|pattern| pattern.is_match(text)) {
            cuts.push(plain(at));
            return;
        }
        let (mut start, mut from) = (0, 0);
        while let Some((first, end)) = self.infix.find_from(text, from) {
            from = end;
            // As in spaCy, an infix at the very start is no infix.
            if first == 0 {
                continue;
            }
            if start < first {
                cuts.push(plain(at.start + start..at.start + first));
            }
            cuts.push(plain(at.start + first..at.start + end));
            start = end;
        }
        if start < text.len() {
            cuts.push(plain(at.start + start..at.end));
        }
    }

    /// Puts exceptions together again that the affix rules took apart: the longest first, then
    /// the leftmost, none overlapping.
    fn mended(&self, text: &str, cuts: Vec<Cut>) -> Vec<Cut> {
        let mut found: Vec<(Range<usize>, &str)> = Vec::new();
        for (index, cut) in cuts.iter().enumerate() {
            for candidate in self.broken.get(&text[cut.bytes.clone()]).into_iter().flatten() {
                let end = index + candidate.tokens.len();
                let same = cuts.get(index..end).is_some_and(|cuts| {
                    cuts.iter().zip(&candidate.tokens).all(|(c, t)| text[c.bytes.clone()] == **t)
                });
                if same {
                    found.push((index..end, &candidate.exception));
                }
            }
        }
        if found.is_empty() {
            return cuts;
        }
        found.sort_by_key(|(range, _)| (usize::MAX - range.len(), range.start));
        let mut taken = vec![false; cuts.len()];
        let mut chosen: HashMap<usize, (usize, &str)> = HashMap::new();
        for (range, exception) in found {
            if !taken[range.start] && !taken[range.end - 1] {
                chosen.insert(range.start, (range.end, exception));
            }
            taken[range].fill(true);
        }
        let mut mended = Vec::with_capacity(cuts.len());
        let mut index = 0;
        while index < cuts.len() {
            let bytes = cuts[index].bytes.clone();
            let parts = chosen.get(&index).and_then(|&(end, exception)| {
                let whole = &text[bytes.start..cuts[end - 1].bytes.end];
                Some((end, self.exception(exception).filter(|_| whole == exception)?))
            });
            match parts {
                Some((end, parts)) => {
                    place(parts, bytes.start, &mut mended);
                    index = end;
                }
                None => {
                    mended.push(cuts[index].clone());
                    index += 1;
                }
            }
        }
        mended
    }
}

fn plain(bytes: Range<usize>) -> Cut {
    Cut { bytes, norm: None }
}

fn place(parts: &[Part], mut start: usize, cuts: &mut Vec<Cut>) {
    for part in parts {
        cuts.push(Cut { bytes: start..start + part.len, norm: part.norm });
        start += part.len;
    }
}

type Exceptions = (HashMap<String, Vec<Part>>, usize);

/// The exceptions and the length of the longest in bytes.
fn exceptions(value: Option<&Value>) -> Result<Exceptions, PackageError> {
    let mut exceptions = HashMap::new();
    let mut longest = 0;
    let rows = match value {
        None | Some(Value::Nil) => &[],
        Some(value) => value.as_map().ok_or_else(|| broken("exceptions are no map"))?.as_slice(),
    };
    for (key, tokens) in rows {
        let key = key.as_str().ok_or_else(|| broken("an exception is no string"))?;
        let wrong = |what: &str| broken(format!("exception {key:?} {what}"));
        let mut text = String::new();
        let mut parts = Vec::new();
        for token in tokens.as_array().ok_or_else(|| wrong("has no list of tokens"))? {
            let part = part(token, &mut text).ok_or_else(|| {
                wrong("has an attribute other than ORTH and NORM, which is not supported")
            })?;
            parts.push(part);
        }
        if text != key || key.is_empty() {
            return Err(wrong("is not made of its tokens"));
        }
        let spaces = key.chars().filter(|&c| is_space(c)).count();
        if spaces > 0 && spaces < key.chars().count() {
            return Err(wrong("holds white space, which is not supported"));
        }
        longest = longest.max(key.len());
        exceptions.insert(key.to_owned(), parts);
    }
    Ok((exceptions, longest))
}

fn part(token: &Value, text: &mut String) -> Option<Part> {
    let (mut orth, mut norm) = (None, None);
    for (key, value) in token.as_map()? {
        match key.as_u64()? {
            ORTH => orth = Some(value.as_str()?),
            NORM => norm = Some(string_id(value.as_str()?)),
            _ => return None,
        }
    }
    let orth = orth.filter(|orth| !orth.is_empty())?;
    text.push_str(orth);
    Some(Part { len: orth.len(), norm })
}

impl Affix {
    fn new(
        name: &str,
        pattern: Option<&str>,
        anchored: impl Fn(&Pattern) -> bool,
    ) -> Result<Self, PackageError> {
        let Some(pattern) = pattern else { return Ok(Self::None) };
        if let Some(simple) = Pattern::parse(pattern).filter(anchored) {
            return Ok(Self::Simple(simple));
        }
        let full = fancy_regex::Regex::new(pattern)
            .map_err(|error| broken(format!("pattern {name} is not supported ({error})")))?;
        Ok(Self::Full(Box::new(full)))
    }

    fn prefix_len(&self, text: &str) -> usize {
        match self {
            Self::Simple(pattern) => pattern.prefix_len(text),
            _ => self.find_from(text, 0).map_or(0, |(start, end)| end - start),
        }
    }

    fn suffix_len(&self, text: &str) -> usize {
        match self {
            Self::Simple(pattern) => pattern.suffix_len(text),
            _ => self.find_from(text, 0).map_or(0, |(start, end)| end - start),
        }
    }

    /// The first match that is not empty, at or after byte `from`.
    fn find_from(&self, text: &str, mut from: usize) -> Option<(usize, usize)> {
        match self {
            Self::None => None,
            Self::Simple(pattern) => pattern.find_from(text, from),
            Self::Full(regex) => loop {
                let found = regex.find_from_pos(text, from).ok().flatten()?;
                if found.start() < found.end() {
                    return Some((found.start(), found.end()));
                }
                from = found.end() + text[found.end()..].chars().next()?.len_utf8();
            },
        }
    }
}
