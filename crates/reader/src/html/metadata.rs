//! What a page says of itself: date, headline, publisher, address.
//!
//! **Date**: the day of publication, as written where it was published, never that of a later
//! change. In this order, as what is made for machines is right more often than what is made for
//! looks, and what is said of the article more often than what stands somewhere on the page:
//!
//! 1. JSON-LD `datePublished` of the article (`dateCreated`; that of its `WebPage`);
//! 2. `<meta>`: `article:published_time`, then the names that news sites use ([`DATE_NAMES`]);
//! 3. `itemprop="datePublished"`;
//! 4. `<time datetime>`: one that is said to be of publication, else the first;
//! 5. the address: `/2023/12/04/`, `2023-12-04`, `20231204`;
//! 6. a short text in an element whose class says `date`;
//! 7. (in [`super::page`]) a dateline with a year, the day of capture, `--date`.
//!
//! A date that is none, is ambiguous, or comes more than a day after the capture gives way to the next.
//!
//! **Title**: JSON-LD, `og:title`, the first `<h1>`, `<title>` without the site's name.
//! **Source**: JSON-LD `publisher`, `og:site_name`, what is known besides, the address's host.
//! **Address**: canonical link, `og:url`, JSON-LD, what is known besides; `http` and `https` only.

use std::collections::HashMap;

use dom_query::{Document, NodeRef};
use jiff::civil::Date;

use super::Hints;
use super::linked::Linked;
use crate::{address, dates, fragment};

/// Names of `<meta>` that news sites give the day of publication, the surest first.
const DATE_NAMES: [&str; 22] = [
    "article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "displaydate",
    "cxenseparse:recs:publishtime",
    "date",
    "originalpublicationdate",
];

/// What a page says of itself.
#[derive(Debug, Default)]
pub struct Metadata {
    metas: HashMap<String, String>,
    item_dates: Vec<String>,
    times: Vec<String>,
    shown_dates: Vec<String>,
    canonical: Option<String>,
    h1: Option<String>,
    title: Option<String>,
    /// The language that `<html lang>` names.
    pub language: Option<String>,
}

/// What the page says of itself.
pub fn metadata(page: &Document) -> Metadata {
    let mut found = Metadata::default();
    for node in page.root().descendants_it() {
        let Some(name) = node.node_name() else { continue };
        match &*name {
            "html" => found.language = attribute(&node, "lang"),
            "meta" => found.meta(&node),
            "link"
                if attribute(&node, "rel")
                    .is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) =>
            {
                found.canonical = found.canonical.take().or_else(|| attribute(&node, "href"));
            }
            "title" => found.title = found.title.take().or_else(|| words(&node)),
            "h1" => found.h1 = found.h1.take().or_else(|| words(&node)),
            "time" => found.time(&node),
            "span" | "div" | "p" | "li" | "abbr" | "cite" | "td" => found.shown(&node),
            _ => {}
        }
    }
    found
}

impl Metadata {
    fn meta(&mut self, node: &NodeRef) {
        let Some(content) = attribute(node, "content") else { return };
        let names = ["property", "name", "itemprop"];
        for name in names.iter().filter_map(|name| attribute(node, name)) {
            self.metas.entry(name.to_ascii_lowercase()).or_insert_with(|| content.clone());
        }
    }

    fn time(&mut self, node: &NodeRef) {
        let about = |name| attribute(node, name).unwrap_or_default().to_ascii_lowercase();
        let about = [about("itemprop"), about("class")].join(" ");
        if about.contains("modif") || about.contains("updat") {
            return;
        }
        let Some(said) = attribute(node, "datetime").or_else(|| words(node)) else { return };
        if about.contains("publi") || node.has_attr("pubdate") {
            self.item_dates.push(said);
        } else if self.times.len() < 8 {
            self.times.push(said);
        }
    }

    /// A short text in an element that is said to show a date.
    fn shown(&mut self, node: &NodeRef) {
        let of_item = attribute(node, "itemprop").is_some_and(|name| name == "datePublished");
        let class = attribute(node, "class").unwrap_or_default().to_ascii_lowercase();
        let of_class = class.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
            matches!(word, "date" | "timestamp" | "pubdate" | "published" | "datetime" | "dateline")
        });
        if !(of_item || of_class) || self.shown_dates.len() > 8 {
            return;
        }
        let said = attribute(node, "content").or_else(|| words(node));
        if let Some(said) = said.filter(|said| said.len() <= 80) {
            if of_item { self.item_dates.push(said) } else { self.shown_dates.push(said) }
        }
    }

    /// The day of publication, where the page has one.
    pub fn date(&self, linked: &Linked, url: Option<&str>, captured: Option<Date>) -> Option<Date> {
        let latest = captured.and_then(|day| day.tomorrow().ok());
        let good = |said: &String| {
            dates::date(said).filter(|day| latest.is_none_or(|latest| *day <= latest))
        };
        let metas = DATE_NAMES.iter().filter_map(|name| self.metas.get(*name));
        let for_machines =
            linked.dates.iter().chain(metas).chain(&self.item_dates).chain(&self.times);
        let in_url = || {
            url.and_then(dates::in_address).filter(|day| latest.is_none_or(|latest| *day <= latest))
        };
        for_machines
            .filter_map(good)
            .next()
            .or_else(in_url)
            .or_else(|| self.shown_dates.iter().find_map(good))
    }

    /// The headline.
    pub fn title(&self, linked: &Linked) -> Option<String> {
        let meta = |name: &str| self.metas.get(name).cloned();
        let said = linked.title.clone().or_else(|| meta("og:title")).or_else(|| self.h1.clone());
        let said = said.or_else(|| meta("twitter:title"));
        let site = self.metas.get("og:site_name").map(String::as_str);
        match said {
            Some(said) => Some(fragment::line(&said)).map(|said| without_site(&said, site)),
            None => self.title.as_deref().map(|title| without_site(title, None)),
        }
        .filter(|title| !title.is_empty())
    }

    /// Who published it.
    pub fn source(&self, linked: &Linked, hints: &Hints, url: Option<&str>) -> Option<String> {
        let site = self.metas.get("og:site_name").cloned();
        let said = linked.source.clone().or(site).map(|name| fragment::line(&name));
        said.filter(|name| !name.is_empty())
            .or_else(|| hints.source.clone())
            .or_else(|| url.and_then(address::host))
    }

    /// Where it is.
    pub fn url(&self, linked: &Linked, hints: &Hints) -> Option<String> {
        let web = |said: &str| address::web(said).map(|_| said.trim().to_owned());
        let hint = hints.url.as_deref().and_then(web);
        let said = [self.canonical.as_ref(), self.metas.get("og:url"), linked.url.as_ref()];
        let mut said = said.into_iter().flatten().filter_map(|url| web(url));
        // Some sites name their front page as every page's canonical address.
        let deep =
            |url: &String| !address::is_front(url) || hint.as_deref().is_none_or(address::is_front);
        said.find(deep).or_else(|| hint.clone())
    }
}

/// `title` without the site's name at its end: ` - Name`, ` | Name`, ` :: Name`. Where the name is
/// not known, the last part goes, if it is short and what is left is longer.
fn without_site(title: &str, site: Option<&str>) -> String {
    for mark in [" | ", " – ", " — ", " - ", " :: ", " » "] {
        let Some((head, tail)) = title.rsplit_once(mark) else { continue };
        let is_name = match site {
            Some(site) => tail.trim().eq_ignore_ascii_case(site.trim()),
            None => tail.chars().count() <= 30 && head.chars().count() >= tail.chars().count(),
        };
        if is_name {
            return head.trim().to_owned();
        }
    }
    title.trim().to_owned()
}

fn attribute(node: &NodeRef, name: &str) -> Option<String> {
    node.attr(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// The words in an element, blanks folded.
fn words(node: &NodeRef) -> Option<String> {
    let text = node.text();
    let folded: Vec<&str> = text.split_whitespace().take(200).collect();
    Some(folded.join(" ")).filter(|text| !text.is_empty())
}
