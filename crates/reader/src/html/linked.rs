//! Linked data in a page (JSON-LD with schema.org's words): what a publisher tells search engines
//! of an article. schema.org/NewsArticle has the properties.

use serde_json::{Map, Value};

/// How many values of a page's linked data are looked at.
const MOST_VALUES: usize = 20_000;

/// What the linked data says of the page's article.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Linked {
    /// `datePublished`, else `dateCreated`.
    pub dates: Vec<String>,
    /// `headline`.
    pub title: Option<String>,
    /// The name of its `publisher`.
    pub source: Option<String>,
    /// `url`, else `mainEntityOfPage`.
    pub url: Option<String>,
    /// `articleBody`.
    pub text: Option<String>,
    /// `inLanguage`.
    pub language: Option<String>,
}

type Object = Map<String, Value>;

/// What these scripts say.
pub fn linked(scripts: &[String]) -> Linked {
    let values: Vec<Value> = scripts.iter().filter_map(|script| parse(script)).collect();
    let objects = objects(&values);
    let is_article = |object: &&&Object| types(object).any(article_type);
    let is_page = |object: &&&Object| types(object).any(|name| name == "WebPage");
    let told =
        |object: &&&Object| object.contains_key("datePublished") || object.contains_key("headline");
    let article = objects.iter().filter(is_article).find(told);
    let page = objects.iter().filter(is_page).find(told);
    let get = |name: &str| article.and_then(|object| text(object.get(name)?));
    let on =
        |object: Option<&&Object>, name: &str| object.and_then(|object| text(object.get(name)?));
    Linked {
        dates: [get("datePublished"), get("dateCreated"), on(page, "datePublished")]
            .into_iter()
            .flatten()
            .collect(),
        title: get("headline").or_else(|| get("name")),
        source: article.or(page).and_then(|object| name(object.get("publisher")?, &objects)),
        url: get("url").or_else(|| get("mainEntityOfPage")),
        text: get("articleBody"),
        language: get("inLanguage"),
    }
}

/// The value of a script, some common faults mended: line breaks in strings, CDATA, comments.
fn parse(script: &str) -> Option<Value> {
    let trimmed = script.trim();
    if let Ok(value) = serde_json::from_str(trimmed) {
        return Some(value);
    }
    let mended = |open: char, close: char| {
        let inside = trimmed.get(trimmed.find(open)?..=trimmed.rfind(close)?)?;
        let on_one_line: String =
            inside.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        serde_json::from_str(&on_one_line).ok()
    };
    mended('{', '}').or_else(|| mended('[', ']'))
}

/// All objects in the order of the page, outer ones first.
fn objects(values: &[Value]) -> Vec<&Object> {
    let mut waiting: Vec<&Value> = values.iter().rev().collect();
    let mut objects = Vec::new();
    let mut seen = 0;
    while let Some(value) = waiting.pop() {
        seen += 1;
        if seen > MOST_VALUES {
            break;
        }
        match value {
            Value::Array(values) => waiting.extend(values.iter().rev()),
            Value::Object(object) => {
                objects.push(object);
                waiting.extend(object.values().rev().filter(|value| !value.is_string()));
            }
            _ => {}
        }
    }
    objects
}

fn types(object: &Object) -> impl Iterator<Item = &str> {
    let types = match object.get("@type") {
        Some(Value::String(name)) => vec![name.as_str()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    types.into_iter().map(|name| name.rsplit(['/', '#', ':']).next().unwrap_or(name))
}

/// schema.org's `Article` and what is below it; a comment or a review of a book is none.
fn article_type(name: &str) -> bool {
    name.ends_with("Article")
        || matches!(name, "Report" | "LiveBlogPosting" | "BlogPosting" | "SocialMediaPosting")
}

/// A string, the first of several, or the address of an object.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.as_str(),
        Value::Array(values) => return text(values.first()?),
        Value::Object(object) => {
            ["@value", "@id", "url", "name"].iter().find_map(|key| object.get(*key)?.as_str())?
        }
        _ => return None,
    };
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The name of a publisher: itself, in its object, or in the object that it refers to.
fn name(value: &Value, objects: &[&Object]) -> Option<String> {
    match value {
        Value::String(name) => Some(name.trim().to_owned()).filter(|name| !name.is_empty()),
        Value::Array(values) => name(values.first()?, objects),
        Value::Object(object) => match (object.get("name"), object.get("@id")) {
            (Some(name), _) => text(name),
            (None, Some(id)) => objects
                .iter()
                .find(|other| other.get("@id") == Some(id) && other.contains_key("name"))
                .and_then(|other| text(other.get("name")?)),
            (None, None) => None,
        },
        _ => None,
    }
}
