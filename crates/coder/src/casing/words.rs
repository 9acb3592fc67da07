//! The words of a part of a text, and where its sentences begin, read without help from case.

use std::ops::Range;

use super::Form;

/// A word: letters and digits, or letters with full stops between them ("U.S").
#[derive(Debug)]
pub(crate) struct Word {
    /// Where it stands.
    pub(crate) bytes: Range<usize>,
    /// In small letters.
    pub(crate) small: String,
    /// What stands between the word before and this one, white space as one blank; empty where a paragraph begins.
    pub(crate) gap: String,
    /// Where in a sentence it stands.
    pub(crate) start: Start,
}

/// Whether a sentence begins with a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// It goes on.
    No,
    /// A full stop stands before: of a sentence or of an abbreviation.
    Mark,
    /// A paragraph, a headline, or what follows on a dateline begins.
    Yes,
}

/// Characters of a gap that tell anything.
const GAP: usize = 4;
/// Words that a dateline has at most: "San Salvador, 3 Jan 90 (ACAN-EFE) --".
const DATELINE: usize = 16;
/// A line of fewer characters than a third of the longest is a headline or a paragraph's last.
const SHORT: usize = 3;

/// The words of the part `block` of a text.
pub(crate) fn words(text: &str, block: Range<usize>) -> Vec<Word> {
    let longest = text[block.clone()].lines().map(str::len).max().unwrap_or(0);
    let mut words: Vec<Word> = Vec::new();
    let mut chars = text[block.clone()].char_indices().peekable();
    let mut end = block.start;
    let mut paragraph = 0;
    while let Some((at, c)) = chars.next() {
        if !is_letter(c) {
            continue;
        }
        let start = block.start + at;
        let until = word_end(text, start, block.end);
        while chars.next_if(|&(at, _)| block.start + at < until).is_some() {}
        let gap = &text[end..start];
        let first = words.is_empty() || separates(gap, &text[block.start..end], longest);
        if first {
            paragraph = words.len();
        }
        let begins = first || follows_header(text, &words[paragraph..], gap);
        let start_kind = match begins {
            true => Start::Yes,
            false if ends_sentence(gap) => Start::Mark,
            false => Start::No,
        };
        words.push(Word {
            bytes: start..until,
            small: text[start..until].chars().map(small).collect(),
            gap: if first { String::new() } else { short(gap) },
            start: start_kind,
        });
        end = until;
    }
    words
}

/// The end of the word that begins at `start`.
fn word_end(text: &str, start: usize, limit: usize) -> usize {
    let run = |from: usize| {
        let rest = &text[from..limit];
        from + rest.find(|c| !is_letter(c)).unwrap_or(rest.len())
    };
    let is_one = |from: usize, to: usize| text[from..to].chars().nth(1).is_none() && from < to;
    let mut end = run(start);
    let mut letter = start;
    while is_one(letter, end) && text[end..limit].starts_with('.') {
        let next = run(end + 1);
        if !is_one(end + 1, next) || !text[letter..end].chars().all(char::is_alphabetic) {
            break;
        }
        (letter, end) = (end + 1, next);
    }
    end
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
}

fn ends_sentence(gap: &str) -> bool {
    gap.contains(char::is_whitespace) && gap.contains(['.', '!', '?', '…'])
}

/// Whether a paragraph ends in a gap: at a blank line, or at a line break behind a sentence's end or
/// a short line.
fn separates(gap: &str, before: &str, longest: usize) -> bool {
    match gap.bytes().filter(|&byte| byte == b'\n').count() {
        0 => false,
        1 => {
            let room = before.len().min(longest);
            let tail = &before.as_bytes()[before.len() - room..];
            let line = tail.iter().rev().take_while(|&&byte| byte != b'\n').count();
            ends_sentence(gap) || gap.contains(':') || line * SHORT < longest
        }
        _ => true,
    }
}

/// Whether what stands before a gap is but a dateline, or a mark in brackets such as "[Text]" at the
/// beginning.
fn follows_header(text: &str, before: &[Word], gap: &str) -> bool {
    let Some(first) = before.first().filter(|_| before.len() <= DATELINE) else { return false };
    let last = before.last().map_or(first.bytes.end, |word| word.bytes.end);
    let head = &text[first.bytes.start..last];
    let dashed = |part: &str| part.contains("--") || part.contains('—') || part.contains(" - ");
    // A bracket that opens at the very beginning or behind the dateline's dash.
    let in_brackets = gap.contains(']')
        && head
            .rfind('[')
            .map_or(!head.contains(']'), |at| dashed(&head[..at]) || head[..at].contains(']'));
    let is_dated = || {
        before.iter().any(|w| w.small.bytes().all(|byte| byte.is_ascii_digit()))
            || head.contains('(')
            || head.contains('/')
            || before.len() <= 3
    };
    in_brackets || dashed(gap) && !head.contains(['.', '!', '?']) && !dashed(head) && is_dated()
}

/// A gap with white space as one blank, cut.
fn short(gap: &str) -> String {
    let mut out = String::new();
    for c in gap.chars() {
        let c = match c {
            c if c.is_whitespace() => ' ',
            '’' | '‘' => '\'',
            '“' | '”' => '"',
            c => c,
        };
        if !(c == ' ' && out.ends_with(' ')) {
            out.push(c);
        }
        if out.len() >= GAP {
            break;
        }
    }
    out
}

/// Whether a character is a letter whose case is restored: a Latin one.
fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'À'..='ɏ' | 'Ḁ'..='ỿ')
}

/// The small letter, where it is one character of as many bytes.
pub(crate) fn small(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { same_size(c, c.to_lowercase()) }
}

/// The capital letter, where it is one character of as many bytes.
pub(crate) fn capital(c: char) -> char {
    if c.is_ascii() { c.to_ascii_uppercase() } else { same_size(c, c.to_uppercase()) }
}

fn same_size(c: char, mut other: impl Iterator<Item = char>) -> char {
    match (other.next(), other.next()) {
        (Some(other), None) if is_latin(c) && other.len_utf8() == c.len_utf8() => other,
        _ => c,
    }
}

/// Whether a word has small letters and capitals.
pub(crate) fn is_mixed(word: &str) -> bool {
    word.contains(char::is_lowercase) && word.contains(char::is_uppercase)
}

/// How a word is written in a text of ordinary case; `None` without a letter. One capital alone is
/// a capital first.
pub(crate) fn form(word: &str) -> Option<Form> {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let first = letters.next()?;
    let mut rest = letters.peekable();
    Some(match first.is_uppercase() {
        false => Form::Small,
        true if rest.peek().is_some() && rest.all(char::is_uppercase) => Form::Capitals,
        true => Form::Capital,
    })
}
