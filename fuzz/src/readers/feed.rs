//! RSS, Atom and JSON Feed.

use arbitrary::{Result, Unstructured};
use serde_json::json;

use super::came;
use crate::invented;
use crate::promises::read_as;

/// Feeds: as the bytes stand, then RSS, Atom and JSON Feed made of the bytes, of which is known what must come.
pub fn feed(bytes: &[u8]) {
    read_as("feed", bytes);
    // Where the bytes are used up there is nothing more to try.
    let _ = entries(&mut Unstructured::new(bytes));
}

/// An entry of a feed.
struct Entry {
    title: String,
    text: String,
    has_date: bool,
}

/// An entry a report: as many pieces as entries, and none of those that have a date and words is lost.
fn entries(u: &mut Unstructured) -> Result<()> {
    let mut entries = Vec::new();
    for _ in 0..u.int_in_range(1..=5)? {
        let (title, text) = (invented::plain_text(u)?, invented::plain_text(u)?);
        entries.push(Entry { title, text, has_date: u.arbitrary()? });
    }
    let feed = match u.int_in_range(0..=2)? {
        0 => rss(&entries),
        1 => atom(&entries),
        _ => json_feed(&entries),
    };
    let items = read_as("feed", feed.as_bytes());
    assert_eq!(items.len(), entries.len(), "a piece an entry: {feed}");
    for (item, entry) in items.iter().zip(&entries) {
        let has_words = entry.text.chars().any(char::is_alphanumeric);
        assert!(came(item) || !entry.has_date || !has_words, "{item:?} of {feed}");
    }
    Ok(())
}

/// Text as XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Text as HTML as XML: what feeds hold is markup.
fn marked(text: &str) -> String {
    escaped(&format!("<p>{}</p>", escaped(text)))
}

fn rss(entries: &[Entry]) -> String {
    let item = |Entry { title, text, has_date }: &Entry| {
        let date = if *has_date { "<pubDate>Mon, 04 May 1987 10:00:00 GMT</pubDate>" } else { "" };
        let (title, text) = (escaped(title), marked(text));
        format!("<item><title>{title}</title>{date}<description>{text}</description></item>")
    };
    let items: String = entries.iter().map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>The Courier</title>{items}</channel></rss>")
}

fn atom(entries: &[Entry]) -> String {
    let item = |Entry { title, text, has_date }: &Entry| {
        let date = if *has_date { "<published>1987-05-04T10:00:00Z</published>" } else { "" };
        let (title, text) = (escaped(title), marked(text));
        format!(
            "<entry><title>{title}</title>{date}<content type=\"html\">{text}</content></entry>"
        )
    };
    let items: String = entries.iter().map(item).collect();
    format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>The Courier</title>{items}</feed>")
}

fn json_feed(entries: &[Entry]) -> String {
    let item = |(place, Entry { title, text, has_date }): (usize, &Entry)| {
        let date = has_date.then_some("1987-05-04T10:00:00Z");
        json!({"id": place.to_string(), "title": title, "content_text": text, "date_published": date})
    };
    let items: Vec<_> = entries.iter().enumerate().map(item).collect();
    let version = "https://jsonfeed.org/version/1.1";
    json!({"version": version, "title": "The Courier", "items": items}).to_string()
}
