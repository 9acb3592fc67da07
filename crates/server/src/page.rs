//! A page: a struct that says what was found, given as HTML, as JSON, or as the CSV of its main table.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde::Serialize;
use twox_hash::XxHash3_64;

use crate::app::App;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::form::Form;
use crate::shell::{self, Section};
use crate::table::Table;

/// What a page says. Its JSON twin is itself, so that nothing stands on a page that a program cannot get.
pub trait Page: Serialize {
    /// What the window is called.
    fn title(&self) -> String;
    /// Where it belongs in the menu.
    fn section(&self) -> Section {
        Section::None
    }
    /// What is between head and foot.
    fn body(&self, asked: &Asked) -> Markup;
    /// Its main table, where it has one.
    fn table(&self) -> Option<Table> {
        None
    }
}

/// A page in the form that is asked for, with an `ETag` over its bytes.
///
/// # Errors
/// It has no table and is asked for as CSV.
pub fn respond(app: &App, asked: &Asked, page: &impl Page) -> Result<Response, Fault> {
    let (kind, body) = match asked.form {
        Form::Html => {
            let markup = shell::page(app, asked, &page.title(), page.section(), page.body(asked));
            ("text/html; charset=utf-8", markup.into_string().into_bytes())
        }
        Form::Json => {
            let body =
                serde_json::to_vec(page).map_err(|error| Fault::Broken(error.to_string()))?;
            ("application/json", body)
        }
        Form::Csv => {
            let none = || Fault::Absent("this page has no table; ask for it with .json".to_owned());
            ("text/csv; charset=utf-8; header=present", page.table().ok_or_else(none)?.csv())
        }
    };
    Ok(tagged(asked, kind, body))
}

/// These bytes, or word that the reader has them already.
pub fn tagged(asked: &Asked, kind: &'static str, body: Vec<u8>) -> Response {
    let tag = format!("\"{:016x}\"", XxHash3_64::oneshot(&body));
    let has =
        asked.etag.as_deref().is_some_and(|tags| tags.split(',').any(|one| is_tag(one, &tag)));
    let mut response = if has {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, kind)], body).into_response()
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    // It may change at any time: the reader asks each time, and gets nothing where nothing changed.
    let always = HeaderValue::from_static("no-cache, private");
    response.headers_mut().insert(header::CACHE_CONTROL, always);
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("cookie"));
    response
}

fn is_tag(one: &str, tag: &str) -> bool {
    let one = one.trim();
    one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
}
