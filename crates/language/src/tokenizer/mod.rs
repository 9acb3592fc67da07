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
use rules::Rules;

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
    /// Chunk → its tokens in `tokens`.
    chunks: HashMap<Box<str>, (u32, u32), RandomState>,
    tokens: Vec<Kept>,
}

/// A token of a chunk: its length in bytes and its lexeme.
#[derive(Debug, Clone, Copy)]
struct Kept {
    len: u32,
    lexeme: Lexeme,
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
        let mut start = 0;
        let mut in_space = text.chars().next().is_some_and(is_space);
        for (at, c) in text.char_indices() {
            if is_space(c) == in_space {
                continue;
            }
            self.span(text, start..at, cache, forms);
            start = at;
            if c == ' ' {
                if let Some(last) = forms.last_mut() {
                    last.space = true;
                }
                start += 1;
            }
            in_space = !in_space;
        }
        self.span(text, start..text.len(), cache, forms);
    }

    /// A run of characters that are all white space or all not, cut where it is too long.
    fn span(
        &self,
        text: &str,
        mut span: Range<usize>,
        cache: &mut ChunkCache,
        forms: &mut Vec<Form>,
    ) {
        while span.len() > LONGEST_CHUNK {
            let limit = span.start + LONGEST_CHUNK;
            let end = (span.start + 1..=limit)
                .rev()
                .find(|&at| text.is_char_boundary(at))
                .unwrap_or(span.end);
            self.chunk(text, span.start..end, cache, forms);
            span.start = end;
        }
        if !span.is_empty() {
            self.chunk(text, span, cache, forms);
        }
    }

    fn chunk(&self, text: &str, at: Range<usize>, cache: &mut ChunkCache, forms: &mut Vec<Form>) {
        let chunk = &text[at.clone()];
        let kept = match cache.chunks.get(chunk) {
            Some(&(first, end)) => first as usize..end as usize,
            None => self.cut(chunk, cache),
        };
        let mut start = at.start;
        forms.extend(cache.tokens[kept.clone()].iter().map(|token| {
            let bytes = start..start + token.len as usize;
            start = bytes.end;
            Form { bytes, space: false, lexeme: token.lexeme }
        }));
        if chunk.len() > LONGEST_KEPT {
            cache.tokens.truncate(kept.start);
        }
    }

    /// Tokenises a chunk and keeps the result at the end of the cache.
    fn cut(&self, chunk: &str, cache: &mut ChunkCache) -> Range<usize> {
        if cache.chunks.len() >= MOST_CHUNKS {
            cache.chunks.clear();
            cache.tokens.clear();
        }
        let first = cache.tokens.len();
        cache.tokens.extend(self.rules.cut(chunk).into_iter().map(|cut| {
            let len = cut.bytes.len() as u32;
            Kept { len, lexeme: self.norms.lexeme(&chunk[cut.bytes], cut.norm) }
        }));
        let end = cache.tokens.len();
        if chunk.len() <= LONGEST_KEPT {
            cache.chunks.insert(chunk.into(), (first as u32, end as u32));
        }
        first..end
    }
}

#[cfg(test)]
mod tests;
