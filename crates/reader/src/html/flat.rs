//! HTML → HTML that is safe to parse, in one pass over its characters.
//!
//! Parsers keep to the standard, and the standard lets a small page become a huge tree: formatting
//! elements left open are opened again in every paragraph, and nothing bounds how deep elements
//! nest. Text needs neither. So comments, scripts, styles, drawings and formatting tags are left out
//! before the parser sees them, and what nests deeper than [`DEEPEST`] is laid flat, as browsers do.
//! What closes what is followed roughly; [`super::parse`] has a second bound.
//! Scripts that hold linked data (JSON-LD) are put aside.

use std::borrow::Cow;

use super::tags::{self, Kind, Tag};

/// How many elements may be open at once; deeper tags are left out, their text stays. Browsers
/// stop at 512.
pub const DEEPEST: usize = 256;

/// How many tags a page may have; the largest news pages have some 10,000.
pub const MOST_TAGS: usize = 200_000;

/// A page made safe.
#[derive(Debug, Default)]
pub struct Flat {
    /// The HTML that is left.
    pub html: String,
    /// The contents of its JSON-LD scripts.
    pub linked: Vec<String>,
}

/// The page made safe, or `None` where it has more than [`MOST_TAGS`] tags.
pub fn flat(html: &str) -> Option<Flat> {
    let mut pass = Pass { html, ..Pass::default() };
    pass.out.html.reserve(html.len() / 2);
    while let Some(next) = memchr::memchr(b'<', &html.as_bytes()[pass.at..]) {
        pass.text(pass.at, pass.at + next);
        pass.at += next;
        pass.markup();
        if pass.tags > MOST_TAGS {
            return None;
        }
    }
    pass.text(pass.at, html.len());
    Some(pass.out)
}

#[derive(Default)]
struct Pass<'h> {
    html: &'h str,
    at: usize,
    out: Flat,
    /// The elements that are open, and whether their tags were written.
    open: Vec<(Cow<'h, str>, bool)>,
    tags: usize,
    /// What is never closed from here on: names of elements, `!` for comments.
    unclosed: Vec<String>,
}

impl<'h> Pass<'h> {
    fn text(&mut self, from: usize, to: usize) {
        let text = &self.html[from..to];
        if text.contains('\0') {
            self.out.html.extend(text.chars().filter(|&letter| letter != '\0'));
        } else {
            self.out.html.push_str(text);
        }
    }

    /// What begins with the `<` at hand.
    fn markup(&mut self) {
        let rest = &self.html[self.at..];
        match rest.as_bytes().get(1) {
            Some(b'!' | b'?') => self.comment(),
            Some(b'/') => match tags::tag(&rest[2..]) {
                Some(tag) => {
                    self.at += 2 + tag.length;
                    self.close(&tag);
                }
                // An end tag without a name is a comment.
                None => self.at += tags::until(rest, ">"),
            },
            Some(byte) if byte.is_ascii_alphabetic() => match tags::tag(&rest[1..]) {
                Some(tag) => {
                    self.at += 1 + tag.length;
                    self.start(&tag);
                }
                // The page ends in a tag.
                None => self.at = self.html.len(),
            },
            _ => {
                self.out.html.push_str("&lt;");
                self.at += 1;
            }
        }
    }

    fn comment(&mut self) {
        let rest = &self.html[self.at..];
        let known = rest.starts_with("<!--") && self.unclosed.iter().any(|name| name == "!");
        match if known { None } else { tags::comment(rest) } {
            Some(length) => self.at += length,
            // Only its opening is passed over, or the page's text would be lost.
            None => {
                self.at += "<!--".len();
                if !known {
                    self.unclosed.push("!".to_owned());
                }
            }
        }
    }

    /// What is in the element whose tag was just read; nothing where it is never closed, so that
    /// the rest of the page is not lost.
    fn body(&mut self, name: &str) -> &'h str {
        if self.unclosed.iter().any(|unclosed| unclosed == name) {
            return "";
        }
        match tags::body(&self.html[self.at..], name) {
            Some((body, length)) => {
                self.at += length;
                body
            }
            None => {
                self.unclosed.push(name.to_owned());
                ""
            }
        }
    }

    fn start(&mut self, tag: &Tag<'h>) {
        self.tags += 1;
        match tags::kind(&tag.name) {
            Kind::Formatting => {}
            Kind::Transparent => self.out.html.push(' '),
            Kind::LeftOut => {
                let body = self.body(&tag.name);
                if tag.name == "script" && tag.attributes.to_ascii_lowercase().contains("ld+json") {
                    self.out.linked.push(body.to_owned());
                }
            }
            Kind::Words => {
                let body = self.body(&tag.name);
                self.write(tag);
                self.out.html.push_str(&body.replace('<', "&lt;").replace('\0', ""));
                self.write_end(&tag.name);
            }
            Kind::Void | Kind::Link | Kind::Page => self.write(tag),
            Kind::Element => self.element(tag),
        }
    }

    fn element(&mut self, tag: &Tag<'h>) {
        let others = if tags::ends_others(&tag.name) { self.open.len() } else { 0 };
        for index in (0..others).rev() {
            let Some((name, _)) = self.open.get(index) else { break };
            if tags::ends_at(name, &tag.name) {
                self.open.truncate(index);
                break;
            }
            if tags::shelters(name, &tag.name) {
                break;
            }
        }
        let written = self.open.len() < DEEPEST;
        match written {
            true => self.write(tag),
            false => self.out.html.push(' '),
        }
        // What is open beyond twice the depth is only left out, and not remembered.
        if self.open.len() < 2 * DEEPEST {
            self.open.push((tag.name.clone(), written));
        }
    }

    fn close(&mut self, tag: &Tag<'h>) {
        self.tags += 1;
        match tags::kind(&tag.name) {
            Kind::Link => self.write_end(&tag.name),
            Kind::Element => {
                let barrier = |name: &str| tags::stops(name, &tag.name);
                let mut place = None;
                for (index, (name, _)) in self.open.iter().enumerate().rev() {
                    if *name == tag.name {
                        place = Some(index);
                        break;
                    }
                    if barrier(name) {
                        break;
                    }
                }
                let Some(place) = place else { return };
                let written = self.open.get(place).is_some_and(|(_, written)| *written);
                self.open.truncate(place);
                match written {
                    true => self.write_end(&tag.name),
                    false => self.out.html.push(' '),
                }
            }
            _ => {}
        }
    }

    fn write(&mut self, tag: &Tag) {
        let html = &mut self.out.html;
        html.push('<');
        html.push_str(&tag.name);
        html.push_str(&tag.attributes.replace('\0', ""));
        html.push('>');
    }

    fn write_end(&mut self, name: &str) {
        self.out.html.push_str("</");
        self.out.html.push_str(name);
        self.out.html.push('>');
    }
}
