//! One tag of HTML, cut out as the WHATWG standard's tokenizer cuts it, and what becomes of it.

use std::borrow::Cow;

/// A tag.
pub struct Tag<'h> {
    /// Its name in small letters.
    pub name: Cow<'h, str>,
    /// All between the name and the closing `>`, as it stands.
    pub attributes: &'h str,
    /// How many bytes it has from the name's first to the `>`.
    pub length: usize,
}

/// What is done with an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Its tags are left out: the parser would open them again where they were left open.
    Formatting,
    /// Its tags are left out, as they only wrap.
    Transparent,
    /// It is left out with all in it.
    LeftOut,
    /// All in it is text (`title`).
    Words,
    /// It has no content.
    Void,
    /// A link: a new one ends the one before, so they never nest.
    Link,
    /// `html`, `head`, `body`: there is one of each.
    Page,
    /// Any other.
    Element,
}

/// What is done with the elements of this name.
pub fn kind(name: &str) -> Kind {
    match name {
        "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike"
        | "strong" | "tt" | "u" => Kind::Formatting,
        "form" | "object" | "applet" | "marquee" | "frame" | "frameset" | "plaintext" | "image" => {
            Kind::Transparent
        }
        "script" | "style" | "svg" | "math" | "noscript" | "template" | "iframe" | "noembed"
        | "noframes" | "xmp" | "textarea" | "select" | "canvas" => Kind::LeftOut,
        "title" => Kind::Words,
        "area" | "base" | "basefont" | "bgsound" | "br" | "col" | "embed" | "hr" | "img"
        | "input" | "keygen" | "link" | "meta" | "param" | "source" | "track" | "wbr" => Kind::Void,
        "a" => Kind::Link,
        "html" | "head" | "body" => Kind::Page,
        _ => Kind::Element,
    }
}

/// Whether an element of the name `next` can end one before it.
pub fn ends_others(next: &str) -> bool {
    matches!(next, "p" | "li" | "tr" | "option" | "table" | "dd" | "dt" | "td" | "th")
}

/// Whether an element of this name ends where one of the name `next` begins.
pub fn ends_at(open: &str, next: &str) -> bool {
    match next {
        "p" | "li" | "tr" | "option" | "table" => open == next,
        "dd" | "dt" => matches!(open, "dd" | "dt"),
        "td" | "th" => matches!(open, "td" | "th"),
        _ => false,
    }
}

/// Whether an open element of this name hides those around it from [`ends_at`].
pub fn shelters(open: &str, next: &str) -> bool {
    match next {
        "td" | "th" => matches!(open, "tr" | "table"),
        "tr" => matches!(open, "table" | "tbody" | "thead" | "tfoot"),
        _ => is_special(open),
    }
}

/// Whether the end tag `closing` never reaches beyond an open element of this name.
pub fn stops(open: &str, closing: &str) -> bool {
    let tables = |name| matches!(name, "table" | "caption" | "tbody" | "thead" | "tfoot" | "tr");
    if tables(closing) || matches!(closing, "td" | "th") {
        return open == "table";
    }
    match open {
        "table" | "td" | "th" | "caption" | "object" | "applet" | "marquee" => true,
        "button" => closing == "p",
        "ol" | "ul" => closing == "li",
        _ => is_special(open) && !is_special(closing),
    }
}

/// The standard's "special" elements: the end tag of another never closes one of them.
fn is_special(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "applet"
            | "article"
            | "aside"
            | "blockquote"
            | "button"
            | "caption"
            | "center"
            | "colgroup"
            | "dd"
            | "details"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "li"
            | "listing"
            | "main"
            | "marquee"
            | "menu"
            | "nav"
            | "object"
            | "ol"
            | "option"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "optgroup"
            | "rp"
            | "rt"
            | "dialog"
            | "frameset"
    )
}

/// The tag whose name begins here, or `None` where none does or the page ends in it.
pub fn tag(rest: &str) -> Option<Tag<'_>> {
    let bytes = rest.as_bytes();
    if !bytes.first()?.is_ascii_alphabetic() {
        return None;
    }
    let name_end = bytes.iter().position(|&b| ends_name(b))?;
    let end = attributes_end(bytes, name_end)?;
    let name = &rest[..name_end];
    let name = match name.bytes().any(|b| b.is_ascii_uppercase() || b == 0) {
        true => Cow::Owned(name.to_ascii_lowercase().replace('\0', "")),
        false => Cow::Borrowed(name),
    };
    Some(Tag { name, attributes: &rest[name_end..end], length: end + 1 })
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | 0x0c)
}

fn ends_name(byte: u8) -> bool {
    is_blank(byte) || matches!(byte, b'/' | b'>')
}

/// Where the `>` of a tag is: attribute names, `=`, and values with or without quotation marks.
fn attributes_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        while is_blank(*bytes.get(at)?) || bytes[at] == b'/' {
            at += 1;
        }
        if *bytes.get(at)? == b'>' {
            return Some(at);
        }
        // A name; its first letter may even be `=`.
        at += 1;
        while !ends_name(*bytes.get(at)?) && bytes[at] != b'=' {
            at += 1;
        }
        let mut next = at;
        while is_blank(*bytes.get(next)?) {
            next += 1;
        }
        if bytes[next] != b'=' {
            continue;
        }
        at = next + 1;
        while is_blank(*bytes.get(at)?) {
            at += 1;
        }
        match bytes[at] {
            quote @ (b'"' | b'\'') => {
                at += 1;
                at += memchr::memchr(quote, bytes.get(at..)?)? + 1;
            }
            b'>' => return Some(at),
            _ => {
                while !is_blank(*bytes.get(at)?) && bytes[at] != b'>' {
                    at += 1;
                }
            }
        }
    }
}

/// How long the comment, declaration or instruction is that begins here; `None` for a comment that
/// is never closed.
pub fn comment(rest: &str) -> Option<usize> {
    let Some(body) = rest.strip_prefix("<!--") else { return Some(until(rest, ">")) };
    if body.starts_with('>') {
        return Some(5);
    }
    if body.starts_with("->") {
        return Some(6);
    }
    memchr::memmem::find(body.as_bytes(), b"-->").map(|end| 4 + end + 3)
}

/// How long `rest` is up to and with `end`; all of it where it never ends.
pub fn until(rest: &str, end: &str) -> usize {
    memchr::memmem::find(rest.as_bytes(), end.as_bytes()).map_or(rest.len(), |at| at + end.len())
}

/// What stands before the end tag of `name`, and how long it is with that tag.
pub fn body<'h>(rest: &'h str, name: &str) -> Option<(&'h str, usize)> {
    let bytes = rest.as_bytes();
    let mut from = 0;
    while let Some(found) = memchr::memmem::find(bytes.get(from..).unwrap_or_default(), b"</") {
        let start = from + found + 2;
        let after = start + name.len();
        let same =
            bytes.get(start..after).is_some_and(|is| is.eq_ignore_ascii_case(name.as_bytes()));
        if same && bytes.get(after).is_none_or(|&byte| ends_name(byte)) {
            let length = after + until(&rest[after..], ">");
            return Some((&rest[..start - 2], length));
        }
        from = start;
    }
    None
}
