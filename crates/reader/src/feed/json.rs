//! JSON Feed 1 and 1.1 (jsonfeed.org): its items are cut out and read each by itself.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::entry::Context;
use super::{one, parse};
use crate::{At, Pieces, Problem, Source};

const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// An object whose `version` is that of a JSON Feed.
pub fn is(first: &str) -> bool {
    let Some((_, rest)) =
        first.split_once("\"version\"").filter(|_| first.trim_start().starts_with('{'))
    else {
        return false;
    };
    let value = rest.trim_start().strip_prefix(':').map(str::trim_start);
    let value =
        value.and_then(|value| value.strip_prefix('"')).and_then(|value| value.split('"').next());
    value.is_some_and(|version| version.contains("jsonfeed.org"))
}

/// A feed with its items as they are.
#[derive(Deserialize)]
struct Head<'a> {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    home_page_url: Option<String>,
    #[serde(default)]
    feed_url: Option<String>,
    #[serde(borrow)]
    items: Vec<&'a RawValue>,
}

/// The items, a piece each.
pub fn pieces(source: &Source, bytes: &[u8]) -> Pieces {
    let head: Head = match serde_json::from_slice(bytes) {
        Ok(head) => head,
        Err(error) => return one(source.failed(At::Whole, Problem::Feed(error.to_string()))),
    };
    let feed = json!({
        "version": VERSION, "title": head.title.unwrap_or_default(), "items": [],
        "home_page_url": head.home_page_url, "feed_url": head.feed_url,
    });
    let context = match parse(&feed.to_string(), &source.name) {
        Ok(parsed) => Context::of(&parsed, source),
        Err(_) => Context::bare(source),
    };
    let context = Arc::new(context);
    let items: Vec<String> = head.items.iter().map(|item| item.get().to_owned()).collect();
    let items = items.into_iter().enumerate();
    Box::new(items.map(move |(place, item)| context.unread_json(place + 1, item)))
}

/// A feed of this one item.
pub fn feed_of(item: &str) -> Result<String, String> {
    let mut item: Map<String, Value> =
        serde_json::from_str(item).map_err(|error| error.to_string())?;
    // The standard wants a string and has readers make one of a number.
    if let Some(id @ Value::Number(_)) = item.get_mut("id") {
        *id = Value::String(id.to_string());
    }
    Ok(json!({"version": VERSION, "title": "", "items": [item]}).to_string())
}
