//! The words of a document as the codebook's page on times knows them, each looked up once.

use sayso_codebook::{Holiday, TimeEntry, TimeKind, TimeRules, TimeUnit, TimeWord};
use sayso_language::{Doc, Iob};

use crate::Context;
use crate::numbers::word_value;

/// Words that lead to a time stand at most that far before it.
const FARTHEST: u8 = 8;

/// How many units are said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// So many.
    Number(f64),
    /// "a few"
    Few,
}

/// The words of a document; readings never look past the sentence that is entered.
pub struct Words<'g> {
    /// The document.
    pub doc: &'g Doc,
    rules: &'g TimeRules,
    entries: Vec<Option<&'g TimeEntry>>,
    /// How many tokens further the next one stands that names a time.
    ahead: Vec<u8>,
    end: usize,
}

impl<'g> Words<'g> {
    /// Looks all words up.
    pub fn new(context: Context<'g>) -> Self {
        let rules = &context.codebook.times;
        let doc = context.doc;
        let entries: Vec<_> = (0..doc.len()).map(|token| rules.entry(doc.word(token))).collect();
        let mut ahead = vec![u8::MAX; doc.len()];
        let mut next = u8::MAX;
        for token in (0..doc.len()).rev() {
            let named = entries[token].is_some_and(|entry| entry.names || names(entry, doc, token));
            next = if named || is_figure(doc, token) { 0 } else { next.saturating_add(1) };
            ahead[token] = next;
        }
        Self { doc, rules, entries, ahead, end: 0 }
    }

    /// From here on, reads in the sentence that ends before a token.
    pub fn enter(&mut self, end: usize) {
        self.end = end;
    }

    /// Where the sentence ends.
    pub fn end(&self) -> usize {
        self.end
    }

    /// Whether an expression can begin with this token.
    pub fn can_begin(&self, at: usize) -> bool {
        self.ahead[at] <= FARTHEST
            && (self.entries[at].is_some_and(|entry| entry.begins || !entry.phrases.is_empty())
                || self.is_article(at)
                || self.is_number(at))
    }

    fn is_article(&self, at: usize) -> bool {
        matches!(self.doc.word(at), "the" | "The" | "a" | "A" | "an" | "An" | "that" | "That")
    }

    fn is_number(&self, at: usize) -> bool {
        let first = self.doc.word(at).bytes().next().unwrap_or_default();
        let mid =
            || self.doc.word(at).get(..4).is_some_and(|begin| begin.eq_ignore_ascii_case("mid-"));
        first.is_ascii_digit() || first == b'\'' || self.doc.tokens()[at].pos == "NUM" || mid()
    }

    /// Whether an expression can go on behind an article.
    pub fn begins_behind(&self, at: usize) -> bool {
        let phrase = self.entries[at].is_some_and(|entry| names(entry, self.doc, at));
        let phrase = phrase || self.few(at).is_some() || self.bound(at).is_some();
        let known = |at: usize| self.entries[at].is_some() || self.is_number(at);
        phrase || at + 1 < self.end && known(at + 1)
    }

    /// The token as written; empty past the sentence.
    pub fn word(&self, at: usize) -> &'g str {
        if at < self.end { self.doc.word(at) } else { "" }
    }

    /// The token before, in the same text; empty before the first.
    pub fn before(&self, at: usize) -> &'g str {
        at.checked_sub(1).map_or("", |before| self.doc.word(before))
    }

    /// Whether the token is one of some lower-case words.
    pub fn is(&self, at: usize, words: &[&str]) -> bool {
        let word = self.word(at);
        words.iter().any(|other| word.eq_ignore_ascii_case(other))
    }

    /// One token further where it is one of some words.
    pub fn skip(&self, at: usize, words: &[&str]) -> usize {
        at + usize::from(self.is(at, words))
    }

    /// The first meaning of a kind that is picked, of the longest phrase that begins here, and where
    /// it ends.
    fn read<T>(
        &self,
        at: usize,
        kind: TimeKind,
        pick: impl Fn(&'g TimeWord) -> Option<T>,
    ) -> Option<(T, usize)> {
        let entry = if at < self.end { self.entries[at]? } else { return None };
        if !entry.can_mean(kind) {
            return None;
        }
        let fits = |rest: &[String]| {
            rest.iter().enumerate().all(|(next, word)| self.is(at + 1 + next, &[word]))
        };
        let phrases = entry.phrases.iter().filter(|phrase| fits(&phrase.rest));
        let phrase = { phrases }
            .find_map(|phrase| Some((pick(&phrase.meaning)?, at + 1 + phrase.rest.len())));
        phrase.or_else(|| Some((entry.meanings.iter().find_map(pick)?, at + 1)))
    }

    /// Whether a token or phrase here means exactly this.
    pub fn means(&self, at: usize, meaning: &TimeWord) -> Option<usize> {
        self.read(at, meaning.kind(), |word| (word == meaning).then_some(())).map(|((), end)| end)
    }

    /// Whether the dictionary form of a token means this.
    pub fn lemma_means(&self, token: usize, meaning: &TimeWord) -> bool {
        let entry = self.rules.entry(&self.doc.tokens()[token].lemma);
        entry.is_some_and(|entry| entry.meanings.contains(meaning))
    }

    /// A unit, whether it stands in the plural, and where it ends.
    pub fn unit(&self, at: usize) -> Option<(TimeUnit, bool, usize)> {
        let unit = self.read(at, TimeKind::Unit, |word| match word {
            TimeWord::Unit { unit, plural } => Some((*unit, *plural)),
            _ => None,
        });
        let ((unit, plural), end) = unit?;
        // "a minute quantity"
        let other = matches!(self.doc.tokens()[at].pos, "VERB" | "AUX" | "ADJ");
        (!other).then_some((unit, plural, end))
    }

    /// A month's name: with a capital, for "may" and "march" are others; no name of a person.
    pub fn month(&self, at: usize) -> Option<(i8, usize)> {
        let (&month, end) = self.month_name(at)?;
        self.is_calendar_name(at).then_some((month, end))
    }

    /// A weekday's name.
    pub fn weekday(&self, at: usize) -> Option<(i8, usize)> {
        let (&number, end) = self.weekday_name(at)?;
        self.is_calendar_name(at).then_some((number, end))
    }

    /// Written with a capital, no verb, and no part of a name.
    fn is_calendar_name(&self, at: usize) -> bool {
        let capital = self.word(at).starts_with(|c: char| c.is_ascii_uppercase());
        let verb = matches!(self.doc.tokens()[at].pos, "VERB" | "AUX");
        capital && !verb && !self.is_in_name(at)
    }

    /// Whether the token belongs to a named person, organisation or work.
    pub fn is_in_name(&self, at: usize) -> bool {
        matches!(
            self.doc.tokens()[at].entity,
            Iob::Begin("PERSON" | "ORG" | "WORK_OF_ART" | "PRODUCT" | "FAC" | "LAW")
                | Iob::In("PERSON" | "ORG" | "WORK_OF_ART" | "PRODUCT" | "FAC" | "LAW")
        )
    }

    /// Whether the model sees a date or time here.
    pub fn is_dated(&self, at: usize) -> bool {
        at < self.end
            && matches!(
                self.doc.tokens()[at].entity,
                Iob::Begin("DATE" | "TIME") | Iob::In("DATE" | "TIME")
            )
    }

    /// Four digits that can be a year.
    pub fn year_number(&self, at: usize) -> Option<i16> {
        let word = self.word(at);
        let digits = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
        word.parse().ok().filter(|year| digits && (1000..2200).contains(year))
    }

    /// A year in digits or as it is spoken: "1996", "nineteen ninety-six", "two thousand one".
    pub fn year(&self, at: usize) -> Option<(i16, usize)> {
        if let Some(year) = self.year_number(at) {
            return Some((year, at + 1));
        }
        if let Some(year) = self.word(at).strip_prefix('\'') {
            return two_digits(year).map(|year| (year, at + 1));
        }
        if self.is(at, &["'", "’"]) {
            return two_digits(self.word(at + 1)).map(|year| (year, at + 2));
        }
        self.spoken_year(at)
    }

    fn spoken_year(&self, at: usize) -> Option<(i16, usize)> {
        let number = |at: usize| self.number_word(at);
        let (high, next) = number(at).filter(|&(n, _)| matches!(n as i64, 2 | 10..=20))?;
        if high == 2.0 {
            let thousand = self.skip(next, &["thousand"]);
            let low = number(self.skip(thousand, &["and"])).filter(|&(n, _)| n < 100.0);
            let (low, end) = low.unwrap_or((0.0, thousand));
            return (thousand > next).then_some((2000 + low as i16, end));
        }
        let oh = self.skip(next, &["oh"]);
        let (low, end) = number(oh)?;
        let fits =
            if oh > next { (1.0..10.0).contains(&low) } else { (10.0..100.0).contains(&low) };
        fits.then_some((high as i16 * 100 + low as i16, end))
    }

    /// A whole number below one hundred in letters: "twenty", "twenty-six", "twenty six".
    fn number_word(&self, at: usize) -> Option<(f64, usize)> {
        let letters = |at: usize| {
            let word = self.word(at);
            let first = word.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
            if first { word_value(word) } else { None }
        };
        let tens = letters(at)?;
        let ones = self.skip(at + 1, &["-"]);
        match letters(ones).filter(|&n| (1.0..10.0).contains(&n)) {
            Some(more) if (20.0..100.0).contains(&tens) && tens % 10.0 == 0.0 => {
                Some((tens + more, ones + 1))
            }
            _ => Some((tens, at + 1)),
        }
    }

    /// The number of a day in a month or of a century: "7", "7th", "seventh", "twenty-first".
    pub fn ordinal(&self, at: usize) -> Option<(i8, usize)> {
        let word = self.word(at);
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if !digits.is_empty() {
            let suffix = matches!(&word[digits.len()..], "st" | "nd" | "rd" | "th");
            return digits.parse().ok().filter(|&n| suffix && n > 0).map(|n| (n, at + 1));
        }
        self.ordinal_word(at).map(|(&number, end)| (number, end))
    }

    /// The number of units that is said here, and where it ends.
    pub fn amount(&self, at: usize) -> Option<(Amount, usize)> {
        let (amount, end) = self.one_amount(at)?;
        match amount {
            Amount::Number(number) => match self.and_a_half(end) {
                Some(end) => Some((Amount::Number(number + 0.5), end)),
                None => Some((amount, end)),
            },
            Amount::Few => Some((amount, end)),
        }
    }

    /// "and a half", "-and-a-half": where it ends.
    fn and_a_half(&self, at: usize) -> Option<usize> {
        let and = self.skip(at, &["-"]);
        let a = self.skip(and + 1, &["-"]);
        let half = self.skip(self.skip(a, &["a"]), &["-"]);
        (self.is(and, &["and"]) && self.is(half, &["half"])).then_some(half + 1)
    }

    fn one_amount(&self, at: usize) -> Option<(Amount, usize)> {
        if let Some(end) = self.few(at) {
            return Some((Amount::Few, self.skip(end, &["of"])));
        }
        if self.means(at, &TimeWord::Another).is_some() {
            return match self.number_word(at + 1) {
                Some((number, end)) => Some((Amount::Number(number), end)),
                None => Some((Amount::Number(1.0), at + 1)),
            };
        }
        let article = self.is(at, &["a", "an"]);
        let from = at + usize::from(article);
        if let Some((&count, end)) = self.count(from) {
            return Some((Amount::Number(f64::from(count)), self.skip(end, &["of"])));
        }
        if self.means(from, &TimeWord::Half).is_some() {
            return Some((Amount::Number(0.5), self.skip(from + 1, &["a", "an", "-"])));
        }
        if article {
            return Some((Amount::Number(1.0), from));
        }
        let number = at < self.end && self.is_number(at);
        let letters = self.number_word(at).filter(|_| number);
        let (value, end) = letters.or_else(|| Some((word_value(self.word(at))?, at + 1)))?;
        let scaled = [("hundred", 1e2), ("thousand", 1e3), ("million", 1e6), ("billion", 1e9)];
        let scale = scaled.iter().find(|(word, _)| self.is(end, &[word]));
        let (value, end) = scale.map_or((value, end), |(_, scale)| (value * scale, end + 1));
        // "1 1/2 hours"
        let half = usize::from(self.is(end, &["1/2", "½"]));
        let value = value + 0.5 * half as f64;
        (value > 0.0 && value < 1e12).then_some((Amount::Number(value), end + half))
    }

    /// Past a determiner "the" here.
    pub fn past_the(&self, at: usize) -> usize {
        self.skip(at, &["the"])
    }

    /// Where an expression begins that was read from `at` to `end`: without its determiner, where
    /// that belongs to a noun behind it ("the third-quarter loss").
    pub fn start(&self, at: usize, end: usize) -> usize {
        let head = self.doc.tokens()[at].head;
        at + usize::from(self.is(at, &["the", "a", "an"]) && head >= end)
    }
}

/// Whether a phrase that names a time begins here.
fn names(entry: &TimeEntry, doc: &Doc, at: usize) -> bool {
    entry.phrases.iter().any(|phrase| {
        let end = at + 1 + phrase.rest.len();
        let mut rest = phrase.rest.iter().enumerate();
        phrase.meaning.names()
            && end <= doc.len()
            && rest.all(|(next, word)| doc.word(at + 1 + next).eq_ignore_ascii_case(word))
    })
}

/// Whether a token may be a year, a time on the clock or a date in digits, or begin one in letters.
fn is_figure(doc: &Doc, at: usize) -> bool {
    let word = doc.word(at).as_bytes();
    let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    if !digit(word.first()) {
        let quoted = word.first() == Some(&b'\'') && digit(word.get(1));
        let mid = word.len() > 4 && digit(word.get(4)) && word[..4].eq_ignore_ascii_case(b"mid-");
        let next = at + 1 < doc.len() && doc.tokens()[at + 1].pos == "NUM";
        return quoted || mid || next && doc.tokens()[at].pos == "NUM";
    }
    let next = || if at + 1 < doc.len() { doc.word(at + 1).as_bytes() } else { b"" };
    let plain = word.iter().all(u8::is_ascii_digit);
    match plain && word.len() != 4 {
        // "7 p.m.", "10 GMT", "8 in the morning", "2567 BE", "1998-10-07"
        true => {
            matches!(next().first(), Some(b'a'..=b'z' | b'A'..=b'Z' | b'-')) && next().len() <= 7
        }
        false => !word.contains(&b','),
    }
}

macro_rules! readers {
    ($($(#[$doc:meta])* $name:ident: $kind:ident($type:ty);)*) => {
        impl<'g> Words<'g> {
            $($(#[$doc])*
            pub fn $name(&self, at: usize) -> Option<(&'g $type, usize)> {
                self.read(at, TimeKind::$kind, |word| match word {
                    TimeWord::$kind(value) => Some(value),
                    _ => None,
                })
            })*
        }
    };
}

// What a token or phrase means, and where it ends.
readers! {
    /// A weekday, whatever else the word may be.
    weekday_name: Weekday(i8);
    /// A month, whatever else the word may be.
    month_name: Month(i8);
    /// "morning"
    part_of_day: PartOfDay(String);
    /// "spring"
    season: Season(String);
    /// "Christmas"
    holiday: Holiday(Holiday);
    /// "D-Day"
    named_day: NamedDay(String);
    /// "yesterday"
    day: Day(i8);
    /// "noon"
    clock: Clock(String);
    /// "first"
    ordinal_word: Ordinal(i8);
    /// "sixties"
    decade: Decade(i8);
    /// "last"
    lead: Lead(i8);
    /// "previous"
    told: Told(i8);
    /// "early"
    edge: Edge(String);
    /// "beginning"
    border: Border(String);
    /// "about"
    bound: Bound(String);
    /// "dozen"
    count: Count(u16);
    /// "year-ago"
    period: Period(i8);
    /// "BE"
    era: Era(Option<i16>);
    /// "now"
    reference: Reference(String);
    /// "annually"
    set: Set(String);
    /// "twice"
    often: Often(u16);
}

impl<'g> Words<'g> {
    /// "several"
    pub fn few(&self, at: usize) -> Option<usize> {
        self.means(at, &TimeWord::Few)
    }

    /// "tonight": the day, its part, and where it ends.
    pub fn part_of_near_day(&self, at: usize) -> Option<((i8, &'g str), usize)> {
        self.read(at, TimeKind::DayPart, |word| match word {
            TimeWord::DayPart(days, part) => Some((*days, part.as_str())),
            _ => None,
        })
    }

    /// "ago", "later": the step, whether from the report, and where it ends.
    pub fn shift(&self, at: usize) -> Option<((i8, bool), usize)> {
        self.read(at, TimeKind::Shift, |word| match word {
            TimeWord::Shift(step, report) => Some((*step, *report)),
            _ => None,
        })
    }
}

/// A year of two digits: those up to 29 belong to this century.
pub fn two_digits(word: &str) -> Option<i16> {
    let digits = word.len() == 2 && word.bytes().all(|b| b.is_ascii_digit());
    let year: i16 = word.parse().ok().filter(|_| digits)?;
    Some(if year < 30 { 2000 + year } else { 1900 + year })
}
