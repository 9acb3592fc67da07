//! A feed's XML before `feed-rs` reads it: its encoding, its root, what is refused, its entries.

use encoding_rs::Encoding;
use quick_xml::Reader;
use quick_xml::events::Event;

/// Elements inside one another that are borne; pages nest some thirty.
const DEEPEST: usize = 256;

/// Equals signs in a tag that are borne: attributes are compared pair by pair.
const MOST_ATTRIBUTES: usize = 1024;

/// Bytes of tags inside one another that set `xml:base`: each element carries a copy.
const LONGEST_BASE: usize = 16 << 10;

/// The largest head of a feed that is read with its entries cut out.
const LARGEST_HEAD: usize = 64 << 10;

/// Versions of `<rss>` that `feed-rs` knows; any other is read as 2.0, which all are close to.
const VERSIONS: [&str; 3] = ["2.0", "0.91", "0.92"];

/// Namespaces of old, and those that `feed-rs` knows, which read them well enough.
const SPACES: [(&str, &str); 4] = [
    ("http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/rss/1.0/"),
    ("http://backend.userland.com/rss2", "http://purl.org/rss/1.0/"),
    ("http://backend.userland.com/RSS2", "http://purl.org/rss/1.0/"),
    ("http://purl.org/atom/ns#", "http://www.w3.org/2005/Atom"),
];

/// Where the root's tag begins, and its name, if it is that of a feed.
pub fn root(text: &str) -> Option<(usize, &str)> {
    let start = prolog(text)?;
    let rest = text.get(start + 1..)?;
    let name = &rest[..rest.find(|c: char| !(c.is_alphanumeric() || ":_-.".contains(c)))?];
    let plain = name.rsplit(':').next()?;
    matches!(plain, "rss" | "feed" | "RDF" | "entry").then_some((start, name))
}

/// Where the first tag stands, after declarations, comments and a document type.
fn prolog(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        at = text.len() - rest.len();
        let end = match rest {
            _ if rest.starts_with("<?") => rest.find("?>")? + 2,
            _ if rest.starts_with("<!--") => rest.find("-->")? + 3,
            // A document type with declarations of its own ends after their bracket.
            _ if rest.starts_with("<!") => match (rest.find('>')?, rest.find('[')) {
                (end, Some(bracket)) if bracket < end => bracket + rest[bracket..].find("]")? + 1,
                (end, _) => end + 1,
            },
            _ if rest.starts_with('>') && at > 0 => 1,
            _ if rest.starts_with('<') => return Some(at),
            _ => return None,
        };
        at += end;
    }
}

/// The encoding that an XML declaration names, where it is not UTF-8 (WHATWG's labels).
pub fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let first = &bytes[..bytes.len().min(200)];
    let first = String::from_utf8_lossy(first);
    let declaration = first.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label = value.split(['"', '\'']).nth(1)?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    // Bytes that are marked as UTF-16 have been decoded by now.
    (encoding != encoding_rs::UTF_8 && encoding.is_ascii_compatible()).then_some(encoding)
}

/// A feed's text, from its root's tag on.
pub struct Document<'a> {
    /// The root's tag, made one that `feed-rs` knows.
    root: String,
    /// The root's name.
    name: &'a str,
    /// What follows its tag.
    rest: &'a str,
}

impl<'a> Document<'a> {
    /// The feed in a text, if its root is one of a feed.
    pub fn of(text: &'a str) -> Option<Self> {
        let (start, name) = root(text)?;
        let end = start + text[start..].find('>')? + 1;
        let root = tag(&text[start..end], name);
        let root = SPACES.iter().fold(root, |root, (old, known)| root.replace(old, known));
        Some(Self { root, name, rest: &text[end..] })
    }

    /// The whole feed.
    pub fn whole(&self) -> String {
        format!("{}{}", self.root, self.rest)
    }

    /// The feed without its entries.
    pub fn head(&self) -> String {
        let end = Cut::of(self.rest).next().map_or(0, |(start, _)| start);
        let rest = if end <= LARGEST_HEAD { &self.rest[..end] } else { self.opening() };
        let channel = self.is_rss() && rest.contains("<channel") && !rest.contains("</channel");
        format!("{}{rest}{}</{}>", self.root, if channel { "</channel>" } else { "" }, self.name)
    }

    /// How many entries there are, by the look of their tags.
    pub fn count(&self) -> usize {
        Cut::of(self.rest).count()
    }

    /// Each entry in a feed of its own.
    pub fn entries(&self) -> Vec<String> {
        let (opening, closing) = (self.opening(), if self.is_rss() { "</channel>" } else { "" });
        // A root tag beyond all measure is not copied to every entry.
        let root =
            if self.root.len() <= 4096 { self.root.clone() } else { format!("<{}>", self.name) };
        Cut::of(self.rest)
            .map(|(start, end)| {
                format!("{root}{opening}{}{closing}</{}>", &self.rest[start..end], self.name)
            })
            .collect()
    }

    fn is_rss(&self) -> bool {
        self.name.ends_with("rss")
    }

    fn opening(&self) -> &'static str {
        if self.is_rss() { "<channel>" } else { "" }
    }
}

/// The root's tag, with a version that is known.
fn tag(tag: &str, name: &str) -> String {
    if !name.ends_with("rss") {
        return tag.to_owned();
    }
    let said = tag.split_once("version").and_then(|(before, rest)| {
        let value = rest.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| "\"'".contains(*c))?;
        let value = &value[1..];
        let (version, after) = value.split_once(quote)?;
        Some((before, version, after))
    });
    match said {
        Some((_, version, _)) if VERSIONS.contains(&version) => tag.to_owned(),
        Some((before, _, after)) => format!("{before}version=\"2.0\"{after}"),
        None => tag.replacen(name, &format!("{name} version=\"2.0\""), 1),
    }
}

/// The places of entries in a text, by the look of their tags: from the start tag to the end tag,
/// else to the next start tag, else to the end.
struct Cut<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cut<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The next tag of an entry from here on: where it begins, where it ends, whether it is an end tag.
    fn tag(&self, from: usize) -> Option<(usize, usize, bool)> {
        let bytes = self.text.as_bytes();
        memchr::memchr_iter(b'<', bytes.get(from..)?).find_map(|at| {
            let start = from + at;
            let rest = bytes.get(start + 1..)?;
            let ends = rest.first() == Some(&b'/');
            let rest = &rest[usize::from(ends)..];
            let length = rest.iter().position(|b| !(b.is_ascii_alphanumeric() || *b == b':'))?;
            let name = rest.get(..length)?;
            let plain = name.rsplit(|byte| *byte == b':').next()?;
            // Any other letter goes on with the name.
            let opens = rest[length].is_ascii() && matches!(plain, b"item" | b"entry");
            let end = start + 1 + usize::from(ends) + length + 1;
            opens.then_some((start, end.min(bytes.len()), ends))
        })
    }
}

impl Iterator for Cut<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let mut from = self.at;
        let (start, after) = loop {
            let (start, end, ends) = self.tag(from)?;
            if !ends {
                break (start, end);
            }
            from = end;
        };
        let end = match self.tag(after) {
            Some((_, end, true)) => end,
            Some((start, _, false)) => start,
            None => self.text.len(),
        };
        self.at = end;
        Some((start, end))
    }
}

/// Refuses what would take beyond all measure to read.
pub fn check(text: &str) -> Result<(), String> {
    if text.trim_start().starts_with('{') {
        return Ok(());
    }
    let mut reader = Reader::from_str(text);
    // Bytes of tags with `xml:base`, for each element that is open.
    let mut bases: Vec<usize> = Vec::new();
    let mut base = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                let tag: &str = tag.as_ref();
                let sets = if tag.contains("xml:base") { tag.len() } else { 0 };
                bases.push(sets);
                base += sets;
                attributes(tag)?;
                if bases.len() > DEEPEST || base > LONGEST_BASE {
                    return Err(format!("elements are nested more than {DEEPEST} deep"));
                }
            }
            Ok(Event::Empty(tag)) => attributes(tag.as_ref())?,
            Ok(Event::End(_)) => base -= bases.pop().unwrap_or(0),
            // Where it is no XML, `feed-rs` says so.
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
}

fn attributes(tag: &str) -> Result<(), String> {
    match memchr::memchr_iter(b'=', tag.as_bytes()).count() {
        0..=MOST_ATTRIBUTES => Ok(()),
        _ => Err(format!("a tag has more than {MOST_ATTRIBUTES} attributes")),
    }
}

#[cfg(test)]
mod tests;
