//! In which form a page is asked for: its address as it is, with `.json`, or with `.csv` behind it.

use std::convert::Infallible;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::http::Uri;
use axum::http::uri::PathAndQuery;
use axum::response::Response;
use tower::Service;

/// A form that a page has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For people.
    Html,
    /// All of it, for programs.
    Json,
    /// Its main table.
    Csv,
}

/// What pages have behind their addresses for their other forms.
const ENDS: [(&str, Form); 2] = [(".json", Form::Json), (".csv", Form::Csv)];

/// Where paths are files, or mean a form of themselves.
const AS_THEY_ARE: [&str; 3] = ["/static/", "/api/", "/export/"];

/// Takes the form off the path and leaves it with the request.
#[derive(Clone)]
pub struct Forms(Router);

impl Forms {
    /// Around everything that is routed by path.
    pub fn around(inner: Router) -> Self {
        Self(inner)
    }
}

impl Service<Request> for Forms {
    type Response = Response;
    type Error = Infallible;
    type Future = <Router as Service<Request>>::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request>::poll_ready(&mut self.0, context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let (form, path) = split(request.uri().path());
        if let Some(path) = path
            && let Some(uri) = with_path(request.uri(), path)
        {
            *request.uri_mut() = uri;
        }
        request.extensions_mut().insert(form);
        self.0.call(request)
    }
}

/// The form of a path, and the path without it where it has one.
pub fn split(path: &str) -> (Form, Option<&str>) {
    if AS_THEY_ARE.iter().any(|start| path.starts_with(start)) {
        let is_api = path.starts_with("/api/");
        return (if is_api { Form::Json } else { Form::Html }, None);
    }
    let end = ENDS.iter().find_map(|(end, form)| Some((path.strip_suffix(end)?, *form)));
    match end {
        Some(("/index", form)) => (form, Some("/")),
        Some((path, form)) => (form, Some(path)),
        None => (Form::Html, None),
    }
}

fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let path = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(path).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_stands_behind_the_path() {
        assert_eq!(split("/search.csv"), (Form::Csv, Some("/search")));
        assert_eq!(split("/index.json"), (Form::Json, Some("/")));
        assert_eq!(split("/report/a%2Ejson"), (Form::Html, None));
        assert_eq!(split("/api/v1/openapi.json"), (Form::Json, None));
        assert_eq!(split("/static/1/a.json"), (Form::Html, None));
    }

    #[test]
    fn the_query_stays() {
        let uri: Uri = "/search.json?q=a%20b".parse().unwrap();
        assert_eq!(with_path(&uri, "/search").unwrap(), "/search?q=a%20b");
    }
}
