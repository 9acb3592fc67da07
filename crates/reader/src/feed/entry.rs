//! An entry of a feed → a report.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use feed_rs::model::{Entry, FeedType, Link, Text};
use jiff::civil::Date;
use url::Url;

use super::{Parsed, json, parse, when};
use crate::fields::Fields;
use crate::{At, Item, Problem, Raw, Reading, Source, address, fragment};

/// What entries have from their feed.
#[derive(Debug, Clone)]
pub struct Context {
    /// What messages call the input.
    name: Arc<str>,
    /// The date of reports that carry none.
    default: Option<Date>,
    /// The feed's title.
    source: Option<String>,
    /// The page that the feed belongs to, else where it lies.
    home: Option<Url>,
    /// The feed's date.
    date: Option<DateTime<Utc>>,
    /// Dates that could not be read ([`Parsed::unread`]).
    unread: Arc<Vec<String>>,
    /// Said with the first entry.
    warning: Option<String>,
}

impl Context {
    /// What the entries of this feed have from it.
    pub fn of(parsed: &Parsed, source: &Source) -> Self {
        let feed = &parsed.feed;
        let home = alternate(&feed.links).and_then(|link| Url::parse(link).ok());
        let bare = Self::bare(source);
        Self {
            source: feed.title.as_ref().map(|title| headline(title, &feed.feed_type)),
            home: home.or(bare.home.clone()),
            date: feed.published.or(feed.updated),
            unread: Arc::new(parsed.unread.clone()),
            ..bare
        }
    }

    /// Of a feed of which nothing is known.
    pub fn bare(source: &Source) -> Self {
        let home = address::web(&source.name);
        let (name, default) = (source.name.clone(), source.date);
        Self {
            name,
            default,
            source: None,
            home,
            date: None,
            unread: Arc::default(),
            warning: None,
        }
    }

    /// With what is to be said at the first entry.
    pub fn with_warning(self, warning: Option<String>) -> Self {
        Self { warning, ..self }
    }

    /// The piece of the entry at this place, from 1.
    pub fn piece(self: &Arc<Self>, place: usize, entry: Entry, kind: FeedType) -> Raw {
        let context = self.clone();
        let content = entry.content.as_ref().and_then(|content| content.body.as_ref());
        let summary = entry.summary.as_ref().map(|summary| &summary.content);
        let weight = content.or(summary).map_or(0, String::len);
        Raw::new(weight, move || context.report(place, entry, &kind, &context.unread))
            .placed(&self.name, At::Entry(place))
    }

    /// The piece of an entry that is still XML, in a feed of its own.
    pub fn unread(self: &Arc<Self>, place: usize, feed: String) -> Raw {
        let context = self.clone();
        Raw::new(feed.len(), move || context.alone(place, parse(&feed, &context.name)))
            .placed(&self.name, At::Entry(place))
    }

    /// The piece of an item that is still JSON.
    pub fn unread_json(self: &Arc<Self>, place: usize, item: String) -> Raw {
        let context = self.clone();
        Raw::new(item.len(), move || {
            let parsed = json::feed_of(&item).and_then(|feed| parse(&feed, &context.name));
            context.alone(place, parsed)
        })
        .placed(&self.name, At::Entry(place))
    }

    /// The report of the one entry in a feed.
    fn alone(&self, place: usize, parsed: Result<Parsed, String>) -> Item {
        let at = |why: &str| Problem::Feed(why.to_owned()).at(&self.name, At::Entry(place));
        let Parsed { feed, unread } = parsed.map_err(|why| at(&why))?;
        let entry = feed
            .entries
            .into_iter()
            .next()
            .ok_or_else(|| at("the entry has no link, or is of a kind that is not known"))?;
        self.report(place, entry, &feed.feed_type, &unread)
    }

    /// The report of an entry; `unread` are the dates that its feed could not be read for.
    fn report(&self, place: usize, entry: Entry, kind: &FeedType, unread: &[String]) -> Item {
        let at = |problem: Problem| problem.at(&self.name, At::Entry(place));
        let own = entry.published.or(entry.updated);
        let date = match own.map(|time| (when::read(time), unread)) {
            // A feed's own date that is none is as good as no date.
            None => self.date.and_then(|time| when::read(time).ok()),
            Some((Ok(day), _)) => Some(day),
            Some((Err(place), unread)) => {
                let said = unread.get(place).cloned().unwrap_or_default();
                return Err(at(Problem::ImpossibleDate(said)));
            }
        };
        let url = self.url(&entry);
        let fields = Fields {
            id: self.id(&entry.id),
            date: date.map(|date| date.to_string()),
            source: self.source.clone(),
            url,
            title: entry.title.as_ref().map(|title| headline(title, kind)),
            text: Some(text(&entry, kind).ok_or_else(|| at(Problem::NoEntryText))?),
        };
        let report = fields.published(self.default).map_err(at)?;
        let borrowed = own.is_none() && date.is_some();
        let borrowed = borrowed.then(|| {
            format!("{}, entry {place}: has no date of its own; the feed's was taken", self.name)
        });
        let mended = self.warning.clone().filter(|_| place == 1);
        Ok(Reading { warning: mended.or(borrowed), ..Reading::new(report) })
    }

    /// The page of an entry.
    fn url(&self, entry: &Entry) -> Option<String> {
        let link = alternate(&entry.links);
        // Without a link, an RSS guid is one where it looks like one (RSS 2.0, `isPermaLink`).
        let link = link.or(Some(entry.id.as_str()).filter(|id| id.starts_with("http")))?;
        let url = match (Url::parse(link), &self.home) {
            (Ok(url), _) => url,
            (Err(_), Some(home)) => home.join(link).ok()?,
            (Err(_), None) => return None,
        };
        address::of_web(&url).then(|| url.to_string())
    }

    /// The publisher's id of an entry. One that is no URI means something only beside its feed.
    fn id(&self, id: &str) -> Option<String> {
        let id = id.trim();
        match &self.home {
            _ if id.is_empty() => None,
            Some(home) if !id.contains(':') => Some(format!("{home}#{id}")),
            _ => Some(id.to_owned()),
        }
    }
}

/// The link to the page that a feed or an entry is about.
fn alternate(links: &[Link]) -> Option<&str> {
    links
        .iter()
        .filter(|link| link.target.is_none() && !link.href.is_empty())
        .find(|link| matches!(link.rel.as_deref(), None | Some("alternate")))
        .map(|link| link.href.as_str())
}

/// A title on one line. RSS does not say whether a title is HTML, and most are.
fn headline(title: &Text, kind: &FeedType) -> String {
    let title = plain(&title.content, title.content_type.as_ref(), kind);
    title.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The content of an entry, else its summary.
fn text(entry: &Entry, kind: &FeedType) -> Option<String> {
    let content = entry
        .content
        .as_ref()
        .and_then(|content| plain(content.body.as_deref()?, content.content_type.as_ref(), kind));
    content.filter(|text| !text.trim().is_empty()).or_else(|| {
        let summary = entry.summary.as_ref()?;
        plain(&summary.content, summary.content_type.as_ref(), kind)
            .filter(|text| !text.trim().is_empty())
    })
}

/// The text in markup of this media type; `None` where it is no text (Atom allows anything).
fn plain(marked_up: &str, media_type: &str, kind: &FeedType) -> Option<String> {
    let rss = matches!(kind, FeedType::RSS0 | FeedType::RSS1 | FeedType::RSS2);
    match media_type {
        "text/html" | "application/xhtml" | "application/xhtml+xml" => {
            Some(fragment::text(marked_up))
        }
        "text/plain" if rss => Some(fragment::text(marked_up)),
        "text/plain" => Some(marked_up.to_owned()),
        _ => None,
    }
}
