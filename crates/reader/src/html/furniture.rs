//! What stands around an article: taken out of the page before its text is looked for, so that no
//! caption, cookie notice or list of other stories is read as news.

use dom_query::{Document, NodeRef};

/// Takes the furniture out.
pub fn remove(page: &Document) {
    let Some(body) = page.body() else { return };
    let mut waiting = body.children();
    while let Some(node) = waiting.pop() {
        if !node.is_element() {
            continue;
        }
        match sort(&node) {
            Sort::Away => node.remove_from_parent(),
            Sort::AwayUnlessPage if !holds_page(&node) => node.remove_from_parent(),
            Sort::AwayUnlessStory if !holds_story(&node) => node.remove_from_parent(),
            _ => waiting.extend(node.children()),
        }
    }
}

enum Sort {
    /// Never part of a story.
    Away,
    /// Goes, unless the whole page is wrapped in it.
    AwayUnlessPage,
    /// Goes, unless a story is in it.
    AwayUnlessStory,
    Stays,
}

fn sort(node: &NodeRef) -> Sort {
    let Some(name) = node.node_name() else { return Sort::Stays };
    match &*name {
        "figcaption"
        | "nav"
        | "button"
        | "dialog"
        | "menu"
        | "object"
        | "audio"
        | "video"
        | "input"
        | "amp-consent"
        | "amp-ad"
        | "amp-sidebar"
        | "amp-embed"
        | "amp-carousel"
        | "amp-user-notification"
        | "amp-list"
        | "title" => return Sort::Away,
        "aside" | "footer" => return Sort::AwayUnlessStory,
        "main" | "article" | "img" | "td" => return Sort::Stays,
        _ => {}
    }
    if let Some(role) = node.attr("role") {
        match role.to_ascii_lowercase().as_str() {
            "navigation" | "dialog" | "alertdialog" | "search" | "menu" | "menubar" | "toolbar" => {
                return Sort::Away;
            }
            "complementary" | "contentinfo" => return Sort::AwayUnlessStory,
            _ => {}
        }
    }
    let mut sort = Sort::Stays;
    for value in [node.class(), node.id_attr()].into_iter().flatten() {
        for token in value.split_ascii_whitespace().take(40) {
            match token_says(token) {
                Sort::Stays => {}
                Sort::AwayUnlessStory => sort = Sort::AwayUnlessStory,
                away => return away,
            }
        }
    }
    sort
}

/// What one class or id says: `cookie-banner`, `related_links`, `js-shareTools`.
fn token_says(token: &str) -> Sort {
    let mut sort = Sort::Stays;
    // `ad-slot`, `ad_unit`; inside a class `ad` is a part of many words.
    if words(token).next().is_some_and(|first| first.eq_ignore_ascii_case("ad")) {
        sort = Sort::AwayUnlessStory;
    }
    for word in words(token) {
        let word = word.to_ascii_lowercase();
        match word.as_str() {
            "cookie" | "cookies" | "cookiebanner" | "consent" | "gdpr" | "ccpa" | "onetrust"
            | "cmp" | "didomi" | "usercentrics" => sort = Sort::AwayUnlessPage,
            "newsletter" | "newsletters" | "advert" | "adverts" | "advertisement" | "ads"
            | "adslot" | "promo" | "promos" | "related" | "recommended" | "recirc"
            | "recirculation" | "share" | "sharing" | "sharebar" | "social" | "comments"
            | "disqus" | "caption" | "captions" | "wp-caption-text" | "outbrain" | "taboola"
            | "breadcrumb" | "breadcrumbs" | "trending" | "mostread" | "subscribe" | "signup"
            | "sponsored" | "popup" | "modal" | "paywall" | "sidebar" | "byline" | "skip"
            | "copyright" | "toolbar"
                if !matches!(sort, Sort::AwayUnlessPage) =>
            {
                sort = Sort::AwayUnlessStory;
            }
            // Said of a page or of its layout, not of what is in it: `has-sidebar`, `no-comments`.
            "has" | "no" | "with" | "without" | "is" | "enabled" => return Sort::Stays,
            _ => {}
        }
    }
    sort
}

/// The words of a class name, cut at `-`, `_` and where a capital follows a small letter.
fn words(token: &str) -> impl Iterator<Item = &str> {
    token.split(['-', '_', ':', '.']).flat_map(|part| {
        let hump = part
            .char_indices()
            .zip(part.chars().skip(1))
            .find(|((_, before), after)| before.is_ascii_lowercase() && after.is_ascii_uppercase())
            .map(|((at, before), _)| at + before.len_utf8());
        match hump.and_then(|hump| part.split_at_checked(hump)) {
            Some((head, tail)) => [head, tail],
            None => [part, ""],
        }
    })
}

fn holds_page(node: &NodeRef) -> bool {
    node.descendants_it().any(|inner| inner.has_name("article") || inner.has_name("main"))
}

/// Whether the article itself stands in here: sites wrap whole pages in classes of any name.
fn holds_story(node: &NodeRef) -> bool {
    let mut paragraphs = 0;
    for inner in node.descendants_it() {
        let Some(name) = inner.node_name() else { continue };
        match &*name {
            "h1" | "article" | "main" => return true,
            "p" if inner.normalized_char_count() > 80 && !has_link(&inner) => paragraphs += 1,
            _ => {}
        }
        if inner.attr("itemprop").is_some_and(|said| said.eq_ignore_ascii_case("articleBody")) {
            return true;
        }
    }
    // Eight reader comments look the same, but never stand under such a class alone.
    paragraphs > 3 && !is_of_readers(node)
}

fn has_link(node: &NodeRef) -> bool {
    node.descendants_it().any(|inner| inner.has_name("a"))
}

fn is_of_readers(node: &NodeRef) -> bool {
    let said = ["class", "id"].into_iter().filter_map(|name| node.attr(name));
    let of_comments = said.into_iter().any(|said| said.to_ascii_lowercase().contains("comment"));
    of_comments || node.has_name("footer") || node.has_name("aside")
}
