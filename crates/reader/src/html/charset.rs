//! Which characters the bytes of a page are.
//!
//! The standard's order (WHATWG HTML, "determining the character encoding"): byte-order mark, HTTP
//! header, `<meta>`, else a guess. Declarations lie, so bytes that are UTF-8 beyond ASCII are UTF-8
//! whatever is declared: text of another encoding next to never is.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Within how many bytes a page must declare its encoding; the standard says 1024, pages take more.
const LOOKED_AT: usize = 8192;

/// The text of a page; `header` is the charset that its HTTP header names.
pub fn decode<'b>(bytes: &'b [u8], header: Option<&str>) -> Cow<'b, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0;
    }
    let by_header = header.and_then(|name| Encoding::for_label(name.trim().as_bytes()));
    let declared = by_header.or_else(|| in_page(bytes));
    match (std::str::from_utf8(bytes), declared) {
        (Ok(text), None) => Cow::Borrowed(text),
        (Ok(text), Some(_)) if !text.is_ascii() => Cow::Borrowed(text),
        (Err(_), Some(encoding)) if encoding == UTF_8 && mostly_utf8(bytes) => {
            String::from_utf8_lossy(bytes)
        }
        (_, Some(encoding)) if encoding != UTF_8 => encoding.decode_without_bom_handling(bytes).0,
        (Ok(text), _) => Cow::Borrowed(text),
        (Err(_), _) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// The character set that a `Content-Type` names.
pub fn in_media_type(said: &str) -> Option<String> {
    let said = said.to_ascii_lowercase();
    let named =
        said.split(';').skip(1).map(str::trim).find_map(|part| part.strip_prefix("charset"));
    let name = named?.trim_start().strip_prefix('=')?.trim_matches(['"', '\'', ' ']);
    (!name.is_empty()).then(|| name.to_owned())
}

/// The encoding that `<meta charset>` or its `http-equiv` form names.
fn in_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let first = bytes.get(..LOOKED_AT).unwrap_or(bytes).to_ascii_lowercase();
    let finder = memchr::memmem::Finder::new(b"charset");
    for at in finder.find_iter(&first) {
        let before = first.get(..at).unwrap_or_default();
        let Some(tag) = memchr::memrchr(b'<', before) else { continue };
        let in_meta =
            ["<meta", "<?xml"].iter().any(|tag_name| first[tag..].starts_with(tag_name.as_bytes()));
        let label = first.get(at + "charset".len()..).and_then(label);
        match (in_meta, label.and_then(Encoding::for_label)) {
            // A page whose declaration could be read is not in UTF-16.
            (true, Some(encoding)) if encoding == UTF_16LE || encoding == UTF_16BE => {
                return Some(UTF_8);
            }
            (true, Some(encoding)) => return Some(encoding),
            _ => {}
        }
    }
    None
}

/// The value after `charset`: `=utf-8`, `="utf-8"`.
fn label(rest: &[u8]) -> Option<&[u8]> {
    let rest = rest.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\"';/>".contains(byte);
    Some(rest.get(..rest.iter().position(ends)?).unwrap_or_default())
}

/// Whether faults are rarer than whole characters beyond ASCII.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut faults) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    whole >= faults
}
