//! A page's Markdown as HTML. HTML in it is shown as the text that it is, and links lead to the web or nowhere.

use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// The HTML of some Markdown; its first-level headings are left out, since the page has them.
pub fn html(markdown: &str) -> Markup {
    let mut is_title = false;
    let mut links = Vec::new();
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).filter_map(|event| {
        match &event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => is_title = true,
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => {
                is_title = false;
                return None;
            }
            _ => {}
        }
        if is_title { None } else { harmless(event, &mut links) }
    });
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, events);
    // What is in it is escaped by the writer, and HTML of the page's own is text by now.
    PreEscaped(out)
}

/// An event that can do no harm on a page; `links` holds whether each link that is open leads anywhere.
fn harmless<'e>(event: Event<'e>, links: &mut Vec<bool>) -> Option<Event<'e>> {
    Some(match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        // Alignment would be a style inside the page.
        Event::Start(Tag::Table(columns)) => {
            Event::Start(Tag::Table(vec![Alignment::None; columns.len()]))
        }
        Event::Start(Tag::Link { dest_url, .. }) => {
            let leads = dest_url.starts_with("https://") || dest_url.starts_with("http://");
            links.push(leads);
            if !leads {
                return None;
            }
            let address = html! { (dest_url.as_ref()) }.into_string();
            let start = format!("<a href=\"{address}\" rel=\"noreferrer nofollow\">");
            Event::InlineHtml(CowStr::from(start))
        }
        Event::End(TagEnd::Link) => {
            if !links.pop().unwrap_or_default() {
                return None;
            }
            Event::InlineHtml(CowStr::from("</a>"))
        }
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
        event => event,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_in_a_page_is_shown_as_text() {
        let of = |markdown| html(markdown).into_string();
        let out = of(
            "# Title\n\nA <script>alert(1)</script> and <b onclick=\"x\">b</b>.\n\n<style>p{}</style>\n",
        );
        assert!(
            !out.contains("<script") && !out.contains("<b ") && !out.contains("<style"),
            "{out}"
        );
        assert!(out.contains("&lt;script&gt;") && !out.contains("Title"), "{out}");
        let out = of(
            "[a](javascript:alert(1)) [b](https://a.example/?x=\"y&z) ![c](https://a.example/c.png)",
        );
        assert!(!out.contains("javascript") && !out.contains("<img"), "{out}");
        assert!(out.contains("<a href=\"https://a.example/?x=&quot;y&amp;z\" rel"), "{out}");
        let out = of("| a | b |\n| --: | :-: |\n| 1 | 2 |\n");
        assert!(out.contains("<table>") && !out.contains("style"), "{out}");
    }
}
