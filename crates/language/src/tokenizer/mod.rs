//! spaCy's tokenizer, with the rules that a package carries.
//!
//! A text is split at white space; every chunk between is looked up among the exceptions
//! ("don't" → "do", "n't"), loses prefixes and suffixes one by one, and what is left is an
//! exception, a URL, or is split at infixes. Last, exceptions that the affix rules took apart are
//! put together again. A chunk's tokens depend on the chunk alone, so they are kept per worker in
//! a [`ChunkCache`]; whether it was found there makes no difference to the result.
//!
//! The algorithm is that of `spacy/tokenizer.pyx` 3.8, with one bound added: a chunk of more than
//! [`LONGEST_CHUNK`] bytes without white space, which is no text that people wrote, is cut there,
//! and each part is tokenised as a chunk of its own. That keeps time linear on any input.

mod pattern;
mod rules;
mod url;

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use crate::PackageError;
use crate::lexeme::{Lexeme, Norms, is_space};
use rules::{Chunk, Rules};

/// Longer runs without white space are cut; in bytes.
pub const LONGEST_CHUNK: usize = 1 << 16;

/// Longer chunks hardly come twice and are not kept; in bytes.
const LONGEST_KEPT: usize = 64;

/// The cache begins anew when it holds so many chunks (about 10 MB).
const MOST_CHUNKS: usize = 1 << 16;

/// A token before anything is known but its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Where it stands in the text, in bytes.
    pub bytes: Range<usize>,
    /// Whether one space follows that belongs to no token.
    pub space: bool,
    /// What the form alone tells.
    pub lexeme: Lexeme,
}

/// The tokenizer of a package; shared by all workers.
#[derive(Debug)]
pub struct Tokenizer {
    rules: Rules,
    norms: Norms,
}

/// The tokens of chunks already seen, for one worker.
#[derive(Debug, Default)]
pub struct ChunkCache {
    chunks: HashMap<Box<str>, Found, RandomState>,
    tokens: Vec<Kept>,
}

/// Where a chunk's tokens are kept, and what it may have to do with its neighbours.
#[derive(Debug, Clone, Copy)]
struct Found {
    first: u32,
    end: u32,
    opens: bool,
    continues: bool,
}

/// A token of a chunk: its length in bytes and its lexeme.
#[derive(Debug, Clone, Copy)]
struct Kept {
    len: u32,
    lexeme: Lexeme,
}

/// Chunks that a broken exception may link, up to the present one.
#[derive(Debug, Default)]
struct Run {
    chunks: Vec<Range<usize>>,
    /// The first of their tokens.
    first: usize,
    opens: bool,
}

impl Tokenizer {
    /// Reads a package's `tokenizer` and `vocab/lookups.bin`.
    ///
    /// # Errors
    /// When they are not what spaCy writes, or hold a pattern or attribute that is not supported.
    pub fn new(tokenizer: &[u8], lookups: &[u8]) -> Result<Self, PackageError> {
        Ok(Self { rules: Rules::new(tokenizer)?, norms: Norms::new(lookups)? })
    }

    /// Appends the tokens of `text` to `forms`, in text order. Their bytes, with one space after
    /// each that says so, are the whole text.
    pub fn tokenize(&self, text: &str, cache: &mut ChunkCache, forms: &mut Vec<Form>) {
        let mut run = Run { first: forms.len(), ..Run::default() };
        let mut start = 0;
        let mut in_space = text.chars().next().is_some_and(is_space);
        for (at, c) in text.char_indices() {
            if is_space(c) == in_space {
                continue;
            }
            self.span(text, start..at, cache, &mut run, forms);
            start = at;
            if c == ' ' {
                if let Some(last) = forms.last_mut() {
                    last.space = true;
                }
                start += 1;
            }
            in_space = !in_space;
        }
        self.span(text, start..text.len(), cache, &mut run, forms);
        self.end_run(text, &run, forms);
    }

    /// A run of characters that are all white space or all not, cut where it is too long.
    fn span(
        &self,
        text: &str,
        mut span: Range<usize>,
        cache: &mut ChunkCache,
        run: &mut Run,
        forms: &mut Vec<Form>,
    ) {
        while !span.is_empty() {
            let limit = span.start + LONGEST_CHUNK;
            let end = match span.end > limit {
                true => (span.start + 1..=limit).rev().find(|&at| text.is_char_boundary(at)),
                false => None,
            };
            let chunk = span.start..end.unwrap_or(span.end);
            span.start = chunk.end;
            let first = forms.len();
            let found = self.chunk(text, chunk.clone(), cache, forms);
            if !(run.opens && found.continues) {
                run.first = match run.chunks.len() {
                    0 | 1 => first,
                    _ => {
                        let added = forms.split_off(first);
                        self.end_run(text, run, forms);
                        let first = forms.len();
                        forms.extend(added);
                        first
                    }
                };
                run.chunks.clear();
            }
            run.chunks.push(chunk);
            run.opens = found.opens;
        }
    }

    /// Appends the tokens of a chunk.
    fn chunk(
        &self,
        text: &str,
        at: Range<usize>,
        cache: &mut ChunkCache,
        forms: &mut Vec<Form>,
    ) -> Found {
        let chunk = &text[at.clone()];
        let found = match cache.chunks.get(chunk) {
            Some(&found) => found,
            None => self.cut(chunk, cache),
        };
        let mut start = at.start;
        let kept = &cache.tokens[found.first as usize..found.end as usize];
        forms.extend(kept.iter().map(|token| {
            let bytes = start..start + token.len as usize;
            start = bytes.end;
            Form { bytes, space: false, lexeme: token.lexeme }
        }));
        if chunk.len() > LONGEST_KEPT {
            cache.tokens.truncate(found.first as usize);
        }
        found
    }

    /// Tokenises a chunk and keeps the result at the end of the cache.
    fn cut(&self, chunk: &str, cache: &mut ChunkCache) -> Found {
        if cache.chunks.len() >= MOST_CHUNKS {
            cache.chunks.clear();
            cache.tokens.clear();
        }
        let first = cache.tokens.len() as u32;
        let Chunk { cuts, opens, continues } = self.rules.cut(chunk);
        cache.tokens.extend(cuts.into_iter().map(|cut| {
            let len = cut.bytes.len() as u32;
            Kept { len, lexeme: self.norms.lexeme(&chunk[cut.bytes], cut.norm) }
        }));
        let found = Found { first, end: cache.tokens.len() as u32, opens, continues };
        if chunk.len() <= LONGEST_KEPT {
            cache.chunks.insert(chunk.into(), found);
        }
        found
    }

    /// Makes the tokens of several linked chunks anew, all together.
    fn end_run(&self, text: &str, run: &Run, forms: &mut Vec<Form>) {
        if run.chunks.len() < 2 {
            return;
        }
        forms.truncate(run.first);
        let mut chunks = run.chunks.iter();
        let mut end = chunks.next().map_or(0, |chunk| chunk.end);
        for cut in self.rules.cut_run(text, &run.chunks) {
            while cut.bytes.start >= end {
                end = chunks.next().map_or(text.len(), |chunk| chunk.end);
            }
            let space = cut.bytes.end == end && text[end..].starts_with(' ');
            let lexeme = self.norms.lexeme(&text[cut.bytes.clone()], cut.norm);
            forms.push(Form { bytes: cut.bytes, space, lexeme });
        }
    }
}

#[cfg(test)]
mod tests;
