//! What every page knows of the request: its address and form, and what the reader has chosen.

use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use percent_encoding::percent_decode_str;

use crate::form::Form;

/// What is asked, and by whom.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The form.
    pub form: Form,
    /// The path, without the form.
    pub path: String,
    /// The query, encoded; empty where there is none.
    pub query: String,
    /// Name that the reader gave for marks, from a cookie.
    pub reader: Option<String>,
    /// `light` or `dark`, where the reader chose one.
    pub theme: Option<&'static str>,
    /// Kinds of marks that the reader does not want to see, as the report page names them; from a cookie.
    pub hidden: Vec<String>,
    /// The bytes that the reader has already, by their tags.
    pub etag: Option<String>,
}

/// Cookies that hold what a reader chose; each is a plain preference and no secret.
pub const READER: &str = "sayso_reader";
/// See [`Asked::theme`].
pub const THEME: &str = "sayso_theme";
/// See [`Asked::hidden`].
pub const HIDDEN: &str = "sayso_hidden";

impl Asked {
    /// What a request asks.
    pub fn of(uri: &Uri, headers: &HeaderMap, form: Form) -> Self {
        let theme = match cookie(headers, THEME).as_deref() {
            Some("light") => Some("light"),
            Some("dark") => Some("dark"),
            _ => None,
        };
        let hidden = cookie(headers, HIDDEN).unwrap_or_default();
        let is_word = |word: &&str| !word.is_empty() && word.len() < 40;
        Self {
            form,
            path: uri.path().to_owned(),
            query: uri.query().unwrap_or_default().to_owned(),
            reader: cookie(headers, READER).filter(|name| !name.trim().is_empty()),
            theme,
            hidden: hidden.split(' ').filter(is_word).take(20).map(str::to_owned).collect(),
            etag: headers.get(IF_NONE_MATCH).and_then(|tag| tag.to_str().ok()).map(str::to_owned),
        }
    }

    /// The address of this page in another form.
    pub fn twin(&self, form: Form) -> String {
        let end = match form {
            Form::Html => "",
            Form::Json => ".json",
            Form::Csv => ".csv",
        };
        // With two strokes at its beginning, of either kind, it would be one of another server.
        let within = self.path.trim_start_matches(['/', '\\']);
        let path = match (within, form) {
            ("", Form::Json | Form::Csv) => "/index".to_owned(),
            _ => format!("/{within}"),
        };
        match self.query.as_str() {
            "" => format!("{path}{end}"),
            query => format!("{path}{end}?{query}"),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let form = parts.extensions.get::<Form>().copied().unwrap_or(Form::Html);
        Ok(Self::of(&parts.uri, &parts.headers, form))
    }
}

/// The value of a cookie, decoded.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let value = all.flat_map(|cookies| cookies.split(';')).find_map(|cookie| {
        let (key, value) = cookie.trim().split_once('=')?;
        (key == name).then_some(value)
    })?;
    percent_decode_str(value).decode_utf8().ok().map(|text| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_forms_of_a_page_are_of_this_server() {
        let twin = |uri: &str, form| {
            Asked::of(&uri.parse().unwrap(), &HeaderMap::new(), Form::Html).twin(form)
        };
        assert_eq!(twin("/search?q=a", Form::Csv), "/search.csv?q=a");
        assert_eq!(twin("/", Form::Json), "/index.json");
        assert_eq!(twin("/", Form::Html), "/");
        for odd in ["//elsewhere.example/x", "/\\elsewhere.example/x", "///elsewhere.example/x"] {
            assert_eq!(twin(odd, Form::Json), "/elsewhere.example/x.json", "{odd}");
            assert_eq!(twin(odd, Form::Html), "/elsewhere.example/x", "{odd}");
        }
    }
}
