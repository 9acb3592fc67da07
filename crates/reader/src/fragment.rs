//! The text of a fragment of HTML, as feeds and linked data hold: paragraphs apart by an empty line,
//! no markup.
//!
//! Tokens only, and no tree: the time is linear whatever is nested in what.

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// The text of a fragment; one without markup keeps its line breaks.
pub fn text(fragment: &str) -> String {
    let marked_up = fragment
        .split('<')
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!'));
    let mut text = Text { keeps_lines: !marked_up, ..Text::default() };
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    // Inside one of these until its end.
    let mut unseen: Option<Vec<u8>> = None;
    for token in Tokenizer::new_with_emitter(fragment, emitter).flatten() {
        match token {
            Token::StartTag(tag) if unseen.is_none() => {
                text.wants(gap(&tag.name));
                if matches!(&tag.name[..], b"script" | b"style" | b"iframe" | b"noframes")
                    && !tag.self_closing
                {
                    unseen = Some(tag.name.to_vec());
                }
            }
            Token::EndTag(tag) => match &unseen {
                Some(name) if name[..] == tag.name[..] => unseen = None,
                Some(_) => {}
                None => text.wants(gap(&tag.name)),
            },
            Token::String(string) if unseen.is_none() => {
                text.add(&String::from_utf8_lossy(&string))
            }
            _ => {}
        }
    }
    text.text
}

/// The words of a short fragment, such as a headline, on one line.
pub fn line(fragment: &str) -> String {
    text(fragment).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands between two words, from least to most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Blank,
    Line,
    Paragraph,
}

/// The gap that a tag makes.
fn gap(name: &[u8]) -> Gap {
    match name {
        b"br" => Gap::Line,
        b"td" | b"th" | b"img" => Gap::Blank,
        b"address" | b"article" | b"aside" | b"blockquote" | b"body" | b"center" | b"dd"
        | b"div" | b"dl" | b"dt" | b"figcaption" | b"figure" | b"footer" | b"form" | b"h1"
        | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"header" | b"hr" | b"li" | b"main" | b"nav"
        | b"ol" | b"p" | b"pre" | b"section" | b"table" | b"tr" | b"ul" => Gap::Paragraph,
        _ => Gap::None,
    }
}

#[derive(Default)]
struct Text {
    text: String,
    gap: Gap,
    keeps_lines: bool,
}

impl Text {
    fn wants(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn add(&mut self, words: &str) {
        for c in words.chars() {
            if c == '\n' && self.keeps_lines {
                self.gap = if self.gap >= Gap::Line { Gap::Paragraph } else { Gap::Line };
            } else if c.is_whitespace() {
                self.wants(Gap::Blank);
            } else {
                if !self.text.is_empty() {
                    self.text.push_str(match self.gap {
                        Gap::None => "",
                        Gap::Blank => " ",
                        Gap::Line => "\n",
                        Gap::Paragraph => "\n\n",
                    });
                }
                self.gap = Gap::None;
                self.text.push(c);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_paragraphs_stay() {
        let html = "<div><h2>Strelsau</h2><p>The king\n <b>spoke</b>.<br/>He left&nbsp;&amp; slept.</p>\
                    <script>if (a < b) alert('<p>')</script><style>p{}</style><ul><li>One<li>Two</ul></div>";
        assert_eq!(text(html), "Strelsau\n\nThe king spoke.\nHe left & slept.\n\nOne\n\nTwo");
    }

    #[test]
    fn plain_text_keeps_its_lines() {
        assert_eq!(
            text("AT&T fell;\nit is 3 < 4.\n\n\nMore &quot;x&quot;."),
            "AT&T fell;\nit is 3 < 4.\n\nMore \"x\"."
        );
    }

    #[test]
    fn a_headline_stands_on_one_line() {
        assert_eq!(line("Talks <i>resume</i>:<br>\n king &amp; army"), "Talks resume: king & army");
        assert_eq!(line("a < b, c > d &lt;e&gt;"), "a < b, c > d <e>");
        assert_eq!(line(" <p></p> "), "");
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(html in "(<[/!]?[a-z]{0,8}[ a-z='\"/]{0,9}>?|&[#a-z0-9]{0,6};?|\\PC{0,9}){0,20}") {
            line(&html);
        }
    }

    #[test]
    fn what_is_unclosed_or_deep_takes_no_time() {
        let began = std::time::Instant::now();
        text(&"<div>".repeat(1_000_000));
        text(&"<a b='".repeat(500_000));
        text(&format!("<a {}>", "b=1 ".repeat(1_000_000)));
        text(&"<script>".repeat(500_000));
        assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    }
}
