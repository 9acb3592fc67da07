//! Numbers as reports write them: "15,523", "1.2 million", "two dozen", "at least 12", "12 to 15".
//!
//! A [`Quantity`] is a number with the words that bound it. Vague words ("dozens", "several") are
//! lower bounds without a value; they count as ACLED counts them: three, ten, one dozen, one hundred …
//! (ACLED codebook, "fatalities").

use std::ops::Range;

use sayso_language::{Doc, Iob};
use sayso_record::Bound;

/// A number with its bounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Its tokens, the bounding words ("at least") included.
    pub tokens: Range<usize>,
    /// Its last token that is a number word: the one that the parse attaches.
    pub number: usize,
    /// The number as said; `None` for "dozens".
    pub value: Option<f64>,
    /// The least it can be.
    pub low: Option<f64>,
    /// The most it can be.
    pub high: Option<f64>,
    /// How the words bind it.
    pub bound: Bound,
}

const ONES: [(&str, f64); 28] = [
    ("zero", 0.0),
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
];

const SCALES: [(&str, f64); 12] = [
    ("dozen", 12.0),
    ("hundred", 1e2),
    ("thousand", 1e3),
    ("lakh", 1e5),
    ("million", 1e6),
    ("crore", 1e7),
    ("billion", 1e9),
    ("trillion", 1e12),
    ("score", 20.0),
    ("m", 1e6),
    ("mn", 1e6),
    ("bn", 1e9),
];

/// Words that only say that there are more than one.
const SOME: [&str; 3] = ["several", "many", "numerous"];

/// No count is as large; what is, is none.
const LARGEST: f64 = 1e15;

/// What they count as.
const SEVERAL: f64 = 3.0;

/// Plurals that only bound from below.
const VAGUE: [(&str, f64); 7] = [
    ("tens", 10.0),
    ("dozens", 12.0),
    ("scores", 20.0),
    ("hundreds", 1e2),
    ("thousands", 1e3),
    ("millions", 1e6),
    ("billions", 1e9),
];

/// Words before a number that bound it; longer ones first.
const BEFORE: [(&[&str], Bound); 41] = [
    (&["anywhere", "up", "to"], Bound::AtMost),
    (&["in", "excess", "of"], Bound::MoreThan),
    (&["a", "minimum", "of"], Bound::AtLeast),
    (&["a", "maximum", "of"], Bound::AtMost),
    (&["as", "few", "as"], Bound::AtLeast),
    (&["no", "fewer", "than"], Bound::AtLeast),
    (&["no", "less", "than"], Bound::AtLeast),
    (&["not", "less", "than"], Bound::AtLeast),
    (&["no", "more", "than"], Bound::AtMost),
    (&["not", "more", "than"], Bound::AtMost),
    (&["as", "many", "as"], Bound::AtMost),
    (&["as", "much", "as"], Bound::AtMost),
    (&["at", "least"], Bound::AtLeast),
    (&["at", "most"], Bound::AtMost),
    (&["up", "to"], Bound::AtMost),
    (&["more", "than"], Bound::MoreThan),
    (&["fewer", "than"], Bound::FewerThan),
    (&["less", "than"], Bound::FewerThan),
    (&["upwards", "of"], Bound::MoreThan),
    (&["close", "to"], Bound::About),
    (&["something", "like"], Bound::About),
    (&["anything", "between"], Bound::Exact),
    (&["anywhere", "between"], Bound::Exact),
    (&["an", "estimated"], Bound::About),
    (&["over"], Bound::MoreThan),
    (&["above"], Bound::MoreThan),
    (&["under"], Bound::FewerThan),
    (&["nearly"], Bound::About),
    (&["almost"], Bound::About),
    (&["about"], Bound::About),
    (&["around"], Bound::About),
    (&["some"], Bound::About),
    (&["roughly"], Bound::About),
    (&["below"], Bound::FewerThan),
    (&["circa"], Bound::About),
    (&["perhaps"], Bound::About),
    (&["approximately"], Bound::About),
    (&["estimated"], Bound::About),
    (&["minimum"], Bound::AtLeast),
    (&["exceeding"], Bound::MoreThan),
    (&["maximum"], Bound::AtMost),
];

/// Reads the number that a word is, digits or letters; never more than a finite float holds.
pub fn word_value(word: &str) -> Option<f64> {
    let lower = word.to_lowercase();
    if let Some(&(_, value)) = ONES.iter().find(|(name, _)| *name == lower) {
        return Some(value);
    }
    if let Some((tens, ones)) = lower.split_once('-') {
        let value = |name: &str| ONES.iter().find(|(n, _)| *n == name).map(|&(_, v)| v);
        return match (value(tens), value(ones)) {
            (Some(tens), Some(ones)) if tens >= 20.0 && ones < 10.0 => Some(tens + ones),
            _ => None,
        };
    }
    digits_value(&lower)
}

/// "15,523", "1.2", "1'000", "2,50,000": separators must stand between groups of three, or of two before the last as in
/// India.
fn digits_value(word: &str) -> Option<f64> {
    if !word.bytes().next()?.is_ascii_digit() {
        return None;
    }
    let are_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = word.split_once('.').map_or((word, ""), |(w, f)| (w, f));
    let groups: Vec<&str> = whole.split([',', '\'', '’']).collect();
    let fits = |first: usize, middle: usize| match &groups[..] {
        [only] => !only.is_empty(),
        [opening, between @ .., last] => {
            (1..=first).contains(&opening.len())
                && between.iter().all(|group| group.len() == middle)
                && last.len() == 3
        }
        [] => false,
    };
    let number = (fits(3, 3) || fits(2, 2)) && groups.iter().all(|group| are_digits(group));
    let value: f64 = format!("{}.{fraction}0", groups.concat()).parse().ok()?;
    (number && are_digits(fraction) && value < LARGEST).then_some(value)
}

/// Whether a number may be one with a point between its thousands, or with three decimals: "1.000".
fn is_ambiguous(word: &str) -> bool {
    word.split_once('.').is_some_and(|(whole, fraction)| whole.len() <= 3 && fraction.len() == 3)
}

fn scale(word: &str) -> Option<f64> {
    let lower = word.to_lowercase();
    SCALES.iter().find(|(name, _)| *name == lower).map(|&(_, value)| value)
}

fn vague(word: &str) -> Option<f64> {
    let lower = word.to_lowercase();
    VAGUE.iter().find(|(name, _)| *name == lower).map(|&(_, value)| value)
}

/// The quantities of a range of tokens, in text order; no number begins at a token that is `taken`.
pub fn quantities(doc: &Doc, tokens: Range<usize>, taken: impl Fn(usize) -> bool) -> Vec<Quantity> {
    let mut found: Vec<Quantity> = Vec::new();
    let mut at = tokens.start;
    while at < tokens.end {
        let number = if taken(at) { None } else { number_at(doc, at, tokens.end) };
        let Some((value, end)) = number else {
            at += 1;
            continue;
        };
        let from = found.last().map_or(tokens.start, |last| last.tokens.end);
        let (quantity, end) = bounded(doc, value, at..end, from..tokens.end);
        found.push(quantity);
        at = end;
    }
    found
}

/// "well over 100", "just under 100"
const DEGREES: [&str; 7] = ["well", "just", "slightly", "far", "much", "only", "significantly"];

/// What a run of number words says.
enum Said {
    Number(f64),
    AtLeast(f64),
}

/// The number that begins at `at`, and where it ends.
fn number_at(doc: &Doc, at: usize, end: usize) -> Option<(Said, usize)> {
    let word = |index: usize| if index < end { doc.word(index) } else { "" };
    let is = |index: usize, wanted: &str| word(index).eq_ignore_ascii_case(wanted);
    if let Some(low) = vague(word(at)) {
        // "hundreds of thousands": the product bounds it.
        if word(at + 1) == "of"
            && let Some(more) = vague(word(at + 2))
        {
            return Some((Said::AtLeast(low * more), at + 3));
        }
        return Some((Said::AtLeast(low), at + 1));
    }
    if let Some(found) = some_at(doc, at, end) {
        return Some(found);
    }
    let article = matches!(word(at), "a" | "A" | "half" | "Half") && scale(word(at + 1)).is_some();
    if article {
        let factor = if is(at, "half") { 0.5 } else { 1.0 };
        return Some((Said::Number(factor * scale(word(at + 1))?), at + 2));
    }
    if is(at, "half") && matches!(word(at + 1), "a" | "an") {
        return Some((Said::Number(0.5 * scale(word(at + 2))?), at + 3));
    }
    if is(at, "both") {
        let pair = !matches!(doc.tokens()[at].dep, "preconj" | "cc");
        return pair.then_some((Said::Number(2.0), at + 1));
    }
    let (mut value, mut next) = spaced_at(doc, at, end).or_else(|| small_at(doc, at, end))?;
    let is_power = is(next, "^") || at > 0 && doc.word(at - 1) == "^";
    if is_power || is_ambiguous(word(at)) && scale(word(next)).is_none() {
        return None;
    }
    // "two and a half million"
    if is(next, "and")
        && is(next + 1, "a")
        && is(next + 2, "half")
        && scale(word(next + 3)).is_some()
    {
        value += 0.5;
        next += 3;
    }
    if word(next) == "-" && scale(word(next + 1)).is_some() {
        next += 1;
    }
    // "three hundred thousand", "one million two hundred thousand": groups, each with its scale
    let (mut total, mut group) = (0.0, value);
    while let Some(factor) = scale(word(next)) {
        // "a score" is rare, and "score 20 points" is no number; "20m" is one only without a space.
        let glued = doc.tokens()[next - 1].end == doc.tokens()[next].start;
        if factor == 20.0 || word(next).len() <= 2 && !glued {
            break;
        }
        next += 1;
        if factor < 1e3 {
            group *= factor;
        } else {
            total = if group == 0.0 { total * factor } else { total + group * factor };
            group = 0.0;
        }
        // "one hundred and twenty", "two thousand five hundred"
        let more = if word(next) == "and" { next + 1 } else { next };
        let in_letters = word(more).starts_with(|first: char| first.is_ascii_alphabetic());
        let rest = small_at(doc, more, end).filter(|&(rest, _)| in_letters && rest < factor);
        if let Some((rest, behind)) = rest {
            group += rest;
            next = behind;
        }
        if total >= LARGEST {
            return None;
        }
    }
    let value = total + group;
    (value < LARGEST).then_some((Said::Number(value), next))
}

/// One word's number, or that of "twenty-six", which is three tokens.
fn small_at(doc: &Doc, at: usize, end: usize) -> Option<(f64, usize)> {
    let word = |index: usize| if index < end { doc.word(index) } else { "" };
    let value = word_value(word(at))?;
    let is_tens = (20.0..100.0).contains(&value) && value % 10.0 == 0.0;
    let ones = word_value(word(at + 2)).filter(|ones| (1.0..10.0).contains(ones));
    match ones.filter(|_| is_tens && word(at + 1) == "-") {
        Some(ones) => Some((value + ones, at + 3)),
        None => Some((value, at + 1)),
    }
}

/// "1 000", also with a space that does not break: groups of three digits that the model takes for one number.
fn spaced_at(doc: &Doc, at: usize, end: usize) -> Option<(f64, usize)> {
    let tokens = doc.tokens();
    let is_group = |at: usize| {
        let word = if at < end { doc.word(at) } else { "" };
        word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit())
    };
    let first = doc.word(at);
    let opens = (1..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_digit());
    if !opens || first.starts_with('0') {
        return None;
    }
    let (mut digits, mut next) = (first.to_owned(), at + 1);
    loop {
        // A space that does not break is a token.
        let unbroken = next < end && matches!(doc.word(next), "\u{a0}" | "\u{202f}" | "\u{2009}");
        let group = next + usize::from(unbroken);
        let follows = is_group(group) && matches!(tokens[group].entity, Iob::In(_));
        let close = |group: usize| tokens[group].start - tokens[next - 1].end == 1;
        if !follows || !close(group) {
            break;
        }
        digits.push_str(doc.word(group));
        next = group + 1;
    }
    (next > at + 1).then(|| word_value(&digits).map(|value| (value, next))).flatten()
}

/// "several", "a few", "a handful", "a number", "a couple", "a pair", also of dozens or hundreds.
fn some_at(doc: &Doc, at: usize, end: usize) -> Option<(Said, usize)> {
    let word = |index: usize| if index < end { doc.word(index) } else { "" };
    let is = |index: usize, wanted: &[&str]| {
        wanted.iter().any(|wanted| word(index).eq_ignore_ascii_case(wanted))
    };
    // "how many", "as many"
    let asked = at.checked_sub(1).is_some_and(|before| {
        ["how", "as", "so", "too"].iter().any(|word| doc.word(before).eq_ignore_ascii_case(word))
    });
    let next = if is(at, &SOME) && !asked {
        at + 1
    } else if is(at, &["a"])
        && (is(at + 1, &["few", "handful"]) || is(at + 1, &["number"]) && is(at + 2, &["of"]))
    {
        at + 2
    } else if is(at, &["a"]) && is(at + 1, &["couple", "pair"]) {
        return Some((Said::Number(2.0), at + 2));
    } else {
        return None;
    };
    // "several hundred thousand"
    let (mut low, mut end_of) = (SEVERAL, next);
    while let Some(scale) = scale(word(end_of)).filter(|_| word(end_of).len() > 2 && low < 1e12) {
        low = if end_of == next { 2.0 * scale } else { low * scale };
        end_of += 1;
    }
    Some((Said::AtLeast(low), end_of))
}

/// The quantity of a number at `number`, with the words around it that bound it; they lie in `limits`.
fn bounded(doc: &Doc, said: Said, number: Range<usize>, limits: Range<usize>) -> (Quantity, usize) {
    let (mut start, bound) = bound_before(doc, number.start, limits.start);
    let mut end = number.end;
    let last = end - 1;
    let quantity = |tokens, number, value, low, high, bound| Quantity {
        tokens,
        number,
        value,
        low,
        high,
        bound,
    };
    let value = match said {
        Said::AtLeast(low) => {
            let tokens = start..end;
            return (quantity(tokens, last, None, Some(low), None, Bound::AtLeast), end);
        }
        Said::Number(value) => value,
    };
    if let Some((high, range_end)) = range_end(doc, value, end, limits.end) {
        if start > limits.start && doc.word(start - 1).eq_ignore_ascii_case("between") {
            start -= 1;
        }
        let tokens = start..range_end;
        let low = Some(value);
        return (quantity(tokens, range_end - 1, None, low, Some(high), Bound::Range), range_end);
    }
    let loosely = doc.word(last).eq_ignore_ascii_case("couple");
    let bound = match bound_after(doc, end, limits.end) {
        None if loosely && bound == Bound::Exact => Bound::About,
        Some((after, bound)) => {
            end = after;
            bound
        }
        None => bound,
    };
    let (low, high) = limits_of(value, bound);
    (quantity(start..end, last, Some(value), low, high, bound), end)
}

/// The least and the most that a number can be under a bound.
pub fn limits_of(value: f64, bound: Bound) -> (Option<f64>, Option<f64>) {
    match bound {
        Bound::Exact => (Some(value), Some(value)),
        Bound::AtLeast | Bound::MoreThan => (Some(value), None),
        Bound::AtMost | Bound::FewerThan => (None, Some(value)),
        Bound::About | Bound::Range => (None, None),
    }
}

/// The words that bind a number from before it, none of them before `from`: where they begin, and how
/// they bind it.
pub fn bound_before(doc: &Doc, number: usize, from: usize) -> (usize, Bound) {
    let is = |at: usize, word: &str| doc.word(at).eq_ignore_ascii_case(word);
    let found = BEFORE.iter().find(|(words, _)| {
        number >= from + words.len()
            && words.iter().enumerate().all(|(i, word)| is(number - words.len() + i, word))
    });
    match found.map(|(words, bound)| (number - words.len(), *bound)) {
        Some((start, bound)) => {
            let degree = |at: usize| DEGREES.iter().any(|degree| is(at, degree));
            (start - usize::from(start > from && degree(start - 1)), bound)
        }
        None => (number, Bound::Exact),
    }
}

/// "or more", "or so", "or fewer" behind a number.
fn bound_after(doc: &Doc, at: usize, end: usize) -> Option<(usize, Bound)> {
    if at + 1 >= end || !doc.word(at).eq_ignore_ascii_case("or") {
        return None;
    }
    let bound = match doc.word(at + 1).to_lowercase().as_str() {
        "more" => Bound::AtLeast,
        "so" => Bound::About,
        "fewer" | "less" => Bound::AtMost,
        _ => return None,
    };
    Some((at + 2, bound))
}

/// The upper end of "12 to 15", "12-15", "between 12 and 15", "12 or 13", when it is one.
fn range_end(doc: &Doc, low: f64, at: usize, end: usize) -> Option<(f64, usize)> {
    if at + 1 >= end {
        return None;
    }
    let joint = doc.word(at).to_lowercase();
    let before = |word: &str| doc.tokens()[..at].iter().rev().take(4).any(|t| &*t.lemma == word);
    let joins = match joint.as_str() {
        // "rose from 200 to 340" are two numbers.
        "to" => !before("from") || !is_change(doc, at),
        "-" | "–" | "or" => true,
        "and" => before("between"),
        _ => false,
    };
    let (Said::Number(high), next) =
        (if joins { number_at(doc, at + 1, end)? } else { return None })
    else {
        return None;
    };
    (high > low).then_some((high, next))
}

/// Whether words before a token tell of a change: "rose from 200 to 340", "raised the toll from 200".
pub fn is_change(doc: &Doc, at: usize) -> bool {
    /// The toll and what it is of may stand between.
    const REACH: usize = 12;
    const CHANGES: [&str; 21] = [
        "rise", "raise", "revise", "increase", "climb", "jump", "grow", "go", "soar", "up",
        "lower", "cut", "drop", "fall", "reduce", "decline", "down", "adjust", "correct", "change",
        "update",
    ];
    let before = &doc.tokens()[at.saturating_sub(REACH)..at];
    before.iter().any(|token| CHANGES.contains(&&*token.lemma))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_number_words() {
        let read = |word| word_value(word);
        assert_eq!(read("15,523"), Some(15_523.0));
        assert_eq!(read("1.25"), Some(1.25));
        assert_eq!(read("Twenty-six"), Some(26.0));
        assert_eq!(read("1,00"), None);
        assert_eq!(read("12th"), None);
        assert_eq!(read("3/4"), None);
        assert_eq!(read("-"), None);
        let many = "9".repeat(400);
        assert_eq!(read(&many), None);
        assert_eq!(read("1,000,000"), Some(1e6));
        assert_eq!(read("1'000"), Some(1e3));
        assert_eq!(read("2,50,000"), Some(2.5e5));
        assert_eq!(read("12,50,00,000"), Some(1.25e8));
        assert_eq!(read("2,50,00"), None);
        assert_eq!(read("250,00,000"), None);
        assert_eq!(read(",000"), None);
    }
}
