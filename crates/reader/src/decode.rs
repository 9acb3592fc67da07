//! Bytes → text: UTF-8, else Windows-1252, and never a guess without a word about it.

use std::borrow::Cow;

use encoding_rs::Encoding;

/// How much of an input is looked at to tell its format.
const LOOKED_AT: usize = 4096;

/// The first characters of `bytes` as UTF-8, a byte-order mark taken off and heeded; other bytes
/// as they are.
pub fn beginning(bytes: &[u8]) -> Cow<'_, [u8]> {
    let first = &bytes[..bytes.len().min(LOOKED_AT)];
    match Encoding::for_bom(first) {
        Some((encoding, mark)) => match encoding.decode_without_bom_handling(&first[mark..]).0 {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        },
        None => Cow::Borrowed(first),
    }
}

/// The text of `bytes`, and whether they were no UTF-8 and were read as Windows-1252 (WHATWG
/// Encoding Standard; every byte has a meaning there, so nothing is lost).
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0, true),
    }
}

/// What is said where Windows-1252 was read.
pub fn warning(input: &str, line: usize) -> String {
    format!("{input}:{line}: not UTF-8, read as Windows-1252; save it as UTF-8 to be sure")
}

/// Whether bytes are no text: a NUL, or one in ten of the first 8 KiB a control character.
pub fn is_binary(bytes: &[u8]) -> bool {
    let first = &bytes[..bytes.len().min(8192)];
    let control = |byte: &&u8| matches!(**byte, 0..=8 | 14..=26 | 28..=31 | 127);
    memchr::memchr(0, first).is_some() || first.iter().filter(control).count() * 10 > first.len()
}
