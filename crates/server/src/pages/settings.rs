//! What a reader chooses, kept in cookies: `/settings?theme=dark&back=/` and so on.

use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use crate::app::App;
use crate::asked::{HIDDEN, THEME};
use crate::link;

/// What is chosen.
#[derive(Debug, Deserialize)]
struct Choice {
    /// `light`, `dark`, or `system` for neither.
    theme: Option<String>,
    /// Kinds of marks not to show, a space between two; empty for none.
    hidden: Option<String>,
    /// The page to go back to.
    back: Option<String>,
}

/// A year, in seconds.
const KEPT: u32 = 31_536_000;

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/settings", get(choose))
}

async fn choose(Query(choice): Query<Choice>) -> Response {
    let back = choice.back.filter(|back| is_here(back)).unwrap_or_else(|| "/".to_owned());
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    if let Ok(back) = HeaderValue::from_str(&back) {
        headers.insert(header::LOCATION, back);
    }
    for (name, value) in [(THEME, choice.theme), (HIDDEN, choice.hidden)] {
        if let Some(set) = value.and_then(|value| kept(name, &value)) {
            headers.append(header::SET_COOKIE, set);
        }
    }
    response
}

/// A cookie that is kept for a year.
pub fn kept(name: &str, value: &str) -> Option<HeaderValue> {
    let value: String = value.chars().take(200).collect();
    let value = link::value(&value);
    let cookie = format!("{name}={value}; Path=/; Max-Age={KEPT}; HttpOnly; SameSite=Strict");
    HeaderValue::from_str(&cookie).ok()
}

/// Whether an address is one of this server: elsewhere nobody is sent.
pub fn is_here(back: &str) -> bool {
    let mut chars = back.chars();
    chars.next() == Some('/')
        && !matches!(chars.next(), Some('/' | '\\'))
        && back.is_ascii()
        && !back.contains(|c: char| c.is_control() || c == '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert!(is_here("/") && is_here("/search?q=a%2F#x"));
        for elsewhere in ["//a.example", "/\\a.example", "https://a.example", "", "/a\nb", "a"] {
            assert!(!is_here(elsewhere), "{elsewhere}");
        }
    }
}
