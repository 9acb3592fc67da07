//! The text of a page's article.
//!
//! `dom_smoothie`, a port of Mozilla's Readability, finds it; here the page is made ready for it,
//! and what is no news is taken from its lines.

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};

use crate::Problem;

/// A page whose article has fewer letters has none; an alert of one line has more.
const FEWEST_LETTERS: usize = 25;

/// Lines that stand in articles and are none of their text, in small letters, whole or up to `:`.
const WHOLE_LINES: [&str; 22] = [
    "advertisement",
    "advertisement - scroll to continue",
    "advertisement - continue reading below",
    "article continues below",
    "article continues after advertisement",
    "continue reading",
    "story continues below advertisement",
    "share",
    "share this",
    "share this article",
    "share this story",
    "print",
    "email",
    "comments",
    "loading...",
    "loading",
    "image source",
    "reuse this content",
    "listen to this article",
    "most read",
    "related topics",
    "sign up",
];

/// How lines begin that lead to another story.
const OTHER_STORIES: [&str; 15] = [
    "read more:",
    "read more on ",
    "read more about ",
    "read also:",
    "also read:",
    "see also:",
    "related:",
    "related articles",
    "more:",
    "more on this story",
    "watch:",
    "listen:",
    "photos:",
    "follow us on",
    "sign up for our",
];

/// Words of pages that stand before the page one wants.
const WALL_WORDS: [&str; 16] = [
    "cookie",
    "consent",
    "your privacy",
    "our partners",
    "personal data",
    "javascript",
    "captcha",
    "are you a robot",
    "you are human",
    "access denied",
    "accept all",
    "ad blocker",
    "adblock",
    "unusual traffic",
    "subscribe to continue",
    "log in to",
];

/// Its paragraphs, separated by blank lines; the headline is left out.
pub fn article(page: Document, headline: Option<&str>) -> Result<String, Problem> {
    let config =
        Config { disable_json_ld: true, text_mode: TextMode::Formatted, ..Config::default() };
    let found =
        Readability::with_document(page, None, Some(config)).and_then(|mut page| page.parse());
    let text = found.map(|article| paragraphs(&article.text_content, headline)).unwrap_or_default();
    if is_article(&text) { Ok(text) } else { Err(Problem::NoArticle) }
}

/// Whether a text is more than a notice.
pub fn is_article(text: &str) -> bool {
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).take(FEWEST_LETTERS).count();
    let is_wall = |paragraph: &&str| {
        let small = paragraph.to_lowercase();
        WALL_WORDS.iter().any(|words| small.contains(words))
    };
    let (mut walls, mut all) = (0, 0);
    for paragraph in text.split("\n\n").take(9) {
        all += 1;
        walls += usize::from(is_wall(&paragraph));
    }
    // In a long text the words may be what the news is about.
    letters == FEWEST_LETTERS && (all > 8 || walls == 0 || walls * 2 < all)
}

/// The lines of a formatted text as paragraphs, without furniture and headline.
pub fn paragraphs(text: &str, headline: Option<&str>) -> String {
    let headline = headline.map(letters);
    let mut kept: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let repeats = kept.len() < 3
            && headline
                .as_ref()
                .is_some_and(|headline| !headline.is_empty() && *headline == letters(&line));
        if !line.is_empty() && !repeats && !is_furniture(&line) {
            kept.push(line);
        }
    }
    kept.join("\n\n")
}

fn is_furniture(line: &str) -> bool {
    if line.len() > 200 {
        return false;
    }
    let small = line.to_lowercase();
    let bare = small.trim_end_matches([':', '.', '…', '»', '>', ' ']);
    WHOLE_LINES.contains(&bare)
        || OTHER_STORIES.iter().any(|start| small.starts_with(start))
        || !line.chars().any(char::is_alphanumeric)
}

/// The letters and digits of a line, in small letters.
fn letters(line: &str) -> String {
    line.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
